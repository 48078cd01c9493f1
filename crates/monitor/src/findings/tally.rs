//! Counting findings while batches pass.

use super::{
    Agreement, AssumptionNote, Cells, Findings, InstrumentCount, NOT_WHOLLY_CHECKED, OpenCount, OutputCount,
    OutputKind, ProcessCount, TruthCount,
};
use crate::profile::Profile;
use arrow::array::{Array, AsArray, DictionaryArray, RecordBatch};
use arrow::datatypes::Int32Type;
use std::collections::{HashMap, HashSet};
use turnstone_identify::assess::UNDECIDED;
use turnstone_identify::process::{TECHNOLOGY, TRADITIONAL};
use turnstone_identify::{AssessError, Assessment, Assessor, Assumption, Instrument, Kind, Output, Planes, Role};
use turnstone_model::Fact;

/// Counts findings while batches pass.
pub struct FindingsTally {
    assessor: Assessor,
    outputs: Vec<TruthCount>,
    /// For each instrument: rows by the text of what would decide them.
    open: Vec<HashMap<String, u64>>,
    /// Which columns are counted against each other, first with second.
    pairs: Vec<Pair>,
    /// For each of them: rows by both.
    cells: Vec<Cells>,
}

/// Two columns that are counted against each other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pair {
    columns: [String; 2],
    /// The instruments they are of.
    instruments: [String; 2],
    /// Whether they are the two processes of one instrument, not the findings of two.
    is_process: bool,
}

/// The column of an instrument's finding: the first one it has.
fn finding_column(instrument: &Instrument) -> Option<String> {
    let (_, finding) = instrument.of_role(Role::Finding).next()?;
    Some(format!("{}.{}", instrument.id, finding.name))
}

/// Every two element tests of the same concern, then the two processes of the first instrument that has both.
fn pairs(instruments: &[Instrument]) -> Vec<Pair> {
    let tests: Vec<&Instrument> = instruments.iter().filter(|i| i.kind == Kind::Elements).collect();
    let two = |a: &Instrument, b: &Instrument| {
        let columns = [finding_column(a)?, finding_column(b)?];
        Some(Pair { columns, instruments: [a.id.clone(), b.id.clone()], is_process: false })
    };
    let mut all = Vec::new();
    for (i, a) in tests.iter().enumerate() {
        all.extend(tests[i + 1..].iter().filter(|b| b.concern == a.concern).filter_map(|b| two(a, b)));
    }
    let has_both = |i: &&Instrument| i.name(TRADITIONAL).and(i.name(TECHNOLOGY)).is_some();
    all.extend(instruments.iter().find(has_both).map(|i| Pair {
        columns: [TRADITIONAL, TECHNOLOGY].map(|name| format!("{}.{name}", i.id)),
        instruments: [i.id.clone(), i.id.clone()],
        is_process: true,
    }));
    all
}

impl FindingsTally {
    /// Counts what this assessor finds.
    pub fn new(assessor: Assessor) -> Self {
        let pairs = pairs(assessor.instruments());
        FindingsTally {
            outputs: vec![TruthCount::default(); assessor.outputs().len()],
            open: vec![HashMap::new(); assessor.instruments().len()],
            cells: vec![Cells::default(); pairs.len()],
            pairs,
            assessor,
        }
    }

