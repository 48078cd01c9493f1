//! The words: every message that a template or a handler names is there, in every language of the site.

use std::collections::BTreeSet;
use std::path::Path;

/// The ids of the messages of a language.
fn messages(tag: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{tag}/staff.ftl"));
    let text = std::fs::read_to_string(path).unwrap();
    let ids = text.lines().filter_map(|line| line.split_once(" =").map(|(id, _)| id));
    ids.filter(|id| id.chars().next().is_some_and(|c| c.is_ascii_alphabetic()) && !id.contains(' '))
        .map(str::to_owned)
        .collect()
}

/// Messages named as `t("…")`, `n("…"` or `with("…"`.
fn named(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for call in ["t(\"", "n(\"", "with(\""] {
        for (before, rest) in text.match_indices(call).map(|(at, _)| (&text[..at], &text[at + call.len()..])) {
            let id = rest.split('"').next().unwrap_or_default();
            let is_call = before.ends_with('.')
                && !id.is_empty()
                && id.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c.is_ascii_digit());
            if is_call {
                ids.insert(id.to_owned());
            }
        }
    }
    ids
}

fn files(folder: &str, ending: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|e| e == ending))
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn every_message_that_is_named_is_there() {
    let mut used: BTreeSet<String> = files("templates/staff", "html").iter().flat_map(|text| named(text)).collect();
    used.extend(files("src/staff", "rs").iter().flat_map(|text| named(text)));
    assert!(used.len() > 500, "{}", used.len());
    for tag in ["en", "fr"] {
        let there = messages(tag);
        let missing: Vec<&String> = used.iter().filter(|id| !there.contains(*id)).collect();
        assert!(missing.is_empty(), "{tag}: {missing:?}");
    }
}

#[test]
fn the_languages_have_the_same_messages() {
    assert_eq!(messages("en"), messages("fr"));
}

#[test]
fn every_value_of_a_closed_list_has_a_label() {
    use turnstone_casework::basis::{BasisKind, GivenBy};
    use turnstone_casework::desk::arrivals::ArrivalState;
    use turnstone_casework::desk::outbox::Carried;
    use turnstone_casework::desk::queue::ReportState;
    use turnstone_casework::desk::retention::ErasureReason;
    use turnstone_casework::form::{CONTACT_CHANNELS, Channel, Online, RELATIONS, Say, SignalKind};
    use turnstone_casework::incident::{AgeSaid, IncidentClass};
    use turnstone_casework::indicator::IndicatorKind;
    use turnstone_casework::outcome::OutcomeKind;
    use turnstone_casework::package::{NoteState, ReasonCode};
    use turnstone_casework::partner::{Field, PartnerKind};
    use turnstone_casework::permission::{Resource, Role};
    use turnstone_casework::referral::State;
    use turnstone_casework::triage::Route;
    use turnstone_casework::vault::Compartment;
    let there = messages("en");
    let lists: Vec<(&str, Vec<&str>)> = vec![
        ("basis", BasisKind::NAMES.to_vec()),
        ("given-by", GivenBy::NAMES.to_vec()),
        ("arrival-state", ArrivalState::ALL.map(ArrivalState::name).to_vec()),
        ("carried", Carried::ALL.map(Carried::name).to_vec()),
        ("report-state", ReportState::ALL.map(ReportState::name).to_vec()),
        ("erasure", ErasureReason::NAMES.to_vec()),
        ("channel", [Channel::NAMES, &CONTACT_CHANNELS].concat()),
        ("relation", RELATIONS.to_vec()),
        ("say", Say::NAMES.to_vec()),
        ("online", Online::NAMES.to_vec()),
        ("signal", SignalKind::NAMES.to_vec()),
        ("age", AgeSaid::NAMES.to_vec()),
        ("class", IncidentClass::NAMES.to_vec()),
        ("indicator", IndicatorKind::NAMES.to_vec()),
        ("outcome", OutcomeKind::NAMES.to_vec()),
        ("note-state", NoteState::NAMES.to_vec()),
        ("reason-code", ReasonCode::NAMES.to_vec()),
        ("package", Field::NAMES.to_vec()),
        ("partner-kind", PartnerKind::NAMES.to_vec()),
        ("role", Role::ALL.map(Role::name).to_vec()),
        ("referral-state", State::NAMES.to_vec()),
        ("route", Route::NAMES.to_vec()),
        ("compartment", Compartment::ALL.map(Compartment::label).to_vec()),
    ];
    let mut missing = Vec::new();
    for (list, values) in lists {
        missing.extend(
            values
                .into_iter()
                .map(|value| format!("{list}-{}", value.replace(['_', '.'], "-")))
                .filter(|id| !there.contains(id)),
        );
    }
    missing.extend(
        Resource::ALL
            .map(|resource| format!("resource-{}", resource.to_string().replace(' ', "-")))
            .into_iter()
            .filter(|id| !there.contains(id)),
    );
    assert!(missing.is_empty(), "{missing:?}");
}
