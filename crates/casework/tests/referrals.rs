//! Referrals against a model: random sequences of what people, partners and clocks do, with the promises checked after each step.
//!
//! The promises: nothing leaves without a recorded basis; the protection of a child is never stopped by a consent that is missing; a
//! consent that is taken back stops what has not left, and whoever has it is told; a package never holds more than was agreed with the
//! partner, agreed to by the person and approved; no statement and no step is ever lost. The model (`model`) says in one sentence a field
//! what may leave, and draws the states once more; it shares no code with what it checks.

#[path = "referrals/model.rs"]
mod model;
#[path = "referrals/world.rs"]
mod world;

use model::Model;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use turnstone_casework::basis::{Question, permitted};
use turnstone_casework::id::Id;
use turnstone_casework::incident::{Assertions, DatedAssertion};
use turnstone_casework::moment::{DAY, Moment};
use turnstone_casework::partner::Field;
use world::{Act, World, act};

/// How many sequences; each has 1 to 50 steps on three referrals at once.
const SEQUENCES: u32 = 5_000;
/// How many single questions.
const QUESTIONS: u32 = 250_000;

proptest! {
    #![proptest_config(ProptestConfig { cases: SEQUENCES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_promises_hold_after_every_step(seed in any::<u64>(), acts in prop::collection::vec(act(), 1..=50)) {
        let mut world = World::new(seed);
        for act in &acts {
            world.play(act);
        }
    }
}

/// What may leave, question by question, field by field.
#[test]
fn what_may_leave_is_what_the_model_says() {
    let mut rng = ChaCha20Rng::seed_from_u64(20_261_124);
    let (mut open, mut notifications) = (0, 0);
    for _ in 0..QUESTIONS {
        let asked = world::question(&mut rng);
        let question = Question {
            route: asked.route,
            recipient: asked.recipient,
            age: asked.age,
            consents: &asked.consents,
            basis: asked.basis.as_ref(),
            agreement: &asked.agreement,
            planned: asked.planned.as_ref(),
            now: asked.now,
        };
        let allowed: Vec<Field> =
            Field::ALL.iter().copied().filter(|field| Model::may_leave(&question, *field)).collect();
        match permitted(&question) {
            Ok(scope) => {
                assert_eq!(scope.fields.iter().copied().collect::<Vec<_>>(), allowed, "{asked:?}");
                assert_eq!(scope.identity, allowed.iter().any(|field| field.identifying()));
                open += 1;
                notifications += u32::from(!scope.identity);
            }
            Err(refused) => assert!(allowed.is_empty(), "{refused}: {allowed:?} {asked:?}"),
        }
    }
    // The questions are no empty ones.
    assert!(
        open > QUESTIONS / 10 && notifications > QUESTIONS / 100,
        "{open} open, {notifications} of them notifications"
    );
}

/// A long day: the same acts that the sequences are made of reach every state and every promise.
#[test]
fn the_sequences_reach_what_they_are_to_check() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let acts = prop::collection::vec(act(), 1..=50);
    let mut reached = world::Reached::default();
    for seed in 0..2_000 {
        let mut world = World::new(seed);
        let tree = acts.new_tree(&mut runner).unwrap();
        tree.current().iter().for_each(|act: &Act| world.play(act));
        reached.add(&world.reached);
    }
    reached.assert_everything();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Statements, contradictions and retractions, some of them refused: what was once written stays, in its place.
    #[test]
    fn no_statement_is_ever_lost(tries in prop::collection::vec((0u8..12, 0u8..4, 0u8..3, 0i64..9, prop::option::of(0u8..12)), 1..40)) {
        let facts = ["means.threats", "act.recruitment", "status.trafficked", "no.such"];
        let mut ledger = Assertions::default();
        let mut written: Vec<DatedAssertion> = Vec::new();
        for (id, fact, truth, day, retracts) in tries {
            let one = DatedAssertion {
                id: Id([id; 16]),
                fact: facts[usize::from(fact)].to_owned(),
                truth: [Some(true), Some(false), None][usize::from(truth)],
                said_by: ["ann", "ben"][usize::from(id) % 2].to_owned(),
                made_at: Moment(day * DAY),
                period: None,
                retracts: retracts.map(|target| Id([target; 16])),
            };
            if ledger.push(one.clone()).is_ok() {
                written.push(one);
            }
            prop_assert_eq!(ledger.all(), &written[..]);
            prop_assert!(ledger.standing().iter().all(|stands| written.contains(stands)));
        }
        let json = serde_json::to_string(&ledger).unwrap();
        prop_assert_eq!(serde_json::from_str::<Assertions>(&json).unwrap(), ledger);
    }
}
