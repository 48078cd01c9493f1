//! The sections of the report.

use super::capital;
use super::words::{self, ground, mark, short};
use crate::report::{
    Axis, Bar, Bars, Block, Column, DataTable, Figure, IntervalRow, Intervals, Line, LinePoint, Lines, Mark, Reference,
    Section, Value,
};
use turnstone_estimate::trends::Estimate;
use turnstone_estimate::trends::panel::Cell;
use turnstone_monitor::change::result::FoundIn;
use turnstone_monitor::change::{Changes, SeriesChange};
use turnstone_monitor::study::InputNote;

/// How many alerts the page shows; the rest are in the JSON.
const SHOWN: usize = 200;
/// How many places are drawn.
const DRAWN: usize = 60;
/// How many groups share one chart.
const LINES: usize = 8;

fn bounds(of: Option<Cell>) -> Option<[f64; 2]> {
    of.filter(|c| !c.is_exact()).map(|c| [c.low as f64, c.high as f64])
}

fn span(of: &Estimate) -> [f64; 2] {
    [of.low, of.high]
}

fn exact(of: Option<Cell>) -> Value {
    match of {
        None => Value::Missing,
        Some(c) if c.is_exact() => c.low.into(),
        Some(c) => Value::Interval(c.low as f64, c.high as f64),
    }
}

pub fn series(changes: &Changes) -> Section {
    let (words, whole) = (&changes.words, &changes.whole);
    let reported = whole
        .reported
        .iter()
        .map(|year| LinePoint::new(year.year.into(), year.total.map(Cell::middle)).band(bounds(year.total)));
    let constant = whole
        .constant
        .years
        .iter()
        .map(|year| LinePoint::new(year.year.into(), year.total.map(Cell::middle)).band(bounds(year.total)));
    let adjusted = whole
        .adjusted
        .iter()
        .map(|year| LinePoint::new(year.year.into(), year.count.map(|c| c.value)).band(year.count.as_ref().map(span)));
    let mut lines = vec![Line::new("As reported", reported)];
    if whole.constant.contributors > 0 {
        lines.push(Line::new(
            format!("Constant panel of {}", words::contributors(changes, whole.constant.contributors)),
            constant,
        ));
    }
    let mut text = Vec::new();
    match &whole.effects {
        Ok(effects) => {
            let effort = changes.effort.as_ref().map_or(String::new(), |what| format!(", per {what}"));
            lines.push(Line::new(
                format!("Adjusted to the {} of {}{effort}", words.contributors, effects.reference),
                adjusted,
            ));
            text.push(format!(
                "The adjusted series says what the {} of {} would have reported in each year, had they reported throughout{}: {} \
                 carry it; counts vary {} times as much as chance alone would let them.",
                words.contributors,
                effects.reference,
                if changes.effort.is_some() { " with the effort of that year" } else { "" },
                words::contributors(changes, effects.contributors),
                short(effects.dispersion),
            ));
        }
        Err(withheld) => text
            .push(format!("The adjusted series is withheld: {}. What would help: {}.", withheld.reason, withheld.help)),
    }
    let marks = whole.changes.iter().map(|change| Mark {
        x: change.year.into(),
        between: None,
        what: mark(change.attribution.mark).to_owned(),
        text: words::change(changes, change),
    });
    let chart = Lines {
        x: Axis::years("Year"),
        y: Axis::linear(capital(&words.counted)),
        band_label: "95 % interval, or the bounds of hidden numbers".to_owned(),
        lines,
        marks: marks.collect(),
        references: Vec::new(),
    };
    let figure = Figure::new("series", format!("{} by year, read three ways", capital(&words.counted)), chart)
        .basis("A year that nobody reported is a gap, never a zero. Marked are the changes of level that are likelier than not.")
        .caution("A count is what was detected and reported. A constant panel says what changed among those that report without fail, not everywhere.");
    let mut section = Section::new("series", "Three series side by side");
    for paragraph in text {
        section = section.lead(paragraph);
    }
    section.with(figure).with(by_year(changes))
}

/// Who reported, by year.
fn by_year(changes: &Changes) -> DataTable {
    let columns = vec![
        Column::plain("year", "Year"),
        Column::number("contributors", capital(&changes.words.contributors)),
        Column::number("reported", "As reported"),
        Column::number("hidden", "Bounds where hidden").interval(),
        Column::share("change_probability", "Probability that the level changed in this year"),
    ];
    let caption = "Who reported, by year; a dash: nobody, or nothing that can be judged";
    let mut table = DataTable::new("years", caption, columns);
    let levels = changes.whole.levels.as_ref().ok();
    let mut seen = 0;
    for year in &changes.whole.reported {
        let mut probability = None;
        if year.total.is_some() {
            probability = levels.filter(|_| seen > 0).and_then(|l| l.probabilities.get(seen - 1)).copied();
            seen += 1;
        }
        table.push(vec![
            (year.year as u64).into(),
            year.contributors.into(),
            year.total.map(Cell::middle).into(),
            bounds(year.total).into(),
            probability.into(),
        ]);
    }
    table
}

