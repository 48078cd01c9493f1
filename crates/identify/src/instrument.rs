//! An instrument: one definition as data, read from a TOML file and checked.
//!
//! Which instruments there are is in [`crate::catalogue`]; what they find is in [`crate::assess`] and
//! [`explain`](mod@crate::explain).

use crate::error::{ExpressionError, InstrumentError, Mistake, Place};
use crate::expression::{Expression, Scope, resolve, without_consent};
use crate::fact_set::FactSet;
use crate::parse::{KEYWORDS, MAX_DEPTH, parse};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;
use turnstone_model::Fact;

/// The kind of result an instrument gives. Kinds are never merged, and formal status is a fifth that no instrument gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A test of the elements of a legal or scholarly definition.
    Elements,
    /// Indicators counted by dimension; each dimension is an element, each way to combine them a finding.
    Dimensions,
    /// Signs that are there or not, without a rule that adds them up.
    Signs,
    /// A prompt to look closer, with the innocent readings beside it.
    Pattern,
}

impl Kind {
    /// Every kind, in the order in which results are shown.
    pub const ALL: [Kind; 4] = [Kind::Elements, Kind::Dimensions, Kind::Signs, Kind::Pattern];

    /// A heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Kind::Elements => "Legal element tests",
            Kind::Dimensions => "Indicator dimensions",
            Kind::Signs => "Signs",
            Kind::Pattern => "Prompts to look",
        }
    }
}

/// What an element test is about. Both can hold of one person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Trafficking in persons.
    #[default]
    Trafficking,
    /// Smuggling of migrants.
    Smuggling,
}

/// What a name of an instrument stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A term of the definition that facts are mapped to, such as coercion.
    Definition,
    /// A part of the definition.
    Element,
    /// What follows when the elements are there.
    Finding,
}

/// One named expression of an instrument.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The name in expressions and columns.
    pub name: String,
    /// What it stands for.
    pub role: Role,
    /// A label for people; for a definition its name in words.
    pub label: String,
    /// What it means, in our own words; empty when the file says nothing.
    pub text: String,
    /// Whether it only describes: no finding may rest on it.
    pub describes_only: bool,
    /// Whether it, and for a finding all it rests on, was compared with the primary text.
    pub checked_against_primary: bool,
    /// The expression as written.
    pub source: String,
    /// The expression.
    pub expression: Expression,
    /// Every fact it rests on, names followed.
    pub facts: FactSet,
}

/// A definition of trafficking in persons, or of something near it, as data.
///
/// Consent is an input of none: a file that uses `person.consented` is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Instrument {
    /// The short name, such as `palermo-2000`.
    pub id: String,
    /// The title.
    pub title: String,
    /// The version of the data file.
    pub version: String,
    /// Where the definition is published.
    pub citation: String,
    /// Where it is law, or who uses it.
    pub jurisdiction: String,
    /// The kind of result.
    pub kind: Kind,
    /// What it is about.
    pub concern: Concern,
    /// For a pattern: what else the same facts may mean. Empty for other kinds.
    pub innocent_readings: Vec<String>,
    /// Whether all of it was compared with the primary text; results of others are labelled.
    pub checked_against_primary: bool,
    /// What a reader should know about it; empty when the file says nothing.
    pub note: String,
    /// Definitions, then elements, then findings, each in the order of the file.
    pub names: Vec<Named>,
    /// Facts or names whose place in the definition is disputed, and how.
    pub contested: Vec<(String, String)>,
    /// The indices of `names`, each after those it uses.
    pub(crate) order: Vec<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: String,
    version: String,
    citation: String,
    jurisdiction: String,
    kind: Spanned<Kind>,
    #[serde(default)]
    concern: Concern,
    #[serde(default)]
    innocent_readings: Vec<String>,
    checked_against_primary: Spanned<bool>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    define: BTreeMap<String, Spanned<String>>,
    elements: BTreeMap<String, Part>,
    #[serde(default)]
    findings: BTreeMap<String, Part>,
    #[serde(default)]
    descriptions: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    contested: BTreeMap<String, Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    label: String,
    expr: Spanned<String>,
    #[serde(default)]
    describes_only: bool,
    checked_against_primary: Option<bool>,
    #[serde(default)]
    text: String,
}

