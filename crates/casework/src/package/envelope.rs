//! The outside of what leaves: a header in the clear, a sealed body, a signature over both.
//!
//! ```text
//! 8   "TURNSTON"
//! 1   kind: 1 package, 2 receipt, 3 notice
//! 1   version: 1
//! 32  SHA-256 of the recipient's public key
//! 32  SHA-256 of the signer's key
//! 16  identifier of the package, or of the referral
//! 4   length of the body, big-endian
//! …   body: HPKE of padded JSON, bound to everything above
//! 64  Ed25519 signature of everything above
//! ```
//!
//! The signature proves who sent it to everyone who carries it; that the signer also wrote the body is proved by the two key digests
//! that the body is bound to: nobody can take the signature off and put their own there.

use super::{Digest, PackageError};
use crate::id::Id;
use crate::vault::{PublicKey, SecretKey, SigningKey, VerifyingKey, open_with, pad, seal_to, unpad};
use rand::CryptoRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"TURNSTON";
const VERSION: u8 = 1;
const HEADER: usize = 8 + 1 + 1 + 32 + 32 + 16 + 4;
const SIGNATURE: usize = 64;
/// The most bytes that are looked at.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What is in the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A package.
    Package,
    /// A receipt of the recipient.
    Note,
    /// A notice of the sender.
    Notice,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Kind::Package => 1,
            Kind::Note => 2,
            Kind::Notice => 3,
        }
    }

    /// The purpose that is sealed and signed for, so that one never passes for another.
    fn purpose(self) -> &'static str {
        match self {
            Kind::Package => "referral package",
            Kind::Note => "referral receipt",
            Kind::Notice => "referral notice",
        }
    }
}

/// What the outside says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// SHA-256 of the recipient's public key.
    pub recipient: Digest,
    /// SHA-256 of the signer's key.
    pub signer: Digest,
    /// The package, or the referral.
    pub id: Id,
}

/// What was in an envelope.
pub(super) struct Opened<T> {
    pub(super) header: Header,
    pub(super) body: T,
    pub(super) signer: Id,
    pub(super) key: VerifyingKey,
}

/// Reads the outside without opening or believing anything.
///
/// # Errors
/// The bytes are nothing of this kind, of a newer version, or cut off.
pub fn header(kind: Kind, bytes: &[u8]) -> Result<Header, PackageError> {
    if bytes.len() > MOST_BYTES {
        return Err(PackageError::TooLarge);
    }
    if bytes.get(..8) != Some(MAGIC) || bytes.get(8) != Some(&kind.byte()) {
        return Err(PackageError::Format);
    }
    match bytes.get(9) {
        Some(&VERSION) => {}
        Some(&found) if found > VERSION => {
            return Err(PackageError::Newer { found: found.into(), known: VERSION.into() });
        }
        _ => return Err(PackageError::Format),
    }
    let (head, rest) = bytes.split_at_checked(HEADER).ok_or(PackageError::CutOff)?;
    let length = u32::from_be_bytes(part(head, 90)?) as usize;
    if rest.len() != length.saturating_add(SIGNATURE) {
        return Err(PackageError::CutOff);
    }
    Ok(Header { recipient: Digest(part(head, 10)?), signer: Digest(part(head, 42)?), id: Id(part(head, 74)?) })
}

/// Checks who signed it, without opening it: a server does that while nobody who could open it is signed in.
///
/// # Errors
/// As of [`header`], or the signer is unknown, or one bit was changed.
pub fn verify(kind: Kind, bytes: &[u8], known_signers: &[(Id, VerifyingKey)]) -> Result<(Header, Id), PackageError> {
    let (header, (signer, _)) = signed_by(kind, bytes, known_signers)?;
    Ok((header, signer))
}

fn signed_by(
    kind: Kind,
    bytes: &[u8],
    known_signers: &[(Id, VerifyingKey)],
) -> Result<(Header, (Id, VerifyingKey)), PackageError> {
    let header = header(kind, bytes)?;
    let known = known_signers.iter().find(|(_, key)| Digest::of(&key.0) == header.signer);
    let (signer, key) = known.ok_or(PackageError::UnknownSigner)?;
    let (signed, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or(PackageError::CutOff)?;
    key.verify(kind.purpose(), signed, signature).map_err(|_| PackageError::Signature)?;
    Ok((header, (*signer, *key)))
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], PackageError> {
    bytes.get(at..at + N).and_then(|part| part.try_into().ok()).ok_or(PackageError::CutOff)
}

pub(super) fn seal<T: Serialize>(
    kind: Kind,
    id: Id,
    body: &T,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    let plain = Zeroizing::new(serde_json::to_vec(body).map_err(|_| PackageError::Content)?);
    let mut bytes = Vec::with_capacity(HEADER + plain.len() * 2);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&[kind.byte(), VERSION]);
    bytes.extend_from_slice(&Digest::of(&to.0).0);
    bytes.extend_from_slice(&Digest::of(&signer.verifying().0).0);
    bytes.extend_from_slice(&id.0);
    let sealed = seal_to(to, kind.purpose(), &bytes, &pad(&plain)?, rng)?;
    let length = u32::try_from(sealed.len()).map_err(|_| PackageError::TooLarge)?;
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(&sealed);
    bytes.extend_from_slice(&signer.sign(kind.purpose(), &bytes));
    if bytes.len() > MOST_BYTES { Err(PackageError::TooLarge) } else { Ok(bytes) }
}

pub(super) fn open<T: DeserializeOwned>(
    kind: Kind,
    bytes: &[u8],
    with: &SecretKey,
    known_signers: &[(Id, VerifyingKey)],
) -> Result<Opened<T>, PackageError> {
    if header(kind, bytes)?.recipient != Digest::of(&with.public().0) {
        return Err(PackageError::NotForUs);
    }
    let (header, (signer, key)) = signed_by(kind, bytes, known_signers)?;
    let signed = &bytes[..bytes.len() - SIGNATURE];
    let padded = open_with(with, kind.purpose(), &bytes[..HEADER - 4], &signed[HEADER..])?;
    let plain = unpad(padded)?;
    let body = serde_json::from_slice(&plain).map_err(|_| PackageError::Content)?;
    Ok(Opened { header, body, signer, key })
}
