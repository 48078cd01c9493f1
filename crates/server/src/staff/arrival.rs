//! Packages that partners sent: what is in them, who signed them, and what is answered.

use super::entry::done;
use super::failure::{Answer as Page, Failure, Theirs};
use super::fields::Fields;
use super::frame::{Frame, html};
use super::package::{self, Shown};
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Time, Words, short};
use askama::Template;
use turnstone_casework::desk::arrivals::answer::Answer;
use turnstone_casework::desk::arrivals::{ArrivalState, ArrivalView};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::{NoteState, NoticeKind, ReasonCode};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::{CaseworkError, Id};

/// Whether somebody here still has to say something about a package.
pub fn waits(state: ArrivalState) -> bool {
    matches!(state, ArrivalState::Arrived | ArrivalState::Opened)
}

fn kind(state: ArrivalState) -> &'static str {
    match state {
        ArrivalState::Arrived | ArrivalState::Opened => "caution",
        ArrivalState::Accepted | ArrivalState::Outcome => "good",
        ArrivalState::Withdrawn => "danger",
        ArrivalState::NeedsInformation => "accent",
        ArrivalState::Rejected | ArrivalState::Superseded => "",
    }
}

/// A package as a row.
struct Row {
    id: String,
    short: String,
    partner: String,
    arrived: Time,
    state: String,
    kind: &'static str,
    report: Option<String>,
}

#[derive(Template)]
#[template(path = "staff/arrivals.html")]
struct ArrivalsPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// The packages.
pub async fn list(staff: Staff) -> Page {
    let words = staff.words();
    let rows = staff.desk().arrivals(staff.person()).await?.into_iter().map(|arrival| Row {
        short: short(arrival.id),
        id: arrival.id.to_string(),
        partner: arrival.partner,
        arrived: words.time(arrival.arrived),
        state: words.label("arrival-state", arrival.state.name()),
        kind: kind(arrival.state),
        report: arrival.report.map(|report| report.to_string()),
    });
    html(&ArrivalsPage { frame: Frame::of(&staff), rows: rows.collect() })
}

/// An answer that was given.
struct Given {
    state: String,
    code: String,
    outcome: String,
    words: String,
    at: Time,
}

#[derive(Template)]
#[template(path = "staff/arrival.html")]
struct ArrivalPage {
    frame: Frame,
    id: String,
    short: String,
    version: i64,
    state: String,
    kind: &'static str,
    partner: String,
    partner_active: bool,
    agreement_ended: bool,
    arrived: Time,
    package: Shown,
    report: Option<String>,
    given: Vec<Given>,
    taken_back: String,
    others: Vec<(String, String)>,
    reasons: Vec<Choice>,
    outcomes: Vec<Choice>,
    may_accept: bool,
    may_reject: bool,
    may_ask: bool,
    may_outcome: bool,
}

/// A package. Opening it for the first time tells the partner that it was received.
pub async fn page(At(id): At<Id>, staff: Staff) -> Page {
    let view = staff.desk().arrival(staff.person(), id).await?;
    html(&arrival_page(&staff, view))
}

fn arrival_page(staff: &Staff, view: ArrivalView) -> ArrivalPage {
    let words = staff.words();
    let may = staff.may(Action::Decide, Resource::Arrival);
    let can = |state: NoteState| may && view.possible.contains(&state);
    ArrivalPage {
        frame: Frame::of(staff),
        short: short(view.id),
        id: view.id.to_string(),
        version: view.version,
        state: words.label("arrival-state", view.state.name()),
        kind: kind(view.state),
        partner: view.partner_name.clone(),
        partner_active: view.partner_active,
        agreement_ended: view.agreement_ended,
        arrived: words.time(view.arrived),
        package: package::shown(words, &view.package, &[]),
        report: view.report.map(|report| report.to_string()),
        given: view.answers.iter().rev().map(|note| given(words, note)).collect(),
        taken_back: view.taken_back.map_or_else(String::new, |(notice, at)| {
            let message = match notice {
                NoticeKind::ConsentWithdrawn => "arrival-consent-withdrawn",
                NoticeKind::Revoked => "arrival-revoked",
            };
            words.with(message, "time", &at.minute())
        }),
        others: view.others.iter().map(|other| (other.to_string(), short(other))).collect(),
        reasons: words.choices("reason-code", ReasonCode::NAMES.iter().copied(), ""),
        outcomes: words.choices("outcome", OutcomeKind::NAMES.iter().copied(), ""),
        may_accept: can(NoteState::Accepted),
        may_reject: can(NoteState::Rejected),
        may_ask: can(NoteState::NeedsInformation),
        may_outcome: can(NoteState::Outcome),
    }
}

fn given(words: Words, note: &turnstone_casework::package::ReceiptNote) -> Given {
    Given {
        state: words.label("note-state", note.state.name()),
        code: note.reason_code.map_or_else(String::new, |code| words.label("reason-code", code.name())),
        outcome: note.outcome.map_or_else(String::new, |kind| words.label("outcome", kind.name())),
        words: note.words.clone().unwrap_or_default(),
        at: words.time(note.at),
    }
}

fn chosen(fields: &Fields) -> Result<Answer, Failure> {
    Ok(match fields.text("answer") {
        "accept" => Answer::Accept,
        "reject" => Answer::Reject(fields.one("reason_code")?),
        "ask" => Answer::AskInformation,
        "outcome" => Answer::Outcome(fields.one("outcome")?),
        _ => return Err(CaseworkError::invalid("answer", "accept, reject, ask or outcome").into()),
    })
}

/// Answers a package. Where a colleague did so in between, what stands is shown beside the words.
pub async fn answer(At(id): At<Id>, Sent { staff, fields }: Sent) -> Page {
    let answer = chosen(&fields)?;
    match staff.desk().answer_arrival(staff.person(), id, fields.version()?, answer, fields.text("words")).await {
        Ok(answered) => match answered.report.filter(|_| answer == Answer::Accept) {
            Some(report) => Ok(done(&format!("/reports/{report}"), "answered")),
            None => Ok(done(&format!("/arrivals/{id}"), "answered")),
        },
        Err(CaseworkError::Conflict { .. }) => {
            let view = staff.desk().arrival(staff.person(), id).await?;
            let stands = staff.words().label("arrival-state", view.state.name());
            Err(Failure::Conflict { now: view.version, theirs: vec![Theirs::new("words", stands)] })
        }
        Err(error) => Err(error.into()),
    }
}
