//! The mailbox: ten words open what the staff answered, and a message can be written back.
//!
//! The ten words are never in an address: they are typed into a form and travel on in a hidden field.

use super::Site;
use super::answers::clean;
use super::body::{self, Sent};
use super::frame::{Frame, Link, links};
use super::refusal::{Refusal, note, show};
use super::visit::{Visit, from_elsewhere};
use super::walk::token;
use super::words::Words;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::mailbox::{LONGEST_MESSAGE, MailboxView};
use turnstone_casework::vault::receipt::WORDS;
use turnstone_casework::vault::{FormToken, Receipt, ReceiptError};

/// `GET …/mailbox`: asks for the ten words.
pub async fn ask(State(site): State<Site>, visit: Visit) -> Response {
    show(&visit.asking(&site, "", Vec::new()))
}

/// `POST …/mailbox`: opens the mailbox of the words.
pub async fn open(State(site): State<Site>, visit: Visit, request: Request) -> Response {
    match received(&site, &visit, request).await {
        // A message is there when another language was chosen while it was written.
        Ok((sent, receipt)) => visit.opened(&site, &receipt, &Draft::of(&sent)).await,
        Err(response) => response,
    }
}

/// `POST …/mailbox/write`: writes to the staff. Sending the same form twice writes once.
pub async fn write(State(site): State<Site>, visit: Visit, request: Request) -> Response {
    let (sent, receipt) = match received(&site, &visit, request).await {
        Ok(received) => received,
        Err(response) => return response,
    };
    let mut draft = Draft::of(&sent);
    let words = Words(visit.texts);
    let length = draft.text.chars().count();
    if draft.text.trim().is_empty() {
        draft.problem = Some(words.t("message-missing"));
    } else if length > LONGEST_MESSAGE {
        let values =
            [("field", words.t("message-label").into()), ("have", length.into()), ("most", LONGEST_MESSAGE.into())];
        draft.problem = Some(words.with("problem-long", &values));
    } else if sent.damaged {
        draft.problem = Some(words.t("problem-letters"));
    }
    let once = match FormToken::parse(sent.get("once")) {
        Ok(once) if draft.problem.is_none() => once,
        Ok(_) => return visit.opened(&site, &receipt, &draft).await,
        Err(_) => {
            draft.problem = draft.problem.or(Some(words.t("problem-token")));
            return visit.opened(&site, &receipt, &draft).await;
        }
    };
    match site.shared.desk.write_to_staff(&visit.tenant, &receipt, &draft.text, once).await {
        Ok(()) => visit.opened(&site, &receipt, &Draft { done: true, ..Draft::default() }).await,
        Err(CaseworkError::NotFound(_)) => visit.nothing(&site, &receipt),
        Err(error) => {
            note("write to staff", &error);
            draft.problem = Some(words.t("message-lost"));
            draft.lost = true;
            visit.opened(&site, &receipt, &draft).await
        }
    }
}

/// A message that somebody is writing.
#[derive(Default)]
struct Draft {
    text: String,
    once: Option<FormToken>,
    /// Why it was not sent.
    problem: Option<String>,
    /// Whether the reason is on our side.
    lost: bool,
    /// Whether it was sent.
    done: bool,
}

impl Draft {
    fn of(sent: &Sent) -> Draft {
        Draft { text: clean(sent.get("message")), once: FormToken::parse(sent.get("once")).ok(), ..Draft::default() }
    }
}

/// The form and the receipt in it, or the page that says what is wrong with them.
async fn received(site: &Site, visit: &Visit, request: Request) -> Result<(Sent, Receipt), Response> {
    if from_elsewhere(site, request.headers()) {
        return Err(visit.refuse(site, Refusal::Elsewhere));
    }
    let sent = body::read(request, &site.memory).await.map_err(|unread| visit.refuse(site, unread.into()))?;
    match Receipt::parse(sent.get("words")) {
        Ok(receipt) => Ok((sent, receipt)),
        Err(error) => {
            let words = Words(visit.texts);
            let mut response = show(&visit.asking(site, sent.get("words"), explain(words, &error)));
            if response.status().is_success() {
                *response.status_mut() = StatusCode::BAD_REQUEST;
            }
            Err(response)
        }
    }
}

/// What is wrong with the words that were typed, one sentence each.
fn explain(words: Words, error: &ReceiptError) -> Vec<String> {
    match error {
        ReceiptError::Count { found } => {
            vec![words.with("words-count", &[("found", (*found).into()), ("words", WORDS.into())])]
        }
        ReceiptError::TooLong => vec![words.t("words-long")],
        ReceiptError::Words(wrong) => wrong
            .iter()
            .map(|word| {
                let position = ("position", word.position.into());
                match word.nearest.as_slice() {
                    [] => words.with("word-wrong", &[position]),
                    near => words.with("word-near", &[position, ("near", near.join(" · ").into())]),
                }
            })
            .collect(),
    }
}

