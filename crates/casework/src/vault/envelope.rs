//! Sealing one field with the key of its compartment. The envelope knows where it belongs and opens nowhere else.

use super::compartment::Compartment;
use super::derive::joined;
use super::error::{VaultError, array, at_least, format_is};
use super::padding::{MAX_PLAIN, pad_into, padded_len, unpad};
use crate::Id;
use chacha20poly1305::{AeadInOut, KeyInit, XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

/// Version 1; algorithm 1 is XChaCha20-Poly1305 over padded text.
const FORMAT: [u8; 2] = [1, 1];
const NONCE: usize = 24;
const TAG: usize = 16;
const HEADER: usize = FORMAT.len() + NONCE;

/// The random key of one compartment of one report or case. It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct CompartmentKey(Zeroizing<[u8; 32]>);

impl CompartmentKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> CompartmentKey {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bytes);
        CompartmentKey(bytes)
    }

    /// A key from its bytes, as they come out of a wrap.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<CompartmentKey, VaultError> {
        Ok(CompartmentKey(Zeroizing::new(array("compartment key", bytes)?)))
    }

    /// Its bytes, for wrapping it to somebody.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

impl fmt::Debug for CompartmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CompartmentKey(hidden)")
    }
}

/// Where an envelope belongs. All of it is authenticated; none of it is in the envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The organisation.
    pub tenant: Id,
    /// The table.
    pub table: &'a str,
    /// The field.
    pub field: &'a str,
    /// The row.
    pub row: Id,
    /// The compartment.
    pub compartment: Compartment,
    /// The compartment key, by its identifier.
    pub key: Id,
}

impl Binding<'_> {
    fn bytes(&self) -> Vec<u8> {
        joined(&[
            b"turnstone/envelope",
            &FORMAT,
            &self.tenant.0,
            self.table.as_bytes(),
            self.field.as_bytes(),
            &self.row.0,
            self.compartment.label().as_bytes(),
            &self.key.0,
        ])
    }
}

/// Seals a text: version, algorithm, 24 random bytes, and XChaCha20-Poly1305 over the padded text.
///
/// # Errors
/// More than [`MAX_PLAIN`] bytes.
pub fn seal(
    key: &CompartmentKey,
    binding: &Binding<'_>,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, VaultError> {
    let mut envelope = Vec::with_capacity(HEADER + padded_len(plain.len().min(MAX_PLAIN)) + TAG);
    let mut nonce = [0; NONCE];
    rng.fill_bytes(&mut nonce);
    envelope.extend_from_slice(&FORMAT);
    envelope.extend_from_slice(&nonce);
    pad_into(plain, &mut envelope)?;
    // In place, so that the text is written over.
    let tag = key
        .cipher()
        .encrypt_inout_detached(&XNonce::from(nonce), &binding.bytes(), (&mut envelope[HEADER..]).into())
        .map_err(|_| VaultError::TooLarge { most: MAX_PLAIN, found: plain.len() })?;
    envelope.extend_from_slice(&tag);
    Ok(envelope)
}