impl Instrument {
    /// Reads an instrument from the text of its file; `file` is how errors call it.
    ///
    /// **Cost** Linear in the text but for duplicate checks, which are quadratic in the number of names.
    ///
    /// **Errors** The first mistake, with file, line and column, what was found and what would be right.
    pub fn parse(text: &str, file: &str) -> Result<Instrument, InstrumentError> {
        let place = Place { file, text };
        let read: File = toml::from_str(text).map_err(|error| place.toml(&error))?;
        let id = read.id.get_ref();
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            let expected = "expected small letters, digits and `-`, such as `palermo-2000`";
            return Err(place.error(read.id.span().start, Mistake::Name, format!("found the id `{id}`"), expected));
        }
        check_kind(&read, place)?;
        let (mut names, spans) = named(&read, place)?;
        resolve_all(&mut names, &spans, place)?;
        let order = order(&names).map_err(|(at, error)| place.in_expression(spans[at].clone(), error))?;
        for &i in &order {
            let facts = names[i].expression.own_names().into_iter().map(|j| names[j].facts);
            let all = facts.fold(names[i].expression.own_facts(), |mut all, facts| {
                all.extend(facts);
                all
            });
            names[i].facts = all;
        }
        check_descriptions(&names, &spans, place)?;
        check_checked(&read, &mut names, &order, place)?;
        let contested = contested(&read, &names, place)?;
        Ok(Instrument {
            id: read.id.into_inner(),
            title: read.title,
            version: read.version,
            citation: read.citation,
            jurisdiction: read.jurisdiction,
            kind: read.kind.into_inner(),
            concern: read.concern,
            innocent_readings: read.innocent_readings,
            checked_against_primary: read.checked_against_primary.into_inner(),
            note: read.note,
            names,
            contested,
            order,
        })
    }

    /// The names of one role, in the order of the file, with their index.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = (usize, &Named)> {
        self.names.iter().enumerate().filter(move |(_, named)| named.role == role)
    }

    /// The elements and findings: what has a result.
    pub fn results(&self) -> impl Iterator<Item = (usize, &Named)> {
        self.names.iter().enumerate().filter(|(_, named)| named.role != Role::Definition)
    }

    /// The name with this text.
    pub fn name(&self, name: &str) -> Option<&Named> {
        self.names.iter().find(|named| named.name == name)
    }

    /// Every fact that a result rests on.
    pub fn facts(&self) -> FactSet {
        let mut facts = FactSet::default();
        self.results().for_each(|(_, named)| facts.extend(named.facts));
        facts
    }
}

/// What a file must and must not have because of its kind.
fn check_kind(read: &File, place: Place<'_>) -> Result<(), InstrumentError> {
    let kind = *read.kind.get_ref();
    let at = read.kind.span().start;
    if read.elements.is_empty() {
        return Err(place.error(0, Mistake::Empty, "found no [elements]", "expected at least one"));
    }
    match (kind, read.findings.is_empty()) {
        (Kind::Signs, false) => {
            let expected = "signs are named, never added up: leave [findings] out";
            return Err(place.error(at, Mistake::Kind, "found [findings] in a list of signs", expected));
        }
        (Kind::Elements | Kind::Dimensions | Kind::Pattern, true) => {
            return Err(place.error(0, Mistake::Empty, "found no [findings]", "expected at least one"));
        }
        _ => {}
    }
    match (kind == Kind::Pattern, read.innocent_readings.is_empty()) {
        (true, true) => {
            let expected = "a prompt to look comes with `innocent_readings`: what else the same facts may mean";
            Err(place.error(at, Mistake::Kind, "found a pattern without innocent readings", expected))
        }
        (false, false) => {
            let expected = "only a pattern has them";
            Err(place.error(at, Mistake::Kind, "found `innocent_readings`", expected))
        }
        _ => Ok(()),
    }
}

type Span = std::ops::Range<usize>;
/// A name of the file, its expression, and what else is said of it.
type Entry<'a> = (&'a String, &'a Spanned<String>, Option<&'a Part>);

