//! What partners' servers use: the organisation's card, and where packages, receipts and notices are taken.
//!
//! Nobody need be signed in. What arrives is sealed to the organisation and signed by a partner in its register; the server reads who signed
//! it and no more.

use super::answer::{Answer, Given, Once};
use super::extract::{At, Octets, Slug};
use super::operation::{ANYBODY, Table, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use turnstone_casework::desk::partners::Card;
use turnstone_casework::package::Digest;
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("exchange")
        .get(
            "/o/{slug}/card",
            operation("card", ANYBODY, "The organisation's card: where and with which keys it is reached."),
            card,
        )
        .post(
            "/o/{slug}/packages",
            operation(
                "deliver_package",
                ANYBODY,
                "Takes a sealed package that a partner in the register signed. Sending it again is harmless.",
            ),
            package,
        )
        .post(
            "/o/{slug}/notes",
            operation(
                "deliver_note",
                ANYBODY,
                "Takes a signed receipt or notice about a package. Sending it again is harmless.",
            ),
            note,
        )
}

/// Where this server takes packages for an organisation. Partners send to `…/packages` and `…/notes` below it.
pub(crate) fn address(shared: &Shared, slug: &str) -> String {
    format!("{}{}/o/{slug}", shared.settings.public_url, super::operation::PREFIX)
}

async fn card(State(shared): State<Shared>, At(Slug(slug)): At<Slug>) -> Answer<Given<Card>> {
    Ok(Given(shared.desk.own_card(&slug, &address(&shared, &slug)).await?))
}

/// That something is here, and on the disk.
#[derive(Serialize, ToSchema)]
struct Acknowledgement {
    /// SHA-256 of what arrived, for the sender to compare.
    digest: Digest,
}

async fn package(
    State(shared): State<Shared>,
    At(Slug(slug)): At<Slug>,
    Octets(bytes): Octets,
) -> Answer<Once<Acknowledgement>> {
    let ack = shared.desk.arrive(&slug, &bytes).await.map_err(Problem::of_sealed)?;
    Ok(Once(ack.fresh, Acknowledgement { digest: Digest(ack.digest) }))
}

async fn note(
    State(shared): State<Shared>,
    At(Slug(slug)): At<Slug>,
    Octets(bytes): Octets,
) -> Answer<Given<Acknowledgement>> {
    shared.desk.note_arrived(&slug, &bytes).await.map_err(Problem::of_sealed)?;
    Ok(Given(Acknowledgement { digest: Digest(Sha256::digest(&bytes).into()) }))
}
