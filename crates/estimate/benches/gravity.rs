//! Seconds of a gravity fit: `cargo bench -p turnstone-estimate --bench gravity`, or `bench/gravity.py` for the ratio to
//! pyfixest on the same matrix.
//!
//! 200 origins, 200 destinations, 6 periods: 238,800 flows with two thirds of them 0, three covariates, and effects of every origin
//! and destination in every period. `-- --write FILE` leaves the matrix as CSV; the last line printed is JSON.

#![allow(clippy::print_stdout)]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, Normal, Poisson};
use std::fmt::Write as _;
use std::time::Instant;
use turnstone_estimate::gravity::{Covariate, Flows, fit};

const PLACES: usize = 200;
const PERIODS: usize = 6;
const RUNS: usize = 7;
const SEED: u64 = 2013;

fn main() {
    let (flows, pairs) = matrix();
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|a| a == "--write") {
        let path = arguments.get(at + 1).expect("--write needs a file");
        std::fs::write(path, csv(&flows, &pairs)).expect("the matrix can be written");
    }
    let zero = flows.count.iter().filter(|y| **y == 0.0).count();
    println!("{} flows, {zero} of them 0, {PERIODS} periods of {PLACES} places", flows.count.len());
    let one = times(&flows, 1);
    let all = times(&flows, 2);
    let start = Instant::now();
    let found = fit(&flows).expect("the matrix has a fit");
    let errors = found.clustered(&pairs);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "fit: {one:.3} s with one thread, {all:.3} s with two (median of {RUNS}); with clustered errors {seconds:.3} s"
    );
    let k = found.names.len();
    let errors: Vec<f64> = (0..k).map(|j| errors.standard_error(j)).collect();
    println!(
        "{}",
        serde_json::json!({ "seconds": all, "seconds_one_thread": one, "iterations": found.iterations,
            "names": found.names, "coefficients": found.coefficients, "standard_errors": errors, "deviance": found.deviance })
    );
}

fn times(flows: &Flows, threads: usize) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            pool.install(|| fit(flows)).expect("the matrix has a fit");
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[RUNS / 2]
}

/// Flows of a known law between places thrown on a square, with effects and noise such that most of them are 0.
fn matrix() -> (Flows, Vec<u32>) {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let normal = Normal::new(0.0, 1.0).expect("a unit normal exists");
    let mut draw = move || normal.sample(&mut random);
    let at: Vec<(f64, f64)> = (0..PLACES).map(|_| (draw(), draw())).collect();
    let mut noise = ChaCha8Rng::seed_from_u64(SEED + 1);
    let mut flows = Flows::default();
    let (mut distance, mut border, mut network) = (Vec::new(), Vec::new(), Vec::new());
    let mut pairs = Vec::new();
    for period in 0..PERIODS {
        let push: Vec<f64> = (0..PLACES).map(|_| 1.5 * draw()).collect();
        let pull: Vec<f64> = (0..PLACES).map(|_| 1.5 * draw()).collect();
        for i in 0..PLACES {
            for j in (0..PLACES).filter(|j| *j != i) {
                let apart = ((at[i].0 - at[j].0).hypot(at[i].1 - at[j].1) + 0.01).ln();
                let ties = (draw() - apart).max(0.0);
                let near = f64::from(apart < -2.0);
                let mean = (-0.5 + push[i] + pull[j] - apart + 0.5 * near + 0.4 * ties + draw()).exp();
                let count =
                    if mean > 1e-9 { Poisson::new(mean).map_or(0.0, |law| law.sample(&mut noise)) } else { 0.0 };
                flows.count.push(if noise.random::<f64>() < 0.4 { 0.0 } else { count });
                flows.origin.push((period * PLACES + i) as u32);
                flows.destination.push((period * PLACES + j) as u32);
                distance.push(apart);
                border.push(near);
                network.push(ties);
                pairs.push((i.min(j) * PLACES + i.max(j)) as u32);
            }
        }
    }
    let covariate = Covariate::new;
    flows.covariates =
        vec![covariate("distance", distance), covariate("border", border), covariate("network", network)];
    (flows, pairs)
}

fn csv(flows: &Flows, pairs: &[u32]) -> String {
    let mut text = String::from("flow,origin,destination,pair,distance,border,network\n");
    for (i, pair) in pairs.iter().enumerate() {
        let x: Vec<String> = flows.covariates.iter().map(|c| c.values[i].to_string()).collect();
        let row = (flows.count[i], flows.origin[i], flows.destination[i], pair, x.join(","));
        writeln!(text, "{},{},{},{},{}", row.0, row.1, row.2, row.3, row.4).expect("a string takes text");
    }
    text
}