/// The names of the file in order, their expressions still unread, with the spans of these.
fn named(read: &File, place: Place<'_>) -> Result<(Vec<Named>, Vec<Span>), InstrumentError> {
    let mut descriptions: Vec<_> = read.descriptions.iter().collect();
    let mut sections: [Vec<Entry<'_>>; 3] = [
        read.define.iter().map(|(name, expr)| (name, expr, None)).collect(),
        read.elements.iter().map(|(name, part)| (name, &part.expr, Some(part))).collect(),
        read.findings.iter().map(|(name, part)| (name, &part.expr, Some(part))).collect(),
    ];
    let (mut names, mut spans) = (Vec::<Named>::new(), Vec::new());
    for (role, section) in [Role::Definition, Role::Element, Role::Finding].into_iter().zip(&mut sections) {
        section.sort_by_key(|(_, expr, _)| expr.span().start);
        for &mut (name, expr, part) in section {
            let at = expr.span().start;
            check_name(name, &names, at, place)?;
            let described = descriptions.iter().position(|(described, _)| *described == name);
            let described = described.map(|i| descriptions.remove(i).1);
            if let (Some(part), Some(twice)) = (part, described)
                && !part.text.is_empty()
            {
                let found = format!("found a description of `{name}`, which has a `text`");
                return Err(place.error(twice.span().start, Mistake::Duplicate, found, "one of them is enough"));
            }
            let described = described.map(|text| text.get_ref().clone());
            names.push(Named {
                name: name.clone(),
                role,
                label: part.map_or_else(|| in_words(name), |part| part.label.clone()),
                text: described.or(part.map(|part| part.text.clone())).unwrap_or_default(),
                describes_only: part.is_some_and(|part| part.describes_only),
                checked_against_primary: part
                    .and_then(|part| part.checked_against_primary)
                    .unwrap_or(*read.checked_against_primary.get_ref()),
                source: expr.get_ref().clone(),
                expression: Expression::And(Vec::new()),
                facts: FactSet::default(),
            });
            spans.push(expr.span());
        }
    }
    if let Some((name, text)) = descriptions.first() {
        let found = format!("found a description of `{name}`");
        return Err(place.error(text.span().start, Mistake::UnknownName, found, "expected a name of this file"));
    }
    Ok((names, spans))
}

fn in_words(name: &str) -> String {
    let mut words = name.replace('_', " ");
    words[..1].make_ascii_uppercase();
    words
}

fn check_name(name: &str, earlier: &[Named], at: usize, place: Place<'_>) -> Result<(), InstrumentError> {
    let well_formed = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !KEYWORDS.contains(&name)
        && name != "undecided";
    if !well_formed {
        let expected = "expected a small letter, then small letters, digits and `_`, and no word of the grammar";
        return Err(place.error(at, Mistake::Name, format!("found the name `{name}`"), expected));
    }
    if let Some(first) = earlier.iter().find(|named| named.name == name) {
        let found = format!("found the name `{name}` again: it is also a {:?}", first.role).to_lowercase();
        return Err(place.error(at, Mistake::Duplicate, found, "definitions, elements and findings share their names"));
    }
    Ok(())
}

fn resolve_all(names: &mut [Named], spans: &[Span], place: Place<'_>) -> Result<(), InstrumentError> {
    let all: Vec<(String, usize)> = names.iter().enumerate().map(|(i, named)| (named.name.clone(), i)).collect();
    let first_finding = names.iter().position(|named| named.role == Role::Finding).unwrap_or(names.len());
    let barred: Vec<String> = all[first_finding..].iter().map(|(name, _)| name.clone()).collect();
    for (i, named) in names.iter_mut().enumerate() {
        let scope = match named.role {
            Role::Finding => Scope { names: &all, barred: &[] },
            _ => Scope { names: &all[..first_finding], barred: &barred },
        };
        let read = parse(&named.source).and_then(|syntax| resolve(&syntax, scope)).and_then(without_consent);
        named.expression = read.map_err(|error| place.in_expression(spans[i].clone(), error))?;
    }
    Ok(())
}

