//! Key pairs to which others seal (X25519 for HPKE), and the two private keys that a person has. Sealing itself is in `wrap`.

use super::error::{VaultError, array};
use super::signing::SigningKey;
use data_encoding::HEXLOWER;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, Serializable};
use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// The public half of a key pair; written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// A key from its bytes. That it gives secrecy is seen when something is sealed to it.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<PublicKey, VaultError> {
        Ok(PublicKey(array("public key", bytes)?))
    }

    /// What people compare over the telephone: eight groups of four hexadecimal digits, the first half of SHA-256.
    pub fn fingerprint(&self) -> String {
        fingerprint(&self.0)
    }
}

/// The first 128 bits of SHA-256 in groups.
pub(super) fn fingerprint(key: &[u8; 32]) -> String {
    let digits = HEXLOWER.encode(&Sha256::digest(key)[..16]);
    let groups: Vec<&str> = (0..8).map(|group| &digits[4 * group..4 * group + 4]).collect();
    groups.join(" ")
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl FromStr for PublicKey {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<PublicKey, VaultError> {
        key_from_text("public key", text).map(PublicKey)
    }
}

/// The 32 bytes of a key that is written as 64 digits.
pub(super) fn key_from_text(what: &'static str, text: &str) -> Result<[u8; 32], VaultError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.ok_or(VaultError::Text { what, digits: 64 })
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The private half of a key pair. It is wiped when dropped and never printed.
#[derive(Clone)]
pub struct SecretKey(pub(super) <X25519HkdfSha256 as Kem>::PrivateKey);

impl SecretKey {
    /// A new key pair.
    pub fn generate(rng: &mut impl CryptoRng) -> SecretKey {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *seed);
        SecretKey::from_seed(&seed)
    }

    /// The key pair of a seed of 256 bits that nobody can guess.
    ///
    /// **Source** `DeriveKeyPair` of RFC 9180, section 7.1.3.
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        SecretKey(X25519HkdfSha256::derive_keypair(seed).0)
    }

    /// A key from its bytes.
    ///
    /// # Errors
    /// Not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<SecretKey, VaultError> {
        let wrong = |_| VaultError::Length { what: "private key", expected: 32, found: bytes.len() };
        Ok(SecretKey(Deserializable::from_bytes(bytes).map_err(wrong)?))
    }

    /// Its bytes, for wrapping it to somebody.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.0.write_exact(&mut *bytes);
        bytes
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        X25519HkdfSha256::sk_to_pk(&self.0).write_exact(&mut bytes);
        PublicKey(bytes)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

/// What a person has: a key that opens and a key that signs.
#[derive(Clone, Debug)]
pub struct UserKeys {
    /// Opens what was wrapped to the person.
    pub secret: SecretKey,
    /// Signs what the person sends.
    pub signing: SigningKey,
}

impl UserKeys {
    /// New keys.
    pub fn generate(rng: &mut impl CryptoRng) -> UserKeys {
        UserKeys { secret: SecretKey::generate(rng), signing: SigningKey::generate(rng) }
    }

    /// Their bytes, for locking them: 32 of the one that opens, 32 of the one that signs.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0; 64]);
        bytes[..32].copy_from_slice(&*self.secret.to_bytes());
        bytes[32..].copy_from_slice(&*self.signing.to_bytes());
        bytes
    }

    /// Keys from their bytes.
    ///
    /// # Errors
    /// Not 64 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<UserKeys, VaultError> {
        if bytes.len() != 64 {
            return Err(VaultError::Length { what: "person's pair of keys", expected: 64, found: bytes.len() });
        }
        let (secret, signing) = bytes.split_at(32);
        Ok(UserKeys { secret: SecretKey::from_bytes(secret)?, signing: SigningKey::from_bytes(signing)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    /// RFC 9180, appendix A.2.1: ikmR, skRm, pkRm and ikmE, skEm, pkEm.
    #[test]
    fn key_pairs_of_seeds_are_those_of_the_standard() {
        for (seed, secret, public) in [
            (
                "1ac01f181fdf9f352797655161c58b75c656a6cc2716dcb66372da835542e1df",
                "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
                "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a",
            ),
            (
                "909a9b35d3dc4713a5e72a4da274b55d3d3821a37e5d099e74a647db583a904b",
                "f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600",
                "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
            ),
        ] {
            let seed = HEXLOWER.decode(seed.as_bytes()).unwrap();
            let key = SecretKey::from_seed(&seed.try_into().unwrap());
            assert_eq!(key.public().to_string(), public);
            // The standard prints the private key unclamped; the program keeps it clamped, which is the same key.
            let printed = SecretKey::from_bytes(&HEXLOWER.decode(secret.as_bytes()).unwrap()).unwrap();
            assert_eq!(key.to_bytes(), printed.to_bytes());
        }
    }

    #[test]
    fn keys_come_back_from_their_bytes_and_never_show_in_print() {
        let keys = UserKeys::generate(&mut ChaCha20Rng::seed_from_u64(1));
        let again = UserKeys::from_bytes(&*keys.to_bytes()).unwrap();
        assert_eq!(again.to_bytes(), keys.to_bytes());
        assert_eq!(again.secret.public(), keys.secret.public());
        assert_eq!(format!("{keys:?}"), "UserKeys { secret: SecretKey(hidden), signing: SigningKey(hidden) }");
        assert!(UserKeys::from_bytes(&[0; 63]).is_err());
        assert!(SecretKey::from_bytes(&[0; 33]).is_err());
    }

    #[test]
    fn public_keys_are_written_and_compared_by_people() {
        let key = PublicKey([0; 32]);
        // SHA-256 of 32 zero bytes begins 66687aadf862bd776c8fc18b8e9f8e20.
        assert_eq!(key.fingerprint(), "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20");
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!(serde_json::from_str::<PublicKey>(&serde_json::to_string(&key).unwrap()).unwrap(), key);
        assert_eq!("00".parse::<PublicKey>(), Err(VaultError::Text { what: "public key", digits: 64 }));
    }
}
