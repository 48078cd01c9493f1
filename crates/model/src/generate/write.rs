//! Making rows in blocks and writing them in order, on any number of threads.
//!
//! Every block has its own random stream, so that what is written depends on the seed alone.

use super::Generator;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::io::{self, Write};
use std::sync::mpsc::sync_channel;

/// How many rows are made at a time: their values stay in the second-level cache.
pub const BLOCK_ROWS: usize = 8_192;

/// How many combinations of neighbouring columns are rendered ahead as one text.
const RENDERED: usize = 4_096;

/// The length up to which a text is copied as one piece of fixed size.
const COPIED: usize = 32;

/// Neighbouring columns whose combinations of values are rendered ahead.
pub struct Group {
    /// Each column, and what its code is multiplied with in the combination.
    strides: Vec<(usize, u16)>,
    /// Where each combination's text begins and how long it is, the delimiter or line end behind it included.
    texts: Vec<(u32, u32)>,
    /// The texts, with [`COPIED`] bytes behind the last.
    arena: Vec<u8>,
    longest: usize,
}

/// Cuts the columns into groups and renders them.
pub fn groups(values: &[Vec<Vec<u8>>], delimiter: u8) -> Vec<Group> {
    let (mut groups, mut start) = (Vec::new(), 0);
    while start < values.len() {
        let (mut end, mut combinations) = (start + 1, values[start].len());
        while end < values.len() && combinations * values[end].len() <= RENDERED {
            combinations *= values[end].len();
            end += 1;
        }
        groups.push(render(values, start, end, delimiter));
        start = end;
    }
    groups
}

fn render(values: &[Vec<Vec<u8>>], start: usize, end: usize, delimiter: u8) -> Group {
    let mut texts = vec![Vec::new()];
    let mut strides = Vec::new();
    for (column, own) in values.iter().enumerate().take(end).skip(start) {
        strides.push((column, texts.len() as u16));
        let behind = if column + 1 == values.len() { b'\n' } else { delimiter };
        let alone = values.len() == 1;
        texts = own
            .iter()
            .flat_map(|value| texts.iter().map(move |before| (before, value)))
            .map(|(before, value)| {
                let mut text = before.clone();
                push_field(&mut text, value, delimiter, alone);
                text.push(behind);
                text
            })
            .collect();
    }
    let mut group = Group { strides, texts: Vec::new(), arena: Vec::new(), longest: 0 };
    for text in texts {
        group.texts.push((group.arena.len() as u32, text.len() as u32));
        group.longest = group.longest.max(text.len());
        group.arena.extend(text);
    }
    group.arena.resize(group.arena.len() + COPIED, 0);
    group
}

/// Writes a field, in quotes where RFC 4180 needs them. A lone empty field is quoted, because a blank line is no row.
fn push_field(text: &mut Vec<u8>, value: &[u8], delimiter: u8, alone: bool) {
    let special = |byte: &u8| [delimiter, b'"', b'\n', b'\r'].contains(byte);
    if value.iter().any(special) || (alone && value.is_empty()) {
        text.push(b'"');
        for byte in value {
            text.extend(std::iter::repeat_n(*byte, 1 + usize::from(*byte == b'"')));
        }
        text.push(b'"');
    } else {
        text.extend_from_slice(value);
    }
}

/// One thread's room for a block.
struct Workbench {
    /// For each column, the code of each row.
    codes: Vec<Vec<u16>>,
    /// For each group, the combination of each row.
    combinations: Vec<Vec<u16>>,
    random: Vec<u64>,
    text: Vec<u8>,
    length: usize,
}

