//! Counts of what instruments find: by element and finding, by what is left open, and where two of them disagree.
//!
//! How an instrument is evaluated is in `turnstone-identify`.

use arrow::array::{Array, AsArray, DictionaryArray, RecordBatch};
use arrow::datatypes::Int32Type;
use serde::Serialize;
use std::collections::HashMap;
use turnstone_identify::assess::UNDECIDED;
use turnstone_identify::{AssessError, Assessor, Assumption, Instrument, Output, Planes, Role};

/// How many rows say yes, no, and neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TruthCount {
    /// Rows that say yes.
    pub yes: u64,
    /// Rows that say no.
    pub no: u64,
    /// Rows that the record does not decide.
    pub undetermined: u64,
}

/// What an output of an instrument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputKind {
    /// An element that findings rest on.
    Element,
    /// An element that describes and never gates.
    Description,
    /// A finding.
    Finding,
}

/// One output of an instrument over all rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputCount {
    /// Its name.
    pub name: String,
    /// Its label for people; it names the assumptions it rests on.
    pub label: String,
    /// What it is.
    pub kind: OutputKind,
    /// The rows.
    pub rows: TruthCount,
}

/// What would decide the rows that are open, and how many of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OpenCount {
    /// The unknown terms that would decide it, joined by `; `.
    pub terms: String,
    /// The rows.
    pub count: u64,
}

/// One instrument over all rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InstrumentCount {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Its citation.
    pub citation: String,
    /// Title with what the numbers rest on: assumptions, and whether the instrument was checked against the primary text.
    pub label: String,
    /// Whether it was checked against the primary text.
    pub checked_against_primary: bool,
    /// Its elements, descriptions and findings.
    pub outputs: Vec<OutputCount>,
    /// What would decide the open rows of its finding, most frequent first.
    pub open: Vec<OpenCount>,
}

/// Two instruments' findings against each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// The first instrument.
    pub a: String,
    /// The second instrument.
    pub b: String,
    /// Rows by the first's finding (rows: yes, no, undetermined) and the second's (columns, same order).
    pub cells: [[u64; 3]; 3],
}

/// A named assumption that numbers rest on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AssumptionNote {
    /// Its name.
    pub name: String,
    /// What is assumed.
    pub statement: String,
    /// Why one may.
    pub why: String,
}

/// What instruments find in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The assumptions made, in the order given; empty when none.
    pub assumptions: Vec<AssumptionNote>,
    /// Each instrument.
    pub instruments: Vec<InstrumentCount>,
    /// Each pair of instruments.
    pub agreement: Vec<Agreement>,
}

/// Counts findings while batches pass.
pub struct FindingsTally {
    assessor: Assessor,
    outputs: Vec<TruthCount>,
    /// For each instrument: rows by the text of what would decide them.
    open: Vec<HashMap<String, u64>>,
    /// For each pair of instruments, first with second: rows by both findings.
    agreement: Vec<[[u64; 3]; 3]>,
}

/// The ids of the instruments of an assessor, in order.
fn instrument_ids(assessor: &Assessor) -> Vec<&str> {
    let mut ids: Vec<&str> = assessor.outputs().iter().map(|o| o.instrument.as_str()).collect();
    ids.dedup();
    ids
}

/// The column of an instrument's finding: the first one it has.
fn finding_column<'a>(assessor: &'a Assessor, instrument: &str) -> Option<&'a str> {
    let of_it = assessor.outputs().iter().filter(|o| o.instrument == instrument);
    of_it.filter(|o| o.role == Some(Role::Finding)).map(|o| o.column.as_str()).next()
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |a| (a + 1..count).map(move |b| (a, b)))
}

impl FindingsTally {
    /// Counts what this assessor finds.
    pub fn new(assessor: Assessor) -> Self {
        let instruments = instrument_ids(&assessor).len();
        FindingsTally {
            outputs: vec![TruthCount::default(); assessor.outputs().len()],
            open: vec![HashMap::new(); instruments],
            agreement: vec![[[0; 3]; 3]; pairs(instruments).count()],
            assessor,
        }
    }

