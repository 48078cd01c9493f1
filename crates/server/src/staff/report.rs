//! One report: what was said, why it stands where it stands, and everything that can be done about it.
//!
//! Files are handed out at another origin ([`crate::files`]) and are never shown here, images least of all.

use super::entry::done;
use super::failure::{Answer, Failure};
use super::frame::{Frame, html};
use super::lists::{Linked, cases, incidents, referrals, tasks};
use super::queue::{Chip, Pair, chips, pairs};
use super::tasks::TaskRow;
use super::visit::{At, Sent, Staff};
use super::words::{Choice, Due, Time, Words, short};
use crate::files::Links;
use askama::Template;
use axum::Extension;
use serde_json::{Map, Value};
use turnstone_casework::Id;
use turnstone_casework::desk::queue::ReportState;
use turnstone_casework::desk::report::{AttachmentView, NoteView, ReportView};
use turnstone_casework::form::{Online, ReportForm, Say};
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::permission::{Action, Resource, require};
use turnstone_casework::vault::Compartment;

/// What somebody said, or what is known, with its name.
pub struct Said {
    /// The name.
    pub label: String,
    /// What was said.
    pub text: String,
    /// danger, caution, good or nothing.
    pub kind: &'static str,
}

/// A file that can be saved.
struct FileRow {
    id: String,
    name: String,
    media_type: String,
    size: String,
    sent: Time,
}

/// A message of the conversation.
struct Message {
    ours: bool,
    who: String,
    sent: Time,
    text: String,
}

/// A note.
pub struct Note {
    /// Who wrote it.
    pub author: String,
    /// When.
    pub written: Time,
    /// What.
    pub text: String,
}

/// Notes as a page shows them.
pub fn notes(words: Words, notes: Vec<NoteView>) -> Vec<Note> {
    let note = |view: NoteView| Note { author: view.author, written: words.time(view.written_at), text: view.text };
    notes.into_iter().map(note).collect()
}

