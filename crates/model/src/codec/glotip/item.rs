//! Numbers of the items of the questionnaire, which slipped into the values and the labels of the published file.
//!
//! Item 10 of question 6.1 in the form for 2019 is called `Q6.1_10s_2019`; with everything but the digits taken away it
//! is the "value" 61,102,019.

use std::fmt;

/// One item of the questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The section, one digit.
    pub section: u32,
    /// The question in the section, one digit.
    pub question: u32,
    /// The item of the question, 1 to 99.
    pub item: u32,
    /// The year of the form.
    pub year: u32,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Q{}.{}_{}s_{}", self.section, self.question, self.item, self.year)
    }
}

/// The years in which there can have been a form.
const YEARS: std::ops::RangeInclusive<u32> = 2000..=2100;

/// The item that a number reads as: section, question, item of one or two digits, and year, one behind the other.
///
/// A count that happens to read so is at least 1,112,000, and no country counts as many.
pub fn of_value(value: i64) -> Option<Item> {
    let value = u32::try_from(value).ok()?;
    let (front, year) = (value / 10_000, value % 10_000);
    // Three digits in front: one for the item; four: two.
    let item_digits = match front {
        100..=999 => 10,
        1_000..=9_999 => 100,
        _ => return None,
    };
    let (number, item) = (front / item_digits, front % item_digits);
    let read = Item { section: number / 10, question: number % 10, item, year };
    (YEARS.contains(&year) && read.question > 0 && item * 10 >= item_digits).then_some(read)
}

/// The item that a label is the name of.
pub fn of_label(label: &str) -> Option<Item> {
    let (section, rest) = label.trim().strip_prefix('Q')?.split_once('.')?;
    let (question, rest) = rest.split_once('_')?;
    let (item, year) = rest.split_once("s_")?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?;
    Some(Item { section: number(section)?, question: number(question)?, item: number(item)?, year: number(year)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_and_labels_of_the_published_file_are_read() {
        let name = |value| of_value(value).map(|item| item.to_string());
        assert_eq!(name(61_102_019).as_deref(), Some("Q6.1_10s_2019"));
        assert_eq!(name(6_112_020).as_deref(), Some("Q6.1_1s_2020"));
        assert_eq!(of_label("Q6.1_10s_2019"), of_value(61_102_019));
        for count in
            [0, 32_022, 82_291, 6_112_319, 6_012_019, 61_002_019, 61_052_019, 611_102_019, -6_112_019, i64::MAX]
        {
            assert_eq!(of_value(count), None, "{count}");
        }
        for label in ["Qatar", "QATAR", "Q6.1", "Q6.1_s_2019", "Q6.1_10s_", "6.1_10s_2019", "Q6.-1_1s_2019"] {
            assert_eq!(of_label(label), None, "{label}");
        }
    }

    proptest! {
        #[test]
        fn an_item_is_read_from_its_digits(section in 1u32..10, question in 1u32..10, item in 1u32..100, year in 2000u32..2101) {
            let read = Item { section, question, item, year };
            let digits: String = read.to_string().chars().filter(char::is_ascii_digit).collect();
            prop_assert_eq!(of_value(digits.parse().unwrap()), Some(read));
            prop_assert_eq!(of_label(&read.to_string()), Some(read));
        }
    }
}
