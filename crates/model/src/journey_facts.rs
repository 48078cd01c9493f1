//! The facts that follow from a recorded leg.
//!
//! What is recorded of a movement says some facts of the vocabulary outright. A leg says yes or nothing, never no. As
//! between sources a yes counts: where an assertion says no, both stand in the case, and [`crate::case::oddities`] points
//! at them. A retraction takes back what a source said, not what the leg says.
//!
//! | Recorded of the leg | Fact that holds | From |
//! |---|---|---|
//! | somebody was paid to make it possible | `smuggling.facilitated_for_payment` | start |
//! | life or safety was in danger | `smuggling.life_endangered` | start |
//! | both ends in one country | `circumstance.moved_within_country` | start |
//! | the ends in different countries | `circumstance.moved_across_border` | start |
//! | status on entry irregular | `smuggling.not_national_or_resident` | arrival |
//! | status on entry irregular, somebody was paid, not inside one country | `smuggling.procured_illegal_entry` | arrival |
//! | status on entry sponsored permit | `circumstance.sponsored_permit` | arrival |
//! | status on entry national, permanent resident, permit, sponsored permit or protection, not inside one country | `circumstance.legal_entry` | arrival |
//! | status later lapsed | `circumstance.status_lapsed` | some time after arrival |
//!
//! Not followed: false papers together with a payment do not say who made the papers, so `smuggling.document_produced`
//! stays as it is recorded. A corridor that rests on citizenship or another proxy is no leg.

use crate::date::ImpreciseDate;
use crate::journey::{Leg, LegalStatus};
use crate::vocabulary::{Circumstance, Fact, Smuggling};

/// Since when a fact of a leg holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since the leg began.
    Start,
    /// Since the leg ended.
    Arrival,
    /// Since some day after the leg ended, which is not recorded.
    AfterArrival,
}

/// A fact that holds because of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegFact {
    /// The fact.
    pub fact: Fact,
    /// Since when.
    pub since: Since,
}

/// The facts that follow from a leg, in the order of the table above.
pub fn facts_of(leg: &Leg) -> Vec<LegFact> {
    use Circumstance::{LegalEntry, MovedAcrossBorder, MovedWithinCountry, SponsoredPermit, StatusLapsed};
    use Smuggling::{FacilitatedForPayment, LifeEndangered, NotNationalOrResident, ProcuredIllegalEntry};
    let paid = leg.facilitated_for_payment == Some(true);
    let across = leg.border_crossed();
    let entered = across != Some(false);
    let irregular = leg.status_on_entry == Some(LegalStatus::Irregular);
    let sponsored = leg.status_on_entry == Some(LegalStatus::SponsoredPermit);
    let legal = match leg.status_on_entry {
        Some(LegalStatus::National | LegalStatus::PermanentResident | LegalStatus::SponsoredPermit) => true,
        Some(LegalStatus::Permit | LegalStatus::Protection) => true,
        Some(LegalStatus::Lapsed | LegalStatus::Irregular) | None => false,
    };
    let lapsed = leg.status_later == Some(LegalStatus::Lapsed);
    let rows = [
        (paid, Fact::Smuggling(FacilitatedForPayment), Since::Start),
        (leg.endangered == Some(true), Fact::Smuggling(LifeEndangered), Since::Start),
        (across == Some(false), Fact::Circumstance(MovedWithinCountry), Since::Start),
        (across == Some(true), Fact::Circumstance(MovedAcrossBorder), Since::Start),
        (irregular, Fact::Smuggling(NotNationalOrResident), Since::Arrival),
        (irregular && paid && entered, Fact::Smuggling(ProcuredIllegalEntry), Since::Arrival),
        (sponsored, Fact::Circumstance(SponsoredPermit), Since::Arrival),
        (legal && entered, Fact::Circumstance(LegalEntry), Since::Arrival),
        (lapsed, Fact::Circumstance(StatusLapsed), Since::AfterArrival),
    ];
    rows.into_iter().filter(|(holds, ..)| *holds).map(|(_, fact, since)| LegFact { fact, since }).collect()
}

