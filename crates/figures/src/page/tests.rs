//! The page of the sample: what it says, with and without charts.

use super::*;
use crate::number;
use crate::sample::sample_study;
use std::collections::BTreeSet;
use turnstone_identify::Kind;

const SCRIPT_OF_THE_TEST: &str = "document.title;";

fn html(study: &Study, script: &'static str) -> String {
    let mut bytes = Vec::new();
    write(study, script, &mut bytes).expect("memory takes everything");
    String::from_utf8(bytes).expect("a page is UTF-8")
}

/// One piece of a page.
enum Piece<'a> {
    Open { name: &'a str, attributes: &'a str },
    Close(&'a str),
    Text(&'a str),
}

const VOID: [&str; 2] = ["meta", "!doctype"];

/// Cuts a page into tags and texts, and fails on one that is not well formed: a tag that is not closed in its turn, an
/// attribute without quotes, a bare `<` or `&`.
fn pieces(page: &str) -> Vec<Piece<'_>> {
    let (mut pieces, mut open, mut rest) = (Vec::new(), Vec::new(), page);
    while !rest.is_empty() {
        let raw = open.last().is_some_and(|name| ["script", "style"].contains(name));
        let end = open.last().filter(|_| raw).map_or("<".to_owned(), |name| format!("</{name}>"));
        let at = rest.find(&end).unwrap_or(rest.len());
        let (text, tail) = rest.split_at(at);
        if !raw {
            assert!(!text.contains('>'), "a bare > in {text:?}");
            for reference in text.split('&').skip(1) {
                assert!(reference.starts_with('#'), "a bare & in {text:?}");
            }
        }
        pieces.push(Piece::Text(text));
        let Some(tag) = tail.strip_prefix('<') else { break };
        let (tag, tail) = tag.split_once('>').expect("a tag ends");
        rest = tail;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "closed out of turn");
            pieces.push(Piece::Close(name));
            continue;
        }
        let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        assert_eq!(attributes.matches('"').count() % 2, 0, "quotes of {tag:?}");
        assert!(!attributes.contains('<'), "a < in {tag:?}");
        if !VOID.contains(&name) {
            open.push(name);
        }
        pieces.push(Piece::Open { name, attributes });
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    pieces
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'");
    text.replace("&#38;", "&")
}

