//! Two people change the same thing: nobody loses a line, and both see both.

use crate::browser::{Server, form};
use axum::http::StatusCode;

const FIRST: [(&str, &str); 4] = [
    ("crime", "unknown"),
    ("crime_reason", "to be asked"),
    ("protection", "yes"),
    ("protection_reason", "she is held"),
];

#[tokio::test]
async fn two_assessments_of_one_incident_are_shown_beside_each_other() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let mut one = server.signed_in("hope", "triage").await;
    let mut two = server.signed_in("hope", "supervisor").await;
    let page = one.see(&format!("/reports/{report}/incidents/new")).await;
    let opened = one.send(&page, &format!("/reports/{report}/incidents"), &FIRST).await;
    let address = opened.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();

    let (mine, theirs) = (one.see(&address).await, two.see(&address).await);
    let first = one
        .send(
            &mine,
            &address,
            &[("crime", "yes"), ("crime_reason", "papers <taken>"), ("protection_reason", "as before")],
        )
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let late = [("crime", "no"), ("crime_reason", "my own long <thought>"), ("legal_basis", "article 433")];
    let conflict = two.send(&theirs, &address, &late).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    // Mine is in the form, theirs beside it, and both are text.
    for part in ["my own long &#60;thought&#62;", "papers &#60;taken&#62;", "article 433"] {
        assert!(conflict.html.contains(part), "{part}: {}", conflict.text());
    }
    // It is sent again with the version that stands, choices included.
    let fields = conflict.form(&address, &[]);
    assert!(
        fields.contains(&("crime".into(), "no".into()))
            && fields.contains(&("legal_basis".into(), "article 433".into()))
    );
    assert_eq!(two.post(&address, &fields).await.status, StatusCode::SEE_OTHER);
    let page = two.see(&address).await;
    // Nothing earlier is lost: the colleague's is among the earlier assessments.
    for part in ["my own long", "papers <taken>", "to be asked"] {
        assert!(page.text().contains(part), "{part}");
    }
}

#[tokio::test]
async fn a_reason_that_came_too_late_is_kept() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let address = format!("/reports/{report}");
    let mut one = server.signed_in("hope", "triage").await;
    let mut two = server.signed_in("hope", "supervisor").await;
    let theirs = two.see(&address).await;
    one.does(&address, &format!("{address}/claim"), &[]).await;
    let close = format!("{address}/close");
    let conflict = two.send(&theirs, &close, &[("reason", "told her whom to call")]).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.html.contains("told her whom to call"));
    let fields = conflict.form(&close, &[]);
    assert_eq!(two.post(&close, &fields).await.status, StatusCode::SEE_OTHER);
    assert!(two.see(&address).await.text().contains("Closed: told her whom to call"));
}

#[tokio::test]
async fn two_claims_at_the_same_moment_are_one() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let (address, claim) = (format!("/reports/{report}"), format!("/reports/{report}/claim"));
    let mut one = server.signed_in("hope", "triage").await;
    let mut two = server.signed_in("hope", "supervisor").await;
    let (mine, theirs) = (one.see(&address).await, two.see(&address).await);
    assert_eq!(one.send(&mine, &claim, &[]).await.status, StatusCode::SEE_OTHER);
    let refused = two.send(&theirs, &claim, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("triage is working on this report"), "{}", refused.text());
}
