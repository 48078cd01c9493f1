//! Tests of the shipped rules, of the promises that hold for every file, and of what is refused.

use super::read::{all_incidents, child_needs_protection};
use super::*;
use crate::form::tests::forms;
use crate::indicator::{Indicator, IndicatorKind};
use crate::moment::HOUR;
use proptest::prelude::*;
use proptest::sample::select;

const TEXT: &str = include_str!("../../../../instruments/triage/default.toml");

fn form() -> ReportForm {
    ReportForm { what: "w".into(), ..ReportForm::default() }
}

#[test]
fn the_shipped_rules_are_read_and_never_cut_off() {
    let triage = Triage::shipped();
    let full = ReportForm {
        danger_now: Say::Yes,
        child: Say::Yes,
        ongoing: Say::Yes,
        online: Online::Both,
        place_text: "p".into(),
        who_text: "v".into(),
        may_contact: Say::Yes,
        contact: crate::form::SafeContact { address: "a".into(), ..Default::default() },
        indicators: vec![Indicator::new(IndicatorKind::Url, "https://example.org/a")],
        ..form()
    };
    let ranking = triage.rank(&full);
    let sum: i64 = ranking.reasons.iter().map(|reason| reason.points).sum();
    assert_eq!((ranking.rank, sum, ranking.reasons.len()), (MOST, MOST, 9));
}

#[test]
fn content_comes_before_arrival() {
    let triage = Triage::shipped();
    let child = triage.rank(&ReportForm { child: Say::Yes, ..form() });
    let danger = triage.rank(&ReportForm { danger_now: Say::Yes, child: Say::No, ongoing: Say::No, ..form() });
    let silent = triage.rank(&form());
    let none = triage.rank(&ReportForm { danger_now: Say::No, child: Say::No, ongoing: Say::No, ..form() });
    // 250 + 60 + 40; 400; 60 + 90 + 40; nothing.
    assert_eq!([child.rank, danger.rank, silent.rank, none.rank], [350, 400, 190, 0]);
    assert_eq!(child.reasons[0].id, "child");
    assert!(child.reasons.iter().any(|reason| reason.id == "danger_now.unknown" && reason.points == 60));
    assert_eq!([&child, &danger, &silent, &none].map(|r| r.due_seconds / HOUR), [8, 1, 24, 72]);
    assert!(none.reasons.is_empty());
}

/// A file with any points that the reader takes: what it promises holds for all of them.
fn files() -> impl Strategy<Value = Triage> {
    let points = || prop::collection::vec(0..=MOST, 3);
    prop::collection::vec(points(), Matter::ALL.len()).prop_map(|all| {
        let mut triage = Triage::shipped().clone();
        triage.rules = all
            .into_iter()
            .zip(Matter::ALL)
            .map(|(mut points, matter)| {
                points.sort();
                let add = |points: i64| (points > 0).then(|| (points, "why".to_owned()));
                Rule {
                    id: matter.name().into(),
                    matter: *matter,
                    yes: add(points[2]),
                    unknown: add(points[1]),
                    no: add(points[0]),
                }
            })
            .collect();
        triage
    })
}

/// Sets one of the three answers that always count.
fn with(form: &ReportForm, matter: Matter, answer: Say) -> ReportForm {
    let mut form = form.clone();
    match matter {
        Matter::DangerNow => form.danger_now = answer,
        Matter::Child => form.child = answer,
        _ => form.ongoing = answer,
    }
    form
}

