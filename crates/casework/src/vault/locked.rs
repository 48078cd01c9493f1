//! A person's keys under a secret that only the person has. Passphrase, recovery code, session and one-time codes all use this one box.

use super::derive::{derive, joined};
use super::error::{VaultError, array, at_least};
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

const NONCE: usize = 24;
const COMMITMENT: usize = 32;
const TAG: usize = 16;

/// The least length of a box, without its header.
pub(super) const LEAST: usize = NONCE + COMMITMENT + TAG;

/// What a box is for and whose it is.
pub(super) struct Place<'a> {
    /// How errors call it; also a part of what is authenticated.
    pub what: &'static str,
    /// Whose keys they are.
    pub owner: &'a [u8],
    /// What stands before the box: version, salt, cost.
    pub header: &'a [u8],
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        joined(&[b"turnstone/locked", self.what.as_bytes(), self.owner, self.header])
    }

    /// The key of the cipher and the commitment to it. The cipher alone would let a person who writes the database build one box that
    /// opens with many passphrases, and so learn from one attempt whether any of them is right (Len, Grubbs and Ristenpart 2021).
    fn keys(&self, secret: &[u8], bound: &[u8]) -> (XChaCha20Poly1305, Zeroizing<[u8; COMMITMENT]>) {
        let both = derive::<64>(secret, bound);
        let (key, commitment) = both.split_at(32);
        let cipher = XChaCha20Poly1305::new(&chacha20poly1305::Key::try_from(key).expect("half of 64 bytes"));
        let mut kept = Zeroizing::new([0; COMMITMENT]);
        kept.copy_from_slice(commitment);
        (cipher, kept)
    }

    /// The header, then nonce, commitment and ciphertext.
    pub(super) fn lock(&self, secret: &[u8], keys: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, VaultError> {
        let bound = self.bytes();
        let (cipher, commitment) = self.keys(secret, &bound);
        let mut nonce = [0; NONCE];
        rng.fill_bytes(&mut nonce);
        let mut locked = Vec::with_capacity(self.header.len() + LEAST + keys.len());
        for part in [self.header, &nonce, &*commitment, keys] {
            locked.extend_from_slice(part);
        }
        let start = self.header.len() + NONCE + COMMITMENT;
        let tag = cipher
            .encrypt_inout_detached(&XNonce::from(nonce), &bound, (&mut locked[start..]).into())
            .map_err(|_| VaultError::TooLarge { most: super::MAX_PLAIN, found: keys.len() })?;
        locked.extend_from_slice(&tag);
        Ok(locked)
    }

    /// Opens a box that stands after the header.
    pub(super) fn unlock(&self, secret: &[u8], locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        at_least(self.what, locked, LEAST)?;
        let bound = self.bytes();
        let (cipher, commitment) = self.keys(secret, &bound);
        let (nonce, rest) = locked.split_at(NONCE);
        let (committed, ciphertext) = rest.split_at(COMMITMENT);
        if !bool::from(committed.ct_eq(&*commitment)) {
            return Err(VaultError::Refused { what: self.what });
        }
        let nonce = XNonce::from(array::<NONCE>(self.what, nonce)?);
        let mut keys = Zeroizing::new(ciphertext.to_vec());
        cipher.decrypt_in_place(&nonce, &bound, &mut *keys).map_err(|_| VaultError::Refused { what: self.what })?;
        Ok(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    proptest! {
        #[test]
        fn a_box_opens_with_its_secret_for_its_owner_and_purpose(
            secret in any::<[u8; 32]>(), keys in proptest::collection::vec(any::<u8>(), 0..100),
            flip in any::<prop::sample::Index>(), bit in 0u8..8,
        ) {
            let place = Place { what: "box", owner: &[1; 16], header: &[1, 2, 3] };
            let locked = place.lock(&secret, &keys, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
            prop_assert_eq!(&locked[..3], &[1, 2, 3]);
            prop_assert_eq!(&*place.unlock(&secret, &locked[3..]).unwrap(), &keys);
            for other in [
                Place { what: "another box", ..place },
                Place { owner: &[2; 16], ..place },
                Place { header: &[1, 2, 4], ..place },
            ] {
                prop_assert!(other.unlock(&secret, &locked[3..]).is_err());
            }
            let mut guess = secret;
            guess[flip.index(32)] ^= 1 << bit;
            prop_assert_eq!(place.unlock(&guess, &locked[3..]), Err(VaultError::Refused { what: "box" }));
            let mut changed = locked[3..].to_vec();
            let at = flip.index(changed.len());
            changed[at] ^= 1 << bit;
            prop_assert_eq!(place.unlock(&secret, &changed), Err(VaultError::Refused { what: "box" }));
        }
    }
}
