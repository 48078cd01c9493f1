//! Rows of a file read through a mapping.
//!
//! What a cell says is read in [`super::column`] and [`super::field`]; here it is put together to a row, and what does
//! not go into the table is counted.

use super::Mapping;
use super::column::{Column, Rule};
use super::field::Field;
use super::reading::{Outside, Reading, Set};
use crate::codec::htcds::cell::NOT_SHOWN;
use crate::codec::own::Texts;
use crate::codec::rows::{Decode, Named, RawRow, Rejected, Remarks};
use crate::loss::Losses;
use crate::person::{AgeCertainty, ChildStatus, child_by_age, settle_child};
use crate::record::Row;
use crate::records::RecordsBuilder;
use crate::truth::Truth;
use crate::vocabulary::{Fact, PersonFact};
use arrow::array::RecordBatch;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// The longest value that `source_values` keeps. A longer one is no code, and may be a narrative.
pub const LONGEST_KEPT: usize = 100;

/// How many different cells of a column are remembered.
const MOST_CELLS: usize = 10_000;

const IGNORED: &str = "the mapping leaves it out";
const UNNAMED: &str = "the mapping does not name it";
const TOO_LONG: &str = "longer than 100 characters, so no code";

/// A column of the file.
struct Bound {
    at: Named,
    /// The column of the mapping, if it names this one.
    column: Option<usize>,
    /// Cells met before, as indices into `readings`: places and lists are slow to look up.
    known: HashMap<String, usize>,
    readings: Vec<Result<Reading, Outside>>,
    /// Values that did not enter the table, by reason.
    withheld: HashMap<&'static str, u64>,
    /// Values that only `source_values` holds.
    kept: u64,
}

impl Bound {
    /// What the column says of a cell.
    fn read(&mut self, text: &str, column: &Column) -> &Result<Reading, Outside> {
        let met = self.known.get(text).copied();
        let at = met.unwrap_or_else(|| {
            if self.readings.len() >= MOST_CELLS || !column.is_coded() {
                self.known.clear();
                self.readings.clear();
            }
            if column.is_coded() {
                self.known.insert(text.to_owned(), self.readings.len());
            }
            self.readings.push(column.read(text));
            self.readings.len() - 1
        });
        &self.readings[at]
    }
}

/// What one row became, while its cells are read.
#[derive(Default)]
struct Draft {
    row: Row,
    certainty: Option<(usize, AgeCertainty)>,
    age_at: Option<usize>,
    kept: Vec<(usize, String)>,
    withheld: Vec<(usize, &'static str)>,
    odd: Vec<(usize, &'static str, &'static str)>,
}

/// Reads rows through a mapping.
pub struct Mapped {
    mapping: Arc<Mapping>,
    columns: Vec<Bound>,
    /// Where the name of the list comes from.
    list_at: Named,
    builder: RecordsBuilder,
    lists: Texts,
}

impl Mapped {
    /// A reader for a header that the mapping fits.
    pub fn new(mapping: Arc<Mapping>, header: &[String]) -> Self {
        let columns = header.iter().enumerate().map(|(index, name)| Bound {
            at: Named {
                index: Some(index),
                name: if name.is_empty() { format!("column {}", index + 1) } else { name.clone() },
            },
            column: mapping.columns.iter().position(|column| column.name == *name && !name.is_empty()),
            known: HashMap::new(),
            readings: Vec::new(),
            withheld: HashMap::new(),
            kept: 0,
        });
        let columns: Vec<Bound> = columns.collect();
        let fills_list = |bound: &&Bound| {
            let column = bound.column.map(|at| &mapping.columns[at].rule);
            matches!(column, Some(Rule::Field(rule)) if rule.field == Field::List)
        };
        let list_at = columns.iter().find(fills_list).map_or_else(Named::default, |bound| bound.at.clone());
        Mapped { columns, list_at, mapping, builder: RecordsBuilder::new(), lists: Texts::default() }
    }

