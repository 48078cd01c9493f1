//! Triage: in which order reports are looked at and where incidents can go, by rules that are data and show their reasons.
//!
//! Reports are ordered by what they say first and by when they came second, as Cybertip.ca does it. Rules, destinations and
//! deadlines are read from a TOML file (`instruments/triage/default.toml`, its reader in `read`); a file in which a yes would
//! count less than a no, or in which a child could be left without protection, is refused. Nothing is decided here: a rank
//! says who is looked at first, a destination is proposed.

mod read;
#[cfg(test)]
mod tests;

pub use read::TriageError;

use crate::closed::closed;
use crate::form::{Online, ReportForm, Say};
use crate::incident::AgeSaid;
use crate::moment::Moment;
use crate::partner::PartnerKind;
use crate::referral::State;
use serde::{Deserialize, Serialize};

closed! {
    /// What a referral is for.
    Route "a route":
    /// Police or another authority.
    Police "police", "Police or authority", "A crime may have happened.";
    /// Protection.
    Protection "protection", "Protection", "Somebody may need protection.";
}

closed! {
    /// What rules for reports ask about a report. The answer is yes, no or unknown, and comes from the form.
    Matter "a matter of triage":
    /// Danger now.
    DangerNow "danger_now", "Danger now", "Somebody is said to be in danger now.";
    /// A child.
    Child "child", "Child", "A child is said to be concerned.";
    /// Going on.
    Ongoing "ongoing", "Ongoing", "It is said to go on.";
    /// A place.
    Located "located", "Located", "A place or a country is named.";
    /// Technology.
    Technology "technology", "Technology-driven", "It takes place online, or an account or page is named.";
    /// A person to find.
    Described "described", "Person described", "Whoever may be harmed is named or described.";
    /// A line, device, page or file.
    Traceable "traceable", "Traceable", "A telephone number, device, page, address or file is named.";
    /// Somebody to talk to.
    Reachable "reachable", "Reachable", "Whoever reports may be contacted, and said how.";
}

impl Matter {
    /// What a form answers. What is not filled in is unknown, never no.
    pub fn of(self, form: &ReportForm) -> Say {
        let filled = |there: bool| if there { Say::Yes } else { Say::Unknown };
        match self {
            Matter::DangerNow => form.danger_now,
            Matter::Child => form.child,
            Matter::Ongoing => form.ongoing,
            Matter::Located => filled(!form.place_text.trim().is_empty() || form.country.is_some()),
            Matter::Technology => match form.online {
                Online::Online | Online::Both => Say::Yes,
                _ if form.indicators.iter().any(|indicator| indicator.kind.is_online()) => Say::Yes,
                Online::Offline => Say::No,
                Online::Unknown => Say::Unknown,
            },
            Matter::Described => filled(!form.who_text.trim().is_empty()),
            Matter::Traceable => filled(form.indicators.iter().any(|indicator| indicator.kind.is_strong())),
            Matter::Reachable => match form.may_contact {
                Say::Yes => filled(!form.contact.address.trim().is_empty() || form.contact.channel == "mailbox_only"),
                answer => answer,
            },
        }
    }
}

/// What an answer to one matter adds to a rank. A yes never adds less than not knowing, nor that less than a no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its short name.
    pub id: String,
    /// What it asks.
    pub matter: Matter,
    /// Points and the reason in words for a yes, for not known and for a no; nothing where it adds nothing.
    yes: Option<(i64, String)>,
    unknown: Option<(i64, String)>,
    no: Option<(i64, String)>,
}

/// What is added where several matters are yes together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// Its short name.
    pub id: String,
    /// The matters, all of which have to be yes.
    pub matters: Vec<Matter>,
    points: i64,
    text: String,
}

/// A range of ranks and how soon its reports are looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// Its short name.
    pub id: String,
    /// A label for people.
    pub label: String,
    /// The lowest rank in it.
    pub from: i64,
    /// After how many seconds somebody should have looked.
    pub due_seconds: i64,
}

