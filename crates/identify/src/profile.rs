//! Jurisdiction profiles: which element tests apply at a place, and which rights follow from what they find.
//!
//! A right is shown when its condition is yes, and shown as one that may follow while the condition is unknown: the most
//! protective reading counts. Instruments themselves are in [`crate::instrument`].

use crate::error::{InstrumentError, Mistake, Place};
use crate::explain::{truth_given, truths};
use crate::expression::{Expression, Scope, resolve, without_consent};
use crate::guide::in_words;
use crate::instrument::{Instrument, Role};
use crate::parse::parse;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use toml::Spanned;
use turnstone_model::{Facts, Truth};

/// What applies at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The short name, such as `belgium`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The version of the data file.
    pub version: String,
    /// Country codes, ISO 3166-1 alpha-3; none for what applies wherever states have joined a treaty.
    pub places: Vec<String>,
    /// Whether an adult's case needs means in the national definition.
    pub means_required: bool,
    /// The age from which a person is no child.
    pub child_under: u8,
    /// The ids of the element tests that apply, the national one first.
    pub instruments: Vec<String>,
    /// What a reader should know; empty when the file says nothing.
    pub note: String,
    /// The rights that may follow.
    pub rights: Vec<Right>,
    /// The findings that conditions use: instrument and finding.
    uses: Vec<(String, String)>,
}

/// A right that follows from a finding or a fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Right {
    /// The short name inside the profile.
    pub id: String,
    /// The title.
    pub title: String,
    /// What the person may ask for, in plain words.
    pub text: String,
    /// Where it is laid down.
    pub citation: String,
    /// Whether this was compared with the primary text.
    pub checked_against_primary: bool,
    /// The condition as written.
    pub source: String,
    condition: Expression,
}

/// A right as it stands for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RightFollowing {
    /// The short name inside the profile.
    pub id: String,
    /// The title.
    pub title: String,
    /// What the person may ask for.
    pub text: String,
    /// Where it is laid down.
    pub citation: String,
    /// Whether this was compared with the primary text.
    pub checked_against_primary: bool,
    /// Whether it follows (true) or may follow, its condition being unknown (false).
    pub follows: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: String,
    version: String,
    places: Vec<Spanned<String>>,
    means_required: bool,
    child_under: u8,
    instruments: Vec<Spanned<String>>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    rights: Vec<RightPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RightPart {
    id: Spanned<String>,
    title: String,
    text: String,
    citation: String,
    checked_against_primary: bool,
    when: Spanned<String>,
}

impl Profile {
    /// Reads a profile from the text of its file; `file` is how errors call it, `known` are the instruments there are.
    ///
    /// **Errors** The first mistake, with file, line and column: no TOML or an unknown key, an instrument that is not
    /// there, a condition that uses an unknown word or consent, a right named twice.
    pub fn parse(text: &str, file: &str, known: &[Instrument]) -> Result<Profile, InstrumentError> {
        let place = Place { file, text };
        let read: File = toml::from_str(text).map_err(|error| place.toml(&error))?;
        for code in &read.places {
            if turnstone_model::Place::from_code(code.get_ref()).is_none() {
                let found = format!("found the place `{}`", code.get_ref());
                let expected = "expected a country code of ISO 3166-1 alpha-3, such as BEL";
                return Err(place.error(code.span().start, Mistake::UnknownName, found, expected));
            }
        }
        for id in &read.instruments {
            if !known.iter().any(|instrument| instrument.id == *id.get_ref()) {
                let found = format!("found the instrument `{}`, which is not there", id.get_ref());
                let all: Vec<&str> = known.iter().map(|i| i.id.as_str()).collect();
                let expected = format!("there are: {}", all.join(", "));
                return Err(place.error(id.span().start, Mistake::UnknownName, found, expected));
            }
        }
        let uses: Vec<(String, String)> = known
            .iter()
            .flat_map(|i| i.of_role(Role::Finding).map(|(_, finding)| (i.id.clone(), finding.name.clone())))
            .collect();
        let words: Vec<(String, usize)> =
            uses.iter().enumerate().map(|(i, (id, name))| (format!("{id}.{name}"), i)).collect();
        let mut rights: Vec<Right> = Vec::new();
        for part in read.rights {
            if rights.iter().any(|right| right.id == *part.id.get_ref()) {
                let found = format!("found the right `{}` again", part.id.get_ref());
                return Err(place.error(part.id.span().start, Mistake::Duplicate, found, "each has its own id"));
            }
            let condition = parse(part.when.get_ref())
                .and_then(|syntax| resolve(&syntax, Scope { names: &words, barred: &[] }))
                .and_then(without_consent)
                .map_err(|error| place.in_expression(part.when.span(), error))?;
            rights.push(Right {
                id: part.id.into_inner(),
                title: part.title,
                text: part.text,
                citation: part.citation,
                checked_against_primary: part.checked_against_primary,
                source: part.when.into_inner(),
                condition,
            });
        }
        Ok(Profile {
            id: read.id.into_inner(),
            title: read.title,
            version: read.version,
            places: read.places.into_iter().map(Spanned::into_inner).collect(),
            means_required: read.means_required,
            child_under: read.child_under,
            instruments: read.instruments.into_iter().map(Spanned::into_inner).collect(),
            note: read.note,
            rights,
            uses,
        })
    }

