//! What is in a package, field by field, in words: before it leaves, after it has left, and when one arrives.

use super::facts::{source_label, thing_label};
use super::words::{Time, Words};
use serde_json::{Map, Value};
use turnstone_casework::package::Package;
use turnstone_casework::partner::Field;

/// A package as a page shows it.
pub struct Shown {
    /// Who sends.
    pub from: String,
    /// The fingerprint of the key that signs.
    pub from_key: String,
    /// Who receives.
    pub to: String,
    /// The fingerprint of the key it is sealed to.
    pub to_key: String,
    /// What for.
    pub route: String,
    /// On what it rests.
    pub basis: String,
    /// When it was made.
    pub made: Time,
    /// Until when the recipient may keep it.
    pub delete_by: Time,
    /// Whether it identifies nobody.
    pub notification: bool,
    /// Whether it is made up.
    pub synthetic: bool,
    /// The fields with their values.
    pub fields: Vec<Part>,
    /// The facts as the Human Trafficking Case Data Standard writes them.
    pub htcds: Option<String>,
}

/// A field with its value.
pub struct Part {
    /// Its name.
    pub label: String,
    /// Its value in lines; empty where it is withheld.
    pub text: String,
    /// Whether it can tell who somebody is.
    pub identifying: bool,
    /// Whether its value is shown only after a fresh code.
    pub withheld: bool,
}

/// A package in words. The values of `withheld` fields are not shown.
pub fn shown(words: Words, package: &Package, withheld: &[Field]) -> Shown {
    let mut fields: Vec<Part> = package
        .fields
        .iter()
        .filter(|(field, _)| !withheld.contains(field))
        .map(|(field, value)| part(words, *field, value_text(words, *field, value), false))
        .collect();
    fields.extend(withheld.iter().map(|field| part(words, *field, String::new(), true)));
    let basis = words.label("basis", package.basis.kind.name());
    Shown {
        from: package.from.name.clone(),
        from_key: package.from.fingerprint.clone(),
        to: package.to.name.clone(),
        to_key: package.to.fingerprint.clone(),
        route: words.label("route", package.route.name()),
        basis: package.basis.law.as_ref().map_or_else(|| basis.clone(), |law| format!("{basis}: {law}")),
        made: words.time(package.made_at),
        delete_by: words.day(package.delete_by),
        notification: package.notification,
        synthetic: package.synthetic,
        fields,
        htcds: package.htcds.clone(),
    }
}

fn part(words: Words, field: Field, text: String, withheld: bool) -> Part {
    Part { label: words.label("package", field.name()), text, identifying: field.identifying(), withheld }
}

/// A value in lines of words.
fn value_text(words: Words, field: Field, value: &Value) -> String {
    match (field, value) {
        (Field::Country, Value::String(code)) => words.country(code),
        (Field::Danger | Field::Ongoing, Value::String(say)) => words.label("say", say),
        (Field::Online, Value::String(online)) => words.label("online", online),
        (Field::AgeGroup, Value::String(age)) => words.label("age", age),
        (Field::Facts, Value::Object(facts)) => {
            lines(facts.iter().map(|(fact, truth)| format!("{}: {}", thing_label(words, fact), yes_no(words, truth))))
        }
        (Field::Questions, Value::Object(answers)) => lines(answers.iter().map(|(question, answer)| {
            words.with(
                &format!("incident-{question}-is"),
                "answer",
                &words.label("say", answer.as_str().unwrap_or_default()),
            )
        })),
        (Field::Assertions, Value::Array(statements)) => lines(statements.iter().map(|one| statement(words, one))),
        (Field::Indicators, Value::Array(all)) => lines(all.iter().map(|one| {
            let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
            format!("{}: {}", words.label("indicator", text("kind")), text("value"))
        })),
        (_, Value::Object(map)) => map_text(words, map),
        (_, other) => plain(other),
    }
}

fn statement(words: Words, one: &Value) -> String {
    let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
    let said = match one.get("truth") {
        Some(truth @ Value::Bool(_)) => yes_no(words, truth),
        _ => words.t("statement-takes-back"),
    };
    format!("{}: {said} ({})", thing_label(words, text("fact")), source_label(words, text("said_by")))
}

fn map_text(words: Words, map: &Map<String, Value>) -> String {
    lines(super::report::flat(words, "identity", map).into_iter().map(|said| format!("{}: {}", said.label, said.text)))
}

fn yes_no(words: Words, truth: &Value) -> String {
    words.t(if truth.as_bool() == Some(true) { "say-yes" } else { "say-no" })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use serde_json::json;

    #[test]
    fn values_are_told_in_words() {
        let words = Words { texts: Texts::get("en") };
        let text = |field, value| value_text(words, field, &value);
        assert_eq!(text(Field::Country, json!("BEL")), "Belgium");
        assert_eq!(
            text(Field::Facts, json!({ "means.debt_bondage": true, "means.force": false })),
            "Debt bondage: Yes\nForce: No"
        );
        assert!(text(Field::Questions, json!({ "crime": "yes", "protection": "unknown" })).lines().count() == 2);
        assert_eq!(text(Field::Narrative, json!("<b>one</b>\ntwo")), "<b>one</b>\ntwo");
        assert_eq!(text(Field::Nationality, json!(["KHM", "VNM"])), "KHM, VNM");
    }
}