#[derive(Template)]
#[template(path = "staff/report.html")]
struct ReportPage {
    frame: Frame,
    id: String,
    short: String,
    version: i64,
    state: String,
    claimed_by: Option<String>,
    mine: bool,
    claimable: bool,
    facts: Vec<Said>,
    language: String,
    due: Due,
    waits: bool,
    rank: i64,
    reasons: Vec<Chip>,
    what: String,
    said: Vec<Said>,
    unsaid: String,
    indicators: Vec<Said>,
    files: Vec<FileRow>,
    has_mailbox: bool,
    messages: Vec<Message>,
    notes: Vec<Note>,
    hidden: Vec<(&'static str, String)>,
    sealed: Vec<String>,
    incidents: Vec<Linked>,
    referrals: Vec<Linked>,
    cases: Vec<Linked>,
    tasks: Vec<TaskRow>,
    pairs: Vec<Pair>,
    outcomes: Vec<Choice>,
    may: May,
    may_decide: bool,
}

/// What the matrix lets this person do with the report: what it forbids has no button.
struct May {
    reply: bool,
    note: bool,
    incident: bool,
    case: bool,
    task: bool,
    close: bool,
    outcome: bool,
    files: bool,
}

/// The report.
pub async fn page(At(id): At<Id>, staff: Staff) -> Answer {
    let view = staff.desk().report(staff.person(), id).await?;
    html(&report_page(&staff, view))
}

fn report_page(staff: &Staff, view: ReportView) -> ReportPage {
    let words = staff.words();
    let now = staff.desk().now();
    let open = matches!(view.state, ReportState::New | ReportState::Claimed | ReportState::Triaged);
    let waits = matches!(view.state, ReportState::New | ReportState::Claimed);
    let revealable =
        |compartment: &Compartment| matches!(compartment, Compartment::VictimIdentity | Compartment::ReporterIdentity);
    let may_reveal = staff.may(Action::Reveal, Resource::Identity);
    let label = |compartment: &Compartment| words.label("compartment", compartment.label());
    let (hidden, sealed): (Vec<Compartment>, Vec<Compartment>) =
        view.hidden.iter().partition(|compartment| may_reveal && revealable(compartment));
    let (said, unsaid) = answers(words, &view.form);
    ReportPage {
        frame: Frame::of(staff),
        id: view.id.to_string(),
        short: short(view.id),
        version: view.version,
        state: words.label("report-state", view.state.name()),
        claimable: open && view.claimed_by.is_none() && staff.may(Action::Claim, Resource::Report),
        mine: view.mine,
        claimed_by: view.claimed_by.clone(),
        facts: vec![
            plain(words.t("report-channel"), words.label("channel", &view.channel)),
            plain(words.t("report-language"), words.language(&view.language)),
            plain(words.t("report-received"), words.time(view.received).text),
            plain(words.t("report-expires"), words.day(view.expires).text),
        ],
        language: view.language.clone(),
        due: words.due(view.due, now),
        waits,
        rank: view.ranking.rank,
        reasons: chips(words, &view.ranking.reasons),
        what: view.form.what.clone(),
        said,
        unsaid,
        indicators: indicators(words, &view.form),
        files: view.attachments.iter().map(|file| file_row(words, file)).collect(),
        has_mailbox: view.has_mailbox,
        messages: view
            .messages
            .into_iter()
            .map(|message| Message {
                ours: !message.from_reporter,
                who: words.t(if message.from_reporter { "mailbox-reporter" } else { "mailbox-staff" }),
                sent: words.time(message.sent_at),
                text: message.text,
            })
            .collect(),
        notes: notes(words, view.notes),
        hidden: hidden.iter().map(|compartment| (compartment.label(), label(compartment))).collect(),
        sealed: sealed.iter().map(label).collect(),
        incidents: incidents(words, &view.incidents),
        referrals: referrals(words, &view.referrals, now),
        cases: cases(words, &view.cases, staff.may(Action::Read, Resource::Case)),
        tasks: tasks(words, view.tasks, now, staff.may(Action::Update, Resource::Task)),
        pairs: pairs(words, view.likenesses),
        outcomes: words.choices("outcome", OutcomeKind::NAMES.iter().copied(), ""),
        may: May {
            reply: staff.may(Action::Create, Resource::Mailbox),
            note: staff.may(Action::Create, Resource::Note),
            incident: open && staff.may(Action::Create, Resource::Incident),
            case: open && staff.may(Action::Create, Resource::Case),
            task: staff.may(Action::Create, Resource::Task),
            close: open && staff.may(Action::Close, Resource::Report),
            outcome: staff.may(Action::Create, Resource::Outcome),
            files: staff.may(Action::Read, Resource::Attachment),
        },
        may_decide: staff.may(Action::Decide, Resource::Likeness),
    }
}

fn plain(label: String, text: String) -> Said {
    Said { label, text, kind: "" }
}

/// What was answered, and the names of what was not: not answered is never no.
fn answers(words: Words, form: &ReportForm) -> (Vec<Said>, String) {
    let (mut said, mut unsaid) = (Vec::new(), Vec::new());
    let mut answer = |name: &str, text: Option<String>, kind: &'static str| {
        let label = words.label("answer", name);
        match text.filter(|text| !text.is_empty()) {
            Some(text) => said.push(Said { label, text, kind }),
            None => unsaid.push(label),
        }
    };
    let yes_no = |say: Say| (say != Say::Unknown).then(|| words.label("say", say.name()));
    let alarm = |say: Say, kind: &'static str| if say == Say::Yes { kind } else { "" };
    answer("danger_now", yes_no(form.danger_now), alarm(form.danger_now, "danger"));
    answer("child", yes_no(form.child), alarm(form.child, "danger"));
    answer("ongoing", yes_no(form.ongoing), alarm(form.ongoing, "caution"));
    answer("online", (form.online != Online::Unknown).then(|| words.label("online", form.online.name())), "");
    answer("class", form.class.map(|class| words.label("class", class.name())), "");
    answer("when_text", Some(form.when_text.clone()), "");
    answer("place_text", Some(form.place_text.clone()), "");
    answer("country", form.country.as_deref().map(|code| words.country(code)), "");
    (said, unsaid.join(", "))
}

fn indicators(words: Words, form: &ReportForm) -> Vec<Said> {
    let seen = |at: &Option<String>| {
        at.as_ref().map_or_else(String::new, |at| format!(" ({})", words.with("indicator-seen", "when", at)))
    };
    let indicator = |indicator: &turnstone_casework::indicator::Indicator| Said {
        label: words.label("indicator", indicator.kind.name()),
        text: format!("{}{}", indicator.value, seen(&indicator.seen)),
        kind: "",
    };
    form.indicators.iter().map(indicator).collect()
}

