//! Cuts delimited text into chunks of whole records, so that several threads can decode one file in order.
//!
//! Fields are found here too; what they mean is the business of the codecs.

use super::rows::{Named, Remarks};
use super::source::{ReadError, Source};
use crate::remark::Remark;
use memchr::{memchr, memchr_iter, memrchr};
use std::io::Read;

/// How much text a chunk holds, about: large enough for vectors of rows, small enough to keep threads busy.
const CHUNK_BYTES: usize = 1 << 20;

/// The longest record that is read; a longer one goes to the quarantine and reading resumes at the next line.
pub const MAX_RECORD_BYTES: usize = 16 << 20;

/// Whole records of a file, in order.
pub struct Chunk {
    /// Its place in the file, from 0.
    pub sequence: u64,
    /// The line where it begins, from 1.
    pub first_line: u64,
    /// How many records it holds, blank lines counted too: counted here, so that decoding can be checked against it.
    pub records: u64,
    /// How many of its records were so long that they went to the quarantine already; not in `text`.
    pub rejected: u64,
    /// What is wrong with those.
    pub remarks: Vec<Remark>,
    /// The records' bytes.
    pub text: Vec<u8>,
    /// Whether a quote character occurs, so that fields may hold delimiters and line ends.
    pub quoted: bool,
}

impl Chunk {
    /// A whole file as one record.
    pub fn whole(text: Vec<u8>) -> Chunk {
        Chunk { sequence: 0, first_line: 1, records: 1, rejected: 0, remarks: Vec::new(), text, quoted: false }
    }
}

/// Cuts a source into chunks.
pub struct Chunks<'a> {
    source: &'a Source,
    delimiter: Option<u8>,
    reader: Box<dyn Read + Send>,
    rest: Vec<u8>,
    line: u64,
    sequence: u64,
    ended: bool,
}

/// Where a scan of records has got to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Unquoted,
    Quoted,
    QuoteInQuoted,
}

/// The end of the last whole record in `text` and the number of records and lines up to it.
struct Whole {
    end: usize,
    records: u64,
    lines: u64,
}

/// Records end at a line end outside quotes; a quote opens only at the start of a field (RFC 4180).
///
/// Without a delimiter there are no quotes to look for.
fn whole_records(text: &[u8], delimiter: Option<u8>) -> Whole {
    let Some(delimiter) = delimiter else {
        let end = memrchr(b'\n', text).map_or(0, |i| i + 1);
        let lines = memchr_iter(b'\n', &text[..end]).count() as u64;
        return Whole { end, records: lines, lines };
    };
    let mut state = State::FieldStart;
    let (mut whole, mut lines) = (Whole { end: 0, records: 0, lines: 0 }, 0);
    for (i, &byte) in text.iter().enumerate() {
        lines += u64::from(byte == b'\n');
        state = match (state, byte) {
            (State::FieldStart, b'"') | (State::QuoteInQuoted, b'"') => State::Quoted,
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) => State::Quoted,
            (_, b'\n') => {
                whole = Whole { end: i + 1, records: whole.records + 1, lines };
                State::FieldStart
            }
            (_, d) if d == delimiter => State::FieldStart,
            _ => State::Unquoted,
        };
    }
    whole
}

impl<'a> Chunks<'a> {
    /// Cuts `source` from its beginning; a header is the first record of the first chunk.
    ///
    /// Without a `delimiter` every line is a record and quotes mean nothing, as in JSON lines.
    pub fn new(source: &'a Source, delimiter: Option<u8>) -> Result<Self, ReadError> {
        Ok(Self::over(source, source.reader()?, delimiter))
    }

    /// Cuts text that `source` was turned into.
    pub fn over(source: &'a Source, reader: Box<dyn Read + Send>, delimiter: Option<u8>) -> Self {
        Chunks { source, delimiter, reader, rest: Vec::new(), line: 1, sequence: 0, ended: false }
    }

