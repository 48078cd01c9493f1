//! What every answer carries, and what none does.

use super::browser::{Page, Server};
use axum::http::{Method, Request, header};
use turnstone_server::headers::PUBLIC_POLICY;

fn check(what: &str, page: &Page) {
    assert!(!page.headers.contains_key(header::SET_COOKIE), "{what} sets a cookie");
    for (name, value) in [
        ("content-security-policy", PUBLIC_POLICY),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(page.headers[name], value, "{what}: {name}");
    }
    assert!(page.headers["permissions-policy"].to_str().unwrap().contains("camera=()"), "{what}");
    if !what.contains(".css") {
        assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "{what}");
    }
    assert!(
        !page.html.contains("<script") && !page.html.contains(" onclick") && !page.html.contains(" style="),
        "{what}"
    );
}

#[tokio::test]
async fn every_answer_has_the_headers_and_none_has_a_cookie() {
    let server = Server::new().await;
    for address in [
        "/",
        "/public.css",
        "/favicon.ico",
        "/o/hope",
        "/o/hope/ar",
        "/o/hope/en/report",
        "/o/hope/en/safety",
        "/o/hope/en/mailbox",
        "/o/nobody/en",
        "/o/hope/xx",
        "/nowhere",
        "/o/hope/en/mailbox/write",
        "/o/%ff/en",
        "/../../etc/passwd",
    ] {
        check(address, &server.get(address).await);
    }
    let check_page = server.filled("fr", &[("what", "x"), ("may_contact", "yes")]).await;
    check("the last step", &check_page);
    let sent = server.post_files("/o/hope/fr/report", &check_page.form(&[], "send"), &[]).await;
    check("the receipt", &sent);
    let words = vec![("words".to_owned(), sent.receipt().join(" "))];
    check("the mailbox", &server.post("/o/hope/fr/mailbox", &words).await);
    check("a wrong form", &server.post_bytes("/o/hope/fr/report", "text/plain", "x").await);
    check("a wrong method", &server.send(Request::delete("/o/hope/fr/report").body(Default::default()).unwrap()).await);
}

#[tokio::test]
async fn the_style_sheet_is_kept_for_a_while_and_pages_are_not() {
    let server = Server::new().await;
    let page = server.get("/o/hope/en").await;
    let address = page.html.split("href=\"/public.css").nth(1).unwrap().split('"').next().unwrap();
    let style = server.get(&format!("/public.css{address}")).await;
    assert_eq!(style.headers[header::CACHE_CONTROL], "private, max-age=3600");
    assert_eq!(style.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(!style.html.contains("url(") && !style.html.contains("@import"), "the sheet asks for something else");
}

#[tokio::test]
async fn another_method_is_answered_by_those_that_there_are() {
    let server = Server::new().await;
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let page = server
            .send(Request::builder().method(&method).uri("/o/hope/es/report").body(Default::default()).unwrap())
            .await;
        assert_eq!(page.status, 405, "{method}");
        assert_eq!(page.headers[header::ALLOW], "GET,HEAD,POST", "{method}");
        assert!(page.html.contains("<html lang=\"es\""), "{method}");
    }
}
