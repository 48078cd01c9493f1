//! A timeline as plain lines for people.

use super::{Axis, Change, Course, Episode, FactChange, Reading, Timeline, Voice, Voices, Whereabouts};
use crate::explain::truth_label;
use crate::instrument::Concern;
use std::fmt;
use turnstone_model::Place;
use turnstone_model::case::StatusStatement;
use turnstone_model::date::{ImpreciseDate, Precision};

fn joined<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn dates(dates: &[ImpreciseDate]) -> String {
    if dates.is_empty() { "no date".into() } else { joined(dates, ImpreciseDate::to_string) }
}

impl Axis {
    /// A heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Axis::Life => "What happened, in order",
            Axis::Said => "What was known when",
        }
    }
}

impl Concern {
    /// A heading for people.
    pub fn label(self) -> &'static str {
        match self {
            Concern::Trafficking => "Trafficking in persons",
            Concern::Smuggling => "Smuggling of migrants",
        }
    }
}

impl fmt::Display for FactChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({}; {})", self.to, self.fact, self.label, joined(&self.by, |by| by.to_string()))
    }
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |place: Option<Place>| place.map_or("a place not recorded", Place::name);
        match *self {
            Whereabouts::At(place) => f.write_str(place.name()),
            Whereabouts::OnTheWay { from, to } => write!(f, "on the way from {} to {}", name(from), name(to)),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let imprecise = self.dates.iter().any(|date| date.precision() != Precision::Day);
        let earliest = self.earliest.filter(|_| imprecise);
        let earliest = earliest.map_or(String::new(), |day| format!(" (at the earliest {day})"));
        let open = if self.order_open { " (the order is not certain)" } else { "" };
        writeln!(f, "{}{earliest}{open}: {}, {}", dates(&self.dates), self.instrument, self.label)?;
        writeln!(f, "  from {} to {}, because of", truth_label(self.from), truth_label(self.to))?;
        self.because.iter().try_for_each(|fact| writeln!(f, "    {fact}"))?;
        if !self.with.is_empty() {
            writeln!(f, "  with {}", joined(&self.with, |e| format!("{} {} ({})", e.truth, e.fact, e.label)))?;
        }
        Ok(())
    }
}

fn readings(f: &mut fmt::Formatter<'_>, readings: &[Reading]) -> fmt::Result {
    for concern in [Concern::Smuggling, Concern::Trafficking] {
        let mut about = readings.iter().filter(|reading| reading.concern == concern).peekable();
        if about.peek().is_some() {
            writeln!(f, "   {}", concern.label())?;
        }
        for reading in about {
            for finding in &reading.findings {
                writeln!(f, "     {}, {}: {}", reading.instrument, finding.label, truth_label(finding.truth))?;
            }
        }
    }
    Ok(())
}

impl fmt::Display for Episode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.number, dates(&self.dates))?;
        if let Some(place) = self.whereabouts {
            write!(f, ", {place}")?;
        }
        writeln!(f)?;
        if !self.order_open_with.is_empty() {
            let others = joined(&self.order_open_with, usize::to_string);
            writeln!(f, "   The dates do not settle the order with {others}.")?;
        }
        self.begins.iter().try_for_each(|fact| writeln!(f, "   {fact}"))?;
        readings(f, &self.readings)
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.axis.label())?;
        if !self.undated.is_empty() {
            writeln!(f, "Without a date, counted throughout:")?;
            self.undated.iter().try_for_each(|fact| writeln!(f, "   {fact}"))?;
        }
        self.episodes.iter().try_for_each(|episode| write!(f, "{episode}"))?;
        if self.changes.is_empty() {
            return writeln!(f, "No finding changes.");
        }
        writeln!(f, "What changes:")?;
        self.changes.iter().try_for_each(|change| write!(f, "{change}"))
    }
}

impl fmt::Display for Voice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.by)?;
        if let Some(said_on) = self.said_on {
            write!(f, " on {said_on}")?;
        }
        if let Some(period) = self.period {
            write!(f, ", of {period}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Voices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}): {} counts", self.fact, self.label, self.counts)?;
        for (word, voices, may_stand) in
            [("yes", &self.yes, true), ("no", &self.no, true), ("taken back", &self.retracted, false)]
        {
            for voice in voices {
                let gone = if may_stand && !voice.stands { " (no longer stands)" } else { "" };
                writeln!(f, "  {word} {voice}{gone}")?;
            }
        }
        Ok(())
    }
}

fn statement(statement: &StatusStatement) -> String {
    let on = statement.on.map_or(", no date".into(), |on| format!(", {on}"));
    let basis = statement.basis.as_ref().map_or(String::new(), |basis| format!(", basis: {basis}"));
    format!("{}: decided by {}{on}{basis}", statement.status.label(), statement.by.label())
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Case {}", self.record_id.as_deref().unwrap_or("without an identifier"))?;
        writeln!(f, "\n{}\n{}", self.life, self.said)?;
        if let Some(process) = &self.process {
            writeln!(f, "Process ({}): {}", process.instrument, process.reading.label())?;
            let because = process.traditional.because.iter().chain(&process.technology.because);
            because
                .filter(|e| e.truth.is_yes())
                .try_for_each(|e| writeln!(f, "  {} {} ({})", e.truth, e.fact, e.label))?;
            writeln!(f)?;
        }
        writeln!(f, "Formal status, as decided")?;
        if self.status.is_empty() {
            writeln!(f, "  none recorded")?;
        }
        self.status.iter().try_for_each(|decided| writeln!(f, "  {}", statement(decided)))?;
        if !self.voices.is_empty() {
            writeln!(f, "\nWhere sources differ or took something back")?;
            self.voices.iter().try_for_each(|voices| write!(f, "{voices}"))?;
        }
        if !self.oddities.is_empty() {
            writeln!(f, "\nTo look at in the case file")?;
            self.oddities.iter().try_for_each(|oddity| writeln!(f, "  {oddity}"))?;
        }
        Ok(())
    }
}
