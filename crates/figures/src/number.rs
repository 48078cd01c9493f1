//! How numbers are written for people: thousands set apart, shares in per cent with one decimal.
//!
//! `web/src/palette.ts` writes them the same way.

/// A count with commas between thousands.
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share in per cent with one decimal. What is not nothing is not rounded to nothing, and what is not all not to all;
/// a share of nothing is a dash.
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let percent = 100.0 * part as f64 / whole as f64;
    if part > 0 && percent < 0.1 {
        "< 0.1 %".to_owned()
    } else if part < whole && percent > 99.9 {
        "> 99.9 %".to_owned()
    } else {
        format!("{percent:.1} %")
    }
}

/// A share with what it is a share of.
pub fn share_of(part: u64, whole: u64) -> String {
    format!("{} of {}", share(part, whole), count(whole))
}

/// A count and the word for what is counted, in its form for one or for several.
pub fn counted(value: u64, one: &str, several: &str) -> String {
    format!("{} {}", count(value), if value == 1 { one } else { several })
}

/// The change from one count to another, with its sign.
pub fn change(before: u64, after: u64) -> String {
    match after.checked_sub(before) {
        Some(0) => "0".to_owned(),
        Some(more) => format!("+{}", count(more)),
        None => format!("−{}", count(before - after)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_000), "1,000");
        assert_eq!(count(193_025), "193,025");
        assert_eq!(count(10_000_000), "10,000,000");
    }

    #[test]
    fn shares_name_their_whole_and_never_round_to_nothing_or_all() {
        assert_eq!(share_of(20_791, 60_846), "34.2 % of 60,846");
        assert_eq!(share(1, 193_025), "< 0.1 %");
        assert_eq!(share(193_024, 193_025), "> 99.9 %");
        assert_eq!(share(0, 193_025), "0.0 %");
        assert_eq!(share(193_025, 193_025), "100.0 %");
        assert_eq!(share(0, 0), "–");
    }

    #[test]
    fn a_change_has_its_sign() {
        assert_eq!(change(100, 1_250), "+1,150");
        assert_eq!(change(1_250, 100), "−1,150");
        assert_eq!(change(7, 7), "0");
    }
}
