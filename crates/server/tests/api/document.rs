//! The document and the reference page are those of the code, so that they cannot drift. With `TURNSTONE_WRITE_DOCS=1` they are written.

use crate::world::World;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;
use std::path::Path;
use turnstone_casework::indicator::IndicatorKind;
use turnstone_casework::permission::{Action, Resource, Role, Scope, scope};
use turnstone_server::api::document::{DOCUMENT, TAGS};
use turnstone_server::api::problem::{Kind, TYPE_PREFIX};

const WRITE: &str = "TURNSTONE_WRITE_DOCS";

/// Compares a file of the reference with what the code says, or writes it.
fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/reference").join(name);
    if std::env::var(WRITE).is_ok_and(|value| value == "1") {
        return std::fs::write(&path, text).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = text.lines().zip(found.lines()).find(|(code, page)| code != page);
    assert!(
        found == text,
        "docs/src/reference/{name} is not what the code says; first difference: {differs:?}\n\
         write it with {WRITE}=1 cargo test -p turnstone-server --test api document"
    );
}

#[test]
fn the_document_is_described_as_it_is() {
    check("openapi.json", &DOCUMENT);
}

#[tokio::test]
async fn both_addresses_hand_out_the_document() {
    let world = World::new().await;
    for router in [&world.staff, &world.exchange] {
        let answer = world.get(router, "/api/v1/openapi.json", None).await;
        assert_eq!(answer.headers[CONTENT_TYPE], "application/json");
        assert_eq!(answer.good()["openapi"], "3.1.0");
        assert_eq!(answer.text(), *DOCUMENT);
    }
}

/// The interface is on the same addresses as the pages: the two have no route in common, and the same protection.
#[tokio::test]
async fn the_interface_goes_with_the_pages() {
    let world = World::new().await;
    let shared = || world.shared.clone();
    let public = turnstone_server::public::router(shared()).merge(turnstone_server::api::exchange(shared()));
    let links = turnstone_server::files::Links::default();
    let staff = turnstone_server::staff::router(shared(), links).merge(turnstone_server::api::staff(shared()));
    for (router, path) in [(&public, "/api/v1/o/north/card"), (&staff, "/api/v1/queue"), (&staff, "/api/v1/nothing")] {
        let answer = world.get(router, path, None).await;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.headers[name], value, "{path}");
        }
        assert!(answer.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    }
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    text += &line(head.iter().map(|_| "---".to_owned()).collect());
    for row in rows {
        text += &line(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect());
    }
    text
}

/// Who may, by the matrix.
fn roles(action: Action, resource: Resource) -> String {
    let named = |role: Role| match scope(role, action, resource) {
        Scope::None => None,
        Scope::Assigned => Some(format!("{} (what was assigned)", role.name())),
        Scope::Organisation => Some(role.name().to_owned()),
    };
    Role::ALL.into_iter().filter_map(named).collect::<Vec<_>>().join(", ")
}

fn needs(permission: &Value) -> String {
    let cell = |value: &Value| {
        let action: Action = serde_json::from_value(value["action"].clone()).unwrap();
        let resource: Resource = serde_json::from_value(value["resource"].clone()).unwrap();
        roles(action, resource)
    };
    match permission.as_str() {
        Some("none") => "nobody signs in".to_owned(),
        Some("session") => "any session".to_owned(),
        Some("partner") => "a partner's token".to_owned(),
        _ => {
            let mut text = cell(permission);
            if let Some(or) = permission.get("or") {
                text += &format!("; for alerts of emergencies {}", cell(or));
            }
            if let Some(and) = permission.get("and") {
                text += &format!("; with `{}` {}", and["when"].as_str().unwrap(), cell(and));
            }
            if permission["fresh_code"] == true {
                text += "; a fresh code";
            }
            text
        }
    }
}

const BEGIN: &str = r#"<!-- Made from the code by crates/server/tests/api/document.rs; do not edit. -->

# The JSON interface

Everything that the pages do, for programs, under `/api/v1`. Each operation is described in [openapi.json](openapi.json) (OpenAPI 3.1), which a
running server hands out at `/api/v1/openapi.json`, too: parameters, bodies, answers, and in `x-permission` the cell of the matrix that it needs.
The operations of the staff are on the staff's address; those of partners and apps are on the public one.

## Signing in

```console
$ curl -s https://staff.example.org/api/v1/session -H 'content-type: application/json' \
    -d '{"organisation":"north","login":"amal","passphrase":"…","code":"123456"}'
{"token":"…","ends":1900043200}
$ curl -s https://staff.example.org/api/v1/queue -H 'authorization: Bearer …'
```

