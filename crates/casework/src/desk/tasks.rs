//! Tasks with a date: for a person, for those who assign when a date has passed, and for the officer when somebody broke the glass.
//!
//! What is to be done is sealed like a note. A task that the program makes has no words; its kind says what it is.

use super::cases::keep;
use super::queue::group;
use super::report::check_words;
use super::users::still_active;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::permission::{Action, Resource, Role, Scope, require, scope};
use crate::store::audit;
use crate::store::rows::{Owned, Row, TaskRow, Values, Versioned};
use crate::vault::Compartment;
use serde::Serialize;
use sqlx::AnyConnection;

/// A task that a person gave.
pub const TASK: &str = "task";
/// A task whose date has passed, for those who assign.
pub const ESCALATION: &str = "escalation";
/// Somebody opened a report in an emergency; for the data protection officer.
pub const ALERT: &str = "break_glass_alert";

/// By when somebody has to look after a task whose date has passed.
const ESCALATION_DUE: i64 = DAY;
/// By when an officer has to look at an alert.
const ALERT_DUE: i64 = 3 * DAY;
/// The most tasks of a page.
const MOST: i64 = 500;
/// How many tasks one write escalates, so that others need not wait for it.
const BATCH: i64 = 200;

/// A task to be given.
#[derive(Clone, Debug)]
pub struct NewTask {
    /// The report it is about.
    pub report: Id,
    /// The case it belongs to.
    pub case: Option<Id>,
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due: Moment,
    /// By whom; nobody named means the person who writes it down.
    pub assignee: Option<Id>,
}

/// A task of the person who looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TaskView {
    /// The task.
    pub id: Id,
    /// The version to finish.
    pub version: i64,
    /// [`TASK`], [`ESCALATION`] or [`ALERT`], or what another part of the program calls it.
    pub kind: String,
    /// What is to be done; empty when the kind says it, or nothing of the report is open to the person any more.
    pub title: String,
    /// The report.
    pub report: Id,
    /// The case.
    pub case: Option<Id>,
    /// By when.
    pub due: Moment,
    /// Whether that has passed.
    pub overdue: bool,
}

