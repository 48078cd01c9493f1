//! Referrals: drafting one, seeing exactly what would leave, approving, sending, taking back.

use super::answer::{Answer, Given, Listed, Made, NewId, Saved, Version, changed, made};
use super::extract::{Ask, At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::Problem;
use super::reports::Seen;
use crate::state::Shared;
use axum::extract::State;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::Id;
use turnstone_casework::basis::Basis;
use turnstone_casework::desk::referrals::{Draft, ReferralFilter, ReferralView};
use turnstone_casework::desk::report::ReferralSummary;
use turnstone_casework::partner::Field;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::referral::State as ReferralState;
use turnstone_casework::triage::Route;
use utoipa::{IntoParams, ToSchema};

/// The operations.
pub fn table() -> Table {
    Table::new("referrals")
        .get(
            "/referrals",
            operation("referrals", may(Action::List, Resource::Referral), "Referrals, what is due first."),
            list,
        )
        .post(
            "/incidents/{id}/referrals",
            operation(
                "draft_referral",
                may(Action::Create, Resource::Referral),
                "Drafts a referral. Nothing leaves by that.",
            ),
            draft,
        )
        .get(
            "/referrals/{id}",
            operation(
                "referral",
                may(Action::Read, Resource::Referral),
                "A referral, with a preview of exactly what would leave.",
            ),
            read,
        )
        .put(
            "/referrals/{id}",
            operation(
                "redraft_referral",
                may(Action::Create, Resource::Referral),
                "Changes a draft. What was there before is kept.",
            ),
            redraft,
        )
        .post(
            "/referrals/{id}/approve",
            operation("approve_referral", may(Action::Decide, Resource::Referral).code(), "Approves what would leave."),
            approve,
        )
        .post(
            "/referrals/{id}/send",
            operation(
                "send_referral",
                may(Action::Send, Resource::Referral).code(),
                "Seals and signs the package and lets it leave.",
            ),
            send,
        )
        .post(
            "/referrals/{id}/information",
            operation(
                "give_information",
                may(Action::Send, Resource::Referral).code(),
                "Answers what the partner asked, in a package under the same rules.",
            ),
            inform,
        )
        .post(
            "/referrals/{id}/revoke",
            operation(
                "revoke_referral",
                may(Action::Close, Resource::Referral),
                "Takes a referral back. A partner that may have it is told.",
            ),
            revoke,
        )
        .post(
            "/referrals/{id}/close",
            operation(
                "close_referral",
                may(Action::Close, Resource::Referral),
                "Ends the work on a referral that was answered.",
            ),
            close,
        )
        .get(
            "/referrals/{id}/file",
            operation(
                "referral_file",
                may(Action::Send, Resource::Referral).code(),
                "The sealed package, to be carried by hand to a partner whose server cannot be reached.",
            ),
            file,
        )
}

/// Which referrals.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// States with commas between them; none means all.
    states: Option<String>,
    /// Only those past their time.
    #[serde(default)]
    overdue: bool,
}

async fn list(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Ask(asked): Ask<Filter>,
) -> Answer<Listed<ReferralSummary>> {
    let states = asked.states.iter().flat_map(|names| names.split(',')).map(str::parse).collect::<Result<_, _>>();
    let states = states.map_err(|_| {
        Problem::invalid("states", format!("some of {}, with commas between them", ReferralState::NAMES.join(", ")))
    })?;
    Ok(Listed(shared.desk.referrals(&person, &ReferralFilter { states, overdue: asked.overdue }).await?))
}

/// A draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReferral {
    /// The partner.
    partner: Id,
    /// What for.
    route: Route,
    /// On what it rests.
    basis: Basis,
    /// Why that basis holds, in words.
    words: String,
    /// The fields to send, at most; none means all that may leave.
    #[serde(default)]
    fields: BTreeSet<Field>,
    /// What the staff adds: `summary`, `period`, `gender`, `nationality`, `journey`, `migration_status` and `safety`.
    #[serde(default)]
    added: BTreeMap<Field, Value>,
}

impl NewReferral {
    fn of(self, incident: Id) -> Draft {
        let NewReferral { partner, route, basis, words, fields, added } = self;
        Draft { incident, partner, route, basis, words, fields, added }
    }
}

async fn draft(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(incident): At<Id>,
    Json(sent): Json<NewReferral>,
) -> Answer<Made<NewId>> {
    made(shared.desk.draft_referral(&person, sent.of(incident)).await?)
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<ReferralView>> {
    Ok(Given(shared.desk.referral(&person, id).await?))
}

/// A draft that takes the place of another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Redraft {
    /// The version that was seen.
    version: i64,
    /// The incident, which stays.
    incident: Id,
    /// What is drafted now, all of it. Partner and route stay.
    draft: NewReferral,
}

async fn redraft(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Redraft>,
) -> Answer<Given<Version>> {
    changed(shared.desk.redraft_referral(&person, id, sent.version, sent.draft.of(sent.incident)).await?)
}

/// The version that was seen, and words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReferralStepWords {
    /// The version that was seen.
    version: i64,
    /// Words for the history, or for the partner. Some steps go without.
    #[serde(default)]
    words: String,
}

async fn approve(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<ReferralStepWords>,
) -> Answer<Given<Version>> {
    changed(shared.desk.approve_referral(&person, id, sent.version, &sent.words).await?)
}

async fn send(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Given<Version>> {
    changed(shared.desk.send_referral(&person, id, sent.version).await?)
}

async fn inform(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<ReferralStepWords>,
) -> Answer<Given<Version>> {
    changed(shared.desk.give_information(&person, id, sent.version, &sent.words).await?)
}

async fn revoke(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<ReferralStepWords>,
) -> Answer<Given<Version>> {
    changed(shared.desk.revoke_referral(&person, id, sent.version, &sent.words).await?)
}

async fn close(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<ReferralStepWords>,
) -> Answer<Given<Version>> {
    changed(shared.desk.close_referral(&person, id, sent.version, &sent.words).await?)
}

async fn file(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Saved> {
    Ok(Saved(shared.desk.referral_file(&person, id).await?))
}
