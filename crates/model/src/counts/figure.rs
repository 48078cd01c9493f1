//! A published figure: a number, a hidden one, or none. The three are never confused.

use super::State;

/// What a source publishes where a number should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// This number; not negative.
    Reported(i64),
    /// A number that the source hides.
    Suppressed {
        /// Its open upper bound, at least 1, when the source gives one: `<5` hides a whole number from 0 to 4.
        below: Option<i64>,
    },
    /// Nothing.
    Missing,
}

impl Figure {
    /// The state in tables.
    pub fn state(self) -> State {
        match self {
            Figure::Reported(_) => State::Reported,
            Figure::Suppressed { .. } => State::Suppressed,
            Figure::Missing => State::Missing,
        }
    }

    /// The number, when there is one to read.
    pub fn value(self) -> Option<i64> {
        if let Figure::Reported(value) = self { Some(value) } else { None }
    }

    /// The open upper bound of a hidden number.
    pub fn below(self) -> Option<i64> {
        if let Figure::Suppressed { below } = self { below } else { None }
    }

    /// Puts a figure together from its three columns; `None` when they contradict each other.
    pub fn from_columns(state: State, value: Option<i64>, below: Option<i64>) -> Option<Figure> {
        match (state, value, below) {
            (State::Reported, Some(value), None) if value >= 0 => Some(Figure::Reported(value)),
            (State::Suppressed, None, below) if below.is_none_or(|b| b >= 1) => Some(Figure::Suppressed { below }),
            (State::Missing, None, None) => Some(Figure::Missing),
            _ => None,
        }
    }
}

/// Why a text is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// The text has another form.
    #[error("not a count")]
    Form,
    /// A count below zero.
    #[error("a count cannot be below zero")]
    Negative,
    /// Commas stand elsewhere than between thousands.
    #[error("the commas do not part thousands")]
    Grouping,
    /// More than 64 bits hold.
    #[error("too large for any count")]
    TooLarge,
}

impl FigureError {
    /// What would be right, for the quarantine.
    pub const EXPECTED: &str = "a whole number such as 1234 or 1,234, a hidden one such as <5, or nothing";
}

/// Reads `103`, `1,234`, `103.0` (as workbooks store whole numbers), `<5`, or nothing.
///
/// **Errors** [`FigureError`] for anything else: `5<`, `-3`, `1,23`, `12.5`.
pub fn read(text: &str) -> Result<Figure, FigureError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Figure::Missing);
    }
    if let Some(bound) = text.strip_prefix('<') {
        let below = whole(bound.trim_start())?;
        return if below >= 1 { Ok(Figure::Suppressed { below: Some(below) }) } else { Err(FigureError::Form) };
    }
    if let Some(size) = text.strip_prefix(['-', '−']) {
        return Err(if whole(size).is_ok() { FigureError::Negative } else { FigureError::Form });
    }
    whole(text.strip_suffix(".0").filter(|t| !t.contains(',')).unwrap_or(text)).map(Figure::Reported)
}

/// A whole number, its thousands parted by commas or by nothing.
fn whole(text: &str) -> Result<i64, FigureError> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b',') || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(FigureError::Form);
    }
    let mut parts = text.split(',');
    let first = parts.next().unwrap_or_default();
    if text.contains(',') && (first.len() > 3 || parts.any(|part| part.len() != 3)) {
        return Err(FigureError::Grouping);
    }
    text.replace(',', "").parse().map_err(|_| FigureError::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_hidden_ones_and_none_are_three_things() {
        for (text, figure) in [
            ("103", Figure::Reported(103)),
            ("0", Figure::Reported(0)),
            ("32,022", Figure::Reported(32_022)),
            ("61,102,019", Figure::Reported(61_102_019)),
            ("103.0", Figure::Reported(103)),
            (" <5 ", Figure::Suppressed { below: Some(5) }),
            ("< 10", Figure::Suppressed { below: Some(10) }),
            ("", Figure::Missing),
            ("  ", Figure::Missing),
        ] {
            assert_eq!(read(text), Ok(figure), "{text}");
            assert_eq!(Figure::from_columns(figure.state(), figure.value(), figure.below()), Some(figure));
        }
    }

    #[test]
    fn what_is_no_figure_says_why() {
        for (text, error) in [
            ("5<", FigureError::Form),
            ("<0", FigureError::Form),
            ("<", FigureError::Form),
            ("-3", FigureError::Negative),
            ("−3", FigureError::Negative),
            ("-", FigureError::Form),
            ("1,23", FigureError::Grouping),
            ("1234,567", FigureError::Grouping),
            (",123", FigureError::Form),
            ("12.5", FigureError::Form),
            ("1e3", FigureError::Form),
            ("n/a", FigureError::Form),
            ("9,999,999,999,999,999,999", FigureError::TooLarge),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
    }

    #[test]
    fn columns_that_contradict_each_other_are_no_figure() {
        assert_eq!(Figure::from_columns(State::Suppressed, Some(3), Some(5)), None);
        assert_eq!(Figure::from_columns(State::Missing, Some(0), None), None);
        assert_eq!(Figure::from_columns(State::Reported, None, None), None);
        assert_eq!(Figure::from_columns(State::Reported, Some(-1), None), None);
    }
}
