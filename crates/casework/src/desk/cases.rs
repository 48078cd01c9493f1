//! Cases: who helps, with the keys of the report that this takes, and what came of it.
//!
//! A case is assigned by giving its assignee every key of its report. When it is assigned to somebody else or closed, those keys are taken
//! away in the same write. Tasks are in [`tasks`](super::tasks).

use super::assignment::{give, take_away};
use super::outcomes::{OutcomeView, outcome_row};
use super::queue::{ReportState, group, open_form, opening};
use super::report::{IncidentSummary, NoteView, ReferralSummary, TaskSummary, check_words, referral_summary};
use super::{Desk, Person};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::outcome::OutcomeKind;
use crate::permission::{Action, Resource, Scope, require};
use crate::store::audit;
use crate::store::rows::{CaseRow, IncidentRow, NoteRow, Owned, ReferralRow, Row, Values, Versioned};
use crate::vault::Compartment;
use serde::Serialize;
use sqlx::AnyConnection;

/// The most cases of one page.
pub const MOST_CASES: u32 = 200;

/// Which cases are asked for.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Closed ones instead of open ones.
    pub closed: bool,
    /// Only those of the person who asks.
    pub mine: bool,
    /// Those after this one.
    pub after: Option<CaseCursor>,
}

/// Where a page of cases begins: after this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CaseCursor {
    /// When it was opened.
    pub opened: Moment,
    /// Its identifier.
    pub id: Id,
}

/// A page of cases.
#[derive(Clone, Debug, Serialize)]
pub struct CasePage {
    /// The cases, the newest first.
    pub rows: Vec<CaseLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<CaseCursor>,
}

/// A case in the list of cases.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CaseLine {
    /// The case.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// The report.
    pub report: Id,
    /// open or closed.
    pub state: String,
    /// Whose it is.
    pub assignee: Option<String>,
    /// Whether it is the case of the person who looks.
    pub mine: bool,
    /// When it was opened.
    pub opened: Moment,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// How its report begins, where the person can open it.
    pub opening: String,
}

/// A case with what belongs to it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CaseView {
    /// The case.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// The report.
    pub report: Id,
    /// How far the report is.
    pub report_state: ReportState,
    /// open or closed.
    pub state: String,
    /// Whose it is.
    pub assignee: Option<String>,
    /// The same, by identifier.
    pub assignee_id: Option<Id>,
    /// When it was opened.
    pub opened: Moment,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// How its report begins.
    pub opening: String,
    /// Notes of the staff on the report, oldest first.
    pub notes: Vec<NoteView>,
    /// Tasks of the report, the next one first.
    pub tasks: Vec<TaskSummary>,
    /// Incidents.
    pub incidents: Vec<IncidentSummary>,
    /// Referrals.
    pub referrals: Vec<ReferralSummary>,
    /// What came of it, oldest first.
    pub outcomes: Vec<OutcomeView>,
}

