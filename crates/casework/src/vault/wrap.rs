//! Sealing to a public key: HPKE (RFC 9180) in base mode with X25519, HKDF-SHA256 and ChaCha20-Poly1305.
//!
//! Who sealed is not proved by it; where that matters, the sealed bytes are signed (`signing`).

use super::derive::joined;
use super::error::{VaultError, at_least, format_is};
use super::keys::{PublicKey, SecretKey};
use super::padding::MAX_PLAIN;
use crate::Id;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, HpkeError, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;
use zeroize::Zeroizing;

/// Version 1; suite 1 is DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
const FORMAT: [u8; 2] = [1, 1];
const ENCAPSULATED: usize = 32;
const TAG: usize = 16;
const HEADER: usize = FORMAT.len() + ENCAPSULATED;

/// Where the wrap of a key belongs. All of it is authenticated; none of it is in the wrap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrapBinding<'a> {
    /// The organisation.
    pub tenant: Id,
    /// The wrapped key, by its identifier.
    pub key: Id,
    /// Whom it is for, as in the table of wraps.
    pub recipient: &'a str,
}

/// Wraps a secret (a compartment key, or the private half of a team key) to a public key.
///
/// # Errors
/// [`VaultError::WeakPublicKey`].
pub fn wrap(
    secret: &[u8],
    to: &PublicKey,
    binding: &WrapBinding<'_>,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, VaultError> {
    seal_to(to, "wrap", &binding.bytes(), secret, rng)
}

/// The secret that was wrapped.
///
/// # Errors
/// As of [`open_with`].
pub fn unwrap(wrapped: &[u8], with: &SecretKey, binding: &WrapBinding<'_>) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    open_with(with, "wrap", &binding.bytes(), wrapped)
}

impl WrapBinding<'_> {
    fn bytes(&self) -> Vec<u8> {
        joined(&[&self.tenant.0, &self.key.0, self.recipient.as_bytes()])
    }
}

/// Seals anything to a public key for one purpose, such as `referral package`: version, suite, encapsulated key, ciphertext.
/// `bound` must be the same when it is opened. The length shows, so texts go through [`pad`](super::pad) first.
///
/// # Errors
/// [`VaultError::WeakPublicKey`] for a key to which nothing can be sealed secretly.
pub fn seal_to(
    to: &PublicKey,
    purpose: &str,
    bound: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, VaultError> {
    let (encapsulated, ciphertext) = hpke_seal(to, &info(purpose), bound, plain, rng)?;
    Ok([&FORMAT[..], &encapsulated, &ciphertext].concat())
}

/// Opens what was sealed to the public half of this key for this purpose.
///
/// # Errors
/// [`VaultError::Refused`] when the key, the purpose or `bound` is another one or any bit was changed;
/// [`VaultError::UnknownFormat`] when a newer program wrote it; [`VaultError::Truncated`].
pub fn open_with(
    with: &SecretKey,
    purpose: &str,
    bound: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    const WHAT: &str = "sealed key or package";
    format_is(WHAT, sealed, FORMAT)?;
    at_least(WHAT, sealed, HEADER + TAG)?;
    let (header, ciphertext) = sealed.split_at(HEADER);
    hpke_open(with, &info(purpose), bound, &header[FORMAT.len()..], ciphertext)
        .map_err(|_| VaultError::Refused { what: WHAT })
}

fn info(purpose: &str) -> Vec<u8> {
    joined(&[b"turnstone/hpke", &FORMAT, purpose.as_bytes()])
}

fn hpke_seal(
    to: &PublicKey,
    info: &[u8],
    bound: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<([u8; ENCAPSULATED], Vec<u8>), VaultError> {
    let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0).map_err(|_| VaultError::WeakPublicKey)?;
    let sealed = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to,
        info,
        plain,
        bound,
        rng,
    );
    let (key, ciphertext) = sealed.map_err(|error| match error {
        HpkeError::SealError => VaultError::TooLarge { most: MAX_PLAIN, found: plain.len() },
        _ => VaultError::WeakPublicKey,
    })?;
    let mut encapsulated = [0; ENCAPSULATED];
    key.write_exact(&mut encapsulated);
    Ok((encapsulated, ciphertext))
}

