//! Two-way effects absorbed exactly: connected parts of the graph of groups, each solved by a Schur complement.
//!
//! An observation ties its origin group to its destination group. Groups that no chain of observations ties together share no
//! effect, so each connected part is solved by itself and in parallel; for flows by period a part is a period.

use super::{Flows, GravityError};
use crate::numeric::symmetric;
use rayon::prelude::*;

/// The largest number of groups on the smaller side of a part: its dense complement then takes 128 MiB.
const MOST_GROUPS: usize = 4_096;
/// The largest number of cells of a part: 256 MiB.
const MOST_CELLS: usize = 32 << 20;

/// One connected part with its observations.
pub(super) struct Block {
    /// The observations' positions in the input, ascending.
    pub index: Vec<u32>,
    pub count: Vec<f64>,
    /// Covariates, row by row.
    pub x: Vec<f64>,
    pub offset: Vec<f64>,
    /// The group of each observation on the larger side, which is eliminated, and on the smaller side, which is kept.
    large: Vec<u32>,
    small: Vec<u32>,
    larges: usize,
    smalls: usize,
    /// The linear predictor and the mean, as they stand.
    pub eta: Vec<f64>,
    pub mu: Vec<f64>,
    /// The absorbed covariates of the last step, row by row, and the residual of the absorbed working response.
    pub within: Vec<f64>,
    pub residual: Vec<f64>,
    /// Scratch: weights by cell, the complement, the target of a step.
    cells: Vec<f64>,
    complement: Vec<f64>,
    diagonal: Vec<f64>,
    pub target: Vec<f64>,
}

/// What one part adds to the normal equations: upper triangle by rows, then the right side.
pub(super) struct Products {
    pub cross: Vec<f64>,
    pub right: Vec<f64>,
    /// Weighted sums of squares of the covariates before absorption, about the part's mean.
    pub raw: Vec<f64>,
}

/// Splits observations into connected parts. `keep` says which observations take part.
pub(super) fn blocks(flows: &Flows, keep: &[bool]) -> Result<Vec<Block>, GravityError> {
    let kept: Vec<usize> = (0..flows.count.len()).filter(|i| keep[*i]).collect();
    let groups = |of: &[u32]| of.iter().max().map_or(0, |most| *most as usize + 1);
    let (origins, destinations) = (groups(&flows.origin), groups(&flows.destination));
    let mut parent: Vec<u32> = (0..(origins + destinations) as u32).collect();
    let find = |parent: &mut Vec<u32>, mut node: u32| {
        while parent[node as usize] != node {
            parent[node as usize] = parent[parent[node as usize] as usize];
            node = parent[node as usize];
        }
        node
    };
    for &i in &kept {
        let a = find(&mut parent, flows.origin[i]);
        let b = find(&mut parent, flows.destination[i] + origins as u32);
        parent[a.max(b) as usize] = a.min(b);
    }
    // Parts in the order of their first observation.
    let mut part_of = vec![u32::MAX; origins + destinations];
    let mut members: Vec<Vec<u32>> = Vec::new();
    for &i in &kept {
        let root = find(&mut parent, flows.origin[i]) as usize;
        if part_of[root] == u32::MAX {
            part_of[root] = members.len() as u32;
            members.push(Vec::new());
        }
        members[part_of[root] as usize].push(i as u32);
    }
    members.into_iter().map(|index| Block::of(flows, index)).collect()
}

impl Block {
    fn of(flows: &Flows, index: Vec<u32>) -> Result<Block, GravityError> {
        let local = |of: &[u32]| {
            let mut seen = std::collections::HashMap::new();
            let numbers: Vec<u32> = index
                .iter()
                .map(|i| {
                    let next = seen.len() as u32;
                    *seen.entry(of[*i as usize]).or_insert(next)
                })
                .collect();
            (numbers, seen.len())
        };
        let (origin, origins) = local(&flows.origin);
        let (destination, destinations) = local(&flows.destination);
        let (large, larges, small, smalls) = match origins >= destinations {
            true => (origin, origins, destination, destinations),
            false => (destination, destinations, origin, origins),
        };
        if smalls > MOST_GROUPS || larges * smalls > MOST_CELLS {
            return Err(GravityError::TooManyGroups { groups: smalls, most: MOST_GROUPS.min(MOST_CELLS / larges) });
        }
        let n = index.len();
        let k = flows.covariates.len();
        let pick = |values: &[f64]| -> Vec<f64> { index.iter().map(|i| values[*i as usize]).collect() };
        let mut x = Vec::with_capacity(n * k);
        for i in &index {
            x.extend(flows.covariates.iter().map(|c| c.values[*i as usize]));
        }
        Ok(Block {
            count: pick(&flows.count),
            offset: if flows.offset.is_empty() { vec![0.0; n] } else { pick(&flows.offset) },
            x,
            large,
            small,
            larges,
            smalls,
            eta: vec![0.0; n],
            mu: vec![0.0; n],
            within: vec![0.0; n * k],
            residual: vec![0.0; n],
            cells: vec![0.0; larges * smalls],
            complement: vec![0.0; smalls * smalls],
            diagonal: vec![0.0; larges],
            target: vec![0.0; n],
            index,
        })
    }

