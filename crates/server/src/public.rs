//! The public site: the front door for somebody who is afraid, on an old telephone, perhaps watched.
//!
//! There is no script and there are no cookies: answers travel in hidden fields from step to step, and nothing is kept until it is sent.
//! Pages are not stored by browsers, nothing is asked of any other server, and no address ever holds what somebody wrote. What happens to
//! a report is decided in `turnstone-casework`; wording is in `locales/*/public.ftl`, headers in [`crate::headers`].

mod answers;
mod body;
mod frame;
mod mailbox;
mod pages;
mod question;
mod refusal;
mod visit;
mod walk;
mod words;

use crate::headers;
use crate::state::Shared;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Uri};
use axum::middleware::{Next, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};
use body::Memory;
use data_encoding::HEXLOWER;
use futures::FutureExt;
use refusal::Refusal;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, LazyLock, RwLock};
use turnstone_casework::desk::Tenant;

/// Where the way out leads unless the settings say otherwise: the weather, in many languages, from the World Meteorological Organization.
pub const EXIT: &str = "https://worldweather.wmo.int/";

/// How much of what is being sent the server holds at once, for all who send: two dozen full forms, or thousands without files.
const MEMORY: usize = 128 << 20;

const STYLE: &str = include_str!("../assets/public.css");

/// The address of the style sheet. It changes with the sheet, so that a browser may keep it for a while.
static STYLE_ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let digest = Sha256::digest(STYLE.as_bytes());
    format!("/public.css?{}", HEXLOWER.encode(digest.get(..4).unwrap_or_default()))
});

/// What the handlers of this site share.
#[derive(Clone)]
struct Site {
    shared: Shared,
    memory: Memory,
    /// Organisations as they were last read, for when the database is away.
    known: Arc<RwLock<HashMap<String, Tenant>>>,
    exit: Arc<str>,
}

/// The public site, whose way out leads to [`EXIT`].
pub fn router(shared: Shared) -> Router {
    router_with_exit(shared, EXIT)
}

/// The public site, whose way out leads to `exit`: a page that nobody wonders about.
pub fn router_with_exit(shared: Shared, exit: &str) -> Router {
    let site = Site { shared, memory: Memory::new(MEMORY), known: Arc::default(), exit: exit.into() };
    Router::new()
        .route("/", get(pages::first))
        .route("/public.css", get(pages::style))
        .route("/favicon.ico", get(pages::icon))
        .route("/o/{slug}", get(pages::organisation))
        .route("/o/{slug}/", get(pages::organisation))
        .route("/o/{slug}/{lang}", get(pages::start))
        .route("/o/{slug}/{lang}/", get(pages::start))
        .route("/o/{slug}/{lang}/safety", get(pages::safety))
        .route("/o/{slug}/{lang}/report", get(walk::begin).post(walk::go))
        .route("/o/{slug}/{lang}/mailbox", get(mailbox::ask).post(mailbox::open))
        .route("/o/{slug}/{lang}/mailbox/write", post(mailbox::write))
        .fallback(missing)
        .method_not_allowed_fallback(method)
        .layer(from_fn_with_state(site.clone(), guard))
        .layer(map_response(headers::public))
        .with_state(site)
}

fn style_address() -> &'static str {
    &STYLE_ADDRESS
}

async fn missing(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    Refusal::Missing.answer(&site, &uri, &headers).await
}

async fn method(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    Refusal::Method.answer(&site, &uri, &headers).await
}

/// A mistake of ours ends in a page that says so, in the right language, and not in a connection that breaks off.
async fn guard(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            // What a panic says may hold what somebody wrote.
            tracing::error!("a page of the public site panicked");
            Refusal::Broken.answer(&site, &uri, &headers).await
        }
    }
}