    /// Assesses a batch, counts it, and gives the finding columns back.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<RecordBatch, AssessError> {
        let assessment = self.assessor.assess(batch)?;
        for (count, output) in self.outputs.iter_mut().zip(self.assessor.outputs()) {
            if let Some(planes) = assessment.planes(&output.column) {
                let tally = planes.tally();
                count.yes += tally.yes;
                count.no += tally.no;
                count.undetermined += tally.unknown;
            }
        }
        let columns = assessment.to_batch()?;
        let ids = instrument_ids(&self.assessor);
        for (open, id) in self.open.iter_mut().zip(&ids) {
            let column = columns.column_by_name(&format!("{id}.{UNDECIDED}"));
            if let Some(texts) = column.and_then(|c| c.as_dictionary_opt::<Int32Type>()) {
                count_texts(texts, open);
            }
        }
        let findings: Vec<Option<&Planes>> =
            ids.iter().map(|id| assessment.planes(finding_column(&self.assessor, id)?)).collect();
        for (cells, (a, b)) in self.agreement.iter_mut().zip(pairs(ids.len())) {
            if let (Some(a), Some(b)) = (findings[a], findings[b]) {
                count_pairs(a, b, cells);
            }
        }
        Ok(columns)
    }

    /// Adds what another tally of the same assessor counted.
    pub fn merge(&mut self, other: FindingsTally) {
        for (mine, theirs) in self.outputs.iter_mut().zip(other.outputs) {
            mine.yes += theirs.yes;
            mine.no += theirs.no;
            mine.undetermined += theirs.undetermined;
        }
        for (mine, theirs) in self.open.iter_mut().zip(other.open) {
            for (terms, count) in theirs {
                *mine.entry(terms).or_default() += count;
            }
        }
        for (mine, theirs) in self.agreement.iter_mut().flatten().flatten().zip(other.agreement.iter().flatten().flatten()) {
            *mine += theirs;
        }
    }

    /// The findings counted, for these instruments and assumptions, which are those of the assessor.
    pub fn finish(self, instruments: &[&Instrument], assumptions: &[&Assumption]) -> Findings {
        let ids = instrument_ids(&self.assessor);
        let assuming: Vec<&str> = assumptions.iter().map(|a| a.name.as_str()).collect();
        let described = instruments.iter().zip(self.open).map(|(instrument, open)| {
            let counts = self.outputs.iter().zip(self.assessor.outputs()).filter(|(_, o)| o.instrument == instrument.id);
            let mut open: Vec<OpenCount> = open.into_iter().map(|(terms, count)| OpenCount { terms, count }).collect();
            open.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.terms.cmp(&b.terms)));
            let mut label = instrument.title.clone();
            if !assuming.is_empty() {
                label += &format!(" (assuming {})", assuming.join(", "));
            }
            if !instrument.checked_against_primary {
                label += " (not wholly checked against the primary text)";
            }
            InstrumentCount {
                id: instrument.id.clone(),
                version: instrument.version.clone(),
                title: instrument.title.clone(),
                citation: instrument.citation.clone(),
                label,
                checked_against_primary: instrument.checked_against_primary,
                outputs: counts.filter_map(|(rows, output)| output_count(output, *rows)).collect(),
                open,
            }
        });
        let instruments = described.collect();
        let agreement = self.agreement.iter().zip(pairs(ids.len())).map(|(cells, (a, b))| Agreement {
            a: ids[a].to_owned(),
            b: ids[b].to_owned(),
            cells: *cells,
        });
        let note = |a: &&Assumption| AssumptionNote {
            name: a.name.clone(),
            statement: a.statement.clone(),
            why: a.why.clone(),
        };
        Findings { assumptions: assumptions.iter().map(note).collect(), instruments, agreement: agreement.collect() }
    }
}

fn output_count(output: &Output, rows: TruthCount) -> Option<OutputCount> {
    let kind = match (output.role?, output.describes_only) {
        (Role::Finding, _) => OutputKind::Finding,
        (_, true) => OutputKind::Description,
        (_, false) => OutputKind::Element,
    };
    Some(OutputCount { name: output.name.clone(), label: output.label.clone(), kind, rows })
}

fn count_texts(texts: &DictionaryArray<Int32Type>, into: &mut HashMap<String, u64>) {
    let Some(values) = texts.values().as_string_opt::<i32>() else { return };
    let mut counts = vec![0u64; values.len()];
    for key in texts.keys().iter().flatten() {
        counts[key as usize] += 1;
    }
    for (text, count) in values.iter().zip(counts) {
        if let Some(text) = text.filter(|_| count > 0) {
            *into.entry(text.to_owned()).or_default() += count;
        }
    }
}

fn count_pairs(a: &Planes, b: &Planes, cells: &mut [[u64; 3]; 3]) {
    let both = |x: &[u64], y: &[u64]| x.iter().zip(y).map(|(x, y)| u64::from((x & y).count_ones())).sum::<u64>();
    let known = [[both(&a.yes, &b.yes), both(&a.yes, &b.no)], [both(&a.no, &b.yes), both(&a.no, &b.no)]];
    let (ta, tb) = (a.tally(), b.tally());
    let (rows, columns) = ([ta.yes, ta.no], [tb.yes, tb.no]);
    let mut sum = 0;
    let mut set = |row: usize, column: usize, count: u64| {
        cells[row][column] += count;
        sum += count;
    };
    for i in 0..2 {
        set(i, 0, known[i][0]);
        set(i, 1, known[i][1]);
        set(i, 2, rows[i] - known[i][0] - known[i][1]);
        set(2, i, columns[i] - known[0][i] - known[1][i]);
    }
    cells[2][2] += a.rows as u64 - sum;
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::BooleanArray;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_are_counted_as_row_by_row(rows in prop::collection::vec(any::<(Option<bool>, Option<bool>)>(), 0..200)) {
            let (a, b): (BooleanArray, BooleanArray) = rows.iter().copied().unzip();
            let mut cells = [[0; 3]; 3];
            count_pairs(&Planes::from_array(&a), &Planes::from_array(&b), &mut cells);
            let place = |t: Option<bool>| match t { Some(true) => 0, Some(false) => 1, None => 2 };
            let mut expected = [[0; 3]; 3];
            for (a, b) in rows {
                expected[place(a)][place(b)] += 1;
            }
            prop_assert_eq!(cells, expected);
        }
    }
}
