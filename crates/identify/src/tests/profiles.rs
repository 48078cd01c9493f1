//! The shipped profiles: that they read, that rights follow from what the instruments find, and what they rest on.

use super::{fact, facts, finding, shipped};
use crate::catalogue::Catalogue;
use crate::instrument::{Concern, Kind};
use crate::profile::{Profile, RightFollowing};
use std::path::PathBuf;
use turnstone_model::{Facts, Truth};

const IDS: [&str; 7] = ["belgium", "canada", "eu", "international", "philippines", "thailand", "united-states"];

fn profile(id: &str) -> Profile {
    let path =
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/profiles")).join(format!("{id}.toml"));
    let text = std::fs::read_to_string(&path).unwrap();
    Profile::parse(&text, &path.display().to_string(), &Catalogue::shipped().instruments)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn rights(id: &str, facts: &Facts) -> Vec<RightFollowing> {
    profile(id).rights_of(facts, &Catalogue::shipped().instruments)
}

fn follows(id: &str, right: &str, facts: &Facts) -> Option<bool> {
    rights(id, facts).into_iter().find(|following| following.id == right).map(|following| following.follows)
}

fn smuggled() -> Facts {
    facts(&[
        ("smuggling.procured_illegal_entry", Truth::YES),
        ("smuggling.not_national_or_resident", Truth::YES),
        ("smuggling.facilitated_for_payment", Truth::YES),
    ])
}

#[test]
fn every_profile_reads_and_says_what_its_first_test_says_of_means() {
    for id in IDS {
        let profile = profile(id);
        assert_eq!(profile.id, id);
        assert_eq!(profile.child_under, 18);
        assert!(!profile.note.is_empty() && !profile.rights.is_empty(), "{id}");
        for right in &profile.rights {
            assert!(
                !right.title.is_empty() && !right.text.is_empty() && !right.citation.is_empty(),
                "{id} {}",
                right.id
            );
        }
        let tests = profile.instruments.iter().map(|test| shipped(test)).collect::<Vec<_>>();
        assert!(tests.iter().all(|test| test.kind == Kind::Elements), "{id}");
        assert!(tests.iter().any(|test| test.concern == Concern::Smuggling), "{id}");
        // Canada has no national test here, and its law asks for no means.
        let needs_means = tests[0].name("means").is_some();
        assert_eq!(profile.means_required, needs_means && id != "canada", "{id}");
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../instruments/profiles")).unwrap();
    assert_eq!(files.count(), IDS.len());
}

/// Nothing recorded takes nothing away: every right may follow.
#[test]
fn what_is_not_known_takes_no_right_away() {
    for id in IDS {
        let open = rights(id, &Facts::default());
        assert_eq!(open.len(), profile(id).rights.len(), "{id}");
        assert!(open.iter().all(|right| !right.follows), "{id}");
    }
}

/// The paper's Belgian rule: whoever was smuggled in one of the five circumstances has the victims' steps.
#[test]
fn belgium_gives_the_status_to_aggravated_smuggling_too() {
    let steps = [
        "information_and_referral",
        "reflection_period",
        "temporary_document",
        "residence_title",
        "permanent_residence",
    ];
    let mut endangered = smuggled();
    endangered.set(fact("smuggling.life_endangered"), Truth::YES);
    for step in steps {
        assert_eq!(follows("belgium", step, &endangered), Some(true), "{step}");
        assert_eq!(follows("belgium", step, &smuggled()), Some(false), "{step}: open");
    }
    assert_eq!(follows("belgium", "non_punishment", &endangered), Some(false), "trafficking is open, not shown");
    assert_eq!(follows("belgium", "not_prosecuted_for_being_smuggled", &endangered), Some(true));
    assert_eq!(follows("international", "not_prosecuted_for_being_smuggled", &endangered), Some(true));
}

/// An adult without means: Belgium gives the steps, the Protocol leaves the case open, and EU law too.
#[test]
fn belgium_asks_an_adult_for_no_means() {
    let adult = facts(&[
        ("person.child", Truth::NO),
        ("act.harbouring", Truth::YES),
        ("purpose.forced_labour", Truth::YES),
        ("means.*", Truth::NO),
        ("indicator.*", Truth::NO),
    ]);
    assert_eq!(finding(shipped("palermo-2000"), &adult), Truth::NO);
    assert_eq!(follows("belgium", "reflection_period", &adult), Some(true));
    assert_eq!(follows("eu", "reflection_period", &adult), None);
    assert_eq!(follows("international", "assistance", &adult), None);
}

#[test]
fn a_disputed_age_gives_a_childs_protection() {
    let disputed = facts(&[("person.age_disputed", Truth::YES)]);
    for (id, right) in [
        ("international", "child_until_settled"),
        ("eu", "child_until_settled"),
        ("eu", "guardian"),
        ("belgium", "child_until_settled"),
    ] {
        assert_eq!(follows(id, right, &disputed), Some(true), "{id} {right}");
    }
    let adult = facts(&[("person.child", Truth::NO), ("person.age_disputed", Truth::NO)]);
    assert_eq!(follows("eu", "guardian", &adult), None);
}
