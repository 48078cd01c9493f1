//! Codes and names that resolve to places, and those that do not.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::*;

fn place(code: &str) -> Place {
    Place::from_code(code).unwrap_or_else(|| panic!("no place {code}"))
}

fn code_and_how(text: &str, scheme: Scheme) -> (Option<&'static str>, &'static str) {
    let resolved = resolve(text, scheme).unwrap_or_else(|error| panic!("{error}"));
    (resolved.place.map(Place::code), resolved.how.word())
}

#[test]
fn iso_codes_of_every_form() {
    for (text, code, how) in [
        ("UKR", "UKR", "exact"),
        ("ukr", "UKR", "exact"),
        (" UA ", "UKR", "exact"),
        ("804", "UKR", "exact"),
        ("004", "AFG", "exact"),
        ("4", "AFG", "alias"), // a spreadsheet took the zeros away
        ("ua-30", "UA-30", "exact"),
        ("AUS", "AUS", "exact"),
        ("XKX", "XKX", "non-standard"),
        ("xk", "XKX", "non-standard"),
        ("KOS", "XKX", "non-standard"),
        ("ROM", "ROU", "non-standard"),
        ("WBG", "PSE", "non-standard"),
        ("UK", "GBR", "non-standard"),
        ("EL", "GRC", "non-standard"),
        ("TMP", "TLS", "historical"),
        ("ZAR", "COD", "historical"),
        ("BUR", "MMR", "historical"),
        ("DDR", "DEU", "historical"),
        ("SUN", "001", "historical"),
        ("SU", "001", "historical"),
        ("810", "001", "historical"),
        ("SUHH", "001", "historical"),
        ("YUG", "039", "historical"),
        ("SCG", "039", "historical"),
        ("CSK", "151", "historical"),
        ("ANT", "419", "historical"),
        ("736", "002", "historical"),
        ("GE", "GEO", "exact"), // once the Gilbert and Ellice Islands
        ("ATF", "ATF", "exact"),
    ] {
        assert_eq!(code_and_how(text, Scheme::Iso3166), (Some(code), how), "{text}");
    }
    for (text, code, how) in [("UKR", "UKR", "exact"), ("rom", "ROU", "non-standard"), ("SUN", "001", "historical")] {
        assert_eq!(code_and_how(text, Scheme::Alpha3), (Some(code), how), "{text}");
    }
    assert_eq!(code_and_how("NA", Scheme::Iso3166), (Some("NAM"), "exact"));
    for other_form in ["NA", "UA", "804", "UA-30"] {
        assert!(resolve(other_form, Scheme::Alpha3).is_err(), "{other_form}");
    }
    for unknown in ["UNK", "UKN", "XXX", "", "  "] {
        assert_eq!(code_and_how(unknown, Scheme::Iso3166), (None, "unknown"), "{unknown}");
    }
    assert_eq!(code_and_how("XXA", Scheme::Iso3166), (None, "stateless"));
}

#[test]
fn several_successors_are_listed_and_none_is_chosen() {
    let resolved = resolve("CSK", Scheme::Iso3166).unwrap();
    let How::Historical { name, withdrawn, successors } = resolved.how else { panic!("{resolved:?}") };
    assert_eq!((name, withdrawn), ("Czechoslovakia", 1993));
    assert_eq!(successors, [place("CZE"), place("SVK")]);
    for then in HISTORICAL.iter() {
        assert!(!then.successors.is_empty() && then.withdrawn > 1970, "{then:?}");
        assert!(then.successors.is_sorted_by_key(|p| p.code()), "{then:?}");
        assert!(then.successors.iter().all(|&p| then.place.contains(p)));
        assert_eq!(then.successors.len() == 1, then.place.kind() == PlaceKind::Country, "{then:?}");
    }
    let error = resolve("CS", Scheme::Iso3166).unwrap_err();
    assert!(matches!(&error, PlaceError::Ambiguous { candidates, .. } if candidates.len() == 5), "{error}");
}

