//! Labels that lost characters in a broken encoding, and the known label that each can have been.
//!
//! Nothing is put right here: a remark names what is likely, the text stays.

/// What stands where a character was lost.
pub const LOST: char = char::REPLACEMENT_CHARACTER;

/// Labels with a character outside ASCII, in the languages that countries answer in: citizenships and countries that
/// occur in GLOTIP in Spanish, French or with an accent in English, and its group of a country's own citizens.
const KNOWN: [&str; 42] = [
    "(especifique el país)",
    "Afganistán",
    "Beliceña",
    "Beliceño",
    "Benín",
    "Bélgica",
    "Brasileña",
    "Brasileño",
    "Brésil",
    "Camerún",
    "Canadá",
    "Ciudadanos de su país",
    "Ciudadanos de otro país",
    "Côte d'Ivoire",
    "Côte d’Ivoire",
    "Curaçao",
    "España",
    "Española",
    "Español",
    "Haití",
    "Hondureña",
    "Hondureño",
    "Hungría",
    "Japón",
    "México",
    "Nigérian",
    "Nigérien",
    "Pakistán",
    "Panameña",
    "Panameño",
    "Panamá",
    "Personnes de nationalité étrangère",
    "Perú",
    "República Checa",
    "República Dominicana",
    "Rumanía",
    "Salvadoreña",
    "Salvadoreñas",
    "Salvadoreño",
    "Salvadoreños",
    "Turquía",
    "Türkiye",
];

/// The one known label that a broken one can have been, whatever its capitals; each lost character stands for any one.
pub fn likely(label: &str) -> Option<&'static str> {
    let mut fitting = KNOWN.into_iter().filter(|known| fits(label, known));
    fitting.next().filter(|_| fitting.next().is_none())
}

fn fits(broken: &str, known: &str) -> bool {
    let lower = |text: &str| text.trim().chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (broken, known) = (lower(broken), lower(known));
    let same = |(b, k): (&char, &char)| b == k || (*b == LOST && !k.is_ascii());
    broken.len() == known.len() && broken.iter().zip(&known).all(same)
}

/// What to say of a label, if characters were lost.
pub fn remark(label: &str) -> Option<String> {
    let lost = label.matches(LOST).count();
    let what = if lost == 1 { "a character was" } else { "characters were" };
    (lost > 0).then(|| match likely(label) {
        Some(known) => format!("{what} lost in a broken encoding; likely `{known}`"),
        None => format!("{what} lost in a broken encoding; no one known label fits"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_label_has_one_likely_origin_or_none() {
        for (broken, known) in [
            ("Ciudadanos de su pa\u{fffd}s", Some("Ciudadanos de su país")),
            ("ESPA\u{fffd}A", Some("España")),
            ("C\u{fffd}te d\u{fffd}Ivoire", Some("Côte d’Ivoire")),
            ("C\u{fffd}TE D'IVOIRE", Some("Côte d'Ivoire")),
            ("Personnes de nationalit\u{fffd} \u{fffd}trang\u{fffd}re", Some("Personnes de nationalité étrangère")),
            ("T\u{fffd}rkiye", Some("Türkiye")),
            // A letter that no encoding loses cannot have stood there.
            ("Nig\u{fffd}ri\u{fffd}n", None),
            ("3 nig\u{fffd}riens et 1 tunisien", None),
            ("\u{fffd}", None),
        ] {
            assert_eq!(likely(broken), known, "{broken}");
        }
        assert_eq!(remark("España"), None);
    }

    #[test]
    fn every_known_label_is_found_whatever_is_lost() {
        for known in KNOWN {
            let broken: String = known.chars().map(|c| if c.is_ascii() { c } else { LOST }).collect();
            assert_eq!(likely(&broken), Some(known), "{broken}");
        }
    }
}
