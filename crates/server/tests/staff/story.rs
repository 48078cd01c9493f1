//! A day's work through the pages: from a report to a referral that another organisation on the same server takes on, and back.

use crate::browser::{Browser, Page, Server, form, pass};
use axum::http::{StatusCode, header};
use turnstone_casework::Moment;
use turnstone_casework::desk::outbox::Carried;

/// Where everything of a small world is, for tests that walk over its pages.
pub struct World {
    pub report: String,
    pub incident: String,
    pub case: String,
    pub referral: String,
    pub partner: String,
    pub arrival: String,
}

fn to(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    page.headers[header::LOCATION].to_str().unwrap().split(['?', '#']).next().unwrap().to_owned()
}

/// The address of a link on a page that begins so.
fn linked(page: &Page, start: &str) -> String {
    let found = page.links().into_iter().find(|link| link.starts_with(start) && link.len() > start.len());
    found.unwrap_or_else(|| panic!("no link to {start}: {:?}", page.links()))
}

fn day(server: &Server, days: i64) -> String {
    Moment(server.desk.now().0 + days * 86_400).date()
}

/// Gives one organisation the card of the other, as an administrator does it.
pub async fn registers(
    server: &Server,
    ours: &str,
    theirs: &str,
    kind: &str,
    routes: &[&str],
    fields: &[&str],
) -> String {
    let mut them = server.signed_in(theirs, "admin").await;
    let card = them.see("/card/file").await;
    assert!(card.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains(".turnstone-card.json"));
    let mut admin = server.signed_in(ours, "admin").await;
    let page = admin.see("/partners/new").await;
    let csrf = page.form("/partners/card", &[]).remove(0).1;
    let part =
        |name: &str, value: &str| format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = format!("{}{}--B--\r\n", part("csrf", &csrf), part("card", &card.html));
    let length = body.len().to_string();
    let headers = [("sec-fetch-site", "same-origin"), ("content-length", length.as_str())];
    let read = admin.post_as("/partners/card", "multipart/form-data; boundary=B", body, &headers).await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text());
    // Without the tick the fingerprints were not compared.
    let (from, until) = (day(server, 0), day(server, 365));
    let mut filled = vec![("kind", kind), ("from", from.as_str()), ("until", until.as_str()), ("retention", "180")];
    filled.extend(routes.iter().map(|route| ("route", *route)));
    filled.extend(fields.iter().map(|field| ("field", *field)));
    let refused = admin.send(&read, "/partners", &filled).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    filled.push(("compared", "yes"));
    to(&admin.send(&read, "/partners", &filled).await)
}

/// Carries everything that waits from one organisation to the other.
async fn carry(server: &Server) {
    for delivery in server.desk.deliveries().await.unwrap() {
        let slug = if delivery.address.ends_with("/o/haven") { "haven" } else { "hope" };
        match delivery.kind {
            Carried::Package => {
                server.desk.arrive(slug, &delivery.body).await.unwrap();
            }
            _ => server.desk.note_arrived(slug, &delivery.body).await.unwrap(),
        }
        server.desk.delivered(delivery.id, delivery.digest).await.unwrap();
    }
}

async fn assessed(browser: &mut Browser<'_>, report: &str) -> String {
    let page = browser.see(&format!("{report}/incidents/new")).await;
    // What the reporter said is proposed; both questions are open.
    let fields = page.form(&format!("{report}/incidents"), &[]);
    for (name, value) in [
        ("technology", "yes"),
        ("danger_now", "yes"),
        ("country", "BEL"),
        ("crime", "unknown"),
        ("protection", "unknown"),
    ] {
        assert!(fields.contains(&(name.into(), value.into())), "{name}: {fields:?}");
    }
    let without = browser
        .send(
            &page,
            &format!("{report}/incidents"),
            &[("crime", "yes"), ("protection", "yes"), ("protection_reason", "held")],
        )
        .await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST, "an answer without its reason");
    let filled = [
        ("crime", "yes"),
        ("crime_reason", "papers were taken"),
        ("protection", "yes"),
        ("protection_reason", "she is held"),
        ("age", "adult"),
    ];
    to(&browser.send(&page, &format!("{report}/incidents"), &filled).await)
}

