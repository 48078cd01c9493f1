//! Technical indicators: pages, numbers, accounts, devices and digests that somebody saw. Text, addresses and digests only.
//!
//! The names are those of the public CyberTipline reporting vocabulary of NCMEC, so that a partner who speaks it needs no
//! table. Nothing is ever fetched or looked up here. What is found in a text is proposed, never recorded by itself.

mod found;

pub use found::proposed;

use crate::closed::closed;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::IpAddr;
use thiserror::Error;
use turnstone_model::date::ImpreciseDate;

closed! {
    /// What an indicator is.
    IndicatorKind "a kind of indicator":
    /// The address of a page.
    Url "url", "Web page", "The address of a page, copied from the browser.";
    /// An e-mail address.
    EmailAddress "emailAddress", "E-mail address", "The address somebody wrote from or to.";
    /// A telephone number.
    PhoneNumber "phoneNumber", "Telephone number", "A number with its country, such as +32 470 12 34 56.";
    /// The program somebody chats with.
    ChatClient "chatClient", "Messenger", "The messenger or chat program.";
    /// A chat room or group.
    ChatRoomName "chatRoomName", "Chat room", "The name of a chat room or group.";
    /// The name somebody goes by.
    ScreenName "screenName", "Screen name", "The name somebody goes by on a service.";
    /// A profile page.
    ProfileUrl "profileUrl", "Profile page", "The address of somebody's profile.";
    /// A game.
    GameName "gameName", "Online game", "The game it took place in.";
    /// Names of files.
    FileNames "fileNames", "Names of files", "What files were called. Never the files themselves.";
    /// An address on the internet.
    IpAddress "ipAddress", "IP address", "An address of the internet protocol, version 4 or 6.";
    /// An address on the internet that is probably a proxy's.
    PossibleProxy "possibleProxy", "IP address, perhaps a proxy", "An IP address behind which somebody else may be.";
    /// The number of a telephone device.
    Imei "IMEI", "IMEI", "The number of a telephone, 15 digits.";
    /// The number of a SIM card.
    Iccid "ICCID", "ICCID", "The number of a SIM card, 18 to 22 digits.";
    /// The name of a wireless network.
    Ssid "SSID", "Wireless network", "The name of a wireless network.";
    /// The digest of a file.
    OriginalFileHash "originalFileHash", "Digest of a file", "An MD5, SHA-1, SHA-256 or SHA-512 digest in hexadecimal digits.";
}

impl IndicatorKind {
    /// The element of the CyberTipline report that it stands in.
    pub fn element(self) -> &'static str {
        use IndicatorKind::*;
        match self {
            Url => "webPageIncident",
            EmailAddress => "emailIncident",
            PhoneNumber => "cellPhoneIncident",
            ChatClient | ChatRoomName => "chatImIncident",
            ScreenName | ProfileUrl => "personOrUserReported",
            GameName => "onlineGamingIncident",
            FileNames => "peer2peerIncident",
            IpAddress | PossibleProxy => "ipCaptureEvent",
            Imei | Iccid | Ssid => "deviceId",
            OriginalFileHash => "fileDetails",
        }
    }

    /// Whether two reports with the same one are very likely about the same: what only one page, line, device or file has.
    pub fn is_strong(self) -> bool {
        use IndicatorKind::*;
        matches!(self, Url | ProfileUrl | EmailAddress | PhoneNumber | Imei | Iccid | OriginalFileHash)
    }

    /// Whether it shows that technology had a part. A telephone number does not: everybody has one.
    pub fn is_online(self) -> bool {
        use IndicatorKind::*;
        !matches!(self, PhoneNumber | Imei | Iccid)
    }
}

/// One technical indicator.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What it is.
    pub kind: IndicatorKind,
    /// Its value, as it was given.
    pub value: String,
    /// When it was seen: a year, month, day, or a day with a time behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
}

/// Says the kind and nothing of the value.
impl fmt::Debug for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Indicator({}, {} characters)", self.kind, self.value.chars().count())
    }
}

/// What is wrong with an indicator. Its value is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IndicatorError {
    /// The value is not one of its kind.
    #[error("not a value for {}; expected {}", .0.label(), expected(*.0))]
    Value(IndicatorKind),
    /// The value would carry a file.
    #[error(
        "an address that holds a file or runs a program is not taken; expected the address of a page, such as https://example.org/page"
    )]
    Embedded,
    /// When it was seen is no date.
    #[error("when it was seen is no date; expected {}", turnstone_model::date::DateError::EXPECTED)]
    Seen,
}

