//! Lists with covariates: how many are hidden by sex, age, form of exploitation, place and year, when some values are
//! missing.
//!
//! Here are the persons and what is refused on the way in. The log-linear model and its fit are in `solve`, which terms
//! it has in `select`, resampling, totals and what may be shown in `cells`. Without covariates use [`fit`](super::fit).

mod cells;
mod design;
mod read;
mod select;
mod solve;

pub use cells::{Alone, Cell, CellSettings, Population, Published, Shown, Support, Totals, alone, cells, publishable};
pub use design::{Term, names};
pub use read::{Columns, read};
pub use select::{Criterion, Selected, Step, select};
pub use solve::{CovariateFit, Stratum, fit};

use super::histories::{CaptureHistories, HistoriesError, MAX_LISTS};
use serde::{Deserialize, Serialize};

/// Covariates that SDG indicator 16.2.2 asks for: victims per 100,000 population by sex, age and form of exploitation.
pub const SDG_16_2_2: [&str; 3] = ["sex", "age", "exploitation"];

/// The most strata times patterns that a model may have.
pub const MAX_CELLS: usize = 200_000;

/// A property of persons with a few values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Covariate {
    /// Its name.
    pub name: String,
    /// Its values.
    pub levels: Vec<String>,
    /// For a year or another number: how it acts.
    pub smooth: Option<Smooth>,
}

/// A covariate that acts along a smooth curve: a natural cubic spline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Smooth {
    /// The number behind each level.
    pub at: Vec<f64>,
    /// Bends of the curve and its slope together, from 1 (a straight line) to one less than the levels.
    pub degrees: usize,
}

/// Persons alike in lists and in every covariate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The lists they are on; bit i is list i.
    pub pattern: u32,
    /// For each covariate the number of its level; none when it is not known.
    pub levels: Vec<Option<usize>>,
    /// How many persons.
    pub count: u64,
}

/// Persons with lists and covariates.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Persons {
    lists: Vec<String>,
    covariates: Vec<Covariate>,
    rows: Vec<Row>,
}

/// Why there is nothing to fit, or no fit.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CovariateError {
    /// What a table without covariates would be refused for.
    #[error(transparent)]
    Histories(#[from] HistoriesError),
    /// Not a table.
    #[error("{file}: cannot be read as CSV in UTF-8: {problem}")]
    Unreadable {
        /// What was read.
        file: String,
        /// The reader's words.
        problem: String,
    },
    /// A column that is not there.
    #[error("{file}: there is no column `{column}`; there are {present}")]
    NoSuchColumn {
        /// What was read.
        file: String,
        /// The column asked for.
        column: String,
        /// Those there are.
        present: String,
    },
    /// A covariate with no value for anybody.
    #[error("covariate `{0}` is not known for anybody: leave it out")]
    AllMissing(String),
    /// A covariate with one value only.
    #[error("covariate `{covariate}` has only the value `{value}`: leave it out")]
    OneLevel {
        /// The covariate.
        covariate: String,
        /// Its value.
        value: String,
    },
    /// A value of a smooth covariate that is no number.
    #[error("`{value}` in `{covariate}` is no number, and only numbers act along a curve")]
    NotANumber {
        /// The covariate.
        covariate: String,
        /// What stands there.
        value: String,
    },
    /// A curve with too many bends.
    #[error("`{covariate}` has {levels} values: its curve can have from 1 to {} degrees, not {degrees}", levels - 1)]
    Degrees {
        /// The covariate.
        covariate: String,
        /// Its values.
        levels: usize,
        /// The degrees asked for.
        degrees: usize,
    },
    /// A row whose numbers point to nothing.
    #[error("row {0} does not fit the lists and covariates")]
    Row(usize),
    /// Too many strata.
    #[error("{cells} cells (strata × patterns), at most {MAX_CELLS}: drop or coarsen covariates")]
    TooLarge {
        /// How many there would be.
        cells: usize,
    },
    /// A term that names what is not there.
    #[error("term {0} names a list or covariate that does not exist")]
    Term(String),
    /// No two lists share anybody.
    #[error("not estimable: no two lists share a person")]
    NoOverlap,
    /// The hidden number of no stratum is determined.
    #[error("not estimable: the observed persons leave the hidden number free under this model; drop terms")]
    NotIdentified,
    /// The arithmetic did not settle.
    #[error("not estimable: the fit did not settle after {0} steps; the estimate tends to no limit")]
    NotConverged(usize),
    /// A setting outside its range.
    #[error("setting {setting} is {value}: it must be {wanted}")]
    Setting {
        /// Its name.
        setting: &'static str,
        /// Its value.
        value: f64,
        /// The allowed range.
        wanted: &'static str,
    },
}

