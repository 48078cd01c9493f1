//! The tutorial and the pages beside it run, and say what the program says.

use crate::root;
use std::process::Command;

/// The fenced blocks of a page: language and text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        match (&mut open, line.trim_start().strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn every_command_of_the_tutorial_runs_and_prints_what_it_shows() {
    assert!(run("tutorial.md") >= 3);
}

#[test]
fn the_pages_on_identifying_explaining_and_screening_run() {
    for page in ["howto/identify.md", "howto/explain.md", "howto/screen.md"] {
        assert!(run(page) >= 1, "{page}");
    }
}

/// Runs the commands of a page of the docs; how many there are.
fn run(page: &str) -> usize {
    let page = std::fs::read_to_string(root().join("docs/src").join(page)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root().join("examples"), folder.path().join("examples")).unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_turnstone"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
    let (mut commands, mut printed) = (0, String::new());
    for (language, text) in blocks(&page) {
        match language.as_str() {
            "sh" => {
                let output =
                    Command::new("sh").args(["-c", &text]).current_dir(folder.path()).env("PATH", &path).output();
                let output = output.unwrap();
                // Exit code 3 says that rows went to the quarantine, which a tutorial may show.
                let code = output.status.code();
                assert!(matches!(code, Some(0 | 3)), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
                printed = String::from_utf8_lossy(&output.stdout).into_owned();
                commands += 1;
            }
            "text" => {
                for line in text.lines().filter(|line| !line.trim().is_empty() && line.trim() != "…") {
                    assert!(
                        printed.contains(line.trim_end()),
                        "the page shows\n{line}\nbut the command printed\n{printed}"
                    );
                }
            }
            _ => {}
        }
    }
    commands
}
