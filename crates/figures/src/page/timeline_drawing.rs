//! One course of a case as a picture: episodes from left to right, and lanes of what was found in each.
//!
//! Drawn here and not by the script, so that it stands on paper and without JavaScript. Episodes are equally wide: how
//! long they last is often not known. What the picture shows also stands in words beside it.

use crate::notes::short;
use askama::Template;
use turnstone_identify::timeline::{Axis, Course, Episode};
use turnstone_identify::{Concern, truth_label};
use turnstone_model::case::StatusStatement;
use turnstone_model::date::ImpreciseDate;
use turnstone_model::{Place, Truth};
use turnstone_monitor::study::LegNote;

/// The width of the names of lanes, in the units of the picture.
const NAMES: usize = 210;
/// What all episodes share, as long as none gets narrower than the least or wider than the most.
const ROOM: usize = 790;
const LEAST: usize = 96;
const MOST: usize = 380;
/// The height of a line of text.
const LINE: usize = 14;
/// About how wide a letter is: enough to break lines by.
const LETTER: f64 = 6.1;
/// How many lines an episode may take in one band; the words beside the picture have all.
const LINES: usize = 10;

/// The picture of a course.
#[derive(Template)]
#[template(path = "timeline.svg", whitespace = "minimize", escape = "html")]
pub struct Drawing {
    /// A name that no other picture of the page has, for its patterns.
    pub key: String,
    /// What it shows.
    pub title: String,
    width: usize,
    height: usize,
    texts: Vec<Text>,
    rules: Vec<Rule>,
    runs: Vec<Run>,
    arrows: Vec<Arrow>,
    marks: Vec<Mark>,
}

/// A line of text.
struct Text {
    x: usize,
    y: usize,
    class: &'static str,
    text: String,
}

/// A line between bands or episodes.
struct Rule {
    from: (usize, usize),
    to: (usize, usize),
}

/// Episodes that follow each other with the same reading.
struct Run {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
    class: &'static str,
    text: &'static str,
    text_x: usize,
    text_y: usize,
}

/// A leg.
struct Arrow {
    from: usize,
    to: usize,
    y: usize,
}

/// A change of a reading, by its number in the list beside the picture.
struct Mark {
    x: usize,
    y: usize,
    number: usize,
    title: String,
}

/// A picture in the making, from the top down.
struct Sheet<'a> {
    course: &'a Course,
    /// The width of an episode.
    step: usize,
    y: usize,
    drawing: Drawing,
}

/// Draws a course; legs and formal status belong to what happened and are left out of what was known when.
pub fn drawing(key: &str, title: String, course: &Course, legs: &[LegNote], status: &[StatusStatement]) -> Drawing {
    let step = (ROOM / course.episodes.len().max(1)).clamp(LEAST, MOST);
    let drawing = Drawing {
        key: key.to_owned(),
        title,
        width: NAMES + step * course.episodes.len(),
        height: 0,
        texts: Vec::new(),
        rules: Vec::new(),
        runs: Vec::new(),
        arrows: Vec::new(),
        marks: Vec::new(),
    };
    let mut sheet = Sheet { course, step, y: 4, drawing };
    sheet.header();
    if course.episodes.iter().any(|episode| episode.whereabouts.is_some()) {
        let place = |episode: &Episode| episode.whereabouts.map(|place| vec![place.to_string()]).unwrap_or_default();
        sheet.words("Where", &place);
    }
    if course.axis == Axis::Life {
        sheet.journey(legs);
    }
    let begins = |episode: &Episode| episode.begins.iter().map(|change| fact(&change.label, change.to)).collect();
    sheet.words(if course.axis == Axis::Life { "What begins" } else { "What is said" }, &begins);
    for concern in [Concern::Smuggling, Concern::Trafficking] {
        sheet.readings(concern);
    }
    if course.axis == Axis::Life && !status.is_empty() {
        let decided = |episode: &Episode| {
            let in_it = status.iter().filter(|s| episode_of(course, s.on).map(|e| e.number) == Some(episode.number));
            in_it.map(decided_in_short).collect()
        };
        sheet.words("Formal status, as decided", &decided);
    }
    sheet.finish()
}

