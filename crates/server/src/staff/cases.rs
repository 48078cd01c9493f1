//! Cases: who helps, what is to be done, and what came of it.

use super::entry::done;
use super::failure::{Answer, Failure, Theirs};
use super::frame::{Frame, html};
use super::lists::{Linked, incidents, referrals, tasks};
use super::report::{Note, notes};
use super::tasks::TaskRow;
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Time, Words, short};
use askama::Template;
use turnstone_casework::desk::cases::{CaseCursor, CaseFilter, CaseLine, CaseView};
use turnstone_casework::desk::outcomes::OutcomeView;
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::{CaseworkError, Id, Moment};

/// How many cases a page has.
const PAGE: u32 = 50;

/// A case as a row.
struct CaseRow {
    id: String,
    short: String,
    opening: String,
    assignee: Option<String>,
    mine: bool,
    opened: Time,
    closed: Option<Time>,
}

#[derive(Template)]
#[template(path = "staff/cases.html")]
struct CasesPage {
    frame: Frame,
    rows: Vec<CaseRow>,
    closed: bool,
    mine: bool,
    next: Option<String>,
    may_mine: bool,
    may_read: bool,
}

fn row(words: Words, line: CaseLine) -> CaseRow {
    CaseRow {
        short: short(line.id),
        id: line.id.to_string(),
        opening: line.opening,
        assignee: line.assignee,
        mine: line.mine,
        opened: words.day(line.opened),
        closed: line.closed.map(|at| words.day(at)),
    }
}

fn cursor(text: &str) -> Result<Option<CaseCursor>, Failure> {
    if text.is_empty() {
        return Ok(None);
    }
    let parts = text
        .split_once('.')
        .and_then(|(at, id)| Some(CaseCursor { opened: Moment(at.parse().ok()?), id: id.parse().ok()? }));
    parts.map(Some).ok_or_else(|| CaseworkError::invalid("after", "not a place in the list").into())
}

/// The cases.
pub async fn list(staff: Staff) -> Answer {
    let asked = staff.visit.asked();
    let (closed, mine) = (asked.text("show") == "closed", asked.text("show") == "mine");
    let filter = CaseFilter { closed, mine, after: cursor(asked.text("after"))? };
    let page = staff.desk().cases(staff.person(), &filter, PAGE).await?;
    let words = staff.words();
    let show = if closed {
        "closed"
    } else if mine {
        "mine"
    } else {
        "open"
    };
    html(&CasesPage {
        frame: Frame::of(&staff),
        rows: page.rows.into_iter().map(|line| row(words, line)).collect(),
        closed,
        mine,
        next: page.next.map(|next| format!("/cases?show={show}&after={}.{}", next.opened.0, next.id)),
        may_read: staff.may(Action::Read, Resource::Case),
        may_mine: staff.may(Action::Update, Resource::Case),
    })
}

