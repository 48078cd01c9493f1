//! `turnstone explain`: one case, as a person would want to read it: what is shown, why, what is open, what follows.

use crate::choice::Choice;
use crate::failure::{Ending, Failure};
use crate::output::say;
use crate::reading::Reading;
use arrow::array::RecordBatch;
use clap::Args;
use serde::Serialize;
use std::error::Error;
use std::path::{Path, PathBuf};
use turnstone_engine::Worker;
use turnstone_identify::profile::RightFollowing;
use turnstone_identify::settle::{Settling, settling};
use turnstone_identify::{
    Assumption, Catalogue, Instrument, Kind, Process, Profile, Proposal, Results, Role, Timeline, process, timeline,
};
use turnstone_model::case::{Case, Oddity, StatusStatement, oddities, read_all};
use turnstone_model::codec::{Codec, Dataset};
use turnstone_model::records::read::rows;
use turnstone_model::{Facts, Row, records};

const EXAMPLE: &str = "Examples:
  turnstone explain examples/cases/myanmar-thailand.json --profile belgium
  turnstone explain examples/htcds/survey.csv --case 1
A case is named by its record_id; where the file has none, by line:N, and in a file of cases by case:N.";

/// What to explain.
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Arguments {
    /// The file of records or cases
    file: PathBuf,
    /// The case: its record_id, line:N or case:N [default: the only one of the file]
    #[arg(long, value_name = "ID")]
    case: Option<String>,
    /// The jurisdiction whose rights are shown; may be given several times [default: international]
    #[arg(long, value_name = "PROFILE")]
    profile: Vec<String>,
    /// Show every list in full, also where nothing of it is recorded
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    reading: Reading,
}

/// The rights under one profile.
#[derive(Serialize)]
struct Rights {
    profile: String,
    title: String,
    note: String,
    rights: Vec<RightFollowing>,
}

/// What would settle the open findings of one instrument.
#[derive(Serialize)]
struct Open {
    instrument: String,
    findings: Vec<Settling>,
}

/// Everything that is said of one case.
#[derive(Serialize)]
struct Explained {
    case: String,
    proposal: Proposal,
    status: Vec<StatusStatement>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<Timeline>,
    process: Option<Process>,
    results: Results,
    open: Vec<Open>,
    rights: Vec<Rights>,
    oddities: Vec<Oddity>,
}

/// One case of a file: its name and facts, and the whole case where the file keeps one.
struct Found {
    name: String,
    facts: Facts,
    case: Option<Case>,
    status: Vec<StatusStatement>,
}

/// Finds the case and says what there is to say.
pub fn run(arguments: &Arguments) -> Result<Ending, Failure> {
    let instruments = arguments.choice.instruments()?;
    let assumptions = arguments.choice.assumptions()?;
    let catalogue = Catalogue::shipped();
    let wanted: Vec<&str> = match arguments.profile.as_slice() {
        [] => vec!["international"],
        ids => ids.iter().map(String::as_str).collect(),
    };
    let profiles: Vec<&Profile> = wanted.into_iter().map(|id| catalogue.profile(id)).collect::<Result<_, _>>()?;
    let found = find(arguments)?;
    let explained = explained(&found, &instruments, &assumptions, &profiles);
    if arguments.json {
        say(&(serde_json::to_string_pretty(&explained)? + "\n"))?;
    } else {
        say(&text(&explained, arguments.all))?;
    }
    Ok(Ending::Whole)
}

