//! Reports of partners' programs: open, attach, finish or retract; nothing is seen before it is finished, everything may be sent again.

use crate::records::{Makers, form};
use crate::world::{Answered, World, pass};
use serde_json::{Value, json};
use turnstone_casework::permission::Role;

struct Program<'a> {
    world: &'a World,
    token: String,
}

impl Program<'_> {
    async fn post(&self, path: &str, body: &Value) -> Answered {
        self.world.post(&self.world.exchange, &format!("/api/v1/submissions{path}"), Some(&self.token), body).await
    }

    async fn open(&self, number: &str) -> Value {
        self.post("", &json!({"client_id": number, "language": "en", "report": form(0, false)})).await.good()
    }

    async fn state(&self, id: &str) -> Answered {
        self.world.get(&self.world.exchange, &format!("/api/v1/submissions/{id}"), Some(&self.token)).await
    }
}

fn file(name: &str) -> Value {
    json!({"name": name, "media_type": "text/plain", "content": data_encoding::BASE64.encode(b"what somebody saw")})
}

async fn program<'a>(world: &'a World, makers: &Makers) -> Program<'a> {
    let admin = world.sign_in(makers.house, Role::Admin).await;
    let path = format!("/api/v1/partners/{}/token", makers.shelter.id);
    let token = world.post(&world.staff, &path, Some(&admin), &json!(null)).await.good()["token"].clone();
    Program { world, token: token.as_str().unwrap().to_owned() }
}

#[tokio::test]
async fn a_submission_is_seen_when_it_is_finished_and_not_before() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let program = program(&world, &makers).await;
    let staff = world.sign_in(0, Role::Supervisor).await;
    let seen = async |report: &str| {
        let queue = world
            .get(&world.staff, "/api/v1/queue?states=new,claimed,triaged,closed,incoming,expired", Some(&staff))
            .await
            .good();
        let view = world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&staff)).await;
        let note = json!({"text": "x"});
        let note = world.post(&world.staff, &format!("/api/v1/reports/{report}/notes"), Some(&staff), &note).await;
        let period = "/api/v1/statistics?from=1800000000&until=2000000000&smallest=1";
        let count = world.get(&world.staff, period, Some(&staff)).await.good()["reports"]["known"].clone();
        let listed = queue["rows"].as_array().unwrap().len();
        (listed, queue["waiting"].clone(), view.status.as_u16(), note.status.as_u16(), count)
    };
    let opened = program.open("case 7/a#1".replace(' ', "-").as_str()).await;
    assert_eq!(opened["state"], "open");
    let (id, report) = (opened["id"].as_str().unwrap(), opened["report"].as_str().unwrap());
    // The same number is the same submission.
    assert_eq!(program.open("case-7/a#1").await, opened);
    assert_ne!(program.open("case-8").await["id"], opened["id"]);
    let first = program.post(&format!("/{id}/files"), &file("a.txt")).await.good();
    let again = program.post(&format!("/{id}/files"), &file("a.txt")).await.good();
    let other = program.post(&format!("/{id}/files"), &file("b.txt")).await.good();
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert_eq!(seen(report).await, (0, json!(0), 404, 404, json!(0)));
    for _ in 0..2 {
        assert_eq!(program.post(&format!("/{id}/finish"), &json!(null)).await.good()["state"], "finished");
    }
    assert_eq!(seen(report).await, (1, json!(1), 200, 201, json!(1)));
    let view = world.get(&world.staff, &format!("/api/v1/reports/{report}"), Some(&staff)).await.good();
    assert_eq!((&view["channel"], view["attachments"].as_array().unwrap().len()), (&json!("partner"), 2));
    assert_eq!(program.state(id).await.good()["state"], "finished");
    // From here on it is the staff's.
    program.post(&format!("/{id}/files"), &file("c.txt")).await.problem(422, "refused");
    program.post(&format!("/{id}/retract"), &json!(null)).await.problem(422, "refused");
    assert_eq!(program.open("case-7/a#1").await["state"], "finished");
}

