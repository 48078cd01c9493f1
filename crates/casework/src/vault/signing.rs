//! Signatures (Ed25519): who sent a package or a receipt. The context keeps a signature for one purpose from serving another.

use super::derive::joined;
use super::error::{VaultError, array};
use super::keys::{fingerprint, key_from_text};
use data_encoding::HEXLOWER;
use ed25519_dalek::Signer;
use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// What is signed: never the message alone, always with its context and this program's name.
fn signed(context: &str, message: &[u8]) -> Vec<u8> {
    joined(&[b"turnstone/signature/1", context.as_bytes(), message])
}

/// The key that signs. It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key.
    pub fn generate(rng: &mut impl CryptoRng) -> SigningKey {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *seed);
        SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// A key from its bytes.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<SigningKey, VaultError> {
        let seed = Zeroizing::new(array("signing key", bytes)?);
        Ok(SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed)))
    }

    /// Its bytes, for locking it or wrapping it to somebody.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// The key that verifies what this one signs.
    pub fn verifying(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key().to_bytes())
    }

    /// The signature of a message for one purpose, such as `referral package`.
    pub fn sign(&self, context: &str, message: &[u8]) -> [u8; 64] {
        self.0.sign(&signed(context, message)).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(hidden)")
    }
}

/// The key that verifies; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VerifyingKey(pub [u8; 32]);

impl VerifyingKey {
    /// A key from its bytes. That they are a point of the curve is seen when a signature is verified.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<VerifyingKey, VaultError> {
        Ok(VerifyingKey(array("verifying key", bytes)?))
    }

    /// What people compare over the telephone: eight groups of four hexadecimal digits, the first half of SHA-256.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }

    /// Whether the signature is this key's, over this message, for this purpose. Malleable signatures and weak keys are refused.
    ///
    /// # Errors
    /// It is not.
    pub fn verify(&self, context: &str, message: &[u8], signature: &[u8; 64]) -> Result<(), VaultError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&self.0).map_err(|_| VaultError::Signature)?;
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        key.verify_strict(&signed(context, message), &signature).map_err(|_| VaultError::Signature)
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl FromStr for VerifyingKey {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<VerifyingKey, VaultError> {
        key_from_text("verifying key", text).map(VerifyingKey)
    }
}

impl Serialize for VerifyingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifyingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<VerifyingKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// RFC 8032, section 7.1, test 1: the public key of a private key.
    #[test]
    fn the_public_key_is_that_of_the_standard() {
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = SigningKey::from_bytes(&HEXLOWER.decode(secret.as_bytes()).unwrap()).unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(key.verifying().to_string(), public);
        assert_eq!(public.parse(), Ok(key.verifying()));
        assert_eq!(VerifyingKey::from_bytes(&key.verifying().0), Ok(key.verifying()));
    }

    proptest! {
        #[test]
        fn a_signature_serves_one_message_and_one_context(
            message in proptest::collection::vec(any::<u8>(), 1..200), byte in any::<prop::sample::Index>(), bit in 0u8..8,
        ) {
            let key = SigningKey::from_bytes(&[7; 32]).unwrap();
            let signature = key.sign("package", &message);
            prop_assert_eq!(key.verifying().verify("package", &message, &signature), Ok(()));
            prop_assert_eq!(key.verifying().verify("receipt", &message, &signature), Err(VaultError::Signature));
            let other = SigningKey::from_bytes(&[8; 32]).unwrap().verifying();
            prop_assert_eq!(other.verify("package", &message, &signature), Err(VaultError::Signature));
            let mut changed = message.clone();
            changed[byte.index(message.len())] ^= 1 << bit;
            prop_assert_eq!(key.verifying().verify("package", &changed, &signature), Err(VaultError::Signature));
            let mut forged = signature;
            forged[byte.index(64)] ^= 1 << bit;
            prop_assert_eq!(key.verifying().verify("package", &message, &forged), Err(VaultError::Signature));
        }
    }

    #[test]
    fn the_weak_key_that_verifies_anything_is_refused() {
        // The neutral point as key and as R, with s = 0, satisfies the equation for every message.
        let mut neutral = [0; 32];
        neutral[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert_eq!(VerifyingKey(neutral).verify("package", b"anything", &signature), Err(VaultError::Signature));
    }
}
