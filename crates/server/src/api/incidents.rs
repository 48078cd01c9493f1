//! Incidents: the two questions, who said what, what the person decided, and what the definitions make of it.

use super::answer::{Answer, Given, Made, NewId, Version, changed, made};
use super::extract::{Ask, At, Json, Staff};
use super::finding::FindingView;
use super::operation::{Table, may, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use turnstone_casework::Id;
use turnstone_casework::basis::{ConsentDecision, GivenBy};
use turnstone_casework::desk::consents;
use turnstone_casework::desk::incidents::{IncidentView, Statement};
use turnstone_casework::incident::Assessment;
use turnstone_casework::incident::finding::INTERNATIONAL;
use turnstone_casework::partner::Field;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::referral::Withdrawal;
use utoipa::{IntoParams, ToSchema};

/// The operations.
pub fn table() -> Table {
    Table::new("incidents")
        .post(
            "/reports/{id}/incidents",
            operation(
                "open_incident",
                may(Action::Create, Resource::Incident),
                "Opens an incident of a report with its first assessment.",
            ),
            open,
        )
        .get(
            "/incidents/{id}",
            operation(
                "incident",
                may(Action::Read, Resource::Incident),
                "An incident, with every statement and decision and where it could go.",
            ),
            read,
        )
        .post(
            "/incidents/{id}/assessments",
            operation(
                "assess_incident",
                may(Action::Update, Resource::Incident),
                "Assesses an incident anew. The earlier assessments stay.",
            ),
            assess,
        )
        .post(
            "/incidents/{id}/statements",
            operation(
                "state",
                may(Action::Update, Resource::Incident),
                "Writes down who said what. Nothing said before is lost.",
            ),
            state,
        )
        .post(
            "/incidents/{id}/consents",
            operation(
                "record_consent",
                may(Action::Update, Resource::Incident),
                "Writes down what the person decided. Referrals follow it at once.",
            ),
            consent,
        )
        .get(
            "/incidents/{id}/finding",
            operation(
                "finding",
                may(Action::Read, Resource::Incident),
                "What the definitions of a place make of it. A person decides.",
            ),
            finding,
        )
}

async fn open(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(report): At<Id>,
    Json(sent): Json<Assessment>,
) -> Answer<Made<NewId>> {
    made(shared.desk.open_incident(&person, report, sent).await?)
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<IncidentView>> {
    Ok(Given(shared.desk.incident(&person, id).await?))
}

/// An assessment that follows another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reassessment {
    /// The version that was seen.
    version: i64,
    /// What is the case now, all of it.
    assessment: Assessment,
}

async fn assess(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Reassessment>,
) -> Answer<Given<Version>> {
    changed(shared.desk.assess(&person, id, sent.version, sent.assessment).await?)
}

/// A statement, or the retraction of one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStatement {
    /// What it is about: a fact of the vocabulary such as `means.threats`, or a status such as `status.trafficked`.
    fact: String,
    /// Whether it holds; left out where something is taken back.
    truth: Option<bool>,
    /// Who says so: a kind of source, never the name of a person at risk. Left out, it is whoever writes it down.
    #[serde(default)]
    said_by: String,
    /// The time it is true of: `2026`, `2026-03`, `2026-03-01`, or two of them with a stroke between.
    period: Option<String>,
    /// The statement that it takes back.
    retracts: Option<Id>,
}

async fn state(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<NewStatement>,
) -> Answer<Made<NewId>> {
    let NewStatement { fact, truth, said_by, period, retracts } = sent;
    made(shared.desk.assert(&person, id, Statement { fact, truth, said_by, period, retracts }).await?)
}

/// What the person decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConsent {
    /// The decision.
    decision: ConsentDecision,
    /// Who decided.
    given_by: GivenBy,
    /// Whether somebody interpreted.
    interpreter: bool,
    /// How it was asked and answered, in words.
    words: String,
}

/// A decision that was written down, with what followed from it.
#[derive(Serialize, ToSchema)]
struct ConsentRecorded {
    /// Its identifier.
    id: Id,
    /// The referrals that it changed.
    followed: Vec<ReferralFollowed>,
}

/// What a decision made of a referral.
#[derive(Serialize, ToSchema)]
struct ReferralFollowed {
    /// The referral.
    referral: Id,
    /// What became of it.
    became: ReferralBecame,
    /// The fields that do not leave any more, where it was narrowed.
    without: BTreeSet<Field>,
}

/// What became of a referral.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ReferralBecame {
    /// Nothing else.
    Unaffected,
    /// It has not left and does not leave.
    Stopped,
    /// It leaves with less.
    Narrowed,
    /// It has left; the partner is told.
    NoticeOwed,
}

async fn consent(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<NewConsent>,
) -> Answer<Made<ConsentRecorded>> {
    let NewConsent { decision, given_by, interpreter, words } = sent;
    let recorded = shared
        .desk
        .record_consent(&person, id, consents::NewConsent { decision, given_by, interpreter, words })
        .await?;
    let followed = recorded.followed.into_iter().map(|(referral, became)| {
        let (became, without) = match became {
            Withdrawal::Unaffected => (ReferralBecame::Unaffected, BTreeSet::new()),
            Withdrawal::Stopped => (ReferralBecame::Stopped, BTreeSet::new()),
            Withdrawal::Narrowed(fields) => (ReferralBecame::Narrowed, fields),
            Withdrawal::NoticeOwed => (ReferralBecame::NoticeOwed, BTreeSet::new()),
        };
        ReferralFollowed { referral, became, without }
    });
    Ok(Made(ConsentRecorded { id: recorded.id, followed: followed.collect() }))
}

/// Whose definitions.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Profile {
    /// A profile of a place; `international` when it is left out.
    profile: Option<String>,
}

async fn finding(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Ask(asked): Ask<Profile>,
) -> Answer<Given<FindingView>> {
    let profile = asked.profile.as_deref().unwrap_or(INTERNATIONAL);
    // What the catalogue says of a name that it does not have repeats the name.
    let fits =
        (1..=60).contains(&profile.len()) && profile.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    if !fits {
        return Err(Problem::invalid(
            "profile",
            "the short name of a profile: lower-case letters and hyphens, such as international",
        ));
    }
    Ok(Given(FindingView(shared.desk.finding(&person, id, profile).await?)))
}