#[test]
fn unhcr_codes_are_not_iso_codes() {
    for (text, code, how) in [
        ("AUS", "AUT", "non-standard"),
        ("AUL", "AUS", "non-standard"),
        ("ANT", "ATG", "non-standard"),
        ("ARE", "EGY", "non-standard"),
        ("CHI", "CHN", "non-standard"),
        ("MAR", "MTQ", "non-standard"),
        ("NGR", "NER", "non-standard"),
        ("NIG", "NGA", "non-standard"),
        ("TMP", "TLS", "non-standard"),
        ("AFG", "AFG", "exact"),
        ("SRB", "SRB", "exact"),
        ("ALA", "ALA", "exact"),
    ] {
        assert_eq!(code_and_how(text, Scheme::Unhcr), (Some(code), how), "{text}");
    }
    assert_eq!(code_and_how("UKN", Scheme::Unhcr), (None, "unknown"));
    assert_eq!(code_and_how("STA", Scheme::Unhcr), (None, "stateless"));
    let error = resolve("AUT", Scheme::Unhcr).unwrap_err().to_string();
    assert!(error.starts_with("`AUT` is not in UNHCR country codes; near it: AUS (Austria)"), "{error}");
    assert!(resolve("TIB", Scheme::Unhcr).is_err());
}

#[test]
fn m49_codes() {
    for (text, code, how) in [
        ("150", "150", "exact"),
        ("804", "UKR", "exact"),
        ("1", "001", "alias"),
        ("014", "202", "broader"),
        ("680", "GGY", "broader"),
        ("830", "154", "broader"),
        ("412", "XKX", "non-standard"),
        ("890", "039", "historical"),
        ("230", "202", "historical"),
    ] {
        assert_eq!(code_and_how(text, Scheme::M49), (Some(code), how), "{text}");
    }
    assert!(resolve("UKR", Scheme::M49).unwrap_err().to_string().ends_with("near it: 804 (Ukraine)"));
    assert!(resolve("150", Scheme::Iso3166).is_err());
    assert!(resolve("1000", Scheme::M49).is_err());
}

#[test]
fn names_in_use() {
    for (text, code, how) in [
        ("Ukraine", "UKR", "exact"),
        ("the UKRAINE", "UKR", "exact"),
        ("Russia", "RUS", "alias"),
        ("Russian Federation", "RUS", "exact"),
        ("South Korea", "KOR", "alias"),
        ("Republic of Korea", "KOR", "exact"),
        ("Korea, Rep. of", "KOR", "exact"),
        ("Korea (Democratic People's Republic of)", "PRK", "exact"),
        ("Viet Nam", "VNM", "exact"),
        ("Vietnam", "VNM", "alias"),
        ("Cote d'Ivoire", "CIV", "exact"),
        ("CÔTE D’IVOIRE", "CIV", "exact"),
        ("Burma", "MMR", "alias"),
        ("Czech Republic", "CZE", "alias"),
        ("Swaziland", "SWZ", "alias"),
        ("Macedonia", "MKD", "alias"),
        ("The former Yugoslav Republic of Macedonia", "MKD", "alias"),
        ("Turkey", "TUR", "alias"),
        ("Türkiye", "TUR", "exact"),
        ("USA", "USA", "alias"),
        ("U.S.A.", "USA", "alias"),
        ("Syria", "SYR", "alias"),
        ("Laos", "LAO", "alias"),
        ("Moldova", "MDA", "alias"),
        ("Tanzania", "TZA", "alias"),
        ("Bolivia", "BOL", "alias"),
        ("Venezuela", "VEN", "alias"),
        ("Iran", "IRN", "alias"),
        ("Iran, Islamic Republic of", "IRN", "exact"),
        ("Palestine", "PSE", "alias"),
        ("DRC", "COD", "alias"),
        ("Congo (Kinshasa)", "COD", "alias"),
        ("Congo, Dem. Rep.", "COD", "exact"),
        ("Congo, Rep.", "COG", "alias"),
        ("Congo", "COG", "exact"),
        ("St. Vincent & the Grenadines", "VCT", "exact"),
        ("Republic of Kenya", "KEN", "alias"),
        ("Kingdom of Morocco", "MAR", "alias"),
        ("Republic of China", "TWN", "alias"),
        ("People's Republic of China", "CHN", "alias"),
        ("Dominican Republic", "DOM", "exact"),
        ("Dominica", "DMA", "exact"),
        ("Kosovo under UNSCR 1244", "XKX", "alias"),
        ("England", "GB-ENG", "alias"),
        ("Sark", "GGY", "broader"),
        ("West Africa", "202", "broader"),
        ("Southeast Asia", "035", "alias"),
        ("former Yugoslavia", "039", "historical"),
        ("USSR", "001", "historical"),
        ("Zaire", "COD", "historical"),
        ("BARSIL", "BRA", "misspelling"),
        ("C�te d�Ivoire", "CIV", "repaired"),
        ("Espa�a", "ESP", "repaired"),
        ("Rep�blica Dominicana", "DOM", "repaired"),
    ] {
        assert_eq!(code_and_how(text, Scheme::Name), (Some(code), how), "{text}");
    }
    for not_a_place in [
        "Rohingya",
        "Kurdistan",
        "Niger State",
        "Turkish Republic of Northern Cyprus",
        "Other",
        "Q6.1_10s_2019",
        "0",
        "---",
        "Republic",
        "the",
        "��",
        "M�",
    ] {
        assert!(resolve(not_a_place, Scheme::Name).is_err(), "{not_a_place}: {:?}", resolve(not_a_place, Scheme::Name));
    }
    for several in ["Korea", "Micronesia", "Virgin Islands", "America"] {
        let error = resolve(several, Scheme::Name).unwrap_err();
        assert!(matches!(error, PlaceError::Ambiguous { .. }), "{several}: {error}");
    }
}

