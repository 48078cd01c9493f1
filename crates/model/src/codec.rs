//! What organisations' files look like, and how their rows become rows of our tables.
//!
//! Here a file is recognised and its rows are decoded in pieces; each codec is a file of its own. Running the pieces over
//! several threads, and reading Parquet, is done in `turnstone-engine`.

pub mod chunk;
pub mod ctdc;
pub mod glotip;
pub mod htcds;
pub mod own;
pub mod rows;
pub mod source;

use crate::loss::Losses;
use crate::remark::Remark;
use crate::{counts, records};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chunk::{Chunk, Chunks, each_record};
use rows::{Decode, Named, RawRow, Remarks};
use source::{ReadError, Source};
use std::path::Path;
use std::sync::Arc;

/// How rows are laid out in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with a delimiter, quoted as in RFC 4180.
    Delimited(u8),
    /// One JSON object a line.
    JsonLines,
    /// An Office Open XML workbook.
    Workbook,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// What it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Format::Delimited(b'\t') => "tsv",
            Format::Delimited(b';') => "csv with semicolons",
            Format::Delimited(_) => "csv",
            Format::JsonLines => "json lines",
            Format::Workbook => "xlsx",
            Format::Parquet => "parquet",
        }
    }
}

/// Which table a file is read into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// One row for each record of a person.
    Records,
    /// Aggregate statistics.
    Counts,
}

impl Table {
    /// Its name in queries.
    pub fn name(self) -> &'static str {
        match self {
            Table::Records => "records",
            Table::Counts => "counts",
        }
    }

    /// Its schema.
    pub fn schema(self) -> SchemaRef {
        match self {
            Table::Records => records::schema(),
            Table::Counts => counts::schema(),
        }
    }
}

/// How the columns of a file are understood.
#[derive(Clone, Debug)]
pub enum Codec {
    /// A generation of the CTDC global dataset.
    Ctdc(ctdc::Generation),
    /// The Human Trafficking Case Data Standard 2.0.
    Htcds(htcds::Form),
    /// UNODC's GLOTIP country data.
    Glotip,
    /// A table that Turnstone wrote.
    Own(Table),
}

impl Codec {
    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Codec::Ctdc(generation) => generation.name().to_owned(),
            Codec::Htcds(form) => form.name().to_owned(),
            Codec::Glotip => "UNODC GLOTIP country data".to_owned(),
            Codec::Own(table) => format!("Turnstone `{}` table", table.name()),
        }
    }

    /// The table it fills.
    pub fn table(&self) -> Table {
        match self {
            Codec::Ctdc(_) | Codec::Htcds(_) => Table::Records,
            Codec::Glotip => Table::Counts,
            Codec::Own(table) => *table,
        }
    }

    /// Whether rows must be decoded by one thread in order, because the codec compares them with each other.
    pub fn is_sequential(&self) -> bool {
        match self {
            Codec::Glotip => true,
            Codec::Ctdc(_) | Codec::Htcds(_) | Codec::Own(_) => false,
        }
    }

    /// Whether its files may name people, so that no remark may repeat a row as a whole.
    fn names_people(&self) -> bool {
        match self {
            Codec::Htcds(_) => true,
            Codec::Ctdc(_) | Codec::Glotip | Codec::Own(_) => false,
        }
    }

    /// Recognises a header; says which codec and why, or what each codec misses.
    fn of_header(header: &[String]) -> Result<(Codec, String), String> {
        if let Some((generation, why)) = ctdc::Generation::of_header(header) {
            return Ok((Codec::Ctdc(generation), why));
        }
        if let Some((form, why)) = htcds::Form::of_header(header) {
            return Ok((Codec::Htcds(form), why));
        }
        if let Some(why) = glotip::of_header(header) {
            return Ok((Codec::Glotip, why));
        }
        if let Some(ours) = own::of_header(header) {
            return ours.map(|(table, why)| (Codec::Own(table), why));
        }
        Err("Known are CTDC in three generations, HTCDS 2.0, UNODC GLOTIP and Turnstone's own tables".to_owned())
    }

    fn decoder(&self, header: &[String]) -> Box<dyn Decode> {
        match self {
            Codec::Ctdc(generation) => Box::new(ctdc::Ctdc::new(*generation, header)),
            Codec::Htcds(_) => Box::new(htcds::Htcds::new(header)),
            Codec::Glotip => Box::new(glotip::Glotip::new(header)),
            Codec::Own(table) => own::decoder(*table, header),
        }
    }
}

/// A file that has been recognised: what it is, why, and how to read it.
pub struct Dataset {
    /// Where its bytes come from.
    pub source: Arc<Source>,
    /// How its rows are laid out.
    pub format: Format,
    /// How its columns are understood.
    pub codec: Codec,
    /// Its columns in order; those of a Parquet file are known to the engine.
    pub header: Vec<String>,
    /// Why this codec, in words.
    pub why: String,
}

impl Dataset {
    /// Recognises the file at `path` (`-` is standard input).
    ///
    /// **Errors** [`ReadError`] when it cannot be read, has no usable header, or no codec knows its columns.
    pub fn open(path: &Path) -> Result<Dataset, ReadError> {
        Self::from_source(Source::open(path)?)
    }

