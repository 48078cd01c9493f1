//! What cannot be taken: a clear page in the right language, the right status, and nothing lost.

use super::browser::{Server, encoded};
use axum::body::Body;
use axum::http::{Request, header};

const TYPE: &str = "application/x-www-form-urlencoded";

fn fields(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn nothing_but_the_first_answer_is_needed_and_it_is() {
    let server = Server::new().await;
    let first = server.get("/o/hope/en/report").await;
    let empty = server.post("/o/hope/en/report", &first.form(&[("what", " \r\n")], "next")).await;
    assert_eq!(empty.status, 400);
    assert!(empty.html.contains("href=\"#what\"") && empty.html.contains("aria-invalid=\"true\""), "{}", empty.html);
    assert!(empty.title().starts_with("Please check · "));
    assert_eq!(empty.field("token"), first.field("token"));
    // Sent at once, by whatever made the form.
    let sent = server.post("/o/hope/en/report", &fields(&[("go", "send"), ("child", "yes")])).await;
    assert_eq!((sent.status.as_u16(), sent.field("child").as_deref()), (400, Some("yes")));
    assert_eq!(server.count("reports").await, 0);
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_shown_again_whole() {
    let server = Server::new().await;
    let long = "ب".repeat(20_001);
    let page = server.post("/o/hope/ar/report", &fields(&[("at", "what"), ("go", "next"), ("what", &long)])).await;
    assert_eq!((page.status.as_u16(), page.field("what").as_deref()), (400, Some(long.as_str())));
    assert!(page.html.contains("20001"), "the length is said");
    let sent = fields(&[
        ("go", "send"),
        ("at", "check"),
        ("what", "x"),
        ("who_text", &"é".repeat(2_001)),
        ("when_text", "then"),
    ]);
    let page = server.post("/o/hope/fr/report", &sent).await;
    assert_eq!((page.status.as_u16(), page.field("when_text").as_deref()), (400, Some("then")));
    assert!(page.html.contains("href=\"#who_text\""), "{}", page.html);
}

#[tokio::test]
async fn without_its_token_a_form_is_not_sent_but_can_be() {
    let server = Server::new().await;
    for token in ["", "00", "../..", &"g".repeat(64)] {
        let page =
            server.post("/o/hope/en/report", &fields(&[("go", "send"), ("what", "kept"), ("token", token)])).await;
        assert_eq!((page.status.as_u16(), page.field("what").as_deref()), (400, Some("kept")));
        assert_eq!(page.field("token").unwrap().len(), 64);
        let sent = server.post("/o/hope/en/report", &page.form(&[], "send")).await;
        assert_eq!((sent.status.as_u16(), sent.receipt().len()), (200, 10));
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_shown_to_be_mended() {
    let server = Server::new().await;
    let page = server.post_bytes("/o/hope/ar/report", TYPE, "at=what&go=next&what=before%ff%c3after&child=yes").await;
    assert_eq!((page.status.as_u16(), page.field("what").as_deref()), (400, Some("before\u{fffd}\u{fffd}after")));
    assert!(page.html.contains("لم نستطع قراءة بعض الحروف") && page.field("child").as_deref() == Some("yes"));
    let raw = server.post_bytes("/o/hope/en/report", TYPE, b"at=what&go=next&what=\xff".to_vec()).await;
    assert_eq!(raw.status, 400);
}

#[tokio::test]
async fn files_are_limited_in_number_and_size_and_answers_stay() {
    let server = Server::new().await;
    let check = server.filled("en", &[("what", "with files")]).await;
    let form = check.form(&[], "send");
    let large = vec![7; (10 << 20) + 1];
    let page = server
        .post_files(
            "/o/hope/en/report",
            &form,
            &[("small.pdf", "application/pdf", b"x"), ("<i>film.mp4", "video/mp4", &large)],
        )
        .await;
    assert_eq!((page.status.as_u16(), page.field("what").as_deref()), (413, Some("with files")));
    assert!(page.html.contains("The file “&#60;i&#62;film.mp4” is too large"), "{}", page.html);
    let six: Vec<(&str, &str, &[u8])> = (0..6).map(|_| ("a.txt", "text/plain", &b"x"[..])).collect();
    let page = server.post_files("/o/hope/en/report", &form, &six).await;
    assert_eq!(page.status, 413);
    assert!(page.html.contains("At most 5 files can be sent"));
    assert_eq!(server.count("reports").await, 0);
    let page =
        server.post_files("/o/hope/en/report", &form, &[("full.bin", "", &large[1..]), ("../../x", "a/b", b"y")]).await;
    assert_eq!((page.status.as_u16(), server.count("attachments").await), (200, 2));
}

#[tokio::test]
async fn what_is_too_large_broken_or_no_form_is_refused_in_the_language() {
    let server = Server::new().await;
    let post = |media, body: Body| server.post_bytes("/o/hope/fr/report", media, body);
    for (media, body, status, title) in [
        (TYPE, Body::from(vec![b'a'; 4 << 20]), 413, "C’était trop grand"),
        ("application/json", Body::from("{}"), 415, "Cela n’a pas été compris"),
        ("multipart/form-data; boundary=B", Body::from("--B\r\nContent"), 400, "Cela n’a pas pu être lu"),
        ("multipart/form-data", Body::from("x"), 400, "Cela n’a pas pu être lu"),
    ] {
        let page = post(media, body).await;
        assert_eq!(page.status, status, "{title}");
        assert!(
            page.html.contains(title) && page.html.contains("lang=\"fr\"") && page.html.contains("PAS été reçu"),
            "{title}"
        );
    }
}

#[tokio::test]
async fn unknown_addresses_are_not_found_in_the_language_of_the_browser() {
    let server = Server::new().await;
    for address in [
        "/o/nobody/en",
        "/o/hope/xx",
        "/o/hope/EN",
        "/o/hope/en/nothing",
        "/o/hope%00/en",
        "/o/%3Cscript%3E/en",
        "/wp-login.php",
    ] {
        let request =
            Request::get(address).header(header::ACCEPT_LANGUAGE, "es-MX,es;q=0.9").body(Body::empty()).unwrap();
        let page = server.send(request).await;
        assert_eq!(page.status, 404, "{address}");
        assert!(
            page.html.contains("Esta página no existe") || page.html.contains("This page does not exist"),
            "{address}"
        );
        assert!(!page.html.contains("script"), "{address}");
    }
    assert_eq!(server.get("/o/%ff/en").await.status, 400);
    assert_eq!(server.get("/o/hope/es/nothing").await.title(), "Por revisar · Información");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused_for_it_could_know_the_ten_words() {
    let server = Server::new().await;
    let body = encoded(&fields(&[("at", "what"), ("go", "next"), ("what", "x"), ("token", &"ab".repeat(32))]));
    let from = |name: &'static str, value: &'static str| {
        Request::post("/o/hope/en/report")
            .header(header::CONTENT_TYPE, TYPE)
            .header(header::HOST, "report.example.org")
            .header(name, value)
            .body(Body::from(body.clone()))
            .unwrap()
    };
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("sec-fetch-site", "same-origin", 200),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 200),
        ("origin", "https://report.example.org", 200),
        ("accept", "text/html", 200),
    ] {
        let page = server.send(from(name, value)).await;
        assert_eq!(page.status, status, "{name}: {value}");
        assert_eq!(page.html.contains(&"ab".repeat(32)), status == 200, "{name}: {value}");
    }
}

#[tokio::test]
async fn when_the_database_fails_the_page_says_so_and_keeps_the_answers() {
    let server = Server::new().await;
    let sent = server.filled("en", &[("what", "a first one")]).await;
    let words = server.post("/o/hope/en/report", &sent.form(&[], "send")).await.receipt().join(" ");
    let check = server.filled("ar", &[("what", "لا تضيعوا هذا")]).await;
    let drop = |statement: &'static str| {
        server.desk.store.write(move |conn| {
            Box::pin(async move {
                sqlx::query(statement).execute(conn).await?;
                Ok(())
            })
        })
    };
    drop("ALTER TABLE sealed RENAME TO away").await.unwrap();
    let lost = server.post("/o/hope/ar/report", &check.form(&[], "send")).await;
    assert_eq!((lost.status.as_u16(), lost.headers["retry-after"].to_str().unwrap()), (503, "60"));
    assert!(lost.html.contains("لم يصل بلاغكم") && lost.html.contains("إرسال مرة أخرى"), "{}", lost.html);
    assert_eq!(lost.field("what").as_deref(), Some("لا تضيعوا هذا"));
    let message = fields(&[("words", &words), ("message", "kept, too"), ("once", &"cd".repeat(32))]);
    let lost_message = server.post("/o/hope/en/mailbox/write", &message).await;
    assert_eq!((lost_message.status.as_u16(), lost_message.field("message").as_deref()), (503, Some("kept, too")));
    assert!(lost_message.html.contains("Your message was NOT received"));

    drop("ALTER TABLE away RENAME TO sealed").await.unwrap();
    let sent = server.post("/o/hope/ar/report", &lost.form(&[], "send")).await;
    assert_eq!((sent.status.as_u16(), sent.receipt().len()), (200, 10));
    let written = server.post("/o/hope/en/mailbox/write", &lost_message.form(&[], "")).await;
    assert_eq!(written.status, 200);
    assert_eq!((server.count("reports").await, server.count("messages").await), (2, 1));
}
