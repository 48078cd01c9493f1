//! Reading what a form sent, however it was sent, in bounded memory. What the fields mean is in [`super::answers`].
//!
//! What does not fit is read to its end and thrown away, because a browser that is cut off while it sends shows a page of its own instead
//! of ours. Nothing of a body is ever logged.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, multipart::Field};
use axum::http::header::CONTENT_TYPE;
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use turnstone_casework::desk::intake::{MOST_BYTES, MOST_FILES, Upload};

/// The most bytes of all fields together, as they are sent. The longest form that can be right has about 250,000 characters of at most
/// four bytes, three signs each.
pub const MOST_TEXT: usize = 3 << 20;
/// The most fields that are kept.
const MOST_FIELDS: usize = 200;
/// What is read and thrown away of a body that is too large.
const MOST_DRAINED: usize = 128 << 20;
/// How long a body may stand still.
const IDLE: Duration = Duration::from_secs(30);
/// The longest name of a file.
const LONGEST_NAME: usize = 200;

/// How much of what is being sent the server holds at once, for all who send.
#[derive(Clone)]
pub struct Memory(Arc<Semaphore>);

impl Memory {
    const UNIT: usize = 64 << 10;

    /// So many bytes.
    pub fn new(bytes: usize) -> Memory {
        Memory(Arc::new(Semaphore::new(bytes / Memory::UNIT)))
    }
}

/// A share of the memory; it is given back when dropped.
struct Held {
    memory: Memory,
    permits: Vec<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Held {
    /// Takes room for more bytes; `false` when there is none.
    fn grow(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        let missing = self.bytes.div_ceil(Memory::UNIT).saturating_sub(self.permits.len());
        for _ in 0..missing {
            let Ok(permit) = self.memory.0.clone().try_acquire_owned() else { return false };
            self.permits.push(permit);
        }
        true
    }
}

/// What a form sent.
pub struct Sent {
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
    /// Files; empty when one of them could not be taken.
    pub files: Vec<Upload>,
    /// The names of all files that were sent, as pages say them.
    pub names: Vec<String>,
    /// Whether some bytes were no UTF-8; they are `�` in the fields.
    pub damaged: bool,
    /// Why the files could not be taken.
    pub trouble: Option<Trouble>,
    held: Held,
}

/// Why files could not be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There were too many.
    Many,
    /// One was too large: its place among all that were sent.
    Large(usize),
    /// The server holds as much as it can.
    Busy,
}

/// Why a body could not be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Too large.
    Large,
    /// Not a form.
    Media,
    /// Not what it says it is, or it ended too early.
    Bad,
    /// It stood still for too long.
    Slow,
    /// The server holds as much as it can.
    Busy,
}

impl Sent {
    /// The value of a field; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    fn empty(memory: &Memory) -> Sent {
        let held = Held { memory: memory.clone(), permits: Vec::new(), bytes: 0 };
        Sent { fields: Vec::new(), files: Vec::new(), names: Vec::new(), damaged: false, trouble: None, held }
    }

    fn text(&mut self, name: &[u8], value: &[u8]) {
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        self.damaged |= matches!(value, std::borrow::Cow::Owned(_));
        if self.fields.len() < MOST_FIELDS {
            self.fields.push((name.into_owned(), value.into_owned()));
        }
    }
}

/// Reads the body of a form, encoded in one of the two ways that browsers know.
///
/// # Errors
/// [`Unread`]. Files that cannot be taken are no error: the fields are there, and [`Sent::trouble`] says why.
pub async fn read(mut request: Request, memory: &Memory) -> Result<Sent, Unread> {
    let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match media.as_str() {
        "application/x-www-form-urlencoded" => urlencoded(request.into_body(), memory).await,
        "multipart/form-data" => {
            DefaultBodyLimit::disable().apply(&mut request);
            let parts = Multipart::from_request(request, &()).await.map_err(|_| Unread::Bad)?;
            multipart(parts, memory).await
        }
        _ => Err(Unread::Media),
    }
}

