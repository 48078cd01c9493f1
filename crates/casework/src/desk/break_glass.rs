//! Access in an emergency: somebody who cannot open a report asks, a second person who can says yes, for some hours.
//!
//! The keys are given with an end and open nothing after it. The officer gets a task about it, sees that it happened and between whom, and
//! reads neither the report nor the reason: the reason is sealed to the triage team and goes when the report goes.

use super::assignment::insert_wraps;
use super::report::check_words;
use super::tasks::alert;
use super::users::still_active;
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{DAY, HOUR, Moment};
use crate::permission::{Action, Resource, Role, require};
use crate::store::rows::{BreakGlassRow, Owned, Row, SealedRow, Values};
use crate::store::{StoreError, audit};
use crate::vault::{self, PublicKey};
use serde::Serialize;

/// The longest that an access lasts, in hours.
pub const MOST_HOURS: u32 = 24;
/// How long a request can be answered.
const ANSWERED_WITHIN: i64 = DAY;
/// The table and the purpose that a reason is sealed for.
const TABLE: &str = "break_glass";
const PURPOSE: &str = "break-glass reason";
/// The most requests of a page.
const MOST: i64 = 200;

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreakGlassState {
    /// Somebody asked.
    Requested,
    /// A second person said yes, and it lasts.
    Approved,
    /// A second person said no, or nobody answered in time.
    Refused,
    /// It has ended.
    Ended,
}

impl BreakGlassState {
    fn of(row: &BreakGlassRow, now: Moment) -> Result<BreakGlassState, StoreError> {
        Ok(match row.state.as_str() {
            "requested" if row.requested_at.plus(ANSWERED_WITHIN) <= now => BreakGlassState::Refused,
            "requested" => BreakGlassState::Requested,
            "approved" if row.expires_at.is_none_or(|until| until <= now) => BreakGlassState::Ended,
            "approved" => BreakGlassState::Approved,
            "refused" => BreakGlassState::Refused,
            "ended" => BreakGlassState::Ended,
            _ => return Err(StoreError::damaged("the state of a break-glass")),
        })
    }
}

/// A request for access in an emergency.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct BreakGlassView {
    /// Its identifier.
    pub id: Id,
    /// The report.
    pub report: Id,
    /// Who asked.
    pub requester: String,
    /// Whether that is the person who looks.
    pub mine: bool,
    /// When.
    pub requested_at: Moment,
    /// How far it is.
    pub state: BreakGlassState,
    /// Who answered.
    pub second: Option<String>,
    /// Until when it lasts, or lasted.
    pub expires_at: Option<Moment>,
    /// Why; only for those who hold the triage team's key.
    pub reason: Option<String>,
}

