//! What apps do for people who report: one report however often it is sent, a mailbox for its receipt and for nobody else's.

use crate::records::form;
use crate::world::{World, pass};
use serde_json::{Value, json};
use turnstone_casework::permission::Role;

fn report(token: char) -> Value {
    json!({"token": token.to_string().repeat(64), "language": "en", "report": form(0, false)})
}

const REPORTS: &str = "/api/v1/o/north/reports";
const MAILBOX: &str = "/api/v1/o/north/mailbox";

#[tokio::test]
async fn a_form_sent_twice_is_one_report_with_one_receipt() {
    let world = World::new().await;
    let first = world.post(&world.exchange, REPORTS, None, &report('a')).await;
    let again = world.post(&world.exchange, REPORTS, None, &report('a')).await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!(first.good(), again.good());
    assert_eq!(first.good()["receipt"].as_str().unwrap().split(' ').count(), 10);
    let other = world.post(&world.exchange, REPORTS, None, &report('b')).await.good();
    assert_ne!(first.good(), other);
    let token = world.sign_in(0, Role::Triage).await;
    let queue = world.get(&world.staff, "/api/v1/queue", Some(&token)).await.good();
    assert_eq!(queue["rows"].as_array().unwrap().len(), 2);
    let south = world.sign_in(1, Role::Triage).await;
    let queue = world.get(&world.staff, "/api/v1/queue", Some(&south)).await.good();
    assert_eq!((&queue["rows"], &queue["waiting"]), (&json!([]), &json!(0)));
}

#[tokio::test]
async fn a_receipt_opens_its_mailbox_and_no_other() {
    let world = World::new().await;
    let receipt = world.post(&world.exchange, REPORTS, None, &report('a')).await.good()["receipt"].clone();
    let other = world.post(&world.exchange, REPORTS, None, &report('b')).await.good()["receipt"].clone();
    let message = json!({"receipt": receipt, "text": "are you there?", "token": "c".repeat(64)});
    for _ in 0..2 {
        let sent = world.post(&world.exchange, &format!("{MAILBOX}/messages"), None, &message).await;
        assert_eq!(sent.status, 204, "{}", sent.text());
    }
    let token = world.sign_in(0, Role::Triage).await;
    let queue = world.get(&world.staff, "/api/v1/queue", Some(&token)).await.good();
    let asked = queue["rows"].as_array().unwrap().iter().find(|row| row["unread"] == true).unwrap();
    let id = asked["id"].as_str().unwrap();
    // Messages are told apart by their second.
    pass(1);
    let text = json!({"text": "Yes. We read your message."});
    assert_eq!(
        world.post(&world.staff, &format!("/api/v1/reports/{id}/messages"), Some(&token), &text).await.status,
        204
    );
    // The words as people type them.
    let typed = receipt.as_str().unwrap().to_uppercase().replace(' ', " - ");
    let view = world.post(&world.exchange, MAILBOX, None, &json!({"receipt": typed})).await.good();
    let texts: Vec<&str> =
        view["messages"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["are you there?", "Yes. We read your message."]);
    assert_eq!(view["received_day"].as_i64().unwrap() % 86_400, 0);
    let view = world.post(&world.exchange, MAILBOX, None, &json!({"receipt": other})).await.good();
    assert_eq!(view["messages"], json!([]));
    // At another organisation the receipt is nothing, and one that was made up is nothing anywhere.
    world
        .post(&world.exchange, "/api/v1/o/south/mailbox", None, &json!({"receipt": receipt}))
        .await
        .problem(404, "not_found");
    let forged = ["abacus"; 10].join(" ");
    world.post(&world.exchange, MAILBOX, None, &json!({"receipt": forged})).await.problem(404, "not_found");
    let message = json!({"receipt": forged, "text": "x", "token": "d".repeat(64)});
    world.post(&world.exchange, &format!("{MAILBOX}/messages"), None, &message).await.problem(404, "not_found");
    for bad in ["", "zzqq", &"abacus ".repeat(9), &"x".repeat(5000)] {
        let problem =
            world.post(&world.exchange, MAILBOX, None, &json!({"receipt": bad})).await.problem(400, "invalid");
        assert_eq!(problem["field"], "receipt");
        assert!(!problem.to_string().contains("zzqq") && !problem.to_string().contains("abacus"), "{problem}");
    }
}

