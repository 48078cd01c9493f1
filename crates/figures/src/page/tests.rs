use super::*;
use crate::number;
use crate::sample::sample_study;
use std::collections::BTreeSet;

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
                "p" | "tr" | "li" | "h1" | "h2" | "h3" | "caption" | "figcaption" | "summary" | "dd" | "title",
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
    assert!(!text(&html(&sample_study(), "")).to_lowercase().contains("victim"));
}

#[test]
fn the_page_is_well_formed_and_asks_for_nothing() {
    for script in ["", SCRIPT_OF_THE_TEST] {
        let page = html(&sample_study(), script);
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
    assert_eq!(page.matches(r#"<details class="numbers" open>"#).count(), 5);
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
    let found = cells(part(&page, "figure", "figure-agreement"));
    let truths = data.agreement.elements.iter().flat_map(|e| [e.yes, e.no, e.undetermined]);
    truths.for_each(|n| holds("findings", &found, n));
    data.agreement.pairs.iter().flat_map(|p| p.cells).flatten().for_each(|n| holds("pairs", &found, n));
    let columns = cells(part(&page, "figure", "figure-unknowns"));
    let fills = data.unknowns.columns.iter().flat_map(|c| [c.yes, c.no, c.value, c.unknown]);
    fills.for_each(|n| holds("columns", &columns, n));
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
    assert_eq!(marks(&study), 6);
    study.synthetic_records = 250;
    assert_eq!(marks(&study), 6);
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
