//! Columns against rows: random instruments, random facts, every shape of column.

use super::{batch, batch_of, finding, shipped};
use crate::assess::Assessor;
use crate::assumption::{Assumption, assume};
use crate::catalogue::Catalogue;
use crate::error::Mistake;
use crate::explain::{truths, undecided};
use crate::instrument::{Instrument, Kind};
use crate::parse::parse;
use crate::syntax::{Argument, Arguments, Syntax, Word};
use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::buffer::{BooleanBuffer, NullBuffer};
use arrow::datatypes::Int32Type;
use proptest::prelude::*;
use std::sync::Arc;
use turnstone_model::{Fact, Facts, Truth};

/// The facts of random instruments: few, so that expressions share them.
const POOL: [&str; 9] = [
    "act.recruitment",
    "act.transfer",
    "means.force",
    "means.threats",
    "means.fraud",
    "purpose.servitude",
    "person.child",
    "person.unaccompanied",
    "process.technology",
];

fn word(text: &str) -> Word {
    Word { text: text.into(), at: 0 }
}

/// The form of a random expression; numbers choose words from those there are.
#[derive(Clone, Debug)]
enum Shape {
    Word(usize),
    Any(Vec<usize>),
    Wildcard(usize),
    Count(Vec<usize>, usize),
    Not(Box<Shape>),
    And(Vec<Shape>),
    Or(Vec<Shape>),
}

fn shape(negation: bool) -> impl Strategy<Value = Shape> {
    let words = || prop::collection::vec(0usize..100, 1..6);
    let leaf = prop_oneof![
        (0usize..100).prop_map(Shape::Word),
        words().prop_map(Shape::Any),
        (0usize..4).prop_map(Shape::Wildcard),
        (words(), 0usize..6).prop_map(|(words, n)| Shape::Count(words, n)),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let many = || prop::collection::vec(inner.clone(), 2..4);
        let not = inner.clone().prop_map(|x| Shape::Not(Box::new(x)));
        let and = many().prop_map(Shape::And);
        let or = many().prop_map(Shape::Or);
        if negation { prop_oneof![not, and, or].boxed() } else { prop_oneof![and, or].boxed() }
    })
}

fn syntax(shape: &Shape, words: &[String]) -> Syntax {
    let pick = |i: &usize| words[i % words.len()].as_str();
    let items = |chosen: &[usize]| {
        let mut items: Vec<Argument> = Vec::new();
        for chosen in chosen.iter().map(|i| Argument::One(word(pick(i)))) {
            if !items.contains(&chosen) {
                items.push(chosen);
            }
        }
        Arguments { items, except: Vec::new() }
    };
    match shape {
        Shape::Word(i) => Syntax::Word(word(pick(i))),
        Shape::Any(chosen) => Syntax::Any { word: word("any"), of: items(chosen) },
        Shape::Wildcard(i) => {
            // Consent is refused as an input, so no wildcard brings it in.
            let (consent, technology) = (word("person.consented"), word("process.technology"));
            let except = match i {
                0 => vec![consent],
                1 => vec![word("person.child"), consent],
                2 => vec![],
                _ => vec![technology],
            };
            let prefix = ["person", "person", "act", "process"][*i];
            Syntax::Any { word: word("any"), of: Arguments { items: vec![Argument::All(word(prefix))], except } }
        }
        Shape::Count(chosen, n) => {
            let of = items(chosen);
            let at_least = 1 + n % of.items.len();
            Syntax::Count { word: word("count"), of, at_least }
        }
        Shape::Not(inner) => Syntax::Not(Box::new(syntax(inner, words))),
        Shape::And(parts) => Syntax::And(parts.iter().map(|part| syntax(part, words)).collect()),
        Shape::Or(parts) => Syntax::Or(parts.iter().map(|part| syntax(part, words)).collect()),
    }
}