#[tokio::test]
async fn files_come_with_a_report_and_leave_as_something_to_save() {
    let world = World::new().await;
    let mut sent = report('a');
    let page = "<script>alert(1)</script>";
    sent["files"] = json!([
        {"name": "../../a.html", "media_type": "text/html", "content": data_encoding::BASE64.encode(page.as_bytes())}
    ]);
    world.post(&world.exchange, REPORTS, None, &sent).await.good();
    let token = world.sign_in(0, Role::Triage).await;
    let queue = world.get(&world.staff, "/api/v1/queue", Some(&token)).await.good();
    let id = queue["rows"][0]["id"].as_str().unwrap();
    let view = world.get(&world.staff, &format!("/api/v1/reports/{id}"), Some(&token)).await.good();
    let file = view["attachments"][0].clone();
    assert_eq!((&file["name"], &file["size"]), (&json!("../../a.html"), &json!(page.len())));
    let path = format!("/api/v1/attachments/{}", file["id"].as_str().unwrap());
    let answer = world.get(&world.staff, &path, Some(&token)).await;
    assert_eq!(answer.bytes, page.as_bytes());
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.headers[name], value);
    }
    assert!(answer.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
}

#[tokio::test]
async fn a_report_that_cannot_be_taken_is_refused_by_its_field() {
    let world = World::new().await;
    for (place, value, field) in [
        ("/token", json!("abc"), "token"),
        ("/token", json!("A".repeat(64)), "token"),
        ("/language", json!("xx"), "language"),
        ("/report/what", json!(" "), "form"),
        ("/report/what", json!("a".repeat(20_001)), "form"),
        ("/report/what", json!("bell \u{7}"), "form"),
        ("/report/country", json!("Belgium"), "form"),
        ("/report/relation", json!("zebra"), "form"),
        ("/report/indicators", json!([{"kind": "url", "value": "javascript:alert(1)"}]), "form"),
        ("/files", json!([{"name": "a", "media_type": "b", "content": "not base 64"}]), "content"),
        ("/files", json!(vec![json!({"name": "a", "media_type": "b", "content": ""}); 6]), "attachments"),
    ] {
        let mut body = report('a');
        body["files"] = json!([]);
        *body.pointer_mut(place).unwrap() = value;
        let problem = world.post(&world.exchange, REPORTS, None, &body).await.problem(400, "invalid");
        assert_eq!(problem["field"], field, "{place}: {problem}");
        for canary in ["zebra", "javascript", "Belgium", "canary"] {
            assert!(!problem.to_string().contains(canary), "{problem}");
        }
    }
    // The technical indicators have the names of NCMEC's vocabulary, and no others.
    let mut body = report('a');
    body["report"]["indicators"] = json!([{"kind": "website", "value": "https://a.example"}]);
    let problem = world.post(&world.exchange, REPORTS, None, &body).await.problem(400, "body");
    assert!(
        problem["detail"].as_str().unwrap().contains("ipAddress") && !problem.to_string().contains("website"),
        "{problem}"
    );
    let mut body = report('a');
    body["report"]["extra"] = json!(1);
    world.post(&world.exchange, REPORTS, None, &body).await.problem(400, "body");
    world.post(&world.exchange, "/api/v1/o/nowhere/reports", None, &report('a')).await.problem(404, "not_found");
    // None of it was kept.
    let token = world.sign_in(0, Role::Triage).await;
    assert_eq!(world.get(&world.staff, "/api/v1/queue", Some(&token)).await.good()["rows"], json!([]));
}
