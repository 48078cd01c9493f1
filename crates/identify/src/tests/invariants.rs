//! What must hold of the shipped instruments, whatever the facts.

use super::{fact, facts, finding, shipped, truth};
use crate::catalogue::Catalogue;
use crate::explain::undecided;
use crate::instrument::{Instrument, Role};
use crate::{Assessor, FactSet};
use proptest::prelude::*;
use turnstone_model::{Fact, Facts, Truth};

fn both() -> [&'static Instrument; 2] {
    [shipped("palermo-2000"), shipped("contemporary-2013")]
}

/// Facts of which each is likelier not to be recorded.
fn random() -> impl Strategy<Value = Facts> {
    let states = || prop::sample::select(vec![0usize, 0, 0, 0, 0, 1, 2, 2, 2]);
    (prop::collection::vec(states(), turnstone_model::vocabulary::FACT_COUNT), 0usize..4).prop_map(|(states, mode)| {
        let mut facts = Facts::default();
        for (fact, state) in Fact::all().zip(states) {
            // Some rows know much, some only record presence.
            let truth = [Truth::UNKNOWN, Truth::YES, Truth::NO][state];
            facts.set(fact, if mode == 0 && truth.is_no() { Truth::UNKNOWN } else { truth });
            if mode == 1 && truth.is_unknown() {
                facts.set(fact, Truth::NO);
            }
        }
        facts
    })
}

fn with(mut facts: Facts, element: &str, truth: Truth) -> Facts {
    Fact::all().filter(|f| f.element().prefix() == element).for_each(|fact| facts.set(fact, truth));
    facts
}

proptest! {
    #[test]
    fn a_child_never_needs_means(facts in random()) {
        let mut child = facts;
        child.set(fact("person.child"), Truth::YES);
        for instrument in both() {
            let elements = truth(instrument, "act", &child) & truth(instrument, "purpose", &child);
            prop_assert_eq!(finding(instrument, &child), elements);
            for means in Truth::ALL {
                prop_assert_eq!(finding(instrument, &with(child, "means", means)), elements);
            }
        }
    }

    #[test]
    fn an_open_age_never_gives_no_where_a_child_would_be_yes(facts in random()) {
        let (mut open, mut child) = (facts, facts);
        open.set(fact("person.child"), Truth::UNKNOWN);
        child.set(fact("person.child"), Truth::YES);
        for instrument in both() {
            if finding(instrument, &child).is_yes() {
                prop_assert!(!finding(instrument, &open).is_no());
            }
        }
    }

    #[test]
    fn one_more_yes_never_lowers(facts in random(), raised in 0..turnstone_model::vocabulary::FACT_COUNT) {
        let rank = |truth: Truth| truth.0.map_or(1, |yes| 2 * u8::from(yes));
        let mut more = facts;
        more.set(Fact::all().nth(raised).unwrap(), Truth::YES);
        for instrument in both() {
            prop_assert!(rank(finding(instrument, &more)) >= rank(finding(instrument, &facts)));
        }
    }

    #[test]
    fn the_process_never_changes_the_finding_nor_what_would_decide_it(facts in random(), process in random()) {
        let mut other = facts;
        Fact::all().filter(|f| f.element().prefix() == "process").for_each(|f| other.set(f, process.get(f)));
        for instrument in both() {
            prop_assert_eq!(finding(instrument, &facts), finding(instrument, &other));
            prop_assert_eq!(undecided(instrument, &facts), undecided(instrument, &other));
        }
    }

    #[test]
    fn a_no_holds_however_the_unknown_turns_out(facts in random(), truths in prop::collection::vec(any::<bool>(), turnstone_model::vocabulary::FACT_COUNT)) {
        let mut whole = facts;
        for (fact, truth) in Fact::all().zip(truths) {
            if facts.get(fact).is_unknown() {
                whole.set(fact, truth.into());
            }
        }
        for instrument in both() {
            let value = finding(instrument, &facts);
            prop_assert!(value.is_unknown() || value == finding(instrument, &whole));
        }
    }

    #[test]
    fn where_the_protocol_finds_the_wider_definition_finds_too(facts in random()) {
        let [palermo, contemporary] = both();
        prop_assert!(!finding(palermo, &facts).is_yes() || finding(contemporary, &facts).is_yes());
    }
}

