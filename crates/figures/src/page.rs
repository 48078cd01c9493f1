//! The page: a study as one HTML file that needs nothing beside itself.
//!
//! Each section's texts and tables are arranged in a module of its own and set in `templates/`. With the charts' script
//! the tables behind charts start closed; without it, or without JavaScript, they stand open.

mod answer;
mod crosstabs;
mod element_tests;
pub(crate) mod figure;
mod flows;
mod hidden;
mod other_kinds;
mod reading;
mod results;
mod timeline_drawing;
mod timelines;
mod trends;
mod unknowns;
mod wanting;

use crate::chart_data::data;
use crate::notes::{Synthetic, attribution};
use crate::number::{count, counted};
use crate::{CHARTS_BUILT, FiguresError, SCRIPT, STYLE};
use askama::Template;
use serde::Serialize;
use std::io;
use turnstone_monitor::study::Study;

/// Where the page may take anything from: only itself.
pub(crate) const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

#[derive(Template)]
#[template(path = "study.html", whitespace = "minimize")]
struct Page<'a> {
    policy: &'static str,
    title: String,
    subtitle: String,
    style: &'static str,
    script: &'static str,
    data: String,
    synthetic: Option<String>,
    attribution: Option<&'static str>,
    study: &'a Study,
    answer: answer::Answer,
    element_tests: Option<element_tests::ElementTests>,
    timelines: Option<timelines::Timelines>,
    process: Option<other_kinds::ProcessTables>,
    dimensions: Option<figure::Figure>,
    signs: Option<figure::Figure>,
    prompts: Option<other_kinds::Prompts>,
    wanting: Option<wanting::Wanting>,
    unknowns: unknowns::Unknowns,
    flows: flows::FlowTables,
    trends: trends::TrendTables,
    crosstabs: crosstabs::Crosstabs,
    hidden: Option<hidden::Hidden>,
    reading: reading::Reading,
}

/// Writes the page of a study.
///
/// **Method** The charts' numbers are embedded as JSON, and every one of them also stands in a table. The script and the
/// style sheet are inside; a content security policy forbids every request.
///
/// **Errors** What is written to does not take it.
pub fn page(study: &Study, to: &mut impl io::Write) -> Result<(), FiguresError> {
    write(study, if CHARTS_BUILT { SCRIPT } else { "" }, to)
}

/// Writes the page with the given script; without charts when it is empty.
fn write(study: &Study, script: &'static str, to: &mut impl io::Write) -> Result<(), FiguresError> {
    let data = data(study);
    let drawn = figure::Drawn { charts: !script.is_empty(), mark: Synthetic::of(study).mark() };
    let page = Page {
        policy: POLICY,
        title: title(study),
        subtitle: subtitle(study),
        style: STYLE,
        script,
        synthetic: synthetic(study),
        attribution: attribution(study),
        study,
        answer: answer::answer(study),
        element_tests: element_tests::element_tests(study, drawn),
        timelines: timelines::timelines(study, drawn.mark),
        process: other_kinds::process(study, drawn),
        dimensions: other_kinds::dimensions(study, drawn),
        signs: other_kinds::signs(study, drawn),
        prompts: other_kinds::prompts(study),
        wanting: wanting::wanting(study),
        unknowns: unknowns::unknowns(study, &data.unknowns, drawn),
        flows: flows::flows(study, drawn),
        trends: trends::trends(study, &data.trend, drawn),
        crosstabs: crosstabs::crosstabs(study, drawn),
        hidden: hidden::hidden(study),
        reading: reading::reading(study),
        data: embedded(&data)?,
    };
    page.write_into(to)?;
    Ok(to.flush()?)
}

/// JSON that can stand in a script element: `<` is written so that no text can end it.
pub(crate) fn embedded<T: Serialize>(data: &T) -> Result<String, FiguresError> {
    Ok(serde_json::to_string(data)?.replace('<', "\\u003c"))
}

/// What the page is called.
pub fn title(study: &Study) -> String {
    let synthetic = match Synthetic::of(study) {
        Synthetic::All => "synthetic ",
        _ => "",
    };
    format!("Study of {} {synthetic}{}", count(study.records), if study.records == 1 { "record" } else { "records" })
}

fn subtitle(study: &Study) -> String {
    let names: Vec<&str> = study.provenance.inputs.iter().map(|input| input.name.as_str()).collect();
    match names.as_slice() {
        [] => "Trafficking in persons: from no input".to_owned(),
        names => format!("Trafficking in persons: what the records in {} say, and what they do not", names.join(", ")),
    }
}

fn synthetic(study: &Study) -> Option<String> {
    match Synthetic::of(study) {
        Synthetic::No => None,
        Synthetic::All => {
            Some("Synthetic records: no row describes a person. Counts only resemble those of real records.".to_owned())
        }
        Synthetic::Partly => Some(format!(
            "Partly synthetic: {} of {} no person. Every count below mixes them with the others.",
            counted(study.synthetic_records, "record", "records"),
            match study.synthetic_records {
                1 => format!("{} describes", count(study.records)),
                _ => format!("{} describe", count(study.records)),
            }
        )),
    }
}

#[cfg(test)]
mod tests;
