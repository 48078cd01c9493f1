//! What the staff do about a report: cases, notes, tasks, outcomes, and access in an emergency.

use crate::id::Id;
use crate::moment::Moment;
use crate::store::row::row;

row! {
    /// A case.
    CaseRow in "cases" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report it came from.
        report_id: Id,
        /// open or closed.
        state: String,
        /// Whose it is.
        assignee: Option<Id>,
        /// When it was opened.
        opened_at: Moment,
        /// When it was closed.
        closed_at: Option<Moment>,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// That somebody wrote a note; the note is sealed.
    NoteRow in "notes" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// Who.
        author: Id,
        /// When.
        written_at: Moment,
    }
}

row! {
    /// Something to do by a time.
    TaskRow in "tasks" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// The case.
        case_id: Option<Id>,
        /// What is to be done.
        kind: String,
        /// By whom.
        assignee: Option<Id>,
        /// By when.
        due_at: Moment,
        /// open or done.
        state: String,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// What came of it.
    OutcomeRow in "outcomes" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// The referral, when it came of one.
        referral_id: Option<Id>,
        /// What.
        kind: String,
        /// Who wrote it down.
        recorded_by: String,
        /// When.
        recorded_at: Moment,
    }
}

row! {
    /// Access to a report in an emergency.
    BreakGlassRow in "break_glass" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// Who asked.
        user_id: Id,
        /// For which report.
        report_id: Id,
        /// When.
        requested_at: Moment,
        /// The second person.
        approved_by: Option<Id>,
        /// Until when.
        expires_at: Option<Moment>,
        /// requested, approved, refused, ended.
        state: String,
    }
}
