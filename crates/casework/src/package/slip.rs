//! What moves a referral while nobody is signed in: the state that a receipt or a notice brings, in the clear and signed; its words sealed
//! inside.
//!
//! A receipt ([`seal_note`](super::seal_note)) opens only with the organisation's key, which the server does not hold. So a slip goes
//! around it that says what was decided and about which package, and nothing else.
//!
//! ```text
//! 8   "TURNSLIP"
//! 1   version: 1
//! 4   length of the front, big-endian
//! …   the front: a slip as JSON
//! 4   length of the inside, big-endian
//! …   the inside: a sealed and signed receipt or notice
//! 64  Ed25519 signature of everything above
//! ```

use super::{
    Digest, NoteState, NoticeKind, PackageError, ReceiptNote, SenderNotice, open_note, seal_note, seal_notice,
};
use crate::id::Id;
use crate::moment::Moment;
use crate::outcome::OutcomeKind;
use crate::vault::{PublicKey, SecretKey, SigningKey, VerifyingKey};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};

const MAGIC: &[u8; 8] = b"TURNSLIP";
const VERSION: u8 = 1;
const PURPOSE: &str = "referral slip";
const SIGNATURE: usize = 64;
/// The most bytes of a slip with what is inside.
pub const MOST_SLIP: usize = 128 * 1024;

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Said {
    /// What the recipient of a package decided.
    Receipt {
        /// The decision.
        state: NoteState,
        /// What came of it.
        outcome: Option<OutcomeKind>,
        /// Its number, from 1.
        seq: u32,
    },
    /// What the sender of a package tells.
    Notice {
        /// What.
        notice: NoticeKind,
    },
}

/// The front.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slip {
    /// The referral, as the package names it.
    pub referral: Id,
    /// The package.
    pub package_digest: Digest,
    /// What is said about it.
    pub said: Said,
    /// When, by the clock of who says it.
    pub at: Moment,
    /// SHA-256 of the key that the inside is sealed to.
    pub recipient: Digest,
    /// SHA-256 of the signer's key.
    pub signer: Digest,
}

/// A slip that was read, with its signature checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipRead {
    /// The front.
    pub slip: Slip,
    /// The inside, still sealed.
    pub inside: Vec<u8>,
    /// Who signed it, as in the register.
    pub signer: Id,
}

impl SlipRead {
    /// The receipt without its words, which are sealed; nothing when it is a notice.
    pub fn outline(&self) -> Option<ReceiptNote> {
        let Said::Receipt { state, outcome, seq } = self.slip.said else { return None };
        Some(ReceiptNote {
            referral: self.slip.referral,
            package_digest: self.slip.package_digest,
            state,
            reason_code: None,
            words: None,
            outcome,
            seq,
            at: self.slip.at,
        })
    }
}

/// A receipt with its slip.
///
/// # Errors
/// It is incomplete, or the key cannot be sealed to.
pub fn write_receipt(
    note: &ReceiptNote,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    let inside = seal_note(note, to, signer, rng)?;
    let said = Said::Receipt { state: note.state, outcome: note.outcome, seq: note.seq };
    write(note.referral, note.package_digest, said, note.at, &inside, (to, signer))
}

/// A notice with its slip.
///
/// # Errors
/// The key cannot be sealed to.
pub fn write_notice(
    notice: &SenderNotice,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    let inside = seal_notice(notice, to, signer, rng)?;
    let said = Said::Notice { notice: notice.kind };
    write(notice.referral, notice.package_digest, said, notice.at, &inside, (to, signer))
}

