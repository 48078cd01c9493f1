//! A report with every block and every chart, for the tests here and, through its snapshot, for the page's test in a browser.
//!
//! The overlaps are the public table of the United Kingdom (`examples/mse/uk5.csv`) and the estimates of its models are
//! those of the published routes; everything else is invented, and the page says so.

use super::*;
use turnstone_model::Place;

/// The histories of five lists in the United Kingdom and how many people have each.
const HISTORIES: [(&str, u64); 18] = [
    ("10000", 54),
    ("01000", 463),
    ("00100", 995),
    ("00010", 695),
    ("00001", 316),
    ("11000", 15),
    ("10100", 19),
    ("10010", 3),
    ("01100", 62),
    ("01010", 19),
    ("01001", 1),
    ("00110", 76),
    ("00101", 11),
    ("00011", 8),
    ("11100", 1),
    ("11010", 1),
    ("01110", 4),
    ("11110", 1),
];

pub fn sample() -> Report {
    Report {
        title: "A report with every part".to_owned(),
        subtitle: "Made for the tests: some numbers are published, the others are invented".to_owned(),
        synthetic: Some(
            "Synthetic: apart from the overlaps and the models’ estimates every number is invented.".to_owned(),
        ),
        attribution: "Overlaps: five lists of the United Kingdom, 2013, as published with the first estimate."
            .to_owned(),
        answer: Answer {
            sentences: vec![
                "Between 9,800 and 43,900 people, over every admissible model and named assumption.".to_owned(),
                "The model that the criterion prefers says 22,991; the stepwise one says 11,313. Both fit.".to_owned(),
                "2,744 people are on a list; the rest is inferred from how few are on two.".to_owned(),
            ],
            numbers: vec![
                KeyNumber { value: "9,800 – 43,900".to_owned(), text: "people, the range".to_owned() },
                KeyNumber { value: "22,991".to_owned(), text: "people, the point of the preferred model".to_owned() },
                KeyNumber { value: "2,744".to_owned(), text: "people on at least one list".to_owned() },
            ],
            cautions: vec!["No data can tell whether being on all lists at once has a cause of its own.".to_owned()],
        },
        sections: vec![words(), prevalence(), sampler(), drivers(), trends(), flows()],
        provenance: vec![
            ("Turnstone".to_owned(), "0.1.0".to_owned()),
            ("Input".to_owned(), format!("uk5.csv, sha256 {}", "a1b2".repeat(16))),
            ("Settings".to_owned(), "threshold 0.02, 1,000 replicates".to_owned()),
            ("Seed".to_owned(), "1234".to_owned()),
        ],
    }
}

fn words() -> Section {
    let columns = vec![
        Column::text("assumption", "Assumption"),
        Column::number("people", "People (total)"),
        Column::number("people", "95 % interval").interval(),
        Column::share("weight", "Weight"),
        Column::decimals("rhat", "Split R-hat", 3),
        Column::plain("since", "Since"),
    ];
    let mut table = DataTable::new("assumptions", "What is assumed; a dash: does not apply", columns);
    table.push(vec![
        "Lists act for themselves".into(),
        13_444.13.into(),
        [11_985.2, 15_133.4].into(),
        0.25.into(),
        Value::Missing,
        2013_u64.into(),
    ]);
    table.push(vec![
        "<b>No limit</b> above & below".into(),
        1.39e13.into(),
        [815.0, f64::INFINITY].into(),
        0.0004.into(),
    ]);
    table.push(vec![
        "Latent classes".into(),
        (-0.095).into(),
        [f64::NEG_INFINITY, 0.5].into(),
        1_u64.into(),
        1.3672.into(),
    ]);
    Section::new("words", "Words and tables")
        .lead("A section begins with a paragraph or two.")
        .lead("Texts are plain: <script>alert(1)</script> stays what it is.")
        .with(Block::Caution("What must be known first.".to_owned()))
        .with(Block::List(
            "What would help".to_owned(),
            vec!["A list of health services.".into(), "Fewer merged lists.".into()],
        ))
        .with(Block::Heading("A table".to_owned()))
        .with(table)
        .with(Block::More(
            "What goes further".to_owned(),
            vec![Block::Text("Closed where there is a script.".to_owned())],
        ))
}

