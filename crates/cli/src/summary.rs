//! What an interview comes to: in plain words, as a record, as HTCDS, and as a page in the interview's language.

use crate::failure::Failure;
use crate::interview_file::Begun;
use crate::output::{OutputFile, companion};
use crate::texts::{Texts, message};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use turnstone_identify::profile::RightFollowing;
use turnstone_identify::{Catalogue, Instrument, Interview, Kind, ProcessReading, Profile, Proposal, Results};
use turnstone_model::case::{Case, write};
use turnstone_model::codec::htcds::{self, Form};
use turnstone_model::date::ImpreciseDate;
use turnstone_model::{Assertion, Facts, Record, Row};

/// The source of what was said at the table, in the record.
const SOURCE: &str = "interview";

/// A part of the summary: a heading and lines.
struct Part {
    heading: String,
    lines: Vec<String>,
}

/// What an interview comes to.
pub struct Summary {
    title: String,
    language: &'static str,
    direction: &'static str,
    parts: Vec<Part>,
    case: Case,
}

impl Summary {
    /// The summary of an interview; `days` are those of its answers.
    pub fn of(
        interview: &Interview<'_>,
        days: &[String],
        profiles: &[&Profile],
        begun: &Begun,
        texts: &Texts,
        path: &Path,
    ) -> Summary {
        let catalogue = Catalogue::shipped();
        let facts = interview.facts();
        let tests =
            catalogue.instruments.iter().filter(|i| begun.instruments.contains(&i.id) || i.kind == Kind::Pattern);
        let tests: Vec<&Instrument> = tests.collect();
        let results = Results::of(&tests, &[], facts);
        let mut parts = vec![proposal(&results, texts), established(facts, texts), findings(&results, texts)];
        parts.push(process(facts, texts));
        parts.extend(prompts(&results, texts));
        for profile in profiles {
            parts.extend(rights(profile, &profile.rights_of(facts, &catalogue.instruments), texts));
        }
        parts.push(Part { heading: String::new(), lines: vec![texts.get("summary-not-legal-advice")] });
        Summary {
            title: texts.get("summary-title"),
            language: texts.language.tag(),
            direction: texts.language.direction(),
            parts,
            case: case(interview, days, begun, path),
        }
    }

    /// The summary for a terminal.
    pub fn text(&self) -> String {
        let mut text = format!("\n== {} ==\n", self.title);
        for part in &self.parts {
            if !part.heading.is_empty() {
                text += &format!("\n{}\n", part.heading);
            }
            part.lines.iter().for_each(|line| text += &format!("  {line}\n"));
        }
        text + "\n"
    }

