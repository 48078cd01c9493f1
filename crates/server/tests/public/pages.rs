//! Every page in every language: its size, its words, its structure, and that nothing that was written runs.

use super::browser::{Page, Server, attribute, between};
use std::collections::BTreeSet;
use turnstone_server::texts::Texts;

const HOSTILE: &str = "</textarea><script>alert(1)</script>\" onfocus=\"x' {{ 7919*7927 }} {% raw %} ${7919*7927} <%= 7 %> '; DROP TABLE reports;--";

#[tokio::test]
async fn the_first_page_with_its_style_is_small() {
    let server = Server::new().await;
    for tag in ["en", "fr", "es", "ar"] {
        let page = server.get(&format!("/o/hope/{tag}")).await;
        let style = server.get("/public.css").await;
        let size = page.html.len() + style.html.len();
        assert!(size <= 50 * 1024, "{tag}: {size}");
    }
}

/// Every page that can be reached, in a language.
async fn every_page(server: &Server, tag: &str, text: &str) -> Vec<(String, Page)> {
    let home = format!("/o/hope/{tag}");
    let mut pages = Vec::new();
    for path in ["", "/safety", "/mailbox", "/nothing"] {
        pages.push((path.to_owned(), server.get(&format!("{home}{path}")).await));
    }
    let report = format!("{home}/report");
    let answers: Vec<(&str, &str)> = [
        "what",
        "country",
        "place_text",
        "when_text",
        "indicators",
        "who_text",
        "address",
        "name",
        "safe_times",
        "code_word",
        "do_not",
        "language",
    ]
    .map(|name| (name, text))
    .into_iter()
    .chain([
        ("may_contact", "yes"),
        ("danger_now", "no"),
        ("relation", "other"),
        ("online", "online"),
        ("class", "work_rights"),
    ])
    .collect();
    let mut page = server.get(&report).await;
    pages.push(("empty".into(), server.post(&report, &page.form(&[], "next")).await));
    while !page.html.contains("name=\"files\"") {
        let next = server.post(&report, &page.form(&answers, "next")).await;
        let stay = server.post(&report, &page.form(&answers, "stay")).await;
        pages.push((page.title(), page));
        pages.push((stay.title() + " again", stay));
        assert_eq!(next.status, 200, "{}", next.html);
        page = next;
    }
    let sent = server.post_files(&report, &page.form(&[], "send"), &[]).await;
    let again = server.post_files(&report, &page.form(&[], "send"), &[]).await;
    let six = [("a", "b/c", &b"x"[..]); 6];
    pages.push(("too many files".into(), server.post_files(&report, &page.form(&[], "send"), &six).await));
    pages.push(("check".into(), page));
    let words = vec![("words".to_owned(), sent.receipt().join(" "))];
    let mailbox = format!("{home}/mailbox");
    let opened = server.post(&mailbox, &words).await;
    let write = format!("{mailbox}/write");
    pages.push(("empty message".into(), server.post(&write, &opened.form(&[], "")).await));
    pages.push(("written".into(), server.post(&write, &opened.form(&[("message", text)], "")).await));
    pages.push(("wrong words".into(), server.post(&mailbox, &[("words".to_owned(), text.to_owned())]).await));
    pages.push(("mailbox".into(), opened));
    pages.push(("sent".into(), sent));
    pages.push(("sent again".into(), again));
    pages.push(("not a form".into(), server.post_bytes(&report, "text/plain", "x").await));
    pages
}

#[tokio::test]
async fn every_page_of_every_language_has_all_its_words() {
    let server = Server::new().await;
    let ids: Vec<&str> = include_str!("../../locales/en/public.ftl")
        .lines()
        .filter_map(|line| {
            Some(line.split_once(" =")?.0)
                .filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()) && id.contains('-'))
        })
        .collect();
    assert!(ids.len() > 150);
    let mut first_titles = BTreeSet::new();
    for texts in Texts::all() {
        for (name, page) in every_page(&server, texts.tag, "some words").await {
            let html = &page.html;
            let opening = format!("<html lang=\"{}\" dir=\"{}\">", texts.tag, texts.direction);
            assert!(html.contains(&opening), "{}: {name}", texts.tag);
            assert!(!html.contains("{$") && !html.contains("{ $"), "{}: {name}: a value is missing", texts.tag);
            // A message that no language has stands on the page by its id, alone in its element.
            for id in &ids {
                assert!(
                    !html.contains(&format!(">{id}<")) && !html.contains(&format!("\"{id}\">{id}")),
                    "{}: {name}: {id}",
                    texts.tag
                );
            }
            assert!(page.title().contains(&texts.public("title", &[])), "{}: {name}: {}", texts.tag, page.title());
            structure(texts.tag, &name, &page);
        }
        first_titles.insert(server.get(&format!("/o/hope/{}", texts.tag)).await.title());
    }
    assert!(first_titles.len() >= 3, "{first_titles:?}");
}

