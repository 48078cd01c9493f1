//! A small study made by hand, for tests: every sum in it agrees, and no number is of a real person.

use std::collections::BTreeMap;
use turnstone_estimate::trends::panel::{Cell, Panel};
use turnstone_identify::{Catalogue, Concern, Instrument, Kind, timeline};
use turnstone_model::case::read_all;
use turnstone_model::{Fact, Fate, Place};
use turnstone_monitor::change::SeriesChange;
use turnstone_monitor::change::analysis::{Beside, Settings, series};
use turnstone_monitor::change::records::of_place;
use turnstone_monitor::crosstab::Crosstab;
use turnstone_monitor::dimension::{Dimension, Value};
use turnstone_monitor::findings::{
    Agreement, AssumptionNote, Findings, InstrumentCount, OpenCount, OutputCount, OutputKind, ProcessCount, TruthCount,
};
use turnstone_monitor::flows::{CorridorCount, Counted, Flows};
use turnstone_monitor::profile::{ColumnProfile, Profile};
use turnstone_monitor::study::{CaseTimeline, InputNote, Provenance, RemarkNote, STUDY_VERSION, Study};
use turnstone_monitor::trends::{Trends, YearChange, YearCount};

const RECORDS: u64 = 1_250;
const SEXUAL: (&str, &str) = ("purpose.sexual_exploitation", "Sexual exploitation");
const LABOUR: (&str, &str) = ("purpose.forced_labour", "Forced labour or services");
const NONE: (&str, &str) = ("not_recorded", "not recorded");

/// A study of 1,250 synthetic records in two files, four rows of which are in the quarantine.
pub fn sample_study() -> Study {
    Study {
        version: STUDY_VERSION,
        provenance: provenance(),
        records: RECORDS,
        synthetic_records: RECORDS,
        profile: profile(),
        findings: findings(),
        flows: flows(),
        trends: trends(),
        crosstabs: vec![
            crosstab(
                Dimension::Means,
                Dimension::Purpose,
                &[
                    ("means.debt_bondage", "Debt bondage", &[60, 140, 10]),
                    ("means.threats", "Threats", &[180, 90, 0]),
                    ("not_recorded", "not recorded", &[300, 205, 330]),
                ],
            ),
            crosstab(
                Dimension::Sex,
                Dimension::Purpose,
                &[
                    ("female", "Female", &[420, 150, 200]),
                    ("male", "Male", &[50, 260, 80]),
                    ("not_recorded", "not recorded", &[30, 25, 60]),
                ],
            ),
        ],
        hidden: None,
        timelines: timelines(),
    }
}

/// A case in which a smuggled person is exploited later, sources differ, one takes something back, and a status is decided.
const CASE: &str = r#"{"turnstone_case": 1, "record_id": "case-1", "synthetic": true, "child": "adult",
    "legs": [
        {"origin": "MMR", "destination": "THA", "start": "2010-02", "end": "2010-03-10", "facilitated_for_payment": true},
        {"destination": "MYS"}],
    "assertions": [
        {"fact": "smuggling.procured_illegal_entry", "truth": "yes", "source": "police", "period": "2010-03-10",
         "said_on": "2011-01"},
        {"fact": "smuggling.not_national_or_resident", "truth": "yes", "source": "police", "said_on": "2011-01"},
        {"fact": "act.transportation", "truth": "yes", "source": "police", "period": "2010-03-10", "said_on": "2011-01"},
        {"fact": "means.deception", "truth": "yes", "source": "shelter", "period": "2010-05", "said_on": "2011-02"},
        {"fact": "means.deception", "truth": "no", "source": "police", "period": "2010-05", "said_on": "2011-01"},
        {"fact": "means.threats", "truth": "yes", "source": "police", "period": "2010-05", "said_on": "2011-01"},
        {"fact": "means.threats", "truth": "unknown", "source": "police", "said_on": "2011-03"},
        {"fact": "purpose.sexual_exploitation", "truth": "yes", "source": "shelter", "period": "2010-05",
         "said_on": "2011-02"}],
    "status": [
        {"status": "possible", "by": "ngo", "on": "2009"},
        {"status": "actual", "by": "court_or_prosecution", "on": "2012-06-01", "basis": "a conviction"}]}"#;

