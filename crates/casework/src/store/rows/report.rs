//! What arrived and what it may be about. The words are in [`SealedRow`](super::SealedRow) and [`AttachmentRow`].

use crate::id::Id;
use crate::moment::Moment;
use crate::store::row::row;

row! {
    /// Somebody made contact.
    SignalRow in "signals" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// What it was: a new report, an update, spam …
        kind: String,
        /// How it came.
        channel: String,
        /// The day.
        received_day: Moment,
        /// The report it belongs to.
        report_id: Option<Id>,
    }
}

row! {
    /// A report.
    ReportRow in "reports" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// How it came.
        channel: String,
        /// The language it was written in.
        language: String,
        /// When it arrived; its day, once it has expired.
        received_at: Moment,
        /// What finds it from its receipt.
        receipt_lookup: Option<[u8; 32]>,
        /// What is wrapped to its reporter is wrapped to this.
        reporter_public: Option<[u8; 32]>,
        /// incoming, new, claimed, triaged, closed, expired.
        state: String,
        /// Its place in the queue, 0 to 1000.
        rank: i64,
        /// By when somebody has to look.
        due_at: Moment,
        /// Who is working on it.
        claimed_by: Option<Id>,
        /// Until when it is theirs.
        claimed_until: Option<Moment>,
        /// The reports it was put together with.
        bundle: Option<Id>,
        /// How many messages of the reporter nobody has read.
        unread: i64,
        /// When it is to be shredded.
        expires_at: Moment,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// A message of a mailbox.
    MessageRow in "messages" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// Whether the reporter wrote it.
        from_reporter: bool,
        /// When.
        sent_at: Moment,
        /// Whether the other side has seen it.
        seen: bool,
    }
}

row! {
    /// A file, sealed.
    AttachmentRow in "attachments" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// The key that opens it.
        key_id: Id,
        /// The envelope: name, type and content.
        envelope: Vec<u8>,
        /// When it arrived.
        created_at: Moment,
    }
}

row! {
    /// One thing that may have happened.
    IncidentRow in "incidents" is Versioned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The report.
        report_id: Id,
        /// May a crime have happened?
        crime: String,
        /// May someone need protection?
        protection: String,
        /// What was said about age.
        age: String,
        /// How far its assessment is.
        state: String,
        /// When it was opened.
        created_at: Moment,
        /// The number of changes.
        version: i64,
    }
}

row! {
    /// That something was asserted; what, is sealed.
    AssertionRow in "assertions" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The incident.
        incident_id: Id,
        /// Its number in the incident.
        seq: i64,
        /// Who wrote it down.
        made_by: String,
        /// When.
        made_at: Moment,
    }
}

row! {
    /// That somebody decided about consent; about what, is sealed.
    ConsentRow in "consents" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The incident.
        incident_id: Id,
        /// Its number in the incident.
        seq: i64,
        /// given, refused, withdrawn.
        decision: String,
        /// Who wrote it down.
        recorded_by: String,
        /// When.
        recorded_at: Moment,
    }
}

row! {
    /// Two reports that may be about the same.
    LikenessRow in "likenesses" is Owned {
        /// Its identifier.
        id: Id,
        /// The organisation.
        tenant: Id,
        /// The one.
        first_report: Id,
        /// The other.
        second_report: Id,
        /// How alike, per mille.
        score: i64,
        /// proposed, confirmed, rejected.
        state: String,
        /// Who decided.
        decided_by: Option<String>,
    }
}