    /// The next chunk, or `None` behind the last.
    ///
    /// **Errors** [`ReadError`] when the stream is cut off or damaged; nothing behind that can be read.
    pub fn next_chunk(&mut self) -> Result<Option<Chunk>, ReadError> {
        let mut text = std::mem::take(&mut self.rest);
        let mut wanted = CHUNK_BYTES;
        loop {
            self.fill(&mut text, wanted)?;
            if text.is_empty() {
                return Ok(None);
            }
            if self.ended && text.last() != Some(&b'\n') {
                text.push(b'\n');
            }
            let quoted = self.delimiter.is_some() && memchr(b'"', &text).is_some();
            let whole = whole_records(&text, self.delimiter.filter(|_| quoted));
            if whole.end > 0 {
                self.rest = text.split_off(whole.end);
                return Ok(Some(self.chunk(text, whole.records, whole.lines, quoted)));
            }
            if text.len() >= MAX_RECORD_BYTES || self.ended {
                return self.too_long(text).map(Some);
            }
            wanted = text.len() + CHUNK_BYTES;
        }
    }

    fn fill(&mut self, text: &mut Vec<u8>, wanted: usize) -> Result<(), ReadError> {
        while !self.ended && text.len() < wanted {
            let missing = (wanted - text.len()) as u64;
            let read = self.reader.by_ref().take(missing).read_to_end(text);
            let line = self.line + memchr_iter(b'\n', text).count() as u64;
            let read = read.map_err(|error| self.source.stream_error(error, line.saturating_sub(1)))?;
            self.ended = read == 0;
        }
        Ok(())
    }

    fn chunk(&mut self, text: Vec<u8>, records: u64, lines: u64, quoted: bool) -> Chunk {
        let first_line = self.line;
        self.line += lines;
        self.sequence += 1;
        Chunk { sequence: self.sequence - 1, first_line, records, rejected: 0, remarks: Vec::new(), text, quoted }
    }

    /// Rejects the line the record begins on and resumes behind it: either the line itself has no end in sight, or a
    /// quote that opens on it never closes.
    fn too_long(&mut self, mut text: Vec<u8>) -> Result<Chunk, ReadError> {
        let mut remarks = Remarks::new(&self.source.name);
        let line_end = memchr(b'\n', &text);
        let (reason, expected) = match line_end {
            Some(_) => ("a quote opens on this line and never closes", "a closing quote, or the quote doubled"),
            None => ("the line is longer than 16 MiB", "one record a line"),
        };
        let _rejected = remarks.reject(self.line, &Named::default(), &text, reason, expected);
        match line_end {
            Some(end) => self.rest = text.split_off(end + 1),
            None => self.skip_line()?,
        }
        let mut chunk = self.chunk(Vec::new(), 1, 1, false);
        chunk.rejected = 1;
        chunk.remarks = remarks.take();
        Ok(chunk)
    }

