//! The register of partner organisations, and the organisation's own card.

use super::answer::{Answer, Given, Listed, Made, NewId, Version, changed, made};
use super::exchange::address;
use super::extract::{At, Json, Staff};
use super::operation::{Table, may, operation};
use super::reports::Seen;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::Id;
use turnstone_casework::desk::partners::{Card, PartnerView};
use turnstone_casework::partner::{Agreement, PartnerKind};
use turnstone_casework::permission::{Action, Resource, require};
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("partners")
        .get("/partners", operation("partners", may(Action::List, Resource::Partner), "The partners, by name."), list)
        .post(
            "/partners",
            operation(
                "add_partner",
                may(Action::Create, Resource::Partner).code(),
                "Adds a partner from its card. Compare the fingerprints over the telephone.",
            ),
            add,
        )
        .get("/partners/{id}", operation("partner", may(Action::Read, Resource::Partner), "One partner."), read)
        .put(
            "/partners/{id}",
            operation(
                "update_partner",
                may(Action::Update, Resource::Partner).code(),
                "Changes what is registered of a partner.",
            ),
            update,
        )
        .post(
            "/partners/{id}/revoke",
            operation(
                "revoke_partner",
                may(Action::Update, Resource::Partner).code(),
                "Nothing goes to it any more, nothing is taken from it.",
            ),
            revoke,
        )
        .post(
            "/partners/{id}/token",
            operation(
                "issue_token",
                may(Action::Update, Resource::Partner).code(),
                "A token for the partner's program to submit reports with. The one before is void.",
            ),
            token,
        )
        .get(
            "/card",
            operation(
                "own_card",
                may(Action::Read, Resource::Key),
                "The organisation's own card, to be handed to partners.",
            ),
            card,
        )
}

async fn list(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Listed<PartnerView>> {
    Ok(Listed(shared.desk.partners(&person).await?))
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<PartnerView>> {
    Ok(Given(shared.desk.partner(&person, id).await?))
}

/// A partner to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPartner {
    /// Its card.
    card: Card,
    /// What it is.
    kind: PartnerKind,
    /// What was agreed with it.
    agreement: Agreement,
}

async fn add(State(shared): State<Shared>, Staff(person): Staff, Json(sent): Json<NewPartner>) -> Answer<Made<NewId>> {
    made(shared.desk.add_partner(&person, sent.card, sent.kind, sent.agreement).await?)
}

/// What is registered of a partner from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PartnerChange {
    /// The version that was seen.
    version: i64,
    /// Its card.
    card: Card,
    /// What it is.
    kind: PartnerKind,
    /// What was agreed with it.
    agreement: Agreement,
}

async fn update(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<PartnerChange>,
) -> Answer<Given<Version>> {
    let PartnerChange { version, card, kind, agreement } = sent;
    changed(shared.desk.update_partner(&person, id, version, card, kind, agreement).await?)
}

async fn revoke(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Given<Version>> {
    changed(shared.desk.revoke_partner(&person, id, sent.version).await?)
}

/// A token, shown once.
#[derive(Serialize, ToSchema)]
struct SubmissionToken {
    /// What the partner's program sends as `Authorization: Bearer TOKEN`. It is kept nowhere.
    token: String,
}

async fn token(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Made<SubmissionToken>> {
    let token = shared.desk.issue_submission_token(&person, id).await?;
    Ok(Made(SubmissionToken { token: token.to_string() }))
}

async fn card(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Given<Card>> {
    require(person.role, Action::Read, Resource::Key)?;
    let slug = &person.tenant.slug;
    Ok(Given(shared.desk.own_card(slug, &address(&shared, slug)).await?))
}
