//! What a sampler's chains drew: in their order (traces) and how it is distributed (densities).

use super::axis::{Axis, Reference, Scale};
use super::data_table::{Column, DataTable, Value};
use super::figure::Figure;
use super::names::as_name;
use serde::Serialize;

/// How many draws of a chain are drawn at most.
const MOST_DRAWN: usize = 300;
/// At how many values a density is taken.
const DENSITY_POINTS: usize = 96;

/// The draws of chains, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Traces {
    /// What was drawn.
    pub value: Axis,
    /// The numbers of the draws that are shown, from 1.
    pub draws: Vec<u64>,
    /// The chains; each as long as `draws`.
    pub chains: Vec<Chain>,
}

/// How the draws of chains are distributed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Densities {
    /// What was drawn.
    pub value: Axis,
    /// The values at which densities are taken.
    pub at: Vec<f64>,
    /// The density of each chain at these values, scaled so that the highest of all chains is 1.
    pub chains: Vec<Chain>,
    /// Lines at a value, such as the median.
    pub references: Vec<Reference>,
}

/// One chain.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chain {
    /// What it is called, such as "Chain 1".
    pub label: String,
    /// Its values.
    pub values: Vec<f64>,
}

impl Chain {
    /// A chain.
    pub fn new(label: impl Into<String>, values: impl IntoIterator<Item = f64>) -> Chain {
        Chain { label: label.into(), values: values.into_iter().collect() }
    }
}

impl Traces {
    /// The traces of all draws after burn-in. Of long chains every so-manieth draw is kept, so that at most 300 of each are
    /// shown; their numbers say which.
    pub fn of(value: Axis, chains: &[Chain]) -> Traces {
        let longest = chains.iter().map(|chain| chain.values.len()).max().unwrap_or(0);
        let step = longest.div_ceil(MOST_DRAWN).max(1);
        let kept = |chain: &Chain| Chain::new(&chain.label, chain.values.iter().copied().step_by(step));
        let draws = (1..=longest as u64).step_by(step).collect();
        Traces { value, draws, chains: chains.iter().map(kept).collect() }
    }

    pub(super) fn table(&self, figure: &Figure) -> DataTable {
        let first = Column::plain("draw", "Draw");
        let caption = format!("{}: {} by draw and chain", figure.title, self.value.label);
        by_chain(figure, caption, first, self.draws.iter().map(|draw| (*draw).into()), &self.value, &self.chains)
    }
}

impl Densities {
    /// The densities of all draws after burn-in.
    ///
    /// **Source** Silverman, B. W. (1986), *Density Estimation for Statistics and Data Analysis*, equations 2.2a and 3.31.
    ///
    /// **Method** Gaussian kernels, with the bandwidth of the rule of thumb for each chain; on a logarithmic axis the
    /// density is that of the logarithm. Taken at 96 values between the smallest and largest draw, with a bandwidth's room
    /// on either side. Draws that the axis cannot show are left out.
    ///
    /// **Cost** Draws times 96.
    pub fn of(value: Axis, chains: &[Chain]) -> Densities {
        let is_log = value.scale == Scale::Log;
        let shown = |x: &f64| x.is_finite() && (!is_log || *x > 0.0);
        let place = |x: f64| if is_log { x.ln() } else { x };
        let draws: Vec<Vec<f64>> =
            chains.iter().map(|chain| chain.values.iter().copied().filter(shown).map(place).collect()).collect();
        let bandwidths: Vec<f64> = draws.iter().map(|draws| bandwidth(draws)).collect();
        let all = || draws.iter().flatten().copied();
        let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        let room = bandwidths.iter().copied().fold(0.0, f64::max);
        if low > high || room == 0.0 {
            return Densities { value, ..Densities::default() };
        }
        let step = (high - low + 2.0 * room) / (DENSITY_POINTS - 1) as f64;
        let at: Vec<f64> = (0..DENSITY_POINTS).map(|i| low - room + step * i as f64).collect();
        let density = |draws: &[f64], h: f64| -> Vec<f64> {
            let kernel = |x: f64, draw: &f64| (-0.5 * ((x - draw) / h).powi(2)).exp();
            let scale = if h > 0.0 { 1.0 / (draws.len() as f64 * h) } else { 0.0 };
            at.iter().map(|x| scale * draws.iter().map(|draw| kernel(*x, draw)).sum::<f64>()).collect()
        };
        let mut densities: Vec<Vec<f64>> = draws.iter().zip(&bandwidths).map(|(d, h)| density(d, *h)).collect();
        let highest = densities.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
        densities.iter_mut().flatten().for_each(|d| *d = rounded(*d / highest));
        Densities {
            at: at.into_iter().map(|x| six_digits(if is_log { x.exp() } else { x })).collect(),
            chains: chains.iter().zip(densities).map(|(chain, d)| Chain::new(&chain.label, d)).collect(),
            value,
            references: Vec::new(),
        }
    }

