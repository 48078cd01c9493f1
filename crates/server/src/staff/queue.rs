//! The triage queue: what waits, why it stands where it stands, and who has it; and near-duplicates for review.

use super::entry::done;
use super::failure::Answer;
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{At, Sent, Staff};
use super::words::{Due, Time, Words, short};
use askama::Template;
use turnstone_casework::desk::queue::{Cursor, LikenessView, QueueFilter, QueueRow, ReportState};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::triage::Reason;
use turnstone_casework::{Id, Moment};

/// How many reports a page has.
const PAGE: u32 = 50;

/// The choices above the queue: what the address says, which states that is, and whether only one's own.
const SHOWS: [(&str, &[ReportState], bool); 6] = [
    ("open", &[], false),
    ("new", &[ReportState::New], false),
    ("mine", &[], true),
    ("triaged", &[ReportState::Triaged], false),
    ("closed", &[ReportState::Closed], false),
    (
        "all",
        &[ReportState::New, ReportState::Claimed, ReportState::Triaged, ReportState::Closed, ReportState::Expired],
        false,
    ),
];

/// A report as a row.
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// The same, as people say it.
    pub short: String,
    /// The version to claim.
    pub version: i64,
    /// Its rank.
    pub rank: i64,
    /// Why it has this rank.
    pub reasons: Vec<Chip>,
    /// When it arrived.
    pub received: Time,
    /// By when somebody has to look.
    pub due: Due,
    /// How it came.
    pub channel: String,
    /// In which language.
    pub language: String,
    /// How far it is.
    pub state: String,
    /// Whether somebody still has to look, so that being late matters.
    pub open: bool,
    /// Who has it.
    pub claimed_by: Option<String>,
    /// Whether that is who looks.
    pub mine: bool,
    /// Whether it can be taken.
    pub claimable: bool,
    /// How it begins.
    pub opening: String,
    /// How many reports were put together with it.
    pub bundle: i64,
    /// Whether who reported wrote and nobody answered.
    pub unread: bool,
}

/// A reason with its weight as a colour. The word is always there.
pub struct Chip {
    /// The reason in words.
    pub text: String,
    /// How many points it gave.
    pub points: i64,
    /// danger, caution or nothing.
    pub kind: &'static str,
}

/// Reasons as chips, the heaviest first.
pub fn chips(words: Words, reasons: &[Reason]) -> Vec<Chip> {
    let mut chips: Vec<Chip> = reasons
        .iter()
        .map(|reason| {
            let id = format!("reason-{}", reason.id.replace(['_', '.'], "-"));
            let text = if words.has(&id) { words.t(&id) } else { reason.text.clone() };
            let kind = match reason.points {
                200.. => "danger",
                80.. => "caution",
                _ => "",
            };
            Chip { text, points: reason.points, kind }
        })
        .collect();
    chips.sort_by_key(|chip| -chip.points);
    chips
}

/// A row of the queue for `login`, who may claim or not.
pub fn row(words: Words, row: QueueRow, login: &str, may_claim: bool, now: Moment) -> Row {
    let mine = row.claimed_by.as_deref() == Some(login);
    let open = matches!(row.state, ReportState::New | ReportState::Claimed);
    Row {
        short: short(row.id),
        id: row.id.to_string(),
        version: row.version,
        rank: row.rank,
        reasons: chips(words, &row.reasons),
        received: words.time(row.received),
        due: words.due(row.due, now),
        channel: words.label("channel", &row.channel),
        language: words.language(&row.language),
        state: words.label("report-state", row.state.name()),
        open,
        claimable: may_claim && row.claimed_by.is_none() && (open || row.state == ReportState::Triaged),
        mine,
        claimed_by: row.claimed_by,
        opening: row.opening,
        bundle: row.bundle_size,
        unread: row.unread,
    }
}

