//! Instruments over whole batches of the `records` table: finding columns, what would decide them, and counts.
//!
//! One person's proof is in [`explain`](mod@crate::explain); the two agree.

use crate::assumption::Assumption;
use crate::column::{Columns, Side, mask_rows};
use crate::explain::{Proof, Term, explain, full_label};
use crate::graph::{Graph, Op, OpId};
use crate::instrument::{Instrument, Kind, Role};
use crate::planes::{Planes, Tally};
use crate::relevance::Relevance;
use crate::undecided::{Scratch, Undecided};
use arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use turnstone_model::records::read::{self, ColumnError};
use turnstone_model::{Fact, Facts};

/// The key under which a column's metadata holds its label.
pub const LABEL_KEY: &str = "turnstone.label";
/// The key under which a column's metadata holds the assumptions it rests on, with commas.
pub const ASSUMPTIONS_KEY: &str = "turnstone.assumptions";
/// The key under which a column's metadata says whether its definition was compared with the primary text.
pub const CHECKED_KEY: &str = "turnstone.checked_against_primary";
/// How the column of decisive unknowns is called, after the instrument's id and a dot.
pub const UNDECIDED: &str = "undecided";

/// One column that an assessor gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// The column's name, such as `palermo-2000.means`.
    pub column: String,
    /// The instrument's id.
    pub instrument: String,
    /// The name inside the instrument.
    pub name: String,
    /// Element or finding; `None` for the column of decisive unknowns.
    pub role: Option<Role>,
    /// A label for people, with the assumptions it rests on and whether it is unchecked.
    pub label: String,
    /// Whether it only describes.
    pub describes_only: bool,
    /// Whether all it rests on was compared with the primary text.
    pub checked_against_primary: bool,
    /// The assumptions it may rest on.
    pub assumptions: Vec<String>,
}

