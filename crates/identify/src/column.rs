//! Running a graph over the columns of a batch, 64 rows a step.
//!
//! Every operation gives two planes of bits (yes, no); a plane that is zero for the whole batch is not computed at all,
//! so that facts nobody recorded cost nothing. [`crate::explain::truths`] is the reference for one row.

use crate::graph::{Graph, Op, OpId};
use crate::planes::last_mask;
use arrow::array::{Array, BooleanArray};
use arrow::buffer::BooleanBuffer;
use std::borrow::Cow;

/// How many words of rows run through the whole graph at once: what fits the processor's inner caches.
pub(crate) const CHUNK: usize = 512;

/// The bits of an Arrow buffer as words: the whole ones where they stand, and the rest.
#[derive(Clone)]
struct Bits<'a> {
    whole: Cow<'a, [[u8; 8]]>,
    rest: [u8; 8],
}

impl<'a> Bits<'a> {
    fn new(buffer: &'a BooleanBuffer) -> Bits<'a> {
        let rows = buffer.len();
        let bytes = buffer.values().get(buffer.offset() / 8..).unwrap_or_default();
        let shift = buffer.offset() % 8;
        if shift == 0 {
            let (words, _) = bytes.as_chunks::<8>();
            let whole = &words[..(rows / 64).min(words.len())];
            let mut rest = [0; 8];
            let left = bytes.get(whole.len() * 8..).unwrap_or_default();
            let left = &left[..left.len().min(8)];
            rest[..left.len()].copy_from_slice(left);
            return Bits { whole: Cow::Borrowed(whole), rest };
        }
        let byte = |i: usize| bytes.get(i).copied().unwrap_or(0);
        let word = |w: usize| {
            let bytes = std::array::from_fn(|i| byte(w * 8 + i));
            (u64::from_le_bytes(bytes) >> shift | u64::from(byte(w * 8 + 8)) << (64 - shift)).to_le_bytes()
        };
        Bits { whole: (0..rows / 64).map(word).collect(), rest: word(rows / 64) }
    }

    /// The words from `from` on, `count` of them: the whole ones, and the rest if it is one of them.
    fn run(&self, from: usize, count: usize) -> Run<'_> {
        let end = (from + count).min(self.whole.len());
        let whole = self.whole.get(from..end).unwrap_or_default();
        Run { whole, rest: (whole.len() < count).then_some(self.rest) }
    }
}

#[derive(Clone, Copy)]
struct Run<'a> {
    whole: &'a [[u8; 8]],
    rest: Option<[u8; 8]>,
}

