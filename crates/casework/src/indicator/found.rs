//! Indicators that stand in a text: pages, e-mail addresses, telephone numbers, IMEI.
//!
//! People write them into what they tell. What is found here is proposed to a person, and used to find near-duplicates.

use super::{Indicator, IndicatorKind, digit, digits_of};

/// The most indicators that are looked for in one text.
const MOST: usize = 50;

/// Indicators found in a text, in its order, each once.
///
/// Found are addresses that begin with `http://`, `https://` or `www.`, e-mail addresses, numbers of 15 digits whose last is
/// right for an IMEI (Luhn, ISO/IEC 7812-1), and other numbers of 8 to 15 digits that begin with `+` or `0`, as telephone
/// numbers do. Other numbers are left alone, because prices and dates are numbers, too.
pub fn proposed(text: &str) -> Vec<Indicator> {
    let mut found: Vec<Indicator> = Vec::new();
    let mut add = |kind, value: &str| {
        let indicator = Indicator::new(kind, value);
        let canonical = indicator.canonical();
        let known = found.iter().any(|known| known.kind == kind && known.canonical() == canonical);
        if !known && found.len() < MOST && indicator.check().is_ok() {
            found.push(indicator);
        }
    };
    for word in text.split_whitespace() {
        let word = word.trim_matches(|c: char| "<>()[]{}\"'«»“”‘’,;:!?،؛؟".contains(c)).trim_end_matches('.');
        let lower = word.to_lowercase();
        if lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.") {
            add(IndicatorKind::Url, word);
        } else if word.contains('@') {
            add(IndicatorKind::EmailAddress, word);
        }
    }
    for run in numbers(text) {
        // Two numbers with only a blank between them are one run: where the whole is none, its words may be.
        match number(run) {
            Some(kind) => add(kind, run),
            None => run
                .split_whitespace()
                .filter_map(|word| Some((number(word)?, word)))
                .for_each(|(kind, word)| add(kind, word)),
        }
    }
    found
}

/// What a number is by its look.
fn number(number: &str) -> Option<IndicatorKind> {
    let digits = digits_of(number);
    match digits.len() {
        15 if luhn(&digits) => Some(IndicatorKind::Imei),
        8..=15 if number.starts_with('+') || digits.starts_with('0') => Some(IndicatorKind::PhoneNumber),
        _ => None,
    }
}

/// The runs of digits of a text, with what separates the groups of a number.
fn numbers(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    // A number inside a word, such as an address of a page, is no number of its own.
    let mut inside = false;
    for (at, c) in text.char_indices() {
        if c == '+' {
            runs.extend(run.take().map(|(from, to)| &text[from..to]));
        }
        if (digit(c).is_some() || c == '+') && !inside {
            run = Some((run.map_or(at, |(from, _)| from), at + c.len_utf8()));
            continue;
        }
        if run.is_some() && " -./()\u{a0}".contains(c) {
            continue;
        }
        // A letter right behind a number makes it a part of a word.
        if let Some((from, to)) = run.take()
            && (to < at || !c.is_alphanumeric())
        {
            runs.push(&text[from..to]);
        }
        inside = c.is_alphanumeric() || (inside && !c.is_whitespace());
    }
    runs.extend(run.map(|(from, to)| &text[from..to]));
    runs
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte - b'0') << (place % 2);
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use IndicatorKind::*;

    #[test]
    fn finds_what_people_write_into_a_text() {
        let text = "They advertise on https://ads.example.org/room?id=123456789012, (www.example.net) and mail boss@example.org. \
                    Call +32 470 12 34 56 or ٠٦١٢٣٤٥٦٧٨ . The phone says 490154203237518; he paid 20000000 on 01.02.2026.";
        let found = proposed(text);
        let values: Vec<(IndicatorKind, &str)> = found.iter().map(|i| (i.kind, i.value.as_str())).collect();
        assert_eq!(
            values,
            [
                (Url, "https://ads.example.org/room?id=123456789012"),
                (Url, "www.example.net"),
                (EmailAddress, "boss@example.org"),
                (PhoneNumber, "+32 470 12 34 56"),
                (PhoneNumber, "٠٦١٢٣٤٥٦٧٨"),
                (Imei, "490154203237518"),
                // A date that begins with a nought cannot be told from a number.
                (PhoneNumber, "01.02.2026"),
            ]
        );
    }

    #[test]
    fn numbers_side_by_side_are_told_apart() {
        let values = |text: &str| proposed(text).into_iter().map(|i| i.value).collect::<Vec<_>>();
        assert_eq!(values("0612345678 0698765432"), ["0612345678", "0698765432"]);
        assert_eq!(values("for 500 +32470123456 each, 3 0612345679"), ["+32470123456", "0612345679"]);
    }

    #[test]
    fn finds_each_once_and_nothing_in_words() {
        assert_eq!(proposed("www.example.org WWW.EXAMPLE.ORG/ www.example.org").len(), 1);
        assert_eq!(proposed("room12345678901 a+b 12 34 - ().-"), []);
        assert_eq!(proposed(""), []);
    }

    #[test]
    fn never_more_than_is_taken() {
        let many: String = (0..200).map(|n| format!("www.example.org/{n} ")).collect();
        assert_eq!(proposed(&many).len(), MOST);
    }
}
