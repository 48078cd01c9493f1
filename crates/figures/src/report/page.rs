//! The page of a report: its parts in HTML.

use super::{Block, Chart, DataTable, Figure, Report, names};
use crate::grid::Grid;
use crate::number::count;
use crate::page::figure::{Drawn, Figure as DrawnFigure};
use crate::page::{POLICY, embedded};
use crate::{CHARTS_BUILT, FiguresError, SCRIPT, STYLE};
use askama::Template;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// A table with more rows than this is not printed on paper.
const TOO_LONG_FOR_PAPER: usize = 150;
/// How many corridors stand open under the map.
const OPEN_CORRIDORS: usize = 15;

/// The script and the style sheet that a page is written with.
#[derive(Clone, Copy, Debug)]
pub struct Assets {
    /// The script; empty for a page without charts.
    pub script: &'static str,
    /// The style sheet.
    pub style: &'static str,
}

impl Assets {
    /// Those of this build.
    pub fn built() -> Assets {
        Assets { script: if CHARTS_BUILT { SCRIPT } else { "" }, style: STYLE }
    }
}

#[derive(Template)]
#[template(path = "report.html", whitespace = "minimize")]
struct Page<'a> {
    policy: &'static str,
    version: &'static str,
    assets: Assets,
    data: String,
    report: &'a Report,
    sections: Vec<SectionPart<'a>>,
}

struct SectionPart<'a> {
    id: &'a str,
    title: &'a str,
    lead: &'a [String],
    blocks: Blocks<'a>,
}

#[derive(Template)]
#[template(path = "report_blocks.html", whitespace = "minimize")]
struct Blocks<'a> {
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Heading(&'a str),
    Text(&'a str),
    List(&'a str, &'a [String]),
    Caution(&'a str),
    Table { grid: Grid, file: &'a str, is_wide: bool, is_long: bool },
    Figures(Vec<DrawnFigure>),
    More(&'a str, Blocks<'a>),
}

/// What the script is given.
#[derive(Serialize)]
struct ReportData<'a> {
    synthetic: bool,
    charts: BTreeMap<&'a str, &'a Chart>,
}

/// Writes the page of a report.
pub fn write(report: &Report, assets: Assets, to: &mut impl io::Write) -> Result<(), FiguresError> {
    names::check(report)?;
    let mark = if report.synthetic.is_some() { "synthetic records" } else { "" };
    let drawn = Drawn { charts: !assets.script.is_empty(), mark };
    let charts = report.figures().into_iter().map(|figure| (figure.name.as_str(), &figure.chart)).collect();
    let page = Page {
        policy: POLICY,
        version: env!("CARGO_PKG_VERSION"),
        assets,
        data: embedded(&ReportData { synthetic: report.synthetic.is_some(), charts })?,
        report,
        sections: report
            .sections
            .iter()
            .map(|section| SectionPart {
                id: &section.id,
                title: &section.title,
                lead: &section.lead,
                blocks: blocks(&section.blocks, drawn),
            })
            .collect(),
    };
    page.write_into(to)?;
    Ok(to.flush()?)
}

fn blocks(all: &[Block], drawn: Drawn) -> Blocks<'_> {
    let parts = all.iter().map(|block| match block {
        Block::Heading(text) => Part::Heading(text),
        Block::Text(text) => Part::Text(text),
        Block::List(heading, items) => Part::List(heading, items),
        Block::Caution(text) => Part::Caution(text),
        Block::Table(table) => Part::Table {
            grid: table.for_people(),
            file: &table.name,
            is_wide: table.is_wide(),
            is_long: is_long(table),
        },
        Block::Figure(figure) => Part::Figures(figures(figure, drawn)),
        Block::More(summary, inner) => Part::More(summary, blocks(inner, drawn)),
    });
    Blocks { parts: parts.collect() }
}

fn is_long(table: &DataTable) -> bool {
    table.rows.len() > TOO_LONG_FOR_PAPER
}

/// A figure with its tables; corridors are two figures.
fn figures(figure: &Figure, drawn: Drawn) -> Vec<DrawnFigure> {
    let mut one = DrawnFigure {
        basis: figure.basis.clone(),
        caution: figure.caution.clone().into(),
        ..DrawnFigure::chart(figure.name.clone(), figure.title.clone(), drawn)
    };
    let mut tables = figure.tables();
    match &figure.chart {
        Chart::Corridors(corridors) => return map_and_sankey(one, corridors.counted(), tables),
        Chart::Lines(lines) => {
            // What is marked by a number in the chart is said in words beneath it.
            tables.truncate(1);
            one.breaks_title = "Marked in the chart, by number".into();
            one.breaks = lines.marks_in_words();
        }
        _ => {}
    }
    for table in &tables {
        // The single draws of a chain are for the eye, or for another program; on paper they would be pages of numbers.
        if matches!(figure.chart, Chart::Traces(_) | Chart::Densities(_)) {
            one.long.push((table.for_people(), table.name.clone()));
        } else {
            add(&mut one, table.for_people(), &table.name);
        }
    }
    vec![one]
}

/// The map with the table of corridors, the largest of them open, and the Sankey diagram with the other tables.
fn map_and_sankey(mut map: DrawnFigure, unit: &str, tables: Vec<DataTable>) -> Vec<DrawnFigure> {
    let mut sankey = DrawnFigure {
        name: format!("{}-sankey", map.name).into(),
        title: format!("{}: where the corridors begin and end", map.title),
        basis: format!("Each band is a corridor, as wide as its number of {unit}"),
        summary: "The places at either end".to_owned(),
        caution: String::new().into(),
        ..map.clone()
    };
    for (i, table) in tables.iter().enumerate() {
        let mut grid = table.for_people();
        if i > 0 {
            add(&mut sankey, grid, &table.name);
            continue;
        }
        let others = grid.rows.split_off(grid.rows.len().min(OPEN_CORRIDORS));
        if !others.is_empty() {
            let (caption, whole) = (grid.caption, count(table.rows.len() as u64));
            let others = Grid { caption: format!("The others: {caption}"), rows: others, head: grid.head.clone() };
            add(&mut map, others, &table.name);
            grid.caption = format!("The {OPEN_CORRIDORS} largest of {whole}: {caption}");
        }
        map.summary = "The other corridors".to_owned();
        map.open = vec![grid];
    }
    vec![map, sankey]
}

fn add(figure: &mut DrawnFigure, grid: Grid, file: &str) {
    if grid.rows.len() > TOO_LONG_FOR_PAPER {
        figure.long.push((grid, file.to_owned()));
    } else {
        figure.numbers.push(grid);
    }
}
