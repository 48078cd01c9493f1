//! Who asks, from which page, in which language: what every request of the staff's site goes through.
//!
//! The session's keys are opened for one request and are gone after it. What a page shows is each page's own; how a refusal
//! looks is in [`super::failure`].

use super::cookies::{self, Jar};
use super::failure::{Failure, refusal_page};
use super::fields::{FORM_LIMIT, Fields};
use super::words::Words;
use crate::state::Shared;
use crate::texts::Texts;
use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, HeaderMap, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderName, Method};
use axum::middleware::Next;
use axum::response::Response;
use serde::de::DeserializeOwned;
use std::sync::{Arc, OnceLock};
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::{Desk, Person};
use turnstone_casework::permission::{self, Action, Resource, Scope};
use turnstone_casework::vault::SessionToken;

/// Where browsers say which site a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A request, with who made it. Cheap to clone.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    shared: Shared,
    signed: Option<Arc<Signed>>,
    words: Words,
    path: String,
    question: String,
    door: Option<String>,
    sent: OnceLock<Fields>,
}

/// Somebody who has signed in.
pub struct Signed {
    /// The person, with their keys.
    pub person: Person,
    /// The token that their browser has.
    pub token: SessionToken,
}

impl Visit {
    /// What every handler has.
    pub fn shared(&self) -> &Shared {
        &self.0.shared
    }

    /// The operations.
    pub fn desk(&self) -> &Desk {
        &self.0.shared.desk
    }

    /// The words in the language of the page.
    pub fn words(&self) -> Words {
        self.0.words
    }

    /// The address without what is asked.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The address with what is asked.
    pub fn address(&self) -> String {
        if self.0.question.is_empty() { self.0.path.clone() } else { format!("{}?{}", self.0.path, self.0.question) }
    }

    /// What is asked behind the address.
    ///
    /// Strange characters are no reason to refuse a page: what cannot be read was not asked.
    pub fn asked(&self) -> Fields {
        Fields::decode(self.0.question.as_bytes()).unwrap_or_default()
    }

    /// Who has signed in.
    pub fn signed(&self) -> Option<&Arc<Signed>> {
        self.0.signed.as_ref()
    }

    /// What the form sent, once it was read.
    pub fn sent(&self) -> Option<&Fields> {
        self.0.sent.get()
    }

    /// What a form before signing in has to carry.
    pub fn door(&self) -> Option<&str> {
        self.0.door.as_deref()
    }

    /// The parts of a request that belong to a visit, for tests and handlers without a session.
    fn of(parts: &Parts) -> Result<Visit, Failure> {
        parts.extensions.get::<Visit>().cloned().ok_or(Failure::Broken("a route outside the visit layer"))
    }
}

/// The layer around the whole site: finds the session and the language, refuses what other sites send, and shows refusals as pages.
pub async fn visit(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let jar = Jar::of(&parts.headers);
    let from_elsewhere =
        !matches!(parts.method, Method::GET | Method::HEAD) && is_from_elsewhere(&parts.headers, &shared);
    let (signed, trouble) = match jar.session(&shared.settings) {
        None => (None, None),
        Some(token) => match shared.desk.person(&token).await {
            Ok(person) => (Some(Arc::new(Signed { person, token })), None),
            Err(CaseworkError::SignedOut | CaseworkError::Vault(_)) => (None, None),
            Err(error) => (None, Some(Failure::from(error))),
        },
    };
    let door = jar.door(&shared.settings).map(str::to_owned);
    let inner = Inner {
        words: Words { texts: language(&jar, signed.as_deref(), &parts.headers) },
        shared,
        signed,
        path: parts.uri.path().to_owned(),
        question: parts.uri.query().unwrap_or_default().to_owned(),
        door,
        sent: OnceLock::new(),
    };
    let visit = Visit(Arc::new(inner));
    if let Some(failure) = trouble {
        return refusal_page(&visit, &failure);
    }
    if from_elsewhere {
        return refusal_page(&visit, &Failure::Elsewhere);
    }
    parts.extensions.insert(visit.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions().get::<Arc<Failure>>() {
        Some(failure) => refusal_page(&visit, failure),
        None => response,
    }
}

/// Whether a request that changes something comes from another site.
///
/// Browsers say so in `Sec-Fetch-Site` over HTTPS and on this machine, and in `Origin`; pages that send no referrer have `null` there.
/// What neither tells is left to the token in the form.
fn is_from_elsewhere(headers: &HeaderMap, shared: &Shared) -> bool {
    if let Some(site) = headers.get(FETCH_SITE) {
        return site != "same-origin";
    }
    match headers.get(ORIGIN) {
        None => false,
        Some(origin) => origin != "null" && origin.as_bytes() != shared.settings.staff_url.as_bytes(),
    }
}

fn language(jar: &Jar, signed: Option<&Signed>, headers: &HeaderMap) -> &'static Texts {
    let offered = Words::all();
    let of = |tag: Option<&str>| tag.and_then(|tag| offered.iter().copied().find(|texts| texts.tag == tag));
    let accepted = || Texts::preferred(headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()), &offered);
    of(jar.language()).or_else(|| of(signed.map(|signed| signed.person.language.as_str()))).unwrap_or_else(accepted)
}