fn explained(
    found: &Found,
    instruments: &[&'static Instrument],
    assumptions: &[&'static Assumption],
    profiles: &[&Profile],
) -> Explained {
    let catalogue = Catalogue::shipped();
    let (facts, _) = turnstone_identify::assume(assumptions, &found.facts);
    let results = Results::of(instruments, assumptions, &found.facts);
    let open = instruments
        .iter()
        .filter(|instrument| instrument.kind == Kind::Elements)
        .map(|instrument| Open { instrument: instrument.id.clone(), findings: settling(instrument, &facts) });
    let rights = profiles.iter().map(|profile| Rights {
        profile: profile.id.clone(),
        title: profile.title.clone(),
        note: profile.note.clone(),
        rights: profile.rights_of(&facts, &catalogue.instruments),
    });
    Explained {
        case: found.name.clone(),
        proposal: results.proposal(),
        status: found.status.clone(),
        timeline: found.case.as_ref().map(|case| timeline(case, instruments, assumptions)),
        process: catalogue.instruments.iter().find_map(|instrument| process(instrument, assumptions, &found.facts)),
        open: open.filter(|open| !open.findings.is_empty()).collect(),
        rights: rights.collect(),
        oddities: found.case.as_ref().map_or_else(Vec::new, oddities),
        results,
    }
}

/// Looks for one row while batches pass.
struct Search {
    wanted: Option<String>,
    found: Vec<(u64, Row)>,
    rows: u64,
}

impl Worker for Search {
    fn batch(&mut self, batch: &RecordBatch) -> Result<Option<RecordBatch>, Box<dyn Error + Send + Sync>> {
        self.rows += batch.num_rows() as u64;
        // Without a name only a file of one record has an answer: two are enough to know that there are more.
        if self.wanted.is_none() && self.found.len() > 1 {
            return Ok(None);
        }
        for (line, row) in rows(batch)? {
            let is_wanted = match &self.wanted {
                None => self.found.len() < 2,
                Some(wanted) => {
                    let by_line = wanted.strip_prefix("line:").and_then(|number| number.parse::<u64>().ok());
                    by_line == Some(line) || row.record_id.as_deref() == Some(wanted)
                }
            };
            if is_wanted {
                self.found.push((line, row));
            }
        }
        Ok(None)
    }
}

fn find(arguments: &Arguments) -> Result<Found, Failure> {
    let file = &arguments.file;
    let dataset = arguments.reading.records(file, "a case is one person's record")?;
    if matches!(dataset.codec, Codec::Cases) {
        return find_case(&dataset, arguments);
    }
    let session = arguments.reading.session()?;
    let table = session.open("input", dataset)?;
    let schema = records::schema();
    let columns: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
    let make = || Search { wanted: arguments.case.clone(), found: Vec::new(), rows: 0 };
    let (workers, _) = session.fold(&table, &columns, make, &mut |_| Ok(()), |_| Ok(()))?;
    let rows: u64 = workers.iter().map(|worker| worker.rows).sum();
    let mut found: Vec<(u64, Row)> = workers.into_iter().flat_map(|worker| worker.found).collect();
    found.sort_by_key(|(line, _)| *line);
    let names: Vec<String> = found.iter().take(5).map(|(line, _)| format!("line:{line}")).collect();
    let (line, row) = one(found, rows, names, arguments)?;
    let id = row.record_id.clone().unwrap_or_else(|| format!("line:{line}"));
    let status =
        row.status.zip(row.status_by).map(|(status, by)| StatusStatement { status, by, on: None, basis: None });
    Ok(Found { name: named(&id, file), facts: row.facts, case: None, status: status.into_iter().collect() })
}

/// The whole case, from a file of cases.
fn find_case(dataset: &Dataset, arguments: &Arguments) -> Result<Found, Failure> {
    let mut text = String::new();
    std::io::Read::read_to_string(&mut dataset.source.reader()?, &mut text)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", arguments.file.display())))?;
    let mut found = Vec::new();
    let mut all = 0;
    for case in read_all(&text) {
        all += 1;
        let case = case.map_err(|error| Failure::new(format!("{}: {error}", arguments.file.display())))?;
        let number =
            arguments.case.as_deref().and_then(|wanted| wanted.strip_prefix("case:")).and_then(|n| n.parse().ok());
        let id = case.record.attributes.record_id.as_deref();
        if arguments.case.as_deref().is_none_or(|wanted| number == Some(all) || id == Some(wanted)) {
            found.push((all, case));
        }
    }
    let name = |(number, case): &(u64, Case)| {
        case.record.attributes.record_id.clone().unwrap_or_else(|| format!("case:{number}"))
    };
    let names: Vec<String> = found.iter().take(5).map(name).collect();
    let found = one(found, all, names, arguments)?;
    let id = name(&found);
    let (_, case) = found;
    let status = case.status.clone();
    Ok(Found { name: named(&id, &arguments.file), facts: case.flatten().facts, status, case: Some(case) })
}

fn named(id: &str, file: &Path) -> String {
    let file = file.file_name().map_or_else(|| "standard input".to_owned(), |name| name.to_string_lossy().into_owned());
    format!("{id} of {file}")
}

/// The one that was found, or what to do where there is none or more than one.
fn one<T>(mut found: Vec<T>, all: u64, names: Vec<String>, arguments: &Arguments) -> Result<T, Failure> {
    match (found.len(), &arguments.case) {
        (1, _) => Ok(found.remove(0)),
        (0, Some(case)) => Err(Failure::new(format!("{} has no case `{case}` among {all}", arguments.file.display()))
            .help(
                "name it by its record_id, or by line:N with the line on which it begins; in a file of cases by case:N",
            )),
        (0, None) => Err(Failure::new(format!("{} has no case that could be read", arguments.file.display()))),
        (_, None) => Err(Failure::new(format!("{} has more than one case", arguments.file.display()))
            .help(format!("name one with --case, such as {}", names.join(", ")))),
        (_, Some(case)) => Err(Failure::new(format!("more than one case is called `{case}`: {}", names.join(", ")))
            .help("name it by line:N, or in a file of cases by case:N")),
    }
}

fn heading(text: &mut String, title: &str) {
    *text += &format!("\n{title}\n{}\n", "=".repeat(title.chars().count()));
}

fn text(explained: &Explained, all: bool) -> String {
    let mut text = format!("{}\n", explained.case);
    heading(&mut text, "What Turnstone proposes; a named person decides");
    text += match explained.proposal {
        Proposal::PossibleVictim => {
            "Possible victim of trafficking: at least one definition is met by what is recorded. Protect and refer.\n"
        }
        Proposal::NotDecided => {
            "Not decided by what is recorded. Protect while it is open; what would decide it stands below.\n"
        }
        Proposal::NotShown => {
            "Not shown by what is recorded, under every definition applied. That is no proof that nothing happened.\n"
        }
    };
    heading(&mut text, "What authorities decided");
    if explained.status.is_empty() {
        text += "No formal status is recorded.\n";
    }
    for statement in &explained.status {
        let on = statement.on.as_ref().map_or_else(|| "undated".to_owned(), ToString::to_string);
        let basis = statement.basis.as_ref().map_or_else(String::new, |basis| format!("; basis: {basis}"));
        text += &format!("{on}: {}, decided by {}{basis}\n", statement.status.label(), statement.by.label());
    }
    if let Some(timeline) = &explained.timeline {
        heading(&mut text, "Over time");
        text += &timeline.life.to_string();
        if all {
            text += &format!("\n{}", timeline.said);
        }
        if !timeline.voices.is_empty() {
            heading(&mut text, "What sources say against each other, and what they took back");
            timeline.voices.iter().for_each(|voices| text += &voices.to_string());
        }
    }
    if let Some(process) = &explained.process {
        heading(&mut text, "Process");
        text += &format!("{} (it describes, and takes no finding away)\n", process.reading.label());
        for evidence in process.traditional.because.iter().chain(&process.technology.because) {
            text += &format!("  {} {} ({})\n", evidence.truth, evidence.fact, evidence.label);
        }
    }
    for odd in &explained.oddities {
        text += &format!("Odd, and kept as it is: {odd}\n");
    }
    let mut shown = None;
    let mut quiet: Vec<&str> = Vec::new();
    for (kind, proof) in explained.results.proofs() {
        // An element test is always shown; of other lists those that say something.
        let says = proof.steps.iter().any(|step| step.truth.is_yes());
        if !all && kind != Kind::Elements && !says {
            quiet.push(&proof.title);
            continue;
        }
        if shown != Some(kind) {
            heading(&mut text, kind.label());
            shown = Some(kind);
        }
        let mut proof = proof.clone();
        if !all && kind != Kind::Elements {
            proof.steps.retain(|step| step.truth.is_yes() || step.role == Role::Finding);
        }
        text += &format!("\n{proof}");
        if let Some(prompt) =
            explained.results.prompts.iter().find(|prompt| prompt.proof.instrument == proof.instrument)
        {
            text += "\nInnocent readings of the same facts:\n";
            prompt.innocent_readings.iter().for_each(|reading| text += &format!("  {}\n", reading.trim()));
        }
        for settling in
            explained.open.iter().filter(|open| open.instrument == proof.instrument).flat_map(|o| &o.findings)
        {
            let sets = |sets: &[Vec<turnstone_identify::Term>]| -> String {
                let set = |set: &Vec<turnstone_identify::Term>| {
                    set.iter().map(|term| term.label.as_str()).collect::<Vec<_>>().join(" + ")
                };
                sets.iter().map(set).collect::<Vec<_>>().join("; or ")
            };
            text += &format!("\n{} would become yes with: {}\n", settling.label, sets(&settling.yes));
            text += &format!("{} would become no without: {}\n", settling.label, sets(&settling.no));
            if settling.more {
                text += "(the shortest ones)\n";
            }
        }
    }
    if !quiet.is_empty() {
        text += &format!("\nNothing is recorded that these would show (--all prints them): {}.\n", quiet.join("; "));
    }
    for rights in &explained.rights {
        heading(&mut text, &format!("Rights: {}", rights.title));
        for (follows, title) in [(true, "Follow from what is recorded:"), (false, "May follow; ask while it is open:")]
        {
            let of: Vec<&RightFollowing> = rights.rights.iter().filter(|right| right.follows == follows).collect();
            if of.is_empty() {
                continue;
            }
            text += &format!("{title}\n");
            for right in of {
                let unchecked = if right.checked_against_primary {
                    String::new()
                } else {
                    format!("; {}", turnstone_identify::explain::UNCHECKED)
                };
                text += &format!("  {}: {} ({}{unchecked})\n", right.title, right.text.trim(), right.citation);
            }
        }
        if rights.rights.is_empty() {
            text += "None follows from what is recorded.\n";
        }
    }
    text + "\nThis is no legal advice, and no decision about a person.\n"
}
