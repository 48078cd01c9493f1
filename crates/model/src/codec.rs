//! What organisations' files look like, and how their rows become rows of our tables.
//!
//! Here a file is recognised and its rows are decoded in pieces; each codec is a file of its own. Running the pieces over
//! several threads, and reading Parquet, is done in `turnstone-engine`.

pub mod cases;
pub mod chunk;
pub mod ctdc;
pub mod glotip;
pub mod htcds;
pub mod json_lines;
pub mod mapping;
pub mod own;
pub mod rows;
pub mod source;
pub mod workbook;

use crate::loss::Losses;
use crate::remark::Remark;
use crate::{counts, records};
use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use chunk::{Chunk, Chunks, each_record};
use mapping::{Mapped, Mapping};
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
    /// A single JSON object over several lines.
    JsonObject,
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
            Format::JsonObject => "json",
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
    /// Turnstone's case files.
    Cases,
    /// A table of somebody's, whose columns a mapping file explains.
    Mapped(Arc<Mapping>),
}

impl Codec {
    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Codec::Ctdc(generation) => generation.name().to_owned(),
            Codec::Htcds(form) => form.name().to_owned(),
            Codec::Glotip => "UNODC GLOTIP country data".to_owned(),
            Codec::Own(table) => format!("Turnstone `{}` table", table.name()),
            Codec::Cases => "Turnstone cases".to_owned(),
            Codec::Mapped(mapping) => format!("table read through {}", mapping.file),
        }
    }

    /// The table it fills.
    pub fn table(&self) -> Table {
        match self {
            Codec::Ctdc(_) | Codec::Htcds(_) | Codec::Cases | Codec::Mapped(_) => Table::Records,
            Codec::Glotip => Table::Counts,
            Codec::Own(table) => *table,
        }
    }

    /// Whether rows must be decoded by one thread in order, because the codec compares them with each other.
    pub fn is_sequential(&self) -> bool {
        match self {
            Codec::Glotip => true,
            Codec::Ctdc(_) | Codec::Htcds(_) | Codec::Own(_) | Codec::Cases | Codec::Mapped(_) => false,
        }
    }

    /// Whether its files may name people, so that no remark may repeat a row as a whole.
    fn names_people(&self) -> bool {
        match self {
            Codec::Htcds(_) | Codec::Cases | Codec::Mapped(_) => true,
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
        let known =
            "Known are CTDC in three generations, HTCDS 2.0, UNODC GLOTIP, Turnstone's own tables and its cases";
        Err(format!("{known}; any other table needs a mapping file"))
    }

    fn decoder(&self, header: &[String]) -> Box<dyn Decode> {
        match self {
            Codec::Ctdc(generation) => Box::new(ctdc::Ctdc::new(*generation, header)),
            Codec::Htcds(_) => Box::new(htcds::Htcds::new(header)),
            Codec::Glotip => Box::new(glotip::Glotip::new(header)),
            Codec::Own(table) => own::decoder(*table, header),
            Codec::Cases => Box::new(cases::Cases::new()),
            Codec::Mapped(mapping) => Box::new(Mapped::new(mapping.clone(), header)),
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
    /// What a workbook was turned into.
    text: Option<Arc<[u8]>>,
}

impl Dataset {
    /// Recognises the file at `path` (`-` is standard input).
    ///
    /// **Errors** [`ReadError`] when it cannot be read, has no usable header, or no codec knows its columns.
    pub fn open(path: &Path) -> Result<Dataset, ReadError> {
        Self::from_source(Source::open(path)?)
    }

    /// Opens the file at `path` (`-` is standard input), whose columns mean what `mapping` says, whatever they are called.
    ///
    /// **Errors** [`ReadError`] when it cannot be read, has no usable header, or lacks a column that the mapping names.
    pub fn open_mapped(path: &Path, mapping: Arc<Mapping>) -> Result<Dataset, ReadError> {
        Self::from_source_mapped(Source::open(path)?, mapping)
    }

    /// Recognises an open source.
    pub fn from_source(source: Source) -> Result<Dataset, ReadError> {
        Self::understood(source, None)
    }

    /// An open source, whose columns mean what `mapping` says.
    pub fn from_source_mapped(source: Source, mapping: Arc<Mapping>) -> Result<Dataset, ReadError> {
        Self::understood(source, Some(mapping))
    }

    fn understood(source: Source, mapping: Option<Arc<Mapping>>) -> Result<Dataset, ReadError> {
        let head = source.head.as_slice();
        if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = head {
            return Err(ReadError::Encoding { path: source.name, encoding: "UTF-16" });
        }
        if head.starts_with(b"PAR1") {
            if mapping.is_some() {
                let what =
                    "Parquet is read as a table that Turnstone wrote; a mapping explains text and workbooks only";
                return Err(ReadError::Format { path: source.name, what: what.to_owned() });
            }
            let why = "begins with PAR1".to_owned();
            let codec = Codec::Own(Table::Records);
            return Ok(Dataset {
                source: Arc::new(source),
                format: Format::Parquet,
                codec,
                header: Vec::new(),
                why,
                text: None,
            });
        }
        if head.starts_with(b"PK\x03\x04") {
            return Self::from_workbook(source, mapping);
        }
        if let (Some((format, why)), None) = (cases::of_head(head), &mapping) {
            let codec = Codec::Cases;
            return Ok(Dataset { source: Arc::new(source), format, codec, header: Vec::new(), why, text: None });
        }
        let format = match head.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => Format::JsonLines,
            _ => Format::Delimited(delimiter(head)),
        };
        let mut header = header(&source, format)?;
        if let (Format::JsonLines, Some(mapping)) = (format, &mapping) {
            // A key that only some objects have may come later than where the header is looked for.
            let optional: Vec<&str> = mapping.optional().filter(|name| !header.iter().any(|h| h == name)).collect();
            header.extend(optional.into_iter().map(str::to_owned));
        }
        let (codec, why) = recognise(&source, &header, mapping)?;
        Ok(Dataset { source: Arc::new(source), format, codec, header, why, text: None })
    }

    fn from_workbook(source: Source, mapping: Option<Arc<Mapping>>) -> Result<Dataset, ReadError> {
        let rows = workbook::rows(&source)?;
        let row = workbook::header_row(&rows, |cells| match &mapping {
            Some(mapping) => mapping.fits(cells),
            None => Codec::of_header(cells).is_ok(),
        });
        let header: Vec<String> = rows[row].iter().map(|name| name.trim().to_owned()).collect();
        once_each(&source, &header)?;
        let (codec, mut why) = recognise(&source, &header, mapping)?;
        if row > 0 {
            why += &format!("; the header is row {}, what stands above is a title", row + 1);
        }
        let text = Some(workbook::delimited(&rows, row).into_bytes().into());
        Ok(Dataset { source: Arc::new(source), format: Format::Workbook, codec, header, why, text })
    }

    /// Its pieces from the beginning.
    pub fn pieces(&self) -> Result<Pieces<'_>, ReadError> {
        match self.format {
            Format::Delimited(delimiter) => Ok(Pieces(Cut::Chunks(Chunks::new(&self.source, Some(delimiter))?))),
            Format::JsonLines => Ok(Pieces(Cut::Chunks(Chunks::new(&self.source, None)?))),
            Format::JsonObject => Ok(Pieces(Cut::Whole(Some(Chunk::whole(self.source.read_all()?))))),
            Format::Workbook => {
                let text = std::io::Cursor::new(self.text.clone().unwrap_or_default());
                Ok(Pieces(Cut::Chunks(Chunks::over(&self.source, Box::new(text), Some(b',')))))
            }
            Format::Parquet => Err(ReadError::Format {
                path: self.source.name.clone(),
                what: "Parquet is not read in pieces of text".to_owned(),
            }),
        }
    }

    /// A decoder for one thread. It makes batches with the columns of `projection`, indices into the table's schema, and
    /// names the source `label`.
    pub fn decoder(&self, label: &str, projection: Vec<usize>) -> Decoder {
        Decoder {
            decode: self.codec.decoder(&self.header),
            names_people: self.codec.names_people(),
            nested: matches!(self.codec, Codec::Cases),
            format: self.format,
            header: self.header.clone(),
            label: label.to_owned(),
            projection,
            remarks: Remarks::new(&self.source.name),
        }
    }
}

