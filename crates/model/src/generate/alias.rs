//! Drawing a value in constant time: Walker's alias method, with tables built as Vose does, in whole numbers.

/// One slot of a table: its own value below the threshold, the other from there on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    threshold: u64,
    own: u16,
    other: u16,
}

/// A distribution of a column's values for each value of its parent.
#[derive(Clone, Debug, Default)]
pub struct Conditional {
    slots: Vec<Slot>,
    /// For each value of the parent, its first slot and how many.
    tables: Vec<(u32, u32)>,
}

impl Conditional {
    /// Tables for weights given each value of the parent, at most 65,536 of them, at least one above nothing and no
    /// more than 2⁶⁴ in sum. A weight of nothing is never drawn.
    pub fn new(weights: impl IntoIterator<Item = Vec<u64>>) -> Self {
        let mut all = Conditional::default();
        for weights in weights {
            let first = all.slots.len();
            build(&weights, &mut all.slots);
            all.tables.push((first as u32, (all.slots.len() - first) as u32));
        }
        all
    }

    /// A value given the parent's, from 64 random bits.
    ///
    /// The bits times the number of slots: what is above 64 bits chooses the slot (Lemire 2019, ACM Transactions on
    /// Modeling and Computer Simulation 29(1)), what is below is compared. A value's chance is off by less than 2⁻⁵⁰
    /// for it.
    #[inline]
    pub fn draw(&self, parent: usize, random: u64) -> u16 {
        let (first, count) = self.tables[parent];
        let scaled = u128::from(random) * u128::from(count);
        let slot = self.slots[first as usize + (scaled >> 64) as usize];
        if (scaled as u64) < slot.threshold { slot.own } else { slot.other }
    }
}

/// Adds the slots of one distribution, one for each weight above nothing.
fn build(weights: &[u64], slots: &mut Vec<Slot>) {
    let first = slots.len();
    let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
    let count = weights.iter().filter(|w| **w > 0).count() as u128;
    let mut rest = Vec::with_capacity(count as usize);
    for (value, weight) in weights.iter().enumerate().filter(|(_, w)| **w > 0) {
        slots.push(Slot { threshold: u64::MAX, own: value as u16, other: value as u16 });
        rest.push(u128::from(*weight) * count);
    }
    let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..rest.len()).partition(|i| rest[*i] < total);
    while let (Some(&little), Some(&much)) = (small.last(), large.last()) {
        small.pop();
        slots[first + little].threshold = share(rest[little], total);
        slots[first + little].other = slots[first + much].own;
        rest[much] -= total - rest[little];
        if rest[much] < total {
            large.pop();
            small.push(much);
        }
    }
}

/// `part / whole` of 2⁶⁴, rounded down; `part` is less than `whole`, which is at most 2⁶⁴.
fn share(part: u128, whole: u128) -> u64 {
    ((part << 64) / whole) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The exact chance of each value, in 2⁻⁶⁴, from the slots.
    fn chances(table: &Conditional, parent: usize, values: usize) -> Vec<f64> {
        let (first, count) = table.tables[parent];
        let mut chances = vec![0.0; values];
        for slot in &table.slots[first as usize..(first + count) as usize] {
            let own = if slot.own == slot.other { 1.0 } else { slot.threshold as f64 / 2f64.powi(64) };
            chances[usize::from(slot.own)] += own / f64::from(count);
            chances[usize::from(slot.other)] += (1.0 - own) / f64::from(count);
        }
        chances
    }

    #[test]
    fn one_value_is_always_drawn() {
        let table = Conditional::new([vec![0, 5, 0]]);
        for random in [0, 1, u64::MAX / 2, u64::MAX] {
            assert_eq!(table.draw(0, random), 1);
        }
    }

    proptest! {
        #[test]
        fn chances_are_the_weights(
            weights in prop::collection::vec(prop_oneof![Just(0u64), 1u64..50, 1u64..1 << 40], 1..60)
        ) {
            prop_assume!(weights.iter().any(|w| *w > 0));
            let total: u64 = weights.iter().sum();
            let table = Conditional::new([vec![1], weights.clone()]);
            for (weight, chance) in weights.iter().zip(chances(&table, 1, weights.len())) {
                prop_assert!((chance - *weight as f64 / total as f64).abs() < 1e-12);
                prop_assert_eq!(*weight == 0, chance == 0.0);
            }
        }
    }
}
