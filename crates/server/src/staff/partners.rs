//! The register of partner organisations: their cards and fingerprints, and what was agreed with them.

use super::entry::done;
use super::failure::{Answer, Failure, Theirs};
use super::fields::{FORM_LIMIT, Fields, clean};
use super::frame::{Frame, html};
use super::tasks::day;
use super::visit::{At, Sent, Staff, Visit};
use super::words::{Choice, Time, Words};
use askama::Template;
use axum::extract::FromRequest;
use axum::extract::{Multipart, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use turnstone_casework::desk::partners::{Card, PartnerState, PartnerView};
use turnstone_casework::moment::DAY;
use turnstone_casework::partner::{Agreement, Field, PartnerKind};
use turnstone_casework::permission::{Action, Resource};
use turnstone_casework::triage::Route;
use turnstone_casework::{CaseworkError, Id, Moment};

/// A partner as a row.
struct PartnerRow {
    id: String,
    name: String,
    kind: String,
    active: bool,
    routes: String,
    until: Time,
    ended: bool,
}

#[derive(Template)]
#[template(path = "staff/partners.html")]
struct PartnersPage {
    frame: Frame,
    rows: Vec<PartnerRow>,
    may_add: bool,
}

/// A card as a page shows it.
struct Shown {
    name: String,
    address: String,
    hpke: String,
    verify: String,
    synthetic: bool,
    json: String,
}

#[derive(Template)]
#[template(path = "staff/card.html")]
struct CardPage {
    frame: Frame,
    card: Shown,
}

/// What was agreed, as a form.
struct AgreementForm {
    kinds: Vec<Choice>,
    routes: Vec<Choice>,
    fields: Vec<Choice>,
    from: String,
    until: String,
    retention: i64,
}

#[derive(Template)]
#[template(path = "staff/partner_new.html")]
struct NewPage {
    frame: Frame,
    card: Option<Shown>,
    form: AgreementForm,
    mistake: String,
}

#[derive(Template)]
#[template(path = "staff/partner.html")]
struct PartnerPage {
    frame: Frame,
    id: String,
    version: i64,
    card: Shown,
    active: bool,
    submits: bool,
    created: Time,
    form: AgreementForm,
    kind: String,
    routes: String,
    fields: String,
    from: Time,
    until: Time,
    ended: bool,
    retention: i64,
    may_change: bool,
}

#[derive(Template)]
#[template(path = "staff/partner_token.html")]
struct TokenPage {
    frame: Frame,
    id: String,
    name: String,
    token: String,
}

fn shown(card: &Card) -> Shown {
    Shown {
        name: card.name.clone(),
        address: card.address.clone(),
        hpke: card.hpke_fingerprint.clone(),
        verify: card.verify_fingerprint.clone(),
        synthetic: card.synthetic,
        json: serde_json::to_string_pretty(card).unwrap_or_default(),
    }
}

fn names(words: Words, list: &str, names: impl Iterator<Item = &'static str>) -> String {
    names.map(|name| words.label(list, name)).collect::<Vec<_>>().join(", ")
}

/// The partners.
pub async fn list(staff: Staff) -> Answer {
    let (words, now) = (staff.words(), staff.desk().now());
    let partners = staff.desk().partners(staff.person()).await?;
    let row = |partner: PartnerView| PartnerRow {
        id: partner.id.to_string(),
        name: partner.name,
        kind: words.label("partner-kind", partner.kind.name()),
        active: partner.state == PartnerState::Active,
        routes: names(words, "route", partner.agreement.purposes.iter().map(|route| route.name())),
        until: words.day(partner.agreement.until),
        ended: partner.agreement.until <= now,
    };
    html(&PartnersPage {
        frame: Frame::of(&staff),
        rows: partners.into_iter().map(row).collect(),
        may_add: staff.may(Action::Create, Resource::Partner),
    })
}

async fn own(staff: &Staff) -> Result<Card, CaseworkError> {
    let slug = &staff.person().tenant.slug;
    staff.desk().own_card(slug, &crate::api::address(staff.visit.shared(), slug)).await
}

/// One's own card, to be given away.
pub async fn card(staff: Staff) -> Answer {
    html(&CardPage { frame: Frame::of(&staff), card: shown(&own(&staff).await?) })
}

/// One's own card as a file.
pub async fn card_file(staff: Staff) -> Answer {
    let card = own(&staff).await?;
    let name = format!("attachment; filename=\"{}.turnstone-card.json\"", card.slug);
    let text = serde_json::to_string_pretty(&card).map_err(|_| Failure::Broken("a card"))?;
    Ok(([(CONTENT_TYPE, "application/json".to_owned()), (CONTENT_DISPOSITION, name)], text).into_response())
}

fn agreement_form(words: Words, kind: &str, agreement: Option<&Agreement>, now: Moment) -> AgreementForm {
    let many = |list: &str, all: &[&'static str], chosen: &dyn Fn(&str) -> bool| {
        let mut choices = words.choices(list, all.iter().copied(), "");
        choices.iter_mut().for_each(|choice| choice.picked = chosen(&choice.value));
        choices
    };
    AgreementForm {
        kinds: words.choices("partner-kind", PartnerKind::NAMES.iter().copied(), kind),
        routes: many("route", Route::NAMES, &|name| {
            agreement.is_some_and(|a| a.purposes.iter().any(|r| r.name() == name))
        }),
        fields: many("package", Field::NAMES, &|name| {
            agreement.is_some_and(|a| a.fields.iter().any(|f| f.name() == name))
        }),
        from: agreement.map_or(now, |agreement| agreement.from).date(),
        // The last day that is covered.
        until: agreement.map_or(now.plus(365 * DAY), |agreement| agreement.until.plus(-1)).date(),
        retention: agreement.map_or(180, |agreement| agreement.retention_days),
    }
}

/// The form for a new partner: first its card, then, with the fingerprints to compare, the agreement.
pub async fn new(staff: Staff) -> Answer {
    turnstone_casework::permission::require(staff.person().role, Action::Create, Resource::Partner)?;
    new_page(&staff, None, String::new())
}

fn new_page(staff: &Staff, card: Option<&Card>, mistake: String) -> Answer {
    let form = agreement_form(staff.words(), "", None, staff.desk().now());
    html(&NewPage { frame: Frame::of(staff), card: card.map(shown), form, mistake })
}

/// Reads a card that was pasted or uploaded, and shows the fingerprints to compare over the telephone.
///
/// A file makes this the one form that is sent in parts; the token of the session is in the first of them.
pub async fn read_card(visit: Visit, request: Request) -> Answer {
    let signed = visit.signed().cloned().ok_or(Failure::from(CaseworkError::SignedOut))?;
    let staff = Staff { visit, signed };
    let length = request.headers().get("content-length").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|length| length > FORM_LIMIT) {
        return Err(Failure::TooLarge);
    }
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Failure::NoForm)?;
    let (mut token, mut text) = (String::new(), String::new());
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::NoForm)? {
        let name = part.name().unwrap_or_default().to_owned();
        let value = part.text().await.map_err(|_| Failure::NoForm)?;
        match name.as_str() {
            "csrf" => token = value,
            "card" | "file" if !value.trim().is_empty() => text = clean(&value)?,
            _ => {}
        }
    }
    if !staff.signed.token.csrf_fits(&token) {
        return Err(Failure::Token);
    }
    turnstone_casework::permission::require(staff.person().role, Action::Create, Resource::Partner)?;
    match serde_json::from_str::<Card>(text.trim()) {
        Ok(card) => new_page(&staff, Some(&card), String::new()),
        Err(_) => new_page(&staff, None, staff.words().t("card-unreadable")),
    }
}

