//! Tables of status over time, for inputs that are case files: every case, also those the page does not draw.

use super::Table;
use super::found::concern_name;
use turnstone_identify::timeline::{Axis, Course, FactChange, Voice};
use turnstone_monitor::study::{CaseTimeline, Study};

/// The tables; none without timelines.
pub fn all(study: &Study) -> Vec<Table> {
    match study.timelines.as_slice() {
        [] => Vec::new(),
        cases => vec![readings(cases), begins(cases), changes(cases), legs(cases), status(cases), voices(cases)],
    }
}

/// A table whose rows begin with the input and the case.
fn table(stem: &str, title: &str, header: &[&str]) -> Table {
    let header: Vec<&str> = ["input", "case_number", "case"].iter().chain(header).copied().collect();
    Table::new(stem, title, &header)
}

fn row<const N: usize>(case: &CaseTimeline, cells: [String; N]) -> Vec<String> {
    [case.input.clone(), case.number.to_string(), case.name()].into_iter().chain(cells).collect()
}

/// Both orders of a case.
fn courses(case: &CaseTimeline) -> [(&'static str, &Course); 2] {
    let name = |course: &Course| match course.axis {
        Axis::Life => "life",
        Axis::Said => "said",
    };
    [&case.timeline.life, &case.timeline.said].map(|course| (name(course), course))
}

fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn joined<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join("; ")
}

fn fact(change: &FactChange) -> [String; 5] {
    let truths = [change.from, change.to].map(|truth| truth.to_string());
    let [from, to] = truths;
    [change.fact.id().to_owned(), change.label.clone(), from, to, joined(&change.by)]
}

fn readings(cases: &[CaseTimeline]) -> Table {
    let mut table = table(
        "timeline_readings",
        "What each element test finds in each episode of a case, in the order in which it happened (life) and in which \
         it was said (said)",
        &["axis", "episode", "dates", "from", "until", "where", "instrument", "concern", "finding", "label", "reading"],
    );
    for case in cases {
        for (axis, course) in courses(case) {
            for episode in &course.episodes {
                for reading in &episode.readings {
                    table.rows.extend(reading.findings.iter().map(|step| {
                        let cells = [
                            axis.to_owned(),
                            episode.number.to_string(),
                            joined(&episode.dates),
                            text(episode.from),
                            text(episode.until),
                            text(episode.whereabouts),
                            reading.instrument.clone(),
                            concern_name(reading.concern).to_owned(),
                            step.name.clone(),
                            step.label.clone(),
                            step.truth.to_string(),
                        ];
                        row(case, cells)
                    }));
                }
            }
        }
    }
    table
}

/// Episode 0 holds what has no date.
fn begins(cases: &[CaseTimeline]) -> Table {
    let mut table = table(
        "timeline_facts",
        "The facts that begin to count, or count otherwise, in each episode; those of episode 0 have no date",
        &["axis", "episode", "fact", "label", "was", "is", "by"],
    );
    for case in cases {
        for (axis, course) in courses(case) {
            let undated = course.undated.iter().map(|change| (0, change));
            let dated = course.episodes.iter().flat_map(|e| e.begins.iter().map(move |change| (e.number, change)));
            table.rows.extend(undated.chain(dated).map(|(episode, change)| {
                let [id, label, from, to, by] = fact(change);
                row(case, [axis.to_owned(), episode.to_string(), id, label, from, to, by])
            }));
        }
    }
    table
}

fn changes(cases: &[CaseTimeline]) -> Table {
    let mut table = table(
        "timeline_changes",
        "Where a finding changes, and the facts that changed it",
        &["axis", "episode", "dates", "order_open", "instrument", "finding", "label", "was", "is", "because", "with"],
    );
    for case in cases {
        for (axis, course) in courses(case) {
            table.rows.extend(course.changes.iter().map(|change| {
                let because: Vec<&str> = change.because.iter().map(|b| b.fact.id()).collect();
                let with: Vec<&str> = change.with.iter().map(|evidence| evidence.fact.id()).collect();
                let cells = [
                    axis.to_owned(),
                    change.episode.to_string(),
                    joined(&change.dates),
                    if change.order_open { "yes" } else { "no" }.to_owned(),
                    change.instrument.clone(),
                    change.finding.clone(),
                    change.label.clone(),
                    change.from.to_string(),
                    change.to.to_string(),
                    because.join("; "),
                    with.join("; "),
                ];
                row(case, cells)
            }));
        }
    }
    table
}

fn legs(cases: &[CaseTimeline]) -> Table {
    let header = ["leg", "origin", "destination", "start", "end", "mode", "border_crossed"];
    let mut table = table("timeline_legs", "The movements of each case", &header);
    for case in cases {
        table.rows.extend((1..).zip(&case.legs).map(|(number, leg): (usize, _)| {
            let cells = [
                number.to_string(),
                text(leg.origin.map(|place| place.code())),
                text(leg.destination.map(|place| place.code())),
                text(leg.start),
                text(leg.end),
                text(leg.mode.map(|mode| mode.name())),
                crate::notes::border(leg.border_crossed).to_owned(),
            ];
            row(case, cells)
        }));
    }
    table
}

fn status(cases: &[CaseTimeline]) -> Table {
    let mut table = table("timeline_status", "Formal status as it was decided", &["status", "by", "on", "basis"]);
    for case in cases {
        table.rows.extend(case.timeline.status.iter().map(|said| {
            let basis = said.basis.clone().unwrap_or_default();
            row(case, [said.status.name().to_owned(), said.by.name().to_owned(), text(said.on), basis])
        }));
    }
    table
}

fn voices(cases: &[CaseTimeline]) -> Table {
    let mut table = table(
        "timeline_voices",
        "Facts on which sources differ or that a source took back, statement by statement",
        &["fact", "label", "counts", "said", "by", "said_on", "period", "stands"],
    );
    for case in cases {
        for about in &case.timeline.voices {
            let of = |said: &'static str, voices: &[Voice]| -> Vec<Vec<String>> {
                let statement = |voice: &Voice| {
                    let cells = [
                        about.fact.id().to_owned(),
                        about.label.clone(),
                        about.counts.to_string(),
                        said.to_owned(),
                        voice.by.to_string(),
                        text(voice.said_on),
                        text(voice.period),
                        if voice.stands { "yes" } else { "no" }.to_owned(),
                    ];
                    row(case, cells)
                };
                voices.iter().map(statement).collect()
            };
            table.rows.extend(of("yes", &about.yes));
            table.rows.extend(of("no", &about.no));
            table.rows.extend(of("taken back", &about.retracted));
        }
    }
    table
}
