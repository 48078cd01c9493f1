//! Status over time of single cases: a picture of each, and the same in words.

use super::timeline_drawing::{Drawing, dates, drawing, episode_of, fact, place};
use crate::grid::{Cell, Grid};
use crate::notes::short;
use crate::number::{count, counted};
use askama::Template;
use turnstone_identify::timeline::{Change, Course, Episode, FactChange, Voice, Voices};
use turnstone_identify::{Concern, Process, truth_label};
use turnstone_model::Truth;
use turnstone_model::case::StatusStatement;
use turnstone_model::date::Precision;
use turnstone_monitor::study::{CaseTimeline, LegNote, Study};

/// How many cases are drawn.
pub const DRAWN: usize = 50;
/// How many of them stand open.
const OPEN: usize = 5;

/// The section of timelines.
pub struct Timelines {
    /// In words: how many cases there are and how many are drawn.
    pub summary: String,
    /// The cases drawn.
    pub cases: Vec<CaseView>,
}

/// One case.
pub struct CaseView {
    /// Its pseudonymous identifier, or its place.
    pub name: String,
    /// In words, how much changes.
    pub summary: String,
    /// The mark of synthetic records; may be empty.
    pub mark: &'static str,
    /// Whether it stands open.
    pub is_open: bool,
    /// What happened, in order.
    pub life: CourseView,
    /// What was known when; absent where all was said at one time.
    pub said: Option<CourseView>,
    /// What has no date on the axis of life, and legs and statements that fall in no episode.
    pub outside: Vec<String>,
    /// How the trafficking went about; may be empty.
    pub process: String,
    /// Formal status statements.
    pub status: Vec<String>,
    /// Where sources differ or took something back.
    pub voices: Vec<String>,
    /// What is odd about the case file.
    pub oddities: Vec<String>,
}

/// One order of things.
#[derive(Template)]
#[template(path = "course.html", whitespace = "minimize")]
pub struct CourseView {
    /// The picture.
    pub drawing: Drawing,
    /// The changes, numbered as in the picture.
    pub changes: Vec<String>,
    /// The same as a table.
    pub table: Grid,
}

pub fn timelines(study: &Study, mark: &'static str) -> Option<Timelines> {
    let all = &study.timelines;
    if all.is_empty() {
        return None;
    }
    let left_out = all.len().saturating_sub(DRAWN);
    let cases = counted(all.len() as u64, "case", "cases");
    let summary = match left_out {
        0 => format!("Of {cases} the file keeps who said what and when; each is drawn here."),
        more => format!(
            "Of {cases} the file keeps who said what and when. The first {DRAWN} are drawn here; the other {} are left \
             out of this page and stand, like these, in study.json and in the tables/timeline_….csv.",
            count(more as u64)
        ),
    };
    let cases = all.iter().take(DRAWN).enumerate().map(|(i, case)| view(case, i, mark));
    Some(Timelines { summary, cases: cases.collect() })
}

fn view(case: &CaseTimeline, index: usize, mark: &'static str) -> CaseView {
    let timeline = &case.timeline;
    let name = case.name();
    let course = |course: &Course, key: &str, legs: &[LegNote], status: &[StatusStatement]| {
        let title = format!("{} of case {name}", course.axis.label());
        CourseView {
            drawing: drawing(&format!("{key}-{index}"), title, course, legs, status),
            changes: course.changes.iter().map(change).collect(),
            table: table(course),
        }
    };
    let life = course(&timeline.life, "life", &case.legs, &timeline.status);
    let said = (timeline.said.episodes.len() > 1).then(|| course(&timeline.said, "said", &[], &[]));
    let (episodes, changes) = (timeline.life.episodes.len() as u64, timeline.life.changes.len() as u64);
    CaseView {
        summary: format!(
            "{}, {} of a reading",
            counted(episodes, "episode", "episodes"),
            counted(changes, "change", "changes")
        ),
        mark,
        is_open: index < OPEN,
        life,
        said,
        outside: outside(case),
        process: timeline.process.as_ref().map_or_else(String::new, process),
        status: timeline.status.iter().map(statement).collect(),
        voices: timeline.voices.iter().map(voices).collect(),
        oddities: timeline.oddities.iter().map(ToString::to_string).collect(),
        name,
    }
}

/// What the picture of a life cannot place: what has no date, and what lies before its first episode.
fn outside(case: &CaseTimeline) -> Vec<String> {
    let life = &case.timeline.life;
    let facts = life.undated.iter().map(|change| format!("without a date, counted throughout: {}", because(change)));
    let unplaced = |leg: &&LegNote| episode_of(life, leg.start.or(leg.end)).is_none();
    let legs = case.legs.iter().filter(unplaced).map(|leg| {
        let (from, to) = (place(leg.origin), place(leg.destination));
        format!("a leg without a date: {from} → {to}")
    });
    let unplaced = |statement: &&StatusStatement| episode_of(life, statement.on).is_none();
    let status = case.timeline.status.iter().filter(unplaced).map(|said| match said.on {
        None => format!("formal status without a date: {}", statement(said)),
        Some(_) => format!("formal status before the first episode: {}", statement(said)),
    });
    facts.chain(legs).chain(status).collect()
}