/// Timelines of one case under two of the definitions that come with Turnstone.
fn timelines() -> Vec<CaseTimeline> {
    let catalogue = Catalogue::shipped();
    let tests: Vec<&Instrument> =
        ["smuggling-2000", "palermo-2000"].iter().map(|id| catalogue.get(id).expect("it is shipped")).collect();
    let cases = read_all(&CASE.replace('\n', " ")).into_iter().map(|case| case.expect("the case is well formed"));
    (1..).zip(cases).map(|(n, case)| CaseTimeline::of("cases.jsonl", n, &case, timeline(&case, &tests, &[]))).collect()
}

fn counted(values: &[((&str, &str), u64)]) -> Vec<Counted> {
    let one = |((id, label), count): &((&str, &str), u64)| Counted {
        id: (*id).to_owned(),
        label: (*label).to_owned(),
        count: *count,
    };
    values.iter().map(one).collect()
}

fn provenance() -> Provenance {
    let input = |name: &str, digit: &str, rows_in: u64, quarantined: u64, remarks: Vec<RemarkNote>| InputNote {
        name: name.to_owned(),
        sha256: digit.repeat(64),
        bytes: 40 * rows_in,
        format: "csv, zstd".to_owned(),
        codec: "CTDC global synthetic dataset, 37 columns".to_owned(),
        why: "all 37 columns are of that generation".to_owned(),
        rows_in,
        rows_out: rows_in - quarantined,
        quarantined,
        remarks,
    };
    let remark = |fate: Fate, field: &str, reason: &str, count: u64| RemarkNote {
        fate,
        field: field.to_owned(),
        reason: reason.to_owned(),
        count,
    };
    let remarks = vec![
        remark(Fate::Quarantined, "yearOfRegistration", "the year is outside 1900 to 2100", 3),
        remark(Fate::Quarantined, "", "36 fields where the header has 37", 1),
        remark(Fate::Kept, "citizenship", "a code that is no country any more", 7),
    ];
    Provenance {
        turnstone: "0.1.0".to_owned(),
        records_schema: "1".to_owned(),
        inputs: vec![input("first.csv.zst", "a", 1_004, 4, remarks), input("second.csv.zst", "b", 250, 0, Vec::new())],
        instruments: vec!["palermo-2000@1".to_owned(), "contemporary-2013@1".to_owned()],
        assumptions: vec!["act".to_owned()],
    }
}

fn profile() -> Profile {
    let column = |id: &str, label: &str, group: &str, is_fact: bool, yes: u64, no: u64, recorded: u64| ColumnProfile {
        id: id.to_owned(),
        label: label.to_owned(),
        group: group.to_owned(),
        is_fact,
        yes,
        no,
        recorded,
        unknown: RECORDS - recorded,
    };
    Profile {
        rows: RECORDS,
        columns: vec![
            column("registered_year", "Registered year", "Attributes", false, 0, 0, 1_120),
            column("gender", "Gender", "Attributes", false, 0, 0, 1_135),
            column("border_crossed", "Border crossed", "Attributes", false, 330, 190, 520),
            column("act.recruitment", "Recruitment", "Act", true, 0, 0, 0),
            column("means.debt_bondage", "Debt bondage", "Means", true, 210, 0, 210),
            column("means.threats", "Threats", "Means", true, 265, 0, 265),
            column(SEXUAL.0, SEXUAL.1, "Purpose", true, 500, 0, 500),
            column(LABOUR.0, LABOUR.1, "Purpose", true, 435, 0, 435),
            column("person.child", "Child", "Person", true, 130, 210, 340),
        ],
    }
}

/// An output that rests on so many facts, of which no row records these.
fn output(name: &str, label: &str, kind: OutputKind, rows: (u64, u64), facts: u64, wanting: &[&str]) -> OutputCount {
    let fact = |id: &&str| Fact::from_id(id).expect("a fact of the vocabulary");
    OutputCount {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        rows: TruthCount { yes: rows.0, no: rows.1, undetermined: RECORDS - rows.0 - rows.1 },
        facts,
        wanting: wanting.iter().map(fact).collect(),
    }
}

