//! Referrals: choosing a partner, on what it rests, which fields; seeing exactly what would leave; letting it leave, or not.

use super::entry::done;
use super::failure::{Answer, Failure, Theirs};
use super::fields::Fields;
use super::frame::{Frame, html};
use super::lists::{Linked, referrals, state_kind};
use super::package::{self, Shown};
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Due, Time, Words, short};
use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::basis::ConsentHistory;
use turnstone_casework::basis::{Basis, BasisKind, CHILD_DUTY, Standing};
use turnstone_casework::desk::incidents::IncidentView;
use turnstone_casework::desk::partners::{PartnerState, PartnerView};
use turnstone_casework::desk::referrals::{Draft, LeftOut, ReferralFilter, ReferralView};
use turnstone_casework::partner::Field;
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_casework::referral::{Move, State};
use turnstone_casework::triage::Route;
use turnstone_casework::{CaseworkError, Id, Moment};

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

/// A partner to choose, or the reason why not.
struct Candidate {
    id: String,
    name: String,
    kind: String,
    picked: bool,
    why_not: String,
}

#[derive(Template)]
#[template(path = "staff/referral_new.html")]
struct BuilderPage {
    frame: Frame,
    incident: String,
    incident_short: String,
    routes: Vec<Choice>,
    candidates: Vec<Candidate>,
    refused: Vec<Candidate>,
    form: Option<Builder>,
}

/// The second half of the form, once a partner is chosen.
struct Builder {
    /// Where it goes: a new draft, or one that is changed.
    action: String,
    version: Option<i64>,
    partner: String,
    partner_name: String,
    route: &'static str,
    child: bool,
    standing: String,
    consent: String,
    basis: Vec<Choice>,
    law: String,
    danger: String,
    words: String,
    fields: Vec<FieldChoice>,
    summary: String,
    safety: String,
}

/// A field that may leave.
struct FieldChoice {
    name: &'static str,
    label: String,
    picked: bool,
    identifying: bool,
    needs_consent: bool,
}

/// The form of a new referral of an incident.
pub async fn new(At(incident): At<Id>, staff: Staff) -> Answer {
    require(staff.person().role, Action::Create, Resource::Referral)?;
    let (desk, words, now) = (staff.desk(), staff.words(), staff.desk().now());
    let view = desk.incident(staff.person(), incident).await?;
    let partners = desk.partners(staff.person()).await?;
    let asked = staff.visit.asked();
    let proposed = view.destinations.first().map_or(Route::Protection, |destination| destination.route);
    let route = asked.text("route").parse().unwrap_or(proposed);
    let chosen: Option<Id> = asked.maybe("partner")?;
    let (mut candidates, mut refused) = (Vec::new(), Vec::new());
    for partner in &partners {
        let candidate = candidate(words, partner, route, chosen, now);
        if candidate.why_not.is_empty() { candidates.push(candidate) } else { refused.push(candidate) }
    }
    let partner = partners.iter().find(|partner| Some(partner.id) == chosen && cannot(partner, route, now).is_none());
    html(&BuilderPage {
        frame: Frame::of(&staff),
        incident: incident.to_string(),
        incident_short: short(incident),
        routes: words.choices("route", Route::NAMES.iter().copied(), route.name()),
        candidates,
        refused,
        form: partner.map(|partner| builder(words, &view, partner, route, None, now)),
    })
}

fn candidate(words: Words, partner: &PartnerView, route: Route, chosen: Option<Id>, now: Moment) -> Candidate {
    Candidate {
        id: partner.id.to_string(),
        name: partner.name.clone(),
        kind: words.label("partner-kind", partner.kind.name()),
        picked: Some(partner.id) == chosen,
        why_not: cannot(partner, route, now).map_or_else(String::new, |why| words.t(why)),
    }
}

/// Why a partner does not receive referrals of a route now; a message.
fn cannot(partner: &PartnerView, route: Route, now: Moment) -> Option<&'static str> {
    if partner.state != PartnerState::Active {
        Some("partner-not-revoked")
    } else if !partner.kind.serves(route) {
        Some("partner-not-kind")
    } else if partner.agreement.until <= now {
        Some("partner-not-ended")
    } else if partner.agreement.from > now {
        Some("partner-not-yet")
    } else if partner.agreement.covers(route, now).is_err() {
        Some("partner-not-route")
    } else {
        None
    }
}

