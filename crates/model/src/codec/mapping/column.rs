//! What a mapping says of one column, and how a cell of it is read.
//!
//! How that is read from the mapping file is in [`super::parse`], plain fields are in [`super::field`].

use super::field::{Field, FieldRule};
use super::reading::{Outside, Reading, Set};
use super::words::{Listed, Missing, TruthWords};
use crate::truth::Truth;
use crate::vocabulary::{Element, Fact, Match, Scheme};

/// What is done with a column.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// Only what is listed under `values`.
    Values,
    /// Yes or no for one fact.
    Fact { fact: Fact, words: TruthWords },
    /// Codes of an outside list, each of which stands for a fact of one element.
    Codes { scheme: Scheme, element: Element, absent: Vec<Fact> },
    /// A number that says how many facts of a list hold, from its beginning.
    Count(Vec<Fact>),
    /// A plain column of the table.
    Field(FieldRule),
    /// The result that somebody expects.
    Check { target: String, words: TruthWords },
    /// Kept as it stands.
    Keep,
    /// Left out.
    Ignore,
}

/// What a mapping says of one column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Its name in the header of the file.
    pub name: String,
    /// Where the mapping says so.
    pub at: usize,
    /// Whether a file may be without it.
    pub optional: bool,
    /// What is done with it.
    pub rule: Rule,
    /// What is listed under `values`.
    pub values: Listed<Reading>,
    /// What stands between several values of a cell.
    pub separator: Option<String>,
    /// What means "not recorded".
    pub missing: Missing,
    /// Whether the file never says no to a fact.
    pub presence_only: bool,
}

/// What a column fills, so that two columns do not fill the same without that being said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Target {
    Fact(Fact),
    Field(Field),
}

impl Target {
    /// A field as a target; the status of a child is a fact, too.
    pub fn of(field: Field) -> Target {
        if field == Field::Child { Target::Fact(Fact::CHILD) } else { Target::Field(field) }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Target::Fact(fact) => fact.id(),
            Target::Field(field) => field.name(),
        }
    }
}

