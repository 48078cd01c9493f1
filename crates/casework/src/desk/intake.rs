//! How reports come in: from the public form, and written down by staff from a call, a chat or a visit.
//!
//! What somebody said is sealed to the triage team before it touches the database. Nobody need be signed in, and without somebody
//! who is, nobody can read it. Partners' reports come through `submissions`.

use super::keyring::{Grant, new_compartment, seal_value};
use super::{Desk, Person, Tenant};
use crate::CaseworkError;
use crate::form::{Channel, ReportForm, SignalKind};
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{AttachmentRow, KeyRow, ReportRow, Row, SealedRow, SignalRow, WrapRow};
use crate::store::{Intake, audit};
use crate::vault::{self, Binding, Compartment, CompartmentKey, FormToken, PublicKey, Receipt};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most files with one report.
pub const MOST_FILES: usize = 5;
/// The most bytes of one file.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// A file that came with a report. It is sealed as it is; nobody looks into it here.
pub struct Upload {
    /// Its name, as the sender's machine calls it.
    pub name: String,
    /// Its type, as the sender's machine says it.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Name, type and size of a file, sealed beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCard {
    /// Its name.
    pub name: String,
    /// Its type.
    pub media_type: String,
    /// How many bytes it has.
    pub size: usize,
}

/// What the public form sends.
pub struct IntakeForm {
    /// The answers.
    pub form: ReportForm,
    /// The token that was given with the empty form; the same token gives the same receipt and one report.
    pub token: FormToken,
    /// The language it was written in (BCP 47).
    pub language: String,
    /// Files.
    pub attachments: Vec<Upload>,
}

/// A report that was accepted, and is on the disk.
pub struct Received {
    /// What opens its mailbox.
    pub receipt: Receipt,
    /// Whether it was new; `false` when the same form had arrived before.
    pub fresh: bool,
}

/// A report, sealed, before it is written.
pub(crate) struct SealedReport {
    pub keys: Vec<KeyRow>,
    pub wraps: Vec<WrapRow>,
    pub sealed: Vec<SealedRow>,
    pub attachments: Vec<AttachmentRow>,
}

impl Desk {
    /// Accepts a report from the public form. It returns when the report is on the disk, and sending the same form again is harmless.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with the field; [`CaseworkError::Store`] when the database cannot keep it: then nothing was accepted.
    pub async fn receive(&self, tenant: &Tenant, intake: IntakeForm) -> Result<Received, CaseworkError> {
        intake.form.check().map_err(|error| CaseworkError::invalid("form", error))?;
        check_uploads(&intake.attachments)?;
        let receipt = Receipt::of(&intake.token);
        let now = self.now();
        let id = Id::random(&mut Desk::rng());
        let (team, public) = self.triage_key(tenant).await?;
        let sealed = seal_report(tenant.id, id, &intake.form, &intake.attachments, (team, &public), "server", now)?;
        let report = self.report_row(tenant, id, &intake.form, Channel::Web, &intake.language, "new", now);
        let report = ReportRow {
            receipt_lookup: Some(receipt.lookup()),
            reporter_public: Some(receipt.secret().public().0),
            ..report
        };
        let signal = signal_row(tenant.id, SignalKind::NewReport, Channel::Web, Some(id), now);
        let event = arrival(tenant.id, id, "anonymous", now);
        let accepted = self.store.accept(intake_of(report, signal, sealed, event)).await?;
        Ok(Received { receipt, fresh: accepted.fresh })
    }

    /// Writes down a contact by telephone, chat or in person, and the report in it, if there is one. Gives the report.
    ///
    /// # Errors
    /// As [`receive`](Desk::receive), and [`CaseworkError::Forbidden`].
    pub async fn log_signal(
        &self,
        person: &Person,
        kind: SignalKind,
        channel: Channel,
        form: Option<ReportForm>,
    ) -> Result<Option<Id>, CaseworkError> {
        require(person.role, Action::Create, Resource::Signal)?;
        let now = self.now();
        let tenant = &person.tenant;
        let Some(form) = form else {
            let signal = signal_row(tenant.id, kind, channel, None, now);
            let event = self.event(person, "signal.log", format!("signal:{}", signal.id));
            self.store
                .write(move |conn| {
                    Box::pin(async move {
                        signal.insert(conn).await?;
                        audit::append(conn, &event).await?;
                        Ok(())
                    })
                })
                .await?;
            return Ok(None);
        };
        form.check().map_err(|error| CaseworkError::invalid("form", error))?;
        let id = Id::random(&mut Desk::rng());
        let (team, public) = self.triage_key(tenant).await?;
        let sealed = seal_report(tenant.id, id, &form, &[], (team, &public), &person.id.to_string(), now)?;
        let report = self.report_row(tenant, id, &form, channel, &person.language, "new", now);
        let signal = signal_row(tenant.id, kind, channel, Some(id), now);
        let event = self.event(person, "report.log", format!("report:{id}"));
        self.store.accept(intake_of(report, signal, sealed, event)).await?;
        Ok(Some(id))
    }

