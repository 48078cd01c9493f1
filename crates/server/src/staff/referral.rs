//! Referrals: seeing exactly what would leave, letting it leave or not, and what the partner says. Building one is in [`super::builder`].

use super::builder::{Builder, builder, draft};
use super::entry::done;
use super::failure::{Answer, Failure, Theirs};
use super::frame::{Frame, html};
use super::lists::{Linked, referrals, state_kind};
use super::package::{self, Shown};
use super::visit::{At, Sent, Staff};
use super::words::{Due, Time, Words, short};
use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use turnstone_casework::basis::Basis;
use turnstone_casework::desk::referrals::{LeftOut, ReferralFilter, ReferralView};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::referral::{Move, State};
use turnstone_casework::{CaseworkError, Id};

#[derive(Template)]
#[template(path = "staff/referrals.html")]
struct ReferralsPage {
    frame: Frame,
    tabs: Vec<(&'static str, String, bool)>,
    rows: Vec<Linked>,
}

/// The choices above the list: what the address says and which states that is.
const SHOWS: [(&str, &[State]); 5] = [
    ("open", &[State::Draft, State::Approved, State::Sent, State::Received, State::NeedsInformation, State::Accepted]),
    ("approve", &[State::Draft]),
    ("late", &[]),
    ("ended", &[State::OutcomeRecorded, State::Closed, State::Rejected, State::Revoked, State::Expired]),
    ("all", &[]),
];

/// The referrals.
pub async fn list(staff: Staff) -> Answer {
    let asked = staff.visit.asked();
    let (show, states) = SHOWS.into_iter().find(|(name, _)| *name == asked.text("show")).unwrap_or(SHOWS[0]);
    let filter = ReferralFilter { states: states.to_vec(), overdue: show == "late" };
    let rows = staff.desk().referrals(staff.person(), &filter).await?;
    let words = staff.words();
    html(&ReferralsPage {
        frame: Frame::of(&staff),
        tabs: SHOWS
            .iter()
            .map(|(name, _)| (*name, words.t(&format!("referrals-show-{name}")), *name == show))
            .collect(),
        rows: referrals(words, &rows, staff.desk().now()),
    })
}

/// A step of a referral.
struct Taken {
    state: String,
    by: String,
    at: Time,
    reason: String,
}

/// What a partner said.
struct Answered {
    state: String,
    code: String,
    outcome: String,
    words: String,
    at: Time,
    opened: bool,
}

/// Something on its way to the partner.
struct Carried {
    kind: String,
    state: String,
    tries: i64,
    made: Time,
}

#[derive(Template)]
#[template(path = "staff/referral.html")]
struct ReferralPage {
    frame: Frame,
    id: String,
    short: String,
    version: i64,
    incident: String,
    incident_short: String,
    report: String,
    partner: String,
    partner_id: String,
    route: String,
    state: String,
    kind: &'static str,
    steps: Vec<(String, &'static str)>,
    due: Option<Due>,
    due_text: String,
    basis: String,
    basis_detail: String,
    basis_words: String,
    basis_by: String,
    package: Option<Shown>,
    left: bool,
    refused: String,
    stays: Vec<(String, String)>,
    changed: Vec<String>,
    withheld: bool,
    history: Vec<Taken>,
    receipts: Vec<Answered>,
    carried: Vec<Carried>,
    edit: Option<Builder>,
    may_approve: bool,
    may_send: bool,
    may_inform: bool,
    may_revoke: bool,
    may_close: bool,
    may_file: bool,
    may_see_partner: bool,
}

/// A referral.
pub async fn page(At(id): At<Id>, staff: Staff) -> Answer {
    let view = staff.desk().referral(staff.person(), id).await?;
    let mut edit = None;
    if view.state == State::Draft
        && staff.may(Action::Create, Resource::Referral)
        && staff.may(Action::List, Resource::Partner)
    {
        let incident = staff.desk().incident(staff.person(), view.incident).await?;
        let partner = staff.desk().partner(staff.person(), view.partner).await?;
        edit = Some(builder(staff.words(), &incident, &partner, view.route, Some(&view), staff.desk().now()));
    }
    html(&referral_page(&staff, view, edit))
}

/// The states of a referral that goes well, in order.
const COURSE: [State; 6] =
    [State::Draft, State::Approved, State::Sent, State::Received, State::Accepted, State::OutcomeRecorded];

fn steps(words: Words, state: State) -> Vec<(String, &'static str)> {
    let label = |state: State| words.label("referral-state", state.name());
    match COURSE.iter().position(|known| *known == state) {
        Some(at) => {
            let kind = |place: usize| {
                if place < at {
                    "past"
                } else if place == at {
                    "here"
                } else {
                    ""
                }
            };
            COURSE.iter().enumerate().map(|(place, state)| (label(*state), kind(place))).collect()
        }
        None => vec![(label(state), "here")],
    }
}

fn referral_page(staff: &Staff, view: ReferralView, edit: Option<Builder>) -> ReferralPage {
    let (words, now) = (staff.words(), staff.desk().now());
    let can = |mv: Move, action: Action| view.moves.contains(&mv) && staff.may(action, Resource::Referral);
    let basis = view.basis.as_ref();
    let receipt = |receipt: &turnstone_casework::desk::referrals::ReceiptView| Answered {
        state: words.label("note-state", receipt.note.state.name()),
        code: receipt.note.reason_code.map_or_else(String::new, |code| words.label("reason-code", code.name())),
        outcome: receipt.note.outcome.map_or_else(String::new, |kind| words.label("outcome", kind.name())),
        words: receipt.note.words.clone().unwrap_or_default(),
        at: words.time(receipt.note.at),
        opened: receipt.opened,
    };
    ReferralPage {
        frame: Frame::of(staff),
        short: short(view.id),
        id: view.id.to_string(),
        version: view.version,
        incident: view.incident.to_string(),
        incident_short: short(view.incident),
        report: view.report.to_string(),
        partner: view.partner_name.clone(),
        partner_id: view.partner.to_string(),
        route: words.label("route", view.route.name()),
        state: words.label("referral-state", view.state.name()),
        kind: state_kind(view.state.name()),
        steps: steps(words, view.state),
        due: (!view.due_text.is_empty()).then(|| words.due(view.due, now)),
        due_text: match words.label("deadline", view.state.name()) {
            known if words.has(&format!("deadline-{}", view.state.name().replace('_', "-"))) => known,
            _ => view.due_text.clone(),
        },
        basis: basis.map_or_else(String::new, |basis| words.label("basis", basis.basis.kind().name())),
        basis_detail: match basis.map(|basis| &basis.basis) {
            Some(Basis::Duty { law }) => law.clone(),
            Some(Basis::VitalInterest { danger }) => danger.clone(),
            _ => String::new(),
        },
        basis_words: basis.map(|basis| basis.words.clone()).unwrap_or_default(),
        basis_by: basis.map_or_else(String::new, |basis| {
            format!("{} · {}", basis.recorded_by, words.time(basis.recorded_at).text)
        }),
        package: view.preview.package.as_ref().map(|package| package::shown(words, package, &view.preview.withheld)),
        left: view.preview.left,
        refused: view.preview.refused.clone().unwrap_or_default(),
        stays: view
            .preview
            .leaves_out
            .iter()
            .map(|(field, why)| (words.label("package", field.name()), words.t(why_message(*why))))
            .collect(),
        changed: view.preview.changed.iter().map(|name| changed_label(words, name)).collect(),
        withheld: !view.preview.withheld.is_empty(),
        history: view
            .history
            .iter()
            .rev()
            .map(|step| Taken {
                state: words.label("referral-state", step.state.name()),
                by: step.by.clone(),
                at: words.time(step.at),
                reason: step.reason.clone(),
            })
            .collect(),
        receipts: view.receipts.iter().rev().map(receipt).collect(),
        carried: view
            .carried
            .iter()
            .map(|one| Carried {
                kind: words.label("carried", one.kind.name()),
                state: words.label("carried-state", &one.state),
                tries: one.tries,
                made: words.time(one.made_at),
            })
            .collect(),
        edit,
        may_approve: can(Move::Approve, Action::Decide),
        may_send: can(Move::Send, Action::Send),
        may_inform: can(Move::GiveInformation, Action::Send),
        may_revoke: can(Move::Revoke, Action::Close),
        may_close: can(Move::Close, Action::Close),
        may_file: view.preview.left && staff.may(Action::Send, Resource::Referral),
        may_see_partner: staff.may(Action::Read, Resource::Partner),
    }
}

/// The name of a value that has changed since it was approved: a field, or one fact.
fn changed_label(words: Words, name: &str) -> String {
    match name.strip_prefix("facts.") {
        Some(fact) => super::facts::thing_label(words, fact),
        None => words.label("package", name),
    }
}

fn why_message(why: LeftOut) -> &'static str {
    match why {
        LeftOut::NotChosen => "stays-not-chosen",
        LeftOut::Agreement => "stays-agreement",
        LeftOut::NeedsNamedConsent => "stays-needs-consent",
        LeftOut::Identifies => "stays-identifies",
        LeftOut::NotConsented => "stays-not-consented",
    }
}

/// What was tried on a referral that somebody else moved in between is shown beside what stands.
async fn moved<T>(staff: &Staff, id: Id, outcome: Result<T, CaseworkError>, message: &str) -> Answer {
    match outcome {
        Ok(_) => Ok(done(&format!("/referrals/{id}"), message)),
        Err(CaseworkError::Conflict { .. }) => {
            let view = staff.desk().referral(staff.person(), id).await?;
            let words = staff.words();
            let last = view.history.last().map_or_else(String::new, |step| format!(" · {} · {}", step.by, step.reason));
            let stands = format!("{}{last}", words.label("referral-state", view.state.name()));
            Err(Failure::Conflict { now: view.version, theirs: vec![Theirs::new("words", stands)] })
        }
        Err(error) => Err(error.into()),
    }
}

/// Changes a draft.
pub async fn redraft(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let view = staff.desk().referral(staff.person(), id).await?;
    let draft = draft(&fields, view.incident)?;
    let outcome = staff.desk().redraft_referral(staff.person(), id, fields.version()?, draft).await;
    moved(&staff, id, outcome, "drafted").await
}

/// Approves what would leave.
pub async fn approve(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().approve_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, outcome, "approved").await
}

/// Lets it leave.
pub async fn send(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().send_referral(staff.person(), id, fields.version()?).await;
    moved(&staff, id, outcome, "sent").await
}

/// Takes it back.
pub async fn revoke(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().revoke_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, outcome, "revoked").await
}

/// Ends it.
pub async fn close(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().close_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, outcome, "closed").await
}

/// Sends the partner what it asked for.
pub async fn inform(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().give_information(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, outcome, "informed").await
}

/// The sealed file that left, to be handed over in another way.
pub async fn file(At(id): At<Id>, Sent { staff, .. }: Sent) -> Answer {
    let bytes = staff.desk().referral_file(staff.person(), id).await?;
    let name = format!("attachment; filename=\"{}.turnstone-referral\"", short(id));
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