fn because(change: &FactChange) -> String {
    let by: Vec<String> = change.by.iter().map(ToString::to_string).collect();
    format!("{} ({})", fact(&change.label, change.to), by.join(", "))
}

fn change(change: &Change) -> String {
    let imprecise = change.dates.iter().any(|date| date.precision() != Precision::Day);
    let earliest = change.earliest.filter(|_| imprecise);
    let earliest = earliest.map_or(String::new(), |day| format!(" (at the earliest {day})"));
    let open = if change.order_open { ", the order not being certain" } else { "" };
    let facts: Vec<String> = change.because.iter().map(because).collect();
    let with: Vec<String> = change.with.iter().map(|evidence| fact(&evidence.label, evidence.truth)).collect();
    let with = if with.is_empty() { String::new() } else { format!(". Together with: {}", with.join(", ")) };
    format!(
        "{}{earliest}{open}: {}: “{}”: {} → {}, because of {}{with}.",
        dates(&change.dates),
        change.title,
        short(&change.label),
        in_short(change.from),
        in_short(change.to),
        facts.join("; "),
    )
}

/// A truth as the picture has it.
fn in_short(truth: Truth) -> &'static str {
    if truth.is_unknown() { "not decided" } else { truth_label(truth) }
}

fn process(process: &Process) -> String {
    let shown = process.traditional.because.iter().chain(&process.technology.because);
    let shown: Vec<&str> = shown.filter(|evidence| evidence.truth.is_yes()).map(|e| e.label.as_str()).collect();
    let because = if shown.is_empty() { String::new() } else { format!(", by {}", shown.join(", ")) };
    format!("How the trafficking went about: {}{because} ({}).", process.reading.label(), process.instrument)
}

fn statement(statement: &StatusStatement) -> String {
    let on = statement.on.map_or(String::new(), |on| format!(", {on}"));
    let basis = statement.basis.as_ref().map_or(String::new(), |basis| format!("; basis: {basis}"));
    format!("{}, decided by {}{on}{basis}", statement.status.label(), statement.by.label())
}

fn voices(voices: &Voices) -> String {
    let said = |voices: &[Voice], may_stand: bool| -> Vec<String> {
        let gone = |voice: &Voice| if may_stand && !voice.stands { ", which no longer stands" } else { "" };
        voices.iter().map(|voice| format!("{voice}{}", gone(voice))).collect()
    };
    let groups = [("yes", &voices.yes, true), ("no", &voices.no, true), ("taken back", &voices.retracted, false)];
    let parts: Vec<String> = groups
        .into_iter()
        .filter(|(_, said, _)| !said.is_empty())
        .map(|(word, voices, may_stand)| format!("{word}: {}", said(voices, may_stand).join(", ")))
        .collect();
    format!("{}: {}. What counts: {}.", voices.label, parts.join("; "), truth_label(voices.counts))
}

/// A course as a table: a column for each episode, a row for what the picture has as a lane.
fn table(course: &Course) -> Grid {
    let mut grid = Grid::new(format!("{}, episode by episode", course.axis.label()), &[""]);
    grid.head.extend(course.episodes.iter().map(|e| Cell::text(format!("{}: {}", e.number, dates(&e.dates)))));
    let mut row = |name: String, of: &dyn Fn(&Episode) -> String| {
        grid.push(std::iter::once(Cell::text(name)).chain(course.episodes.iter().map(|e| Cell::text(of(e)))).collect());
    };
    if course.episodes.iter().any(|episode| episode.whereabouts.is_some()) {
        row("Where".to_owned(), &|e| e.whereabouts.map_or_else(String::new, |place| place.to_string()));
    }
    row("Begins".to_owned(), &|e| e.begins.iter().map(because).collect::<Vec<_>>().join("; "));
    let Some(first) = course.episodes.first() else { return grid };
    for concern in [Concern::Smuggling, Concern::Trafficking] {
        for (r, reading) in first.readings.iter().enumerate().filter(|(_, reading)| reading.concern == concern) {
            for (f, finding) in reading.findings.iter().enumerate() {
                let name = format!("{}: {}: {}", concern.label(), reading.instrument, short(&finding.label));
                row(name, &|e| {
                    let step = e.readings.get(r).and_then(|reading| reading.findings.get(f));
                    step.map_or_else(String::new, |step| truth_label(step.truth).to_owned())
                });
            }
        }
    }
    grid
}