The token opens the person's keys while a request is answered; the server keeps it nowhere. It ends after 12 hours, or half an hour without a
request. A cookie is never looked at. Steps that reveal, send or give keys need a code of the last 15 minutes: that of signing in, or one given
with `POST /api/v1/session/code`.

## Rules for every operation

* Bodies are JSON objects in UTF-8, of at most 512 KiB (16 MiB where files are in them). A field that is not in the document is refused.
* Moments are whole seconds since 1970-01-01 UTC; identifiers are 32 hexadecimal digits.
* What can be changed by several people has a `version`. Whoever changes it names the version that they saw; when somebody else was faster the
  answer is 409 with `seen` and `now`, and nothing was changed.
* A record of another organisation, one that was not given to the person, and one that does not exist are the same: 404.
* Nothing that is answered may be kept on the way: `Cache-Control: no-store`.

## Problems

Every error is a problem detail (RFC 9457, `application/problem+json`) with `type`, `title`, `status` and `detail`, and sometimes `field`, `line` and
`column`, `action` and `resource`, `seen` and `now`. It never repeats what was sent. Where trying again helps, `Retry-After` says when.

"#;

const SUBMISSIONS: &str = r#"
## Submitting reports

A partner's program has a token that the organisation issued to it (`POST /api/v1/partners/{id}/token`). It opens a submission under a number of
its own, attaches files, and finishes or retracts it:

1. `POST /api/v1/submissions` with `client_id`, `language` and `report`. The same number opens the same submission.
2. `POST /api/v1/submissions/{id}/files`, up to five times, with `name`, `media_type` and `content` in base 64. The same file is attached once.
3. `POST /api/v1/submissions/{id}/finish`: from here on it is a report. Until then nobody sees anything of it.
4. Or `POST /api/v1/submissions/{id}/retract`: what arrived is destroyed. So is what was left open for a day.

Every step may be sent again when its answer was lost.

Technical indicators have the names of the public CyberTipline vocabulary of NCMEC:

"#;

const EXCHANGE: &str = r#"
## Exchanging packages

An organisation's card (`GET /api/v1/o/{slug}/card`) says where it is reached and with which keys. Below that address its server takes
`POST …/packages` and `POST …/notes`: bytes as they are (`application/octet-stream`), sealed to the organisation and signed by a partner in its
register. It answers with the SHA-256 of what is on its disk; 201 for something new, 200 for something that it has. What no partner signed, or
what was changed on the way, is refused with 422, and nothing of it is kept.

## Apps for people who report

An app draws 32 random bytes for a form and sends them as `token` with the report. The receipt of ten words follows from them, so that a form that
is sent again gives the same receipt and is one report. The app keeps both as secret as the receipt. `POST /api/v1/o/{slug}/mailbox` with the
receipt opens the conversation.
"#;

#[test]
fn the_interface_is_described_as_it_is() {
    let document: Value = serde_json::from_str(&DOCUMENT).unwrap();
    let mut text = BEGIN.to_owned();
    let problems = Kind::ALL.iter().map(|kind| {
        let retry = kind.retry_after().map_or(String::new(), |seconds| format!("{seconds} s"));
        vec![
            format!("`{TYPE_PREFIX}{}`", kind.name()),
            kind.status().as_u16().to_string(),
            kind.title().to_owned(),
            retry,
        ]
    });
    text += &table(&["Type", "Status", "Title", "Try again after"], problems);
    text += SUBMISSIONS;
    let indicators = IndicatorKind::ALL
        .iter()
        .map(|kind| vec![format!("`{kind}`"), format!("`{}`", kind.element()), kind.describe().to_owned()]);
    text += &table(&["`kind`", "Element of a CyberTipline report", "What it is"], indicators);
    text += EXCHANGE;
    text += "\n## Operations\n";
    for (tag, about, on_staff) in TAGS {
        let address = match (tag, on_staff) {
            ("document", _) => "both addresses",
            (_, true) => "the staff's address",
            (_, false) => "the public address",
        };
        text += &format!("\n### {tag}\n\n{about} On {address}.\n\n");
        let mut rows = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["tags"][0] == tag {
                    let summary = operation["summary"].as_str().unwrap().to_owned();
                    rows.push(vec![
                        format!("`{} {path}`", method.to_uppercase()),
                        summary,
                        needs(&operation["x-permission"]),
                    ]);
                }
            }
        }
        assert!(!rows.is_empty(), "{tag} has no operation");
        text += &table(&["Operation", "What it does", "Who"], rows);
    }
    check("api.md", &text);
}
