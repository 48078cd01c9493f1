//! Time-based one-time codes (RFC 6238): the second thing staff show at sign-in. The secret is locked with the person's own keys, so that
//! the database alone cannot make codes.

use super::derive::derive;
use super::error::{VaultError, array, at_least, format_is};
use super::keys::UserKeys;
use super::locked::{LEAST, Place};
use crate::{Id, Moment};
use data_encoding::BASE32_NOPAD;
use rand::CryptoRng;
use std::fmt;
use totp_rs::{Builder, Secret};
use zeroize::Zeroizing;

/// Version 1; algorithm 1 is HKDF-SHA256 and XChaCha20-Poly1305.
const FORMAT: [u8; 2] = [1, 1];
const WHAT: &str = "one-time code lock";

/// Seconds of a step.
pub const STEP: u64 = 30;
/// How many steps early or late a code may be (RFC 6238, section 5.2).
const SKEW: u64 = 1;

/// A secret of 160 bits (RFC 4226, section 4) for codes of six digits. Wiped when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct Totp(Zeroizing<[u8; 20]>);

/// Why a code is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotpError {
    /// Not six digits.
    #[error("a code has six digits")]
    Malformed,
    /// Not the code of this time, or one that was used already. Which of the two it is is not told.
    #[error("the code is not right or was used already; wait for the next one and check the clock of the device")]
    Wrong,
}

impl Totp {
    /// A new secret.
    pub fn generate(rng: &mut impl CryptoRng) -> Totp {
        let mut bytes = Zeroizing::new([0; 20]);
        rng.fill_bytes(&mut *bytes);
        Totp(bytes)
    }

    /// A secret from its bytes.
    ///
    /// # Errors
    /// Not 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Totp, VaultError> {
        Ok(Totp(Zeroizing::new(array("secret of one-time codes", bytes)?)))
    }

    /// The address that an authenticator reads as a QR code.
    pub fn provisioning_uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let (issuer, account) = (percent(issuer), percent(account));
        let secret = Zeroizing::new(BASE32_NOPAD.encode(&*self.0));
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
            *secret
        ))
    }

    /// The secret for typing into an authenticator: eight groups of four signs.
    pub fn typed(&self) -> Zeroizing<String> {
        let signs = Zeroizing::new(BASE32_NOPAD.encode(&*self.0));
        let mut text = Zeroizing::new(String::with_capacity(signs.len() + signs.len() / 4));
        for (place, sign) in signs.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                text.push(' ');
            }
            text.push(sign);
        }
        text
    }

    /// The step of a code that is accepted: the step of the moment or one of its neighbours, and later than the last one that was. The
    /// caller keeps it before anything else, so that no code is accepted twice.
    ///
    /// # Errors
    /// What is wrong with the code. Spaces in it are not.
    pub fn check(&self, code: &str, at: Moment, last_step: u64) -> Result<u64, TotpError> {
        let mut digits = Zeroizing::new(String::with_capacity(6));
        for sign in code.chars().filter(|sign| !sign.is_whitespace()) {
            if !sign.is_ascii_digit() || digits.len() == 6 {
                return Err(TotpError::Malformed);
            }
            digits.push(sign);
        }
        if digits.len() != 6 {
            return Err(TotpError::Malformed);
        }
        let now = u64::try_from(at.0).map_err(|_| TotpError::Wrong)? / STEP;
        // One step at a time, because a code may stand for a used step and for a later one as well.
        let codes = Builder::new().with_secret(Secret::new_stack(*self.0)).with_skew(0).with_step_duration(STEP);
        let codes = codes.build().map_err(|_| TotpError::Wrong)?;
        let steps = now.saturating_sub(SKEW)..=now + SKEW;
        let mut fits = steps.filter(|step| codes.check(&digits, step * STEP).is_some());
        fits.rfind(|step| *step > last_step).ok_or(TotpError::Wrong)
    }

    /// The code of a moment, for tests, demonstrations and the command line.
    pub fn code(&self, at: Moment) -> String {
        let codes = Builder::new().with_secret(Secret::new_stack(*self.0)).with_step_duration(STEP);
        codes.build_noncompliant().generate(at.0.max(0) as u64).to_string()
    }

    /// Locks the secret with the person's own keys.
    ///
    /// # Errors
    /// More bytes than the secret has.
    pub fn lock(&self, user: Id, keys: &UserKeys, rng: &mut impl CryptoRng) -> Result<Vec<u8>, VaultError> {
        Place { what: WHAT, owner: &user.0, header: &FORMAT }.lock(&*lock_key(keys), &*self.0, rng)
    }

    /// The secret that was locked.
    ///
    /// # Errors
    /// [`VaultError::Refused`] for other keys, another person or a changed bit, and the errors of a wrong format.
    pub fn unlock(user: Id, locked: &[u8], keys: &UserKeys) -> Result<Totp, VaultError> {
        format_is(WHAT, locked, FORMAT)?;
        at_least(WHAT, locked, FORMAT.len() + LEAST)?;
        let place = Place { what: WHAT, owner: &user.0, header: &FORMAT };
        Totp::from_bytes(&place.unlock(&*lock_key(keys), &locked[FORMAT.len()..])?)
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(hidden)")
    }
}