impl<S: Send + Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Failure> {
        Visit::of(parts)
    }
}

/// Somebody of the staff asks for a page.
#[derive(Clone)]
pub struct Staff {
    /// The request.
    pub visit: Visit,
    /// Who made it.
    pub signed: Arc<Signed>,
}

impl Staff {
    /// Who asks.
    pub fn person(&self) -> &Person {
        &self.signed.person
    }

    /// The operations.
    pub fn desk(&self) -> &Desk {
        self.visit.desk()
    }

    /// The words in the language of the page.
    pub fn words(&self) -> Words {
        self.visit.words()
    }

    /// Whether the matrix lets this person do it at all: what it forbids has no button.
    pub fn may(&self, action: Action, resource: Resource) -> bool {
        permission::scope(self.person().role, action, resource) != Scope::None
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Staff, Failure> {
        let visit = Visit::of(parts)?;
        let signed = visit.signed().cloned().ok_or(Failure::from(CaseworkError::SignedOut))?;
        Ok(Staff { visit, signed })
    }
}

/// Somebody of the staff sent a form that carries the token of their session.
///
/// A form may carry a code in `confirm_code`: it confirms the session before the form is looked at, so that nobody fills a form twice.
pub struct Sent {
    /// Who sent it.
    pub staff: Staff,
    /// What they sent.
    pub fields: Fields,
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Sent, Failure> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts)?;
        let fields = read(&visit, &parts.headers, body).await?;
        let signed = visit.signed().cloned().ok_or(Failure::from(CaseworkError::SignedOut))?;
        if !signed.token.csrf_fits(fields.get("csrf").unwrap_or_default()) {
            return Err(Failure::Token);
        }
        let mut staff = Staff { visit, signed };
        let code = fields.text("confirm_code");
        if !code.is_empty() {
            staff.desk().confirm(staff.person(), code).await.map_err(|error| match error {
                CaseworkError::SignIn => Failure::WrongCode,
                other => Failure::from(other),
            })?;
            let token = staff.signed.token.clone();
            let person = staff.desk().person(&token).await?;
            staff.signed = Arc::new(Signed { person, token });
        }
        Ok(Sent { staff, fields })
    }
}

/// A form sent by somebody who has not signed in: it carries what the cookie of the door has.
pub struct AtTheDoor {
    /// The request.
    pub visit: Visit,
    /// What was sent.
    pub fields: Fields,
}

impl<S: Send + Sync> FromRequest<S> for AtTheDoor {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<AtTheDoor, Failure> {
        let (parts, body) = request.into_parts();
        let visit = Visit::of(&parts)?;
        let fields = read(&visit, &parts.headers, body).await?;
        let carried = fields.get("door").unwrap_or_default();
        if !visit.door().is_some_and(|door| cookies::same(door, carried)) {
            return Err(Failure::Door);
        }
        Ok(AtTheDoor { visit, fields })
    }
}

async fn read(visit: &Visit, headers: &HeaderMap, body: Body) -> Result<Fields, Failure> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Failure::NoForm);
    }
    let bytes = axum::body::to_bytes(body, FORM_LIMIT).await.map_err(|_| Failure::TooLarge)?;
    let fields = Fields::decode(&bytes)?;
    // Kept for the refusal page: nothing that somebody typed is lost when an operation is refused.
    let _ = visit.0.sent.set(fields.clone());
    Ok(fields)
}

/// What an address names. What cannot be an identifier names nothing, and is answered as if there were no such page.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<At<T>, Failure> {
        let Path(named) = Path::<T>::from_request_parts(parts, state).await.map_err(|_| Failure::NoPage)?;
        Ok(At(named))
    }
}