    /// The same densities with a line at a value.
    pub fn reference(mut self, at: f64, label: impl Into<String>) -> Densities {
        self.references.push(Reference::new(at, label));
        self
    }

    pub(super) fn table(&self, figure: &Figure) -> DataTable {
        let first = self.value.column("value", self.value.label.clone());
        let caption = format!("{}: density by chain; the highest is 1", figure.title);
        let density = Axis::linear("Density");
        let at = self.at.iter().map(|at| (*at).into());
        let mut table = by_chain(figure, caption, first, at, &density, &self.chains);
        table.add_notes(self.references.iter().map(|reference| (0, reference)));
        table
    }
}

/// A density as it is drawn and written.
fn rounded(density: f64) -> f64 {
    if density.is_finite() { (density * 1e4).round() / 1e4 } else { 0.0 }
}

/// A value with six significant digits: where a density is taken is chosen here, so more would say nothing.
fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn by_chain(
    figure: &Figure,
    caption: String,
    first: Column,
    names: impl Iterator<Item = Value>,
    value: &Axis,
    chains: &[Chain],
) -> DataTable {
    let mut taken = vec![first.name.clone()];
    let columns = chains.iter().map(|chain| value.column(&as_name(&chain.label, &mut taken), chain.label.clone()));
    let mut table = DataTable::new(&figure.name, caption, std::iter::once(first).chain(columns).collect());
    for (i, name) in names.enumerate() {
        let values = chains.iter().map(|chain| chain.values.get(i).copied().into());
        table.push(std::iter::once(name).chain(values).collect());
    }
    table
}

/// Silverman's rule of thumb: 0.9 times the smaller of standard deviation and interquartile range over 1.34, times n to the
/// power of -1/5. Zero where draws do not differ.
fn bandwidth(draws: &[f64]) -> f64 {
    let n = draws.len() as f64;
    if draws.len() < 2 {
        return 0.0;
    }
    let mean = draws.iter().sum::<f64>() / n;
    let deviation = (draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
    let mut sorted = draws.to_vec();
    sorted.sort_by(f64::total_cmp);
    let quartile = |share: f64| sorted[((n - 1.0) * share).round() as usize];
    let range = (quartile(0.75) - quartile(0.25)) / 1.34;
    0.9 * if range > 0.0 { deviation.min(range) } else { deviation } * n.powf(-0.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_chains_are_thinned_and_say_which_draws_are_shown() {
        let chain = Chain::new("Chain 1", (1..=1000).map(f64::from));
        let traces = Traces::of(Axis::linear("People"), &[chain]);
        assert_eq!(traces.draws.len(), 250);
        assert_eq!(traces.draws[..3], [1, 5, 9]);
        assert_eq!(traces.chains[0].values[..3], [1.0, 5.0, 9.0]);
    }

    #[test]
    fn a_density_has_its_peak_where_the_draws_are() {
        let draws = [9.0, 10.0, 10.0, 10.0, 11.0, 30.0];
        let densities = Densities::of(Axis::log("People"), &[Chain::new("Chain 1", draws), Chain::new("Chain 2", [])]);
        let peak = (0..densities.at.len())
            .max_by(|a, b| densities.chains[0].values[*a].total_cmp(&densities.chains[0].values[*b]));
        let peak = densities.at[peak.expect("there are values")];
        assert!((9.5..10.6).contains(&peak), "{peak}");
        assert!(densities.chains[1].values.iter().all(|density| *density == 0.0));
    }

    #[test]
    fn the_bandwidth_is_the_rule_of_thumb() {
        // 1 to 5: mean 3, standard deviation sqrt(2.5) = 1.58114, quartiles 2 and 4, so 2 / 1.34 = 1.49254 is the smaller;
        // 0.9 * 1.49254 * 5^-0.2 = 0.97358.
        assert!((bandwidth(&[1.0, 2.0, 3.0, 4.0, 5.0]) - 0.97358).abs() < 5e-5);
        assert_eq!(bandwidth(&[7.0, 7.0]), 0.0);
    }

    #[test]
    fn chains_that_do_not_move_have_no_density() {
        let densities = Densities::of(Axis::linear("People"), &[Chain::new("Chain 1", [7.0, 7.0, 7.0])]);
        assert!(densities.at.is_empty() && densities.chains.is_empty());
    }
}
