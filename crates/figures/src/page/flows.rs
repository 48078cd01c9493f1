//! Where people moved: corridors inside countries and across borders in one table.

use super::figure::{Drawn, Figure};
use crate::grid::{Cell, Grid};
use crate::notes::{basis_title, border};
use crate::number::count;
use crate::places::place_counts;
use turnstone_monitor::flows::{CorridorCount, DIMENSIONS};
use turnstone_monitor::study::Study;

/// How many corridors stand open under the map.
const OPEN: usize = 15;

/// The section of corridors.
pub struct FlowTables {
    /// What the ends rest on.
    pub basis: String,
    /// Records by the ends they have.
    pub ends: Grid,
    /// The map with the table of corridors.
    pub map: Figure,
    /// The Sankey diagram with the table of places.
    pub sankey: Figure,
    /// Each corridor by every dimension; too long for paper.
    pub by: Option<Grid>,
}

pub fn flows(study: &Study, drawn: Drawn) -> FlowTables {
    let corridors = &study.flows.corridors;
    let basis = basis_title(&study.flows);
    let (open, rest) = corridors.split_at(corridors.len().min(OPEN));
    let whole = study.flows.with_both_ends;
    let caption = match rest.is_empty() {
        true => {
            format!("All {} corridors ({basis}); shares are of {} records", count(corridors.len() as u64), count(whole))
        }
        false => format!(
            "The {} largest of {} corridors ({basis}); shares are of {} records",
            count(open.len() as u64),
            count(corridors.len() as u64),
            count(whole)
        ),
    };
    let figure = |name, title: &str| Figure { basis: capitalised(&basis), ..Figure::chart(name, title, drawn) };
    let others = format!("The other corridors ({basis}); shares are of {} records", count(whole));
    let map = Figure {
        open: vec![grid(caption, open, whole)],
        summary: format!("The other {} corridors", count(rest.len() as u64)),
        numbers: (!rest.is_empty()).then(|| grid(others, rest, whole)).into_iter().collect(),
        ..figure("corridor-map", "Corridors on the map")
    };
    let sankey = Figure {
        summary: "The places at either end".to_owned(),
        numbers: vec![places(study, &basis)],
        ..figure("corridor-sankey", "Where the corridors begin and end")
    };
    let by = (!corridors.is_empty()).then(|| by(corridors, &basis));
    FlowTables { ends: ends(study), map, sankey, by, basis }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn ends(study: &Study) -> Grid {
    let (flows, whole) = (&study.flows, study.records);
    let mut grid = Grid::new(
        format!("Records by the ends of a corridor they have ({})", basis_title(flows)),
        &["What is recorded", "#records", "#share", "Share of"],
    );
    let row = |text: &str, part: u64, whole: u64, of: &str| {
        let of = format!("{} {of}", count(whole));
        vec![Cell::text(text), Cell::count(part), Cell::share(part, whole), Cell::text(of)]
    };
    let both = flows.with_both_ends;
    grid.push(row("Origin and destination", both, whole, "records"));
    grid.push(row("— inside one country", flows.within_country, both, "with both ends"));
    grid.push(row("— across a border", flows.across_border, both, "with both ends"));
    grid.push(row("— border crossing not known", flows.border_unknown, both, "with both ends"));
    grid.push(row("Origin only", flows.origin_only, whole, "records"));
    grid.push(row("Destination only", flows.destination_only, whole, "records"));
    grid.push_as("not-recorded", row("Neither", flows.neither, whole, "records"));
    grid
}

fn grid(caption: String, corridors: &[CorridorCount], whole: u64) -> Grid {
    let mut grid = Grid::new(caption, &["Origin", "Destination", "Border crossed", "#records", "#share"]);
    for c in corridors {
        grid.push(vec![
            Cell::text(&c.origin_name),
            Cell::text(&c.destination_name),
            Cell::text(border(c.border_crossed)),
            Cell::count(c.records),
            Cell::share(c.records, whole),
        ]);
    }
    grid
}

fn places(study: &Study, basis: &str) -> Grid {
    let whole = study.flows.with_both_ends;
    let mut grid = Grid::new(
        format!("Places at either end of a corridor ({basis}); shares are of {} records", count(whole)),
        &["Place", "#as origin", "#share", "#as destination", "#share", "#as both"],
    );
    for place in place_counts(&study.flows) {
        grid.push(vec![
            Cell::text(place.name),
            Cell::count(place.as_origin),
            Cell::share(place.as_origin, whole),
            Cell::count(place.as_destination),
            Cell::share(place.as_destination, whole),
            Cell::count(place.as_both),
        ]);
    }
    grid
}

/// Each corridor in one row, with the counts of a dimension's values in one cell.
fn by(corridors: &[CorridorCount], basis: &str) -> Grid {
    let mut head = vec!["Corridor", "#records"];
    head.extend(DIMENSIONS.iter().map(|dimension| dimension.label()));
    let mut grid = Grid::new(format!("Corridors by purpose, means, sex, age and year ({basis})"), &head);
    for c in corridors {
        let crossed = c.border_crossed.map_or(" (border crossing not known)", |_| "");
        let name = format!("{} → {}{crossed}", c.origin_name, c.destination_name);
        let mut cells = vec![Cell::text(name), Cell::count(c.records)];
        cells.extend(DIMENSIONS.iter().map(|dimension| {
            let values = c.by.get(dimension.id()).map_or(&[][..], Vec::as_slice);
            let values: Vec<String> = values.iter().map(|v| format!("{} {}", v.label, count(v.count))).collect();
            Cell::text(values.join("; "))
        }));
        grid.push(cells);
    }
    grid
}