#[derive(Template)]
#[template(path = "staff/queue.html")]
struct QueuePage {
    frame: Frame,
    tabs: Vec<(&'static str, String, bool)>,
    rows: Vec<Row>,
    waiting: i64,
    overdue: i64,
    next: Option<String>,
    first: bool,
    show: &'static str,
    may_compare: bool,
}

/// The queue.
pub async fn page(staff: Staff) -> Answer {
    let asked = staff.visit.asked();
    let words = staff.words();
    let (show, states, mine) = SHOWS.into_iter().find(|(name, ..)| *name == asked.text("show")).unwrap_or(SHOWS[0]);
    let after: Option<Cursor> = asked.maybe("after")?;
    let filter = QueueFilter { states: states.to_vec(), mine };
    let page = staff.desk().queue(staff.person(), &filter, after, PAGE).await?;
    let may_claim = staff.may(Action::Claim, Resource::Report);
    let (login, now) = (&staff.person().login, staff.desk().now());
    html(&QueuePage {
        frame: Frame::of(&staff),
        tabs: SHOWS.iter().map(|(name, ..)| (*name, words.t(&format!("queue-show-{name}")), *name == show)).collect(),
        rows: page.rows.into_iter().map(|report| row(words, report, login, may_claim, now)).collect(),
        waiting: page.waiting,
        overdue: page.overdue,
        next: page.next.map(|cursor| format!("/queue?show={show}&after={cursor}")),
        first: after.is_none(),
        show,
        may_compare: staff.may(Action::List, Resource::Likeness),
    })
}

/// Takes a report, and opens it.
pub async fn claim(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().claim(staff.person(), id, fields.version()?).await?;
    Ok(done(&format!("/reports/{id}"), "claimed"))
}

/// Gives a report back.
pub async fn release(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().release(staff.person(), id, fields.version()?).await?;
    Ok(done(back(&fields, "/queue"), "released"))
}

fn back<'a>(fields: &'a Fields, otherwise: &'static str) -> &'a str {
    match fields.text("to") {
        "" => otherwise,
        to => super::entry::here(to),
    }
}

/// Two reports that may be about the same, as a page shows them.
pub struct Pair {
    /// Its identifier.
    pub id: String,
    /// The one.
    pub first: String,
    /// As people say it.
    pub first_short: String,
    /// How it begins.
    pub first_opening: String,
    /// The other.
    pub second: String,
    /// As people say it.
    pub second_short: String,
    /// How it begins.
    pub second_opening: String,
    /// How alike they are, in hundredths.
    pub percent: i64,
    /// What was decided, in words.
    pub state: String,
    /// Whether nobody has decided.
    pub open: bool,
}

/// Near-duplicates as a page shows them.
pub fn pairs(words: Words, likenesses: Vec<LikenessView>) -> Vec<Pair> {
    let pair = |view: LikenessView| Pair {
        id: view.id.to_string(),
        first: view.first.to_string(),
        first_short: short(view.first),
        first_opening: view.first_opening,
        second: view.second.to_string(),
        second_short: short(view.second),
        second_opening: view.second_opening,
        percent: view.score / 10,
        open: view.state == "proposed",
        state: words.label("likeness", &view.state),
    };
    likenesses.into_iter().map(pair).collect()
}

#[derive(Template)]
#[template(path = "staff/alike.html")]
struct AlikePage {
    frame: Frame,
    pairs: Vec<Pair>,
    may_decide: bool,
    may_compare: bool,
}

/// Near-duplicates for review.
pub async fn alike(staff: Staff) -> Answer {
    let likenesses = staff.desk().likenesses(staff.person(), None).await?;
    html(&AlikePage {
        frame: Frame::of(&staff),
        pairs: pairs(staff.words(), likenesses),
        may_decide: staff.may(Action::Decide, Resource::Likeness),
        may_compare: staff.may(Action::Create, Resource::Likeness),
    })
}

/// Compares the open reports.
pub async fn compare(Sent { staff, .. }: Sent) -> Answer {
    staff.desk().propose_likenesses(staff.person()).await?;
    Ok(done("/alike", "compared"))
}

/// Says whether two reports are about the same.
pub async fn decide(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().decide_likeness(staff.person(), id, fields.text("same") == "yes").await?;
    Ok(done(back(&fields, "/alike"), "alike"))
}