fn expected(kind: IndicatorKind) -> &'static str {
    use IndicatorKind::*;
    match kind {
        Url | ProfileUrl => "an address without blanks, at most 2,048 characters, such as https://example.org/page",
        EmailAddress => "an address such as name@example.org",
        PhoneNumber => "5 to 15 digits, with + and the country where known, such as +32 470 12 34 56",
        IpAddress | PossibleProxy => "an address such as 192.0.2.7 or 2001:db8::7",
        Imei => "14 to 16 digits",
        Iccid => "18 to 22 digits",
        Ssid => "1 to 32 bytes",
        OriginalFileHash => "32, 40, 64 or 128 hexadecimal digits",
        ChatClient | ChatRoomName | ScreenName | GameName | FileNames => "1 to 500 characters",
    }
}

impl Indicator {
    /// An indicator of which nothing but its value is known.
    pub fn new(kind: IndicatorKind, value: impl Into<String>) -> Indicator {
        Indicator { kind, value: value.into(), seen: None }
    }

    /// Checks the value against its kind.
    ///
    /// # Errors
    /// [`IndicatorError`], that repeats nothing of the value.
    pub fn check(&self) -> Result<(), IndicatorError> {
        use IndicatorKind::*;
        let value = self.value.trim();
        let characters = value.chars().count();
        let digits = |from, to| {
            let only = value.chars().all(|c| digit(c).is_some() || " -./".contains(c));
            only && (from..=to).contains(&digits_of(value).len())
        };
        let right = match self.kind {
            Url | ProfileUrl => {
                let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_lowercase());
                if matches!(scheme.as_deref(), Some("data" | "javascript" | "vbscript" | "blob" | "file")) {
                    return Err(IndicatorError::Embedded);
                }
                (4..=2_048).contains(&characters) && value.contains('.') && !value.contains(char::is_whitespace)
            }
            EmailAddress => is_email(value),
            PhoneNumber => {
                let only = value.chars().all(|c| digit(c).is_some() || " +-./()\u{200e}\u{200f}\u{a0}".contains(c));
                only && (5..=15).contains(&digits_of(value).trim_start_matches("00").len())
            }
            IpAddress | PossibleProxy => value.parse::<IpAddr>().is_ok(),
            Imei => digits(14, 16),
            Iccid => digits(18, 22),
            Ssid => (1..=32).contains(&value.len()),
            OriginalFileHash => {
                matches!(value.len(), 32 | 40 | 64 | 128) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            ChatClient | ChatRoomName | ScreenName | GameName | FileNames => (1..=500).contains(&characters),
        };
        if !right || value.chars().any(char::is_control) {
            return Err(IndicatorError::Value(self.kind));
        }
        if self.seen.as_ref().is_some_and(|seen| seen.len() > 40 || ImpreciseDate::parse(seen).is_err()) {
            return Err(IndicatorError::Seen);
        }
        Ok(())
    }

    /// The value as it is compared: two ways to write the same page, line or device come to the same text.
    ///
    /// The host of a page is compared without regard to case, `www.`, the scheme, the default port, a fragment and a stroke
    /// at the end; its path and query as they are. Of a telephone number the last nine digits count, because a country
    /// code is often left out; of an IMEI the fourteen that name the device.
    pub fn canonical(&self) -> String {
        use IndicatorKind::*;
        let value = self.value.trim();
        match self.kind {
            Url | ProfileUrl => canonical_url(value),
            EmailAddress | ChatClient | ScreenName | OriginalFileHash => value.to_lowercase(),
            PhoneNumber => last(&digits_of(value), 9).to_owned(),
            Imei => digits_of(value).chars().take(14).collect(),
            Iccid => digits_of(value),
            IpAddress | PossibleProxy => {
                value.parse::<IpAddr>().map_or_else(|_| value.to_owned(), |address| address.to_canonical().to_string())
            }
            ChatRoomName | GameName | FileNames | Ssid => value.to_owned(),
        }
    }
}

fn last(text: &str, n: usize) -> &str {
    &text[text.len().saturating_sub(n)..]
}

