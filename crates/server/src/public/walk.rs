//! The walk through the form, step by step, to the receipt.
//!
//! Every step sends all answers so far, in hidden fields, and gets the next page as the answer: there is nothing to keep in between. The
//! token that was made with the first step travels along, so that sending twice makes one report with one receipt.

use super::Site;
use super::answers::{Answers, Problem};
use super::body::{self, Sent, Trouble};
use super::frame::{Frame, Link, links};
use super::question::{Kind, Question, Step};
use super::refusal::{Refusal, note, show};
use super::visit::{Visit, from_elsewhere};
use super::words::Words;
use askama::Template;
use axum::extract::{Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use turnstone_casework::CaseworkError;
use turnstone_casework::desk::intake::{IntakeForm, MOST_BYTES, MOST_FILES};
use turnstone_casework::vault::FormToken;

/// A new token, for a form or a message.
pub fn token() -> FormToken {
    FormToken::new(&mut UnwrapErr(SysRng))
}

/// `GET …/report`: the first step.
pub async fn begin(State(site): State<Site>, visit: Visit) -> Response {
    Walk { site: &site, visit: &visit, answers: &Answers::default(), token: &token(), files: &[] }.page(Step::What, &[])
}

/// `POST …/report`: any step. `at` is the step that was filled in, `go` where to: `next`, `back`, `stay`, `send`, or a step.
pub async fn go(State(site): State<Site>, visit: Visit, request: Request) -> Response {
    if from_elsewhere(&site, request.headers()) {
        return visit.refuse(&site, Refusal::Elsewhere);
    }
    let mut sent = match body::read(request, &site.memory).await {
        Ok(sent) => sent,
        Err(unread) => return visit.refuse(&site, unread.into()),
    };
    let names = std::mem::take(&mut sent.names);
    let answers = Answers::read(&sent.fields);
    let at = Step::of(sent.get("at")).unwrap_or(Step::What);
    let known = FormToken::parse(sent.get("token")).ok();
    let fresh = token();
    let walk =
        Walk { site: &site, visit: &visit, answers: &answers, token: known.as_ref().unwrap_or(&fresh), files: &names };
    if sent.damaged {
        return walk.page(at, &[Problem::Letters(at)]);
    }
    match sent.get("go") {
        "send" => {
            if let Some(step) = answers.steps().into_iter().find(|step| !answers.problems(*step).is_empty()) {
                return walk.page(step, &answers.problems(step));
            }
            let mut problems: Vec<Problem> = sent.trouble.map(Problem::from).into_iter().collect();
            if known.is_none() {
                problems.push(Problem::Token);
            }
            if problems.is_empty() { walk.send(sent).await } else { walk.page(Step::Check, &problems) }
        }
        "back" => walk.page(answers.before(at), &[]),
        "stay" => walk.page(at, &[]),
        other => match (Step::of(other), answers.problems(at)) {
            (Some(step), _) => walk.page(step, &[]),
            (None, problems) if problems.is_empty() => walk.page(answers.after(at), &[]),
            (None, problems) => walk.page(at, &problems),
        },
    }
}

/// What every page of the walk is made of.
struct Walk<'a> {
    site: &'a Site,
    visit: &'a Visit,
    answers: &'a Answers,
    token: &'a FormToken,
    /// The names of the files that were sent.
    files: &'a [String],
}