fn instrument(id: &str, kind: Kind, title: &str, citation: &str, label: &str) -> InstrumentCount {
    InstrumentCount {
        id: id.to_owned(),
        version: "1".to_owned(),
        kind,
        concern: Concern::Trafficking,
        title: title.to_owned(),
        citation: citation.to_owned(),
        label: format!("{title}{label}"),
        checked_against_primary: !label.contains("checked"),
        innocent_readings: Vec::new(),
        outputs: Vec::new(),
        open: Vec::new(),
    }
}

fn findings() -> Findings {
    use OutputKind::{Description, Element, Finding};
    const UNCHECKED: &str = " (not wholly checked against the primary text)";
    let open = |terms: &[(&str, u64)]| {
        terms.iter().map(|(terms, count)| OpenCount { terms: (*terms).to_owned(), count: *count }).collect()
    };
    let palermo = InstrumentCount {
        outputs: vec![
            output("act", "Act (assuming act)", Element, (1_250, 0), 6, &[]),
            output("means", "Means", Element, (440, 0), 4, &["means.fraud", "means.abduction"]),
            output("purpose", "Purpose", Element, (910, 0), 2, &[]),
            output("child", "Child", Element, (130, 210), 1, &[]),
            output(
                "trafficking_elements",
                "Elements of trafficking shown (assuming act)",
                Finding,
                (415, 0),
                13,
                &["means.fraud", "means.abduction"],
            ),
        ],
        open: open(&[("a means; person.child", 495), ("a purpose", 180), ("a purpose; a means; person.child", 160)]),
        ..instrument(
            "palermo-2000",
            Kind::Elements,
            "UN Trafficking in Persons Protocol (2000), article 3",
            "Protocol to Prevent, Suppress and Punish Trafficking in Persons (2000), art. 3",
            " (assuming act)",
        )
    };
    let contemporary = InstrumentCount {
        outputs: vec![
            output("purpose", "Purpose", Element, (905, 0), 2, &[]),
            output(
                "process_traditional",
                "Process: traditional",
                Description,
                (40, 0),
                3,
                &["process.recruited_through_media"],
            ),
            output("process_technology", "Process: technology-driven", Description, (15, 0), 5, &[]),
            output(
                "trafficking",
                "Trafficking (assuming act) (not checked against the primary text)",
                Finding,
                (410, 15),
                8,
                &[],
            ),
        ],
        open: (1..=20)
            .map(|n| OpenCount { terms: format!("term {n}"), count: if n == 1 { 103 } else { 2 * (30 - n) } })
            .collect(),
        ..instrument(
            "contemporary-2013",
            Kind::Elements,
            "Contemporary definition of trafficking in persons",
            "Chibba, M. (2013)",
            &format!(" (assuming act){UNCHECKED}"),
        )
    };
    let smuggling = InstrumentCount {
        concern: Concern::Smuggling,
        outputs: vec![
            output(
                "entry",
                "Illegal entry procured",
                Element,
                (0, 0),
                2,
                &["smuggling.procured_illegal_entry", "smuggling.procured_illegal_stay"],
            ),
            output(
                "smuggling",
                "Elements of smuggling shown",
                Finding,
                (0, 0),
                2,
                &["smuggling.procured_illegal_entry", "smuggling.procured_illegal_stay"],
            ),
        ],
        open: open(&[("entry", 1_250)]),
        ..instrument("smuggling-2000", Kind::Elements, "Smuggling of Migrants Protocol (2000)", "Art. 3", "")
    };
    let dimensions = |id: &str, who: &str, yes: u64| InstrumentCount {
        outputs: vec![
            output("exploitation", "Exploitation", Element, (yes, 0), 9, &["indicator.bad_living_conditions"]),
            output(
                "means",
                "Means by the named reading",
                Finding,
                (yes / 2, 20),
                9,
                &["indicator.bad_living_conditions"],
            ),
        ],
        ..instrument(id, Kind::Dimensions, &format!("Indicators: {who}"), "A list (2009)", UNCHECKED)
    };
    let signs = InstrumentCount {
        outputs: vec![
            output("deception", "1. Deception (not checked against the primary text)", Element, (120, 35), 2, &[]),
            output("isolation", "2. Isolation", Element, (33, 0), 2, &["means.restricts_movement"]),
        ],
        ..instrument("signs", Kind::Signs, "Two signs", "A booklet (2012)", UNCHECKED)
    };
    let prompt = |id: &str, what: &str, yes: u64| InstrumentCount {
        innocent_readings: vec![format!("A first innocent reading of {what}."), format!("A second one of {what}.")],
        outputs: vec![
            output("part", "A part of it", Element, (yes, 0), 1, &[]),
            output("look", &format!("Look closer: {what}"), Finding, (yes, 0), 1, &[]),
        ],
        ..instrument(id, Kind::Pattern, &format!("Prompt: {what}"), "Chibba, M. (2013)", "")
    };
    Findings {
        assumptions: vec![AssumptionNote {
            name: "act".to_owned(),
            statement: "A registered person was recruited, transported, transferred, harboured or received.".to_owned(),
            why: "Files of organisations that help often have no column for the act.".to_owned(),
        }],
        instruments: vec![
            palermo,
            contemporary,
            smuggling,
            dimensions("adults", "adults", 210),
            dimensions("children", "children", 44),
            signs,
            prompt("den", "a den", 0),
            prompt("servitude", "servitude", 7),
        ],
        agreement: vec![Agreement {
            a: "palermo-2000".to_owned(),
            b: "contemporary-2013".to_owned(),
            cells: [[405, 0, 10], [0, 0, 0], [5, 15, 815]],
        }],
        process: Some(ProcessCount::new("contemporary-2013".to_owned(), [[10, 0, 30], [0, 0, 0], [5, 0, 1_205]])),
    }
}

