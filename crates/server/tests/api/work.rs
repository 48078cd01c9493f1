//! A whole story over the interface alone: from an app's report to a referral that was answered, a case that was closed, and the log of it.

use crate::records::{Makers, form};
use crate::world::{World, clock};
use serde_json::{Value, json};
use turnstone_casework::package::NoteState;
use turnstone_casework::permission::Role;

#[tokio::test]
async fn from_a_report_to_its_outcome() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let sent = json!({"token": "e".repeat(64), "language": "en", "report": form(0, false)});
    world.post(&world.exchange, "/api/v1/o/north/reports", None, &sent).await.good();
    let (triage, supervisor) = (world.sign_in(0, Role::Triage).await, world.sign_in(0, Role::Supervisor).await);
    let ask =
        async |token: &str, path: &str| world.get(&world.staff, &format!("/api/v1{path}"), Some(token)).await.good();
    let tell = async |token: &str, path: &str, body: Value| {
        world.post(&world.staff, &format!("/api/v1{path}"), Some(token), &body).await.good()
    };
    let id = |value: &Value| value["id"].as_str().unwrap().to_owned();

    let queue = ask(&triage, "/queue").await;
    let row = &queue["rows"][0];
    assert!(!row["reasons"].as_array().unwrap().is_empty());
    let report = id(row);
    tell(&triage, &format!("/reports/{report}/claim"), json!({"version": row["version"]})).await;
    let questions =
        json!({"crime": "yes", "crime_reason": "kept", "protection": "yes", "protection_reason": "a child"});
    let incident =
        tell(&triage, &format!("/reports/{report}/incidents"), json!({"questions": questions, "age": "child"})).await;
    let incident = id(&incident);
    for (fact, truth) in [("act.harbouring", true), ("purpose.servitude", true), ("means.threats", false)] {
        tell(&triage, &format!("/incidents/{incident}/statements"), json!({"fact": fact, "truth": truth})).await;
    }
    let finding = ask(&triage, &format!("/incidents/{incident}/finding")).await;
    assert_eq!(finding["proposal"], "possible_victim");
    let finding = ask(&triage, &format!("/incidents/{incident}/finding?profile=belgium")).await;
    assert_eq!(finding["profile"], "belgium");

    let draft = json!({
        "partner": makers.shelter.id, "route": "protection", "words": "a child is in danger",
        "basis": {"kind": "duty", "law": "Act on the protection of children"},
        "added": {"summary": "Please find her a bed for tonight."},
    });
    let referral = id(&tell(&triage, &format!("/incidents/{incident}/referrals"), draft).await);
    let view = ask(&triage, &format!("/referrals/{referral}")).await;
    assert_eq!(view["state"], "draft");
    assert_eq!(view["preview"]["package"]["fields"]["summary"], "Please find her a bed for tonight.");
    assert!(view["moves"].as_array().unwrap().iter().all(|mv| mv == "revoke"), "{}", view["moves"]);
    let approved =
        tell(&supervisor, &format!("/referrals/{referral}/approve"), json!({"version": view["version"]})).await;
    tell(&supervisor, &format!("/referrals/{referral}/send"), approved).await;
    let states = [NoteState::Received, NoteState::Accepted, NoteState::Outcome];
    for receipt in makers.receipts(&world, referral.parse().unwrap(), &states).await {
        world.octets("/api/v1/o/north/notes", receipt).await.good();
    }
    let view = ask(&supervisor, &format!("/referrals/{referral}")).await;
    assert_eq!(view["state"], "outcome_recorded");
    assert!(view["receipts"].as_array().unwrap().iter().all(|receipt| receipt["opened"] == true));
    tell(&supervisor, &format!("/referrals/{referral}/close"), json!({"version": view["version"]})).await;

    let body = json!({"assignee": makers.caseworker.id});
    let case = id(&tell(&supervisor, &format!("/reports/{report}/cases"), body).await);
    let caseworker = world.sign_in(0, Role::Caseworker).await;
    let task = json!({"title": "bring her clothes", "case": case, "due": clock().0 + 86_400});
    let task = id(&tell(&caseworker, &format!("/reports/{report}/tasks"), task).await);
    assert_eq!(ask(&caseworker, "/tasks").await[0]["title"], "bring her clothes");
    let end = json!({"version": 1, "reason": "she is with her aunt", "outcome": "person_safe"});
    world
        .post(&world.staff, &format!("/api/v1/cases/{case}/close"), Some(&caseworker), &end)
        .await
        .problem(422, "refused");
    tell(&caseworker, &format!("/tasks/{task}/finish"), json!({"version": 1})).await;
    tell(&caseworker, &format!("/cases/{case}/close"), end).await;
    // The keys went with the case.
    world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&caseworker)).await.problem(404, "not_found");

    let officer = world.sign_in(0, Role::Officer).await;
    let verdict = tell(&officer, "/audit/verification", json!(null)).await;
    assert_eq!(verdict["whole"], true, "{verdict}");
    let log = ask(&officer, "/audit?limit=500").await;
    let actions: Vec<&str> =
        log["rows"].as_array().unwrap().iter().map(|row| row["action"].as_str().unwrap()).collect();
    for action in ["report.receive", "report.claim", "incident.open", "referral.send", "case.close", "audit.verify"] {
        assert!(actions.contains(&action), "{action} is not in the log");
    }
    assert!(!log.to_string().contains("canary") && !log.to_string().contains("aunt"));
    let erased = tell(&officer, &format!("/reports/{report}/erasure"), json!({"reason": "person_asked"})).await;
    assert_eq!(erased["partners"], json!(["Shelter"]));
    world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&triage)).await.problem(404, "not_found");
}