impl Desk {
    /// Gives a task. Gives its identifier.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when whoever is to do it cannot open the report; [`CaseworkError::NotFound`].
    pub async fn add_task(&self, person: &Person, task: NewTask) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Task)?;
        check_words("title", &task.title)?;
        if task.title.chars().count() > 500 {
            return Err(CaseworkError::invalid("title", "at most 500 characters; more belongs into a note"));
        }
        let now = self.now();
        if task.due < now.day() || task.due > now.plus(3660 * DAY) {
            return Err(CaseworkError::invalid("due", "a day from today on, within ten years"));
        }
        let tenant = person.tenant.id;
        self.report_row_of(person, task.report).await?;
        let ring = self.keyring_for_writing(person, task.report, &[Compartment::StaffNotes], Resource::Report).await?;
        if let Some(case) = task.case {
            let row = self.case_row(person, case).await?;
            if row.report_id != task.report {
                return Err(CaseworkError::NotFound(Resource::Case));
            }
            if row.state != "open" {
                return Err(CaseworkError::refused("this case is closed"));
            }
        }
        let assignee = task.assignee.unwrap_or(person.id);
        if assignee != person.id {
            self.can_open(person, assignee, task.report).await?;
        }
        let id = Id::random(&mut Desk::rng());
        let sealed = ring.seal(Compartment::StaffNotes, "tasks", id, "title", &task.title.trim())?;
        let row = TaskRow {
            id,
            tenant,
            report_id: task.report,
            case_id: task.case,
            kind: TASK.to_owned(),
            assignee: Some(assignee),
            due_at: task.due,
            state: "open".to_owned(),
            version: 1,
        };
        let event = self.event(person, "task.add", format!("task:{id}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    still_active(conn, tenant, assignee).await?;
                    row.insert(conn).await?;
                    sealed.insert(conn).await?;
                    keep(conn, tenant, row.report_id, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Marks a task as done. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::NotFound`] when it is not the person's to finish.
    pub async fn finish_task(&self, person: &Person, id: Id, version: i64) -> Result<i64, CaseworkError> {
        let mut row = TaskRow::by_id(self.store.reader(), person.tenant.id, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Task))?;
        if row.kind == ALERT {
            require(person.role, Action::List, Resource::BreakGlass)?;
            // Who approves an emergency does not take the officer's alert away.
            require_officer(person)?;
        } else {
            let reach = require(person.role, Action::Update, Resource::Task)?;
            if row.kind == ESCALATION && person.role != Role::Supervisor {
                return Err(CaseworkError::NotFound(Resource::Task));
            }
            if row.assignee != Some(person.id) && reach == Scope::Assigned {
                self.keyring(person, row.report_id, Resource::Task).await?;
            }
        }
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Task, seen: version, now: row.version });
        }
        if row.state == "done" {
            return Err(CaseworkError::refused("this task is done already"));
        }
        row.state = "done".to_owned();
        let event = self.event(person, "task.finish", format!("task:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// What the person has to do, the next first: tasks given to them, for those who assign also what
    /// nobody has and what was escalated, for the officer alerts.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`] for roles that have no tasks.
    pub async fn my_tasks(&self, person: &Person) -> Result<Vec<TaskView>, CaseworkError> {
        let alerts =
            person.role == Role::Officer && scope(person.role, Action::List, Resource::BreakGlass) != Scope::None;
        if !alerts {
            require(person.role, Action::List, Resource::Task)?;
        }
        let now = self.now();
        // What nobody has is for those who assign; an alert is for the officer alone.
        let tail = match person.role {
            Role::Officer => {
                "WHERE tenant = $1 AND state <> 'done' AND (assignee = $2 OR (assignee IS NULL AND kind = 'break_glass_alert')) \
                 ORDER BY due_at, id LIMIT $3"
            }
            Role::Supervisor => {
                "WHERE tenant = $1 AND state <> 'done' AND (assignee = $2 OR (assignee IS NULL AND kind <> 'break_glass_alert')) \
                 ORDER BY due_at, id LIMIT $3"
            }
            Role::Triage | Role::Caseworker | Role::Admin => {
                "WHERE tenant = $1 AND state <> 'done' AND assignee = $2 ORDER BY due_at, id LIMIT $3"
            }
        };
        let values = Values::new().and(&person.tenant.id).and(&person.id).and(&MOST);
        let rows = TaskRow::all(self.store.reader(), tail, values).await?;
        let mut reports: Vec<Id> = rows.iter().map(|row| row.report_id).collect();
        reports.sort_unstable();
        reports.dedup();
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let rings = self.keyrings(person, &reports, person.role.reads()).await?;
        let sealed = group(self.sealed_of(person.tenant.id, "tasks", &ids).await?);
        self.log(person, "task.list", "tasks").await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let title = match (rings.get(&row.report_id), sealed.get(&row.id).and_then(|fields| fields.first())) {
                (Some(ring), Some(field)) => ring.open(field)?.unwrap_or_default(),
                _ => String::new(),
            };
            views.push(TaskView {
                id: row.id,
                version: row.version,
                kind: row.kind,
                title,
                report: row.report_id,
                case: row.case_id,
                due: row.due_at,
                overdue: row.due_at < now,
            });
        }
        Ok(views)
    }

    /// Escalates tasks of every organisation whose date has passed: each is marked, and those who assign get a task for it, once. Gives how
    /// many there were.
    ///
    /// Stopped half-way, it goes on where it stopped the next time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn escalate(&self) -> Result<usize, CaseworkError> {
        let now = self.now();
        let mut escalated = 0;
        loop {
            let rows = TaskRow::all(
                self.store.reader(),
                "WHERE state = 'open' AND due_at < $1 AND kind NOT IN ('escalation', 'break_glass_alert') ORDER BY due_at, id LIMIT $2",
                Values::new().and(&now).and(&BATCH),
            )
            .await?;
            let last = rows.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
            let done = self.store.write(move |conn| Box::pin(escalate_all(conn, rows, now))).await?;
            escalated += done;
            if last || done == 0 {
                return Ok(escalated);
            }
        }
    }

    /// Refuses when somebody could not open what a task is about.
    async fn can_open(&self, person: &Person, user: Id, report: Id) -> Result<(), CaseworkError> {
        let (role, _) = self.active_user(person, user).await?;
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT w.granted_at FROM compartment_keys k JOIN wraps w ON w.key_id = k.id WHERE k.tenant = $1 AND k.owner = $2 \
             AND (w.expires_at IS NULL OR w.expires_at > $4) AND (w.recipient = $3 OR w.recipient IN \
             (SELECT t.id FROM team_keys t JOIN wraps h ON h.key_id = t.id WHERE t.tenant = $1 AND h.recipient = $3)) LIMIT 1",
        )
        .bind(person.tenant.id)
        .bind(report)
        .bind(user)
        .bind(self.now())
        .fetch_optional(self.store.reader())
        .await?;
        if row.is_none() || role.reads().is_empty() {
            return Err(CaseworkError::refused("they cannot open this report: give them its case first"));
        }
        Ok(())
    }
}

/// The task that tells the officer of an emergency access.
pub(crate) fn alert(tenant: Id, report: Id, now: Moment) -> TaskRow {
    system_task(tenant, report, None, ALERT, now.plus(ALERT_DUE))
}

fn system_task(tenant: Id, report: Id, case: Option<Id>, kind: &str, due_at: Moment) -> TaskRow {
    TaskRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        report_id: report,
        case_id: case,
        kind: kind.to_owned(),
        assignee: None,
        due_at,
        state: "open".to_owned(),
        version: 1,
    }
}

fn require_officer(person: &Person) -> Result<(), CaseworkError> {
    match person.role {
        Role::Officer => Ok(()),
        role => Err(CaseworkError::Forbidden { role, action: Action::Update, resource: Resource::BreakGlass }),
    }
}

async fn escalate_all(conn: &mut AnyConnection, rows: Vec<TaskRow>, now: Moment) -> Result<usize, CaseworkError> {
    let mut escalated = 0;
    for row in rows {
        // The version stays: whoever has the task on their screen may finish it.
        let marked =
            sqlx::query("UPDATE tasks SET state = 'escalated' WHERE tenant = $1 AND id = $2 AND state = 'open'")
                .bind(row.tenant)
                .bind(row.id)
                .execute(&mut *conn)
                .await?;
        if marked.rows_affected() == 0 {
            continue;
        }
        system_task(row.tenant, row.report_id, row.case_id, ESCALATION, now.plus(ESCALATION_DUE)).insert(conn).await?;
        let event = audit::Event {
            tenant: row.tenant,
            at: now,
            actor: "server".to_owned(),
            action: "task.escalate",
            object: format!("task:{}", row.id),
            outcome: "done",
        };
        audit::append(conn, &event).await?;
        escalated += 1;
    }
    Ok(escalated)
}
