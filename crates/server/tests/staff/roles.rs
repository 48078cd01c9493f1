//! What the matrix forbids has no button and no link, and is refused to whoever sends it anyway.

use crate::browser::{Page, Server};
use crate::story::{World, world};
use axum::http::StatusCode;
use turnstone_casework::permission::{Action, Resource, Role, Scope, scope};

/// What a form that goes to an address does. The first that fits counts.
fn needs(action: &str) -> Option<(Action, Resource)> {
    use Action::*;
    use Resource::*;
    let parts: Vec<&str> = action.trim_start_matches('/').split('/').collect();
    Some(match parts.as_slice() {
        ["sign-out" | "confirm"] | ["account", _] => return None,
        ["reports", _, "claim" | "release"] => (Claim, Report),
        ["reports", _, "close"] => (Close, Report),
        ["reports" | "cases", _, "notes"] => (Create, Note),
        ["reports", _, "reply"] => (Create, Mailbox),
        ["reports", _, "reveal"] => (Reveal, Identity),
        ["reports", _, "outcomes"] => (Create, Outcome),
        ["reports", _, "tasks"] => (Create, Task),
        ["reports", _, "cases"] => (Create, Case),
        ["reports", _, "files", _] => (Read, Attachment),
        ["reports", _, "incidents"] => (Create, Incident),
        ["incidents", _, "referrals"] => (Create, Referral),
        ["incidents", ..] => (Update, Incident),
        ["alike", "compare"] => (Create, Likeness),
        ["alike", _] => (Decide, Likeness),
        ["contacts"] => (Create, Signal),
        ["tasks", _, "finish"] => (Update, Task),
        ["cases", _, "assign"] => (Assign, Case),
        ["cases", _, "close"] => (Close, Case),
        ["referrals", _] => (Create, Referral),
        ["referrals", _, "approve"] => (Decide, Referral),
        ["referrals", _, "send" | "information" | "file"] => (Send, Referral),
        ["referrals", _, "revoke" | "close"] => (Close, Referral),
        ["arrivals", _, "answer"] => (Decide, Arrival),
        ["partners"] | ["partners", "card"] => (Create, Partner),
        ["partners", ..] => (Update, Partner),
        ["people"] => (Create, User),
        ["people", "keys"] | ["people", _, "grant"] => (Create, Key),
        ["people", _, "disable"] => (Update, User),
        ["break-glass"] => (Create, BreakGlass),
        ["break-glass", _] => (Decide, BreakGlass),
        ["erasure"] => (Erase, Report),
        ["audit", "verify"] => (Read, Audit),
        _ => panic!("a form to {action} that this test does not know"),
    })
}

/// What an address needs to be seen.
fn sees(address: &str) -> Option<(Action, Resource)> {
    use Action::*;
    use Resource::*;
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    Some(match parts.as_slice() {
        [""] | ["account" | "language" | "sign-in" | "confirm"] | ["study", ..] => return None,
        ["queue"] => (List, Report),
        ["reports", _] => (Read, Report),
        ["reports", _, "incidents", "new"] => (Create, Incident),
        ["incidents", _] => (Read, Incident),
        ["incidents", _, "referrals", "new"] => (Create, Referral),
        ["alike"] => (List, Likeness),
        ["contacts", "new"] => (Create, Signal),
        ["tasks"] => return None,
        ["cases"] => (List, Case),
        ["cases", _] => (Read, Case),
        ["referrals"] => (List, Referral),
        ["referrals", _] => (Read, Referral),
        ["arrivals"] => (List, Arrival),
        ["arrivals", _] => (Read, Arrival),
        ["partners"] => (List, Partner),
        ["partners", "new"] => (Create, Partner),
        ["partners", _] => (Read, Partner),
        ["card"] | ["card", "file"] => (List, Partner),
        ["people"] => (List, User),
        ["break-glass"] => return None,
        ["erasure"] => (Erase, Report),
        ["audit"] => (Read, Audit),
        ["statistics"] => (Read, Statistics),
        _ => panic!("a link to {address} that this test does not know"),
    })
}