    fn understand(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<Draft, Rejected> {
        let mut draft = Draft::default();
        self.mapping.every_row.iter().for_each(|set| draft.set(None, set));
        for (index, bound) in self.columns.iter_mut().enumerate() {
            let bytes = raw.fields[index];
            let column = bound.column.map(|at| &self.mapping.columns[at]);
            let rule = column.map(|column| &column.rule);
            let keep = matches!(rule, Some(Rule::Keep)) || (rule.is_none() && self.mapping.keep_unmapped);
            if matches!(rule, Some(Rule::Ignore)) || (rule.is_none() && !keep) {
                // What stays outside need not be text.
                let missing =
                    |text: &str| column.map_or(self.mapping.missing.has(text), |column| column.is_missing(text));
                if !std::str::from_utf8(bytes).is_ok_and(missing) {
                    draft.withheld.push((index, if rule.is_some() { IGNORED } else { UNNAMED }));
                }
                continue;
            }
            let Ok(text) = std::str::from_utf8(bytes).map(str::trim) else {
                // It may be anything, a name too.
                let shown = if keep { NOT_SHOWN.as_bytes() } else { bytes };
                return Err(remarks.reject(raw.line, &bound.at, shown, "not valid UTF-8", "text saved as UTF-8"));
            };
            match column {
                Some(column) if !keep => match bound.read(text, column) {
                    Err(Outside { reason, expected }) => {
                        let (reason, expected) = (*reason, expected.clone());
                        return Err(remarks.reject(raw.line, &bound.at, bytes, reason, &expected));
                    }
                    Ok(read) => {
                        read.sets.iter().for_each(|set| draft.set(Some(index), set));
                        draft.odd.extend(read.odd.map(|odd| (index, odd, "the name as it is written now")));
                        if read.keep {
                            draft.keep(index, text);
                        }
                    }
                },
                _ if column.map_or(self.mapping.missing.has(text), |column| column.is_missing(text)) => {}
                _ => draft.keep(index, text),
            }
        }
        Ok(draft)
    }

    /// Settles what several cells say together, and books what does not enter the table.
    fn settle(&mut self, mut draft: Draft, raw: &RawRow<'_>, remarks: &mut Remarks) -> Row {
        let stated = draft.row.child;
        match (&mut draft.row.age, draft.certainty) {
            (Some(age), Some((_, certainty))) => age.certainty = certainty,
            (None, Some((_, AgeCertainty::Disputed))) if stated.is_none() => {
                draft.row.child = Some(ChildStatus::Unsettled);
            }
            _ => {}
        }
        if let (None, Some((at, certainty))) = (draft.row.age, draft.certainty) {
            draft.kept.push((at, certainty.name().to_owned()));
        }
        let by_age = draft.row.age.and_then(child_by_age);
        if let (Some(ChildStatus::Child), Some(ChildStatus::Adult))
        | (Some(ChildStatus::Adult), Some(ChildStatus::Child)) = (stated, by_age)
        {
            let at = draft.age_at.unwrap_or_default();
            draft.odd.push((
                at,
                "the age says otherwise than the row states; protected as a child",
                "one of the two corrected",
            ));
        }
        draft.row.derive();
        for (index, reason, expected) in draft.odd {
            let bytes = raw.fields[index];
            remarks.note(raw.line, &self.columns[index].at, bytes, reason, expected);
        }
        for (index, why) in draft.withheld {
            *self.columns[index].withheld.entry(why).or_default() += 1;
        }
        let mut values = Map::new();
        for (index, text) in draft.kept {
            let bound = &mut self.columns[index];
            bound.kept += 1;
            values.insert(bound.at.name.clone(), Value::String(text));
        }
        draft.row.source_values = (!values.is_empty()).then(|| Value::Object(values).to_string());
        draft.row
    }
}

impl Draft {
    /// Keeps a cell as it stands, unless it is too long for a code.
    fn keep(&mut self, index: usize, text: &str) {
        if text.chars().nth(LONGEST_KEPT).is_some() {
            self.withheld.push((index, TOO_LONG));
        } else {
            self.kept.push((index, text.to_owned()));
        }
    }

