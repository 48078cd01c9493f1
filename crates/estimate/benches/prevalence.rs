//! Speed and agreement of the log-linear estimators, beside what the field's R packages took on the same tables.
//!
//! The packages' figures are CPU seconds of R 4.2.2 on a shared machine of another day (two cores of an AMD EPYC); they are
//! not measured in this run. Ours are wall-clock seconds on one thread, so CPU seconds of an idle machine, and on all.

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

use rayon::ThreadPoolBuilder;
use std::time::Instant;
use turnstone_estimate::prevalence::bootstrap::{Bca, Settings, stepwise_intervals};
use turnstone_estimate::prevalence::histories::{CaptureHistories, read};
use turnstone_estimate::prevalence::search::{Criterion, Search, search, search_intervals};
use turnstone_estimate::prevalence::stepwise::{THRESHOLD, stepwise};

fn table(name: &str) -> CaptureHistories {
    let path = format!("{}/../../examples/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    match std::fs::File::open(&path).map(|file| read(file, &path)) {
        Ok(Ok((histories, _))) => histories,
        other => panic!("{path}: {other:?}"),
    }
}

fn settings(replicates: u32, seed: u64) -> Settings {
    Settings { replicates, levels: vec![0.8, 0.95], seed }
}

fn steps(histories: &CaptureHistories, replicates: u32, seed: u64) -> Bca {
    let total = stepwise(histories, THRESHOLD).map_or(f64::NAN, |chosen| chosen.fit.total);
    stepwise_intervals(histories, total, THRESHOLD, &settings(replicates, seed))
}

fn models(histories: &CaptureHistories, max_order: u32) -> Search {
    search(histories, max_order).expect("the tables searched have few models")
}

/// All that a task computes, to the bit.
fn bits(bca: &[Bca]) -> Vec<u64> {
    let limits = bca.iter().flat_map(|bca| bca.intervals.iter().flat_map(|interval| [interval.low, interval.high]));
    limits.chain(bca.iter().flat_map(|bca| bca.replicates.iter().copied())).map(f64::to_bits).collect()
}

fn search_bits(search: &Search) -> Vec<u64> {
    search.ranked(Criterion::Bic).flat_map(|(_, estimate)| [estimate.total.to_bits(), estimate.bic.to_bits()]).collect()
}

/// One line: best of `times` on one thread and on all, the peer's seconds, the target, whether the bits agree.
fn line(what: &str, times: u32, peer: Option<(f64, &str)>, target: f64, task: impl Fn() -> Vec<u64> + Sync) {
    let on = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let runs = (0..times).map(|_| {
            let start = Instant::now();
            let bits = pool.install(&task);
            (start.elapsed().as_secs_f64(), bits)
        });
        runs.min_by(|a, b| a.0.total_cmp(&b.0)).expect("at least one run")
    };
    let (one, bits_of_one) = on(1);
    let (all, bits_of_all) = on(std::thread::available_parallelism().map_or(2, |n| n.get().max(2)));
    let (peer, ratio) = peer.map_or((String::from("none known"), String::new()), |(seconds, source)| {
        (format!("{seconds} s {source}"), format!("{:.0} x", seconds / one))
    });
    let met = if one <= target { "met" } else { "MISSED" };
    let same = if bits_of_one == bits_of_all { "same bits" } else { "DIFFERENT" };
    println!("{what:<52} {one:>9.4} {all:>9.4}  {peer:<36} {ratio:>8}  {target:>6} {met:<6} {same}");
}

/// The lowest and highest of a limit over seeds, what 10,000 resamples give, and the package's.
fn limits(name: &str, replicates: u32, wanted: [f64; 4]) {
    let histories = table(name);
    let drawn: Vec<Bca> = (0..100).map(|seed| steps(&histories, replicates, seed)).collect();
    let many = steps(&histories, 10_000, 1);
    print!("{name:<12} {replicates:>5}");
    for (alpha, wanted) in [0.025, 0.1, 0.9, 0.975].into_iter().zip(wanted) {
        let mut limits: Vec<f64> = drawn.iter().map(|bca| bca.limit(alpha)).collect();
        limits.sort_by(f64::total_cmp);
        print!("  {wanted:>8.0} in {:>6.0}..{:<6.0} ({:>6.0})", limits[0], limits[limits.len() - 1], many.limit(alpha));
    }
    println!();
}

fn main() {
    println!("Multiple systems estimation: seconds on one thread and on all, the peer's CPU seconds, the target\n");
    println!("{:<52} {:>9} {:>9}  {:<36} {:>8}  {:>6}", "what", "1 thread", "all", "peer (R)", "ratio", "target");
    let [uk5, uk6, neworleans8] = ["uk5", "uk6", "neworleans8"].map(table);
    line("uk5 stepwise, BCa, 1,000 resamples", 3, Some((46.8, "MultipleSystemsEstimation 1.2.0")), 0.5, || {
        bits(&[steps(&uk5, 1_000, 1)])
    });
    line("neworleans8 stepwise, BCa, 1,000 resamples", 3, Some((860.0, "the same, from 100 resamples")), 8.0, || {
        bits(&[steps(&neworleans8, 1_000, 1)])
    });
    line("uk5, all 1,024 models with pairs", 5, Some((2.35, "MultipleSystemsEstimation 1.2.0")), 0.05, || {
        search_bits(&models(&uk5, 2))
    });
    line("uk5, all 6,893 models", 3, None, 1.0, || search_bits(&models(&uk5, 4)));
    line("uk5, all 6,893 models, BCa of the 100 best, 1,000", 2, None, 60.0, || {
        let search = models(&uk5, 4);
        bits(&search_intervals(&uk5, &search, Criterion::Bic, 100, &settings(1_000, 1)).map_or(vec![], |s| s.by_top))
    });
    line("uk6, all 32,768 models with pairs", 2, None, 5.0, || search_bits(&models(&uk6, 2)));

    println!(
        "\nBCa limits of the stepwise total at 2.5, 10, 90 and 97.5 %: the package's, from one set of resamples; the range of\n\
         ours over 100 seeds with as many resamples; in brackets ours with 10,000\n"
    );
    limits("western5", 1_000, [1293.2, 1343.3, 2998.5, 3672.0]);
    limits("neworleans5", 1_000, [588.8, 599.0, 1256.2, 1703.7]);
    limits("korea3", 1_000, [123.3, 214.2, 394.6, 440.3]);
    limits("uk4", 1_000, [9027.8, 9671.6, 12430.1, 13481.6]);
    limits("uk5", 1_000, [8784.8, 9623.9, 12531.1, 14700.5]);
    limits("uk6", 200, [9418.2, 9673.7, 13057.0, 15035.9]);
    limits("ned5", 200, [45539.0, 102669.0, 152798.0, 157682.0]);
    limits("ned6", 200, [45517.0, 101024.0, 146408.0, 146408.0]);
    limits("neworleans8", 100, [813.6, 813.6, 1285.6, 1700.6]);
}
