//! One report and what is done with it: claiming, reading, revealing an identity, notes, messages, files, closing, erasing.

use super::answer::{Answer, Done, Given, Made, NewId, Saved, Version, changed, made};
use super::extract::{At, Json, Staff};
use super::operation::{Table, may, operation};
use super::problem::{Kind, Problem};
use crate::state::Shared;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use turnstone_casework::Id;
use turnstone_casework::desk::report::ReportView;
use turnstone_casework::desk::retention::{Erased, ErasureReason};
use turnstone_casework::form::{Channel, ReportForm, SafeContact, Say, SignalKind};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::vault::Compartment;
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("reports")
        .post(
            "/signals",
            operation(
                "log_signal",
                may(Action::Create, Resource::Signal),
                "Writes down a call, a chat or a visit, and the report in it.",
            ),
            signal,
        )
        .get(
            "/reports/{id}",
            operation(
                "report",
                may(Action::Read, Resource::Report),
                "A report, as far as the role reads it. Identities are not in it.",
            ),
            read,
        )
        .post(
            "/reports/{id}/claim",
            operation("claim_report", may(Action::Claim, Resource::Report), "Takes a report to work on, for an hour."),
            claim,
        )
        .post(
            "/reports/{id}/release",
            operation("release_report", may(Action::Claim, Resource::Report), "Gives a report back to the queue."),
            release,
        )
        .post(
            "/reports/{id}/close",
            operation(
                "close_report",
                may(Action::Close, Resource::Report),
                "Ends the work on a report, with a reason.",
            ),
            close,
        )
        .post(
            "/reports/{id}/reveal",
            operation(
                "reveal_identity",
                may(Action::Reveal, Resource::Identity).code(),
                "Shows who may be harmed or who reported, for a reason that stays with the report.",
            ),
            reveal,
        )
        .post(
            "/reports/{id}/notes",
            operation("add_note", may(Action::Create, Resource::Note), "Writes a note that only the staff sees."),
            note,
        )
        .post(
            "/reports/{id}/messages",
            operation("reply", may(Action::Create, Resource::Mailbox), "Answers whoever reported."),
            reply,
        )
        .post(
            "/reports/{id}/erasure",
            operation(
                "erase_report",
                may(Action::Erase, Resource::Report).code(),
                "Destroys the keys of a report for good.",
            ),
            erase,
        )
        .get(
            "/attachments/{id}",
            operation("attachment", may(Action::Read, Resource::Attachment), "A file, to be saved and never shown."),
            attachment,
        )
}

/// A contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSignal {
    /// What it is.
    kind: SignalKind,
    /// How it came.
    channel: Channel,
    /// What was said, if it is a report.
    report: Option<ReportForm>,
}

/// A contact that was written down.
#[derive(Serialize, ToSchema)]
struct SignalLogged {
    /// The report in it, if there is one.
    report: Option<Id>,
}

async fn signal(
    State(shared): State<Shared>,
    Staff(person): Staff,
    Json(sent): Json<NewSignal>,
) -> Answer<Made<SignalLogged>> {
    let report = shared.desk.log_signal(&person, sent.kind, sent.channel, sent.report).await?;
    Ok(Made(SignalLogged { report }))
}

async fn read(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Given<ReportView>> {
    Ok(Given(shared.desk.report(&person, id).await?))
}

/// The version that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    /// The version.
    pub version: i64,
}

async fn claim(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Given<Version>> {
    changed(shared.desk.claim(&person, id, sent.version).await?)
}

async fn release(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Seen>,
) -> Answer<Given<Version>> {
    changed(shared.desk.release(&person, id, sent.version).await?)
}

/// Why the work on a report ends, and the version that was seen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportEnd {
    /// The version that was seen.
    version: i64,
    /// Why.
    reason: String,
}

async fn close(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<ReportEnd>,
) -> Answer<Given<Version>> {
    changed(shared.desk.close_report(&person, id, sent.version, &sent.reason).await?)
}

/// Which identity, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reveal {
    /// `victim_identity` or `reporter_identity`.
    compartment: Compartment,
    /// Why it has to be seen.
    reason: String,
}

/// An identity. What was not said is left out.
#[derive(Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Identity {
    /// Who may be harmed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    who_text: Option<String>,
    /// Who reports, in relation to the person who may be harmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<String>,
    /// Whether whoever reports may be contacted.
    #[serde(skip_serializing_if = "Option::is_none")]
    may_contact: Option<Say>,
    /// How, without danger.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<SafeContact>,
}

async fn reveal(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Reveal>,
) -> Answer<Given<Identity>> {
    let fields = shared.desk.reveal(&person, id, sent.compartment, &sent.reason).await?;
    // What the reader says could repeat a value.
    let identity = serde_json::from_value(serde_json::Value::Object(fields))
        .map_err(|_| Problem::new(Kind::Fault, "what is kept there is not what this version writes"))?;
    Ok(Given(identity))
}

/// A text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewText {
    /// What is written.
    text: String,
}

async fn note(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<NewText>,
) -> Answer<Made<NewId>> {
    made(shared.desk.add_note(&person, id, &sent.text).await?)
}

async fn reply(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<NewText>,
) -> Answer<Done> {
    shared.desk.reply(&person, id, &sent.text).await?;
    Ok(Done)
}

/// Why a report is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Erasure {
    /// The reason.
    reason: ErasureReason,
}

async fn erase(
    State(shared): State<Shared>,
    Staff(person): Staff,
    At(id): At<Id>,
    Json(sent): Json<Erasure>,
) -> Answer<Given<Erased>> {
    Ok(Given(shared.desk.erase(&person, id, sent.reason).await?))
}

async fn attachment(State(shared): State<Shared>, Staff(person): Staff, At(id): At<Id>) -> Answer<Saved> {
    let file = shared.desk.attachment(&person, id).await?;
    Ok(Saved(file.bytes.to_vec()))
}