#[test]
fn errors_say_what_would_be_right() {
    let message = |text: &str, scheme| resolve(text, scheme).unwrap_err().to_string();
    assert_eq!(
        message("AUX", Scheme::Iso3166),
        "`AUX` is not in ISO 3166; near it: AUS (Australia), AUT (Austria), LUX (Luxembourg)"
    );
    assert_eq!(message("Romania", Scheme::Iso3166), "`Romania` is not in ISO 3166; near it: ROU (Romania)");
    assert_eq!(message("Romanai", Scheme::Name), "`Romanai` is not in place names; near it: Romania");
    assert_eq!(message("Atlantis", Scheme::Name), "`Atlantis` is not in place names");
    assert_eq!(
        message("Korea", Scheme::Name),
        "`Korea` can mean Republic of Korea, Democratic People's Republic of Korea; write which"
    );
    let long = "é".repeat(100_000);
    for scheme in Scheme::ALL {
        assert!(message(&long, scheme).len() < 200);
    }
}

#[test]
fn every_row_of_other_codes_is_understood() {
    for [scheme, code, place, how, said] in rows(OTHER_CODES) {
        assert!(["iso", "unhcr", "m49"].contains(&scheme) && Meaning::of_row(how, place, said).is_some(), "{code}");
    }
}

#[test]
fn every_own_name_and_code_resolves_to_itself() {
    for place in Place::all() {
        if place.is_iso() {
            assert_eq!(
                resolve(place.code(), Scheme::Iso3166).unwrap(),
                Resolved { place: Some(place), how: How::Exact }
            );
        }
        if place.kind() <= PlaceKind::Country && place.code() != "057" {
            assert_eq!(resolve(place.name(), Scheme::Name).unwrap().place, Some(place), "{place}");
        }
        if place.kind() == PlaceKind::Country && place.code() != "XKX" {
            let code = unhcr_code(place).unwrap_or(place.code());
            assert_eq!(resolve(code, Scheme::Unhcr).unwrap().place, Some(place), "{code}");
        }
    }
}