    /// Recognises an open source.
    pub fn from_source(source: Source) -> Result<Dataset, ReadError> {
        let head = source.head.as_slice();
        if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = head {
            return Err(ReadError::Encoding { path: source.name, encoding: "UTF-16" });
        }
        if head.starts_with(b"PAR1") {
            let why = "begins with PAR1".to_owned();
            let codec = Codec::Own(Table::Records);
            return Ok(Dataset { source: Arc::new(source), format: Format::Parquet, codec, header: Vec::new(), why });
        }
        let format = Format::Delimited(delimiter(head));
        let header = header(&source, format)?;
        let (codec, why) = Codec::of_header(&header).map_err(|hint| ReadError::UnknownHeader {
            path: source.name.clone(),
            columns: header.iter().take(6).cloned().collect::<Vec<_>>().join(", "),
            hint,
        })?;
        Ok(Dataset { source: Arc::new(source), format, codec, header, why })
    }

    /// Its pieces from the beginning.
    pub fn pieces(&self) -> Result<Pieces<'_>, ReadError> {
        match self.format {
            Format::Delimited(delimiter) => Ok(Pieces(Chunks::new(&self.source, Some(delimiter))?)),
            Format::JsonLines => Ok(Pieces(Chunks::new(&self.source, None)?)),
            Format::Workbook | Format::Parquet => Err(ReadError::Format {
                path: self.source.name.clone(),
                what: format!("{} is not read in pieces of text", self.format.name()),
            }),
        }
    }

    /// A decoder for one thread. It makes batches with the columns of `projection`, indices into the table's schema, and
    /// names the source `label`.
    pub fn decoder(&self, label: &str, projection: Vec<usize>) -> Decoder {
        Decoder {
            decode: self.codec.decoder(&self.header),
            names_people: self.codec.names_people(),
            format: self.format,
            columns: self.header.len(),
            label: label.to_owned(),
            projection,
            remarks: Remarks::new(&self.source.name),
        }
    }
}

/// The pieces of a file, in order.
pub struct Pieces<'a>(Chunks<'a>);

impl Pieces<'_> {
    /// The next piece, or `None` behind the last.
    pub fn next(&mut self) -> Result<Option<Chunk>, ReadError> {
        self.0.next()
    }
}

/// Turns pieces into batches.
pub struct Decoder {
    decode: Box<dyn Decode>,
    names_people: bool,
    format: Format,
    columns: usize,
    label: String,
    projection: Vec<usize>,
    remarks: Remarks,
}

/// What one piece became.
pub struct Decoded {
    /// The place of the piece in the file, from 0.
    pub sequence: u64,
    /// The rows of the table.
    pub batch: RecordBatch,
    /// What is wrong or odd, in the order of lines.
    pub remarks: Vec<Remark>,
    /// How many rows the piece held; always the rows of `batch` and `quarantined` together.
    pub rows_in: u64,
    /// How many rows went to the quarantine.
    pub quarantined: u64,
    /// What the rows of the table lost on their way; those of all pieces add up.
    pub losses: Losses,
}

impl Decoder {
    /// Decodes one piece.
    pub fn decode(&mut self, mut chunk: Chunk) -> Decoded {
        let Format::Delimited(delimiter) = self.format else {
            unreachable!("only delimited text is cut into pieces");
        };
        let mut all = std::mem::take(&mut chunk.remarks);
        let mut quarantined = chunk.rejected;
        let mut header = chunk.sequence == 0;
        let header_rows = u64::from(header);
        let (decode, remarks, columns) = (&mut self.decode, &mut self.remarks, self.columns);
        let blank = each_record(&chunk, delimiter, |line, fields| {
            if std::mem::take(&mut header) {
                return;
            }
            if fields.len() != columns {
                let reason = format!("{} fields where the header has {columns}", fields.len());
                let whole = fields.join(&delimiter);
                let _ = remarks.reject(line, &Named::default(), &whole, &reason, &format!("{columns} fields"));
                quarantined += 1;
            } else if decode.row(&RawRow { line, fields }, remarks).is_err() {
                quarantined += 1;
            }
        });
        all.extend(self.remarks.take());
        if self.names_people {
            let whole_rows = all.iter_mut().filter(|remark| remark.column == 0 && !remark.value.is_empty());
            whole_rows.for_each(|remark| remark.value = htcds::cell::NOT_SHOWN.to_owned());
        }
        let batch = self.decode.finish(&self.label, &self.projection);
        let rows_in = chunk.records - blank - header_rows;
        Decoded { sequence: chunk.sequence, batch, remarks: all, rows_in, quarantined, losses: self.decode.losses() }
    }
}

/// The likeliest delimiter of a header: the one that occurs most in the first line, a comma when none does.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    let count = |d: u8| line.iter().filter(|b| **b == d).count();
    [b',', b'\t', b';', b'|'].into_iter().rev().max_by_key(|d| count(*d)).unwrap_or(b',')
}

fn header(source: &Source, format: Format) -> Result<Vec<String>, ReadError> {
    let Format::Delimited(delimiter) = format else { return Ok(Vec::new()) };
    let text = source.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&source.head);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return Err(ReadError::Empty { path: source.name.clone() });
    }
    let encoding = |_| ReadError::Encoding { path: source.name.clone(), encoding: "not UTF-8 in its header" };
    let fields = record.iter().map(|f| std::str::from_utf8(f).map(|name| name.trim().to_owned()));
    let names = fields.collect::<Result<Vec<_>, _>>().map_err(encoding)?;
    for (second, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = names[..second].iter().position(|n| n == name) {
            let (path, name) = (source.name.clone(), name.clone());
            return Err(ReadError::DuplicateHeader { path, name, first: first + 1, second: second + 1 });
        }
    }
    Ok(names)
}
