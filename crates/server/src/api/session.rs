//! Signing in and out, and what a person changes about themself.

use super::answer::{Answer, Done, Given, Made};
use super::extract::{Json, Staff};
use super::operation::{ANYBODY, SIGNED_IN, Table, operation};
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::desk::Person;
use turnstone_casework::desk::sessions;
use turnstone_casework::permission::Role;
use turnstone_casework::{Id, Moment};
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("session")
        .post(
            "/session",
            operation("open_session", ANYBODY, "Signs in. The token is sent with every other request."),
            open,
        )
        .get("/session", operation("session", SIGNED_IN, "Who is signed in."), who)
        .delete("/session", operation("close_session", SIGNED_IN, "Signs out: the token is void."), close)
        .post(
            "/session/code",
            operation(
                "confirm_session",
                SIGNED_IN,
                "Gives a fresh code, which steps that reveal, send or give keys need.",
            ),
            confirm,
        )
        .post(
            "/session/passphrase",
            operation("change_passphrase", SIGNED_IN, "Changes the passphrase. Other sessions of the person end."),
            change,
        )
        .post(
            "/session/recovery",
            operation(
                "recover",
                ANYBODY,
                "Sets a new passphrase with the printed recovery code. Every session of the person ends.",
            ),
            recover,
        )
}

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The organisation, by its name in addresses.
    organisation: String,
    /// The name.
    login: String,
    /// The passphrase.
    #[schema(format = Password)]
    passphrase: String,
    /// The code of the authenticator.
    code: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
struct Session {
    /// The token, for `Authorization: Bearer TOKEN`. The server does not keep it.
    token: String,
    /// When it ends at the latest; it ends earlier when it is not used for half an hour.
    ends: Moment,
}

async fn open(State(shared): State<Shared>, Json(sent): Json<SignIn>) -> Answer<Made<Session>> {
    let token = shared.desk.sign_in(&sent.organisation, &sent.login, &sent.passphrase, &sent.code).await?;
    Ok(Made(Session { token: token.encode().to_string(), ends: shared.desk.now().plus(sessions::SESSION) }))
}

/// The person of a session.
#[derive(Serialize, ToSchema)]
struct SessionPerson {
    /// The person.
    id: Id,
    /// Their name.
    login: String,
    /// What they are there for.
    role: Role,
    /// The language of their pages.
    language: String,
    /// The organisation, by its name in addresses.
    organisation: String,
    /// Its name.
    organisation_name: String,
    /// Whether everything in it is invented.
    synthetic: bool,
    /// Until when the last code counts.
    confirmed_until: Moment,
}

async fn who(Staff(person): Staff) -> Answer<Given<SessionPerson>> {
    Ok(Given(SessionPerson {
        id: person.id,
        role: person.role,
        confirmed_until: person.confirmed_at.plus(Person::CONFIRMED_FOR),
        organisation: person.tenant.slug.clone(),
        organisation_name: person.tenant.name.clone(),
        synthetic: person.tenant.synthetic,
        login: person.login,
        language: person.language,
    }))
}

async fn close(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Done> {
    shared.desk.sign_out(&person).await?;
    Ok(Done)
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SessionCode {
    /// Six digits.
    code: String,
}

async fn confirm(State(shared): State<Shared>, Staff(person): Staff, Json(sent): Json<SessionCode>) -> Answer<Done> {
    shared.desk.confirm(&person, &sent.code).await?;
    Ok(Done)
}

/// A new passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassphrase {
    /// The one until now.
    #[schema(format = Password)]
    old: String,
    /// The one from now on.
    #[schema(format = Password)]
    new: String,
}

async fn change(State(shared): State<Shared>, Staff(person): Staff, Json(sent): Json<NewPassphrase>) -> Answer<Done> {
    shared.desk.change_passphrase(&person, &sent.old, &sent.new).await?;
    Ok(Done)
}

/// Who lost their passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Recovery {
    /// The organisation, by its name in addresses.
    organisation: String,
    /// The name.
    login: String,
    /// The printed code.
    #[schema(format = Password)]
    recovery_code: String,
    /// The code of the authenticator.
    code: String,
    /// The new passphrase.
    #[schema(format = Password)]
    passphrase: String,
}

async fn recover(State(shared): State<Shared>, Json(sent): Json<Recovery>) -> Answer<Done> {
    let Recovery { organisation, login, recovery_code, code, passphrase } = sent;
    shared.desk.recover(&organisation, &login, &recovery_code, &code, &passphrase).await?;
    Ok(Done)
}
