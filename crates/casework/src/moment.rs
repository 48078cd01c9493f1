//! Points in time. How much of one is kept, and for how long, is decided in `desk` and `store`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A second, counted from 1970-01-01 00:00:00 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// Seconds of a minute, an hour and a day.
pub const MINUTE: i64 = 60;
/// Seconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Seconds of a day.
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    /// The computer's clock.
    pub fn now() -> Moment {
        Moment(Utc::now().timestamp())
    }

    /// The first second of its day (UTC).
    pub fn day(self) -> Moment {
        Moment(self.0.div_euclid(DAY) * DAY)
    }

    /// So many seconds later.
    pub fn plus(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds))
    }

    /// Its date, as `2026-03-01`.
    pub fn date(self) -> String {
        self.utc().format("%Y-%m-%d").to_string()
    }

    /// Its date and minute, as `2026-03-01 14:05`.
    pub fn minute(self) -> String {
        self.utc().format("%Y-%m-%d %H:%M").to_string()
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0, 0).unwrap_or_default()
    }
}

/// As RFC 3339 has it: `2026-03-01T14:05:09Z`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.utc().format("%Y-%m-%dT%H:%M:%SZ"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_before_and_after_1970() {
        assert_eq!(Moment(DAY + 1).day(), Moment(DAY));
        assert_eq!(Moment(-1).day(), Moment(-DAY));
        // 56 years of which 14 are leap years: 56 * 365 + 14 = 20,454 days to 2026-01-01; 59 more to 1 March.
        assert_eq!(Moment((20_454 + 59) * DAY).to_string(), "2026-03-01T00:00:00Z");
    }
}