impl Desk {
    /// Opens a case for a report and, if somebody is named, gives it to them. Gives the case.
    ///
    /// When it fails, there is no case and nobody got a key.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when the report is closed; [`CaseworkError::Forbidden`] when the person may open but not assign.
    pub async fn open_case(&self, person: &Person, report: Id, assignee: Option<Id>) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Case)?;
        if assignee.is_some() {
            require(person.role, Action::Assign, Resource::Case)?;
        }
        self.report_row_of(person, report).await?;
        self.keyring(person, report, Resource::Report).await?;
        let assignment = self.assignment(person, report, assignee).await?;
        let (tenant, now, id) = (person.tenant.id, self.now(), Id::random(&mut Desk::rng()));
        let until = now.plus(person.tenant.retention_days * DAY);
        let case = CaseRow {
            id,
            tenant,
            report_id: report,
            state: "open".to_owned(),
            assignee,
            opened_at: now,
            closed_at: None,
            version: 1,
        };
        let event = self.event(person, "case.open", format!("case:{id}"));
        let given = assignee.map(|user| self.event(person, "case.assign", format!("case:{id} user:{user}")));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let open = sqlx::query(
                        "UPDATE reports SET state = 'triaged', version = version + 1, \
                         expires_at = CASE WHEN expires_at < $3 THEN $3 ELSE expires_at END \
                         WHERE tenant = $1 AND id = $2 AND state IN ('new', 'claimed', 'triaged')",
                    )
                    .bind(tenant)
                    .bind(report)
                    .bind(until)
                    .execute(&mut *conn)
                    .await?;
                    if open.rows_affected() == 0 {
                        return Err(CaseworkError::refused("this report is closed: a case is opened for an open one"));
                    }
                    case.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    if let (Some(assignment), Some(given)) = (assignment, given) {
                        give(conn, tenant, report, assignment).await?;
                        audit::append(conn, &given).await?;
                    }
                    Ok(id)
                })
            })
            .await
    }

    /// Gives a case to somebody, or takes it back to nobody. Gives the new version.
    ///
    /// Whoever gets it gets every key of its report; whoever had it loses theirs, and their open tasks of the case go along.
    /// Giving it again to the same person gives them the keys that the report has got since.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when the case is closed, or somebody's role reads no reports.
    pub async fn assign_case(
        &self,
        person: &Person,
        case: Id,
        version: i64,
        assignee: Option<Id>,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Assign, Resource::Case)?;
        let tenant = person.tenant.id;
        let mut row = self.case_row(person, case).await?;
        if row.state != "open" {
            return Err(CaseworkError::refused("this case is closed"));
        }
        let assignment = self.assignment(person, row.report_id, assignee).await?;
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Case, seen: version, now: row.version });
        }
        let before = row.assignee;
        row.assignee = assignee;
        let object = match assignee {
            Some(user) => format!("case:{case} user:{user}"),
            None => format!("case:{case}"),
        };
        let event = self.event(person, "case.assign", object);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    if let Some(before) = before.filter(|before| Some(*before) != assignee) {
                        take_away(conn, tenant, row.report_id, before).await?;
                        sqlx::query(
                            "UPDATE tasks SET assignee = $1, version = version + 1 \
                             WHERE tenant = $2 AND case_id = $3 AND assignee = $4 AND state <> 'done'",
                        )
                        .bind(assignee)
                        .bind(tenant)
                        .bind(case)
                        .bind(before)
                        .execute(&mut *conn)
                        .await?;
                    }
                    if let Some(assignment) = assignment {
                        give(conn, tenant, row.report_id, assignment).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// A page of cases. Who works on cases sees their own, who assigns them sees all.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn cases(&self, person: &Person, filter: &CaseFilter, limit: u32) -> Result<CasePage, CaseworkError> {
        let reach = require(person.role, Action::List, Resource::Case)?;
        let limit = limit.clamp(1, MOST_CASES);
        // After every moment: the first page.
        let start = filter.after.unwrap_or(CaseCursor { opened: Moment(i64::MAX), id: Id([0; 16]) });
        let state = if filter.closed { "closed" } else { "open" };
        let values = Values::new()
            .and(&person.tenant.id)
            .and(&state.to_owned())
            .and(&start.opened)
            .and(&start.id)
            .and(&i64::from(limit + 1));
        let reader = self.store.reader();
        let mut rows = if filter.mine || reach == Scope::Assigned {
            CaseRow::all(
                reader,
                "WHERE tenant = $1 AND state = $2 AND (opened_at < $3 OR (opened_at = $3 AND id > $4)) AND assignee = $6 \
                 ORDER BY opened_at DESC, id LIMIT $5",
                values.and(&person.id),
            )
            .await?
        } else {
            CaseRow::all(
                reader,
                "WHERE tenant = $1 AND state = $2 AND (opened_at < $3 OR (opened_at = $3 AND id > $4)) \
                 ORDER BY opened_at DESC, id LIMIT $5",
                values,
            )
            .await?
        };
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| CaseCursor { opened: row.opened_at, id: row.id });
        let mut reports: Vec<Id> = rows.iter().map(|row| row.report_id).collect();
        reports.sort_unstable();
        reports.dedup();
        let rings = self.keyrings(person, &reports, person.role.reads()).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &reports).await?);
        let logins = self.logins(person).await?;
        self.log(person, "case.list", "cases").await?;
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let form = open_form(rings.get(&row.report_id), sealed.get(&row.report_id))?;
            lines.push(CaseLine {
                id: row.id,
                version: row.version,
                report: row.report_id,
                state: row.state,
                mine: row.assignee == Some(person.id),
                assignee: row.assignee.and_then(|user| logins.get(&user).cloned()),
                opened: row.opened_at,
                closed: row.closed_at,
                opening: form.map(|form| opening(&form.what)).unwrap_or_default(),
            });
        }
        Ok(CasePage { rows: lines, next })
    }

    /// A case. That somebody read it is in the audit log before they see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, it is another organisation's, or it was not assigned to the person.
    pub async fn case(&self, person: &Person, id: Id) -> Result<CaseView, CaseworkError> {
        let reach = require(person.role, Action::Read, Resource::Case)?;
        let row = self.case_within(person, id, reach).await?;
        let report = self.report_row_of(person, row.report_id).await?;
        let ring = self.keyring(person, report.id, Resource::Case).await?;
        self.log(person, "case.read", format!("case:{id}")).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "reports", &[report.id]).await?);
        let form = open_form(Some(&ring), sealed.get(&report.id))?.unwrap_or_default();
        let logins = self.logins(person).await?;
        Ok(CaseView {
            id,
            version: row.version,
            report: report.id,
            report_state: ReportState::of(&report.state)?,
            state: row.state,
            assignee: row.assignee.and_then(|user| logins.get(&user).cloned()),
            assignee_id: row.assignee,
            opened: row.opened_at,
            closed: row.closed_at,
            opening: opening(&form.what),
            notes: self.notes_of(person, report.id, &ring, &logins).await?,
            tasks: self.tasks_of(person, report.id, &ring, &logins).await?,
            incidents: self.incidents_of(person, report.id).await?,
            referrals: self.referrals_of(person, report.id).await?,
            outcomes: self.outcomes_of(person, report.id, &ring, &logins).await?,
        })
    }

    /// Closes a case with a reason and what came of it. Whoever had it loses the keys of its report. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] while a task of the case is open.
    pub async fn close_case(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        reason: &str,
        outcome: OutcomeKind,
    ) -> Result<i64, CaseworkError> {
        let reach = require(person.role, Action::Close, Resource::Case)?;
        check_words("reason", reason)?;
        let mut row = self.case_within(person, id, reach).await?;
        if row.state != "open" {
            return Err(CaseworkError::refused("this case is closed already"));
        }
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Case, seen: version, now: row.version });
        }
        let (tenant, report, now) = (person.tenant.id, row.report_id, self.now());
        let ring = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Case).await?;
        let note =
            NoteRow { id: Id::random(&mut Desk::rng()), tenant, report_id: report, author: person.id, written_at: now };
        let text = format!("Case closed, {}: {}", outcome.label(), reason.trim());
        let text = ring.seal(Compartment::StaffNotes, "notes", note.id, "text", &text)?;
        let outcome = outcome_row(tenant, report, None, outcome, &person.id.to_string(), now);
        row.state = "closed".to_owned();
        row.closed_at = Some(now);
        let event = self.event(person, "case.close", format!("case:{id}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let tasks: Option<(Id,)> = sqlx::query_as(
                        "SELECT id FROM tasks WHERE tenant = $1 AND case_id = $2 AND state <> 'done' LIMIT 1",
                    )
                    .bind(tenant)
                    .bind(id)
                    .fetch_optional(&mut *conn)
                    .await?;
                    if tasks.is_some() {
                        return Err(CaseworkError::refused(
                            "a task of this case is open: finish it, or give it up, first",
                        ));
                    }
                    row.update(conn).await?;
                    note.insert(conn).await?;
                    text.insert(conn).await?;
                    outcome.insert(conn).await?;
                    if let Some(assignee) = row.assignee {
                        take_away(conn, tenant, report, assignee).await?;
                    }
                    keep(conn, tenant, report, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// The row of a case of the person's organisation.
    pub(crate) async fn case_row(&self, person: &Person, id: Id) -> Result<CaseRow, CaseworkError> {
        CaseRow::by_id(self.store.reader(), person.tenant.id, id).await?.ok_or(CaseworkError::NotFound(Resource::Case))
    }

    /// The same, as far as the person's permission reaches.
    async fn case_within(&self, person: &Person, id: Id, reach: Scope) -> Result<CaseRow, CaseworkError> {
        let row = self.case_row(person, id).await?;
        match reach {
            Scope::Assigned if row.assignee != Some(person.id) => Err(CaseworkError::NotFound(Resource::Case)),
            _ => Ok(row),
        }
    }

    async fn incidents_of(&self, person: &Person, report: Id) -> Result<Vec<IncidentSummary>, CaseworkError> {
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows = IncidentRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND report_id = $2 ORDER BY created_at, id",
            values,
        )
        .await?;
        let summary = |row: IncidentRow| IncidentSummary {
            id: row.id,
            crime: row.crime,
            protection: row.protection,
            age: row.age,
            state: row.state,
            created: row.created_at,
        };
        Ok(rows.into_iter().map(summary).collect())
    }

    async fn referrals_of(&self, person: &Person, report: Id) -> Result<Vec<ReferralSummary>, CaseworkError> {
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows = ReferralRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND report_id = $2 ORDER BY created_at, id",
            values,
        )
        .await?;
        let partners = self.partner_names(person.tenant.id).await?;
        Ok(rows.iter().map(|row| referral_summary(row, &partners)).collect())
    }
}

/// Keeps a report at least until then, because somebody worked on it.
pub(crate) async fn keep(conn: &mut AnyConnection, tenant: Id, report: Id, until: Moment) -> Result<(), CaseworkError> {
    sqlx::query(
        "UPDATE reports SET expires_at = $1 WHERE tenant = $2 AND id = $3 AND expires_at < $1 AND state <> 'expired'",
    )
    .bind(until)
    .bind(tenant)
    .bind(report)
    .execute(conn)
    .await?;
    Ok(())
}