fn flows() -> Flows {
    let corridor = |from: (&str, &str), to: (&str, &str), crossed: Option<bool>, sexual: u64, labour: u64| {
        let records = sexual + labour;
        CorridorCount {
            origin: from.0.to_owned(),
            origin_name: from.1.to_owned(),
            destination: to.0.to_owned(),
            destination_name: to.1.to_owned(),
            border_crossed: crossed,
            records,
            by: BTreeMap::from([
                ("purpose", counted(&[(SEXUAL, sexual), (LABOUR, labour)])),
                ("means", counted(&[(NONE, records)])),
                ("sex", counted(&[(("female", "Female"), sexual), (("male", "Male"), labour)])),
                ("age", counted(&[(("18–20", "18–20"), 9), (NONE, records - 9)])),
                ("period", counted(&[(("2018", "2018"), 8), (("2019", "2019"), records - 8)])),
            ]),
        }
    };
    let (usa, ukr, rus) = (("USA", "United States of America"), ("UKR", "Ukraine"), ("RUS", "Russian Federation"));
    let (phl, mex, pol) = (("PHL", "Philippines"), ("MEX", "Mexico"), ("POL", "Poland"));
    Flows {
        origin_basis: "citizenship".to_owned(),
        destination_basis: "country where identified or assisted".to_owned(),
        with_both_ends: 535,
        origin_only: 140,
        destination_only: 305,
        neither: 270,
        within_country: 190,
        across_border: 330,
        border_unknown: 15,
        corridors: vec![
            corridor(ukr, rus, Some(true), 61, 129),
            corridor(usa, usa, Some(false), 137, 13),
            corridor(mex, usa, Some(true), 33, 37),
            corridor(ukr, pol, Some(true), 21, 49),
            corridor(phl, phl, Some(false), 23, 17),
            corridor(rus, ("SUN", "Soviet Union"), None, 11, 4),
        ],
    }
}

/// Four countries that report steadily, and eight that join in 2016.
fn what_changed() -> SeriesChange {
    let codes = ["AUT", "BEL", "CHE", "DEU", "DNK", "ESP", "FIN", "FRA", "GBR", "GRC", "HUN", "IRL"];
    let contributors = codes.map(|code| of_place(Place::from_code(code).expect("a country")));
    let counts = (0..codes.len()).map(|c| {
        let count = |year: usize| (c < 4 || year >= 4).then(|| Cell::exactly(40 + ((c + year) % 3) as u64));
        (0..8).map(count).collect()
    });
    let panel = Panel { first_year: 2012, counts: counts.collect(), effort: Vec::new() };
    series("all", "All", &contributors, &panel, &Settings::default(), &Beside::default())
}