    /// The row of a new report, with its rank.
    #[expect(clippy::too_many_arguments, reason = "each is one column")]
    pub(crate) fn report_row(
        &self,
        tenant: &Tenant,
        id: Id,
        form: &ReportForm,
        channel: Channel,
        language: &str,
        state: &str,
        now: Moment,
    ) -> ReportRow {
        let ranking = self.triage.rank(form);
        ReportRow {
            id,
            tenant: tenant.id,
            channel: channel.name().to_owned(),
            language: language.to_owned(),
            received_at: now,
            receipt_lookup: None,
            reporter_public: None,
            state: state.to_owned(),
            rank: ranking.rank,
            due_at: now.plus(ranking.due_seconds),
            claimed_by: None,
            claimed_until: None,
            bundle: None,
            unread: 0,
            expires_at: now.plus(tenant.retention_days * DAY),
            version: 1,
        }
    }
}

/// Refuses more or larger files than are taken.
pub(crate) fn check_uploads(uploads: &[Upload]) -> Result<(), CaseworkError> {
    if uploads.len() > MOST_FILES {
        return Err(CaseworkError::invalid("attachments", format!("at most {MOST_FILES} files")));
    }
    if uploads.iter().any(|upload| upload.bytes.len() > MOST_BYTES) {
        return Err(CaseworkError::invalid("attachments", format!("at most {} MiB a file", MOST_BYTES >> 20)));
    }
    if uploads.iter().any(|upload| upload.name.len() > 255 || upload.media_type.len() > 100) {
        return Err(CaseworkError::invalid("attachments", "a name of at most 255 bytes and a type of at most 100"));
    }
    Ok(())
}

/// Seals a report: each compartment that has something under a key of its own, wrapped for the triage team.
pub(crate) fn seal_report(
    tenant: Id,
    report: Id,
    form: &ReportForm,
    uploads: &[Upload],
    team: (Id, &PublicKey),
    granted_by: &str,
    now: Moment,
) -> Result<SealedReport, CaseworkError> {
    let grants = [Grant { recipient: team.0, public: team.1, expires_at: None }];
    let mut parts: BTreeMap<Compartment, serde_json::Map<String, serde_json::Value>> = BTreeMap::new();
    for (compartment, field, value) in form.parts() {
        parts.entry(compartment).or_default().insert(field.to_owned(), value);
    }
    let mut made = SealedReport { keys: Vec::new(), wraps: Vec::new(), sealed: Vec::new(), attachments: Vec::new() };
    for (compartment, fields) in parts {
        let new = new_compartment(tenant, report, compartment, &grants, granted_by, now)?;
        let key = (new.id, &new.key, compartment);
        made.sealed.push(seal_value(tenant, key, "reports", report, compartment.label(), &fields)?);
        made.keys.push(new.row);
        made.wraps.extend(new.wraps);
    }
    if !uploads.is_empty() {
        let new = new_compartment(tenant, report, Compartment::Attachments, &grants, granted_by, now)?;
        for upload in uploads {
            let (row, card) = seal_upload(tenant, report, (new.id, &new.key), upload, now)?;
            made.attachments.push(row);
            made.sealed.push(card);
        }
        made.keys.push(new.row);
        made.wraps.extend(new.wraps);
    }
    Ok(made)
}

/// Seals a file, and its card beside it.
pub(crate) fn seal_upload(
    tenant: Id,
    report: Id,
    (key_id, key): (Id, &CompartmentKey),
    upload: &Upload,
    now: Moment,
) -> Result<(AttachmentRow, SealedRow), CaseworkError> {
    let id = Id::random(&mut Desk::rng());
    let compartment = Compartment::Attachments;
    let binding = Binding { tenant, table: "attachments", field: "file", row: id, compartment, key: key_id };
    let envelope = vault::seal(key, &binding, &upload.bytes, &mut Desk::rng())?;
    let card = FileCard { name: upload.name.clone(), media_type: upload.media_type.clone(), size: upload.bytes.len() };
    let card = seal_value(tenant, (key_id, key, compartment), "attachments", id, "card", &card)?;
    Ok((AttachmentRow { id, tenant, report_id: report, key_id, envelope, created_at: now }, card))
}

fn signal_row(tenant: Id, kind: SignalKind, channel: Channel, report: Option<Id>, now: Moment) -> SignalRow {
    SignalRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        kind: kind.name().to_owned(),
        channel: channel.name().to_owned(),
        received_day: now.day(),
        report_id: report,
    }
}

fn arrival(tenant: Id, report: Id, actor: &str, now: Moment) -> audit::Event {
    audit::Event {
        tenant,
        at: now,
        actor: actor.to_owned(),
        action: "report.receive",
        object: format!("report:{report}"),
        outcome: "done",
    }
}

fn intake_of(report: ReportRow, signal: SignalRow, sealed: SealedReport, event: audit::Event) -> Intake {
    let SealedReport { keys, wraps, sealed, attachments } = sealed;
    Intake { report, signal, keys, wraps, sealed, attachments, event }
}
