//! Separated observations: flows of 0 whose fitted mean runs to 0, so that no finite coefficient fits them.

use super::blocks::{self, blocks, each, sum};
use super::{Flows, GravityError};

/// Marks observations of groups without any flow as not to be kept, until none is left; how many they were.
pub(super) fn groups_without_flow(flows: &Flows, keep: &mut [bool]) -> usize {
    let mut dropped = 0;
    loop {
        let mut changed = false;
        for side in [&flows.origin, &flows.destination] {
            let mut flow = vec![0.0; side.iter().max().map_or(0, |m| *m as usize + 1)];
            for i in (0..side.len()).filter(|i| keep[*i]) {
                flow[side[i] as usize] += flows.count[i];
            }
            for i in 0..side.len() {
                if keep[i] && flow[side[i] as usize] == 0.0 {
                    keep[i] = false;
                    dropped += 1;
                    changed = true;
                }
            }
        }
        if !changed {
            return dropped;
        }
    }
}

/// The observations that some combination of covariates and effects separates from every flow above 0.
///
/// **Source** Correia, Guimarães and Zylkin (2020), iterative rectifier.
///
/// **Method** Regresses an indicator of no flow on covariates and effects with a large weight on the flows above 0, sets negative
/// predictions to 0 and repeats until the regression reproduces its own target. What stays above 0 is separated.
pub(super) fn by_covariates(flows: &Flows, keep: &[bool]) -> Result<Vec<usize>, GravityError> {
    const ENOUGH: f64 = 1e-5;
    let k = flows.covariates.len();
    let names: Vec<String> = flows.covariates.iter().map(|c| c.name.clone()).collect();
    let mut parts = blocks(flows, keep)?;
    let heavy = (keep.iter().filter(|k| **k).count() as f64 / ENOUGH).min(1e9);
    for part in &mut parts {
        part.target = part.count.iter().map(|y| f64::from(*y == 0.0)).collect();
        part.mu = part.count.iter().map(|y| if *y > 0.0 { heavy } else { 1.0 }).collect();
    }
    for _ in 0..1_000 {
        let products = sum(each(&mut parts, |part| part.absorb(k)), k);
        let (beta, _) = blocks::solve(&products, k, &names)?;
        // The prediction is the target without what is left; what is left must vanish where there are flows.
        let worst = each(&mut parts, |part| {
            let mut worst: f64 = 0.0;
            for i in 0..part.count.len() {
                let row = &part.within[i * k..(i + 1) * k];
                let left = part.residual[i] - row.iter().zip(&beta).map(|(x, b)| x * b).sum::<f64>();
                let predicted = part.target[i] - left;
                worst = worst.max(left.abs());
                part.target[i] = if part.count[i] > 0.0 || predicted < ENOUGH { 0.0 } else { predicted };
            }
            worst
        });
        if worst.into_iter().fold(0.0, f64::max) < ENOUGH {
            break;
        }
    }
    let mut found: Vec<usize> = parts
        .iter()
        .flat_map(|part| part.index.iter().zip(&part.target).filter(|(_, u)| **u > 0.0).map(|(i, _)| *i as usize))
        .collect();
    found.sort_unstable();
    Ok(found)
}