/// Why a batch cannot be assessed or an assessor not be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AssessError {
    /// A fact's column is missing or has another type.
    #[error(transparent)]
    Column(#[from] ColumnError),
    /// The same instrument or assumption twice.
    #[error("the {what} `{name}` was given twice; once is enough")]
    Twice {
        /// `instrument` or `assumption`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// The texts of one column do not fit one Arrow array.
    #[error("the texts of `{column}` for {rows} rows come to more than 2 GiB; assess smaller batches")]
    TooLong {
        /// The column.
        column: String,
        /// How many rows the batch has.
        rows: usize,
    },
}

/// Instruments and assumptions, made ready for columns.
#[derive(Clone, Debug)]
pub struct Assessor {
    plan: Arc<Plan>,
}

#[derive(Clone, Debug)]
struct Plan {
    instruments: Vec<Instrument>,
    assumptions: Vec<Assumption>,
    graph: Graph,
    facts: Vec<Fact>,
    outputs: Vec<Output>,
    /// By output: what it is.
    sources: Vec<Source>,
    /// Of the instruments with a column of decisive unknowns, in order.
    relevances: Vec<Relevance>,
    schema: SchemaRef,
    /// The schema of the first batch, and where in it the facts stand.
    places: OnceLock<(SchemaRef, Vec<usize>)>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Planes(OpId),
    /// The place of the instrument's relevance.
    Undecided(usize),
}

impl Assessor {
    /// Makes instruments ready, under the given assumptions.
    ///
    /// Element tests come with a column of decisive unknowns. Dimensions, signs and patterns do not: they count over so
    /// many facts that nearly every row would have a text of its own.
    ///
    /// **Errors** An instrument or an assumption given twice.
    pub fn new(instruments: &[&Instrument], assumptions: &[&Assumption]) -> Result<Assessor, AssessError> {
        Self::build(instruments, assumptions, true)
    }

    /// The same without the columns of decisive unknowns, for counting only.
    ///
    /// **Errors** An instrument or an assumption given twice.
    pub fn without_undecided(
        instruments: &[&Instrument],
        assumptions: &[&Assumption],
    ) -> Result<Assessor, AssessError> {
        Self::build(instruments, assumptions, false)
    }

    fn build(
        instruments: &[&Instrument],
        assumptions: &[&Assumption],
        undecided: bool,
    ) -> Result<Assessor, AssessError> {
        once("instrument", instruments.iter().map(|i| i.id.as_str()))?;
        once("assumption", assumptions.iter().map(|a| a.name.as_str()))?;
        let mut graph = Graph::default();
        let (mut outputs, mut sources, mut relevances) = (Vec::new(), Vec::new(), Vec::new());
        for instrument in instruments {
            let names = graph.add_instrument(instrument, assumptions);
            for (i, named) in instrument.results() {
                outputs.push(output(instrument, named.name.clone(), Some(i), assumptions));
                sources.push(Source::Planes(names[i]));
            }
            if undecided && instrument.kind == Kind::Elements {
                outputs.push(output(instrument, UNDECIDED.into(), None, assumptions));
                sources.push(Source::Undecided(relevances.len()));
                relevances.push(Relevance::new(instrument, assumptions, &mut graph, &names));
            }
        }
        let facts = Fact::all().filter(|fact| graph.ops.contains(&Op::Fact(*fact))).collect();
        let schema = Arc::new(Schema::new(outputs.iter().map(field).collect::<Vec<_>>()));
        let owned = |instruments: &[&Instrument]| instruments.iter().map(|i| (*i).clone()).collect();
        let assumptions = assumptions.iter().map(|a| (*a).clone()).collect();
        let instruments = owned(instruments);
        let plan = Plan {
            instruments,
            assumptions,
            graph,
            facts,
            outputs,
            sources,
            relevances,
            schema,
            places: OnceLock::new(),
        };
        Ok(Assessor { plan: Arc::new(plan) })
    }

    /// Its instruments, in the order given.
    pub fn instruments(&self) -> &[Instrument] {
        &self.plan.instruments
    }

    /// Its assumptions, in the order given.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.plan.assumptions
    }

    /// The fact columns a batch has to have.
    pub fn fact_columns(&self) -> &[Fact] {
        &self.plan.facts
    }

    /// What each column means, in the order of the schema.
    pub fn outputs(&self) -> &[Output] {
        &self.plan.outputs
    }

    /// The columns that [`Assessment::to_batch`] gives: a nullable Boolean for each element and finding, and for each
    /// element test a text of the terms that would decide the findings, null where they are decided.
    pub fn output_schema(&self) -> SchemaRef {
        self.plan.schema.clone()
    }

    /// Assesses a batch that has at least the columns of [`Assessor::fact_columns`].
    ///
    /// **Method** Kleene's logic on bit planes, each shared part once.
    ///
    /// **Cost** A few operations for each 64 rows, plane and use of a fact; nothing for facts that no row records.
    ///
    /// **Errors** A fact's column is missing or no Boolean.
    pub fn assess(&self, batch: &RecordBatch) -> Result<Assessment, AssessError> {
        let plan = &*self.plan;
        let facts = plan.fact_columns(batch)?;
        let rows = batch.num_rows();
        let empty = |source: &Source| match source {
            Source::Planes(_) => Column::Planes(Planes::unknown(rows)),
            Source::Undecided(place) => Column::Undecided(*place, Undecided::new(&plan.relevances[*place], rows)),
        };
        let mut results: Vec<Column> = plan.sources.iter().map(empty).collect();
        let mut scratch = Scratch::default();
        Columns::new(&plan.graph, rows, |fact| facts[&fact]).run(|columns, from, count| {
            for (result, source) in results.iter_mut().zip(&plan.sources) {
                match (result, source) {
                    (Column::Planes(planes), Source::Planes(op)) => {
                        for (words, side) in [(&mut planes.yes, Side::Yes), (&mut planes.no, Side::No)] {
                            if !columns.is_zero(*op, side) {
                                let words = &mut words[from..from + count];
                                columns.or_into(words, *op, side);
                                mask_rows(words, from, rows);
                            }
                        }
                    }
                    (Column::Undecided(place, undecided), _) => {
                        undecided.add(&plan.relevances[*place], columns, &mut scratch, from, count);
                    }
                    (Column::Planes(_), Source::Undecided(_)) => {}
                }
            }
        });
        Ok(Assessment { columns: results, rows, plan: self.plan.clone() })
    }

    /// What one instrument finds for one person, and why, under the assumptions of this assessor; `None` when it has
    /// no such instrument.
    pub fn explain(&self, instrument: &str, facts: &Facts) -> Option<Proof> {
        let instrument = self.plan.instruments.iter().find(|known| known.id == instrument)?;
        let assumptions: Vec<&Assumption> = self.plan.assumptions.iter().collect();
        Some(explain(instrument, &assumptions, facts))
    }
}

