//! Names of places.

use std::collections::BTreeMap;

use super::*;

#[test]
fn no_name_stands_for_two_places_unless_it_says_so() {
    let mut places: BTreeMap<(bool, String), Vec<(&str, Place)>> = BTreeMap::new();
    let mut note = |people: bool, name: &'static str, place: Place| {
        let key = spelling::sorted(&spelling::plain(name));
        assert!(!key.is_empty(), "{name}");
        places.entry((people, key)).or_default().push((name, place));
    };
    for place in Place::all().filter(|place| place.kind() <= PlaceKind::Country) {
        note(false, place.name(), place);
    }
    for [code, of_place, of_people] in rows(NAMES) {
        items(of_place).for_each(|name| note(false, name, known(code)));
        items(of_people).for_each(|name| note(true, name, known(code)));
    }
    for then in HISTORICAL.iter() {
        [then.name].iter().chain(&then.also).for_each(|name| note(false, name, then.place));
    }
    for [use_, name, code] in rows(MISSPELLINGS) {
        note(use_ == "nationality", name, known(code));
    }
    for ((people, key), of) in &places {
        let one = of.iter().all(|(_, place)| *place == of[0].1);
        let names = if *people { &*DEMONYMS } else { &*PLACE_NAMES };
        let declared = matches!(names.get(key), Some(Meaning::Several(_)));
        assert!(one || declared, "{of:?}");
        // A word for people that is also a name of a place means the same place.
        if *people && let Some(Meaning::One(named)) = PLACE_NAMES.get(key) {
            assert!(named.place == Some(of[0].1), "{of:?} and {named:?}");
        }
    }
    // Every row of the other tables was understood.
    for [_, texts, what, places] in rows(OTHER_NAMES) {
        let group = matches!(what, "nationals" | "foreign");
        assert!(group || Meaning::of_row(what, places, texts).is_some(), "{texts}");
    }
}
