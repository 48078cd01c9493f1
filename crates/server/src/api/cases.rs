//! Cases, tasks, and what came of reports.

use super::answer::{Answer, Given, Listed, Made, NewId, Version, changed, made};
use super::extract::{Ask, At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::Problem;
use super::reports::Seen;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::desk::cases::{CaseCursor, CaseFilter, CaseLine, CaseView};
use turnstone_casework::desk::tasks::{self, TaskView};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::{Id, Moment};
use utoipa::{IntoParams, ToSchema};

/// How many rows a page has when nobody says.
const ROWS: u32 = 50;

/// The operations.
pub fn table() -> Table {
    Table::new("cases")
        .get("/cases", operation("cases", may(Action::List, Resource::Case), "Cases, the newest first."), list)
        .post(
            "/reports/{id}/cases",
            operation(
                "open_case",
                may(Action::Create, Resource::Case).and(Action::Assign, Resource::Case, "assignee"),
                "Opens a case for a report and, if somebody is named, gives it to them.",
            ),
            open,
        )
        .get(
            "/cases/{id}",
            operation("case", may(Action::Read, Resource::Case), "A case with what belongs to it."),
            read,
        )
        .post(
            "/cases/{id}/assignment",
            operation(
                "assign_case",
                may(Action::Assign, Resource::Case),
                "Gives a case, and the keys of its report, to somebody or to nobody.",
            ),
            assign,
        )
        .post(
            "/cases/{id}/close",
            operation(
                "close_case",
                may(Action::Close, Resource::Case),
                "Closes a case. Whoever had it loses the keys of its report.",
            ),
            close,
        )
        .get(
            "/tasks",
            operation(
                "tasks",
                may(Action::List, Resource::Task).or(Action::List, Resource::BreakGlass),
                "What the person has to do, the next first.",
            ),
            tasks,
        )
        .post(
            "/reports/{id}/tasks",
            operation("add_task", may(Action::Create, Resource::Task), "Gives a task."),
            add_task,
        )
        .post(
            "/tasks/{id}/finish",
            operation(
                "finish_task",
                may(Action::Update, Resource::Task).or(Action::List, Resource::BreakGlass),
                "Marks a task as done. Alerts of emergencies are finished by the officer alone.",
            ),
            finish,
        )
        .post(
            "/reports/{id}/outcomes",
            operation(
                "record_outcome",
                may(Action::Create, Resource::Outcome),
                "Writes down what came of a report or a referral.",
            ),
            outcome,
        )
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// Closed ones instead of open ones.
    #[serde(default)]
    closed: bool,
    /// Only those of the person who asks.
    #[serde(default)]
    mine: bool,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// How many rows, 1 to 200; 50 when it is left out.
    limit: Option<u32>,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
struct CasePage {
    /// The cases.
    rows: Vec<CaseLine>,
    /// Where the next page begins, if there is one.
    next: Option<String>,
}

async fn list(State(shared): State<Shared>, Staff(person): Staff, Ask(asked): Ask<Filter>) -> Answer<Given<CasePage>> {
    let after = asked
        .after
        .as_deref()
        .map(|text| cursor(text).ok_or_else(|| Problem::invalid("after", "not a place in the list")));
    let filter = CaseFilter { closed: asked.closed, mine: asked.mine, after: after.transpose()? };
    let page = shared.desk.cases(&person, &filter, asked.limit.unwrap_or(ROWS)).await?;
    let next = page.next.map(|next| format!("{}.{}", next.opened.0, next.id));
    Ok(Given(CasePage { rows: page.rows, next }))
}

fn cursor(text: &str) -> Option<CaseCursor> {
    let (opened, id) = text.split_once('.')?;
    Some(CaseCursor { opened: Moment(opened.parse().ok()?), id: id.parse().ok()? })
}

/// A new case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCase {
    /// Whose it is from the start.
    assignee: Option<Id>,
}

async fn open(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(report): At<Id>,
    Json(sent): Json<NewCase>,
) -> Answer<Made<NewId>> {
    made(shared.desk.open_case(&person, report, sent.assignee).await?)
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<CaseView>> {
    Ok(Given(shared.desk.case(&person, id).await?))
}

/// Whose a case is from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseAssignment {
    /// The version that was seen.
    version: i64,
    /// Whose it is; `null` takes it back to nobody.
    assignee: Option<Id>,
}

async fn assign(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<CaseAssignment>,
) -> Answer<Given<Version>> {
    changed(shared.desk.assign_case(&person, id, sent.version, sent.assignee).await?)
}

/// How a case ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseEnd {
    /// The version that was seen.
    version: i64,
    /// Why, in words.
    reason: String,
    /// What came of it.
    outcome: OutcomeKind,
}

async fn close(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<CaseEnd>,
) -> Answer<Given<Version>> {
    changed(shared.desk.close_case(&person, id, sent.version, &sent.reason, sent.outcome).await?)
}

async fn tasks(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Listed<TaskView>> {
    Ok(Listed(shared.desk.my_tasks(&person).await?))
}

/// A task to be given.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTask {
    /// The case it belongs to.
    case: Option<Id>,
    /// What is to be done.
    title: String,
    /// By when.
    due: Moment,
    /// By whom; left out, by whoever writes it down.
    assignee: Option<Id>,
}

async fn add_task(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(report): At<Id>,
    Json(sent): Json<NewTask>,
) -> Answer<Made<NewId>> {
    let NewTask { case, title, due, assignee } = sent;
    made(shared.desk.add_task(&person, tasks::NewTask { report, case, title, due, assignee }).await?)
}

async fn finish(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Given<Version>> {
    changed(shared.desk.finish_task(&person, id, sent.version).await?)
}

/// What came of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewOutcome {
    /// What.
    kind: OutcomeKind,
    /// The referral it came of.
    referral: Option<Id>,
    /// The same in words, if there are any.
    #[serde(default)]
    words: String,
}

async fn outcome(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(report): At<Id>,
    Json(sent): Json<NewOutcome>,
) -> Answer<Made<NewId>> {
    made(shared.desk.record_outcome(&person, report, sent.referral, sent.kind, &sent.words).await?)
}
