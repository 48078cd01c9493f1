//! Reports that partners' programs submit: opened, files attached, finished or retracted. Every step may be sent again.

use super::answer::{Answer, Given, Made, NewId, made};
use super::extract::{At, Json, LARGE, Submitter};
use super::operation::{PARTNERS, Table, operation};
use super::reporting::File;
use crate::state::Shared;
use axum::extract::State;
use serde::Deserialize;
use turnstone_casework::Id;
use turnstone_casework::desk::submissions::Submission;
use turnstone_casework::form::ReportForm;
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("submissions")
        .post(
            "/submissions",
            operation(
                "open_submission",
                PARTNERS,
                "Opens a submission. The same number opens the same one. Nobody sees it before it is finished.",
            ),
            open,
        )
        .get("/submissions/{id}", operation("submission", PARTNERS, "Where a submission stands."), read)
        .post(
            "/submissions/{id}/files",
            operation(
                "attach_file",
                PARTNERS,
                "Attaches a file to an open submission. The same file is attached once.",
            ),
            attach,
        )
        .post(
            "/submissions/{id}/finish",
            operation("finish_submission", PARTNERS, "Hands a submission to the staff: from here on it is a report."),
            finish,
        )
        .post(
            "/submissions/{id}/retract",
            operation(
                "retract_submission",
                PARTNERS,
                "Takes an open submission back; what arrived of it is destroyed.",
            ),
            retract,
        )
}

/// A submission.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSubmission {
    /// The partner's own number for it: 1 to 100 letters, digits and signs of ASCII. The same number is the same submission.
    client_id: String,
    /// The language it is written in (BCP 47).
    language: String,
    /// What is said. Everything but `what` may be left out.
    report: ReportForm,
}

async fn open(
    State(shared): State<Shared>,
    Submitter(token): Submitter,
    Json(sent): Json<NewSubmission>,
) -> Answer<Given<Submission>> {
    Ok(Given(shared.desk.open_submission(&token, &sent.client_id, &sent.language, &sent.report).await?))
}

async fn read(State(shared): State<Shared>, Submitter(token): Submitter, At(id): At<Id>) -> Answer<Given<Submission>> {
    Ok(Given(shared.desk.submission(&token, id).await?))
}

async fn attach(
    State(shared): State<Shared>,
    Submitter(token): Submitter,
    At(id): At<Id>,
    Json(sent): Json<File, LARGE>,
) -> Answer<Made<NewId>> {
    made(shared.desk.attach(&token, id, sent.upload()?).await?)
}

async fn finish(
    State(shared): State<Shared>,
    Submitter(token): Submitter,
    At(id): At<Id>,
) -> Answer<Given<Submission>> {
    Ok(Given(shared.desk.finish(&token, id).await?))
}

async fn retract(
    State(shared): State<Shared>,
    Submitter(token): Submitter,
    At(id): At<Id>,
) -> Answer<Given<Submission>> {
    Ok(Given(shared.desk.retract(&token, id).await?))
}
