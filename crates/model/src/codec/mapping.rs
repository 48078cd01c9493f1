//! Any table through a small mapping file: a TOML file that says what the columns of somebody's table mean.
//!
//! ```toml
//! title = "Cases of a shelter"          # free text; `turnstone inspect` shows it
//! table = "records"                     # the only table a mapping fills; may be left out
//! missing = ["", "-99", "unknown"]      # what means "not recorded", in every column that does not say otherwise
//! records_presence_only = false         # true: no column of the file ever says no to a fact
//! keep_unmapped = false                 # true: columns that are not named below go to `source_values`
//! shared = ["person.child"]             # facts that several columns may speak of
//!
//! [every_row]                           # what is true of every row and stands in no column
//! list = "shelter"
//! destination = { value = "ITA", basis = "identification" }
//!
//! [columns.NAME]                        # one table for each column; NAME as the header has it
//! ```
//!
//! A column has one of these, and the keys that go with it:
//!
//! | Key | The column | Goes with |
//! |---|---|---|
//! | `fact = "means.force"` | yes or no for one fact | `yes`, `no`: lists of words; else yes, y, true, 1 and no, n, false, 0 |
//! | `values."word" = { yes = […], no = […] }` | each word says what it says of facts; `no = ["act.*"]` speaks of a whole element | `separator` |
//! | `codes = "SHERLOC"`, `element = "act"` | codes of an outside list, each exactly one fact | `separator`, `values`, `absent` |
//! | `count_of = ["…", "…"]` | a number: so many of the facts hold, from the beginning of the list, and the others do not | |
//! | `field = "gender"` | a plain column of the table | `values."F" = "female"`; see below |
//! | `check = "palermo-2000.trafficking_elements"` | the result somebody expects; kept in `source_values` | `yes`, `no`, `undetermined`; `values."positive" = "yes"` |
//! | `keep = true` | goes to `source_values` as it stands | |
//! | `ignore = true` | stays outside, and is counted as left out | |
//!
//! Every column may have `missing`, in place of that of the file, and `optional = true`: a file may be without it.
//! `absent = "no"` says that a list of codes is complete: a fact it could name, and does not name even by a broader code,
//! is no. Fields are `record_id`, `person_id`, `list`, `said_by`, `registered` (`order = "day-month-year"`), `gender`, `age`
//! (`at = "exploitation"`, `certainty = "estimated"`), `age_certainty`, `child`, `citizenship` (`codes`, `separator`),
//! `origin` and `destination` (`basis = "journey"`, `codes`), `border_crossed` and `synthetic` (`yes`, `no`), `months`,
//! `status`, `status_by`.
//!
//! In a cell, what is under `values` goes first, then words that the column gives, then `missing`, then what is usual. A
//! cell that none of them knows sends its row to the quarantine. Words are compared without regard to capitals, unless
//! two of a column differ in nothing else.
//!
//! `source_values` is no place for names or narratives: what is longer than a code does not go there, and a column that
//! may name somebody should be ignored.

mod column;
mod decode;
mod error;
mod field;
mod keys;
mod parse;
mod reading;
mod words;

pub use decode::{LONGEST_KEPT, Mapped};
pub use error::{MappingError, Mistake};

use super::source::ReadError;
use crate::truth::Truth;
use column::{Column, Rule, Target};
use error::{Text, cut, nearest};
use field::FieldRule;
use keys::{At, Keys};
use reading::Set;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use words::{Missing, TruthWords};

/// Every key of the file itself.
const KEYS: [&str; 8] =
    ["title", "table", "missing", "records_presence_only", "keep_unmapped", "shared", "every_row", "columns"];

/// What a mapping file says.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What the file says it is for.
    pub title: String,
    /// The name of the file, without its folders.
    pub file: String,
    /// The first 16 hexadecimal digits of the file's SHA-256.
    pub digest: String,
    missing: Missing,
    keep_unmapped: bool,
    every_row: Vec<Set>,
    columns: Vec<Column>,
}

/// A column that holds the result which somebody expects of an instrument.
#[derive(Clone, Debug)]
pub struct Check {
    /// Where the column stands, from 0.
    pub column: usize,
    /// Its name; the value is in `source_values` under it.
    pub name: String,
    /// The instrument and its result, such as `palermo-2000.trafficking_elements`.
    pub target: String,
    words: TruthWords,
}

impl Check {
    /// The result that a value of the column stands for: yes, no, or undetermined ([`Truth::UNKNOWN`]). Nothing when the
    /// row expects nothing.
    pub fn expected(&self, value: &str) -> Option<Truth> {
        self.words.any(value)
    }

