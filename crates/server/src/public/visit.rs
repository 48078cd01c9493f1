//! Whom a request is for and in which language: the organisation and the tag in its address.

use super::Site;
use super::frame::{Frame, home, links, offered};
use super::refusal::{Refusal, note};
use crate::texts::Texts;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use axum::response::Response;
use turnstone_casework::desk::Tenant;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A request to a page of an organisation in a language that it speaks.
pub struct Visit {
    /// The organisation.
    pub tenant: Tenant,
    /// The language.
    pub texts: &'static Texts,
}

impl FromRequestParts<Site> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Visit, Response> {
        let Ok(path) = RawPathParams::from_request_parts(parts, site).await else {
            return Err(Refusal::Bad.answer(site, &parts.uri, &parts.headers).await);
        };
        let value = |name: &str| path.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value);
        let tenant = match site.tenant(value("slug")).await {
            Ok(tenant) => tenant,
            Err(error) => {
                note("tenant", &error);
                return Err(Refusal::from(&error).answer(site, &parts.uri, &parts.headers).await);
            }
        };
        let Some(texts) = offered(&tenant).into_iter().find(|texts| texts.tag == value("lang")) else {
            return Err(Refusal::Missing.answer(site, &parts.uri, &parts.headers).await);
        };
        Ok(Visit { tenant, texts })
    }
}

impl Visit {
    /// The frame of a page that a link leads to; `path` is what comes after the language in its address.
    pub fn frame(&self, site: &Site, title: &str, path: &str) -> Frame {
        let mut frame = Frame::new(site, Some(&self.tenant), self.texts, title);
        frame.languages = links(&self.tenant, self.texts, path);
        frame
    }

    /// The frame of a page that holds what somebody wrote: it has no links to other languages, where that would be lost.
    pub fn bare_frame(&self, site: &Site, title: &str) -> Frame {
        Frame::new(site, Some(&self.tenant), self.texts, title)
    }

    /// The address of a page of the organisation in the language.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", home(&self.tenant, self.texts))
    }

    /// The page that says why there is no other.
    pub fn refuse(&self, site: &Site, refusal: Refusal) -> Response {
        refusal.page(site, Some(&self.tenant), self.texts)
    }
}

/// Whether a page of another site sent the form. It could have put a token of its own into it and would know the ten words.
///
/// Browsers that say nothing about it are old; they are let in. Our own pages send `Origin: null`, because they name no referrer.
pub fn from_elsewhere(site: &Site, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(kind) = text(SEC_FETCH_SITE) {
        return !matches!(kind, "same-origin" | "none");
    }
    match text(ORIGIN) {
        None | Some("null") => false,
        Some(origin) if origin == site.shared.settings.public_url => false,
        Some(origin) => origin.split_once("://").map(|(_, host)| host) != text(HOST),
    }
}
