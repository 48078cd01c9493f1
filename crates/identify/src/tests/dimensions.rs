//! The rule of the ILO and EC lists: its vectors, a direct count beside every shipped dimension, and the lists.
//!
//! **Source** International Labour Office and European Commission (2009), Operational indicators of trafficking in
//! human beings: a dimension is there with two strong items, one strong and one other, three medium, or two medium and
//! one weak.

use super::{fact, shared, shipped, truth};
use crate::expression::Expression;
use crate::instrument::{Instrument, Role};
use proptest::prelude::*;
use std::collections::BTreeMap;
use turnstone_model::vocabulary::Scheme;
use turnstone_model::{Element, Fact, Facts, Truth};

const LISTS: [&str; 4] =
    ["ilo-delphi-adult-labour", "ilo-delphi-adult-sexual", "ilo-delphi-child-labour", "ilo-delphi-child-sexual"];

/// The dimensions as the files call them, with the beginning of their definitions.
const DIMENSIONS: [(&str, &str); 6] = [
    ("deceptive_recruitment", "dr"),
    ("coercive_recruitment", "cr"),
    ("recruitment_abuse_vulnerability", "rv"),
    ("exploitation", "ex"),
    ("coercion_destination", "cd"),
    ("abuse_vulnerability_destination", "vd"),
];

/// The rule, counted.
fn rule(strong: usize, medium: usize, weak: usize) -> bool {
    strong >= 2 || strong == 1 && medium + weak >= 1 || medium >= 3 || medium == 2 && weak >= 1
}

