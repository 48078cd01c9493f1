//! What one case costs: its proof, what would settle it, and the next question of an interview; printed as a table:
//! `cargo bench -p turnstone-identify --bench case`.

#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;
use turnstone_identify::catalogue::shipped_script;
use turnstone_identify::diagram::Rates;
use turnstone_identify::interview::Order;
use turnstone_identify::settle::settling;
use turnstone_identify::{Catalogue, Instrument, Interview, Kind, Results};
use turnstone_model::{Fact, Facts, Truth};

/// The median of 101 runs, in milliseconds.
fn milliseconds(mut run: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..101)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[50]
}

fn main() {
    let catalogue = Catalogue::shipped();
    let all: Vec<&Instrument> = catalogue.instruments.iter().collect();
    let tests: Vec<&Instrument> = all.iter().copied().filter(|i| i.kind == Kind::Elements).collect();
    let mut facts = Facts::default();
    for id in ["act.transportation", "means.deception", "smuggling.procured_illegal_entry"] {
        facts.set(Fact::from_id(id).expect("a fact"), Truth::YES);
    }
    let open = Interview::new(shipped_script(), &all, &Facts::default(), Rates::uniform(), Order::MostSettling);
    let mut open = open.expect("shipped instruments are small");
    // Past the stages of fixed order, where every question is weighed.
    while open
        .next()
        .is_some_and(|next| shipped_script().stages[shipped_script().questions[next.question].stage].fixed_order)
    {
        let next = open.next().expect("a question");
        open.answer(next.question, turnstone_identify::Answer::Unknown);
    }
    let unknown = Fact::all().filter(|fact| open.facts().get(*fact).is_unknown()).count();
    println!("{:<64}{:>12}", "one case, one thread", "ms");
    for (what, took) in [
        (
            "proof under one element test (palermo-2000)",
            milliseconds(|| drop(black_box(Results::of(&tests[..1], &[], &facts)))),
        ),
        ("proof under every instrument", milliseconds(|| drop(black_box(Results::of(&all, &[], &facts))))),
        ("what would settle one element test", milliseconds(|| drop(black_box(settling(tests[0], &facts))))),
        (
            "next question, every instrument a target",
            milliseconds(|| {
                black_box(open.next());
            }),
        ),
    ] {
        println!("{what:<64}{took:>12.3}");
    }
    println!("{unknown} facts are open when the next question is weighed");
}