impl Walk<'_> {
    /// The page of a step, with what has to be mended.
    fn page(&self, step: Step, problems: &[Problem]) -> Response {
        let mut response = match step {
            Step::Check => show(&self.check(problems, false)),
            step => show(&self.step(step, problems)),
        };
        if !problems.is_empty() && response.status().is_success() {
            *response.status_mut() = status(problems);
        }
        response
    }

    /// Gives the report to the desk. What cannot be received is shown again, with a button that sends the same form once more.
    async fn send(&self, sent: Sent) -> Response {
        let Visit { tenant, texts } = self.visit;
        let intake = IntakeForm {
            form: self.answers.form(texts.tag),
            token: self.token.clone(),
            language: texts.tag.to_owned(),
            attachments: sent.files,
        };
        match self.site.shared.desk.receive(tenant, intake).await {
            Ok(received) => show(&SentPage {
                f: self.visit.bare_frame(self.site, "page-done"),
                words: received.receipt.words(),
                again: !received.fresh,
            }),
            Err(error) => {
                note("receive", &error);
                if matches!(error, CaseworkError::Invalid { .. }) {
                    return self.page(Step::Check, &[Problem::Refused]);
                }
                let mut response = show(&self.check(&[], true));
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("60"));
                response
            }
        }
    }

    fn number(&self, step: Step) -> usize {
        let steps = self.answers.steps();
        steps.iter().position(|other| *other == step).map_or(steps.len(), |at| at + 1)
    }

    fn frame(&self, step: Step, problem: bool) -> Frame {
        let words = Words(self.visit.texts);
        let page = words.with("page-step", &[("step", self.number(step).into())]);
        let before = if problem { format!("{} · {page}", words.t("page-problem")) } else { page };
        self.visit.bare_frame(self.site, "").titled(&before)
    }

    fn form(&self, step: Step, problems: &[Problem]) -> Form<'_> {
        let words = Words(self.visit.texts);
        let steps = self.answers.steps();
        let number = self.number(step);
        Form {
            action: self.visit.at("/report"),
            name: step.name(),
            progress: words.with("step-of", &[("step", number.into()), ("steps", steps.len().into())]),
            number,
            steps: steps.len(),
            title: words.t(&format!("step-{}-title", step.name())),
            lead: words.t(&format!("step-{}-lead", step.name())),
            token: self.token.encode().to_string(),
            carried: self.answers.carried(step),
            problems: problems
                .iter()
                .map(|problem| Mend { field: target(problem), text: problem.say(words, self.files) })
                .collect(),
            languages: links(&self.visit.tenant, self.visit.texts, "/report"),
            first: step == Step::What,
        }
    }

    fn step(&self, step: Step, problems: &[Problem]) -> StepPage<'_> {
        let asked = step.questions().map(|question| self.asked(question, problems)).collect();
        StepPage {
            f: self.frame(step, !problems.is_empty()),
            form: self.form(step, problems),
            asked,
            danger: step == Step::Now,
        }
    }

    fn asked(&self, question: &'static Question, problems: &[Problem]) -> Asked<'_> {
        let words = Words(self.visit.texts);
        let value = self.answers.get(question.name);
        let problem = problems.iter().find(|problem| problem.field() == question.name);
        let hint = Some(question.hint()).filter(|id| words.0.has_public(id)).map(|id| words.t(&id));
        let problem = problem.map(|problem| problem.say(words, self.files));
        let described = [hint.as_ref().map(|_| "hint"), problem.as_ref().map(|_| "problem")];
        let described: Vec<_> =
            described.into_iter().flatten().map(|part| format!("{}-{part}", question.name)).collect();
        Asked {
            name: question.name,
            label: words.t(&question.label()),
            hint,
            problem,
            described: described.join(" "),
            kind: question.kind,
            value,
            choices: question
                .choices()
                .iter()
                .map(|choice| Choice {
                    value: choice,
                    label: words.t(&question.choice(choice)),
                    picked: value == *choice,
                })
                .collect(),
        }
    }

    fn check(&self, problems: &[Problem], lost: bool) -> CheckPage<'_> {
        let words = Words(self.visit.texts);
        let told = |question: &'static Question| {
            let value = self.answers.get(question.name);
            let chosen = question.choices().contains(&value);
            Told {
                label: words.t(&question.label()),
                value: if chosen { words.t(&question.choice(value)) } else { value.to_owned() },
            }
        };
        let steps = self.answers.steps().into_iter().filter(|step| *step != Step::Check);
        let parts = steps.map(|step| Part {
            name: step.name(),
            title: words.t(&format!("step-{}-title", step.name())),
            told: step.questions().map(told).collect(),
        });
        CheckPage {
            f: self.frame(Step::Check, lost || !problems.is_empty()),
            form: self.form(Step::Check, problems),
            parts: parts.collect(),
            hint: words.with("files-hint", &[("most", MOST_FILES.into()), ("size", (MOST_BYTES >> 20).into())]),
            lost,
        }
    }
}

/// Where the summary of problems leads: the field, or the first of its choices.
fn target(problem: &Problem) -> String {
    match problem.question().map(|question| (question, question.choices().first())) {
        Some((question, Some(first))) if matches!(question.kind, Kind::Choice(_)) => {
            format!("{}-{first}", question.name)
        }
        _ => problem.field().to_owned(),
    }
}

fn status(problems: &[Problem]) -> StatusCode {
    match problems.first() {
        Some(Problem::LargeFile(_) | Problem::ManyFiles) => StatusCode::PAYLOAD_TOO_LARGE,
        Some(Problem::Busy) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}

impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        match trouble {
            Trouble::Many => Problem::ManyFiles,
            Trouble::Large(at) => Problem::LargeFile(at),
            Trouble::Busy => Problem::Busy,
        }
    }
}

/// What all steps have in common.
struct Form<'a> {
    action: String,
    name: &'static str,
    progress: String,
    number: usize,
    steps: usize,
    title: String,
    lead: String,
    token: String,
    carried: Vec<(&'static str, &'a str)>,
    problems: Vec<Mend>,
    languages: Vec<Link>,
    first: bool,
}

/// Something that has to be mended, and where.
struct Mend {
    field: String,
    text: String,
}

/// A question as it is shown.
struct Asked<'a> {
    name: &'static str,
    label: String,
    hint: Option<String>,
    problem: Option<String>,
    /// The ids of what explains it.
    described: String,
    kind: Kind,
    value: &'a str,
    choices: Vec<Choice>,
}

struct Choice {
    value: &'static str,
    label: String,
    picked: bool,
}

#[derive(Template)]
#[template(path = "public/step.html")]
struct StepPage<'a> {
    f: Frame,
    form: Form<'a>,
    asked: Vec<Asked<'a>>,
    danger: bool,
}

/// The answers of a step, as they are shown before they are sent.
struct Part {
    name: &'static str,
    title: String,
    told: Vec<Told>,
}

struct Told {
    label: String,
    value: String,
}

#[derive(Template)]
#[template(path = "public/check.html")]
struct CheckPage<'a> {
    f: Frame,
    form: Form<'a>,
    parts: Vec<Part>,
    hint: String,
    lost: bool,
}

#[derive(Template)]
#[template(path = "public/sent.html")]
struct SentPage {
    f: Frame,
    words: [&'static str; turnstone_casework::vault::receipt::WORDS],
    again: bool,
}
