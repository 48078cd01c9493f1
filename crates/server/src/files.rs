//! The files' site: hands out one sealed file for one link, as something to save and never as something to see.
//!
//! It has an origin of its own, no cookies and no pages. Who may have a file is decided on the staff's site, which makes the link; the link
//! works once, for a minute, and only as long as the session that made it lasts. Until then nothing is opened.

use crate::headers;
use axum::extract::{Path, State};
use axum::http::header::{ALLOW, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use turnstone_casework::Id;
use turnstone_casework::desk::Desk;
use turnstone_casework::vault::SessionToken;

/// Browsers say here that they fetch something before anybody asked for it.
const PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
/// How many links can wait at a time.
const MOST: usize = 10_000;

/// Links that wait to be used. Shared by the staff's site, which makes them, and the files' site. Cheap to clone.
#[derive(Clone, Default)]
pub struct Links(Arc<Mutex<HashMap<[u8; 32], Waiting>>>);

struct Waiting {
    desk: Desk,
    session: SessionToken,
    attachment: Id,
    until: Instant,
}

impl Links {
    /// For how long a link works.
    pub const SECONDS: i64 = 60;

    /// The last part of a new link to a file, for whoever's session this is. Nothing where there is no randomness or too many links wait.
    pub fn issue(&self, desk: Desk, session: SessionToken, attachment: Id) -> Option<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let token = BASE64URL_NOPAD.encode(&bytes);
        let now = Instant::now();
        let mut links = self.lock();
        links.retain(|_, waiting| waiting.until > now);
        if links.len() >= MOST {
            return None;
        }
        let until = now + Duration::from_secs(Self::SECONDS.unsigned_abs());
        links.insert(hash(&token), Waiting { desk, session, attachment, until });
        Some(token)
    }

    /// Takes what a link is for. The second one who asks gets nothing.
    fn take(&self, token: &str) -> Option<Waiting> {
        self.lock().remove(&hash(token)).filter(|waiting| waiting.until > Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Waiting>> {
        // A poisoned lock only means that a thread panicked while it held the map; the map itself is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The files' site.
pub fn router(links: Links) -> Router {
    Router::new()
        .route("/f/{token}", get(file))
        .fallback(|| async { refused(StatusCode::NOT_FOUND) })
        .with_state(links)
        .layer(middleware::map_response(headers::files))
}

async fn file(State(links): State<Links>, Path(token): Path<String>, method: Method, headers: HeaderMap) -> Response {
    // A look ahead must not use the link up.
    if method != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET")]).into_response();
    }
    if headers.contains_key(PURPOSE) {
        return refused(StatusCode::SERVICE_UNAVAILABLE);
    }
    let Some(waiting) = links.take(&token) else { return refused(StatusCode::NOT_FOUND) };
    let Ok(person) = waiting.desk.person(&waiting.session).await else { return refused(StatusCode::NOT_FOUND) };
    match waiting.desk.attachment(&person, waiting.attachment).await {
        Ok(download) => {
            let disposition = disposition(&download.card.name);
            let kind = HeaderValue::from_static("application/octet-stream");
            ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], download.bytes.to_vec()).into_response()
        }
        Err(error) => {
            tracing::debug!(%error, "a file was not handed out");
            refused(StatusCode::NOT_FOUND)
        }
    }
}

/// The same for a link that was used, has run out or never was.
fn refused(status: StatusCode) -> Response {
    let text = "This link was used or has run out. Go back and ask for the file again.\n\
                Ce lien a servi ou n'est plus valable. Revenez en arrière et demandez le fichier à nouveau.\n";
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// `attachment` with the file's own name in the form of RFC 8187, and a plain one for programs that do not read it.
fn disposition(name: &str) -> HeaderValue {
    // Directories, control characters, and marks that turn the direction of writing (and so hide an ending) have no place in a name.
    let hidden = |c: &char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !hidden(c)).take(150).collect();
    let name = name.trim().trim_start_matches('.');
    let name = if name.is_empty() { "file" } else { name };
    let mut escaped = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            escaped.push(byte as char);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    let text = format!("attachment; filename=\"file\"; filename*=UTF-8''{escaped}");
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_can_neither_leave_its_folder_nor_the_header() {
        for (name, expected) in [
            ("photo.jpg", "photo.jpg"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\note.txt", "note.txt"),
            ("a\"; filename=evil.exe\r\nX: y", "a%22%3B%20filename%3Devil.exeX%3A%20y"),
            ("صورة.png", "%D8%B5%D9%88%D8%B1%D8%A9.png"),
            ("gpj.\u{202e}exe", "gpj.exe"),
            (".hidden", "hidden"),
            ("", "file"),
            ("///", "file"),
        ] {
            let header = disposition(name);
            assert_eq!(
                header.to_str().unwrap(),
                format!("attachment; filename=\"file\"; filename*=UTF-8''{expected}"),
                "{name:?}"
            );
        }
    }
}
