//! How the table of a column in a mapping file is read.
//!
//! What a column then does with a cell is in [`super::column`]; which keys there are is said in the parent module.

use super::column::{Column, Rule, exact_code};
use super::error::{MappingError, Mistake, cut, one_of};
use super::field::{Field, FieldRule, by_part_of_name};
use super::keys::{At, Keys};
use super::reading::{Reading, Set};
use super::words::{Listed, Missing, TruthWords};
use crate::truth::Truth;
use crate::vocabulary::{Element, Fact, Scheme, nearest_ids};

/// Keys that say what is done with a column; a column has one of them, or only `values`.
const ROLES: [&str; 7] = ["fact", "field", "codes", "count_of", "check", "keep", "ignore"];
/// Every key that a column can have.
const KEYS: [&str; 20] = [
    "fact",
    "field",
    "codes",
    "count_of",
    "check",
    "keep",
    "ignore",
    "values",
    "yes",
    "no",
    "undetermined",
    "separator",
    "element",
    "absent",
    "basis",
    "at",
    "certainty",
    "order",
    "missing",
    "optional",
];

impl Column {
    /// Reads what a mapping says of a column.
    ///
    /// **Errors** The first mistake in its table.
    pub fn parse(name: &str, keys: &Keys<'_>, all: &Missing, presence_only: bool) -> Result<Column, MappingError> {
        let role = role(keys)?;
        let mut column = Column {
            name: name.to_owned(),
            at: keys.at,
            optional: keys.mark("optional")?,
            rule: Rule::Values,
            values: Listed::default(),
            separator: None,
            missing: Missing::parse(keys)?.unwrap_or_else(|| all.clone()),
            presence_only,
        };
        let only = |more: &[&str], what: &str| keys.only(&[&["optional", "missing"], more].concat(), &KEYS, what);
        match role {
            "fact" => {
                only(&["fact", "yes", "no", "values"], "a column for one fact")?;
                let fact = fact(keys, &keys.required("fact")?)?;
                column.rule = Rule::Fact { fact, words: TruthWords::parse(keys)? };
                column.values = fact_values(keys, presence_only)?;
            }
            "codes" => {
                only(&["codes", "element", "absent", "separator", "values"], "a column of codes")?;
                column.values = fact_values(keys, presence_only)?;
                column.rule = codes(keys, &column.values, presence_only)?;
            }
            "count_of" => {
                only(&["count_of"], "a column that counts facts")?;
                column.rule = Rule::Count(facts(keys, "count_of", false)?);
            }
            "field" => {
                let field = field(keys, &keys.required("field")?)?;
                let rule = FieldRule::parse(field, keys, &["optional", "missing", "field", "values"], &KEYS)?;
                column.values = field_values(keys, &rule)?;
                column.rule = Rule::Field(rule);
            }
            "check" => {
                only(&["check", "yes", "no", "undetermined", "values"], "a column of expected results")?;
                column.rule = check(keys)?;
            }
            "keep" | "ignore" => {
                only(&[role], "a column that is kept or ignored")?;
                keys.mark(role)?;
                column.rule = if role == "keep" { Rule::Keep } else { Rule::Ignore };
            }
            _ => {
                only(&["values", "separator"], "a column of listed values")?;
                column.values = fact_values(keys, presence_only)?;
                if column.values.is_empty() {
                    let expected =
                        "expected at least one value, such as values.\"yes\" = { yes = [\"act.recruitment\"] }";
                    return Err(keys.wrong(
                        "values",
                        Mistake::Empty,
                        format!("found no value in {}", keys.name),
                        expected,
                    ));
                }
            }
        }
        column.separator = separator(keys)?;
        Ok(column)
    }
}

