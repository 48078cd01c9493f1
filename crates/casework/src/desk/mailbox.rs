//! The conversation between whoever reported, who has only a receipt, and the staff.
//!
//! The receipt finds the report and opens the mailbox's key; nothing else of the report opens with it. Reading one's mailbox is not
//! written to the audit log: when somebody in danger reads their messages is nobody's business.

use super::keyring::{Grant, new_compartment, seal_value};
use super::queue::ReportState;
use super::{Desk, Person, Tenant};
use crate::CaseworkError;
use crate::id::Id;
use crate::lint;
use crate::moment::Moment;
use crate::permission::{Action, Resource, require};
use crate::store::rows::{KeyRow, MessageRow, Owned, ReportRow, Row, SealedRow, Values, WrapRow};
use crate::store::{StoreError, audit};
use crate::vault::{self, Binding, Compartment, CompartmentKey, FormToken, PublicKey, Receipt, WrapBinding};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The most characters of a message.
pub const LONGEST_MESSAGE: usize = 10_000;

/// What whoever reported sees.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct MailboxView {
    /// How far the report is.
    pub state: ReportState,
    /// The day it arrived.
    pub received_day: Moment,
    /// The conversation, oldest first.
    pub messages: Vec<MessageView>,
}

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MessageView {
    /// Whether whoever reported wrote it.
    pub from_reporter: bool,
    /// When.
    pub sent_at: Moment,
    /// What.
    pub text: String,
}