    /// The summary as a page that stands alone and runs in the direction of its script.
    fn page(&self) -> String {
        let mut page = format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{}</title>\n<style>body{{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 sans-serif}}\
             h2{{font-size:1.1rem;margin-bottom:.2rem}}ul{{margin-top:.2rem}}</style>\n<h1>{}</h1>\n",
            self.language,
            self.direction,
            escaped(&self.title),
            escaped(&self.title),
        );
        for part in &self.parts {
            if !part.heading.is_empty() {
                page += &format!("<h2>{}</h2>\n", escaped(&part.heading));
            }
            page += "<ul>\n";
            part.lines.iter().for_each(|line| page += &format!("<li>{}</li>\n", escaped(line)));
            page += "</ul>\n";
        }
        page + "</html>\n"
    }

    /// Writes the record, HTCDS and the page beside the interview; returns what was written.
    pub fn write(&self, interview: &Path) -> Result<Vec<PathBuf>, Failure> {
        let mut written = Vec::new();
        let mut put = |ending: &str, fill: &mut dyn FnMut(&mut OutputFile) -> Result<(), Failure>| {
            let path = companion(interview, ending);
            let mut file = OutputFile::begin(&path)?;
            fill(&mut file)?;
            file.finish()?;
            written.push(path);
            Ok::<_, Failure>(())
        };
        let all = |file: &mut OutputFile, text: &str| {
            file.writer().write_all(text.as_bytes()).map_err(|error| Failure::write(interview, error))
        };
        put(".case.json", &mut |file| all(file, &write::pretty(&self.case)))?;
        let mut losses = String::new();
        put(".htcds.csv", &mut |file| {
            let rows = [(1, self.case.flatten())];
            let report = htcds::write(&rows, BufWriter::new(file.writer()), Form::Standard);
            losses = report.map_err(|error| Failure::write(interview, error))?.to_string();
            Ok(())
        })?;
        put(".htcds.losses.txt", &mut |file| all(file, &format!("{losses}\n")))?;
        put(".summary.html", &mut |file| all(file, &self.page()))?;
        Ok(written)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn proposal(results: &Results, texts: &Texts) -> Part {
    let line = match results.proposal() {
        Proposal::PossibleVictim => "summary-possible-victim",
        Proposal::NotDecided => "summary-undetermined",
        Proposal::NotShown => "summary-no-finding",
    };
    Part { heading: String::new(), lines: vec![texts.get(line)] }
}

fn established(facts: &Facts, texts: &Texts) -> Part {
    let yes = facts.recorded().filter(|(_, truth)| truth.is_yes());
    let lines: Vec<String> = yes.map(|(fact, _)| texts.get(&message("fact", fact.id()))).collect();
    let lines = if lines.is_empty() { vec!["–".to_owned()] } else { lines };
    Part { heading: texts.get("interview-established"), lines }
}

fn findings(results: &Results, texts: &Texts) -> Part {
    let lines = results.element_tests.iter().map(|test| {
        let id = match test.truth().0 {
            Some(true) => "summary-shown",
            Some(false) => "summary-not-shown",
            None => "summary-open",
        };
        let mut line = texts.with(id, &[("instrument", test.proof.title.as_str().into())]);
        if !test.proof.checked_against_primary {
            line += &format!(" ({})", texts.get("summary-unchecked"));
        }
        line
    });
    Part { heading: texts.get("summary-findings"), lines: lines.collect() }
}

fn process(facts: &Facts, texts: &Texts) -> Part {
    let known = &Catalogue::shipped().instruments;
    let reading = known.iter().find_map(|instrument| turnstone_identify::process(instrument, &[], facts));
    let line = match reading.map(|process| process.reading) {
        Some(ProcessReading::Traditional) => "summary-process-traditional",
        Some(ProcessReading::TechnologyDriven) => "summary-process-technology",
        Some(ProcessReading::Both) => "summary-process-both",
        Some(ProcessReading::Unknown) | None => "summary-process-unknown",
    };
    Part { heading: texts.get("summary-process"), lines: vec![texts.get(line)] }
}

fn prompts(results: &Results, texts: &Texts) -> Option<Part> {
    let raised = results.prompts.iter().filter(|prompt| prompt.truth().is_yes());
    let lines: Vec<String> = raised.map(|prompt| prompt.proof.title.clone()).collect();
    (!lines.is_empty()).then(|| Part { heading: texts.get("summary-prompts"), lines })
}

fn rights(profile: &Profile, rights: &[RightFollowing], texts: &Texts) -> Vec<Part> {
    let mut parts = Vec::new();
    for (follows, id) in [(true, "summary-rights-follow"), (false, "summary-rights-may-follow")] {
        let of = rights.iter().filter(|right| right.follows == follows);
        let lines: Vec<String> = of
            .map(|right| {
                let unchecked = match right.checked_against_primary {
                    true => String::new(),
                    false => format!("; {}", texts.get("summary-unchecked")),
                };
                format!("{}: {} ({}{unchecked})", right.title, right.text.trim(), right.citation)
            })
            .collect();
        if !lines.is_empty() {
            let heading = format!("{}: {} – {}", texts.get("summary-rights"), profile.title, texts.get(id));
            parts.push(Part { heading, lines });
        }
    }
    parts
}

/// The record: every answer is an assertion with its day, those that contradict each other included.
fn case(interview: &Interview<'_>, days: &[String], begun: &Begun, path: &Path) -> Case {
    let date = |day: &str| ImpreciseDate::parse(day).ok();
    let mut assertions = Vec::new();
    for ((place, answer), day) in interview.answers().iter().zip(days) {
        let question = &interview.script().questions[*place];
        assertions.extend(question.says(*answer).iter().map(|(fact, truth)| Assertion {
            fact: *fact,
            truth: *truth,
            period: None,
            source: SOURCE.to_owned(),
            said_on: date(day),
        }));
    }
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let attributes = Row { record_id: stem, registered: date(&begun.on), ..Row::default() };
    Case { record: Record { assertions, attributes }, ..Case::default() }
}
