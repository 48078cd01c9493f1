//! The first page: what waits for whoever looks, and nothing else.

use super::arrival::waits;
use super::failure::Answer;
use super::frame::{Frame, html};
use super::lists::{Linked, referrals};
use super::queue::{Row, row};
use super::tasks::{MyTask, my_tasks};
use super::visit::Staff;
use askama::Template;
use turnstone_casework::desk::break_glass::BreakGlassState;
use turnstone_casework::desk::queue::{QueueFilter, QueuePage};
use turnstone_casework::desk::referrals::ReferralFilter;
use turnstone_casework::permission::{Action, Resource, Role};
use turnstone_casework::referral::State;

/// How much of each list the first page shows.
const SHOWN: usize = 8;

#[derive(Template)]
#[template(path = "staff/home.html")]
struct HomePage {
    frame: Frame,
    greeting: String,
    figures: Vec<Figure>,
    mine: Option<Vec<Row>>,
    tasks: Option<Vec<MyTask>>,
    more_tasks: i64,
    approvals: Vec<Linked>,
    quiet: bool,
}

/// A number that leads somewhere.
struct Figure {
    href: &'static str,
    number: i64,
    label: String,
    alarm: bool,
}

/// The first page.
pub async fn page(staff: Staff) -> Answer {
    let (desk, person, words, now) = (staff.desk(), staff.person(), staff.words(), staff.desk().now());
    let mut figures = Vec::new();
    let mut mine = None;
    if staff.may(Action::List, Resource::Report) {
        let filter = QueueFilter { states: Vec::new(), mine: true };
        let QueuePage { rows, waiting, overdue, .. } = desk.queue(person, &filter, None, SHOWN as u32).await?;
        let may_claim = staff.may(Action::Claim, Resource::Report);
        if may_claim {
            figures.push(Figure { href: "/queue?show=new", number: waiting, label: words.t("home-new"), alarm: false });
            figures.push(Figure {
                href: "/queue",
                number: overdue,
                label: words.t("home-overdue"),
                alarm: overdue > 0,
            });
        }
        mine = Some(rows.into_iter().map(|report| row(words, report, &person.login, may_claim, now)).collect());
    }
    let mut tasks = None;
    let mut more_tasks = 0;
    if staff.may(Action::List, Resource::Task) || person.role == Role::Officer {
        let all = desk.my_tasks(person).await?;
        let late = all.iter().filter(|task| task.overdue).count();
        more_tasks = count(all.len().saturating_sub(SHOWN));
        figures.push(Figure {
            href: "/tasks",
            number: count(late),
            label: words.t("home-late-tasks"),
            alarm: late > 0,
        });
        tasks = Some(my_tasks(&staff, all.into_iter().take(SHOWN).collect(), now));
    }
    if staff.may(Action::List, Resource::Arrival) {
        let waiting = desk.arrivals(person).await?.iter().filter(|arrival| waits(arrival.state)).count();
        figures.push(Figure {
            href: "/arrivals",
            number: count(waiting),
            label: words.t("home-arrivals"),
            alarm: false,
        });
    }
    let mut approvals = Vec::new();
    if staff.may(Action::Decide, Resource::Referral) {
        let drafts = desk.referrals(person, &ReferralFilter { states: vec![State::Draft], overdue: false }).await?;
        figures.push(Figure {
            href: "/referrals",
            number: count(drafts.len()),
            label: words.t("home-drafts"),
            alarm: false,
        });
        approvals = referrals(words, &drafts, now).into_iter().take(SHOWN).collect();
    }
    if staff.may(Action::Decide, Resource::BreakGlass) || person.role == Role::Officer {
        let open = desk
            .break_glass(person)
            .await?
            .iter()
            .filter(|request| request.state == BreakGlassState::Requested)
            .count();
        figures.push(Figure {
            href: "/break-glass",
            number: count(open),
            label: words.t("home-break-glass"),
            alarm: open > 0,
        });
    }
    let quiet = figures.iter().all(|figure| figure.number == 0)
        && mine.as_ref().is_none_or(Vec::is_empty)
        && tasks.as_ref().is_none_or(Vec::is_empty)
        && approvals.is_empty();
    html(&HomePage {
        greeting: words.with("home-greeting", "login", &person.login),
        frame: Frame::of(&staff),
        figures,
        mine,
        tasks,
        more_tasks,
        approvals,
        quiet,
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
