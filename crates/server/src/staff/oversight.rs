//! What keeps the work honest: access in an emergency, erasure, the audit log, and figures with small numbers hidden.

use super::entry::done;
use super::failure::Answer;
use super::frame::{Frame, html};
use super::tasks::day;
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Time, Words, short};
use askama::Template;
use turnstone_casework::desk::break_glass::{BreakGlassState, BreakGlassView, MOST_HOURS};
use turnstone_casework::desk::retention::ErasureReason;
use turnstone_casework::desk::statistics::{Cell, Count, Median, SMALLEST};
use turnstone_casework::moment::DAY;
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_casework::store::audit::Fault;
use turnstone_casework::{CaseworkError, Id};

/// A request for access in an emergency.
struct Request {
    id: String,
    report: String,
    report_short: String,
    requester: String,
    asked: Time,
    state: String,
    kind: &'static str,
    waits: bool,
    second: String,
    until: Option<Time>,
    reason: Option<String>,
    mine: bool,
}

#[derive(Template)]
#[template(path = "staff/break_glass.html")]
struct BreakGlassPage {
    frame: Frame,
    rows: Vec<Request>,
    may_list: bool,
    may_ask: bool,
    may_decide: bool,
    may_open: bool,
    most_hours: i64,
    report: String,
}

/// Requests for access in an emergency, and the form for one.
pub async fn break_glass(staff: Staff) -> Answer {
    let (may_list, may_ask) =
        (staff.may(Action::List, Resource::BreakGlass), staff.may(Action::Create, Resource::BreakGlass));
    if !may_ask {
        require(staff.person().role, Action::List, Resource::BreakGlass)?;
    }
    let words = staff.words();
    let views = if may_list { staff.desk().break_glass(staff.person()).await? } else { Vec::new() };
    html(&BreakGlassPage {
        frame: Frame::of(&staff),
        rows: views.into_iter().map(|view| request(words, view)).collect(),
        may_list,
        may_ask,
        may_decide: staff.may(Action::Decide, Resource::BreakGlass),
        may_open: staff.may(Action::Read, Resource::Report),
        most_hours: i64::from(MOST_HOURS),
        report: staff.visit.asked().text("report").to_owned(),
    })
}

fn request(words: Words, view: BreakGlassView) -> Request {
    let (state, kind) = match view.state {
        BreakGlassState::Requested => ("break-glass-requested", "caution"),
        BreakGlassState::Approved => ("break-glass-approved", "danger"),
        BreakGlassState::Refused => ("break-glass-refused", ""),
        BreakGlassState::Ended => ("break-glass-ended", ""),
    };
    Request {
        id: view.id.to_string(),
        report_short: short(view.report),
        report: view.report.to_string(),
        requester: view.requester,
        asked: words.time(view.requested_at),
        state: words.t(state),
        kind,
        waits: view.state == BreakGlassState::Requested,
        second: view.second.unwrap_or_default(),
        until: view.expires_at.map(|until| words.time(until)),
        reason: view.reason,
        mine: view.mine,
    }
}

/// Asks for access in an emergency.
pub async fn ask(Sent { staff, fields }: Sent) -> Answer {
    staff.desk().request_break_glass(staff.person(), fields.one("report")?, fields.text("reason")).await?;
    Ok(done("/break-glass", "requested"))
}

/// Says yes, for some hours, or no, as the second person.
pub async fn decide(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    if fields.text("answer") == "yes" {
        staff.desk().approve_break_glass(staff.person(), id, fields.one("hours")?).await?;
    } else {
        staff.desk().deny_break_glass(staff.person(), id).await?;
    }
    Ok(done("/break-glass", "decided"))
}

#[derive(Template)]
#[template(path = "staff/erasure.html")]
struct ErasurePage {
    frame: Frame,
    reasons: Vec<Choice>,
    erased: Option<(i64, Vec<String>)>,
}

/// The form to erase a report.
pub async fn erasure(staff: Staff) -> Answer {
    require(staff.person().role, Action::Erase, Resource::Report)?;
    html(&erasure_page(&staff, None))
}

fn erasure_page(staff: &Staff, erased: Option<(i64, Vec<String>)>) -> ErasurePage {
    let reasons = staff.words().choices("erasure", ErasureReason::NAMES.iter().copied(), "");
    ErasurePage { frame: Frame::of(staff), reasons, erased }
}

/// Destroys the keys of a report, and says which partners have to be asked to erase what they received.
pub async fn erase(Sent { staff, fields }: Sent) -> Answer {
    let report: Id = fields.one("report")?;
    let reason: ErasureReason = fields.one("reason_code")?;
    let erased = staff.desk().erase(staff.person(), report, reason).await?;
    let sealed = i64::try_from(erased.sealed).unwrap_or(i64::MAX);
    html(&erasure_page(&staff, Some((sealed, erased.partners))))
}