/// The world, made through the pages.
pub async fn world(server: &Server) -> World {
    let (report, _) = server.report("hope", form()).await;
    let report = format!("/reports/{report}");
    let fields = [
        "narrative",
        "summary",
        "where",
        "country",
        "facts",
        "questions",
        "danger",
        "victim_identity",
        "migration_status",
    ];
    let partner = registers(server, "hope", "haven", "shelter", &["protection"], &fields).await;
    registers(server, "haven", "hope", "hotline", &["protection"], &fields).await;

    let mut triage = server.signed_in("hope", "triage").await;
    let queue = triage.see("/queue?show=new").await;
    assert!(
        queue.links().contains(&report) && queue.text().contains("In danger") | queue.text().contains("danger now"),
        "{}",
        queue.text()
    );
    let page = triage.does("/queue", &format!("{report}/claim"), &[]).await;
    assert!(
        page.html.contains("&#60;script&#62;alert(1)")
            && !page.html.contains("Zebra-canary")
            && !page.html.contains("Heron-canary")
    );
    let incident = assessed(&mut triage, &report).await;

    let facts = format!("{incident}/facts");
    let said = [
        ("f.act.harbouring", "yes"),
        ("f.means.withholds_documents", "yes"),
        ("f.purpose.forced_labour", "yes"),
        ("source", "reporter"),
    ];
    let page = triage.does(&incident, &facts, &said).await;
    assert!(
        page.text().contains("Possible victim") && page.text().contains("Proposed, not decided"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Withholds documents") && page.text().contains("whoever reported"));
    // What was not touched is no statement; what is sent again is said once.
    let statements = |page: &Page| page.html.matches("take-back\"").count();
    assert_eq!(statements(&page), 3);
    let page = triage.does(&incident, &facts, &said).await;
    assert_eq!(statements(&page), 3);
    let answer = format!("{incident}/answer");
    triage.does(&incident, &answer, &[("answer", "yes")]).await;
    let page = triage.does(&incident, &facts, &[("f.person.consented", "yes"), ("source", "police")]).await;
    let taken = page.actions().into_iter().find(|action| action.ends_with("/take-back")).unwrap();
    let page = triage.does(&incident, &taken, &[]).await;
    assert!(page.text().contains("takes another back") && page.text().contains("taken back"));

    let consent = format!("{incident}/consents");
    let given = [
        ("decision", "given"),
        ("words", "asked in Arabic"),
        ("recipient", "shelter"),
        ("field", "narrative"),
        ("field", "victim_identity"),
        ("field", "summary"),
    ];
    let page = triage.does(&incident, &consent, &given).await;
    assert!(page.text().contains("agrees") && page.text().contains("asked in Arabic"));

    let id = partner.rsplit('/').next().unwrap().to_owned();
    let page = triage.see(&format!("{incident}/referrals/new?route=protection&partner={id}")).await;
    let action = format!("{incident}/referrals");
    let filled = [
        ("basis", "consent"),
        ("words", "she agreed on the telephone"),
        ("field", "narrative"),
        ("field", "victim_identity"),
        ("field", "summary"),
        ("summary", "Please take her in"),
    ];
    let referral = to(&triage.send(&page, &action, &filled).await);
    let page = triage.see(&referral).await;
    assert!(
        page.text().contains("Exactly what would leave") && page.text().contains("Please take her in"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("not chosen"), "what stays is told with its reason: {}", page.text());
    // Who drafts it does not let it leave.
    assert!(!page.actions().iter().any(|action| action.ends_with("/approve") || action.ends_with("/send")));

    let mut supervisor = server.signed_in("hope", "supervisor").await;
    supervisor.does(&referral, &format!("{referral}/approve"), &[("words", "agreed")]).await;
    let page = supervisor.does(&referral, &format!("{referral}/send"), &[]).await;
    assert!(page.text().contains("What has left") && page.text().contains("sent"));
    carry(server).await;

    let mut haven = server.signed_in("haven", "supervisor").await;
    let arrival = linked(&haven.see("/arrivals").await, "/arrivals/");
    let page = haven.see(&arrival).await;
    assert!(
        page.text().contains("Signature fits")
            && page.text().contains("Please take her in")
            && page.text().contains("Zebra-canary")
    );
    assert!(!page.text().contains("Above the laundry"), "what was not chosen has not left");
    carry(server).await;
    assert!(supervisor.see(&referral).await.text().contains("received"));

    let mut admin = server.signed_in("hope", "supervisor").await;
    let page = admin.see(&report).await;
    let case = to(&admin.send(&page, &format!("{report}/cases"), &[]).await);
    let due = day(server, 2);
    admin.does(&case, &format!("{report}/tasks"), &[("title", "call the shelter"), ("due", &due)]).await;
    let assignee = admin.see(&case).await.html.split("(caseworker)").next().unwrap().rsplit("value=\"").next().unwrap()
        [..32]
        .to_owned();
    let page = admin.does(&case, &format!("{case}/assign"), &[("assignee", &assignee)]).await;
    assert!(page.text().contains("caseworker"));
    World { report, incident, case, referral, partner, arrival }
}

#[tokio::test]
async fn from_a_report_to_a_referral_that_arrives_and_back() {
    let server = Server::new().await;
    let world = world(&server).await;
    let mut haven = server.signed_in("haven", "supervisor").await;
    let answer = format!("{}/answer", world.arrival);
    let accept = [("answer", "accept"), ("words", "a bed is free")];
    let page = haven.does(&world.arrival, &answer, &accept).await;
    // A report was made of it, with an incident and its statements.
    assert!(
        page.text().contains("partner") && page.links().iter().any(|link| link.starts_with("/incidents/")),
        "{}",
        page.text()
    );
    carry(&server).await;
    let mut hope = server.signed_in("hope", "supervisor").await;
    let page = hope.see(&world.referral).await;
    assert!(page.text().contains("accepted") && page.text().contains("a bed is free"), "{}", page.text());

    let page = haven.see(&world.arrival).await;
    let told = haven
        .send(&page, &answer, &[("answer", "outcome"), ("outcome", "person_safe"), ("words", "she is here")])
        .await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
    carry(&server).await;
    let page = hope.does(&world.referral, &format!("{}/close", world.referral), &[]).await;
    assert!(page.text().contains("Person safe") && page.text().contains("closed"), "{}", page.text());

    let page = hope.see(&world.case).await;
    let finish = page.actions().into_iter().find(|action| action.ends_with("/finish")).unwrap();
    hope.does(&world.case, &finish, &[]).await;

    // The caseworker has the case, its task, and the identities as it is theirs.
    let mut caseworker = server.signed_in("hope", "caseworker").await;
    assert!(caseworker.see("/cases?show=mine").await.links().contains(&world.case));
    caseworker
        .does(
            &world.case,
            &format!("{}/notes", world.case),
            &[("text", "met her at the station"), ("report", world.report.rsplit('/').next().unwrap())],
        )
        .await;
    caseworker
        .does(
            &world.case,
            &format!("{}/outcomes", world.report),
            &[("outcome", "services_given"), ("words", "lawyer found")],
        )
        .await;
    let page = caseworker
        .does(&world.case, &format!("{}/close", world.case), &[("reason", "she is safe"), ("outcome", "person_safe")])
        .await;
    assert!(page.text().contains("Closed"), "{}", page.text());
    assert_eq!(caseworker.get(&world.report).await.status, StatusCode::NOT_FOUND, "the keys went with the case");

    // The officer reads that it happened, and nothing of it.
    let mut officer = server.signed_in("hope", "officer").await;
    let page = officer.see("/audit").await;
    assert!(page.text().contains("case.close") && !page.html.contains("station"));
    let checked = officer.send(&page, "/audit/verify", &[]).await;
    assert!(checked.text().contains("The log is whole"), "{}", checked.text());
}

#[tokio::test]
async fn an_emergency_needs_a_second_person_and_ends_by_itself() {
    let server = Server::new().await;
    let (report, _) = server.report("hope", form()).await;
    let address = format!("/reports/{report}");
    let mut caseworker = server.signed_in("hope", "caseworker").await;
    assert_eq!(caseworker.get(&address).await.status, StatusCode::NOT_FOUND);
    let page = caseworker.see("/break-glass").await;
    let asked =
        [("report", report.to_string()), ("reason", "she called me, her reporter cannot be reached".to_owned())];
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(caseworker.send(&page, "/break-glass", &asked).await.status, StatusCode::SEE_OTHER);
    let mut officer = server.signed_in("hope", "officer").await;
    let seen = officer.see("/break-glass").await;
    assert!(
        seen.text().contains("caseworker") && seen.text().contains("sealed") && !seen.text().contains("she called me")
    );
    let mut supervisor = server.signed_in("hope", "supervisor").await;
    let page = supervisor.see("/break-glass").await;
    assert!(page.text().contains("she called me"));
    let action = page.actions().into_iter().find(|action| action.starts_with("/break-glass/")).unwrap();
    assert_eq!(
        supervisor.send(&page, &action, &[("answer", "yes"), ("hours", "25")]).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        supervisor.send(&page, &action, &[("answer", "yes"), ("hours", "2")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(caseworker.see(&address).await.text().contains("her papers"));
    assert!(officer.see("/tasks").await.text().contains("opened a report in an emergency"));
    pass(2 * 3600 + 1);
    let mut caseworker = server.signed_in("hope", "caseworker").await;
    assert_eq!(caseworker.get(&address).await.status, StatusCode::NOT_FOUND, "two hours are over");
}

#[tokio::test]
async fn near_duplicates_are_proposed_and_a_person_says_so() {
    let server = Server::new().await;
    server.report("hope", form()).await;
    server.report("hope", form()).await;
    let mut triage = server.signed_in("hope", "triage").await;
    let page = triage.does("/alike", "/alike/compare", &[]).await;
    let action =
        page.actions().into_iter().find(|action| action.starts_with("/alike/") && action != "/alike/compare").unwrap();
    triage.does("/alike", &action, &[("same", "yes")]).await;
    assert!(triage.see("/queue").await.text().contains("2 reports together"));
}

#[tokio::test]
async fn an_administrator_adds_somebody_who_then_signs_in() {
    let server = Server::new().await;
    let mut admin = server.signed_in("hope", "admin").await;
    let page = admin.see("/people").await;
    let weak = [("login", "nadia"), ("role", "triage"), ("new", "short"), ("again", "short")];
    let refused = admin.send(&page, "/people", &weak).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.html.contains("value=\"nadia\"") && !refused.html.contains("\"short\""));
    let new = [
        ("login", "nadia"),
        ("role", "triage"),
        ("new", "eleven slow kites near a dune"),
        ("again", "eleven slow kites near a dune"),
    ];
    let added = admin.send(&page, "/people", &new).await;
    assert_eq!(added.status, StatusCode::OK);
    assert!(added.text().contains("shown once") && added.text().contains("otpauth://"), "{}", added.text());
    // She has no keys until a supervisor gives them.
    let mut supervisor = server.signed_in("hope", "supervisor").await;
    let page = supervisor.see("/people").await;
    let grant = page.actions().into_iter().find(|action| action.ends_with("/grant")).unwrap();
    supervisor.does("/people", &grant, &[]).await;
    let page = supervisor.see("/people").await;
    assert!(!page.actions().contains(&grant));
    let rotated = supervisor.send(&page, "/people/keys", &[("purpose", "signing")]).await;
    assert_eq!(rotated.status, StatusCode::SEE_OTHER, "{}", rotated.text());
    let page = admin.see("/people").await;
    let disable: Vec<String> = page.actions().into_iter().filter(|action| action.ends_with("/disable")).collect();
    assert_eq!(disable.len(), 5, "everybody but oneself");
}
