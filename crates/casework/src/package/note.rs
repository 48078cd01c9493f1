//! What goes back and forth after a package: receipts of the recipient, notices of the sender. Both sealed and signed.

use super::envelope::{self, Kind};
use super::{Digest, PackageError};
use crate::closed::closed;
use crate::id::Id;
use crate::moment::Moment;
use crate::outcome::OutcomeKind;
use crate::vault::{PublicKey, SecretKey, SigningKey, VerifyingKey};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

closed! {
    /// What a recipient says about a package.
    NoteState "a receipt":
    /// It arrived and opened.
    Received "received", "Received", "The package arrived and opened.";
    /// It is taken on.
    Accepted "accepted", "Accepted", "The recipient takes it on.";
    /// It is not taken on.
    Rejected "rejected", "Rejected", "The recipient does not take it on.";
    /// More is needed.
    NeedsInformation "needs_information", "Needs information", "The recipient asks for more before it decides.";
    /// Something came of it.
    Outcome "outcome", "Outcome", "The recipient says what came of it.";
}

closed! {
    /// Why a recipient does not take something on, or asks.
    ReasonCode "a reason":
    /// Not its mandate.
    OutsideMandate "outside_mandate", "Outside its mandate", "The recipient is not there for this.";
    /// Not its area.
    OutsideArea "outside_area", "Outside its area", "Another place or country is in charge.";
    /// No room.
    NoCapacity "no_capacity", "No capacity", "The recipient has no room or nobody free.";
    /// It has it already.
    Duplicate "duplicate", "Known already", "The recipient is working on the same matter.";
    /// Too little to go on.
    TooLittle "too_little", "Too little to go on", "What is there does not suffice to act.";
    /// The person does not want it.
    DeclinedByPerson "declined_by_person", "Declined by the person", "The person does not want this help.";
    /// Another.
    Other "other", "Another reason", "Another reason, in words.";
}

closed! {
    /// What a sender tells a recipient afterwards.
    NoticeKind "a notice":
    /// The person took their consent back.
    ConsentWithdrawn "consent_withdrawn", "Consent taken back", "The person took their consent back: stop, and delete what no law obliges you to keep.";
    /// The referral was taken back.
    Revoked "revoked", "Referral taken back", "The referral was taken back: stop, and delete what no law obliges you to keep.";
}

/// What a recipient says about a package that it opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptNote {
    /// The referral, as the package names it.
    pub referral: Id,
    /// The package.
    pub package_digest: Digest,
    /// What is said.
    pub state: NoteState,
    /// Why, from the list. Rejections have one.
    pub reason_code: Option<ReasonCode>,
    /// Why, or what is asked, in words.
    pub words: Option<String>,
    /// What came of it.
    pub outcome: Option<OutcomeKind>,
    /// Its number, from 1, one more with each.
    pub seq: u32,
    /// When it was written, by the recipient's clock.
    pub at: Moment,
}

/// The most characters of the words of a receipt.
pub const MOST_WORDS: usize = 5_000;

impl ReceiptNote {
    /// Checks that it says what its kind has to say.
    ///
    /// # Errors
    /// [`PackageError::Note`], which says what is missing.
    pub fn check(&self) -> Result<(), PackageError> {
        let words = self.words.as_deref().is_some_and(|words| !words.trim().is_empty());
        let wrong = match self.state {
            _ if self.seq == 0 => Some("receipts are numbered from 1"),
            _ if self.words.as_ref().is_some_and(|words| words.chars().count() > MOST_WORDS) => {
                Some("its words have at most 5,000 characters")
            }
            NoteState::Rejected if self.reason_code.is_none() => Some("a rejection has a reason from the list"),
            NoteState::Rejected if self.reason_code == Some(ReasonCode::Other) && !words => {
                Some("another reason is given in words")
            }
            NoteState::NeedsInformation if !words => Some("it says in words which information is needed"),
            NoteState::Outcome if self.outcome.is_none() => Some("it names what came of it"),
            NoteState::Outcome => None,
            _ if self.outcome.is_some() => Some("only the receipt of an outcome names one"),
            _ => None,
        };
        wrong.map_or(Ok(()), |what| Err(PackageError::Note(what)))
    }

    /// What it says, for the history: its reason or outcome from the list, and its words.
    pub fn reason(&self) -> String {
        let code = self.reason_code.map(ReasonCode::label).or(self.outcome.map(OutcomeKind::label));
        let words = self.words.as_deref().map(str::trim).filter(|words| !words.is_empty());
        [code, words].into_iter().flatten().collect::<Vec<_>>().join(": ")
    }
}

/// What a sender tells a recipient about a package that has left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderNotice {
    /// The referral.
    pub referral: Id,
    /// The package.
    pub package_digest: Digest,
    /// What is told.
    pub kind: NoticeKind,
    /// When it was written, by the sender's clock.
    pub at: Moment,
}

/// Seals a receipt to who sent the package, and signs it.
///
/// # Errors
/// It is incomplete, or the key cannot be sealed to.
pub fn seal_note(
    note: &ReceiptNote,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    note.check()?;
    envelope::seal(Kind::Note, note.referral, note, to, signer, rng)
}

/// Opens a receipt.
///
/// # Errors
/// It is no receipt, damaged, for somebody else, of nobody who is known, or incomplete.
pub fn open_note(
    bytes: &[u8],
    with: &SecretKey,
    known_signers: &[(Id, VerifyingKey)],
) -> Result<(ReceiptNote, Id), PackageError> {
    let opened = envelope::open::<ReceiptNote>(Kind::Note, bytes, with, known_signers)?;
    if opened.body.referral != opened.header.id {
        return Err(PackageError::Mismatch);
    }
    opened.body.check()?;
    Ok((opened.body, opened.signer))
}

/// Seals a notice to who received the package, and signs it.
///
/// # Errors
/// The key cannot be sealed to.
pub fn seal_notice(
    notice: &SenderNotice,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    envelope::seal(Kind::Notice, notice.referral, notice, to, signer, rng)
}

/// Opens a notice.
///
/// # Errors
/// As of [`open_note`].
pub fn open_notice(
    bytes: &[u8],
    with: &SecretKey,
    known_signers: &[(Id, VerifyingKey)],
) -> Result<(SenderNotice, Id), PackageError> {
    let opened = envelope::open::<SenderNotice>(Kind::Notice, bytes, with, known_signers)?;
    if opened.body.referral != opened.header.id {
        return Err(PackageError::Mismatch);
    }
    Ok((opened.body, opened.signer))
}
