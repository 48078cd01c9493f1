//! What `flows` answers, as sentences and as a report: corridors on a map and in a Sankey diagram, one law for both halves, and
//! corridors beyond migration.

use crate::number::{count, measure, percent};
use crate::report::{
    Amount, Answer, Axis, Bar, Bars, Block, Column, Corridor, Corridors, DataTable, Figure, IntervalRow, Intervals,
    KeyNumber, Reference, Report, Section, Value,
};
use turnstone_monitor::corridors::Kind;
use turnstone_monitor::corridors::excess::{Excess, Expectation};
use turnstone_monitor::corridors::result::{FlowsResult, Outcome};
use turnstone_monitor::law::{Law, Rung, SameTest, Term};

/// How many corridors beyond migration are drawn.
const DRAWN: usize = 40;

/// The report of a result.
pub fn report(result: &FlowsResult) -> Report {
    let inputs = &result.provenance.inputs;
    let names: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let mut sections = corridors(result);
    sections.push(laws(result));
    sections.extend(result.excess.iter().map(excess));
    sections.push(account(result));
    let mut provenance = vec![("Turnstone".to_owned(), result.provenance.turnstone.clone())];
    provenance.extend(inputs.iter().map(|i| (i.name.clone(), format!("{}; SHA-256 {}", i.codec, i.sha256))));
    provenance.extend(result.provenance.settings.iter().cloned());
    let synthetic = result.synthetic_records;
    Report {
        title: "Where people are moved, inside countries and across borders".to_owned(),
        subtitle: format!("From {}", names.join(", ")),
        synthetic: (synthetic > 0)
            .then(|| format!("{} records are synthetic: none of them is a person.", count(synthetic))),
        attribution: String::new(),
        answer: Answer { sentences: sentences(result), numbers: numbers(result), cautions: cautions(result) },
        sections,
        provenance,
    }
}

fn main_law(result: &FlowsResult) -> Option<&Law> {
    result.people.iter().find_map(Outcome::found)
}

/// A factor as people read it: "÷ 10.6" or "× 1.4".
fn factor(log: f64) -> String {
    let (sign, size) = if log < 0.0 { ("÷", (-log).exp()) } else { ("×", log.exp()) };
    format!("{sign} {}", measure(size))
}

fn span(term: &Term) -> String {
    format!("{} (95 % interval {} to {})", factor(term.estimate), factor(term.low), factor(term.high))
}

fn share_text(rung: &Rung) -> Option<String> {
    let share = rung.remaining?;
    let text = format!("{} (95 % interval {} to {})", percent(share.share), percent(share.low), percent(share.high));
    Some(format!("of the raw divide, in logarithms, {text} remains"))
}

fn sentences(result: &FlowsResult) -> Vec<String> {
    let mut said = Vec::new();
    for source in result.table.sources() {
        let of = result.table.corridors.iter().filter(|c| c.source == source);
        let (inside, across) = result.table.inside_and_across(source);
        let all = inside + across;
        said.push(format!(
            "{} corridors by {}: at least {} {} inside one country ({}), {} across a border.",
            count(of.count() as u64),
            source.label(),
            count(inside),
            if source == Kind::Records { "records" } else { "people" },
            crate::number::share(inside, all),
            count(across),
        ));
    }
    for law in &result.people {
        match law {
            Outcome::Found(law) => {
                let (low, high) = law.range();
                let main = law.main();
                said.push(format!(
                    "{}: a border changes movement by between {} and {}, depending on what is assumed of size; in proportion to population \
                     {}; {}.",
                    law.subject,
                    factor(low),
                    factor(high),
                    span(main.border()),
                    share_text(main).unwrap_or_else(|| "there is no raw model to compare with".to_owned()),
                ));
                said.extend(same_sentence(law));
            }
            Outcome::Withheld(why) => said.push(why.to_string()),
        }
    }
    for law in &result.trafficking {
        match law {
            Outcome::Found(law) => said.push(format!(
                "{}: at the same distance a border changes corridors by {}; {}.",
                law.subject,
                span(law.main().border()),
                share_text(law.main()).unwrap_or_default(),
            )),
            Outcome::Withheld(why) => said.push(why.to_string()),
        }
    }
    for outcome in &result.excess {
        match outcome {
            Outcome::Found(found) => {
                let more = found.corridors.iter().filter(|c| c.is_more()).count();
                let first = found.corridors.iter().filter(|c| c.is_more()).take(5);
                let first: Vec<String> =
                    first.map(|c| format!("{} ({} more)", name(c), count(c.beyond as u64))).collect();
                said.push(format!(
                    "By {}, {} of {} corridors across borders carry at least twice what the movement of all people explains; most people \
                     beyond it, at least: {}.",
                    found.source.label(),
                    count(more as u64),
                    count(found.corridors.len() as u64),
                    first.join(", "),
                ));
            }
            Outcome::Withheld(why) => said.push(why.to_string()),
        }
    }
    said
}