impl Plan {
    /// The columns of the facts. Where they stand is looked up once, for batches that share a schema.
    fn fact_columns<'a>(&self, batch: &'a RecordBatch) -> Result<HashMap<Fact, &'a BooleanArray>, ColumnError> {
        let find = |fact: &Fact| -> Result<usize, ColumnError> {
            read::fact(batch, *fact)?;
            batch.schema_ref().index_of(fact.id()).map_err(|_| ColumnError::Missing(fact.id().into()))
        };
        let schema = batch.schema_ref();
        let (known, places) = match self.places.get() {
            Some(places) => places,
            None => {
                let places = self.facts.iter().map(find).collect::<Result<Vec<usize>, ColumnError>>()?;
                self.places.get_or_init(|| (schema.clone(), places))
            }
        };
        if Arc::ptr_eq(known, schema) {
            let columns = self.facts.iter().zip(places);
            return columns.map(|(fact, place)| Ok((*fact, boolean(batch, *fact, *place)?))).collect();
        }
        self.facts.iter().map(|fact| Ok((*fact, read::fact(batch, *fact)?))).collect()
    }
}

fn boolean(batch: &RecordBatch, fact: Fact, place: usize) -> Result<&BooleanArray, ColumnError> {
    match batch.columns().get(place).and_then(|column| column.as_boolean_opt()) {
        Some(column) => Ok(column),
        None => read::fact(batch, fact),
    }
}

fn once<'a>(what: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), AssessError> {
    let mut seen = Vec::new();
    for name in names {
        if seen.contains(&name) {
            return Err(AssessError::Twice { what, name: name.into() });
        }
        seen.push(name);
    }
    Ok(())
}

/// The output of a name, or of the decisive unknowns.
fn output(instrument: &Instrument, name: String, named: Option<usize>, assumptions: &[&Assumption]) -> Output {
    let named = named.map(|i| &instrument.names[i]);
    let findings = || instrument.of_role(Role::Finding).map(|(_, finding)| finding);
    let facts = named.map_or_else(
        || {
            findings().map(|f| f.facts).fold(Default::default(), |mut all: crate::fact_set::FactSet, facts| {
                all.extend(facts);
                all
            })
        },
        |named| named.facts,
    );
    let touching: Vec<&str> = assumptions.iter().filter(|a| a.touches(facts)).map(|a| a.name.as_str()).collect();
    let checked = named.map_or_else(|| findings().all(|f| f.checked_against_primary), |n| n.checked_against_primary);
    let label = named.map_or("What would decide it", |named| &named.label);
    Output {
        column: format!("{}.{name}", instrument.id),
        instrument: instrument.id.clone(),
        name,
        role: named.map(|named| named.role),
        label: full_label(label, &touching, checked),
        describes_only: named.is_some_and(|named| named.describes_only),
        checked_against_primary: checked,
        assumptions: touching.into_iter().map(str::to_owned).collect(),
    }
}

