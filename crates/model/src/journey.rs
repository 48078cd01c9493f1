//! Journeys: a person's movements in order, and the corridor they make.
//!
//! Places themselves are in [`crate::place`]; how corridors are counted is in `turnstone-monitor`.

use crate::closed::closed;
use crate::date::ImpreciseDate;
use crate::place::{Place, border_crossed};

closed! {
    /// What a place in a corridor rests on. Anything but `journey` is a proxy and is named in every title.
    PlaceBasis:
    /// A recorded movement.
    Journey "journey", "recorded journey";
    /// The person's citizenship stands in for where they came from.
    Citizenship "citizenship", "citizenship";
    /// Where the person was first identified or assisted stands in for where they arrived.
    Identification "identification", "country where identified or assisted";
    /// Where the exploitation took place.
    Exploitation "exploitation", "place of exploitation";
    /// Where the person was recruited.
    Recruitment "recruitment", "place of recruitment";
    /// Where the person lived before.
    Residence "residence", "residence";
}

closed! {
    /// How a leg was travelled.
    Mode:
    /// Road or rail.
    Land "land", "Land";
    /// Sea or inland water.
    Water "water", "Water";
    /// Air.
    Air "air", "Air";
    /// On foot.
    Foot "foot", "On foot";
    /// More than one.
    Mixed "mixed", "Mixed";
}

closed! {
    /// The papers used on a leg.
    Documents:
    /// The person's own.
    Own "own", "Own papers";
    /// Forged, altered or another person's.
    False "false", "False papers";
    /// None.
    None "none", "No papers";
    /// Not needed for the journey.
    NotNeeded "not_needed", "None needed";
}

closed! {
    /// Legal status in the country of destination.
    LegalStatus:
    /// National of it.
    National "national", "National";
    /// Permanent resident.
    PermanentResident "permanent_resident", "Permanent resident";
    /// On a permit bound to a sponsor or employer.
    SponsoredPermit "sponsored_permit", "Sponsored permit";
    /// On another permit or visa.
    Permit "permit", "Permit or visa";
    /// Asylum seeker or under international protection.
    Protection "protection", "International protection";
    /// A status that has run out.
    Lapsed "lapsed", "Lapsed";
    /// Without one.
    Irregular "irregular", "Irregular";
}

/// One movement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// Where it began.
    pub origin: Option<Place>,
    /// Where it ended.
    pub destination: Option<Place>,
    /// When it began.
    pub start: Option<ImpreciseDate>,
    /// When it ended.
    pub end: Option<ImpreciseDate>,
    /// How it was travelled.
    pub mode: Option<Mode>,
    /// With what papers.
    pub documents: Option<Documents>,
    /// Legal status on arrival.
    pub status_on_entry: Option<LegalStatus>,
    /// Legal status later on, at the same destination.
    pub status_later: Option<LegalStatus>,
    /// Whether somebody was paid to make it possible.
    pub facilitated_for_payment: Option<bool>,
    /// Whether life or safety was in danger.
    pub endangered: Option<bool>,
}

impl Leg {
    /// Whether a border between countries was crossed: yes, no, or not known.
    pub fn border_crossed(&self) -> Option<bool> {
        border_crossed(self.origin?, self.destination?)
    }
}

/// One end of a corridor with what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CorridorEnd {
    /// The place.
    pub place: Place,
    /// What it rests on.
    pub basis: PlaceBasis,
}

/// The corridor of a journey: the first recorded origin and the last recorded destination.
pub fn corridor(legs: &[Leg]) -> (Option<CorridorEnd>, Option<CorridorEnd>) {
    let end = |place| CorridorEnd { place, basis: PlaceBasis::Journey };
    let origin = legs.iter().find_map(|leg| leg.origin).map(end);
    let destination = legs.iter().rev().find_map(|leg| leg.destination).map(end);
    (origin, destination)
}

/// Whether any leg of a journey crossed a border: yes if one did, no if all are known not to have, else not known.
///
/// A journey without legs says nothing.
pub fn journey_crossed_border(legs: &[Leg]) -> Option<bool> {
    let crossed: Vec<_> = legs.iter().map(Leg::border_crossed).collect();
    if crossed.contains(&Some(true)) {
        Some(true)
    } else if crossed.is_empty() || crossed.contains(&None) {
        None
    } else {
        Some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leg(from: Option<&str>, to: Option<&str>) -> Leg {
        let place = |code: &str| Place::from_code(code).unwrap();
        Leg { origin: from.map(place), destination: to.map(place), ..Leg::default() }
    }

    #[test]
    fn a_journey_crosses_a_border_when_one_leg_does() {
        let inside = leg(Some("NPL"), Some("NPL"));
        let across = leg(Some("NPL"), Some("IND"));
        let open = leg(Some("NPL"), None);
        assert_eq!(journey_crossed_border(&[]), None);
        assert_eq!(journey_crossed_border(std::slice::from_ref(&inside)), Some(false));
        assert_eq!(journey_crossed_border(&[inside.clone(), open.clone()]), None);
        assert_eq!(journey_crossed_border(&[open.clone(), across]), Some(true));
        let (origin, destination) = corridor(&[inside, open]);
        assert_eq!(origin.unwrap().place.code(), "NPL");
        assert_eq!(destination.unwrap().place.code(), "NPL");
    }
}
