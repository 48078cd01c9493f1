//! What a report says: the answers of the public form, of a call written down, and of a partner's submission.
//!
//! Which part goes to which compartment is said here; how soon it is looked at in [`crate::triage`]; sealing is in
//! [`crate::vault`]. A question that was not answered is unknown, and unknown is never no.

#[cfg(test)]
pub(crate) mod tests;

use crate::closed::closed;
use crate::incident::IncidentClass;
use crate::indicator::{Indicator, IndicatorError};
use crate::vault::Compartment;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;
use thiserror::Error;
use turnstone_model::Place;
use turnstone_model::place::PlaceKind;

closed! {
    /// How a contact arrived.
    Channel "a channel":
    /// The public form.
    Web "web", "Public form", "Written into the public form.";
    /// A call.
    Phone "phone", "Telephone", "Told on the telephone.";
    /// A chat.
    Chat "chat", "Chat", "Told in a chat.";
    /// A text message.
    Sms "sms", "Text message", "Sent as a text message.";
    /// In person.
    WalkIn "walk_in", "In person", "Told in person.";
    /// A partner organisation.
    Partner "partner", "Partner", "Submitted or referred by a partner organisation.";
    /// E-mail.
    Email "email", "E-mail", "Sent as an e-mail.";
}

closed! {
    /// What a contact is, before anything else is done with it.
    SignalKind "a kind of contact":
    /// A new report.
    NewReport "new_report", "New report", "Tells of something that was not known.";
    /// More on a report that is there.
    Update "update", "Update", "Tells more on a report that is there.";
    /// A question.
    Information "information", "Information", "Asks for information or training.";
    /// Somebody to talk to.
    Counselling "counselling", "Counselling", "Needs somebody to talk to.";
    /// Spam.
    Spam "spam", "Spam", "Advertising, a machine, or a hoax.";
    /// A wrong number.
    WrongNumber "wrong_number", "Wrong number", "Meant to reach somebody else.";
}

closed! {
    /// What was said to a question. Not answered is unknown, and unknown is never read as no.
    #[derive(Default)]
    Say "an answer":
    /// Yes.
    Yes "yes", "Yes", "It was said to be so.";
    /// No.
    No "no", "No", "It was said not to be so.";
    /// Not known or not answered.
    #[default]
    Unknown "unknown", "Not known", "Not known, or not answered.";
}

closed! {
    /// Where it takes place, online or not.
    #[derive(Default)]
    Online "online or not":
    /// Online.
    Online "online", "Online", "On a page, in an app, or in front of a camera.";
    /// Not online.
    Offline "offline", "Not online", "At a place, and not online.";
    /// Both.
    Both "both", "Both", "At a place and online.";
    /// Not known or not answered.
    #[default]
    Unknown "unknown", "Not known", "Not known, or not answered.";
}

/// Who reports, in relation to the person who may be harmed. Empty where it was not said.
pub const RELATIONS: [&str; 8] =
    ["self", "family", "friend", "client", "neighbour", "colleague", "professional", "other"];
/// How somebody can be reached. Empty where it was not said.
pub const CONTACT_CHANNELS: [&str; 6] = ["mailbox_only", "phone", "sms", "whatsapp", "signal", "email"];
/// The most characters of what happened.
pub const NARRATIVE_LIMIT: usize = 20_000;
/// The most characters of every other answer.
pub const TEXT_LIMIT: usize = 2_000;
/// The most indicators.
pub const INDICATOR_LIMIT: usize = 50;

/// How to reach whoever reports without putting them in danger.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SafeContact {
    /// What to call them; need not be a name.
    pub name: String,
    /// How: one of [`CONTACT_CHANNELS`], or empty.
    pub channel: String,
    /// The number or address.
    pub address: String,
    /// When it is safe.
    pub safe_times: String,
    /// What both sides say first, so that each knows the other.
    pub code_word: String,
    /// What must not be done, such as calling back.
    pub do_not: String,
    /// Whether a message may be left.
    pub voicemail_ok: Say,
    /// The language they want to be spoken to in.
    pub language: String,
}