    /// Assesses a batch, counts it, and gives the finding columns back.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<RecordBatch, AssessError> {
        let assessment: Assessment = self.assessor.assess(batch)?;
        for (count, output) in self.outputs.iter_mut().zip(self.assessor.outputs()) {
            if let Some(planes) = assessment.planes(&output.column) {
                let tally = planes.tally();
                count.yes += tally.yes;
                count.no += tally.no;
                count.undetermined += tally.unknown;
            }
        }
        let columns = assessment.to_batch()?;
        for (open, instrument) in self.open.iter_mut().zip(self.assessor.instruments()) {
            let column = columns.column_by_name(&format!("{}.{UNDECIDED}", instrument.id));
            if let Some(texts) = column.and_then(|c| c.as_dictionary_opt::<Int32Type>()) {
                count_texts(texts, open);
            }
        }
        for (cells, pair) in self.cells.iter_mut().zip(&self.pairs) {
            let [a, b] = &pair.columns;
            if let (Some(a), Some(b)) = (assessment.planes(a), assessment.planes(b)) {
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
        for (mine, theirs) in self.cells.iter_mut().flatten().flatten().zip(other.cells.iter().flatten().flatten()) {
            *mine += theirs;
        }
    }

    /// The findings counted; `profile` is that of the same table and says which facts no row records.
    pub fn finish(self, profile: &Profile) -> Findings {
        let recorded: HashSet<&str> =
            profile.columns.iter().filter(|column| column.recorded > 0).map(|column| column.id.as_str()).collect();
        let instruments = self.assessor.instruments().iter().zip(self.open).map(|(instrument, open)| {
            let of_it = |(_, output): &(&TruthCount, &Output)| output.instrument == instrument.id;
            let counts: Vec<_> = self.outputs.iter().zip(self.assessor.outputs()).filter(of_it).collect();
            let mut open: Vec<OpenCount> = open.into_iter().map(|(terms, count)| OpenCount { terms, count }).collect();
            open.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.terms.cmp(&b.terms)));
            InstrumentCount {
                id: instrument.id.clone(),
                version: instrument.version.clone(),
                kind: instrument.kind,
                concern: instrument.concern,
                title: instrument.title.clone(),
                citation: instrument.citation.clone(),
                label: label(instrument, self.assessor.assumptions(), &counts),
                checked_against_primary: instrument.checked_against_primary,
                innocent_readings: instrument.innocent_readings.clone(),
                outputs: counts
                    .iter()
                    .filter_map(|(rows, output)| output_count(instrument, output, **rows, &recorded))
                    .collect(),
                open,
            }
        });
        let instruments = instruments.collect();
        let counted = || self.pairs.iter().zip(&self.cells);
        let agreement = counted().filter(|(pair, _)| !pair.is_process).map(|(pair, cells)| {
            let [a, b] = pair.instruments.clone();
            Agreement { a, b, cells: *cells }
        });
        let process = counted().find(|(pair, _)| pair.is_process).map(|(pair, cells)| {
            let [instrument, _] = pair.instruments.clone();
            ProcessCount::new(instrument, *cells)
        });
        let note = |a: &Assumption| AssumptionNote {
            name: a.name.clone(),
            statement: a.statement.clone(),
            why: a.why.clone(),
        };
        let assumptions = self.assessor.assumptions().iter().map(note).collect();
        Findings { assumptions, instruments, agreement: agreement.collect(), process }
    }
}

/// An instrument's title, the assumptions that one of its outputs may rest on, and whether it was checked.
fn label(instrument: &Instrument, assumptions: &[Assumption], outputs: &[(&TruthCount, &Output)]) -> String {
    let touches = |a: &&Assumption| outputs.iter().any(|(_, output)| output.assumptions.contains(&a.name));
    let assuming: Vec<&str> = assumptions.iter().filter(touches).map(|a| a.name.as_str()).collect();
    let mut label = instrument.title.clone();
    if !assuming.is_empty() {
        label += &format!(" (assuming {})", assuming.join(", "));
    }
    if !instrument.checked_against_primary {
        label += &format!(" ({NOT_WHOLLY_CHECKED})");
    }
    label
}