impl Desk {
    /// Asks for access to a report that the person cannot open. Gives the request.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] without a reason; [`CaseworkError::Refused`] when the person asked already.
    pub async fn request_break_glass(&self, person: &Person, report: Id, reason: &str) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::BreakGlass)?;
        check_words("reason", reason)?;
        let row = self.report_row_of(person, report).await?;
        if row.state == "expired" {
            return Err(CaseworkError::NotFound(Resource::Report));
        }
        let (tenant, now, user) = (person.tenant.id, self.now(), person.id);
        let id = Id::random(&mut Desk::rng());
        let sealed = seal_reason(tenant, report, id, reason, self.triage_key(&person.tenant).await?)?;
        let row = BreakGlassRow {
            id,
            tenant,
            user_id: user,
            report_id: report,
            requested_at: now,
            approved_by: None,
            expires_at: None,
            state: "requested".to_owned(),
        };
        let event = self.event(person, "break_glass.request", format!("break_glass:{id} report:{report}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let waiting: Option<(Id,)> = sqlx::query_as(
                        "SELECT id FROM break_glass WHERE tenant = $1 AND user_id = $2 AND report_id = $3 AND state = 'requested' \
                         AND requested_at > $4 LIMIT 1",
                    )
                    .bind(tenant)
                    .bind(user)
                    .bind(report)
                    .bind(now.plus(-ANSWERED_WITHIN))
                    .fetch_optional(&mut *conn)
                    .await?;
                    if waiting.is_some() {
                        return Err(CaseworkError::refused("you have asked already; a second person has to answer"));
                    }
                    row.insert(conn).await?;
                    sealed.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Says yes to a request, for 1 to [`MOST_HOURS`] hours. Gives until when.
    ///
    /// Keys, end, alert and log are written at once or not at all.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] for one's own request, one that was answered, or one of more than a day ago;
    /// [`CaseworkError::NotFound`] when the person cannot open the report; [`CaseworkError::NeedsConfirmation`].
    pub async fn approve_break_glass(&self, person: &Person, id: Id, hours: u32) -> Result<Moment, CaseworkError> {
        require(person.role, Action::Decide, Resource::BreakGlass)?;
        let now = self.now();
        person.confirmed(now)?;
        if !(1..=MOST_HOURS).contains(&hours) {
            return Err(CaseworkError::invalid("hours", format!("1 to {MOST_HOURS}")));
        }
        let row = self.open_request(person, id, now).await?;
        let (tenant, second, until) = (person.tenant.id, person.id, now.plus(i64::from(hours) * HOUR));
        let wraps = self.wraps_for(person, row.report_id, row.user_id, Some(until), Resource::Report).await?;
        let task = alert(tenant, row.report_id, now);
        let event = self.event(person, "break_glass.approve", format!("break_glass:{id} report:{}", row.report_id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let answered = sqlx::query(
                        "UPDATE break_glass SET state = 'approved', approved_by = $1, expires_at = $2 \
                         WHERE tenant = $3 AND id = $4 AND state = 'requested'",
                    )
                    .bind(second)
                    .bind(until)
                    .bind(tenant)
                    .bind(id)
                    .execute(&mut *conn)
                    .await?;
                    if answered.rows_affected() == 0 {
                        return Err(CaseworkError::refused("somebody has answered this already"));
                    }
                    still_active(conn, tenant, row.user_id).await?;
                    insert_wraps(conn, &wraps).await?;
                    task.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(until)
                })
            })
            .await
    }

    /// Says no to a request.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] for one's own request, and for one that was answered.
    pub async fn deny_break_glass(&self, person: &Person, id: Id) -> Result<(), CaseworkError> {
        require(person.role, Action::Decide, Resource::BreakGlass)?;
        let row = self.open_request(person, id, self.now()).await?;
        let (tenant, second) = (person.tenant.id, person.id);
        let event = self.event(person, "break_glass.deny", format!("break_glass:{id} report:{}", row.report_id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let answered = sqlx::query(
                        "UPDATE break_glass SET state = 'refused', approved_by = $1 WHERE tenant = $2 AND id = $3 AND state = 'requested'",
                    )
                    .bind(second)
                    .bind(tenant)
                    .bind(id)
                    .execute(&mut *conn)
                    .await?;
                    if answered.rows_affected() == 0 {
                        return Err(CaseworkError::refused("somebody has answered this already"));
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The newest requests. Reasons are shown to those who hold the triage team's key, and to no officer.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn break_glass(&self, person: &Person) -> Result<Vec<BreakGlassView>, CaseworkError> {
        require(person.role, Action::List, Resource::BreakGlass)?;
        let now = self.now();
        let values = Values::new().and(&person.tenant.id).and(&MOST);
        let rows = BreakGlassRow::all(
            self.store.reader(),
            "WHERE tenant = $1 ORDER BY requested_at DESC, id LIMIT $2",
            values,
        )
        .await?;
        let mut reports: Vec<Id> = rows.iter().map(|row| row.report_id).collect();
        reports.sort_unstable();
        reports.dedup();
        let sealed = match person.role {
            Role::Officer => Vec::new(),
            _ => self.sealed_of(person.tenant.id, TABLE, &reports).await?,
        };
        let logins = self.logins(person).await?;
        self.log(person, "break_glass.list", "break_glass").await?;
        rows.into_iter()
            .map(|row| {
                let field = row.id.to_string();
                let reason = sealed.iter().find(|sealed| sealed.row_id == row.report_id && sealed.field == field);
                Ok(BreakGlassView {
                    id: row.id,
                    report: row.report_id,
                    requester: logins.get(&row.user_id).cloned().unwrap_or_default(),
                    mine: row.user_id == person.id,
                    requested_at: row.requested_at,
                    state: BreakGlassState::of(&row, now)?,
                    second: row.approved_by.and_then(|user| logins.get(&user).cloned()),
                    expires_at: row.expires_at,
                    reason: reason.map(|sealed| open_reason(person, row.id, sealed)).transpose()?.flatten(),
                })
            })
            .collect()
    }

    /// A request that waits for an answer of this person.
    async fn open_request(&self, person: &Person, id: Id, now: Moment) -> Result<BreakGlassRow, CaseworkError> {
        let row = BreakGlassRow::by_id(self.store.reader(), person.tenant.id, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::BreakGlass))?;
        if row.user_id == person.id {
            return Err(CaseworkError::refused("you asked for this yourself; a second person has to answer"));
        }
        match BreakGlassState::of(&row, now)? {
            BreakGlassState::Requested => Ok(row),
            _ => Err(CaseworkError::refused(
                "this was answered already, or nobody answered within a day; it can be asked again",
            )),
        }
    }
}

/// Where a reason belongs: three identifiers, each of 16 bytes.
fn bound(tenant: Id, report: Id, request: Id) -> Vec<u8> {
    [tenant.0, report.0, request.0].concat()
}

/// Seals a reason to the triage team: who asks has no key of the report. It lies with the report, so that it is shredded with it.
fn seal_reason(
    tenant: Id,
    report: Id,
    request: Id,
    reason: &str,
    (key_id, public): (Id, PublicKey),
) -> Result<SealedRow, CaseworkError> {
    let plain = vault::pad(reason.trim().as_bytes())?;
    let envelope = vault::seal_to(&public, PURPOSE, &bound(tenant, report, request), &plain, &mut Desk::rng())?;
    Ok(SealedRow { tenant, table_name: TABLE.to_owned(), row_id: report, field: request.to_string(), key_id, envelope })
}

/// The reason, when the person holds the key that it was sealed to.
fn open_reason(person: &Person, request: Id, sealed: &SealedRow) -> Result<Option<String>, CaseworkError> {
    let Some((_, secret)) = person.team_secrets(Purpose::Triage).find(|(id, _)| *id == sealed.key_id) else {
        return Ok(None);
    };
    let padded = vault::open_with(&secret, PURPOSE, &bound(sealed.tenant, sealed.row_id, request), &sealed.envelope)?;
    let plain = vault::unpad(padded)?;
    String::from_utf8(plain.to_vec()).map(Some).map_err(|_| StoreError::damaged("the reason of a break-glass").into())
}
