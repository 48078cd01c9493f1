//! Dates as precisely as somebody knew them: a day, a month, a year, or an interval.

use crate::closed::closed;
use chrono::{Datelike, Days, Months, NaiveDate};
use serde::{Serialize, Serializer};
use std::fmt;

closed! {
    /// How precisely a date is known.
    Precision:
    /// To the day.
    Day "day", "day";
    /// To the month.
    Month "month", "month";
    /// To the year.
    Year "year", "year";
    /// Some time between two days.
    Interval "interval", "interval";
}

/// The first year that is read as a date of a record.
pub const FIRST_YEAR: i32 = 1900;
/// The last year that is read as a date of a record.
pub const LAST_YEAR: i32 = 2100;

/// A date with its precision: some day from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImpreciseDate {
    from: NaiveDate,
    to: NaiveDate,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text has another form.
    #[error("not a date")]
    Form,
    /// A month, or a day of a month, that does not exist.
    #[error("no such day or month")]
    Calendar,
    /// The year cannot be that of a record.
    #[error("the year is outside {FIRST_YEAR} to {LAST_YEAR}")]
    Year,
    /// The interval ends before it begins.
    #[error("the interval ends before it begins")]
    Order,
}

impl DateError {
    /// What would be right, for the quarantine.
    pub const EXPECTED: &str = "YYYY-MM-DD, YYYY-MM, YYYY, or an interval FROM/TO of these, years 1900 to 2100";
}

impl ImpreciseDate {
    /// One day.
    pub fn day(day: NaiveDate) -> Result<Self, DateError> {
        Self::between(day, day)
    }

    /// Any day of a year.
    pub fn year(year: i32) -> Result<Self, DateError> {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).ok_or(DateError::Year)?;
        let last = NaiveDate::from_ymd_opt(year, 12, 31).ok_or(DateError::Year)?;
        Self::between(first, last)
    }

    /// Any day of a month, 1 to 12.
    pub fn month(year: i32, month: u32) -> Result<Self, DateError> {
        let first = NaiveDate::from_ymd_opt(year, month, 1).ok_or(DateError::Calendar)?;
        let last = first.checked_add_months(Months::new(1)).and_then(|d| d.checked_sub_days(Days::new(1)));
        Self::between(first, last.ok_or(DateError::Year)?)
    }

    /// Some day from `from` to `to`, both included.
    pub fn between(from: NaiveDate, to: NaiveDate) -> Result<Self, DateError> {
        if to < from {
            return Err(DateError::Order);
        }
        let years = FIRST_YEAR..=LAST_YEAR;
        if !years.contains(&from.year()) || !years.contains(&to.year()) {
            return Err(DateError::Year);
        }
        Ok(ImpreciseDate { from, to })
    }

    /// Reads `2019`, `2019-05`, `2019-05-03`, an interval of these with `/`, or any of them with a time behind a `T`
    /// or a blank, which is left out.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let text = text.trim();
        if let Some((from, to)) = text.split_once('/') {
            return Self::between(Self::parse(from)?.from, Self::parse(to)?.to);
        }
        let date = text.split(['T', ' ']).next().unwrap_or(text);
        let mut parts = date.split('-');
        let mut number = |digits: usize| -> Result<Option<u32>, DateError> {
            let Some(part) = parts.next() else { return Ok(None) };
            if part.len() != digits || !part.bytes().all(|b| b.is_ascii_digit()) {
                return Err(DateError::Form);
            }
            part.parse().map(Some).map_err(|_| DateError::Form)
        };
        let (year, month, day) = (number(4)?.ok_or(DateError::Form)? as i32, number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(DateError::Form);
        }
        match (month, day) {
            (None, _) => Self::year(year),
            (Some(month), None) => Self::month(year, month),
            (Some(month), Some(day)) => {
                Self::day(NaiveDate::from_ymd_opt(year, month, day).ok_or(DateError::Calendar)?)
            }
        }
    }

    /// The earliest day it can be.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The latest day it can be.
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// The year, when it is the same for every day it can be.
    pub fn single_year(self) -> Option<i32> {
        (self.from.year() == self.to.year()).then(|| self.from.year())
    }

    /// The precision, derived from the two ends.
    pub fn precision(self) -> Precision {
        if self.from == self.to {
            Precision::Day
        } else if Self::year(self.from.year()) == Ok(self) {
            Precision::Year
        } else if Self::month(self.from.year(), self.from.month()) == Ok(self) {
            Precision::Month
        } else {
            Precision::Interval
        }
    }
}

impl fmt::Display for ImpreciseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.precision() {
            Precision::Day => write!(f, "{}", self.from),
            Precision::Month => write!(f, "{}", self.from.format("%Y-%m")),
            Precision::Year => write!(f, "{}", self.from.format("%Y")),
            Precision::Interval => write!(f, "{}/{}", self.from, self.to),
        }
    }
}

/// In the form in which it is read.
impl Serialize for ImpreciseDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_precision_is_read_and_written() {
        for text in ["2019", "2019-02", "2020-02-29", "2019-05-01/2019-06-15"] {
            assert_eq!(ImpreciseDate::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(ImpreciseDate::parse("2019-05-03T10:00:00").unwrap().to_string(), "2019-05-03");
        assert_eq!(ImpreciseDate::parse("2018/2019-03").unwrap().to_string(), "2018-01-01/2019-03-31");
    }

    #[test]
    fn what_is_no_date_says_why() {
        assert_eq!(ImpreciseDate::parse("2201"), Err(DateError::Year));
        assert_eq!(ImpreciseDate::parse("2019-13"), Err(DateError::Calendar));
        assert_eq!(ImpreciseDate::parse("2019-02-29"), Err(DateError::Calendar));
        assert_eq!(ImpreciseDate::parse("03.05.2019"), Err(DateError::Form));
        assert_eq!(ImpreciseDate::parse("2020/2019"), Err(DateError::Order));
    }

    proptest! {
        #[test]
        fn a_date_written_reads_back(first in 0i64..72_000, length in 0i64..900) {
            let origin = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap();
            let from = origin + chrono::TimeDelta::days(first);
            let date = ImpreciseDate::between(from, from + chrono::TimeDelta::days(length)).unwrap();
            prop_assert_eq!(ImpreciseDate::parse(&date.to_string()), Ok(date));
        }
    }
}
