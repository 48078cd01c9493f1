//! What is said about a person beside facts: gender, age with its doubt, whether a child, formal status.
//!
//! No name, no narrative, no address: those belong to the vault and have no type here.

use crate::closed::closed;

closed! {
    /// Gender as recorded; coarser values of outside lists are kept as they are.
    Gender:
    /// Woman or girl.
    Female "female", "Female";
    /// Man or boy.
    Male "male", "Male";
    /// Transgender woman or girl.
    TransgenderFemale "transgender_female", "Transgender female";
    /// Transgender man or boy.
    TransgenderMale "transgender_male", "Transgender male";
    /// Neither or both.
    NonConforming "non_conforming", "Non-conforming";
    /// Transgender or non-conforming, not said which (CTDC).
    TransgenderOrNonConforming "transgender_or_non_conforming", "Transgender or non-conforming";
}

closed! {
    /// When an age was true.
    AgeAt:
    /// When the organisation registered the person.
    Registration "registration", "at registration";
    /// When the exploitation began or took place.
    Exploitation "exploitation", "at exploitation";
}

closed! {
    /// How sure an age is.
    AgeCertainty:
    /// Taken from papers or said by the person, and not contested.
    Recorded "recorded", "recorded";
    /// Estimated by someone.
    Estimated "estimated", "estimated";
    /// Contested.
    Disputed "disputed", "disputed";
}

closed! {
    /// Whether the person was a child when exploited.
    ChildStatus:
    /// Under 18.
    Child "child", "Child";
    /// 18 or over.
    Adult "adult", "Adult";
    /// Sources contradict each other; for protection the person is treated as a child.
    Unsettled "unsettled", "Unsettled";
}

closed! {
    /// Formal status, set by an authority or organisation, never by the machine.
    Status:
    /// Possible victim.
    Possible "possible", "Possible victim";
    /// Confirmed as a victim.
    Actual "actual", "Actual victim";
    /// Decided not to be a victim.
    NotAVictim "not_a_victim", "Not a victim";
}

closed! {
    /// The kind of organisation that decided a status.
    DecidedBy:
    /// Police.
    Police "police", "Police";
    /// Non-governmental organisation.
    Ngo "ngo", "NGO";
    /// Court or prosecution.
    Court "court_or_prosecution", "Court or prosecution";
    /// Government other than police.
    Government "government", "Government other than police";
    /// Another.
    Other "other", "Other";
}

impl DecidedBy {
    /// Whether it is an authority: police, a court or the prosecution, another part of the government.
    pub fn is_authority(self) -> bool {
        match self {
            DecidedBy::Police | DecidedBy::Court | DecidedBy::Government => true,
            DecidedBy::Ngo | DecidedBy::Other => false,
        }
    }
}

closed! {
    /// The kind of source that said what a record holds.
    SaidBy:
    /// An organisation that assists the person.
    CaseManagement "case_management", "Case management";
    /// A hotline.
    Hotline "hotline", "Hotline";
    /// An interview or survey form.
    Survey "survey", "Survey form";
    /// Police or another authority.
    Authority "authority", "Authority";
    /// Another.
    Other "other", "Other";
}

/// An age in completed years, exact or as a band.
///
/// `low` and `high` are both included; `high` is absent for an open band such as 48 and over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age {
    /// Youngest possible age in years, 0 to 150.
    pub low: u8,
    /// Oldest possible age in years; not below `low`.
    pub high: Option<u8>,
    /// When the age was true.
    pub at: AgeAt,
    /// How sure it is.
    pub certainty: AgeCertainty,
}

/// The age at which a person stops being a child under the Protocol, art. 3(d).
pub const ADULT_AGE: u8 = 18;

/// What an age says of whether the person was a child when exploited.
///
/// Registration comes after exploitation, so a registered person under 18 was a child when exploited, and one of 18 or
/// over may have been either. A disputed age says nothing against being a child.
pub fn child_by_age(age: Age) -> Option<ChildStatus> {
    let surely_under = age.high.is_some_and(|high| high < ADULT_AGE);
    let surely_over = age.low >= ADULT_AGE;
    match (age.at, age.certainty) {
        (_, AgeCertainty::Disputed) if !surely_under => Some(ChildStatus::Unsettled),
        _ if surely_under => Some(ChildStatus::Child),
        (AgeAt::Exploitation, AgeCertainty::Recorded) if surely_over => Some(ChildStatus::Adult),
        _ => None,
    }
}

/// Brings together what a source states outright and what the age says.
///
/// They contradict each other only when one says child and the other adult: the result is then unsettled, which
/// protection reads as a child.
pub fn settle_child(stated: Option<ChildStatus>, by_age: Option<ChildStatus>) -> Option<ChildStatus> {
    match (stated, by_age) {
        (None, other) | (other, None) => other,
        (Some(a), Some(b)) if a == b => Some(a),
        _ => Some(ChildStatus::Unsettled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(low: u8, high: Option<u8>, at: AgeAt) -> Age {
        Age { low, high, at, certainty: AgeCertainty::Recorded }
    }

    #[test]
    fn age_at_registration_makes_a_child_but_never_an_adult() {
        use AgeAt::{Exploitation, Registration};
        assert_eq!(child_by_age(age(9, Some(17), Registration)), Some(ChildStatus::Child));
        assert_eq!(child_by_age(age(18, Some(20), Registration)), None);
        assert_eq!(child_by_age(age(48, None, Registration)), None);
        assert_eq!(child_by_age(age(18, Some(20), Exploitation)), Some(ChildStatus::Adult));
        assert_eq!(child_by_age(age(15, Some(20), Exploitation)), None);
    }

    #[test]
    fn a_minor_at_exploitation_may_be_thirty_at_registration() {
        let later = child_by_age(age(30, Some(38), AgeAt::Registration));
        assert_eq!(settle_child(Some(ChildStatus::Child), later), Some(ChildStatus::Child));
    }

    #[test]
    fn contradictions_and_disputes_are_unsettled() {
        let young = child_by_age(age(9, Some(17), AgeAt::Registration));
        assert_eq!(settle_child(Some(ChildStatus::Adult), young), Some(ChildStatus::Unsettled));
        let disputed = Age { certainty: AgeCertainty::Disputed, ..age(19, Some(19), AgeAt::Exploitation) };
        assert_eq!(child_by_age(disputed), Some(ChildStatus::Unsettled));
    }
}
