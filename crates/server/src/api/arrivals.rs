//! Packages that partners sent: the list, opening one, answering it.

use super::answer::{Answer as Answered, Given, Listed};
use super::extract::{At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::Id;
use turnstone_casework::desk::arrivals::answer::Answer;
use turnstone_casework::desk::arrivals::{ArrivalSummary, ArrivalView};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::ReasonCode;
use turnstone_casework::permission::{Action, Resource};
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("arrivals")
        .get(
            "/arrivals",
            operation(
                "arrivals",
                may(Action::List, Resource::Arrival),
                "Packages that partners sent. None is opened by that.",
            ),
            list,
        )
        .get(
            "/arrivals/{id}",
            operation(
                "arrival",
                may(Action::Read, Resource::Arrival),
                "A package. Its partner is told that it was opened.",
            ),
            read,
        )
        .post(
            "/arrivals/{id}/answers",
            operation(
                "answer_arrival",
                may(Action::Decide, Resource::Arrival),
                "Takes a package on, or not, or asks, or says what came of it.",
            ),
            answer,
        )
}

async fn list(State(shared): State<Shared>, Staff(person): Staff) -> Answered<Listed<ArrivalSummary>> {
    Ok(Listed(shared.desk.arrivals(&person).await?))
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answered<Given<ArrivalView>> {
    Ok(Given(shared.desk.arrival(&person, id).await?))
}

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAnswer {
    /// The version that was seen.
    version: i64,
    /// What is answered.
    answer: ArrivalAnswer,
    /// Why, for `reject`.
    reason: Option<ReasonCode>,
    /// What came of it, for `outcome`.
    outcome: Option<OutcomeKind>,
    /// Words for the partner. A question needs some.
    #[serde(default)]
    words: String,
}

/// What is answered.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ArrivalAnswer {
    /// The organisation takes it on: it becomes a report with an incident and a case.
    Accept,
    /// It does not.
    Reject,
    /// It needs to know more.
    AskInformation,
    /// Something came of it.
    Outcome,
}

impl NewAnswer {
    fn read(&self) -> Answered<Answer> {
        match (self.answer, self.reason, self.outcome) {
            (ArrivalAnswer::Accept, None, None) => Ok(Answer::Accept),
            (ArrivalAnswer::Reject, Some(reason), None) => Ok(Answer::Reject(reason)),
            (ArrivalAnswer::AskInformation, None, None) => Ok(Answer::AskInformation),
            (ArrivalAnswer::Outcome, None, Some(kind)) => Ok(Answer::Outcome(kind)),
            (ArrivalAnswer::Reject, None, _) => {
                Err(Problem::invalid("reason", "who does not take a package on says why, from the list"))
            }
            (ArrivalAnswer::Outcome, _, None) => Err(Problem::invalid("outcome", "say what came of it, from the list")),
            (_, Some(_), _) => Err(Problem::invalid("reason", "only reject has a reason")),
            (_, _, Some(_)) => Err(Problem::invalid("outcome", "only outcome has an outcome")),
        }
    }
}

/// What an answer led to.
#[derive(Serialize, ToSchema)]
struct AnswerGiven {
    /// The version that stands now.
    version: i64,
    /// The report that the package is now, when it was accepted.
    report: Option<Id>,
    /// The case that was opened for it.
    case: Option<Id>,
}

async fn answer(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<NewAnswer>,
) -> Answered<Given<AnswerGiven>> {
    let done = shared.desk.answer_arrival(&person, id, sent.version, sent.read()?, &sent.words).await?;
    Ok(Given(AnswerGiven { version: done.version, report: done.report, case: done.case }))
}
