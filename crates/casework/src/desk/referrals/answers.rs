//! What moves a referral while nobody is signed in: the partner's receipts, and time.

use super::Desk;
use super::held::{Held, Known, keep_slip};
use crate::CaseworkError;
use crate::desk::Tenant;
use crate::desk::outbox::{Carried, take_back};
use crate::desk::outcomes::outcome_row;
use crate::form::Say;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::package::{Digest, Said, SlipRead, read_slip};
use crate::permission::Resource;
use crate::referral::{Applied, Move, State};
use crate::store::audit;
use crate::store::rows::{Owned, PartnerRow, ReferralRow, ReportRow, Row, TaskRow, Values};
use crate::vault::VerifyingKey;
use sha2::Sha256;
use sqlx::AnyConnection;

/// A task: a partner has not answered, or a referral was not finished, in time.
pub const OVERDUE: &str = "referral_overdue";
/// A task: a partner asks for more.
pub const QUESTION: &str = "referral_question";
/// A task: a partner does not take a referral on.
pub const REJECTED: &str = "referral_rejected";
/// A task: something cannot be delivered.
pub const UNDELIVERED: &str = "referral_undelivered";

/// After how long past its time a referral that has not left lapses: what it rests on may no longer hold.
const LAPSES: i64 = 30 * DAY;
/// After how long past its time a referral without an answer lapses.
const UNANSWERED: i64 = 90 * DAY;
/// By when somebody has to look after an overdue referral.
const LOOK: i64 = DAY;
/// After how many tries somebody is told that something cannot be delivered: about four hours.
const TOLD_AFTER: i64 = 8;
/// How often it is tried again when a referral changes at the same moment.
const TRIES: usize = 5;

impl Desk {
    /// Takes what a partner's server sends about a package: a receipt for one of ours, or a notice about one of theirs. Taking it again is
    /// harmless.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when no partner in use signed it, it was changed on the way, or another receipt has its number;
    /// [`CaseworkError::NotFound`] when it is about nothing that is here.
    pub async fn note_arrived(&self, slug: &str, body: &[u8]) -> Result<(), CaseworkError> {
        let tenant = self.tenant(slug).await?;
        let partners = self.active_partners(tenant.id).await?;
        let known: Vec<(Id, VerifyingKey)> = partners.iter().map(Known::signs_with).collect();
        let read = read_slip(body, &known).map_err(|error| CaseworkError::refused(error.to_string()))?;
        let team_key = self.team_key_of(&tenant, read.slip.recipient).await?;
        let partner = known.iter().find(|(id, _)| *id == read.signer).copied();
        let partner = partner.ok_or(CaseworkError::NotFound(Resource::Partner))?;
        if matches!(read.slip.said, Said::Notice { .. }) {
            return self.notice_arrived(&tenant, &read, body, partner.1).await;
        }
        for _ in 1..TRIES {
            match self.take_receipt(&tenant, &read, body, partner, team_key).await {
                Err(CaseworkError::Conflict { .. }) => {}
                other => return other,
            }
        }
        self.take_receipt(&tenant, &read, body, partner, team_key).await
    }