/// Which of the keys of a column says what is done with it.
fn role(keys: &Keys<'_>) -> Result<&'static str, MappingError> {
    let mut there = ROLES.into_iter().filter(|role| keys.has(role));
    let first = there.next();
    let role = match (first, there.next()) {
        // Places are coded, too.
        (Some("field"), Some("codes")) => {
            let third = there.next();
            return third.map_or(Ok("field"), |third| Err(two_roles(keys, "field", third)));
        }
        (Some(first), Some(second)) => return Err(two_roles(keys, first, second)),
        (Some(role), None) => role,
        (None, _) if keys.has("element") => "codes",
        (None, _) if keys.has("values") => "values",
        (None, _) => {
            keys.only(&KEYS, &KEYS, "a column")?;
            let found = format!("found nothing in {} that says what is done with the column", keys.name);
            let expected = format!("expected one of the keys {}, or values", ROLES.join(", "));
            return Err(keys.text.wrong(keys.at, Mistake::MissingKey, found, expected));
        }
    };
    Ok(role)
}

fn two_roles(keys: &Keys<'_>, first: &str, second: &str) -> MappingError {
    let found = format!("found `{second}` beside `{first}` in {}", keys.name);
    let expected = format!("a column has only one of {}", ROLES.join(", "));
    keys.wrong(second, Mistake::KeyOutOfPlace, found, expected)
}

fn separator(keys: &Keys<'_>) -> Result<Option<String>, MappingError> {
    let Some(separator) = keys.word("separator")? else { return Ok(None) };
    if separator.is.is_empty() {
        let expected = "expected what stands between values, such as \"|\"";
        return Err(keys.wrong("separator", Mistake::Empty, "found an empty `separator`", expected));
    }
    Ok(Some(separator.is))
}

/// The fact with this name.
pub(super) fn fact(keys: &Keys<'_>, id: &At<String>) -> Result<Fact, MappingError> {
    Fact::from_id(&id.is).ok_or_else(|| {
        let short: String = cut(&id.is);
        let near = nearest_ids(&short, 3);
        let expected = match near.as_slice() {
            [] => "expected a fact of the vocabulary such as `act.recruitment`".to_owned(),
            near => format!("did you mean `{}`?", near.join("`, `")),
        };
        keys.text.wrong(id.at, Mistake::UnknownFact, format!("found `{short}`, which is no fact"), expected)
    })
}

/// The field with this name.
pub(super) fn field(keys: &Keys<'_>, name: &At<String>) -> Result<Field, MappingError> {
    Field::from_name(&name.is).ok_or_else(|| {
        let found = format!("found `{}`, which is no field that a mapping fills", cut(&name.is));
        keys.text.wrong(name.at, Mistake::UnknownField, found, one_of(&name.is, Field::NAMES))
    })
}

/// A list of facts; with `elements`, also of all facts of an element, as `act.*`.
fn facts(keys: &Keys<'_>, key: &str, elements: bool) -> Result<Vec<Fact>, MappingError> {
    let mut facts = Vec::new();
    for id in keys.words(key)?.unwrap_or_default() {
        let element = id.is.strip_suffix(".*").and_then(|p| Element::ALL.into_iter().find(|e| e.prefix() == p));
        let found: Vec<Fact> = match element {
            Some(element) if elements => element.facts().collect(),
            Some(_) => {
                let expected = "expected the fact that the source states; only a `no` can speak of a whole element";
                return Err(keys.text.wrong(id.at, Mistake::Value, format!("found `{}` in `{key}`", id.is), expected));
            }
            None => vec![fact(keys, &id)?],
        };
        if let Some(again) = found.iter().find(|fact| facts.contains(*fact)) {
            let found = format!("found `{again}` twice in `{key}`");
            return Err(keys.text.wrong(id.at, Mistake::Twice, found, "expected each fact once"));
        }
        facts.extend(found);
    }
    if facts.is_empty() {
        return Err(keys.wrong(
            key,
            Mistake::Empty,
            format!("found no fact in `{key}`"),
            "expected at least one, or the key left out",
        ));
    }
    Ok(facts)
}

/// The values of a column that speak of facts.
fn fact_values(keys: &Keys<'_>, presence_only: bool) -> Result<Listed<Reading>, MappingError> {
    let mut listed = Listed::default();
    let Some(values) = keys.table("values")? else { return Ok(listed) };
    for (word, value) in values.entries() {
        let value = values.of(format!("values.\"{}\" of {}", cut(word.is), keys.name), word, value)?;
        value.only(&["yes", "no"], &KEYS, "a value")?;
        let of = |key, elements| if value.has(key) { facts(&value, key, elements) } else { Ok(Vec::new()) };
        let (yes, no) = (of("yes", false)?, of("no", true)?);
        if presence_only && !no.is_empty() {
            let expected = "leave it out, or `records_presence_only`";
            let found = "found a `no` in a file that only records presence";
            return Err(value.wrong("no", Mistake::PresenceOnly, found, expected));
        }
        // `no = ["act.*"]` beside a yes means the other facts of the element.
        let named =
            |fact: &Fact| value.words("no").ok().flatten().is_some_and(|ids| ids.iter().any(|id| id.is == fact.id()));
        if let Some(both) = yes.iter().find(|fact| named(fact)) {
            let found = format!("found `{both}` as yes and as no");
            return Err(value.wrong("no", Mistake::Twice, found, "expected one of the two"));
        }
        let no = no.into_iter().filter(|fact| !yes.contains(fact)).map(|fact| Set::Fact(fact, Truth::NO));
        let sets = yes.iter().map(|fact| Set::Fact(*fact, Truth::YES)).chain(no).collect();
        add_value(keys, &mut listed, word, Reading { sets, ..Reading::default() })?;
    }
    Ok(listed)
}

/// The values of a column that fills a field: each is recoded into one that the field knows.
fn field_values(keys: &Keys<'_>, rule: &FieldRule) -> Result<Listed<Reading>, MappingError> {
    let mut listed = Listed::default();
    let Some(values) = keys.table("values")? else { return Ok(listed) };
    for (word, _) in values.entries() {
        let Some(is) = values.word(word.is)? else { continue };
        let read = rule.own_word(&is.is).map_or_else(|| rule.read(is.is.trim()), Ok);
        let read = read.map_err(|outside| {
            let found = format!("found `{}` for the {}: {}", cut(&is.is), rule.field.label(), outside.reason);
            keys.text.wrong(is.at, Mistake::Value, found, format!("expected {}", outside.expected))
        })?;
        add_value(keys, &mut listed, word, read)?;
    }
    Ok(listed)
}

fn add_value(keys: &Keys<'_>, listed: &mut Listed<Reading>, word: At<&str>, says: Reading) -> Result<(), MappingError> {
    if listed.add(word.is, says) {
        return Ok(());
    }
    let found = format!("found the value `{}` twice in {}, outer blanks aside", cut(word.is), keys.name);
    Err(keys.text.wrong(word.at, Mistake::Twice, found, "expected each value once"))
}

fn codes(keys: &Keys<'_>, values: &Listed<Reading>, presence_only: bool) -> Result<Rule, MappingError> {
    let missing = |key: &str, expected: String| {
        let found = format!("found {} without `{key}`", keys.name);
        keys.text.wrong(keys.at, Mistake::MissingKey, found, expected)
    };
    let schemes = Scheme::ALL.map(Scheme::name);
    let one_scheme = format!("expected the list that the codes are of: one of {}", schemes.join(", "));
    let Some(word) = keys.word("codes")? else { return Err(missing("codes", one_scheme)) };
    let Some(scheme) = by_part_of_name(&word.is, &schemes).map(|at| Scheme::ALL[at]) else {
        let found = format!("found `codes = \"{}\"`", cut(&word.is));
        return Err(keys.text.wrong(word.at, Mistake::Value, found, one_scheme));
    };
    let prefixes = Element::ALL.map(Element::prefix);
    let Some(element) = keys.choice("element", &prefixes)?.map(|at| Element::ALL[at]) else {
        return Err(missing(
            "element",
            format!("expected the element that the codes speak of: one of {}", prefixes.join(", ")),
        ));
    };
    if values.is_empty() && element.facts().all(|fact| exact_code(fact, scheme).is_none()) {
        let found = format!("found codes of {} for the element `{}`", scheme.name(), element.prefix());
        return Err(keys.text.wrong(
            word.at,
            Mistake::Value,
            found,
            "that list says nothing of that element; name another",
        ));
    }
    let absent_is_no = keys.choice("absent", &["unknown", "no"])? == Some(1);
    if absent_is_no && presence_only {
        let found = "found `absent = \"no\"` in a file that only records presence";
        return Err(keys.wrong("absent", Mistake::PresenceOnly, found, "leave it out, or `records_presence_only`"));
    }
    let listed = |fact: &Fact| values.iter().any(|(_, says)| says.sets.contains(&Set::Fact(*fact, Truth::YES)));
    let nameable = |fact: &Fact| fact.to_code(scheme).is_some() || listed(fact);
    let absent = if absent_is_no { element.facts().filter(nameable).collect() } else { Vec::new() };
    Ok(Rule::Codes { scheme, element, absent })
}

/// The role of a column of expected results. Its `values` are more words.
fn check(keys: &Keys<'_>) -> Result<Rule, MappingError> {
    let target = keys.required("check")?;
    let name = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    if !target.is.split_once('.').is_some_and(|(instrument, output)| name(instrument) && name(output)) {
        let found = format!("found `check = \"{}\"`", cut(&target.is));
        let expected = "expected an instrument and one of its results, such as `palermo-2000.trafficking_elements`";
        return Err(keys.text.wrong(target.at, Mistake::Value, found, expected));
    }
    let mut words = TruthWords::parse(keys)?;
    if let Some(values) = keys.table("values")? {
        let names = ["yes", "no", "undetermined"];
        for (word, _) in values.entries() {
            if let Some(at) = values.choice(word.is, &names)? {
                let truth = [Truth::YES, Truth::NO, Truth::UNKNOWN][at];
                words.give(keys, &At { at: word.at, is: word.is.to_owned() }, truth)?;
            }
        }
    }
    Ok(Rule::Check { target: target.is, words })
}
