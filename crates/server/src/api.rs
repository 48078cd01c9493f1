//! The JSON interface under `/api/v1`: every operation of the desk for programs, described by OpenAPI.
//!
//! The staff's operations are on the staff's address ([`staff`]); what partners and apps use is on the public one ([`exchange`]). A route
//! exists only as an entry of a table (`operation`), which makes its description as well. What happens is decided in
//! `turnstone-casework`; here are addresses, bodies, answers and problems. Pages are in [`crate::public`] and [`crate::staff`].

mod answer;
mod arrivals;
mod cases;
pub mod document;
mod exchange;
mod extract;
mod finding;
mod incidents;
mod json;
mod operation;
mod oversight;
mod partners;
pub mod problem;
mod queue;
mod referrals;
mod reporting;
mod reports;
mod session;
mod submissions;
mod users;

pub(crate) use self::exchange::address;
use self::operation::{ANYBODY, Described, PREFIX, Sheet, Table};
use self::problem::{Kind, Problem};
use crate::headers;
use crate::state::Shared;
use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::{ContentBuilder, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;

/// The operations of the staff, for the staff's address.
pub fn staff(shared: Shared) -> Router {
    router(shared, staff_tables()).layer(map_response(headers::staff))
}

/// The operations of partners and apps, for the public address.
pub fn exchange(shared: Shared) -> Router {
    router(shared, exchange_tables()).layer(map_response(headers::public))
}

fn staff_tables() -> Vec<Table> {
    vec![
        session::table(),
        queue::table(),
        reports::table(),
        incidents::table(),
        referrals::table(),
        arrivals::table(),
        cases::table(),
        partners::table(),
        users::table(),
        oversight::table(),
        own_table(),
    ]
}

fn exchange_tables() -> Vec<Table> {
    vec![exchange::table(), reporting::table(), submissions::table(), own_table()]
}

/// The document about itself, on both addresses.
fn own_table() -> Table {
    Table::new("document").get("/openapi.json", operation::operation("document", ANYBODY, "This document."), own)
}

struct Document;

impl IntoResponse for Document {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], document::DOCUMENT.as_str()).into_response()
    }
}

impl Described for Document {
    fn describe(sheet: &mut Sheet) {
        let any = Object::builder().schema_type(Type::Object).description(Some("An OpenAPI document.")).build();
        let content = ContentBuilder::new().schema(Some(any)).build();
        let response = ResponseBuilder::new().description("What was asked for.").content("application/json", content);
        sheet.answer(StatusCode::OK, response.build());
    }
}

async fn own(axum::extract::State(_): axum::extract::State<Shared>) -> Document {
    Document
}

fn router(shared: Shared, tables: Vec<Table>) -> Router {
    let all = tables.into_iter().fold(OpenApiRouter::default(), |all, table| all.merge(table.router()));
    let (router, _) = all.split_for_parts();
    router
        .method_not_allowed_fallback(|| async {
            Problem::new(Kind::Method, "the operation has other methods; they are in the header Allow")
        })
        .route("/api", any(no_operation))
        .route("/api/", any(no_operation))
        .route("/api/{*rest}", any(no_operation))
        .layer(CatchPanicLayer::custom(|_| {
            // What a panic says may hold what somebody wrote; that there was one is all that is logged.
            tracing::error!("an operation of the interface ended in a panic");
            Problem::new(Kind::Fault, "the request could not be answered; nothing was changed halfway").into_response()
        }))
        .layer(map_response(no_store))
        .with_state(shared)
}

async fn no_operation() -> Problem {
    Problem::new(
        Kind::NoOperation,
        format!("there is no such operation on this address; they are listed at {PREFIX}/openapi.json"),
    )
}

/// Nothing that is answered is kept anywhere, errors included.
async fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
