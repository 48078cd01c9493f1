//! The document that describes every operation (OpenAPI), put together from the tables.

use super::extract::{PARTNER, SESSION};
use super::operation::{PROBLEM, problem_response};
use super::problem::Written;
use std::sync::LazyLock;
use utoipa::ToSchema;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder};

/// Tags, each with what it is and whether it is on the staff's address.
pub const TAGS: [(&str, &str, bool); 14] = [
    ("session", "Signing in and out.", true),
    ("queue", "What waits, and near-duplicates.", true),
    ("reports", "One report, its notes, messages and files.", true),
    ("incidents", "The two questions, statements, decisions, findings.", true),
    ("referrals", "What leaves to partners, and what they answer.", true),
    ("arrivals", "What partners sent.", true),
    ("cases", "Cases, tasks and outcomes.", true),
    ("partners", "The register of partners.", true),
    ("people", "The organisation's people and keys.", true),
    ("oversight", "Emergencies, the audit log, figures.", true),
    ("exchange", "For partners' servers: cards, packages, receipts.", false),
    ("reporting", "For apps: reports and mailboxes of people who report.", false),
    ("submissions", "For partners' programs: reports in several steps.", false),
    ("document", "This document.", false),
];

const ABOUT: &str = "Everything that the pages do, for programs. Operations of the staff are on the staff's address and need the token of a \
session; the others are on the public address. Every error is a problem detail (RFC 9457). Moments are seconds since 1970-01-01 UTC. \
Unknown fields are refused. `x-permission` says which cell of the declared matrix an operation needs.";

/// The document as JSON, made once.
pub static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut text = document().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
});

/// The document.
pub fn document() -> OpenApi {
    let bearer = |about: &str| {
        SecurityScheme::Http(Http::builder().scheme(HttpAuthScheme::Bearer).description(Some(about)).build())
    };
    let mut schemas = Vec::new();
    Written::schemas(&mut schemas);
    schemas.push((Written::name().into_owned(), <Written<'_> as utoipa::PartialSchema>::schema()));
    let components = ComponentsBuilder::new()
        .security_scheme(SESSION, bearer("The token of a session, from POST /api/v1/session."))
        .security_scheme(PARTNER, bearer("The token that an organisation issued to a partner."))
        .response(PROBLEM, problem_response())
        .schemas_from_iter(schemas)
        .build();
    let tags = TAGS.map(|(name, about, _)| TagBuilder::new().name(name).description(Some(about)).build());
    let mut document = OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Turnstone")
                .version("1")
                .description(Some(ABOUT))
                .license(Some(LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build()))
                .build(),
        )
        .components(Some(components))
        .tags(Some(tags))
        .build();
    for table in super::staff_tables().into_iter().chain(super::exchange_tables()) {
        document.merge(table.router().into_openapi());
    }
    document
}
