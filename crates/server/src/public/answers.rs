//! What somebody has answered so far: it travels in hidden fields from step to step, and nothing of it is kept until it is sent.
//!
//! Reading is lenient and checking is separate, so that whatever is wrong with an answer, it can be shown again to be mended.

use super::question::{Kind, QUESTIONS, Question, Step};
use super::words::Words;
use std::str::FromStr;
use turnstone_casework::desk::intake::{MOST_BYTES, MOST_FILES};
use turnstone_casework::form::{INDICATOR_LIMIT, ReportForm, SafeContact, is_country};
use turnstone_casework::indicator::{Indicator, IndicatorKind};
use turnstone_model::place::{Scheme, resolve};

/// The answers, one for each question; empty where there is none.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Answers([String; QUESTIONS.len()]);

/// What has to be mended before the form can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The one answer that is needed is missing.
    Missing,
    /// An answer is too long.
    Long {
        /// The question.
        question: &'static Question,
        /// How many characters there are.
        have: usize,
    },
    /// Too many lines with one indicator each.
    ManyLines(&'static Question),
    /// A line is too long for an indicator.
    LongLine(&'static Question),
    /// There was a character that is none.
    Letters(Step),
    /// The form's token was missing or damaged.
    Token,
    /// The desk refused the form; what it said is for the log.
    Refused,
    /// Too many files.
    ManyFiles,
    /// A file is too large: its place among the files that were sent.
    LargeFile(usize),
    /// The server holds as many files as it can.
    Busy,
}

impl Answers {
    /// The answers among the fields of a form. Of a field that was sent twice the first counts; what no question takes is left out.
    ///
    /// Line breaks become line feeds, and control characters, which nobody types, are dropped.
    pub fn read(fields: &[(String, String)]) -> Answers {
        let mut answers = Answers::default();
        for (question, value) in QUESTIONS.iter().zip(&mut answers.0) {
            let Some((_, sent)) = fields.iter().find(|(name, _)| name == question.name) else { continue };
            let choices = question.choices();
            match question.kind {
                Kind::Choice(_) | Kind::List(_) if !choices.contains(&sent.as_str()) => {}
                Kind::Choice(_) | Kind::List(_) => value.clone_from(sent),
                Kind::Line => *value = clean(sent).replace(['\n', '\t'], " "),
                Kind::Text(_) => *value = clean(sent),
            }
        }
        answers
    }

    /// The answer to a question; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        Question::at(name).and_then(|at| self.0.get(at)).map_or("", String::as_str)
    }

    /// The answers that are not asked for in `step`, for hidden fields.
    pub fn carried(&self, step: Step) -> Vec<(&'static str, &str)> {
        let all = QUESTIONS.iter().zip(&self.0);
        all.filter(|(question, value)| question.step != step && !value.is_empty())
            .map(|(question, value)| (question.name, value.as_str()))
            .collect()
    }

    /// The steps of these answers: how to reach somebody is asked of those who want to be reached.
    pub fn steps(&self) -> Vec<Step> {
        Step::ALL.into_iter().filter(|step| *step != Step::Contact || self.get("may_contact") == "yes").collect()
    }

    /// The step after one, for these answers.
    pub fn after(&self, step: Step) -> Step {
        let steps = self.steps();
        let at = steps.iter().position(|other| *other == step);
        at.and_then(|at| steps.get(at + 1)).copied().unwrap_or(Step::Check)
    }

    /// The step before one, for these answers.
    pub fn before(&self, step: Step) -> Step {
        let steps = self.steps();
        let at = steps.iter().position(|other| *other == step);
        at.and_then(|at| steps.get(at.checked_sub(1)?)).copied().unwrap_or(Step::What)
    }

    /// What has to be mended in the answers of a step.
    pub fn problems(&self, step: Step) -> Vec<Problem> {
        let mut problems = Vec::new();
        if step == Step::What && self.get("what").trim().is_empty() {
            problems.push(Problem::Missing);
        }
        for question in step.questions() {
            let have = self.get(question.name).chars().count();
            if have > question.most {
                problems.push(Problem::Long { question, have });
            } else if question.name == "indicators" {
                let indicators = self.indicators();
                if indicators.len() > INDICATOR_LIMIT {
                    problems.push(Problem::ManyLines(question));
                }
                if indicators.iter().any(|indicator| indicator.check().is_err()) {
                    problems.push(Problem::LongLine(question));
                }
            }
        }
        problems
    }

    /// The form that these answers make. How to reach somebody is left out unless they want to be reached.
    pub fn form(&self, language: &str) -> ReportForm {
        let text = |name| self.get(name).trim().to_owned();
        let country = self.country();
        let place_text = match (&country, text("country"), text("place_text")) {
            (Some(_), _, place) => place,
            (None, country, place) if country.is_empty() || place.is_empty() => format!("{country}{place}"),
            (None, country, place) => format!("{country}\n{place}"),
        };
        let contact = if self.get("may_contact") != "yes" {
            SafeContact::default()
        } else {
            let spoken = text("language");
            SafeContact {
                name: text("name"),
                channel: text("channel"),
                address: text("address"),
                safe_times: text("safe_times"),
                code_word: text("code_word"),
                do_not: text("do_not"),
                voicemail_ok: self.named("voicemail_ok"),
                language: if spoken.is_empty() { language.to_owned() } else { spoken },
            }
        };
        let relation = text("relation");
        ReportForm {
            what: text("what"),
            class: self.get("class").parse().ok(),
            danger_now: self.named("danger_now"),
            child: self.named("child"),
            ongoing: self.named("ongoing"),
            online: self.named("online"),
            place_text,
            country,
            when_text: text("when_text"),
            who_text: text("who_text"),
            may_contact: self.named("may_contact"),
            contact,
            indicators: self.indicators(),
            relation: if relation == "not_said" { String::new() } else { relation },
        }
    }

    /// An answer of a closed list; not answered is what the list has for it, and never no.
    fn named<T: FromStr + Default>(&self, name: &str) -> T {
        self.get(name).parse().unwrap_or_default()
    }

    /// The country, when what was written is the name or the code of one.
    fn country(&self) -> Option<String> {
        let written = self.get("country").trim();
        // Longer than the name of any country: not worth comparing with all of them.
        if written.is_empty() || written.len() > 100 {
            return None;
        }
        let found = [Scheme::Name, Scheme::Iso3166].into_iter().find_map(|scheme| resolve(written, scheme).ok()?.place);
        found.map(|place| place.code().to_owned()).filter(|code| is_country(code))
    }

    /// One indicator for each line.
    fn indicators(&self) -> Vec<Indicator> {
        self.get("indicators").lines().map(str::trim).filter(|line| !line.is_empty()).map(indicator).collect()
    }
}

