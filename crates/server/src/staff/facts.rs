//! The facts of an incident as three-state choices, and what a form changed about them: every change is a statement of its own.

use super::failure::Failure;
use super::fields::Fields;
use super::words::Words;
use turnstone_casework::desk::incidents::{IncidentView, Statement, StatementView};
use turnstone_casework::incident::StatusSaid;
use turnstone_identify::catalogue::shipped_script;
use turnstone_identify::interview::Answer;
use turnstone_model::{Element, Fact, Truth};

/// The elements whose facts are asked for here, in the order of the work. Indicators and sectors come from interviews and lists.
const ELEMENTS: [Element; 8] = [
    Element::Act,
    Element::Means,
    Element::Process,
    Element::Purpose,
    Element::Person,
    Element::Smuggling,
    Element::Circumstance,
    Element::Recruiter,
];

/// Who can have said something: kinds of sources, never names.
pub const SOURCES: [&str; 8] = ["", "reporter", "person", "family", "professional", "police", "document", "partner"];

/// Facts of one element, or those that are known.
pub struct Group {
    /// Its heading.
    pub title: String,
    /// Whether it is open from the start.
    pub open: bool,
    /// The facts.
    pub facts: Vec<Asked>,
}

/// One fact as a choice of three.
pub struct Asked {
    /// The name of the field, and in the statements.
    pub id: String,
    /// What is asked, in words.
    pub label: String,
    /// What yes means; in English only, as the vocabulary has it.
    pub about: &'static str,
    /// yes, no or unknown.
    pub truth: &'static str,
    /// The element it belongs to, where it stands apart from it.
    pub element: String,
}