/// An instrument with one dimension over the given facts, its expression as in the shipped files.
fn synthetic(strong: &[Fact], medium: &[Fact], weak: &[Fact]) -> Instrument {
    let list = |facts: &[Fact]| facts.iter().map(|fact| fact.id()).collect::<Vec<_>>().join(", ");
    let (strong, medium, weak) = (list(strong), list(medium), list(weak));
    let rule = shipped("ilo-delphi-adult-labour").name("coercion_destination").unwrap().source.clone();
    let text = format!(
        "id = 'd'\ntitle = 't'\nversion = '1'\ncitation = 'c'\njurisdiction = 'j'\nkind = 'dimensions'\n\
         checked_against_primary = false\n[define]\ncd_strong = 'any({strong})'\ncd_medium = 'any({medium})'\n\
         cd_weak = 'any({weak})'\ncd_two_strong = 'count({strong}) >= 2'\ncd_three_medium = 'count({medium}) >= 3'\n\
         cd_two_medium = 'count({medium}) >= 2'\n[elements.there]\nlabel = 'l'\nexpr = '{rule}'\n\
         [findings.shown]\nlabel = 'l'\nexpr = 'there'\n"
    );
    Instrument::parse(&text, "d.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Ten facts: three strong, four medium, three weak.
fn ten() -> (Vec<Fact>, Vec<Fact>, Vec<Fact>) {
    let ten: Vec<Fact> = Element::Indicator.facts().take(10).collect();
    (ten[..3].to_vec(), ten[3..7].to_vec(), ten[7..].to_vec())
}

fn with(facts: &[(&[Fact], usize)]) -> Facts {
    let mut all = Facts::default();
    for (of, yes) in facts {
        of.iter().enumerate().for_each(|(i, fact)| all.set(*fact, (i < *yes).into()));
    }
    all
}

/// 80 rows: 0 to 3 strong, 0 to 4 medium, 0 to 3 weak items.
#[test]
fn the_dimension_vectors() {
    let Some(text) = shared("ilo-delphi/dimension_rule_vectors.csv") else { return };
    let (strong, medium, weak) = ten();
    let instrument = synthetic(&strong, &medium, &weak);
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [s, m, w] = [0, 1, 2].map(|i| cells[i].parse::<usize>().unwrap());
        let expected = Truth::from(cells[3] == "positive");
        assert_eq!(expected, rule(s, m, w).into(), "{line}");
        let facts = with(&[(&strong, s), (&medium, m), (&weak, w)]);
        assert_eq!(truth(&instrument, "there", &facts), expected, "{line}");
        rows += 1;
    }
    assert_eq!(rows, 80);
}

/// No weighted sum: with a weight above nought for a weak item, enough of them beside one medium item would reach any
/// threshold. Here they never do, though one of them beside a strong item is enough.
#[test]
fn weak_items_never_add_up() {
    let all: Vec<Fact> = Fact::all().filter(|fact| fact.id() != "person.consented").collect();
    let (strong, medium, weak) = (&all[..3], &all[3..7], &all[7..]);
    assert!(weak.len() > 100);
    let instrument = synthetic(strong, medium, weak);
    let there = |s, m, w| truth(&instrument, "there", &with(&[(strong, s), (medium, m), (weak, w)]));
    assert_eq!(there(0, 1, weak.len()), Truth::NO);
    assert_eq!(there(0, 0, weak.len()), Truth::NO);
    assert_eq!(there(1, 0, 0), Truth::NO);
    assert_eq!(there(1, 0, 1), Truth::YES);
    assert_eq!(there(0, 2, 0), Truth::NO);
    assert_eq!(there(0, 2, 1), Truth::YES);
}

/// The items of a definition such as `dr_strong`, each with the facts that say it.
fn items(instrument: &Instrument, name: &str) -> Vec<Vec<Fact>> {
    let Some(named) = instrument.name(name) else { return Vec::new() };
    let item = |expression: &Expression| match expression {
        Expression::Fact(fact) => vec![*fact],
        Expression::Name(i) => instrument.names[*i].facts.iter().collect(),
        other => panic!("{} {name}: {other:?}", instrument.id),
    };
    match &named.expression {
        Expression::Group { n: 1, of } => of.iter().map(item).collect(),
        one => vec![item(one)],
    }
}

fn strengths(instrument: &Instrument, prefix: &str) -> [Vec<Vec<Fact>>; 3] {
    ["strong", "medium", "weak"].map(|strength| items(instrument, &format!("{prefix}_{strength}")))
}

/// A dimension counted item by item: yes when what is known suffices, no when all that is open would not.
fn counted(instrument: &Instrument, prefix: &str, facts: &Facts) -> Truth {
    let count = |of: &[Vec<Fact>], as_yes: fn(Truth) -> bool| {
        of.iter().filter(|item| item.iter().any(|fact| as_yes(facts.get(*fact)))).count()
    };
    let [strong, medium, weak] = strengths(instrument, prefix);
    let by = |as_yes: fn(Truth) -> bool| rule(count(&strong, as_yes), count(&medium, as_yes), count(&weak, as_yes));
    match (by(Truth::is_yes), by(|truth| !truth.is_no())) {
        (true, _) => Truth::YES,
        (_, false) => Truth::NO,
        _ => Truth::UNKNOWN,
    }
}

fn dimensions(instrument: &Instrument) -> impl Iterator<Item = (&'static str, &'static str)> {
    DIMENSIONS.into_iter().filter(|(name, _)| instrument.name(name).is_some())
}

#[test]
fn every_element_of_a_list_is_a_dimension() {
    for (id, expected) in LISTS.into_iter().zip([6, 6, 6, 2]) {
        let instrument = shipped(id);
        assert_eq!(dimensions(instrument).count(), expected, "{id}");
        assert_eq!(instrument.of_role(Role::Element).count(), expected, "{id}");
    }
}

proptest! {
    #[test]
    fn every_shipped_dimension_is_the_rule(facts in super::invariants::random()) {
        for instrument in LISTS.map(shipped) {
            for (name, prefix) in dimensions(instrument) {
                let expected = counted(instrument, prefix, &facts);
                prop_assert_eq!(truth(instrument, name, &facts), expected, "{} {}", instrument.id, name);
            }
        }
    }

    /// Most random rows have nearly everything or nothing; here few items of one dimension are there.
    #[test]
    fn every_shipped_dimension_is_the_rule_near_its_edge(
        list in 0usize..4,
        picks in prop::collection::vec((0usize..3, 0usize..20), 0..4),
        closed in any::<bool>(),
    ) {
        let instrument = shipped(LISTS[list]);
        for (name, prefix) in dimensions(instrument) {
            let of = strengths(instrument, prefix);
            let mut facts = Facts::default();
            let rest = if closed { Truth::NO } else { Truth::UNKNOWN };
            of.iter().flatten().flatten().for_each(|fact| facts.set(*fact, rest));
            for (strength, item) in &picks {
                if let Some(item) = of[*strength].get(item % of[*strength].len().max(1)) {
                    facts.set(item[0], Truth::YES);
                }
            }
            let expected = counted(instrument, prefix, &facts);
            prop_assert_eq!(truth(instrument, name, &facts), expected, "{} {}", instrument.id, name);
        }
    }
}

/// One fact of another list and the item of the same content are one item, not two.
#[test]
fn the_same_thing_said_twice_counts_once() {
    let instrument = shipped("ilo-delphi-adult-labour");
    let mut facts = with(&[(&strengths(instrument, "cd").concat().concat(), 0)]);
    for id in ["indicator.destination_documents_kept", "means.withholds_documents"] {
        facts.set(fact(id), Truth::YES);
        assert_eq!(truth(instrument, "coercion_destination", &facts), Truth::NO, "{id}");
    }
    facts.set(fact("means.debt_bondage"), Truth::YES);
    assert_eq!(truth(instrument, "coercion_destination", &facts), Truth::YES);
}

/// Every item of the collected lists stands once, under its strength.
#[test]
fn the_lists_are_the_collected_ones() {
    let Some(text) = shared("ilo-delphi/indicators.csv") else { return };
    // Population, dimension, concept and strength; the label may be quoted and hold commas.
    let mut lists: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let plain: String = line.split('"').step_by(2).collect();
        let cells: Vec<&str> = plain.split(',').collect();
        lists.entry(cells[1].replace('_', "-")).or_default().insert(cells[6].into(), cells[3].into());
    }
    assert_eq!(lists.values().map(BTreeMap::len).collect::<Vec<_>>(), [67, 67, 65, 65]);
    for id in LISTS {
        let (instrument, list) = (shipped(id), &lists[id.strip_prefix("ilo-delphi-").unwrap()]);
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for (_, prefix) in dimensions(instrument) {
            for (strength, items) in ["strong", "medium", "weak"].into_iter().zip(strengths(instrument, prefix)) {
                for item in items {
                    let concept = |fact: &Fact| fact.to_code(Scheme::Delphi).map(|(_, code)| code.to_owned());
                    let concepts: Vec<String> = item.iter().filter_map(concept).collect();
                    let [concept] = &concepts[..] else { panic!("{id} {item:?}") };
                    assert!(found.insert(concept.clone(), strength.into()).is_none(), "{id} {concept} twice");
                }
            }
        }
        if id == "ilo-delphi-child-sexual" {
            // Two strengths are known; the other items of their dimensions count as the least they can be.
            let (known, open): (Vec<_>, Vec<_>) = found.into_iter().partition(|(concept, _)| !list[concept].is_empty());
            assert_eq!(known.len(), 2);
            assert!(known.iter().all(|(concept, strength)| list[concept] == *strength));
            assert!(open.iter().all(|(_, strength)| strength == "weak"));
        } else {
            assert_eq!(&found, list, "{id}");
        }
    }
}

