//! What is refused: each kind of bad input that an interface can see, as a problem that repeats nothing of it.

use crate::records::{Makers, form};
use crate::world::{World, pass};
use axum::body::Body;
use axum::http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, COOKIE, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{Method, Request};
use serde_json::{Value, json};
use turnstone_casework::desk::{Desk, DeskOptions};
use turnstone_casework::permission::Role;
use turnstone_casework::vault::Cost;
use turnstone_server::{Shared, api};

const CANARY: &str = "canary-of-content";

/// Checks that nothing that was sent is repeated.
fn silent(problem: &Value) {
    assert!(!problem.to_string().contains(CANARY), "{problem}");
}

#[tokio::test]
async fn a_body_that_is_no_body_is_refused_with_its_place() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Triage).await;
    let path = format!("/api/v1/reports/{}/notes", "0".repeat(32));
    let send = async |media_type: &str, body: &[u8]| {
        world.call(&world.staff, Method::POST, &path, Some(&token), Some((media_type, body.to_vec()))).await
    };
    for (body, line, column) in [
        (format!("{{\n  \"text\": \"{CANARY}\",\n  \"{CANARY}\": 1}}"), 3, 21),
        (format!("{{\"text\": \"{CANARY}"), 1, 27),
        (format!("{{\"text\": {CANARY}}}"), 1, 10),
        ("{\"text\": 1}".to_owned(), 1, 10),
        (format!("{{\"text\": \"a\"}} {CANARY}"), 1, 15),
        (format!("[\"{CANARY}\"]"), 1, 1),
        (format!("{{\"text\": \"{CANARY}\\u0000\"}}"), 1, 28),
        (String::new(), 1, 0),
    ] {
        let problem = send("application/json", body.as_bytes()).await.problem(400, "body");
        assert_eq!(
            (problem["line"].as_u64(), problem["column"].as_u64()),
            (Some(line), Some(column)),
            "{body}: {problem}"
        );
        silent(&problem);
    }
    let problem = send("application/json", b"{\"text\": \"\xc3\x28\"}").await.problem(400, "encoding");
    assert!(problem["detail"].as_str().unwrap().contains("byte 11"), "{problem}");
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""]
    {
        send(media_type, b"{\"text\": \"a\"}").await.problem(415, "media_type");
    }
    // What a value lacks is said by the name of the field, what it has too much is not repeated.
    let long = json!({"text": "a".repeat(20_001)});
    let problem = world.post(&world.staff, &path, Some(&token), &long).await.problem(400, "invalid");
    assert_eq!(problem["field"], "note");
}

#[tokio::test]
async fn too_much_is_refused_announced_or_not() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Triage).await;
    let notes = format!("/api/v1/reports/{}/notes", "0".repeat(32));
    let large = json!({"text": "a".repeat(600 * 1024)});
    world.post(&world.staff, &notes, Some(&token), &large).await.problem(413, "too_large");
    // Without a length, as a client that streams.
    let chunks = futures::stream::iter((0..20).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 1024 * 1024])));
    let request = Request::post("/api/v1/o/north/packages")
        .header(CONTENT_TYPE, "application/octet-stream")
        .body(Body::from_stream(chunks))
        .unwrap();
    let problem = world.send(&world.exchange, request).await.problem(413, "too_large");
    assert!(problem["detail"].as_str().unwrap().contains("16 MiB"));
    // A client that goes away in the middle.
    let broken = futures::stream::iter([Ok(b"{\"te".to_vec()), Err(std::io::Error::other("gone"))]);
    let request = Request::post(&notes)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from_stream(broken))
        .unwrap();
    world.send(&world.staff, request).await.problem(400, "interrupted");
}

#[tokio::test]
async fn paths_and_methods_that_are_none_are_refused() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Triage).await;
    let id = "0".repeat(32);
    for path in [
        "/api".to_owned(),
        "/api/".to_owned(),
        "/api/v1".to_owned(),
        "/api/v2/queue".to_owned(),
        format!("/api/v1/{CANARY}"),
        "/api/v1/queue/".to_owned(),
        format!("/api/v1/reports/../users/{id}"),
        format!("/api/v1/reports/{id}/../../users"),
        format!("/api/v1/reports/{id}%2fnotes/x"),
        "/api/v1//queue".to_owned(),
        // Operations of the other address.
        "/api/v1/o/north/card".to_owned(),
        "/api/v1/submissions".to_owned(),
    ] {
        let problem = world.get(&world.staff, &path, Some(&token)).await.problem(404, "no_operation");
        silent(&problem);
    }
    for (name, expected) in [
        ("..", "not_found"),
        ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "not_found"),
        ("1%27%20OR%20%271%27=%271", "not_found"),
        ("%7B%7B7*7%7D%7D", "not_found"),
        ("0707070707070707070707070707070G", "not_found"),
        ("%00", "not_found"),
    ] {
        let path = format!("/api/v1/incidents/{name}");
        world.get(&world.staff, &path, Some(&token)).await.problem(404, expected);
        let path = format!("/api/v1/o/{name}/card");
        world.get(&world.exchange, &path, None).await.problem(404, expected);
    }
    world.get(&world.staff, "/api/v1/incidents/%ff%fe", Some(&token)).await.problem(400, "encoding");
    let answer = world.call(&world.staff, Method::PATCH, "/api/v1/queue", Some(&token), None).await;
    answer.problem(405, "method");
    assert_eq!(answer.headers[ALLOW], "GET,HEAD");
    let answer = world.call(&world.staff, Method::DELETE, &format!("/api/v1/partners/{id}"), Some(&token), None).await;
    answer.problem(405, "method");
    assert_eq!(answer.headers[ALLOW], "GET,HEAD,PUT");
}

