//! The authorisation matrix, swept over every operation of the document: every role × every operation × a record that was given to the
//! person, one that was not, and one of another organisation, and field by field what is shown of it.
//!
//! What is expected follows from `x-permission` in the document and from `permission::scope`; nothing else says who may do what. The sweep
//! counts cells and lists every one that came out otherwise.

#[path = "authorisation/operation.rs"]
mod operation;
#[path = "api/records.rs"]
mod records;
#[path = "authorisation/routes.rs"]
mod routes;
#[path = "api/schema.rs"]
mod schema;
#[path = "authorisation/sweep.rs"]
mod sweep;
#[path = "authorisation/targets.rs"]
mod targets;
#[path = "api/world.rs"]
mod world;

use operation::operations;
use serde_json::Value;
use std::collections::BTreeSet;
use sweep::{Declared, Sweep};
use turnstone_casework::permission::{Action, Resource, Role, Scope, scope};
use turnstone_casework::vault::Compartment;
use turnstone_server::api::document::DOCUMENT;
use world::World;

/// What the program declares.
const DECLARED: Declared = Declared { scope, reads: Role::reads };

/// Every operation and every role.
#[tokio::test]
async fn the_matrix_holds_on_every_route() {
    let sweep = Sweep::run(DECLARED, |_| true).await;
    eprintln!("{}", sweep.report());
    assert!(sweep.mismatches.is_empty(), "{}", sweep.report());
    assert!(sweep.cells() > 1000, "{}", sweep.report());
}

/// A sweep that could not find anything would be worth nothing: with one cell of the expected matrix changed, it names that cell and no
/// other.
#[tokio::test]
async fn a_wrong_cell_is_found() {
    let wrong = |role, action, resource| match (role, action, resource) {
        (Role::Admin, Action::Read, Resource::Partner) => Scope::None,
        _ => scope(role, action, resource),
    };
    let sweep = Sweep::run(Declared { scope: wrong, ..DECLARED }, |id| matches!(id, "partner" | "partners")).await;
    let named: Vec<&String> = sweep.mismatches.iter().collect();
    assert_eq!(named.len(), 4, "in each of two organisations: its own record and one of the other\n{}", sweep.report());
    for mismatch in named {
        assert!(mismatch.starts_with("partner: an administrator of the "), "{mismatch}");
    }
}

/// The other way round: what the matrix forbids is not there when it is expected.
#[tokio::test]
async fn a_missing_permission_is_found() {
    let wrong = |role, action, resource| match (role, action, resource) {
        (Role::Officer, Action::Read, Resource::Report) => Scope::Organisation,
        _ => scope(role, action, resource),
    };
    let sweep = Sweep::run(Declared { scope: wrong, ..DECLARED }, |id| id == "report").await;
    assert!(!sweep.mismatches.is_empty());
    assert!(
        sweep.mismatches.iter().all(|mismatch| mismatch.starts_with("report: a data protection officer")),
        "{}",
        sweep.report()
    );
}

/// And for what is shown: a compartment too many, and one too few.
#[tokio::test]
async fn a_wrong_compartment_is_found() {
    let fewer = |role: Role| if role == Role::Triage { &[Compartment::Narrative][..] } else { role.reads() };
    let sweep = Sweep::run(Declared { reads: fewer, ..DECLARED }, |id| id == "report").await;
    assert!(
        sweep
            .mismatches
            .iter()
            .any(|mismatch| mismatch.contains("mailbox for a triage worker: the role does not read it"))
    );
    let more = |role: Role| if role == Role::Triage { &Compartment::ALL[..] } else { role.reads() };
    let sweep = Sweep::run(Declared { reads: more, ..DECLARED }, |id| id == "queue").await;
    assert!(sweep.mismatches.is_empty(), "the queue holds no identity\n{}", sweep.report());
    let none = |_: Role| &[][..];
    let sweep = Sweep::run(Declared { reads: none, ..DECLARED }, |id| id == "queue").await;
    assert!(
        sweep.mismatches.iter().any(|mismatch| mismatch.starts_with("queue: narrative for a caseworker")),
        "{}",
        sweep.report()
    );
}

#[test]
fn every_operation_says_what_it_needs() {
    let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
    let all = operations(&document);
    assert!(all.len() > 70);
    for operation in &all {
        assert!(operation.permission_is_known(), "{} {}: {}", operation.method, operation.path, operation.permission);
    }
}

/// The routes that the routers really have, by what they print of themselves, against those of the document.
#[tokio::test]
async fn no_route_is_missing_from_the_document() {
    let world = World::new().await;
    let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
    let described: BTreeSet<(String, String)> =
        operations(&document).into_iter().map(|operation| (operation.method, operation.path)).collect();
    let mut routed = BTreeSet::new();
    for router in [&world.staff, &world.exchange] {
        let printed = format!("{router:?}");
        let paths = routes::paths(&printed);
        assert!(paths.len() > 5, "what a router prints has changed: {}", &printed[..printed.len().min(500)]);
        for path in paths {
            // These answer that there is no such operation.
            if ["/api", "/api/", "/api/{*rest}"].contains(&path.as_str()) {
                continue;
            }
            for method in routes::methods(&world, router, &path).await {
                routed.insert((method, path.clone()));
            }
        }
    }
    let undescribed: Vec<_> = routed.difference(&described).collect();
    let unrouted: Vec<_> = described.difference(&routed).collect();
    assert!(undescribed.is_empty(), "routes that the document lacks: {undescribed:?}");
    assert!(unrouted.is_empty(), "operations without a route: {unrouted:?}");
    eprintln!("{} routes of the routers, all of them in the document", routed.len());
}