fn builder(
    words: Words,
    view: &IncidentView,
    partner: &PartnerView,
    route: Route,
    old: Option<&ReferralView>,
    now: Moment,
) -> Builder {
    let child = route == Route::Protection && view.age.protects_as_child();
    let history = ConsentHistory::from_records(view.consents.clone());
    let standing = history.standing(partner.kind, now);
    let consent = if let Standing::Agrees { consent, .. } = standing { consent.to_string() } else { String::new() };
    let recorded = old.and_then(|old| old.basis.as_ref());
    let kind = match (recorded, consent.is_empty()) {
        (Some(recorded), _) => recorded.basis.kind(),
        (None, false) => BasisKind::Consent,
        (None, true) => BasisKind::Duty,
    };
    let (law, danger) = match recorded.map(|recorded| &recorded.basis) {
        Some(Basis::Duty { law }) => (law.clone(), String::new()),
        Some(Basis::VitalInterest { danger }) => (String::new(), danger.clone()),
        _ => (if child { CHILD_DUTY.to_owned() } else { String::new() }, String::new()),
    };
    let chosen = old.and_then(|old| old.chosen.as_ref());
    let field = |field: &Field| FieldChoice {
        name: field.name(),
        label: words.label("package", field.name()),
        needs_consent: field.needs_named_consent(route, partner.kind),
        identifying: field.identifying(),
        picked: chosen.map_or(!field.needs_named_consent(route, partner.kind), |chosen| chosen.contains(field)),
    };
    let added = |field: Field| {
        let value = old.and_then(|old| old.preview.package.as_ref()?.fields.get(&field));
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Builder {
        action: match old {
            Some(old) => format!("/referrals/{}", old.id),
            None => format!("/incidents/{}/referrals", view.id),
        },
        version: old.map(|old| old.version),
        partner: partner.id.to_string(),
        partner_name: partner.name.clone(),
        route: route.name(),
        child,
        standing: words.t(match standing {
            Standing::NotAsked => "standing-not-asked",
            Standing::Agrees { .. } => "standing-agrees",
            Standing::RanOut(_) => "standing-ran-out",
            Standing::Refuses => "standing-refuses",
            Standing::TookBack => "standing-took-back",
        }),
        consent,
        basis: words.choices("basis", BasisKind::NAMES.iter().copied(), kind.name()),
        law,
        danger,
        words: recorded.map(|recorded| recorded.words.clone()).unwrap_or_default(),
        fields: partner.agreement.fields.iter().map(field).collect(),
        summary: added(Field::Summary),
        safety: added(Field::Safety),
    }
}

fn draft(fields: &Fields, incident: Id) -> Result<Draft, Failure> {
    let basis = match fields.one::<BasisKind>("basis")? {
        BasisKind::Consent => {
            let consent = fields.maybe("consent")?;
            Basis::Consent {
                consent: consent.ok_or(CaseworkError::invalid("basis", "no consent stands towards this partner"))?,
            }
        }
        BasisKind::Duty => Basis::Duty { law: fields.text("law").to_owned() },
        BasisKind::VitalInterest => Basis::VitalInterest { danger: fields.text("danger").to_owned() },
    };
    let mut added = BTreeMap::new();
    for (name, field) in [("summary", Field::Summary), ("safety", Field::Safety)] {
        if !fields.text(name).is_empty() {
            added.insert(field, Value::from(fields.text(name)));
        }
    }
    Ok(Draft {
        incident,
        partner: fields.one("partner")?,
        route: fields.one("route")?,
        basis,
        words: fields.text("words").to_owned(),
        fields: fields.many::<Field, BTreeSet<Field>>("field")?,
        added,
    })
}

/// Drafts a referral. Nothing leaves by that.
pub async fn add(At(incident): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    if fields.all("field").next().is_none() {
        return Err(CaseworkError::invalid("field", staff.words().t("referral-no-field")).into());
    }
    let id = staff.desk().draft_referral(staff.person(), draft(&fields, incident)?).await?;
    Ok(done(&format!("/referrals/{id}"), "drafted"))
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
async fn moved<T>(staff: &Staff, id: Id, fields: &Fields, outcome: Result<T, CaseworkError>, message: &str) -> Answer {
    match outcome {
        Ok(_) => Ok(done(&format!("/referrals/{id}"), message)),
        Err(CaseworkError::Conflict { .. }) => {
            let view = staff.desk().referral(staff.person(), id).await?;
            let words = staff.words();
            let last = view.history.last().map_or_else(String::new, |step| format!(" · {} · {}", step.by, step.reason));
            let stands = format!("{}{last}", words.label("referral-state", view.state.name()));
            let name = if fields.get("words").is_some() { "words" } else { "reason" };
            Err(Failure::Conflict { now: view.version, theirs: vec![Theirs::new(name, stands)] })
        }
        Err(error) => Err(error.into()),
    }
}

/// Changes a draft.
pub async fn redraft(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let view = staff.desk().referral(staff.person(), id).await?;
    let draft = draft(&fields, view.incident)?;
    let outcome = staff.desk().redraft_referral(staff.person(), id, fields.version()?, draft).await;
    moved(&staff, id, &fields, outcome, "drafted").await
}

/// Approves what would leave.
pub async fn approve(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().approve_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, &fields, outcome, "approved").await
}

/// Lets it leave.
pub async fn send(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().send_referral(staff.person(), id, fields.version()?).await;
    moved(&staff, id, &fields, outcome, "sent").await
}

/// Takes it back.
pub async fn revoke(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().revoke_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, &fields, outcome, "revoked").await
}

/// Ends it.
pub async fn close(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().close_referral(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, &fields, outcome, "closed").await
}

/// Sends the partner what it asked for.
pub async fn inform(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let outcome = staff.desk().give_information(staff.person(), id, fields.version()?, fields.text("words")).await;
    moved(&staff, id, &fields, outcome, "informed").await
}

/// The sealed file that left, to be handed over in another way.
pub async fn file(At(id): At<Id>, Sent { staff, .. }: Sent) -> Answer {
    let bytes = staff.desk().referral_file(staff.person(), id).await?;
    let name = format!("attachment; filename=\"{}.turnstone-referral\"", short(id));
    Ok(([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response())
}