fn prevalence() -> Section {
    let on = |bits: &str| bits.chars().map(|bit| bit == '1').collect();
    let overlaps = Overlaps {
        unit: "people".to_owned(),
        lists: ["LA", "NG", "PFNCA", "GO", "GP"].map(str::to_owned).to_vec(),
        histories: HISTORIES.iter().map(|(bits, count)| History { on: on(bits), count: *count }).collect(),
    };
    let models = Intervals {
        value: Axis::log("People (total)"),
        point_label: "Estimate".to_owned(),
        interval_label: "95 % interval".to_owned(),
        inner_label: "80 % interval".to_owned(),
        rows: vec![
            IntervalRow::new("Stepwise, six pairs", 11_312.99, [8_784.8, 14_700.5])
                .inner([9_623.9, 12_531.1])
                .in_group("Log-linear models"),
            IntervalRow::new("Lowest BIC: [12,13,23,25,34]", 22_991.331, [11_456.0, 43_894.0])
                .in_group("Log-linear models")
                .note("of 1,024 models")
                .main(),
            IntervalRow::new("Lists act for themselves", 13_444.13, [11_985.2, 15_133.4]).in_group("Log-linear models"),
            IntervalRow::new("Decomposable graphs", 23_016.0, [10_408.0, 33_481.0]).in_group("Bayesian models"),
            IntervalRow::withheld("Latent classes", "split R-hat 1.367 is above 1.05").in_group("Bayesian models"),
            IntervalRow::new("Lower bound (Chao)", 6_900.0, [6_100.0, f64::INFINITY]).in_group("Bounds"),
            IntervalRow::new("Without the list LA", None, [7_000.0, 90_000.0]).in_group("Sensitivity"),
        ],
        references: vec![Reference::new(2_744.0, "observed")],
    };
    let odds: Vec<f64> = (-4..=4).map(|k| 2_f64.powi(k)).collect();
    let trajectory = Lines {
        x: Axis::log("Odds ratio of the five-list interaction"),
        y: Axis::log("People (total)"),
        band_label: "95 % interval".to_owned(),
        lines: vec![Line::new(
            "Preferred model",
            odds.iter().map(|odds| {
                let people = 2_744.0 + 20_247.0 * odds;
                LinePoint::new(*odds, people).band([0.6 * people, 1.8 * people])
            }),
        )],
        marks: vec![Mark {
            x: 1.0,
            what: "assumption".to_owned(),
            text: "What every estimate assumes: no interaction of all five lists.".to_owned(),
            ..Mark::default()
        }],
        references: vec![Reference::new(2_744.0, "observed")],
    };
    Section::new("prevalence", "How many people")
        .with(
            Figure::new("overlaps", "Who is on which lists", overlaps)
                .basis("People on exactly these lists and no other"),
        )
        .with(
            Figure::new("models", "Every estimate beside each other", models)
                .basis("A point with its 95 % interval; the thicker part is the 80 % interval")
                .caution("An interval says what chance does under its model, not whether the model holds."),
        )
        .with(Figure::new("odds-ratio", "What no data can tell", trajectory))
}

/// Numbers that look drawn and are the same every time.
fn noise(i: u64, chain: u64) -> f64 {
    let mixed = (i + 1).wrapping_mul(6_364_136_223_846_793_005).wrapping_add(chain * 1_442_695_040_888_963_407);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(2_862_933_555_777_941_757);
    ((mixed >> 40) % 1_000) as f64 / 1_000.0 - 0.5
}

fn sampler() -> Section {
    let level = |chain: u64| if chain == 4 { 12_660.0 } else { 21_400.0 };
    let chain = |chain: u64| {
        let draw = move |i: u64| {
            let spread = noise(i, chain) + noise(i + 1_000, chain) + 0.5 * noise(i / 8, chain);
            (level(chain) * (0.22 * spread).exp()).round()
        };
        Chain::new(format!("Chain {chain}"), (0..120).map(draw))
    };
    let chains: Vec<Chain> = (1..=4).map(chain).collect();
    let people = || Axis::log("People (total)");
    Section::new("sampler", "Whether the sampler can be believed")
        .with(
            Figure::new("traces", "Draws of four chains", Traces::of(people(), &chains))
                .basis("Chains that agree lie upon each other; here one does not"),
        )
        .with(Figure::new(
            "densities",
            "How the draws are distributed",
            Densities::of(people(), &chains).reference(20_900.0, "median of all draws"),
        ))
}