impl Visit {
    fn asking(&self, site: &Site, typed: &str, problems: Vec<String>) -> AskPage {
        let title = if problems.is_empty() { "page-messages" } else { "page-problem" };
        let frame = if typed.is_empty() { self.frame(site, title, "/mailbox") } else { self.bare_frame(site, title) };
        // Far more than ten words: most of it is not shown again.
        let typed = typed.chars().take(2_000).collect();
        AskPage { f: frame, action: self.at("/mailbox"), typed, problems }
    }

    fn nothing(&self, site: &Site, receipt: &Receipt) -> Response {
        let problems = vec![Words(self.texts).t("words-nothing")];
        let mut response = show(&self.asking(site, &receipt.printed(), problems));
        if response.status().is_success() {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        response
    }

    /// The mailbox, with a message that is being written.
    async fn opened(&self, site: &Site, receipt: &Receipt, draft: &Draft) -> Response {
        let words = Words(self.texts);
        let view = match site.shared.desk.mailbox(&self.tenant, receipt).await {
            Ok(view) => Some(view),
            Err(CaseworkError::NotFound(_)) => return self.nothing(site, receipt),
            Err(error) => {
                note("mailbox", &error);
                // What somebody has written is shown again even when the conversation cannot be.
                if draft.text.is_empty() {
                    return self.refuse(site, Refusal::Down);
                }
                None
            }
        };
        let lost = draft.lost || view.is_none();
        let status = match (&draft.problem, lost) {
            (_, true) => StatusCode::SERVICE_UNAVAILABLE,
            (Some(_), false) => StatusCode::BAD_REQUEST,
            (None, false) => StatusCode::OK,
        };
        let once = draft.once.clone().unwrap_or_else(token);
        let problem = draft.problem.clone().or(view.is_none().then(|| words.t("message-lost")));
        let title = if problem.is_some() { "page-problem" } else { "page-messages" };
        let mut response = show(&BoxPage {
            f: self.bare_frame(site, title),
            action: self.at("/mailbox/write"),
            words: receipt.printed().to_string(),
            once: once.encode().to_string(),
            received: view.as_ref().map(|view| self.received(view)),
            state: view.as_ref().map(|view| words.t(&format!("state-{}", state(view)))),
            messages: view.iter().flat_map(|view| &view.messages).map(|message| self.message(message)).collect(),
            text: draft.text.clone(),
            problem,
            done: draft.done,
            languages: links(&self.tenant, self.texts, "/mailbox"),
        });
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        if lost {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
        }
        response
    }

    fn received(&self, view: &MailboxView) -> String {
        let words = Words(self.texts);
        words.with("box-received", &[("date", words.date(view.received_day).into())])
    }

    fn message(&self, message: &turnstone_casework::desk::mailbox::MessageView) -> Message {
        let words = Words(self.texts);
        let from = match message.from_reporter {
            true => words.t("box-from-you"),
            false => words.with("box-from-us", &[("name", self.tenant.name.as_str().into())]),
        };
        Message {
            own: message.from_reporter,
            from,
            machine: message.sent_at.date(),
            day: words.date(message.sent_at),
            text: message.text.clone(),
        }
    }
}

/// The state in plain words. A report that a partner has not finished is one that waits.
fn state(view: &MailboxView) -> &'static str {
    use turnstone_casework::desk::queue::ReportState;
    match view.state {
        ReportState::Incoming | ReportState::New => "new",
        ReportState::Claimed => "claimed",
        ReportState::Triaged => "triaged",
        ReportState::Closed => "closed",
        ReportState::Expired => "expired",
    }
}

#[derive(Template)]
#[template(path = "public/mailbox-ask.html")]
struct AskPage {
    f: Frame,
    action: String,
    typed: String,
    problems: Vec<String>,
}

/// A message as it is shown.
struct Message {
    own: bool,
    from: String,
    machine: String,
    day: String,
    text: String,
}

#[derive(Template)]
#[template(path = "public/mailbox.html")]
struct BoxPage {
    f: Frame,
    action: String,
    words: String,
    once: String,
    received: Option<String>,
    state: Option<String>,
    messages: Vec<Message>,
    text: String,
    problem: Option<String>,
    done: bool,
    languages: Vec<Link>,
}