async fn urlencoded(body: Body, memory: &Memory) -> Result<Sent, Unread> {
    let mut sent = Sent::empty(memory);
    let mut stream = body.into_data_stream();
    let (mut bytes, mut seen, mut wrong) = (Vec::new(), 0, None);
    while let Some(chunk) = timeout(IDLE, stream.next()).await.map_err(|_| Unread::Slow)? {
        let chunk = chunk.map_err(|_| Unread::Bad)?;
        seen += chunk.len();
        if seen > MOST_DRAINED {
            return Err(Unread::Large);
        }
        if seen > MOST_TEXT {
            wrong = wrong.or(Some(Unread::Large));
        } else if !sent.held.grow(chunk.len()) {
            wrong = wrong.or(Some(Unread::Busy));
        }
        if wrong.is_none() {
            bytes.extend_from_slice(&chunk);
        }
    }
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    for pair in bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        sent.text(&unescape(&pair[..end]), &unescape(pair.get(end + 1..).unwrap_or_default()));
    }
    Ok(sent)
}

/// A name or value of a form: `+` is a blank, `%41` is `A`; a percent sign without two digits is itself, as browsers have it.
fn unescape(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut plain = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            // Two digits of four bits make a byte.
            (b'%', Some(high), Some(low)) => {
                plain.push((high << 4 | low) as u8);
                at += 2;
            }
            (b'+', ..) => plain.push(b' '),
            _ => plain.push(byte),
        }
        at += 1;
    }
    plain
}

