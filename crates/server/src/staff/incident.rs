//! An incident: the two questions beside each other, what is known, what the definitions make of it, and where it could go.

use super::consents::{ConsentForm, ConsentRow, consent_form, consent_rows};
use super::contact::countries;
use super::entry::done;
use super::facts::{self, Group, SOURCES, changes, source_label, thing_label};
use super::failure::{Answer, Failure, Theirs};
use super::fields::Fields;
use super::finding::{Shown, shown};
use super::frame::{Frame, html};
use super::lists::{Linked, referrals};
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Time, Words, short};
use askama::Template;
use turnstone_casework::desk::incidents::IncidentView;
use turnstone_casework::form::Say;
use turnstone_casework::incident::{AgeSaid, Assessment, IncidentClass, TwoQuestions};
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_casework::triage::Destination;
use turnstone_casework::{CaseworkError, Id};
use turnstone_identify::Catalogue;

/// The form of an assessment.
struct Form {
    crime: Vec<Choice>,
    crime_reason: String,
    protection: Vec<Choice>,
    protection_reason: String,
    ages: Vec<Choice>,
    danger: Vec<Choice>,
    ongoing: Vec<Choice>,
    technology: Vec<Choice>,
    place_text: String,
    countries: Vec<Choice>,
    public_class: String,
    public_class_name: String,
    classes: Vec<Choice>,
    legal_basis: String,
}

/// A statement with what became of it.
struct Said {
    id: String,
    thing: String,
    truth: String,
    by: String,
    recorded_by: String,
    at: Time,
    period: String,
    /// stands, superseded, taken back, or a retraction; a message.
    state: &'static str,
    retractable: bool,
}

/// A way on, with its reason.
struct Way {
    route: String,
    route_name: &'static str,
    kind: String,
    reason: String,
    /// Whether the reason is in English whatever the language of the page is: a rule of the organisation's own.
    english: bool,
    mandatory: bool,
    within: String,
}

#[derive(Template)]
#[template(path = "staff/incident.html")]
struct IncidentPage {
    frame: Frame,
    id: String,
    short: String,
    report: String,
    report_short: String,
    version: i64,
    state: String,
    created: Time,
    form: Form,
    earlier: Vec<(String, String, String)>,
    counts_as: String,
    child_rules: bool,
    groups: Vec<Group>,
    sources: Vec<Choice>,
    statements: Vec<Said>,
    finding: Shown,
    profiles: Vec<Choice>,
    consents: Vec<ConsentRow>,
    consent: ConsentForm,
    ways: Vec<Way>,
    referrals: Vec<Linked>,
    may_change: bool,
    may_refer: bool,
}

#[derive(Template)]
#[template(path = "staff/incident_new.html")]
struct NewPage {
    frame: Frame,
    report: String,
    report_short: String,
    opening: String,
    language: String,
    form: Form,
}

fn form(words: Words, assessment: &Assessment) -> Form {
    let says = |say: Say| words.choices("say", Say::NAMES.iter().copied(), say.name());
    let questions = &assessment.questions;
    let class = assessment.analyst_class.map_or("", IncidentClass::name);
    Form {
        crime: says(questions.crime),
        crime_reason: questions.crime_reason.clone(),
        protection: says(questions.protection),
        protection_reason: questions.protection_reason.clone(),
        ages: words.choices("age", AgeSaid::NAMES.iter().copied(), assessment.age.name()),
        danger: says(assessment.danger_now),
        ongoing: says(assessment.ongoing),
        technology: says(assessment.technology),
        place_text: assessment.place_text.clone(),
        countries: countries(assessment.country.as_deref().unwrap_or_default()),
        public_class: assessment.public_class.map_or_else(String::new, |class| class.name().to_owned()),
        public_class_name: assessment.public_class.map_or_else(String::new, |class| words.label("class", class.name())),
        classes: words.choices("class", IncidentClass::NAMES.iter().copied(), class),
        legal_basis: assessment.legal_basis.clone(),
    }
}