    /// Takes a receipt that a known partner signed.
    async fn take_receipt(
        &self,
        tenant: &Tenant,
        read: &SlipRead,
        body: &[u8],
        (partner, key): (Id, VerifyingKey),
        team_key: Id,
    ) -> Result<(), CaseworkError> {
        let now = self.now();
        let id = read.slip.referral;
        let note = read.outline().ok_or(CaseworkError::NotFound(Resource::Referral))?;
        // A partner hears of its own referrals only; another one's are not here.
        let row = ReferralRow::by_id(self.store.reader(), tenant.id, id)
            .await?
            .filter(|row| row.partner_id == partner)
            .ok_or(CaseworkError::NotFound(Resource::Referral))?;
        let actor = format!("partner:{partner}");
        let mut held = self.held(row, None).await?;
        if let Some(known) = held.slips.get(&note.seq) {
            return if known.read.slip == read.slip {
                Ok(())
            } else {
                self.log_refused(tenant.id, &actor, "referral.receipt", format!("referral:{id}")).await?;
                Err(CaseworkError::refused(
                    "another receipt with this number was taken before; number them one after the other",
                ))
            };
        }
        let applied = held.referral.take_receipt(&note, &actor, now);
        let applied = match applied {
            Ok(applied) => applied,
            Err(error) => {
                self.log_refused(tenant.id, &actor, "referral.receipt", format!("referral:{id}")).await?;
                return Err(CaseworkError::refused(error.to_string()));
            }
        };
        let slip = keep_slip(tenant.id, id, note.seq, team_key, &key, body);
        let outcome = note.outcome.map(|kind| outcome_row(tenant.id, held.row.report_id, Some(id), kind, &actor, now));
        let task = match applied {
            Applied::Moved(State::NeedsInformation) => Some(task_of(&held, QUESTION, note.seq, now)),
            Applied::Moved(State::Rejected) => Some(task_of(&held, REJECTED, note.seq, now)),
            _ => None,
        };
        let mut change = self.change(held, None, Say::Unknown)?;
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor,
            action: "referral.receipt",
            object: format!("referral:{id}"),
            outcome: "done",
        };
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    change.write(conn).await?;
                    slip.insert(conn).await?;
                    if let Some(outcome) = outcome {
                        outcome.insert(conn).await?;
                    }
                    if let Some(task) = task {
                        insert_once(conn, &task).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Lets time do its part, for every organisation: tells somebody of what is overdue or cannot be delivered, once each, and lets lapse what
    /// nobody finished or answered for long. Gives how many lapsed.
    ///
    /// Stopped half-way, it does the rest the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_referrals(&self) -> Result<usize, CaseworkError> {
        let now = self.now();
        let rows = ReferralRow::all(
            self.store.reader(),
            "WHERE due_at <= $1 AND state IN ('draft', 'approved', 'sent', 'received', 'needs_information', 'accepted', 'rejected') \
             ORDER BY due_at, id",
            Values::new().and(&now),
        )
        .await?;
        let mut lapsed = 0;
        for row in rows {
            match self.overdue(row, now).await {
                Ok(true) => lapsed += 1,
                // Somebody is working on it at this moment; the next run looks again.
                Ok(false) | Err(CaseworkError::Conflict { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.undelivered(now).await?;
        Ok(lapsed)
    }

    /// One referral past its time. Says whether it lapsed.
    async fn overdue(&self, row: ReferralRow, now: Moment) -> Result<bool, CaseworkError> {
        let (tenant, id) = (row.tenant, row.id);
        let due = row.due_at;
        let mut held = self.held(row, None).await?;
        let state = held.referral.state();
        let patience = if state.is_at_home() { LAPSES } else { UNANSWERED };
        if !state.possible().contains(&Move::Expire) || due.plus(patience) > now {
            self.tell_once(task_of(&held, OVERDUE, due.0, now)).await?;
            return Ok(false);
        }
        held.referral.advance(Move::Expire, "server", now, "", None).map_err(super::refused)?;
        held.row.package = None;
        let mut change = self.change(held, None, Say::Unknown)?;
        let object = format!("referral:{id}");
        let event = audit::Event {
            tenant,
            at: now,
            actor: "server".to_owned(),
            action: "referral.expire",
            object,
            outcome: "done",
        };
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    change.write(conn).await?;
                    take_back(conn, (tenant, id), Carried::Revoked, true, now).await?;
                    audit::append(conn, &event).await?;
                    Ok(true)
                })
            })
            .await
    }

    /// Tells whoever drafted a referral that its package, or word that it was taken back, does not arrive.
    async fn undelivered(&self, now: Moment) -> Result<(), CaseworkError> {
        let rows = ReferralRow::all(
            self.store.reader(),
            "WHERE id IN (SELECT subject FROM outbox WHERE state = 'waiting' AND tries >= $1) ORDER BY id",
            Values::new().and(&TOLD_AFTER),
        )
        .await?;
        for row in rows {
            let held = match self.held(row, None).await {
                // Somebody is working on it at this moment; the next run looks again.
                Err(CaseworkError::Conflict { .. }) => continue,
                other => other?,
            };
            self.tell_once(task_of(&held, UNDELIVERED, held.carried, now)).await?;
        }
        Ok(())
    }

