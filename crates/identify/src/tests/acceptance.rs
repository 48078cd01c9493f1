//! Outside cases: own vectors always, those of the shared data where they are there.
//!
//! Dimensions by the rule of the ILO and EC lists are in [`super::dimensions`].

use super::{batch, fact, facts, finding, shared, shipped, truth};
use crate::assess::Assessor;
use crate::explain::undecided;
use crate::instrument::Instrument;
use std::collections::BTreeSet;
use turnstone_model::vocabulary::Scheme;
use turnstone_model::{Element, Fact, Facts, Truth};

/// The element tests of trafficking that need means for an adult.
const WITH_MEANS: [&str; 3] = ["palermo-2000", "contemporary-2013", "eu-2011-36"];

fn state(word: &str) -> Truth {
    match word {
        "yes" | "child" => Truth::YES,
        "no" | "adult" => Truth::NO,
        "unknown" => Truth::UNKNOWN,
        other => panic!("{other}"),
    }
}

/// Makes elements what the words say: one fact for a yes, every fact the element rests on for a no.
fn vector(instrument: &Instrument, words: &[(&str, &str, &str)]) -> Facts {
    let mut facts = Facts::default();
    for (element, one, word) in words {
        if state(word).is_no() {
            instrument.name(element).unwrap().facts.iter().for_each(|fact| facts.set(fact, Truth::NO));
        } else {
            facts.set(fact(one), state(word));
        }
    }
    facts
}

fn trafficking(instrument: &Instrument, age: &str, act: &str, means: &str, purpose: &str) -> Facts {
    let words = [
        ("child", "person.child", age),
        ("act", "act.recruitment", act),
        ("means", "means.force", means),
        ("purpose", "purpose.servitude", purpose),
    ];
    vector(instrument, &words)
}

fn names(instrument: &Instrument, facts: &Facts) -> BTreeSet<String> {
    undecided(instrument, facts).into_iter().map(|term| term.name).collect()
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
        for instrument in WITH_MEANS.map(shipped) {
            let facts = trafficking(instrument, age, act, means, purpose);
            let case = format!("{} {age} {act} {means} {purpose}", instrument.id);
            assert_eq!(finding(instrument, &facts), state(expected), "{case}");
            let decisive: BTreeSet<String> = decisive.split_whitespace().map(str::to_owned).collect();
            assert_eq!(names(instrument, &facts), decisive, "{case}");
        }
    }
}

#[test]
fn a_partly_recorded_element_names_the_facts_that_are_left() {
    let palermo = shipped("palermo-2000");
    let mut facts = trafficking(palermo, "adult", "yes", "no", "yes");
    let deceit = palermo.name("fraud_or_deception").unwrap().facts;
    let open = ["means.force", "means.payment_to_controller"].map(fact).into_iter().chain(deceit.iter());
    open.for_each(|fact| facts.set(fact, Truth::UNKNOWN));
    let expected = ["fraud_or_deception", "means.force", "payment_to_controller"].map(str::to_owned);
    assert_eq!(names(palermo, &facts), BTreeSet::from(expected));
}