fn write(
    referral: Id,
    package_digest: Digest,
    said: Said,
    at: Moment,
    inside: &[u8],
    (to, signer): (&PublicKey, &SigningKey),
) -> Result<Vec<u8>, PackageError> {
    let (recipient, key) = (Digest::of(&to.0), Digest::of(&signer.verifying().0));
    let front = Slip { referral, package_digest, said, at, recipient, signer: key };
    let front = serde_json::to_vec(&front).map_err(|_| PackageError::Content)?;
    let mut bytes = Vec::with_capacity(front.len() + inside.len() + 81);
    bytes.extend_from_slice(MAGIC);
    bytes.push(VERSION);
    for part in [front.as_slice(), inside] {
        bytes.extend_from_slice(&u32::try_from(part.len()).map_err(|_| PackageError::TooLarge)?.to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(&signer.sign(PURPOSE, &bytes));
    if bytes.len() > MOST_SLIP { Err(PackageError::TooLarge) } else { Ok(bytes) }
}

/// Reads a slip, if a known partner signed it. What is inside stays sealed.
///
/// # Errors
/// One changed bit anywhere, an unknown signer, a newer version.
pub fn read_slip(bytes: &[u8], known_signers: &[(Id, VerifyingKey)]) -> Result<SlipRead, PackageError> {
    let (slip, inside) = parts(bytes)?;
    let known = known_signers.iter().find(|(_, key)| Digest::of(&key.0) == slip.signer);
    let (signer, key) = known.ok_or(PackageError::UnknownSigner)?;
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or(PackageError::CutOff)?;
    key.verify(PURPOSE, signed, signature).map_err(|_| PackageError::Signature)?;
    Ok(SlipRead { slip, inside: inside.to_vec(), signer: *signer })
}

/// Reads a slip whose signature was checked when it was kept.
///
/// # Errors
/// It is no slip.
pub fn stored_slip(bytes: &[u8], signer: Id) -> Result<SlipRead, PackageError> {
    let (slip, inside) = parts(bytes)?;
    Ok(SlipRead { slip, inside: inside.to_vec(), signer })
}

/// Opens the receipt inside a slip.
///
/// # Errors
/// As of [`read_slip`] and [`open_note`], or the slip says something else than the receipt.
pub fn open_receipt(
    bytes: &[u8],
    with: &SecretKey,
    known_signers: &[(Id, VerifyingKey)],
) -> Result<ReceiptNote, PackageError> {
    let read = read_slip(bytes, known_signers)?;
    let (note, signer) = open_note(&read.inside, with, known_signers)?;
    let outline = ReceiptNote { reason_code: None, words: None, ..note.clone() };
    if read.outline() == Some(outline) && signer == read.signer { Ok(note) } else { Err(PackageError::Mismatch) }
}

fn parts(bytes: &[u8]) -> Result<(Slip, &[u8]), PackageError> {
    if bytes.len() > MOST_SLIP {
        return Err(PackageError::TooLarge);
    }
    let rest = bytes.strip_prefix(MAGIC).ok_or(PackageError::Format)?;
    let rest = match rest.split_first().ok_or(PackageError::CutOff)? {
        (&VERSION, rest) => rest,
        (&found, _) if found > VERSION => {
            return Err(PackageError::Newer { found: found.into(), known: VERSION.into() });
        }
        _ => return Err(PackageError::Format),
    };
    let (front, rest) = sized(rest)?;
    let (inside, rest) = sized(rest)?;
    if rest.len() != SIGNATURE {
        return Err(PackageError::CutOff);
    }
    Ok((serde_json::from_slice(front).map_err(|_| PackageError::Format)?, inside))
}

fn sized(bytes: &[u8]) -> Result<(&[u8], &[u8]), PackageError> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(PackageError::CutOff)?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(PackageError::CutOff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn note() -> ReceiptNote {
        ReceiptNote {
            referral: Id([3; 16]),
            package_digest: Digest([4; 32]),
            state: NoteState::NeedsInformation,
            reason_code: None,
            words: Some("Which street?".to_owned()),
            outcome: None,
            seq: 2,
            at: Moment(9),
        }
    }

    fn keys() -> (SecretKey, SigningKey, Vec<(Id, VerifyingKey)>) {
        let signer = SigningKey::from_bytes(&[7; 32]).unwrap();
        let known = vec![(Id([8; 16]), signer.verifying())];
        (SecretKey::from_seed(&[5; 32]), signer, known)
    }

    #[test]
    fn a_slip_says_the_state_and_keeps_the_words() {
        let (secret, signer, known) = keys();
        let bytes = write_receipt(&note(), &secret.public(), &signer, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
        let read = read_slip(&bytes, &known).unwrap();
        assert_eq!(read.outline(), Some(ReceiptNote { words: None, ..note() }));
        assert_eq!(read.signer, Id([8; 16]));
        assert!(!bytes.windows(6).any(|part| part == b"street"));
        assert_eq!(open_receipt(&bytes, &secret, &known), Ok(note()));
    }

    #[test]
    fn one_changed_bit_anywhere_is_refused() {
        let (secret, signer, known) = keys();
        let bytes = write_receipt(&note(), &secret.public(), &signer, &mut ChaCha20Rng::seed_from_u64(2)).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            assert!(read_slip(&changed, &known).is_err(), "byte {at}");
        }
        assert_eq!(read_slip(&bytes[..bytes.len() - 1], &known), Err(PackageError::CutOff));
        assert_eq!(read_slip(&bytes, &[]), Err(PackageError::UnknownSigner));
    }

    #[test]
    fn a_slip_around_another_receipt_does_not_open() {
        let (secret, signer, known) = keys();
        let rng = &mut ChaCha20Rng::seed_from_u64(3);
        let inside = seal_note(&note(), &secret.public(), &signer, rng).unwrap();
        let said = Said::Receipt { state: NoteState::Accepted, outcome: None, seq: 2 };
        let bytes = write(Id([3; 16]), Digest([4; 32]), said, Moment(9), &inside, (&secret.public(), &signer)).unwrap();
        assert!(read_slip(&bytes, &known).is_ok());
        assert_eq!(open_receipt(&bytes, &secret, &known), Err(PackageError::Mismatch));
    }
}
