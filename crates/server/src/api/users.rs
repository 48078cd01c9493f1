//! The organisation's people and keys.

use super::answer::{Answer, Done, Given, Listed, Made};
use super::extract::{At, Json, Named, Staff};
use super::operation::{Table, may, operation};
use super::reports::Seen;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::Id;
use turnstone_casework::desk::Purpose;
use turnstone_casework::desk::people::FirstPerson;
use turnstone_casework::desk::users::{Rotated, UserView};
use turnstone_casework::permission::{Action, Resource, Role};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use utoipa::openapi::{RefOr, Schema, Type};

/// The operations.
pub fn table() -> Table {
    Table::new("people")
        .get(
            "/users",
            operation("users", may(Action::List, Resource::User), "The organisation's people, by name."),
            list,
        )
        .post(
            "/users",
            operation(
                "add_user",
                may(Action::Create, Resource::User).code(),
                "Adds a person. They open nothing until keys or a case are given to them.",
            ),
            add,
        )
        .post(
            "/users/{id}/disable",
            operation(
                "disable_user",
                may(Action::Update, Resource::User).code(),
                "Ends a person's sessions and takes every key from them. What they wrote stays.",
            ),
            disable,
        )
        .post(
            "/users/{id}/keys",
            operation(
                "grant_keys",
                may(Action::Create, Resource::Key).code(),
                "Gives a person the organisation's keys that the giver holds. Compare the fingerprint with them first.",
            ),
            grant,
        )
        .post(
            "/keys/{purpose}/rotate",
            operation(
                "rotate_key",
                may(Action::Update, Resource::Key).code(),
                "Makes a new key of the organisation. What was sealed to the one before still opens.",
            ),
            rotate,
        )
}

async fn list(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Listed<UserView>> {
    Ok(Listed(shared.desk.users(&person).await?))
}

/// A person to be added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPerson {
    /// The name they sign in with: lower-case letters, digits, dots, hyphens and underscores.
    login: String,
    /// What they are there for.
    role: Role,
    /// Their first passphrase.
    #[schema(format = Password)]
    passphrase: String,
}

/// A person who was added, with what they must keep. It is shown once.
#[derive(Serialize, ToSchema)]
struct PersonAdded {
    /// The person.
    id: Id,
    /// To be printed and put away: it opens their keys when the passphrase is lost.
    recovery_code: String,
    /// For the authenticator, as an `otpauth:` address.
    totp_uri: String,
    /// The same secret, for those who type it.
    totp_secret: String,
}

async fn add(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Json(sent): Json<NewPerson>,
) -> Answer<Made<PersonAdded>> {
    let first = FirstPerson { login: sent.login, role: sent.role, passphrase: sent.passphrase.into() };
    let new = shared.desk.add_user(&person, first).await?;
    Ok(Made(PersonAdded {
        id: new.id,
        recovery_code: new.recovery.printed().to_string(),
        totp_uri: new.totp_uri.to_string(),
        totp_secret: new.totp_secret.to_string(),
    }))
}

async fn disable(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Done> {
    shared.desk.disable_user(&person, id, sent.version).await?;
    Ok(Done)
}

/// How many keys were given.
#[derive(Serialize, ToSchema)]
struct KeysGranted {
    /// Keys that the person had not held.
    granted: usize,
}

async fn grant(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<KeysGranted>> {
    Ok(Given(KeysGranted { granted: shared.desk.grant_team_keys(&person, id).await? }))
}

impl Named for Purpose {
    const NAME: &'static str = "purpose";
    const ABOUT: &'static str = "What the key is for.";

    fn read(text: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.name() == text)
    }

    fn schema() -> RefOr<Schema> {
        Object::builder().schema_type(Type::String).enum_values(Some(Purpose::ALL.map(Purpose::name))).into()
    }
}

async fn rotate(State(shared): State<Shared>, Staff(person): Staff, At(purpose): At<Purpose>) -> Answer<Made<Rotated>> {
    Ok(Made(shared.desk.rotate_team_key(&person, purpose).await?))
}
