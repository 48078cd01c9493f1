//! Office Open XML workbooks as delimited text, so that everything behind reads them like any other file.
//!
//! A sheet's row number stays the line number. A line break inside a cell becomes a blank, because no coded value holds
//! one.

use super::source::{ReadError, Source};
use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};
use std::io::Cursor;

/// How many rows may stand above the header: titles, publishers, dates.
const TITLE_ROWS: usize = 20;

/// The first sheet that holds anything, as rows of text; the first row is row 1 of the sheet.
///
/// **Errors** The file is no workbook, or none of its sheets holds anything.
pub fn rows(source: &Source) -> Result<Vec<Vec<String>>, ReadError> {
    let path = source.name.clone();
    let unreadable = |error: calamine::XlsxError| ReadError::Format {
        path: path.clone(),
        what: format!("cannot be read as a workbook ({error}); save it as .xlsx or .csv again"),
    };
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(source.read_all()?)).map_err(unreadable)?;
    for name in workbook.sheet_names().to_owned() {
        let range = workbook.worksheet_range(&name).map_err(unreadable)?;
        if range.used_cells().next().is_some() {
            return Ok(texts(&range));
        }
    }
    Err(ReadError::Empty { path })
}

fn texts(range: &Range<Data>) -> Vec<Vec<String>> {
    // A range begins at its first used cell; the cells before it are empty.
    let (above, left) = range.start().unwrap_or((0, 0));
    let empty = std::iter::repeat_n(Vec::new(), above as usize);
    let used = range.rows().map(|row| {
        let before = std::iter::repeat_n(String::new(), left as usize);
        before.chain(row.iter().map(text)).collect()
    });
    empty.chain(used).collect()
}

/// A cell as text: dates in ISO form, whole numbers without a decimal point.
fn text(cell: &Data) -> String {
    let text = match cell {
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    };
    text.replace(['\n', '\r'], " ")
}

/// The row that is a header, from 0: the first of the top rows that `known` knows, else the first that is not empty.
pub fn header_row(rows: &[Vec<String>], known: impl Fn(&[String]) -> bool) -> usize {
    let top = rows.iter().take(TITLE_ROWS);
    let by_codec = top.clone().position(|row| known(row));
    by_codec.or_else(|| rows.iter().position(|row| row.iter().any(|cell| !cell.is_empty()))).unwrap_or(0)
}

/// The rows from the header on as text with commas, all as wide as the header or wider; a row without anything in it, and
/// each row above the header, is an empty line.
pub fn delimited(rows: &[Vec<String>], header: usize) -> String {
    let width = rows.get(header).map_or(0, Vec::len);
    let mut text = "\n".repeat(header);
    for row in rows.iter().skip(header) {
        if row.iter().any(|cell| !cell.is_empty()) {
            for column in 0..width.max(row.len()) {
                let cell = row.get(column).map_or("", String::as_str);
                let separator = if column == 0 { "" } else { "," };
                if cell.contains([',', '"']) {
                    text += &format!("{separator}\"{}\"", cell.replace('"', "\"\""));
                } else {
                    text += separator;
                    text += cell;
                }
            }
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_numbers_stay_and_titles_are_passed_over() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write(0, 0, "A title").unwrap();
        sheet.write(2, 0, "year").unwrap();
        sheet.write(2, 1, "note").unwrap();
        sheet.write(3, 0, 2019).unwrap();
        sheet.write(3, 1, "two\nlines").unwrap();
        sheet.write(5, 1, "a \"b\", c").unwrap();
        let source = Source::from_bytes("x.xlsx", workbook.save_to_buffer().unwrap()).unwrap();
        let rows = rows(&source).unwrap();
        let header = header_row(&rows, |row| row.first().is_some_and(|cell| cell == "year"));
        assert_eq!(header, 2);
        assert_eq!(delimited(&rows, header), "\n\nyear,note\n2019,two lines\n\n,\"a \"\"b\"\", c\"\n");
    }

    #[test]
    fn what_is_no_workbook_says_so() {
        let source = Source::from_bytes("x.xlsx", b"PK\x03\x04 and then nothing".to_vec()).unwrap();
        assert!(matches!(rows(&source), Err(ReadError::Format { .. })));
    }
}