fn read(fields: &Fields, words: Words) -> Result<Card, Failure> {
    serde_json::from_str(fields.text("card"))
        .map_err(|_| CaseworkError::invalid("card", words.t("card-unreadable")).into())
}

fn agreement(fields: &Fields) -> Result<Agreement, Failure> {
    Ok(Agreement {
        purposes: fields.many("route")?,
        fields: fields.many("field")?,
        from: day("from", fields.text("from"))?,
        until: day("until", fields.text("until"))?.plus(DAY),
        retention_days: fields.one("retention")?,
    })
}

/// Adds a partner.
pub async fn add(Sent { staff, fields }: Sent) -> Answer {
    if !fields.ticked("compared") {
        return Err(CaseworkError::refused(staff.words().t("card-not-compared")).into());
    }
    let card = read(&fields, staff.words())?;
    let id = staff.desk().add_partner(staff.person(), card, fields.one("kind")?, agreement(&fields)?).await?;
    Ok(done(&format!("/partners/{id}"), "partner"))
}

/// A partner.
pub async fn page(At(id): At<Id>, staff: Staff) -> Answer {
    let view = staff.desk().partner(staff.person(), id).await?;
    let (words, now) = (staff.words(), staff.desk().now());
    let card = card_of(&view, &staff);
    let agreed = &view.agreement;
    html(&PartnerPage {
        frame: Frame::of(&staff),
        id: id.to_string(),
        version: view.version,
        card: shown(&card),
        active: view.state == PartnerState::Active,
        submits: view.submits,
        created: words.day(view.created),
        form: agreement_form(words, view.kind.name(), Some(agreed), now),
        kind: words.label("partner-kind", view.kind.name()),
        routes: names(words, "route", agreed.purposes.iter().map(|route| route.name())),
        fields: names(words, "package", agreed.fields.iter().map(|field| field.name())),
        from: words.day(agreed.from),
        until: words.day(agreed.until.plus(-1)),
        ended: agreed.until <= now,
        retention: agreed.retention_days,
        may_change: staff.may(Action::Update, Resource::Partner),
    })
}