/// The four classes of the labour survey, and the combinations it leaves without one.
#[test]
fn the_labour_survey_classes() {
    let instrument = shipped("ilo-delphi-adult-labour");
    let classes = ["not_exploited", "exploited", "deceived_and_exploited", "trafficked"];
    for (deceived, coerced, exploited, held, class) in [
        (false, false, false, false, Some("not_exploited")),
        (false, false, true, false, Some("exploited")),
        (true, false, true, false, Some("deceived_and_exploited")),
        (true, false, true, true, Some("trafficked")),
        (false, true, true, true, Some("trafficked")),
        (true, true, true, true, Some("trafficked")),
        (false, false, true, true, None),
        (true, false, false, false, None),
        (false, true, true, false, None),
        (false, false, false, true, None),
    ] {
        let mut facts = Facts::default();
        for (there, prefix) in [(deceived, "dr"), (coerced, "cr"), (exploited, "ex"), (held, "cd")] {
            let all = strengths(instrument, prefix).concat().concat();
            all.iter().for_each(|fact| facts.set(*fact, there.into()));
        }
        for name in classes {
            let value = truth(instrument, &format!("labour_survey_{name}"), &facts);
            assert_eq!(value, (Some(name) == class).into(), "{deceived} {coerced} {exploited} {held}: {name}");
        }
    }
    let nothing = Facts::default();
    classes.iter().for_each(|name| {
        assert_eq!(truth(instrument, &format!("labour_survey_{name}"), &nothing), Truth::UNKNOWN);
    });
}
