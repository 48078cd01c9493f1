//! What can go wrong at the desk. Errors of a single part (a vault that does not open, a form that is too long) are defined there.

use crate::permission::{Action, Resource, Role};
use crate::store::StoreError;
use crate::vault::VaultError;
use thiserror::Error;

/// Why an operation was refused or failed. Nothing in it was written by a person who reported.
#[derive(Debug, Error)]
pub enum CaseworkError {
    /// The declared matrix does not allow it.
    #[error("{role} may not {action} {resource}")]
    Forbidden {
        /// Who asked.
        role: Role,
        /// What they wanted to do.
        action: Action,
        /// With what.
        resource: Resource,
    },
    /// There is nothing of that identifier here, or it belongs to another organisation, or the person holds no key for it.
    #[error("there is no such {0}, or it was not given to you")]
    NotFound(Resource),
    /// Somebody else changed it in between.
    #[error(
        "somebody else changed this {what} in the meantime: you saw version {seen}, it is now {now}; look at it again"
    )]
    Conflict {
        /// What was changed.
        what: Resource,
        /// The version that the person saw.
        seen: i64,
        /// The version that stands.
        now: i64,
    },
    /// What was asked for does not fit what there is.
    #[error("{0}")]
    Refused(String),
    /// What was sent is not what the field takes.
    #[error("{field}: {what}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// What is wrong, and what would be right.
        what: String,
    },
    /// Who signs in gave a wrong organisation, name, passphrase or code; it does not say which.
    #[error("that did not match; check the organisation, the name, the passphrase and the code")]
    SignIn,
    /// There is no session, or it has ended.
    #[error("please sign in")]
    SignedOut,
    /// The step needs a fresh code.
    #[error("this step needs a fresh code from your authenticator")]
    NeedsConfirmation,
    /// Too many sign-ins are being computed at once.
    #[error("too many people are signing in at this moment; try again in a few seconds")]
    Busy,
    /// A key or a ciphertext did not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database.
    #[error(transparent)]
    Store(StoreError),
}

impl CaseworkError {
    /// A refusal in words.
    pub fn refused(what: impl Into<String>) -> CaseworkError {
        CaseworkError::Refused(what.into())
    }

    /// A value that a field does not take.
    pub fn invalid(field: &'static str, what: impl ToString) -> CaseworkError {
        CaseworkError::Invalid { field, what: what.to_string() }
    }
}

impl CaseworkError {
    /// Whether a row of the same key was there already.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, CaseworkError::Store(StoreError::Taken(_)))
    }
}

/// What a table's rows are called.
fn resource(table: &str) -> Resource {
    match table {
        "reports" => Resource::Report,
        "incidents" | "assertions" | "consents" => Resource::Incident,
        "referrals" | "referral_events" => Resource::Referral,
        "arrivals" => Resource::Arrival,
        "cases" => Resource::Case,
        "tasks" => Resource::Task,
        "partners" => Resource::Partner,
        "users" => Resource::User,
        "break_glass" => Resource::BreakGlass,
        "messages" => Resource::Mailbox,
        "attachments" => Resource::Attachment,
        "likenesses" => Resource::Likeness,
        _ => Resource::Report,
    }
}

impl From<StoreError> for CaseworkError {
    fn from(error: StoreError) -> CaseworkError {
        match error {
            StoreError::Changed { table, seen, now } => CaseworkError::Conflict { what: resource(table), seen, now },
            StoreError::Missing { table } => CaseworkError::NotFound(resource(table)),
            other => CaseworkError::Store(other),
        }
    }
}

impl From<sqlx::Error> for CaseworkError {
    fn from(error: sqlx::Error) -> CaseworkError {
        CaseworkError::Store(StoreError::from(error))
    }
}
