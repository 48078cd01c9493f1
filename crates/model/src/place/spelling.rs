//! When two spellings of a name are the same, and how far apart two others are. Nothing here knows any place.

/// Stands where a character was lost in a broken encoding.
pub(super) const LOST: char = char::REPLACEMENT_CHARACTER;

/// A name brought to one form: small letters without accents; words in the order written, `the`, `of` and `and` left
/// out, abbreviations written out; punctuation is a space. A lost character stays one.
pub(super) fn plain(text: &str) -> String {
    let mut letters = String::with_capacity(text.len());
    let mut chars = text.chars().flat_map(char::to_lowercase).peekable();
    while let Some(c) = chars.next() {
        match c {
            // The possessive of "People's Republic" goes with its apostrophe, so that "Peoples" needs its own entry
            // only.
            '\'' | '’' | '‘' | '`' | '´' if chars.peek() == Some(&'s') => {
                let s = chars.next();
                if chars.peek().is_some_and(|next| next.is_alphanumeric()) {
                    letters.push(' ');
                    letters.extend(s);
                }
            }
            '\u{300}'..='\u{36f}' => {}
            LOST => letters.push(LOST),
            c if c.is_alphanumeric() => push_without_accent(&mut letters, c),
            _ => letters.push(' '),
        }
    }
    let mut plain = String::with_capacity(letters.len());
    for word in letters.split(' ') {
        let word = match word {
            "" | "the" | "of" | "and" => continue,
            "rep" | "repub" => "republic",
            "dem" => "democratic",
            "fed" => "federated",
            "st" => "saint",
            "is" | "isl" | "island" => "islands",
            "n" => "north",
            "s" => "south",
            word => word,
        };
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
}

/// The words of a plain name in alphabetical order: "korea republic" and "republic korea" are one name.
pub(super) fn sorted(plain: &str) -> String {
    let mut words: Vec<&str> = plain.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

/// Whether two plain names are the same where nothing was lost. A lost character stands for any single one, so that
/// `c�te d�ivoire` fits `cote d ivoire`.
pub(super) fn fits(damaged: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    damaged.chars().all(|d| whole.next().is_some_and(|w| d == LOST || d == w)) && whole.next().is_none()
}

/// The number of single-letter insertions, deletions, replacements and swaps of neighbours between two words, or `None`
/// when it is more than `most`.
///
/// **Source** Damerau (1964), Comm. ACM 7(3); the restricted ("optimal string alignment") form.
pub(super) fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, &y) in b.iter().enumerate() {
            row[j + 1] = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                row[j + 1] = row[j + 1].min(before[j - 1] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    Some(last[b.len()]).filter(|&d| d <= most)
}

fn push_without_accent(out: &mut String, c: char) {
    const BASES: [(char, &str); 22] = [
        ('a', "àáâãäåāăąǎạảấầẩẫậắằẳẵặ"),
        ('c', "çćĉċč"),
        ('d', "ďđḍḑ"),
        ('e', "èéêëēĕėęěẹẻẽếềểễệ"),
        ('g', "ĝğġģǧ"),
        ('h', "ĥħḥḩ"),
        ('i', "ìíîïĩīĭįıỉịǐ"),
        ('j', "ĵ"),
        ('k', "ķḳ"),
        ('l', "ĺļľłḷ"),
        ('n', "ñńņňŉṇ"),
        ('o', "òóôõöøōŏőơọỏốồổỗộớờởỡợǒ"),
        ('r', "ŕŗřṛṟ"),
        ('s', "śŝşšșṣ"),
        ('t', "ţťŧțṭ"),
        ('u', "ùúûüũūŭůűųưụủứừửữựǔ"),
        ('w', "ŵ"),
        ('y', "ýÿŷỳỵỷỹ"),
        ('z', "źżžẓ"),
        ('b', "ḅ"),
        ('m', "ṃ"),
        ('v', "ṿ"),
    ];
    match c {
        c if c.is_ascii() => out.push(c),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'ß' => out.push_str("ss"),
        'þ' => out.push_str("th"),
        'ð' => out.push('d'),
        c => out.push(BASES.iter().find(|(_, accented)| accented.contains(c)).map_or(c, |&(base, _)| base)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_form_for_spellings_that_differ_in_accents_case_and_punctuation() {
        for text in ["Côte d'Ivoire", "COTE D’IVOIRE", "cote  d'ivoire ", "Co\u{302}te d-Ivoire"] {
            assert_eq!(plain(text), "cote d ivoire", "{text}");
        }
        assert_eq!(plain("Lao People's Dem. Rep."), "lao people democratic republic");
        assert_eq!(plain("St. Vincent & the Grenadines"), "saint vincent grenadines");
        assert_eq!(sorted(&plain("Korea (Republic of)")), sorted(&plain("The Republic of Korea")));
        assert_eq!(plain("İstanbul"), "istanbul");
        assert_eq!(plain("—"), "");
    }

    #[test]
    fn a_lost_character_fits_any_single_one() {
        assert!(fits(&plain("C�te d�Ivoire"), "cote d ivoire"));
        assert!(!fits(&plain("Per�"), "persia"));
        assert!(!fits(&plain("Peru�"), "peru"));
    }

    #[test]
    fn distances_counted_by_hand() {
        assert_eq!(distance("brasil", "barsil", 2), Some(1)); // one swap
        assert_eq!(distance("ethopia", "ethiopia", 2), Some(1)); // one letter missing
        assert_eq!(distance("kenya", "congo", 2), None);
        assert_eq!(distance("", "ab", 2), Some(2));
    }
}