impl Persons {
    /// Persons from rows; rows alike are added up.
    ///
    /// **Arguments** `lists`: 2 to [`MAX_LISTS`]; each covariate with at least two levels; each row with a pattern
    /// other than 0 and one entry a covariate.
    ///
    /// **Errors** What does not fit, covariates known for nobody or with one value only, more than [`MAX_CELLS`] cells.
    pub fn new(lists: Vec<String>, covariates: Vec<Covariate>, rows: Vec<Row>) -> Result<Self, CovariateError> {
        let mut alike = std::collections::BTreeMap::new();
        for (index, row) in rows.into_iter().enumerate() {
            let known = row.levels.len() == covariates.len()
                && row.levels.iter().zip(&covariates).all(|(level, c)| level.is_none_or(|l| l < c.levels.len()));
            if !known || row.pattern == 0 || row.pattern >> lists.len().min(31) != 0 {
                return Err(CovariateError::Row(index));
            }
            *alike.entry((row.levels, row.pattern)).or_insert(0u64) += row.count;
        }
        let rows = alike.into_iter().filter(|(_, count)| *count > 0);
        let rows: Vec<Row> = rows.map(|((levels, pattern), count)| Row { pattern, levels, count }).collect();
        let persons = Self { lists, covariates, rows };
        persons.check()?;
        Ok(persons)
    }

    fn check(&self) -> Result<(), CovariateError> {
        let histories = self.histories()?;
        if histories.n() == 0 {
            return Err(HistoriesError::Nobody { file: "persons".into() }.into());
        }
        for (index, covariate) in self.covariates.iter().enumerate() {
            let levels = covariate.levels.len();
            if !self.rows.iter().any(|row| row.levels[index].is_some()) {
                return Err(CovariateError::AllMissing(covariate.name.clone()));
            }
            if levels < 2 {
                let value = covariate.levels.concat();
                return Err(CovariateError::OneLevel { covariate: covariate.name.clone(), value });
            }
            if let Some(Smooth { at, degrees }) = &covariate.smooth {
                let covariate = covariate.name.clone();
                if *degrees == 0 || *degrees >= levels || at.len() != levels {
                    return Err(CovariateError::Degrees { covariate, levels, degrees: *degrees });
                }
                if let Some(value) = at.iter().find(|x| !x.is_finite()) {
                    return Err(CovariateError::NotANumber { covariate, value: value.to_string() });
                }
            }
        }
        let cells =
            self.covariates.iter().try_fold(1usize << self.lists.len(), |cells, c| cells.checked_mul(c.levels.len()));
        match cells {
            Some(cells) if cells <= MAX_CELLS => Ok(()),
            other => Err(CovariateError::TooLarge { cells: other.unwrap_or(usize::MAX) }),
        }
    }

    /// The lists' names.
    pub fn lists(&self) -> &[String] {
        &self.lists
    }

    /// The covariates.
    pub fn covariates(&self) -> &[Covariate] {
        &self.covariates
    }

    /// Persons alike, in the order of their covariates and lists.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Persons in all.
    pub fn n(&self) -> u64 {
        self.rows.iter().map(|row| row.count).sum()
    }

    /// Persons with at least one value missing.
    pub fn incomplete(&self) -> u64 {
        self.rows.iter().filter(|row| row.levels.contains(&None)).map(|row| row.count).sum()
    }

    /// The number of a covariate by its name.
    pub fn covariate(&self, name: &str) -> Option<usize> {
        self.covariates.iter().position(|covariate| covariate.name == name)
    }