/// Whether things act the same on both sides, in one sentence.
fn same_sentence(law: &Law) -> Option<String> {
    let name = |t: &SameTest| {
        let p = if t.wald.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", t.wald.p) };
        format!("{} ({:.2} across, {:.2} inside; {p})", t.question, t.across.estimate, t.inside.estimate)
    };
    let mut seen = Vec::new();
    // The first test of each question: with effects of countries, where there is one; size across borders needs the other model.
    let is_relevant = |t: &&SameTest| t.across.standard_error > 0.0;
    let tests: Vec<&SameTest> = law
        .same
        .iter()
        .filter(is_relevant)
        .filter(|t| {
            let is_new = !seen.contains(&t.question.as_str());
            seen.push(t.question.as_str());
            is_new
        })
        .collect();
    let list =
        |differs: bool| tests.iter().filter(|t| t.differs() == differs).map(|t| name(t)).collect::<Vec<_>>().join(", ");
    let (differ, same) = (list(true), list(false));
    let parts: Vec<String> = [("shown to act otherwise inside than across", differ), ("no difference shown", same)]
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(what, list)| format!("{what}: {list}"))
        .collect();
    (!parts.is_empty()).then(|| format!("Whether the same law holds on both sides: {}.", parts.join("; ")))
}

fn numbers(result: &FlowsResult) -> Vec<KeyNumber> {
    let mut numbers = Vec::new();
    if let Some(source) = result.table.sources().first() {
        let (inside, across) = result.table.inside_and_across(*source);
        numbers.push(KeyNumber {
            value: crate::number::share(inside, inside + across),
            text: format!("of people in corridors by {} stay inside one country", source.label()),
        });
    }
    if let Some(law) = main_law(result) {
        let (low, high) = law.range();
        numbers.push(KeyNumber {
            value: format!("{} – {}", factor(low), factor(high)),
            text: "what a border does to all people's movement, over assumptions about size".to_owned(),
        });
        if let Some(share) = law.main().remaining {
            numbers.push(KeyNumber {
                value: format!("{} – {}", percent(share.low), percent(share.high)),
                text: "of the divide remains after distance (95 % interval)".to_owned(),
            });
        }
    }
    numbers
}

fn cautions(result: &FlowsResult) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(law) = main_law(result)
        && let [only] = law.inside.as_slice()
    {
        said.push(format!(
            "All moves inside a country are those of {}: the border effect is this country's, and no interval holds the doubt whether others are \
             like it.",
            only.country
        ));
    }
    if result.table.sources().contains(&Kind::Counts) {
        said.push("Published counts hide small numbers: every sum runs from a lower to an upper end.".to_owned());
    }
    let quarantined: u64 = result.provenance.inputs.iter().map(|i| i.quarantined).sum();
    if quarantined > 0 {
        said.push(format!("{} rows could not be used; quarantine.csv says which and why.", count(quarantined)));
    }
    said
}

fn amount(low: u64, high: Option<u64>) -> Amount {
    match high {
        Some(high) if high == low => Amount::Exact(low as f64),
        Some(high) => Amount::Between(low as f64, high as f64),
        None if low == 0 => Amount::Unknown,
        None => Amount::Between(low as f64, f64::INFINITY),
    }
}