/// What a report says. Everything but `what` may be left out.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReportForm {
    /// What happened.
    #[schema(min_length = 1, required = true)]
    pub what: String,
    /// What the reporter thinks it is: the public's classification, beside which the analyst's stands.
    pub class: Option<IncidentClass>,
    /// Whether anybody is in danger now.
    pub danger_now: Say,
    /// Whether a child is concerned.
    pub child: Say,
    /// Whether it goes on.
    pub ongoing: Say,
    /// Online or not.
    pub online: Online,
    /// Where, in words.
    pub place_text: String,
    /// The country, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// When, in words.
    pub when_text: String,
    /// Who may be harmed, in words.
    pub who_text: String,
    /// Whether we may get in touch.
    pub may_contact: Say,
    /// How.
    pub contact: SafeContact,
    /// Technical indicators.
    pub indicators: Vec<Indicator>,
    /// Who reports: one of [`RELATIONS`], or empty.
    pub relation: String,
}

/// Says how much there is and nothing of what was said.
impl fmt::Debug for ReportForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReportForm({} characters, {} indicators)", self.what.chars().count(), self.indicators.len())
    }
}

/// Says nothing of what was said.
impl fmt::Debug for SafeContact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "SafeContact(empty)" } else { "SafeContact" })
    }
}

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// Nothing was said.
    #[error("nothing was written; say in a few words what happened")]
    Empty,
    /// Too long.
    #[error("this is too long: {found} characters; at most {most}")]
    Long {
        /// How many characters there are.
        found: usize,
        /// How many there can be.
        most: usize,
    },
    /// A control character.
    #[error("there is a character that is no text at position {0}; delete it, or type the text anew")]
    Control(usize),
    /// No country.
    #[error("not the code of a country; expected three capital letters of ISO 3166-1, such as BEL")]
    Country,
    /// Not on the list.
    #[error("not on the list; expected one of: {}, or nothing", .0.join(", "))]
    NotListed(&'static [&'static str]),
    /// Too many indicators.
    #[error("too many indicators: {found}; at most {INDICATOR_LIMIT}")]
    Many {
        /// How many there are.
        found: usize,
    },
    /// An indicator.
    #[error("indicator {}: {error}", at + 1)]
    Indicator {
        /// Which, from 0.
        at: usize,
        /// What is wrong with it.
        error: IndicatorError,
    },
    /// Parts that are no parts of a report.
    #[error("this is not a part of a report as this version writes it")]
    Part,
}

/// An answer that cannot be taken. Nothing of what was written is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{field}: {problem}")]
pub struct FormError {
    /// The field, as in the form.
    pub field: &'static str,
    /// What is wrong, and what would be right.
    pub problem: Problem,
}

impl SafeContact {
    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        *self == SafeContact::default()
    }

    fn texts(&self) -> [(&'static str, &str); 7] {
        [
            ("contact.name", &self.name),
            ("contact.channel", &self.channel),
            ("contact.address", &self.address),
            ("contact.safe_times", &self.safe_times),
            ("contact.code_word", &self.code_word),
            ("contact.do_not", &self.do_not),
            ("contact.language", &self.language),
        ]
    }

    /// Checks lengths, characters and the channel.
    ///
    /// # Errors
    /// The first answer that cannot be taken.
    pub fn check(&self) -> Result<(), FormError> {
        self.texts().into_iter().try_for_each(|(field, text)| check_text(field, text, TEXT_LIMIT))?;
        listed("contact.channel", &self.channel, &CONTACT_CHANNELS)
    }
}

/// Refuses what is too long or no text. A carriage return is taken before a line feed only, as browsers send it.
///
/// # Errors
/// [`Problem::Long`] and [`Problem::Control`].
pub fn check_text(field: &'static str, text: &str, most: usize) -> Result<(), FormError> {
    let found = text.chars().count();
    if found > most {
        return Err(FormError { field, problem: Problem::Long { found, most } });
    }
    let mut after = text.chars().skip(1);
    for (at, c) in text.chars().enumerate() {
        let next = after.next();
        if c.is_control() && !matches!((c, next), ('\n' | '\t', _) | ('\r', Some('\n'))) {
            return Err(FormError { field, problem: Problem::Control(at + 1) });
        }
    }
    Ok(())
}