/// Every page of the site in a world.
pub fn pages(world: &World) -> Vec<String> {
    let report = &world.report;
    let incident = &world.incident;
    let mut pages: Vec<String> = [
        "/",
        "/queue",
        "/queue?show=new",
        "/queue?show=mine",
        "/queue?show=triaged",
        "/queue?show=closed",
        "/contacts/new",
        "/alike",
        "/tasks",
        "/cases",
        "/cases?show=closed",
        "/cases?show=mine",
        "/referrals",
        "/referrals?show=late",
        "/referrals?show=all",
        "/arrivals",
        "/partners",
        "/partners/new",
        "/card",
        "/people",
        "/break-glass",
        "/erasure",
        "/audit",
        "/statistics",
        "/account",
        "/confirm",
    ]
    .map(str::to_owned)
    .into();
    let partner = world.partner.rsplit('/').next().unwrap_or_default();
    pages.extend([
        report.clone(),
        format!("{report}/incidents/new"),
        incident.clone(),
        format!("{incident}?profile=belgium"),
    ]);
    pages.extend([
        format!("{incident}/referrals/new"),
        format!("{incident}/referrals/new?route=protection&partner={partner}"),
    ]);
    pages.extend([world.case.clone(), world.referral.clone(), world.partner.clone(), world.arrival.clone()]);
    pages
}

fn check(role: Role, address: &str, page: &Page) {
    let may = |(action, resource)| scope(role, action, resource) != Scope::None;
    for action in page.actions() {
        if let Some(needed) = needs(&action) {
            assert!(may(needed), "{role} sees a form to {action} on {address}");
        }
    }
    for link in page.links() {
        if link.starts_with('/')
            && let Some(needed) = sees(&link)
        {
            assert!(may(needed), "{role} sees a link to {link} on {address}");
        }
    }
}

#[tokio::test]
async fn a_role_sees_no_button_that_it_may_not_press() {
    let server = Server::new().await;
    let world = world(&server).await;
    for (slug, role) in ["hope", "haven"].into_iter().flat_map(|slug| Role::ALL.map(|role| (slug, role))) {
        let mut browser = server.signed_in(slug, role.name()).await;
        let mut seen = 0;
        for address in pages(&world) {
            let page = browser.get(&address).await;
            match page.status {
                StatusCode::OK => {
                    seen += 1;
                    check(role, &address, &page);
                    if let Some((action, resource)) = sees(&address) {
                        assert_ne!(scope(role, action, resource), Scope::None, "{role} sees {address}");
                    }
                }
                // It says which permission is missing.
                StatusCode::FORBIDDEN => {
                    assert!(page.text().contains("may not do this"), "{role} {address}: {}", page.text())
                }
                StatusCode::NOT_FOUND => {}
                other => panic!("{role} {address}: {other} {}", page.text()),
            }
        }
        assert!(seen >= 5, "{slug} {role} sees {seen} pages");
    }
}

#[tokio::test]
async fn what_has_no_button_is_refused_to_whoever_sends_it_anyway() {
    let server = Server::new().await;
    let world = world(&server).await;
    let (report, incident, case, referral) = (&world.report, &world.incident, &world.case, &world.referral);
    let forms = [
        (format!("{report}/claim"), vec![("version", "1")]),
        (format!("{report}/close"), vec![("version", "1"), ("reason", "because")]),
        (format!("{report}/notes"), vec![("text", "hello")]),
        (format!("{report}/reply"), vec![("text", "hello")]),
        (format!("{report}/reveal"), vec![("compartment", "victim_identity"), ("reason", "because")]),
        (format!("{report}/cases"), vec![]),
        (format!("{incident}/answer"), vec![("question", "age"), ("answer", "yes")]),
        (format!("{case}/assign"), vec![("version", "1")]),
        (format!("{referral}/approve"), vec![("version", "1")]),
        (format!("{referral}/send"), vec![("version", "1")]),
        (format!("{referral}/revoke"), vec![("version", "1"), ("words", "because")]),
        (format!("{}/answer", world.arrival), vec![("version", "1"), ("answer", "ask"), ("words", "who?")]),
        (format!("{}/revoke", world.partner), vec![("version", "1")]),
        (format!("{}/token", world.partner), vec![]),
        (
            "/people".to_owned(),
            vec![
                ("login", "eve"),
                ("role", "admin"),
                ("new", "a long enough passphrase"),
                ("again", "a long enough passphrase"),
            ],
        ),
        ("/people/keys".to_owned(), vec![("purpose", "triage")]),
        ("/audit/verify".to_owned(), vec![]),
        ("/alike/compare".to_owned(), vec![]),
        ("/contacts".to_owned(), vec![("kind", "spam"), ("channel", "phone")]),
    ];
    for role in Role::ALL {
        let mut browser = server.signed_in("hope", role.name()).await;
        let csrf = browser.see("/account").await.form("/account/passphrase", &[]).remove(0);
        for (address, fields) in &forms {
            let (action, resource) = needs(address).unwrap();
            if scope(role, action, resource) != Scope::None {
                continue;
            }
            let mut fields: Vec<(String, String)> =
                fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            fields.push(csrf.clone());
            let page = browser.post(address, &fields).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role} {address}: {}", page.text());
            assert!(page.text().contains("may not do this"), "{role} {address}: {}", page.text());
        }
    }
}