pub fn found(changes: &Changes) -> Section {
    let all = std::iter::once(&changes.whole).chain(&changes.groups);
    let columns = vec![
        Column::text("series", "Series"),
        Column::plain("year", "From"),
        Column::text("found_in", "Found"),
        Column::share("probability", "Probability: that year"),
        Column::share("within_a_year", "Within a year"),
        Column::decimals("ratio", "New over old level", 2),
        Column::decimals("ratio", "95 % interval", 2).interval(),
        Column::decimals("stayed", "Among those that stayed", 2),
        Column::decimals("stayed", "95 % interval", 2).interval(),
        Column::number("entered", "Came"),
        Column::number("left", "Went"),
        Column::share("coverage_share", "Part that is coverage"),
        Column::text("mark", "Mark"),
        Column::text("ground", "Because"),
    ];
    let caption = "Changes of level with what accounts for each; the part that is coverage is of the logarithm of the ratio, and above 100 % where those that stayed went the other way";
    let mut table = DataTable::new("changes", caption, columns);
    for series in all {
        for change in &series.changes {
            let of = &change.attribution;
            let stayed = of.stayed.as_ref().ok();
            let known = match change.definitions.as_slice() {
                [] => String::new(),
                known => format!("; known of definitions: {}", known.join("; ")),
            };
            table.push(vec![
                series.label.as_str().into(),
                (change.year as u64).into(),
                match change.found_in {
                    FoundIn::AsReported => "as reported",
                    FoundIn::ConstantPanel => "in the constant panel",
                }
                .into(),
                change.change.probability.into(),
                change.change.within_a_year.into(),
                change.change.ratio.value.into(),
                span(&change.change.ratio).into(),
                stayed.map(|s| s.ratio.value).into(),
                stayed.map(|s| span(&s.ratio)).into(),
                of.entered.into(),
                of.left.into(),
                of.coverage_share.into(),
                mark(of.mark).into(),
                format!("{}{known}", ground(changes, of)).into(),
            ]);
        }
    }
    let section = Section::new("changes", "Changes of level")
        .lead("Every way to cut the years is weighed; reported are changes that are likelier than not within a year of their place. Coverage: those that came or went, or their effort, account for at least half. Definition: a change of what is counted is known at that place. Unexplained: neither is known, which proves nothing about the world.");
    let section = match &changes.whole.levels {
        Ok(levels) => section.lead(format!(
            "Over all cuts {} changes are to be expected in the whole; the probability of none is {}. Around its level a year varies by {}.",
            short(levels.expected_changes),
            crate::number::percent(levels.no_change),
            crate::number::percent(levels.variation),
        )),
        Err(withheld) => section.lead(format!("Withheld: {}. What would help: {}.", withheld.reason, withheld.help)),
    };
    let section = if table.rows.is_empty() {
        section.with(Block::Text("No change of level is likely enough to report.".to_owned()))
    } else {
        section.with(table)
    };
    if changes.definitions.is_empty() {
        return section;
    }
    let columns = vec![
        Column::plain("year", "Year"),
        Column::text("text", "What changed"),
        Column::text("series", "Series"),
        Column::text("source", "Source"),
    ];
    let mut table = DataTable::new(
        "definitions",
        "Changes of definition that were handed in; a dash: all series, or no source",
        columns,
    );
    for definition in &changes.definitions {
        table.push(vec![
            (definition.year as u64).into(),
            definition.text.as_str().into(),
            definition.series.clone().into(),
            definition.source.clone().into(),
        ]);
    }
    section.with(table)
}

