//! What came of a report or a referral: a closed list, so that it can be counted. Words beside it are sealed like a note.

use crate::closed::closed;

closed! {
    /// What came of it.
    OutcomeKind "an outcome":
    /// The person is safe.
    PersonSafe "person_safe", "Person safe", "The person was reached and is safe, as far as the organisation that says so knows.";
    /// Help was given.
    ServicesGiven "services_given", "Help given", "Shelter, health care, legal advice or another service was given.";
    /// A child was taken into protection.
    ChildProtected "child_protected", "Child protected", "Child welfare took measures to protect the child.";
    /// An authority recognised the person as a victim.
    IdentifiedAsVictim "identified_as_victim", "Recognised as a victim", "An authority decided that the person is a victim.";
    /// An authority decided otherwise.
    NotIdentified "not_identified", "Not recognised as a victim", "An authority decided that the person is no victim. It changes no earlier statement.";
    /// An investigation was opened.
    InvestigationOpened "investigation_opened", "Investigation opened", "The police or a prosecutor opened an investigation.";
    /// Somebody was arrested or charged.
    ArrestOrCharge "arrest_or_charge", "Arrest or charge", "Somebody suspected of exploiting was arrested or charged.";
    /// Online content was removed.
    ContentRemoved "content_removed", "Content removed", "The page, advertisement or account was taken down.";
    /// It went to another organisation.
    PassedOn "passed_on", "Passed on", "The recipient handed it to the organisation that is in charge.";
    /// Information or advice was given.
    InformationGiven "information_given", "Information given", "Information, education or advice was given, and no more was needed or wanted.";
    /// Nobody could be found.
    PersonNotFound "person_not_found", "Person not found", "The person could not be found or reached.";
    /// The person did not want it.
    DeclinedByPerson "declined_by_person", "Declined by the person", "The person was reached and did not want help, or not this help.";
    /// Nothing further is done.
    NoFurtherAction "no_further_action", "No further action", "It was looked at, and nothing further is done.";
    /// It is not known.
    Unknown "unknown", "Not known", "Nobody could say what came of it.";
}

impl OutcomeKind {
    /// Whether it says that the person is better protected than before. Not knowing is no yes.
    pub fn protects(self) -> bool {
        use OutcomeKind::*;
        matches!(self, PersonSafe | ServicesGiven | ChildProtected | IdentifiedAsVictim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_found_by_its_name_and_says_what_it_means() {
        for kind in OutcomeKind::ALL {
            assert_eq!(kind.name().parse(), Ok(*kind));
            let json = serde_json::to_string(kind).unwrap();
            assert_eq!(json, format!("\"{}\"", kind.name()));
            assert_eq!(serde_json::from_str::<OutcomeKind>(&json).unwrap(), *kind);
            assert!(kind.describe().ends_with('.'), "{kind}");
        }
        let error = "Anna".parse::<OutcomeKind>().unwrap_err().to_string();
        assert!(error.contains("person_safe") && !error.contains("Anna"), "{error}");
    }

    #[test]
    fn what_is_not_known_protects_nobody() {
        assert!(OutcomeKind::ChildProtected.protects());
        assert!(!OutcomeKind::Unknown.protects() && !OutcomeKind::NoFurtherAction.protects());
    }
}
