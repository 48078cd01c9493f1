//! Building a referral: choosing a partner, on what it rests, and which fields may leave. What would leave is shown by [`super::referral`].

use super::entry::done;
use super::failure::{Answer, Failure};
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Words, short};
use askama::Template;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::basis::{Basis, BasisKind, CHILD_DUTY, ConsentHistory, Standing};
use turnstone_casework::desk::incidents::IncidentView;
use turnstone_casework::desk::partners::{PartnerState, PartnerView};
use turnstone_casework::desk::referrals::{Draft, ReferralView};
use turnstone_casework::partner::Field;
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_casework::triage::Route;
use turnstone_casework::{CaseworkError, Id, Moment};

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
pub struct Builder {
    /// Where it goes: a new draft, or one that is changed.
    pub action: String,
    /// The version that is changed.
    pub version: Option<i64>,
    /// The partner.
    pub partner: String,
    /// Its name.
    pub partner_name: String,
    /// What for.
    pub route: &'static str,
    /// Whether a missing consent does not block it.
    pub child: bool,
    /// What the person decided towards this kind of partner, in words.
    pub standing: String,
    /// The consent that stands; empty where none does.
    pub consent: String,
    /// On what it can rest.
    pub basis: Vec<Choice>,
    /// The law, where it is a duty.
    pub law: String,
    /// The danger, where it is a vital interest.
    pub danger: String,
    /// Why the basis holds.
    pub words: String,
    /// The fields that the agreement covers.
    pub fields: Vec<FieldChoice>,
    /// What the partner needs to know.
    pub summary: String,
    /// Dangers and precautions.
    pub safety: String,
}

/// A field that may leave.
pub struct FieldChoice {
    /// Its name in the form.
    pub name: &'static str,
    /// Its name for people.
    pub label: String,
    /// Whether it is ticked.
    pub picked: bool,
    /// Whether it can tell who somebody is.
    pub identifying: bool,
    /// Whether it leaves only by a consent that names it.
    pub needs_consent: bool,
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

/// The second half of the form, for a new draft or one that is changed.
pub fn builder(
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

/// A draft as a form sends it.
///
/// # Errors
/// A choice that is none, or no consent to rest on.
pub fn draft(fields: &Fields, incident: Id) -> Result<Draft, Failure> {
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
