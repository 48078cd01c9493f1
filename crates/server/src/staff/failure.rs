//! What was refused, as a page: the right status, what is wrong in words, and everything that was typed, ready to be sent again.

use super::fields::{Fields, FormError};
use super::frame::{Frame, html};
use super::visit::Visit;
use super::words::Words;
use askama::Template;
use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use turnstone_casework::CaseworkError;
use turnstone_casework::permission::Action;
use turnstone_casework::store::StoreError;

/// What a handler gives.
pub type Answer = Result<Response, Failure>;

/// Why there is no answer. Nothing in it repeats what somebody wrote.
#[derive(Debug)]
pub enum Failure {
    /// The desk refused.
    Casework(CaseworkError),
    /// Somebody else changed it; what stands now is beside.
    Conflict {
        /// The version that stands.
        now: i64,
        /// What stands, field by field.
        theirs: Vec<Theirs>,
    },
    /// There is no such page.
    NoPage,
    /// Another site sent it.
    Elsewhere,
    /// The form does not carry the session's token.
    Token,
    /// The form does not carry what the cookie of the door has.
    Door,
    /// The code of a confirmation was wrong.
    WrongCode,
    /// It is no form.
    NoForm,
    /// It is no well-formed form.
    Form(FormError),
    /// It is larger than a form can be.
    TooLarge,
    /// Something of ours does not fit together.
    Broken(&'static str),
}

/// What stands in a field that somebody else changed.
#[derive(Debug)]
pub struct Theirs {
    /// The field's name in the form.
    pub name: &'static str,
    /// What stands there.
    pub text: String,
}

impl Theirs {
    /// What stands in a field.
    pub fn new(name: &'static str, text: impl Into<String>) -> Theirs {
        Theirs { name, text: text.into() }
    }
}

impl From<CaseworkError> for Failure {
    fn from(error: CaseworkError) -> Failure {
        Failure::Casework(error)
    }
}

impl From<FormError> for Failure {
    fn from(error: FormError) -> Failure {
        Failure::Form(error)
    }
}

impl From<askama::Error> for Failure {
    fn from(_: askama::Error) -> Failure {
        Failure::Broken("a page")
    }
}

impl Failure {
    /// The status that tells machines what happened.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Casework(error) => match error {
                CaseworkError::Forbidden { .. } => StatusCode::FORBIDDEN,
                CaseworkError::NotFound(_) => StatusCode::NOT_FOUND,
                CaseworkError::Conflict { .. } => StatusCode::CONFLICT,
                CaseworkError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
                CaseworkError::Invalid { .. } => StatusCode::BAD_REQUEST,
                CaseworkError::SignIn | CaseworkError::SignedOut => StatusCode::UNAUTHORIZED,
                CaseworkError::NeedsConfirmation => StatusCode::FORBIDDEN,
                CaseworkError::Busy => StatusCode::TOO_MANY_REQUESTS,
                CaseworkError::Store(StoreError::Full | StoreError::Unavailable(_) | StoreError::Uncertain) => {
                    StatusCode::SERVICE_UNAVAILABLE
                }
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Failure::Conflict { .. } => StatusCode::CONFLICT,
            Failure::NoPage => StatusCode::NOT_FOUND,
            Failure::Elsewhere | Failure::Token | Failure::Door | Failure::WrongCode => StatusCode::FORBIDDEN,
            Failure::NoForm | Failure::Form(_) => StatusCode::BAD_REQUEST,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The message that heads the page.
    fn title(&self) -> &'static str {
        match self {
            Failure::Casework(CaseworkError::NeedsConfirmation) | Failure::WrongCode => "refused-confirm",
            Failure::Elsewhere | Failure::Token | Failure::Door => "refused-form",
            _ => match self.status().as_u16() {
                400 => "refused-input",
                401 => "refused-signed-out",
                403 => "refused-permission",
                404 => "refused-not-found",
                409 => "refused-conflict",
                413 => "refused-too-large",
                422 => "refused-now",
                429 | 503 => "refused-busy",
                _ => "refused-broken",
            },
        }
    }