/// Opens what was sealed with this key for this place.
///
/// # Errors
/// [`VaultError::Refused`] when the key or any part of the place is another one or any bit was changed; [`VaultError::UnknownFormat`]
/// when a newer program wrote it; [`VaultError::Truncated`].
pub fn open(key: &CompartmentKey, binding: &Binding<'_>, envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    const WHAT: &str = "envelope";
    const REFUSED: VaultError = VaultError::Refused { what: WHAT };
    format_is(WHAT, envelope, FORMAT)?;
    at_least(WHAT, envelope, HEADER + padded_len(0) + TAG)?;
    let (header, sealed) = envelope.split_at(HEADER);
    let nonce = XNonce::from(array::<NONCE>(WHAT, &header[FORMAT.len()..])?);
    let mut plain = Zeroizing::new(sealed.to_vec());
    key.cipher().decrypt_in_place(&nonce, &binding.bytes(), &mut *plain).map_err(|_| REFUSED)?;
    unpad(plain).map_err(|_| REFUSED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn binding() -> Binding<'static> {
        Binding {
            tenant: Id([1; 16]),
            table: "reports",
            field: "what",
            row: Id([2; 16]),
            compartment: Compartment::Narrative,
            key: Id([3; 16]),
        }
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens_and_its_length_is_the_bucket(
            plain in proptest::collection::vec(any::<u8>(), 0..5_000), seed in any::<u64>(),
        ) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let key = CompartmentKey::generate(&mut rng);
            let envelope = seal(&key, &binding(), &plain, &mut rng).unwrap();
            prop_assert_eq!(envelope.len(), 2 + 24 + padded_len(plain.len()) + 16);
            prop_assert_eq!(&*open(&key, &binding(), &envelope).unwrap(), &plain);
            let twice = seal(&key, &binding(), &plain, &mut rng).unwrap();
            prop_assert_ne!(&envelope[26..], &twice[26..], "the same text looks different every time");
        }

        #[test]
        fn another_key_opens_nothing(byte in 0usize..32, bit in 0u8..8) {
            let mut rng = ChaCha20Rng::seed_from_u64(1);
            let key = CompartmentKey::generate(&mut rng);
            let envelope = seal(&key, &binding(), b"a text", &mut rng).unwrap();
            let mut other = *key.as_bytes();
            other[byte] ^= 1 << bit;
            let other = CompartmentKey::from_bytes(&other).unwrap();
            prop_assert_eq!(open(&other, &binding(), &envelope), Err(VaultError::Refused { what: "envelope" }));
        }

        #[test]
        fn garbage_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..700)) {
            let key = CompartmentKey::from_bytes(&[9; 32]).unwrap();
            prop_assert!(open(&key, &binding(), &bytes).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_and_every_shorter_or_longer_envelope_is_refused() {
        let mut rng = ChaCha20Rng::seed_from_u64(2);
        let key = CompartmentKey::generate(&mut rng);
        let envelope = seal(&key, &binding(), b"a text", &mut rng).unwrap();
        for bit in 0..envelope.len() * 8 {
            let mut changed = envelope.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&key, &binding(), &changed).is_err(), "bit {bit}");
        }
        for length in 0..envelope.len() {
            assert!(open(&key, &binding(), &envelope[..length]).is_err(), "{length} bytes");
        }
        assert!(open(&key, &binding(), &[&envelope[..], &[0]].concat()).is_err());
    }

    #[test]
    fn every_part_of_the_place_counts() {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let key = CompartmentKey::generate(&mut rng);
        let envelope = seal(&key, &binding(), b"a text", &mut rng).unwrap();
        let moved = [
            Binding { tenant: Id([9; 16]), ..binding() },
            Binding { table: "messages", ..binding() },
            Binding { field: "who", ..binding() },
            Binding { row: Id([9; 16]), ..binding() },
            Binding { compartment: Compartment::Mailbox, ..binding() },
            Binding { key: Id([9; 16]), ..binding() },
            // The same letters with the boundary moved.
            Binding { table: "reportsw", field: "hat", ..binding() },
        ];
        for place in moved {
            assert_eq!(open(&key, &place, &envelope), Err(VaultError::Refused { what: "envelope" }), "{place:?}");
        }
        assert!(open(&key, &binding(), &envelope).is_ok());
    }

    #[test]
    fn a_newer_format_is_named_and_not_guessed_at() {
        let key = CompartmentKey::from_bytes(&[9; 32]).unwrap();
        let error = open(&key, &binding(), &[2; 400]).unwrap_err();
        assert_eq!(error, VaultError::UnknownFormat { what: "envelope", found: 0x0202, known: 0x0101 });
        assert_eq!(format!("{key:?}"), "CompartmentKey(hidden)");
    }
}
