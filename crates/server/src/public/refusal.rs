//! What somebody sees when a request cannot be answered: what happened, whether anything was received, and what to do.

use super::Site;
use super::body::Unread;
use super::frame::{Frame, links};
use crate::texts::Texts;
use askama::Template;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::Tenant;

/// Why a request cannot be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such page, organisation or language.
    Missing,
    /// The page takes another method.
    Method,
    /// What was sent is too large to be read.
    Large,
    /// What was sent is no form.
    Media,
    /// What was sent is not what it says it is.
    Bad,
    /// A page of another site sent it.
    Elsewhere,
    /// It took too long.
    Slow,
    /// The server holds as much as it can.
    Busy,
    /// The database is away or full.
    Down,
    /// A mistake of ours.
    Broken,
}

impl Refusal {
    /// The status of the answer and the name in messages.
    pub fn parts(self) -> (StatusCode, &'static str) {
        match self {
            Refusal::Missing => (StatusCode::NOT_FOUND, "missing"),
            Refusal::Method => (StatusCode::METHOD_NOT_ALLOWED, "method"),
            Refusal::Large => (StatusCode::PAYLOAD_TOO_LARGE, "large"),
            Refusal::Media => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "media"),
            Refusal::Bad => (StatusCode::BAD_REQUEST, "bad"),
            Refusal::Elsewhere => (StatusCode::FORBIDDEN, "elsewhere"),
            Refusal::Slow => (StatusCode::REQUEST_TIMEOUT, "slow"),
            Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            Refusal::Down => (StatusCode::SERVICE_UNAVAILABLE, "down"),
            Refusal::Broken => (StatusCode::INTERNAL_SERVER_ERROR, "broken"),
        }
    }

    /// The page that says so.
    pub fn page(self, site: &Site, tenant: Option<&Tenant>, texts: &'static Texts) -> Response {
        let (status, name) = self.parts();
        let mut f = Frame::new(site, tenant, texts, "page-problem");
        f.languages = tenant.map(|tenant| links(tenant, texts, "")).unwrap_or_default();
        let page = RefusalPage {
            heading: f.t(&format!("refusal-{name}-title")),
            text: f.t(&format!("refusal-{name}-text")),
            f,
        };
        let mut response = show(&page);
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }

    /// The page, for an address of which nothing is known yet.
    pub async fn answer(self, site: &Site, uri: &Uri, headers: &HeaderMap) -> Response {
        let (tenant, texts) = site.guess(uri, headers).await;
        self.page(site, tenant.as_ref(), texts)
    }
}

impl From<Unread> for Refusal {
    fn from(unread: Unread) -> Refusal {
        match unread {
            Unread::Large => Refusal::Large,
            Unread::Media => Refusal::Media,
            Unread::Bad => Refusal::Bad,
            Unread::Slow => Refusal::Slow,
            Unread::Busy => Refusal::Busy,
        }
    }
}

impl From<&CaseworkError> for Refusal {
    fn from(error: &CaseworkError) -> Refusal {
        match error {
            CaseworkError::NotFound(_) => Refusal::Missing,
            CaseworkError::Invalid { .. } => Refusal::Bad,
            CaseworkError::Busy => Refusal::Busy,
            _ => Refusal::Down,
        }
    }
}

/// Logs why an operation failed. Errors of the desk hold nothing that anybody wrote.
pub fn note(operation: &'static str, error: &CaseworkError) {
    match error {
        CaseworkError::NotFound(_) => {}
        CaseworkError::Invalid { field, .. } => tracing::warn!(operation, field, "a form was refused"),
        error => tracing::error!(operation, %error, "the desk failed"),
    }
}

#[derive(Template)]
#[template(path = "public/refusal.html")]
struct RefusalPage {
    f: Frame,
    heading: String,
    text: String,
}

/// A page as an answer.
pub fn show(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        // Writing into memory does not fail; should it, the answer is empty rather than half a page.
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_explained_in_every_language_and_says_whether_anything_arrived() {
        for refusal in [
            Refusal::Missing,
            Refusal::Method,
            Refusal::Large,
            Refusal::Media,
            Refusal::Bad,
            Refusal::Elsewhere,
            Refusal::Slow,
            Refusal::Busy,
            Refusal::Down,
            Refusal::Broken,
        ] {
            let (status, name) = refusal.parts();
            assert!(status.is_client_error() || status.is_server_error(), "{name}");
            for texts in Texts::all() {
                for part in ["title", "text"] {
                    let id = format!("refusal-{name}-{part}");
                    assert_ne!(texts.public(&id, &[]), id, "{}", texts.tag);
                }
            }
        }
    }
}
