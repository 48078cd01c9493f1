//! The script of the interview: its stages, questions, order and stop rules, read from a TOML file and checked.
//!
//! Wording is not here but in Fluent files, one a language; asking is in [`crate::interview`].

use crate::error::{InstrumentError, Mistake, Place};
use crate::expression::{Expression, Scope, resolve};
use crate::parse::parse;
use serde::Deserialize;
use toml::Spanned;
use turnstone_model::vocabulary::nearest_ids;
use turnstone_model::{Fact, Truth};

/// What can be asked, in which order, and when to stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The short name, such as `interview-1`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The version of the data file.
    pub version: String,
    /// The guidance it follows.
    pub citation: String,
    /// Whether it was compared with that guidance.
    pub checked_against_primary: bool,
    /// After how many questions a break is offered.
    pub break_every: usize,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// The questions, in the order of the file.
    pub questions: Vec<Question>,
}

/// A part of the interview; the stages follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The short name, such as `safety`.
    pub id: String,
    /// Whether its questions are asked in the order of the file, all of them, whatever they would settle.
    pub fixed_order: bool,
}

/// One question that is answered by yes, no, or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The short name; the message of its wording is `q-` with it.
    pub id: String,
    /// The index of its stage.
    pub stage: usize,
    /// What a yes says.
    pub on_yes: Vec<(Fact, Truth)>,
    /// What a no says.
    pub on_no: Vec<(Fact, Truth)>,
    /// Whether it is asked only of those known to be adults.
    pub adults_only: bool,
    /// Whether a warning is given before it.
    pub sensitive: bool,
    /// The answer on which the interview pauses for safety.
    pub stop_on: Option<Truth>,
    /// Asked only where this is yes.
    pub condition: Option<Expression>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: String,
    version: String,
    citation: String,
    checked_against_primary: bool,
    #[serde(default = "never")]
    break_every: usize,
    stages: Vec<StagePart>,
    questions: Vec<QuestionPart>,
    /// Said for people who read the file; the program follows the keys above.
    #[serde(default, rename = "rules")]
    _rules: toml::Table,
}