/// What came of it, as a page shows it.
struct Outcome {
    kind: String,
    words: String,
    by: String,
    at: Time,
    referral: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/case.html")]
struct CasePage {
    frame: Frame,
    id: String,
    short: String,
    version: i64,
    report: String,
    report_short: String,
    report_state: String,
    opening: String,
    open: bool,
    state: String,
    assignee: Option<String>,
    assignees: Vec<Choice>,
    opened: Time,
    closed: Option<Time>,
    notes: Vec<Note>,
    tasks: Vec<TaskRow>,
    incidents: Vec<Linked>,
    referrals: Vec<Linked>,
    came: Vec<Outcome>,
    outcomes: Vec<Choice>,
    may_assign: bool,
    may_note: bool,
    may_task: bool,
    may_outcome: bool,
    may_close: bool,
}

/// A case.
pub async fn page(At(id): At<Id>, staff: Staff) -> Answer {
    let view = staff.desk().case(staff.person(), id).await?;
    let assignees = assignees(&staff, view.assignee_id).await?;
    html(&case_page(&staff, view, assignees))
}

fn case_page(staff: &Staff, view: CaseView, assignees: Vec<Choice>) -> CasePage {
    let (words, now) = (staff.words(), staff.desk().now());
    let open = view.state == "open";
    let outcome = |outcome: OutcomeView| Outcome {
        kind: words.label("outcome", outcome.kind.name()),
        words: outcome.words,
        by: outcome.recorded_by,
        at: words.time(outcome.recorded_at),
        referral: outcome.referral.map(|id| id.to_string()),
    };
    CasePage {
        frame: Frame::of(staff),
        id: view.id.to_string(),
        short: short(view.id),
        version: view.version,
        report: view.report.to_string(),
        report_short: short(view.report),
        report_state: words.label("report-state", view.report_state.name()),
        opening: view.opening,
        open,
        state: words.label("case-state", &view.state),
        assignee: view.assignee,
        assignees,
        opened: words.time(view.opened),
        closed: view.closed.map(|at| words.time(at)),
        notes: notes(words, view.notes),
        tasks: tasks(words, view.tasks, now, staff.may(Action::Update, Resource::Task)),
        incidents: incidents(words, &view.incidents),
        referrals: referrals(words, &view.referrals, now),
        came: view.outcomes.into_iter().map(outcome).collect(),
        outcomes: words.choices("outcome", OutcomeKind::NAMES.iter().copied(), ""),
        may_assign: open && staff.may(Action::Assign, Resource::Case),
        may_note: staff.may(Action::Create, Resource::Note),
        may_task: open && staff.may(Action::Create, Resource::Task),
        may_outcome: staff.may(Action::Create, Resource::Outcome),
        may_close: open && staff.may(Action::Close, Resource::Case),
    }
}

/// Who can get a case, for those who may say so: people who read reports.
async fn assignees(staff: &Staff, assignee: Option<Id>) -> Result<Vec<Choice>, Failure> {
    if !staff.may(Action::Assign, Resource::Case) || !staff.may(Action::List, Resource::User) {
        return Ok(Vec::new());
    }
    let users = staff.desk().users(staff.person()).await?;
    let words = staff.words();
    let choice = |user: turnstone_casework::desk::users::UserView| Choice {
        label: format!("{} ({})", user.login, words.label("role", user.role.name())),
        value: user.id.to_string(),
        picked: Some(user.id) == assignee,
    };
    Ok(users.into_iter().filter(|user| user.active && !user.role.reads().is_empty()).map(choice).collect())
}

/// Opens a case for a report.
pub async fn open(At(report): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let id = staff.desk().open_case(staff.person(), report, fields.maybe("assignee")?).await?;
    // Who opens cases need not be able to read them.
    let page =
        if staff.may(Action::Read, Resource::Case) { format!("/cases/{id}") } else { format!("/reports/{report}") };
    Ok(done(&page, "case"))
}

/// Gives a case to somebody, or to nobody.
pub async fn assign(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().assign_case(staff.person(), id, fields.version()?, fields.maybe("assignee")?).await?;
    Ok(done(&format!("/cases/{id}"), "assigned"))
}

/// Writes a note on the report of a case.
pub async fn note(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().add_note(staff.person(), fields.one("report")?, fields.text("text")).await?;
    Ok(done(&format!("/cases/{id}#notes"), "noted"))
}

/// Ends a case. Where somebody changed it in between, what stands is shown beside the reason.
pub async fn close(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome: OutcomeKind = fields.one("outcome")?;
    match staff.desk().close_case(staff.person(), id, fields.version()?, fields.text("reason"), outcome).await {
        Ok(_) => Ok(done("/cases", "closed")),
        Err(CaseworkError::Conflict { .. }) => {
            let view = staff.desk().case(staff.person(), id).await?;
            let words = staff.words();
            let stands = format!(
                "{} · {}",
                words.label("case-state", &view.state),
                view.assignee.unwrap_or_else(|| words.t("case-nobody"))
            );
            Err(Failure::Conflict { now: view.version, theirs: vec![Theirs::new("reason", stands)] })
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_the_list_is_read_back() {
        let id = Id([7; 16]);
        assert_eq!(cursor(&format!("42.{id}")).unwrap(), Some(CaseCursor { opened: Moment(42), id }));
        assert_eq!(cursor("").unwrap(), None);
        for bad in ["42", "x.y", "42.zz", "1.2.3"] {
            assert!(cursor(bad).is_err(), "{bad}");
        }
    }
}
