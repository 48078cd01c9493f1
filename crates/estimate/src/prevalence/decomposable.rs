//! Bayesian averaging over all decomposable graphs of three to six lists.
//!
//! Each graph says which lists depend on each other; the answer averages over graphs and over the hidden number
//! together. The graphs are generated in [`chordal`](super::chordal). Latent classes, which need no graph, are in
//! [`latent_class`](super::latent_class).

mod surface;

use super::chordal::decomposable_graphs;
use super::diagnostics::{Reason, Verdict};
use super::histories::CaptureHistories;
use serde::{Deserialize, Serialize};
use surface::{Layout, Surface};

/// Which hidden numbers are candidates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grid {
    /// Every whole number at first, then steps that grow with the number, halved wherever a step holds more than
    /// 1/1000 of the mass; the end is doubled until the mass estimated to lie beyond it is below `tolerance`.
    Adaptive {
        /// Share of the posterior mass that may lie beyond the last candidate.
        tolerance: f64,
        /// Where doubling stops whatever the mass beyond: the answer is then withheld.
        ceiling: f64,
    },
    /// Exactly these hidden numbers, each with the same weight, ascending; what the package `dga` asks of its caller.
    /// The answer is withheld when more than a tenth of what the interval leaves out is estimated to lie beyond the
    /// last.
    Fixed(Vec<u64>),
}

impl Default for Grid {
    fn default() -> Self {
        Grid::Adaptive { tolerance: 1e-4, ceiling: 1e15 }
    }
}

/// What the average rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Prior count of each of the 2^t cells, above 0; 2^-t when not given, so that the prior is worth one person in
    /// all.
    pub delta: Option<f64>,
    /// The candidates for the hidden number.
    pub grid: Grid,
    /// Probability inside the interval, for instance 0.95.
    pub level: f64,
    /// Other values of `delta` for which the answer is shown; none for no sensitivity.
    pub other_deltas: Vec<f64>,
}

impl Settings {
    /// The defaults for `t` lists: delta 2^-t, a grid that finds its own end, 95 %, and beside it half and twice that
    /// delta, and 1, the value under which the hidden population can vanish.
    pub fn for_lists(t: usize) -> Self {
        let delta = 0.5_f64.powi(t as i32);
        Self { delta: None, grid: Grid::default(), level: 0.95, other_deltas: vec![delta / 2.0, 2.0 * delta, 1.0] }
    }
}

/// The averaged answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Posterior {
    /// Persons observed.
    pub observed: u64,
    /// Prior count of each cell.
    pub delta: f64,
    /// Posterior median of the total, observed persons included.
    pub median: f64,
    /// Central interval of the total at the level of the settings.
    pub interval: (f64, f64),
    /// Totals at 0.5, 1, 1.5 … 99.5 % of the posterior, for drawing and for drawing from.
    pub quantiles: Vec<f64>,
    /// Number of graphs averaged.
    pub graphs_considered: usize,
    /// The most probable graphs, at most ten.
    pub graphs: Vec<GraphShare>,
    /// For each pair of lists the posterior probability that they depend on each other directly.
    pub pairs: Vec<PairShare>,
    /// How the candidates were laid out, and what lies beyond them.
    pub grid: GridReport,
    /// The same answer under other prior counts.
    pub sensitivity: Vec<AtDelta>,
    /// Whether the answer stands.
    pub verdict: Verdict,
}

/// One graph and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GraphShare {
    /// Pairs of lists that depend on each other directly.
    pub edges: Vec<(usize, usize)>,
    /// Posterior probability of the graph.
    pub probability: f64,
    /// Posterior median of the total under this graph alone.
    pub median: f64,
}

/// One pair of lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairShare {
    /// The two lists, by number from 0.
    pub lists: (usize, usize),
    /// Posterior probability that they depend on each other directly.
    pub probability: f64,
}

/// How the candidates for the hidden number were laid out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GridReport {
    /// Number of candidates.
    pub points: usize,
    /// The largest hidden number considered.
    pub last: f64,
    /// How often the end was doubled.
    pub doubled: u32,
    /// Posterior mass estimated to lie beyond the last candidate, from the slope there; 1 when the slope gives no end.
    pub mass_beyond: f64,
    /// Whether candidates stand wherever the mass is (adaptive) or only where the caller put them.
    pub adaptive: bool,
}

