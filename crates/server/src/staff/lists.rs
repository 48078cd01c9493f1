//! What hangs on a report or a case, as short lists of links: incidents, referrals, cases.

use super::queue::Chip;
use super::tasks::{TaskRow, task_row};
use super::words::{Words, short};
use turnstone_casework::Moment;
use turnstone_casework::desk::report::{CaseSummary, IncidentSummary, ReferralSummary, TaskSummary};

/// Something with a page of its own.
pub struct Linked {
    /// Its page; empty where this person may not open it.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// More about it.
    pub about: String,
    /// How it stands.
    pub chips: Vec<Chip>,
}

fn chip(text: String, kind: &'static str) -> Chip {
    Chip { text, points: 0, kind }
}

/// Incidents with the answers to the two questions.
pub fn incidents(words: Words, incidents: &[IncidentSummary]) -> Vec<Linked> {
    let answer = |question: &str, say: &str| {
        let kind = if say == "yes" { "caution" } else { "" };
        chip(words.with(question, "answer", &words.label("say", say)), kind)
    };
    let linked = |incident: &IncidentSummary| Linked {
        href: format!("/incidents/{}", incident.id),
        title: words.with("incident-called", "id", &short(incident.id)),
        about: words.day(incident.created).text,
        chips: vec![
            answer("incident-crime-is", &incident.crime),
            answer("incident-protection-is", &incident.protection),
            chip(words.label("age", &incident.age), if incident.age == "adult" { "" } else { "accent" }),
        ],
    };
    incidents.iter().map(linked).collect()
}

/// Referrals with where they stand.
pub fn referrals(words: Words, referrals: &[ReferralSummary], now: Moment) -> Vec<Linked> {
    let linked = |referral: &ReferralSummary| {
        let waits = matches!(referral.state.as_str(), "draft" | "approved" | "sent" | "received" | "needs_information");
        let due = words.due(referral.due, now);
        let mut chips = vec![chip(words.label("referral-state", &referral.state), state_kind(&referral.state))];
        if waits {
            chips.push(chip(due.text, if due.late { "danger" } else { "" }));
        }
        Linked {
            href: format!("/referrals/{}", referral.id),
            title: referral.partner.clone(),
            about: words.label("route", &referral.route),
            chips,
        }
    };
    referrals.iter().map(linked).collect()
}

/// The colour of a referral's state.
pub fn state_kind(state: &str) -> &'static str {
    match state {
        "accepted" | "outcome_recorded" | "closed" => "good",
        "rejected" | "expired" => "danger",
        "needs_information" | "draft" => "caution",
        "revoked" => "",
        _ => "accent",
    }
}

/// Cases with whose they are. Not everybody who sees that there are some may open them.
pub fn cases(words: Words, cases: &[CaseSummary], may_read: bool) -> Vec<Linked> {
    let linked = |case: &CaseSummary| Linked {
        href: if may_read { format!("/cases/{}", case.id) } else { String::new() },
        title: words.with("case-called", "id", &short(case.id)),
        about: case.assignee.clone().unwrap_or_else(|| words.t("case-nobody")),
        chips: vec![chip(words.label("case-state", &case.state), if case.state == "open" { "accent" } else { "" })],
    };
    cases.iter().map(linked).collect()
}

/// Tasks of a report or a case.
pub fn tasks(words: Words, tasks: Vec<TaskSummary>, now: Moment, may_finish: bool) -> Vec<TaskRow> {
    tasks.into_iter().map(|task| task_row(words, task, now, may_finish)).collect()
}
