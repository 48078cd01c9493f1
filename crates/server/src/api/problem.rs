//! What is refused, as a problem detail of RFC 9457: the same shape for every error of the interface.
//!
//! Nothing in a problem repeats what was sent: where something stands is said by line and column, what would be right by our own names.

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use turnstone_casework::CaseworkError;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::store::StoreError;
use turnstone_casework::vault::VaultError;
use utoipa::ToSchema;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// What every type of a problem begins with.
pub const TYPE_PREFIX: &str = "urn:problem-type:turnstone:";

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $status:ident $title:literal;)*) => {
        /// What went wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind,)*];

            /// What its type ends with.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// The status that it is answered with.
            pub fn status(self) -> StatusCode {
                match self { $(Kind::$kind => StatusCode::$status,)* }
            }

            /// Its title, the same for every problem of the kind.
            pub fn title(self) -> &'static str {
                match self { $(Kind::$kind => $title,)* }
            }
        }
    };
}

kinds! {
    /// The body is no JSON, or holds a value that its field does not take.
    Body "body" BAD_REQUEST "The body is not what this operation takes";
    /// A field holds what it cannot.
    Invalid "invalid" BAD_REQUEST "A field holds what it cannot";
    /// Bytes that are no text.
    Encoding "encoding" BAD_REQUEST "Not UTF-8";
    /// The body did not arrive whole.
    Interrupted "interrupted" BAD_REQUEST "The body did not arrive whole";
    /// There is no session, or it has ended.
    SignedOut "signed_out" UNAUTHORIZED "Not signed in";
    /// Wrong name, passphrase or code.
    SignIn "sign_in" UNAUTHORIZED "That did not match";
    /// The matrix does not allow it.
    Forbidden "forbidden" FORBIDDEN "Not allowed for this role";
    /// The step needs a fresh code.
    Confirmation "confirmation" FORBIDDEN "A fresh code is needed";
    /// There is no such record for whoever asks.
    NotFound "not_found" NOT_FOUND "Not found";
    /// There is no such operation.
    NoOperation "no_operation" NOT_FOUND "No such operation";
    /// The operation has other methods.
    Method "method" METHOD_NOT_ALLOWED "Wrong method";
    /// Somebody else changed it.
    Conflict "conflict" CONFLICT "Changed in the meantime";
    /// It is larger than what is taken.
    TooLarge "too_large" PAYLOAD_TOO_LARGE "Too large";
    /// Another media type is needed.
    MediaType "media_type" UNSUPPORTED_MEDIA_TYPE "Wrong media type";
    /// What is asked for does not fit what there is.
    Refused "refused" UNPROCESSABLE_ENTITY "Refused";
    /// Something of ours failed.
    Fault "fault" INTERNAL_SERVER_ERROR "A fault of the server";
    /// Too many passphrases at once.
    Busy "busy" SERVICE_UNAVAILABLE "Busy";
    /// The database does not answer.
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Not available";
    /// The disk is full.
    Full "full" INSUFFICIENT_STORAGE "No space left";
}

impl Kind {
    /// In how many seconds to try again, where that helps.
    pub fn retry_after(self) -> Option<u16> {
        match self {
            Kind::Busy => Some(5),
            Kind::Unavailable => Some(10),
            Kind::Full => Some(300),
            _ => None,
        }
    }
}

/// A problem, as it is answered.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    detail: String,
    more: Box<More>,
}

/// What some kinds say beside their detail.
#[derive(Debug, Default, Serialize, ToSchema)]
struct More {
    /// The field, for `invalid`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<Cow<'static, str>>,
    /// The line of the body where it was noticed, from 1, for `body`.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// The column of that line, in bytes from 1, for `body`.
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    /// What the role may not do, for `forbidden`.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<Action>,
    /// With what it may not be done, for `forbidden`; what is not there, for `not_found`; what was changed, for `conflict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    resource: Option<Resource>,
    /// The version that was sent, for `conflict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    seen: Option<i64>,
    /// The version that stands, for `conflict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<i64>,
}

/// A problem detail of RFC 9457. It names no instance, because that would name a record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct Written<'a> {
    /// What kind of problem: `urn:problem-type:turnstone:` and its name.
    r#type: String,
    /// The same for people, always the same for one kind.
    title: &'a str,
    /// The status of the answer.
    status: u16,
    /// What was wrong this time, and what would be right.
    detail: &'a str,
    #[serde(flatten)]
    more: &'a More,
}

impl Problem {
    /// A problem of a kind, in words of ours.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Problem {
        Problem { kind, detail: detail.into(), more: Box::default() }
    }

    /// A field that holds what it cannot.
    pub fn invalid(field: impl Into<Cow<'static, str>>, what: impl Into<String>) -> Problem {
        let more = More { field: Some(field.into()), ..More::default() };
        Problem { kind: Kind::Invalid, detail: what.into(), more: Box::new(more) }
    }

    /// Something about the body, and where it was noticed.
    pub fn body(detail: impl Into<String>, line: usize, column: usize) -> Problem {
        let more = More { line: Some(line), column: Some(column), ..More::default() };
        Problem { kind: Kind::Body, detail: detail.into(), more: Box::new(more) }
    }

    /// There is no such record.
    pub fn not_found(resource: Resource) -> Problem {
        Problem::from(CaseworkError::NotFound(resource))
    }

    /// What a partner's sealed and signed bytes led to: that they do not open is then no fault of the server.
    pub fn of_sealed(error: CaseworkError) -> Problem {
        match error {
            CaseworkError::Vault(error) => Problem::new(Kind::Refused, error.to_string()),
            other => Problem::from(other),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }
}

