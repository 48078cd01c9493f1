//! What the definitions that apply at a place make of an incident's facts: proofs, a proposal, rights, the process, and the
//! question that would settle most.
//!
//! Instruments, profiles and the script of the interview are those of `turnstone-identify`. Everything here is proposed to a
//! named person, who decides.

use super::AgeSaid;
use super::assertion::{Assertions, DatedAssertion};
use serde::Serialize;
use turnstone_identify::catalogue::shipped_script;
use turnstone_identify::diagram::Rates;
use turnstone_identify::interview::{Interview, Order};
use turnstone_identify::profile::RightFollowing;
use turnstone_identify::{Catalogue, CatalogueError, Instrument, Kind, Process, Proposal, Results, process};
use turnstone_model::record::settled;
use turnstone_model::vocabulary::PersonFact;
use turnstone_model::{Assertion, Fact, Facts, Truth};

/// The profile that applies where a place has none of its own.
pub const INTERNATIONAL: &str = "international";
/// The instrument that the process of a case is read from.
const PROCESS_FROM: &str = "contemporary-2013";
/// How likely a fact is taken to hold that nobody has recorded, when questions are weighed. Of over 160 facts few hold of
/// one person; the order of questions depends on it, no finding does.
const RATE: f64 = 0.1;

/// The facts of an incident, from the statements that stand: yes where any source says yes, else no where any says no.
///
/// What is said of a status is no fact: it is shown beside the finding and is never an input of it.
pub fn identify_facts(assertions: &Assertions) -> Facts {
    let as_model = |one: &DatedAssertion| Fact::from_id(&one.fact).map(|fact| one.as_model(fact));
    let standing: Vec<Assertion> = assertions.standing().into_iter().filter_map(as_model).collect();
    settled(&standing)
}

/// The facts with what the assessment says of the age.
///
/// Where the assessment and a statement contradict each other, the age is not settled: `person.child` is then unknown and
/// `person.age_disputed` holds, so that no rule that protects a child comes to a no.
pub fn with_age(facts: &Facts, age: AgeSaid) -> Facts {
    let mut facts = *facts;
    let disputed = Fact::Person(PersonFact::AgeDisputed);
    let said = match age {
        AgeSaid::Child => Truth::YES,
        AgeSaid::Adult => Truth::NO,
        AgeSaid::Unknown => return facts,
        AgeSaid::Disputed => {
            facts.set(disputed, Truth::YES);
            if facts.get(Fact::CHILD).is_no() {
                facts.set(Fact::CHILD, Truth::UNKNOWN);
            }
            return facts;
        }
    };
    let recorded = facts.get(Fact::CHILD);
    if recorded.is_unknown() {
        facts.set(Fact::CHILD, said);
    } else if recorded != said {
        facts.set(Fact::CHILD, Truth::UNKNOWN);
        facts.set(disputed, Truth::YES);
    }
    facts
}

/// What the definitions of a place make of the facts of one incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The profile.
    pub profile: String,
    /// Its title.
    pub profile_title: String,
    /// The proofs, by kind of result.
    pub results: Results,
    /// What the machine proposes.
    pub proposal: Proposal,
    /// The same in words.
    pub proposal_words: &'static str,
    /// The rights that follow, then those that may follow.
    pub rights: Vec<RightFollowing>,
    /// How the trafficking went about. It changes no finding.
    pub process: Option<Process>,
    /// The question to ask next; none when everything is settled or nothing is left that would help.
    pub next: Option<NextQuestion>,
}

/// The question whose answer is expected to settle most.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NextQuestion {
    /// Its short name in the script.
    pub id: String,
    /// The message of its wording in `instruments/locales`.
    pub message: String,
    /// The stage it belongs to.
    pub stage: String,
    /// Whether a warning is given before it.
    pub sensitive: bool,
    /// By how many bits its answer is expected to lessen what is open.
    pub gain: f64,
    /// The probability that its answer settles at least one open finding.
    pub settles: f64,
    /// What a yes would record: facts, and whether they hold.
    pub on_yes: Vec<(&'static str, bool)>,
    /// What a no would record.
    pub on_no: Vec<(&'static str, bool)>,
}

/// A proposal in words that leave the decision where it belongs.
pub fn proposal_words(proposal: Proposal) -> &'static str {
    match proposal {
        Proposal::PossibleVictim => {
            "Proposed: possible victim. At least one definition of trafficking is met by what is recorded. A person decides."
        }
        Proposal::NotDecided => {
            "Proposed: not decided. What is recorded neither meets nor excludes the definitions. Protect while it is open."
        }
        Proposal::NotShown => {
            "Proposed: not shown. What is recorded excludes every definition that applies. It is no proof that nothing happened."
        }
    }
}

/// Applies the shipped definitions of a profile to facts.
///
/// The element tests are those of the profile; indicator lists, signs and prompts to look apply everywhere.
///
/// **Cost** That of one explanation an instrument, and of weighing every question of the script.
///
/// # Errors
/// [`CatalogueError`] when there is no such profile; it lists those there are.
pub fn finding(facts: &Facts, profile_id: &str) -> Result<Finding, CatalogueError> {
    let catalogue = Catalogue::shipped();
    let profile = catalogue.profile(profile_id)?;
    let tests = profile.instruments.iter().map(|id| catalogue.get(id)).collect::<Result<Vec<&Instrument>, _>>()?;
    let others = catalogue.instruments.iter().filter(|instrument| instrument.kind != Kind::Elements);
    let all: Vec<&Instrument> = tests.iter().copied().chain(others).collect();
    let results = Results::of(&all, &[], facts);
    let proposal = results.proposal();
    Ok(Finding {
        profile: profile.id.clone(),
        profile_title: profile.title.clone(),
        proposal,
        proposal_words: proposal_words(proposal),
        rights: profile.rights_of(facts, &catalogue.instruments),
        process: process(catalogue.get(PROCESS_FROM)?, &[], facts),
        next: next_question(&tests, facts),
        results,
    })
}

