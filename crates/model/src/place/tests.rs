//! The tree of places.

use proptest::prelude::*;

use super::*;

fn place(code: &str) -> Place {
    Place::from_code(code).unwrap_or_else(|| panic!("no place {code}"))
}

fn any_place() -> impl Strategy<Value = Place> {
    // Half of all drawn places are countries or above, which are few among subdivisions.
    prop_oneof![0..Place::COUNT, 0..273usize].prop_map(|i| Place::from_index(i).unwrap())
}

/// Another place in the same country as the first, often enough to matter.
fn pair() -> impl Strategy<Value = (Place, Place)> {
    (any_place(), any_place(), any::<prop::sample::Index>()).prop_map(|(a, b, i)| {
        let near: Vec<Place> = a.ancestors().chain(a.children()).collect();
        if i.index(2) == 0 && !near.is_empty() { (a, near[i.index(near.len())]) } else { (a, b) }
    })
}

#[test]
fn counts_of_the_lists() {
    assert_eq!(TABLE.nodes.len(), Place::COUNT);
    let of = |kind| Place::all().filter(|p| p.kind() == kind).count();
    assert_eq!(of(PlaceKind::World), 1);
    assert_eq!(of(PlaceKind::Region), 5);
    assert_eq!(of(PlaceKind::Subregion), 17);
    assert_eq!(of(PlaceKind::Country), 250); // 249 of ISO 3166-1, and Kosovo
    assert_eq!(of(PlaceKind::Subdivision), 5_046);
    assert_eq!(Place::countries().len(), 250);
}

#[test]
fn every_row_is_whole() {
    for (i, node) in TABLE.nodes.iter().enumerate() {
        assert_eq!(node.place.index(), i);
        assert!(!node.code.is_empty() && !node.name.is_empty(), "{node:?}");
        assert_eq!(node.name.trim(), node.name);
        match node.kind {
            PlaceKind::World => assert_eq!(node.place, Place::WORLD),
            PlaceKind::Region => assert_eq!(node.parent, Place::WORLD),
            PlaceKind::Subregion => assert_eq!(node.parent.kind(), PlaceKind::Region),
            PlaceKind::Country if node.code == "ATA" => assert_eq!(node.parent, Place::WORLD),
            PlaceKind::Country => assert_eq!(node.parent.kind(), PlaceKind::Subregion),
            PlaceKind::Subdivision => assert_eq!(node.parent.alpha2(), Some(&node.code[..2])),
        }
        assert_eq!(node.numeric.is_none(), node.kind == PlaceKind::Subdivision || node.code == "XKX", "{node:?}");
    }
    let subdivisions: Vec<&str> = Place::all().skip(273).map(Place::code).collect();
    assert!(subdivisions.is_sorted() && Place::countries().map(Place::code).is_sorted());
    assert_eq!(Place::all().filter(|p| p.also_coded_as().is_some()).count(), 36);
}

#[test]
fn codes_and_parents() {
    let kharkiv = place("UA-63");
    assert_eq!(kharkiv.country(), Some(place("UKR")));
    let chain: Vec<&str> = kharkiv.ancestors().map(Place::code).collect();
    assert_eq!(chain, ["UKR", "151", "150", "001"]);
    assert_eq!(Place::from_alpha2("UA"), Some(place("UKR")));
    assert_eq!(Place::from_numeric(804), Some(place("UKR")));
    assert_eq!(place("UKR").numeric(), Some(804));
    assert_eq!(Place::from_numeric(150).map(Place::name), Some("Europe"));
    assert_eq!(place("TWN").parent(), Some(place("030")));
    assert!(!place("XKX").is_iso() && place("SRB").is_iso());
    for not_ours in ["", "ukr", "UA", "804", "U\u{c4}", "Ü30", "ZZZ", "UA-", "UA-99", "999", "XXXXX", "\u{0}\u{0}\u{0}"]
    {
        assert_eq!(Place::from_code(not_ours), None, "{not_ours:?}");
    }
    assert_eq!(Place::from_alpha2("ua"), None);
    assert_eq!(Place::from_numeric(u16::MAX), None);
    assert_eq!(Place::from_index(Place::COUNT), None);
}

