//! The answer in plain sentences.

use crate::number::{self, counted, measure, percent};
use turnstone_estimate::trends::Estimate;
use turnstone_estimate::trends::attribution::{Attribution, Ground, Mark};
use turnstone_estimate::trends::panel::{Cell, YearTotal};
use turnstone_monitor::change::result::{FoundIn, MarkedChange};
use turnstone_monitor::change::{Changes, SeriesChange};

/// How many changes are told one by one.
const TOLD: usize = 6;

/// A count, or the bounds of a hidden one.
pub fn cell(cell: Cell) -> String {
    if cell.is_exact() {
        number::count(cell.low)
    } else {
        format!("{}–{}", number::count(cell.low), number::count(cell.high))
    }
}

/// The total of a year.
pub fn total(year: &YearTotal) -> String {
    year.total.map_or_else(|| "not reported".to_owned(), cell)
}

/// A ratio with its interval.
pub fn ratio(of: &Estimate) -> String {
    format!("× {} ({} to {})", short(of.value), short(of.low), short(of.high))
}

/// A ratio to three digits.
pub fn short(value: f64) -> String {
    match value {
        v if !v.is_finite() => measure(v),
        v if v >= 100.0 => number::decimals(v, 0),
        v if v >= 10.0 => number::decimals(v, 1),
        v if v >= 0.01 => number::decimals(v, 2),
        v => measure(v),
    }
}

/// A number of contributors in the input's own word.
pub fn contributors(changes: &Changes, count: usize) -> String {
    counted(count as u64, &changes.words.contributor, &changes.words.contributors)
}

/// The first and the last total of the constant panel.
pub fn constant_ends(series: &SeriesChange) -> Option<(String, String)> {
    let years = &series.constant.years;
    Some((cell(years.first()?.total?), cell(years.last()?.total?)))
}

fn direction(of: &Attribution) -> &'static str {
    match of.reported_ratio {
        Some(r) if r < 1.0 => "fall",
        _ => "rise",
    }
}

/// The mark as a word.
pub fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Coverage => "coverage",
        Mark::Definition => "definition",
        Mark::Unexplained => "unexplained",
    }
}

/// What a mark rests on, as a sentence.
pub fn ground(changes: &Changes, of: &Attribution) -> String {
    let who = &changes.words.contributors;
    let step = of.stayed.as_ref().ok();
    let stayers = || {
        let stayed = step.map_or_else(String::new, |s| format!(": {}", ratio(&s.ratio)));
        let count = step.map_or(0, |s| s.contributors);
        format!("the {} that reported before and after{stayed}", contributors(changes, count))
    };
    let share = of.coverage_share.map(|share| percent(share.clamp(0.0, 1.0))).unwrap_or_default();
    match of.ground {
        Ground::StayersDidNotChange => format!("no change can be told among {}", stayers()),
        Ground::StayersWentTheOtherWay => format!("the other way went {}", stayers()),
        Ground::StayersChangedLess => {
            format!(
                "{who} that came or went, or their effort, account for {share} of it on the log scale; less than half is shown by {}",
                stayers()
            )
        }
        Ground::StayersChangedToo => format!("at least half of it is shown by {}", stayers()),
        Ground::SameContributors => format!("the same {who} reported throughout"),
        Ground::OneContributor => {
            format!("there is one {}, and whether it came to cover more cannot be seen here", changes.words.contributor)
        }
        Ground::TooFewStayed => format!("both no change and the whole of it agree with {}", stayers()),
        Ground::NobodyStayed => match &of.stayed {
            Err(withheld) => withheld.reason.clone(),
            Ok(_) => "nothing was counted on one side".to_owned(),
        },
    }
}

/// A change, told in a sentence.
pub fn change(changes: &Changes, of: &MarkedChange) -> String {
    let place = match of.found_in {
        FoundIn::AsReported => "as reported",
        FoundIn::ConstantPanel => "in the constant panel",
    };
    let definitions = match of.definitions.as_slice() {
        [] => String::new(),
        known => format!(" Known of definitions: {}.", known.join("; ")),
    };
    format!(
        "{}: new level {} (probability {} within a year): {} – {}: {}.{definitions}",
        of.year,
        place,
        percent(of.change.within_a_year),
        ratio(&of.change.ratio),
        mark(of.attribution.mark),
        ground(changes, &of.attribution),
    )
}

