//! Counts of groups of records by every dimension: the one accumulator behind flows, trends and cross-tabulations.

use crate::dimension::Dimension;
use crate::view::{View, set_bits};

/// A row that belongs to no group.
pub const NO_GROUP: u32 = u32::MAX;

/// Counts by group and, within a group, by each value of some dimensions.
#[derive(Clone, Debug)]
pub struct Breakdown {
    dimensions: Vec<Dimension>,
    /// Where each dimension's values begin in a group's counts; the first count is the group's total.
    starts: Vec<usize>,
    width: usize,
    counts: Vec<u64>,
}

impl Breakdown {
    /// Counts by these dimensions.
    pub fn new(dimensions: &[Dimension]) -> Self {
        let mut width = 1;
        let mut starts = Vec::with_capacity(dimensions.len());
        for dimension in dimensions {
            starts.push(width);
            width += dimension.size();
        }
        Breakdown { dimensions: dimensions.to_vec(), starts, width, counts: Vec::new() }
    }

    /// How many groups have been seen.
    pub fn groups(&self) -> usize {
        self.counts.len() / self.width
    }

    /// Adds a batch: `groups` says for each row its group or [`NO_GROUP`].
    ///
    /// **Cost** One increment for each row and single-valued dimension, and for each fact that holds.
    pub fn add(&mut self, view: &View, groups: &[u32]) {
        let most = groups.iter().filter(|g| **g != NO_GROUP).max();
        let Some(most) = most else { return };
        let needed = (*most as usize + 1) * self.width;
        if self.counts.len() < needed {
            self.counts.resize(needed, 0);
        }
        let width = self.width;
        let offset = |group: u32| group as usize * width;
        for &group in groups.iter().filter(|g| **g != NO_GROUP) {
            self.counts[offset(group)] += 1;
        }
        for (dimension, start) in self.dimensions.iter().zip(&self.starts) {
            if let Some(keys) = view.keys(*dimension) {
                for (group, key) in groups.iter().zip(keys).filter(|(g, _)| **g != NO_GROUP) {
                    self.counts[offset(*group) + start + usize::from(*key)] += 1;
                }
            }
            if let Some(facts) = view.facts(*dimension) {
                for (key, bits) in &facts.yes {
                    for row in set_bits(bits) {
                        if groups[row] != NO_GROUP {
                            self.counts[offset(groups[row]) + start + key] += 1;
                        }
                    }
                }
                let unknown = start + dimension.unknown();
                for (row, &group) in groups.iter().enumerate() {
                    if group != NO_GROUP && facts.any[row / 64] >> (row % 64) & 1 == 0 {
                        self.counts[offset(group) + unknown] += 1;
                    }
                }
            }
        }
    }

    /// Adds the counts of another breakdown by the same dimensions, whose group `i` is group `map[i]` here.
    pub fn merge(&mut self, other: &Breakdown, map: impl Fn(usize) -> usize) {
        for (group, counts) in other.counts.chunks_exact(other.width).enumerate() {
            let start = map(group) * self.width;
            if self.counts.len() < start + self.width {
                self.counts.resize(start + self.width, 0);
            }
            self.counts[start..start + self.width].iter_mut().zip(counts).for_each(|(a, b)| *a += b);
        }
    }

    /// How many records a group has.
    pub fn total(&self, group: usize) -> u64 {
        self.counts.get(group * self.width).copied().unwrap_or(0)
    }

    /// The counts of a group by the values of a dimension, in the order of its keys; empty for a group never seen.
    pub fn by(&self, group: usize, dimension: Dimension) -> &[u64] {
        let Some(at) = self.dimensions.iter().position(|d| *d == dimension) else { return &[] };
        let start = group * self.width + self.starts[at];
        self.counts.get(start..start + dimension.size()).unwrap_or(&[])
    }
}
