//! An incident: what an analyst makes of a report. Two independent questions, a classification beside the reporter's, and
//! what is known so far.
//!
//! Who said what and when is in [`assertion`], what the definitions make of it in [`finding`](mod@finding). Where an incident
//! can be referred to is proposed by [`crate::triage`]; what may leave is decided in [`crate::basis`].

pub mod assertion;
pub mod finding;

pub use assertion::{AssertionError, Assertions, DatedAssertion, StatusSaid};
pub use finding::{Finding, NextQuestion, finding, identify_facts, with_age};

use crate::closed::closed;
use crate::form::{FormError, Online, Problem, ReportForm, Say, TEXT_LIMIT, check_text, is_country};
use crate::triage::{IncidentFacts, Route};
use serde::{Deserialize, Serialize};
use std::fmt;

closed! {
    /// What is said of a person's age.
    #[derive(Default)]
    AgeSaid "what is said of an age":
    /// Under 18.
    Child "child", "Child", "Said to be under 18.";
    /// 18 or over.
    Adult "adult", "Adult", "Said to be 18 or over, and nobody doubts it.";
    /// Contradicted or doubted.
    Disputed "disputed", "Disputed", "Some say child and some say adult, or the age is doubted.";
    /// Not said.
    #[default]
    Unknown "unknown", "Not known", "Nobody has said.";
}

impl AgeSaid {
    /// Whether the person is protected like a child: everybody who is not known to be an adult.
    ///
    /// An age that is not settled is treated as a child's for protection, and an age nobody has said is not settled. It
    /// opens the way to protection only: what is needed to settle an age, and whom the police hear of, is not changed by it.
    pub fn protects_as_child(self) -> bool {
        self != AgeSaid::Adult
    }
}

closed! {
    /// What an incident is, by the reporter's word or the analyst's. Which law it falls under is said beside it.
    IncidentClass "a class of incident":
    /// Trafficking for sexual exploitation.
    SexualExploitation "sexual_exploitation", "Trafficking for sexual exploitation", "Somebody is brought into or kept in prostitution or another form of sexual exploitation.";
    /// Trafficking of a child for sex.
    ChildSexTrafficking "child_sex_trafficking", "Child sex trafficking", "A child is sold or offered for sex.";
    /// A child is approached online.
    OnlineEnticement "online_enticement", "Online enticement of a child", "Somebody approaches a child online for sexual acts or pictures.";
    /// A child is abused by travellers.
    ChildSexTourism "child_sex_tourism", "Child sex tourism", "Somebody travels to abuse a child sexually.";
    /// Abuse of a child shown online.
    ChildAbuseOnline "child_abuse_online", "Sexual abuse of a child, online", "Abuse of a child is shown, streamed or sold online.";
    /// Forced labour.
    ForcedLabour "forced_labour", "Forced labour", "Somebody has to work and cannot leave.";
    /// Servitude in a household.
    DomesticServitude "domestic_servitude", "Domestic servitude", "Somebody is kept as a servant in a household.";
    /// Made to commit offences.
    ForcedCriminality "forced_criminality", "Forced criminality", "Somebody is made to break the law, such as to defraud people online.";
    /// Made to beg.
    ForcedBegging "forced_begging", "Forced begging", "Somebody is made to beg.";
    /// Forced marriage.
    ForcedMarriage "forced_marriage", "Forced marriage", "Somebody is made to marry, or kept in a marriage.";
    /// Removal of organs.
    OrganRemoval "organ_removal", "Removal of organs", "Somebody is brought to give an organ.";
    /// Smuggling of migrants.
    Smuggling "smuggling", "Smuggling of migrants", "Somebody is taken across a border for money. It can turn into trafficking.";
    /// Bad work, no force.
    WorkRights "work_rights", "Rights at work", "Pay, hours or safety are not as the law has them; nothing points to force.";
    /// Another crime.
    OtherCrime "other_crime", "Another crime", "Another crime may have happened.";
    /// Another need.
    OtherNeed "other_need", "Another need", "Somebody needs help for another reason.";
    /// Not clear.
    Unclear "unclear", "Not clear", "What is known does not say.";
}

/// The two questions, asked apart from each other as Cybertip.ca asks them. Each answer has its reason.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TwoQuestions {
    /// May a crime have happened? Then police or another authority.
    pub crime: Say,
    /// Why the answer is that.
    pub crime_reason: String,
    /// May somebody need protection? Then child welfare, the referral mechanism or a shelter.
    pub protection: Say,
    /// Why the answer is that.
    pub protection_reason: String,
}

/// Says the answers and nothing of the reasons.
impl fmt::Debug for TwoQuestions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TwoQuestions(crime {}, protection {})", self.crime, self.protection)
    }
}

impl TwoQuestions {
    /// The ways that follow: none where both are no, which is a normal outcome with its two reasons.
    pub fn routes(&self) -> Vec<Route> {
        let ways = [(self.crime, Route::Police), (self.protection, Route::Protection)];
        ways.into_iter().filter(|(answer, _)| *answer == Say::Yes).map(|(_, route)| route).collect()
    }

    /// Whether both are answered with yes or no.
    pub fn are_answered(&self) -> bool {
        self.crime != Say::Unknown && self.protection != Say::Unknown
    }