/// The date since when a fact of a leg holds at the earliest. Where only one end of the leg is dated, it stands for both.
pub fn date(leg: &Leg, since: Since) -> Option<ImpreciseDate> {
    match since {
        Since::Start => leg.start.or(leg.end),
        Since::Arrival | Since::AfterArrival => leg.end.or(leg.start),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::Documents;
    use crate::person::ChildStatus;
    use crate::place::Place;
    use crate::record::Row;
    use crate::truth::Truth;

    fn leg(from: &str, to: &str) -> Leg {
        Leg { origin: Place::from_code(from), destination: Place::from_code(to), ..Leg::default() }
    }

    fn ids(leg: &Leg) -> Vec<&'static str> {
        facts_of(leg).iter().map(|follows| follows.fact.id()).collect()
    }

    #[test]
    fn a_smuggled_entry() {
        let mut smuggled = leg("MMR", "THA");
        smuggled.status_on_entry = Some(LegalStatus::Irregular);
        let across = "circumstance.moved_across_border";
        assert_eq!(ids(&smuggled), [across, "smuggling.not_national_or_resident"]);
        smuggled.facilitated_for_payment = Some(true);
        smuggled.endangered = Some(true);
        smuggled.documents = Some(Documents::False);
        let all = [
            "smuggling.facilitated_for_payment",
            "smuggling.life_endangered",
            across,
            "smuggling.not_national_or_resident",
            "smuggling.procured_illegal_entry",
        ];
        assert_eq!(ids(&smuggled), all);
    }

    #[test]
    fn a_permit_that_ran_out() {
        let mut permit = leg("PHL", "CAN");
        permit.status_on_entry = Some(LegalStatus::SponsoredPermit);
        permit.status_later = Some(LegalStatus::Lapsed);
        let expected = ["moved_across_border", "sponsored_permit", "legal_entry", "status_lapsed"];
        assert_eq!(ids(&permit), expected.map(|name| format!("circumstance.{name}")));
        let start = ImpreciseDate::parse("2013-01").unwrap();
        permit.start = Some(start);
        assert_eq!(facts_of(&permit)[3].since, Since::AfterArrival);
        assert_eq!(date(&permit, Since::AfterArrival), Some(start));
    }

    #[test]
    fn who_moves_inside_a_country_enters_none() {
        for status in [LegalStatus::National, LegalStatus::Irregular] {
            let mut inside = leg("PH-CEB", "PHL");
            inside.status_on_entry = Some(status);
            inside.facilitated_for_payment = Some(true);
            assert!(!ids(&inside).contains(&"circumstance.legal_entry"));
            assert!(!ids(&inside).contains(&"smuggling.procured_illegal_entry"));
            assert!(ids(&inside).contains(&"circumstance.moved_within_country"));
        }
    }

    #[test]
    fn a_leg_never_says_no_and_its_yes_counts_against_one() {
        let mut told = leg("MMR", "THA");
        told.facilitated_for_payment = Some(false);
        told.endangered = Some(false);
        assert_eq!(ids(&told), ["circumstance.moved_across_border"]);
        let across = Fact::Circumstance(Circumstance::MovedAcrossBorder);
        let mut row = Row { legs: vec![told], ..Row::default() };
        row.facts.set(across, Truth::NO);
        row.derive();
        assert_eq!(row.facts.get(across), Truth::YES);
    }

    #[test]
    fn a_row_without_legs_gets_no_fact_of_a_journey() {
        let place = Place::from_code("MMR");
        let mut row = Row { citizenship: place, child: Some(ChildStatus::Child), ..Row::default() };
        row.derive();
        assert!(row.origin.is_some());
        assert_eq!(row.facts.recorded().count(), 1);
    }
}
