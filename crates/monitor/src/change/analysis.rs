//! From observations to the result: three readings of each series, its changes with their marks, places, alerts.

use super::companions::{Definition, Effort};
use super::observations::{Cells, Contributor, Observations};
use super::places::smoothed;
use super::result::{
    AdjustedYear, Alerts, CHANGES_VERSION, Changes, FoundIn, MarkedChange, NamedAlert, Overall, Provenance,
    SeriesChange, Window,
};
use std::collections::BTreeMap;
use turnstone_estimate::trends::attribution::{Ground, attribute, ground, mark};
use turnstone_estimate::trends::effects::{Effects, year_effects};
use turnstone_estimate::trends::nowcast::{Triangle, chain_ladder};
use turnstone_estimate::trends::panel::{Cell, Panel, YearTotal, as_reported, chained_panel, constant_panel};
use turnstone_estimate::trends::segments::{Belief, Segmentation, change_points};
use turnstone_estimate::trends::{Estimate, LEVEL, NotEstimable, alerts};

/// What the user chose or handed in.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The window of the constant panel; otherwise all years.
    pub panel: Option<(i32, i32)>,
    /// Effort by contributor or year.
    pub effort: Option<Effort>,
    /// Known changes of definition.
    pub definitions: Vec<Definition>,
    /// Counts by event year and delay.
    pub delays: Option<Triangle>,
    /// What is believed of change points beforehand.
    pub belief: Belief,
    /// How alerts are held down.
    pub alerts: alerts::Settings,
}

/// What is known beside the counts of a series.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Categories that came or went, by year.
    pub categories: Vec<(i32, String)>,
    /// What reports of a year take back of earlier years.
    pub taken_back: BTreeMap<i32, u64>,
}

/// A share of the counts around a year that a category must have for its coming or going to be a change of definition.
const CATEGORY_SHARE: f64 = 0.05;

/// Finds what changed.
///
/// **Method** The whole and each group: as reported, constant panel, chained, and adjusted by regression; change points of the
/// series as reported and of the constant panel, each attributed. Then places, alerts with their back-test, and the nowcast.
/// The adjusted series is the index of [`year_effects`] times what was reported in its reference year.
///
/// **Errors** There is no report with a year.
pub fn analyse(observations: &Observations, settings: &Settings) -> Result<Changes, NotEstimable> {
    let (mut unused, mut cautions) = (observations.unused.clone(), observations.cautions.clone());
    let whole_panel = with_effort(observations, &observations.total, settings.effort.as_ref());
    let Some(panel) = whole_panel else {
        return Err(NotEstimable::new("no row has a year, a contributor and a count", "a table with all three"));
    };
    if let Some(effort) = &settings.effort {
        unused.extend(effort.unused(observations));
    }
    if observations.has_no_zero() && observations.contributors.len() > 1 {
        cautions.push(format!(
            "The input never says zero: without a row, the {} may have had none, or may not have reported. It is taken as not \
             reported, and the constant panel favours those that always have some.",
            observations.words.contributor
        ));
    }
    let beside = Beside {
        categories: if observations.categories { category_changes(observations) } else { Vec::new() },
        taken_back: observations.taken_back.clone(),
    };
    let groups = observations.groups.iter().filter_map(|group| {
        let panel = with_effort(observations, &group.cells, settings.effort.as_ref())?;
        Some(series(&group.id, &group.label, &observations.contributors, &panel, settings, &Beside::default()))
    });
    let whole = series("all", "All", &observations.contributors, &panel, settings, &beside);
    let nowcast = match &settings.delays {
        Some(triangle) => chain_ladder(triangle, LEVEL),
        None => Err(NotEstimable::new(
            "the input does not say how late events are registered",
            "a file of counts by event year and delay (--delays)",
        )),
    };
    Ok(Changes {
        version: CHANGES_VERSION,
        provenance: Provenance::default(),
        words: observations.words.clone(),
        synthetic_rows: 0,
        rows: observations.rows,
        unused,
        cautions,
        contributors: observations.contributors.clone(),
        definitions: settings.definitions.clone(),
        effort: settings.effort.as_ref().map(|e| e.what.clone()),
        by: observations.by.clone(),
        groups: groups.collect(),
        smoothing: smoothed(observations, &panel),
        alerts: watch(observations, settings),
        nowcast,
        whole,
    })
}

/// The panel of some cells, with effort where it was handed in.
fn with_effort(observations: &Observations, cells: &Cells, effort: Option<&Effort>) -> Option<Panel> {
    let mut panel = observations.panel(cells)?;
    if let Some(effort) = effort {
        let years: Vec<i32> = (0..panel.len()).map(|at| panel.year(at)).collect();
        let of = |id: &str| years.iter().map(|year| effort.of(id, *year)).collect();
        panel.effort = observations.contributors.iter().map(|c| of(&c.id)).collect();
    }
    Some(panel)
}