/// What a line most likely is. Whatever is nothing else is the name somebody goes by.
fn indicator(line: &str) -> Indicator {
    let line = line.replace('\t', " ");
    let lower = line.to_lowercase();
    let address = ["http://", "https://", "www."].iter().any(|start| lower.starts_with(start));
    let kinds: &[IndicatorKind] = match () {
        () if address => &[IndicatorKind::Url],
        () if line.starts_with('@') => &[],
        () => &[
            IndicatorKind::EmailAddress,
            IndicatorKind::IpAddress,
            IndicatorKind::PhoneNumber,
            IndicatorKind::OriginalFileHash,
        ],
    };
    let found =
        kinds.iter().map(|kind| Indicator::new(*kind, line.clone())).find(|indicator| indicator.check().is_ok());
    found.unwrap_or_else(|| Indicator::new(IndicatorKind::ScreenName, line))
}

/// A text with line feeds only and without control characters.
pub fn clean(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    unified.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

impl Problem {
    /// The question it is about, if it is about one.
    pub fn question(&self) -> Option<&'static Question> {
        match self {
            Problem::Missing => QUESTIONS.first(),
            Problem::Long { question, .. } | Problem::ManyLines(question) | Problem::LongLine(question) => {
                Some(question)
            }
            _ => None,
        }
    }

    /// The field of the page that has to be mended.
    pub fn field(&self) -> &'static str {
        match (self, self.question()) {
            (_, Some(question)) => question.name,
            (Problem::ManyFiles | Problem::LargeFile(_) | Problem::Busy, _) => "files",
            (Problem::Letters(step), _) => step.questions().next().map_or("send", |question| question.name),
            _ => "send",
        }
    }

    /// What it says. `files` are the names of the files that were sent.
    pub fn say(&self, words: Words, files: &[String]) -> String {
        let field = |question: &Question| words.t(&question.label());
        let (most, size) = (MOST_FILES, MOST_BYTES >> 20);
        match self {
            Problem::Missing => words.t("problem-missing"),
            Problem::Long { question, have } => words.with(
                "problem-long",
                &[("field", field(question).into()), ("have", (*have).into()), ("most", question.most.into())],
            ),
            Problem::ManyLines(question) => {
                words.with("problem-many", &[("field", field(question).into()), ("most", INDICATOR_LIMIT.into())])
            }
            Problem::LongLine(question) => words.with("problem-line", &[("field", field(question).into())]),
            Problem::Letters(_) => words.t("problem-letters"),
            Problem::Token => words.t("problem-token"),
            Problem::Refused => words.t("problem-refused"),
            Problem::ManyFiles => words.with("problem-files-many", &[("most", most.into())]),
            Problem::LargeFile(at) => {
                let file = files.get(*at).map_or("", String::as_str);
                words.with("problem-file-large", &[("file", file.into()), ("size", size.into())])
            }
            Problem::Busy => words.t("problem-files-busy"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use turnstone_casework::form::{Online, Say};

    fn answers(fields: &[(&str, &str)]) -> Answers {
        let fields: Vec<_> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Answers::read(&fields)
    }

    #[test]
    fn unknown_fields_and_choices_are_no_answers_and_never_no() {
        let read = answers(&[("what", "a"), ("what", "b"), ("danger_now", "<b>"), ("role", "admin"), ("child", "no")]);
        let form = read.form("en");
        assert_eq!(form.what, "a");
        assert_eq!((form.danger_now, form.child, form.ongoing), (Say::Unknown, Say::No, Say::Unknown));
        assert_eq!(form.online, Online::Unknown);
        assert_eq!(form.check(), Ok(()));
    }

    #[test]
    fn what_nobody_types_is_dropped_and_lines_are_kept() {
        let read = answers(&[("what", "one\r\ntwo\rthree\u{0}\u{7f}\u{9b}\tend"), ("address", "a\r\nb")]);
        assert_eq!((read.get("what"), read.get("address")), ("one\ntwo\nthree\tend", "a b"));
    }

    #[test]
    fn how_to_reach_somebody_is_sent_only_when_they_want_it() {
        let plan = [("what", "x"), ("address", "+32 470 12 34 56"), ("channel", "phone")];
        let silent = answers(&plan);
        assert!(silent.form("fr").contact.is_empty() && !silent.steps().contains(&Step::Contact));
        assert_eq!(silent.after(Step::People), Step::Check);
        let wanted = answers(&[&plan[..], &[("may_contact", "yes")]].concat());
        let contact = wanted.form("fr").contact;
        assert_eq!((contact.address.as_str(), contact.language.as_str()), ("+32 470 12 34 56", "fr"));
        assert_eq!((wanted.after(Step::People), wanted.before(Step::Check)), (Step::Contact, Step::Contact));
        assert_eq!(wanted.before(Step::What), Step::What);
    }

    #[test]
    fn a_country_that_is_recognised_is_its_code_and_another_stays_in_the_words() {
        let place = |country, place| {
            let form = answers(&[("what", "x"), ("country", country), ("place_text", place)]).form("en");
            (form.country, form.place_text)
        };
        assert_eq!(place("Belgique", "Gand"), (Some("BEL".into()), "Gand".into()));
        assert_eq!(place(" be ", ""), (Some("BEL".into()), String::new()));
        assert_eq!(place("near the border", "a farm"), (None, "near the border\na farm".into()));
        assert_eq!(place("Narnia", ""), (None, "Narnia".into()));
    }

    #[test]
    fn each_line_is_one_indicator_of_the_kind_it_looks_like() {
        use IndicatorKind::{EmailAddress, IpAddress, PhoneNumber, ScreenName, Url};
        let lines = "https://example.org/a?b=c\n\n @someone \nname@example.org\n+32 470 12 34 56\n192.0.2.7\nBlue Rose\nhttps://a b";
        let read = answers(&[("what", "x"), ("indicators", lines)]);
        let kinds: Vec<_> = read.form("en").indicators.iter().map(|indicator| indicator.kind).collect();
        assert_eq!(kinds, [Url, ScreenName, EmailAddress, PhoneNumber, IpAddress, ScreenName, ScreenName]);
        assert!(read.problems(Step::Where).is_empty());
        assert_eq!(read.form("en").check(), Ok(()));
    }

    #[test]
    fn problems_are_found_at_the_border_and_nothing_is_cut() {
        let long = "é".repeat(20_001);
        let read = answers(&[("what", &long)]);
        assert_eq!(read.get("what"), long);
        assert_eq!(read.problems(Step::What), [Problem::Long { question: &QUESTIONS[0], have: 20_001 }]);
        assert!(answers(&[("what", &long[2..])]).problems(Step::What).is_empty());
        assert_eq!(answers(&[("what", " \n ")]).problems(Step::What), [Problem::Missing]);
        let lines = |count: usize| answers(&[("indicators", &"a\n".repeat(count))]).problems(Step::Where).len();
        assert_eq!((lines(50), lines(51)), (0, 1));
        let line = |length: usize| answers(&[("indicators", &"a".repeat(length))]).problems(Step::Where).len();
        assert_eq!((line(500), line(501)), (0, 1));
    }

    #[test]
    fn a_form_without_problems_is_one_that_the_desk_takes() {
        let full: Vec<(&str, &str)> = QUESTIONS
            .iter()
            .map(|question| (question.name, question.choices().first().copied().unwrap_or("some words")))
            .collect();
        let read = answers(&full);
        assert!(Step::ALL.into_iter().all(|step| read.problems(step).is_empty()));
        assert_eq!(read.form("ar").check(), Ok(()));
    }
}
