//! JSON values that name no key twice, and where in a text a part of one stands.

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// A JSON value none of whose objects names a key twice: JSON itself would drop the first of them in silence.
pub(super) struct Unique(pub Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Unique)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Unique(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("{TWICE} `{key}`")));
            }
            let Unique(value) = entries.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// How the message about a key that an object names twice begins.
pub(super) const TWICE: &str = "twice the key";

/// The byte of `text`, a valid JSON value, at which the value of `field` begins; of a key of an object, at which the key
/// does. A field that is not there is found at the value it would belong to.
pub(super) fn offset(text: &str, field: &str) -> usize {
    let mut at = blank(text, 0);
    let mut found = at;
    for step in field.split(['.', '[']).filter(|step| !step.is_empty()) {
        let next = match step.strip_suffix(']') {
            Some(index) => index.parse().ok().and_then(|index| item(text, at, index).map(|value| (value, value))),
            None => entry(text, at, step),
        };
        let Some((begins, value)) = next else { break };
        (found, at) = (begins, value);
    }
    found
}

/// Where the item with this index begins in the list at `at`.
fn item(text: &str, at: usize, index: usize) -> Option<usize> {
    let mut at = blank(text, after(text, at, b'[')?);
    for _ in 0..index {
        at = blank(text, after(text, blank(text, value_end(text, at)), b',')?);
    }
    (text.as_bytes().get(at) != Some(&b']')).then_some(at)
}

/// Where the key begins in the object at `at`, and where its value does.
fn entry(text: &str, at: usize, key: &str) -> Option<(usize, usize)> {
    let mut at = blank(text, after(text, at, b'{')?);
    loop {
        let key_end = value_end(text, at);
        let value = blank(text, after(text, blank(text, key_end), b':')?);
        if serde_json::from_str::<String>(&text[at..key_end]).is_ok_and(|name| name == key) {
            return Some((at, value));
        }
        at = blank(text, after(text, blank(text, value_end(text, value)), b',')?);
    }
}

fn after(text: &str, at: usize, byte: u8) -> Option<usize> {
    (text.as_bytes().get(at) == Some(&byte)).then_some(at + 1)
}

fn blank(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// The end of the value that begins at `at`.
fn value_end(text: &str, at: usize) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (i, byte) in text.as_bytes().iter().enumerate().skip(at) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' if quoted => {
                quoted = false;
                if depth == 0 {
                    return i + 1;
                }
            }
            _ if quoted => {}
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth > 1 => depth -= 1,
            b'}' | b']' => return i + depth,
            byte if depth == 0 && (*byte == b',' || byte.is_ascii_whitespace()) => return i,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text_place::line_and_column;

    #[test]
    fn fields_are_found_where_they_stand() {
        let text = "{\"a\": [1, {\"é\\\"x\": [2 ,\n 3], \"b\" : \"]},\"}],\n\"c\":{}}";
        let at = |field: &str| &text[offset(text, field)..];
        assert!(at("a").starts_with("\"a\""));
        assert!(at("a[0]").starts_with("1,"));
        assert!(at("a[1].é\"x[1]").starts_with("3]"));
        assert!(at("a[1].b").starts_with("\"b\""));
        assert!(at("c").starts_with("\"c\":{}"));
        assert!(at("c.none").starts_with("\"c\""));
        assert!(at("a[7]").starts_with("\"a\""));
        assert!(at("").starts_with('{'));
        assert_eq!(line_and_column(text, offset(text, "a[1].b")), (2, 6));
        assert_eq!(line_and_column(text, offset(text, "c")), (3, 1));
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error() {
        assert!(serde_json::from_str::<Unique>(r#"{"a":1,"b":{"a":2}}"#).is_ok());
        let error = serde_json::from_str::<Unique>(r#"{"b":{"a":1,"a":2}}"#).err().unwrap();
        assert!(error.to_string().starts_with("twice the key `a`"), "{error}");
    }
}