fn corridors(result: &FlowsResult) -> Vec<Section> {
    let sources = result.table.sources();
    let sections = sources.into_iter().map(|source| {
        let of = |c: &&turnstone_monitor::corridors::Corridor| c.source == source;
        let rows = result.table.corridors.iter().filter(of).map(|c| {
            let movement = &c.movement;
            let values = [movement.stock, movement.moved, movement.displaced, movement.inside];
            Corridor {
                origin: c.origin.into(),
                destination: c.destination.into(),
                border_crossed: c.border_crossed,
                amount: amount(c.low, c.high),
                measures: values.into_iter().map(Value::from).collect(),
            }
        });
        let (unit, origin_basis, destination_basis, id) = match source {
            Kind::Records => ("records", result.origin_basis.clone(), result.destination_basis.clone(), "records"),
            Kind::Counts => ("people", "citizenship".to_owned(), "country that reports".to_owned(), "counts"),
        };
        let chart = Corridors {
            unit: unit.to_owned(),
            origin_basis,
            destination_basis,
            measures: vec![
                Column::number("stock", "Migrants who live there"),
                Column::number("moved", "People who moved in five years"),
                Column::number("displaced", "Displaced people"),
                Column::number("inside", "Moves inside the country in five years"),
            ],
            rows: rows.collect(),
        };
        let mut section = Section::new(format!("corridors-{id}"), format!("Corridors by {}", source.label()));
        if !result.table.movement.is_empty() {
            section = section.lead(format!("Beside each corridor: {}.", result.table.movement.join("; ")));
        }
        let figure = Figure::new(format!("corridors_{id}"), "Inside countries and across borders", chart).basis(
            "Origin and destination at the finest place known. A corridor inside a country begins and ends in it.",
        );
        section.with(figure)
    });
    sections.collect()
}

fn term_row(t: &Term, group: &str, name: String) -> IntervalRow {
    IntervalRow::new(name, t.estimate.exp(), [t.low.exp(), t.high.exp()]).in_group(group)
}

/// The coefficients of a model in the words of the page.
fn label(name: &str) -> String {
    let (stem, half) = match name.strip_suffix("_across") {
        Some(stem) => (stem, ", across borders"),
        None => name.strip_suffix("_inside").map_or((name, ""), |stem| (stem, ", inside")),
    };
    let words = match stem {
        "border" => "Border",
        "distance" => "Distance (elasticity)",
        "common_border" => "Common border",
        "size_origin" => "Share of population at the origin (elasticity)",
        "size_destination" => "Share of population at the destination (elasticity)",
        "population_origin" => "Population of the origin (elasticity)",
        "population_destination" => "Population of the destination (elasticity)",
        "earlier_movement" => "Earlier movement (elasticity)",
        other => other,
    };
    format!("{words}{half}")
}

