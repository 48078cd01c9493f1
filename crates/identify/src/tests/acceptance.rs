//! Outside cases: own vectors always, those of the shared data where they are there.

use super::{batch, fact, facts, finding, shared, shipped};
use crate::assess::Assessor;
use crate::explain::undecided;
use std::collections::BTreeSet;
use turnstone_model::vocabulary::Scheme;
use turnstone_model::{Element, Fact, Facts, Truth};

fn state(word: &str) -> Truth {
    match word {
        "yes" | "child" => Truth::YES,
        "no" | "adult" => Truth::NO,
        "unknown" => Truth::UNKNOWN,
        other => panic!("{other}"),
    }
}

/// Facts that make the elements what they are: one fact for a yes, every fact for a no.
fn vector(age: &str, act: &str, means: &str, purpose: &str) -> Facts {
    let mut pairs = vec![("person.child", state(age))];
    for (all, one, word) in [
        ("act.*", "act.recruitment", act),
        ("means.*", "means.force", means),
        ("purpose.*", "purpose.servitude", purpose),
    ] {
        pairs.push(if state(word).is_no() { (all, Truth::NO) } else { (one, state(word)) });
    }
    facts(&pairs)
}

fn names(facts: &Facts) -> BTreeSet<String> {
    undecided(shipped("palermo-2000"), facts).into_iter().map(|term| term.name).collect()
}

#[test]
fn own_vectors() {
    for (age, act, means, purpose, expected, decisive) in [
        ("adult", "yes", "yes", "yes", "yes", ""),
        ("adult", "yes", "no", "yes", "no", ""),
        ("child", "yes", "no", "yes", "yes", ""),
        ("unknown", "yes", "no", "yes", "unknown", "child"),
        ("unknown", "yes", "unknown", "yes", "unknown", "child means"),
        ("unknown", "yes", "yes", "unknown", "unknown", "purpose"),
        ("child", "unknown", "unknown", "yes", "unknown", "act"),
        ("unknown", "unknown", "unknown", "no", "no", ""),
        ("unknown", "unknown", "unknown", "unknown", "unknown", "act child means purpose"),
    ] {
        let facts = vector(age, act, means, purpose);
        assert_eq!(finding(shipped("palermo-2000"), &facts), state(expected), "{age} {act} {means} {purpose}");
        let decisive: BTreeSet<String> = decisive.split_whitespace().map(str::to_owned).collect();
        assert_eq!(names(&facts), decisive, "{age} {act} {means} {purpose}");
    }
}

#[test]
fn a_partly_recorded_element_names_the_facts_that_are_left() {
    let facts = facts(&[
        ("act.recruitment", Truth::YES),
        ("person.child", Truth::NO),
        ("purpose.servitude", Truth::YES),
        ("means.*", Truth::NO),
        ("means.force", Truth::UNKNOWN),
        ("means.abduction", Truth::UNKNOWN),
        ("means.fraud", Truth::UNKNOWN),
        ("means.deception", Truth::UNKNOWN),
        ("means.false_promises", Truth::UNKNOWN),
    ]);
    let expected = ["abduction", "fraud_or_deception", "means.force"].map(str::to_owned);
    assert_eq!(names(&facts), BTreeSet::from(expected));
}

/// 243 rows: every combination of age, act, means, purpose and consent, in three values each.
#[test]
fn the_palermo_vectors() {
    let Some(text) = shared("legal-logic/palermo_vectors.csv") else { return };
    let mut rows = 0;
    let (mut all, mut expected_all) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [age, act, means, purpose, _consent, expected, decisive] = cells[..] else { panic!("{line}") };
        let facts = vector(age, act, means, purpose);
        assert_eq!(finding(shipped("palermo-2000"), &facts), state(expected), "{line}");
        let decisive = decisive.split('|').filter(|term| !term.is_empty());
        let decisive: BTreeSet<String> = decisive.map(|t| if t == "age" { "child".into() } else { t.into() }).collect();
        assert_eq!(names(&facts), decisive, "{line}");
        all.push(facts);
        expected_all.push(state(expected));
        rows += 1;
    }
    assert_eq!(rows, 243);
    let assessor = Assessor::new(&[shipped("palermo-2000")], &[]).unwrap();
    let assessment = assessor.assess(&batch(&assessor, &all)).unwrap();
    let planes = assessment.planes("palermo-2000.trafficking_elements").unwrap();
    expected_all.iter().enumerate().for_each(|(row, truth)| assert_eq!(planes.get(row), *truth));
}

/// The fact that a SHERLOC keyword says; the two that put several of ours together stand for one of them each.
fn keyword(element: Element, code: &str) -> Fact {
    match code {
        "force_threat_coercion" => fact("means.any_threat"),
        "abuse_power_vulnerability" => fact("means.abuse_of_vulnerability"),
        _ => Fact::from_code(element, Scheme::Sherloc, code).unwrap_or_else(|| panic!("{code}")),
    }
}

/// 181 case labels of UNODC's case-law database; blank is not recorded. 165 show the elements, of which eight through
/// the child rule alone; the rest stays open, for nothing says no.
#[test]
fn the_case_law_labels() {
    let Some(text) = shared("sherloc-caselaw/us_case_labels.csv") else { return };
    let mut rows = Vec::new();
    let (mut without_means, mut through_child) = (0, 0);
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let mut facts = Facts::default();
        for (cell, element) in [(cells[1], Element::Act), (cells[2], Element::Means), (cells[3], Element::Purpose)] {
            let codes = cell.split('|').filter(|code| !code.is_empty());
            codes.for_each(|code| facts.set(keyword(element, code), Truth::YES));
        }
        if !cells[6].is_empty() {
            facts.set(fact("person.child"), state(cells[6]));
        }
        let value = finding(shipped("palermo-2000"), &facts);
        let complete = cells[10] == "yes";
        assert_eq!(value, if complete { Truth::YES } else { Truth::UNKNOWN }, "{line}");
        if cells[2].is_empty() {
            without_means += 1;
            through_child += u32::from(complete);
        }
        rows.push(facts);
    }
    assert_eq!((rows.len(), without_means, through_child), (181, 18, 8));
    let assessor = Assessor::new(&[shipped("palermo-2000"), shipped("contemporary-2013")], &[]).unwrap();
    let assessment = assessor.assess(&batch(&assessor, &rows)).unwrap();
    for instrument in ["palermo-2000", "contemporary-2013"] {
        let tally = assessment.planes(&format!("{instrument}.trafficking_elements")).unwrap().tally();
        assert_eq!((tally.yes, tally.no, tally.unknown), (165, 0, 16), "{instrument}");
    }
}