    /// Every word of the column with what it stands for.
    pub fn words(&self) -> impl Iterator<Item = (&str, Truth)> {
        self.words.all()
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// **Errors** It cannot be read, or the first mistake in it.
    pub fn load(path: &Path) -> Result<Mapping, MappingError> {
        let file = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| MappingError::Read { file: file.clone(), error })?;
        Self::parse(&bytes, &file)
    }

    /// Reads a mapping from the bytes of its file; `file` is how errors call it.
    ///
    /// **Cost** Linear in the file but for the words of one column, which are compared with each other.
    ///
    /// **Errors** The first mistake, with file, line and column, what was found and what would be right.
    pub fn parse(bytes: &[u8], file: &str) -> Result<Mapping, MappingError> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Text { file, text: text.strip_prefix('\u{feff}').unwrap_or(text) },
            Err(error) => {
                let sound = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
                let text = Text { file, text: sound };
                return Err(text.wrong(
                    sound.len(),
                    Mistake::Toml,
                    "found a byte that is no UTF-8",
                    "save the file as UTF-8",
                ));
            }
        };
        let table = DeTable::parse(text.text).map_err(|error| {
            let byte = error.span().map_or(0, |span| span.start);
            text.wrong(byte, Mistake::Toml, error.message().replace('\n', " "), "expected TOML")
        })?;
        let keys = Keys::root(text, table.get_ref());
        if keys.is_empty() {
            let expected = "expected a `title` and a table [columns.NAME] for each column";
            return Err(text.wrong(0, Mistake::Empty, "found nothing in the file", expected));
        }
        keys.only(&KEYS, &KEYS, "a mapping")?;
        keys.choice("table", &["records"])?;
        let title = keys.required("title")?.is;
        let missing = Missing::parse(&keys)?.unwrap_or_default();
        let presence_only = keys.truth("records_presence_only")?.unwrap_or(false);
        let columns = columns(&keys, &missing, presence_only)?;
        let (every_row, constant) = every_row(&keys)?;
        filled_once(&keys, &columns, &constant)?;
        let hash = Sha256::digest(bytes);
        Ok(Mapping {
            title,
            file: Path::new(file)
                .file_name()
                .map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned()),
            digest: hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
            missing,
            keep_unmapped: keys.truth("keep_unmapped")?.unwrap_or(false),
            every_row,
            columns,
        })
    }

    /// The first column that the mapping needs and a header has not; the first of all when the header has none of them.
    fn lacking(&self, header: &[String]) -> Option<&Column> {
        let has = |column: &Column| header.iter().any(|name| name.trim() == column.name);
        let any = self.columns.iter().any(has);
        self.columns.iter().find(|column| !(has(column) || column.optional && any))
    }

    /// Whether a header has every column that the mapping needs, and one at least.
    pub fn fits(&self, header: &[String]) -> bool {
        self.lacking(header).is_none()
    }

    /// The columns that a file may be without.
    pub(super) fn optional(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.optional).map(|column| column.name.as_str())
    }

    /// Says how the columns of `path` are read, in words.
    ///
    /// **Errors** [`ReadError::MissingColumn`] for the first column that the mapping names and the header has not.
    pub(super) fn explain(&self, path: &str, header: &[String]) -> Result<String, ReadError> {
        if let Some(column) = self.lacking(header) {
            let near = nearest(&column.name, header.iter().map(String::as_str).filter(|name| !name.is_empty()));
            let hint = match near {
                Some(near) => format!("near it is `{near}`"),
                None => {
                    format!("it has {}", header.iter().take(12).map(|name| cut(name)).collect::<Vec<_>>().join(", "))
                }
            };
            let (path, mapping, column) = (path.to_owned(), self.file.clone(), column.name.clone());
            return Err(ReadError::MissingColumn { path, mapping, column, hint });
        }
        let rule = |name: &String| self.columns.iter().find(|c| c.name == *name).map(|column| &column.rule);
        let of = |wanted: fn(Option<&Rule>) -> bool| -> Vec<&str> {
            header.iter().filter(|name| wanted(rule(name))).map(String::as_str).collect()
        };
        let ignored = of(|rule| matches!(rule, Some(Rule::Ignore)));
        let unnamed = of(|rule| rule.is_none());
        let mut why = format!(
            "{}; the mapping {} ({}) says what {} of {} columns mean",
            self.title,
            self.file,
            self.digest,
            header.len() - ignored.len() - unnamed.len(),
            header.len(),
        );
        if !ignored.is_empty() {
            why += &format!("; it leaves out {}", ignored.join(", "));
        }
        if !unnamed.is_empty() {
            let fate = if self.keep_unmapped { "are kept in source_values" } else { "are left out" };
            why += &format!("; not named in it, these {fate}: {}", unnamed.join(", "));
        }
        Ok(why)
    }

    /// The columns of a file with this header that hold expected results.
    pub fn checks(&self, header: &[String]) -> Vec<Check> {
        let checks = self.columns.iter().filter_map(|column| match &column.rule {
            Rule::Check { target, words } => Some(Check {
                column: header.iter().position(|name| *name == column.name)?,
                name: column.name.clone(),
                target: target.clone(),
                words: words.clone(),
            }),
            _ => None,
        });
        checks.collect()
    }
}

