//! Corridors summed by the places at their ends.

use std::collections::BTreeMap;
use turnstone_monitor::flows::Flows;

/// The records of one place at either end of a corridor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceCount {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Records that begin there.
    pub as_origin: u64,
    /// Records that end there.
    pub as_destination: u64,
    /// Records that begin and end there.
    pub as_both: u64,
}

/// The corridors summed by place; the place with most records at either end first.
pub fn place_counts(flows: &Flows) -> Vec<PlaceCount> {
    let mut places: BTreeMap<&str, PlaceCount> = BTreeMap::new();
    for c in &flows.corridors {
        let ends = [(&c.origin, &c.origin_name, true), (&c.destination, &c.destination_name, false)];
        for (code, name, is_origin) in ends {
            let new = || PlaceCount { code: code.clone(), name: name.clone(), ..PlaceCount::default() };
            let place = places.entry(code).or_insert_with(new);
            if is_origin {
                place.as_origin += c.records;
                place.as_both += if c.origin == c.destination { c.records } else { 0 };
            } else {
                place.as_destination += c.records;
            }
        }
    }
    let mut places: Vec<PlaceCount> = places.into_values().collect();
    places.sort_by_key(|place| std::cmp::Reverse(place.as_origin + place.as_destination));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::sample_study;

    #[test]
    fn origins_and_destinations_each_add_up_to_the_records_with_both_ends() {
        let flows = sample_study().flows;
        let places = place_counts(&flows);
        assert_eq!(places.iter().map(|p| p.as_origin).sum::<u64>(), flows.with_both_ends);
        assert_eq!(places.iter().map(|p| p.as_destination).sum::<u64>(), flows.with_both_ends);
        let usa = places.iter().find(|p| p.code == "USA").expect("the sample has it");
        assert_eq!((usa.as_origin, usa.as_destination, usa.as_both), (150, 220, 150));
    }
}