fn field(output: &Output) -> Field {
    let data_type = match output.role {
        Some(_) => DataType::Boolean,
        None => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
    };
    let metadata = HashMap::from([
        (LABEL_KEY.to_owned(), output.label.clone()),
        (ASSUMPTIONS_KEY.to_owned(), output.assumptions.join(",")),
        (CHECKED_KEY.to_owned(), output.checked_against_primary.to_string()),
    ]);
    Field::new(&output.column, data_type, true).with_metadata(metadata)
}

/// What the instruments of an assessor find for a batch.
#[derive(Clone, Debug)]
pub struct Assessment {
    plan: Arc<Plan>,
    /// By output.
    columns: Vec<Column>,
    rows: usize,
}

#[derive(Clone, Debug)]
enum Column {
    Planes(Planes),
    /// The place of the instrument's relevance, and its undecided rows.
    Undecided(usize, Undecided),
}

impl Assessment {
    /// How many rows the batch has.
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn column(&self, column: &str) -> Option<&Column> {
        let place = self.plan.outputs.iter().position(|output| output.column == column)?;
        self.columns.get(place)
    }

    fn undecided_column(&self, instrument: &str) -> Option<(&Undecided, &[Term])> {
        match self.column(&format!("{instrument}.{UNDECIDED}"))? {
            Column::Undecided(place, undecided) => Some((undecided, &self.plan.relevances[*place].terms)),
            Column::Planes(_) => None,
        }
    }

    /// Where an element or finding is yes and where no; `None` when there is no such column.
    pub fn planes(&self, column: &str) -> Option<&Planes> {
        match self.column(column)? {
            Column::Planes(planes) => Some(planes),
            Column::Undecided(..) => None,
        }
    }

    /// How many rows are what, for every element and finding.
    pub fn tallies(&self) -> impl Iterator<Item = (&Output, Tally)> {
        self.plan.outputs.iter().zip(&self.columns).filter_map(|(output, column)| match column {
            Column::Planes(planes) => Some((output, planes.tally())),
            Column::Undecided(..) => None,
        })
    }

    /// For every term of an instrument the number of rows in which it would decide a finding; empty when the assessor
    /// has no such instrument or no column of decisive unknowns for it.
    pub fn undecided(&self, instrument: &str) -> Vec<(&Term, u64)> {
        self.undecided_column(instrument).map_or_else(Vec::new, |(undecided, terms)| undecided.tallies(terms).collect())
    }

    /// The rows, a bit each, in which a term of an instrument would decide a finding; `None` for none.
    pub fn undecided_rows(&self, instrument: &str, term: &str) -> Option<&[u64]> {
        let (undecided, terms) = self.undecided_column(instrument)?;
        undecided.rows_of(terms.iter().position(|known| known.name == term)?)
    }

    /// All columns, as [`Assessor::output_schema`] says.
    ///
    /// **Errors** The texts of decisive unknowns do not fit one array, which takes hundreds of thousands of rows that
    /// all differ.
    pub fn to_batch(&self) -> Result<RecordBatch, AssessError> {
        let arrays = self.columns.iter().zip(&self.plan.outputs).map(|(column, output)| match column {
            Column::Undecided(place, undecided) => {
                let texts = undecided.to_array(&self.plan.relevances[*place].terms);
                let too_long = || AssessError::TooLong { column: output.column.clone(), rows: self.rows };
                Ok(Arc::new(texts.ok_or_else(too_long)?) as ArrayRef)
            }
            Column::Planes(planes) => Ok(Arc::new(planes.to_array()) as ArrayRef),
        });
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let batch = RecordBatch::try_new_with_options(
            self.plan.schema.clone(),
            arrays.collect::<Result<Vec<_>, AssessError>>()?,
            &options,
        );
        Ok(batch.expect("columns follow the schema"))
    }
}