/// The shared public data sets, when they are there: `TURNSTONE_SHARED`, or `shared` beside the repository.
pub(in super::super) fn shared(file: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = std::env::var_os("TURNSTONE_SHARED").map_or_else(beside, PathBuf::from).join("data").join(file);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
    }
    path.exists().then_some(path)
}

/// The rows of a CSV file, each by column name.
pub(in super::super) fn rows_of(path: &PathBuf) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(path).unwrap();
    let bytes =
        if path.extension().is_some_and(|e| e == "zst") { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
    csv::Reader::from_reader(&bytes[..]).deserialize().map(Result::unwrap).collect()
}

#[test]
fn unhcr_file_agrees() {
    let Some(path) = shared("unhcr-displacement/countries.csv") else { return };
    let rows = rows_of(&path);
    assert_eq!(rows.len(), 232);
    for row in rows {
        let (iso, unhcr) = (&row["iso_code"], &row["unhcr_code"]);
        let Some(place) = Place::from_code(iso) else {
            // Caribbean and Curaçao leftovers, stateless, Tibetans, unknown.
            assert!(["CRB", "CUR", "STA", "TIB", "UKN"].contains(&unhcr.as_str()), "{row:?}");
            continue;
        };
        assert_eq!(resolve(unhcr, Scheme::Unhcr).unwrap().place, Some(place), "{row:?}");
        assert_eq!(place.parent().map(Place::name), Some(row["unsd_subregion"].as_str()), "{row:?}");
        if iso != "SRB" {
            let named = resolve(row["name"].trim(), Scheme::Name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(named.place, Some(place), "{row:?}");
        }
    }
}

#[test]
fn glotip_reporting_countries_agree() {
    let Some(path) = shared("unodc-glotip-2025/glotip_2025-04-14.csv.zst") else { return };
    let mut seen = BTreeMap::new();
    for row in rows_of(&path) {
        seen.insert(row["Country"].clone(), row);
    }
    for row in seen.values() {
        let named = resolve(&row["Country"], Scheme::Name).unwrap_or_else(|error| panic!("{error}"));
        let place = named.place.unwrap();
        if row["Country"] == "Sark" {
            assert_eq!(place.code(), "GGY");
            continue;
        }
        assert_eq!(place.code(), row["Iso3_code"], "{row:?}");
        assert_eq!(place.parent().map(Place::name), Some(row["Subregion"].as_str()));
        assert_eq!(place.parent().and_then(Place::parent).map(Place::name), Some(row["Region"].as_str()));
    }
}

#[test]
fn names_of_other_files_agree_with_their_codes() {
    // The European Economic Area is no place of M49; half of Saint Martin has its own name; "Eretria" is a town in
    // Greece.
    let exceptions = ["Europe", "No Country Listed", "Saint Martin", "Eretria"];
    for (file, name, code) in [
        ("ncmec-cybertipline/ocse-reports-per-country.csv", "country", "iso3"),
        ("us-tip-tiers-and-3p/tip_tiers_1999_2015.csv", "countryname", "iso"),
    ] {
        let Some(path) = shared(file) else { continue };
        for row in rows_of(&path).iter().filter(|row| !exceptions.contains(&row[name].as_str())) {
            let by_name = resolve(&row[name], Scheme::Name).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(by_name.place, resolve(&row[code], Scheme::Alpha3).unwrap().place, "{row:?}");
        }
    }
}

#[test]
fn names_of_files_without_codes() {
    for (file, name) in [
        ("undesa-migrant-stock-2020/country_region.csv", "country"),
        ("usdol-ilab-goods/ilab_country_goods_by_cycle.csv", "country"),
        ("usdol-ilab-goods/ilab_country_assessment_by_cycle.csv", "country"),
        ("walkfree-gsi-2023/gsi2023_summary.csv", "country"),
    ] {
        let Some(path) = shared(file) else { continue };
        for row in rows_of(&path) {
            let text = &row[name];
            // One cell holds a name with its history.
            assert!(resolve(text, Scheme::Name).is_ok() || text.contains("(formerly called"), "{file}: {text}");
        }
    }
}