    /// Starts from the product of the margins, which is the fit without covariates when the matrix is complete.
    pub fn start(&mut self) {
        let exposure: Vec<f64> = self.offset.iter().map(|o| o.exp()).collect();
        let mut flow = vec![0.0; self.larges];
        let mut base = vec![0.0; self.larges];
        for (i, group) in self.large.iter().enumerate() {
            flow[*group as usize] += self.count[i];
            base[*group as usize] += exposure[i];
        }
        let mut arrived = vec![0.0; self.smalls];
        let mut expected = vec![0.0; self.smalls];
        for (i, exposure) in exposure.iter().enumerate() {
            let l = self.large[i] as usize;
            arrived[self.small[i] as usize] += self.count[i];
            expected[self.small[i] as usize] += exposure * flow[l] / base[l];
        }
        for (i, exposure) in exposure.iter().enumerate() {
            let (l, s) = (self.large[i] as usize, self.small[i] as usize);
            self.mu[i] = exposure * flow[l] / base[l] * arrived[s] / expected[s];
            self.eta[i] = self.mu[i].ln();
        }
    }

    /// Absorbs the effects out of the covariates and of `target`, weighted by the means, and returns
    /// the cross products. Afterwards `within` and `residual` hold what is left of them.
    pub fn absorb(&mut self, k: usize) -> Products {
        let weights = &self.mu;
        let (larges, smalls) = (self.larges, self.smalls);
        let columns = k + 1;
        self.cells.fill(0.0);
        let mut kept = vec![0.0; smalls];
        let mut large_sums = vec![0.0; larges * columns];
        let mut small_sums = vec![0.0; smalls * columns];
        let mut raw = vec![0.0; 2 * k + 1];
        for (i, &w) in weights.iter().enumerate() {
            let (l, s) = (self.large[i] as usize, self.small[i] as usize);
            self.cells[l * smalls + s] += w;
            kept[s] += w;
            raw[2 * k] += w;
            let row = &self.x[i * k..(i + 1) * k];
            for (j, value) in row.iter().chain([&self.target[i]]).enumerate() {
                large_sums[l * columns + j] += w * value;
                small_sums[s * columns + j] += w * value;
            }
            for (j, value) in row.iter().enumerate() {
                raw[j] += w * value;
                raw[k + j] += w * value * value;
            }
        }
        for (l, row) in self.cells.chunks_exact(smalls).enumerate() {
            self.diagonal[l] = row.iter().sum();
        }
        complement(&self.cells, &self.diagonal, &kept, &mut self.complement, smalls);
        // Effects add up: one of the smaller side is 0, and the complement without it has full rank.
        let free = smalls - 1;
        compact(&mut self.complement, smalls, free);
        let _ = symmetric::factor(&mut self.complement[..free * free], free);
        let mut effects_small = vec![0.0; columns * smalls];
        let mut effects_large = vec![0.0; larges * columns];
        for j in 0..columns {
            let effect = &mut effects_small[j * smalls..(j + 1) * smalls];
            for (s, value) in effect.iter_mut().enumerate() {
                *value = small_sums[s * columns + j];
            }
            for (l, row) in self.cells.chunks_exact(smalls).enumerate() {
                let mean = large_sums[l * columns + j] / self.diagonal[l];
                effect.iter_mut().zip(row).for_each(|(e, w)| *e -= w * mean);
            }
            symmetric::solve(&self.complement[..free * free], free, &mut effect[..free]);
            effect[free] = 0.0;
            for (l, row) in self.cells.chunks_exact(smalls).enumerate() {
                let shared = symmetric::dot(row, effect);
                effects_large[l * columns + j] = (large_sums[l * columns + j] - shared) / self.diagonal[l];
            }
        }
        let mut cross = vec![0.0; k * k];
        let mut right = vec![0.0; k];
        for (i, &w) in weights.iter().enumerate() {
            let (l, s) = (self.large[i] as usize, self.small[i] as usize);
            let row = &mut self.within[i * k..(i + 1) * k];
            for (j, value) in row.iter_mut().enumerate() {
                *value = self.x[i * k + j] - effects_large[l * columns + j] - effects_small[j * smalls + s];
            }
            let left = self.target[i] - effects_large[l * columns + k] - effects_small[k * smalls + s];
            self.residual[i] = left;
            for a in 0..k {
                let weighted = w * row[a];
                right[a] += weighted * left;
                for b in a..k {
                    cross[a * k + b] += weighted * row[b];
                }
            }
        }
        let total = raw[2 * k];
        let raw = (0..k).map(|j| raw[k + j] - raw[j] * raw[j] / total).collect();
        Products { cross, right, raw }
    }
}