/// What a batch holds of one fact.
enum Leaf<'a> {
    /// Nothing.
    Unknown,
    /// Yes or nothing: values and validity are the same bits.
    Present(Bits<'a>),
    /// Yes or no everywhere.
    Total(Bits<'a>),
    /// Values, and where they are valid.
    Nullable(Bits<'a>, Bits<'a>),
}

impl<'a> Leaf<'a> {
    fn new(array: &'a BooleanArray) -> Leaf<'a> {
        let values = array.values();
        match array.nulls() {
            None => Leaf::Total(Bits::new(values)),
            Some(nulls) if nulls.null_count() == array.len() => Leaf::Unknown,
            Some(nulls) if nulls.null_count() == 0 => Leaf::Total(Bits::new(values)),
            Some(nulls) if nulls.inner().ptr_eq(values) => Leaf::Present(Bits::new(values)),
            Some(nulls) => Leaf::Nullable(Bits::new(values), Bits::new(nulls.inner())),
        }
    }
}

/// One of the two planes of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Yes,
    No,
}

impl Side {
    fn other(self) -> Side {
        match self {
            Side::Yes => Side::No,
            Side::No => Side::Yes,
        }
    }
}

/// Where the words of a plane come from.
enum Words<'a> {
    Zero,
    Computed(&'a [u64]),
    Bits(Run<'a>),
    Inverse(Run<'a>),
    Both(Run<'a>, Run<'a>),
    SecondOnly(Run<'a>, Run<'a>),
}

/// `acc = f(acc, word)` for every word of a plane.
#[inline(always)]
fn fold(acc: &mut [u64], words: &Words<'_>, f: impl Fn(u64, u64) -> u64 + Copy) {
    #[inline(always)]
    fn one(acc: &mut [u64], a: &Run<'_>, f: impl Fn(u64, u64) -> u64) {
        let (whole, rest) = acc.split_at_mut(a.whole.len().min(acc.len()));
        whole.iter_mut().zip(a.whole).for_each(|(acc, a)| *acc = f(*acc, u64::from_le_bytes(*a)));
        if let (Some(acc), Some(a)) = (rest.first_mut(), a.rest) {
            *acc = f(*acc, u64::from_le_bytes(a));
        }
    }
    #[inline(always)]
    fn two(acc: &mut [u64], a: &Run<'_>, b: &Run<'_>, f: impl Fn(u64, u64, u64) -> u64) {
        let (whole, rest) = acc.split_at_mut(a.whole.len().min(acc.len()));
        for ((acc, a), b) in whole.iter_mut().zip(a.whole).zip(b.whole) {
            *acc = f(*acc, u64::from_le_bytes(*a), u64::from_le_bytes(*b));
        }
        if let (Some(acc), Some(a), Some(b)) = (rest.first_mut(), a.rest, b.rest) {
            *acc = f(*acc, u64::from_le_bytes(a), u64::from_le_bytes(b));
        }
    }
    match words {
        Words::Zero => acc.iter_mut().for_each(|acc| *acc = f(*acc, 0)),
        Words::Computed(words) => acc.iter_mut().zip(*words).for_each(|(acc, word)| *acc = f(*acc, *word)),
        Words::Bits(a) => one(acc, a, f),
        Words::Inverse(a) => one(acc, a, |acc, a| f(acc, !a)),
        Words::Both(a, b) => two(acc, a, b, |acc, a, b| f(acc, a & b)),
        Words::SecondOnly(a, b) => two(acc, a, b, |acc, a, b| f(acc, !a & b)),
    }
}

/// How many words [`fold_pairs`] keeps in the processor's registers.
const BLOCK: usize = 16;

/// `acc = f(acc, a, b)` for every word of every pair of planes: the pairs run inside, a block of words outside, so that
/// `acc` is read and written once.
#[inline(always)]
fn fold_pairs(acc: &mut [u64], pairs: &[(Run<'_>, Run<'_>)], f: impl Fn(u64, u64, u64) -> u64) {
    let word = |run: &Run<'_>, w: usize| u64::from_le_bytes(run.whole.get(w).copied().or(run.rest).unwrap_or_default());
    let mut from = 0;
    for block in acc.chunks_mut(BLOCK) {
        if let Ok(block) = <&mut [u64; BLOCK]>::try_from(&mut *block)
            && pairs.iter().all(|(a, b)| a.whole.len().min(b.whole.len()) >= from + BLOCK)
        {
            let mut local = *block;
            for (a, b) in pairs {
                let runs = (a.whole[from..].first_chunk::<BLOCK>(), b.whole[from..].first_chunk::<BLOCK>());
                let (Some(a), Some(b)) = runs else { continue };
                for i in 0..BLOCK {
                    local[i] = f(local[i], u64::from_le_bytes(a[i]), u64::from_le_bytes(b[i]));
                }
            }
            *block = local;
        } else {
            for (w, acc) in (from..).zip(block) {
                *acc = pairs.iter().fold(*acc, |acc, (a, b)| f(acc, word(a, w), word(b, w)));
            }
        }
        from += BLOCK;
    }
}

/// `acc = f(acc, word)` for every word of every plane.
#[inline(always)]
fn fold_all<'a>(acc: &mut [u64], planes: impl Iterator<Item = Words<'a>>, f: impl Fn(u64, u64) -> u64 + Copy) {
    let (mut both, mut second) = (Vec::new(), Vec::new());
    for plane in planes {
        match plane {
            Words::Both(a, b) => both.push((a, b)),
            Words::SecondOnly(a, b) => second.push((a, b)),
            plane => fold(acc, &plane, f),
        }
    }
    if !both.is_empty() {
        fold_pairs(acc, &both, |acc, a, b| f(acc, a & b));
    }
    if !second.is_empty() {
        fold_pairs(acc, &second, |acc, a, b| f(acc, !a & b));
    }
}

/// Where an operation's plane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Plane {
    /// Nowhere set, in any row of the batch.
    Zero,
    /// In this register.
    Register(usize),
    /// That of another operation, already in its place or of a fact.
    Of(OpId, Side),
}

/// A graph set up for the columns of one batch.
pub(crate) struct Columns<'a> {
    graph: &'a Graph,
    rows: usize,
    /// By operation; `Unknown` for those that are no facts.
    leaves: Vec<Leaf<'a>>,
    /// By operation: yes and no.
    planes: Vec<[Plane; 2]>,
    registers: Vec<u64>,
    counters: Vec<u64>,
    /// How many words a register has.
    width: usize,
    /// The first word of the chunk and how many it has.
    chunk: (usize, usize),
}

