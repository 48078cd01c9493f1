//! What is undecided, and for want of which column.

use super::results;
use crate::grid::{Cell, Grid};
use crate::notes::{short, with_dagger_note};
use crate::number::{count, counted};
use turnstone_identify::Kind;
use turnstone_model::{Element, Fact};
use turnstone_monitor::findings::{InstrumentCount, OutputCount, OutputKind};
use turnstone_monitor::study::Study;

/// How many facts of one group are named one by one.
const NAMED: usize = 4;

/// The section of what is wanting.
pub struct Wanting {
    /// In words: how many results the table can say nothing of.
    pub summary: String,
    /// Results of element tests for which no row records any fact; none when there are none.
    pub beyond: Option<Grid>,
    /// Every result of each kind with its counts and what is wanting: a heading and a table.
    pub kinds: Vec<(String, Grid)>,
}

pub fn wanting(study: &Study) -> Option<Wanting> {
    let instruments = &study.findings.instruments;
    if instruments.is_empty() {
        return None;
    }
    let outputs = || instruments.iter().flat_map(|i| &i.outputs).filter(|output| output.kind != OutputKind::Finding);
    let beyond = outputs().filter(|output| output.is_beyond_the_table()).count() as u64;
    let partly = outputs().filter(|output| output.rows.undetermined > 0).count() as u64 - beyond;
    let summary = format!(
        "Of {} elements, dimensions, signs and parts, {} can be decided for no record, because no record holds any of \
         the facts {} on: this list does not hold them. {} left open for some records by what these do not say. \
         What only describes is counted too.",
        count(outputs().count() as u64),
        count(beyond),
        if beyond == 1 { "it rests" } else { "they rest" },
        counted(partly, "is", "are"),
    );
    let tests: Vec<&InstrumentCount> = study.findings.of_kind(Kind::Elements).collect();
    let none_recorded = beyond_the_table(study, &tests);
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        let of_kind: Vec<&InstrumentCount> = study.findings.of_kind(kind).collect();
        (!of_kind.is_empty()).then(|| {
            let what = format!("{}: every result, and the facts it rests on that no record holds", kind.label());
            (kind.label().to_owned(), grid(study, &what, &of_kind))
        })
    });
    Some(Wanting { summary, beyond: (!none_recorded.rows.is_empty()).then_some(none_recorded), kinds: kinds.collect() })
}

/// Elements of which no record says anything, each with the facts it rests on.
fn beyond_the_table(study: &Study, tests: &[&InstrumentCount]) -> Grid {
    let is_beyond = |output: &&OutputCount| output.is_beyond_the_table() && output.kind != OutputKind::Finding;
    let caption = format!("Elements of legal element tests that no record of {} decides", count(study.records));
    let mut grid = Grid::new(
        with_dagger_note(caption, tests.iter().flat_map(|test| results::labels(test))),
        &["Element", "#facts", "Any of these columns could show it"],
    );
    for test in tests {
        let outputs: Vec<&OutputCount> = test.outputs.iter().filter(is_beyond).collect();
        if !outputs.is_empty() {
            grid.heading(short(&test.label));
        }
        for output in outputs {
            let which = Cell::text(named(&output.wanting));
            grid.push(vec![Cell::text(results::label(output)), Cell::count(output.facts), which]);
        }
    }
    grid
}

/// Every result with its counts, and the facts it rests on that no record holds.
fn grid(study: &Study, what: &str, instruments: &[&InstrumentCount]) -> Grid {
    let caption = format!("{what}; of {} records; every fact by name in tables/wanting.csv", count(study.records));
    let labels = instruments.iter().flat_map(|i| results::labels(i));
    let head = ["Result", "#yes", "#no", "#not decided", "#facts it rests on", "#held by no record", "Which"];
    let mut grid = Grid::new(with_dagger_note(caption, labels), &head);
    for instrument in instruments {
        grid.heading(short(&instrument.label));
        for output in &instrument.outputs {
            let is_finding = output.kind == OutputKind::Finding;
            let which = match (output.rows.undetermined, is_finding) {
                (0, _) => "every record is decided".to_owned(),
                (_, true) if !output.wanting.is_empty() => "those of its parts above".to_owned(),
                _ => named(&output.wanting),
            };
            let counts = [output.rows.yes, output.rows.no, output.rows.undetermined, output.facts];
            let mut cells = vec![Cell::text(results::label(output))];
            cells.extend(counts.map(Cell::count));
            cells.extend([Cell::count(output.wanting.len() as u64), Cell::text(which)]);
            grid.push_as(if is_finding { "total" } else { "" }, cells);
        }
    }
    grid
}

/// Facts by the part of the vocabulary they are of, the first of each by name.
fn named(facts: &[Fact]) -> String {
    let groups = Element::ALL.into_iter().filter_map(|element| {
        let labels: Vec<&str> = facts.iter().filter(|f| f.element() == element).map(|f| f.label()).collect();
        let more = labels.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let named: Vec<&str> = labels.iter().take(NAMED).copied().collect();
        (!labels.is_empty()).then(|| format!("{}: {}{more}", element.label(), named.join(", ")))
    });
    let groups: Vec<String> = groups.collect();
    if groups.is_empty() { "none: each is held by some record".to_owned() } else { groups.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_named_by_group_and_the_rest_is_counted() {
        let facts: Vec<Fact> = Element::Act.facts().take(6).chain(Element::Person.facts().take(1)).collect();
        let text = named(&facts);
        let labels: Vec<&str> = facts.iter().map(|fact| fact.label()).collect();
        assert_eq!(text, format!("Acts: {} and 2 more; Person: {}", labels[..4].join(", "), labels[6]));
    }
}