/// An instrument whose definitions, elements and findings use the names before them; printed and read again.
fn instrument(shapes: &[Shape]) -> Instrument {
    let mut words: Vec<String> = POOL.map(str::to_owned).to_vec();
    let mut file = "id = 'random'\ntitle = 't'\nversion = '1'\ncitation = 'c'\njurisdiction = 'j'\nkind = 'elements'\n\
                    checked_against_primary = false\n[define]\n"
        .to_owned();
    let (definitions, rest) = shapes.split_at(shapes.len() / 3);
    let (elements, findings) = rest.split_at(rest.len() / 2);
    for (prefix, shapes) in [("d", definitions), ("e", elements), ("f", findings)] {
        for (i, shape) in shapes.iter().enumerate() {
            let (name, syntax) = (format!("{prefix}{i}"), syntax(shape, &words));
            assert_eq!(parse(&syntax.to_string()).as_ref(), Ok(&syntax));
            file += &match prefix {
                "d" => format!("{name} = '{syntax}'\n"),
                "e" => format!("[elements.{name}]\nlabel = 'l'\nexpr = '{syntax}'\n"),
                _ => format!("[findings.{name}]\nlabel = 'l'\nexpr = '{syntax}'\n"),
            };
            words.push(name);
        }
    }
    Instrument::parse(&file, "random").unwrap_or_else(|error| panic!("{error}\n{file}"))
}

fn instruments(negation: bool) -> impl Strategy<Value = Instrument> {
    prop::collection::vec(shape(negation), 3..8).prop_map(|shapes| instrument(&shapes))
}

/// A random column: all null, yes or null on shared bits, no nulls, or both.
fn column(rows: usize) -> impl Strategy<Value = BooleanArray> {
    let bits = move |likely| prop::collection::vec(prop::bool::weighted(likely), rows);
    prop_oneof![
        Just(BooleanArray::new_null(rows)),
        bits(0.2).prop_map(|bits| {
            let bits = BooleanBuffer::from(bits);
            BooleanArray::new(bits.clone(), Some(NullBuffer::new(bits)))
        }),
        bits(0.5).prop_map(|bits| BooleanArray::new(bits.into(), None)),
        (bits(0.3), bits(0.5))
            .prop_map(|(values, valid)| { BooleanArray::new(values.into(), Some(NullBuffer::from(valid))) }),
    ]
}

/// Columns for every fact of the pool, cut out of longer ones.
fn table() -> impl Strategy<Value = RecordBatch> {
    (0usize..200, 0usize..80).prop_flat_map(|(rows, from)| {
        prop::collection::vec(column(rows + from + 3), POOL.len()).prop_map(move |columns| {
            let mut columns = columns.into_iter();
            let all: Vec<Fact> = Fact::all().collect();
            batch_of(&all, rows, |fact| -> ArrayRef {
                let array = if POOL.contains(&fact.id()) { columns.next() } else { None };
                Arc::new(array.unwrap_or_else(|| BooleanArray::new_null(rows + from + 3)).slice(from, rows))
            })
        })
    })
}

fn row(batch: &RecordBatch, row: usize) -> Facts {
    let mut facts = Facts::default();
    for fact in Fact::all() {
        if let Some(column) = batch.column_by_name(fact.id()).and_then(|column| column.as_boolean_opt()) {
            facts.set(fact, Truth(column.is_valid(row).then(|| column.value(row))));
        }
    }
    facts
}

/// Compares every output of every row with the reference.
fn compare(instruments: &[&Instrument], assumptions: &[&Assumption], table: &RecordBatch) -> Result<(), TestCaseError> {
    let assessor = Assessor::new(instruments, assumptions).unwrap();
    let assessment = assessor.assess(table).unwrap();
    let out = assessment.to_batch().unwrap();
    prop_assert_eq!(out.schema(), assessor.output_schema());
    let counting = Assessor::without_undecided(instruments, assumptions).unwrap().assess(table).unwrap();
    for (output, tally) in counting.tallies() {
        prop_assert_eq!(assessment.planes(&output.column), counting.planes(&output.column));
        prop_assert_eq!(tally.yes + tally.no + tally.unknown, table.num_rows() as u64);
    }
    for instrument in instruments {
        let undecided_column = out.column_by_name(&format!("{}.undecided", instrument.id));
        let undecided_column = undecided_column.map(|column| column.as_dictionary::<Int32Type>());
        prop_assert_eq!(undecided_column.is_some(), instrument.kind == Kind::Elements);
        let mut term_rows = 0;
        for r in 0..table.num_rows() {
            let (facts, _) = assume(assumptions, &row(table, r));
            let values = truths(instrument, &facts);
            for (i, named) in instrument.results() {
                let column = format!("{}.{}", instrument.id, named.name);
                prop_assert_eq!(assessment.planes(&column).unwrap().get(r), values[i], "{} row {}", named.source, r);
                let array = out.column_by_name(&column).unwrap().as_boolean();
                prop_assert_eq!(Truth(array.is_valid(r).then(|| array.value(r))), values[i]);
            }
            let Some(undecided_column) = undecided_column else { continue };
            let texts = undecided_column.values().as_string::<i32>();
            let terms: Vec<String> = undecided(instrument, &facts).into_iter().map(|term| term.name).collect();
            term_rows += terms.len() as u64;
            let text = undecided_column.key(r).map(|key| texts.value(key).to_owned());
            prop_assert_eq!(text, (!terms.is_empty()).then(|| terms.join("; ")), "row {}", r);
        }
        prop_assert_eq!(assessment.undecided(&instrument.id).iter().map(|(_, n)| n).sum::<u64>(), term_rows);
    }
    Ok(())
}

