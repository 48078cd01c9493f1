//! Case files in a study: beside the row of each case, its status over time.

use crate::failure::Failure;
use std::io::Read;
use turnstone_identify::{Assumption, Instrument, timeline};
use turnstone_model::case::read_all;
use turnstone_model::codec::source::Source;
use turnstone_model::codec::{Codec, Dataset};
use turnstone_monitor::study::{CaseTimeline, InputNote};

/// The text of an input that is a case file.
pub struct CaseFile {
    text: String,
    /// SHA-256, size and layout of standard input as it came, which can be read once only.
    stdin: Option<(String, u64, String)>,
}

impl CaseFile {
    /// Takes the text of a case file, and gives the dataset back to be read into the table; other inputs are given back
    /// as they are.
    ///
    /// **Errors** The file cannot be read.
    pub fn of(dataset: Dataset) -> Result<(Dataset, Option<CaseFile>), Failure> {
        if !matches!(dataset.codec, Codec::Cases) {
            return Ok((dataset, None));
        }
        let source = dataset.source.clone();
        let mut bytes = Vec::new();
        source.reader()?.read_to_end(&mut bytes).map_err(|error| source.stream_error(error, 0))?;
        // A line that is not UTF-8 goes to the quarantine as a row; here it is kept as a line that is no case.
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| std::str::from_utf8(line).unwrap_or("\u{fffd}"));
        let text = lines.collect::<Vec<_>>().join("\n");
        if source.path().is_some() {
            return Ok((dataset, Some(CaseFile { text, stdin: None })));
        }
        let (sha256, size) = source.digest().get().unwrap_or_default();
        let layout = crate::reading::layout(&dataset);
        let again = Dataset::from_source(Source::from_bytes(&source.name, bytes)?)?;
        Ok((again, Some(CaseFile { text, stdin: Some((sha256, size, layout)) })))
    }

    /// The timeline of every case that can be read; what cannot be is in the quarantine.
    pub fn timelines<'a>(
        &'a self,
        input: &'a str,
        instruments: &'a [&Instrument],
        assumptions: &'a [&Assumption],
    ) -> impl Iterator<Item = CaseTimeline> + 'a {
        let numbered = (1..).zip(read_all(&self.text)).filter_map(|(number, case)| Some((number, case.ok()?)));
        numbered.map(move |(number, case)| {
            CaseTimeline::of(input, number, &case, timeline(&case, instruments, assumptions))
        })
    }

    /// Says of standard input what came, not what was kept of it.
    pub fn correct(self, note: &mut InputNote) {
        if let Some((sha256, bytes, format)) = self.stdin {
            (note.sha256, note.bytes, note.format) = (sha256, bytes, format);
        }
    }
}