pub fn panels(changes: &Changes) -> Section {
    let whole = &changes.whole;
    let columns = vec![
        Column::plain("from", "From"),
        Column::plain("to", "To"),
        Column::number("contributors", capital(&changes.words.contributors)),
        Column::number("first", "First year"),
        Column::number("last", "Last year"),
        Column::decimals("ratio", "Ratio", 2),
    ];
    let caption = format!(
        "Constant panels of every window to the last year: {} that reported in every year of it",
        changes.words.contributors
    );
    let mut windows = DataTable::new("windows", caption, columns);
    for window in &whole.windows {
        let ends = window.first.zip(window.last).filter(|(first, _)| first.middle() > 0.0);
        windows.push(vec![
            (window.from as u64).into(),
            (window.to as u64).into(),
            window.contributors.into(),
            exact(window.first),
            exact(window.last),
            ends.map(|(first, last)| last.middle() / first.middle()).into(),
        ]);
    }
    let columns = vec![
        Column::plain("year", "Year"),
        Column::number("contributors", "In both years"),
        Column::number("before", "Year before"),
        Column::number("after", "Year"),
        Column::decimals("growth", "Growth", 2),
        Column::decimals("growth", "95 % interval", 2).interval(),
        Column::decimals("index", "Chained index", 2),
        Column::decimals("index", "95 % interval", 2).interval(),
        Column::text("withheld", "Withheld because"),
    ];
    let mut chained = DataTable::new(
        "chained",
        "Growth from year to year, each from those that reported in both, and the chain of it",
        columns,
    );
    for link in &whole.chained {
        let growth = link.growth.as_ref().ok();
        chained.push(vec![
            (link.year as u64).into(),
            link.contributors.into(),
            exact(Some(link.before)),
            exact(Some(link.after)),
            growth.map(|s| s.ratio.value).into(),
            growth.map(|s| span(&s.ratio)).into(),
            link.index.map(|i| i.value).into(),
            link.index.as_ref().map(span).into(),
            link.growth.as_ref().err().map(|e| e.reason.clone()).into(),
        ]);
    }
    let mut section = Section::new("panels", "Panels")
        .lead("How far an answer hangs on the window is seen here: a long window keeps few, a short one says little.")
        .with(windows)
        .with(chained);
    if !whole.members.is_empty() {
        let title = format!("The constant panel: {}", words::contributors(changes, whole.members.len()));
        section = section.with(Block::More(title, vec![Block::List(String::new(), whole.members.clone())]));
    }
    section
}

pub fn groups(changes: &Changes) -> Option<Section> {
    let by = changes.by.as_ref()?;
    let columns = vec![
        Column::text("id", "Name"),
        Column::text("series", "Series"),
        Column::plain("from", "From"),
        Column::plain("to", "To"),
        Column::number("first", "First year"),
        Column::number("last", "Last year"),
        Column::decimals("ratio", "Ratio as reported", 2),
        Column::number("panel", "In the constant panel"),
        Column::number("panel_first", "First year there"),
        Column::number("panel_last", "Last year there"),
        Column::decimals("adjusted", "Ratio adjusted", 2),
        Column::decimals("adjusted", "95 % interval", 2).interval(),
        Column::text("mark", "Mark"),
    ];
    let mut table =
        DataTable::new("groups", format!("First to last year by {by}; a dash: withheld or not reported"), columns);
    for series in &changes.groups {
        let Some(overall) = &series.overall else {
            table.push(vec![series.id.as_str().into(), series.label.as_str().into()]);
            continue;
        };
        let ends = &series.constant.years;
        table.push(vec![
            series.id.as_str().into(),
            series.label.as_str().into(),
            (overall.first.year as u64).into(),
            (overall.last.year as u64).into(),
            exact(overall.first.total),
            exact(overall.last.total),
            overall.attribution.reported_ratio.into(),
            series.constant.contributors.into(),
            exact(ends.first().and_then(|y| y.total)),
            exact(ends.last().and_then(|y| y.total)),
            overall.adjusted_ratio.as_ref().ok().map(|r| r.value).into(),
            overall.adjusted_ratio.as_ref().ok().map(span).into(),
            mark(overall.attribution.mark).into(),
        ]);
    }
    let mut largest: Vec<&SeriesChange> = changes.groups.iter().collect();
    let weight = |s: &SeriesChange| s.reported.iter().filter_map(|y| y.total).map(Cell::middle).sum::<f64>();
    largest.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let line = |series: &&SeriesChange| {
        let points = series.adjusted.iter().map(|year| {
            LinePoint::new(year.year.into(), year.count.map(|c| c.value)).band(year.count.as_ref().map(span))
        });
        Line::new(series.label.clone(), points)
    };
    let chart = Lines {
        x: Axis::years("Year"),
        y: Axis::linear(capital(&changes.words.counted)),
        band_label: "95 % interval".to_owned(),
        lines: largest.iter().filter(|s| s.effects.is_ok()).take(LINES).map(line).collect(),
        ..Lines::default()
    };
    let mut section = Section::new("groups", format!("By {by}")).with(table);
    if !chart.lines.is_empty() {
        section = section.with(Figure::new("groups_adjusted", format!("By {by}, adjusted for who reported"), chart));
    }
    Some(section)
}

