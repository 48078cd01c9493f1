//! What must hold of the shipped instruments, whatever the facts.

use super::{fact, facts, finding, shipped, truth};
use crate::catalogue::Catalogue;
use crate::explain::{truths, undecided};
use crate::expression::Expression;
use crate::instrument::{Concern, Instrument, Kind, Role};
use crate::{Assessor, FactSet};
use proptest::prelude::*;
use turnstone_model::vocabulary::FACT_COUNT;
use turnstone_model::{Fact, Facts, Truth};

/// The findings that say which class a person is in and no other: they alone use `not`.
const CLASSES: [&str; 3] =
    ["labour_survey_not_exploited", "labour_survey_exploited", "labour_survey_deceived_and_exploited"];

fn all() -> impl Iterator<Item = &'static Instrument> {
    Catalogue::shipped().instruments.iter()
}

/// The element tests of trafficking.
fn trafficking() -> impl Iterator<Item = &'static Instrument> {
    all().filter(|instrument| instrument.kind == Kind::Elements && instrument.concern == Concern::Trafficking)
}

/// Those that need means for an adult.
fn with_means() -> impl Iterator<Item = &'static Instrument> {
    trafficking().filter(|instrument| instrument.name("means").is_some())
}

/// What has a result for one person: every element and finding of every instrument, with its place.
fn results(facts: &Facts) -> Vec<(&'static str, &'static str, Truth)> {
    let one = |instrument: &'static Instrument| {
        let truths = truths(instrument, facts);
        instrument
            .results()
            .map(|(i, named)| (instrument.id.as_str(), named.name.as_str(), truths[i]))
            .collect::<Vec<_>>()
    };
    all().flat_map(one).collect()
}

fn rank(truth: Truth) -> u8 {
    truth.0.map_or(1, |yes| 2 * u8::from(yes))
}

/// Facts of which each is likelier not to be recorded.
pub(super) fn random() -> impl Strategy<Value = Facts> {
    let states = || prop::sample::select(vec![0usize, 0, 0, 0, 0, 1, 2, 2, 2]);
    (prop::collection::vec(states(), FACT_COUNT), 0usize..5).prop_map(|(states, mode)| {
        let mut facts = Facts::default();
        for (i, (fact, state)) in Fact::all().zip(states).enumerate() {
            // Some rows know much, some only record presence, some of those little.
            let truth = [Truth::UNKNOWN, Truth::YES, Truth::NO][state];
            let absent = truth.is_no() && mode == 0 || mode == 4 && i % 7 != 0;
            facts.set(fact, if absent { Truth::UNKNOWN } else { truth });
            if mode == 1 && truth.is_unknown() {
                facts.set(fact, Truth::NO);
            }
        }
        facts
    })
}

/// The facts that an element rests on, all set.
fn with(mut facts: Facts, instrument: &Instrument, element: &str, truth: Truth) -> Facts {
    instrument.name(element).unwrap().facts.iter().for_each(|fact| facts.set(fact, truth));
    facts
}