#[test]
fn act_alone_is_never_enough() {
    for instrument in both() {
        let alone = facts(&[("act.*", Truth::YES)]);
        assert_eq!(finding(instrument, &alone), Truth::UNKNOWN);
        for missing in ["means", "purpose"] {
            let mut rest = with(with(alone, "means", Truth::YES), "purpose", Truth::YES);
            rest.set(fact("person.child"), Truth::NO);
            assert_eq!(finding(instrument, &rest), Truth::YES);
            assert_eq!(finding(instrument, &with(rest, missing, Truth::NO)), Truth::NO);
            assert_eq!(finding(instrument, &with(rest, missing, Truth::UNKNOWN)), Truth::UNKNOWN);
        }
    }
}

#[test]
fn consent_is_no_input() {
    for instrument in both() {
        assert!(instrument.facts().iter().all(|fact| !fact.id().contains("consent")), "{}", instrument.id);
    }
}

#[test]
fn nothing_of_the_process_decides() {
    for instrument in both() {
        for (_, finding) in instrument.of_role(Role::Finding) {
            let process: FactSet = Fact::all().filter(|f| f.element().prefix() == "process").collect();
            assert!(process.iter().all(|fact| !finding.facts.contains(fact)), "{}", instrument.id);
        }
    }
}

#[test]
fn signs_of_exploitation_are_no_means_and_luring_is_no_act_of_the_protocol() {
    let [palermo, contemporary] = both();
    let base = [("act.transfer", Truth::YES), ("purpose.servitude", Truth::YES), ("person.child", Truth::NO)];
    let hours = facts(&[&base[..], &[("means.*", Truth::NO), ("means.excessive_working_hours", Truth::YES)]].concat());
    let work = [("act.transfer", Truth::YES), ("purpose.*", Truth::NO), ("purpose.child_labour", Truth::YES)];
    let work = facts(&[&work[..], &[("person.child", Truth::YES)]].concat());
    for instrument in both() {
        assert_eq!(finding(instrument, &hours), Truth::NO);
        assert_eq!(finding(instrument, &work), Truth::NO);
    }
    let lured = facts(&[
        ("act.*", Truth::NO),
        ("act.luring", Truth::YES),
        ("means.deception", Truth::YES),
        ("purpose.pornography", Truth::YES),
    ]);
    assert_eq!((finding(palermo, &lured), finding(contemporary, &lured)), (Truth::NO, Truth::YES));
}

#[test]
fn coarse_codes_count() {
    for means in
        ["any_threat", "any_abuse", "debt_bondage_or_earnings", "denies_basic_needs"].map(|m| format!("means.{m}"))
    {
        let coarse = facts(&[
            ("act.unspecified", Truth::YES),
            (means.as_str(), Truth::YES),
            ("purpose.forced_labour", Truth::YES),
        ]);
        both().iter().for_each(|instrument| assert_eq!(finding(instrument, &coarse), Truth::YES, "{means}"));
    }
}

#[test]
fn unchecked_results_and_assumptions_are_in_the_labels() {
    let act = super::assumption("act");
    let assessor = Assessor::new(&both(), &[act]).unwrap();
    let label = |column: &str| assessor.outputs().iter().find(|o| o.column == column).unwrap().label.clone();
    assert_eq!(
        label("palermo-2000.trafficking_elements"),
        "Elements of trafficking shown (assuming act) (not checked against the primary text)"
    );
    assert_eq!(label("palermo-2000.act"), "Act (assuming act)");
    assert_eq!(label("palermo-2000.means"), "Means");
    assert_eq!(label("palermo-2000.child"), "Child (not checked against the primary text)");
    assert_eq!(label("contemporary-2013.process_technology"), "Process: technology-driven");
    let columns: Vec<&str> = assessor.outputs().iter().map(|o| o.column.as_str()).take(6).collect();
    let expected = ["act", "means", "purpose", "child", "trafficking_elements", "undecided"];
    assert_eq!(columns, expected.map(|name| format!("palermo-2000.{name}")));
}

#[test]
fn no_shipped_text_calls_a_person_a_victim_in_a_finding() {
    for instrument in &Catalogue::shipped().instruments {
        for (_, finding) in instrument.of_role(Role::Finding) {
            assert!(!format!("{} {}", finding.label, finding.text).to_lowercase().contains("victim"));
        }
        for named in &instrument.names {
            assert!(!named.text.is_empty(), "{} {} has no text", instrument.id, named.name);
        }
    }
}