/// One series in its three readings.
pub fn series(
    id: &str,
    label: &str,
    contributors: &[Contributor],
    panel: &Panel,
    settings: &Settings,
    beside: &Beside,
) -> SeriesChange {
    let mut reported = as_reported(panel);
    for year in &mut reported {
        let less = beside.taken_back.get(&year.year).copied().unwrap_or(0);
        year.total = year.total.map(|c| Cell { low: c.low.saturating_sub(less), high: c.high.saturating_sub(less) });
    }
    let seen: Vec<usize> = (0..reported.len()).filter(|at| reported[*at].total.is_some()).collect();
    let ends = seen.first().zip(seen.last()).map(|(a, b)| (panel.year(*a), panel.year(*b)));
    let (first, last) = ends.unwrap_or((panel.first_year, panel.first_year));
    let window = settings.panel.unwrap_or((first, last));
    let constant = constant_panel(panel, window.0..=window.1);
    let windows = (first..last).map(|from| {
        let panel = constant_panel(panel, from..=last);
        let at = |year: Option<&YearTotal>| year.and_then(|y| y.total);
        Window {
            from,
            to: last,
            contributors: panel.contributors,
            first: at(panel.years.first()),
            last: at(panel.years.last()),
        }
    });
    let effects = year_effects(panel, LEVEL);
    let adjusted = reported.iter().map(|year| AdjustedYear {
        year: year.year,
        count: effects.as_ref().ok().and_then(|effects| {
            let base = reported.iter().find(|y| y.year == effects.reference)?.total?.middle();
            let index = effects.index(year.year)?;
            Some(Estimate { value: base * index.value, low: base * index.low, high: base * index.high })
        }),
    });
    let definitions_at = |year: i32| -> Vec<String> {
        let near = |d: &&Definition| (d.year - year).abs() <= 1 && d.concerns(id, label);
        let written = settings.definitions.iter().filter(near).map(|d| format!("{}: {}", d.year, d.text));
        written.chain(beside.categories.iter().filter(|c| c.0 == year).map(|c| c.1.clone())).collect()
    };
    let levels = levels(&reported, &vec![1.0; seen.len()], &settings.belief);
    let constant_levels = match constant.contributors {
        0 => Err(NotEstimable::new(
            "no contributor reported in every year of the window",
            "a shorter window (--panel from..to)",
        )),
        _ => self::levels(&constant.years, &exposure(panel, &constant.members, &constant.years), &settings.belief),
    };
    let mut changes = Vec::new();
    let marked = |found_in, panel: &Panel, of: &Segmentation, years: &[i32], changes: &mut Vec<MarkedChange>| {
        for change in &of.changes {
            let year = years[change.at];
            let positions = |inside: &dyn Fn(usize) -> bool| -> Vec<usize> {
                let segment = of.segments.iter().find(|s| inside(s.first) || inside(s.last));
                let range = segment.map_or(0..0, |s| s.first..s.last + 1);
                range.map(|at| (years[at] - panel.first_year) as usize).collect()
            };
            let (before, after) = (positions(&|at| at + 1 == change.at), positions(&|at| at == change.at));
            let definitions = definitions_at(year);
            let attribution = attribute(panel, &before, &after, !definitions.is_empty(), LEVEL);
            changes.push(MarkedChange { year, found_in, change: change.clone(), attribution, definitions });
        }
    };
    if let Ok(of) = &levels {
        let years: Vec<i32> = seen.iter().map(|at| panel.year(*at)).collect();
        marked(FoundIn::AsReported, panel, of, &years, &mut changes);
    }
    // Where everybody reported throughout, and effort is not known, the constant panel is the series as reported.
    let is_same = panel.effort.is_empty() && constant.contributors == panel.counts.len() && window == (first, last);
    if let (Ok(of), false) = (&constant_levels, is_same) {
        let inside = only(panel, &constant.members);
        let years: Vec<i32> = constant.years.iter().filter(|y| y.total.is_some()).map(|y| y.year).collect();
        marked(FoundIn::ConstantPanel, &inside, of, &years, &mut changes);
    }
    let overall = seen
        .first()
        .zip(seen.last())
        .filter(|(a, b)| a < b)
        .map(|(a, b)| overall(panel, &reported, (*a, *b), &effects));
    let members = constant.members.iter().map(|c| contributors[*c].label.clone());
    SeriesChange {
        id: id.to_owned(),
        label: label.to_owned(),
        years_missing: reported
            .iter()
            .filter(|y| y.total.is_none() && y.year > first && y.year < last)
            .map(|y| y.year)
            .collect(),
        members: members.collect(),
        windows: windows.collect(),
        chained: chained_panel(panel, LEVEL),
        adjusted: adjusted.collect(),
        overall,
        reported,
        constant,
        effects,
        levels,
        constant_levels,
        changes,
    }
}

