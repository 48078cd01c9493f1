//! From the first page to the receipt and the mailbox.

use super::browser::{Server, between};
use axum::http::StatusCode;
use turnstone_casework::vault::Receipt;

const ARABIC: &[(&str, &str)] = &[
    ("what", "يُجبَر عمّال على العمل ليلًا.\nلا يُسمح لهم بالخروج."),
    ("class", "forced_labour"),
    ("danger_now", "yes"),
    ("child", "unknown"),
    ("ongoing", "yes"),
    ("country", "Belgium"),
    ("place_text", "مزرعة قرب النهر"),
    ("when_text", "منذ سنتين"),
    ("online", "both"),
    ("indicators", "https://example.org/jobs\n+32 470 12 34 56\n@worker"),
    ("who_text", "ثلاثة رجال"),
    ("relation", "colleague"),
    ("may_contact", "yes"),
    ("channel", "whatsapp"),
    ("address", "+32 470 65 43 21"),
    ("name", "س"),
    ("safe_times", "الاثنين 10-12"),
    ("code_word", "ياسمين"),
    ("do_not", "لا تتصلوا مساءً"),
    ("voicemail_ok", "no"),
    ("language", "العربية"),
];

#[tokio::test]
async fn the_whole_walk_in_arabic_without_a_script() {
    let server = Server::new().await;
    let start = server.get("/o/hope/ar").await;
    assert!(start.html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", start.html);
    assert!(start.html.contains("href=\"/o/hope/ar/report\""));

    let check = server.filled("ar", ARABIC).await;
    assert!(check.html.contains("dir=\"rtl\""));
    for (name, value) in ARABIC {
        assert_eq!(check.field(name).as_deref(), Some(*value), "{name} did not travel along");
        let shown = !value.is_ascii() || name.starts_with("address") || name.starts_with("country");
        assert!(!shown || check.html.contains(&format!("<dd dir=\"auto\">{value}</dd>")), "{name} is not shown");
    }

    let sent = server
        .post_files("/o/hope/ar/report", &check.form(&[], "send"), &[("صورة.jpg", "image/jpeg", b"\xff\xd8x")])
        .await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.html);
    let words = sent.receipt();
    assert_eq!(words.len(), 10);
    assert!(sent.html.contains("وصل بلاغكم") && sent.html.contains("lang=\"en\" dir=\"ltr\" translate=\"no\""));
    assert_eq!((server.count("reports").await, server.count("attachments").await), (1, 1));

    // On paper with numbers, in capitals, over several lines.
    let typed: String =
        words.iter().enumerate().map(|(at, word)| format!("{}. {}\r\n", at + 1, word.to_uppercase())).collect();
    let mailbox = server.get("/o/hope/ar/mailbox").await;
    let opened = server.post("/o/hope/ar/mailbox", &mailbox.form(&[("words", &typed)], "")).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.html);
    assert!(opened.html.contains("ينتظر القراءة"));

    let message = "نحن في أمان الآن <b>&amp;";
    let form = opened.form(&[("message", message)], "");
    for _ in 0..2 {
        // Sent twice, written once.
        let written = server.post("/o/hope/ar/mailbox/write", &form).await;
        assert_eq!(written.status, StatusCode::OK, "{}", written.html);
        assert!(written.html.contains("وصلت رسالتكم"));
        let said = between(&written.html, "<p class=\"said\" dir=\"auto\">", "</p>");
        assert_eq!(said, ["نحن في أمان الآن &#60;b&#62;&#38;amp;"]);
        assert_eq!(written.field("message").as_deref(), Some(""));
        assert_ne!(written.field("once"), opened.field("once"));
    }
    assert_eq!(server.count("messages").await, 1);
}

#[tokio::test]
async fn sending_twice_gives_one_report_and_the_same_ten_words() {
    let server = Server::new().await;
    let check = server.filled("en", &[("what", "Somebody is locked in.")]).await;
    let first = server.post_files("/o/hope/en/report", &check.form(&[], "send"), &[]).await;
    let again = server.post_files("/o/hope/en/report", &check.form(&[], "send"), &[]).await;
    assert_eq!(first.receipt().len(), 10);
    assert_eq!(first.receipt(), again.receipt());
    assert!(!first.html.contains("here already") && again.html.contains("here already"));
    assert_eq!((server.count("reports").await, server.count("signals").await), (1, 1));

    let other = server.filled("en", &[("what", "Somebody is locked in.")]).await;
    let other = server.post_files("/o/hope/en/report", &other.form(&[], "send"), &[]).await;
    assert_ne!(first.receipt(), other.receipt());
    assert_eq!(server.count("reports").await, 2);
}