    fn skip_line(&mut self) -> Result<(), ReadError> {
        while !self.ended {
            let mut text = Vec::new();
            self.fill(&mut text, CHUNK_BYTES)?;
            if let Some(end) = memchr(b'\n', &text) {
                self.rest = text.split_off(end + 1);
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Calls `row` with the line and the fields of each record of a chunk; returns how many blank lines were passed over.
///
/// Without a delimiter a record is one field.
pub fn each_record(chunk: &Chunk, delimiter: Option<u8>, mut row: impl FnMut(u64, &[&[u8]])) -> u64 {
    let mut fields: Vec<&[u8]> = Vec::new();
    if let (true, Some(delimiter)) = (chunk.quoted, delimiter) {
        return each_quoted_record(chunk, delimiter, row);
    }
    let (mut blank, mut line, mut start) = (0, chunk.first_line, 0);
    for end in memchr_iter(b'\n', &chunk.text) {
        let record = &chunk.text[start..end];
        let record = record.strip_suffix(b"\r").unwrap_or(record);
        if record.is_empty() {
            blank += 1;
        } else {
            fields.clear();
            match delimiter {
                Some(delimiter) => split(record, delimiter, &mut fields),
                None => fields.push(record),
            }
            row(line, &fields);
        }
        line += 1;
        start = end + 1;
    }
    blank
}

/// Splits a record without quotes. Fields are short, so a plain loop beats a search for each delimiter.
fn split<'a>(record: &'a [u8], delimiter: u8, fields: &mut Vec<&'a [u8]>) {
    let mut start = 0;
    for (i, &byte) in record.iter().enumerate() {
        if byte == delimiter {
            fields.push(&record[start..i]);
            start = i + 1;
        }
    }
    fields.push(&record[start..]);
}

fn each_quoted_record(chunk: &Chunk, delimiter: u8, mut row: impl FnMut(u64, &[&[u8]])) -> u64 {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_reader(chunk.text.as_slice());
    let mut record = csv::ByteRecord::new();
    let mut read = 0;
    // Reading from memory, without a header and with any number of fields, the reader has no error to give.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let line = chunk.first_line + record.position().map_or(0, |p| p.line() - 1);
        let mut fields: Vec<&[u8]> = record.iter().collect();
        if let Some(last) = fields.last_mut() {
            *last = last.strip_suffix(b"\r").unwrap_or(last);
        }
        if fields.len() == 1 && fields[0].is_empty() {
            continue;
        }
        read += 1;
        row(line, &fields);
    }
    chunk.records - chunk.rejected - read
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Lines with their fields.
    type Rows = Vec<(u64, Vec<Vec<u8>>)>;

    fn read(text: &[u8]) -> (Rows, u64, u64, u64) {
        let source = Source::from_bytes("x", text.to_vec()).unwrap();
        let mut chunks = Chunks::new(&source, Some(b',')).unwrap();
        let (mut rows, mut records, mut blank, mut rejected) = (Vec::new(), 0, 0, 0);
        while let Some(chunk) = chunks.next_chunk().unwrap() {
            records += chunk.records;
            rejected += chunk.rejected;
            blank += each_record(&chunk, Some(b','), |line, fields| {
                rows.push((line, fields.iter().map(|f| f.to_vec()).collect()));
            });
        }
        (rows, records, blank, rejected)
    }

    #[test]
    fn lines_are_counted_through_blank_ones_and_quotes() {
        let (rows, records, blank, _) = read(b"a,b\r\n\r\n\"x\ny\",2\nlast,3");
        let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(rows[1].1, [b"x\ny".to_vec(), b"2".to_vec()]);
        assert_eq!(rows[2].1, [b"last".to_vec(), b"3".to_vec()]);
        assert_eq!(records, rows.len() as u64 + blank);
    }

    #[test]
    fn an_open_quote_costs_its_own_line_only() {
        let (rows, _, _, rejected) = read(b"a,b\n\"open,1\n2,3\n");
        assert_eq!(rejected, 1);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].1, [b"2".to_vec(), b"3".to_vec()]);
    }

    #[test]
    fn a_line_without_end_is_rejected_without_being_held() {
        let mut text = b"a,b\n".to_vec();
        text.extend(std::iter::repeat_n(b'x', 3 * MAX_RECORD_BYTES));
        text.extend(b"\n1,2\n");
        let (rows, records, _, rejected) = read(&text);
        assert_eq!((rows.len(), records, rejected), (2, 3, 1));
        assert_eq!(rows[1], (3, vec![b"1".to_vec(), b"2".to_vec()]));
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(table in prop::collection::vec(
            prop::collection::vec("[a-z,\"\n é]{0,6}", 3), 1..40)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            for record in &table {
                writer.write_record(record).unwrap();
            }
            let (rows, records, blank, rejected) = read(&writer.into_inner().unwrap());
            let read: Vec<Vec<String>> = rows.into_iter()
                .map(|(_, r)| r.into_iter().map(|f| String::from_utf8(f).unwrap()).collect()).collect();
            prop_assert_eq!(records, read.len() as u64 + blank + rejected);
            prop_assert_eq!(read, table);
        }
    }
}