fn columns(keys: &Keys<'_>, missing: &Missing, presence_only: bool) -> Result<Vec<Column>, MappingError> {
    let expected = "expected a table [columns.NAME] for each column";
    let Some(all) = keys.table("columns")? else {
        return Err(keys.text.wrong(0, Mistake::MissingKey, "found no [columns]", expected));
    };
    if all.is_empty() {
        return Err(keys.wrong("columns", Mistake::Empty, "found no column in [columns]", expected));
    }
    let mut columns: Vec<Column> = Vec::new();
    for (name, value) in all.entries() {
        let column = all.of(format!("[columns.{}]", cut(name.is)), name, value)?;
        // Headers are read without outer blanks.
        let name = At { at: name.at, is: name.is.trim() };
        if name.is.is_empty() || columns.iter().any(|known| known.name == name.is) {
            let found =
                format!("found the column `{}`{}", cut(name.is), if name.is.is_empty() { "" } else { " twice" });
            let mistake = if name.is.is_empty() { Mistake::Empty } else { Mistake::Twice };
            return Err(keys.text.wrong(name.at, mistake, found, "expected the names of the header, each once"));
        }
        columns.push(Column::parse(name.is, &column, missing, presence_only)?);
    }
    Ok(columns)
}

/// What the file says of every row, and what that fills.
fn every_row(keys: &Keys<'_>) -> Result<(Vec<Set>, Vec<At<Target>>), MappingError> {
    let (mut sets, mut targets) = (Vec::new(), Vec::new());
    let Some(all) = keys.table("every_row")? else { return Ok((sets, targets)) };
    for (name, value) in all.entries() {
        let field = parse::field(&all, &At { at: name.at, is: name.is.to_owned() })?;
        // A word alone is short for a table with nothing but that word.
        let (rule, word) = match value.get_ref() {
            DeValue::Table(_) => {
                let table = all.of(format!("{} of [every_row]", name.is), name, value)?;
                (FieldRule::parse(field, &table, &["value"], &[])?, table.required("value")?)
            }
            _ => {
                let none = DeTable::new();
                let table = Keys::part(&all, format!("{} of [every_row]", name.is), name.at, &none);
                (FieldRule::parse(field, &table, &[], &[])?, all.required(name.is)?)
            }
        };
        let read = rule.own_word(&word.is).map_or_else(|| rule.read(word.is.trim()), Ok);
        let read = read.map_err(|outside| {
            let found = format!("found `{}` for the {}: {}", cut(&word.is), field.label(), outside.reason);
            all.text.wrong(word.at, Mistake::Value, found, format!("expected {}", outside.expected))
        })?;
        sets.extend(read.sets);
        targets.push(At { at: name.at, is: Target::of(field) });
    }
    Ok((sets, targets))
}

/// Checks that no fact or field is filled twice, but for facts that the file says are.
fn filled_once(keys: &Keys<'_>, columns: &[Column], constant: &[At<Target>]) -> Result<(), MappingError> {
    let mut shared = Vec::new();
    for id in keys.words("shared")?.unwrap_or_default() {
        shared.push(Target::Fact(parse::fact(keys, &id)?));
    }
    let mut filled: HashMap<Target, &str> = constant.iter().map(|target| (target.is, "[every_row]")).collect();
    for column in columns {
        for target in column.targets() {
            let before = filled.insert(target, &column.name);
            if let Some(by) = before.filter(|_| !shared.contains(&target)) {
                let found = format!(
                    "found `{}` in [columns.{}], which `{}` speaks of, too",
                    target.name(),
                    cut(&column.name),
                    cut(by)
                );
                let expected = match target {
                    Target::Fact(fact) => format!("expected one column for it, or shared = [\"{fact}\"] at the top"),
                    Target::Field(_) => "expected one column for each field".to_owned(),
                };
                return Err(keys.text.wrong(column.at, Mistake::Twice, found, expected));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
