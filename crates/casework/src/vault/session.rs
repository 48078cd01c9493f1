//! The token of a session. Only the browser's cookie has it; the database has its hash and, locked with it, the keys of the person who
//! signed in. Between two requests the server can therefore open nothing.

use super::derive::derive;
use super::error::{VaultError, at_least, format_is};
use super::locked::{LEAST, Place};
use crate::Id;
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Version 1; algorithm 1 is HKDF-SHA256 and XChaCha20-Poly1305.
const FORMAT: [u8; 2] = [1, 1];
const WHAT: &str = "session lock";

/// 256 random bits. Wiped when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct SessionToken(Zeroizing<[u8; 32]>);

/// A text that is no session token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a session token has 43 signs of base 64; sign in again")]
pub struct SessionTokenError;

impl SessionToken {
    /// A new token. One is made at every sign-in and whenever rights change, so that nobody can fix it beforehand.
    pub fn new(rng: &mut impl CryptoRng) -> SessionToken {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bytes);
        SessionToken(bytes)
    }

    /// How the cookie carries it: base 64 for addresses, 43 signs.
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.0))
    }

    /// Reads what a cookie carried.
    ///
    /// # Errors
    /// No such token.
    pub fn parse(text: &str) -> Result<SessionToken, SessionTokenError> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| SessionTokenError)?);
        let mut token = Zeroizing::new([0; 32]);
        if bytes.len() != token.len() {
            return Err(SessionTokenError);
        }
        token.copy_from_slice(&bytes);
        Ok(SessionToken(token))
    }

    /// What the database keeps to know it again. The token does not follow from it.
    pub fn hash(&self) -> [u8; 32] {
        *derive(&*self.0, b"turnstone/session/hash/1")
    }

    /// Locks the keys of the person who signed in.
    ///
    /// # Errors
    /// More bytes than keys have.
    pub fn wrap(&self, keys: &[u8], user: Id, rng: &mut impl CryptoRng) -> Result<Vec<u8>, VaultError> {
        Place { what: WHAT, owner: &user.0, header: &FORMAT }.lock(&*self.0, keys, rng)
    }

    /// The keys of the person who signed in.
    ///
    /// # Errors
    /// [`VaultError::Refused`] for another token, another person or a changed bit, and the errors of a wrong format.
    pub fn unwrap(&self, wrapped: &[u8], user: Id) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        format_is(WHAT, wrapped, FORMAT)?;
        at_least(WHAT, wrapped, FORMAT.len() + LEAST)?;
        Place { what: WHAT, owner: &user.0, header: &FORMAT }.unlock(&*self.0, &wrapped[FORMAT.len()..])
    }

    /// What every form of this session carries, against requests that other sites make. The token does not follow from it.
    pub fn csrf(&self) -> String {
        BASE64URL_NOPAD.encode(&*derive::<32>(&*self.0, b"turnstone/session/csrf/1"))
    }

    /// Whether a form carried [`csrf`](SessionToken::csrf) of this session; how long it takes does not tell how much of it was right.
    pub fn csrf_fits(&self, carried: &str) -> bool {
        self.csrf().as_bytes().ct_eq(carried.as_bytes()).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(hidden)")
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
        fn keys_come_back_with_the_token_alone(seed in any::<u64>(), keys in any::<[u8; 32]>()) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let (token, other) = (SessionToken::new(&mut rng), SessionToken::new(&mut rng));
            let user = Id::random(&mut rng);
            let wrapped = token.wrap(&keys, user, &mut rng).unwrap();
            let again = SessionToken::parse(&token.encode()).unwrap();
            prop_assert_eq!(&again.unwrap(&wrapped, user).unwrap()[..], &keys[..]);
            let refused = Err(VaultError::Refused { what: WHAT });
            prop_assert_eq!(other.unwrap(&wrapped, user), refused.clone());
            prop_assert_eq!(token.unwrap(&wrapped, Id([0; 16])), refused);
            // What the database has is no token.
            prop_assert!(SessionToken(Zeroizing::new(token.hash())).unwrap(&wrapped, user).is_err());
        }
    }

    #[test]
    fn tokens_are_read_back_and_nothing_else() {
        let token = SessionToken::new(&mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(token.encode().len(), 43);
        assert_eq!(SessionToken::parse(&token.encode()).unwrap().hash(), token.hash());
        for bad in ["", "abc", &"A".repeat(42), &"A".repeat(44), &"/".repeat(43), &format!("{}=", *token.encode())] {
            assert_eq!(SessionToken::parse(bad).unwrap_err(), SessionTokenError, "{bad}");
        }
        assert_eq!(format!("{token:?}"), "SessionToken(hidden)");
    }

    #[test]
    fn hash_and_form_token_are_independent_and_another_sessions_do_not_fit() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (token, other) = (SessionToken::new(&mut rng), SessionToken::new(&mut rng));
        assert_ne!(token.csrf(), BASE64URL_NOPAD.encode(&token.hash()));
        assert!(token.csrf_fits(&token.csrf()));
        for bad in [other.csrf(), String::new(), token.csrf()[..42].to_string(), token.encode().to_string()] {
            assert!(!token.csrf_fits(&bad));
        }
    }
}
