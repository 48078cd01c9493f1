//! Keys under a passphrase (Argon2id, RFC 9106), and which passphrases are accepted. Only staff have one: no public page may start this
//! work, and every caller goes through the queue of [`Hasher`](super::Hasher).

use super::error::{VaultError, array, at_least, format_is};
use super::locked::{LEAST, Place};
use crate::Id;
use argon2::{Algorithm, Argon2, Params, Version};
use rand::CryptoRng;
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// Version 1; algorithm 1 is Argon2id version 0x13, then HKDF-SHA256 and XChaCha20-Poly1305.
const FORMAT: [u8; 2] = [1, 1];
const WHAT: &str = "passphrase lock";
const SALT: usize = 16;
const HEADER: usize = FORMAT.len() + 3 * 4 + SALT;

/// What one guess of a passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes. This program computes them one after the other.
    pub lanes: u32,
}

impl Cost {
    /// 64 MiB, three passes, one lane.
    ///
    /// **Source** The memory and passes of the second recommended option of RFC 9106, section 4, which has four lanes. Lanes do not
    /// change the work of one guess (memory × passes); they shorten the wait of a server that computes them at once, which this one does
    /// not. It is above the least of OWASP's Password Storage Cheat Sheet (19 MiB, two passes, one lane).
    pub const STANDARD: Cost = Cost { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// The least there is. For tests and invented people; it protects nothing.
    pub const fn for_tests() -> Cost {
        Cost { memory_kib: 8, passes: 1, lanes: 1 }
    }

    /// Refuses a cost that Argon2 does not have, and one that would stall the server: more than 1 GiB, 20 passes or 16 lanes.
    fn params(self) -> Result<Params, VaultError> {
        let Cost { memory_kib, passes, lanes } = self;
        let refused = VaultError::Cost { memory_kib, passes, lanes };
        if memory_kib > 1024 * 1024 || passes > 20 || lanes > 16 {
            return Err(refused);
        }
        Params::new(memory_kib, passes, lanes, Some(32)).map_err(|_| refused)
    }

    fn stretch(self, passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let Cost { memory_kib, passes, lanes } = self;
        let mut secret = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params()?)
            .hash_password_into(passphrase.as_bytes(), salt, &mut *secret)
            .map_err(|_| VaultError::Cost { memory_kib, passes, lanes })?;
        Ok(secret)
    }
}

/// Locks a person's keys with a passphrase: version, algorithm, cost, salt, then the box. Slow on purpose.
///
/// # Errors
/// A cost that is none or too great.
pub fn lock(
    user: Id,
    keys: &[u8],
    passphrase: &str,
    cost: Cost,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, VaultError> {
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let mut header = Vec::with_capacity(HEADER);
    header.extend_from_slice(&FORMAT);
    for number in [cost.memory_kib, cost.passes, cost.lanes] {
        header.extend_from_slice(&number.to_be_bytes());
    }
    header.extend_from_slice(&salt);
    let secret = cost.stretch(passphrase, &salt)?;
    Place { what: WHAT, owner: &user.0, header: &header }.lock(&*secret, keys, rng)
}

/// The keys that were locked. As slow as locking them.
///
/// # Errors
/// [`VaultError::Refused`] for another passphrase, another person or a changed bit; [`VaultError::Cost`] at once when the cost was raised
/// beyond reason, so that a changed row of the database cannot stall the server; and the errors of a wrong format.
pub fn unlock(user: Id, locked: &[u8], passphrase: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    format_is(WHAT, locked, FORMAT)?;
    at_least(WHAT, locked, HEADER + LEAST)?;
    let (header, sealed) = locked.split_at(HEADER);
    let secret = cost_of(header)?.stretch(passphrase, &header[HEADER - SALT..])?;
    Place { what: WHAT, owner: &user.0, header }.unlock(&*secret, sealed)
}

/// The cost with which keys were locked; where it is below [`Cost::STANDARD`], they are to be locked again after the next sign-in.
///
/// # Errors
/// Not in the format of [`lock`].
pub fn cost(locked: &[u8]) -> Result<Cost, VaultError> {
    format_is(WHAT, locked, FORMAT)?;
    at_least(WHAT, locked, HEADER + LEAST)?;
    cost_of(&locked[..HEADER])
}

fn cost_of(header: &[u8]) -> Result<Cost, VaultError> {
    let number = |place: usize| {
        let start = FORMAT.len() + 4 * place;
        array::<4>(WHAT, &header[start..start + 4]).map(u32::from_be_bytes)
    };
    Ok(Cost { memory_kib: number(0)?, passes: number(1)?, lanes: number(2)? })
}

/// Does the work of [`unlock`] for a login that does not exist, so that the time of the answer does not tell.
pub fn pretend(passphrase: &str, cost: Cost) {
    // A cost that is refused here was refused when people were added.
    let _ = cost.stretch(passphrase, &[0; SALT]).map(std::hint::black_box);
}

/// Why a passphrase is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassphrase {
    /// Too short.
    #[error(
        "a passphrase has at least {least} characters, this one has {found}; four or five unrelated words are easy to keep"
    )]
    TooShort {
        /// Its characters.
        found: usize,
        /// How many it needs.
        least: usize,
    },
    /// Too long to be typed.
    #[error("a passphrase has at most {most} characters")]
    TooLong {
        /// How many it may have.
        most: usize,
    },
    /// One of the first that are tried.
    #[error("this passphrase is one of the first that are tried; four or five unrelated words are easy to keep")]
    WellKnown,
    /// A short piece said again and again, or a row of neighbouring characters.
    #[error(
        "this passphrase repeats a short piece or follows a row of characters; four or five unrelated words are easy to keep"
    )]
    Pattern,
}

