//! Synthetic records in the format of a file: any number of rows that keep its margins, and no row of a person.
//!
//! Here the generator is fitted and described; counting is in `count`, the tree in `tree`, drawing in `alias`, making
//! and writing rows in `write`. What may be published of sensitive records is not decided here but by `turnstone
//! release`.

mod alias;
mod count;
#[cfg(test)]
mod tests;
mod tree;
mod write;

use crate::codec::chunk::each_record;
use crate::codec::source::ReadError;
use crate::codec::{Codec, Dataset, Format};
use alias::Conditional;
use count::{Counter, Counts};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
pub use tree::Edge;
use write::Group;

/// How many different values all columns of a file may have together: the generator is for columns of few values, and
/// its memory grows with the square of this number (it stays under half a gibibyte).
pub const MAX_VALUES: usize = 8_192;

/// A generator cannot be fitted to a file.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file may hold records of people.
    #[error(
        "{path} is read as {codec}, which may hold records of people: rows fitted to it could give them away. Fit to a \
         synthetic file of the CTDC (37 or 27 columns), or publish through `turnstone release`"
    )]
    NotSynthetic {
        /// The file.
        path: String,
        /// How its columns are understood.
        codec: String,
    },
    /// The rows are not laid out as delimited text.
    #[error("{path} is {format}; rows are generated in the layout of csv or tsv only, so fit to such a file")]
    Layout {
        /// The file.
        path: String,
        /// How its rows are laid out.
        format: &'static str,
    },
    /// There is nothing to fit to.
    #[error("{path} has a header and no row to fit to ({left_out} rows have another number of fields than the header)")]
    NoRows {
        /// The file.
        path: String,
        /// Rows that could not be used.
        left_out: u64,
    },
    /// The columns are not of few values.
    #[error(
        "{path}: at line {line} its columns have more than {MAX_VALUES} different values together, most of them in \
         `{column}` ({values}); drop columns of free text, names or numbers, or group their values"
    )]
    TooManyValues {
        /// The file.
        path: String,
        /// The line where the limit is passed.
        line: u64,
        /// The column with most values.
        column: String,
        /// How many it has.
        values: usize,
    },
}

/// What a generator was fitted to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// The file's name, without its folder.
    pub name: String,
    /// How its columns are understood.
    pub codec: String,
    /// The SHA-256 in hexadecimal and the size of the file as it lies on disk.
    pub digest: Option<(String, u64)>,
    /// Rows it was fitted to.
    pub rows: u64,
    /// Rows with another number of fields than the header, and lines too long to read: not fitted to.
    pub left_out: u64,
}

/// One column's place in the order of drawing.
struct Step {
    column: usize,
    /// The column it depends on; none for the root.
    parent: Option<usize>,
    table: Conditional,
}

/// A fitted model of a file's columns that makes rows like its own.
///
/// **Source** Chow & Liu (1968), *Approximating discrete probability distributions with dependence trees*, IEEE
/// Transactions on Information Theory 14(3); Walker (1977), ACM Transactions on Mathematical Software 3(3), and Vose
/// (1991), IEEE Transactions on Software Engineering 17(9), for drawing.
///
/// **Method** The tree over all columns whose edges carry most mutual information together; a value that is missing
/// is a value like any other. A row is drawn down the tree: the root from its counts, every other column from its
/// counts given the value of its parent. So each column's shares, and those of each pair that is an edge, are those
/// of the file in expectation; dependence between columns that are not neighbours is kept as far as the tree carries
/// it. What never occurs together on an edge is never made.
///
/// The counts are used as they are, **without differential privacy**: a rare combination in the file comes out as often
/// as it went in. Never fit it to sensitive records for publication; that is what `turnstone release` is for. Files
/// whose rows are not synthetic themselves are refused.
pub struct Generator {
    fitted: Fitted,
    header: Vec<String>,
    delimiter: u8,
    /// In the order in which they joined the tree.
    edges: Vec<Edge>,
    steps: Vec<Step>,
    groups: Vec<Group>,
}