    /// What is wrong, in words, and whether these words are English whatever the page's language is.
    fn words(&self, words: Words) -> (String, bool) {
        match self {
            Failure::Casework(CaseworkError::Forbidden { role, action, resource }) => {
                let role = words.label("role", role.name());
                let values = [
                    ("role", role.into()),
                    ("action", words.t(action_label(*action)).into()),
                    ("resource", words.label("resource", &resource.to_string().replace(' ', "-")).into()),
                ];
                (words.texts.text("refused-permission-detail", &values), false)
            }
            Failure::Casework(CaseworkError::NotFound(resource)) => {
                let resource = words.label("resource", &resource.to_string().replace(' ', "-"));
                (words.with("refused-not-found-detail", "resource", &resource), false)
            }
            Failure::Casework(CaseworkError::Refused(what)) => (what.clone(), true),
            Failure::Casework(CaseworkError::Invalid { field, what }) => {
                let id = format!("field-{}", field.replace('_', "-"));
                (if words.has(&id) { format!("{}: {what}", words.t(&id)) } else { what.clone() }, true)
            }
            Failure::Casework(CaseworkError::NeedsConfirmation) => (words.t("refused-confirm-detail"), false),
            Failure::Casework(CaseworkError::SignedOut) => (words.t("refused-signed-out-detail"), false),
            Failure::Casework(CaseworkError::SignIn) => (words.t("refused-sign-in"), false),
            Failure::Casework(CaseworkError::Busy) => (words.t("refused-busy-detail"), false),
            Failure::Casework(CaseworkError::Conflict { .. }) | Failure::Conflict { .. } => {
                (words.t("refused-conflict-detail"), false)
            }
            Failure::Casework(CaseworkError::Store(error @ (StoreError::Full | StoreError::Uncertain))) => {
                (error.to_string(), true)
            }
            Failure::Casework(CaseworkError::Store(StoreError::Unavailable(_))) => (words.t("refused-database"), false),
            // The database's or the vault's own words help nobody at a desk; the log has them.
            Failure::Casework(_) | Failure::Broken(_) => (words.t("refused-broken-detail"), false),
            Failure::NoPage => (words.t("refused-no-page"), false),
            Failure::Elsewhere => (words.t("refused-elsewhere"), false),
            Failure::Token => (words.t("refused-token"), false),
            Failure::Door => (words.t("refused-door"), false),
            Failure::WrongCode => (words.t("refused-code"), false),
            Failure::NoForm => (words.t("refused-no-form"), false),
            Failure::Form(error) => (error.to_string(), true),
            Failure::TooLarge => (words.t("refused-too-large-detail"), false),
        }
    }

    fn log(&self) {
        match self {
            Failure::Casework(error @ (CaseworkError::Vault(_) | CaseworkError::Store(_))) => {
                tracing::error!(%error, "refused")
            }
            Failure::Broken(what) => tracing::error!(what, "refused"),
            other => tracing::debug!(status = other.status().as_u16(), "refused"),
        }
    }
}

fn action_label(action: Action) -> &'static str {
    match action {
        Action::List => "action-list",
        Action::Read => "action-read",
        Action::Create => "action-create",
        Action::Update => "action-update",
        Action::Claim => "action-claim",
        Action::Assign => "action-assign",
        Action::Decide => "action-decide",
        Action::Send => "action-send",
        Action::Close => "action-close",
        Action::Reveal => "action-reveal",
        Action::Erase => "action-erase",
    }
}

/// A refusal on its way to [`super::visit::visit`], which makes the page.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// There is no such page.
pub async fn no_page() -> Failure {
    Failure::NoPage
}

#[derive(Template)]
#[template(path = "staff/refused.html")]
struct Refused {
    frame: Frame,
    title: &'static str,
    detail: String,
    english: bool,
    /// Where the form goes that sends it again; empty where that makes no sense.
    again: String,
    back: String,
    confirm: bool,
    conflict: bool,
    signed_out: bool,
    kept: Vec<Kept>,
    carried: Vec<(String, String)>,
    /// What stands where the form has no field for it.
    stands: Vec<String>,
}

/// A field of the refused form that people read.
struct Kept {
    name: String,
    label: String,
    value: String,
    theirs: Option<String>,
}

