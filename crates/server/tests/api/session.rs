//! Signing in, and what a person changes about themself.

use crate::world::{PASSPHRASE, World, pass};
use axum::http::Method;
use serde_json::json;
use turnstone_casework::permission::Role;

#[tokio::test]
async fn a_session_from_its_beginning_to_its_end() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Triage).await;
    let who = world.get(&world.staff, "/api/v1/session", Some(&token)).await.good();
    assert_eq!(
        (&who["role"], &who["organisation"], &who["synthetic"]),
        (&json!("triage"), &json!("north"), &json!(true))
    );
    // Each sign-in has a token of its own; nothing that somebody prepared becomes one.
    let second = world.sign_in(0, Role::Triage).await;
    assert_ne!(token, second);
    // A new passphrase ends the other sessions, and only those.
    let wrong = json!({"old": "not this one at all", "new": "eight quiet herons wade"});
    world.post(&world.staff, "/api/v1/session/passphrase", Some(&second), &wrong).await.problem(401, "sign_in");
    let weak = json!({"old": PASSPHRASE, "new": "short"});
    let problem =
        world.post(&world.staff, "/api/v1/session/passphrase", Some(&second), &weak).await.problem(400, "invalid");
    assert_eq!(problem["field"], "passphrase");
    let new = json!({"old": PASSPHRASE, "new": "eight quiet herons wade"});
    assert_eq!(world.post(&world.staff, "/api/v1/session/passphrase", Some(&second), &new).await.status, 204);
    world.get(&world.staff, "/api/v1/session", Some(&token)).await.problem(401, "signed_out");
    world.get(&world.staff, "/api/v1/session", Some(&second)).await.good();
    let closed = world.call(&world.staff, Method::DELETE, "/api/v1/session", Some(&second), None).await;
    assert_eq!(closed.status, 204);
    world.get(&world.staff, "/api/v1/session", Some(&second)).await.problem(401, "signed_out");
}

#[tokio::test]
async fn what_did_not_match_is_not_said() {
    let world = World::new().await;
    let code = world.code(0, Role::Triage);
    let right = json!({"organisation": "north", "login": "triage.north", "passphrase": PASSPHRASE, "code": code});
    let mut answers = Vec::new();
    for (field, value) in [
        ("organisation", "nowhere"),
        ("organisation", "south"),
        ("login", "nobody"),
        ("passphrase", "eight quiet herons wade"),
        ("code", "000000"),
        ("code", "not a code"),
    ] {
        let mut body = right.clone();
        body[field] = json!(value);
        answers.push(world.post(&world.staff, "/api/v1/session", None, &body).await.problem(401, "sign_in"));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    let opened = world.post(&world.staff, "/api/v1/session", None, &right).await;
    assert_eq!(opened.status, 201);
    // The same code opens no second session.
    world.post(&world.staff, "/api/v1/session", None, &right).await.problem(401, "sign_in");
}

#[tokio::test]
async fn a_printed_code_opens_what_a_lost_passphrase_closed() {
    let world = World::new().await;
    let admin = world.sign_in(0, Role::Admin).await;
    let new = json!({"login": "new.person", "role": "triage", "passphrase": PASSPHRASE});
    let added = world.post(&world.staff, "/api/v1/users", Some(&admin), &new).await.good();
    let secret = added["totp_secret"].as_str().unwrap().replace(' ', "");
    let bytes = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let totp = turnstone_casework::vault::Totp::from_bytes(&bytes).unwrap();
    let code = || totp.code(crate::world::clock());
    let mut body = json!({
        "organisation": "north", "login": "new.person", "recovery_code": "0000-0000", "code": code(),
        "passphrase": "eight quiet herons wade",
    });
    world.post(&world.staff, "/api/v1/session/recovery", None, &body).await.problem(401, "sign_in");
    body["recovery_code"] = added["recovery_code"].clone();
    let answer = world.post(&world.staff, "/api/v1/session/recovery", None, &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    pass(30);
    let body = json!({
        "organisation": "north", "login": "new.person", "passphrase": "eight quiet herons wade", "code": code()
    });
    assert_eq!(world.post(&world.staff, "/api/v1/session", None, &body).await.status, 201);
    // Somebody who was disabled has no session any more.
    let token = world.post(&world.staff, "/api/v1/session", None, &body).await;
    token.problem(401, "sign_in");
}