/// The answer under another prior count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AtDelta {
    /// Prior count of each cell.
    pub delta: f64,
    /// Posterior median of the total.
    pub median: f64,
    /// Central interval of the total.
    pub interval: (f64, f64),
}

/// Why there is nothing to average.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AverageError {
    /// Number of lists outside 3 to 6.
    #[error("{0} lists: graphs are averaged for 3 to 6 lists; merge or drop lists, or use latent classes")]
    Lists(usize),
    /// Nobody was observed.
    #[error("nobody is on any list")]
    Nobody,
    /// A prior count that is no positive number.
    #[error("prior count {0}: it must be above 0, for instance 2^-t")]
    Delta(f64),
    /// A level outside 0 to 1.
    #[error("level {0}: it must lie between 0 and 1, for instance 0.95")]
    Level(f64),
    /// A fixed grid that is empty or not ascending.
    #[error("the candidates for the hidden number must be ascending and at least one; see number {0}")]
    Grid(usize),
}

/// Averages over decomposable graphs.
///
/// **Source** Madigan and York (1997), Biometrika 84(1), with hyper-Dirichlet priors; 1/N as the prior of the total.
///
/// **Method** Under one graph and one hidden number the marginal likelihood is a product over cliques divided by one
/// over separators, each a Dirichlet-multinomial of a marginal table. Its only dependence on the hidden number is
/// through the marginal cells of persons on none of a set's lists, so one grid of 2^t log-gamma ratios serves all
/// graphs.
///
/// **Cost** Graphs × candidates × lists additions and one exponential each: 8 graphs at three lists, 18,154 at six.
///
/// **Arguments** `histories` of 3 to 6 lists; settings as there.
///
/// **Errors** [`AverageError`] on input that has no posterior. A posterior that should not be used comes back with a
/// [`Verdict`] that says so.
pub fn average(histories: &CaptureHistories, settings: &Settings) -> Result<Posterior, AverageError> {
    let (t, counts) = (histories.t(), histories.counts());
    if !(3..=6).contains(&t) {
        return Err(AverageError::Lists(t));
    }
    let delta = settings.delta.unwrap_or(0.5_f64.powi(t as i32));
    check(settings, delta)?;
    let observed = histories.n();
    if observed == 0 {
        return Err(AverageError::Nobody);
    }
    let graphs = decomposable_graphs(t);
    let mut surface = Surface::new(counts, t, delta, &graphs);
    let laid = Layout::lay(&mut surface, &settings.grid, observed as f64);
    let tails = ((1.0 - settings.level) / 2.0, (1.0 + settings.level) / 2.0);
    let total = |p: f64| observed as f64 + laid.quantile(p);

    let shares = surface.graph_masses(&laid);
    let edge_share = |a: usize, b: usize| {
        let with = graphs.iter().zip(&shares).filter(|(graph, _)| graph.has_edge(a, b));
        with.map(|(_, share)| share).sum::<f64>()
    };
    let pairs = (0..t).flat_map(|a| (a + 1..t).map(move |b| (a, b)));
    let mut order: Vec<usize> = (0..graphs.len()).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
    let best = order.iter().take(10).map(|g| GraphShare {
        edges: graphs[*g].edges(),
        probability: shares[*g],
        median: observed as f64 + laid.with(|point| surface.graph_at(*g, point)).quantile(0.5),
    });

    let mut reasons = Vec::new();
    let bearable = match settings.grid {
        Grid::Adaptive { tolerance, .. } => tolerance,
        Grid::Fixed(_) => (1.0 - settings.level) / 10.0,
    };
    if laid.report.mass_beyond > bearable {
        reasons.push(Reason::GridEnds { last: laid.report.last, beyond: laid.report.mass_beyond });
    }
    if !(1..counts.len()).any(|w| w.count_ones() > 1 && counts[w] > 0) {
        reasons.push(Reason::NoOverlap);
    }
    let elsewhere = settings.other_deltas.iter().map(|other| {
        let mut surface = Surface::new(counts, t, *other, &graphs);
        let laid = Layout::lay(&mut surface, &settings.grid, observed as f64);
        let total = |p: f64| observed as f64 + laid.quantile(p);
        AtDelta { delta: *other, median: total(0.5), interval: (total(tails.0), total(tails.1)) }
    });
    Ok(Posterior {
        observed,
        delta,
        median: total(0.5),
        interval: (total(tails.0), total(tails.1)),
        quantiles: (1..200).map(|i| total(f64::from(i) / 200.0)).collect(),
        graphs_considered: graphs.len(),
        graphs: best.collect(),
        pairs: pairs.map(|(a, b)| PairShare { lists: (a, b), probability: edge_share(a, b) }).collect(),
        sensitivity: elsewhere.collect(),
        verdict: Verdict::of(reasons),
        grid: laid.report,
    })
}