/// The form for a first assessment of a report.
pub async fn new(At(report): At<Id>, staff: Staff) -> Answer {
    require(staff.person().role, Action::Create, Resource::Incident)?;
    let view = staff.desk().report(staff.person(), report).await?;
    html(&NewPage {
        frame: Frame::of(&staff),
        report: report.to_string(),
        report_short: short(report),
        form: form(staff.words(), &Assessment::proposed(&view.form)),
        language: view.language,
        opening: view.form.what,
    })
}

/// Opens an incident.
pub async fn open(At(report): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let id = staff.desk().open_incident(staff.person(), report, assessment(&fields)?).await?;
    Ok(done(&format!("/incidents/{id}"), "opened"))
}

/// An incident.
pub async fn page(At(id): At<Id>, staff: Staff) -> Answer {
    let (desk, words) = (staff.desk(), staff.words());
    let view = desk.incident(staff.person(), id).await?;
    let asked = staff.visit.asked();
    let profile = match asked.text("profile") {
        "" => profile_of(&view, &staff.person().tenant.place),
        chosen => chosen.to_owned(),
    };
    let finding = desk.finding(staff.person(), id, &profile).await?;
    let catalogue = Catalogue::shipped();
    let profiles = catalogue.profiles.iter().map(|known| Choice {
        value: known.id.clone(),
        label: known.title.clone(),
        picked: known.id == profile,
    });
    let may_change = staff.may(Action::Update, Resource::Incident);
    html(&IncidentPage {
        frame: Frame::of(&staff),
        id: id.to_string(),
        short: short(id),
        report: view.report.to_string(),
        report_short: short(view.report),
        version: view.version,
        state: words.label("incident-state", &view.state),
        created: words.time(view.created),
        form: form(words, &view.assessment),
        earlier: earlier(words, &view.earlier),
        counts_as: words.label("age", view.age.name()),
        child_rules: view.age.protects_as_child(),
        groups: facts::groups(words, &view),
        sources: sources(words),
        statements: statements(words, &view),
        finding: shown(words, &finding),
        profiles: profiles.collect(),
        consents: consent_rows(words, &view.consents),
        consent: consent_form(words),
        ways: view.destinations.iter().map(|destination| way(words, destination)).collect(),
        referrals: referrals(words, &view.referrals, desk.now()),
        may_change,
        may_refer: staff.may(Action::Create, Resource::Referral),
    })
}

/// The law that applies at the place of the incident, or else where the organisation works, or else everywhere.
fn profile_of(view: &IncidentView, organisation: &str) -> String {
    let profiles = &Catalogue::shipped().profiles;
    let of = |place: &str| profiles.iter().find(|profile| profile.places.iter().any(|code| code == place));
    let country = view.assessment.country.as_deref().and_then(of);
    country.or_else(|| of(organisation)).map_or_else(|| "international".to_owned(), |profile| profile.id.clone())
}

/// Who can have said something, nobody chosen: then whoever writes it down.
pub fn sources(words: Words) -> Vec<Choice> {
    let label = |name: &str| if name.is_empty() { words.t("source-me") } else { words.label("source", name) };
    let choice = |name: &str| Choice { value: name.to_owned(), label: label(name), picked: name.is_empty() };
    SOURCES.iter().map(|name| choice(name)).collect()
}

/// Earlier answers to the two questions, the newest first.
fn earlier(words: Words, assessments: &[Assessment]) -> Vec<(String, String, String)> {
    let line = |assessment: &Assessment| {
        let TwoQuestions { crime, crime_reason, protection, protection_reason } = &assessment.questions;
        (
            words.label("age", assessment.age.name()),
            format!("{}: {crime_reason}", words.label("say", crime.name())),
            format!("{}: {protection_reason}", words.label("say", protection.name())),
        )
    };
    assessments.iter().rev().map(line).collect()
}

fn statements(words: Words, view: &IncidentView) -> Vec<Said> {
    let said = |one: &turnstone_casework::desk::incidents::StatementView| Said {
        id: one.said.id.to_string(),
        thing: thing_label(words, &one.said.fact),
        truth: match one.said.truth {
            Some(true) => words.t("say-yes"),
            Some(false) => words.t("say-no"),
            None => words.t("statement-takes-back"),
        },
        by: source_label(words, &one.said.said_by),
        recorded_by: one.recorded_by.clone(),
        at: words.time(one.said.made_at),
        period: one.said.period.clone().unwrap_or_default(),
        state: match (one.said.retracts.is_some(), one.taken_back, one.stands) {
            (true, ..) => "statement-retraction",
            (_, true, _) => "statement-taken-back",
            (_, _, true) => "statement-stands",
            _ => "statement-followed",
        },
        retractable: one.stands && one.said.retracts.is_none(),
    };
    view.statements.iter().rev().map(said).collect()
}

