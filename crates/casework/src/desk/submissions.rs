//! Reports that partners' programs submit: opened, files attached, finished or retracted. Nothing of one is seen before it is finished.
//!
//! Opening twice with the same number of the partner's is one submission, attaching the same file twice is one file, and finishing or
//! retracting twice changes nothing, so that a program whose connection broke simply sends again. What arrives is sealed at once. The
//! key for files is also wrapped to a key that follows from the partner's token, until the submission is finished: the server alone
//! cannot add to what it cannot open.

use super::intake::{FileCard, MOST_FILES, Upload, check_uploads, seal_report};
use super::keyring::{Grant, new_compartment, seal_value};
use super::partners::SubmissionToken;
use super::{Desk, Tenant};
use crate::CaseworkError;
use crate::form::{Channel, ReportForm, SignalKind};
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::permission::Resource;
use crate::store::rows::{AttachmentRow, KeyRow, Owned, PartnerRow, Row, SignalRow, SubmissionRow, Values};
use crate::store::{StoreError, audit, retention};
use crate::vault::{self, Binding, Compartment, CompartmentKey, WrapBinding};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

/// How long a submission can stay open; after that it is shredded.
pub const OPEN_FOR: i64 = DAY;
/// The longest number of a partner's.
const LONGEST_CLIENT_ID: usize = 100;
/// The language of a report whose language the public site does not have (BCP 47: undetermined).
const UNDETERMINED: &str = "und";

/// How far a submission is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubmissionState {
    /// Files can be attached.
    Open,
    /// It is with the staff.
    Finished,
    /// It was retracted, or its time has passed: its keys were destroyed.
    Shredded,
}

/// A submission, as its partner sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Submission {
    /// Its identifier.
    pub id: Id,
    /// The report that it is.
    pub report: Id,
    /// How far it is.
    pub state: SubmissionState,
}

impl Submission {
    fn of(row: &SubmissionRow) -> Result<Submission, StoreError> {
        let state = match row.state.as_str() {
            "open" => SubmissionState::Open,
            "finished" => SubmissionState::Finished,
            "retracted" | "expired" => SubmissionState::Shredded,
            _ => return Err(StoreError::damaged("the state of a submission")),
        };
        Ok(Submission { id: row.id, report: row.report_id, state })
    }
}