/// Why a rank is what it is: one rule that added to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    /// The rule, and the answer where it is not yes: `child`, `child.unknown`.
    pub id: String,
    /// The reason in words.
    pub text: String,
    /// What it added.
    pub points: i64,
}

/// The place of a report in the queue, before the time it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Ranking {
    /// From 0 to 1,000; the higher is looked at first, and of two that are equal the one that came first.
    pub rank: i64,
    /// What added to it, the most first. Their points add up to the rank, unless that is cut off at 1,000.
    pub reasons: Vec<Reason>,
    /// After how many seconds somebody should have looked at it.
    pub due_seconds: i64,
}

/// What the rules for destinations ask about an incident.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IncidentFacts {
    /// May a crime have happened?
    pub crime: Say,
    /// May somebody need protection?
    pub protection: Say,
    /// The age, as far as it is said.
    pub age: AgeSaid,
    /// Whether anybody is in danger now.
    pub danger_now: Say,
    /// Whether it goes on.
    pub ongoing: Say,
    /// Whether technology drives a part of it.
    pub technology: Say,
    /// Whether a place is known.
    pub located: Say,
}

/// When a destination is proposed: every list names the answers it accepts, and an absent one accepts all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Condition {
    crime: Option<Vec<Say>>,
    protection: Option<Vec<Say>>,
    age: Option<Vec<AgeSaid>>,
    danger_now: Option<Vec<Say>>,
    ongoing: Option<Vec<Say>>,
    technology: Option<Vec<Say>>,
    located: Option<Vec<Say>>,
}

impl Condition {
    fn says(&self) -> [(&'static str, Option<&Vec<Say>>); 6] {
        [
            ("crime", self.crime.as_ref()),
            ("protection", self.protection.as_ref()),
            ("danger_now", self.danger_now.as_ref()),
            ("ongoing", self.ongoing.as_ref()),
            ("technology", self.technology.as_ref()),
            ("located", self.located.as_ref()),
        ]
    }

    fn holds(&self, facts: &IncidentFacts) -> bool {
        let answers = [facts.crime, facts.protection, facts.danger_now, facts.ongoing, facts.technology, facts.located];
        let mut said = self.says().into_iter().zip(answers);
        said.all(|((_, accepts), answer)| accepts.is_none_or(|accepts| accepts.contains(&answer)))
            && self.age.as_ref().is_none_or(|accepts| accepts.contains(&facts.age))
    }
}

/// A rule that proposes a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
struct DestinationRule {
    id: String,
    route: Route,
    kind: PartnerKind,
    reason: String,
    mandatory: bool,
    due_seconds: i64,
    when: Condition,
}

/// Where an incident can go, proposed. Whether it may, and with which fields, is decided in [`crate::basis`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Destination {
    /// What for.
    pub route: Route,
    /// To what kind of partner.
    pub kind: PartnerKind,
    /// Why, in words.
    pub reason: String,
    /// The rules that say so.
    pub rules: Vec<String>,
    /// Whether leaving it out needs a reason in writing: the protection of a child.
    pub mandatory: bool,
    /// After how many seconds the referral should have left.
    pub due_seconds: i64,
}

/// How long a referral may stay in a state, and what is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// After how many seconds it should have moved on.
    pub due_seconds: i64,
    /// What is to be done when it has not.
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Timer {
    state: State,
    due_seconds: i64,
    danger_seconds: i64,
    text: String,
}

closed! {
    /// How a deadline stands.
    Clock "how a deadline stands":
    /// There is time.
    Running "running", "In time", "There is time left.";
    /// It has passed.
    Overdue "overdue", "Overdue", "It should have been done by now.";
    /// It has passed for long.
    Escalated "escalated", "Escalated", "It is overdue for so long that whoever leads the team is told.";
}

/// The rules, destinations and deadlines of one organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Triage {
    /// The short name, such as `triage-1`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The version of the data file.
    pub version: String,
    /// What it follows.
    pub citation: String,
    /// Whether it was compared with that.
    pub checked_against_primary: bool,
    /// The rules for reports, in the order of the file.
    pub rules: Vec<Rule>,
    /// What counts together.
    pub together: Vec<Together>,
    /// The bands, the highest first.
    pub bands: Vec<Band>,
    destinations: Vec<DestinationRule>,
    timers: Vec<Timer>,
    /// At how many per cent of the time a deadline is escalated; over 100.
    escalate_percent: i64,
}

