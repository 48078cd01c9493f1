//! Organisations on one server do not see each other: another one's identifiers are answered as if there were nothing.

use crate::browser::{Browser, Page, Server, form};
use axum::http::StatusCode;
use turnstone_casework::Id;

async fn ids(server: &Server, table: &str) -> Vec<Id> {
    let rows: Vec<(Id,)> = sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT id FROM {table}")))
        .fetch_all(server.desk.store.reader())
        .await
        .unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

async fn rows(server: &Server) -> Vec<(String, i64)> {
    let mut all = Vec::new();
    for table in [
        "reports",
        "incidents",
        "cases",
        "tasks",
        "notes",
        "referrals",
        "partners",
        "users",
        "consents",
        "assertions",
        "outcomes",
        "break_glass",
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        all.push((
            table.to_owned(),
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(server.desk.store.reader()).await.unwrap(),
        ));
    }
    let versions = "SELECT COALESCE(SUM(version), 0) FROM (SELECT version FROM reports UNION ALL SELECT version FROM incidents UNION ALL \
                    SELECT version FROM cases UNION ALL SELECT version FROM tasks UNION ALL SELECT version FROM users)";
    all.push(("versions".into(), sqlx::query_scalar(versions).fetch_one(server.desk.store.reader()).await.unwrap()));
    all
}

#[tokio::test]
async fn another_organisations_records_are_not_there() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut ours = server.signed_in("hope", "supervisor").await;
    let page = ours.see(&format!("/reports/{report}/incidents/new")).await;
    let assessed = [("crime", "yes"), ("crime_reason", "held"), ("protection", "yes"), ("protection_reason", "held")];
    assert_eq!(
        ours.send(&page, &format!("/reports/{report}/incidents"), &assessed).await.status,
        StatusCode::SEE_OTHER
    );
    let page = ours.see(&format!("/reports/{report}")).await;
    ours.send(&page, &format!("/reports/{report}/cases"), &[]).await;
    let due = turnstone_casework::Moment(server.desk.now().0 + 86_400).date();
    ours.send(&page, &format!("/reports/{report}/tasks"), &[("title", "call"), ("due", &due)]).await;
    let (incident, case, task) =
        (ids(&server, "incidents").await[0], ids(&server, "cases").await[0], ids(&server, "tasks").await[0]);
    let file = ids(&server, "attachments").await[0];

    let user = server.desk.users(&server.desk.person(&token(&ours)).await.unwrap()).await.unwrap()[0].id;
    let before = rows(&server).await;
    for role in ["triage", "caseworker", "supervisor", "officer", "admin"] {
        let mut theirs = server.signed_in("haven", role).await;
        for address in [
            format!("/reports/{report}"),
            format!("/reports/{report}/incidents/new"),
            format!("/incidents/{incident}"),
            format!("/incidents/{incident}/referrals/new"),
            format!("/cases/{case}"),
            format!("/reports/{}", Id([9; 16])),
            "/reports/not-an-identifier".to_owned(),
            format!("/partners/{report}"),
            format!("/arrivals/{report}"),
            format!("/referrals/{report}"),
        ] {
            refused(&theirs.get(&address).await, role, &address);
        }
        let csrf = theirs.see("/account").await.form("/account/passphrase", &[]).remove(0);
        assert_eq!(csrf.0, "csrf");
        for (address, fields) in [
            (format!("/reports/{report}/claim"), vec![("version", "1")]),
            (format!("/reports/{report}/close"), vec![("version", "1"), ("reason", "ours now")]),
            (format!("/reports/{report}/notes"), vec![("text", "ours now")]),
            (format!("/reports/{report}/reply"), vec![("text", "hello")]),
            (format!("/reports/{report}/reveal"), vec![("compartment", "victim_identity"), ("reason", "ours now")]),
            (format!("/reports/{report}/outcomes"), vec![("outcome", "unknown")]),
            (format!("/reports/{report}/tasks"), vec![("title", "ours"), ("due", due.as_str()), ("mine", "yes")]),
            (format!("/reports/{report}/cases"), vec![]),
            (
                format!("/reports/{report}/incidents"),
                assessed
                    .iter()
                    .copied()
                    .chain([("age", "adult"), ("danger_now", "no"), ("ongoing", "no"), ("technology", "no")])
                    .collect(),
            ),
            (format!("/incidents/{incident}/answer"), vec![("question", "age"), ("answer", "yes"), ("source", "")]),
            (
                format!("/incidents/{incident}/facts"),
                vec![("f.act.recruitment", "yes"), ("was.act.recruitment", "unknown")],
            ),
            (
                format!("/incidents/{incident}/consents"),
                vec![("decision", "withdrawn"), ("given_by", "person"), ("words", "ours now")],
            ),
            (format!("/cases/{case}/assign"), vec![("version", "1")]),
            (format!("/cases/{case}/close"), vec![("version", "1"), ("reason", "ours"), ("outcome", "unknown")]),
            (format!("/tasks/{task}/finish"), vec![("version", "1")]),
            (format!("/people/{user}/disable"), vec![("version", "1")]),
            (format!("/people/{user}/grant"), vec![]),
            (format!("/partners/{report}/revoke"), vec![("version", "1")]),
            ("/break-glass".to_owned(), vec![("report", &report.to_string()), ("reason", "ours now")]),
            ("/erasure".to_owned(), vec![("report", &report.to_string()), ("reason_code", "mistake")]),
        ] {
            let mut fields: Vec<(String, String)> =
                fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            fields.push(csrf.clone());
            refused(&theirs.post(&address, &fields).await, role, &address);
        }
        // A link is made without looking; it leads to nothing.
        let page = theirs.post(&format!("/reports/{report}/files/{file}"), std::slice::from_ref(&csrf)).await;
        if page.status == StatusCode::OK {
            let link = page.links().into_iter().find(|link| link.contains("/f/")).unwrap();
            let request =
                axum::http::Request::get(link.split_once("8082").unwrap().1).body(axum::body::Body::empty()).unwrap();
            assert_eq!(Server::ask(&server.files, request).await.status, StatusCode::NOT_FOUND);
        }
    }
    assert_eq!(rows(&server).await, before, "nothing has changed");
}

fn token(browser: &Browser<'_>) -> turnstone_casework::vault::SessionToken {
    turnstone_casework::vault::SessionToken::parse(&browser.cookies["turnstone"]).unwrap()
}

fn refused(page: &Page, role: &str, address: &str) {
    let expected = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN];
    assert!(expected.contains(&page.status), "{role} {address}: {} {}", page.status, page.text());
    assert!(!page.html.contains("papers") && !page.html.contains("canary"), "{role} {address}");
}