proptest! {
    #[test]
    fn agreement_never_matters(facts in random()) {
        let of = |truth| {
            let mut facts = facts;
            facts.set(fact("person.consented"), truth);
            results(&facts)
        };
        prop_assert_eq!(of(Truth::YES), of(Truth::NO));
        prop_assert_eq!(of(Truth::YES), of(Truth::UNKNOWN));
    }

    #[test]
    fn a_child_never_needs_means(facts in random()) {
        let mut child = facts;
        child.set(fact("person.child"), Truth::YES);
        for instrument in with_means() {
            let elements = truth(instrument, "act", &child) & truth(instrument, "purpose", &child);
            prop_assert_eq!(finding(instrument, &child), elements);
            for means in Truth::ALL {
                prop_assert_eq!(finding(instrument, &with(child, instrument, "means", means)), elements);
            }
        }
        for instrument in all().filter(|instrument| instrument.kind == Kind::Dimensions) {
            prop_assert_eq!(truth(instrument, "palermo_elements", &child), truth(instrument, "exploitation", &child));
        }
    }

    #[test]
    fn where_no_means_is_needed_none_is_asked_of_an_adult(facts in random()) {
        let belgium = shipped("be-433quinquies");
        let elements = truth(belgium, "act", &facts) & truth(belgium, "purpose", &facts);
        prop_assert_eq!(finding(belgium, &facts), elements);
        for age in Truth::ALL {
            let mut other = facts;
            other.set(fact("person.child"), age);
            prop_assert_eq!(finding(belgium, &other), elements);
        }
    }

    #[test]
    fn an_open_age_never_gives_no_where_a_child_would_be_yes(facts in random()) {
        let (mut open, mut child) = (facts, facts);
        open.set(fact("person.child"), Truth::UNKNOWN);
        child.set(fact("person.child"), Truth::YES);
        for ((id, name, open), (_, _, child)) in results(&open).into_iter().zip(results(&child)) {
            prop_assert!(!(child.is_yes() && open.is_no()), "{id}.{name}");
        }
    }

    /// Adding an act, a means, a purpose or an item never lowers anything, but for the classes that exclude each other.
    #[test]
    fn one_more_yes_never_lowers(facts in random(), raised in 0..FACT_COUNT) {
        let mut more = facts;
        more.set(Fact::all().nth(raised).unwrap(), Truth::YES);
        for ((id, name, before), (_, _, after)) in results(&facts).into_iter().zip(results(&more)) {
            prop_assert!(CLASSES.contains(&name) || rank(after) >= rank(before), "{id}.{name}");
        }
    }

    #[test]
    fn the_process_never_changes_a_finding_nor_what_would_decide_it(facts in random(), process in random()) {
        let mut other = facts;
        Fact::all().filter(|f| f.element().prefix() == "process").for_each(|f| other.set(f, process.get(f)));
        for instrument in all().filter(|instrument| instrument.kind != Kind::Pattern) {
            let (before, after) = (truths(instrument, &facts), truths(instrument, &other));
            for (i, named) in instrument.results().filter(|(_, named)| !named.describes_only) {
                prop_assert_eq!(before[i], after[i], "{}.{}", instrument.id, named.name);
            }
            prop_assert_eq!(undecided(instrument, &facts), undecided(instrument, &other));
        }
    }

    #[test]
    fn a_known_result_holds_however_the_unknown_turns_out(
        facts in random(),
        truths in prop::collection::vec(any::<bool>(), FACT_COUNT),
    ) {
        let mut whole = facts;
        for (fact, truth) in Fact::all().zip(truths) {
            if facts.get(fact).is_unknown() {
                whole.set(fact, truth.into());
            }
        }
        for ((id, name, partial), (_, _, complete)) in results(&facts).into_iter().zip(results(&whole)) {
            prop_assert!(partial.is_unknown() || partial == complete, "{id}.{name}");
        }
    }

    #[test]
    fn where_the_protocol_finds_the_wider_definitions_find_too(facts in random()) {
        if finding(shipped("palermo-2000"), &facts).is_yes() {
            for id in ["contemporary-2013", "eu-2011-36"] {
                prop_assert!(finding(shipped(id), &facts).is_yes(), "{id}");
            }
        }
    }

    /// Trafficking does not take smuggling away, nor the other way round: neither test looks at the other's elements.
    #[test]
    fn smuggling_and_trafficking_are_read_apart(facts in random(), other in random()) {
        let exchange = |prefix: &str| {
            let mut changed = facts;
            Fact::all().filter(|f| f.element().prefix() == prefix).for_each(|f| changed.set(f, other.get(f)));
            changed
        };
        let smuggled = exchange("smuggling");
        for instrument in trafficking() {
            prop_assert_eq!(finding(instrument, &facts), finding(instrument, &smuggled), "{}", instrument.id);
        }
        for prefix in ["act", "means", "purpose", "indicator"] {
            for id in ["smuggling-2000", "be-77quater"] {
                let instrument = shipped(id);
                let changed = exchange(prefix);
                let found = |facts| truth(instrument, "smuggling", facts);
                prop_assert_eq!(found(&facts), found(&changed), "{}", id);
            }
        }
    }
}

#[test]
fn smuggling_and_trafficking_can_both_be_true() {
    let both = facts(&[
        ("smuggling.procured_illegal_entry", Truth::YES),
        ("smuggling.not_national_or_resident", Truth::YES),
        ("smuggling.facilitated_for_payment", Truth::YES),
        ("act.harbouring", Truth::YES),
        ("means.deception", Truth::YES),
        ("purpose.sexual_exploitation", Truth::YES),
    ]);
    trafficking().for_each(|instrument| assert_eq!(finding(instrument, &both), Truth::YES, "{}", instrument.id));
    for (id, name) in
        [("smuggling-2000", "smuggling"), ("be-77quater", "smuggling"), ("be-77quater", "opens_protection_status")]
    {
        assert_eq!(truth(shipped(id), name, &both), Truth::YES, "{id}.{name}");
    }
}

