//! The file of an interview: a line when it begins and one for each answer, so that nothing said is lost when the light
//! goes out, and a damaged file is read up to the last whole answer.
//!
//! It holds no name and no narrative: which question was answered how, and on which day.

use crate::failure::Failure;
use crate::output::companion;
use crate::texts::Language;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use turnstone_identify::Answer;

/// The version of the form.
const VERSION: u64 = 1;

/// How an interview began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// [`VERSION`].
    turnstone_interview: u64,
    /// The script and its version.
    pub script: String,
    /// The language.
    pub language: Language,
    /// The jurisdiction profiles.
    pub profiles: Vec<String>,
    /// The instruments whose findings it tries to settle.
    pub instruments: Vec<String>,
    /// The day.
    pub on: String,
}

impl Begun {
    /// An interview that begins.
    pub fn new(
        script: String,
        language: Language,
        profiles: Vec<String>,
        instruments: Vec<String>,
        on: String,
    ) -> Self {
        Begun { turnstone_interview: VERSION, script, language, profiles, instruments, on }
    }
}

/// Something that happened in an interview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A question was answered.
    Answered {
        /// The question's id.
        question: String,
        /// What was said.
        answer: Answer,
        /// The day.
        on: String,
    },
    /// The last answer was taken back.
    TakenBack {
        /// The day.
        on: String,
    },
}

/// The file of an interview, open for more.
pub struct InterviewFile {
    path: PathBuf,
    file: File,
}

/// An interview as its file tells it.
pub struct Told {
    /// How it began.
    pub begun: Begun,
    /// What happened.
    pub events: Vec<Event>,
    /// From which line on the file could not be read; that part is kept beside it.
    pub damaged_from: Option<usize>,
}

impl InterviewFile {
    /// Begins a file, readable by its owner only.
    ///
    /// **Errors** It is there already, or cannot be written.
    pub fn begin(path: &Path, begun: &Begun) -> Result<InterviewFile, Failure> {
        let mut options = OpenOptions::new();
        options.append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path).map_err(|error| Failure::write(path, error))?;
        let mut file = InterviewFile { path: path.to_owned(), file };
        file.line(begun)?;
        Ok(file)
    }

    /// Reads a file and goes on in it.
    ///
    /// What cannot be read, from the first such line to the end, is moved to `PATH.damaged` and nothing of it is lost.
    ///
    /// **Errors** It cannot be read or written, or its first line is no beginning of an interview.
    pub fn resume(path: &Path) -> Result<(InterviewFile, Told), Failure> {
        let bytes =
            std::fs::read(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))?;
        let (told, whole) = read(&bytes).ok_or_else(|| {
            Failure::new(format!("{} is no interview, or its first line is damaged", path.display()))
                .help("the first line says how the interview began; without it answers cannot be understood")
        })?;
        let open = |options: &mut OpenOptions| options.open(path).map_err(|error| Failure::write(path, error));
        if whole < bytes.len() {
            let damaged = companion(path, ".damaged");
            let mut options = OpenOptions::new();
            options.append(true).create(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            let mut beside = options.open(&damaged).map_err(|error| Failure::write(&damaged, error))?;
            let kept = beside.write_all(&bytes[whole..]).and_then(|()| beside.sync_all());
            kept.map_err(|error| Failure::write(&damaged, error))?;
            open(OpenOptions::new().write(true))?.set_len(whole as u64).map_err(|error| Failure::write(path, error))?;
        }
        let file = open(OpenOptions::new().append(true))?;
        Ok((InterviewFile { path: path.to_owned(), file }, told))
    }

    /// Adds an event and makes sure that it is on disk.
    pub fn add(&mut self, event: &Event) -> Result<(), Failure> {
        self.line(event)
    }

    fn line(&mut self, what: &impl Serialize) -> Result<(), Failure> {
        let line = serde_json::to_string(what)? + "\n";
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|error| Failure::write(&self.path, error))
    }
}

/// What a file tells, and how many of its bytes do; `None` when not even its beginning.
fn read(bytes: &[u8]) -> Option<(Told, usize)> {
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let first = lines.next().filter(|line| line.ends_with(b"\n"))?;
    let begun: Begun = serde_json::from_slice(first).ok()?;
    if begun.turnstone_interview != VERSION {
        return None;
    }
    let (mut whole, mut events) = (first.len(), Vec::new());
    for line in lines {
        // A line without an end was cut off while it was written, even if it reads.
        match serde_json::from_slice(line) {
            Ok(event) if line.ends_with(b"\n") => events.push(event),
            _ => break,
        }
        whole += line.len();
    }
    let damaged_from = (whole < bytes.len()).then_some(events.len() + 2);
    Some((Told { begun, events, damaged_from }, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(question: &str) -> Event {
        Event::Answered { question: question.into(), answer: Answer::Yes, on: "2026-11-24".into() }
    }

    #[test]
    fn a_damaged_file_is_read_up_to_the_last_whole_answer_and_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.interview");
        let begun = Begun::new("s@1".into(), Language::Ar, vec!["eu".into()], vec![], "2026-11-24".into());
        let mut file = InterviewFile::begin(&path, &begun).unwrap();
        file.add(&event("one")).unwrap();
        file.add(&event("two")).unwrap();
        drop(file);
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            let cut_path = folder.path().join(format!("{cut}.interview"));
            std::fs::write(&cut_path, &whole[..cut]).unwrap();
            let Ok((mut file, told)) = InterviewFile::resume(&cut_path) else {
                let first = whole.iter().position(|byte| *byte == b'\n').unwrap();
                assert!(cut <= first, "{cut}");
                continue;
            };
            let lines = whole[..cut].iter().filter(|byte| **byte == b'\n').count();
            assert_eq!(told.events.len(), lines - 1);
            assert_eq!(told.damaged_from.is_some(), !whole[..cut].ends_with(b"\n"));
            file.add(&event("three")).unwrap();
            drop(file);
            let (_, again) = InterviewFile::resume(&cut_path).unwrap();
            assert_eq!((again.events.len(), again.damaged_from), (lines, None));
            assert_eq!(again.events.last(), Some(&event("three")));
        }
        assert!(InterviewFile::begin(&path, &begun).is_err(), "an interview is never overwritten");
    }
}
