//! The recovery code: a second way to a person's own keys, printed once and kept on paper.

use super::error::{VaultError, at_least, format_is};
use super::locked::{LEAST, Place};
use crate::Id;
use rand::CryptoRng;
use std::fmt;
use zeroize::Zeroizing;

/// Version 1; algorithm 1 is HKDF-SHA256 and XChaCha20-Poly1305.
const FORMAT: [u8; 2] = [1, 1];
const WHAT: &str = "recovery lock";

/// Crockford's base 32: no I, L, O or U, which are taken for other signs or make words.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 26 signs hold 130 bits, of which two are zero.
const DATA: usize = 26;
const ALL: usize = DATA + 2;
/// The greatest prime below 32²: the remainder of division by it fits two signs, and one mistyped sign or two exchanged neighbours always
/// change it, because neither a digit nor a difference times 31 is a multiple of it.
const CHECK: u32 = 1_021;

/// 128 random bits on paper. They cannot be guessed, so that no slow hash is needed. Wiped when dropped and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<[u8; 16]>);

/// Why a text is no recovery code. Nothing here tells whose code it is or whether it opens anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryCodeError {
    /// Signs are missing, or there are too many.
    #[error("a recovery code has {ALL} letters and digits, this one has {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// A sign that no code has.
    #[error("sign number {position} is in no recovery code; it may be 0 to 9 or a letter from A to Z other than U")]
    Sign {
        /// Its place, counted from 1.
        position: usize,
    },
    /// The two check signs at the end do not fit the others.
    #[error("a sign was mistyped or two were exchanged; compare with the paper, group by group")]
    Check,
}

impl RecoveryCode {
    /// A new code.
    pub fn generate(rng: &mut impl CryptoRng) -> RecoveryCode {
        let mut bytes = Zeroizing::new([0; 16]);
        rng.fill_bytes(&mut *bytes);
        RecoveryCode(bytes)
    }

    /// How it is printed: seven groups of four, the last two signs being check signs.
    pub fn printed(&self) -> Zeroizing<String> {
        let number = u128::from_be_bytes(*self.0);
        let check = check(number);
        let mut text = Zeroizing::new(String::with_capacity(ALL + ALL / 4));
        for place in 0..ALL {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            let digit = match place.checked_sub(DATA) {
                None => (number >> (5 * (DATA - 1 - place))) as usize % 32,
                Some(place) => (check >> (5 * (1 - place))) as usize % 32,
            };
            text.push(char::from(SIGNS[digit]));
        }
        text
    }

    /// Reads a code as people type it: in any case, with or without groups, O for 0, and I or L for 1.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<RecoveryCode, RecoveryCodeError> {
        let mut digits = Zeroizing::new([0u8; ALL]);
        let mut found = 0;
        for sign in text.chars().filter(|sign| !sign.is_whitespace() && !is_dash(*sign)) {
            let sign = match sign.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                sign => sign,
            };
            let digit = SIGNS.iter().position(|known| char::from(*known) == sign);
            let digit = digit.ok_or(RecoveryCodeError::Sign { position: found + 1 })?;
            if let Some(place) = digits.get_mut(found) {
                *place = digit as u8;
            }
            found += 1;
        }
        if found != ALL {
            return Err(RecoveryCodeError::Length { found });
        }
        // The first sign holds three bits.
        if digits[0] >= 8 {
            return Err(RecoveryCodeError::Check);
        }
        let number = digits[..DATA].iter().fold(0u128, |number, digit| number << 5 | u128::from(*digit));
        if check(number) != u32::from(digits[DATA]) << 5 | u32::from(digits[DATA + 1]) {
            return Err(RecoveryCodeError::Check);
        }
        Ok(RecoveryCode(Zeroizing::new(number.to_be_bytes())))
    }

    /// Locks a person's keys with the code.
    ///
    /// # Errors
    /// More bytes than keys have.
    pub fn lock(&self, user: Id, keys: &[u8], rng: &mut impl CryptoRng) -> Result<Vec<u8>, VaultError> {
        Place { what: WHAT, owner: &user.0, header: &FORMAT }.lock(&*self.0, keys, rng)
    }

    /// The keys that were locked with the code.
    ///
    /// # Errors
    /// [`VaultError::Refused`] for another code, another person or a changed bit, and the errors of a wrong format.
    pub fn unlock(&self, user: Id, locked: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        format_is(WHAT, locked, FORMAT)?;
        at_least(WHAT, locked, FORMAT.len() + LEAST)?;
        Place { what: WHAT, owner: &user.0, header: &FORMAT }.unlock(&*self.0, &locked[FORMAT.len()..])
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(hidden)")
    }
}

