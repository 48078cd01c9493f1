//! A small study made by hand, for tests: every sum in it agrees, and no number is of a real person.

use std::collections::BTreeMap;
use turnstone_model::Fate;
use turnstone_monitor::crosstab::Crosstab;
use turnstone_monitor::dimension::{Dimension, Value};
use turnstone_monitor::findings::{
    Agreement, AssumptionNote, Findings, InstrumentCount, OpenCount, OutputCount, OutputKind, TruthCount,
};
use turnstone_monitor::flows::{CorridorCount, Counted, Flows};
use turnstone_monitor::profile::{ColumnProfile, Profile};
use turnstone_monitor::study::{InputNote, Provenance, RemarkNote, STUDY_VERSION, Study};
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
    }
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

fn findings() -> Findings {
    let output = |name: &str, label: &str, kind: OutputKind, yes: u64, no: u64| OutputCount {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        rows: TruthCount { yes, no, undetermined: RECORDS - yes - no },
    };
    let open = |terms: &[(&str, u64)]| {
        terms.iter().map(|(terms, count)| OpenCount { terms: (*terms).to_owned(), count: *count }).collect()
    };
    let palermo = InstrumentCount {
        id: "palermo-2000".to_owned(),
        version: "1".to_owned(),
        title: "UN Trafficking in Persons Protocol (2000), article 3".to_owned(),
        citation: "Protocol to Prevent, Suppress and Punish Trafficking in Persons (2000), art. 3".to_owned(),
        label: "UN Trafficking in Persons Protocol (2000), article 3 (assuming act)".to_owned(),
        checked_against_primary: true,
        outputs: vec![
            output("act", "Act (assuming act)", OutputKind::Element, 1_250, 0),
            output("means", "Means", OutputKind::Element, 440, 0),
            output("purpose", "Purpose", OutputKind::Element, 910, 0),
            output("child", "Child", OutputKind::Element, 130, 210),
            output("trafficking_elements", "Elements of trafficking shown (assuming act)", OutputKind::Finding, 415, 0),
        ],
        open: open(&[("a means; person.child", 495), ("a purpose", 180), ("a purpose; a means; person.child", 160)]),
    };
    let contemporary = InstrumentCount {
        id: "contemporary-2013".to_owned(),
        version: "1".to_owned(),
        title: "Contemporary definition of trafficking in persons".to_owned(),
        citation: "Chibba, M. (2013)".to_owned(),
        label:
            "Contemporary definition of trafficking in persons (assuming act) (not checked against the primary text)"
                .to_owned(),
        checked_against_primary: false,
        outputs: vec![
            output("purpose", "Purpose", OutputKind::Element, 905, 0),
            output("process_technology", "Process: technology-driven", OutputKind::Description, 0, 0),
            output("trafficking", "Trafficking (assuming act) (unchecked)", OutputKind::Finding, 410, 15),
        ],
        open: (1..=20)
            .map(|n| OpenCount { terms: format!("term {n}"), count: if n == 1 { 103 } else { 2 * (30 - n) } })
            .collect(),
    };
    Findings {
        assumptions: vec![AssumptionNote {
            name: "act".to_owned(),
            statement: "A registered person was recruited, transported, transferred, harboured or received.".to_owned(),
            why: "Files of organisations that help often have no column for the act.".to_owned(),
        }],
        instruments: vec![palermo, contemporary],
        agreement: vec![Agreement {
            a: "palermo-2000".to_owned(),
            b: "contemporary-2013".to_owned(),
            cells: [[405, 0, 10], [0, 0, 0], [5, 15, 815]],
        }],
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
    let finding = |i: usize| study.findings.instruments[i].outputs.last().expect("it has one").rows;
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