fn laws(result: &FlowsResult) -> Section {
    let mut section = Section::new("law", "One law for both halves").lead(
        "Flows between countries and flows inside them in one gravity model (Poisson pseudo-maximum likelihood, effects of origin and \
         destination). The border term is what flows across a border fall short of flows inside at the same distance and size.",
    );
    let all: Vec<&Law> = result.people.iter().chain(&result.trafficking).filter_map(Outcome::found).collect();
    for why in result.people.iter().chain(&result.trafficking).filter_map(Outcome::withheld) {
        section = section.with(Block::Caution(why.to_string()));
    }
    if all.is_empty() {
        if result.people.is_empty() && result.trafficking.is_empty() {
            section = section.with(Block::Text("No flows of all people and no corridors were given.".to_owned()));
        }
        return section;
    }
    let mut rows = Vec::new();
    let mut coefficients = DataTable::new(
        "law_models",
        "Every model, every coefficient",
        vec![
            Column::text("subject", "Whose movement"),
            Column::text("model", "Model"),
            Column::text("term", "Term"),
            Column::decimals("estimate", "Estimate", 3),
            Column::decimals("standard_error", "Standard error", 3),
            Column::decimals("estimate", "95 % interval", 3).interval(),
            Column::number("observations", "Pairs"),
            Column::share("remaining", "Raw border effect that remains"),
            Column::share("remaining", "95 % interval").interval(),
        ],
    );
    let mut tests = DataTable::new(
        "law_same",
        "The same inside and across?",
        vec![
            Column::text("subject", "Whose movement"),
            Column::text("question", "What"),
            Column::text("model", "Model"),
            Column::decimals("across", "Across", 3),
            Column::decimals("across_error", "Standard error", 3),
            Column::decimals("inside", "Inside", 3),
            Column::decimals("inside_error", "Standard error", 3),
            Column::decimals("chi_squared", "Wald χ²", 2),
            Column::decimals("p", "p", 4),
        ],
    );
    for law in &all {
        for (at, rung) in law.ladder.iter().enumerate() {
            let mut row = term_row(rung.border(), &law.subject, rung.name.clone());
            if at == law.headline {
                row = row.main();
            }
            rows.push(row);
            for (first, term) in rung.terms.iter().enumerate() {
                let share = rung.remaining.filter(|_| first == 0);
                coefficients.push(vec![
                    law.subject.as_str().into(),
                    rung.name.as_str().into(),
                    label(&term.name).into(),
                    term.estimate.into(),
                    term.standard_error.into(),
                    [term.low, term.high].into(),
                    rung.observations.into(),
                    share.map(|s| s.share).into(),
                    share.map(|s| [s.low, s.high]).into(),
                ]);
            }
        }
        for test in &law.same {
            tests.push(vec![
                law.subject.as_str().into(),
                test.question.as_str().into(),
                test.model.as_str().into(),
                test.across.estimate.into(),
                Some(test.across.standard_error).filter(|e| *e > 0.0).into(),
                test.inside.estimate.into(),
                test.inside.standard_error.into(),
                test.wald.chi_squared.into(),
                test.wald.p.into(),
            ]);
        }
    }
    let chart = Intervals {
        value: Axis::log("People across a border for one inside"),
        point_label: "Estimate".to_owned(),
        interval_label: "95 % interval".to_owned(),
        inner_label: String::new(),
        rows,
        references: vec![Reference::new(1.0, "no border")],
    };
    let figure = Figure::new("border_effect", "What a border does to movement", chart).basis(
        "Each model accounts for more than the one above it. Left of 1: fewer people move across a border than inside.",
    );
    section = section.with(figure).with(tests);
    for law in &all {
        let rests = law.inside.iter().filter(|i| i.people > 0.0).map(|i| format!("{} ({} pairs)", i.country, i.pairs));
        let rests: Vec<String> = rests.collect();
        let shown = if rests.len() > 12 { format!("{} countries", rests.len()) } else { rests.join(", ") };
        let mut items = vec![format!(
            "The border term rests on moves inside {shown}, and {} pairs across.",
            count(law.across.0 as u64)
        )];
        items.extend(law.assumptions.iter().cloned());
        items.extend(law.not_tested.iter().map(|t| format!("Not tested: {t}.")));
        items.extend(law.left_out.iter().map(|(why, n)| format!("Left out, {}: {why}.", count(*n))));
        section = section.with(Block::More(
            format!("What it assumes and rests on: {}", law.subject),
            vec![Block::List(String::new(), items)],
        ));
    }
    if !result.in_common.is_empty() {
        let mut common = DataTable::new(
            "law_in_common",
            "What all people's movement and trafficking have in common",
            vec![
                Column::text("term", "Term"),
                Column::decimals("people", "All people", 3),
                Column::decimals("people", "95 % interval", 3).interval(),
                Column::decimals("trafficking", "Trafficking", 3),
                Column::decimals("trafficking", "95 % interval", 3).interval(),
                Column::decimals("p", "p of a difference", 4),
            ],
        );
        for c in &result.in_common {
            common.push(vec![
                label(&c.name).into(),
                c.first.estimate.into(),
                [c.first.low, c.first.high].into(),
                c.second.estimate.into(),
                [c.second.low, c.second.high].into(),
                c.p.into(),
            ]);
        }
        section = section.with(common);
    }
    section.with(Block::More("Every coefficient".to_owned(), vec![coefficients.into()]))
}

fn name(c: &Excess) -> String {
    format!("{} → {}", c.origin, c.destination)
}