/// The episode in which a date falls, by its earliest day: the last one that has begun. None before the first, and for
/// what has no date.
pub fn episode_of(course: &Course, date: Option<ImpreciseDate>) -> Option<&Episode> {
    let day = date?.from();
    course.episodes.iter().rev().find(|episode| episode.from.is_some_and(|from| from <= day))
}

/// A fact by its label, with what it is where it is not yes.
pub fn fact(label: &str, truth: Truth) -> String {
    match truth.0 {
        Some(true) => label.to_owned(),
        Some(false) => format!("{label}: no"),
        None => format!("{label}: open again"),
    }
}

fn decided_in_short(statement: &StatusStatement) -> String {
    let on = statement.on.map_or(String::new(), |on| format!(", {on}"));
    format!("{} ({}{on})", statement.status.label(), statement.by.label())
}

/// A place by its name, also where none is recorded.
pub fn place(place: Option<Place>) -> &'static str {
    place.map_or("not recorded", Place::name)
}

/// The dates of an episode as one text.
pub fn dates(dates: &[ImpreciseDate]) -> String {
    match dates {
        [] => "no date".to_owned(),
        dates => dates.iter().map(ImpreciseDate::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// Breaks a text into lines of at most so many letters, between words where it can.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let letters = letters.max(4);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let mut word: Vec<char> = word.chars().collect();
        let fits = |line: &String| line.chars().count() + 1 + word.len() <= letters;
        match lines.last_mut().filter(|line| fits(line)) {
            Some(line) => {
                line.push(' ');
                line.extend(&word);
            }
            None => {
                while word.len() > letters {
                    let rest = word.split_off(letters - 1);
                    lines.push(word.iter().collect::<String>() + "-");
                    word = rest;
                }
                lines.push(word.into_iter().collect());
            }
        }
    }
    lines
}

impl Sheet<'_> {
    fn left(&self, episode: usize) -> usize {
        NAMES + self.step * (episode - 1)
    }

    fn letters(width: usize) -> usize {
        (width.saturating_sub(12) as f64 / LETTER) as usize
    }

    fn text(&mut self, x: usize, line: usize, class: &'static str, text: String) {
        let y = self.y + 12 + LINE * line;
        self.drawing.texts.push(Text { x, y, class, text });
    }

    /// Ends a band, behind so many lines of text.
    fn end_band(&mut self, lines: usize) {
        self.y += LINE * lines + 6;
        let rule = Rule { from: (0, self.y), to: (self.drawing.width, self.y) };
        self.drawing.rules.push(rule);
        self.y += 2;
    }

    fn header(&mut self) {
        let course = self.course;
        let mut most = 1;
        self.text(0, 0, "name", "Episode".to_owned());
        for episode in &course.episodes {
            let x = self.left(episode.number) + 6;
            self.text(x, 0, "number", episode.number.to_string());
            let mut lines = wrapped(&dates(&episode.dates), Self::letters(self.step - 20));
            if !episode.order_open_with.is_empty() {
                lines.extend(wrapped("order not certain", Self::letters(self.step - 20)));
            }
            most = most.max(lines.len());
            for (i, line) in lines.into_iter().enumerate() {
                self.text(x + 20, i, "", line);
            }
        }
        self.end_band(most);
    }

    /// A band with texts in each episode.
    fn words(&mut self, name: &str, of: &dyn Fn(&Episode) -> Vec<String>) {
        let course = self.course;
        let letters = Self::letters(self.step);
        self.text(0, 0, "name", name.to_owned());
        let mut most = 1;
        for episode in &course.episodes {
            let mut lines: Vec<String> = of(episode).iter().flat_map(|text| wrapped(text, letters)).collect();
            if lines.len() > LINES {
                lines.truncate(LINES - 1);
                lines.push("… more in the table".to_owned());
            }
            most = most.max(lines.len());
            for (i, line) in lines.into_iter().enumerate() {
                self.text(self.left(episode.number) + 6, i, "", line);
            }
        }
        self.end_band(most);
    }

    /// The legs that have a date, each as an arrow from the episode in which it began to the one in which it ended.
    fn journey(&mut self, legs: &[LegNote]) {
        let course = self.course;
        let mut drawn = 0;
        for leg in legs {
            let (start, end) = (leg.start.or(leg.end), leg.end.or(leg.start));
            let (Some(first), Some(last)) = (episode_of(course, start), episode_of(course, end)) else { continue };
            if drawn == 0 {
                self.text(0, 0, "name", "Journey".to_owned());
            }
            let (from, to) = (self.left(first.number) + 6, self.left(last.number.max(first.number)) + self.step - 8);
            let border = match leg.border_crossed {
                Some(true) => "across a border",
                Some(false) => "inside one country",
                None => "border not known",
            };
            let text = format!("{} → {}, {border}", place(leg.origin), place(leg.destination));
            let lines = wrapped(&text, Self::letters(to - from + 12));
            let count = lines.len();
            for (i, line) in lines.into_iter().enumerate() {
                self.text(from, i, "", line);
            }
            self.drawing.arrows.push(Arrow { from, to, y: self.y + LINE * count + 6 });
            self.y += LINE * count + 14;
            drawn += 1;
        }
        if drawn > 0 {
            self.end_band(0);
        }
    }

    /// The readings of one concern: a heading, and a lane for each finding.
    fn readings(&mut self, concern: Concern) {
        let course = self.course;
        let Some(first) = course.episodes.first() else { return };
        let about = |episode: &'_ Episode| -> Vec<(String, String, Truth, String)> {
            let readings = episode.readings.iter().filter(|reading| reading.concern == concern);
            let lane = |instrument: &str, label: &str| format!("{instrument}: {}", short(label));
            let findings = readings.flat_map(|reading| {
                let findings = reading.findings.iter();
                findings.map(move |step| {
                    (reading.instrument.clone(), step.name.clone(), step.truth, lane(&reading.instrument, &step.label))
                })
            });
            findings.collect()
        };
        let lanes = about(first);
        if lanes.is_empty() {
            return;
        }
        self.text(0, 0, "name", concern.label().to_owned());
        self.y += LINE + 6;
        for (lane, (instrument, finding, _, name)) in lanes.iter().enumerate() {
            let names = wrapped(name, Self::letters(NAMES));
            let height = (LINE * names.len() + 4).max(26);
            for (i, line) in names.into_iter().enumerate() {
                self.text(0, i, "", line);
            }
            let truths: Vec<Truth> =
                course.episodes.iter().filter_map(|episode| about(episode).get(lane).map(|(_, _, t, _)| *t)).collect();
            self.lane(&truths, height);
            for (number, change) in (1..).zip(&course.changes) {
                if change.instrument == *instrument && change.finding == *finding {
                    let because: Vec<String> = change.because.iter().map(|b| fact(&b.label, b.to)).collect();
                    let (from, to) = (truth_label(change.from), truth_label(change.to));
                    let title = format!("{number}: from {from} to {to}, because of {}", because.join(", "));
                    let x = self.left(change.episode) + 13;
                    self.drawing.marks.push(Mark { x, y: self.y + 12, number, title });
                }
            }
            self.y += height + 4;
        }
        self.end_band(0);
    }

    fn lane(&mut self, truths: &[Truth], height: usize) {
        let mut from = 0;
        for (i, truth) in truths.iter().enumerate() {
            if truths.get(i + 1) == Some(truth) {
                continue;
            }
            let x = NAMES + self.step * from;
            let (class, text) = match truth.0 {
                Some(true) => ("yes", "yes"),
                Some(false) => ("no", "no"),
                None => ("open", "not decided"),
            };
            let width = self.step * (i + 1 - from) - 2;
            self.drawing.runs.push(Run {
                x,
                y: self.y,
                width,
                height: height.min(24),
                class,
                text,
                text_x: x + 28,
                text_y: self.y + 16,
            });
            from = i + 1;
        }
    }

    fn finish(mut self) -> Drawing {
        self.drawing.height = self.y + 4;
        for episode in &self.course.episodes {
            let x = self.left(episode.number) - 1;
            self.drawing.rules.push(Rule { from: (x, 0), to: (x, self.drawing.height) });
        }
        self.drawing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_inside_only_what_is_too_long() {
        assert_eq!(wrapped("Sexual exploitation of a child", 12), ["Sexual", "exploitation", "of a child"]);
        assert_eq!(wrapped("Unterbringung", 6), ["Unter-", "bring-", "ung"]);
        assert_eq!(wrapped("", 12), [] as [&str; 0]);
    }
}
