//! Answering a partner's package: taking it on, not taking it on, asking, and saying what came of it.
//!
//! The answer waits for the courier in the same write that changes the package here.

use super::accept::{Accepted, accept};
use super::{ArrivalState, DELETE_BY, Parcel};
use crate::CaseworkError;
use crate::desk::incidents::check_optional;
use crate::desk::outcomes::outcome_row;
use crate::desk::referrals::answers::{insert_once, once};
use crate::desk::{Desk, Person};
use crate::id::Id;
use crate::outcome::OutcomeKind;
use crate::package::{NoteState, ReasonCode, ReceiptNote};
use crate::permission::{Action, Resource, require};
use crate::store::audit;
use crate::store::rows::{Row, TaskRow, Versioned};

/// What a package is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The organisation takes it on.
    Accept,
    /// It does not, for a reason from the list.
    Reject(ReasonCode),
    /// It needs to know more; what, is said in words.
    AskInformation,
    /// Something came of it.
    Outcome(OutcomeKind),
}

impl Answer {
    /// How the partner reads it.
    pub fn state(self) -> NoteState {
        match self {
            Answer::Accept => NoteState::Accepted,
            Answer::Reject(_) => NoteState::Rejected,
            Answer::AskInformation => NoteState::NeedsInformation,
            Answer::Outcome(_) => NoteState::Outcome,
        }
    }
}

/// An answer that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// The new version of the package.
    pub version: i64,
    /// The report that it is now, when it was accepted.
    pub report: Option<Id>,
    /// The case that was opened for it.
    pub case: Option<Id>,
}

/// What can be answered from a state.
pub(super) fn possible(state: ArrivalState, parcel: &Parcel) -> Vec<NoteState> {
    if parcel.is_superseded() && parcel.row.report_id.is_none() || !parcel.partner.is_active() {
        return Vec::new();
    }
    match state {
        ArrivalState::Arrived | ArrivalState::Opened | ArrivalState::NeedsInformation => {
            vec![NoteState::Accepted, NoteState::Rejected, NoteState::NeedsInformation]
        }
        ArrivalState::Accepted | ArrivalState::Outcome => vec![NoteState::Outcome],
        // What came of it is still said, when work had begun.
        ArrivalState::Withdrawn if parcel.row.report_id.is_some() => vec![NoteState::Outcome],
        ArrivalState::Withdrawn | ArrivalState::Rejected | ArrivalState::Superseded => Vec::new(),
    }
}

impl Desk {
    /// Answers a package. Accepting it makes a report with an incident, its statements, and a case, all in the same write.
    ///
    /// When it fails nothing has changed and nothing is sent.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when this cannot be answered now; [`CaseworkError::Invalid`] when a question
    /// has no words.
    pub async fn answer_arrival(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        answer: Answer,
        words: &str,
    ) -> Result<Answered, CaseworkError> {
        require(person.role, Action::Decide, Resource::Arrival)?;
        check_optional("words", words)?;
        let now = self.now();
        let parcel = self.parcel(person, id).await?;
        if parcel.row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Arrival, seen: version, now: parcel.row.version });
        }
        let state = ArrivalState::of(&parcel.row.state)?;
        if !possible(state, &parcel).contains(&answer.state()) {
            return Err(CaseworkError::refused(why_not(state, &parcel)));
        }
        if parcel.opened.package.synthetic != person.tenant.synthetic {
            return Err(CaseworkError::refused(
                "invented people and real ones are kept apart: this package is of the other kind",
            ));
        }
        let words = words.trim();
        let note = ReceiptNote {
            referral: parcel.opened.package.referral,
            package_digest: parcel.opened.digest,
            state: answer.state(),
            reason_code: if let Answer::Reject(code) = answer { Some(code) } else { None },
            words: (!words.is_empty()).then(|| words.to_owned()),
            outcome: if let Answer::Outcome(kind) = answer { Some(kind) } else { None },
            seq: parcel.next_number()?,
            at: now,
        };
        let sealed = self.seal_answer(person, &parcel, &note).await?;
        let mut row = parcel.row.clone();
        row.receipt_seq = i64::from(note.seq);
        let mut accepted: Option<Accepted> = None;
        let mut delete_by: Option<TaskRow> = None;
        match answer {
            Answer::Accept => {
                row.state = ArrivalState::Accepted.name().to_owned();
                match parcel.known_report() {
                    // It says more about what is worked on already.
                    Some(report) => row.report_id = Some(report),
                    None => {
                        let made = accept(self, person, &parcel, words, now).await?;
                        row.report_id = Some(made.report.id);
                        accepted = Some(made);
                    }
                }
                let due = parcel.opened.package.delete_by;
                delete_by = row
                    .report_id
                    .map(|report| TaskRow { due_at: due, ..once(row.tenant, report, id, DELETE_BY, due.0, now) });
            }
            Answer::Reject(_) => row.state = ArrivalState::Rejected.name().to_owned(),
            Answer::AskInformation => row.state = ArrivalState::NeedsInformation.name().to_owned(),
            // A package that was taken back stays marked so.
            Answer::Outcome(_) if state == ArrivalState::Withdrawn => {}
            Answer::Outcome(_) => row.state = ArrivalState::Outcome.name().to_owned(),
        }
        let actor = person.id.to_string();
        let outcome = match (answer, row.report_id) {
            (Answer::Outcome(kind), Some(report)) => Some(outcome_row(row.tenant, report, None, kind, &actor, now)),
            _ => None,
        };
        let action = match answer {
            Answer::Accept => "arrival.accept",
            Answer::Reject(_) => "arrival.reject",
            Answer::AskInformation => "arrival.ask",
            Answer::Outcome(_) => "arrival.outcome",
        };
        let event = self.event(person, action, format!("arrival:{id}"));
        let (report, case) = (row.report_id, accepted.as_ref().map(|made| made.case.id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    if let Some(accepted) = accepted {
                        accepted.insert(conn).await?;
                    }
                    if let Some(task) = delete_by {
                        insert_once(conn, &task).await?;
                    }
                    if let Some(outcome) = outcome {
                        outcome.insert(conn).await?;
                    }
                    sealed.outbox.insert(conn).await?;
                    sealed.copy.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(Answered { version: row.version, report, case })
                })
            })
            .await
    }
}

fn why_not(state: ArrivalState, parcel: &Parcel) -> String {
    if !parcel.partner.is_active() {
        return "this partner was revoked: nothing goes to it".to_owned();
    }
    if parcel.is_superseded() {
        return "a later package of the same referral is here: answer that one".to_owned();
    }
    format!("this package is {}; that cannot be answered now", state.name().replace('_', " "))
}