/// The least number of characters: a passphrase alone is refused below 15 by NIST SP 800-63B-4, section 3.1.1.2.
const LEAST_CHARACTERS: usize = 15;
const MOST_CHARACTERS: usize = 1_000;

/// Well-known phrases of this length, in lower case without spaces and signs. Shorter ones are refused for their length anyway.
const WELL_KNOWN: &[&str] = &[
    "administratoradministrator",
    "administratorpassword",
    "allyourbasearebelongtous",
    "anotherbrickinthewall",
    "changemechangeme",
    "changemeplease",
    "correcthorsebatterystaple",
    "humantrafficking",
    "iamthewalrusiamtheeggman",
    "iloveyouforever",
    "iloveyousomuch",
    "incorrectpassword",
    "itwasthebestoftimes",
    "letmeinletmein",
    "letmeinplease",
    "maytheforcebewithyou",
    "mypasswordispassword",
    "mysecretpassword",
    "ohmygodyoukilledkenny",
    "onceuponatimeinthewest",
    "onetwothreefourfive",
    "openthedoorplease",
    "passwordpassword",
    "pleaseletmein",
    "qazwsxedcrfvtgbyhnujm",
    "1qaz2wsx3edc4rfv",
    "1qaz2wsx3edc4rfv5tgb",
    "q1w2e3r4t5y6u7i8o9p0",
    "supercalifragilisticexpialidocious",
    "thequickbrownfox",
    "thequickbrownfoxjumpsoverthelazydog",
    "thisisapassword",
    "thisismypassword",
    "tobeornottobe",
    "tobeornottobethatisthequestion",
    "trustno1trustno1",
    "turnstoneturnstone",
    "welcometothejungle",
    "winteriscoming",
];

/// Rows of keys and characters that hands follow.
const ROWS: &[&str] = &[
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
];

/// Whether a passphrase is accepted: long enough and none of the first that are tried. Which kinds of character it has does not
/// matter, and it never expires (NIST SP 800-63B-4, OWASP ASVS 5.0 section 6.2).
///
/// # Errors
/// What is weak about it.
pub fn acceptable(passphrase: &str) -> Result<(), WeakPassphrase> {
    let found = passphrase.chars().count();
    if found < LEAST_CHARACTERS {
        return Err(WeakPassphrase::TooShort { found, least: LEAST_CHARACTERS });
    }
    if found > MOST_CHARACTERS {
        return Err(WeakPassphrase::TooLong { most: MOST_CHARACTERS });
    }
    let plain: Zeroizing<String> =
        Zeroizing::new(passphrase.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect());
    // "Password-Password 1!" is its well-known core with an ending that everybody adds.
    let core = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    if WELL_KNOWN.iter().any(|known| *known == plain.as_str() || *known == core) {
        return Err(WeakPassphrase::WellKnown);
    }
    let characters = Zeroizing::new(passphrase.to_lowercase().chars().map(u32::from).collect::<Vec<u32>>());
    let distinct: BTreeSet<u32> = characters.iter().copied().collect();
    let repeats = (1..=10).any(|piece| characters.windows(piece + 1).all(|both| both[0] == both[piece]));
    let follows = ROWS.iter().any(|row| {
        let backwards: String = row.chars().rev().collect();
        let along = |text: &str| !text.is_empty() && (row.contains(text) || backwards.contains(text));
        along(core) || along(&plain)
    });
    if distinct.len() < 5 || repeats || follows { Err(WeakPassphrase::Pattern) } else { Ok(()) }
}

