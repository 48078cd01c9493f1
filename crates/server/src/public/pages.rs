//! The pages that lead into the form: the first page, the choice of an organisation, staying safe, and the style sheet.

use super::Site;
use super::frame::{Frame, Home, Link, home, offered, preferred};
use super::refusal::{Refusal, note, show};
use super::visit::Visit;
use crate::texts::Texts;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::Tenant;

#[derive(Template)]
#[template(path = "public/start.html")]
struct StartPage {
    f: Frame,
}

#[derive(Template)]
#[template(path = "public/safety.html")]
struct SafetyPage {
    f: Frame,
}

#[derive(Template)]
#[template(path = "public/choose.html")]
struct ChoosePage {
    f: Frame,
    organisations: Vec<Choice>,
}

/// An organisation among which to choose.
struct Choice {
    name: String,
    synthetic: bool,
    address: String,
}

/// `/`: the first page of the only organisation, or a choice among several.
pub async fn first(State(site): State<Site>, uri: Uri, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match site.home().await {
        Ok(Home::One(tenant)) => {
            let texts = preferred(&headers, &offered(&tenant));
            start_page(&site, &Visit { tenant, texts })
        }
        Ok(Home::Choose(tenants)) => choose(&site, &tenants, query.as_deref().unwrap_or_default(), &headers),
        Err(error) => refuse(&site, &error, &uri, &headers).await,
    }
}

/// `/o/{slug}`: the first page of an organisation, in the language that the browser asks for.
pub async fn organisation(
    State(site): State<Site>,
    axum::extract::Path(slug): axum::extract::Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    match site.tenant(&slug).await {
        Ok(tenant) => {
            let texts = preferred(&headers, &offered(&tenant));
            start_page(&site, &Visit { tenant, texts })
        }
        Err(error) => refuse(&site, &error, &uri, &headers).await,
    }
}

/// `/o/{slug}/{lang}`: the first page.
pub async fn start(State(site): State<Site>, visit: Visit) -> Response {
    start_page(&site, &visit)
}

/// `/o/{slug}/{lang}/safety`: what the way out does not do, and what is safer.
pub async fn safety(State(site): State<Site>, visit: Visit) -> Response {
    show(&SafetyPage { f: visit.frame(&site, "page-safety", "/safety") })
}

/// `/public.css`. It says nothing of anybody, so that a browser may keep it for an hour: on a slow line that is half of the waiting.
pub async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "private, max-age=3600")], super::STYLE)
        .into_response()
}

/// `/favicon.ico`: there is none, so that no sign of the site stands in the history.
pub async fn icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

fn start_page(site: &Site, visit: &Visit) -> Response {
    show(&StartPage { f: visit.frame(site, "", "") })
}

fn choose(site: &Site, tenants: &[Tenant], query: &str, headers: &HeaderMap) -> Response {
    let all: Vec<&'static Texts> = Texts::all().iter().collect();
    let texts = Texts::find(query).unwrap_or_else(|| preferred(headers, &all));
    let mut f = Frame::new(site, None, texts, "");
    let link = |other: &&'static Texts| Link {
        texts: other,
        name: other.name(),
        address: format!("/?{}", other.tag),
        current: other.tag == texts.tag,
    };
    f.languages = all.iter().map(link).collect();
    let choice = |tenant: &Tenant| {
        let spoken = offered(tenant);
        let texts =
            spoken.iter().find(|other| other.tag == texts.tag).copied().unwrap_or_else(|| preferred(headers, &spoken));
        Choice { name: tenant.name.clone(), synthetic: tenant.synthetic, address: home(tenant, texts) }
    };
    show(&ChoosePage { f, organisations: tenants.iter().map(choice).collect() })
}

async fn refuse(site: &Site, error: &CaseworkError, uri: &Uri, headers: &HeaderMap) -> Response {
    note("first page", error);
    Refusal::from(error).answer(site, uri, headers).await
}