fn hpke_open(
    with: &SecretKey,
    info: &[u8],
    bound: &[u8],
    encapsulated: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
    let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated)?;
    let plain = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &with.0,
        &encapsulated,
        info,
        ciphertext,
        bound,
    )?;
    Ok(Zeroizing::new(plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;
    use rand::{SeedableRng, TryCryptoRng, TryRng};
    use rand_chacha::ChaCha20Rng;
    use std::convert::Infallible;

    /// A generator that gives the bytes of a standard's vector.
    struct Fixed(Vec<u8>);

    impl TryRng for Fixed {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            bytes.copy_from_slice(&self.0.drain(..bytes.len()).collect::<Vec<u8>>());
            Ok(())
        }
    }
    impl TryCryptoRng for Fixed {}

    /// RFC 9180, appendix A.2.1 (base mode), sequence number 0, in both directions.
    #[test]
    fn hpke_gives_the_vector_of_the_standard() {
        let hex = |text: &str| HEXLOWER.decode(text.as_bytes()).unwrap();
        let info = hex("4f6465206f6e2061204772656369616e2055726e");
        let bound = hex("436f756e742d30");
        let plain = hex("4265617574792069732074727574682c20747275746820626561757479");
        let ciphertext =
            hex("1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28");
        let encapsulated = hex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
        let with =
            SecretKey::from_bytes(&hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")).unwrap();

        assert_eq!(*hpke_open(&with, &info, &bound, &encapsulated, &ciphertext).unwrap(), plain);
        let mut ephemeral = Fixed(hex("909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b"));
        let sealed = hpke_seal(&with.public(), &info, &bound, &plain, &mut ephemeral).unwrap();
        assert_eq!((sealed.0.to_vec(), sealed.1), (encapsulated, ciphertext));
    }

    fn binding() -> WrapBinding<'static> {
        WrapBinding { tenant: Id([1; 16]), key: Id([2; 16]), recipient: "team" }
    }

    proptest! {
        #[test]
        fn what_is_wrapped_comes_out_for_the_recipient_alone(
            secret in proptest::collection::vec(any::<u8>(), 0..100), seed in any::<u64>(),
        ) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let (one, two) = (SecretKey::generate(&mut rng), SecretKey::generate(&mut rng));
            let wrapped = wrap(&secret, &one.public(), &binding(), &mut rng).unwrap();
            prop_assert_eq!(wrapped.len(), 2 + 32 + secret.len() + 16);
            prop_assert_eq!(&*unwrap(&wrapped, &one, &binding()).unwrap(), &secret);
            prop_assert!(unwrap(&wrapped, &two, &binding()).is_err());
        }
    }

    #[test]
    fn every_flipped_bit_and_every_changed_part_is_refused() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let key = SecretKey::generate(&mut rng);
        let wrapped = wrap(&[5; 32], &key.public(), &binding(), &mut rng).unwrap();
        for bit in 0..wrapped.len() * 8 {
            // X25519 ignores the top bit of a point (RFC 7748, section 5), but HPKE authenticates the point as sent.
            let mut changed = wrapped.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(unwrap(&changed, &key, &binding()).is_err(), "bit {bit}");
        }
        for length in 0..wrapped.len() {
            assert!(unwrap(&wrapped[..length], &key, &binding()).is_err(), "{length} bytes");
        }
        for moved in [
            WrapBinding { tenant: Id([9; 16]), ..binding() },
            WrapBinding { key: Id([9; 16]), ..binding() },
            WrapBinding { recipient: "other", ..binding() },
        ] {
            assert!(unwrap(&wrapped, &key, &moved).is_err(), "{moved:?}");
        }
        assert!(open_with(&key, "package", &binding().bytes(), &wrapped).is_err(), "another purpose");
        assert!(unwrap(&wrapped, &key, &binding()).is_ok());
    }

    #[test]
    fn a_public_key_without_secrecy_is_refused() {
        let error = wrap(&[5; 32], &PublicKey([0; 32]), &binding(), &mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(error, Err(VaultError::WeakPublicKey));
    }
}