/// The indices of the names, each after those it uses; the error is at the name it comes with.
fn order(names: &[Named]) -> Result<Vec<usize>, (usize, ExpressionError)> {
    let uses: Vec<Vec<usize>> = names.iter().map(|named| named.expression.own_names()).collect();
    let mut order = Vec::with_capacity(names.len());
    // The longest chain of names below each, once it is in the order.
    let mut depth: Vec<Option<usize>> = vec![None; names.len()];
    for start in 0..names.len() {
        let mut path: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((name, next)) = path.last_mut() {
            let name = *name;
            if depth[name].is_some() {
                path.pop();
            } else if let Some(&used) = uses[name].get(*next) {
                *next += 1;
                if let Some(begin) = path.iter().position(|(on_path, _)| *on_path == used) {
                    let cycle = path[begin..].iter().map(|(i, _)| *i).chain([used]);
                    let cycle: Vec<&str> = cycle.map(|i| names[i].name.as_str()).collect();
                    let found = format!("found `{}`, which rests on itself: {}", names[used].name, cycle.join(" → "));
                    let expected = "a name may only use others that do not use it";
                    return Err((name, ExpressionError::new(0, Mistake::Cycle, found, expected)));
                }
                path.push((used, 0));
            } else {
                let below = uses[name].iter().filter_map(|used| depth[*used]).max();
                let own = below.map_or(0, |below| below + 1);
                if own > MAX_DEPTH {
                    let found = format!("found a chain of more than {MAX_DEPTH} names that use each other");
                    let expected = "write shorter chains";
                    return Err((name, ExpressionError::new(0, Mistake::Depth, found, expected)));
                }
                depth[name] = Some(own);
                order.push(name);
                path.pop();
            }
        }
    }
    Ok(order)
}

/// No finding may rest on what only describes.
fn check_descriptions(names: &[Named], spans: &[Span], place: Place<'_>) -> Result<(), InstrumentError> {
    for (i, finding) in names.iter().enumerate().filter(|(_, named)| named.role == Role::Finding) {
        let mut open = finding.expression.own_names();
        let mut seen = vec![false; names.len()];
        while let Some(used) = open.pop() {
            if names[used].describes_only {
                let found = format!("found a finding that rests on `{}`, which only describes", names[used].name);
                let expected = "a finding rests on elements without `describes_only`";
                return Err(place.error(spans[i].start, Mistake::DescribesOnly, found, expected));
            }
            if !std::mem::replace(&mut seen[used], true) {
                open.extend(names[used].expression.own_names());
            }
        }
    }
    Ok(())
}

/// A whole is checked only when its parts are: an instrument that says it is may have no part that says it is not,
/// and a finding counts as checked only with all elements it rests on.
fn check_checked(read: &File, names: &mut [Named], order: &[usize], place: Place<'_>) -> Result<(), InstrumentError> {
    let unchecked = names.iter().find(|named| named.role != Role::Definition && !named.checked_against_primary);
    if let (true, Some(part)) = (*read.checked_against_primary.get_ref(), unchecked) {
        let found = format!("found `checked_against_primary = true` though `{}` is not checked", part.name);
        let at = read.checked_against_primary.span().start;
        return Err(place.error(at, Mistake::Checked, found, "it is true only when it is true of every part"));
    }
    let mut whole: Vec<bool> = names.iter().map(|n| n.role == Role::Definition || n.checked_against_primary).collect();
    for &i in order {
        whole[i] &= names[i].expression.own_names().into_iter().all(|used| whole[used]);
    }
    names.iter_mut().zip(whole).for_each(|(named, whole)| named.checked_against_primary = whole);
    Ok(())
}

