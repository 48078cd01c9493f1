//! The three cookies of the staff's site: the session, the language, and what a form before signing in has to carry.

use crate::state::Settings;
use axum::http::HeaderValue;
use axum::http::header::{COOKIE, HeaderMap};
use sha2::{Digest, Sha256};
use turnstone_casework::vault::SessionToken;

const LANGUAGE: &str = "turnstone-language";

/// The name of the door's cookie, bound to the host in the same manner.
fn door_name(settings: &Settings) -> &'static str {
    if settings.secure() { "__Host-turnstone-door" } else { "turnstone-door" }
}

/// The name of the session's cookie. The prefix binds it to this host and to HTTPS, in every browser.
pub fn session_name(settings: &Settings) -> &'static str {
    if settings.secure() { "__Host-turnstone" } else { "turnstone" }
}

/// The cookies of a request.
pub struct Jar(Vec<(String, String)>);

impl Jar {
    /// Reads them.
    pub fn of(headers: &HeaderMap) -> Jar {
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        Jar(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The session's token, if there is one that can be one.
    pub fn session(&self, settings: &Settings) -> Option<SessionToken> {
        SessionToken::parse(self.get(session_name(settings))?).ok()
    }

    /// The language that was chosen.
    pub fn language(&self) -> Option<&str> {
        self.get(LANGUAGE)
    }

    /// What a form before signing in has to carry.
    pub fn door(&self, settings: &Settings) -> Option<&str> {
        self.get(door_name(settings)).filter(|value| value.len() >= 22)
    }
}

/// Sets the session's cookie.
pub fn session(settings: &Settings, token: &SessionToken) -> Option<HeaderValue> {
    set(settings, session_name(settings), &token.encode(), None)
}

/// Removes the session's cookie.
pub fn no_session(settings: &Settings) -> Option<HeaderValue> {
    set(settings, session_name(settings), "", Some(0))
}

/// Sets the language, for a year. The tag is one of ours.
pub fn language(settings: &Settings, tag: &str) -> Option<HeaderValue> {
    set(settings, LANGUAGE, tag, Some(365 * 24 * 3600))
}

/// A new value for forms before signing in, and the cookie that sets it.
pub fn door(settings: &Settings) -> Option<(String, HeaderValue)> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).ok()?;
    let value = data_encoding::BASE64URL_NOPAD.encode(&bytes);
    let header = set(settings, door_name(settings), &value, None)?;
    Some((value, header))
}

fn set(settings: &Settings, name: &str, value: &str, seconds: Option<u32>) -> Option<HeaderValue> {
    let secure = if settings.secure() { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let mut header =
        HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")).ok()?;
    header.set_sensitive(true);
    Some(header)
}

/// Whether two texts are the same; how long it takes does not tell where they differ.
pub fn same(one: &str, other: &str) -> bool {
    Sha256::digest(one.as_bytes()) == Sha256::digest(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn settings(staff_url: &str) -> Arc<Settings> {
        Arc::new(Settings {
            public_url: "http://127.0.0.1:1".into(),
            staff_url: staff_url.into(),
            files_url: "http://127.0.0.1:3".into(),
            study: None,
            organisation: None,
        })
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let token = SessionToken::parse(&"A".repeat(43)).unwrap();
        let header = session(&settings("https://staff.example.org"), &token).unwrap();
        let text = header.to_str().unwrap();
        assert!(text.starts_with("__Host-turnstone=AAAA") && header.is_sensitive());
        for part in ["; Path=/", "; HttpOnly", "; SameSite=Strict", "; Secure"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains("Domain") && !text.contains("Max-Age"));
        let plain = session(&settings("http://127.0.0.1:8081"), &token).unwrap();
        assert!(plain.to_str().unwrap().starts_with("turnstone=AAAA") && !plain.to_str().unwrap().contains("Secure"));
    }

    #[test]
    fn what_is_no_token_is_no_session() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=b; turnstone=short; turnstone-door=x"));
        let jar = Jar::of(&headers);
        assert!(jar.session(&settings("http://127.0.0.1:2")).is_none());
        assert!(jar.door(&settings("http://127.0.0.1:2")).is_none());
        // The cookie of an unprotected site is no session of a protected one.
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::try_from(format!("turnstone={}", "A".repeat(43))).unwrap());
        assert!(Jar::of(&headers).session(&settings("https://staff.example.org")).is_none());
        assert!(Jar::of(&headers).session(&settings("http://127.0.0.1:2")).is_some());
    }
}