    /// The condition of a right in words.
    pub(crate) fn condition_in_words(&self, right: &Right, known: &[Instrument]) -> String {
        in_words(&right.condition, true, &|place| {
            let (id, name) = &self.uses[place];
            let instrument = known.iter().find(|i| i.id == *id);
            let finding = instrument.and_then(|i| i.name(name)).map_or(name.as_str(), |named| named.label.as_str());
            format!("{finding} ({id})")
        })
    }

    /// The rights of one person: those that follow, then those that may follow, each in the order of the file.
    ///
    /// **Arguments** `known` holds the instruments that the profile was read with.
    ///
    /// **Cost** One evaluation of each instrument that a condition uses.
    pub fn rights_of(&self, facts: &Facts, known: &[Instrument]) -> Vec<RightFollowing> {
        let mut results: HashMap<&str, Vec<Truth>> = HashMap::new();
        let mut finding = |place: usize| -> Truth {
            let (id, name) = &self.uses[place];
            let Some(instrument) = known.iter().find(|i| i.id == *id) else { return Truth::UNKNOWN };
            let all = results.entry(id).or_insert_with(|| truths(instrument, facts));
            let at = instrument.names.iter().position(|named| named.name == *name);
            at.map_or(Truth::UNKNOWN, |at| all[at])
        };
        let mut following = Vec::new();
        for right in &self.rights {
            let mut names: HashMap<usize, Truth> = HashMap::new();
            right.condition.own_names().into_iter().for_each(|place| {
                names.insert(place, finding(place));
            });
            let truth = truth_given(&right.condition, facts, &|place| names[&place]);
            if truth.is_no() {
                continue;
            }
            following.push(RightFollowing {
                id: right.id.clone(),
                title: right.title.clone(),
                text: right.text.clone(),
                citation: right.citation.clone(),
                checked_against_primary: right.checked_against_primary,
                follows: truth.is_yes(),
            });
        }
        following.sort_by_key(|right| !right.follows);
        following
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;
    use turnstone_model::Fact;
    use turnstone_model::vocabulary::PersonFact;

    const TEXT: &str = r#"
id = "x"
title = "X"
version = "1"
places = ["BEL"]
means_required = true
child_under = 18
instruments = ["palermo-2000"]
[[rights]]
id = "help"
title = "Help"
text = "Ask for help."
citation = "none"
checked_against_primary = false
when = "palermo-2000.trafficking_elements or person.child"
[[rights]]
id = "guardian"
title = "A guardian"
text = "Ask for a guardian."
citation = "none"
checked_against_primary = false
when = "person.child"
"#;

    #[test]
    fn a_right_follows_may_follow_or_does_not() {
        let known = &Catalogue::shipped().instruments;
        let profile = Profile::parse(TEXT, "x.toml", known).unwrap();
        let ids = |facts: &Facts| -> Vec<(String, bool)> {
            profile.rights_of(facts, known).into_iter().map(|r| (r.id, r.follows)).collect()
        };
        let mut facts = Facts::default();
        assert_eq!(ids(&facts), [("help".to_owned(), false), ("guardian".to_owned(), false)]);
        let child = Fact::Person(PersonFact::Child);
        facts.set(child, Truth::NO);
        assert_eq!(ids(&facts), [("help".to_owned(), false)]);
        facts.set(child, Truth::YES);
        assert_eq!(ids(&facts), [("help".to_owned(), true), ("guardian".to_owned(), true)]);
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        let known = &Catalogue::shipped().instruments;
        for (from, to, mistake, line) in [
            ("palermo-2000.trafficking_elements", "palermo-2000.trafficking", Mistake::UnknownName, 15),
            ("[\"palermo-2000\"]", "[\"palermo\"]", Mistake::UnknownName, 8),
            ("BEL", "BE9", Mistake::UnknownName, 5),
            ("id = \"guardian\"", "id = \"help\"", Mistake::Duplicate, 17),
            ("when = \"person.child\"", "when = \"person.consented\"", Mistake::Consent, 22),
            ("means_required", "means_needed", Mistake::Toml, 6),
        ] {
            let error = Profile::parse(&TEXT.replacen(from, to, 1), "x.toml", known).unwrap_err();
            assert_eq!((error.mistake, error.line), (mistake, line), "{to}: {error}");
        }
    }
}