fn contested(read: &File, names: &[Named], place: Place<'_>) -> Result<Vec<(String, String)>, InstrumentError> {
    let mut contested: Vec<_> = read.contested.iter().collect();
    contested.sort_by_key(|(_, text)| text.span().start);
    for (name, text) in &contested {
        if Fact::from_id(name).is_none() && !names.iter().any(|named| named.name == **name) {
            let found = format!("found a note on `{name}`");
            let expected = "expected a fact of the vocabulary or a name of this file";
            return Err(place.error(text.span().start, Mistake::UnknownName, found, expected));
        }
    }
    Ok(contested.into_iter().map(|(name, text)| (name.clone(), text.get_ref().clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
id = "x-1"
title = "X"
version = "1"
citation = "none"
jurisdiction = "none"
kind = "elements"
checked_against_primary = false

[define]
coercion = "any(means.force, means.threats)"

[elements.means]
label = "Means"
expr = "coercion or means.fraud"
checked_against_primary = true

[elements.act]
label = "Act"
expr = "any(act.*)"

[elements.how]
label = "How"
expr = "any(process.*)"
describes_only = true

[findings.shown]
label = "Shown"
expr = "act and means"

[descriptions]
coercion = "Pressure."
"#;

    #[test]
    fn names_stand_in_the_order_of_the_file_and_know_their_facts() {
        let read = Instrument::parse(GOOD, "x.toml").unwrap();
        let names: Vec<&str> = read.names.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["coercion", "means", "act", "how", "shown"]);
        assert_eq!(read.names[0].text, "Pressure.");
        assert_eq!(read.names[0].label, "Coercion");
        assert_eq!(read.name("means").unwrap().facts.iter().count(), 3);
        assert!(read.name("means").unwrap().checked_against_primary);
        assert!(!read.name("shown").unwrap().checked_against_primary);
    }

    #[test]
    fn mistakes_are_found_where_they_stand() {
        for (from, to, mistake, line, column, says) in [
            ("means.fraud", "means.frud", Mistake::UnknownName, 15, 21, "means.fraud"),
            ("coercion or means.fraud", "means or means.fraud", Mistake::Cycle, 15, 9, "means → means"),
            ("means.force, means.threats", "means", Mistake::Cycle, 15, 9, "coercion → means → coercion"),
            ("act and means", "act and how", Mistake::DescribesOnly, 29, 8, "only describes"),
            ("act and means", "count(act, means) >= 3", Mistake::Count, 29, 9, "between 1 and 2"),
            ("act and means", "any()", Mistake::Empty, 29, 13, "any()"),
            ("\"any(act.*)\"", "\"\"\"\nany(\n  act.lurng)\"\"\"", Mistake::UnknownName, 22, 3, "act.luring"),
            ("label = \"Act\"", "lable = \"Act\"", Mistake::Toml, 19, 1, "lable"),
            ("kind = \"elements\"", "kind = \"score\"", Mistake::Toml, 7, 8, "elements"),
            ("kind = \"elements\"", "kind = \"signs\"", Mistake::Kind, 7, 8, "never added up"),
            ("kind = \"elements\"", "kind = \"pattern\"", Mistake::Kind, 7, 8, "innocent_readings"),
            ("any(process.*)", "any(person.*)", Mistake::Consent, 24, 9, "never an input"),
            ("[elements.act]", "[elements.means]", Mistake::Toml, 18, 11, "duplicate"),
            ("[elements.act]", "[elements.coercion]", Mistake::Duplicate, 20, 8, "share their names"),
            ("[elements.act]", "[elements.undecided]", Mistake::Name, 20, 8, "undecided"),
            ("[elements.act]", "[elements.Act]", Mistake::Name, 20, 8, "small letter"),
            ("id = \"x-1\"", "id = \"X 1\"", Mistake::Name, 2, 6, "palermo-2000"),
            ("coercion = \"Pressure.\"", "force = \"Pressure.\"", Mistake::UnknownName, 32, 9, "a name of this file"),
            (
                "checked_against_primary = false",
                "checked_against_primary = true\n[contested]\nx = \"y\"",
                Mistake::UnknownName,
                10,
                5,
                "a name of this file",
            ),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = Instrument::parse(&GOOD.replacen(from, to, 1), "x.toml").unwrap_err();
            let text = error.to_string();
            assert_eq!((error.mistake, error.line, error.column), (mistake, line, column), "{to}: {text}");
            assert!(text.contains(says), "{to}: {text}");
        }
        let unfit = GOOD.replacen("primary = false", "primary = true", 1).replacen(
            "primary = true\n\n[elements.act",
            "primary = false\n\n[elements.act",
            1,
        );
        assert_eq!(Instrument::parse(&unfit, "x").unwrap_err().mistake, Mistake::Checked);
    }

    #[test]
    fn long_chains_of_names_are_refused_and_do_not_overflow() {
        let mut text = GOOD.replace("coercion = \"any(", "d0 = \"means.force\"\ncoercion = \"d2999 and any(");
        let chain: String = (1..3_000).map(|i| format!("d{i} = \"not d{}\"\n", i - 1)).collect();
        text = text.replacen("[define]\n", &format!("[define]\n{chain}"), 1);
        assert_eq!(Instrument::parse(&text, "x").unwrap_err().mistake, Mistake::Depth);
    }

    #[test]
    fn any_file_is_read_or_refused_without_panic() {
        for cut in (0..GOOD.len()).filter(|i| GOOD.is_char_boundary(*i)) {
            let _ = Instrument::parse(&GOOD[..cut], "x");
            let _ = Instrument::parse(&[&GOOD[..cut], "\"é(", &GOOD[cut..]].concat(), "x");
        }
    }
}