/// A truth as forms have it.
fn name(truth: Truth) -> &'static str {
    match truth.0 {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// The label of a fact in the language of the page; in English where it has none.
pub fn fact_label(words: Words, fact: Fact) -> String {
    let id = format!("fact-{}", fact.id().replace(['.', '_'], "-"));
    if words.has(&id) { words.t(&id) } else { fact.label().to_owned() }
}

/// The label of what a statement is about: a fact, or a status.
pub fn thing_label(words: Words, thing: &str) -> String {
    match Fact::from_id(thing) {
        Some(fact) => fact_label(words, fact),
        None => words.label("status", thing.strip_prefix("status.").unwrap_or(thing)),
    }
}

/// Who said it, in words: a kind of source, or a user's name.
pub fn source_label(words: Words, said_by: &str) -> String {
    if SOURCES[1..].contains(&said_by) { words.label("source", said_by) } else { said_by.to_owned() }
}

/// What stands of a thing: yes where anybody says yes, else no where anybody says no.
fn standing(statements: &[StatementView], thing: &str) -> Truth {
    let said = statements.iter().filter(|one| one.stands && one.said.fact == thing).map(|one| Truth(one.said.truth));
    said.fold(Truth::UNKNOWN, |all, one| if all.is_yes() { all } else { one })
}

/// What is known first, then every other fact by its element, and the statuses that somebody said.
pub fn groups(words: Words, view: &IncidentView) -> Vec<Group> {
    let mut known = Vec::new();
    let mut others = Vec::new();
    for element in ELEMENTS {
        let title = words.label("element", element.prefix());
        let asked = element.facts().map(|fact| Asked {
            id: fact.id().to_owned(),
            label: fact_label(words, fact),
            about: fact.entry().definition,
            truth: name(standing(&view.statements, fact.id())),
            element: title.clone(),
        });
        others.push(group(title.clone(), asked.collect(), &mut known));
    }
    let title = words.t("element-status");
    let statuses = StatusSaid::ALL.iter().map(|status| Asked {
        id: status.name().to_owned(),
        label: thing_label(words, status.name()),
        about: "",
        truth: name(standing(&view.statements, status.name())),
        element: title.clone(),
    });
    others.push(group(title.clone(), statuses.collect(), &mut known));
    if let (true, Some(first)) = (known.is_empty(), others.first_mut()) {
        first.open = true;
    }
    let mut groups = vec![Group { title: words.t("facts-known"), open: true, facts: known }];
    groups.extend(others);
    groups.retain(|group| !group.facts.is_empty());
    groups
}

/// A group of those facts that are not known; the others go to `known`.
fn group(title: String, facts: Vec<Asked>, known: &mut Vec<Asked>) -> Group {
    let (mut open, there): (Vec<Asked>, Vec<Asked>) = facts.into_iter().partition(|fact| fact.truth == "unknown");
    open.iter_mut().for_each(|fact| fact.element.clear());
    known.extend(there);
    Group { title, open: false, facts: open }
}

/// What a form changed, as statements to be written down.
pub struct Changes {
    /// The statements and retractions.
    pub statements: Vec<Statement>,
    /// Whether something was set to not known that another source says: only that source takes it back.
    pub kept: bool,
}

/// Reads a form of facts: what differs from what its page showed was changed by whoever sent it, whatever happened in between.
///
/// # Errors
/// A choice that is none of the three.
pub fn changes(fields: &Fields, view: &IncidentView, login: &str) -> Result<Changes, Failure> {
    let said_by = fields.text("source").to_owned();
    let by = if said_by.is_empty() { login.to_owned() } else { said_by.clone() };
    let period = Some(fields.text("period").to_owned()).filter(|period| !period.is_empty());
    let (mut statements, mut kept) = (Vec::new(), false);
    for (field, chosen) in fields.iter() {
        let Some(thing) = field.strip_prefix("f.") else { continue };
        if fields.get(&format!("was.{thing}")) == Some(chosen) {
            continue;
        }
        let truth = match chosen {
            "yes" => Some(true),
            "no" => Some(false),
            "unknown" => None,
            _ => return Err(turnstone_casework::CaseworkError::invalid("fact", "yes, no or unknown").into()),
        };
        let stands = |one: &&StatementView| one.stands && one.said.fact == thing;
        match truth {
            Some(_) => {
                // Sent twice, it is said once.
                let said =
                    view.statements.iter().filter(stands).any(|one| one.said.truth == truth && one.said.said_by == by);
                if !said {
                    let statement = Statement {
                        fact: thing.to_owned(),
                        truth,
                        said_by: said_by.clone(),
                        period: period.clone(),
                        retracts: None,
                    };
                    statements.push(statement);
                }
            }
            None => {
                for one in view.statements.iter().filter(stands) {
                    if one.said.said_by == by {
                        statements.push(retraction(one));
                    } else {
                        kept = true;
                    }
                }
            }
        }
    }
    Ok(Changes { statements, kept })
}

/// What takes a statement back.
pub fn retraction(view: &StatementView) -> Statement {
    Statement {
        fact: view.said.fact.clone(),
        truth: None,
        said_by: view.said.said_by.clone(),
        period: None,
        retracts: Some(view.said.id),
    }
}

/// The statements that an answer to a question of the interview makes.
pub fn answered(question: &str, answer: &str, said_by: &str) -> Vec<Statement> {
    let answer = match answer {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        _ => return Vec::new(),
    };
    let Some(question) = shipped_script().questions.iter().find(|known| known.id == question) else {
        return Vec::new();
    };
    let statement = |(fact, truth): &(Fact, Truth)| Statement {
        fact: fact.id().to_owned(),
        truth: truth.0,
        said_by: said_by.to_owned(),
        ..Statement::default()
    };
    question.says(answer).iter().map(statement).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;

    #[test]
    fn every_fact_that_is_asked_for_has_a_name_in_every_language_of_the_site() {
        for texts in Words::all() {
            for fact in ELEMENTS.into_iter().flat_map(Element::facts) {
                let id = format!("fact-{}", fact.id().replace(['.', '_'], "-"));
                assert!(Words { texts }.has(&id), "{}: {id}", texts.tag);
            }
        }
    }

    #[test]
    fn the_english_names_are_those_of_the_vocabulary() {
        let words = Words { texts: Texts::get("en") };
        for fact in ELEMENTS.into_iter().flat_map(Element::facts) {
            assert_eq!(fact_label(words, fact), fact.label());
        }
    }

    #[test]
    fn an_answer_says_what_the_script_says_it_says() {
        let question = shipped_script().questions.iter().find(|question| !question.on_yes.is_empty()).unwrap();
        let statements = answered(&question.id, "yes", "person");
        assert_eq!(statements.len(), question.on_yes.len());
        assert!(statements.iter().all(|statement| statement.said_by == "person" && statement.truth.is_some()));
        assert!(answered(&question.id, "unknown", "person").is_empty());
        assert!(answered("no-such-question", "yes", "person").is_empty());
    }
}