async fn multipart(mut parts: Multipart, memory: &Memory) -> Result<Sent, Unread> {
    let mut sent = Sent::empty(memory);
    let (mut seen, mut text) = (0, 0);
    let mut wrong = None;
    while let Some(mut part) =
        timeout(IDLE, parts.next_field()).await.map_err(|_| Unread::Slow)?.map_err(|_| Unread::Bad)?
    {
        let name = part.name().unwrap_or_default().as_bytes().to_vec();
        let file = part.file_name().map(file_name);
        let media = part.content_type().unwrap_or_default().to_owned();
        // A browser sends an empty part for a field of files in which nothing was chosen.
        let place = match &file {
            Some(name) if !name.is_empty() => {
                sent.names.push(name.clone());
                sent.names.len()
            }
            _ => 0,
        };
        if place > MOST_FILES {
            sent.trouble = sent.trouble.or(Some(Trouble::Many));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = chunk(&mut part).await? {
            seen += chunk.len();
            if seen > MOST_DRAINED {
                return Err(Unread::Large);
            }
            if file.is_none() {
                text += chunk.len();
                if text > MOST_TEXT {
                    wrong = wrong.or(Some(Unread::Large));
                }
            } else if bytes.len() + chunk.len() > MOST_BYTES {
                sent.trouble = sent.trouble.or(Some(Trouble::Large(place.saturating_sub(1))));
            }
            let kept = wrong.is_none() && (file.is_none() || sent.trouble.is_none());
            if kept && !sent.held.grow(chunk.len()) {
                match file {
                    None => wrong = Some(Unread::Busy),
                    Some(_) => sent.trouble = Some(Trouble::Busy),
                }
            } else if kept {
                bytes.extend_from_slice(&chunk);
            }
        }
        match file {
            None => sent.text(&name, &bytes),
            Some(name) if !name.is_empty() || !bytes.is_empty() => {
                let known = media.len() <= 100 && media.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
                let media_type = if known && !media.is_empty() { media } else { "application/octet-stream".to_owned() };
                sent.files.push(Upload {
                    name: if name.is_empty() { "file".to_owned() } else { name },
                    media_type,
                    bytes,
                });
            }
            Some(_) => {}
        }
    }
    if sent.files.len() > MOST_FILES {
        sent.trouble = sent.trouble.or(Some(Trouble::Many));
    }
    if sent.trouble.is_some() {
        sent.files.clear();
    }
    wrong.map_or(Ok(sent), Err)
}

async fn chunk(part: &mut Field<'_>) -> Result<Option<Bytes>, Unread> {
    timeout(IDLE, part.chunk()).await.map_err(|_| Unread::Slow)?.map_err(|_| Unread::Bad)
}

/// The name of a file without the folders that old browsers send along, and without characters that would hide its ending.
fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let hides = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut name: String = name.chars().filter(|c| !hides(*c)).collect();
    let end = (0..=LONGEST_NAME.min(name.len())).rev().find(|at| name.is_char_boundary(*at)).unwrap_or(0);
    name.truncate(end);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent_to(room: usize, media: &str, body: impl Into<Body>) -> Result<Sent, Unread> {
        let request = Request::builder().header(CONTENT_TYPE, media).body(body.into()).unwrap();
        read(request, &Memory::new(room)).await
    }

    async fn sent(media: &str, body: impl Into<Body>) -> Result<Sent, Unread> {
        sent_to(64 << 20, media, body).await
    }

    fn part(head: &str, body: &[u8]) -> Vec<u8> {
        [b"--B\r\nContent-Disposition: form-data; ", head.as_bytes(), b"\r\n\r\n", body, b"\r\n"].concat()
    }

    async fn parts(parts: &[Vec<u8>]) -> Result<Sent, Unread> {
        sent("multipart/form-data; boundary=B", [&parts.concat()[..], b"--B--\r\n"].concat()).await
    }

    #[tokio::test]
    async fn fields_are_read_as_browsers_write_them() {
        let form = sent("application/x-www-form-urlencoded; charset=UTF-8", "a=1+2%2B3&b=%D8%B3&&c&d=50%25%&e=%zz=")
            .await
            .unwrap();
        let fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(fields, [("a", "1 2+3"), ("b", "س"), ("c", ""), ("d", "50%%"), ("e", "%zz=")]);
        assert!(!form.damaged);
    }

    #[tokio::test]
    async fn bytes_that_are_no_text_are_marked_and_the_rest_is_kept() {
        let form = sent("application/x-www-form-urlencoded", "what=before%ff%feafter").await.unwrap();
        assert_eq!((form.get("what"), form.damaged), ("before\u{fffd}\u{fffd}after", true));
        let form = parts(&[part("name=\"what\"", b"a\xffb")]).await.unwrap();
        assert_eq!((form.get("what"), form.damaged), ("a\u{fffd}b", true));
    }

    #[tokio::test]
    async fn files_are_taken_up_to_their_number_and_size() {
        let file = |name: &str, size: usize| part(&format!("name=\"files\"; filename=\"{name}\""), &vec![7; size]);
        let form =
            parts(&[part("name=\"what\"", b"x"), file("C:\\dir\\a\u{202e}gpj.exe", 3), file("", 0)]).await.unwrap();
        assert_eq!((form.files.len(), form.files[0].name.as_str(), form.trouble), (1, "agpj.exe", None));
        assert_eq!(form.files[0].media_type, "application/octet-stream");
        let form = parts(&[file("a", 1), file("b", MOST_BYTES + 1), part("name=\"what\"", b"x")]).await.unwrap();
        assert_eq!((form.trouble, form.files.len(), form.get("what")), (Some(Trouble::Large(1)), 0, "x"));
        let six: Vec<_> = (0..6).map(|_| file("a", 1)).collect();
        assert_eq!(parts(&six).await.unwrap().trouble, Some(Trouble::Many));
    }

    #[tokio::test]
    async fn a_full_server_refuses_files_and_keeps_the_answers() {
        let body = [part("name=\"what\"", b"x"), part("name=\"files\"; filename=\"a\"", &[7; 200 << 10])].concat();
        let body = [&body[..], b"--B--\r\n"].concat();
        let form = sent_to(128 << 10, "multipart/form-data; boundary=B", body).await.unwrap();
        assert_eq!((form.trouble, form.get("what")), (Some(Trouble::Busy), "x"));
    }

    #[tokio::test]
    async fn what_is_no_form_or_too_long_is_refused() {
        let error = |result: Result<Sent, Unread>| result.err();
        assert_eq!(error(sent("application/json", "{}").await), Some(Unread::Media));
        assert_eq!(error(sent("", "a=b").await), Some(Unread::Media));
        assert_eq!(error(sent("multipart/form-data", "a=b").await), Some(Unread::Bad));
        assert_eq!(error(sent("multipart/form-data; boundary=B", "--B\r\n").await), Some(Unread::Bad));
        let long = vec![b'a'; MOST_TEXT + 1];
        assert_eq!(error(sent("application/x-www-form-urlencoded", long.clone()).await), Some(Unread::Large));
        assert_eq!(error(parts(&[part("name=\"what\"", &long)]).await), Some(Unread::Large));
    }

    #[tokio::test]
    async fn memory_is_given_back() {
        let memory = Memory::new(4 << 20);
        for _ in 0..3 {
            let body = Body::from(vec![b'a'; 3 << 20]);
            let request =
                Request::builder().header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body).unwrap();
            drop(read(request, &memory).await.unwrap());
        }
    }
}