#[test]
fn borders() {
    let crossed = |a: &str, b: &str| border_crossed(place(a), place(b));
    assert_eq!(crossed("UA-63", "UA-30"), Some(false));
    assert_eq!(crossed("UKR", "UA-30"), Some(false));
    assert_eq!(crossed("UKR", "POL"), Some(true));
    assert_eq!(crossed("150", "KEN"), Some(true));
    assert_eq!(crossed("150", "FRA"), None);
    assert_eq!(crossed("150", "150"), None);
    assert_eq!(crossed("151", "154"), Some(true));
    assert_eq!(crossed("001", "FR-75C"), None);
    assert_eq!(border_crossed(None, place("FRA")), None);
    assert_eq!(border_crossed(place("FRA"), None), None);
    // One territory, two codes.
    assert_eq!(crossed("US-PR", "PRI"), Some(false));
    assert_eq!(crossed("US-PR", "US-NY"), Some(false));
    assert_eq!(crossed("PRI", "US-NY"), Some(true));
    assert_eq!(crossed("NL-BQ1", "BQ-SA"), Some(false));
    assert_eq!(crossed("RS-25", "XKX"), Some(false));
}

#[test]
fn serde_writes_codes() {
    assert_eq!(serde_json::to_string(&place("UA-30")).unwrap(), "\"UA-30\"");
    assert_eq!(serde_json::from_str::<Place>("\"UKR\"").unwrap(), place("UKR"));
    let error = serde_json::from_str::<Place>("\"AUX\"").unwrap_err().to_string();
    assert!(error.contains("AUX") && error.contains("`UKR`"), "{error}");
}

#[test]
fn every_code_leads_back() {
    for p in Place::all() {
        assert_eq!(Place::from_code(p.code()), Some(p));
        assert_eq!(Place::from_index(p.index()), Some(p));
        if let Some(alpha2) = p.alpha2() {
            assert_eq!(Place::from_alpha2(alpha2), Some(p));
        }
        if let Some(numeric) = p.numeric() {
            assert_eq!(Place::from_numeric(numeric), Some(p));
        }
        assert!(p == Place::WORLD || p.ancestors().last() == Some(Place::WORLD));
    }
}

proptest! {
    #[test]
    fn contains_is_a_partial_order((a, b) in pair(), c in any_place()) {
        prop_assert!(a.contains(a));
        prop_assert!(Place::WORLD.contains(a));
        prop_assert_eq!(a.contains(b), a == b || b.ancestors().any(|up| up == a));
        if a.contains(b) && b.contains(a) {
            prop_assert_eq!(a, b);
        }
        if a.contains(b) && b.contains(c) {
            prop_assert!(a.contains(c));
        }
    }

    #[test]
    fn lowest_common_is_the_least_that_contains_both((a, b) in pair()) {
        let common = Place::lowest_common(a, b);
        prop_assert_eq!(common, Place::lowest_common(b, a));
        prop_assert!(common.contains(a) && common.contains(b));
        for smaller in common.children() {
            prop_assert!(!(smaller.contains(a) && smaller.contains(b)));
        }
    }

    #[test]
    fn a_border_is_the_same_both_ways((a, b) in pair()) {
        prop_assert_eq!(border_crossed(a, b), border_crossed(b, a));
        prop_assert_ne!(border_crossed(a, a), Some(true));
        if border_crossed(a, b) == Some(true) {
            prop_assert!(!a.contains(b) && !b.contains(a));
        }
    }

    #[test]
    fn coarser_places_never_turn_no_into_yes((a, b) in pair()) {
        // What is known of two places stays true, or becomes unknown, when one of them is known less exactly.
        if let (Some(up), Some(known)) = (a.parent(), border_crossed(a, b))
            && a.also_coded_as().is_none() && b.also_coded_as().is_none()
        {
            let coarser = border_crossed(up, b);
            prop_assert!(coarser == Some(known) || coarser.is_none());
        }
    }

    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,12}") {
        let _ = Place::from_code(&text);
        let _ = Place::from_alpha2(&text);
        for scheme in Scheme::ALL {
            let _ = resolve(&text, scheme);
        }
        let _ = from_nationality(&text);
    }
}