pub fn places(changes: &Changes) -> Option<Section> {
    let year = changes.smoothing.first()?.year;
    let by_effort = changes.smoothing.iter().any(|s| s.by_effort);
    let against = match (&changes.effort, by_effort) {
        (Some(what), true) => format!("per {what}"),
        _ => "against the mean of what the same places reported in up to five years before; 1 is as before".to_owned(),
    };
    let columns = vec![
        Column::text("parent", "Within"),
        Column::text("code", "Code"),
        Column::text("place", "Place"),
        Column::number("count", format!("Counted in {year}")),
        Column::number("exposure", "Against"),
        Column::number("raw", "Raw"),
        Column::number("smoothed", "Steadied"),
        Column::number("smoothed", "95 % interval").interval(),
        Column::share("own", "Own weight"),
        Column::text("withheld", "Withheld because"),
    ];
    let mut table = DataTable::new("places", format!("Places in {year} {against}"), columns);
    let mut rows = Vec::new();
    for parent in &changes.smoothing {
        for place in &parent.places {
            let rate = place.rate.as_ref();
            table.push(vec![
                parent.label.as_str().into(),
                place.place.as_str().into(),
                place.label.as_str().into(),
                place.count.into(),
                place.exposure.into(),
                (place.count / place.exposure).into(),
                rate.map(|r| r.rate.value).into(),
                rate.map(|r| span(&r.rate)).into(),
                rate.map(|r| r.own_weight).into(),
                parent.withheld.as_ref().map(|w| w.reason.clone()).into(),
            ]);
            if let Some(rate) = rate {
                rows.push(
                    IntervalRow::new(place.label.clone(), rate.rate.value, span(&rate.rate))
                        .in_group(parent.label.clone()),
                );
            }
        }
    }
    let mut section = Section::new("places", "Small places, steadied")
        .lead(format!("A place with few counts borrows from the others under the same parent on the place tree (gamma and Poisson, moments of Marshall 1991): {against}. That parents' means are estimated is not in the intervals."));
    let references = if by_effort { Vec::new() } else { vec![Reference::new(1.0, "as before")] };
    let cut = rows.len() > DRAWN;
    rows.truncate(DRAWN);
    if !rows.is_empty() {
        let chart = Intervals {
            value: Axis::new(
                capital(&against),
                if by_effort { crate::report::Scale::Linear } else { crate::report::Scale::Log },
            ),
            point_label: "Steadied".to_owned(),
            interval_label: "95 % interval".to_owned(),
            rows,
            references,
            ..Intervals::default()
        };
        let basis = if cut { format!("The first {DRAWN} places; all are in the table") } else { String::new() };
        section = section.with(Figure::new("places_drawn", format!("Places in {year}"), chart).basis(basis));
    }
    Some(section.with(table))
}