/// From the first year to the last. Where those who reported in both cannot tell, the adjusted ratio does.
fn overall(
    panel: &Panel,
    reported: &[YearTotal],
    (first, last): (usize, usize),
    effects: &Result<Effects, NotEstimable>,
) -> Overall {
    let mut attribution = attribute(panel, &[first], &[last], false, LEVEL);
    let adjusted_ratio = effects.clone().and_then(|effects| ratio(&effects, panel.year(first), panel.year(last)));
    let undecided = matches!(attribution.ground, Ground::NobodyStayed | Ground::TooFewStayed);
    let mut judged_by_adjusted = false;
    if let (true, Ok(adjusted), Some(whole)) = (undecided, &adjusted_ratio, attribution.reported_ratio)
        && whole > 0.0
        && whole != 1.0
    {
        attribution.ground = ground(whole, adjusted);
        attribution.mark = mark(attribution.ground, false);
        attribution.coverage_share = Some(1.0 - adjusted.value.ln() / whole.ln());
        judged_by_adjusted = true;
    }
    Overall { first: reported[first], last: reported[last], attribution, judged_by_adjusted, adjusted_ratio }
}

/// Last over first from the indices, whose reference must be the last.
fn ratio(effects: &Effects, first: i32, last: i32) -> Result<Estimate, NotEstimable> {
    let of = |year: i32| effects.years.iter().find(|y| y.year == year).map(|y| y.index.clone());
    match (of(first), effects.reference == last) {
        (Some(Ok(index)), true) => {
            Ok(Estimate { value: 1.0 / index.value, low: 1.0 / index.high, high: 1.0 / index.low })
        }
        (Some(Err(withheld)), _) => Err(withheld),
        _ => Err(NotEstimable::new(
            "no contributor ties the last year to the first",
            "contributors that report in the last year and before",
        )),
    }
}

/// The panel of some contributors only.
fn only(panel: &Panel, members: &[usize]) -> Panel {
    let rows = |all: &Vec<Vec<Option<Cell>>>| members.iter().map(|c| all[*c].clone()).collect();
    Panel {
        first_year: panel.first_year,
        counts: rows(&panel.counts),
        effort: members.iter().filter_map(|c| panel.effort.get(*c).cloned()).collect(),
    }
}

/// The effort behind the years of a constant panel, as a share of its mean; one where any part of it is not known.
fn exposure(panel: &Panel, members: &[usize], years: &[YearTotal]) -> Vec<f64> {
    let sum = |year: &YearTotal| -> Option<f64> {
        let at = usize::try_from(year.year - panel.first_year).ok()?;
        members.iter().map(|c| panel.effort(*c, at)).sum()
    };
    let sums: Option<Vec<f64>> = years.iter().map(sum).collect();
    match sums {
        Some(sums) if sums.iter().all(|s| *s > 0.0) => {
            let mean = sums.iter().sum::<f64>() / sums.len() as f64;
            sums.iter().map(|s| s / mean).collect()
        }
        _ => vec![1.0; years.len()],
    }
}

fn levels(years: &[YearTotal], exposure: &[f64], belief: &Belief) -> Result<Segmentation, NotEstimable> {
    let counts: Vec<f64> = years.iter().filter_map(|y| y.total).map(Cell::middle).collect();
    change_points(&counts, exposure, belief, LEVEL)
}

/// Categories that are counted for the first time, or no longer, with their year: what is divided anew.
fn category_changes(observations: &Observations) -> Vec<(i32, String)> {
    let Some((first, last)) = observations.years() else { return Vec::new() };
    let of_year = |cells: &Cells, year: i32| -> f64 {
        cells.iter().filter(|((_, y), _)| *y == year).map(|(_, cell)| cell.middle()).sum()
    };
    let mut found = Vec::new();
    for group in &observations.groups {
        let years = || group.cells.iter().filter(|(_, cell)| cell.high > 0).map(|((_, year), _)| *year);
        let (Some(begins), Some(ends)) = (years().min(), years().max()) else { continue };
        let large = |year| of_year(&group.cells, year) >= CATEGORY_SHARE * of_year(&observations.total, year);
        if begins > first && large(begins) {
            found.push((begins, format!("{begins}: “{}” is counted for the first time", group.label)));
        }
        if ends < last && large(ends) {
            found.push((ends + 1, format!("{}: “{}” is no longer counted", ends + 1, group.label)));
        }
    }
    found
}

/// Alerts over what is watched.
fn watch(observations: &Observations, settings: &Settings) -> Alerts {
    let years = observations.years();
    let (first, last) = years.unwrap_or((0, -1));
    let count = |counts: &BTreeMap<i32, Cell>, year| counts.get(&year).map(|c| c.middle());
    let series: Vec<alerts::Series> =
        observations.watched.iter().map(|w| (first..=last).map(|year| count(&w.counts, year)).collect()).collect();
    let newest = usize::try_from(last - first).ok();
    let newest = newest.map(|at| alerts::round(&series, first, at, &settings.alerts));
    let name = |alert: &alerts::Alert| {
        let watched = &observations.watched[alert.series];
        NamedAlert { id: watched.id.clone(), label: watched.label.clone(), alert: alert.clone() }
    };
    Alerts {
        settings: settings.alerts,
        watched: series.len(),
        compared: newest.iter().flat_map(|round| &round.compared).map(name).collect(),
        newest,
        back_test: alerts::back_test(&series, first, &settings.alerts),
    }
}
