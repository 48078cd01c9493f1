//! Three-valued truth: yes, no, not recorded, with Kleene's operators.
//!
//! Columns of such values and their bit-parallel operators are in `turnstone-identify`; here is one value at a time.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not};

/// Whether a fact holds: yes, no, or not recorded.
///
/// Not recorded is never "no". The operators are Kleene's strong three-valued logic: the result is known exactly
/// when it would be the same whichever way every unknown turned out for its own occurrence.
///
/// **Source** Kleene (1952), *Introduction to Metamathematics*, §64.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Truth(pub Option<bool>);

impl Truth {
    /// The fact holds.
    pub const YES: Truth = Truth(Some(true));
    /// The fact does not hold.
    pub const NO: Truth = Truth(Some(false));
    /// Nobody recorded whether the fact holds.
    pub const UNKNOWN: Truth = Truth(None);

    /// All three values, in the order yes, no, unknown.
    pub const ALL: [Truth; 3] = [Truth::YES, Truth::NO, Truth::UNKNOWN];

    /// True only for a recorded yes.
    pub fn is_yes(self) -> bool {
        self.0 == Some(true)
    }

    /// True only for a recorded no.
    pub fn is_no(self) -> bool {
        self.0 == Some(false)
    }

    /// True when nothing is recorded.
    pub fn is_unknown(self) -> bool {
        self.0.is_none()
    }

    /// Whether at least `n` of `values` are yes: yes when enough are, no when even the unknown ones could not make up
    /// for it, unknown otherwise. At least none is always yes.
    pub fn at_least(n: usize, values: impl IntoIterator<Item = Truth>) -> Truth {
        let (mut yes, mut possible) = (0, 0);
        for value in values {
            yes += usize::from(value.is_yes());
            possible += usize::from(!value.is_no());
        }
        match (yes >= n, possible >= n) {
            (true, _) => Truth::YES,
            (_, false) => Truth::NO,
            _ => Truth::UNKNOWN,
        }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        Truth(value)
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        Truth(Some(value))
    }
}

impl BitAnd for Truth {
    type Output = Truth;

    fn bitand(self, other: Truth) -> Truth {
        match (self.0, other.0) {
            (Some(false), _) | (_, Some(false)) => Truth::NO,
            (Some(true), Some(true)) => Truth::YES,
            _ => Truth::UNKNOWN,
        }
    }
}

impl BitOr for Truth {
    type Output = Truth;

    fn bitor(self, other: Truth) -> Truth {
        match (self.0, other.0) {
            (Some(true), _) | (_, Some(true)) => Truth::YES,
            (Some(false), Some(false)) => Truth::NO,
            _ => Truth::UNKNOWN,
        }
    }
}

impl Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        Truth(self.0.map(|value| !value))
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kleene_laws_hold_for_every_value() {
        for a in Truth::ALL {
            assert_eq!(!!a, a);
            assert_eq!(a & a, a);
            assert_eq!(a | a, a);
            for b in Truth::ALL {
                assert_eq!(a & b, b & a);
                assert_eq!(a | b, b | a);
                assert_eq!(!(a & b), !a | !b);
                assert_eq!(a & (a | b), a);
                for c in Truth::ALL {
                    assert_eq!((a & b) & c, a & (b & c));
                    assert_eq!(a & (b | c), (a & b) | (a & c));
                }
            }
        }
    }

    #[test]
    fn unknown_is_never_no() {
        assert_eq!(Truth::UNKNOWN | Truth::NO, Truth::UNKNOWN);
        assert_eq!(Truth::UNKNOWN & Truth::YES, Truth::UNKNOWN);
        assert_eq!(!Truth::UNKNOWN, Truth::UNKNOWN);
    }

    #[test]
    fn at_least_counts_what_is_and_what_could_be() {
        use Truth as T;
        assert_eq!(T::at_least(0, []), T::YES);
        assert_eq!(T::at_least(1, []), T::NO);
        assert_eq!(T::at_least(2, [T::YES, T::UNKNOWN, T::NO]), T::UNKNOWN);
        assert_eq!(T::at_least(2, [T::YES, T::YES, T::UNKNOWN]), T::YES);
        assert_eq!(T::at_least(3, [T::YES, T::NO, T::UNKNOWN]), T::NO);
    }
}