fn file_row(words: Words, file: &AttachmentView) -> FileRow {
    FileRow {
        id: file.id.to_string(),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: words.n("file-kilobytes", i64::try_from(file.size.div_ceil(1024)).unwrap_or(i64::MAX)),
        sent: words.time(file.sent_at),
    }
}

/// Ends the work on a report.
pub async fn close(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().close_report(staff.person(), id, fields.version()?, fields.text("reason")).await?;
    Ok(done("/queue", "closed"))
}

/// Writes a note.
pub async fn note(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().add_note(staff.person(), id, fields.text("text")).await?;
    Ok(done(&format!("/reports/{id}#notes"), "noted"))
}

/// Answers whoever reported.
pub async fn reply(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    staff.desk().reply(staff.person(), id, fields.text("text")).await?;
    Ok(done(&format!("/reports/{id}#mailbox"), "replied"))
}

/// Writes down what came of a report.
pub async fn outcome(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let referral = fields.maybe::<Id>("referral")?;
    let kind: OutcomeKind = fields.one("outcome")?;
    staff.desk().record_outcome(staff.person(), id, referral, kind, fields.text("words")).await?;
    let page = match fields.maybe::<Id>("case")? {
        Some(case) => format!("/cases/{case}#outcomes"),
        None => format!("/reports/{id}"),
    };
    Ok(done(&page, "outcome"))
}

#[derive(Template)]
#[template(path = "staff/revealed.html")]
struct RevealedPage {
    frame: Frame,
    id: String,
    short: String,
    compartment: String,
    shown: Vec<Said>,
}

/// Shows an identity, once: there is no address at which it stands.
pub async fn reveal(At(id): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let compartment: Compartment = fields.one("compartment")?;
    let shown = staff.desk().reveal(staff.person(), id, compartment, fields.text("reason")).await?;
    let words = staff.words();
    html(&RevealedPage {
        frame: Frame::of(&staff),
        id: id.to_string(),
        short: short(id),
        compartment: words.label("compartment", compartment.label()),
        shown: flat(words, "identity", &shown),
    })
}

/// The texts of a map with their names, one below another.
pub fn flat(words: Words, list: &str, map: &Map<String, Value>) -> Vec<Said> {
    let mut said = Vec::new();
    for (name, value) in map {
        let label = words.label(list, name);
        match value {
            Value::Object(inner) => said.extend(flat(words, list, inner)),
            Value::Null => {}
            Value::String(text) if text.is_empty() => {}
            // An answer of yes, no or unknown, or a way of getting in touch, is a word of ours.
            Value::String(text) if matches!(name.as_str(), "may_contact" | "voicemail_ok") => {
                said.push(plain(label, words.label("say", text)));
            }
            Value::String(text) if matches!(name.as_str(), "channel" | "relation") => {
                said.push(plain(label, words.label(name, text)));
            }
            Value::String(text) if name == "language" => said.push(plain(label, words.language(text))),
            Value::String(text) => said.push(plain(label, text.clone())),
            other => said.push(plain(label, other.to_string())),
        }
    }
    said
}

#[derive(Template)]
#[template(path = "staff/download.html")]
struct DownloadPage {
    frame: Frame,
    link: String,
    seconds: i64,
    back: String,
}

/// Hands out a link to a file, for one download at another origin.
///
/// The page leads there by itself; a redirect would be a form that sends something to another site, which the policy forbids.
pub async fn download(
    At((report, attachment)): At<(Id, Id)>,
    Extension(links): Extension<Links>,
    Sent { staff, .. }: Sent,
) -> Answer {
    require(staff.person().role, Action::Read, Resource::Attachment)?;
    let token = links
        .issue(staff.desk().clone(), staff.signed.token.clone(), attachment)
        .ok_or(Failure::Broken("no randomness"))?;
    html(&DownloadPage {
        frame: Frame::of(&staff),
        link: format!("{}/f/{}", staff.visit.shared().settings.files_url, token),
        seconds: Links::SECONDS,
        back: format!("/reports/{report}"),
    })
}
