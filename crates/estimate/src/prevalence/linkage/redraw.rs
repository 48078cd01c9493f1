//! Other tables that the same records could have given.

use super::{LinkageError, ScoredRecords};
use crate::prevalence::histories::CaptureHistories;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Gamma, Poisson};

/// Links each pair with its probability; what hangs together is one person.
pub(super) fn draw_links(scored: &ScoredRecords, random: &mut ChaCha8Rng) -> Result<CaptureHistories, LinkageError> {
    let mut leader: Vec<usize> = (0..scored.on.len()).collect();
    let find = |leader: &mut Vec<usize>, mut record: usize| {
        while leader[record] != record {
            leader[record] = leader[leader[record]];
            record = leader[record];
        }
        record
    };
    for (a, b, score) in &scored.pairs {
        // Every pair uses one number, so that a changed score moves no other link.
        if random.random::<f64>() < *score {
            let (a, b) = (find(&mut leader, *a), find(&mut leader, *b));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut patterns = vec![0usize; scored.on.len()];
    for (record, list) in scored.on.iter().enumerate() {
        patterns[find(&mut leader, record)] |= 1 << list;
    }
    let mut counts = vec![0; 1 << scored.lists.len().min(20)];
    for pattern in patterns.into_iter().filter(|pattern| *pattern > 0) {
        counts[pattern] += 1;
    }
    Ok(CaptureHistories::new(scored.lists.clone(), counts)?)
}

/// Each list membership beyond a person's first becomes a person of its own with some probability.
pub(super) fn split_links(counts: &mut [u64], rate: f64, random: &mut ChaCha8Rng) {
    let before = counts.to_vec();
    for (pattern, count) in before.iter().enumerate().filter(|(pattern, _)| pattern.count_ones() > 1) {
        for _ in 0..*count {
            let mut left = pattern;
            let first = pattern.trailing_zeros();
            for list in (first + 1)..usize::BITS - pattern.leading_zeros() {
                if pattern >> list & 1 == 1 && random.random::<f64>() < rate {
                    left &= !(1 << list);
                    counts[1 << list] += 1;
                }
            }
            counts[pattern] -= 1;
            counts[left] += 1;
        }
    }
}

/// Merges random pairs of persons who are on one list each, of different lists.
pub(super) fn merge_singles(counts: &mut [u64], merges: u64, random: &mut ChaCha8Rng) {
    let t = counts.len().trailing_zeros() as usize;
    for _ in 0..merges {
        let singles: Vec<f64> = (0..t).map(|list| counts[1 << list] as f64).collect();
        let Some(a) = pick(&singles, random) else { return };
        let others: Vec<f64> = singles.iter().enumerate().map(|(b, n)| if b == a { 0.0 } else { *n }).collect();
        let Some(b) = pick(&others, random) else { return };
        counts[1 << a] -= 1;
        counts[1 << b] -= 1;
        counts[1 << a | 1 << b] += 1;
    }
}

/// A draw of the table as it would be without linkage error, and the links that could not be placed.
pub(super) fn relink(
    histories: &CaptureHistories,
    missed: f64,
    false_links: f64,
    random: &mut ChaCha8Rng,
) -> Result<(CaptureHistories, u64), LinkageError> {
    let mut counts = histories.counts().to_vec();
    split_links(&mut counts, false_links, random);
    let t = histories.t();
    let mut pairs = Vec::new();
    for a in 0..t {
        for b in (0..t).filter(|b| *b != a) {
            let both = 1usize << a | 1 << b;
            let links: u64 = (0..counts.len()).filter(|w| w & both == both).map(|w| counts[w]).sum();
            pairs.push((a, b, links as f64));
        }
    }
    let made: u64 = counts.iter().enumerate().skip(1).map(|(w, count)| count * u64::from(w.count_ones() - 1)).sum();
    let mut not_placed = 0;
    for _ in 0..failures(made as f64, missed, random) {
        // Only pairs that still have somebody to join.
        let free = |a: usize, b: usize| (0..counts.len()).filter(move |w| w >> a & 1 == 1 && w >> b & 1 == 0);
        let weights: Vec<f64> = pairs
            .iter()
            .map(|(a, b, links)| {
                let possible = counts[1 << b] > 0 && free(*a, *b).any(|w| counts[w] > 0);
                if possible { *links } else { 0.0 }
            })
            .collect();
        let Some(chosen) = pick(&weights, random) else {
            not_placed += 1;
            continue;
        };
        let (a, b, _) = pairs[chosen];
        let patterns: Vec<usize> = free(a, b).collect();
        let persons: Vec<f64> = patterns.iter().map(|w| counts[*w] as f64).collect();
        let Some(person) = pick(&persons, random).map(|index| patterns[index]) else { continue };
        counts[person] -= 1;
        counts[1 << b] -= 1;
        counts[person | 1 << b] += 1;
    }
    Ok((CaptureHistories::new(histories.lists().to_vec(), counts)?, not_placed))
}

/// Missed links given those made: negative binomial, as Poisson with a gamma mean.
fn failures(made: f64, missed: f64, random: &mut ChaCha8Rng) -> u64 {
    if made == 0.0 || missed == 0.0 {
        return 0;
    }
    let expected = made * missed / (1.0 - missed);
    let mean = Gamma::new(made, missed / (1.0 - missed)).map_or(expected, |gamma| gamma.sample(random));
    Poisson::new(mean).map_or(expected.round(), |poisson| poisson.sample(random)) as u64
}

/// An index with probability in proportion to its weight; none when all weights are 0.
fn pick(weights: &[f64], random: &mut ChaCha8Rng) -> Option<usize> {
    let total: f64 = weights.iter().sum();
    let mut at = random.random::<f64>() * total;
    let last = weights.iter().rposition(|weight| *weight > 0.0)?;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 && (at < *weight || index == last) {
            return Some(index);
        }
        at -= weight;
    }
    None
}