#[test]
fn act_alone_is_never_enough() {
    let alone = facts(&[("act.*", Truth::YES)]);
    trafficking().for_each(|instrument| assert_eq!(finding(instrument, &alone), Truth::UNKNOWN, "{}", instrument.id));
    let mut only = facts(&[("act.*", Truth::YES)]);
    Fact::all().filter(|f| f.element().prefix() != "act").for_each(|f| only.set(f, Truth::NO));
    trafficking().for_each(|instrument| assert_eq!(finding(instrument, &only), Truth::NO, "{}", instrument.id));
    for instrument in with_means() {
        for missing in ["means", "purpose"] {
            let rest = with(with(alone, instrument, "means", Truth::YES), instrument, "purpose", Truth::YES);
            let rest = with(rest, instrument, "child", Truth::NO);
            assert_eq!(finding(instrument, &rest), Truth::YES);
            assert_eq!(finding(instrument, &with(rest, instrument, missing, Truth::NO)), Truth::NO);
            assert_eq!(finding(instrument, &with(rest, instrument, missing, Truth::UNKNOWN)), Truth::UNKNOWN);
        }
    }
}

#[test]
fn consent_is_no_input() {
    for instrument in all() {
        assert!(
            instrument.names.iter().all(|named| !named.facts.contains(fact("person.consented"))),
            "{}",
            instrument.id
        );
    }
}

#[test]
fn only_the_classes_that_exclude_each_other_use_not() {
    fn negates(expression: &Expression) -> bool {
        matches!(expression, Expression::Not(_)) || expression.parts().iter().any(negates)
    }
    for instrument in all() {
        for named in &instrument.names {
            assert_eq!(
                negates(&named.expression),
                CLASSES.contains(&named.name.as_str()),
                "{} {}",
                instrument.id,
                named.name
            );
        }
    }
}

/// Only a prompt to look may use how it went about, and nothing of it decides elsewhere.
#[test]
fn nothing_of_the_process_decides() {
    let process: FactSet = Fact::all().filter(|f| f.element().prefix() == "process").collect();
    for instrument in all().filter(|instrument| instrument.kind != Kind::Pattern) {
        for (_, finding) in instrument.of_role(Role::Finding) {
            assert!(process.iter().all(|fact| !finding.facts.contains(fact)), "{}", instrument.id);
        }
    }
}

/// A bare condition or situation is no means, and no condition of work is a purpose of the Protocol.
#[test]
fn bad_conditions_are_no_element_and_luring_is_no_act_of_the_protocol() {
    let conditions = [
        "means.excessive_working_hours",
        "indicator.low_pay",
        "indicator.pay_manipulated",
        "indicator.bad_living_conditions",
        "indicator.very_bad_working_conditions",
        "indicator.hazardous_work",
        "indicator.labour_law_ignored",
        "indicator.no_social_protection",
        "indicator.no_schooling",
        "indicator.dependent_on_exploiter",
        "indicator.unfamiliar_place",
        "indicator.discriminated_group",
    ];
    let mut base = facts(&[("means.*", Truth::NO), ("indicator.*", Truth::NO), ("purpose.*", Truth::NO)]);
    conditions.iter().for_each(|id| base.set(fact(id), Truth::YES));
    base.set(fact("purpose.child_labour"), Truth::YES);
    for instrument in with_means() {
        assert_eq!(truth(instrument, "means", &base), Truth::NO, "{}", instrument.id);
        assert_eq!(truth(instrument, "purpose", &base), Truth::NO, "{}", instrument.id);
    }
    // Belgium asks for conditions contrary to human dignity instead of forced labour.
    assert_eq!(truth(shipped("be-433quinquies"), "purpose", &base), Truth::YES);
    let lured = facts(&[
        ("act.*", Truth::NO),
        ("act.luring", Truth::YES),
        ("means.deception", Truth::YES),
        ("purpose.pornography", Truth::YES),
    ]);
    for instrument in trafficking() {
        let expected = Truth::from(instrument.id == "contemporary-2013");
        assert_eq!(finding(instrument, &lured), expected, "{}", instrument.id);
    }
}

