//! The command as a user meets it: the main job, good and bad input, exit codes, and what is left behind.

mod bad_input;
mod convert;
mod drivers;
mod explain;
mod flows;
mod front_door;
mod identify;
mod mapping;
#[path = "../../../casework/tests/support/postgres.rs"]
mod postgres;
mod prevalence;
mod reference;
mod screen;
mod site;
mod study;
mod trends;
mod tutorial;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn example() -> PathBuf {
    root().join("examples/ctdc/ctdc_synthetic_20210825.csv.zst")
}

/// Data that is not part of the project; tests say so when it is absent.
fn shared(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is not there", path.display());
    None
}

fn turnstone(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_turnstone"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    // The report wraps its lines: for looking things up they are one.
    let text = String::from_utf8_lossy(&output.stderr);
    text.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

/// Everything in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