/// What a reader reads: a line for each block or row, cells apart; without script and style.
fn text(page: &str) -> String {
    let (mut lines, mut line, mut raw) = (Vec::new(), String::new(), false);
    for piece in pieces(page) {
        match piece {
            Piece::Open { name: "script" | "style", .. } => raw = true,
            Piece::Close("script" | "style") => raw = false,
            Piece::Text(words) if !raw => line.push_str(&unescaped(words)),
            Piece::Close("td" | "th") => line.push_str(" | "),
            Piece::Close(
                "p" | "tr" | "li" | "h1" | "h2" | "h3" | "caption" | "figcaption" | "summary" | "dd" | "title" | "text",
            ) => {
                lines.push(std::mem::take(&mut line).split_whitespace().collect::<Vec<_>>().join(" "));
            }
            _ => {}
        }
    }
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// The part of a page from the element with this id to where the next with an id of its kind begins.
fn part<'a>(page: &'a str, kind: &str, id: &str) -> &'a str {
    let start = page.find(&format!(r#"id="{id}""#)).unwrap_or_else(|| panic!("there is no {id}"));
    let rest = &page[start..];
    &rest[..rest.find(&format!("</{kind}>")).expect("it ends")]
}

/// The numbers that stand in the cells of the tables of a part; cells of several values hold them apart by `;`.
fn cells(part: &str) -> BTreeSet<String> {
    let cells = part.split("<td").skip(1).filter_map(|cell| cell.split('>').nth(1)?.split('<').next());
    let values = cells.flat_map(|cell| cell.split(';')).filter_map(|value| value.split_whitespace().next_back());
    values.map(str::to_owned).collect()
}

#[test]
fn the_page_of_the_sample_as_it_is_read() {
    insta::assert_snapshot!(text(&html(&sample_study(), "")));
}

#[test]
fn the_answer_names_denominators_assumptions_and_proxies_and_calls_nobody_a_victim() {
    let answer = answer::answer(&sample_study());
    assert!(answer.paragraph.contains("535 records (42.8 % of 1,250)"));
    assert!(answer.paragraph.contains("190 of those (35.5 % of 535)"));
    assert!(answer.paragraph.contains("(assuming act)"));
    assert!(answer.paragraph.contains("origin: citizenship; destination: country where identified or assisted"));
    // Who decided a formal status may call somebody so; the page itself never does.
    let mut study = sample_study();
    study.timelines.iter_mut().for_each(|case| case.timeline.status.clear());
    assert!(!text(&html(&study, "")).to_lowercase().contains("victim"));
}

#[test]
fn the_page_is_well_formed_and_asks_for_nothing() {
    for script in ["", SCRIPT_OF_THE_TEST] {
        let page = html(&sample_study(), script);
        assert_eq!(page.matches("<svg class=\"timeline\"").count(), 2);
        let tags = pieces(&page);
        let names: BTreeSet<&str> = tags
            .iter()
            .filter_map(|piece| if let Piece::Open { name, .. } = piece { Some(*name) } else { None })
            .collect();
        for outside in ["link", "img", "iframe", "base", "form", "object"] {
            assert!(!names.contains(outside), "{outside}");
        }
        for piece in &tags {
            let Piece::Open { attributes, .. } = piece else { continue };
            let mut names = attributes.split('"').step_by(2).map(str::trim);
            assert!(!names.any(|name| name.starts_with("on") || name == "src="), "{attributes}");
            assert!(!attributes.contains("http:") && !attributes.contains("https:"), "{attributes}");
        }
        let policy = page.find("Content-Security-Policy").expect("there is a policy");
        assert!(policy < page.find("<style").expect("there is a style"));
    }
}

#[test]
fn without_a_script_there_are_no_empty_boxes_and_the_page_says_so() {
    let page = html(&sample_study(), "");
    assert!(!page.contains("<script") && !page.contains("data-chart"));
    assert!(page.contains("built without its charts"));
    let page = html(&sample_study(), SCRIPT_OF_THE_TEST);
    assert_eq!(page.matches("data-chart=").count(), 6);
    assert_eq!(page.matches(r#"<details class="numbers" open>"#).count(), 7);
    assert!(!page.contains("built without its charts"));
}

#[test]
fn nothing_that_a_file_says_becomes_markup() {
    const HOSTILE: &str = r#"</script><script>alert(1)</script><img src="x" onerror='alert(2)'>&amp;"#;
    let mut study = sample_study();
    study.flows.corridors[2].origin_name = HOSTILE.to_owned();
    study.provenance.inputs[0].name = HOSTILE.to_owned();
    study.provenance.inputs[0].remarks[0].reason = HOSTILE.to_owned();
    study.findings.instruments[0].label = HOSTILE.to_owned();
    study.findings.assumptions[0].statement = HOSTILE.to_owned();
    study.trends.changes[0].entered[0].label = HOSTILE.to_owned();
    study.findings.instruments[7].innocent_readings[0] = HOSTILE.to_owned();
    study.findings.instruments[7].outputs[1].label = HOSTILE.to_owned();
    study.timelines[0].timeline.record_id = Some(HOSTILE.to_owned());
    study.timelines[0].timeline.life.episodes[0].begins[0].label = HOSTILE.to_owned();
    study.timelines[0].timeline.life.changes[0].because[0].label = HOSTILE.to_owned();
    let page = html(&study, SCRIPT_OF_THE_TEST);
    pieces(&page);
    assert_eq!(page.matches("<script").count(), 2);
    assert!(!page.contains("<img"));
    assert!(text(&page).contains(HOSTILE));
    let json = page.split(r#"id="study-data">"#).nth(1).and_then(|rest| rest.split("</script>").next());
    let read: serde_json::Value =
        serde_json::from_str(json.expect("the data stand in the page")).expect("they are JSON");
    assert_eq!(read["places"]["MEX"]["name"], HOSTILE);
}

#[test]
fn every_number_that_is_charted_also_stands_in_a_table() {
    let study = sample_study();
    let page = html(&study, SCRIPT_OF_THE_TEST);
    let data = data(&study);
    let holds = |where_: &str, cells: &BTreeSet<String>, value: u64| {
        assert!(cells.contains(&number::count(value)), "{value} stands in no table of {where_}");
    };
    let (map, flows) = (cells(part(&page, "figure", "figure-corridor-map")), cells(part(&page, "section", "flows")));
    for corridor in &data.corridors[0].rows {
        holds("the map", &map, corridor.count);
        corridor.by.values().flatten().for_each(|value| holds("flows", &flows, value.count));
    }
    let places = cells(part(&page, "figure", "figure-corridor-sankey"));
    for place in crate::places::place_counts(&study.flows) {
        holds("the places", &places, place.as_origin);
        holds("the places", &places, place.as_destination);
    }
    let years = cells(part(&page, "figure", "figure-trend"));
    let lines = data.trend.series.iter().chain([&data.trend.contributors]);
    lines.flat_map(|line| &line.values).flatten().for_each(|value| holds("years", &years, *value));
    let cross = cells(part(&page, "figure", "figure-means-by-purpose"));
    data.means_by_purpose.cells.iter().flatten().for_each(|value| holds("means by purpose", &cross, *value));
    let found = cells(part(&page, "figure", "figure-element-tests"));
    let truths = data.element_tests.results.iter().flat_map(|e| [e.yes, e.no, e.undetermined]);
    truths.for_each(|n| holds("findings", &found, n));
    let columns = cells(part(&page, "figure", "figure-unknowns"));
    let fills = data.unknowns.columns.iter().flat_map(|c| [c.yes, c.no, c.value, c.unknown]);
    fills.for_each(|n| holds("columns", &columns, n));
}

#[test]
fn every_number_of_every_kind_of_result_stands_in_a_table_and_no_two_kinds_share_one() {
    let study = sample_study();
    let page = html(&study, SCRIPT_OF_THE_TEST);
    let sections = [
        (Kind::Elements, "element-tests"),
        (Kind::Dimensions, "dimensions"),
        (Kind::Signs, "signs"),
        (Kind::Pattern, "prompts"),
    ];
    for (kind, id) in sections {
        let section = part(&page, "section", id);
        let found = cells(section);
        for instrument in &study.findings.instruments {
            for output in instrument.outputs.iter().filter(|_| instrument.kind == kind) {
                let rows = output.rows;
                for n in [rows.yes, rows.no, rows.undetermined] {
                    assert!(found.contains(&number::count(n)), "{n} of {} stands in no table of {id}", output.name);
                }
            }
            let its_own_title = section.contains(&format!("<th scope=\"rowgroup\" colspan=\"8\">{}", instrument.title));
            assert!(!its_own_title || instrument.kind == kind, "{} stands in {id}", instrument.id);
        }
    }
    let pairs = cells(part(&page, "section", "element-tests"));
    let all = study.findings.agreement.iter().flat_map(|p| p.cells).flatten();
    all.for_each(|n| assert!(pairs.contains(&number::count(n)), "{n} stands in no table of pairs"));
    let process = cells(part(&page, "figure", "figure-process"));
    let counted = study.findings.process.as_ref().expect("the sample has a process");
    let counts = counted.readings.iter().map(|reading| reading.count).chain(counted.cells.into_iter().flatten());
    counts.for_each(|n| assert!(process.contains(&number::count(n)), "{n} stands in no table of the process"));
    let wanting = part(&page, "section", "wanting");
    for output in study.findings.instruments.iter().flat_map(|i| &i.outputs) {
        output.wanting.iter().for_each(|fact| assert!(wanting.contains(fact.label()), "{fact} is not named"));
    }
}

#[test]
fn what_prompts_a_look_stands_first_and_every_prompt_has_its_innocent_readings() {
    let study = sample_study();
    let prompts = other_kinds::prompts(&study).expect("the sample has prompts").prompts;
    assert_eq!(
        prompts.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(),
        ["Look closer: servitude", "Look closer: a den"]
    );
    assert!(prompts.iter().all(|prompt| prompt.innocent_readings.len() == 2));
    assert_eq!((prompts[0].is_shown, prompts[1].is_shown), (true, false));
}

#[test]
fn tests_are_held_against_each_other_only_where_one_shows_something() {
    let study = sample_study();
    let drawn = figure::Drawn { charts: false, mark: "" };
    let tests = element_tests::element_tests(&study, drawn).expect("the sample has tests");
    // There is one test of smuggling: nothing to hold it against.
    assert_eq!(tests.concerns.len(), 1);
    let matrix = tests.concerns[0].matrix.as_ref().expect("trafficking is shown");
    let texts: Vec<Vec<&str>> =
        matrix.rows.iter().map(|row| row.cells[1..].iter().map(|cell| cell.text.as_str()).collect()).collect();
    // Of 415 and 410, 405 are the same: 415 - 405 = 10 and 410 - 405 = 5.
    assert_eq!(texts, [["415", "10"], ["5", "410"]]);
    assert!(tests.concerns[0].note.starts_with("No record is yes under one of them and no under another"));
    let mut study = study;
    study.findings.agreement[0].cells = [[400, 5, 10], [0, 0, 0], [10, 10, 815]];
    let tests = element_tests::element_tests(&study, drawn).expect("the sample has tests");
    assert_eq!(
        tests.concerns[0].note,
        "Both stand where they differ: 5 records are yes under palermo-2000 and no under contemporary-2013."
    );
}

#[test]
fn a_timeline_marks_where_a_reading_changes_and_lists_what_made_it_so() {
    let study = sample_study();
    let page = html(&study, "");
    let section = part(&page, "section", "timelines");
    let changes = study.timelines[0].timeline.life.changes.len() + study.timelines[0].timeline.said.changes.len();
    assert_eq!(section.matches(r#"<g class="mark">"#).count(), changes);
    let read = text(&html(&study, ""));
    assert!(
        read.contains("2010-05 (at the earliest 2010-05-01): UN Trafficking in Persons Protocol (2000), article 3:")
    );
    assert!(read.contains("not decided → yes, because of"));
    assert!(read.contains("Myanmar → Thailand, across a border"));
    // Sources side by side, what was taken back, and what has no date: nothing is resolved or left out.
    assert!(read.contains("yes: said by shelter on 2011-02, of 2010-05; no: said by police on 2011-01, of 2010-05"));
    assert!(read.contains("taken back: said by police on 2011-03"));
    assert!(read.contains("a leg without a date: not recorded → Malaysia"));
    assert!(read.contains("formal status before the first episode"));
    assert!(read.contains("Actual victim, decided by Court or prosecution, 2012-06-01; basis: a conviction"));
}

#[test]
fn cases_beyond_those_drawn_are_named_as_left_out() {
    let mut study = sample_study();
    study.timelines = vec![study.timelines[0].clone(); timelines::DRAWN + 3];
    let page = html(&study, "");
    assert_eq!(page.matches(r#"<details class="case""#).count(), timelines::DRAWN);
    assert!(text(&page).contains("The first 50 are drawn here; the other 3 are left out of this page"));
    let changes = crate::tables(&study).into_iter().find(|t| t.file_stem == "timeline_status").expect("there is one");
    assert_eq!(changes.rows.len(), 2 * (timelines::DRAWN + 3));
}

#[test]
fn single_cases_of_real_people_are_warned_of() {
    let mut study = sample_study();
    let warned =
        |study: &Study| answer::answer(study).cautions.iter().any(|caution| caution.contains("do not pass it on"));
    assert!(!warned(&study));
    study.synthetic_records = 0;
    assert!(warned(&study));
    study.timelines.clear();
    assert!(!warned(&study));
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let study = sample_study();
    assert_eq!(html(&study, SCRIPT_OF_THE_TEST), html(&study.clone(), SCRIPT_OF_THE_TEST));
    let json = |study: &Study| {
        let mut bytes = Vec::new();
        crate::json(study, &mut bytes).expect("memory takes everything");
        bytes
    };
    assert_eq!(json(&study), json(&study.clone()));
    assert!(json(&study).ends_with(b"}\n"));
}

#[test]
fn synthetic_records_are_marked_at_every_figure() {
    let mut study = sample_study();
    let marks = |study: &Study| html(study, SCRIPT_OF_THE_TEST).matches(r#"class="synthetic-mark""#).count();
    // Six charts, three tables with bars, one case.
    assert_eq!(marks(&study), 10);
    study.synthetic_records = 250;
    assert_eq!(marks(&study), 10);
    assert!(html(&study, "").contains("Partly synthetic: 250 records of 1,250 describe no person."));
    assert!(!data(&study).synthetic);
    study.synthetic_records = 0;
    assert_eq!(marks(&study), 0);
}

#[test]
fn a_study_of_nothing_is_a_page_too() {
    let mut study = sample_study();
    study.provenance.inputs.clear();
    (study.records, study.synthetic_records) = (0, 0);
    study.profile = turnstone_monitor::profile::Profile { rows: 0, columns: Vec::new() };
    study.findings.instruments.clear();
    study.findings.agreement.clear();
    study.findings.process = None;
    study.timelines.clear();
    study.flows.corridors.clear();
    study.flows.with_both_ends = 0;
    study.trends.years.clear();
    study.trends.changes.clear();
    study.crosstabs.clear();
    for script in ["", SCRIPT_OF_THE_TEST] {
        pieces(&html(&study, script));
    }
}

#[test]
fn rows_that_do_not_add_up_are_said_first() {
    let mut study = sample_study();
    study.provenance.inputs[1].rows_in += 1;
    assert!(text(&html(&study, "")).contains("Do not use these numbers"));
}

/// Not a check of its own: writes the page of the sample for the browser's tests, where TURNSTONE_SAMPLE_PAGE says.
#[test]
fn the_sample_page_is_written_where_asked() {
    if let Some(path) = std::env::var_os("TURNSTONE_SAMPLE_PAGE") {
        let mut file = std::fs::File::create(path).expect("the file can be made");
        page(&sample_study(), &mut file).expect("the file takes the page");
    }
}
