//! What apps use for people who report: sending a report, and the mailbox that its receipt opens. Nobody signs in.

use super::answer::{Answer, Done, Given, Once};
use super::extract::{At, Json, LARGE, Slug};
use super::operation::{ANYBODY, Table, operation};
use super::problem::Problem;
use crate::state::Shared;
use axum::extract::State;
use data_encoding::BASE64;
use serde::{Deserialize, Serialize};
use turnstone_casework::desk::intake::{IntakeForm, Upload};
use turnstone_casework::desk::mailbox::MailboxView;
use turnstone_casework::form::ReportForm;
use turnstone_casework::vault::{FormToken, Receipt};
use utoipa::ToSchema;

/// The operations.
pub fn table() -> Table {
    Table::new("reporting")
        .post(
            "/o/{slug}/reports",
            operation(
                "report_something",
                ANYBODY,
                "Sends a report. Its answer is the receipt; sending it again gives the same one.",
            ),
            report,
        )
        .post("/o/{slug}/mailbox", operation("mailbox", ANYBODY, "The conversation that a receipt opens."), mailbox)
        .post(
            "/o/{slug}/mailbox/messages",
            operation("write_message", ANYBODY, "Writes to the staff. Sending the same form again writes once."),
            write,
        )
}

/// A report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewReport {
    /// 32 random bytes of the app, as 64 hexadecimal digits in lower case. The receipt follows from them: they are kept as secret as it is,
    /// and the same ones are sent again when an answer was lost.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    token: String,
    /// The language it is written in (BCP 47), one of the organisation's.
    language: String,
    /// What is said. Everything but `what` may be left out.
    report: ReportForm,
    /// Files, five at most, of 10 MiB each at most.
    #[serde(default)]
    files: Vec<File>,
}

/// A file.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes, in base 64 (RFC 4648, section 4).
    #[schema(format = Byte)]
    pub content: String,
}

impl File {
    /// Its bytes with their name and type.
    pub fn upload(self) -> Answer<Upload> {
        let bytes = BASE64.decode(self.content.as_bytes());
        let bytes = bytes
            .map_err(|_| Problem::invalid("content", "the bytes in base 64, with padding and without line breaks"))?;
        Ok(Upload { name: self.name, media_type: self.media_type, bytes })
    }
}

/// What opens the mailbox of a report.
#[derive(Serialize, ToSchema)]
struct ReportReceipt {
    /// Ten words. The server does not keep them.
    receipt: String,
}

async fn report(
    State(shared): State<Shared>,
    At(Slug(slug)): At<Slug>,
    Json(sent): Json<NewReport, LARGE>,
) -> Answer<Once<ReportReceipt>> {
    let tenant = shared.desk.tenant(&slug).await?;
    let token = form_token(&sent.token)?;
    if !tenant.languages.contains(&sent.language) {
        return Err(Problem::invalid("language", format!("one of {}", tenant.languages.join(", "))));
    }
    let attachments = sent.files.into_iter().map(File::upload).collect::<Answer<Vec<Upload>>>()?;
    let intake = IntakeForm { form: sent.report, token, language: sent.language, attachments };
    let received = shared.desk.receive(&tenant, intake).await?;
    Ok(Once(received.fresh, ReportReceipt { receipt: received.receipt.printed().to_string() }))
}

fn form_token(text: &str) -> Answer<FormToken> {
    FormToken::parse(text).map_err(|_| Problem::invalid("token", "64 hexadecimal digits in lower case, made at random"))
}

/// What opens a mailbox.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailboxKey {
    /// The ten words, with anything between them.
    receipt: String,
}

fn receipt(text: &str) -> Answer<Receipt> {
    Receipt::parse(text).map_err(|error| Problem::invalid("receipt", error.to_string()))
}

async fn mailbox(
    State(shared): State<Shared>,
    At(Slug(slug)): At<Slug>,
    Json(sent): Json<MailboxKey>,
) -> Answer<Given<MailboxView>> {
    let tenant = shared.desk.tenant(&slug).await?;
    Ok(Given(shared.desk.mailbox(&tenant, &receipt(&sent.receipt)?).await?))
}

/// A message to the staff.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessage {
    /// The ten words, with anything between them.
    receipt: String,
    /// What is written.
    text: String,
    /// 32 random bytes of the app for this message, as 64 hexadecimal digits in lower case; the same ones when it is sent again.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    token: String,
}

async fn write(State(shared): State<Shared>, At(Slug(slug)): At<Slug>, Json(sent): Json<NewMessage>) -> Answer<Done> {
    let tenant = shared.desk.tenant(&slug).await?;
    let (receipt, token) = (receipt(&sent.receipt)?, form_token(&sent.token)?);
    shared.desk.write_to_staff(&tenant, &receipt, &sent.text, token).await?;
    Ok(Done)
}
