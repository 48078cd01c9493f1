//! Identifiers: 128 random bits. What an identifier names is in the tables of `store`.

use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::str::FromStr;

/// An identifier of anything this crate keeps: 128 random bits, written as 32 hexadecimal digits.
///
/// It is random and not a UUID of version 7, because that one would tell when somebody wrote to a hotline.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub [u8; 16]);

/// A text that is no identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an identifier has 32 hexadecimal digits")]
pub struct IdError;

impl Id {
    /// A new identifier.
    pub fn random(rng: &mut impl CryptoRng) -> Id {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Id(bytes)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Id, IdError> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| IdError)?;
        Ok(Id(bytes.try_into().map_err(|_| IdError)?))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let id = Id([7; 16]);
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "07", "0707070707070707070707070707070G", "../../etc/passwd", &"0".repeat(33)] {
            assert_eq!(bad.parse::<Id>(), Err(IdError), "{bad}");
        }
    }
}