fn way(words: Words, destination: &Destination) -> Way {
    let message = |rule: &String| format!("way-{}", rule.replace('_', "-"));
    let known = destination.rules.iter().all(|rule| words.has(&message(rule)));
    let told = destination.rules.iter().map(|rule| words.t(&message(rule))).collect::<Vec<_>>().join(" ");
    Way {
        route: words.label("route", destination.route.name()),
        route_name: destination.route.name(),
        kind: words.label("partner-kind", destination.kind.name()),
        reason: if known { told } else { destination.reason.clone() },
        english: !known,
        mandatory: destination.mandatory,
        within: words.span(destination.due_seconds),
    }
}

/// An assessment as a form sends it.
fn assessment(fields: &Fields) -> Result<Assessment, Failure> {
    let text = |name: &str| fields.text(name).to_owned();
    Ok(Assessment {
        questions: TwoQuestions {
            crime: fields.one("crime")?,
            crime_reason: text("crime_reason"),
            protection: fields.one("protection")?,
            protection_reason: text("protection_reason"),
        },
        age: fields.one("age")?,
        danger_now: fields.one("danger_now")?,
        ongoing: fields.one("ongoing")?,
        technology: fields.one("technology")?,
        place_text: text("place_text"),
        country: Some(text("country")).filter(|code| !code.is_empty()),
        public_class: fields.maybe("public_class")?,
        analyst_class: fields.maybe("analyst_class")?,
        legal_basis: text("legal_basis"),
    })
}

/// Assesses an incident anew. Where somebody did so in between, both texts are shown beside each other.
pub async fn assess(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let sent = assessment(&fields)?;
    match staff.desk().assess(staff.person(), id, fields.version()?, sent).await {
        Ok(_) => Ok(done(&format!("/incidents/{id}"), "assessed")),
        Err(CaseworkError::Conflict { .. }) => {
            let view = staff.desk().incident(staff.person(), id).await?;
            let words = staff.words();
            let questions = &view.assessment.questions;
            let with = |say: Say, reason: &str| format!("{} · {reason}", words.label("say", say.name()));
            Err(Failure::Conflict {
                now: view.version,
                theirs: vec![
                    Theirs::new("crime_reason", with(questions.crime, &questions.crime_reason)),
                    Theirs::new("protection_reason", with(questions.protection, &questions.protection_reason)),
                    Theirs::new("place_text", view.assessment.place_text),
                    Theirs::new("legal_basis", view.assessment.legal_basis),
                ],
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes down what a form changed about the facts.
pub async fn state(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let view = staff.desk().incident(staff.person(), id).await?;
    let changes = changes(&fields, &view, &staff.person().login)?;
    for statement in changes.statements {
        // Each is written for itself; sent again, those that are there already are left out.
        staff.desk().assert(staff.person(), id, statement).await?;
    }
    Ok(done(&format!("/incidents/{id}#facts"), if changes.kept { "facts-kept" } else { "facts" }))
}

/// Writes down the answer to a question of the interview.
pub async fn answer(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    for statement in facts::answered(fields.text("question"), fields.text("answer"), fields.text("source")) {
        staff.desk().assert(staff.person(), id, statement).await?;
    }
    Ok(done(&format!("/incidents/{id}#finding"), "facts"))
}

/// Takes a statement back. It stays visible beside its retraction.
pub async fn take_back(At((id, statement)): At<(Id, Id)>, Sent { staff, .. }: Sent) -> Answer {
    let view = staff.desk().incident(staff.person(), id).await?;
    let said = view.statements.iter().find(|one| one.said.id == statement);
    let said = said.ok_or(CaseworkError::NotFound(Resource::Incident))?;
    staff.desk().assert(staff.person(), id, facts::retraction(said)).await?;
    Ok(done(&format!("/incidents/{id}#statements"), "facts"))
}