/// What a screen reader and a keyboard need.
fn structure(tag: &str, name: &str, page: &Page) {
    let html = &page.html;
    let at = format!("{tag}: {name}");
    assert_eq!(html.matches("<h1>").count(), 1, "{at}");
    assert_eq!(html.matches("<main id=\"main\">").count(), 1, "{at}");
    let body = html.split_once("<body>").unwrap().1;
    let first = body.split_once("<a ").unwrap().1.split('>').next().unwrap();
    assert!(
        first.contains("class=\"exit\"") && first.contains("rel=\"noreferrer nofollow\""),
        "{at}: the way out is not first"
    );
    let ids: Vec<String> = between(html, "<", ">").into_iter().filter_map(|tag| attribute(tag, "id")).collect();
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{at}: an id is there twice: {ids:?}");
    for element in between(html, "<", ">") {
        for reference in ["for", "aria-labelledby", "aria-describedby"] {
            for id in attribute(element, reference).unwrap_or_default().split_whitespace() {
                assert!(unique.contains(&id.to_owned()), "{at}: {reference} {id} leads nowhere");
            }
        }
        let field = ["input ", "textarea ", "select "].iter().any(|kind| element.starts_with(kind));
        if field && !element.contains("type=\"hidden\"") {
            let id = attribute(element, "id").unwrap();
            assert!(html.contains(&format!("for=\"{id}\"")), "{at}: {id} has no label");
        }
        if let Some(target) = attribute(element, "href").as_deref().and_then(|href| href.strip_prefix('#')) {
            assert!(unique.contains(&target.to_owned()), "{at}: #{target} leads nowhere");
        }
        if element.starts_with("img") {
            panic!("{at}: an image");
        }
    }
    assert_eq!(html.matches("<fieldset").count(), html.matches("<legend>").count(), "{at}");
}

#[tokio::test]
async fn nothing_that_was_written_runs_or_breaks_a_page() {
    let server = Server::new().await;
    for (name, page) in every_page(&server, "en", HOSTILE).await {
        assert!(!page.html.contains("<script") && !page.html.contains("\" onfocus=\"x"), "{name}: {}", page.html);
        // 7,919 × 7,927 = 7,923² − 4² = 62,773,929 − 16.
        assert!(!page.html.contains("62773913"), "{name}: a template was evaluated");
        if name == "check" {
            for field in ["what", "place_text", "who_text", "address", "code_word"] {
                assert_eq!(page.field(field).as_deref(), Some(HOSTILE), "{field}");
            }
        }
        structure("en", &name, &page);
    }
    assert_eq!(server.count("reports").await, 1);
}

#[tokio::test]
async fn no_address_ever_holds_what_was_written() {
    let server = Server::new().await;
    let pages = every_page(&server, "en", "written-by-somebody").await;
    let words = pages.iter().find(|(name, _)| name == "sent").unwrap().1.receipt();
    for (name, page) in &pages {
        for element in between(&page.html, "<", ">") {
            for part in ["href", "action", "formaction", "src"] {
                let address = attribute(element, part).unwrap_or_default();
                assert!(!address.contains("written-by-somebody") && !address.contains(&words[0]), "{name}: {address}");
                let outside = address.contains("//");
                assert!(!outside || element.starts_with("a "), "{name}: {address} would be asked for");
            }
        }
        assert!(!page.html.contains("method=\"get\""), "{name}");
    }
}

#[tokio::test]
async fn the_first_page_is_that_of_the_only_organisation_or_a_choice() {
    let server = Server::new().await;
    let request =
        |tag: &str| axum::http::Request::get("/").header("accept-language", tag).body(Default::default()).unwrap();
    assert!(server.send(request("ar-EG")).await.html.contains("href=\"/o/hope/ar/report\""));
    assert!(server.send(request("km")).await.html.contains("href=\"/o/hope/en/report\""));

    let several = Server::with(&[("hope", &["en", "fr"], true), ("other", &["es"], false)]).await;
    let page = several.send(request("fr")).await;
    assert!(page.html.contains("href=\"/o/hope/fr\"") && page.html.contains("href=\"/o/other/es\""), "{}", page.html);
    assert!(several.get("/?ar").await.html.contains("dir=\"rtl\""));
    assert_eq!(several.get("/o/other/en").await.status, 404);

    let none = Server::with(&[]).await;
    assert_eq!(none.get("/").await.status, 200);
}

#[tokio::test]
async fn an_invented_organisation_says_so_on_every_page() {
    let server = Server::with(&[("hope", &["en"], true)]).await;
    for (name, page) in every_page(&server, "en", "x").await {
        assert!(page.html.contains("Demonstration. Do not send a real report."), "{name}");
    }
    assert!(server.get("/nowhere").await.html.contains("Demonstration. Do not send a real report."));
    let real = Server::new().await;
    assert!(!real.get("/").await.html.contains("Demonstration"));
}

#[test]
fn every_pair_of_colours_can_be_read() {
    let style = include_str!("../../assets/public.css");
    let blocks: Vec<&str> = between(style, ":root {", "}");
    assert_eq!(blocks.len(), 2, "light and dark");
    for block in blocks {
        let colour = |name: &str| -> [f64; 3] {
            let hex = between(block, &format!("--{name}: #"), ";")[0];
            [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
        };
        // WCAG 2.2, relative luminance and contrast ratio.
        let luminance = |name: &str| -> f64 {
            let [red, green, blue] =
                colour(name).map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let contrast = |a: &str, b: &str| {
            let (a, b) = (luminance(a), luminance(b));
            (a.max(b) + 0.05) / (a.min(b) + 0.05)
        };
        for (text, ground) in [
            ("ink", "paper"),
            ("ink", "card"),
            ("ink", "warm"),
            ("ink", "main-soft"),
            ("soft", "paper"),
            ("soft", "card"),
            ("soft", "main-soft"),
            ("main", "paper"),
            ("main", "card"),
            ("main", "warm"),
            ("on-main", "main"),
            ("on-exit", "exit"),
            ("wrong", "paper"),
            ("wrong", "card"),
        ] {
            assert!(contrast(text, ground) >= 4.5, "{text} on {ground}: {:.2}", contrast(text, ground));
        }
        for (edge, ground) in
            [("edge", "paper"), ("edge", "card"), ("focus", "paper"), ("focus", "card"), ("warm-edge", "warm")]
        {
            assert!(contrast(edge, ground) >= 3.0, "{edge} on {ground}: {:.2}", contrast(edge, ground));
        }
    }
}