fn check(settings: &Settings, delta: f64) -> Result<(), AverageError> {
    for delta in settings.other_deltas.iter().chain([&delta]) {
        if !(delta.is_finite() && *delta > 0.0) {
            return Err(AverageError::Delta(*delta));
        }
    }
    if !(settings.level > 0.0 && settings.level < 1.0) {
        return Err(AverageError::Level(settings.level));
    }
    match &settings.grid {
        Grid::Fixed(points) if points.is_empty() => Err(AverageError::Grid(0)),
        Grid::Fixed(points) => match points.windows(2).position(|pair| pair[0] >= pair[1]) {
            Some(index) => Err(AverageError::Grid(index + 1)),
            None => Ok(()),
        },
        Grid::Adaptive { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prevalence::histories::read;

    fn table(name: &str) -> CaptureHistories {
        let path = format!("{}/../../examples/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        read(std::fs::File::open(&path).unwrap(), name).unwrap().0
    }

    /// `unique(round(seq(1, 30 n, length.out = 1000)))`, the candidates of the calls below; R rounds halves to even.
    fn thousand(n: u64) -> Grid {
        let end = 30.0 * n as f64;
        let mut points: Vec<u64> =
            (0..1000).map(|k| (1.0 + (end - 1.0) * f64::from(k) / 999.0).round_ties_even() as u64).collect();
        points.dedup();
        Grid::Fixed(points)
    }

    fn answer(name: &str, grid: Option<Grid>, delta: Option<f64>) -> Posterior {
        let histories = table(name);
        let grid = grid.unwrap_or_else(|| thousand(histories.n()));
        let settings = Settings { delta, grid, other_deltas: Vec::new(), ..Settings::for_lists(histories.t()) };
        average(&histories, &settings).unwrap()
    }

    #[test]
    fn medians_and_limits_of_the_package() {
        // dga 2.0.2, bma.cr(Y, Nmissing, delta = 2^-t, graphs), Nmissing as in `thousand`: median and 2.5, 97.5 %
        // points.
        let wanted = [
            ("korea3", 161.0, 124.0, 460.0),
            ("artificial3", 313.0, 97.0, 1950.0),
            ("western5", 2128.0, 1340.0, 3868.0),
            ("neworleans5", 869.0, 514.0, 1763.0),
            ("uk4", 11397.0, 9501.0, 13585.0),
            ("uk5", 23016.0, 10408.0, 33481.0),
            ("ned5", 50270.0, 41616.0, 203328.0),
        ];
        for (name, median, lower, upper) in wanted {
            let found = answer(name, None, None);
            for (found, wanted) in [(found.median, median), (found.interval.0, lower), (found.interval.1, upper)] {
                assert!((found / wanted - 1.0).abs() < 1e-3, "{name}: {found}, wanted {wanted}");
            }
        }
    }

    #[test]
    fn a_prior_count_of_one_makes_the_hidden_vanish() {
        // The same calls with delta = 1.
        let wanted = [
            ("western5", 346.0, Some((346.0, 387.0))),
            ("uk5", 2745.0, Some((2745.0, 3075.0))),
            ("ned5", 8235.0, Some((8235.0, 9224.0))),
            ("neworleans5", 186.0, None),
        ];
        for (name, median, interval) in wanted {
            let found = answer(name, None, Some(1.0));
            assert!((found.median / median - 1.0).abs() < 1e-3, "{name}: {}", found.median);
            if let Some((lower, upper)) = interval {
                assert!((found.interval.0 / lower - 1.0).abs() < 1e-3, "{name}: {:?}", found.interval);
                assert!((found.interval.1 / upper - 1.0).abs() < 1e-3, "{name}: {:?}", found.interval);
            }
        }
    }

    #[test]
    fn the_grid_finds_its_own_end() {
        // Every whole number up to where less than 1e-7 of the mass lies beyond is the answer by arithmetic alone.
        let all = answer("neworleans5", Some(Grid::Fixed((0..=60_000).collect())), None);
        let found = answer("neworleans5", Some(Grid::Adaptive { tolerance: 1e-7, ceiling: 1e15 }), None);
        assert!(found.grid.points < 2000 && found.grid.mass_beyond < 1e-7 && found.verdict.stands());
        for (found, wanted) in found.quantiles.iter().zip(&all.quantiles) {
            assert!((found - wanted).abs() <= 1.0_f64.max(2e-3 * wanted), "{found}, wanted {wanted}");
        }
        for (found, wanted) in found.pairs.iter().zip(&all.pairs) {
            assert!((found.probability - wanted.probability).abs() < 1e-4);
        }
    }

    #[test]
    fn a_grid_that_is_cut_is_withheld() {
        // Cut at 25,000 hidden persons dga answers about 32,500 for ned5 instead of 50,270, and nothing warns.
        let cut = answer("ned5", Some(Grid::Fixed((1..=1000).map(|k| k * 25).collect())), None);
        assert!((cut.median / 32_517.0 - 1.0).abs() < 2e-3, "{}", cut.median);
        assert!(matches!(cut.verdict.reasons(), [Reason::GridEnds { last, .. }] if *last == 25_000.0));
        let found = answer("ned5", Some(Grid::default()), None);
        assert!(found.verdict.stands() && found.grid.doubled > 0);
        // The candidates of the call are 247 apart.
        assert!((found.median - 50_270.0).abs() < 247.0, "{}", found.median);
    }

    #[test]
    fn six_lists_and_the_graphs_that_carry_the_answer() {
        let found = answer("uk6", Some(Grid::default()), None);
        assert_eq!(found.graphs_considered, 18_154);
        assert!(found.verdict.stands());
        assert!((found.quantiles[99] - found.median).abs() < 1e-9);
        let best = &found.graphs[0];
        assert!(found.graphs.iter().all(|graph| graph.probability <= best.probability));
        for edge in &best.edges {
            let pair = found.pairs.iter().find(|pair| pair.lists == *edge).unwrap();
            assert!(pair.probability >= best.probability);
        }
    }

    #[test]
    fn other_prior_counts_stand_beside_the_answer() {
        let found = average(&table("western5"), &Settings::for_lists(5)).unwrap();
        let medians: Vec<f64> = found.sensitivity.iter().map(|other| other.median).collect();
        assert!(medians[0] > found.median && found.median > medians[1], "{medians:?}");
        // Hardly anybody hidden. The fixed candidates, ten persons apart, give 346 (346, 387).
        assert!(medians[2] < 1.03 * 345.0 && found.sensitivity[2].interval.0 == 345.0, "{medians:?}");
    }

    #[test]
    fn without_overlap_the_answer_is_withheld() {
        let restricted = table("ned5").restrict_to(1).unwrap().others;
        let found = average(&restricted, &Settings::for_lists(4)).unwrap();
        assert!(found.verdict.reasons().contains(&Reason::NoOverlap));
    }

    #[test]
    fn what_has_no_posterior_is_refused() {
        let settings = Settings::for_lists(3);
        assert_eq!(average(&table("neworleans8"), &settings), Err(AverageError::Lists(8)));
        let nobody = CaptureHistories::new(["a", "b", "c"].map(String::from).to_vec(), vec![0; 8]).unwrap();
        assert_eq!(average(&nobody, &settings), Err(AverageError::Nobody));
        let korea = table("korea3");
        let with = |change: fn(&mut Settings)| {
            let mut settings = Settings::for_lists(3);
            change(&mut settings);
            average(&korea, &settings)
        };
        assert_eq!(with(|s| s.delta = Some(0.0)), Err(AverageError::Delta(0.0)));
        assert_eq!(with(|s| s.level = 1.0), Err(AverageError::Level(1.0)));
        assert_eq!(with(|s| s.grid = Grid::Fixed(vec![3, 3])), Err(AverageError::Grid(1)));
    }
}
