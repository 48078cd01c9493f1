//! The tables as structs, a field a column, with the same names as in `schema_1.sql`. Which of their columns are clear, and why, is
//! in [`clear`](super::clear).

mod care;
mod organisation;
mod referral;
mod report;

pub use super::cell::Cell;
pub use super::row::{Owned, Row, Values, Versioned};
pub use care::{BreakGlassRow, CaseRow, NoteRow, OutcomeRow, TaskRow};
pub use organisation::{KeyRow, SealedRow, SessionRow, TeamKeyRow, TenantRow, UserRow, WrapRow};
pub use referral::{ArrivalRow, OutboxRow, PartnerRow, ReferralEventRow, ReferralRow, SubmissionRow};
pub use report::{AssertionRow, AttachmentRow, ConsentRow, IncidentRow, LikenessRow, MessageRow, ReportRow, SignalRow};

use super::audit::{AuditHeadRow, AuditRow};

/// A table: its name and its columns.
pub type Table = (&'static str, &'static [&'static str]);

const fn table<R: Row>() -> Table {
    (R::TABLE, R::COLUMNS)
}

/// Every table, in an order in which rows can be added: what a row refers to comes before it.
pub const TABLES: [Table; 29] = [
    table::<TenantRow>(),
    table::<UserRow>(),
    table::<SessionRow>(),
    table::<TeamKeyRow>(),
    table::<KeyRow>(),
    table::<WrapRow>(),
    table::<SealedRow>(),
    table::<SignalRow>(),
    table::<ReportRow>(),
    table::<MessageRow>(),
    table::<AttachmentRow>(),
    table::<IncidentRow>(),
    table::<AssertionRow>(),
    table::<ConsentRow>(),
    table::<PartnerRow>(),
    table::<ReferralRow>(),
    table::<ReferralEventRow>(),
    table::<ArrivalRow>(),
    table::<OutboxRow>(),
    table::<CaseRow>(),
    table::<NoteRow>(),
    table::<TaskRow>(),
    table::<OutcomeRow>(),
    table::<LikenessRow>(),
    table::<BreakGlassRow>(),
    table::<SubmissionRow>(),
    table::<AuditRow>(),
    table::<AuditHeadRow>(),
    table::<super::migrate::SchemaRow>(),
];
