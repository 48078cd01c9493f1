//! Proofs as people and programs read them.

use super::{assumption, facts, shipped};
use crate::explain;
use turnstone_model::Truth;

#[test]
fn a_proof_for_an_adult() {
    let facts = facts(&[
        ("person.child", Truth::NO),
        ("act.recruitment", Truth::YES),
        ("means.debt_bondage", Truth::YES),
        ("means.threats", Truth::YES),
        ("purpose.domestic_servitude", Truth::YES),
    ]);
    insta::assert_snapshot!(explain(shipped("palermo-2000"), &[], &facts));
}

#[test]
fn a_proof_under_an_assumption_that_leaves_something_open() {
    let facts = facts(&[
        ("purpose.remote_interactive_sexual_services", Truth::YES),
        ("circumstance.moved_within_country", Truth::YES),
        ("means.*", Truth::NO),
        ("indicator.*", Truth::NO),
    ]);
    insta::assert_snapshot!(explain(shipped("contemporary-2013"), &[assumption("act")], &facts));
}

#[test]
fn a_proof_of_a_no() {
    let facts = facts(&[
        ("person.child", Truth::NO),
        ("means.*", Truth::NO),
        ("indicator.*", Truth::NO),
        ("act.receipt", Truth::YES),
    ]);
    insta::assert_snapshot!(explain(shipped("palermo-2000"), &[assumption("labour-type")], &facts));
}

#[test]
fn a_proof_as_json() {
    let facts = facts(&[("person.child", Truth::YES), ("purpose.forced_begging", Truth::YES)]);
    insta::assert_json_snapshot!(explain(shipped("palermo-2000"), &[assumption("act")], &facts));
}
