//! Files: handed out at another origin, once, as something to save. And the study, which cannot lead out of its folder.

use crate::browser::{Page, Server, form, pass};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};

fn request(link: &str, method: Method) -> Request<Body> {
    let path = link.split_once("127.0.0.1:8082").unwrap().1;
    Request::builder().method(method).uri(path).body(Body::empty()).unwrap()
}

fn link(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.links().into_iter().find(|link| link.contains("/f/")).unwrap()
}

#[tokio::test]
async fn a_file_is_saved_once_and_never_shown() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let page = browser.see(&format!("/reports/{report}")).await;
    assert!(
        !page.html.contains("<img src=\"http")
            && !page.html.contains("data:image")
            && page.text().contains("photo é.jpg")
    );
    let action = page.actions().into_iter().find(|action| action.contains("/files/")).unwrap();
    let got = link(&browser.send(&page, &action, &[]).await);
    assert!(got.starts_with("http://127.0.0.1:8082/f/"));

    // A look ahead does not use it up.
    assert_eq!(Server::ask(&server.files, request(&got, Method::HEAD)).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let mut ahead = request(&got, Method::GET);
    ahead.headers_mut().insert("sec-purpose", "prefetch".parse().unwrap());
    assert_eq!(Server::ask(&server.files, ahead).await.status, StatusCode::SERVICE_UNAVAILABLE);

    let file = Server::ask(&server.files, request(&got, Method::GET)).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.html.ends_with("not shown"));
    assert_eq!(file.headers[header::CONTENT_TYPE], "application/octet-stream");
    assert_eq!(
        file.headers[header::CONTENT_DISPOSITION],
        "attachment; filename=\"file\"; filename*=UTF-8''photo%20%C3%A9.jpg"
    );
    assert!(file.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox; default-src 'none'"));
    assert_eq!(file.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(file.headers[header::CACHE_CONTROL], "no-store");
    assert!(!file.headers.contains_key(header::SET_COOKIE));
    assert_eq!(
        Server::ask(&server.files, request(&got, Method::GET)).await.status,
        StatusCode::NOT_FOUND,
        "it worked once"
    );
    for path in ["/f/", "/f/AAAA", "/", "/f/../x"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        assert_eq!(Server::ask(&server.files, request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_link_ends_with_the_session_that_made_it() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut browser = server.signed_in("hope", "triage").await;
    let page = browser.see(&format!("/reports/{report}")).await;
    let action = page.actions().into_iter().find(|action| action.contains("/files/")).unwrap();
    let first = link(&browser.send(&page, &action, &[]).await);
    browser.send(&page, "/sign-out", &[]).await;
    assert_eq!(Server::ask(&server.files, request(&first, Method::GET)).await.status, StatusCode::NOT_FOUND);
    // Who may not read it gets no link.
    let mut officer = server.signed_in("hope", "officer").await;
    let csrf = officer.see("/account").await.form("/account/passphrase", &[]).remove(0);
    assert_eq!(officer.post(&action, &[csrf]).await.status, StatusCode::FORBIDDEN);
    // A session that has ended by time is no session here either.
    let mut browser = server.signed_in("hope", "supervisor").await;
    let page = browser.see(&format!("/reports/{report}")).await;
    let second = link(&browser.send(&page, &action, &[]).await);
    pass(31 * 60);
    assert_eq!(Server::ask(&server.files, request(&second, Method::GET)).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_study_is_for_the_staff_and_ends_at_its_folder() {
    let server = Server::new().await;
    assert_eq!(server.browser().get("/study/").await.status, StatusCode::SEE_OTHER);
    let mut browser = server.signed_in("hope", "admin").await;
    assert!(browser.see("/").await.links().contains(&"/study/".to_owned()));
    let page = browser.see("/study/").await;
    assert!(page.html.contains("<title>Study</title>"));
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    for part in
        ["default-src 'none'", "script-src 'unsafe-inline'", "frame-ancestors 'none'", "form-action 'none'", "sandbox"]
    {
        assert!(policy.contains(part), "{part}");
    }
    assert_eq!(browser.see("/study/tables/trend.csv").await.html, "year,count\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(
        server.folder.path().join("secret.csv"),
        server.folder.path().join("study/leads-out.csv"),
    )
    .unwrap();
    for path in [
        "/study/../secret.csv",
        "/study/..%2fsecret.csv",
        "/study/%2e%2e/secret.csv",
        "/study/tables/../../secret.csv",
        "/study//etc/passwd",
        "/study/%00.csv",
        "/study/leads-out.csv",
        "/study/casework.db",
        "/study/tables",
        "/study/none.csv",
        "/study/..%5csecret.csv",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.html.contains("not for you"), "{path}");
    }
}
