//! The `turnstone` command: what is asked for on the command line, and how it ended.
//!
//! Each verb has a file of its own; what it computes is in the crates below.

mod admin;
mod choice;
mod convert;
mod demonstration;
mod drivers;
mod explain;
mod failure;
mod flows;
mod generate;
mod identify;
mod inspect;
mod instruments;
mod interview_file;
mod output;
mod prevalence;
mod progress;
mod reading;
mod referral;
mod screen;
mod secret;
mod serve;
mod study;
mod summary;
mod texts;
mod timelines;
mod trends;

use clap::{Parser, Subcommand};
use failure::Ending;
use std::process::ExitCode;

const EXIT_CODES: &str = "Exit codes:
  0  done, and the result is whole
  1  failed; nothing half-written is left behind
  2  the command line is wrong
  3  done, but rows went to the quarantine";

/// Identify, monitor and evaluate trafficking in persons, with protection first.
#[derive(Parser)]
#[command(name = "turnstone", version, after_help = EXIT_CODES, max_term_width = 100)]
struct Command {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Everything a list of records supports at once: findings, unknowns, flows, trends, and what could not be read.
    Study(study::Arguments),
    /// What instruments find in each row: finding columns beside any file of records, or counts.
    Identify(identify::Arguments),
    /// One case: what is shown and why, what is open and would settle it, when it changed, and which rights follow.
    Explain(explain::Arguments),
    /// An interview in the terminal that asks the next best question, offline and resumable.
    Screen(screen::Arguments),
    /// How many are on no list: a range over what the overlaps of lists admit, and what each answer rests on.
    Prevalence(prevalence::Arguments),
    /// What really changed: counts by year with coverage, definitions and effort told apart from change, and alerts.
    Trends(trends::Arguments),
    /// Movement inside and between countries in one table, one law for both halves, and corridors that carry more than migration
    /// explains.
    Flows(flows::Arguments),
    /// What families of covariates (poverty, security, rule of law, gender, …) explain of victims detected by citizenship, and what
    /// none does.
    Drivers(drivers::Arguments),
    /// What is this file: its codec and why, how its columns are filled, what is odd.
    Inspect(inspect::Arguments),
    /// Reads any known file and writes it as Parquet, CSV or HTCDS, and says what was lost.
    Convert(convert::Arguments),
    /// The definitions that Turnstone applies, as data.
    Instruments(instruments::Arguments),
    /// Makes any number of synthetic rows with the margins of a public synthetic file, for tests and training.
    Generate(generate::Arguments),
    /// The public tipline, the staff's site and the interface for partners.
    Serve(serve::Arguments),
    /// First people, backups, audit log, retention, keys.
    Admin(admin::Arguments),
    /// Opens a referral that came as a file, and answers it, without a server.
    Referral(referral::Arguments),
}

fn main() -> ExitCode {
    let command = Command::parse();
    let ending = match command.verb {
        Verb::Study(arguments) => study::run(&arguments),
        Verb::Identify(arguments) => identify::run(&arguments),
        Verb::Explain(arguments) => explain::run(&arguments),
        Verb::Screen(arguments) => screen::run(&arguments),
        Verb::Prevalence(arguments) => prevalence::run(&arguments),
        Verb::Trends(arguments) => trends::run(&arguments),
        Verb::Flows(arguments) => flows::run(&arguments),
        Verb::Drivers(arguments) => drivers::run(&arguments),
        Verb::Inspect(arguments) => inspect::run(&arguments),
        Verb::Convert(arguments) => convert::run(&arguments),
        Verb::Instruments(arguments) => instruments::run(&arguments),
        Verb::Generate(arguments) => generate::run(&arguments),
        Verb::Serve(arguments) => serve::run(&arguments),
        Verb::Admin(arguments) => admin::run(&arguments),
        Verb::Referral(arguments) => referral::run(&arguments),
    };
    match ending {
        Ok(Ending::Whole) => ExitCode::SUCCESS,
        Ok(Ending::Quarantine) => ExitCode::from(3),
        Err(failure) => {
            eprintln!("{:?}", miette::Report::new(failure));
            ExitCode::FAILURE
        }
    }
}
