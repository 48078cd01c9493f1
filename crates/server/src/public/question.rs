//! The questions of the form: which there are, in which step, and what can be answered. Answers are in [`super::answers`], wording in
//! the Fluent files.

use turnstone_casework::form::{NARRATIVE_LIMIT, TEXT_LIMIT};

/// A step of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What happened.
    What,
    /// Danger, a child, whether it goes on.
    Now,
    /// Where, when, online or not, and what technical traces there are.
    Where,
    /// Who may be harmed, who writes, whether they may be contacted.
    People,
    /// How they can be reached safely; only when they may be contacted.
    Contact,
    /// Everything once more, files, and sending.
    Check,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Step; 6] = [Step::What, Step::Now, Step::Where, Step::People, Step::Contact, Step::Check];

    /// Its name in forms and messages.
    pub fn name(self) -> &'static str {
        match self {
            Step::What => "what",
            Step::Now => "now",
            Step::Where => "where",
            Step::People => "people",
            Step::Contact => "contact",
            Step::Check => "check",
        }
    }

    /// The step of a name.
    pub fn of(name: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.name() == name)
    }

    /// Its questions.
    pub fn questions(self) -> impl Iterator<Item = &'static Question> {
        QUESTIONS.iter().filter(move |question| question.step == self)
    }
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text of several lines; so many are shown.
    Text(u8),
    /// One line.
    Line,
    /// One of a few, all of them shown.
    Choice(&'static [&'static str]),
    /// One of many, in a list that opens.
    List(&'static [&'static str]),
}

/// One question. Only the first needs an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its name in forms; with dashes and `-label`, the message that asks it.
    pub name: &'static str,
    /// The step in which it is asked.
    pub step: Step,
    /// How it is answered.
    pub kind: Kind,
    /// The most characters of an answer.
    pub most: usize,
}

const SAY: Kind = Kind::Choice(&["yes", "no", "unknown"]);

/// What the public is offered of the classes of incidents. `none` is no answer.
const CLASSES: &[&str] = &[
    "none",
    "forced_labour",
    "domestic_servitude",
    "sexual_exploitation",
    "child_sex_trafficking",
    "child_abuse_online",
    "online_enticement",
    "forced_begging",
    "forced_criminality",
    "forced_marriage",
    "organ_removal",
    "work_rights",
];

/// `not_said` is no answer; it is there because nobody can take back a choice without a script.
const RELATIONS: &[&str] =
    &["self", "family", "friend", "neighbour", "client", "colleague", "professional", "other", "not_said"];

const CHANNELS: &[&str] = &["mailbox_only", "phone", "sms", "whatsapp", "signal", "email"];

/// The questions, in order.
pub const QUESTIONS: [Question; 21] = [
    Question { name: "what", step: Step::What, kind: Kind::Text(9), most: NARRATIVE_LIMIT },
    short("class", Step::What, Kind::List(CLASSES)),
    short("danger_now", Step::Now, SAY),
    short("child", Step::Now, SAY),
    short("ongoing", Step::Now, SAY),
    short("country", Step::Where, Kind::Line),
    short("place_text", Step::Where, Kind::Text(3)),
    short("when_text", Step::Where, Kind::Line),
    short("online", Step::Where, Kind::Choice(&["offline", "online", "both", "unknown"])),
    // Fifty lines of any length that an address can have; how long each may be is checked line by line.
    Question { name: "indicators", step: Step::Where, kind: Kind::Text(3), most: 20_000 },
    short("who_text", Step::People, Kind::Text(3)),
    short("relation", Step::People, Kind::Choice(RELATIONS)),
    short("may_contact", Step::People, SAY),
    short("channel", Step::Contact, Kind::Choice(CHANNELS)),
    short("address", Step::Contact, Kind::Line),
    short("name", Step::Contact, Kind::Line),
    short("safe_times", Step::Contact, Kind::Line),
    short("code_word", Step::Contact, Kind::Line),
    short("do_not", Step::Contact, Kind::Line),
    short("voicemail_ok", Step::Contact, SAY),
    short("language", Step::Contact, Kind::Line),
];

const fn short(name: &'static str, step: Step, kind: Kind) -> Question {
    Question { name, step, kind, most: TEXT_LIMIT }
}

impl Question {
    /// The place of the question of a name.
    pub fn at(name: &str) -> Option<usize> {
        QUESTIONS.iter().position(|question| question.name == name)
    }

    /// What can be chosen; nothing where people write.
    pub fn choices(&self) -> &'static [&'static str] {
        match self.kind {
            Kind::Choice(choices) | Kind::List(choices) => choices,
            Kind::Text(_) | Kind::Line => &[],
        }
    }

    /// The message with which it is asked.
    pub fn label(&self) -> String {
        message(self.name, "label")
    }

    /// The message that explains it; not every question has one.
    pub fn hint(&self) -> String {
        message(self.name, "hint")
    }

    /// The message of an answer that can be chosen.
    pub fn choice(&self, value: &str) -> String {
        message(if matches!(value, "yes" | "no" | "unknown") { "answer" } else { self.name }, value)
    }
}

/// The id of a message: names of Fluent messages have dashes here.
fn message(name: &str, part: &str) -> String {
    format!("{name}-{part}").replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use turnstone_casework::form::{CONTACT_CHANNELS, Online, RELATIONS as KNOWN, Say};
    use turnstone_casework::incident::IncidentClass;

    #[test]
    fn every_choice_is_one_that_a_report_takes() {
        for question in &QUESTIONS {
            for &choice in question.choices() {
                let known = match question.name {
                    "class" => choice == "none" || choice.parse::<IncidentClass>().is_ok(),
                    "online" => choice.parse::<Online>().is_ok(),
                    "relation" => choice == "not_said" || KNOWN.contains(&choice),
                    "channel" => CONTACT_CHANNELS.contains(&choice),
                    _ => choice.parse::<Say>().is_ok(),
                };
                assert!(known, "{}: {choice}", question.name);
            }
        }
        assert_eq!(CHANNELS, CONTACT_CHANNELS);
        assert_eq!(RELATIONS.len(), KNOWN.len() + 1);
    }

    #[test]
    fn every_question_and_choice_has_its_words() {
        let english = Texts::get("en");
        for question in &QUESTIONS {
            assert!(english.has_public(&question.label()), "{}", question.name);
            for choice in question.choices() {
                assert!(english.has_public(&question.choice(choice)), "{}: {choice}", question.name);
            }
        }
        for step in Step::ALL {
            assert!(english.has_public(&format!("step-{}-title", step.name())));
            assert_eq!(Step::of(step.name()), Some(step));
        }
    }
}