#[tokio::test]
async fn what_is_retracted_or_left_lying_is_destroyed() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let program = program(&world, &makers).await;
    let (one, two) = (program.open("1").await, program.open("2").await);
    let id = |submission: &Value| submission["id"].as_str().unwrap().to_owned();
    program.post(&format!("/{}/files", id(&one)), &file("a.txt")).await.good();
    for _ in 0..2 {
        assert_eq!(program.post(&format!("/{}/retract", id(&one)), &json!(null)).await.good()["state"], "shredded");
    }
    program.post(&format!("/{}/finish", id(&one)), &json!(null)).await.problem(422, "refused");
    let left = async |table: &str| {
        let statement = format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
        let statement = sqlx::AssertSqlSafe(statement);
        let (count,): (i64,) = sqlx::query_as(statement).fetch_one(world.desk().store.reader()).await.unwrap();
        count
    };
    assert_eq!(left("attachments").await, 0);
    pass(24 * 3600 + 1);
    world.desk().expire().await.unwrap();
    assert_eq!(program.state(&id(&two)).await.good()["state"], "shredded");
    assert_eq!(left("sealed").await, 0);
}

#[tokio::test]
async fn a_submission_is_its_partners_and_nobody_elses() {
    let world = World::new().await;
    let (makers, other) = (Makers::new(&world, 0).await, Makers::new(&world, 1).await);
    let (mine, theirs) = (program(&world, &makers).await, program(&world, &other).await);
    let opened = mine.open("1").await;
    let id = opened["id"].as_str().unwrap();
    // The same number of another partner is another submission.
    assert_ne!(theirs.open("1").await["id"], opened["id"]);
    theirs.state(id).await.problem(404, "not_found");
    for (what, body) in [("files", file("a.txt")), ("finish", json!(null)), ("retract", json!(null))] {
        theirs.post(&format!("/{id}/{what}"), &body).await.problem(404, "not_found");
    }
    for token in ["", "abc", &"A".repeat(43)] {
        let stranger = Program { world: &world, token: token.to_owned() };
        stranger.state(id).await.problem(401, "signed_out");
    }
    // A new token makes the one before void, and cannot add to what that one opened.
    let renewed = program(&world, &makers).await;
    mine.state(id).await.problem(401, "signed_out");
    renewed.state(id).await.good();
    renewed.post(&format!("/{id}/files"), &file("a.txt")).await.problem(422, "refused");
    // Neither can a partner that was revoked.
    let admin = world.sign_in(0, Role::Admin).await;
    let partner =
        world.get(&world.staff, &format!("/api/v1/partners/{}", makers.shelter.id), Some(&admin)).await.good();
    let path = format!("/api/v1/partners/{}/revoke", makers.shelter.id);
    world.post(&world.staff, &path, Some(&admin), &json!({"version": partner["version"]})).await.good();
    renewed.state(id).await.problem(401, "signed_out");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_by_its_field() {
    let world = World::new().await;
    let makers = Makers::new(&world, 0).await;
    let program = program(&world, &makers).await;
    for number in ["", "with space", "with\nline", &"1".repeat(101), "é"] {
        let body = json!({"client_id": number, "language": "en", "report": form(0, false)});
        let problem = program.post("", &body).await.problem(400, "invalid");
        assert_eq!(problem["field"], "client_id");
    }
    let opened = program.open("1").await;
    let files = format!("/{}/files", opened["id"].as_str().unwrap());
    let problem = program.post(&files, &json!({"name": "n".repeat(256), "media_type": "t", "content": ""})).await;
    assert_eq!(problem.problem(400, "invalid")["field"], "attachments");
    let large = data_encoding::BASE64.encode(&vec![7; 10 * 1024 * 1024 + 1]);
    let problem = program.post(&files, &json!({"name": "n", "media_type": "t", "content": large})).await;
    assert_eq!(problem.problem(400, "invalid")["field"], "attachments");
    for name in ["1", "2", "3", "4", "5"] {
        program.post(&files, &file(name)).await.good();
    }
    assert_eq!(program.post(&files, &file("6")).await.problem(400, "invalid")["field"], "attachments");
    // A language that the organisation does not have is taken, and said to be unknown.
    let body = json!({"client_id": "9", "language": "tlh", "report": form(0, false)});
    let opened = program.post("", &body).await.good();
    program.post(&format!("/{}/finish", opened["id"].as_str().unwrap()), &json!(null)).await.good();
    let staff = world.sign_in(0, Role::Triage).await;
    let queue = world.get(&world.staff, "/api/v1/queue", Some(&staff)).await.good();
    assert_eq!(queue["rows"][0]["language"], "und");
}
