//! Whether intervals hold the truth: simulated tables whose total is known, and lists of public tables that are held in turn.
//!
//! Speed is measured in `prevalence.rs`. Prints one table each; run with `cargo bench -p turnstone-estimate --bench coverage`.

#![allow(clippy::print_stdout)] // A benchmark's result is what it prints.

use std::error::Error;
use std::fs::File;
use std::path::Path;
use turnstone_estimate::numeric::streams::stream;
use turnstone_estimate::prevalence::design::Model;
use turnstone_estimate::prevalence::fit::{Fit, fit};
use turnstone_estimate::prevalence::histories::{CaptureHistories, read};
use turnstone_estimate::prevalence::models::{Reach, models};
use turnstone_estimate::prevalence::stepwise::{THRESHOLD, stepwise};
use turnstone_estimate::prevalence::validation::{estimators, held_lists};

use rand_distr::{Binomial, Distribution};
use rayon::prelude::*;

/// Tables drawn from each model.
const TABLES: u64 = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let uk = table("uk5")?;
    let frugal = models(&uk, Reach::All);
    let frugal = frugal.best(|f| f.bic).map(|best| frugal.model(uk.t(), best)).ok_or("no model")?;
    println!(
        "Cover of the average over models, nominal 95 % and 80 %, {TABLES} tables drawn from a known model of uk5\n"
    );
    println!(
        "{:<28} {:>8} {:>8} {:>8} {:>10} {:>10}  Target and peers",
        "True model", "Total", "95 %", "80 %", "median/N", "RMSE log"
    );
    let target = "at least 93 %; BCa of the stepwise choice 90 %, Rcapture BIC 61.4 % (Chan, Silverman, Vincent 2021)";
    let stepped = stepwise(&uk, THRESHOLD)?.fit;
    simulate("stepwise choice", &stepped, target)?;
    simulate("best by BIC", &fit(&uk, &frugal)?, "")?;
    simulate("independent lists", &fit(&uk, &Model::main_effects(uk.t()))?, "")?;

    let tables = [uk, table("ned5")?];
    let validation = held_lists(&tables.iter().collect::<Vec<_>>(), &estimators(200, 1));
    println!("\nHeld lists of uk5 and ned5: the truth is the list's size\n");
    println!(
        "{:<8} {:>8} {:>8}  {:<22} {:>10} {:>10} {:>10}  Holds",
        "List", "Members", "Known", "Estimator", "Estimate", "Low", "High"
    );
    for held in &validation.held {
        for given in &held.estimates {
            match given.estimate {
                Some(e) => println!(
                    "{:<8} {:>8} {:>8}  {:<22} {:>10.0} {:>10.0} {:>10.0}  {}",
                    held.list,
                    held.members,
                    held.observed,
                    given.estimator,
                    e.point,
                    e.low,
                    e.high,
                    if given.covers == Some(true) { "yes" } else { "no" }
                ),
                None => println!(
                    "{:<8} {:>8} {:>8}  {:<22} {}",
                    held.list,
                    held.members,
                    held.observed,
                    given.estimator,
                    given.reason.as_deref().unwrap_or("")
                ),
            }
        }
    }
    println!(
        "\n{:<22} {:>9} {:>9} {:>8} {:>10}  Target and peers",
        "Estimator", "Answered", "Holds", "Mean", "RMSE log"
    );
    for score in &validation.scores {
        let target = match score.estimator {
            "average over models" => "holds at least 7 of 8, RMSE below 0.55; SparseMSE 0.63, dga 0.60, LCMCR 0.72",
            _ => "",
        };
        println!(
            "{:<22} {:>4} of {:>2} {:>4} of {:>2} {:>+8.2} {:>10.3}  {target}",
            score.estimator,
            score.answered,
            score.tried,
            score.covers,
            score.answered,
            score.mean_log_ratio,
            score.root_mean_square
        );
    }
    Ok(())
}

fn table(name: &str) -> Result<CaptureHistories, Box<dyn Error>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../examples/mse/{name}.csv"));
    Ok(read(File::open(path)?, name)?.0)
}

/// Draws tables from a fitted model with its own total, and counts how often the intervals hold that total.
fn simulate(name: &str, truth: &Fit, target: &str) -> Result<(), Box<dyn Error>> {
    let total = truth.total.round() as u64;
    let tables: Vec<CaptureHistories> = (0..TABLES).map(|index| draw(truth, total, index)).collect::<Result<_, _>>()?;
    let averaged: Vec<_> = tables.par_iter().filter_map(|table| models(table, Reach::All).average()).collect();
    let n = total as f64;
    let share = |holds: &dyn Fn((f64, f64), (f64, f64)) -> bool| {
        let count = averaged.iter().filter(|a| holds(a.central_95, a.central_80)).count();
        100.0 * count as f64 / TABLES as f64
    };
    let inside = |(low, high): (f64, f64)| low <= n && n <= high;
    let mut ratios: Vec<f64> = averaged.iter().map(|a| (a.median / n).ln()).collect();
    ratios.sort_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN).exp();
    let rmse = (ratios.iter().map(|r| r * r).sum::<f64>() / ratios.len() as f64).sqrt();
    println!(
        "{name:<28} {total:>8} {:>8.1} {:>8.1} {middle:>10.2} {rmse:>10.3}  {target}",
        share(&|wide, _| inside(wide)),
        share(&|_, narrow| inside(narrow))
    );
    Ok(())
}

/// Persons fall on patterns as the model expects; those on no list are not in the table.
fn draw(truth: &Fit, total: u64, index: u64) -> Result<CaptureHistories, Box<dyn Error>> {
    let mut random = stream(20, index);
    let (mut left, mut mass) = (total, truth.total);
    let mut counts = vec![0; truth.fitted.len()];
    for (pattern, expected) in truth.fitted.iter().enumerate() {
        let share = if mass > 0.0 { (expected / mass).clamp(0.0, 1.0) } else { 0.0 };
        let drawn = Binomial::new(left, share)?.sample(&mut random);
        (left, mass) = (left - drawn, mass - expected);
        counts[pattern] = if pattern == 0 { 0 } else { drawn };
    }
    let lists = (0..counts.len().trailing_zeros()).map(|list| format!("list {list}")).collect();
    Ok(CaptureHistories::new(lists, counts)?)
}