#[test]
fn every_item_of_recruitment_and_coercion_is_a_means_and_coarse_codes_count() {
    let coarse = ["any_threat", "any_abuse", "any_coercion", "debt_bondage_or_earnings", "denies_basic_needs"];
    let coarse = coarse.into_iter().chain(["abuse_of_power_or_vulnerability"]).map(|id| format!("means.{id}"));
    let items = Fact::all().map(Fact::id).filter(|id| {
        ["indicator.recruit", "indicator.deceived_about", "indicator.destination_", "indicator.made_to"]
            .iter()
            .any(|beginning| id.starts_with(beginning))
    });
    let all: Vec<String> = coarse.chain(items.map(str::to_owned)).collect();
    assert_eq!(all.len(), 6 + 9 + 10 + 16 + 13 + 4);
    for means in all {
        let one = facts(&[
            ("act.unspecified", Truth::YES),
            (means.as_str(), Truth::YES),
            ("purpose.forced_labour", Truth::YES),
        ]);
        with_means().for_each(|i| assert_eq!(finding(i, &one), Truth::YES, "{} {means}", i.id));
    }
}

#[test]
fn movement_within_a_country_and_across_a_border_describe() {
    let instrument = shipped("contemporary-2013");
    for (id, within, across) in [
        ("circumstance.moved_within_country", Truth::YES, Truth::UNKNOWN),
        ("circumstance.moved_across_border", Truth::UNKNOWN, Truth::YES),
    ] {
        let moved = facts(&[(id, Truth::YES)]);
        assert_eq!(truth(instrument, "migration", &moved), Truth::YES);
        assert_eq!(truth(instrument, "within_country", &moved), within);
        assert_eq!(truth(instrument, "across_border", &moved), across);
        assert_eq!(finding(instrument, &moved), Truth::UNKNOWN);
    }
}

#[test]
fn unchecked_results_and_assumptions_are_in_the_labels() {
    let act = super::assumption("act");
    let assessor = Assessor::new(&[shipped("palermo-2000"), shipped("eu-2011-36")], &[act]).unwrap();
    let label = |column: &str| assessor.outputs().iter().find(|o| o.column == column).unwrap().label.clone();
    assert_eq!(label("palermo-2000.trafficking_elements"), "Elements of trafficking shown (assuming act)");
    assert_eq!(label("palermo-2000.child"), "Child");
    assert_eq!(
        label("eu-2011-36.trafficking_elements"),
        "Elements of trafficking shown (assuming act) (not checked against the primary text)"
    );
    assert_eq!(label("eu-2011-36.act"), "Act (assuming act)");
    assert_eq!(label("eu-2011-36.means"), "Means");
    assert_eq!(label("eu-2011-36.child"), "Child (not checked against the primary text)");
    let columns: Vec<&str> = assessor.outputs().iter().map(|o| o.column.as_str()).take(6).collect();
    let expected = ["act", "means", "purpose", "child", "trafficking_elements", "undecided"];
    assert_eq!(columns, expected.map(|name| format!("palermo-2000.{name}")));
}

/// What was compared with a primary text is what PROVENANCE.md says was.
#[test]
fn what_is_checked_is_counted() {
    let checked: Vec<&str> = all().filter(|i| i.checked_against_primary).map(|i| i.id.as_str()).collect();
    assert_eq!(checked, ["palermo-2000", "contemporary-2013", "smuggling-2000"]);
    for (id, name) in [("be-433quinquies", "trafficking_elements"), ("be-77quater", "smuggling")] {
        assert!(shipped(id).name(name).unwrap().checked_against_primary, "{id}.{name}");
    }
    for kind in [Kind::Dimensions, Kind::Signs] {
        for instrument in all().filter(|i| i.kind == kind) {
            assert!(instrument.results().all(|(_, named)| !named.checked_against_primary), "{}", instrument.id);
        }
    }
}

#[test]
fn no_shipped_text_calls_a_person_a_victim_in_a_finding() {
    for instrument in all() {
        for (_, finding) in instrument.of_role(Role::Finding) {
            assert!(
                !format!("{} {}", finding.label, finding.text).to_lowercase().contains("victim"),
                "{} {}",
                instrument.id,
                finding.name
            );
        }
        for named in &instrument.names {
            assert!(!named.text.is_empty(), "{} {} has no text", instrument.id, named.name);
        }
    }
}