/// A key for this purpose alone, from the key that opens.
fn lock_key(keys: &UserKeys) -> Zeroizing<[u8; 32]> {
    derive(&*keys.secret.to_bytes(), b"turnstone/user/totp/1")
}

/// A text as a part of an address (RFC 3986, section 2.1).
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn of_the_standard() -> Totp {
        Totp::from_bytes(b"12345678901234567890").unwrap()
    }

    /// RFC 6238, appendix B, the rows of SHA-1. The standard prints eight digits; six are the last six of them.
    #[test]
    fn codes_are_those_of_the_standard() {
        for (time, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(of_the_standard().code(Moment(time)), code[2..]);
            assert_eq!(of_the_standard().check(&code[2..], Moment(time), 0), Ok(time as u64 / 30));
        }
    }

    #[test]
    fn a_code_is_good_for_a_step_before_and_after_and_once() {
        let totp = of_the_standard();
        let code = totp.code(Moment(3_000)); // step 100: 3,000 to 3,029
        for (time, accepted) in [(2_969, false), (2_970, true), (3_000, true), (3_059, true), (3_060, false)] {
            let expected = if accepted { Ok(100) } else { Err(TotpError::Wrong) };
            assert_eq!(totp.check(&code, Moment(time), 0), expected, "{time}");
        }
        assert_eq!(totp.check(&code, Moment(3_000), 99), Ok(100));
        assert_eq!(totp.check(&code, Moment(3_000), 100), Err(TotpError::Wrong));
        assert_eq!(totp.check(&code, Moment(3_000), 101), Err(TotpError::Wrong));
        let spaced = format!(" {} {}", &code[..3], &code[3..]);
        assert_eq!(totp.check(&spaced, Moment(3_000), 0), Ok(100));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in ["", "12345", "1234567", "12345a", "+12345", "\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}"] {
            assert_eq!(of_the_standard().check(bad, Moment(59), 0), Err(TotpError::Malformed), "{bad}");
        }
        assert_eq!(of_the_standard().check("287082", Moment(-59), 0), Err(TotpError::Wrong));
        assert_eq!(of_the_standard().check("287082", Moment(i64::MAX), 0), Err(TotpError::Wrong));
    }

    #[test]
    fn authenticators_get_an_address_and_people_a_text() {
        let totp = of_the_standard();
        assert_eq!(
            *totp.provisioning_uri("Line: Fr\u{e9}d", "a b"),
            "otpauth://totp/Line%3A%20Fr%C3%A9d:a%20b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Line%3A%20Fr%C3%A9d\
             &algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(*totp.typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(format!("{totp:?}"), "Totp(hidden)");
    }

    proptest! {
        #[test]
        fn the_secret_comes_back_with_the_persons_keys_alone(seed in any::<u64>()) {
            let mut rng = ChaCha20Rng::seed_from_u64(seed);
            let (mine, others) = (UserKeys::generate(&mut rng), UserKeys::generate(&mut rng));
            let (user, totp) = (Id::random(&mut rng), Totp::generate(&mut rng));
            let locked = totp.lock(user, &mine, &mut rng).unwrap();
            prop_assert_eq!(&*Totp::unlock(user, &locked, &mine).unwrap().0, &*totp.0);
            prop_assert!(Totp::unlock(user, &locked, &others).is_err());
            prop_assert!(Totp::unlock(Id([0; 16]), &locked, &mine).is_err());
        }
    }
}
