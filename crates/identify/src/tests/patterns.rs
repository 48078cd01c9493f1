//! Prompts to look: what raises them, what does not, and that they stay prompts.

use super::{facts, finding, shipped, truth};
use crate::catalogue::Catalogue;
use crate::instrument::{Instrument, Kind, Role};
use proptest::prelude::*;
use turnstone_model::{Facts, Truth};

fn patterns() -> impl Iterator<Item = &'static Instrument> {
    Catalogue::shipped().instruments.iter().filter(|instrument| instrument.kind == Kind::Pattern)
}

fn look(id: &str, yes: &[&str]) -> Truth {
    let pairs: Vec<(&str, Truth)> = yes.iter().map(|fact| (*fact, Truth::YES)).collect();
    truth(shipped(id), "look", &facts(&pairs))
}

#[test]
fn every_pattern_has_one_prompt_innocent_readings_and_what_to_do_and_not() {
    assert_eq!(patterns().count(), 4);
    for pattern in patterns() {
        let findings: Vec<&str> = pattern.of_role(Role::Finding).map(|(_, finding)| finding.name.as_str()).collect();
        assert_eq!(findings, ["look"], "{}", pattern.id);
        assert!(pattern.innocent_readings.len() >= 3, "{}", pattern.id);
        for part in ["What to do", "What not to do", "prompt for a finding"] {
            assert!(pattern.note.contains(part), "{}: {part}", pattern.id);
        }
        let finding = pattern.name("look").unwrap();
        assert!(finding.label.starts_with("Look closer") && !finding.checked_against_primary, "{}", pattern.id);
        assert_eq!(truth(pattern, "look", &Facts::default()), Truth::UNKNOWN, "{}", pattern.id);
    }
}

/// Each row of yes-facts with the prompts that it raises.
#[test]
fn a_few_pieces_raise_a_prompt_and_one_alone_does_not() {
    for (id, yes, raised) in [
        ("cyber-sex-den", &["process.exploitation_streamed", "recruiter.family"][..], true),
        ("cyber-sex-den", &["process.payment_per_view", "person.child"], true),
        ("cyber-sex-den", &["purpose.remote_interactive_sexual_services", "circumstance.one_address"], true),
        ("cyber-sex-den", &["purpose.pornography", "circumstance.several_young_people", "means.false_promises"], true),
        ("cyber-sex-den", &["process.exploitation_streamed"], false),
        (
            "cyber-sex-den",
            &["circumstance.several_young_people", "circumstance.one_address", "recruiter.family"],
            false,
        ),
        (
            "domestic-servitude-after-lapse",
            &[
                "sector.domestic_work",
                "circumstance.status_lapsed",
                "circumstance.same_sponsor",
                "means.withholds_documents",
            ],
            true,
        ),
        (
            "domestic-servitude-after-lapse",
            &[
                "sector.domestic_work",
                "circumstance.legal_entry",
                "circumstance.status_lapsed",
                "circumstance.stayed_after_lapse",
                "circumstance.same_sponsor",
            ],
            true,
        ),
        (
            "domestic-servitude-after-lapse",
            &[
                "sector.domestic_work",
                "circumstance.legal_entry",
                "circumstance.sponsored_permit",
                "circumstance.lives_at_workplace",
            ],
            false,
        ),
        (
            "domestic-servitude-after-lapse",
            &[
                "sector.construction",
                "circumstance.status_lapsed",
                "circumstance.same_sponsor",
                "means.withholds_documents",
            ],
            false,
        ),
        ("forced-criminality", &["indicator.made_to_commit_illegal_acts"], true),
        ("forced-criminality", &["circumstance.online_fraud_work", "means.restricts_movement"], true),
        ("forced-criminality", &["circumstance.guarded_compound", "indicator.deceived_about_job"], true),
        ("forced-criminality", &["circumstance.treated_as_offender", "person.age_disputed", "means.threats"], true),
        ("forced-criminality", &["circumstance.online_fraud_work"], false),
        ("forced-criminality", &["circumstance.treated_as_offender", "means.threats"], false),
        ("misidentification", &["circumstance.return_ordered", "purpose.forced_labour"], true),
        (
            "misidentification",
            &["circumstance.treated_as_irregular", "indicator.low_pay", "means.excessive_working_hours"],
            true,
        ),
        ("misidentification", &["circumstance.detained", "act.harbouring", "means.debt_bondage"], true),
        ("misidentification", &["circumstance.detained", "act.transportation"], false),
        ("misidentification", &["purpose.forced_labour", "act.harbouring", "means.debt_bondage"], false),
    ] {
        assert_eq!(look(id, yes).is_yes(), raised, "{id} {yes:?}");
    }
}

#[test]
fn a_prompt_is_settled_when_its_heart_is_missing() {
    let treated = ["treated_as_irregular", "treated_as_offender", "detained", "return_ordered", "penalised"];
    let none: Vec<String> = treated.map(|id| format!("circumstance.{id}")).to_vec();
    let none: Vec<(&str, Truth)> = none.iter().map(|id| (id.as_str(), Truth::NO)).collect();
    assert_eq!(truth(shipped("misidentification"), "look", &facts(&none)), Truth::NO);
    let no_household = facts(&[("sector.domestic_work", Truth::NO), ("purpose.domestic_servitude", Truth::NO)]);
    assert_eq!(truth(shipped("domestic-servitude-after-lapse"), "look", &no_household), Truth::NO);
}

proptest! {
    /// Whoever shows the elements of trafficking and is treated as something else raises the prompt.
    #[test]
    fn nobody_with_the_elements_is_missed_by_the_prompt_on_misidentification(facts in super::invariants::random()) {
        let pattern = shipped("misidentification");
        for id in ["palermo-2000", "eu-2011-36", "contemporary-2013"] {
            if finding(shipped(id), &facts).is_yes() && truth(pattern, "treated_as_other", &facts).is_yes() {
                prop_assert!(truth(pattern, "look", &facts).is_yes(), "{id}");
            }
        }
    }
}
