//! The case file: one organisation's record of one person with everything that was said, dated and sourced.
//!
//! The table holds a record's standing state in one row; a case keeps how it came about: every assertion with its
//! source, period and date, every leg, every formal status statement, and what the file says that could not be read. It
//! has no field for a name, a narrative or an address: those belong to the vault, and a file that has one is refused.
//!
//! As JSON ([`read`](mod@read), [`write`](mod@write)): one object a case, one a line, or a single object over several
//! lines, `"turnstone_case": 1` first.
//!
//! | Key | Value |
//! |---|---|
//! | `turnstone_case` | 1, the version of this form |
//! | `record_id`, `person_id`, `list` | texts, pseudonymous |
//! | `said_by`, `gender`, `child` | values of the closed lists ([`crate::person`]) |
//! | `synthetic`, `border_crossed` | true or false |
//! | `registered`, `born` | dates; of a birth the year is enough |
//! | `age` | `low`, `high` (absent: open), `at`, `certainty` |
//! | `citizenship`, `other_citizenships` | a place; a list of places |
//! | `origin`, `destination` | `place`, `basis`; only where there are no legs |
//! | `months` | `low`, `high` (absent: open): how long the exploitation lasted |
//! | `legs` | each `origin`, `destination`, `start`, `end`, `mode`, `documents`, `status_on_entry`, `status_later`, `facilitated_for_payment`, `endangered`; all may be absent |
//! | `assertions` | each `fact`, `truth`, `source`, and where known `period`, `said_on` |
//! | `status` | each `status`, `by`, and where known `on`, `basis` |
//! | `source_values` | original codes, a JSON object as text |
//! | `unread` | what an earlier reading could not read: `field`, `value`, `reason`, `expected` |
//!
//! A date is `2013-05-02`, `2013-05`, `2013`, or an interval `FROM/TO` of these. A place is a code or a name. A fact is
//! its id. A truth is `yes`, `no` or `unknown`; `unknown` takes back what the same source said before.

mod json;
pub mod oddity;
pub mod read;
mod reader;
pub mod write;

#[cfg(test)]
mod tests;

use crate::date::ImpreciseDate;
use crate::person::{ChildStatus, DecidedBy, Status, settle_child};
use crate::record::{Record, Row, standing};
use crate::vocabulary::Element;
use chrono::Months;
use serde::Serialize;
use serde_json::Value;

pub use oddity::{Oddity, oddities};
pub use read::{CaseError, CaseMistake, read_all};

/// The version of the form, which every case names first.
pub const VERSION: u64 = 1;
/// The key that makes an object a case.
pub const VERSION_KEY: &str = "turnstone_case";

/// One person's record with everything that was said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Assertions, legs and other attributes. The facts and the formal status of its row are ignored: they come from
    /// the assertions and from `status`.
    pub record: Record,
    /// When the person was born, as precisely as it is needed: a year is enough. It is no column of any table.
    pub born: Option<ImpreciseDate>,
    /// Every formal status statement, in the order of the file.
    pub status: Vec<StatusStatement>,
    /// What the file says that could not be read, or only in part.
    pub unread: Vec<Unread>,
}

/// A formal status: who decided it, when, and on what basis. Kept as it was decided, beside all others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StatusStatement {
    /// The status.
    pub status: Status,
    /// The kind of organisation that decided.
    pub by: DecidedBy,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<ImpreciseDate>,
    /// The legal basis in words; never a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// Something a case file says that could not be read, or only in part. The rest of the case stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unread {
    /// Where it stood, such as `legs[0].origin`; items are counted from 0.
    pub field: String,
    /// What stood there.
    pub value: Value,
    /// Why it could not be read.
    pub reason: String,
    /// What would be right.
    pub expected: String,
}

impl Case {
    /// The case as one row of the `records` table.
    ///
    /// Its status is that of [`latest_status`]. A birth date makes a person who was exploited before turning 18 a child;
    /// it never makes an adult, because earlier exploitation may not be recorded.
    pub fn flatten(&self) -> Row {
        let mut record = self.record.clone();
        record.attributes.child = settle_child(record.attributes.child, self.child_by_birth());
        let mut row = record.flatten();
        let latest = latest_status(&self.status);
        row.status = latest.map(|statement| statement.status);
        row.status_by = latest.map(|statement| statement.by);
        row
    }

    /// Child, if a recorded exploitation was over before the person can have turned 18.
    fn child_by_birth(&self) -> Option<ChildStatus> {
        let turns_adult = self.born?.from().checked_add_months(Months::new(12 * 18))?;
        let as_child = standing(&self.record.assertions).into_iter().any(|assertion| {
            let purpose = assertion.fact.element() == Element::Purpose && assertion.truth.is_yes();
            purpose && assertion.period.is_some_and(|period| period.to() < turns_adult)
        });
        as_child.then_some(ChildStatus::Child)
    }
}

/// The statement that a row shows: the latest by an authority, or where none decided the latest by anyone.
///
/// Dates are compared by their earliest possible day; what is not dated counts as earliest. Of several on one day the
/// most protective counts: actual before possible before not a victim. The order of the list never matters.
pub fn latest_status(statements: &[StatusStatement]) -> Option<&StatusStatement> {
    let protects = |status: Status| match status {
        Status::Actual => 2,
        Status::Possible => 1,
        Status::NotAVictim => 0,
    };
    let rank = |s: &StatusStatement| {
        (s.by.is_authority(), s.on.map(ImpreciseDate::from), protects(s.status), std::cmp::Reverse(s.by))
    };
    statements.iter().max_by_key(|statement| rank(statement))
}