/// The highest rank.
pub const MOST: i64 = 1_000;

impl Triage {
    /// The rank of a report, with its reasons.
    ///
    /// Turning an answer from no or unknown to yes never lowers it, and an answer that was not given never lowers it below
    /// what no would give: the file is refused otherwise.
    pub fn rank(&self, form: &ReportForm) -> Ranking {
        let mut reasons: Vec<Reason> = Vec::new();
        for rule in &self.rules {
            let (answer, added) = match rule.matter.of(form) {
                Say::Yes => ("", &rule.yes),
                Say::Unknown => (".unknown", &rule.unknown),
                Say::No => (".no", &rule.no),
            };
            if let Some((points, text)) = added {
                reasons.push(Reason { id: format!("{}{answer}", rule.id), text: text.clone(), points: *points });
            }
        }
        for together in &self.together {
            if together.matters.iter().all(|matter| matter.of(form) == Say::Yes) {
                let Together { id, text, points, .. } = together;
                reasons.push(Reason { id: id.clone(), text: text.clone(), points: *points });
            }
        }
        reasons.sort_by_key(|reason| -reason.points);
        let rank = reasons.iter().map(|reason| reason.points).sum::<i64>().min(MOST);
        Ranking { rank, reasons, due_seconds: self.band(rank).due_seconds }
    }

    /// The band that a rank lies in.
    pub fn band(&self, rank: i64) -> &Band {
        // The reader takes no file whose last band does not begin at 0.
        self.bands.iter().find(|band| band.from <= rank).unwrap_or(&self.bands[self.bands.len() - 1])
    }

    /// Where an incident can go: what is mandatory first, then what is due first. None is a normal answer.
    ///
    /// Rules that name the same kind of partner for the same route are one destination, with the reasons of both, the
    /// shorter time, and mandatory when one of them is.
    pub fn destinations(&self, incident: &IncidentFacts) -> Vec<Destination> {
        let mut found: Vec<Destination> = Vec::new();
        for rule in self.destinations.iter().filter(|rule| rule.when.holds(incident)) {
            match found.iter_mut().find(|known| known.route == rule.route && known.kind == rule.kind) {
                Some(known) => {
                    known.reason = format!("{} {}", known.reason, rule.reason);
                    known.rules.push(rule.id.clone());
                    known.mandatory |= rule.mandatory;
                    known.due_seconds = known.due_seconds.min(rule.due_seconds);
                }
                None => found.push(Destination {
                    route: rule.route,
                    kind: rule.kind,
                    reason: rule.reason.clone(),
                    rules: vec![rule.id.clone()],
                    mandatory: rule.mandatory,
                    due_seconds: rule.due_seconds,
                }),
            }
        }
        found.sort_by_key(|destination| (!destination.mandatory, destination.due_seconds));
        found
    }

    /// How long a referral may stay in a state; nothing for a state in which nothing is waited for.
    ///
    /// The shorter time is for incidents in which somebody is said to be in danger now.
    pub fn deadline(&self, state: State, danger_now: Say) -> Option<Deadline> {
        let timer = self.timers.iter().find(|timer| timer.state == state)?;
        let due_seconds = if danger_now == Say::Yes { timer.danger_seconds } else { timer.due_seconds };
        Some(Deadline { due_seconds, text: timer.text.clone() })
    }

    /// How a deadline stands that runs from `since` and is due at `due_at`.
    pub fn clock(&self, since: Moment, due_at: Moment, now: Moment) -> Clock {
        let time = due_at.0.saturating_sub(since.0).max(0);
        let escalates = since.plus(time.saturating_mul(self.escalate_percent) / 100);
        match now {
            now if now < due_at => Clock::Running,
            now if now < escalates => Clock::Overdue,
            _ => Clock::Escalated,
        }
    }
}