fn check(number: u128) -> u32 {
    (number % u128::from(CHECK)) as u32
}

fn is_dash(sign: char) -> bool {
    matches!(sign, '-' | '_' | '.' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn code(number: u128) -> RecoveryCode {
        RecoveryCode(Zeroizing::new(number.to_be_bytes()))
    }

    #[test]
    fn codes_are_printed_as_computed_by_hand() {
        assert_eq!(*code(0).printed(), "0000-0000-0000-0000-0000-0000-0000");
        // 33 = 1 × 32 + 1; 33 mod 1021 = 33, which is 1, 1 again.
        assert_eq!(*code(33).printed(), "0000-0000-0000-0000-0000-0000-1111");
        // 1021 = 31 × 32 + 29 (Z, X); its remainder is 0.
        assert_eq!(*code(1021).printed(), "0000-0000-0000-0000-0000-0000-ZX00");
        assert_eq!(format!("{:?}", code(33)), "RecoveryCode(hidden)");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_however_it_is_typed(number in any::<u128>()) {
            let code = code(number);
            let printed = code.printed();
            prop_assert_eq!(printed.len(), 34);
            for typed in [
                printed.to_string(),
                printed.to_lowercase(),
                printed.replace('-', ""),
                format!("  {} \n", printed.replace('-', " \u{2013} ")),
                printed.replace('0', "O").replace('1', "l"),
            ] {
                prop_assert_eq!(RecoveryCode::parse(&typed), Ok(code.clone()), "{}", typed);
            }
        }

        #[test]
        fn one_mistyped_sign_and_two_exchanged_neighbours_are_always_noticed(
            number in any::<u128>(), place in 0usize..ALL, other in 0usize..32,
        ) {
            let signs: Vec<u8> = code(number).printed().bytes().filter(|sign| *sign != b'-').collect();
            let mut mistyped = signs.clone();
            mistyped[place] = SIGNS[other];
            let mut exchanged = signs.clone();
            exchanged.swap(place % (DATA - 1), place % (DATA - 1) + 1);
            for wrong in [mistyped, exchanged] {
                if wrong != signs {
                    prop_assert_eq!(RecoveryCode::parse(&String::from_utf8(wrong).unwrap()), Err(RecoveryCodeError::Check));
                }
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = RecoveryCode::parse(&text);
        }
    }

    #[test]
    fn errors_say_where() {
        assert_eq!(RecoveryCode::parse("0000"), Err(RecoveryCodeError::Length { found: 4 }));
        assert_eq!(RecoveryCode::parse(&"0".repeat(29)), Err(RecoveryCodeError::Length { found: 29 }));
        assert_eq!(RecoveryCode::parse("0000-00U0"), Err(RecoveryCodeError::Sign { position: 7 }));
        assert_eq!(RecoveryCode::parse(&format!("8{}", "0".repeat(27))), Err(RecoveryCodeError::Check));
    }

    #[test]
    fn keys_come_back_with_the_code_alone() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let (code, other) = (RecoveryCode::generate(&mut rng), RecoveryCode::generate(&mut rng));
        let user = Id([1; 16]);
        let locked = code.lock(user, &[7; 64], &mut rng).unwrap();
        assert_eq!(*code.unlock(user, &locked).unwrap(), [7; 64]);
        assert_eq!(other.unlock(user, &locked), Err(VaultError::Refused { what: WHAT }));
        assert_eq!(code.unlock(Id([2; 16]), &locked), Err(VaultError::Refused { what: WHAT }));
        for bit in 0..locked.len() * 8 {
            let mut changed = locked.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(code.unlock(user, &changed).is_err(), "bit {bit}");
        }
    }
}