fn next_question(tests: &[&Instrument], facts: &Facts) -> Option<NextQuestion> {
    let script = shipped_script();
    let mut rates = Rates::uniform();
    Fact::all().for_each(|fact| rates.set(fact, RATE));
    let next = Interview::new(script, tests, facts, rates, Order::MostSettling)?.next()?;
    let question = &script.questions[next.question];
    let says = |said: &[(Fact, Truth)]| said.iter().map(|(fact, truth)| (fact.id(), truth.is_yes())).collect();
    Some(NextQuestion {
        message: format!("q-{}", question.id),
        stage: script.stages.get(question.stage).map(|stage| stage.id.clone()).unwrap_or_default(),
        sensitive: question.sensitive,
        gain: next.gain,
        settles: next.settles,
        on_yes: says(&question.on_yes),
        on_no: says(&question.on_no),
        id: question.id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::assertion::tests::{ledgers, say};
    use super::*;
    use proptest::prelude::*;

    fn facts(said: &[(&str, bool)]) -> Facts {
        let mut all = Assertions::default();
        for (n, (fact, truth)) in said.iter().enumerate() {
            all.push(say(n as u8, fact, *truth, "caller", 0)).unwrap();
        }
        identify_facts(&all)
    }

    #[test]
    fn a_finding_proposes_with_its_proof_and_asks_on() {
        let open = finding(&facts(&[]), INTERNATIONAL).unwrap();
        assert_eq!(open.proposal, Proposal::NotDecided);
        // Safety is asked first, whatever is open.
        assert_eq!(open.next.as_ref().map(|next| next.stage.as_str()), Some("safety"));
        let shown =
            [("act.harbouring", true), ("purpose.servitude", true), ("means.deception", true), ("person.child", false)];
        let met = finding(&facts(&shown), INTERNATIONAL).unwrap();
        assert_eq!(met.proposal, Proposal::PossibleVictim);
        assert!(met.rights.iter().any(|right| right.id == "assistance" && right.follows));
        let test = &met.results.element_tests[0];
        assert!(test.proof.steps.iter().any(|step| step.because.iter().any(|e| e.fact.id() == "means.deception")));
        for finding in [&open, &met] {
            assert!(finding.proposal_words.starts_with("Proposed: "));
            serde_json::to_string(finding).unwrap();
        }
    }

    #[test]
    fn the_process_is_read_and_changes_nothing() {
        let with = finding(&facts(&[("process.exploitation_streamed", true)]), INTERNATIONAL).unwrap();
        let without = finding(&facts(&[]), INTERNATIONAL).unwrap();
        let reading = with.process.map(|process| process.reading.label());
        assert_eq!(reading, Some("technology-driven"));
        assert_eq!(with.proposal, without.proposal);
    }

    #[test]
    fn a_profile_that_is_not_there_is_answered_with_those_that_are() {
        let error = finding(&Facts::default(), "belgum").unwrap_err().to_string();
        assert!(error.contains("Did you mean `belgium`?"), "{error}");
    }

    #[test]
    fn every_profile_gives_a_finding() {
        for profile in &Catalogue::shipped().profiles {
            assert_eq!(
                finding(&Facts::default(), &profile.id).unwrap().proposal,
                Proposal::NotDecided,
                "{}",
                profile.id
            );
        }
    }

    #[test]
    fn contradictions_about_the_age_never_lose_the_child() {
        let child = |facts: &Facts| (facts.get(Fact::CHILD), facts.get(Fact::Person(PersonFact::AgeDisputed)));
        let (none, minor, major) = (facts(&[]), facts(&[("person.child", true)]), facts(&[("person.child", false)]));
        let (yes, no, unknown) = (Truth::YES, Truth::NO, Truth::UNKNOWN);
        for (recorded, age, expected) in [
            (&none, AgeSaid::Child, (yes, unknown)),
            (&none, AgeSaid::Adult, (no, unknown)),
            (&none, AgeSaid::Unknown, (unknown, unknown)),
            (&none, AgeSaid::Disputed, (unknown, yes)),
            (&minor, AgeSaid::Child, (yes, unknown)),
            (&minor, AgeSaid::Adult, (unknown, yes)),
            (&minor, AgeSaid::Unknown, (yes, unknown)),
            (&minor, AgeSaid::Disputed, (yes, yes)),
            (&major, AgeSaid::Child, (unknown, yes)),
            (&major, AgeSaid::Adult, (no, unknown)),
            (&major, AgeSaid::Unknown, (no, unknown)),
            (&major, AgeSaid::Disputed, (unknown, yes)),
        ] {
            assert_eq!(child(&with_age(recorded, age)), expected, "{age} on {}", recorded.get(Fact::CHILD));
        }
    }

    proptest! {
        #[test]
        fn a_yes_that_stands_is_a_yes_and_a_status_is_no_fact(ledger in ledgers()) {
            let mut all = Assertions::default();
            ledger.into_iter().for_each(|one| { let _ = all.push(one); });
            let facts = identify_facts(&all);
            for fact in Fact::all() {
                let said: Vec<bool> = all.standing().iter().filter(|one| one.fact == fact.id()).filter_map(|one| one.truth).collect();
                let expected = if said.contains(&true) { Truth::YES } else if said.is_empty() { Truth::UNKNOWN } else { Truth::NO };
                prop_assert_eq!(facts.get(fact), expected);
            }
        }
    }
}