impl Desk {
    /// Opens a submission. `client_id` is the partner's own number for it; of the number only a digest is kept.
    ///
    /// # Errors
    /// [`CaseworkError::SignedOut`] for a token that is none, or of a partner that was revoked; [`CaseworkError::Invalid`] with the field.
    pub async fn open_submission(
        &self,
        token: &SubmissionToken,
        client_id: &str,
        language: &str,
        form: &ReportForm,
    ) -> Result<Submission, CaseworkError> {
        let (partner, tenant) = self.submitter(token).await?;
        if client_id.is_empty()
            || client_id.len() > LONGEST_CLIENT_ID
            || !client_id.bytes().all(|b| b.is_ascii_graphic())
        {
            return Err(CaseworkError::invalid(
                "client_id",
                format!("1 to {LONGEST_CLIENT_ID} letters, digits and signs of ASCII"),
            ));
        }
        form.check().map_err(|error| CaseworkError::invalid("form", error))?;
        let client_id = client_digest(partner.id, client_id);
        if let Some(known) = self.submission_of(partner.id, &client_id).await? {
            return Ok(Submission::of(&known)?);
        }
        let now = self.now();
        let (id, report) = {
            let mut rng = Desk::rng();
            (Id::random(&mut rng), Id::random(&mut rng))
        };
        let (team, team_public) = self.triage_key(&tenant).await?;
        let actor = format!("partner:{}", partner.id);
        let sealed = seal_report(tenant.id, report, form, &[], (team, &team_public), &actor, now)?;
        let submitter = token.file_secret(id)?.public();
        let grants = [
            Grant { recipient: team, public: &team_public, expires_at: None },
            Grant { recipient: id, public: &submitter, expires_at: Some(now.plus(OPEN_FOR)) },
        ];
        let files = new_compartment(tenant.id, report, Compartment::Attachments, &grants, &actor, now)?;
        let language = if tenant.languages.iter().any(|known| known == language) { language } else { UNDETERMINED };
        let mut row = self.report_row(&tenant, report, form, Channel::Partner, language, "incoming", now);
        row.expires_at = now.plus(OPEN_FOR);
        let submission = SubmissionRow {
            id,
            tenant: tenant.id,
            partner_id: partner.id,
            client_id: client_id.clone(),
            report_id: report,
            state: "open".to_owned(),
            opened_at: now,
        };
        let answer = Submission::of(&submission)?;
        let event = submission_event(&partner, "submission.open", report, now);
        let written = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    submission.insert(conn).await?;
                    row.insert(conn).await?;
                    for key in sealed.keys.iter().chain([&files.row]) {
                        key.insert(conn).await?;
                    }
                    for wrap in sealed.wraps.iter().chain(&files.wraps) {
                        wrap.insert(conn).await?;
                    }
                    for field in &sealed.sealed {
                        field.insert(conn).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await;
        match written {
            Ok(()) => Ok(answer),
            // The same number arrived twice at the same moment.
            Err(error) if error.is_duplicate() => match self.submission_of(partner.id, &client_id).await? {
                Some(known) => Ok(Submission::of(&known)?),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Where a submission stands.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when this partner has no such submission.
    pub async fn submission(&self, token: &SubmissionToken, id: Id) -> Result<Submission, CaseworkError> {
        let (partner, _) = self.submitter(token).await?;
        Ok(Submission::of(&self.submission_row(&partner, id).await?)?)
    }

    /// Attaches a file to an open submission. Gives its identifier, which is the same when the same file is sent again.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] for too many or too large files; [`CaseworkError::Refused`] when the submission is no longer open.
    pub async fn attach(&self, token: &SubmissionToken, id: Id, upload: Upload) -> Result<Id, CaseworkError> {
        let (partner, tenant) = self.submitter(token).await?;
        check_uploads(std::slice::from_ref(&upload))?;
        let submission = self.submission_row(&partner, id).await?;
        if submission.state != "open" {
            return Err(no_longer_open());
        }
        let (key_id, key) = self.file_key(token, &submission).await?;
        let now = self.now();
        let (tenant, report, file) = (tenant.id, submission.report_id, token.file_id(id, &upload)?);
        let compartment = Compartment::Attachments;
        let binding = Binding { tenant, table: "attachments", field: "file", row: file, compartment, key: key_id };
        let envelope = vault::seal(&key, &binding, &upload.bytes, &mut Desk::rng())?;
        let row = AttachmentRow { id: file, tenant, report_id: report, key_id, envelope, created_at: now };
        let card = FileCard { size: upload.bytes.len(), name: upload.name, media_type: upload.media_type };
        let card = seal_value(tenant, (key_id, &key, compartment), "attachments", file, "card", &card)?;
        let event = submission_event(&partner, "submission.attach", report, now);
        let written = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    still_open(conn, tenant, id, now).await?;
                    let (files,): (i64,) =
                        sqlx::query_as("SELECT CAST(COUNT(*) AS BIGINT) FROM attachments WHERE tenant = $1 AND report_id = $2 AND id <> $3")
                            .bind(tenant)
                            .bind(report)
                            .bind(file)
                            .fetch_one(&mut *conn)
                            .await?;
                    if files >= i64::try_from(MOST_FILES).unwrap_or(i64::MAX) {
                        return Err(CaseworkError::invalid("attachments", format!("at most {MOST_FILES} files")));
                    }
                    row.insert(conn).await?;
                    card.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await;
        match written {
            Ok(()) => Ok(file),
            Err(error) if error.is_duplicate() => Ok(file),
            Err(error) => Err(error),
        }
    }

    /// Hands a submission to the staff: from here on it is a report like any other. Finishing it again changes nothing.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when it was retracted, or its time has passed.
    pub async fn finish(&self, token: &SubmissionToken, id: Id) -> Result<Submission, CaseworkError> {
        let (partner, tenant) = self.submitter(token).await?;
        let submission = self.submission_row(&partner, id).await?;
        if submission.state == "finished" {
            return Ok(Submission::of(&submission)?);
        }
        let (now, report) = (self.now(), submission.report_id);
        let until = now.plus(tenant.retention_days * DAY);
        let signal = SignalRow {
            id: Id::random(&mut Desk::rng()),
            tenant: tenant.id,
            kind: SignalKind::NewReport.name().to_owned(),
            channel: Channel::Partner.name().to_owned(),
            received_day: now.day(),
            report_id: Some(report),
        };
        let event = submission_event(&partner, "report.receive", report, now);
        let tenant = tenant.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    if !still_open_or_finished(conn, tenant, id, now).await? {
                        return Ok(());
                    }
                    sqlx::query("UPDATE submissions SET state = 'finished' WHERE tenant = $1 AND id = $2")
                        .bind(tenant)
                        .bind(id)
                        .execute(&mut *conn)
                        .await?;
                    // How soon it has to be looked at counts from now.
                    sqlx::query(
                        "UPDATE reports SET state = 'new', due_at = due_at - received_at + $3, received_at = $3, expires_at = $4, \
                         version = version + 1 WHERE tenant = $1 AND id = $2",
                    )
                    .bind(tenant)
                    .bind(report)
                    .bind(now)
                    .bind(until)
                    .execute(&mut *conn)
                    .await?;
                    forget_file_key(conn, tenant, id, report).await?;
                    signal.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(Submission { id, report, state: SubmissionState::Finished })
    }

    /// Takes an open submission back; what arrived of it is shredded. Retracting it again changes nothing.
    ///
    /// If it fails half-way, nobody sees the submission any more, and retracting it again shreds what is left.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when it is with the staff already.
    pub async fn retract(&self, token: &SubmissionToken, id: Id) -> Result<Submission, CaseworkError> {
        let (partner, tenant) = self.submitter(token).await?;
        let submission = self.submission_row(&partner, id).await?;
        let (now, report, tenant) = (self.now(), submission.report_id, tenant.id);
        let answer = Submission { id, report, state: SubmissionState::Shredded };
        match submission.state.as_str() {
            "open" | "retracted" => {}
            "expired" => return Ok(answer),
            _ => return Err(CaseworkError::refused("this is with the staff already; write to them about it")),
        }
        let event = submission_event(&partner, "submission.retract", report, now);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let retracted = sqlx::query(
                        "UPDATE submissions SET state = 'retracted' WHERE tenant = $1 AND id = $2 AND state IN ('open', 'retracted')",
                    )
                    .bind(tenant)
                    .bind(id)
                    .execute(&mut *conn)
                    .await?;
                    if retracted.rows_affected() == 0 {
                        return Err(CaseworkError::refused("this was finished or shredded at this moment; look at it again"));
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        retention::erase(&self.store, tenant, report, format!("partner:{}", partner.id), now).await?;
        Ok(answer)
    }

    /// The partner of a token, and the organisation whose partner it is.
    async fn submitter(&self, token: &SubmissionToken) -> Result<(PartnerRow, Tenant), CaseworkError> {
        let row = PartnerRow::one(
            self.store.reader(),
            "WHERE token_hash = $1 AND state = 'active'",
            Values::new().and(&token.hash()),
        )
        .await?
        .ok_or(CaseworkError::SignedOut)?;
        let tenant = self.tenant_by_id(row.tenant).await?;
        Ok((row, tenant))
    }

    async fn submission_of(&self, partner: Id, client_id: &String) -> Result<Option<SubmissionRow>, CaseworkError> {
        let values = Values::new().and(&partner).and(client_id);
        Ok(SubmissionRow::one(self.store.reader(), "WHERE partner_id = $1 AND client_id = $2", values).await?)
    }

    /// A submission of this partner; those of others are not there.
    async fn submission_row(&self, partner: &PartnerRow, id: Id) -> Result<SubmissionRow, CaseworkError> {
        SubmissionRow::by_id(self.store.reader(), partner.tenant, id)
            .await?
            .filter(|row| row.partner_id == partner.id)
            .ok_or(CaseworkError::NotFound(Resource::Report))
    }

    /// The key for files of an open submission, opened with the token.
    async fn file_key(
        &self,
        token: &SubmissionToken,
        submission: &SubmissionRow,
    ) -> Result<(Id, CompartmentKey), CaseworkError> {
        let key = KeyRow::one(
            self.store.reader(),
            "WHERE tenant = $1 AND owner = $2 AND compartment = 'attachments' AND shredded_at IS NULL",
            Values::new().and(&submission.tenant).and(&submission.report_id),
        )
        .await?
        .ok_or_else(no_longer_open)?;
        let wrapped: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT wrapped FROM wraps WHERE key_id = $1 AND recipient = $2")
                .bind(key.id)
                .bind(submission.id)
                .fetch_optional(self.store.reader())
                .await?;
        let (wrapped,) = wrapped.ok_or_else(no_longer_open)?;
        let recipient = submission.id.to_string();
        let binding = WrapBinding { tenant: submission.tenant, key: key.id, recipient: &recipient };
        let secret = token.file_secret(submission.id)?;
        // A token that was issued since opens nothing of the one before.
        let bytes = vault::unwrap(&wrapped, &secret, &binding).map_err(|_| {
            CaseworkError::refused("this submission was opened with another token: retract it, and open it again")
        })?;
        Ok((key.id, CompartmentKey::from_bytes(&bytes)?))
    }
}

fn no_longer_open() -> CaseworkError {
    CaseworkError::refused("this submission is no longer open: open another one")
}

fn submission_event(partner: &PartnerRow, action: &'static str, report: Id, now: Moment) -> audit::Event {
    audit::Event {
        tenant: partner.tenant,
        at: now,
        actor: format!("partner:{}", partner.id),
        action,
        object: format!("report:{report}"),
        outcome: "done",
    }
}

/// What is kept of a partner's own number: it may say more than a number should.
fn client_digest(partner: Id, client_id: &str) -> String {
    let digest =
        Sha256::new_with_prefix(b"turnstone submission number 1").chain_update(partner.0).chain_update(client_id);
    data_encoding::HEXLOWER.encode(&digest.finalize())
}

/// Refuses, inside a write, when the submission is no longer open.
async fn still_open(conn: &mut AnyConnection, tenant: Id, id: Id, now: Moment) -> Result<(), CaseworkError> {
    if still_open_or_finished(conn, tenant, id, now).await? { Ok(()) } else { Err(no_longer_open()) }
}

/// Whether a submission is open; `false` when it is finished, refused when it is shredded.
async fn still_open_or_finished(
    conn: &mut AnyConnection,
    tenant: Id,
    id: Id,
    now: Moment,
) -> Result<bool, CaseworkError> {
    let row: Option<(String, String, Moment)> = sqlx::query_as(
        "SELECT s.state, r.state, s.opened_at FROM submissions s JOIN reports r ON r.id = s.report_id WHERE s.tenant = $1 AND s.id = $2",
    )
    .bind(tenant)
    .bind(id)
    .fetch_optional(conn)
    .await?;
    match row.as_ref().map(|(submission, report, opened)| (submission.as_str(), report.as_str(), *opened)) {
        Some(("open", "incoming", opened)) if opened.plus(OPEN_FOR) > now => Ok(true),
        Some(("finished", ..)) => Ok(false),
        _ => Err(no_longer_open()),
    }
}

/// Takes the key for files from the partner; when there are no files, nobody needs it.
async fn forget_file_key(
    conn: &mut AnyConnection,
    tenant: Id,
    submission: Id,
    report: Id,
) -> Result<(), CaseworkError> {
    sqlx::query("DELETE FROM wraps WHERE recipient = $1").bind(submission).execute(&mut *conn).await?;
    let files: Option<(Id,)> =
        sqlx::query_as("SELECT id FROM attachments WHERE tenant = $1 AND report_id = $2 LIMIT 1")
            .bind(tenant)
            .bind(report)
            .fetch_optional(&mut *conn)
            .await?;
    if files.is_some() {
        return Ok(());
    }
    for statement in [
        "DELETE FROM wraps WHERE key_id IN (SELECT id FROM compartment_keys WHERE tenant = $1 AND owner = $2 AND compartment = 'attachments')",
        "DELETE FROM compartment_keys WHERE tenant = $1 AND owner = $2 AND compartment = 'attachments'",
    ] {
        sqlx::query(statement).bind(tenant).bind(report).execute(&mut *conn).await?;
    }
    Ok(())
}