/// An entry of the audit log.
struct Entry {
    seq: i64,
    at: Time,
    who: String,
    action: String,
    object: String,
    outcome: String,
    refused: bool,
}

#[derive(Template)]
#[template(path = "staff/audit.html")]
struct AuditPage {
    frame: Frame,
    rows: Vec<Entry>,
    next: Option<i64>,
    first: bool,
    verdict: Option<Verdict>,
}

/// What the check of the log found.
struct Verdict {
    entries: i64,
    findings: Vec<String>,
}

/// The audit log.
pub async fn audit(staff: Staff) -> Answer {
    let before = staff.visit.asked().maybe::<i64>("before")?;
    audit_page(&staff, before, None).await
}

async fn audit_page(staff: &Staff, before: Option<i64>, verdict: Option<Verdict>) -> Answer {
    let words = staff.words();
    let page = staff.desk().audit_page(staff.person(), before, 100).await?;
    let rows = page.rows.into_iter().map(|entry| Entry {
        seq: entry.seq,
        at: words.time(entry.at),
        who: entry.name.unwrap_or(entry.actor),
        action: entry.action,
        object: entry.object,
        refused: entry.outcome != "done",
        outcome: entry.outcome,
    });
    html(&AuditPage {
        frame: Frame::of(staff),
        rows: rows.collect(),
        next: page.next,
        first: before.is_none(),
        verdict,
    })
}

/// Checks the log.
pub async fn verify(Sent { staff, .. }: Sent) -> Answer {
    let verdict = staff.desk().verify_audit(staff.person()).await?;
    let words = staff.words();
    let findings = verdict.findings.iter().map(|finding| words.n(fault_message(finding.fault), finding.seq)).collect();
    audit_page(&staff, None, Some(Verdict { entries: verdict.entries, findings })).await
}

fn fault_message(fault: Fault) -> &'static str {
    match fault {
        Fault::Edited => "fault-edited",
        Fault::Missing => "fault-missing",
        Fault::Reordered => "fault-reordered",
        Fault::Added => "fault-added",
        Fault::Truncated => "fault-truncated",
        Fault::HeadMissing => "fault-head-missing",
        Fault::HeadForged => "fault-head-forged",
        Fault::Rewritten => "fault-rewritten",
        Fault::OlderThanCheckpoint => "fault-older",
        Fault::CheckpointForged { .. } => "fault-checkpoint",
    }
}

/// A table of counts.
struct Table {
    title: String,
    rows: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "staff/statistics.html")]
struct StatisticsPage {
    frame: Frame,
    from: String,
    until: String,
    smallest: i64,
    reports: String,
    without_outcome: String,
    median: String,
    tables: Vec<Table>,
}

/// Figures about the work.
pub async fn statistics(staff: Staff) -> Answer {
    let asked = staff.visit.asked();
    let (words, now) = (staff.words(), staff.desk().now());
    let from = match asked.text("from") {
        "" => now.day().plus(-29 * DAY),
        text => day("from", text)?,
    };
    // The form has the last day; the desk takes the day after it.
    let until = match asked.text("until") {
        "" => now.day().plus(DAY),
        text => day("until", text)?.plus(DAY),
    };
    if until <= from {
        return Err(CaseworkError::invalid("until", words.t("statistics-order")).into());
    }
    let figures = staff.desk().statistics(staff.person(), from, until, SMALLEST).await?;
    let table = |title: &str, list: &str, cells: &[Cell]| Table {
        title: words.t(title),
        rows: cells.iter().map(|cell| (cell_label(words, list, &cell.name), count(words, cell.count))).collect(),
    };
    html(&StatisticsPage {
        frame: Frame::of(&staff),
        from: from.date(),
        until: until.plus(-DAY).date(),
        smallest: figures.smallest,
        reports: count(words, figures.reports),
        without_outcome: count(words, figures.without_outcome),
        median: match figures.until_claimed {
            Median::Hours(hours) => words.span((hours * 3600.0) as i64),
            Median::Suppressed => words.t("statistics-too-few"),
            Median::NotReached => words.t("statistics-not-reached"),
        },
        tables: vec![
            table("statistics-by-state", "report-state", &figures.by_state),
            table("statistics-by-channel", "channel", &figures.by_channel),
            table("statistics-by-language", "", &figures.by_language),
            table("statistics-by-contact", "signal", &figures.by_contact),
            table("statistics-by-route", "route", &figures.by_route),
            table("statistics-by-outcome", "outcome", &figures.by_outcome),
        ],
    })
}

fn cell_label(words: Words, list: &str, name: &str) -> String {
    if list.is_empty() { words.language(name) } else { words.label(list, name) }
}

/// A count, or that it is not shown. Some that are not small are hidden with the small ones, so that no number stands in its place.
fn count(words: Words, count: Count) -> String {
    match count {
        Count::Known(number) => number.to_string(),
        Count::Suppressed => words.t("statistics-hidden"),
    }
}