/// 243 rows: every combination of age, act, means, purpose and consent, in three values each. Belgium, which needs no
/// means and has no rule of age, comes to the same as act and purpose.
#[test]
fn the_palermo_vectors() {
    let Some(text) = shared("legal-logic/palermo_vectors.csv") else { return };
    let mut rows = 0;
    let (mut all, mut expected_all) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [age, act, means, purpose, consent, expected, decisive] = cells[..] else { panic!("{line}") };
        let decisive = decisive.split('|').filter(|term| !term.is_empty());
        let decisive: BTreeSet<String> = decisive.map(|t| if t == "age" { "child".into() } else { t.into() }).collect();
        for instrument in WITH_MEANS.map(shipped) {
            let mut facts = trafficking(instrument, age, act, means, purpose);
            let consent = [("given", Truth::YES), ("not_given", Truth::NO), ("unknown", Truth::UNKNOWN)]
                .into_iter()
                .find(|(word, _)| *word == consent);
            facts.set(fact("person.consented"), consent.unwrap_or_else(|| panic!("{line}")).1);
            assert_eq!(finding(instrument, &facts), state(expected), "{} {line}", instrument.id);
            assert_eq!(names(instrument, &facts), decisive, "{} {line}", instrument.id);
            if instrument.id == "palermo-2000" {
                all.push(facts);
            }
        }
        let belgium = shipped("be-433quinquies");
        let words = [("act", "act.recruitment", act), ("purpose", "purpose.servitude", purpose)];
        assert_eq!(finding(belgium, &vector(belgium, &words)), state(act) & state(purpose), "{line}");
        expected_all.push(state(expected));
        rows += 1;
    }
    assert_eq!(rows, 243);
    let assessor = Assessor::new(&[shipped("palermo-2000")], &[]).unwrap();
    let assessment = assessor.assess(&batch(&assessor, &all)).unwrap();
    let planes = assessment.planes("palermo-2000.trafficking_elements").unwrap();
    expected_all.iter().enumerate().for_each(|(row, truth)| assert_eq!(planes.get(row), *truth));
}

fn smuggling(instrument: &Instrument, cells: &[&str]) -> Facts {
    let elements = [
        ("illegal_entry_or_stay", "smuggling.procured_illegal_stay"),
        ("not_national_or_resident", "smuggling.not_national_or_resident"),
        ("material_benefit", "smuggling.facilitated_for_payment"),
        ("danger", "smuggling.life_endangered"),
        ("inhuman_treatment", "smuggling.inhuman_treatment"),
    ];
    let words: Vec<_> = elements.into_iter().zip(cells).map(|((element, one), word)| (element, one, *word)).collect();
    vector(instrument, &words)
}

#[test]
fn own_smuggling_vectors() {
    let instrument = shipped("smuggling-2000");
    for (cells, found, aggravated) in [
        (["yes", "yes", "yes", "no", "no"], "yes", "no"),
        (["yes", "yes", "yes", "no", "yes"], "yes", "yes"),
        (["yes", "yes", "yes", "unknown", "no"], "yes", "unknown"),
        (["yes", "yes", "unknown", "yes", "yes"], "unknown", "unknown"),
        (["yes", "yes", "no", "yes", "yes"], "no", "no"),
        (["no", "yes", "yes", "unknown", "yes"], "no", "no"),
    ] {
        let facts = smuggling(instrument, &cells);
        assert_eq!(truth(instrument, "smuggling", &facts), state(found), "{cells:?}");
        assert_eq!(truth(instrument, "aggravated", &facts), state(aggravated), "{cells:?}");
    }
}

/// 243 rows: entry or stay, nationality, benefit, danger and inhuman treatment, in three values each.
#[test]
fn the_smuggling_vectors() {
    let Some(text) = shared("legal-logic/smuggling_vectors.csv") else { return };
    let instrument = shipped("smuggling-2000");
    let (mut all, mut expected) = (Vec::new(), Vec::new());
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let facts = smuggling(instrument, &cells[..5]);
        assert_eq!(truth(instrument, "smuggling", &facts), state(cells[5]), "{line}");
        assert_eq!(truth(instrument, "aggravated", &facts), state(cells[6]), "{line}");
        all.push(facts);
        expected.push((state(cells[5]), state(cells[6])));
    }
    assert_eq!(all.len(), 243);
    let assessor = Assessor::new(&[instrument], &[]).unwrap();
    let assessment = assessor.assess(&batch(&assessor, &all)).unwrap();
    let planes = ["smuggling", "aggravated"].map(|name| assessment.planes(&format!("smuggling-2000.{name}")).unwrap());
    for (row, (found, aggravated)) in expected.into_iter().enumerate() {
        assert_eq!((planes[0].get(row), planes[1].get(row)), (found, aggravated), "row {row}");
    }
}