fn excess(outcome: &Outcome<Expectation>) -> Section {
    let found = match outcome {
        Outcome::Found(found) => found,
        Outcome::Withheld(why) => {
            return Section::new("beyond", "Corridors beyond migration").with(Block::Caution(why.to_string()));
        }
    };
    let id = if found.source == Kind::Records { "records" } else { "counts" };
    let mut table = DataTable::new(
        format!("beyond_{id}"),
        "Counted and expected",
        vec![
            Column::text("corridor", "Corridor"),
            Column { format: crate::report::Format::Code, ..Column::text("origin", "Origin") },
            Column { format: crate::report::Format::Code, ..Column::text("destination", "Destination") },
            Column::number("counted", "Counted").interval(),
            Column::number("expected", "Expected").interval(),
            Column::decimals("ratio", "Shrunk ratio", 2),
            Column::decimals("ratio", "95 % interval", 2).interval(),
            Column::number("beyond", "People beyond expectation, at least"),
        ],
    );
    for c in &found.corridors {
        let sorted = |(a, b): (f64, f64)| [a.min(b), a.max(b)];
        table.push(vec![
            name(c).into(),
            c.origin.code().into(),
            c.destination.code().into(),
            [c.low, c.high].into(),
            sorted(c.expected).into(),
            c.ratio.0.into(),
            [c.ratio_low, c.ratio_high].into(),
            c.beyond.into(),
        ]);
    }
    let rows = found.corridors.iter().filter(|c| c.is_more()).take(DRAWN);
    let rows: Vec<Bar> = rows.map(|c| Bar::new(name(c), c.beyond)).collect();
    let mut section = Section::new(format!("beyond-{id}"), format!("Corridors beyond migration, by {}", found.source.label())).lead(
        "What would be counted if victims moved as all people do, given what each country detects and whose citizens are detected at all. \
         Ratios of counted to expected are drawn towards what is usual, the more so the smaller the corridor; hidden numbers are taken at both \
         ends and the wider interval is given. Corridors are ordered by people, not by ratio: a ratio to an expectation near 0 is large however \
         few people it is about. The expectation's own uncertainty is not in the intervals.",
    );
    if rows.is_empty() {
        section = section.with(Block::Text("No corridor carries at least twice what migration explains.".to_owned()));
    } else {
        let chart = Bars {
            value: Axis::linear("People beyond expectation, at least"),
            row_label: "Corridor".to_owned(),
            parts: vec!["People".to_owned()],
            stacked: false,
            rows,
            references: Vec::new(),
        };
        section = section.with(Figure::new(format!("beyond_{id}_chart"), "Corridors that carry more", chart));
    }
    let fit = &found.fit;
    let terms: Vec<String> = (0..fit.names.len())
        .map(|j| {
            format!("{} {:.3} (standard error {:.3})", fit.names[j], fit.coefficients[j], found.standard_errors[j])
        })
        .collect();
    let mut items = vec![format!("Expectation over {} pairs: {}.", count(found.pairs as u64), terms.join(", "))];
    items.extend(found.left_out.iter().map(|(why, n)| format!("{}: {why}.", count(*n))));
    section.with(Block::More("Every corridor".to_owned(), vec![table.into(), Block::List(String::new(), items)]))
}

fn account(result: &FlowsResult) -> Section {
    let mut table = DataTable::new(
        "inputs",
        "What became of every row",
        vec![
            Column::text("input", "Input"),
            Column::text("kind", "What it is"),
            Column::number("rows_in", "Rows"),
            Column::number("rows_out", "Read"),
            Column::number("quarantined", "Quarantined"),
        ],
    );
    for input in &result.provenance.inputs {
        table.push(vec![
            input.name.as_str().into(),
            input.codec.as_str().into(),
            input.rows_in.into(),
            input.rows_out.into(),
            input.quarantined.into(),
        ]);
    }
    let mut items: Vec<String> =
        result.table.left_out.iter().map(|(why, n)| format!("{}: {why}.", count(*n))).collect();
    for movement in &result.provenance.movement {
        let parts = movement.set_aside.iter().map(|(why, n)| format!("{}: {}: {why}.", movement.source, count(*n)));
        items.extend(parts);
        items.extend(
            movement
                .quarantined
                .iter()
                .map(|(why, n)| format!("{}: quarantined {}: {why}.", movement.source, count(*n))),
        );
    }
    Section::new("account", "What is not in it").with(table).with(Block::List("Not used, and why".to_owned(), items))
}
