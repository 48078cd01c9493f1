//! The guide "How Turnstone decides": every instrument in words, made from its file, so that it cannot drift from it.

use crate::assumption::Assumption;
use crate::explain::UNCHECKED;
use crate::expression::Expression;
use crate::instrument::{Concern, Instrument, Kind, Named, Role};
use crate::profile::Profile;
use turnstone_model::Fact;

/// The guide as Markdown.
pub fn guide(instruments: &[Instrument], profiles: &[Profile], assumptions: &[Assumption]) -> String {
    let mut text = INTRODUCTION.to_owned();
    for kind in Kind::ALL {
        let of_kind: Vec<&Instrument> = instruments.iter().filter(|i| i.kind == kind).collect();
        if of_kind.is_empty() {
            continue;
        }
        text += &format!("\n## {}\n\n{}\n", kind.label(), about(kind));
        of_kind.into_iter().for_each(|instrument| text += &chapter(instrument));
    }
    text += "\n## Formal status\n\nWhether somebody *is* a victim of trafficking is decided by an authority under its law. A record keeps every such \
             decision with who decided, when, and on what basis. No instrument sets it, changes it or adds it to a result.\n";
    text += "\n## Which tests apply where, and what follows\n\nA right is listed as following when its condition holds, and as one that may follow \
             while the condition is not decided.\n";
    profiles.iter().for_each(|profile| text += &profile_chapter(profile, instruments));
    text += "\n## Assumptions\n\nNothing is assumed unless somebody names the assumption. It then fills only what nobody recorded, and every \
             number that may rest on it carries its name.\n\n";
    for assumption in assumptions {
        text += &format!("- **{}** (`{}`): {}\n", assumption.statement, assumption.name, one_line(&assumption.why));
    }
    text
}

const INTRODUCTION: &str = "# How Turnstone decides

<!-- Made from the files in `instruments/` by a test, which fails when this page and the files differ. -->

This page says, for each definition and list that Turnstone applies, what has to be recorded for a result. It is made from the
same files that the program reads. No programming is needed to check it.

How to read it:

- A *fact* is recorded as yes, as no, or not at all. Not recorded is never no.
- A result is **yes** when what is recorded makes it so, whatever the rest may be; **no** when what is recorded excludes it;
  and **not decided** otherwise. The program then names what would decide it.
- Consent is recorded and never used: no rule below mentions it.
- For a child no means is needed. Where the age is not settled, no rule that would protect a child comes to a no for want of means.
- The four kinds of result below are never added up or turned into a score.
- Nothing here is a decision about a person, and nothing here is legal advice.
";

fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::Elements => {
            "Whether what is recorded shows the elements of a definition. Trafficking and smuggling are tested side by side; both can hold."
        }
        Kind::Dimensions => {
            "Indicators are counted inside each dimension by their strength. A dimension is positive or not; there is no total."
        }
        Kind::Signs => {
            "Signs are there or not. There is no rule that adds them up, and the absence of one proves nothing."
        }
        Kind::Pattern => {
            "A prompt says that a known pattern may be at work and that somebody should look. It is no finding. The innocent readings are part of it."
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn checked(checked: bool) -> String {
    if checked { "checked against the primary text".to_owned() } else { UNCHECKED.to_owned() }
}

fn chapter(instrument: &Instrument) -> String {
    let mut text = format!("\n### {}\n\n", instrument.title);
    let concern = match (instrument.kind, instrument.concern) {
        (Kind::Elements, Concern::Trafficking) => "Trafficking. ",
        (Kind::Elements, Concern::Smuggling) => "Smuggling. ",
        _ => "",
    };
    text += &format!(
        "`{}`, version {}. {concern}{}. As a whole {}.\n\nSource: {}\n",
        instrument.id,
        instrument.version,
        instrument.jurisdiction,
        checked(instrument.checked_against_primary),
        one_line(&instrument.citation),
    );
    if !instrument.note.is_empty() {
        text += &format!("\n{}\n", one_line(&instrument.note));
    }
    for (_, finding) in instrument.of_role(Role::Finding) {
        text += &format!(
            "\n**{}** ({}). {}\n\n- Yes when {}.\n- No when {}.\n",
            finding.label,
            checked(finding.checked_against_primary),
            one_line(&finding.text),
            sentence(instrument, &finding.expression, true),
            sentence(instrument, &finding.expression, false),
        );
    }
    for (_, element) in instrument.of_role(Role::Element) {
        text += &part(instrument, element);
    }
    let definitions: Vec<&Named> = instrument.of_role(Role::Definition).map(|(_, named)| named).collect();
    if !definitions.is_empty() {
        text += "\nTerms used above:\n\n";
        for named in definitions {
            let about = if named.text.is_empty() { String::new() } else { format!(" {}", one_line(&named.text)) };
            text += &format!(
                "- *{}*:{about} Counts when {}.\n",
                named.label,
                sentence(instrument, &named.expression, true)
            );
        }
    }
    if !instrument.contested.is_empty() {
        text += "\nWhere others read it differently:\n\n";
        for (name, how) in &instrument.contested {
            let label = instrument.name(name).map(|named| named.label.clone());
            let label = label.or_else(|| Fact::from_id(name).map(|fact| fact.label().to_owned()));
            text += &format!("- *{}*: {}\n", label.unwrap_or_else(|| name.clone()), one_line(how));
        }
    }
    if !instrument.innocent_readings.is_empty() {
        text += "\nInnocent readings of the same facts:\n\n";
        instrument.innocent_readings.iter().for_each(|reading| text += &format!("- {}\n", one_line(reading)));
    }
    text
}

fn part(instrument: &Instrument, element: &Named) -> String {
    let describes = if element.describes_only { " It only describes: no finding rests on it." } else { "" };
    format!(
        "\n*{}* ({}).{describes} {}\n\n- Yes when {}.\n",
        element.label,
        checked(element.checked_against_primary),
        one_line(&element.text),
        sentence(instrument, &element.expression, true),
    )
}

fn profile_chapter(profile: &Profile, instruments: &[Instrument]) -> String {
    let title = |id: &String| instruments.iter().find(|i| i.id == *id).map_or(id.clone(), |i| i.title.clone());
    let applies: Vec<String> = profile.instruments.iter().map(title).collect();
    let means = if profile.means_required { "A means is needed for an adult." } else { "No means is needed." };
    let mut text = format!(
        "\n### {}\n\n`{}`, version {}. {means} A child is anybody under {}. Tests that apply: {}.\n",
        profile.title,
        profile.id,
        profile.version,
        profile.child_under,
        applies.join("; "),
    );
    if !profile.note.is_empty() {
        text += &format!("\n{}\n", one_line(&profile.note));
    }
    text += "\n| What may be asked for | When | Source |\n|---|---|---|\n";
    for right in &profile.rights {
        text += &format!(
            "| **{}** {} | {} | {} ({}) |\n",
            right.title,
            one_line(&right.text),
            profile.condition_in_words(right, instruments),
            one_line(&right.citation),
            checked(right.checked_against_primary),
        );
    }
    text
}

/// An expression in words: what makes it yes, or what makes it no.
fn sentence(instrument: &Instrument, expression: &Expression, yes: bool) -> String {
    in_words(expression, yes, &|name| instrument.names[name].label.clone())
}

/// An expression in words; `label` gives those of names.
pub(crate) fn in_words(expression: &Expression, yes: bool, label: &impl Fn(usize) -> String) -> String {
    let said = |name: String| if yes { format!("*{name}*") } else { format!("*{name}* is a no") };
    match expression {
        Expression::Fact(fact) => said(fact.label().to_owned()),
        Expression::Name(name) => said(label(*name)),
        Expression::Not(inner) => in_words(inner, !yes, label),
        Expression::And(parts) => joined(parts, yes, label, if yes { " and " } else { " or " }),
        Expression::Or(parts) => joined(parts, yes, label, if yes { " or " } else { " and " }),
        Expression::Group { n, of } => {
            let names: Vec<String> = of.iter().map(|part| in_words(part, true, label)).collect();
            let names = names.join(", ");
            match (yes, *n, of.len()) {
                (_, _, 1) => in_words(&of[0], yes, label),
                (true, 1, _) => format!("at least one of these holds: {names}"),
                (true, n, _) => format!("at least {n} of these hold: {names}"),
                (false, 1, _) => format!("every one of these is a no: {names}"),
                (false, n, all) => format!("at least {} of these are a no: {names}", all - n + 1),
            }
        }
    }
}

fn joined(parts: &[Expression], yes: bool, label: &impl Fn(usize) -> String, word: &str) -> String {
    let part = |part: &Expression| {
        let text = in_words(part, yes, label);
        match part {
            Expression::Fact(_) | Expression::Name(_) => text,
            Expression::Group { of, .. } if of.len() == 1 => text,
            _ => format!("({text})"),
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Scope, resolve};
    use crate::parse::parse;

    fn words(text: &str, yes: bool) -> String {
        let names = [("act".to_owned(), 0), ("means".to_owned(), 1)];
        let expression = resolve(&parse(text).unwrap(), Scope { names: &names, barred: &[] }).unwrap();
        in_words(&expression, yes, &|name| ["Act", "Means"][name].to_owned())
    }

    #[test]
    fn a_no_is_said_by_what_excludes_the_yes() {
        assert_eq!(words("act and (person.child or means)", true), "*Act* and (*Child* or *Means*)");
        let no = "*Act* is a no or (*Child* is a no and *Means* is a no)";
        assert_eq!(words("act and (person.child or means)", false), no);
        let two = "count(act, means, person.child) >= 2";
        assert_eq!(words(two, true), "at least 2 of these hold: *Act*, *Means*, *Child*");
        assert_eq!(words(two, false), "at least 2 of these are a no: *Act*, *Means*, *Child*");
        assert_eq!(words("not act", true), "*Act* is a no");
    }
}
