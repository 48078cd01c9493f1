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

/// A measured number: a count in full, anything else to about four significant digits; very large and very small ones as
/// a power of ten.
pub fn measure(value: f64) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    let size = value.abs();
    let text = match size {
        f64::INFINITY => "∞".to_owned(),
        0.0 => "0".to_owned(),
        _ if !(1e-4..1e9).contains(&size) => return power_of_ten(value),
        _ if size >= 100.0 || size.fract() == 0.0 => count(size.round() as u64),
        _ if size >= 10.0 => format!("{size:.1}"),
        _ if size >= 1.0 => format!("{size:.2}"),
        _ if size >= 0.1 => format!("{size:.3}"),
        _ if size >= 0.01 => format!("{size:.4}"),
        _ => format!("{size:.5}"),
    };
    signed(value, text)
}

/// A number with so many decimals and commas between thousands.
pub fn decimals(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, fraction)| (whole, fraction));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let is_nothing = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let text = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
    if is_nothing { text } else { signed(value, text) }
}

/// A share of one in per cent with one decimal.
pub fn percent(value: f64) -> String {
    match 100.0 * value {
        percent if percent > 0.0 && percent < 0.1 => "< 0.1 %".to_owned(),
        percent => format!("{} %", decimals(percent, 1)),
    }
}

/// A number for other programs: not rounded, read back as the same number. What is no number is empty.
pub fn machine(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if value.is_nan() => String::new(),
        _ if size != 0.0 && size.is_finite() && !(1e-5..1e16).contains(&size) => format!("{value:e}"),
        _ => value.to_string(),
    }
}

fn signed(value: f64, text: String) -> String {
    if value < 0.0 { format!("−{text}") } else { text }
}

fn power_of_ten(value: f64) -> String {
    let text = format!("{:.1e}", value.abs());
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let raised = power.chars().map(|char| match char {
        '-' => '⁻',
        digit => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10).unwrap_or(0) as usize).unwrap_or('⁰'),
    });
    signed(value, format!("{digits} × 10{}", raised.collect::<String>()))
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
    fn measured_numbers_are_rounded_for_people_only() {
        let rounded = [
            (22_991.331, "22,991"),
            (141.9926, "142"),
            (46.84, "46.8"),
            (1.3672, "1.37"),
            (-0.0950, "−0.0950"),
            (0.002_34, "0.00234"),
            (1.39e13, "1.4 × 10¹³"),
            (2.5e-7, "2.5 × 10⁻⁷"),
            (0.0, "0"),
            (3.0, "3"),
            (f64::NEG_INFINITY, "−∞"),
            (f64::NAN, "–"),
        ];
        for (value, text) in rounded {
            assert_eq!(measure(value), text);
        }
        assert_eq!(decimals(-1_234.567, 2), "−1,234.57");
        assert_eq!(decimals(-0.004, 2), "0.00");
        assert_eq!(
            (percent(0.342), percent(-0.05), percent(0.0004)),
            ("34.2 %".into(), "−5.0 %".into(), "< 0.1 %".into())
        );
        assert_eq!(machine(22_991.331), "22991.331");
        assert_eq!(
            (machine(1.39e20), machine(f64::INFINITY), machine(f64::NAN)),
            ("1.39e20".into(), "inf".into(), "".into())
        );
    }

    #[test]
    fn a_change_has_its_sign() {
        assert_eq!(change(100, 1_250), "+1,150");
        assert_eq!(change(1_250, 100), "−1,150");
        assert_eq!(change(7, 7), "0");
    }
}
