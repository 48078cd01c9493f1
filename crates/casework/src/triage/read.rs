//! Reading the rules of triage from TOML, with every check that a file has to pass.
//!
//! What is refused here can never happen in [`super::Triage`]: a yes that counts less than a no, a report no band holds, a
//! child that no rule leads to protection.

use super::{Band, Condition, DestinationRule, IncidentFacts, MOST, Matter, Route, Rule, Timer, Together, Triage};
use crate::form::Say;
use crate::incident::AgeSaid;
use crate::moment::MINUTE;
use crate::partner::PartnerKind;
use crate::referral::State;
use serde::Deserialize;
use std::sync::LazyLock;
use thiserror::Error;
use toml::Spanned;
use turnstone_model::text_place::line_and_column;

/// The rules that come with Turnstone.
const SHIPPED: (&str, &str) =
    ("instruments/triage/default.toml", include_str!("../../../../instruments/triage/default.toml"));

/// A mistake in a file of triage rules: where it stands, what was found and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}:{column}: {found}; {expected}")]
pub struct TriageError {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What was found.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    title: String,
    version: String,
    citation: String,
    checked_against_primary: bool,
    /// Said for people who read the file.
    #[serde(default, rename = "note")]
    _note: String,
    escalate_percent: Spanned<i64>,
    rules: Vec<RulePart>,
    #[serde(default)]
    together: Vec<TogetherPart>,
    bands: Vec<BandPart>,
    destinations: Vec<DestinationPart>,
    timers: Vec<TimerPart>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulePart {
    id: Spanned<String>,
    matter: Spanned<Matter>,
    yes: Spanned<AnswerPart>,
    unknown: Option<Spanned<AnswerPart>>,
    no: Option<Spanned<AnswerPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerPart {
    points: i64,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TogetherPart {
    id: Spanned<String>,
    matters: Vec<Matter>,
    points: Spanned<i64>,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BandPart {
    id: Spanned<String>,
    label: String,
    from: Spanned<i64>,
    due_minutes: Spanned<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DestinationPart {
    id: Spanned<String>,
    route: Route,
    kind: Spanned<PartnerKind>,
    reason: String,
    #[serde(default)]
    mandatory: bool,
    due_minutes: Spanned<i64>,
    when: WhenPart,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenPart {
    crime: Option<Spanned<Vec<Say>>>,
    protection: Option<Spanned<Vec<Say>>>,
    age: Option<Spanned<Vec<AgeSaid>>>,
    danger_now: Option<Spanned<Vec<Say>>>,
    ongoing: Option<Spanned<Vec<Say>>>,
    technology: Option<Spanned<Vec<Say>>>,
    located: Option<Spanned<Vec<Say>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TimerPart {
    state: Spanned<State>,
    due_minutes: Spanned<i64>,
    danger_minutes: Spanned<i64>,
    text: String,
}

/// The file's name and text, and the ids it has given.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    ids: Vec<String>,
}

type Outcome<T> = Result<T, TriageError>;

impl Reader<'_> {
    fn error(&self, byte: usize, found: impl Into<String>, expected: impl Into<String>) -> TriageError {
        let (line, column) = line_and_column(self.text, byte);
        TriageError { file: self.file.to_owned(), line, column, found: found.into(), expected: expected.into() }
    }

    fn id(&mut self, id: Spanned<String>) -> Outcome<String> {
        let at = id.span().start;
        let id = id.into_inner();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Err(self.error(at, format!("found the id `{id}`"), "expected small letters, digits and `_`"));
        }
        if self.ids.contains(&id) {
            return Err(self.error(
                at,
                format!("found the id `{id}` again"),
                "each rule, band and destination has its own",
            ));
        }
        self.ids.push(id.clone());
        Ok(id)
    }

    /// A time in seconds, from minutes.
    fn time(&self, minutes: &Spanned<i64>) -> Outcome<i64> {
        // A year is long enough for anything that is waited for.
        if (1..=525_600).contains(minutes.get_ref()) {
            return Ok(minutes.get_ref() * MINUTE);
        }
        let found = format!("found {} minutes", minutes.get_ref());
        Err(self.error(minutes.span().start, found, "expected 1 to 525,600 minutes"))
    }

    fn points(&self, points: i64, at: usize) -> Outcome<i64> {
        if (1..=MOST).contains(&points) {
            return Ok(points);
        }
        Err(self.error(at, format!("found {points} points"), "expected 1 to 1000; leave out what adds nothing"))
    }

    fn rule(&mut self, part: RulePart, earlier: &[Rule]) -> Outcome<Rule> {
        let id = self.id(part.id)?;
        let matter = *part.matter.get_ref();
        if earlier.iter().any(|rule| rule.matter == matter) {
            let found = format!("found a second rule on `{matter}`");
            return Err(self.error(
                part.matter.span().start,
                found,
                "each matter has one rule; use [[together]] for several at once",
            ));
        }
        let answer = |answer: Spanned<AnswerPart>| -> Outcome<(i64, String)> {
            let at = answer.span().start;
            let AnswerPart { points, text } = answer.into_inner();
            if text.trim().is_empty() {
                return Err(self.error(at, "found points without a reason", "expected a `text` that says why"));
            }
            Ok((self.points(points, at)?, text))
        };
        let at = |part: &Option<Spanned<AnswerPart>>| part.as_ref().map(|part| part.span().start);
        let (yes_at, unknown_at, no_at) = (part.yes.span().start, at(&part.unknown), at(&part.no));
        let yes = Some(answer(part.yes)?);
        let unknown = part.unknown.map(answer).transpose()?;
        let no = part.no.map(answer).transpose()?;
        let points = |answer: &Option<(i64, String)>| answer.as_ref().map_or(0, |(points, _)| *points);
        if points(&unknown) > points(&yes) || points(&no) > points(&yes) {
            let found = format!("found {} points for a yes, fewer than for another answer", points(&yes));
            return Err(self.error(yes_at, found, "a yes counts at least as much as any other answer"));
        }
        if points(&no) > points(&unknown) {
            let found = format!("found {} points for a no, more than for an answer that was not given", points(&no));
            let at = no_at.or(unknown_at).unwrap_or(yes_at);
            return Err(self.error(at, found, "not known is never less than no: give `unknown` at least as many"));
        }
        Ok(Rule { id, matter, yes, unknown, no })
    }

    fn rules(&mut self, parts: Vec<RulePart>) -> Outcome<Vec<Rule>> {
        let mut rules = Vec::new();
        for part in parts {
            let rule = self.rule(part, &rules)?;
            rules.push(rule);
        }
        for needed in [Matter::DangerNow, Matter::Child, Matter::Ongoing] {
            if !rules.iter().any(|rule| rule.matter == needed) {
                let expected = "expected one: danger now, a child and what goes on always count";
                return Err(self.error(0, format!("found no rule on `{needed}`"), expected));
            }
        }
        Ok(rules)
    }

    fn together(&mut self, part: TogetherPart) -> Outcome<Together> {
        let at = part.id.span().start;
        let id = self.id(part.id)?;
        let mut matters = part.matters.clone();
        matters.sort();
        matters.dedup();
        if matters.len() < 2 || matters.len() != part.matters.len() {
            return Err(self.error(
                at,
                format!("found `{id}` on fewer than two matters, or one twice"),
                "expected two or more, each once",
            ));
        }
        let points = self.points(*part.points.get_ref(), part.points.span().start)?;
        Ok(Together { id, matters, points, text: part.text })
    }

    fn bands(&mut self, parts: Vec<BandPart>) -> Outcome<Vec<Band>> {
        let mut bands: Vec<Band> = Vec::new();
        for part in parts {
            let id = self.id(part.id)?;
            let (from, due_seconds) = (*part.from.get_ref(), self.time(&part.due_minutes)?);
            let before = bands.last();
            if !(0..=MOST).contains(&from) || before.is_some_and(|before| from >= before.from) {
                let found = format!("found a band from {from}");
                return Err(self.error(
                    part.from.span().start,
                    found,
                    "expected 0 to 1000, each below the one before it",
                ));
            }
            if before.is_some_and(|before| due_seconds < before.due_seconds) {
                let found = "found a band that is looked at sooner than the one above it";
                return Err(self.error(part.due_minutes.span().start, found, "expected at least as many minutes"));
            }
            bands.push(Band { id, label: part.label, from, due_seconds });
        }
        match bands.last() {
            Some(last) if last.from == 0 => Ok(bands),
            _ => Err(self.error(0, "found no band from 0", "expected one, last, so that every report has a band")),
        }
    }

    fn list<T: Copy + Eq>(&self, list: Option<Spanned<Vec<T>>>) -> Outcome<Option<Vec<T>>> {
        let Some(list) = list else { return Ok(None) };
        if list.get_ref().is_empty() {
            return Err(self.error(
                list.span().start,
                "found an empty list",
                "expected the answers it accepts; leave out what accepts all",
            ));
        }
        Ok(Some(list.into_inner()))
    }

    fn says(&self, list: Option<Spanned<Vec<Say>>>) -> Outcome<Option<Vec<Say>>> {
        let at = list.as_ref().map_or(0, |list| list.span().start);
        let list = self.list(list)?;
        if list.as_ref().is_some_and(|list| list.contains(&Say::No) && !list.contains(&Say::Unknown)) {
            let expected = "not known is never less than no: add \"unknown\"";
            return Err(self.error(at, "found a condition that takes no and not what is not known", expected));
        }
        Ok(list)
    }

    fn destination(&mut self, part: DestinationPart) -> Outcome<DestinationRule> {
        let id = self.id(part.id)?;
        let kind = *part.kind.get_ref();
        if !kind.serves(part.route) {
            let found = format!("found `{kind}` for the route `{}`", part.route);
            return Err(self.error(
                part.kind.span().start,
                found,
                "expected a kind of partner that receives such referrals",
            ));
        }
        let when = Condition {
            crime: self.says(part.when.crime)?,
            protection: self.says(part.when.protection)?,
            age: self.list(part.when.age)?,
            danger_now: self.says(part.when.danger_now)?,
            ongoing: self.says(part.when.ongoing)?,
            technology: self.says(part.when.technology)?,
            located: self.says(part.when.located)?,
        };
        let due_seconds = self.time(&part.due_minutes)?;
        let (route, reason, mandatory) = (part.route, part.reason, part.mandatory);
        Ok(DestinationRule { id, route, kind, reason, mandatory, due_seconds, when })
    }

    fn timer(&self, part: TimerPart, earlier: &[Timer]) -> Outcome<Timer> {
        let (state, at) = (*part.state.get_ref(), part.state.span().start);
        if earlier.iter().any(|timer| timer.state == state) {
            return Err(self.error(at, format!("found a second timer for `{state}`"), "each state has one"));
        }
        let (due_seconds, danger_seconds) = (self.time(&part.due_minutes)?, self.time(&part.danger_minutes)?);
        if danger_seconds > due_seconds {
            let found = "found more time where somebody is in danger";
            return Err(self.error(
                part.danger_minutes.span().start,
                found,
                "expected at most as many minutes as without danger",
            ));
        }
        Ok(Timer { state, due_seconds, danger_seconds, text: part.text })
    }
}

/// Whether a child whom this incident is about has to be led to protection.
pub(super) fn child_needs_protection(facts: &IncidentFacts) -> bool {
    let child = matches!(facts.age, AgeSaid::Child | AgeSaid::Disputed);
    child && (facts.protection != Say::No || facts.crime == Say::Yes)
}

/// Every combination of answers.
pub(super) fn all_incidents() -> impl Iterator<Item = IncidentFacts> {
    let says = Say::ALL.len();
    (0..says.pow(6) * AgeSaid::ALL.len()).map(move |number| {
        let say = |place: u32| Say::ALL[number / says.pow(place) % says];
        IncidentFacts {
            crime: say(0),
            protection: say(1),
            danger_now: say(2),
            ongoing: say(3),
            technology: say(4),
            located: say(5),
            age: AgeSaid::ALL[number / says.pow(6)],
        }
    })
}

impl Triage {
    /// The rules that come with Turnstone.
    pub fn shipped() -> &'static Triage {
        static SHIPPED_TRIAGE: LazyLock<Triage> = LazyLock::new(|| {
            let (file, text) = SHIPPED;
            Triage::parse(text, file).expect("a test reads the shipped rules")
        });
        &SHIPPED_TRIAGE
    }

    /// Reads rules from the text of their file; `file` is how errors call it.
    ///
    /// # Errors
    /// The first mistake, with file, line and column, what was found and what would be right: no TOML or an unknown key; a
    /// matter, answer, route, kind or state that is not on its list; an id given twice; points or times outside their
    /// range; a yes that counts less than another answer, or a no that counts more than not knowing; no band from 0; a kind
    /// of partner that does not receive such referrals; more time in danger than without; a child left without a mandatory
    /// destination for protection.
    pub fn parse(text: &str, file: &str) -> Result<Triage, TriageError> {
        let mut reader = Reader { file, text, ids: Vec::new() };
        let read: File = toml::from_str(text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            let expected = "expected TOML with the keys that `instruments/triage/PROVENANCE.md` describes";
            reader.error(byte, error.message().replace('\n', " "), expected)
        })?;
        let escalate_percent = *read.escalate_percent.get_ref();
        if !(101..=1_000).contains(&escalate_percent) {
            let found = format!("found `escalate_percent = {escalate_percent}`");
            return Err(reader.error(
                read.escalate_percent.span().start,
                found,
                "expected 101 to 1000 per cent of the time",
            ));
        }
        let rules = reader.rules(read.rules)?;
        let together = read.together.into_iter().map(|part| reader.together(part)).collect::<Outcome<_>>()?;
        let bands = reader.bands(read.bands)?;
        let destinations: Vec<DestinationRule> =
            read.destinations.into_iter().map(|part| reader.destination(part)).collect::<Outcome<_>>()?;
        let mut timers = Vec::new();
        for part in read.timers {
            timers.push(reader.timer(part, &timers)?);
        }
        let triage = Triage {
            id: read.id,
            title: read.title,
            version: read.version,
            citation: read.citation,
            checked_against_primary: read.checked_against_primary,
            rules,
            together,
            bands,
            destinations,
            timers,
            escalate_percent,
        };
        let protects = |facts: &IncidentFacts| {
            let mut destinations = triage.destinations(facts).into_iter();
            destinations.any(|destination| destination.mandatory && destination.route == Route::Protection)
        };
        if let Some(left) = all_incidents().find(|facts| child_needs_protection(facts) && !protects(facts)) {
            let IncidentFacts { crime, protection, age, danger_now, .. } = left;
            let found = format!(
                "found no mandatory destination for the protection of a child with age {age}, crime {crime}, protection {protection}, danger {danger_now}"
            );
            let expected = "a child, and whose age is disputed, is always referred for protection where it may be needed or a crime may have happened";
            return Err(reader.error(0, found, expected));
        }
        Ok(triage)
    }
}