    /// The numbers of covariates by their names, for instance those of [`SDG_16_2_2`], and the names that are not
    /// there.
    pub fn find<'a>(&self, names: &[&'a str]) -> (Vec<usize>, Vec<&'a str>) {
        let absent = names.iter().copied().filter(|name| self.covariate(name).is_none());
        (names.iter().filter_map(|name| self.covariate(name)).collect(), absent.collect())
    }

    /// The same persons without covariates.
    ///
    /// **Errors** Fewer than two lists, more than [`MAX_LISTS`], names that are not different.
    pub fn histories(&self) -> Result<CaptureHistories, HistoriesError> {
        self.those(|_| true)
    }

    /// Capture histories of the persons whose row passes.
    pub(crate) fn those(&self, pass: impl Fn(&Row) -> bool) -> Result<CaptureHistories, HistoriesError> {
        if self.lists.len() > MAX_LISTS {
            return Err(HistoriesError::TooManyLists { lists: self.lists.len() });
        }
        let mut counts = vec![0; 1 << self.lists.len()];
        for row in self.rows.iter().filter(|row| pass(row)) {
            counts[row.pattern as usize] += row.count;
        }
        CaptureHistories::new(self.lists.clone(), counts)
    }

    /// The same kinds of persons in other numbers.
    pub(crate) fn with_counts(&self, counts: &[u64]) -> Self {
        let mut other = self.clone();
        other.rows.iter_mut().zip(counts).for_each(|(row, count)| row.count = *count);
        other.rows.retain(|row| row.count > 0);
        other
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prevalence::stepwise::{THRESHOLD, stepwise};
    use proptest::prelude::*;

    /// A covariate with two levels.
    pub(super) fn binary(name: &str) -> Covariate {
        Covariate { name: name.into(), levels: vec!["0".into(), "1".into()], smooth: None }
    }

    /// Persons from counts by pattern, one table for each combination of known and missing levels.
    pub(super) fn kinds(t: usize, covariates: &[Covariate], tables: &[(&[Option<usize>], &[u64])]) -> Persons {
        let rows = tables.iter().flat_map(|(levels, counts)| {
            let row = |(pattern, count): (u32, &u64)| Row { pattern, levels: levels.to_vec(), count: *count };
            (0..).zip(*counts).skip(1).map(row)
        });
        Persons::new((0..t).map(|i| format!("L{i}")).collect(), covariates.to_vec(), rows.collect()).unwrap()
    }

    fn example(name: &str, columns: &Columns) -> Persons {
        let path = format!("{}/../../examples/mse/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        read(std::fs::File::open(&path).unwrap(), name, columns).unwrap()
    }

    fn strings(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn simulated(degrees: usize) -> Persons {
        let columns = Columns {
            lists: strings(&["r1", "r2", "r3", "r4"]),
            covariates: strings(&["x1", "x2", "x3", "x4", "year"]),
            smooth: vec![("year".into(), degrees)],
            count: None,
        };
        example("sim_covariates4", &columns)
    }

    fn scotland() -> Persons {
        let columns = Columns {
            lists: strings(&["S1", "S2", "S3", "S4"]),
            covariates: strings(&["region", "gender", "age"]),
            smooth: Vec::new(),
            count: Some("count".into()),
        };
        example("scot_pwid_covariates4", &columns)
    }

    const REGION: usize = 0;
    const GENDER: usize = 1;

    fn lists_with(persons: &Persons, covariates: u32) -> Vec<Term> {
        (0..persons.lists().len()).map(|i| Term { lists: 1 << i, covariates }).collect()
    }

    #[test]
    fn strata_that_share_nothing_are_fitted_as_if_alone() {
        let scotland = scotland();
        let together = fit(&scotland, &lists_with(&scotland, 0b111)).unwrap();
        let main = |histories: &CaptureHistories| {
            let model = crate::prevalence::design::Model::main_effects(histories.t());
            crate::prevalence::fit::fit(histories, &model).map(|fit| fit.hidden)
        };
        let (apart, left_out) = alone(&scotland, &[0, 1, 2], main).unwrap();
        assert_eq!((apart.len(), left_out), (8, 0));
        for (stratum, alone) in together.strata.iter().zip(&apart) {
            let (found, wanted) = (stratum.hidden.unwrap(), *alone.answer.as_ref().unwrap());
            assert!((found / wanted - 1.0).abs() < 1e-6, "{:?}: {found}, wanted {wanted}", alone.values);
        }
    }

    #[test]
    fn values_deleted_at_random_are_recovered() {
        // People who inject drugs in Scotland, 2006: one in four without a gender, by a draw that knows nothing of
        // them. The observed women are 1,589 of 5,670; the share of women among 4,250 known ones has an error of 0.7 of
        // 28 %, so that totals by gender should move by a few per cent, and the total by less.
        let whole = scotland();
        let terms = select(&whole, Criterion::Bic).unwrap().fit.terms;
        let complete = fit(&whole, &terms).unwrap();
        let mut random = crate::numeric::streams::stream(11, 0);
        let mut rows = Vec::new();
        for row in whole.rows() {
            let kept = rand_distr::Binomial::new(row.count, 0.75).unwrap();
            let kept: u64 = rand_distr::Distribution::sample(&kept, &mut random);
            rows.push(Row { count: kept, ..row.clone() });
            let mut without = Row { count: row.count - kept, ..row.clone() };
            without.levels[GENDER] = None;
            rows.push(without);
        }
        let gaps = Persons::new(whole.lists().to_vec(), whole.covariates().to_vec(), rows).unwrap();
        assert_eq!(gaps.n(), 5670);
        assert!((gaps.incomplete() as f64 / 5670.0 - 0.25).abs() < 0.02);
        let filled = fit(&gaps, &terms).unwrap();
        let of = |fit: &CovariateFit, gender: usize| {
            let strata = fit.strata.iter().filter(|s| s.levels[GENDER] == gender);
            strata.map(|s| s.observed + s.hidden.unwrap()).sum::<f64>()
        };
        assert!((filled.total / complete.total - 1.0).abs() < 0.01, "{} {}", filled.total, complete.total);
        for gender in 0..2 {
            let (found, wanted) = (of(&filled, gender), of(&complete, gender));
            assert!((found / wanted - 1.0).abs() < 0.05, "{gender}: {found}, wanted {wanted}");
        }
        let observed: f64 = filled.strata.iter().map(|s| s.observed).sum();
        assert!((observed - 5670.0).abs() < 1e-6);
        // Those whose gender is missing dropped, as is often done, a quarter of the total is lost with them.
        let known = gaps.rows().iter().filter(|row| row.levels[GENDER].is_some()).cloned().collect();
        let dropped = Persons::new(whole.lists().to_vec(), whole.covariates().to_vec(), known).unwrap();
        assert!(fit(&dropped, &terms).unwrap().total < 0.8 * complete.total);
    }

    #[test]
    fn a_curve_as_free_as_its_values_is_as_good_as_levels() {
        let year = 4;
        let curved = simulated(3);
        let mut levels = curved.clone();
        levels.covariates[year].smooth = None;
        let terms = lists_with(&curved, 1 << year);
        let (smooth, free) = (fit(&curved, &terms).unwrap(), fit(&levels, &terms).unwrap());
        assert_eq!(smooth.parameters, free.parameters);
        assert!((smooth.log_likelihood - free.log_likelihood).abs() < 1e-6);
        assert!((smooth.total / free.total - 1.0).abs() < 1e-6);
        // A straight line has two parameters fewer for the year and for each of the four lists.
        let straight = fit(&simulated(1), &terms).unwrap();
        assert_eq!(smooth.parameters - straight.parameters, 10);
        assert!(straight.log_likelihood < smooth.log_likelihood);
    }

    #[test]
    fn covariates_show_what_lists_alone_do_not() {
        let persons = simulated(2);
        let found = select(&persons, Criterion::Bic).unwrap();
        let steps = &found.steps;
        assert!(steps.windows(2).all(|pair| pair[1].criterion < pair[0].criterion));
        assert!(steps[0].criterion < found.main_effects);
        assert!(steps.iter().any(|step| step.term == "x1:x4") && steps.iter().any(|step| step.term == "r3:x2"));
        assert!((found.fit.bic - steps[steps.len() - 1].criterion).abs() < 1e-9);
    }

    #[test]
    fn cells_add_up_and_carry_their_doubt() {
        let scotland = scotland();
        let fitted = select(&scotland, Criterion::Bic).unwrap().fit;
        let totals =
            Totals::draw(&scotland, &fitted, &CellSettings { replicates: 200, ..CellSettings::default() }).unwrap();
        assert_eq!(totals.failed(), 0);
        let all = &cells(&scotland, &totals, &[], None).unwrap()[0];
        let (low, high) = all.interval.unwrap();
        assert!(low < fitted.total && fitted.total < high, "{low} {high}");
        let population = Population::from([(strings(&["GGC"]), 900_000.0)]);
        let by_region = cells(&scotland, &totals, &[REGION], Some(&population)).unwrap();
        let sum: f64 = by_region.iter().map(|cell| cell.total.unwrap()).sum();
        assert!((sum - fitted.total).abs() < 1e-6);
        assert_eq!(by_region[0].values, ["GGC"]);
        let (rate, _) = by_region[0].per_100_000.unwrap();
        assert!((rate - by_region[0].total.unwrap() / 9.0).abs() < 1e-9);
        assert_eq!(by_region[1].per_100_000, None);
        assert!(matches!(by_region[0].support, Support::Own { overlap } if overlap == 90));
        assert!(cells(&scotland, &totals, &[3], None).is_err());
        assert_eq!(scotland.find(&SDG_16_2_2), (vec![2], vec!["sex", "exploitation"]));
    }

    #[test]
    fn choosing_again_adds_the_doubt_of_the_choice() {
        let scotland = scotland();
        let fitted = select(&scotland, Criterion::Bic).unwrap().fit;
        let width = |choose_again| {
            let settings = CellSettings { replicates: 100, choose_again, ..CellSettings::default() };
            let totals = Totals::draw(&scotland, &fitted, &settings).unwrap();
            let (low, high) = cells(&scotland, &totals, &[], None).unwrap()[0].interval.unwrap();
            high - low
        };
        let (given, chosen) = (width(None), width(Some(Criterion::Bic)));
        assert!(chosen > 1.1 * given, "{chosen} {given}");
    }

    #[test]
    fn one_thread_draws_what_two_draw() {
        let scotland = scotland();
        let fitted = fit(&scotland, &[]).unwrap();
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let settings = CellSettings { replicates: 20, ..CellSettings::default() };
            pool.install(|| Totals::draw(&scotland, &fitted, &settings).unwrap())
        };
        assert_eq!(with(1), with(2));
    }

    #[test]
    fn strata_without_overlap_are_not_estimable_alone_and_borrow_together() {
        let persons = kinds(
            2,
            &[binary("sex")],
            &[(&[Some(0)], &[0, 42, 32, 8]), (&[Some(1)], &[0, 3, 4, 0]), (&[None], &[0, 2, 0, 0])],
        );
        let (strata, left_out) = alone(&persons, &[0], |h| stepwise(h, THRESHOLD).map(|s| s.fit.total)).unwrap();
        assert_eq!(left_out, 2);
        assert!((strata[0].answer.as_ref().unwrap() - 250.0).abs() < 1e-6);
        assert_eq!(strata[0].overlapping_lists, ["L0", "L1"]);
        let reason = strata[1].answer.as_ref().unwrap_err();
        assert!(reason.starts_with("not estimable: no two lists share a person here"), "{reason}");
        let fitted = fit(&persons, &[]).unwrap();
        let totals =
            Totals::draw(&persons, &fitted, &CellSettings { replicates: 50, ..CellSettings::default() }).unwrap();
        let by_sex = cells(&persons, &totals, &[0], None).unwrap();
        assert_eq!(
            (by_sex[0].support.clone(), by_sex[1].support.clone()),
            (Support::Own { overlap: 8 }, Support::Borrowed)
        );
    }

    #[test]
    fn small_cells_are_held_back() {
        let cell = |known: u64, total: Option<f64>| Cell {
            values: strings(&["f"]),
            known,
            observed: known as f64,
            hidden: total.map(|t| t - known as f64),
            total,
            interval: total.map(|t| (0.5 * t, 2.0 * t)),
            per_100_000: total.map(|t| (t / 10.0, (0.0, t))),
            support: Support::Borrowed,
        };
        let shown = publishable(&[cell(4, Some(90.4)), cell(5, Some(90.4)), cell(0, None), cell(0, Some(3.0))], 5);
        let few = Shown::Fewer { than: 5 };
        assert_eq!((shown[0].known, shown[0].total, shown[0].interval.1), (few, Shown::Suppressed, Shown::Suppressed));
        assert_eq!((shown[0].per_100_000, shown[0].borrowed), (Shown::Suppressed, true));
        assert_eq!((shown[1].known, shown[1].total), (Shown::Number(5.0), Shown::Number(90.0)));
        assert_eq!((shown[1].interval.1, shown[1].per_100_000), (Shown::Number(181.0), Shown::Number(9.0)));
        assert_eq!((shown[2].known, shown[2].total), (Shown::Number(0.0), Shown::NotEstimable));
        assert_eq!((shown[3].total, shown[3].per_100_000), (few, Shown::Suppressed));
    }

    #[test]
    fn persons_that_do_not_fit_are_refused() {
        let lists = || strings(&["a", "b"]);
        let row = |pattern, level| Row { pattern, levels: vec![level], count: 2 };
        let new = |rows: Vec<Row>| Persons::new(lists(), vec![binary("sex")], rows);
        assert_eq!(new(vec![row(1, Some(2))]), Err(CovariateError::Row(0)));
        assert_eq!(new(vec![row(1, Some(1)), row(0, Some(1))]), Err(CovariateError::Row(1)));
        assert_eq!(new(vec![row(4, Some(1))]), Err(CovariateError::Row(0)));
        assert_eq!(new(vec![row(3, None)]), Err(CovariateError::AllMissing("sex".into())));
        let one = Covariate { levels: strings(&["f"]), ..binary("sex") };
        let refused = Persons::new(lists(), vec![one], vec![row(3, Some(0))]);
        assert!(matches!(refused, Err(CovariateError::OneLevel { .. })));
        let many = vec![Covariate { levels: (0..60).map(|i| i.to_string()).collect(), ..binary("x") }; 3];
        let row = Row { pattern: 3, levels: vec![Some(0); 3], count: 1 };
        assert!(matches!(Persons::new(lists(), many, vec![row]), Err(CovariateError::TooLarge { cells: 864_000 })));
        let persons = kinds(2, &[binary("sex")], &[(&[Some(0)], &[0, 4, 3, 2])]);
        assert!(matches!(fit(&persons, &[Term { lists: 4, covariates: 0 }]), Err(CovariateError::Term(_))));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_order_of_lists_and_levels_does_not_matter(counts in proptest::collection::vec(1u64..40, 14)) {
            let with_zero = |part: &[u64]| [&[0], part].concat();
            let (first, second) = (with_zero(&counts[..7]), with_zero(&counts[7..]));
            let gap = [0, 3, 2, 1, 4, 0, 1, 1];
            let persons = kinds(3, &[binary("x")], &[(&[Some(0)], &first), (&[Some(1)], &second), (&[None], &gap)]);
            // Lists in the opposite order: bits 0 and 2 change places.
            let turned = |c: &[u64]| (0..8usize).map(|w| c[w & 2 | w >> 2 & 1 | (w & 1) << 2]).collect::<Vec<u64>>();
            let other = kinds(
                3,
                &[binary("x")],
                &[(&[Some(1)], &turned(&first)), (&[Some(0)], &turned(&second)), (&[None], &turned(&gap))],
            );
            let term = |list: u32| Term { lists: 1 << list, covariates: 1 };
            let (a, b) = (fit(&persons, &[term(0)]).unwrap(), fit(&other, &[term(2)]).unwrap());
            prop_assert!((a.total / b.total - 1.0).abs() < 1e-6);
            prop_assert!((a.log_likelihood - b.log_likelihood).abs() < 1e-6);
            // What is fitted to each list is what is on it.
            let on_list = |fit: &CovariateFit, list: usize| {
                let on = |cell: usize| (cell % 8) >> list & 1 == 1;
                (0..fit.means.len()).filter(|cell| on(*cell)).map(|cell| fit.means[cell]).sum::<f64>()
            };
            for list in 0..3 {
                let wanted = persons.histories().unwrap().overlap(1 << list) as f64;
                prop_assert!((on_list(&a, list) / wanted - 1.0).abs() < 1e-6);
            }
        }
    }
}
