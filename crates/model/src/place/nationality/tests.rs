//! Nationalities and the places they stand for.

use std::collections::BTreeMap;

use super::super::resolve::tests::{rows_of, shared};
use super::*;

fn code(text: &str) -> Option<&'static str> {
    from_nationality(text).unwrap_or_else(|error| panic!("{error}")).place().map(Place::code)
}

#[test]
fn nationalities() {
    for (text, expected) in [
        ("Romanian", "ROU"),
        ("Romanians", "ROU"),
        ("Romanian nationals", "ROU"),
        ("Citizens of Romania", "ROU"),
        ("Romania", "ROU"),
        ("Moldovan", "MDA"),
        ("Moldavian", "MDA"),
        ("Filipino", "PHL"),
        ("Filipina", "PHL"),
        ("Nigerian", "NGA"),
        ("Nigerien", "NER"),
        ("nigérien", "NER"),
        ("Congolese (DRC)", "COD"),
        ("North Korean", "PRK"),
        ("Poles", "POL"),
        ("British", "GBR"),
        ("Welsh", "GBR"),
        ("Dominicana", "DOM"),
        ("Salvadore�as", "SLV"),
        ("Kosovar", "XKX"),
        ("African", "002"),
        ("Yugoslav", "039"),
        ("Ukraineans", "UKR"),
        ("Swiss", "CHE"),
        ("Solomon islanders", "SLB"),
    ] {
        assert_eq!(code(text), Some(expected), "{text}");
    }
    for several in ["Korean", "Koreans", "Congolese", "Dominican", "Channel Islander"] {
        let error = from_nationality(several).unwrap_err();
        assert!(matches!(error, PlaceError::Ambiguous { .. }), "{several}: {error}");
    }
}

#[test]
fn groups_name_no_place() {
    use NationalityGroup::{Foreign, Nationals, Stateless, Unknown};
    for (text, group) in [
        ("Nationals", Nationals),
        ("Ciudadanos de su país", Nationals),
        ("Ciudadanos de su pa�s", Nationals),
        ("own country", Nationals),
        ("Foreigners", Foreign),
        ("Non-nationals", Foreign),
        ("Foreign nationals", Foreign),
        ("Abroad", Foreign),
        ("Personnes de nationalit� �trang�re", Foreign),
        ("stateless", Stateless),
        ("Unknown", Unknown),
        ("(Nationality not stated)", Unknown),
        ("NO REGISTRA", Unknown),
        ("", Unknown),
    ] {
        assert_eq!(from_nationality(text), Ok(Nationality::Group(group)), "{text}");
    }
    for unclear in [
        "Other",
        "OTROS",
        "Q6.1_10s_2019",
        "TOTAL",
        "0",
        "2 maliens",
        "3 nig�riens et 1 tunisien",
        "Rohingya",
        "Other Asia",
        "EU-28 others",
        "Nigerin",
        "nationality",
        "Disputed",
    ] {
        assert!(from_nationality(unclear).is_err(), "{unclear}: {:?}", from_nationality(unclear));
    }
}

#[test]
fn every_country_with_people_has_a_word_for_them() {
    let without = ["ATA", "ATF", "BVT", "CCK", "HMD", "MAF", "SGS", "SJM", "UMI"];
    for place in Place::countries() {
        let has = DEMONYMS.places().any(|other| other == place);
        assert_eq!(has, !without.contains(&place.code()), "{place:?} {place}");
    }
}

#[test]
fn glotip_citizenship_labels() {
    let Some(path) = shared("unodc-glotip-2025/glotip_2025-04-14.csv.zst") else { return };
    let mut labels: BTreeMap<String, u32> = BTreeMap::new();
    for row in rows_of(&path).iter().filter(|row| row["Dimension"] == "by citizenship") {
        *labels.entry(row["Category"].clone()).or_default() += 1;
    }
    assert_eq!((labels.len(), labels.values().sum::<u32>()), (697, 10_093));
    let mut by_result: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut unresolved = Vec::new();
    for (label, rows) in &labels {
        let result = match from_nationality(label) {
            Ok(nationality) => match nationality.place() {
                Some(place) if place.country().is_some() => "country",
                Some(_) => "region",
                None => "group",
            },
            Err(_) if label.starts_with("Q6.1_") => "questionnaire number",
            Err(_) => {
                unresolved.push(label.as_str());
                "unresolved"
            }
        };
        let count = by_result.entry(result).or_default();
        *count = (count.0 + 1, count.1 + rows);
    }
    // (labels, rows), which together are all 697 and 10,093.
    let expected = [
        ("country", (582, 9_333)),
        ("group", (18, 533)),
        ("questionnaire number", (60, 120)),
        ("region", (6, 17)),
        ("unresolved", (31, 90)),
    ];
    assert_eq!(by_result, BTreeMap::from(expected), "{unresolved:#?}");
}