impl Generator {
    /// Writes a header and `rows` synthetic rows.
    ///
    /// **Method** Blocks of 8,192 rows, each with its own stream of ChaCha8 under a key made of the seed, and in it
    /// for each column its own place. The same generator, `rows` and `seed` give the same bytes on any number of
    /// `threads`, and the rows of a shorter file are the first rows of a longer one.
    ///
    /// **Cost** One random word of 64 bits and one look-up for each row and column; memory for a few blocks a thread.
    ///
    /// **Arguments** `threads`: how many make rows, at least one; with one, the caller's. `progress` is called with the
    /// rows written so far, on the caller's thread.
    ///
    /// **Errors** What `out` says; what was written until then stays written.
    pub fn write(
        &self,
        rows: u64,
        seed: u64,
        out: &mut impl Write,
        threads: usize,
        mut progress: impl FnMut(u64),
    ) -> io::Result<()> {
        let mut header = Vec::new();
        for (column, name) in self.header.iter().enumerate() {
            push_field(&mut header, name.as_bytes(), self.delimiter, self.header.len() == 1);
            header.push(if column + 1 == self.header.len() { b'\n' } else { self.delimiter });
        }
        out.write_all(&header)?;
        let blocks = rows.div_ceil(BLOCK_ROWS as u64);
        let size = |block: u64| (rows - block * BLOCK_ROWS as u64).min(BLOCK_ROWS as u64) as usize;
        let written = |block: u64| (block * BLOCK_ROWS as u64) + size(block) as u64;
        let threads = (threads.max(1) as u64).min(blocks);
        if threads <= 1 {
            let mut workbench = self.workbench();
            for block in 0..blocks {
                self.make(seed, block, size(block), &mut workbench);
                out.write_all(&workbench.text[..workbench.length])?;
                progress(written(block));
            }
            return out.flush();
        }
        std::thread::scope(|scope| {
            // Each thread makes every `threads`-th block and hands them over through a channel of its own: reading
            // the channels in turn gives the blocks in order, and no thread runs ahead by more than one.
            let made: Vec<_> = (0..threads)
                .map(|first| {
                    let (sender, receiver) = sync_channel(1);
                    scope.spawn(move || {
                        let mut workbench = self.workbench();
                        for block in (first..blocks).step_by(threads as usize) {
                            self.make(seed, block, size(block), &mut workbench);
                            // The receiver is gone only when writing has failed, and then nobody wants more.
                            if sender.send(workbench.text[..workbench.length].to_vec()).is_err() {
                                return;
                            }
                        }
                    });
                    receiver
                })
                .collect();
            for block in 0..blocks {
                let text = made[(block % threads) as usize].recv();
                out.write_all(&text.map_err(|_| io::Error::other("a thread that makes rows has stopped"))?)?;
                progress(written(block));
            }
            out.flush()
        })
    }

    fn workbench(&self) -> Workbench {
        let longest: usize = self.groups.iter().map(|group| group.longest).sum();
        Workbench {
            codes: vec![vec![0; BLOCK_ROWS]; self.header.len()],
            combinations: vec![vec![0; BLOCK_ROWS]; self.groups.len()],
            random: vec![0; BLOCK_ROWS],
            text: vec![0; BLOCK_ROWS * longest + COPIED],
            length: 0,
        }
    }

    /// Makes the first `rows` rows of a block.
    fn make(&self, seed: u64, block: u64, rows: usize, workbench: &mut Workbench) {
        let mut key = *b"\0\0\0\0\0\0\0\0turnstone generate 1    ";
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut chacha = ChaCha8Rng::from_seed(key);
        chacha.set_stream(block);
        for step in &self.steps {
            // A word of ChaCha has 32 bits.
            chacha.set_word_pos((step.column * BLOCK_ROWS * 2) as u128);
            let random = &mut workbench.random[..rows];
            random.iter_mut().for_each(|word| *word = chacha.next_u64());
            let mut own = std::mem::take(&mut workbench.codes[step.column]);
            let drawn = own.iter_mut().zip(random);
            match step.parent {
                None => drawn.for_each(|(code, random)| *code = step.table.draw(0, *random)),
                Some(parent) => drawn
                    .zip(&workbench.codes[parent])
                    .for_each(|((code, random), given)| *code = step.table.draw(usize::from(*given), *random)),
            }
            workbench.codes[step.column] = own;
        }
        for (group, combinations) in self.groups.iter().zip(&mut workbench.combinations) {
            combinations.fill(0);
            for (column, stride) in &group.strides {
                let codes = &workbench.codes[*column][..rows];
                combinations.iter_mut().zip(codes).for_each(|(all, code)| *all += code * stride);
            }
        }
        workbench.length = self.write_texts(rows, &workbench.combinations, &mut workbench.text);
    }

    /// Puts the rows' texts one behind the other; returns how long they are together.
    fn write_texts(&self, rows: usize, combinations: &[Vec<u16>], out: &mut [u8]) -> usize {
        let mut at = 0;
        for row in 0..rows {
            for (group, combinations) in self.groups.iter().zip(combinations) {
                let (start, length) = group.texts[usize::from(combinations[row])];
                let (start, length) = (start as usize, length as usize);
                if length <= COPIED {
                    // Copying a fixed size is one or two moves; what is too much is written over by the next text.
                    out[at..at + COPIED].copy_from_slice(&group.arena[start..start + COPIED]);
                } else {
                    out[at..at + length].copy_from_slice(&group.arena[start..start + length]);
                }
                at += length;
            }
        }
        at
    }
}