impl From<CaseworkError> for Problem {
    fn from(error: CaseworkError) -> Problem {
        let detail = error.to_string();
        let (kind, more) = match error {
            CaseworkError::Forbidden { action, resource, .. } => {
                (Kind::Forbidden, More { action: Some(action), resource: Some(resource), ..More::default() })
            }
            CaseworkError::NotFound(resource) => (Kind::NotFound, More { resource: Some(resource), ..More::default() }),
            CaseworkError::Conflict { what, seen, now } => {
                (Kind::Conflict, More { resource: Some(what), seen: Some(seen), now: Some(now), ..More::default() })
            }
            CaseworkError::Refused(_) => (Kind::Refused, More::default()),
            CaseworkError::Invalid { field, what } => return Problem::invalid(field, what),
            CaseworkError::SignIn => (Kind::SignIn, More::default()),
            CaseworkError::SignedOut => (Kind::SignedOut, More::default()),
            CaseworkError::NeedsConfirmation => (Kind::Confirmation, More::default()),
            CaseworkError::Busy => (Kind::Busy, More::default()),
            // A key or signature that somebody entered. Every other one is in the database, where it has to open.
            CaseworkError::Vault(
                VaultError::WeakPublicKey | VaultError::Text { .. } | VaultError::UnknownCompartment,
            ) => (Kind::Refused, More::default()),
            CaseworkError::Vault(error) => return fault(&error),
            CaseworkError::Store(StoreError::Full) => (Kind::Full, More::default()),
            CaseworkError::Store(StoreError::Uncertain) => (Kind::Unavailable, More::default()),
            CaseworkError::Store(error @ StoreError::Unavailable(_)) => {
                tracing::error!(%error, "the database does not answer");
                return Problem::new(
                    Kind::Unavailable,
                    "the database does not answer at this moment; nothing was changed",
                );
            }
            CaseworkError::Store(StoreError::Taken(_)) => {
                return Problem::new(Kind::Refused, "there is one already; look at what is there");
            }
            CaseworkError::Store(error) => return fault(&error),
        };
        Problem { kind, detail, more: Box::new(more) }
    }
}

/// Something of ours failed. What, is for the log; whoever asked cannot do anything about it.
fn fault(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "an operation of the interface failed");
    Problem::new(
        Kind::Fault,
        "the server could not do this; nothing was changed halfway. Whoever runs it finds why in its log",
    )
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.kind.status();
        let written = Written {
            r#type: format!("{TYPE_PREFIX}{}", self.kind.name()),
            title: self.kind.title(),
            status: status.as_u16(),
            detail: &self.detail,
            more: &self.more,
        };
        let body = serde_json::to_vec(&written).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        if let Some(seconds) = self.kind.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"turnstone\""));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turnstone_casework::permission::Role;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert!(kind.status().is_client_error() || kind.status().is_server_error(), "{kind:?}");
            let waits = matches!(kind.status().as_u16(), 429 | 503);
            assert!(!waits || kind.retry_after().is_some(), "{kind:?} says when to try again");
        }
    }

    #[test]
    fn errors_of_the_desk_keep_what_a_program_needs() {
        let forbidden =
            CaseworkError::Forbidden { role: Role::Admin, action: Action::Read, resource: Resource::Report };
        let conflict = CaseworkError::Conflict { what: Resource::Case, seen: 3, now: 4 };
        for (error, status, member, value) in [
            (forbidden, 403, "action", serde_json::json!("read")),
            (conflict, 409, "now", serde_json::json!(4)),
            (CaseworkError::invalid("code", "six digits"), 400, "field", serde_json::json!("code")),
            (CaseworkError::NotFound(Resource::BreakGlass), 404, "resource", serde_json::json!("break_glass")),
        ] {
            let problem = Problem::from(error);
            assert_eq!(problem.kind.status(), status);
            let more = serde_json::to_value(&problem.more).unwrap();
            assert_eq!(more[member], value);
        }
    }

    #[test]
    fn what_the_database_cannot_do_now_says_when_to_try_again() {
        for (error, status) in [
            (StoreError::Full, 507),
            (StoreError::Uncertain, 503),
            (StoreError::Unavailable("connection refused by 10.0.0.1".to_owned()), 503),
        ] {
            let response = Problem::from(CaseworkError::Store(error)).into_response();
            assert_eq!(response.status(), status);
            assert!(response.headers().contains_key(RETRY_AFTER));
        }
        let problem = Problem::from(CaseworkError::Store(StoreError::Unavailable("10.0.0.1".to_owned())));
        assert!(!problem.detail.contains("10.0.0.1"));
    }

    #[test]
    fn what_fails_inside_is_not_told_to_the_outside() {
        let inner = StoreError::Database("relation \"reports\" does not exist".to_owned());
        let problem = Problem::from(CaseworkError::Store(inner));
        assert_eq!(problem.kind, Kind::Fault);
        assert!(!problem.detail.contains("relation"), "{}", problem.detail);
        let stored = Problem::from(CaseworkError::Vault(VaultError::Signature));
        let sent = Problem::of_sealed(CaseworkError::Vault(VaultError::Signature));
        assert_eq!((stored.kind, sent.kind), (Kind::Fault, Kind::Refused));
    }
}
