//! Bad input: what is too large, no text, or meant for another reader than people is refused or shown as text, and nothing is lost.

use crate::browser::{Server, encoded, form};
use axum::http::{StatusCode, header};
use turnstone_casework::Id;

const MEDIA: &str = "application/x-www-form-urlencoded";
const HERE: [(&str, &str); 1] = [("sec-fetch-site", "same-origin")];

#[tokio::test]
async fn what_is_no_form_is_refused_with_the_right_status() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let action = format!("/reports/{report}/notes");
    let fields = browser.see(&format!("/reports/{report}")).await.form(&action, &[("text", "")]);
    let good = encoded(&fields);
    for (what, body, status) in [
        ("no UTF-8", format!("{good}%FF%FE").into_bytes(), StatusCode::BAD_REQUEST),
        ("a zero", format!("{good}%00").into_bytes(), StatusCode::BAD_REQUEST),
        ("half a percent", format!("{good}%4").into_bytes(), StatusCode::BAD_REQUEST),
        ("too large", format!("{good}{}", "a".repeat(256 * 1024)).into_bytes(), StatusCode::PAYLOAD_TOO_LARGE),
        ("too long for a note", format!("{good}{}", "a".repeat(20_001)).into_bytes(), StatusCode::BAD_REQUEST),
        ("nothing in it", good.clone().into_bytes(), StatusCode::BAD_REQUEST),
    ] {
        let page = browser.post_as(&action, MEDIA, body, &HERE).await;
        assert_eq!(page.status, status, "{what}: {}", page.text());
    }
    for address in ["/no-such-page", "/reports", "/queue/x", "/assets/../Cargo.toml", "/assets/staff.css"] {
        assert_eq!(browser.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(browser.get("/queue?after=1.2.x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get("/queue?show=%FF%00").await.status, StatusCode::OK);
    let notes: (i64,) =
        sqlx::query_as("SELECT COUNT(*) FROM notes").fetch_one(server.desk.store.reader()).await.unwrap();
    assert_eq!(notes.0, 0);
}

#[tokio::test]
async fn what_people_wrote_is_text_and_nothing_else() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let strange = "'; DROP TABLE notes; -- {{7*7}} {% raw %} <img src=x onerror=alert(1)> \u{202e}gnp";
    let address = format!("/reports/{report}");
    let page = browser.does(&address, &format!("{address}/notes"), &[("text", strange)]).await;
    assert!(page.text().contains(strange), "{}", page.text());
    for page in [page, browser.see("/queue").await] {
        assert!(
            !page.html.contains("<script>alert") && !page.html.contains("<img src=x") && page.html.contains("{{7*7}}")
        );
        // One script, from here, and none inside the page: the policy would refuse it.
        assert!(!page.html.contains("style=\"") && !page.html.contains(" onclick") && !page.html.contains("<script>"));
        let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self'")
                && !policy.contains("unsafe")
                && policy.contains("frame-ancestors 'none'")
        );
    }
}

#[tokio::test]
async fn a_refused_text_comes_back_ready_to_be_sent_again() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let (address, action) = (format!("/reports/{report}"), format!("/reports/{report}/reply"));
    let page = browser.see(&address).await;
    // Somebody who reads over their shoulder would know what this is about.
    let refused = browser.send(&page, &action, &[("text", "We think you are a victim of trafficking.")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.form(&action, &[]).contains(&("text".into(), "We think you are a victim of trafficking.".into())));
    assert!(refused.links().contains(&address));
    let sent = browser.send(&refused, &action, &[("text", "Thank you for writing. Can you tell us more?")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert!(browser.see(&address).await.text().contains("Thank you for writing."));
}

#[tokio::test]
async fn a_contact_that_cannot_be_taken_comes_back_as_it_was() {
    let server = Server::new().await;
    let mut browser = server.signed_in("hope", "triage").await;
    let page = browser.see("/contacts/new").await;
    let filled = [("kind", "new_report"), ("what", ""), ("who_text", "Ibis-canary"), ("country", "BEL")];
    let back = browser.send(&page, "/contacts", &filled).await;
    assert_eq!(back.status, StatusCode::BAD_REQUEST);
    assert!(
        back.html.contains("Ibis-canary") && back.form("/contacts", &[]).contains(&("country".into(), "BEL".into()))
    );
    let filled = [
        ("what", "A man called about two girls in a car wash."),
        ("indicators", "+32 470 12 34 56\nhttps://example.org/ad"),
    ];
    let sent = browser.send(&back, "/contacts", &filled).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    let report: Id = sent.headers["location"].to_str().unwrap().split(['/', '?']).nth(2).unwrap().parse().unwrap();
    let page = browser.see(&format!("/reports/{report}")).await;
    assert!(
        page.text().contains("+32 470 12 34 56")
            && page.text().contains("no mailbox")
            && !page.text().contains("Ibis-canary")
    );
    // A contact that is no report is counted and nothing else.
    let page = browser.see("/contacts/new").await;
    let sent = browser.send(&page, "/contacts", &[("kind", "wrong_number"), ("channel", "phone")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
}