impl Desk {
    /// The mailbox of a receipt.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when the organisation has no report of this receipt, or it has expired.
    pub async fn mailbox(&self, tenant: &Tenant, receipt: &Receipt) -> Result<MailboxView, CaseworkError> {
        let report = self.report_of(tenant, receipt).await?;
        let messages = MessageRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND report_id = $2 ORDER BY sent_at, id",
            Values::new().and(&tenant.id).and(&report.id),
        )
        .await?;
        let mut shown = Vec::new();
        if !messages.is_empty() {
            let (key_id, key) =
                self.mailbox_key(tenant, report.id, receipt).await?.ok_or(StoreError::damaged("a mailbox key"))?;
            let rows: Vec<Id> = messages.iter().map(|message| message.id).collect();
            let sealed = self.sealed_of(tenant.id, "messages", &rows).await?;
            for message in &messages {
                let Some(envelope) = sealed.iter().find(|row| row.row_id == message.id) else { continue };
                shown.push(MessageView {
                    from_reporter: message.from_reporter,
                    sent_at: message.sent_at,
                    text: open_message(tenant.id, (key_id, &key), envelope)?,
                });
            }
        }
        if messages.iter().any(|message| !message.from_reporter && !message.seen) {
            let id = report.id;
            self.store
                .write(move |conn| {
                    Box::pin(async move {
                        sqlx::query("UPDATE messages SET seen = 1 WHERE report_id = $1 AND from_reporter = 0")
                            .bind(id)
                            .execute(conn)
                            .await?;
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(MailboxView {
            state: ReportState::of(&report.state)?,
            received_day: report.received_at.day(),
            messages: shown,
        })
    }

    /// Writes to the staff. Sending the same form twice writes once.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] as for [`mailbox`](Desk::mailbox), [`CaseworkError::Invalid`] when the text is empty or too long.
    pub async fn write_to_staff(
        &self,
        tenant: &Tenant,
        receipt: &Receipt,
        text: &str,
        once: FormToken,
    ) -> Result<(), CaseworkError> {
        check_message(text)?;
        let report = self.report_of(tenant, receipt).await?;
        let id = message_id(&report, &once);
        // Two first messages at the same moment both make the mailbox's key; the one that comes second finds it and tries again.
        for last in [false, true] {
            let outcome = self.try_to_write(tenant, &report, receipt, text, id).await;
            let written = MessageRow::by_id(self.store.reader(), tenant.id, id).await?.is_some();
            match outcome {
                Err(error) if error.is_duplicate() && written => return Ok(()),
                Err(error) if error.is_duplicate() && !last => {}
                other => return other,
            }
        }
        Ok(())
    }

    async fn try_to_write(
        &self,
        tenant: &Tenant,
        report: &ReportRow,
        receipt: &Receipt,
        text: &str,
        id: Id,
    ) -> Result<(), CaseworkError> {
        let now = self.now();
        let (made, (key_id, key)) = match self.mailbox_key(tenant, report.id, receipt).await? {
            Some(found) => (None, found),
            None => {
                let (team, team_public) = self.triage_key(tenant).await?;
                let reporter = receipt.secret().public();
                let grants = [
                    Grant { recipient: team, public: &team_public, expires_at: None },
                    Grant { recipient: report.id, public: &reporter, expires_at: None },
                ];
                let new = new_compartment(tenant.id, report.id, Compartment::Mailbox, &grants, "server", now)?;
                let mut wraps = new.wraps;
                wraps.extend(self.assignee_wraps(tenant.id, report.id, new.id, &new.key, now).await?);
                (Some((new.row, wraps)), (new.id, new.key))
            }
        };
        let message =
            MessageRow { id, tenant: tenant.id, report_id: report.id, from_reporter: true, sent_at: now, seen: false };
        let sealed = seal_value(tenant.id, (key_id, &key, Compartment::Mailbox), "messages", id, "text", &text)?;
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: "reporter".to_owned(),
            action: "mailbox.write",
            object: format!("report:{}", report.id),
            outcome: "done",
        };
        self.store.write(move |conn| Box::pin(insert_message(conn, made, message, sealed, true, event))).await
    }

    /// Answers whoever reported.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when the message would tell somebody who reads over their shoulder what this is about, with the words;
    /// [`CaseworkError::NotFound`] when the report has no mailbox, because it came by telephone.
    pub async fn reply(&self, person: &Person, report: Id, text: &str) -> Result<(), CaseworkError> {
        require(person.role, Action::Create, Resource::Mailbox)?;
        check_message(text)?;
        let row = self.report_row_of(person, report).await?;
        if row.reporter_public.is_none() {
            return Err(CaseworkError::refused("this report has no mailbox: it did not come through the form"));
        }
        let found = lint::lint(text, &row.language);
        if !found.is_empty() {
            let words: Vec<String> = found.iter().map(|finding| format!("\"{}\"", finding.term)).collect();
            return Err(CaseworkError::refused(format!(
                "the message says {}; somebody who watches the screen would know what it is about: say it in other words",
                words.join(", ")
            )));
        }
        let ring = self.keyring_for_writing(person, report, &[Compartment::Mailbox], Resource::Report).await?;
        let id = Id::random(&mut Desk::rng());
        let sealed = ring.seal(Compartment::Mailbox, "messages", id, "text", &text)?;
        let now = self.now();
        let message = MessageRow {
            id,
            tenant: person.tenant.id,
            report_id: report,
            from_reporter: false,
            sent_at: now,
            seen: false,
        };
        let event = self.event(person, "mailbox.reply", format!("report:{report}"));
        self.store.write(move |conn| Box::pin(insert_message(conn, None, message, sealed, false, event))).await
    }

    async fn report_of(&self, tenant: &Tenant, receipt: &Receipt) -> Result<ReportRow, CaseworkError> {
        ReportRow::one(
            self.store.reader(),
            "WHERE receipt_lookup = $1 AND tenant = $2",
            Values::new().and(&receipt.lookup()).and(&tenant.id),
        )
        .await?
        .ok_or(CaseworkError::NotFound(Resource::Mailbox))
    }

    /// The mailbox's key, opened with the receipt; nothing when nobody has written yet.
    async fn mailbox_key(
        &self,
        tenant: &Tenant,
        report: Id,
        receipt: &Receipt,
    ) -> Result<Option<(Id, CompartmentKey)>, CaseworkError> {
        let row: Option<(Id, Vec<u8>)> = sqlx::query_as(
            "SELECT k.id, w.wrapped FROM compartment_keys k JOIN wraps w ON w.key_id = k.id AND w.recipient = k.owner \
             WHERE k.owner = $1 AND k.compartment = 'mailbox' AND k.tenant = $2",
        )
        .bind(report)
        .bind(tenant.id)
        .fetch_optional(self.store.reader())
        .await?;
        let Some((id, wrapped)) = row else { return Ok(None) };
        let recipient = report.to_string();
        let binding = WrapBinding { tenant: tenant.id, key: id, recipient: &recipient };
        let key = CompartmentKey::from_bytes(&vault::unwrap(&wrapped, &receipt.secret(), &binding)?)?;
        Ok(Some((id, key)))
    }

    /// A new key for those whom the report was assigned to.
    async fn assignee_wraps(
        &self,
        tenant: Id,
        report: Id,
        key_id: Id,
        key: &CompartmentKey,
        now: Moment,
    ) -> Result<Vec<WrapRow>, CaseworkError> {
        let holders = self.holders(tenant, report).await?;
        holders
            .iter()
            .map(|(id, public, expires_at): &(Id, PublicKey, Option<Moment>)| {
                let grant = Grant { recipient: *id, public, expires_at: *expires_at };
                super::keyring::wrap_key(tenant, key_id, key.as_bytes(), &grant, "server", now)
            })
            .collect()
    }
}

async fn insert_message(
    conn: &mut sqlx::AnyConnection,
    made: Option<(KeyRow, Vec<WrapRow>)>,
    message: MessageRow,
    sealed: SealedRow,
    from_reporter: bool,
    event: audit::Event,
) -> Result<(), CaseworkError> {
    if let Some((key, wraps)) = made {
        key.insert(conn).await?;
        for wrap in &wraps {
            wrap.insert(conn).await?;
        }
    }
    message.insert(conn).await?;
    sealed.insert(conn).await?;
    let statement = if from_reporter {
        "UPDATE reports SET unread = unread + 1 WHERE id = $1"
    } else {
        "UPDATE reports SET unread = 0 WHERE id = $1"
    };
    sqlx::query(statement).bind(message.report_id).execute(&mut *conn).await?;
    audit::append(conn, &event).await?;
    Ok(())
}

fn open_message(tenant: Id, (id, key): (Id, &CompartmentKey), sealed: &SealedRow) -> Result<String, CaseworkError> {
    let compartment = Compartment::Mailbox;
    let binding = Binding { tenant, table: "messages", field: "text", row: sealed.row_id, compartment, key: id };
    let plain = vault::open(key, &binding, &sealed.envelope)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::damaged("a message").into())
}

/// The same form sent twice has the same identifier, so it is written once.
fn message_id(report: &ReportRow, once: &FormToken) -> Id {
    let digest = Sha256::new()
        .chain_update(b"turnstone message")
        .chain_update(report.id.0)
        .chain_update(once.encode().as_bytes());
    let digest: [u8; 32] = digest.finalize().into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    Id(id)
}

fn check_message(text: &str) -> Result<(), CaseworkError> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > LONGEST_MESSAGE {
        return Err(CaseworkError::invalid("message", format!("1 to {LONGEST_MESSAGE} characters; this has {length}")));
    }
    Ok(())
}
