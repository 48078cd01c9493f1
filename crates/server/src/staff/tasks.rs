//! Tasks and deadlines: one's own list, and the tasks of a report or a case.

use super::entry::{done, here};
use super::failure::Answer;
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{At, Sent, Staff};
use super::words::{Due, Words, short};
use askama::Template;
use turnstone_casework::desk::report::TaskSummary;
use turnstone_casework::desk::tasks::{NewTask, TaskView};
use turnstone_casework::moment::DAY;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::{CaseworkError, Id, Moment};

/// A task as a page shows it.
pub struct TaskRow {
    /// Its identifier.
    pub id: String,
    /// The version to finish.
    pub version: i64,
    /// What is to be done.
    pub title: String,
    /// What kind of task, in words.
    pub kind: String,
    /// Whose it is.
    pub assignee: Option<String>,
    /// By when.
    pub due: Due,
    /// How it stands, in words.
    pub state: String,
    /// Whether it is to be done.
    pub open: bool,
    /// Whether this person can finish it.
    pub finishable: bool,
}

/// A task of a report or a case.
pub fn task_row(words: Words, task: TaskSummary, now: Moment, may_finish: bool) -> TaskRow {
    let open = task.state != "done";
    TaskRow {
        id: task.id.to_string(),
        version: task.version,
        title: titled(words, &task.title, &task.kind),
        kind: words.label("task-kind", &task.kind),
        assignee: task.assignee,
        due: words.due(task.due, now),
        state: words.label("task-state", &task.state),
        open,
        finishable: open && may_finish,
    }
}

/// What is to be done: a task that the program made has no words of its own.
fn titled(words: Words, title: &str, kind: &str) -> String {
    if title.is_empty() { words.label("task-does", kind) } else { title.to_owned() }
}

/// One of one's own tasks.
pub struct MyTask {
    /// Its identifier.
    pub id: String,
    /// The version to finish.
    pub version: i64,
    /// What is to be done.
    pub title: String,
    /// What kind of task, in words.
    pub kind: String,
    /// By when.
    pub due: Due,
    /// The page of what it is about; empty where this person may not open it.
    pub href: String,
    /// What that is called.
    pub about: String,
}

/// One's own tasks as a page shows them, with links to what this person may open.
pub fn my_tasks(staff: &Staff, tasks: Vec<TaskView>, now: Moment) -> Vec<MyTask> {
    let words = staff.words();
    let (may_case, may_report) = (staff.may(Action::Read, Resource::Case), staff.may(Action::Read, Resource::Report));
    let mine = |task: TaskView| {
        let about = match task.case {
            Some(case) => words.with("case-called", "id", &short(case)),
            None => words.with("report-called", "id", &short(task.report)),
        };
        let href = match task.case {
            Some(case) if may_case => format!("/cases/{case}"),
            _ if may_report => format!("/reports/{}", task.report),
            _ => String::new(),
        };
        MyTask {
            id: task.id.to_string(),
            version: task.version,
            title: titled(words, &task.title, &task.kind),
            kind: words.label("task-kind", &task.kind),
            due: words.due(task.due, now),
            href,
            about,
        }
    };
    tasks.into_iter().map(mine).collect()
}

#[derive(Template)]
#[template(path = "staff/tasks.html")]
struct TasksPage {
    frame: Frame,
    late: Vec<MyTask>,
    soon: Vec<MyTask>,
    later: Vec<MyTask>,
}

/// One's own tasks: late, within a week, later.
pub async fn page(staff: Staff) -> Answer {
    let now = staff.desk().now();
    let tasks = staff.desk().my_tasks(staff.person()).await?;
    let week = now.plus(7 * DAY);
    let (late, rest): (Vec<_>, Vec<_>) = tasks.into_iter().partition(|task| task.overdue);
    let (soon, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(|task| task.due <= week);
    html(&TasksPage {
        frame: Frame::of(&staff),
        late: my_tasks(&staff, late, now),
        soon: my_tasks(&staff, soon, now),
        later: my_tasks(&staff, later, now),
    })
}

/// Gives a task on a report.
pub async fn add(At(report): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let task = NewTask {
        report,
        case: fields.maybe("case")?,
        title: fields.text("title").to_owned(),
        due: end_of_day("due", fields.text("due"))?,
        assignee: if fields.ticked("mine") { Some(staff.person().id) } else { fields.maybe("assignee")? },
    };
    staff.desk().add_task(staff.person(), task).await?;
    Ok(done(back(&fields, &format!("/reports/{report}")), "task"))
}

/// Finishes a task.
pub async fn finish(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().finish_task(staff.person(), id, fields.version()?).await?;
    Ok(done(back(&fields, "/tasks"), "finished"))
}

fn back<'a>(fields: &'a Fields, otherwise: &'a str) -> &'a str {
    match fields.text("to") {
        "" => otherwise,
        to => here(to),
    }
}

/// The first second of a day that a form sent as `2026-03-01`.
///
/// # Errors
/// [`CaseworkError::Invalid`] for the field.
pub fn day(field: &'static str, text: &str) -> Result<Moment, CaseworkError> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let date = date.map_err(|_| CaseworkError::invalid(field, "a day, such as 2026-03-01"))?;
    Ok(Moment(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()))
}

/// The last second of such a day: until then there is time.
///
/// # Errors
/// As for [`day`].
pub fn end_of_day(field: &'static str, text: &str) -> Result<Moment, CaseworkError> {
    Ok(day(field, text)?.plus(DAY - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_and_nothing_else() {
        // 56 years of which 14 are leap years: 20,454 days to 2026-01-01; 59 more to 1 March.
        assert_eq!(day("due", "2026-03-01").unwrap(), Moment((20_454 + 59) * DAY));
        assert_eq!(end_of_day("due", "2026-03-01").unwrap(), Moment((20_454 + 60) * DAY - 1));
        for bad in ["", "2026-02-30", "1/3/2026", "2026-03-01T00:00", "tomorrow"] {
            assert!(day("due", bad).is_err(), "{bad}");
        }
    }
}
