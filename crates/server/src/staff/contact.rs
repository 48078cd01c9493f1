//! Writing down a contact by telephone, chat, text message or in person, and the report in it, if there is one.

use super::entry::done;
use super::failure::{Answer, Failure};
use super::fields::Fields;
use super::frame::{Frame, html};
use super::visit::{Sent, Staff};
use super::words::{Choice, Words};
use askama::Template;
use axum::http::StatusCode;
use turnstone_casework::CaseworkError;
use turnstone_casework::form::{Channel, Online, RELATIONS, ReportForm, SafeContact, Say, SignalKind};
use turnstone_casework::incident::IncidentClass;
use turnstone_casework::indicator;
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_model::Place;

/// How staff hears of something; the public form and partners write for themselves.
const CHANNELS: [Channel; 5] = [Channel::Phone, Channel::Chat, Channel::Sms, Channel::WalkIn, Channel::Email];

/// A question with three answers.
pub struct Asked {
    /// The field's name.
    pub name: &'static str,
    /// The question.
    pub label: String,
    /// The answers.
    pub choices: Vec<Choice>,
}

/// A question that is answered by yes, no or not known.
pub fn asked(words: Words, name: &'static str, picked: &str) -> Asked {
    let picked = if picked.is_empty() { "unknown" } else { picked };
    Asked {
        name,
        label: words.label("answer", name),
        choices: words.choices("say", Say::NAMES.iter().copied(), picked),
    }
}

/// The countries to choose from, by name, none of them first.
pub fn countries(picked: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Place::countries()
        .map(|place| Choice {
            value: place.code().to_owned(),
            label: place.name().to_owned(),
            picked: place.code() == picked,
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

#[derive(Template)]
#[template(path = "staff/contact.html")]
struct ContactPage {
    frame: Frame,
    mistake: String,
    kinds: Vec<Choice>,
    channels: Vec<Choice>,
    asked: Vec<Asked>,
    online: Vec<Choice>,
    classes: Vec<Choice>,
    relations: Vec<Choice>,
    countries: Vec<Choice>,
    languages: Vec<Choice>,
    texts: Texts,
}

/// What was typed, to be shown again.
struct Texts {
    what: String,
    when_text: String,
    place_text: String,
    who_text: String,
    indicators: String,
    name: String,
    address: String,
    safe_times: String,
    code_word: String,
    do_not: String,
}

/// The form for a contact.
pub async fn page(staff: Staff) -> Answer {
    require(staff.person().role, Action::Create, Resource::Signal)?;
    html(&contact_page(&staff, &Fields::default(), String::new()))
}

fn contact_page(staff: &Staff, fields: &Fields, mistake: String) -> ContactPage {
    let words = staff.words();
    let text = |name: &str| fields.text(name).to_owned();
    let picked = |name: &str, otherwise: &'static str| match fields.text(name) {
        "" => otherwise.to_owned(),
        value => value.to_owned(),
    };
    ContactPage {
        frame: Frame::of(staff),
        mistake,
        kinds: words.choices("signal", SignalKind::NAMES.iter().copied(), &picked("kind", "new_report")),
        channels: words.choices("channel", CHANNELS.map(Channel::name), &picked("channel", "phone")),
        asked: ["danger_now", "child", "ongoing"].map(|name| asked(words, name, fields.text(name))).into(),
        online: words.choices("online", Online::NAMES.iter().copied(), &picked("online", "unknown")),
        classes: words.choices("class", IncidentClass::NAMES.iter().copied(), fields.text("class")),
        relations: words.choices("relation", RELATIONS, fields.text("relation")),
        countries: countries(fields.text("country")),
        languages: languages(fields.text("language")),
        texts: Texts {
            what: text("what"),
            when_text: text("when_text"),
            place_text: text("place_text"),
            who_text: text("who_text"),
            indicators: text("indicators"),
            name: text("name"),
            address: text("address"),
            safe_times: text("safe_times"),
            code_word: text("code_word"),
            do_not: text("do_not"),
        },
    }
}

fn languages(picked: &str) -> Vec<Choice> {
    let all = crate::texts::Texts::all().iter();
    all.map(|texts| Choice { value: texts.tag.to_owned(), label: texts.name(), picked: texts.tag == picked }).collect()
}

/// Writes the contact down. What cannot be taken comes back with the mistake above it.
pub async fn add(Sent { staff, fields }: Sent) -> Answer {
    let kind: SignalKind = fields.one("kind")?;
    let channel: Channel = fields.one("channel")?;
    let form = report_form(&fields)?;
    let form = if form.what.trim().is_empty() && kind != SignalKind::NewReport { None } else { Some(form) };
    match staff.desk().log_signal(staff.person(), kind, channel, form).await {
        Ok(Some(report)) => {
            let page =
                if staff.may(Action::Read, Resource::Report) { format!("/reports/{report}") } else { "/".to_owned() };
            Ok(done(&page, "contact"))
        }
        Ok(None) => Ok(done("/contacts/new", "contact")),
        Err(CaseworkError::Invalid { what, .. }) => {
            let mut page = html(&contact_page(&staff, &fields, what))?;
            *page.status_mut() = StatusCode::BAD_REQUEST;
            Ok(page)
        }
        Err(error) => Err(error.into()),
    }
}

fn report_form(fields: &Fields) -> Result<ReportForm, Failure> {
    let text = |name: &str| fields.text(name).to_owned();
    let say = |name: &'static str| fields.maybe::<Say>(name).map(Option::unwrap_or_default);
    let contact = SafeContact {
        name: text("name"),
        channel: if fields.text("address").is_empty() { String::new() } else { "phone".to_owned() },
        address: text("address"),
        safe_times: text("safe_times"),
        code_word: text("code_word"),
        do_not: text("do_not"),
        voicemail_ok: Say::Unknown,
        language: text("language"),
    };
    // What is found in the lines for pages and numbers is what somebody wrote there on purpose.
    let indicators = indicator::proposed(fields.text("indicators"));
    Ok(ReportForm {
        what: text("what"),
        class: fields.maybe::<IncidentClass>("class")?,
        danger_now: say("danger_now")?,
        child: say("child")?,
        ongoing: say("ongoing")?,
        online: fields.maybe::<Online>("online")?.unwrap_or_default(),
        place_text: text("place_text"),
        country: Some(text("country")).filter(|code| !code.is_empty()),
        when_text: text("when_text"),
        who_text: text("who_text"),
        may_contact: if contact.address.is_empty() { Say::Unknown } else { Say::Yes },
        contact: if contact.address.is_empty() && contact.name.is_empty() { SafeContact::default() } else { contact },
        indicators,
        relation: text("relation"),
    })
}
