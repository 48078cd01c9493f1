//! Access in an emergency, the audit log, and figures.

use super::answer::{Answer, Done, Given, Listed, Made, NewId, made};
use super::extract::{Ask, At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::desk::break_glass::BreakGlassView;
use turnstone_casework::desk::log::AuditPage;
use turnstone_casework::desk::statistics::{SMALLEST, Statistics};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::{Id, Moment};
use utoipa::{IntoParams, ToSchema};

/// The first second of the year 10000: whoever asks beyond it means something else than seconds.
const LAST: i64 = 253_402_300_800;
/// How many entries a page of the log has when nobody says.
const ROWS: u32 = 100;

/// The operations.
pub fn table() -> Table {
    Table::new("oversight")
        .get(
            "/break-glass",
            operation(
                "break_glass",
                may(Action::List, Resource::BreakGlass),
                "Requests for access in an emergency, the newest first.",
            ),
            emergencies,
        )
        .post(
            "/reports/{id}/break-glass",
            operation(
                "request_break_glass",
                may(Action::Create, Resource::BreakGlass),
                "Asks for access to a report in an emergency.",
            ),
            request,
        )
        .post(
            "/break-glass/{id}/approve",
            operation(
                "approve_break_glass",
                may(Action::Decide, Resource::BreakGlass).code(),
                "Says yes to a request of somebody else, for some hours. The officer is told.",
            ),
            approve,
        )
        .post(
            "/break-glass/{id}/deny",
            operation("deny_break_glass", may(Action::Decide, Resource::BreakGlass), "Says no to a request."),
            deny,
        )
        .get(
            "/audit",
            operation(
                "audit",
                may(Action::Read, Resource::Audit),
                "The audit log, the newest entry first. It holds no content.",
            ),
            audit,
        )
        .post(
            "/audit/verification",
            operation(
                "verify_audit",
                may(Action::Read, Resource::Audit),
                "Checks that the audit log is as it was written.",
            ),
            verify,
        )
        .get(
            "/statistics",
            operation(
                "statistics",
                may(Action::Read, Resource::Statistics),
                "Figures about the work, small ones hidden.",
            ),
            statistics,
        )
}

async fn emergencies(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Listed<BreakGlassView>> {
    Ok(Listed(shared.desk.break_glass(&person).await?))
}

/// Why somebody asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBreakGlass {
    /// Why it cannot wait.
    reason: String,
}

async fn request(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(report): At<Id>,
    Json(sent): Json<NewBreakGlass>,
) -> Answer<Made<NewId>> {
    made(shared.desk.request_break_glass(&person, report, &sent.reason).await?)
}

/// For how long.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BreakGlassHours {
    /// Hours, 1 to 24.
    hours: u32,
}

/// Until when.
#[derive(Serialize, ToSchema)]
struct BreakGlassUntil {
    /// When the access ends.
    until: Moment,
}

async fn approve(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<BreakGlassHours>,
) -> Answer<Given<BreakGlassUntil>> {
    Ok(Given(BreakGlassUntil { until: shared.desk.approve_break_glass(&person, id, sent.hours).await? }))
}

async fn deny(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Done> {
    shared.desk.deny_break_glass(&person, id).await?;
    Ok(Done)
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Before {
    /// Entries before this number: `next` of the page before.
    before: Option<i64>,
    /// How many, 1 to 500; 100 when it is left out.
    limit: Option<u32>,
}

async fn audit(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Ask(asked): Ask<Before>,
) -> Answer<Given<AuditPage>> {
    Ok(Given(shared.desk.audit_page(&person, asked.before, asked.limit.unwrap_or(ROWS)).await?))
}

/// What was found in the audit log.
#[derive(Serialize, ToSchema)]
struct AuditVerdict {
    /// Whether nothing is wrong.
    whole: bool,
    /// How many entries there are.
    entries: i64,
    /// The last entry that a checkpoint saw.
    checkpoint: Option<i64>,
    /// What is wrong; of the chain only the first fault, for what follows a fault proves nothing.
    faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditFault)]
struct Fault {
    /// The number of the entry.
    seq: i64,
    /// What is wrong.
    what: String,
}

async fn verify(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Given<AuditVerdict>> {
    let verdict = shared.desk.verify_audit(&person).await?;
    let fault =
        |finding: &turnstone_casework::store::audit::Finding| Fault { seq: finding.seq, what: finding.to_string() };
    Ok(Given(AuditVerdict {
        whole: verdict.is_whole(),
        entries: verdict.entries,
        checkpoint: verdict.checkpoint,
        faults: verdict.findings.iter().map(fault).collect(),
    }))
}

/// Which period.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Period {
    /// A second of the first day.
    from: i64,
    /// A second of the day after the last one.
    until: i64,
    /// Counts below this are suppressed; 5 when it is left out.
    smallest: Option<i64>,
}

async fn statistics(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Ask(asked): Ask<Period>,
) -> Answer<Given<Statistics>> {
    let Period { from, until, smallest } = asked;
    if ![from, until].iter().all(|second| (0..LAST).contains(second)) {
        return Err(Problem::invalid("from", "seconds since 1970, before the year 10000"));
    }
    Ok(Given(shared.desk.statistics(&person, Moment(from), Moment(until), smallest.unwrap_or(SMALLEST)).await?))
}