fn trends() -> Trends {
    let year = |year: i32, contributors: u64, sexual: u64, labour: u64, none: u64| YearCount {
        year,
        records: sexual + labour + none,
        contributors,
        by: BTreeMap::from([
            ("purpose", counted(&[(SEXUAL, sexual), (LABOUR, labour), (NONE, none)])),
            ("means", counted(&[(NONE, sexual + labour + none)])),
            ("sex", counted(&[(NONE, sexual + labour + none)])),
            ("age", counted(&[(NONE, sexual + labour + none)])),
            (
                "child",
                match year {
                    2015 => counted(&[(NONE, sexual + labour + none)]),
                    _ => counted(&[(("child", "Child"), 31), (NONE, sexual + labour + none - 31)]),
                },
            ),
        ]),
    };
    let country = |id: &str, label: &str, count: u64| Counted { id: id.to_owned(), label: label.to_owned(), count };
    Trends {
        years: vec![year(2015, 2, 59, 41, 0), year(2018, 3, 201, 143, 56), year(2019, 4, 297, 236, 87)],
        changes: vec![YearChange {
            year: 2019,
            records_before: 400,
            records_after: 620,
            in_both_before: 310,
            in_both_after: 300,
            entered: vec![country("POL", "Poland", 140), country("SGP", "Singapore", 120)],
            left: vec![country("ITA", "Italy", 90)],
        }],
        without_year: 130,
        what_changed: Some(what_changed()),
    }
}

fn crosstab(rows: Dimension, columns: Dimension, cells: &[(&str, &str, &[u64; 3])]) -> Crosstab {
    let value = |(id, label): (&str, &str)| Value { id: id.to_owned(), label: label.to_owned() };
    Crosstab {
        id: format!("{}_by_{}", rows.id(), columns.id()),
        row_dimension: rows,
        column_dimension: columns,
        rows: cells.iter().map(|(id, label, _)| value((id, label))).collect(),
        columns: vec![value(SEXUAL), value(LABOUR), value(NONE)],
        cells: cells.iter().map(|(_, _, counts)| counts.to_vec()).collect(),
        records: RECORDS,
    }
}

#[test]
fn the_sums_of_the_sample_agree() {
    let study = sample_study();
    let inputs = &study.provenance.inputs;
    assert_eq!(inputs.iter().map(|i| i.rows_out).sum::<u64>(), study.records);
    assert!(inputs.iter().all(|i| i.rows_in == i.rows_out + i.quarantined));
    let flows = &study.flows;
    assert_eq!(flows.with_both_ends + flows.origin_only + flows.destination_only + flows.neither, study.records);
    assert_eq!(flows.corridors.iter().map(|c| c.records).sum::<u64>(), flows.with_both_ends);
    assert_eq!(flows.within_country + flows.across_border + flows.border_unknown, flows.with_both_ends);
    assert_eq!(study.trends.years.iter().map(|y| y.records).sum::<u64>() + study.trends.without_year, study.records);
    let finding = |i: usize| study.findings.instruments[i].findings().next().expect("it has one").rows;
    let process = study.findings.process.as_ref().expect("it has one");
    assert_eq!(process.readings.iter().map(|r| r.count).sum::<u64>(), study.records);
    let described = |name: &str| {
        let outputs = &study.findings.instruments[1].outputs;
        outputs.iter().find(|output| output.name == name).expect("it has one").rows.yes
    };
    assert_eq!(process.cells[0].iter().sum::<u64>(), described("process_traditional"));
    assert_eq!(process.cells.iter().map(|row| row[0]).sum::<u64>(), described("process_technology"));
    let cells = &study.findings.agreement[0].cells;
    assert_eq!(cells.iter().map(|row| row.iter().sum()).collect::<Vec<u64>>(), [415, 0, 835]);
    assert_eq!((finding(0).yes, finding(0).no, finding(0).undetermined), (415, 0, 835));
    assert_eq!((finding(1).yes, finding(1).no, finding(1).undetermined), (410, 15, 825));
    assert_eq!((0..3).map(|j| cells.iter().map(|row| row[j]).sum()).collect::<Vec<u64>>(), [410, 15, 825]);
    let open: u64 = study.findings.instruments[0].open.iter().map(|o| o.count).sum();
    assert_eq!(open, finding(0).undetermined);
    let open: u64 = study.findings.instruments[1].open.iter().map(|o| o.count).sum();
    assert_eq!(open, finding(1).undetermined);
}
