//! When reports end: by their time, or because the data protection officer says so. What is destroyed is in
//! [`store::retention`](crate::store::retention).

use super::{Desk, Person};
use crate::CaseworkError;
use crate::closed::closed;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{Owned, ReportRow};
use crate::store::{audit, retention};
use serde::Serialize;
use sqlx::AnyConnection;

pub use crate::store::retention::Shredded;

/// How long a report with an open case or a referral on its way is kept beyond its time, again and again while it lasts.
const WORK_GOES_ON: i64 = 30 * DAY;

closed! {
    /// Why a report is erased. A closed list: a reason in words would outlive what it is about.
    ErasureReason "a reason to erase":
    /// The person asked.
    PersonAsked "person_asked", "The person asked", "The person whom it is about, or who reported, asked for it.";
    /// Kept for too long.
    NoLongerNeeded "no_longer_needed", "No longer needed", "It is not needed any more for what it was collected for.";
    /// Should not be there.
    Unlawful "unlawful", "Unlawful", "It should not have been collected or kept.";
    /// An authority or a court.
    Ordered "ordered", "Ordered", "A court or a data protection authority ordered it.";
    /// By mistake.
    Mistake "mistake", "By mistake", "It is no report: a test, or something sent to the wrong organisation.";
}

/// A report that was erased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Erased {
    /// How many sealed fields and files were destroyed.
    pub sealed: u64,
    /// The partners that received something of it: they have to be asked to erase it, too.
    pub partners: Vec<String>,
}

impl Desk {
    /// Shreds every report of every organisation whose time has come, ends what was given for a time, and closes emergency accesses that
    /// have ended. Reports with an open case or a referral on its way are kept while that lasts.
    ///
    /// Stopped half-way, what was shredded stays so and the next run does the rest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire(&self) -> Result<Shredded, CaseworkError> {
        let now = self.now();
        self.store.write(move |conn| Box::pin(prepare(conn, now))).await?;
        retention::expire(&self.store, now).await
    }

    /// Erases a report at once. The log keeps who did it and which of the reasons they gave.
    ///
    /// It is logged before anything is destroyed; if it fails after that, it can be done again.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such report or it was shredded before; [`CaseworkError::NeedsConfirmation`].
    pub async fn erase(&self, person: &Person, report: Id, reason: ErasureReason) -> Result<Erased, CaseworkError> {
        require(person.role, Action::Erase, Resource::Report)?;
        let now = self.now();
        person.confirmed(now)?;
        let tenant = person.tenant.id;
        ReportRow::by_id(self.store.reader(), tenant, report)
            .await?
            .filter(|row| row.state != "expired")
            .ok_or(CaseworkError::NotFound(Resource::Report))?;
        let partners: Vec<(String,)> = sqlx::query_as(
            "SELECT DISTINCT p.name FROM referrals r JOIN partners p ON p.id = r.partner_id \
             WHERE r.tenant = $1 AND r.report_id = $2 AND r.package_digest IS NOT NULL \
             AND EXISTS (SELECT 1 FROM referral_events e WHERE e.referral_id = r.id AND e.state = 'sent') ORDER BY p.name",
        )
        .bind(tenant)
        .bind(report)
        .fetch_all(self.store.reader())
        .await?;
        self.log(person, "report.erase", format!("report:{report} reason:{reason}")).await?;
        let shredded = retention::erase(&self.store, tenant, report, format!("user:{}", person.id), now).await?;
        Ok(Erased { sealed: shredded.sealed, partners: partners.into_iter().map(|(name,)| name).collect() })
    }
}

async fn prepare(conn: &mut AnyConnection, now: Moment) -> Result<(), CaseworkError> {
    sqlx::query(
        "UPDATE reports SET expires_at = $2 WHERE expires_at <= $1 AND state <> 'expired' AND (EXISTS \
         (SELECT 1 FROM cases c WHERE c.report_id = reports.id AND c.state = 'open') OR EXISTS \
         (SELECT 1 FROM referrals r WHERE r.report_id = reports.id AND r.state IN \
         ('sent', 'received', 'accepted', 'needs_information')))",
    )
    .bind(now)
    .bind(now.plus(WORK_GOES_ON))
    .execute(&mut *conn)
    .await?;
    let ended: Vec<(Id, Id, Id)> =
        sqlx::query_as("SELECT id, tenant, report_id FROM break_glass WHERE state = 'approved' AND expires_at <= $1")
            .bind(now)
            .fetch_all(&mut *conn)
            .await?;
    for (id, tenant, report) in ended {
        sqlx::query("UPDATE break_glass SET state = 'ended' WHERE tenant = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .execute(&mut *conn)
            .await?;
        let event = audit::Event {
            tenant,
            at: now,
            actor: "server".to_owned(),
            action: "break_glass.end",
            object: format!("break_glass:{id} report:{report}"),
            outcome: "done",
        };
        audit::append(conn, &event).await?;
    }
    Ok(())
}
