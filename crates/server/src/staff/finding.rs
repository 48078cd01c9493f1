//! What the definitions make of an incident, in words: what is proposed, which facts made it so, what would decide, and what to ask next.

use super::facts::fact_label;
use super::words::Words;
use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use std::sync::LazyLock;
use turnstone_casework::incident::Finding;
use turnstone_identify::explain::{Step, Term};
use turnstone_identify::instrument::Role;
use turnstone_identify::{Kind, Proof, Proposal};
use turnstone_model::Truth;

/// The interview's questions, worded for each language of the staff's site. Where one lacks a question, English stands in.
static QUESTIONS: LazyLock<Vec<(&'static str, FluentBundle<FluentResource>)>> = LazyLock::new(|| {
    let files = [
        ("en", include_str!("../../../../instruments/locales/en.ftl")),
        ("fr", include_str!("../../../../instruments/locales/fr.ftl")),
    ];
    let read = |(tag, text): (&'static str, &str)| {
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        bundle.set_use_isolating(false);
        (tag, bundle)
    };
    files.into_iter().map(read).collect()
});

/// The wording of a question of the interview.
fn question(words: Words, message: &str) -> String {
    // The script names questions with underscores, the files of words with hyphens.
    let message = &message.replace('_', "-");
    let find = |tag: &str| {
        let (_, bundle) = QUESTIONS.iter().find(|(known, _)| *known == tag)?;
        let pattern = bundle.get_message(message)?.value()?;
        Some(bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
    };
    find(words.texts.tag).or_else(|| find("en")).unwrap_or_else(|| message.clone())
}

/// A finding as a page shows it.
pub struct Shown {
    /// The message of what is proposed.
    pub proposal: &'static str,
    /// danger, caution or nothing.
    pub kind: &'static str,
    /// How it went about.
    pub process: String,
    /// The element tests.
    pub tests: Vec<Test>,
    /// What indicator lists, signs and patterns point to; each a title with what it found.
    pub others: Vec<(String, Vec<String>)>,
    /// The rights that follow, then those that may.
    pub rights: Vec<Right>,
    /// The question to ask next.
    pub next: Option<Next>,
}

/// A definition with its proof.
pub struct Test {
    /// Its title, as the instrument has it.
    pub title: String,
    /// yes, no or not decided, in words.
    pub truth: String,
    /// The colour of that.
    pub kind: &'static str,
    /// Its elements and findings.
    pub steps: Vec<ShownStep>,
}

/// An element or finding of a definition.
pub struct ShownStep {
    /// Its label, as the instrument has it.
    pub label: String,
    /// yes, no or not decided, in words.
    pub truth: String,
    /// The colour of that.
    pub kind: &'static str,
    /// The facts that made it so.
    pub because: String,
    /// What would decide it.
    pub undecided: String,
}

/// A right that follows or may follow.
pub struct Right {
    /// Its title, as the profile has it.
    pub title: String,
    /// What the person may ask for.
    pub text: String,
    /// Where it is laid down.
    pub citation: String,
    /// Whether it was compared with the primary text.
    pub checked: bool,
    /// Whether it follows, or may follow.
    pub follows: bool,
}

/// The question to ask next.
pub struct Next {
    /// Its name in the script.
    pub id: String,
    /// Its wording.
    pub text: String,
    /// Whether a warning belongs before it.
    pub sensitive: bool,
    /// The probability that its answer settles something, in hundredths.
    pub settles: i64,
}

/// The most facts or terms that one line names.
const NAMED: usize = 5;

fn truth(words: Words, truth: Truth) -> (String, &'static str) {
    match truth.0 {
        Some(true) => (words.t("truth-yes"), "caution"),
        Some(false) => (words.t("truth-no"), ""),
        None => (words.t("truth-open"), "accent"),
    }
}

fn listed(words: Words, mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let list = names.join(", ");
    if more == 0 { list } else { format!("{list} {}", words.n("finding-more", i64::try_from(more).unwrap_or(0))) }
}

fn term(words: Words, term: &Term) -> String {
    match term.facts.as_slice() {
        [fact] => fact_label(words, *fact),
        _ => term.label.clone(),
    }
}

fn step(words: Words, step: &Step) -> ShownStep {
    let (label, kind) = truth(words, step.truth);
    ShownStep {
        label: step.label.clone(),
        truth: label,
        kind,
        because: listed(words, step.because.iter().map(|evidence| fact_label(words, evidence.fact)).collect()),
        undecided: listed(words, step.undecided.iter().map(|open| term(words, open)).collect()),
    }
}

fn positive(proof: &Proof) -> Vec<String> {
    let found =
        proof.steps.iter().filter(|step| step.truth.is_yes() && (step.role == Role::Finding || proof.steps.len() > 1));
    found.map(|step| step.label.clone()).collect()
}

/// A finding in words.
pub fn shown(words: Words, finding: &Finding) -> Shown {
    let (proposal, kind) = match finding.proposal {
        Proposal::PossibleVictim => ("proposal-possible", "danger"),
        Proposal::NotDecided => ("proposal-open", "caution"),
        Proposal::NotShown => ("proposal-not-shown", ""),
    };
    let tests = finding.results.element_tests.iter().map(|test| {
        let (label, kind) = truth(words, test.truth());
        Test {
            title: test.proof.title.clone(),
            truth: label,
            kind,
            steps: test.proof.steps.iter().map(|one| step(words, one)).collect(),
        }
    });
    let others = finding.results.proofs().filter(|(kind, _)| *kind != Kind::Elements);
    let others = others.map(|(_, proof)| (proof.title.clone(), positive(proof))).filter(|(_, found)| !found.is_empty());
    Shown {
        proposal,
        kind,
        process: finding.process.as_ref().map_or_else(String::new, |process| {
            words.label("process-reading", &process.reading.label().replace([' ', '-'], "_"))
        }),
        tests: tests.collect(),
        others: others.collect(),
        rights: finding
            .rights
            .iter()
            .map(|right| Right {
                title: right.title.clone(),
                text: right.text.clone(),
                citation: right.citation.clone(),
                checked: right.checked_against_primary,
                follows: right.follows,
            })
            .collect(),
        next: finding.next.as_ref().map(|next| Next {
            id: next.id.clone(),
            text: question(words, &next.message),
            sensitive: next.sensitive,
            settles: (next.settles * 100.0).round() as i64,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Texts;
    use turnstone_casework::incident::finding;
    use turnstone_model::Facts;

    #[test]
    fn a_finding_is_proposed_in_the_language_of_the_page() {
        for tag in ["en", "fr"] {
            let words = Words { texts: Texts::get(tag) };
            let shown = shown(words, &finding(&Facts::default(), "international").unwrap());
            assert_eq!(shown.proposal, "proposal-open");
            let next = shown.next.unwrap();
            assert!(!next.text.starts_with("q-") && next.text.len() > 10, "{}", next.text);
            assert!(shown.tests.iter().any(|test| test.steps.iter().any(|step| !step.undecided.is_empty())));
        }
    }
}
