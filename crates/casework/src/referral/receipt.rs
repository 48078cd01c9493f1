//! Receipts of the partner: late and repeated ones are harmless, and none is lost.
//!
//! That a receipt is the partner's is proved where it is opened ([`crate::package::open_note`]).

use super::{Move, Referral, State};
use crate::moment::Moment;
use crate::package::{NoteState, ReceiptNote};
use thiserror::Error;

/// What became of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// The referral moved.
    Moved(State),
    /// It moves nothing, and is kept with its words.
    NothingNew,
    /// It was there before.
    Repeated,
    /// It comes too late, or does not fit where the referral stands; it is kept for people to read.
    OutOfPlace(State),
}

/// Why a receipt is none of this referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It names another referral.
    #[error("the receipt belongs to another referral")]
    OtherReferral,
    /// It names another package.
    #[error("the receipt is for a package that was not sent with this referral")]
    OtherPackage,
    /// Nothing has left.
    #[error("nothing has left of this referral, so there is no receipt for it")]
    NotSent,
    /// There are too many.
    #[error("there are {MOST} receipts for this referral already; speak with the partner")]
    TooMany,
}

/// The most receipts of one referral, so that a partner cannot fill the disk.
const MOST: usize = 1_000;

impl Referral {
    /// Takes a receipt of the partner. `actor` is the partner, `at` when it arrived here.
    ///
    /// **Method** Receipts have numbers. One that is there already changes nothing, except that its words are added where only
    /// its outline ([`crate::package::SlipRead::outline`]) was known. One that is older than another that is
    /// there is kept and moves nothing. A newer one moves the referral, with the steps that it implies: whoever accepts has
    /// received.
    ///
    /// # Errors
    /// [`NoteError`]; nothing has changed then.
    pub fn take_receipt(&mut self, note: &ReceiptNote, actor: &str, at: Moment) -> Result<Applied, NoteError> {
        if note.referral != self.id {
            return Err(NoteError::OtherReferral);
        }
        if !self.was_sent() {
            return Err(NoteError::NotSent);
        }
        if !self.digests.contains(&note.package_digest) {
            return Err(NoteError::OtherPackage);
        }
        if let Some(known) = self.0.receipts.get_mut(&note.seq) {
            // Before, only what it decided was known; its words were sealed.
            let outline = ReceiptNote { reason_code: None, words: None, ..note.clone() };
            let opened = *known == outline && *note != outline;
            if opened {
                *known = note.clone();
            }
            return Ok(if opened { Applied::NothingNew } else { Applied::Repeated });
        }
        if self.receipts.len() >= MOST {
            return Err(NoteError::TooMany);
        }
        let state = self.state();
        let newest = self.receipts.last_key_value().is_none_or(|(last, _)| note.seq > *last);
        self.0.receipts.insert(note.seq, note.clone());
        let Some(steps) = steps(state, note.state).filter(|_| newest) else {
            return Ok(Applied::OutOfPlace(state));
        };
        let Some((last, implied)) = steps.split_last() else { return Ok(Applied::NothingNew) };
        for mv in implied {
            self.follow(*mv, actor, at, "implied by a later receipt");
        }
        self.follow(*last, actor, at, &note.reason());
        Ok(Applied::Moved(self.state()))
    }

    fn follow(&mut self, mv: Move, actor: &str, at: Moment, reason: &str) {
        if let Some(to) = self.state().after(mv) {
            self.step(to, actor, at, reason);
        }
    }
}

/// The steps that a receipt stands for, or `None` where it does not fit.
fn steps(state: State, said: NoteState) -> Option<&'static [Move]> {
    use Move::{Accept, AskInformation, Receive, RecordOutcome, Reject};
    Some(match (state, said) {
        (State::Sent, NoteState::Received) => &[Receive],
        (State::Sent, NoteState::Accepted) => &[Receive, Accept],
        (State::Sent, NoteState::Rejected) => &[Receive, Reject],
        (State::Sent, NoteState::NeedsInformation) => &[Receive, AskInformation],
        (State::Sent, NoteState::Outcome) => &[Receive, Accept, RecordOutcome],
        (State::Received | State::NeedsInformation, NoteState::Accepted) => &[Accept],
        (State::Received | State::NeedsInformation, NoteState::Rejected) => &[Reject],
        (State::Received | State::NeedsInformation, NoteState::NeedsInformation) => &[AskInformation],
        (State::Received | State::NeedsInformation, NoteState::Outcome) => &[Accept, RecordOutcome],
        (State::Accepted | State::OutcomeRecorded, NoteState::Outcome) => &[RecordOutcome],
        (State::Received, NoteState::Received) | (State::Accepted, NoteState::Accepted) => &[],
        (State::Rejected, NoteState::Rejected) => &[],
        _ => return None,
    })
}