#[test]
fn five_circumstances_open_the_belgian_status_and_the_first_only_for_a_child_alone() {
    let instrument = shipped("be-77quater");
    let smuggled = [
        ("smuggling.procured_illegal_entry", Truth::YES),
        ("smuggling.not_national_or_resident", Truth::YES),
        ("smuggling.facilitated_for_payment", Truth::YES),
    ];
    let none = ["person.*", "means.*", "indicator.*", "smuggling.life_endangered", "smuggling.lasting_harm"];
    let none: Vec<(&str, Truth)> = none.map(|id| (id, Truth::NO)).into_iter().chain(smuggled).collect();
    let opens = |more: &[(&str, Truth)]| {
        let facts = facts(&[&none[..], more].concat());
        assert_eq!(truth(instrument, "smuggling", &facts), Truth::YES);
        truth(instrument, "opens_protection_status", &facts)
    };
    assert_eq!(opens(&[]), Truth::NO);
    assert_eq!(opens(&[("person.child", Truth::YES)]), Truth::NO);
    assert_eq!(opens(&[("person.child", Truth::UNKNOWN), ("person.unaccompanied", Truth::YES)]), Truth::UNKNOWN);
    assert_eq!(opens(&[("person.child", Truth::YES), ("person.unaccompanied", Truth::YES)]), Truth::YES);
    for one in [
        "means.abuse_of_vulnerability",
        "means.deception",
        "means.threats",
        "means.any_coercion",
        "smuggling.life_endangered",
        "smuggling.lasting_harm",
    ] {
        assert_eq!(opens(&[(one, Truth::YES)]), Truth::YES, "{one}");
    }
    let without_smuggling = facts(&[("smuggling.*", Truth::NO), ("means.deception", Truth::YES)]);
    assert_eq!(truth(instrument, "opens_protection_status", &without_smuggling), Truth::NO);
}

/// 181 case labels of UNODC's case-law database; blank is not recorded. 165 show the elements, of which eight through
/// the child rule alone; the rest stays open, for nothing says no.
#[test]
fn the_case_law_labels() {
    let Some(text) = shared("sherloc-caselaw/us_case_labels.csv") else { return };
    let mut rows = Vec::new();
    let (mut without_means, mut through_child, mut belgian) = (0, 0, 0);
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let mut facts = Facts::default();
        for (cell, element) in [(cells[1], Element::Act), (cells[2], Element::Means), (cells[3], Element::Purpose)] {
            for code in cell.split('|').filter(|code| !code.is_empty()) {
                let one = Fact::from_code(element, Scheme::Sherloc, code).unwrap_or_else(|| panic!("{code}"));
                facts.set(one, Truth::YES);
            }
        }
        if !cells[6].is_empty() {
            facts.set(fact("person.child"), state(cells[6]));
        }
        let complete = cells[10] == "yes";
        for instrument in WITH_MEANS.map(shipped) {
            let value = finding(instrument, &facts);
            assert_eq!(value, if complete { Truth::YES } else { Truth::UNKNOWN }, "{} {line}", instrument.id);
        }
        if cells[2].is_empty() {
            without_means += 1;
            through_child += u32::from(complete);
        }
        // Belgium asks for no means, and its list of aims is closed.
        let aims = cells[3].split('|').filter(|code| !matches!(*code, "" | "other")).count();
        belgian += u64::from(!cells[1].is_empty() && aims > 0);
        rows.push(facts);
    }
    assert_eq!((rows.len(), without_means, through_child), (181, 18, 8));
    let instruments = WITH_MEANS.into_iter().chain(["be-433quinquies"]).map(shipped).collect::<Vec<_>>();
    let assessor = Assessor::new(&instruments, &[]).unwrap();
    let assessment = assessor.assess(&batch(&assessor, &rows)).unwrap();
    let tally = |id: &str| assessment.planes(&format!("{id}.trafficking_elements")).unwrap().tally();
    for id in WITH_MEANS {
        assert_eq!((tally(id).yes, tally(id).no, tally(id).unknown), (165, 0, 16), "{id}");
    }
    assert_eq!((tally("be-433quinquies").yes, tally("be-433quinquies").no), (belgian, 0));
}
