//! The token with which a partner's program submits reports, and what follows from it and from nothing that the database has.

use crate::CaseworkError;
use crate::desk::Desk;
use crate::desk::intake::Upload;
use crate::id::Id;
use crate::vault::SecretKey;
use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use rand::Rng;
use sha2::{Digest, Sha256};
use std::fmt;
use zeroize::Zeroizing;

/// What a partner's program shows to submit reports: 256 random bits. Only its SHA-256 is kept. Wiped when dropped.
#[derive(Clone)]
pub struct SubmissionToken(Zeroizing<[u8; 32]>);

impl SubmissionToken {
    /// A new token.
    pub(super) fn random() -> SubmissionToken {
        let mut bytes = Zeroizing::new([0; 32]);
        Desk::rng().fill_bytes(&mut *bytes);
        SubmissionToken(bytes)
    }

    /// How it is written: 43 signs of base 64.
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.0))
    }

    /// Reads what a partner's program showed; nothing when it is none.
    pub fn parse(text: &str) -> Option<SubmissionToken> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        Some(SubmissionToken(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// What the database keeps.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_slice()).into()
    }

    /// The private key to which the key for files of a submission is wrapped.
    pub(crate) fn file_secret(&self, submission: Id) -> Result<SecretKey, CaseworkError> {
        Ok(SecretKey::from_seed(&*self.follows(submission, b"turnstone/submission/files/1")?))
    }

    /// The same identifier for the same file, and one that tells nobody else whether two files are the same.
    pub(crate) fn file_id(&self, submission: Id, upload: &Upload) -> Result<Id, CaseworkError> {
        let mut digest = Sha256::new();
        for part in [upload.name.as_bytes(), upload.media_type.as_bytes(), &upload.bytes] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let purpose = [b"turnstone/submission/file/1".as_slice(), &digest.finalize()].concat();
        let bytes = self.follows(submission, &purpose)?;
        let mut id = [0; 16];
        id.copy_from_slice(&bytes[..16]);
        Ok(Id(id))
    }

    /// 32 bytes for one purpose in one submission.
    fn follows(&self, submission: Id, purpose: &[u8]) -> Result<Zeroizing<[u8; 32]>, CaseworkError> {
        let mut bytes = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(Some(&submission.0), &*self.0)
            .expand(purpose, &mut *bytes)
            .map_err(|_| CaseworkError::refused("the token cannot be used"))?;
        Ok(bytes)
    }
}

impl fmt::Debug for SubmissionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubmissionToken(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_and_nothing_else_is_one() {
        let token = SubmissionToken::random();
        let text = token.encode();
        assert_eq!(text.len(), 43);
        assert_eq!(SubmissionToken::parse(&text).map(|token| token.hash()), Some(token.hash()));
        for bad in ["", "abc", &"A".repeat(42), &"A".repeat(44), &format!("{}=", *text)] {
            assert!(SubmissionToken::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{token:?}"), "SubmissionToken(hidden)");
    }

    #[test]
    fn a_file_is_the_same_only_in_the_same_submission_of_the_same_token() {
        let file = |name: &str, text: &str| Upload {
            name: name.to_owned(),
            media_type: String::new(),
            bytes: text.as_bytes().to_vec(),
        };
        let (one, two) = (SubmissionToken::random(), SubmissionToken::random());
        let first = one.file_id(Id([1; 16]), &file("a", "bc")).unwrap();
        assert_eq!(one.file_id(Id([1; 16]), &file("a", "bc")).unwrap(), first);
        assert_ne!(one.file_id(Id([2; 16]), &file("a", "bc")).unwrap(), first);
        assert_ne!(two.file_id(Id([1; 16]), &file("a", "bc")).unwrap(), first);
        assert_ne!(one.file_id(Id([1; 16]), &file("ab", "c")).unwrap(), first);
    }
}