/// The card of a partner as the register has it. What is synthetic is so on both sides, or they are no partners.
fn card_of(view: &PartnerView, staff: &Staff) -> Card {
    Card {
        name: view.name.clone(),
        slug: String::new(),
        address: view.address.clone(),
        hpke_public: turnstone_casework::vault::PublicKey(view.hpke_public.0),
        verify_public: turnstone_casework::vault::VerifyingKey(view.verify_public.0),
        hpke_fingerprint: view.hpke_fingerprint.clone(),
        verify_fingerprint: view.verify_fingerprint.clone(),
        synthetic: staff.person().tenant.synthetic,
    }
}

/// Changes what was agreed, or the card. Where somebody did so in between, both are shown.
pub async fn update(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let view = staff.desk().partner(staff.person(), id).await?;
    let card = if fields.text("card").is_empty() { card_of(&view, &staff) } else { read(&fields, staff.words())? };
    let kind: PartnerKind = fields.one("kind")?;
    match staff.desk().update_partner(staff.person(), id, fields.version()?, card, kind, agreement(&fields)?).await {
        Ok(_) => Ok(done(&format!("/partners/{id}"), "agreement")),
        Err(CaseworkError::Conflict { now, .. }) => {
            let words = staff.words();
            let stands = format!(
                "{} · {} · {} – {}",
                names(words, "route", view.agreement.purposes.iter().map(|route| route.name())),
                names(words, "package", view.agreement.fields.iter().map(|field| field.name())),
                view.agreement.from.date(),
                view.agreement.until.plus(-1).date(),
            );
            Err(Failure::Conflict { now, theirs: vec![Theirs::new("note", stands)] })
        }
        Err(error) => Err(error.into()),
    }
}

/// Revokes a partner.
pub async fn revoke(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().revoke_partner(staff.person(), id, fields.version()?).await?;
    Ok(done(&format!("/partners/{id}"), "partner-revoked"))
}

/// Makes a token for a partner's program. It is shown once and has no address.
pub async fn token(At(id): At<Id>, Sent { staff, .. }: Sent) -> Answer {
    let token = staff.desk().issue_submission_token(staff.person(), id).await?;
    let view = staff.desk().partner(staff.person(), id).await?;
    html(&TokenPage { frame: Frame::of(&staff), id: id.to_string(), name: view.name, token: token.to_string() })
}
