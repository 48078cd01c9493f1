//! What a finding looks like in the document. The types themselves are those of `turnstone-identify`, which knows nothing of an interface;
//! that every finding has this shape is tested with findings that were answered.

use serde::Serialize;
use std::borrow::Cow;
use turnstone_casework::incident::Finding;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// A finding, as it is answered.
#[derive(Serialize)]
#[serde(transparent)]
pub struct FindingView(pub Finding);

impl PartialSchema for FindingView {
    fn schema() -> RefOr<Schema> {
        Shape::schema()
    }
}

impl ToSchema for FindingView {
    fn name() -> Cow<'static, str> {
        Shape::name()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Shape::schemas(schemas);
    }
}

macro_rules! shapes {
    ($($(#[$about:meta])* $name:ident as $written:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$about])*
            #[derive(ToSchema)]
            #[schema(as = $written)]
            #[expect(dead_code, reason = "only its description is used")]
            struct $name { $($(#[$doc])* $field: $type,)* }
        )*
    };
}

shapes! {
    /// What the definitions of a place make of the facts of one incident. It is proposed to a person, who decides.
    Shape as Finding {
        /// The profile.
        profile: String,
        /// Its title.
        profile_title: String,
        /// The proofs, by kind of result.
        results: Results,
        /// What is proposed: `possible_victim`, `not_decided` or `not_shown`.
        proposal: String,
        /// The same in words.
        proposal_words: String,
        /// The rights that follow, then those that may follow.
        rights: Vec<Right>,
        /// How the trafficking went about. It changes no finding.
        process: Option<Process>,
        /// The question to ask next.
        next: Option<NextQuestion>,
    }

    /// Proofs, by kind of result. Nothing adds them up.
    Results as FindingResults {
        /// Legal and scholarly definitions.
        element_tests: Vec<ElementTest>,
        /// Indicator dimensions.
        dimensions: Vec<Proof>,
        /// Lists of signs.
        signs: Vec<Proof>,
        /// Prompts to look closer.
        prompts: Vec<Prompt>,
    }

    /// What a definition comes to.
    ElementTest as ElementTest {
        /// `trafficking` or `smuggling`.
        concern: String,
        /// The instrument.
        instrument: String,
        /// Its title.
        title: String,
        /// Its version.
        version: String,
        /// Where the definition is published.
        citation: String,
        /// Whether all of it was compared with the primary text.
        checked_against_primary: bool,
        /// The assumptions that it rests on; none here.
        assumptions: Vec<Assumed>,
        /// Elements, then findings.
        steps: Vec<Step>,
    }

    /// What an instrument finds, and why.
    Proof as Proof {
        /// The instrument.
        instrument: String,
        /// Its title.
        title: String,
        /// Its version.
        version: String,
        /// Where the definition is published.
        citation: String,
        /// Whether all of it was compared with the primary text.
        checked_against_primary: bool,
        /// The assumptions that it rests on; none here.
        assumptions: Vec<Assumed>,
        /// Elements, then findings.
        steps: Vec<Step>,
    }

    /// A pattern that asks for a closer look.
    Prompt as Prompt {
        /// What else the same facts may mean.
        innocent_readings: Vec<String>,
        /// The instrument.
        instrument: String,
        /// Its title.
        title: String,
        /// Its version.
        version: String,
        /// Where the definition is published.
        citation: String,
        /// Whether all of it was compared with the primary text.
        checked_against_primary: bool,
        /// The assumptions that it rests on; none here.
        assumptions: Vec<Assumed>,
        /// Elements, then findings.
        steps: Vec<Step>,
    }

    /// An assumption.
    Assumed as Assumed {
        /// Its name.
        name: String,
        /// What is assumed.
        statement: String,
    }

    /// One element or finding of a proof.
    Step as ProofStep {
        /// Its name.
        name: String,
        /// `definition`, `element` or `finding`.
        role: String,
        /// Its label.
        label: String,
        /// `yes`, `no` or `unknown`.
        truth: String,
        /// Whether it only describes.
        describes_only: bool,
        /// The facts that make it so.
        because: Vec<Evidence>,
        /// Where it is unknown, what would decide it.
        undecided: Vec<Term>,
    }

    /// A fact that a step rests on.
    Evidence as Evidence {
        /// The fact.
        fact: String,
        /// Its label.
        label: String,
        /// `yes` or `no`.
        truth: String,
        /// The term of the definition it counts as.
        counts_as: Option<String>,
        /// The assumption that says so; none here.
        assumed: Option<String>,
    }

    /// What would decide a step.
    Term as Term {
        /// Its name.
        name: String,
        /// A label for people.
        label: String,
        /// The facts it stands for.
        facts: Vec<String>,
    }

    /// A right as it stands for one person.
    Right as Right {
        /// Its short name.
        id: String,
        /// Its title.
        title: String,
        /// What the person may ask for.
        text: String,
        /// Where it is laid down.
        citation: String,
        /// Whether this was compared with the primary text.
        checked_against_primary: bool,
        /// Whether it follows, or may follow.
        follows: bool,
    }

    /// How the trafficking went about.
    Process as Process {
        /// `traditional`, `technology_driven`, `both` or `unknown`.
        reading: String,
        /// The instrument it is read from.
        instrument: String,
        /// The traditional process.
        traditional: Step,
        /// The technology-driven process.
        technology: Step,
    }

    /// The question whose answer is expected to settle most.
    NextQuestion as NextQuestion {
        /// Its short name.
        id: String,
        /// The message of its wording.
        message: String,
        /// The stage it belongs to.
        stage: String,
        /// Whether a warning is given before it.
        sensitive: bool,
        /// By how many bits its answer is expected to lessen what is open.
        gain: f64,
        /// The probability that its answer settles something.
        settles: f64,
        /// What a yes would record: facts, and whether they hold.
        on_yes: Vec<(String, bool)>,
        /// What a no would record.
        on_no: Vec<(String, bool)>,
    }
}