#[tokio::test]
async fn a_query_is_read_strictly() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Supervisor).await;
    for (query, field, detail) in [
        (format!("limit={CANARY}"), "limit", ""),
        ("limit=-1".to_owned(), "limit", ""),
        (format!("states={CANARY}"), "states", "some of incoming, new"),
        ("states=new,'; DROP TABLE reports; --".replace(' ', "%20"), "states", "some of"),
        (format!("after={CANARY}"), "after", "not a place"),
        ("after=1.2.%27".to_owned(), "after", "not a place"),
        (format!("{CANARY}=1"), "query", "there is no such field here; expected one of `states`"),
        ("limit=1&limit=2".to_owned(), "query", "duplicate field `limit`"),
    ] {
        let problem =
            world.get(&world.staff, &format!("/api/v1/queue?{query}"), Some(&token)).await.problem(400, "invalid");
        assert_eq!(problem["field"], field, "{query}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(detail), "{query}: {problem}");
        silent(&problem);
    }
    for period in
        ["from=-9223372036854775808&until=9223372036854775807", "from=5&until=5", "from=0&until=999999999999999"]
    {
        world.get(&world.staff, &format!("/api/v1/statistics?{period}"), Some(&token)).await.problem(400, "invalid");
    }
    let all = world.get(&world.staff, "/api/v1/queue?states=new&mine=true&limit=1", Some(&token)).await.good();
    assert_eq!(all["rows"], json!([]));
}

#[tokio::test]
async fn only_a_bearer_token_of_a_session_that_lasts_is_one() {
    let world = World::new().await;
    let token = world.sign_in(0, Role::Triage).await;
    let ask = async |headers: Vec<(_, String)>| {
        let mut request = Request::get("/api/v1/queue");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        world.send(&world.staff, request.body(Body::empty()).unwrap()).await
    };
    let bearer = |token: &str| (AUTHORIZATION, format!("Bearer {token}"));
    let answer = ask(vec![bearer(&token)]).await;
    answer.good();
    assert!(!answer.headers.contains_key(SET_COOKIE));
    // A page of another site has the cookie at most, and a token that somebody prepared is no session.
    for headers in [
        vec![],
        vec![(COOKIE, format!("session={token}; __Host-session={token}"))],
        vec![(AUTHORIZATION, format!("Basic {token}"))],
        vec![(AUTHORIZATION, token.clone())],
        vec![bearer("")],
        vec![bearer(&"A".repeat(43))],
        vec![bearer(&format!("{token}A"))],
        vec![bearer(&token), bearer(&token)],
        vec![bearer("' OR 1=1 --")],
    ] {
        let answer = ask(headers).await;
        answer.problem(401, "signed_out");
        assert_eq!(answer.headers[WWW_AUTHENTICATE], "Bearer realm=\"turnstone\"");
        assert!(!answer.headers.contains_key(SET_COOKIE));
    }
    // Half an hour without a request ends it, and signing out.
    pass(30 * 60);
    ask(vec![bearer(&token)]).await.problem(401, "signed_out");
    let token = world.sign_in(0, Role::Triage).await;
    let closed = world.call(&world.staff, Method::DELETE, "/api/v1/session", Some(&token), None).await;
    assert_eq!(closed.status, 204);
    ask(vec![bearer(&token)]).await.problem(401, "signed_out");
}