impl Generator {
    /// Fits to all rows of a file whose rows are synthetic.
    ///
    /// **Cost** One pass; for each row and pair of columns one increment. Memory for the counts of all pairs.
    ///
    /// **Errors** [`GenerateError`]; the file as a whole is refused unless its codec says that its rows are synthetic.
    pub fn fit(dataset: &Dataset) -> Result<Generator, GenerateError> {
        let path = dataset.source.name.clone();
        if !is_synthetic(&dataset.codec) {
            return Err(GenerateError::NotSynthetic { path, codec: dataset.codec.name() });
        }
        let Format::Delimited(delimiter) = dataset.format else {
            return Err(GenerateError::Layout { path, format: dataset.format.name() });
        };
        let columns = dataset.header.len();
        let (mut counter, mut left_out, mut header) = (Counter::new(columns), 0, true);
        let mut pieces = dataset.pieces()?;
        while let Some(chunk) = pieces.next_piece()? {
            left_out += chunk.rejected;
            let mut passed = None;
            each_record(&chunk, Some(delimiter), |line, fields| {
                if std::mem::take(&mut header) {
                    return;
                }
                if fields.len() != columns {
                    left_out += 1;
                } else if counter.add(fields) > MAX_VALUES && passed.is_none() {
                    passed = Some(line);
                }
            });
            if let Some(line) = passed {
                let (column, values) = counter.widest();
                let column = dataset.header[column].clone();
                return Err(GenerateError::TooManyValues { path, line, column, values });
            }
        }
        let counts = counter.finish();
        if counts.rows == 0 {
            return Err(GenerateError::NoRows { path, left_out });
        }
        let name = file_name(&path);
        let digest = dataset.source.digest().get();
        let fitted = Fitted { name, codec: dataset.codec.name(), digest, rows: counts.rows, left_out };
        Ok(Generator::of_counts(fitted, dataset.header.clone(), delimiter, &counts))
    }

    /// The model of counts of at least one row.
    fn of_counts(fitted: Fitted, header: Vec<String>, delimiter: u8, counts: &Counts) -> Generator {
        let edges = tree::spanning_tree(counts.values.len(), |a, b| counts.mutual_information(a, b));
        let root = counts.one_way.first().map(|counts| {
            let table = Conditional::new([counts.clone()]);
            Step { column: 0, parent: None, table }
        });
        let children = edges.iter().map(|edge| Step {
            column: edge.child,
            parent: Some(edge.parent),
            table: Conditional::new(counts.given(edge.parent, edge.child)),
        });
        let steps = root.into_iter().chain(children).collect();
        let groups = write::groups(&counts.values, delimiter);
        Generator { fitted, header, delimiter, edges, steps, groups }
    }

    /// What it was fitted to.
    pub fn fitted(&self) -> &Fitted {
        &self.fitted
    }

    /// The edges of the tree, parents before children; columns are positions in [`Generator::header`].
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The columns it makes.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The text that lies beside a generated file and says what it is and how to make it again.
    ///
    /// **Arguments** `output`: the generated file, of which only the name is told; `rows` and `seed` as given to
    /// [`Generator::write`].
    pub fn provenance(&self, output: &str, rows: u64, seed: u64) -> String {
        let output = file_name(output);
        let Fitted { name, codec, digest, rows: fitted, left_out } = &self.fitted;
        let (sha256, bytes) =
            digest.as_ref().map_or(("not known".into(), "not known".into()), |(d, b)| (d.clone(), b.to_string()));
        let mut text = format!(
            "SYNTHETIC RECORDS. No row describes a person, and no count of rows is a finding about the world.\n\n\
             file: {output}\n\
             rows: {rows}\n\
             columns: {codec}\n\
             made by: turnstone {version}, generate\n\
             seed: {seed}\n\
             fitted to: {name}\n\
             sha-256 of that file: {sha256}\n\
             bytes of that file: {bytes}\n\
             rows fitted to: {fitted}\n\
             rows left out (wrong number of fields): {left_out}\n\n\
             Method: dependence tree of Chow and Liu (1968). The shares of each column, and of each pair listed\n\
             below, are those of the file it was fitted to, but for chance; other dependence is kept only as far\n\
             as these pairs carry it. The tree was fitted without differential privacy: what holds for publishing\n\
             that file holds for this one.\n\n\
             parent, child, mutual information (nats):\n",
            version = env!("CARGO_PKG_VERSION"),
        );
        for Edge { parent, child, information } in &self.edges {
            let _ = writeln!(text, "{}, {}, {information:.6}", self.header[*parent], self.header[*child]);
        }
        text
    }
}

/// A path without its folders, which are nobody's business.
fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

/// Whether a codec says of itself that every row is synthetic.
fn is_synthetic(codec: &Codec) -> bool {
    match codec {
        Codec::Ctdc(generation) => generation.is_synthetic(),
        // The others' rows may be anybody's, whatever the file is called.
        _ => false,
    }
}

/// Where the text of [`Generator::provenance`] goes: beside the generated file, `out.csv.PROVENANCE.txt`.
pub fn provenance_path(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".PROVENANCE.txt");
    PathBuf::from(name)
}

/// A name for a generated file that says what it is: `cases.csv` becomes `cases.synthetic.csv`. A name that says so
/// already stays.
pub fn marked(output: &Path) -> PathBuf {
    let Some(name) = output.file_name().and_then(|n| n.to_str()) else { return output.to_owned() };
    if name.to_ascii_lowercase().contains("synthetic") {
        return output.to_owned();
    }
    output.with_file_name(match name.split_once('.') {
        Some((stem, extensions)) if !stem.is_empty() => format!("{stem}.synthetic.{extensions}"),
        _ => format!("{name}.synthetic"),
    })
}