fn listed(field: &'static str, text: &str, list: &'static [&'static str]) -> Result<(), FormError> {
    let known = text.is_empty() || list.contains(&text);
    if known { Ok(()) } else { Err(FormError { field, problem: Problem::NotListed(list) }) }
}

impl ReportForm {
    /// Checks every answer.
    ///
    /// # Errors
    /// The first that cannot be taken, by its field.
    pub fn check(&self) -> Result<(), FormError> {
        let error = |field, problem| Err(FormError { field, problem });
        if self.what.trim().is_empty() {
            return error("what", Problem::Empty);
        }
        check_text("what", &self.what, NARRATIVE_LIMIT)?;
        for (field, text) in [
            ("place_text", &self.place_text),
            ("when_text", &self.when_text),
            ("who_text", &self.who_text),
            ("relation", &self.relation),
        ] {
            check_text(field, text, TEXT_LIMIT)?;
        }
        self.contact.check()?;
        listed("relation", &self.relation, &RELATIONS)?;
        if self.country.as_deref().is_some_and(|code| !is_country(code)) {
            return error("country", Problem::Country);
        }
        if self.indicators.len() > INDICATOR_LIMIT {
            return error("indicators", Problem::Many { found: self.indicators.len() });
        }
        for (at, indicator) in self.indicators.iter().enumerate() {
            if let Err(wrong) = indicator.check() {
                return error("indicators", Problem::Indicator { at, error: wrong });
            }
        }
        Ok(())
    }

    /// Its parts, each with the compartment it belongs to and its name. What is empty or unknown is left out.
    ///
    /// No two parts of one compartment have the same name.
    pub fn parts(&self) -> Vec<(Compartment, &'static str, Value)> {
        use Compartment::{Location, Narrative, ReporterIdentity, VictimIdentity};
        let mut parts = Vec::new();
        let mut text = |compartment, field, value: &str| {
            if !value.is_empty() {
                parts.push((compartment, field, Value::from(value)));
            }
        };
        let said = |say: Say| if say == Say::Unknown { "" } else { say.name() };
        text(Narrative, "what", &self.what);
        text(Narrative, "class", self.class.map_or("", IncidentClass::name));
        text(Narrative, "danger_now", said(self.danger_now));
        text(Narrative, "child", said(self.child));
        text(Narrative, "ongoing", said(self.ongoing));
        text(Narrative, "online", if self.online == Online::Unknown { "" } else { self.online.name() });
        text(Narrative, "when_text", &self.when_text);
        text(Location, "place_text", &self.place_text);
        text(Location, "country", self.country.as_deref().unwrap_or(""));
        text(VictimIdentity, "who_text", &self.who_text);
        text(ReporterIdentity, "relation", &self.relation);
        text(ReporterIdentity, "may_contact", said(self.may_contact));
        if !self.contact.is_empty() {
            parts.push((ReporterIdentity, "contact", plain(&self.contact)));
        }
        if !self.indicators.is_empty() {
            parts.push((Narrative, "indicators", plain(&self.indicators)));
        }
        parts
    }

    /// The form from its parts, whichever of them could be opened: what is missing is empty or unknown.
    ///
    /// # Errors
    /// [`Problem::Part`] when a part has another name or another shape.
    pub fn from_parts<K: Into<String>>(parts: impl IntoIterator<Item = (K, Value)>) -> Result<ReportForm, FormError> {
        let map: serde_json::Map<String, Value> =
            parts.into_iter().map(|(field, value)| (field.into(), value)).collect();
        // What the reader says could repeat a value.
        serde_json::from_value(Value::Object(map)).map_err(|_| FormError { field: "form", problem: Problem::Part })
    }
}

/// A value of ours as JSON. None of the types used here can fail to be written: no map has other keys than text.
fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// Whether a text is the alpha-3 code of a country.
pub fn is_country(code: &str) -> bool {
    code.len() == 3 && Place::from_code(code).is_some_and(|place| place.kind() == PlaceKind::Country)
}
