//! The queue, and near-duplicates that wait for review.

use super::answer::{Answer, Done, Given, Listed};
use super::extract::{Ask, At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::Id;
use turnstone_casework::desk::queue::{LikenessView, QueueFilter, QueuePage, ReportState};
use turnstone_casework::permission::{Action, Resource};
use utoipa::{IntoParams, ToSchema};

/// How many rows a page has when nobody says.
const ROWS: u32 = 50;

/// The operations.
pub fn table() -> Table {
    Table::new("queue")
        .get(
            "/queue",
            operation(
                "queue",
                may(Action::List, Resource::Report),
                "Reports that wait, the most pressing first, with the reasons.",
            ),
            queue,
        )
        .get(
            "/likenesses",
            operation(
                "likenesses",
                may(Action::List, Resource::Likeness),
                "Pairs of reports that may be about the same.",
            ),
            likenesses,
        )
        .post(
            "/likenesses",
            operation(
                "propose_likenesses",
                may(Action::Create, Resource::Likeness),
                "Compares the newest open reports.",
            ),
            propose,
        )
        .post(
            "/likenesses/{id}/decision",
            operation(
                "decide_likeness",
                may(Action::Decide, Resource::Likeness),
                "Says whether two reports are about the same.",
            ),
            decide,
        )
}

/// What of the queue is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// States with commas between them; none means `new,claimed,triaged`.
    states: Option<String>,
    /// Only what the person has claimed.
    #[serde(default)]
    mine: bool,
    /// Where the page begins: `next` of the page before.
    after: Option<String>,
    /// How many rows, 1 to 200; 50 when it is left out.
    limit: Option<u32>,
}

async fn queue(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Ask(asked): Ask<Filter>,
) -> Answer<Given<QueuePage>> {
    let named = |name: &str| ReportState::ALL.into_iter().find(|state| state.name() == name);
    let states = match &asked.states {
        None => Vec::new(),
        Some(names) => names.split(',').map(named).collect::<Option<Vec<ReportState>>>().ok_or_else(|| {
            let names: Vec<&str> = ReportState::ALL.iter().map(|state| state.name()).collect();
            Problem::invalid("states", format!("some of {}, with commas between them", names.join(", ")))
        })?,
    };
    let after = asked.after.as_deref().map(str::parse).transpose()?;
    let filter = QueueFilter { states, mine: asked.mine };
    Ok(Given(shared.desk.queue(&person, &filter, after, asked.limit.unwrap_or(ROWS)).await?))
}

/// Whose likenesses.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Of {
    /// One report; without it, all that wait for a decision.
    report: Option<Id>,
}

async fn likenesses(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Ask(asked): Ask<Of>,
) -> Answer<Listed<LikenessView>> {
    Ok(Listed(shared.desk.likenesses(&person, asked.report).await?))
}

/// How many pairs were proposed.
#[derive(Serialize, ToSchema)]
struct LikenessesProposed {
    /// New pairs.
    proposed: usize,
}

async fn propose(State(shared): State<Shared>, Staff(person): Staff) -> Answer<Given<LikenessesProposed>> {
    Ok(Given(LikenessesProposed { proposed: shared.desk.propose_likenesses(&person).await? }))
}

/// A decision on two reports.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LikenessDecision {
    /// Whether they are about the same. Each stays a report of its own.
    same: bool,
}

async fn decide(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<LikenessDecision>,
) -> Answer<Done> {
    shared.desk.decide_likeness(&person, id, sent.same).await?;
    Ok(Done)
}