impl<'a> Columns<'a> {
    /// Plans the run: finds what is zero for the whole batch and gives registers to the rest.
    pub fn new(graph: &'a Graph, rows: usize, column: impl Fn(turnstone_model::Fact) -> &'a BooleanArray) -> Self {
        let leaves = graph.ops.iter().map(|op| match op {
            Op::Fact(fact) => Leaf::new(column(*fact)),
            _ => Leaf::Unknown,
        });
        let leaves: Vec<Leaf<'a>> = leaves.collect();
        let mut planes: Vec<[Plane; 2]> = Vec::with_capacity(leaves.len());
        let mut used = 0;
        for (id, op) in graph.ops.iter().enumerate() {
            let zero = |id: OpId, side: Side| planes[id][side as usize] == Plane::Zero;
            let any_zero = |of: &[OpId], side| of.iter().any(|id| zero(*id, side));
            let all_zero = |of: &[OpId], side| of.iter().all(|id| zero(*id, side));
            let is_zero = match op {
                Op::Fact(_) => match leaves[id] {
                    Leaf::Unknown => [true, true],
                    Leaf::Present(_) => [false, true],
                    Leaf::Total(_) | Leaf::Nullable(..) => [false, false],
                },
                Op::Fill { fact, when, is_yes } => {
                    [*is_yes && zero(*fact, Side::Yes) && zero(*when, Side::Yes), zero(*fact, Side::No)]
                }
                Op::Not(inner) => [zero(*inner, Side::No), zero(*inner, Side::Yes)],
                Op::And(of) => [any_zero(of, Side::Yes), all_zero(of, Side::No)],
                Op::Or(of) => [all_zero(of, Side::Yes), any_zero(of, Side::No)],
                Op::AtLeast(n, of) => {
                    let alive = |side| of.iter().filter(|id| !zero(**id, side)).count();
                    [alive(Side::Yes) < *n, alive(Side::No) < of.len() - n + 1]
                }
            };
            let plane = |side: Side| match op {
                _ if is_zero[side as usize] => Plane::Zero,
                Op::Fact(_) => Plane::Of(id, side),
                Op::Fill { fact, .. } if side == Side::No => planes[*fact][side as usize],
                Op::Not(inner) => planes[*inner][side.other() as usize],
                _ => {
                    used += 1;
                    Plane::Register(used - 1)
                }
            };
            let both = [Side::Yes, Side::No].map(plane);
            planes.push(both);
        }
        let width = CHUNK.min(rows.div_ceil(64));
        let registers = vec![0; used * width];
        Columns { graph, rows, leaves, planes, registers, counters: Vec::new(), width, chunk: (0, width) }
    }

