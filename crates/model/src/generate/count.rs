//! Counting for the generator: the values of each column and, for each pair of columns, how often each pair of values
//! occurs.

use super::tree::mutual_information;
use std::collections::HashMap;

/// How many rows are gathered before pairs are counted, so that one pair's counts are worked on at a time.
const GATHERED: usize = 16_384;

/// How many values a column may have before it is looked up in a map instead of a list.
const LISTED: usize = 8;

/// The values of one column, in the order they were first seen.
#[derive(Default)]
struct Dictionary {
    values: Vec<Vec<u8>>,
    index: HashMap<Vec<u8>, u16>,
    /// How often each occurs.
    counts: Vec<u64>,
    /// The code of the row before: rows of a file are often sorted.
    last: u16,
    /// The codes of the rows gathered.
    codes: Vec<u16>,
}

impl Dictionary {
    fn find(&self, value: &[u8]) -> Option<u16> {
        if self.values.get(usize::from(self.last)).is_some_and(|v| v == value) {
            return Some(self.last);
        }
        if self.values.len() <= LISTED {
            return self.values.iter().position(|v| v == value).map(|code| code as u16);
        }
        self.index.get(value).copied()
    }
}

/// Counts of one pair of columns: a cell for each value of the first and, next to each other, of the second.
#[derive(Default)]
struct Pair {
    /// Values of the first and of the second column.
    size: (usize, usize),
    cells: Vec<u64>,
}

impl Pair {
    /// Makes room for new values, which come behind the known ones.
    fn grow(&mut self, size: (usize, usize)) {
        if self.size.1 == size.1 {
            self.cells.resize(size.0 * size.1, 0);
        } else {
            let mut cells = vec![0; size.0 * size.1];
            if self.size.1 > 0 {
                for (to, from) in cells.chunks_exact_mut(size.1).zip(self.cells.chunks_exact(self.size.1)) {
                    to[..self.size.1].copy_from_slice(from);
                }
            }
            self.cells = cells;
        }
        self.size = size;
    }
}

/// Counts rows while they pass.
pub struct Counter {
    columns: Vec<Dictionary>,
    /// Of the columns `a < b`, in the order (0, 1), (0, 2), (1, 2), (0, 3), ….
    pairs: Vec<Pair>,
    rows: u64,
    values: usize,
    gathered: usize,
}

fn pair_index(a: usize, b: usize) -> usize {
    b * (b.saturating_sub(1)) / 2 + a
}

impl Counter {
    /// Counts rows of this many fields.
    pub fn new(columns: usize) -> Self {
        Counter {
            columns: std::iter::repeat_with(Dictionary::default).take(columns).collect(),
            pairs: std::iter::repeat_with(Pair::default).take(pair_index(0, columns)).collect(),
            rows: 0,
            values: 0,
            gathered: 0,
        }
    }

    /// Adds a row with as many fields as there are columns, unless it has values beyond
    /// [`MAX_VALUES`](super::MAX_VALUES): then nothing is counted any more. Returns how many values there are in all.
    pub fn add<F: AsRef<[u8]>>(&mut self, fields: &[F]) -> usize {
        for (column, field) in self.columns.iter_mut().zip(fields) {
            let value = field.as_ref();
            let code = column.find(value).unwrap_or_else(|| {
                self.values += 1;
                let code = column.values.len().min(super::MAX_VALUES) as u16;
                if self.values <= super::MAX_VALUES {
                    column.values.push(value.to_owned());
                    column.index.insert(value.to_owned(), code);
                    column.counts.push(0);
                }
                code
            });
            if let Some(count) = column.counts.get_mut(usize::from(code)) {
                *count += 1;
            }
            column.last = code;
            column.codes.push(code);
        }
        self.gathered += 1;
        if self.gathered == GATHERED {
            self.count();
        }
        self.values
    }

    /// The column with most values, and how many.
    pub fn widest(&self) -> (usize, usize) {
        let sizes = self.columns.iter().map(|column| column.values.len()).enumerate();
        sizes.max_by_key(|(column, values)| (*values, usize::MAX - column)).unwrap_or_default()
    }

    fn count(&mut self) {
        self.rows += std::mem::take(&mut self.gathered) as u64;
        if self.values <= super::MAX_VALUES {
            for (b, second) in self.columns.iter().enumerate() {
                for (a, first) in self.columns[..b].iter().enumerate() {
                    let pair = &mut self.pairs[pair_index(a, b)];
                    let size = (first.values.len(), second.values.len());
                    if pair.size != size {
                        pair.grow(size);
                    }
                    for (x, y) in first.codes.iter().zip(&second.codes) {
                        pair.cells[usize::from(*x) * size.1 + usize::from(*y)] += 1;
                    }
                }
            }
        }
        self.columns.iter_mut().for_each(|column| column.codes.clear());
    }

    /// The counts, with values in the order of their bytes: they do not depend on the order of the rows.
    pub fn finish(mut self) -> Counts {
        self.count();
        let orders: Vec<Vec<usize>> = self
            .columns
            .iter()
            .map(|column| {
                let mut order: Vec<usize> = (0..column.values.len()).collect();
                order.sort_by(|a, b| column.values[*a].cmp(&column.values[*b]));
                order
            })
            .collect();
        for (b, second) in orders.iter().enumerate() {
            for (a, first) in orders[..b].iter().enumerate() {
                let pair = &mut self.pairs[pair_index(a, b)];
                let cells = first.iter().flat_map(|x| second.iter().map(move |y| x * second.len() + y));
                pair.cells = cells.map(|cell| pair.cells[cell]).collect();
            }
        }
        let counts = self.columns.iter().zip(&orders);
        let one_way = counts.map(|(column, order)| order.iter().map(|i| column.counts[*i]).collect()).collect();
        let sorted = |(mut column, order): (Dictionary, &Vec<usize>)| {
            order.iter().map(|i| std::mem::take(&mut column.values[*i])).collect()
        };
        let values = self.columns.into_iter().zip(&orders).map(sorted).collect();
        Counts { rows: self.rows, values, one_way, pairs: self.pairs }
    }
}

/// How often values and pairs of values occur.
pub struct Counts {
    /// The rows counted.
    pub rows: u64,
    /// The values of each column, in the order of their bytes.
    pub values: Vec<Vec<Vec<u8>>>,
    /// How often each value of each column occurs.
    pub one_way: Vec<Vec<u64>>,
    pairs: Vec<Pair>,
}

impl Counts {
    /// How often the two columns have the values `x` and `y`.
    pub fn both(&self, (a, x): (usize, usize), (b, y): (usize, usize)) -> u64 {
        match a < b {
            true => self.pairs[pair_index(a, b)].cells[x * self.values[b].len() + y],
            false => self.pairs[pair_index(b, a)].cells[y * self.values[a].len() + x],
        }
    }

    /// For each value of `parent`, how often each value of `child` occurs with it.
    pub fn given(&self, parent: usize, child: usize) -> impl Iterator<Item = Vec<u64>> + '_ {
        let children = 0..self.values[child].len();
        let row = move |x| children.clone().map(|y| self.both((parent, x), (child, y))).collect();
        (0..self.values[parent].len()).map(row)
    }

    /// The mutual information of two columns, in nats.
    pub fn mutual_information(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (a.min(b), a.max(b));
        mutual_information(&self.pairs[pair_index(a, b)].cells, self.values[b].len())
    }
}