fn assumptions() -> Vec<Assumption> {
    let text = "[a]\nstatement = 's'\nwhy = 'w'\nsets = ['act.transfer', 'person.child']\n\
                [b]\nstatement = 's'\nwhy = 'w'\nwhen = 'means.force or not person.unaccompanied'\nsets = ['act.transfer', 'means.fraud']\n";
    Assumption::parse_all(text, "a").unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn columns_say_what_rows_say(instrument in instruments(true), table in table(), assumed in 0usize..4) {
        let assumptions = assumptions();
        let assumptions: Vec<&Assumption> =
            assumptions.iter().enumerate().filter(|(i, _)| assumed >> i & 1 == 1).map(|(_, a)| a).collect();
        compare(&[&instrument], &assumptions, &table)?;
    }

    #[test]
    fn shipped_instruments_agree_together(table in table()) {
        let assumptions = [super::assumption("act"), super::assumption("labour-type")];
        compare(&[shipped("palermo-2000"), shipped("contemporary-2013")], &assumptions, &table)?;
    }

    /// Every kind together, on rows that know something of every element.
    #[test]
    fn every_shipped_instrument_agrees(seed in any::<u64>(), rows in 0usize..40) {
        let all: Vec<&Instrument> = Catalogue::shipped().instruments.iter().collect();
        let mut draw = congruence(seed);
        let facts: Vec<Fact> = Fact::all().collect();
        let table = batch_of(&facts, rows, |_| {
            let column = (0..rows).map(|_| [None, None, Some(true), Some(false)][draw() as usize % 4]);
            Arc::new(column.collect::<BooleanArray>())
        });
        compare(&all, &[super::assumption("act"), super::assumption("labour-type")], &table)?;
    }

    /// Kleene's logic against every way the unknown facts could turn out.
    #[test]
    fn a_known_result_holds_in_every_completion(instrument in instruments(true), states in prop::collection::vec(0usize..3, POOL.len())) {
        let pool: Vec<Fact> = POOL.iter().map(|id| super::fact(id)).collect();
        // Facts that wildcards bring in and the pool has not are no.
        let mut partial = Facts::default();
        Fact::all().for_each(|fact| partial.set(fact, Truth::NO));
        pool.iter().zip(&states).for_each(|(fact, state)| partial.set(*fact, Truth::ALL[*state]));
        let open: Vec<Fact> = pool.iter().copied().filter(|fact| partial.get(*fact).is_unknown()).collect();
        let values = truths(&instrument, &partial);
        for choice in 0..1usize << open.len() {
            let mut whole = partial;
            open.iter().enumerate().for_each(|(i, fact)| whole.set(*fact, Truth::from(choice >> i & 1 == 1)));
            for (value, complete) in values.iter().zip(truths(&instrument, &whole)) {
                prop_assert!(value.is_unknown() || *value == complete);
                prop_assert!(!complete.is_unknown());
            }
        }
    }

    #[test]
    fn one_more_yes_never_lowers_without_negation(
        instrument in instruments(false),
        states in prop::collection::vec(0usize..3, POOL.len()),
        raised in 0..POOL.len(),
    ) {
        let mut facts = Facts::default();
        POOL.iter().zip(&states).for_each(|(id, state)| facts.set(super::fact(id), Truth::ALL[*state]));
        let before = truths(&instrument, &facts);
        facts.set(super::fact(POOL[raised]), Truth::YES);
        let rank = |truth: Truth| truth.0.map_or(1, |yes| 2 * u8::from(yes));
        for (before, after) in before.into_iter().zip(truths(&instrument, &facts)) {
            prop_assert!(rank(after) >= rank(before));
        }
    }

    #[test]
    fn proofs_rest_on_facts_that_suffice(instrument in instruments(true), states in prop::collection::vec(0usize..3, POOL.len())) {
        let mut facts = Facts::default();
        POOL.iter().zip(&states).for_each(|(id, state)| facts.set(super::fact(id), Truth::ALL[*state]));
        for step in crate::explain(&instrument, &[], &facts).steps {
            let mut only = Facts::default();
            step.because.iter().for_each(|evidence| only.set(evidence.fact, evidence.truth));
            let value = |facts: &Facts| super::truth(&instrument, &step.name, facts);
            prop_assert_eq!(step.undecided.is_empty(), !step.truth.is_unknown());
            prop_assert_eq!(value(&only), step.truth);
            if step.truth.is_yes() {
                for evidence in &step.because {
                    let mut fewer = only;
                    fewer.set(evidence.fact, Truth::UNKNOWN);
                    prop_assert!(!value(&fewer).is_yes(), "{} is not needed", evidence.fact);
                }
            }
        }
    }
}