    /// Runs `each` after every chunk with the chunk's first word and number of words.
    pub fn run(&mut self, mut each: impl FnMut(&Columns<'a>, usize, usize)) {
        let words = self.rows.div_ceil(64);
        for from in (0..words).step_by(self.width.max(1)) {
            self.chunk = (from, self.width.min(words - from));
            for id in 0..self.graph.ops.len() {
                for side in [Side::Yes, Side::No] {
                    if let Plane::Register(register) = self.planes[id][side as usize] {
                        self.compute(id, side, register);
                    }
                }
            }
            each(self, from, self.chunk.1);
        }
    }

    /// Whether a plane is zero in the whole batch.
    pub fn is_zero(&self, id: OpId, side: Side) -> bool {
        self.planes[id][side as usize] == Plane::Zero
    }

    /// `acc |= plane`, for the words of the chunk.
    pub fn or_into(&self, acc: &mut [u64], id: OpId, side: Side) {
        let words = words(&self.leaves, &self.planes, &self.registers, self.chunk, self.width, id, side);
        fold(acc, &words, |acc, word| acc | word);
    }

    /// `acc |= yes | no`, for the words of the chunk.
    pub fn or_known_into(&self, acc: &mut [u64], id: OpId) {
        match &self.leaves[id] {
            Leaf::Nullable(_, valid) => {
                let run = valid.run(self.chunk.0, self.chunk.1);
                fold(acc, &Words::Bits(run), |acc, word| acc | word);
            }
            _ => {
                self.or_into(acc, id, Side::Yes);
                self.or_into(acc, id, Side::No);
            }
        }
    }

    fn compute(&mut self, id: OpId, side: Side, register: usize) {
        let Columns { graph, leaves, planes, registers, counters, width, chunk, .. } = self;
        let width = *width;
        // Registers are given in order, so that every operand stands before what uses it.
        let (before, rest) = registers.split_at_mut(register * width);
        let acc = &mut rest[..chunk.1];
        let words = |id, side| words(leaves, planes, before, *chunk, width, id, side);
        let zero = |id: OpId, side: Side| planes[id][side as usize] == Plane::Zero;
        match (&graph.ops[id], side) {
            (Op::And(of), Side::Yes) | (Op::Or(of), Side::No) => {
                acc.fill(u64::MAX);
                fold_all(acc, of.iter().map(|id| words(*id, side)), |acc, word| acc & word);
            }
            (Op::And(of), Side::No) | (Op::Or(of), Side::Yes) => {
                acc.fill(0);
                let alive = of.iter().filter(|id| !zero(**id, side));
                fold_all(acc, alive.map(|id| words(*id, side)), |acc, word| acc | word);
            }
            (Op::AtLeast(n, of), _) => {
                let needed = if side == Side::Yes { *n } else { of.len() - n + 1 };
                let alive: Vec<Words<'_>> =
                    of.iter().filter(|id| !zero(**id, side)).map(|id| words(*id, side)).collect();
                at_least(acc, needed, &alive, counters);
            }
            (Op::Fill { fact, when, is_yes }, _) => {
                acc.fill(0);
                fold(acc, &words(*when, Side::Yes), |acc, word| acc | if *is_yes { word } else { !word });
                fold(acc, &words(*fact, Side::No), |acc, word| acc & !word);
                fold(acc, &words(*fact, Side::Yes), |acc, word| acc | word);
            }
            // Facts and negations have no registers.
            (Op::Fact(_) | Op::Not(_), _) => {}
        }
    }
}

/// Where a plane's words are in this chunk.
fn words<'r>(
    leaves: &'r [Leaf<'_>],
    planes: &[[Plane; 2]],
    registers: &'r [u64],
    chunk: (usize, usize),
    width: usize,
    id: OpId,
    side: Side,
) -> Words<'r> {
    let (id, side) = match planes[id][side as usize] {
        Plane::Zero => return Words::Zero,
        Plane::Register(register) => return Words::Computed(&registers[register * width..][..chunk.1]),
        Plane::Of(id, side) => (id, side),
    };
    let run = |bits: &'r Bits<'_>| bits.run(chunk.0, chunk.1);
    match (&leaves[id], side) {
        (Leaf::Unknown, _) | (Leaf::Present(_), Side::No) => Words::Zero,
        (Leaf::Present(values) | Leaf::Total(values), Side::Yes) => Words::Bits(run(values)),
        (Leaf::Total(values), Side::No) => Words::Inverse(run(values)),
        (Leaf::Nullable(values, valid), Side::Yes) => Words::Both(run(values), run(valid)),
        (Leaf::Nullable(values, valid), Side::No) => Words::SecondOnly(run(values), run(valid)),
    }
}

/// Where at least `n` of the planes are set: each row's count as bits, compared with `n`.
fn at_least(acc: &mut [u64], n: usize, planes: &[Words<'_>], counters: &mut Vec<u64>) {
    let bits = (usize::BITS - planes.len().leading_zeros()) as usize;
    let length = acc.len();
    counters.clear();
    counters.resize(length * bits, 0);
    for plane in planes {
        acc.fill(0);
        fold(acc, plane, |_, word| word);
        for counter in counters.chunks_exact_mut(length) {
            for (bit, carry) in counter.iter_mut().zip(acc.iter_mut()) {
                (*bit, *carry) = (*bit ^ *carry, *bit & *carry);
            }
        }
    }
    // From the highest bit down: greater so far, or equal so far.
    for (w, acc) in acc.iter_mut().enumerate() {
        let (mut greater, mut equal) = (0, u64::MAX);
        for bit in (0..bits).rev() {
            let count = counters[bit * length + w];
            if n >> bit & 1 == 0 {
                (greater, equal) = (greater | equal & count, equal & !count);
            } else {
                equal &= count;
            }
        }
        *acc = greater | equal;
    }
}

/// The rows of a chunk that are rows of the batch.
pub(crate) fn mask_rows(words: &mut [u64], from: usize, rows: usize) {
    if from + words.len() == rows.div_ceil(64)
        && let Some(last) = words.last_mut()
    {
        *last &= last_mask(rows);
    }
}