pub fn alerts(changes: &Changes) -> Section {
    let alerts = &changes.alerts;
    let watched = &changes.words.watched;
    let mut section = Section::new("alerts", "Alerts").lead(format!(
        "Each of {} {watched} is compared with its own past of up to {} years (quasi-Poisson, with a slope where the past has one). Among all that is alerted on, no more than {} are false on average ({}).",
        crate::number::count(alerts.watched as u64),
        alerts.settings.past_years,
        crate::number::percent(alerts.settings.false_discovery_rate),
        match alerts.settings.procedure {
            turnstone_estimate::trends::alerts::Procedure::BenjaminiHochberg => "Benjamini and Hochberg",
            turnstone_estimate::trends::alerts::Procedure::BenjaminiYekutieli => "Benjamini and Yekutieli, whatever the dependence",
        },
    ));
    let columns = vec![
        Column::text("id", "Name"),
        Column::text("series", capital(watched)),
        Column::number("count", "Counted"),
        Column::number("expected", "Expected"),
        Column::number("range", "95 % of counts if nothing changed").interval(),
        Column::plain("past_years", "Past years"),
        Column::text("slope", "Slope"),
        Column::decimals("dispersion", "Dispersion", 1),
        Column::number("p", "p"),
        Column::number("q", "q"),
    ];
    let fires: Vec<_> = alerts.compared.iter().filter(|named| named.alert.fires).collect();
    let newest = alerts.newest.as_ref().map(|n| n.year.to_string()).unwrap_or_default();
    let caption = format!(
        "{} that stand out in {newest}, the most telling first{}",
        capital(watched),
        if fires.len() > SHOWN { format!("; the first {SHOWN} of {}", fires.len()) } else { String::new() }
    );
    let mut table = DataTable::new("alerts", caption, columns);
    for named in fires.into_iter().take(SHOWN) {
        let of = &named.alert.comparison;
        table.push(vec![
            named.id.as_str().into(),
            named.label.as_str().into(),
            of.count.into(),
            of.expected.into(),
            [of.low, of.high].into(),
            of.past_years.into(),
            if of.slope { "yes" } else { "no" }.into(),
            of.dispersion.into(),
            of.p.into(),
            named.alert.q.into(),
        ]);
    }
    section = match table.rows.is_empty() {
        true => section.with(Block::Text("Nothing stands out.".to_owned())),
        false => section.with(table),
    };
    if alerts.back_test.is_empty() {
        return section;
    }
    let rows = alerts.back_test.iter().map(|round| {
        let falls = round.fired - round.rises;
        Bar::of_parts(round.year.to_string(), [Some(round.rises as f64), Some(falls as f64)])
    });
    let chart = Bars {
        value: Axis::linear("Alerts"),
        row_label: "Year".to_owned(),
        parts: vec!["Above".to_owned(), "Below".to_owned()],
        stacked: true,
        rows: rows.collect(),
        ..Bars::default()
    };
    let columns = vec![
        Column::plain("year", "Year"),
        Column::number("compared", "Compared"),
        Column::number("fired", "Fired"),
        Column::number("rises", "Above"),
        Column::share("share", "Share"),
        Column::number("too_short", "Past too short"),
    ];
    let mut table =
        DataTable::new("back_test", "Each year as if it were the newest: how often alerts would have fired", columns);
    for round in &alerts.back_test {
        table.push(vec![
            (round.year as u64).into(),
            round.series.into(),
            round.fired.into(),
            round.rises.into(),
            (round.fired as f64 / round.series as f64).into(),
            round.past_too_short.into(),
        ]);
    }
    section
        .with(
            Figure::new("back_test_drawn", "How often alerts would have fired", chart)
                .basis("Each year as if it were the newest; which of them were right is not known"),
        )
        .with(table)
}

pub fn nowcast(changes: &Changes) -> Section {
    let section = Section::new("nowcast", "Years that are still being registered");
    let nowcast = match &changes.nowcast {
        Ok(nowcast) => nowcast,
        Err(withheld) => {
            return section
                .with(Block::Text(format!("Not made: {}. What would help: {}.", withheld.reason, withheld.help)));
        }
    };
    let columns = vec![
        Column::plain("year", "Event year"),
        Column::number("registered", "Registered so far"),
        Column::number("completed", "When complete"),
        Column::number("completed", "95 % interval").interval(),
        Column::number("to_come", "Still to come"),
        Column::number("error", "Standard error"),
    ];
    let mut table =
        DataTable::new("nowcast", "Event years completed by chain ladder; a dash: too few delays were seen", columns);
    for year in &nowcast.years {
        table.push(vec![
            (year.year as u64).into(),
            year.registered.into(),
            year.completed.value.into(),
            span(&year.completed).into(),
            year.to_come.into(),
            year.error.into(),
        ]);
    }
    section
        .lead("Assumed: delays do not depend on the event year, years are independent, and nothing comes after the longest delay seen.")
        .with(table)
}

pub fn account(changes: &Changes) -> Section {
    let columns =
        vec![Column::text("reason", "Why"), Column::number("rows", "Rows"), Column::text("example", "The first")];
    let caption = format!("Rows that are in no series, of {}", crate::number::count(changes.rows));
    let mut table = DataTable::new("unused", caption, columns);
    for unused in &changes.unused {
        let example = Some(unused.example.clone()).filter(|e| !e.is_empty());
        table.push(vec![unused.reason.as_str().into(), unused.rows.into(), example.into()]);
    }
    let section = Section::new("account", "What was read");
    if table.rows.is_empty() {
        section.with(Block::Text(format!("Every one of {} rows is in a series.", crate::number::count(changes.rows))))
    } else {
        section.with(table)
    }
}

pub fn attribution(inputs: &[InputNote]) -> String {
    let glotip = inputs.iter().any(|input| input.codec.contains("GLOTIP"));
    if glotip { "Counts: UNODC, Global Report on Trafficking in Persons data.".to_owned() } else { String::new() }
}

pub fn provenance(changes: &Changes) -> Vec<(String, String)> {
    let mut lines = vec![("Turnstone".to_owned(), changes.provenance.turnstone.clone())];
    lines.extend(changes.provenance.inputs.iter().map(|input| {
        (
            input.name.clone(),
            format!("{} ({}); {} bytes, SHA-256 {}", input.codec, input.why, input.bytes, input.sha256),
        )
    }));
    lines.extend(changes.provenance.settings.iter().cloned());
    lines
}