/// The page of a refusal.
pub fn refusal_page(visit: &Visit, failure: &Failure) -> Response {
    failure.log();
    let nothing = Fields::default();
    let sent = visit.sent().unwrap_or(&nothing);
    let signed_out = matches!(failure, Failure::Casework(CaseworkError::SignedOut));
    if signed_out && visit.sent().is_none() {
        let to = super::entry::sign_in_address(&visit.address());
        return (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response();
    }
    let version = match failure {
        Failure::Conflict { now, .. } | Failure::Casework(CaseworkError::Conflict { now, .. }) => Some(*now),
        _ => None,
    };
    let confirm = matches!(failure, Failure::Casework(CaseworkError::NeedsConfirmation) | Failure::WrongCode);
    let theirs: &[Theirs] = if let Failure::Conflict { theirs, .. } = failure { theirs } else { &[] };
    let (kept, carried) = kept(visit.words(), sent, theirs, version, confirm);
    let stands = theirs.iter().filter(|theirs| !kept.iter().any(|field| field.name == theirs.name));
    let stands = stands.map(|theirs| theirs.text.clone()).collect();
    let repeatable = visit.signed().is_some()
        && sent.iter().next().is_some()
        && !matches!(failure, Failure::Casework(CaseworkError::Forbidden { .. } | CaseworkError::NotFound(_)))
        && !matches!(failure, Failure::Door | Failure::Elsewhere | Failure::NoPage);
    let (detail, english) = failure.words(visit.words());
    let page = Refused {
        frame: Frame::of_visit(visit),
        title: failure.title(),
        detail,
        english: english && visit.words().texts.tag != "en",
        again: if repeatable { visit.path().to_owned() } else { String::new() },
        back: parent(visit),
        confirm,
        conflict: version.is_some(),
        signed_out,
        kept,
        carried,
        stands,
    };
    let mut response = html(&page).unwrap_or_else(|_| failure.status().into_response());
    *response.status_mut() = failure.status();
    if matches!(failure.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

/// What of a form is shown to be sent again, and what goes with it unseen.
fn kept(
    words: Words,
    sent: &Fields,
    theirs: &[Theirs],
    version: Option<i64>,
    confirm: bool,
) -> (Vec<Kept>, Vec<(String, String)>) {
    let (mut kept, mut carried) = (Vec::new(), Vec::new());
    for (name, value) in sent.iter() {
        if matches!(name, "csrf" | "door" | "confirm_code") {
            continue;
        }
        let label = format!("field-{}", name.replace('_', "-"));
        let beside = theirs.iter().find(|theirs| theirs.name == name).map(|theirs| theirs.text.clone());
        // To confirm, one types a code and nothing else; otherwise what has a name for people can be changed.
        if !confirm && is_words(name) && words.has(&label) {
            kept.push(Kept { name: name.to_owned(), label: words.t(&label), value: value.to_owned(), theirs: beside });
        } else if let (Some(version), "version") = (version, name) {
            carried.push((name.to_owned(), version.to_string()));
        } else if !is_secret(name) || confirm {
            carried.push((name.to_owned(), value.to_owned()));
        }
    }
    (kept, carried)
}

/// Whether a field holds words that somebody wrote, and not a choice.
fn is_words(name: &str) -> bool {
    const WORDS: [&str; 24] = [
        "reason",
        "text",
        "words",
        "crime_reason",
        "protection_reason",
        "technology",
        "place",
        "legal_basis",
        "public_class",
        "analyst_class",
        "summary",
        "title",
        "what",
        "place_text",
        "when_text",
        "who_text",
        "law",
        "danger",
        "said_by",
        "card",
        "safety",
        "login",
        "name",
        "note",
    ];
    WORDS.contains(&name)
}

/// What is never shown again.
fn is_secret(name: &str) -> bool {
    matches!(name, "passphrase" | "old" | "new" | "again" | "recovery" | "code")
}

/// The page that the refused form stood on: forms go to an address below that of their page.
fn parent(visit: &Visit) -> String {
    if visit.sent().is_none() {
        return "/".to_owned();
    }
    match visit.path().rsplit_once('/') {
        Some((page, _)) if !page.is_empty() => page.to_owned(),
        _ => "/".to_owned(),
    }
}
