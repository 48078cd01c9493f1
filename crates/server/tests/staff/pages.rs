//! Every page for every role in every language: whole, with its language, and without a word that was not translated.

use crate::browser::{Page, Server};
use crate::roles::pages;
use crate::story::world;
use axum::http::{StatusCode, header};
use turnstone_casework::permission::Role;

/// A text that looks like the name of a message: small letters and hyphens, one of the site's own lists in front.
fn is_message_name(text: &str) -> bool {
    const LISTS: [&str; 28] = [
        "nav-",
        "done-",
        "refused-",
        "field-",
        "queue-",
        "report-",
        "incident-",
        "referral-",
        "arrival-",
        "case-",
        "task-",
        "partner-",
        "card-",
        "agreement-",
        "people-",
        "finding-",
        "consent-",
        "statement-",
        "facts-",
        "basis-",
        "package-",
        "outcome-",
        "break-glass-",
        "audit-",
        "statistics-",
        "keys-",
        "span-",
        "role-",
    ];
    LISTS.iter().any(|list| text.starts_with(list)) && text.chars().all(|c| c.is_ascii_lowercase() || c == '-')
}

fn check(page: &Page, tag: &str, address: &str) {
    assert!(page.html.contains(&format!("<html lang=\"{tag}\" dir=\"ltr\">")), "{address}");
    assert!(page.html.trim_end().ends_with("</html>"), "{address}");
    let texts = page.html.split(['<', '>', '"']).map(str::trim);
    let names: Vec<&str> = texts.filter(|text| is_message_name(text)).collect();
    // Names of classes, fields and parts of a page stand in attributes that people do not read.
    let known = ["case-", "queue-"];
    let missing: Vec<&&str> = names
        .iter()
        .filter(|name| {
            !known.contains(name) && page.html.contains(&format!(">{name}<"))
                || page.html.contains(&format!(">{name} "))
        })
        .collect();
    assert!(missing.is_empty(), "{tag} {address}: {missing:?}");
    assert!(!page.html.contains("{$") && !page.html.contains("{ $"), "{tag} {address}: a value is missing");
    // Each id stands once, and each label belongs to a field that is there.
    let mut ids: Vec<&str> = page.html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "{address}: an id stands twice: {:?}", twice(&page.html));
    for wanted in [" for=\"", " aria-describedby=\"", " aria-labelledby=\""] {
        for id in page.html.split(wanted).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(ids.binary_search(&id).is_ok(), "{address}: nothing has the id {id}");
        }
    }
    assert_eq!(page.headers[header::CACHE_CONTROL], "no-store", "{address}");
    assert_eq!(page.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{address}");
}

fn twice(html: &str) -> Vec<&str> {
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let repeated = |id: &&&str| ids.iter().filter(|other| other == id).count() > 1;
    ids.iter().filter(repeated).copied().collect()
}

#[tokio::test]
async fn every_page_is_whole_in_every_language() {
    let server = Server::new().await;
    let world = world(&server).await;
    let mut seen = std::collections::BTreeSet::new();
    for (slug, role) in ["hope", "haven"].into_iter().flat_map(|slug| Role::ALL.map(|role| (slug, role))) {
        let mut browser = server.signed_in(slug, role.name()).await;
        for tag in ["en", "fr"] {
            browser.cookies.insert("turnstone-language".into(), tag.into());
            for address in pages(&world) {
                let page = browser.get(&address).await;
                check(&page, tag, &address);
                if page.status == StatusCode::OK {
                    // Every page of an invented organisation says that it is.
                    assert!(page.html.contains("class=\"synthetic\""), "{address}");
                    seen.insert(address);
                }
            }
        }
    }
    let unseen: Vec<String> = pages(&world).into_iter().filter(|address| !seen.contains(address)).collect();
    assert!(unseen.is_empty(), "nobody sees {unseen:?}");
    let mut browser = server.browser();
    for (tag, address) in ["en", "fr"]
        .into_iter()
        .flat_map(|tag| ["/sign-in", "/sign-in?ended", "/recover"].map(|address| (tag, address)))
    {
        browser.cookies.insert("turnstone-language".into(), tag.into());
        check(&browser.see(address).await, tag, address);
    }
}

#[tokio::test]
async fn the_style_and_the_script_are_kept_under_a_name_of_their_content() {
    let server = Server::new().await;
    let mut browser = server.browser();
    let page = browser.see("/sign-in").await;
    let style = page.html.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sheet = browser.see(&format!("/assets/{style}")).await;
    assert_eq!(sheet.headers[header::CONTENT_TYPE], "text/css; charset=utf-8");
    assert!(sheet.headers[header::CACHE_CONTROL].to_str().unwrap().contains("immutable"));
    assert!(sheet.html.contains(".queue") && !sheet.html.contains("@import") && !sheet.html.contains("url(http"));
}
