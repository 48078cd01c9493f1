//! Words of a column and what they mean: compared letter by letter first, then without regard to capitals.

use super::error::{MappingError, Mistake, cut};
use super::keys::{At, Keys};
use crate::truth::Truth;

/// A text as it is compared where capitals and outer blanks do not matter.
fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Texts, each with what it stands for.
///
/// Two texts that differ only in capitals may stand for different things; then only the very letters count.
#[derive(Clone, Debug)]
pub(super) struct Listed<T>(Vec<(String, T)>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Listed(Vec::new())
    }
}

impl<T> Listed<T> {
    /// Adds a text; false when it is there already.
    pub fn add(&mut self, text: &str, is: T) -> bool {
        let text = text.trim();
        let new = self.0.iter().all(|(known, _)| known != text);
        if new {
            self.0.push((text.to_owned(), is));
        }
        new
    }

    /// What a text stands for.
    pub fn get(&self, text: &str) -> Option<&T> {
        let text = text.trim();
        if let Some((_, is)) = self.0.iter().find(|(known, _)| known == text) {
            return Some(is);
        }
        let folded = fold(text);
        let mut alike = self.0.iter().filter(|(known, _)| fold(known) == folded);
        alike.next().filter(|_| alike.next().is_none()).map(|(_, is)| is)
    }

    /// The texts with what they stand for, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(text, is)| (text.as_str(), is))
    }

    /// Whether no text is listed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Words that mean "not recorded". An empty cell always does, unless its column says otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Missing(Listed<()>);

impl Missing {
    /// The key `missing` of a table, if it has one.
    pub fn parse(keys: &Keys<'_>) -> Result<Option<Missing>, MappingError> {
        let Some(words) = keys.words("missing")? else { return Ok(None) };
        let mut listed = Listed::default();
        for word in &words {
            listed.add(&word.is, ());
        }
        Ok(Some(Missing(listed)))
    }

    /// Whether a text means "not recorded".
    pub fn has(&self, text: &str) -> bool {
        text.trim().is_empty() || self.0.get(text).is_some()
    }

    /// The words, for messages.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(word, ())| word).filter(|word| !word.is_empty())
    }
}

const YES: &[&str] = &["yes", "y", "true", "1"];
const NO: &[&str] = &["no", "n", "false", "0"];
const UNDETERMINED: &[&str] = &["unknown", "undetermined"];

/// Words for yes and no, and for undetermined where that is a word: those the mapping gives, and the usual ones for
/// what it does not speak of.
#[derive(Clone, Debug, Default)]
pub(super) struct TruthWords {
    given: Listed<Truth>,
    usual: Listed<Truth>,
}

impl TruthWords {
    /// The keys `yes`, `no` and `undetermined` of a table.
    ///
    /// **Errors** A word that means two things.
    pub fn parse(keys: &Keys<'_>) -> Result<TruthWords, MappingError> {
        let mut words = TruthWords::default();
        for (key, truth, usual) in
            [("yes", Truth::YES, YES), ("no", Truth::NO, NO), ("undetermined", Truth::UNKNOWN, UNDETERMINED)]
        {
            match keys.words(key)? {
                Some(given) => given.iter().try_for_each(|word| words.give(keys, word, truth))?,
                None => usual.iter().for_each(|word| {
                    words.usual.add(word, truth);
                }),
            }
        }
        Ok(words)
    }

    /// Gives a word a meaning.
    ///
    /// **Errors** It has one already.
    pub fn give(&mut self, keys: &Keys<'_>, word: &At<String>, truth: Truth) -> Result<(), MappingError> {
        if self.given.add(&word.is, truth) {
            return Ok(());
        }
        let found = format!("found the word `{}` twice in {}", cut(&word.is), keys.name);
        Err(keys.text.wrong(word.at, Mistake::Twice, found, "expected each word once"))
    }

    /// What a word means that the mapping gives.
    pub fn given(&self, text: &str) -> Option<Truth> {
        self.given.get(text).copied()
    }

    /// What a word means, undetermined aside.
    pub fn yes_or_no(&self, text: &str) -> Option<Truth> {
        self.any(text).filter(|truth| !truth.is_unknown())
    }

    /// What a word means.
    pub fn any(&self, text: &str) -> Option<Truth> {
        self.given(text).or_else(|| self.usual.get(text).copied())
    }

    /// Every word with its meaning; the given ones go before the usual ones.
    pub fn all(&self) -> impl Iterator<Item = (&str, Truth)> {
        self.given.iter().chain(self.usual.iter()).map(|(word, truth)| (word, *truth))
    }

    /// What would be right, for the quarantine.
    pub fn expected(&self) -> String {
        let of = |truth| {
            let words = self.all().filter(move |(_, is)| *is == truth).map(|(word, _)| word);
            words.collect::<Vec<_>>().join(", ")
        };
        format!("{} for yes, {} for no", of(Truth::YES), of(Truth::NO))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_count_only_where_two_texts_differ_in_nothing_else() {
        let mut listed = Listed::default();
        assert!(listed.add("M", "major") && listed.add("m", "minor") && listed.add("Female", "f"));
        assert!(!listed.add(" M ", "again"));
        assert_eq!(listed.get("m"), Some(&"minor"));
        assert_eq!(listed.get(" FEMALE "), Some(&"f"));
        assert_eq!(listed.get("x"), None);
    }

    #[test]
    fn nothing_is_always_missing() {
        let missing = Missing::default();
        assert!(missing.has("") && missing.has("  ") && !missing.has("-99"));
    }
}