proptest! {
    #[test]
    fn a_yes_never_lowers_a_rank_and_silence_never_below_a_no(
        form in forms(),
        triage in files(),
        shipped in any::<bool>(),
        matter in select(vec![Matter::DangerNow, Matter::Child, Matter::Ongoing]),
    ) {
        let triage = if shipped { Triage::shipped() } else { &triage };
        let [yes, unknown, no] = [Say::Yes, Say::Unknown, Say::No].map(|answer| triage.rank(&with(&form, matter, answer)));
        prop_assert!(yes.rank >= unknown.rank && unknown.rank >= no.rank);
        prop_assert!(yes.due_seconds <= unknown.due_seconds && unknown.due_seconds <= no.due_seconds);
        for ranking in [yes, unknown, no] {
            prop_assert!((0..=MOST).contains(&ranking.rank));
            let sum: i64 = ranking.reasons.iter().map(|reason| reason.points).sum();
            prop_assert_eq!(ranking.rank, sum.min(MOST));
        }
    }

    #[test]
    fn one_more_indicator_never_lowers_a_rank(form in forms(), kind in select(IndicatorKind::ALL.to_vec())) {
        let mut more = form.clone();
        more.indicators.push(Indicator::new(kind, "x"));
        prop_assert!(Triage::shipped().rank(&more).rank >= Triage::shipped().rank(&form).rank);
    }
}

#[test]
fn a_child_is_always_led_to_protection() {
    for facts in all_incidents().filter(child_needs_protection) {
        let destinations = Triage::shipped().destinations(&facts);
        let first = &destinations[0];
        assert!(
            first.mandatory && first.route == Route::Protection && first.kind == PartnerKind::ChildWelfare,
            "{facts:?}"
        );
        let hours = if facts.danger_now == Say::Yes && facts.protection != Say::No { 1 } else { 24 };
        assert_eq!(first.due_seconds, hours * HOUR);
    }
    assert_eq!(all_incidents().count(), 3usize.pow(6) * 4);
}

#[test]
fn nothing_is_mandatory_for_an_adult_and_neither_is_an_outcome() {
    for facts in all_incidents() {
        let destinations = Triage::shipped().destinations(&facts);
        if matches!(facts.age, AgeSaid::Adult | AgeSaid::Unknown) {
            assert!(destinations.iter().all(|destination| !destination.mandatory), "{facts:?}");
        }
        if facts.crime == Say::No && facts.protection == Say::No {
            assert!(destinations.is_empty(), "{facts:?}");
        }
        let routes = |route| destinations.iter().any(|destination| destination.route == route);
        assert_eq!(routes(Route::Police), facts.crime == Say::Yes, "{facts:?}");
        assert!(facts.protection != Say::Yes || routes(Route::Protection), "{facts:?}");
    }
}

#[test]
fn one_kind_of_partner_is_one_destination_with_every_reason() {
    let facts =
        IncidentFacts { crime: Say::Yes, danger_now: Say::Yes, technology: Say::Yes, ..IncidentFacts::default() };
    let found = Triage::shipped().destinations(&facts);
    let seen: Vec<(PartnerKind, i64)> = found.iter().map(|d| (d.kind, d.due_seconds / HOUR)).collect();
    assert_eq!(seen, [(PartnerKind::ChildWelfare, 1), (PartnerKind::Police, 1), (PartnerKind::Hotline, 24)]);
    assert_eq!(found[1].rules, ["crime", "crime_in_danger"]);
    assert_eq!(found[1].reason, "A crime may have happened. Somebody is said to be in danger now.");
    // Nobody has said that the person is a child: asked, and not mandatory.
    assert_eq!(
        (found[0].rules.as_slice(), found[0].mandatory),
        (["age_unknown_in_danger".to_owned()].as_slice(), false)
    );
}

#[test]
fn deadlines_run_are_overdue_and_escalate() {
    let triage = Triage::shipped();
    let sent = |danger| triage.deadline(State::Sent, danger).map(|deadline| deadline.due_seconds / HOUR);
    assert_eq!([Say::Yes, Say::No, Say::Unknown].map(sent), [Some(1), Some(24), Some(24)]);
    for over in [State::Closed, State::Revoked, State::Expired] {
        assert_eq!(triage.deadline(over, Say::Yes), None);
    }
    let clock = |now| triage.clock(Moment(1_000), Moment(1_100), Moment(now));
    assert_eq!(
        [1_099, 1_100, 1_199, 1_200].map(clock),
        [Clock::Running, Clock::Overdue, Clock::Overdue, Clock::Escalated]
    );
    assert_eq!(triage.clock(Moment(0), Moment(i64::MAX), Moment(5)), Clock::Running);
}