fn output_count(
    instrument: &Instrument,
    output: &Output,
    rows: TruthCount,
    recorded: &HashSet<&str>,
) -> Option<OutputCount> {
    let kind = match (output.role?, output.describes_only) {
        (Role::Finding, _) => OutputKind::Finding,
        (_, true) => OutputKind::Description,
        (_, false) => OutputKind::Element,
    };
    let facts: Vec<Fact> = instrument.name(&output.name)?.facts.iter().collect();
    Some(OutputCount {
        name: output.name.clone(),
        label: output.label.clone(),
        kind,
        rows,
        facts: facts.len() as u64,
        wanting: match rows.undetermined {
            0 => Vec::new(),
            _ => facts.into_iter().filter(|fact| !recorded.contains(fact.id())).collect(),
        },
    })
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

fn count_pairs(a: &Planes, b: &Planes, cells: &mut Cells) {
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
    use crate::profile::ProfileTally;
    use arrow::array::{ArrayRef, BooleanArray};
    use proptest::prelude::*;
    use std::sync::Arc;
    use turnstone_identify::{Catalogue, ProcessReading};

    /// A table of every fact, of which these say these in each row and the others nothing.
    fn table(rows: usize, said: &[(&str, &[Option<bool>])]) -> RecordBatch {
        let column = |fact: Fact| -> (&'static str, ArrayRef) {
            let values = said.iter().find(|(id, _)| *id == fact.id()).map(|(_, values)| values.to_vec());
            (fact.id(), Arc::new(BooleanArray::from(values.unwrap_or_else(|| vec![None; rows]))))
        };
        let nullable = Fact::all().map(column).map(|(id, array)| (id, array, true));
        RecordBatch::try_from_iter_with_nullable(nullable).unwrap()
    }

    fn findings(batch: &RecordBatch, assume: &[&str]) -> Findings {
        let catalogue = Catalogue::shipped();
        let instruments: Vec<&Instrument> = catalogue.instruments.iter().collect();
        let assumptions: Vec<&Assumption> = assume.iter().map(|name| catalogue.assumption(name).unwrap()).collect();
        let mut tally = FindingsTally::new(Assessor::new(&instruments, &assumptions).unwrap());
        let mut profile = ProfileTally::default();
        tally.add(batch).unwrap();
        profile.add(batch);
        tally.finish(&profile.finish())
    }

    fn output<'a>(findings: &'a Findings, instrument: &str, name: &str) -> &'a OutputCount {
        let instrument = findings.instruments.iter().find(|i| i.id == instrument).unwrap();
        instrument.outputs.iter().find(|o| o.name == name).unwrap()
    }

    #[test]
    fn only_element_tests_of_one_concern_are_held_against_each_other() {
        let found = findings(&table(1, &[]), &[]);
        let kind = |id: &str| {
            let instrument = found.instruments.iter().find(|i| i.id == id).unwrap();
            (instrument.kind, instrument.concern)
        };
        for pair in &found.agreement {
            assert_eq!(kind(&pair.a), kind(&pair.b), "{} and {}", pair.a, pair.b);
            assert_eq!(kind(&pair.a).0, Kind::Elements);
            assert_eq!(pair.cells[2][2], 1);
        }
        // Four tests of trafficking make six pairs, two of smuggling one.
        assert_eq!(found.agreement.len(), 7);
        let open = |i: &&InstrumentCount| !i.open.is_empty();
        assert!(found.instruments.iter().filter(open).all(|i| i.kind == Kind::Elements));
        assert!(found.of_kind(Kind::Pattern).all(|i| !i.innocent_readings.is_empty()));
    }

    #[test]
    fn a_result_is_undetermined_for_want_of_the_facts_that_no_row_records() {
        let said: [(&str, &[Option<bool>]); 2] =
            [("means.threats", &[Some(true), None]), ("smuggling.life_endangered", &[None, Some(false)])];
        let found = findings(&table(2, &said), &["act"]);
        let means = output(&found, "palermo-2000", "means");
        assert_eq!((means.rows.yes, means.rows.undetermined), (1, 1));
        let instrument = Catalogue::shipped().get("palermo-2000").unwrap();
        let facts = instrument.name("means").unwrap().facts.iter().count();
        assert_eq!((means.facts, means.wanting.len()), (facts as u64, facts - 1));
        assert!(!means.wanting.iter().any(|fact| fact.id() == "means.threats"));
        assert!(!means.is_beyond_the_table());
        assert!(output(&found, "palermo-2000", "purpose").is_beyond_the_table());
        // Recorded as no is recorded.
        assert_eq!(output(&found, "smuggling-2000", "danger").wanting, []);
        // Nobody recorded an act, but under the assumption none is wanting.
        let act = output(&found, "palermo-2000", "act");
        assert_eq!((act.rows.undetermined, act.wanting.as_slice()), (0, &[][..]));
    }

    #[test]
    fn each_row_has_one_reading_of_the_process() {
        let traditional = [Some(true), Some(true), None, None, Some(true)];
        let technology = [None, Some(true), Some(true), None, Some(false)];
        let said: [(&str, &[Option<bool>]); 2] =
            [("process.traditional", &traditional), ("process.technology", &technology)];
        let process = findings(&table(5, &said), &[]).process.unwrap();
        assert_eq!(process.instrument, "contemporary-2013");
        let count = |reading| process.readings.iter().find(|r| r.reading == reading).unwrap().count;
        assert_eq!(count(ProcessReading::Traditional), 2);
        assert_eq!(count(ProcessReading::TechnologyDriven), 1);
        assert_eq!(count(ProcessReading::Both), 1);
        assert_eq!(count(ProcessReading::Unknown), 1);
    }

    #[test]
    fn only_what_rests_on_an_assumption_names_it() {
        let found = findings(&table(1, &[]), &["act"]);
        let label = |id: &str| found.instruments.iter().find(|i| i.id == id).unwrap().label.as_str();
        assert!(label("palermo-2000").ends_with("(assuming act)"));
        assert!(!label("smuggling-2000").contains("assuming"));
        assert!(!label("ilo-11").contains("assuming"));
    }

    proptest! {
        #[test]
        fn pairs_are_counted_as_row_by_row(rows in prop::collection::vec(any::<(Option<bool>, Option<bool>)>(), 0..200)) {
            let (a, b): (Vec<_>, Vec<_>) = rows.iter().copied().unzip();
            let (a, b) = (BooleanArray::from(a), BooleanArray::from(b));
            let mut cells = Cells::default();
            count_pairs(&Planes::from_array(&a), &Planes::from_array(&b), &mut cells);
            let place = |t: Option<bool>| match t { Some(true) => 0, Some(false) => 1, None => 2 };
            let mut expected = Cells::default();
            for (a, b) in rows {
                expected[place(a)][place(b)] += 1;
            }
            prop_assert_eq!(cells, expected);
        }
    }
}
