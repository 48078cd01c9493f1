//! Signing in and out, the token of forms, sessions that end, steps that need a code.

use crate::browser::{ORGANISATIONS, PASSPHRASE, Server, encoded, form, pass};
use axum::http::{StatusCode, header};

#[tokio::test]
async fn somebody_signs_in_and_out() {
    let server = Server::new().await;
    let mut browser = server.browser();
    let page = browser.get("/queue?show=new").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert_eq!(page.headers[header::LOCATION], "/sign-in?to=/queue%3Fshow%3Dnew");

    let wrong = browser.sign_in("hope", "triage", "seven quiet boats under a ridge").await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text().contains("did not match") && !browser.cookies.contains_key("turnstone"));
    // The name is kept, the passphrase is not.
    assert!(wrong.html.contains("value=\"triage\"") && !wrong.html.contains("ridge"));

    let page = browser.get("/sign-in?to=/queue%3Fshow%3Dnew").await;
    let code = server.code("hope", "triage");
    let filled = [("organisation", "hope"), ("login", "triage"), ("passphrase", PASSPHRASE), ("code", &code)];
    let done = browser.send(&page, "/sign-in", &filled).await;
    assert_eq!(
        (done.status, &done.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/queue?show=new".parse().unwrap())
    );
    let cookie = done
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .find(|cookie| cookie.to_str().unwrap().starts_with("turnstone="))
        .unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.to_str().unwrap().contains(part), "{part}");
    }
    assert_eq!(browser.see("/").await.headers[header::CACHE_CONTROL], "no-store");

    let page = browser.see("/").await;
    let kept = browser.cookies.clone();
    assert_eq!(browser.send(&page, "/sign-out", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!browser.cookies.contains_key("turnstone"));
    // The token itself is void, whoever kept it.
    browser.cookies = kept;
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_code_works_once() {
    let server = Server::new().await;
    pass(31);
    assert_eq!(server.browser().sign_in("hope", "triage", PASSPHRASE).await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.browser().sign_in("hope", "triage", PASSPHRASE).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_that_somebody_fixed_beforehand_is_not_taken_over() {
    let server = Server::new().await;
    let attacker = server.signed_in("haven", "triage").await;
    let fixed = attacker.cookies["turnstone"].clone();
    pass(31);
    let mut victim = server.browser();
    victim.cookies.insert("turnstone".into(), fixed.clone());
    assert_eq!(victim.sign_in("hope", "triage", PASSPHRASE).await.status, StatusCode::SEE_OTHER);
    assert_ne!(victim.cookies["turnstone"], fixed);
    // A token that never was one is not taken over either.
    pass(31);
    let mut victim = server.browser();
    victim.cookies.insert("turnstone".into(), "A".repeat(43));
    assert_eq!(victim.sign_in("hope", "supervisor", PASSPHRASE).await.status, StatusCode::SEE_OTHER);
    assert_ne!(victim.cookies["turnstone"], "A".repeat(43));
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let server = Server::new().await;
    let (id, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let mut other = server.signed_in("hope", "supervisor").await;
    let action = format!("/reports/{id}/claim");
    let page = browser.see(&format!("/reports/{id}")).await;
    let fields = page.form(&action, &[]);
    let without: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
    let foreign = other.see(&format!("/reports/{id}")).await.form(&action, &[]);
    for (what, fields) in [("without a token", &without), ("with a colleague's token", &foreign)] {
        let page = browser.post(&action, fields).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{what}");
    }
    let media = "application/x-www-form-urlencoded";
    for headers in [
        [("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "same-site")],
        [("sec-fetch-site", "none")],
        [("origin", "https://evil.example")],
        [("origin", "http://127.0.0.1:8080")],
    ] {
        let page = browser.post_as(&action, media, encoded(&fields), &headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
    }
    let page = browser.post_as(&action, "text/plain", encoded(&fields), &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(browser.see(&format!("/reports/{id}")).await.actions().contains(&action), "nobody has claimed it");
    // Browsers that send neither header, and those that hide the origin, are told by the token.
    let page = browser.post_as(&action, media, encoded(&fields), &[("origin", "null")]).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_needs_the_page_it_came_with() {
    let server = Server::new().await;
    pass(31);
    let mut browser = server.browser();
    let page = browser.get("/sign-in").await;
    let code = server.code("hope", "triage");
    let filled = [("organisation", "hope"), ("login", "triage"), ("passphrase", PASSPHRASE), ("code", &code)];
    let fields = page.form("/sign-in", &filled);
    browser.cookies.clear();
    assert_eq!(browser.post("/sign-in", &fields).await.status, StatusCode::FORBIDDEN);
    assert!(!browser.cookies.contains_key("turnstone"));
}

#[tokio::test]
async fn a_session_ends_and_what_was_typed_is_kept_on_the_page() {
    let server = Server::new().await;
    let (id, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let page = browser.see(&format!("/reports/{id}")).await;
    pass(31 * 60);
    let sent = browser.send(&page, &format!("/reports/{id}/notes"), &[("text", "an hour of <thought>")]).await;
    assert_eq!(sent.status, StatusCode::UNAUTHORIZED);
    assert!(sent.html.contains("an hour of &#60;thought&#62;") && sent.text().contains("not saved"), "{}", sent.text());
    assert_eq!(browser.get("/").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_step_that_reveals_asks_for_a_code_and_keeps_the_form() {
    let server = Server::new().await;
    let (id, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let (address, action) = (format!("/reports/{id}"), format!("/reports/{id}/reveal"));
    browser.does(&address, &format!("/reports/{id}/claim"), &[]).await;
    pass(16 * 60);
    let page = browser.see(&address).await;
    let reason = ("reason", "the shelter has to know her name");
    let asked = browser.send(&page, &action, &[reason, ("compartment", "victim_identity")]).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN);
    assert!(asked.text().contains("confirm with a code") && !asked.html.contains("Zebra-canary"));
    let wrong = browser.send(&asked, &action, &[("confirm_code", "000000")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let code = server.code("hope", "triage");
    let shown = browser.send(&wrong, &action, &[("confirm_code", &code)]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
    assert!(shown.text().contains("Zebra-canary") && !shown.text().contains("Heron-canary"));
    // Why it was shown is a note that colleagues see.
    assert!(browser.see(&address).await.text().contains("the shelter has to know her name"));
    // The page to confirm leads back to where one was, and nowhere else.
    pass(16 * 60);
    let code = server.code("hope", "triage");
    let page = browser.see(&format!("/confirm?to=/reports/{id}")).await;
    let done = browser.send(&page, "/confirm", &[("confirm_code", &code)]).await;
    assert_eq!(done.headers[header::LOCATION], format!("/reports/{id}?done=confirmed"));
    let page = browser.see("/confirm?to=//evil.example").await;
    assert!(page.form("/confirm", &[]).contains(&("to".into(), "/".into())));
}

#[tokio::test]
async fn a_passphrase_is_changed_and_ends_the_other_sessions() {
    let server = Server::new().await;
    let mut one = server.signed_in("hope", "triage").await;
    let mut two = server.signed_in("hope", "triage").await;
    let page = one.see("/account").await;
    let new = "nine loud carts over a ford";
    for (old, again, status) in [
        ("wrong passphrase for sure", new, StatusCode::BAD_REQUEST),
        (PASSPHRASE, "something else entirely", StatusCode::BAD_REQUEST),
        (PASSPHRASE, new, StatusCode::SEE_OTHER),
    ] {
        let sent = one.send(&page, "/account/passphrase", &[("old", old), ("new", new), ("again", again)]).await;
        assert_eq!(sent.status, status, "{}", sent.text());
        assert!(!sent.html.contains(new));
    }
    one.see("/").await;
    assert_eq!(two.get("/").await.status, StatusCode::SEE_OTHER);
    pass(31);
    assert_eq!(server.browser().sign_in("hope", "triage", PASSPHRASE).await.status, StatusCode::UNAUTHORIZED);
    pass(31);
    assert_eq!(server.browser().sign_in("hope", "triage", new).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_language_is_chosen_before_the_door_and_inside() {
    let server = Server::new().await;
    let mut browser = server.browser();
    assert!(browser.get("/sign-in").await.html.contains("lang=\"en\""));
    let chosen = browser.get("/language?tag=fr&to=/sign-in").await;
    assert_eq!(chosen.headers[header::LOCATION], "/sign-in");
    assert!(browser.get("/sign-in").await.text().contains("Phrase secrète"));
    for (tag, to) in [("xx", "/sign-in"), ("fr", "//evil.example"), ("fr%0d%0aX:y", "/")] {
        let page = browser.get(&format!("/language?tag={tag}&to={to}")).await;
        assert!(page.headers[header::LOCATION].to_str().unwrap().starts_with('/'));
        assert!(!page.headers[header::LOCATION].to_str().unwrap().starts_with("//"));
    }
    let mut browser = server.signed_in(ORGANISATIONS[0], "triage").await;
    browser.cookies.insert("turnstone-language".into(), "fr".into());
    assert!(browser.see("/queue").await.text().contains("File d’attente"));
}