/// Lower triangle of D − Wᵀ E⁻¹ W, four rows of W at a time so that each element is loaded once for four products.
fn complement(cells: &[f64], diagonal: &[f64], kept: &[f64], out: &mut [f64], smalls: usize) {
    out.fill(0.0);
    let quads = cells.chunks_exact(4 * smalls);
    let rest = quads.remainder();
    for (quad, d) in quads.zip(diagonal.chunks_exact(4)) {
        let (w0, more) = quad.split_at(smalls);
        let (w1, more) = more.split_at(smalls);
        let (w2, w3) = more.split_at(smalls);
        for j in 0..smalls {
            let (a, b, c, e) = (w0[j] / d[0], w1[j] / d[1], w2[j] / d[2], w3[j] / d[3]);
            let row = &mut out[j * smalls..j * smalls + j + 1];
            let (w0, w1, w2, w3) = (&w0[..j + 1], &w1[..j + 1], &w2[..j + 1], &w3[..j + 1]);
            for (i, value) in row.iter_mut().enumerate() {
                *value -= a * w0[i] + b * w1[i] + c * w2[i] + e * w3[i];
            }
        }
    }
    let done = diagonal.len() - rest.len() / smalls;
    for (w, d) in rest.chunks_exact(smalls).zip(&diagonal[done..]) {
        for j in 0..smalls {
            let a = w[j] / d;
            let row = &mut out[j * smalls..j * smalls + j + 1];
            row.iter_mut().zip(w).for_each(|(value, w)| *value -= a * w);
        }
    }
    for (j, d) in kept.iter().enumerate() {
        out[j * smalls + j] += d;
    }
}

/// Moves the first `free` rows and columns together.
fn compact(matrix: &mut [f64], n: usize, free: usize) {
    for j in 1..free {
        matrix.copy_within(j * n..j * n + j + 1, j * free);
    }
}

/// The sum of what the parts add, in their order whatever the number of threads.
pub(super) fn sum(parts: Vec<Products>, k: usize) -> Products {
    let mut all = Products { cross: vec![0.0; k * k], right: vec![0.0; k], raw: vec![0.0; k] };
    for part in parts {
        all.cross.iter_mut().zip(&part.cross).for_each(|(a, b)| *a += b);
        all.right.iter_mut().zip(&part.right).for_each(|(a, b)| *a += b);
        all.raw.iter_mut().zip(&part.raw).for_each(|(a, b)| *a += b);
    }
    all
}

/// Runs a step on every part in parallel and returns what each gives, in order.
pub(super) fn each<T: Send>(blocks: &mut [Block], step: impl Fn(&mut Block) -> T + Sync + Send) -> Vec<T> {
    blocks.par_iter_mut().map(step).collect()
}

/// Solves the normal equations; names the covariate that the effects or those before it determine.
pub(super) fn solve(products: &Products, k: usize, names: &[String]) -> Result<(Vec<f64>, Vec<f64>), GravityError> {
    let fixed = |j: usize| GravityError::NotIdentified { covariate: names[j].clone() };
    for j in 0..k {
        let left = products.cross[j * k + j];
        if left.is_nan() || left <= 1e-10 * products.raw[j].abs() || left <= 0.0 {
            return Err(fixed(j));
        }
    }
    let mut factor = vec![0.0; k * k];
    for a in 0..k {
        for b in a..k {
            factor[b * k + a] = products.cross[a * k + b];
        }
    }
    symmetric::factor(&mut factor, k).map_err(fixed)?;
    let mut beta = products.right.clone();
    symmetric::solve(&factor, k, &mut beta);
    Ok((beta, factor))
}