    /// Does to the row what a cell of the column says, or what the mapping says of every row.
    fn set(&mut self, column: Option<usize>, set: &Set) {
        let row = &mut self.row;
        match set {
            Set::Fact(Fact::Person(PersonFact::Child), truth) => {
                let said = truth.0.map(|yes| if yes { ChildStatus::Child } else { ChildStatus::Adult });
                self.child(column, said);
            }
            Set::Fact(fact, truth) => {
                let before = row.facts.get(*fact);
                if before.is_unknown() || before == *truth {
                    row.facts.set(*fact, *truth);
                } else {
                    // A no never withdraws the protection that a yes gives.
                    row.facts.set(*fact, Truth::YES);
                    self.contradiction(column);
                }
            }
            Set::RecordId(text) => row.record_id = Some(text.clone()),
            Set::PersonId(text) => row.person_id = Some(text.clone()),
            Set::List(text) => row.list = Some(text.clone()),
            Set::SaidBy(said_by) => row.said_by = Some(*said_by),
            Set::Registered(date) => row.registered = Some(*date),
            Set::Gender(gender) => row.gender = Some(*gender),
            Set::Age(age) => {
                row.age = Some(*age);
                self.age_at = column;
            }
            Set::AgeCertainty(certainty) => self.certainty = column.map(|at| (at, *certainty)),
            Set::Child(child) => self.child(column, Some(*child)),
            Set::Citizenship(place) if row.citizenship.is_none() => row.citizenship = Some(*place),
            Set::Citizenship(place) => {
                if row.citizenship != Some(*place) && !row.other_citizenships.contains(place) {
                    row.other_citizenships.push(*place);
                }
            }
            Set::Origin(end) => row.origin = Some(*end),
            Set::Destination(end) => row.destination = Some(*end),
            Set::BorderCrossed(crossed) => row.border_crossed = Some(*crossed),
            Set::Months(low, high) => row.months = Some((*low, *high)),
            Set::Status(status) => row.status = Some(*status),
            Set::StatusBy(by) => row.status_by = Some(*by),
            Set::Synthetic(synthetic) => row.synthetic = Some(*synthetic),
        }
    }

    fn child(&mut self, column: Option<usize>, said: Option<ChildStatus>) {
        let before = self.row.child;
        self.row.child = settle_child(before, said);
        if before.is_some() && said.is_some() && before != said {
            self.contradiction(column);
        }
    }

    fn contradiction(&mut self, column: Option<usize>) {
        let reason = "another value of the row says the opposite; the protective reading stands";
        self.odd.push((column.unwrap_or_default(), reason, "one of the two corrected"));
    }
}

impl Decode for Mapped {
    fn row(&mut self, raw: &RawRow<'_>, remarks: &mut Remarks) -> Result<(), Rejected> {
        let draft = self.understand(raw, remarks)?;
        if let Some(list) = &draft.row.list
            && !self.lists.admits(list)
        {
            let reason = "one of more than 65,000 different lists";
            return Err(remarks.reject(raw.line, &self.list_at, list.as_bytes(), reason, "the name of a list"));
        }
        let row = self.settle(draft, raw, remarks);
        self.builder.push(raw.line, &row);
        Ok(())
    }

    fn finish(&mut self, source: &str, projection: &[usize]) -> RecordBatch {
        self.lists.clear();
        self.builder.finish(source, projection)
    }

    fn losses(&mut self) -> Losses {
        let mut losses = Losses::default();
        for bound in &mut self.columns {
            for (why, values) in std::mem::take(&mut bound.withheld) {
                losses.withhold(&bound.at.name, why, values);
            }
            losses.keep(&bound.at.name, std::mem::take(&mut bound.kept));
        }
        losses
    }
}