#[test]
fn mistakes_are_found_where_they_stand() {
    let line_of = |text: &str, part: &str| 1 + text[..text.find(part).unwrap()].matches('\n').count();
    for (from, to, at, says) in [
        ("points = 400", "points = 50", "points = 50", "a yes counts at least as much"),
        ("points = 60, text = \"Whether", "points = 0, text = \"Whether", "points = 0", "expected 1 to 1000"),
        ("text = \"Whether somebody is in danger now was not said.\"", "text = ''", "text = ''", "says why"),
        (
            "matter = \"child\"",
            "matter = \"danger_now\"",
            "matter = \"danger_now\"\nyes = { points = 250",
            "each matter has one rule",
        ),
        ("matter = \"child\"", "matter = \"minor\"", "matter = \"minor\"", "instruments/triage/PROVENANCE.md"),
        ("id = \"ongoing\"", "id = \"child\"", "id = \"child\"\nmatter = \"ongoing\"", "has its own"),
        ("id = \"ongoing\"", "id = \"On going\"", "id = \"On going\"", "small letters"),
        ("from = 200", "from = 400", "from = 400\ndue_minutes = 480", "below the one before"),
        ("due_minutes = 480", "due_minutes = 30", "due_minutes = 30", "at least as many minutes"),
        ("due_minutes = 480", "due_minutes = 0", "due_minutes = 0", "1 to 525,600"),
        ("kind = \"shelter\"", "kind = \"police\"", "kind = \"police\"", "receives such referrals"),
        ("danger_minutes = 30\n", "danger_minutes = 300\n", "danger_minutes = 300\n", "at most as many minutes"),
        ("state = \"approved\"", "state = \"draft\"", "state = \"draft\"\ndue_minutes = 240", "each state has one"),
        ("escalate_percent = 200", "escalate_percent = 100", "escalate_percent = 100", "101 to 1000"),
        ("technology = [\"yes\"]", "technology = [\"no\"]", "technology = [\"no\"]", "add \"unknown\""),
        ("technology = [\"yes\"]", "technology = []", "technology = []", "leave out"),
        ("matters = [\"child\", \"danger_now\"]", "matters = [\"child\"]", "id = \"child_in_danger\"", "two or more"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        let error = Triage::parse(&text, "t.toml").unwrap_err();
        assert!(error.to_string().starts_with("t.toml:") && error.to_string().contains(says), "{to}: {error}");
        assert_eq!(error.line, line_of(&text, at), "{to}: {error}");
    }
}

#[test]
fn a_no_that_counts_more_than_silence_is_refused() {
    let text = TEXT.replacen(
        "[[rules]]\nid = \"located\"",
        "[[rules]]\nid = \"located\"\nno = { points = 10, text = 'x' }",
        1,
    );
    let error = Triage::parse(&text, "t.toml").unwrap_err();
    assert!(error.expected.contains("never less than no"), "{error}");
}

#[test]
fn a_file_that_leaves_a_child_without_protection_is_refused() {
    for (from, to) in [
        ("age = [\"child\", \"disputed\"] }", "age = [\"child\"] }"),
        ("mandatory = true", "mandatory = false"),
        ("when = { protection = [\"yes\", \"unknown\"]", "when = { protection = [\"yes\"]"),
        ("when = { crime = [\"yes\"], age", "when = { crime = [\"yes\"], danger_now = [\"yes\"], age"),
    ] {
        let text = TEXT.replacen(from, to, 1);
        assert_ne!(text, TEXT, "{from}");
        let error = Triage::parse(&text, "t.toml").unwrap_err();
        assert!(error.found.starts_with("found no mandatory destination"), "{to}: {error}");
    }
    for needed in ["danger_now", "child", "ongoing"] {
        let at = TEXT.find(&format!("[[rules]]\nid = \"{needed}\"")).unwrap();
        let end = at + TEXT[at..].find("\n\n").unwrap();
        let error = Triage::parse(&format!("{}{}", &TEXT[..at], &TEXT[end..]), "t.toml").unwrap_err();
        assert_eq!(error.found, format!("found no rule on `{needed}`"));
    }
}
