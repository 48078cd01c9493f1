//! One pass over a `records` table that counts everything a study shows, and gives each row's findings back.

use crate::crosstab::{Crosstab, CrosstabTally, TABLES};
use crate::findings::{Findings, FindingsTally};
use crate::flows::{FlowTally, Flows};
use crate::lists::ListTally;
use crate::profile::{Profile, ProfileTally};
use crate::trends::{TrendTally, Trends};
use crate::view::View;
use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use std::error::Error;
use std::sync::Arc;
use turnstone_engine::Worker;
use turnstone_identify::Assessor;
use turnstone_model::records;

/// The columns of the `records` table that name a row in the findings.
const ROW_NAME: [&str; 2] = ["source", "line"];

/// The columns a pass reads: all of them, since it profiles each.
pub fn columns() -> Vec<String> {
    records::schema().fields().iter().map(|field| field.name().clone()).collect()
}

/// The schema of the findings: what names a row, then what an assessor gives.
pub fn findings_schema(assessor: &Assessor) -> SchemaRef {
    let records = records::schema();
    let named = records.fields().iter().filter(|field| ROW_NAME.contains(&field.name().as_str())).cloned();
    let given = assessor.output_schema();
    Arc::new(Schema::new(named.chain(given.fields().iter().cloned()).collect::<Vec<FieldRef>>()))
}

/// Everything a study counts, while batches pass.
pub struct StudyTally {
    schema: SchemaRef,
    records: u64,
    synthetic: u64,
    profile: ProfileTally,
    findings: FindingsTally,
    flows: FlowTally,
    trends: TrendTally,
    crosstabs: Vec<CrosstabTally>,
    lists: ListTally,
}

/// Everything a study counted.
pub struct Counted {
    /// Rows in the table.
    pub records: u64,
    /// Rows that are known to be synthetic.
    pub synthetic_records: u64,
    /// How the columns are filled.
    pub profile: Profile,
    /// What instruments find.
    pub findings: Findings,
    /// Where people were moved.
    pub flows: Flows,
    /// How it changed.
    pub trends: Trends,
    /// Cross-tabulations.
    pub crosstabs: Vec<Crosstab>,
    /// Who is on which lists.
    pub lists: ListTally,
}

impl StudyTally {
    /// Counts with this assessor's instruments and assumptions.
    pub fn new(assessor: &Assessor) -> Self {
        StudyTally {
            schema: findings_schema(assessor),
            records: 0,
            synthetic: 0,
            profile: ProfileTally::default(),
            findings: FindingsTally::new(assessor.clone()),
            flows: FlowTally::default(),
            trends: TrendTally::default(),
            crosstabs: TABLES.into_iter().map(|(rows, columns)| CrosstabTally::new(rows, columns)).collect(),
            lists: ListTally::default(),
        }
    }

    /// Counts a batch with [`columns`] and gives its findings back.
    pub fn add(&mut self, batch: &RecordBatch) -> Result<RecordBatch, Box<dyn Error + Send + Sync>> {
        let view = View::of(batch)?;
        self.records += view.rows as u64;
        self.synthetic += view.synthetic as u64;
        self.profile.add(batch);
        self.flows.add(&view);
        self.trends.add(&view);
        self.crosstabs.iter_mut().for_each(|table| table.add(&view));
        self.lists.add(batch)?;
        let found = self.findings.add(batch)?;
        let named = ROW_NAME.iter().filter_map(|name| batch.column_by_name(name).cloned());
        let arrays: Vec<ArrayRef> = named.chain(found.columns().iter().cloned()).collect();
        Ok(RecordBatch::try_new(self.schema.clone(), arrays)?)
    }

    /// Adds what another tally with the same assessor counted; the order of merging does not matter.
    pub fn merge(&mut self, other: StudyTally) {
        self.records += other.records;
        self.synthetic += other.synthetic;
        self.profile.merge(other.profile);
        self.findings.merge(other.findings);
        self.flows.merge(other.flows);
        self.trends.merge(other.trends);
        for (mine, theirs) in self.crosstabs.iter_mut().zip(other.crosstabs) {
            mine.merge(theirs);
        }
        self.lists.merge(other.lists);
    }

    /// Everything counted.
    pub fn finish(self) -> Counted {
        let profile = self.profile.finish();
        Counted {
            records: self.records,
            synthetic_records: self.synthetic,
            findings: self.findings.finish(&profile),
            profile,
            flows: self.flows.finish(),
            trends: self.trends.finish(),
            crosstabs: self.crosstabs.into_iter().map(CrosstabTally::finish).collect(),
            lists: self.lists,
        }
    }
}

impl Worker for StudyTally {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.add(batch).map(Some)
    }
}