/// A linear congruence with Knuth's MMIX constants: random enough here, and the same on every machine.
fn congruence(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    }
}

#[test]
fn long_batches_run_in_chunks_to_the_same_result() {
    let assessor = Assessor::new(&[shipped("palermo-2000")], &[]).unwrap();
    let mut draw = congruence(7);
    let rows: Vec<Facts> = (0..40_001)
        .map(|_| {
            let mut facts = Facts::default();
            assessor.fact_columns().iter().for_each(|fact| {
                let truth = [Truth::YES, Truth::NO, Truth::NO, Truth::NO, Truth::NO, Truth::NO, Truth::UNKNOWN];
                facts.set(*fact, truth[(draw() % 7) as usize]);
            });
            facts
        })
        .collect();
    let assessment = assessor.assess(&batch(&assessor, &rows)).unwrap();
    let planes = assessment.planes("palermo-2000.trafficking_elements").unwrap();
    let out = assessment.to_batch().unwrap();
    let texts = out.column(out.num_columns() - 1).as_dictionary::<Int32Type>();
    for (r, facts) in rows.iter().enumerate() {
        assert_eq!(planes.get(r), finding(shipped("palermo-2000"), facts));
        let terms: Vec<String> = undecided(shipped("palermo-2000"), facts).into_iter().map(|t| t.name).collect();
        let text = texts.key(r).map(|key| texts.values().as_string::<i32>().value(key).to_owned());
        assert_eq!(text.unwrap_or_default(), terms.join("; "), "row {r}");
    }
}

#[test]
fn a_batch_without_a_fact_is_refused() {
    let assessor = Assessor::new(&[shipped("palermo-2000")], &[]).unwrap();
    let whole = batch(&assessor, &[Facts::default()]);
    let some = whole.project(&[0, 1]).unwrap();
    let error = assessor.assess(&some).unwrap_err().to_string();
    assert!(error.contains("the table has no column `act."), "{error}");
    let twice = Assessor::new(&[shipped("palermo-2000"), shipped("palermo-2000")], &[]).unwrap_err();
    assert_eq!(twice.to_string(), "the instrument `palermo-2000` was given twice; once is enough");
}

#[test]
fn a_random_instrument_with_a_misspelt_word_is_refused() {
    let good = "id = 'r'\ntitle = 't'\nversion = '1'\ncitation = 'c'\njurisdiction = 'j'\nkind = 'elements'\n\
                checked_against_primary = false\n[elements.e]\nlabel = 'l'\nexpr = 'person.child'\n\
                [findings.f]\nlabel = 'l'\nexpr = 'e and means.forse'\n";
    let error = Instrument::parse(good, "r.toml").unwrap_err();
    assert_eq!(error.mistake, Mistake::UnknownName);
    assert_eq!(
        error.to_string(),
        "r.toml:13:15: found `means.forse`, which is no fact and no name here; did you mean `means.force`?"
    );
}