/// The value of a decimal digit of the scripts in which numbers are written on telephones here: Latin, Arabic, Persian,
/// Devanagari.
pub(crate) fn digit(c: char) -> Option<u8> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '\u{660}'..='\u{669}' => c as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
        '\u{966}'..='\u{96f}' => c as u32 - 0x966,
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// The digits of a text, in ASCII.
pub(crate) fn digits_of(text: &str) -> String {
    text.chars().filter_map(digit).map(|value| char::from(b'0' + value)).collect()
}

fn is_email(value: &str) -> bool {
    let Some((name, host)) = value.rsplit_once('@') else { return false };
    let inside = |text: &str| !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "<>,;@\"".contains(c));
    value.len() <= 254
        && inside(name)
        && inside(host)
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty())
}

fn canonical_url(value: &str) -> String {
    let value = value.split_once('#').map_or(value, |(before, _)| before);
    let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host).to_lowercase();
    let host = host.strip_suffix(":80").or(host.strip_suffix(":443")).unwrap_or(&host);
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    format!("{host}{}", path.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use IndicatorKind::*;

    #[test]
    fn values_of_each_kind_are_taken_and_others_refused() {
        let taken = [
            (Url, "https://example.org/a?b=c"),
            (Url, "example.onion"),
            (EmailAddress, "a.b+c@example.org"),
            (PhoneNumber, "+32 (0)470/12.34.56"),
            (PhoneNumber, "٠٦١٢٣٤٥٦٧٨"),
            (IpAddress, "2001:db8::7"),
            // The example of GSMA TS.06 with its check digit.
            (Imei, "49-015420-323751-8"),
            (Iccid, "8932 0000 0000 0000 00"),
            (Ssid, "guest"),
            (OriginalFileHash, "d41d8cd98f00b204e9800998ecf8427e"),
            (ScreenName, "اسم"),
        ];
        for (kind, value) in taken {
            assert_eq!(Indicator::new(kind, value).check(), Ok(()), "{kind} {value}");
        }
        let refused = [
            (Url, "no blanks here.org"),
            (Url, ""),
            (EmailAddress, "a@b"),
            (EmailAddress, "a b@example.org"),
            (PhoneNumber, "1234"),
            (PhoneNumber, "+1234567890123456"),
            (IpAddress, "300.1.1.1"),
            (Imei, "1234567890123"),
            (Iccid, "89320000"),
            (Ssid, "a network whose name is far too long"),
            (OriginalFileHash, "xyz"),
            (GameName, "a\u{7}b"),
        ];
        for (kind, value) in refused {
            assert_eq!(Indicator::new(kind, value).check(), Err(IndicatorError::Value(kind)), "{kind} {value}");
        }
    }

    #[test]
    fn an_address_that_carries_a_file_is_refused() {
        for value in ["data:image/png;base64,AA.A", "JavaScript:a.b()", "file:///etc/x.y"] {
            assert_eq!(Indicator::new(Url, value).check(), Err(IndicatorError::Embedded));
        }
    }

    #[test]
    fn errors_and_debug_repeat_nothing() {
        let secret = Indicator::new(PhoneNumber, "secret");
        assert!(!format!("{secret:?} {}", secret.check().unwrap_err()).contains("secret"));
    }

    #[test]
    fn what_is_the_same_compares_the_same() {
        let same = [
            (Url, "https://WWW.Example.org:443/Path/#top", "http://example.org/Path"),
            (PhoneNumber, "+33 6 12 34 56 78", "0612345678"),
            (PhoneNumber, "۰۶۱۲۳۴۵۶۷۸", "0033612345678"),
            (Imei, "490154203237518", "49015420323751"),
            (IpAddress, "::ffff:192.0.2.7", "192.0.2.7"),
            (EmailAddress, "A@Example.org", "a@example.org"),
        ];
        for (kind, a, b) in same {
            assert_eq!(Indicator::new(kind, a).canonical(), Indicator::new(kind, b).canonical(), "{a}");
        }
        assert_ne!(Indicator::new(Url, "example.org/a").canonical(), Indicator::new(Url, "example.org/A").canonical());
    }

    #[test]
    fn when_it_was_seen_is_a_date() {
        let seen = |seen: &str| Indicator { seen: Some(seen.into()), ..Indicator::new(Url, "example.org") };
        assert_eq!(seen("2026-03-01T10:00").check(), Ok(()));
        assert_eq!(seen("yesterday").check(), Err(IndicatorError::Seen));
    }
}