    /// Checks that each answer has its reason, a no and a not-known too.
    ///
    /// # Errors
    /// The first reason that is missing or cannot be taken.
    pub fn check(&self) -> Result<(), FormError> {
        for (field, reason) in [("crime_reason", &self.crime_reason), ("protection_reason", &self.protection_reason)] {
            if reason.trim().is_empty() {
                return Err(FormError { field, problem: Problem::Empty });
            }
            check_text(field, reason, TEXT_LIMIT)?;
        }
        Ok(())
    }
}

/// What an analyst makes of an incident. The reporter's own words stay in the report.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Assessment {
    /// The two questions.
    pub questions: TwoQuestions,
    /// The person's age, as far as it is said.
    pub age: AgeSaid,
    /// Whether anybody is in danger now.
    pub danger_now: Say,
    /// Whether it goes on.
    pub ongoing: Say,
    /// Whether technology or the internet drives a part of it.
    pub technology: Say,
    /// Where, in words.
    pub place_text: String,
    /// In which country, ISO 3166-1 alpha-3: a guess of the jurisdiction.
    pub country: Option<String>,
    /// What the reporter said it is.
    pub public_class: Option<IncidentClass>,
    /// What the analyst says it is, which may correct the reporter and never replaces it.
    pub analyst_class: Option<IncidentClass>,
    /// The law the analyst's classification rests on.
    pub legal_basis: String,
}

/// Says the answers and nothing that was written.
impl fmt::Debug for Assessment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Assessment({:?}, age {})", self.questions, self.age)
    }
}

impl Assessment {
    /// What a form proposes for the first incident of its report: what was said, with both questions open.
    pub fn proposed(form: &ReportForm) -> Assessment {
        Assessment {
            age: match form.child {
                Say::Yes => AgeSaid::Child,
                Say::No => AgeSaid::Adult,
                Say::Unknown => AgeSaid::Unknown,
            },
            danger_now: form.danger_now,
            ongoing: form.ongoing,
            technology: match form.online {
                Online::Online | Online::Both => Say::Yes,
                Online::Offline => Say::No,
                Online::Unknown => Say::Unknown,
            },
            place_text: form.place_text.clone(),
            country: form.country.clone(),
            public_class: form.class,
            ..Assessment::default()
        }
    }

    /// Checks everything that was written.
    ///
    /// # Errors
    /// The first answer that cannot be taken.
    pub fn check(&self) -> Result<(), FormError> {
        self.questions.check()?;
        check_text("place_text", &self.place_text, TEXT_LIMIT)?;
        check_text("legal_basis", &self.legal_basis, TEXT_LIMIT)?;
        if self.country.as_deref().is_some_and(|code| !is_country(code)) {
            return Err(FormError { field: "country", problem: Problem::Country });
        }
        Ok(())
    }

    /// What the rules for destinations look at.
    pub fn facts(&self) -> IncidentFacts {
        let located = !self.place_text.trim().is_empty() || self.country.is_some();
        IncidentFacts {
            crime: self.questions.crime,
            protection: self.questions.protection,
            age: self.age,
            danger_now: self.danger_now,
            ongoing: self.ongoing,
            technology: self.technology,
            located: if located { Say::Yes } else { Say::Unknown },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(crime: Say, protection: Say) -> TwoQuestions {
        let reason = || "zebra".to_owned();
        TwoQuestions { crime, crime_reason: reason(), protection, protection_reason: reason() }
    }

    #[test]
    fn the_two_questions_are_independent_and_neither_is_an_outcome() {
        use Say::*;
        assert_eq!(questions(Yes, Yes).routes(), [Route::Police, Route::Protection]);
        assert_eq!(questions(Yes, No).routes(), [Route::Police]);
        assert_eq!(questions(Unknown, Yes).routes(), [Route::Protection]);
        assert_eq!(questions(No, No).routes(), []);
        assert!(questions(No, No).are_answered() && !questions(No, Unknown).are_answered());
    }

    #[test]
    fn every_answer_needs_its_reason() {
        let mut answers = questions(Say::No, Say::No);
        assert_eq!(answers.check(), Ok(()));
        answers.protection_reason = " ".into();
        assert_eq!(answers.check(), Err(FormError { field: "protection_reason", problem: Problem::Empty }));
        assert!(!format!("{answers:?}").contains("zebra"));
    }

    #[test]
    fn whoever_is_not_known_to_be_an_adult_is_protected_as_a_child() {
        let protected: Vec<AgeSaid> = AgeSaid::ALL.iter().copied().filter(|age| age.protects_as_child()).collect();
        assert_eq!(protected, [AgeSaid::Child, AgeSaid::Disputed, AgeSaid::Unknown]);
    }

    #[test]
    fn a_form_proposes_what_was_said_and_answers_no_question() {
        let form = ReportForm {
            child: Say::Yes,
            online: Online::Both,
            country: Some("KHM".into()),
            class: Some(IncidentClass::ForcedLabour),
            ..ReportForm::default()
        };
        let proposed = Assessment::proposed(&form);
        assert_eq!((proposed.age, proposed.technology), (AgeSaid::Child, Say::Yes));
        assert_eq!((proposed.public_class, proposed.analyst_class), (Some(IncidentClass::ForcedLabour), None));
        assert!(!proposed.questions.are_answered());
        assert_eq!(proposed.facts().located, Say::Yes);
        assert_eq!(Assessment::proposed(&ReportForm::default()).facts(), IncidentFacts::default());
    }
}