/// A passphrase to begin with: six words of the EFF's long list, 6 × log2(7772) = 77.5 bits.
pub fn suggest(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let words: Vec<&str> = (0..6).map(|_| super::receipt::draw(rng)).collect();
    Zeroizing::new(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    const USER: Id = Id([1; 16]);

    fn locked() -> Vec<u8> {
        lock(USER, &[7; 64], "a passphrase of words", Cost::for_tests(), &mut ChaCha20Rng::seed_from_u64(1)).unwrap()
    }

    /// Argon2id of the reference implementation's tests (`test.c`): 64 MiB, two passes, one lane, "password", "somesalt".
    #[test]
    fn argon2id_gives_the_reference_vector() {
        let cost = Cost { memory_kib: 65_536, passes: 2, lanes: 1 };
        let secret = cost.stretch("password", b"somesalt").unwrap();
        assert_eq!(
            data_encoding::HEXLOWER.encode(&*secret),
            "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn keys_come_back_with_the_passphrase_alone(keys in any::<[u8; 32]>(), passphrase in ".{0,40}", other in ".{0,40}") {
            prop_assume!(passphrase != other);
            let mut rng = ChaCha20Rng::seed_from_u64(1);
            let locked = lock(USER, &keys, &passphrase, Cost::for_tests(), &mut rng).unwrap();
            prop_assert_eq!(&unlock(USER, &locked, &passphrase).unwrap()[..], &keys[..]);
            let refused = Err(VaultError::Refused { what: WHAT });
            prop_assert_eq!(unlock(USER, &locked, &other), refused.clone());
            prop_assert_eq!(unlock(Id([2; 16]), &locked, &passphrase), refused);
        }
    }

    #[test]
    fn every_flipped_bit_is_refused_without_an_absurd_computation() {
        let locked = locked();
        for bit in 0..locked.len() * 8 {
            // The second byte of the memory is 64 MiB and more: what is below the limit is refused too, only slowly. One is enough.
            let byte = bit / 8;
            if byte == 3 && bit % 8 != 0 {
                continue;
            }
            let mut changed = locked.clone();
            changed[byte] ^= 1 << (bit % 8);
            assert!(unlock(USER, &changed, "a passphrase of words").is_err(), "bit {bit}");
        }
        assert!(unlock(USER, &locked[..locked.len() - 1], "a passphrase of words").is_err());
    }

    #[test]
    fn an_absurd_cost_is_refused_at_once() {
        for cost in [
            Cost { memory_kib: 1024 * 1024 + 1, passes: 1, lanes: 1 },
            Cost { memory_kib: 8, passes: 21, lanes: 1 },
            Cost { memory_kib: 8 * 17, passes: 1, lanes: 17 },
            Cost { memory_kib: 0, passes: 1, lanes: 1 },
            Cost { memory_kib: 8, passes: 0, lanes: 1 },
        ] {
            let mut changed = locked();
            changed[2..6].copy_from_slice(&cost.memory_kib.to_be_bytes());
            changed[6..10].copy_from_slice(&cost.passes.to_be_bytes());
            changed[10..14].copy_from_slice(&cost.lanes.to_be_bytes());
            let Cost { memory_kib, passes, lanes } = cost;
            let error = VaultError::Cost { memory_kib, passes, lanes };
            assert_eq!(unlock(USER, &changed, "a passphrase of words"), Err(error));
            assert_eq!(super::cost(&changed), Ok(cost));
        }
    }

    #[test]
    fn long_passphrases_of_any_kind_are_accepted() {
        for good in [
            "onze fiets lamp wolken",
            "пять слов которые помню",
            "我记得的五个完全无关的中文词语哦",
            "seven-otters-paint-the-barn",
        ] {
            assert_eq!(acceptable(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn short_and_well_known_passphrases_and_patterns_are_refused() {
        assert_eq!(acceptable("Tr0ub4dor&3"), Err(WeakPassphrase::TooShort { found: 11, least: 15 }));
        assert_eq!(acceptable(&"ab c".repeat(400)), Err(WeakPassphrase::TooLong { most: 1_000 }));
        for known in ["Correct Horse Battery Staple", "Password-Password 1!", "to be or not to be 2026"] {
            assert_eq!(acceptable(known), Err(WeakPassphrase::WellKnown), "{known}");
        }
        for pattern in [
            "aaaaaaaaaaaaaaaaaaaa",
            "hotlinehotlinehotline",
            "qwertyuiopasdfghjkl",
            "0987654321098765",
            "abcdefghijklmnop12",
        ] {
            assert_eq!(acceptable(pattern), Err(WeakPassphrase::Pattern), "{pattern}");
        }
    }
}