/// The pieces of a file, in order.
pub struct Pieces<'a>(Cut<'a>);

/// How a file falls into pieces.
enum Cut<'a> {
    Chunks(Chunks<'a>),
    Whole(Option<Chunk>),
}

impl Pieces<'_> {
    /// The next piece, or `None` behind the last.
    pub fn next_piece(&mut self) -> Result<Option<Chunk>, ReadError> {
        match &mut self.0 {
            Cut::Chunks(chunks) => chunks.next_chunk(),
            Cut::Whole(chunk) => Ok(chunk.take()),
        }
    }
}

/// Turns pieces into batches.
pub struct Decoder {
    decode: Box<dyn Decode>,
    names_people: bool,
    /// Whether the codec reads JSON objects as they are, not as fields.
    nested: bool,
    format: Format,
    header: Vec<String>,
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
        let mut all = std::mem::take(&mut chunk.remarks);
        let mut quarantined = chunk.rejected;
        let (decode, remarks, columns) = (&mut self.decode, &mut self.remarks, self.header.len());
        let mut header_rows = 0;
        let blank = match self.format {
            Format::JsonLines if self.nested => each_record(&chunk, None, |line, fields| {
                quarantined += u64::from(decode.row(&RawRow { line, fields }, remarks).is_err());
            }),
            Format::JsonObject => {
                let row = RawRow { line: chunk.first_line, fields: &[&chunk.text] };
                quarantined += u64::from(decode.row(&row, remarks).is_err());
                0
            }
            Format::JsonLines => each_record(&chunk, None, |line, fields| {
                let read = json_lines::fields(fields[0], &self.header).map_err(|(reason, expected)| {
                    remarks.reject(line, &Named::default(), fields[0], &reason, expected)
                });
                let decoded = read.and_then(|texts| {
                    let fields: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
                    decode.row(&RawRow { line, fields: &fields }, remarks)
                });
                quarantined += u64::from(decoded.is_err());
            }),
            Format::Delimited(_) | Format::Workbook | Format::Parquet => {
                let delimiter = match self.format {
                    Format::Delimited(delimiter) => delimiter,
                    _ => b',',
                };
                let mut header = chunk.sequence == 0;
                header_rows = u64::from(header);
                each_record(&chunk, Some(delimiter), |line, fields| {
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
                })
            }
        };
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

/// Which codec knows a header, and why. A mapping goes before what the header looks like.
fn recognise(source: &Source, header: &[String], mapping: Option<Arc<Mapping>>) -> Result<(Codec, String), ReadError> {
    if let Some(mapping) = mapping {
        let why = mapping.explain(&source.name, header)?;
        return Ok((Codec::Mapped(mapping), why));
    }
    Codec::of_header(header).map_err(|hint| ReadError::UnknownHeader {
        path: source.name.clone(),
        columns: header.iter().take(6).cloned().collect::<Vec<_>>().join(", "),
        hint,
    })
}

fn header(source: &Source, format: Format) -> Result<Vec<String>, ReadError> {
    let Format::Delimited(delimiter) = format else { return Ok(json_lines::header(&source.head)) };
    let text = source.head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&source.head);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text);
    let mut record = csv::ByteRecord::new();
    if !reader.read_byte_record(&mut record).unwrap_or(false) {
        return Err(ReadError::Empty { path: source.name.clone() });
    }
    let encoding = |_| ReadError::Encoding { path: source.name.clone(), encoding: "not UTF-8 in its header" };
    let fields = record.iter().map(|f| std::str::from_utf8(f).map(|name| name.trim().to_owned()));
    let names = fields.collect::<Result<Vec<_>, _>>().map_err(encoding)?;
    once_each(source, &names)?;
    Ok(names)
}

/// Checks that a header names no column twice; columns without a name may be several.
fn once_each(source: &Source, names: &[String]) -> Result<(), ReadError> {
    for (second, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(first) = names[..second].iter().position(|n| n == name) {
            let (path, name) = (source.name.clone(), name.clone());
            return Err(ReadError::DuplicateHeader { path, name, first: first + 1, second: second + 1 });
        }
    }
    Ok(())
}