#[tokio::test]
async fn going_back_changing_and_another_language_lose_nothing() {
    let server = Server::new().await;
    let answers =
        [("what", "First\n\n  words"), ("place_text", "by the sea"), ("may_contact", "no"), ("address", "kept")];
    let check = server.filled("en", &answers).await;
    assert!(!check.html.contains("step-contact") && !check.html.contains("How can we reach you safely?"));
    let changed = server.post("/o/hope/en/report", &check.form(&[], "where")).await;
    assert_eq!(changed.field("place_text").as_deref(), Some("by the sea"));
    let french = server.post("/o/hope/fr/report", &changed.form(&[("place_text", "près de la mer")], "stay")).await;
    assert!(french.html.contains("<html lang=\"fr\"") && french.html.contains("Où est-ce ?"));
    let back = server.post("/o/hope/fr/report", &french.form(&[], "back")).await;
    assert!(back.html.contains("id=\"danger_now-yes\""));
    let what = server.post("/o/hope/fr/report", &back.form(&[], "what")).await;
    assert_eq!(what.field("what").as_deref(), Some("First\n\n  words"));
    assert_eq!(what.field("place_text").as_deref(), Some("près de la mer"));
    assert_eq!(what.field("token"), check.field("token"));
}

#[tokio::test]
async fn how_to_be_reached_is_asked_of_those_who_want_it() {
    let server = Server::new().await;
    let steps = |html: &str| between(html, "<p class=\"step\">", "</p>")[0].to_owned();
    let silent = server.filled("en", &[("what", "x"), ("may_contact", "unknown")]).await;
    assert_eq!(steps(&silent.html), "Step 5 of 5");
    let wanted = server.filled("en", &[("what", "x"), ("may_contact", "yes")]).await;
    assert_eq!(steps(&wanted.html), "Step 6 of 6");
}

#[tokio::test]
async fn a_wrong_word_is_named_with_those_near_it() {
    let server = Server::new().await;
    let open = |words: &str| vec![("words".to_owned(), words.to_owned())];
    let mailbox = "/o/hope/en/mailbox";
    let near = server
        .post(mailbox, &open("abacus abdomem abdominal abide abiding ability ablaze able abnormal abrasion"))
        .await;
    assert_eq!(near.status, StatusCode::BAD_REQUEST);
    assert!(near.html.contains("Word number 2 is not one of our words. Did you mean: abdomen"), "{}", near.html);
    assert!(near.field("words").unwrap().contains("abdomem"));
    let short = server.post(mailbox, &open("abacus abdomen")).await;
    assert!(short.html.contains("You wrote 2 words. There have to be 10."), "{}", short.html);
    let long = server.post(mailbox, &open(&"abacus ".repeat(2_000))).await;
    assert!(long.status == StatusCode::BAD_REQUEST && long.html.len() < 20_000);
    let words = "abacus abdomen abdominal abide abiding ability ablaze able abnormal abrasion";
    assert!(Receipt::parse(words).is_ok());
    let unknown = server.post(mailbox, &open(words)).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(unknown.html.contains("We found nothing with these words"));
}

#[tokio::test]
async fn a_mailbox_opens_in_its_own_organisation_only() {
    let server = Server::with(&[("hope", &["en"], false), ("other", &["en"], false)]).await;
    let check = server.filled("en", &[("what", "x")]).await;
    let sent = server.post_files("/o/hope/en/report", &check.form(&[], "send"), &[]).await;
    let words = vec![("words".to_owned(), sent.receipt().join(" "))];
    assert_eq!(server.post("/o/hope/en/mailbox", &words).await.status, StatusCode::OK);
    assert_eq!(server.post("/o/other/en/mailbox", &words).await.status, StatusCode::NOT_FOUND);
}