    /// Gives a task, unless it was given before or its report is gone. Most were, so that is looked up without waiting for the writer.
    async fn tell_once(&self, task: TaskRow) -> Result<(), CaseworkError> {
        let reader = self.store.reader();
        let there = ReportRow::by_id(reader, task.tenant, task.report_id)
            .await?
            .is_some_and(|report| report.state != "expired");
        if !there || TaskRow::by_id(reader, task.tenant, task.id).await?.is_some() {
            return Ok(());
        }
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    insert_once(conn, &task).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The partners of an organisation that are in use.
    pub(crate) async fn active_partners(&self, tenant: Id) -> Result<Vec<Known>, CaseworkError> {
        let values = Values::new().and(&tenant);
        let rows =
            PartnerRow::all(self.store.reader(), "WHERE tenant = $1 AND state = 'active' ORDER BY id", values).await?;
        rows.into_iter().map(Known::of).collect()
    }

    /// The organisation's key for referrals that something is sealed to, by the digest of its public half.
    pub(crate) async fn team_key_of(&self, tenant: &Tenant, recipient: Digest) -> Result<Id, CaseworkError> {
        let rows: Vec<(Id, Vec<u8>)> =
            sqlx::query_as("SELECT id, public FROM team_keys WHERE tenant = $1 AND purpose = 'referral'")
                .bind(tenant.id)
                .fetch_all(self.store.reader())
                .await?;
        rows.into_iter().find(|(_, public)| Digest::of(public) == recipient).map(|(id, _)| id).ok_or_else(|| {
            CaseworkError::refused("it is sealed to another key than this organisation's; ask for its card again")
        })
    }

    /// Writes that something a known partner signed was refused.
    pub(crate) async fn log_refused(
        &self,
        tenant: Id,
        actor: &str,
        action: &'static str,
        object: String,
    ) -> Result<(), CaseworkError> {
        let actor = actor.to_owned();
        self.write_down(audit::Event { tenant, at: self.now(), actor, action, object, outcome: "refused" }).await
    }
}

/// A task for whoever drafted a referral, that is given once for each `mark`.
fn task_of(held: &Held, kind: &'static str, mark: impl std::fmt::Display, now: Moment) -> TaskRow {
    let drafted_by = held.referral.history.first().and_then(|event| event.actor.strip_prefix("user:"));
    TaskRow {
        assignee: drafted_by.and_then(|id| id.parse().ok()),
        ..once(held.row.tenant, held.row.report_id, held.row.id, kind, mark, now)
    }
}

/// A task about something, whose identifier is made of what it is about: a second one of the same is the same.
pub(crate) fn once(
    tenant: Id,
    report: Id,
    about: Id,
    kind: &'static str,
    mark: impl std::fmt::Display,
    now: Moment,
) -> TaskRow {
    use sha2::Digest as _;
    let digest: [u8; 32] = Sha256::new()
        .chain_update(b"turnstone task 1")
        .chain_update(about.0)
        .chain_update(kind.as_bytes())
        .chain_update([0])
        .chain_update(mark.to_string().as_bytes())
        .finalize()
        .into();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    TaskRow {
        id: Id(id),
        tenant,
        report_id: report,
        case_id: None,
        kind: kind.to_owned(),
        assignee: None,
        due_at: now.plus(LOOK),
        state: "open".to_owned(),
        version: 1,
    }
}

/// Writes a task, if it was not given before.
pub(crate) async fn insert_once(conn: &mut AnyConnection, task: &TaskRow) -> Result<(), CaseworkError> {
    let known = TaskRow::by_id(&mut *conn, task.tenant, task.id).await?;
    if known.is_none() {
        task.insert(conn).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_about_the_same_is_the_same_task() {
        let (tenant, report, about) = (Id([1; 16]), Id([2; 16]), Id([3; 16]));
        let id = |kind, mark: i64| once(tenant, report, about, kind, mark, Moment(5)).id;
        assert_eq!(id(OVERDUE, 7), id(OVERDUE, 7));
        assert_ne!(id(OVERDUE, 7), id(OVERDUE, 8));
        assert_ne!(id(OVERDUE, 7), id(QUESTION, 7));
        assert_ne!(once(tenant, report, Id([4; 16]), OVERDUE, 7, Moment(5)).id, id(OVERDUE, 7));
    }
}