fn never() -> usize {
    usize::MAX
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StagePart {
    id: String,
    #[serde(default)]
    fixed_order: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionPart {
    id: Spanned<String>,
    stage: Spanned<String>,
    #[serde(default)]
    fact: Option<Spanned<String>>,
    #[serde(default)]
    yes: Vec<Spanned<String>>,
    #[serde(default)]
    no: Vec<Spanned<String>>,
    #[serde(default)]
    no_by_yes: Vec<Spanned<String>>,
    #[serde(default)]
    yes_by_no: Vec<Spanned<String>>,
    #[serde(default)]
    adults_only: bool,
    #[serde(default)]
    sensitive: bool,
    #[serde(default)]
    stop_on: Option<Spanned<String>>,
    #[serde(default, rename = "if")]
    condition: Option<Spanned<String>>,
}

impl Script {
    /// Reads a script from the text of its file; `file` is how errors call it.
    ///
    /// **Errors** The first mistake, with file, line and column: no TOML or an unknown key, an unknown stage or fact, a
    /// question named twice, one that says nothing, or a condition that is no expression over facts.
    pub fn parse(text: &str, file: &str) -> Result<Script, InstrumentError> {
        let place = Place { file, text };
        let read: File = toml::from_str(text).map_err(|error| place.toml(&error))?;
        let mut questions: Vec<Question> = Vec::new();
        for part in read.questions {
            let id = part.id.get_ref().clone();
            let at = part.id.span().start;
            let well_formed =
                !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !well_formed {
                let expected = "expected small letters, digits and `_`";
                return Err(place.error(at, Mistake::Name, format!("found the question `{id}`"), expected));
            }
            if questions.iter().any(|known| known.id == id) {
                return Err(place.error(
                    at,
                    Mistake::Duplicate,
                    format!("found the question `{id}` again"),
                    "each has its own id",
                ));
            }
            let stage = read.stages.iter().position(|stage| stage.id == *part.stage.get_ref()).ok_or_else(|| {
                let stages: Vec<&str> = read.stages.iter().map(|stage| stage.id.as_str()).collect();
                let found = format!("found the stage `{}`", part.stage.get_ref());
                place.error(
                    part.stage.span().start,
                    Mistake::UnknownName,
                    found,
                    format!("there are: {}", stages.join(", ")),
                )
            })?;
            let single = || part.fact.iter();
            let on_yes = says(single().chain(&part.yes), &part.no_by_yes, place)?;
            let on_no = says(&part.yes_by_no, single().chain(&part.no), place)?;
            if on_yes.is_empty() && on_no.is_empty() {
                let found = format!("found `{id}`, whose answers say nothing");
                return Err(place.error(
                    at,
                    Mistake::Empty,
                    found,
                    "expected `fact`, `yes`, `no`, `no_by_yes` or `yes_by_no`",
                ));
            }
            let stop_on = match &part.stop_on {
                None => None,
                Some(word) => Some(match word.get_ref().as_str() {
                    "yes" => Truth::YES,
                    "no" => Truth::NO,
                    other => {
                        let found = format!("found `stop_on = \"{other}\"`");
                        return Err(place.error(word.span().start, Mistake::Name, found, "expected \"yes\" or \"no\""));
                    }
                }),
            };
            let condition = match &part.condition {
                None => None,
                Some(text) => {
                    let read = parse(text.get_ref()).and_then(|syntax| resolve(&syntax, Scope::default()));
                    Some(read.map_err(|error| place.in_expression(text.span(), error))?)
                }
            };
            let (adults_only, sensitive) = (part.adults_only, part.sensitive);
            questions.push(Question { id, stage, on_yes, on_no, adults_only, sensitive, stop_on, condition });
        }
        let asks_age = questions.iter().any(|q| q.on_yes.iter().chain(&q.on_no).any(|(fact, _)| *fact == Fact::CHILD));
        if !asks_age {
            let expected =
                "a question has to settle whether the person is a child, since some are asked of adults only";
            return Err(place.error(0, Mistake::Empty, "found no question on `person.child`", expected));
        }
        Ok(Script {
            id: read.id,
            title: read.title,
            version: read.version,
            citation: read.citation,
            checked_against_primary: read.checked_against_primary,
            break_every: read.break_every.max(1),
            stages: read.stages.into_iter().map(|s| Stage { id: s.id, fixed_order: s.fixed_order }).collect(),
            questions,
        })
    }

    /// The place of a question.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.questions.iter().position(|question| question.id == id)
    }
}

/// What an answer says: these facts yes, those no.
fn says<'a>(
    yes: impl IntoIterator<Item = &'a Spanned<String>>,
    no: impl IntoIterator<Item = &'a Spanned<String>>,
    place: Place<'_>,
) -> Result<Vec<(Fact, Truth)>, InstrumentError> {
    let mut said: Vec<(Fact, Truth)> = Vec::new();
    let all = yes.into_iter().map(|id| (id, Truth::YES)).chain(no.into_iter().map(|id| (id, Truth::NO)));
    for (id, truth) in all {
        let at = id.span().start;
        let Some(fact) = Fact::from_id(id.get_ref()) else {
            let near = nearest_ids(id.get_ref(), 3);
            let expected = match near.as_slice() {
                [] => "expected a fact of the vocabulary".to_owned(),
                near => format!("did you mean `{}`?", near.join("`, `")),
            };
            return Err(place.error(
                at,
                Mistake::UnknownName,
                format!("found `{}`, which is no fact", id.get_ref()),
                expected,
            ));
        };
        if said.iter().any(|(known, _)| *known == fact) {
            return Err(place.error(at, Mistake::Duplicate, format!("found `{fact}` again"), "each is listed once"));
        }
        said.push((fact, truth));
    }
    Ok(said)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const TEXT: &str = r#"
id = "short"
title = "Short"
version = "1"
citation = "none"
checked_against_primary = false
break_every = 3
[[stages]]
id = "age"
fixed_order = true
[[stages]]
id = "rest"
[[questions]]
id = "age"
stage = "age"
fact = "person.child"
[[questions]]
id = "violence"
stage = "rest"
yes = ["means.any_coercion"]
no = ["means.force", "means.threats"]
[[questions]]
id = "threats"
stage = "rest"
fact = "means.threats"
if = "means.any_coercion"
[[questions]]
id = "moved"
stage = "rest"
fact = "act.transportation"
[[questions]]
id = "work"
stage = "rest"
fact = "purpose.forced_labour"
[[questions]]
id = "sex"
stage = "rest"
fact = "purpose.prostitution"
adults_only = true
"#;

    #[test]
    fn answers_say_what_the_file_says() {
        let script = Script::parse(TEXT, "s.toml").unwrap();
        let violence = &script.questions[script.place("violence").unwrap()];
        let id = |id| Fact::from_id(id).unwrap();
        assert_eq!(violence.on_yes, [(id("means.any_coercion"), Truth::YES)]);
        assert_eq!(violence.on_no, [(id("means.force"), Truth::NO), (id("means.threats"), Truth::NO)]);
        assert!(script.stages[0].fixed_order && !script.stages[1].fixed_order);
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        for (from, to, mistake, line) in [
            ("means.force", "means.forc", Mistake::UnknownName, 21),
            ("stage = \"rest\"\nfact = \"act", "stage = \"last\"\nfact = \"act", Mistake::UnknownName, 29),
            ("id = \"threats\"", "id = \"violence\"", Mistake::Duplicate, 23),
            ("\"means.force\", \"means.threats\"", "\"means.force\", \"means.force\"", Mistake::Duplicate, 21),
            ("fact = \"purpose.forced_labour\"", "sensitive = true", Mistake::Empty, 32),
            ("if = \"means.any_coercion\"", "if = \"means.any_coercio\"", Mistake::UnknownName, 26),
            ("fact = \"person.child\"", "fact = \"person.unaccompanied\"", Mistake::Empty, 1),
            ("adults_only", "adult_only", Mistake::Toml, 39),
        ] {
            assert!(TEXT.contains(from), "{from}");
            let error = Script::parse(&TEXT.replacen(from, to, 1), "s.toml").unwrap_err();
            assert_eq!((error.mistake, error.line), (mistake, line), "{to}: {error}");
        }
    }
}
