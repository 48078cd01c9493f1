//! What a form sent: names and values, strictly read. What they mean is each page's own.

use super::failure::Failure;
use std::str::FromStr;
use turnstone_casework::CaseworkError;

/// How large a form can be. A narrative has at most 20,000 characters.
pub const FORM_LIMIT: usize = 256 * 1024;
/// How many fields a form can have: one for each fact, and a few.
const MOST_FIELDS: usize = 1_000;

/// The fields of a form, in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

/// Why something is no form. The form itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// Bytes that are no UTF-8.
    #[error("the form holds bytes that are no text in UTF-8")]
    Utf8,
    /// A percent sign without two hexadecimal digits.
    #[error("the form holds a percent sign without two hexadecimal digits after it")]
    Percent,
    /// A character that nobody types.
    #[error("the form holds a control character; only line breaks and tabs are taken")]
    Control,
    /// Too many fields.
    #[error("the form has more than 1,000 fields")]
    TooMany,
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, by the rules of the URL standard but for one: what is no UTF-8 is refused.
    ///
    /// Line breaks become a single line feed.
    ///
    /// # Errors
    /// [`FormError`].
    pub fn decode(body: &[u8]) -> Result<Fields, FormError> {
        let mut fields = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() == MOST_FIELDS {
                return Err(FormError::TooMany);
            }
            let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let value = pair.get(end + 1..).unwrap_or_default();
            fields.push((unescape(&pair[..end])?, unescape(value)?));
        }
        Ok(Fields(fields))
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// The first value of a field without outer blanks; empty where it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// Every value of a field.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_empty())
    }

    /// A field that holds a value of a type.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with what is wrong.
    pub fn one<T: FromStr>(&self, name: &'static str) -> Result<T, Failure>
    where
        T::Err: ToString,
    {
        let parsed = self.text(name).parse::<T>();
        parsed.map_err(|error| CaseworkError::invalid(name, error).into())
    }

    /// The same, where nothing may have been chosen.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with what is wrong.
    pub fn maybe<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, Failure>
    where
        T::Err: ToString,
    {
        if self.text(name).is_empty() { Ok(None) } else { self.one(name).map(Some) }
    }

    /// Every value of a field of boxes.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with what is wrong.
    pub fn many<T: FromStr, C: FromIterator<T>>(&self, name: &'static str) -> Result<C, Failure>
    where
        T::Err: ToString,
    {
        let parsed = self.all(name).map(str::parse).collect::<Result<C, T::Err>>();
        parsed.map_err(|error| CaseworkError::invalid(name, error).into())
    }

    /// The version of what was changed, as the page had it.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`].
    pub fn version(&self) -> Result<i64, Failure> {
        self.one("version")
    }
}

fn unescape(bytes: &[u8]) -> Result<String, FormError> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        plain.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = rest.next().and_then(hex).ok_or(FormError::Percent)?;
                let low = rest.next().and_then(hex).ok_or(FormError::Percent)?;
                high * 16 + low
            }
            other => other,
        });
    }
    clean(&String::from_utf8(plain).map_err(|_| FormError::Utf8)?)
}

/// A text as a form keeps it: line breaks as a line feed, no other control characters.
///
/// # Errors
/// [`FormError::Control`].
pub fn clean(text: &str) -> Result<String, FormError> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') { Err(FormError::Control) } else { Ok(text) }
}

fn hex(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let fields = Fields::decode(b"a=1&a=2&text=one%0D%0Atwo+%C3%A9%F0%9F%90%A6&empty=&bare").unwrap();
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(fields.get("text"), Some("one\ntwo é🐦"));
        assert_eq!((fields.get("empty"), fields.get("bare"), fields.get("none")), (Some(""), Some(""), None));
        assert_eq!(Fields::decode(b"").unwrap().iter().count(), 0);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(Fields::decode(b"a=%FF").err(), Some(FormError::Utf8));
        assert_eq!(Fields::decode(b"a=\xC3\x28").err(), Some(FormError::Utf8));
        assert_eq!(Fields::decode(b"a=%C3").err(), Some(FormError::Utf8));
        assert_eq!(Fields::decode(b"a=%0").err(), Some(FormError::Percent));
        assert_eq!(Fields::decode(b"a=%zz").err(), Some(FormError::Percent));
        assert_eq!(Fields::decode(b"a=%00").err(), Some(FormError::Control));
        assert_eq!(Fields::decode(&b"a&".repeat(1001)).err(), Some(FormError::TooMany));
        assert!(Fields::decode(&b"a&".repeat(1000)).is_ok());
    }

    #[test]
    fn template_and_statement_injection_is_text_like_any_other() {
        let fields = Fields::decode(b"a=%27%3B+DROP+TABLE+reports%3B--+%7B%7B7*7%7D%7D+%3Cscript%3E").unwrap();
        assert_eq!(fields.text("a"), "'; DROP TABLE reports;-- {{7*7}} <script>");
    }
}