impl Column {
    /// Everything the column can fill.
    pub fn targets(&self) -> Vec<Target> {
        let mut targets: Vec<Target> = Vec::new();
        let listed = self.values.iter().flat_map(|(_, says)| &says.sets).filter_map(|set| match set {
            Set::Fact(fact, _) => Some(Target::Fact(*fact)),
            _ => None,
        });
        let ruled: Vec<Target> = match &self.rule {
            Rule::Fact { fact, .. } => vec![Target::Fact(*fact)],
            Rule::Codes { scheme, element, absent } => {
                let coded = element.facts().filter(|fact| exact_code(*fact, *scheme).is_some());
                coded.chain(absent.iter().copied()).map(Target::Fact).collect()
            }
            Rule::Count(facts) => facts.iter().copied().map(Target::Fact).collect(),
            Rule::Field(rule) => vec![Target::of(rule.field)],
            Rule::Values | Rule::Check { .. } | Rule::Keep | Rule::Ignore => Vec::new(),
        };
        for target in listed.chain(ruled) {
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        targets
    }

    /// Whether what a cell says is worth remembering for the next one like it.
    pub fn is_coded(&self) -> bool {
        match &self.rule {
            Rule::Field(rule) => !rule.is_text(),
            Rule::Keep | Rule::Ignore => false,
            _ => true,
        }
    }

    /// Whether a text means "not recorded" here.
    pub fn is_missing(&self, text: &str) -> bool {
        self.missing.has(text)
    }

    /// Reads a cell.
    ///
    /// **Errors** [`Outside`] when the mapping does not say what it means.
    pub fn read(&self, text: &str) -> Result<Reading, Outside> {
        let parts: Vec<&str> = match &self.separator {
            Some(separator) if self.values.get(text).is_none() && !self.is_missing(text) => {
                text.split(separator.as_str()).map(str::trim).filter(|part| !part.is_empty()).collect()
            }
            _ => vec![text],
        };
        if parts.is_empty() {
            return Err(Outside { reason: "separators with nothing between them", expected: self.expected() });
        }
        let mut whole = Reading::default();
        let mut all_recorded = true;
        for part in &parts {
            match self.part(part)? {
                Some(read) => {
                    whole.sets.extend(read.sets);
                    whole.keep |= read.keep;
                    whole.odd = whole.odd.or(read.odd);
                }
                None => all_recorded = false,
            }
        }
        // A list that says of itself that something is unknown leaves the rest open.
        if let Rule::Codes { scheme, absent, .. } = &self.rule
            && all_recorded
        {
            absent_facts(*scheme, absent, &parts, &mut whole.sets);
        }
        Ok(whole)
    }

    /// Reads a cell, or one of the values in it; nothing when it is not recorded.
    fn part(&self, text: &str) -> Result<Option<Reading>, Outside> {
        if let Some(says) = self.values.get(text) {
            return Ok(Some(says.clone()));
        }
        match &self.rule {
            // What nobody recorded may still be what somebody expects: an undetermined result.
            Rule::Check { words, .. } => {
                return match words.any(text) {
                    Some(_) => Ok(Some(Reading { keep: true, ..Reading::default() })),
                    None if self.is_missing(text) => Ok(None),
                    None => Err(self.unlisted()),
                };
            }
            Rule::Fact { fact, words } => {
                if let Some(truth) = words.given(text) {
                    return Ok(Some(self.says(*fact, truth)));
                }
            }
            Rule::Field(rule) => {
                if let Some(read) = rule.own_word(text) {
                    return Ok(Some(read));
                }
            }
            _ => {}
        }
        if self.is_missing(text) {
            return Ok(None);
        }
        match &self.rule {
            Rule::Values => Err(self.unlisted()),
            Rule::Fact { fact, words } => match words.yes_or_no(text) {
                Some(truth) => Ok(Some(self.says(*fact, truth))),
                None => Err(self.unlisted()),
            },
            Rule::Codes { scheme, element, .. } => match Fact::from_code(*element, *scheme, text) {
                Some(fact) => Ok(Some(self.says(fact, Truth::YES))),
                None => Err(self.unlisted()),
            },
            Rule::Count(facts) => self.count(facts, text).map(Some),
            Rule::Field(rule) => rule.read(text).map(Some),
            Rule::Check { .. } | Rule::Keep | Rule::Ignore => Ok(Some(Reading { keep: true, ..Reading::default() })),
        }
    }

    /// A fact that a cell says; a file that only records presence never says no.
    fn says(&self, fact: Fact, truth: Truth) -> Reading {
        if self.presence_only && truth.is_no() { Reading::default() } else { Reading::of(Set::Fact(fact, truth)) }
    }

    fn count(&self, facts: &[Fact], text: &str) -> Result<Reading, Outside> {
        let digits = text.strip_suffix(".0").unwrap_or(text);
        let number = digits.parse::<usize>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
        let hold = number.filter(|n| *n <= facts.len()).ok_or_else(|| Outside {
            reason: if number.is_some() { "more than the facts it counts" } else { "not a count" },
            expected: format!("a whole number from 0 to {}", facts.len()),
        })?;
        let sets = facts.iter().enumerate().map(|(i, fact)| (*fact, Truth::from(i < hold)));
        let sets = sets.filter(|(_, truth)| truth.is_yes() || !self.presence_only);
        Ok(Reading { sets: sets.map(|(fact, truth)| Set::Fact(fact, truth)).collect(), ..Reading::default() })
    }

    fn unlisted(&self) -> Outside {
        Outside { reason: "a value that the mapping does not list", expected: self.expected() }
    }

    /// What would be right, for the quarantine.
    fn expected(&self) -> String {
        const MOST: usize = 20;
        let mut words: Vec<&str> = self.values.iter().map(|(word, _)| word).collect();
        match &self.rule {
            Rule::Fact { words: truth, .. } => {
                words.extend(truth.all().filter(|(_, truth)| !truth.is_unknown()).map(|(word, _)| word));
            }
            Rule::Check { words: truth, .. } => words.extend(truth.all().map(|(word, _)| word)),
            Rule::Codes { scheme, element, .. } => {
                words.extend(element.facts().filter_map(|fact| exact_code(fact, *scheme)));
            }
            _ => {}
        }
        for word in self.missing.words() {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words.retain(|word| !word.is_empty());
        let more = if words.len() > MOST { ", …" } else { "" };
        words.truncate(MOST);
        format!("one of {}{more}, or nothing", words.join(", "))
    }
}

/// The code of a scheme that says the same as a fact.
pub(super) fn exact_code(fact: Fact, scheme: Scheme) -> Option<&'static str> {
    let mut codes = fact.entry().codes.iter();
    codes.find(|(s, m, _)| *s == scheme && *m == Match::Exact).map(|(_, _, code)| *code)
}

/// Says no of every fact of `absent` that a cell could have named and did not, not even by a broader code.
fn absent_facts(scheme: Scheme, absent: &[Fact], parts: &[&str], sets: &mut Vec<Set>) {
    let said: Vec<Fact> =
        sets.iter().filter_map(|set| if let Set::Fact(fact, _) = set { Some(*fact) } else { None }).collect();
    let named = |fact: &Fact| {
        let mut codes = fact.entry().codes.iter().filter(|(s, ..)| *s == scheme);
        codes.any(|(.., code)| parts.iter().any(|part| part.eq_ignore_ascii_case(code)))
    };
    let silent = absent.iter().filter(|fact| !said.contains(fact) && !named(fact));
    sets.extend(silent.map(|fact| Set::Fact(*fact, Truth::NO)));
}