/// The answer: first to last in three readings and what accounts for it, then changes, alerts, and the nowcast.
pub fn answer(changes: &Changes) -> Vec<String> {
    let (words, whole) = (&changes.words, &changes.whole);
    let mut said = Vec::new();
    if let Some(overall) = &whole.overall {
        let (first, last, of) = (&overall.first, &overall.last, &overall.attribution);
        let by = of.reported_ratio.map_or_else(String::new, |r| format!(" (× {})", short(r)));
        let one = changes.contributors.len() == 1;
        let who = match one {
            true => String::new(),
            false => format!("; {} → {} {}", first.contributors, last.contributors, words.contributors),
        };
        said.push(format!(
            "{}–{}: {} → {} {} as reported{by}{who}.",
            first.year,
            last.year,
            total(first),
            total(last),
            words.counted,
        ));
        let window = whole.constant.years.first().zip(whole.constant.years.last());
        said.extend((!one).then(|| match (constant_ends(whole), window) {
            (Some((a, b)), Some((from, to))) => format!(
                "In the constant panel of {} that reported in every year of {}–{}: {a} → {b}.",
                contributors(changes, whole.constant.contributors),
                from.year,
                to.year,
            ),
            (_, window) => format!(
                "No {} reported in every year{}: there is no constant panel of that window.",
                words.contributor,
                window.map_or_else(String::new, |(a, b)| format!(" of {}–{}", a.year, b.year)),
            ),
        }));
        if whole.reported.iter().any(|y| y.contributors > 1) {
            said.push(match &overall.adjusted_ratio {
                Ok(adjusted) => format!(
                    "Adjusted for who reported{}: {}.",
                    if changes.effort.is_some() { " and for effort" } else { "" },
                    ratio(adjusted)
                ),
                Err(withheld) => format!("An adjusted ratio is withheld: {}.", withheld.reason),
            });
        }
        let because = match (&overall.adjusted_ratio, overall.judged_by_adjusted) {
            (Ok(adjusted), true) => format!(
                "too few reported in both years; in the adjusted series it is {}, so {} of it on the log scale is coverage",
                ratio(adjusted),
                percent(of.coverage_share.unwrap_or(0.0).clamp(0.0, 1.0)),
            ),
            _ => ground(changes, of),
        };
        said.push(match (of.mark, of.ground) {
            (Mark::Coverage, _) => format!("The {} is coverage: {because}.", direction(of)),
            (_, Ground::SameContributors | Ground::StayersChangedToo) => {
                format!("The {} is not accounted for by coverage: {because}.", direction(of))
            }
            _ => format!("Whether the {} is coverage cannot be told: {because}.", direction(of)),
        });
    }
    if !whole.years_missing.is_empty() {
        let years: Vec<String> = whole.years_missing.iter().map(i32::to_string).collect();
        said.push(format!("Nobody reported in {}; these years are gaps, not zeros.", years.join(", ")));
    }
    match &whole.levels {
        Err(withheld) => said.push(format!("Change points are withheld: {}.", withheld.reason)),
        Ok(_) if whole.changes.is_empty() => said.push("No change of level is likely enough to report.".to_owned()),
        Ok(_) => {}
    }
    said.extend(whole.changes.iter().take(TOLD).map(|c| change(changes, c)));
    if let Some(more) = whole.changes.len().checked_sub(TOLD + 1) {
        said.push(format!("… and {} more changes.", more + 1));
    }
    said.push(alerts(changes));
    if let Ok(nowcast) = &changes.nowcast {
        let newest = nowcast.years.last();
        said.extend(newest.map(|year| {
            format!(
                "{} is still being registered: {} so far, {} when complete ({} to {}).",
                year.year,
                measure(year.registered.round()),
                measure(year.completed.value.round()),
                measure(year.completed.low.round()),
                measure(year.completed.high.round()),
            )
        }));
    }
    said
}

fn alerts(changes: &Changes) -> String {
    let alerts = &changes.alerts;
    let watched = &changes.words.watched;
    let Some(newest) = alerts.newest.as_ref().filter(|newest| newest.series > 0) else {
        return format!("No alerts: none of the {watched} watched has four earlier years to compare with.");
    };
    let past: Vec<&_> = alerts.back_test.iter().filter(|round| round.year < newest.year).collect();
    let (fired, of) = past.iter().fold((0, 0), |(f, n), round| (f + round.fired, n + round.series));
    let before = match past.as_slice() {
        [] => "No earlier year can be tested so.".to_owned(),
        [first, .., last] => {
            format!("In {}–{} the same rule would have fired {fired} times in {of}.", first.year, last.year)
        }
        [only] => format!("In {} the same rule would have fired {fired} times in {of}.", only.year),
    };
    format!(
        "Alerts on {}: {} of {} {watched} that can be compared stand out against their own past ({} above, {} below), at a false discovery rate of {}. {before}",
        newest.year,
        newest.fired,
        newest.series,
        newest.rises,
        newest.fired - newest.rises,
        percent(alerts.settings.false_discovery_rate),
    )
}
