//! Tables of a TOML file read key by key, with the place of each for error messages.
//!
//! What the keys of a mapping mean is said in the parent module.

use super::error::{MappingError, Mistake, Text, cut, nearest};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something and the byte of the file where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At<T> {
    pub at: usize,
    pub is: T,
}

/// A table of the file.
#[derive(Clone)]
pub(super) struct Keys<'a> {
    /// The file.
    pub text: Text<'a>,
    /// What the table is called in messages, such as `[columns.age]`.
    pub name: String,
    /// Where it stands.
    pub at: usize,
    table: &'a DeTable<'a>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl<'a> Keys<'a> {
    /// The table that a whole file is.
    pub fn root(text: Text<'a>, table: &'a DeTable<'a>) -> Keys<'a> {
        Keys { text, name: "the file".to_owned(), at: 0, table }
    }

    /// A table that stands for a part of this one.
    pub fn part<'b>(&self, name: String, at: usize, table: &'b DeTable<'b>) -> Keys<'b>
    where
        'a: 'b,
    {
        Keys { text: self.text, name, at, table }
    }

    /// The table that is `value`, the value of `key`.
    ///
    /// **Errors** It is something else than a table.
    pub fn of(&self, name: String, key: At<&str>, value: &'a Value<'a>) -> Result<Keys<'a>, MappingError> {
        match value.get_ref() {
            DeValue::Table(table) => Ok(Keys { text: self.text, name, at: key.at, table }),
            other => {
                let found = format!("found the key `{}` with {}", cut(key.is), kind(other));
                Err(self.text.wrong(value.span().start, Mistake::Value, found, format!("expected a table {name}")))
            }
        }
    }

    /// Whether it has no key.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Every key with its value, in the order of the file.
    pub fn entries(&self) -> Vec<(At<&'a str>, &'a Value<'a>)> {
        let entries = self.table.iter().map(|(key, value)| (At { at: key.span().start, is: &**key.get_ref() }, value));
        let mut entries: Vec<_> = entries.collect();
        entries.sort_by_key(|(key, _)| key.at);
        entries
    }

    /// Checks that every key is one of `here`; `known` are those that other tables of the kind have.
    ///
    /// **Errors** The first key that is not.
    pub fn only(&self, here: &[&str], known: &[&str], what: &str) -> Result<(), MappingError> {
        let Some((key, _)) = self.entries().into_iter().find(|(key, _)| !here.contains(&key.is)) else { return Ok(()) };
        let found = format!("found the key `{}` in {}", cut(key.is), self.name);
        let list = here.join(", ");
        if known.contains(&key.is) {
            let expected = format!("{what} has only the keys {list}");
            return Err(self.text.wrong(key.at, Mistake::KeyOutOfPlace, found, expected));
        }
        let near = nearest(key.is, here.iter().chain(known).copied());
        let near = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
        Err(self.text.wrong(key.at, Mistake::UnknownKey, found, format!("{near}{what} has the keys {list}")))
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'a Value<'a>> {
        self.table.get(key)
    }

    /// Whether it has a key.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// A mistake in the value of a key, or in the table as a whole when it has no such key.
    pub fn wrong(
        &self,
        key: &str,
        mistake: Mistake,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> MappingError {
        let at = self.get(key).map_or(self.at, |value| value.span().start);
        self.text.wrong(at, mistake, found, expected)
    }

    fn another_kind(&self, key: &str, value: &Value<'_>, expected: &str) -> MappingError {
        let found = format!("found `{key}` in {} with {}", self.name, kind(value.get_ref()));
        self.text.wrong(value.span().start, Mistake::Value, found, format!("expected {expected}"))
    }

    /// A word: a text, or a number or true or false as text.
    pub fn word(&self, key: &str) -> Result<Option<At<String>>, MappingError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let word = word(value).ok_or_else(|| self.another_kind(key, value, "a text in quotes"))?;
        Ok(Some(At { at: value.span().start, is: word }))
    }

    /// The word of a key that has to be there.
    pub fn required(&self, key: &str) -> Result<At<String>, MappingError> {
        let missing = || {
            let found = format!("found {} without `{key}`", self.name);
            self.text.wrong(self.at, Mistake::MissingKey, found, format!("expected {key} = \"…\""))
        };
        self.word(key)?.ok_or_else(missing)
    }

    /// The table under a key.
    pub fn table(&self, key: &str) -> Result<Option<Keys<'a>>, MappingError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let at = At { at: value.span().start, is: key };
        self.of(format!("`{key}` of {}", self.name), at, value).map(Some)
    }

    /// True or false.
    pub fn truth(&self, key: &str) -> Result<Option<bool>, MappingError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let truth = value.get_ref().as_bool();
        truth.map(Some).ok_or_else(|| self.another_kind(key, value, "true or false"))
    }

    /// A key that can only be there, as `true`, or not be there.
    pub fn mark(&self, key: &str) -> Result<bool, MappingError> {
        match self.truth(key)? {
            None => Ok(false),
            Some(true) => Ok(true),
            Some(false) => Err(self.wrong(
                key,
                Mistake::Value,
                format!("found `{key} = false`"),
                "expected true, or the key left out",
            )),
        }
    }

    /// A list of words.
    pub fn words(&self, key: &str) -> Result<Option<Vec<At<String>>>, MappingError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let all = value.get_ref().as_array().ok_or_else(|| self.another_kind(key, value, "a list in brackets"))?;
        let words = all.iter().map(|value| {
            let word = word(value).ok_or_else(|| self.another_kind(key, value, "a list of texts in quotes"))?;
            Ok(At { at: value.span().start, is: word })
        });
        words.collect::<Result<_, _>>().map(Some)
    }

    /// The word of a key that has to be one of a list, as its place in that list.
    pub fn choice(&self, key: &str, names: &[&str]) -> Result<Option<usize>, MappingError> {
        let Some(word) = self.word(key)? else { return Ok(None) };
        match names.iter().position(|name| *name == word.is) {
            Some(at) => Ok(Some(at)),
            None => {
                let found = format!("found `{key} = \"{}\"`", cut(&word.is));
                Err(self.text.wrong(word.at, Mistake::Value, found, super::error::one_of(&word.is, names)))
            }
        }
    }
}

fn word(value: &Value<'_>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.to_string()),
        DeValue::Float(number) => Some(number.to_string()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

/// What a value is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
