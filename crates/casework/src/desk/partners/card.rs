//! What an organisation hands to its partners.

use crate::CaseworkError;
use crate::desk::Desk;
use crate::vault::{self, PublicKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// The longest address of a partner's server.
const LONGEST_ADDRESS: usize = 500;

/// What an organisation hands to its partners: where packages go and with which keys. It is public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The organisation's name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// Where packages and notes for it are sent; nothing when it has no server and gets them as files.
    pub address: String,
    /// What is sealed for it, is sealed to this.
    pub hpke_public: PublicKey,
    /// What it sends is checked with this.
    pub verify_public: VerifyingKey,
    /// To compare over the telephone: the fingerprint of the first key.
    pub hpke_fingerprint: String,
    /// To compare over the telephone: the fingerprint of the second key.
    pub verify_fingerprint: String,
    /// Whether everything in the organisation is invented.
    pub synthetic: bool,
}

impl Card {
    /// Refuses what cannot be registered.
    pub(super) fn check(&self) -> Result<(), CaseworkError> {
        if self.name.trim().is_empty() || self.name.chars().count() > 200 || self.name.chars().any(char::is_control) {
            return Err(CaseworkError::invalid("name", "1 to 200 characters on one line"));
        }
        check_address(&self.address)?;
        let fingerprints = (self.hpke_public.fingerprint(), self.verify_public.fingerprint());
        if (&self.hpke_fingerprint, &self.verify_fingerprint) != (&fingerprints.0, &fingerprints.1) {
            return Err(CaseworkError::invalid(
                "card",
                "the fingerprints do not belong to the keys; ask for the card again",
            ));
        }
        // A key of low order gives no secrecy, and it is better known now than when something is sent.
        vault::seal_to(&self.hpke_public, "key check", &[], &[], &mut Desk::rng())?;
        Ok(())
    }
}

/// Refuses an address to which nothing should be sent. None at all is fine: people carry what is for that partner.
fn check_address(address: &str) -> Result<(), CaseworkError> {
    if address.is_empty() || is_safe(address) {
        Ok(())
    } else {
        Err(CaseworkError::invalid(
            "address",
            "an address that begins with https:// (http:// only on this machine), or none",
        ))
    }
}

/// Whether something may be sent to an address: by HTTPS, or without leaving this machine.
pub fn is_safe(address: &str) -> bool {
    let plain = address.strip_prefix("http://");
    let host = |rest: &str| rest.split(['/', ':', '?', '#']).next().unwrap_or_default().to_owned();
    let near = plain.is_some_and(|rest| {
        let sixth = rest.strip_prefix("[::1]").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']));
        sixth || matches!(host(rest).as_str(), "localhost" | "127.0.0.1")
    });
    let secure = address.strip_prefix("https://").is_some_and(|rest| !host(rest).is_empty());
    let fits = address.len() <= LONGEST_ADDRESS
        && address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '"' | '<' | '>' | '\\' | '`'));
    fits && (secure || near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_go_over_the_network_only_where_nobody_listens() {
        for good in [
            "https://partner.example/api/v1/arrivals/line",
            "http://localhost:8080/arrivals",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/x",
            "",
        ] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "https://",
            "http://abcdefghijklmnop.onion/arrivals",
            "http://partner.example",
            "http://localhost.partner.example",
            "http://127.0.0.1@partner.example",
            "http://[::1].partner.example",
            "ftp://partner.example",
            "file:///etc/passwd",
            "https://user:secret@partner.example",
            "https://partner.example/a b",
            "https://partner.example/\r\nHost: other",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }
}