fn drivers() -> Section {
    let families = [
        ("Poverty and inclusive development", 0.21, 0.12),
        ("Security and displacement", 0.16, 0.11),
        ("Rule of law and policy", 0.09, -0.02),
        ("Gender", 0.05, 0.01),
        ("Geography and networks", 0.27, 0.19),
    ];
    let shares = Bars {
        value: Axis::share("Share of explained deviance"),
        row_label: "Family".to_owned(),
        parts: vec!["Shapley share".to_owned()],
        rows: families.iter().map(|(name, share, _)| Bar::new(*name, *share)).collect(),
        ..Bars::default()
    };
    let stacked = Bars {
        value: Axis::share("Share of the deviance"),
        row_label: "Model".to_owned(),
        parts: families.iter().map(|(name, ..)| (*name).to_owned()).chain(["Not explained".to_owned()]).collect(),
        stacked: true,
        rows: vec![
            Bar::of_parts("All years", [0.21, 0.16, 0.09, 0.05, 0.27, 0.22].map(Some)),
            Bar::of_parts("Before 2015", [Some(0.18), Some(0.1), None, Some(0.04), Some(0.3), Some(0.38)]),
        ],
        references: Vec::new(),
    };
    let skill = Bars {
        value: Axis::share("Skill with a country left out"),
        row_label: "Family".to_owned(),
        parts: vec!["Within sample".to_owned(), "Country left out".to_owned()],
        rows: families.iter().map(|(name, share, skill)| Bar::of_parts(*name, [Some(*share), Some(*skill)])).collect(),
        references: vec![Reference::new(0.08, "size and distance alone")],
        ..Bars::default()
    };
    let points = (0..60).map(|i| {
        let expected = (10.0 + 11.4_f64.powi(i / 12) * f64::from(1 + i % 12)).round() / 10.0;
        let observed = (expected * (1.6 * (noise(i as u64, 7) + noise(i as u64, 8))).exp()).max(0.2).round();
        let group = if i % 3 == 0 { "inside a country" } else { "across a border" };
        let point = ScatterPoint::new(format!("Corridor {}", i + 1), expected, observed).in_group(group);
        if observed > 2.2 * expected { point.labelled() } else { point }
    });
    let scatter = Scatter {
        x: Axis::log("Expected from migration (records)"),
        y: Axis::log("Observed (records)"),
        point_label: "Corridor".to_owned(),
        diagonal: true,
        points: points.collect(),
    };
    Section::new("drivers", "What it goes with")
        .with(Figure::new("shares", "What each family explains", shares))
        .with(Figure::new("deviance", "What is explained and what is not", stacked))
        .with(Figure::new("skill", "Whether it holds elsewhere", skill).caution("Below zero is worse than no model."))
        .with(Figure::new("expected", "Corridors beside what migration explains", scatter))
}

fn trends() -> Section {
    let years = || (2010..=2020).map(f64::from);
    let reported = |year: f64| Some((40.0 * (year - 2009.0)).powf(1.15).round()).filter(|_| year != 2014.0);
    let constant = |year: f64| 90.0 + 11.0 * (year - 2010.0);
    let lines = Lines {
        x: Axis::years("Year"),
        y: Axis::linear("Detected victims"),
        band_label: "95 % interval".to_owned(),
        lines: vec![
            Line::new("As reported", years().map(|year| LinePoint::new(year, reported(year)))),
            Line::new("Constant panel", years().skip(1).map(|year| LinePoint::new(year, constant(year)))),
            Line::new(
                "Adjusted for effort",
                years().map(|year| {
                    let adjusted = 100.0 + 7.5 * (year - 2010.0);
                    let band = [adjusted * 0.8, adjusted * 1.25];
                    LinePoint::new(year, (year != 2018.0).then_some(adjusted)).band(band)
                }),
            ),
        ],
        marks: vec![
            Mark {
                x: 2013.0,
                between: Some([2012.0, 2014.0]),
                what: "coverage".to_owned(),
                text: "Seven agencies began to report.".to_owned(),
            },
            Mark {
                x: 2017.0,
                between: None,
                what: "unexplained".to_owned(),
                text: "No change of coverage or definition is known.".to_owned(),
            },
        ],
        references: Vec::new(),
    };
    Section::new("trends", "What really changed").with(Figure::new("by-year", "Three series side by side", lines))
}

fn flows() -> Section {
    let end = |code: &str, name: &str| match Place::from_code(code) {
        Some(place) => End::from(place),
        None => End { code: code.to_owned(), name: name.to_owned() },
    };
    let corridor = |from: &str, to: &str, crossed, amount| Corridor::new(end(from, from), end(to, to), crossed, amount);
    use Amount::{Between, Exact, Unknown};
    let rows = vec![
        corridor("UKR", "RUS", Some(true), Exact(190.0)).measures(vec![81.5.into()]),
        corridor("USA", "USA", Some(false), Exact(150.0)).measures(vec![Value::Missing]),
        corridor("KR-41", "KR-11", Some(false), Exact(64.0)).measures(vec![70.25.into()]),
        corridor("KR-26", "KR-11", Some(false), Exact(22.0)).measures(vec![18.0.into()]),
        corridor("KR-11", "KR-11", Some(false), Exact(31.0)),
        corridor("PHL", "KR-11", Some(true), Exact(45.0)).measures(vec![12.5.into()]),
        corridor("PHL", "KR-26", Some(true), Between(1.0, 4.0)),
        corridor("MEX", "USA", Some(true), Exact(70.0)),
        corridor("MEX", "USA", None, Exact(15.0)),
        Corridor::new(end("RUS", ""), end("SUN", "Soviet Union"), None, Between(1.0, 4.0)),
        corridor("NGA", "ITA", Some(true), Unknown),
    ];
    let corridors = Corridors {
        unit: "records".to_owned(),
        origin_basis: "citizenship or province of residence".to_owned(),
        destination_basis: "where identified".to_owned(),
        measures: vec![Column::number("expected", "Expected from migration")],
        rows,
    };
    Section::new("flows", "Where people are moved").with(
        Figure::new("corridors", "Corridors inside countries and across borders", corridors)
            .basis("Origin: citizenship or province of residence; destination: where identified"),
    )
}