#[tokio::test]
async fn what_stands_in_the_way_is_said_so_that_a_program_can_act() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let report = makers.report(&world, false).await.id;
    let (triage, officer) = (world.sign_in(0, Role::Triage).await, world.sign_in(0, Role::Officer).await);
    let path = |what: &str| format!("/api/v1/reports/{report}/{what}");
    // Somebody else changed it.
    let version =
        world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&triage)).await.good()["version"].clone();
    let version = version.as_i64().unwrap();
    let claimed = world.post(&world.staff, &path("claim"), Some(&triage), &json!({"version": version})).await.good();
    assert_eq!(claimed["version"], version + 1);
    let late = json!({"version": version, "reason": "answered"});
    let problem = world.post(&world.staff, &path("close"), Some(&triage), &late).await.problem(409, "conflict");
    assert_eq!(
        (&problem["seen"], &problem["now"], &problem["resource"]),
        (&json!(version), &json!(version + 1), &json!("report"))
    );
    // The matrix.
    let problem =
        world.post(&world.staff, &path("notes"), Some(&officer), &json!({"text": "a"})).await.problem(403, "forbidden");
    assert_eq!((&problem["action"], &problem["resource"]), (&json!("create"), &json!("note")));
    // A fresh code.
    let asked = json!({"compartment": "victim_identity", "reason": "transport"});
    pass(16 * 60);
    world.post(&world.staff, &path("reveal"), Some(&triage), &asked).await.problem(403, "confirmation");
    let code = world.code(0, Role::Triage);
    let wrong = world.post(&world.staff, "/api/v1/session/code", Some(&triage), &json!({"code": "000000"})).await;
    wrong.problem(401, "sign_in");
    let given = world.post(&world.staff, "/api/v1/session/code", Some(&triage), &json!({"code": code})).await;
    assert_eq!(given.status, 204, "{}", given.text());
    let shown = world.post(&world.staff, &path("reveal"), Some(&triage), &asked).await.good();
    assert_eq!(shown, json!({"who_text": form(0, false).who_text}));
    // What does not fit what there is.
    let problem = world.post(&world.staff, &path("release"), Some(&triage), &json!({"version": 99})).await;
    problem.problem(409, "conflict");
    let missing = json!({"compartment": "narrative", "reason": "x"});
    let problem = world.post(&world.staff, &path("reveal"), Some(&triage), &missing).await.problem(400, "invalid");
    assert_eq!(problem["field"], "compartment");
    let problem =
        world.post(&world.staff, &path("messages"), Some(&triage), &json!({"text": " "})).await.problem(400, "invalid");
    assert_eq!(problem["field"], "message");
    // Somebody who claimed it has it.
    let supervisor = world.sign_in(0, Role::Supervisor).await;
    let now = world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&supervisor)).await.good()["version"]
        .clone();
    world.post(&world.staff, &path("claim"), Some(&supervisor), &json!({"version": now})).await.problem(422, "refused");
}

#[tokio::test]
async fn a_full_queue_of_sign_ins_and_a_database_that_is_gone_say_when_to_try_again() {
    let world = World::new().await;
    let body = |login: &str| json!({"organisation": "north", "login": login, "passphrase": "not the one at all", "code": "123456"});
    let (one, other) = (body("nobody"), body("nobody.else"));
    // One passphrase at a time, at its true cost, and nobody waits.
    let options = DeskOptions { cost: Cost::STANDARD, sign_ins: 1, waiting: 0, ..DeskOptions::default() };
    let desk = Desk::new(world.desk().store.clone(), (*world.desk().triage).clone(), options);
    let narrow = api::staff(Shared { desk, ..world.shared.clone() });
    let (one, other) = tokio::join!(
        world.post(&narrow, "/api/v1/session", None, &one),
        world.post(&narrow, "/api/v1/session", None, &other),
    );
    let (taken, refused) = if one.status == 401 { (one, other) } else { (other, one) };
    taken.problem(401, "sign_in");
    refused.problem(503, "busy");
    assert_eq!(refused.headers[RETRY_AFTER], "5");
    world.desk().store.close().await;
    let answer = world.get(&world.exchange, "/api/v1/o/south/card", None).await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.headers[RETRY_AFTER], "10");
}

#[tokio::test]
async fn what_somebody_writes_is_data_and_comes_back_as_it_was() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let report = makers.report(&world, false).await.id;
    let token = world.sign_in(0, Role::Triage).await;
    let texts = [
        "'); DROP TABLE reports; --",
        "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7*7 %>",
        "<script>alert(1)</script>",
        "../../../../etc/passwd",
        "سطر\nline\r\n\ttab \u{202e}desrever\u{202c} 😀",
        "\"quoted\" \\ back",
    ];
    for text in texts {
        let sent = world
            .post(&world.staff, &format!("/api/v1/reports/{report}/notes"), Some(&token), &json!({"text": text}))
            .await;
        assert_eq!(sent.status, 201, "{}", sent.text());
    }
    let view = world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&token)).await;
    assert_eq!(view.headers[CONTENT_TYPE], "application/json");
    let notes = view.good()["notes"].clone();
    let found: Vec<&str> = notes.as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap()).collect();
    // Notes of one second are in no order.
    assert!(texts.iter().all(|text| found.contains(text)), "{found:?}");
    for login in ["' OR '1'='1", "triage.north'--", "triage.north\\u0000"] {
        let body = format!(
            "{{\"organisation\": \"north\", \"login\": \"{login}\", \"passphrase\": \"x\", \"code\": \"123456\"}}"
        );
        let answer = world
            .call(&world.staff, Method::POST, "/api/v1/session", None, Some(("application/json", body.into_bytes())))
            .await;
        assert!([400, 401].contains(&answer.status.as_u16()), "{}", answer.text());
    }
}
