//! What accounts for a change: who reported, what was counted, or neither.
//!
//! Whether a definition changed is for the caller to say: numbers do not show it.

use super::effects::{Step, estimate_or_reason, step_between};
use super::panel::{Cell, Panel};
use super::{Estimate, NotEstimable};
use serde::Serialize;

/// What a change is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Contributors that came or went, or their effort, account for at least half of it.
    Coverage,
    /// What is counted was defined or divided anew.
    Definition,
    /// Neither is known to account for it. This is not proof of a change in the world.
    Unexplained,
}

/// Why a change is marked so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Those who reported on both sides changed in no way that could be told from none, and not as the whole did.
    StayersDidNotChange,
    /// Those who reported on both sides changed the other way.
    StayersWentTheOtherWay,
    /// Those who reported on both sides changed by less than half as much, on the log scale.
    StayersChangedLess,
    /// Those who reported on both sides changed by at least half as much.
    StayersChangedToo,
    /// The same contributors reported throughout, so coverage cannot account for it.
    SameContributors,
    /// There is one contributor: whether it came to cover more cannot be seen in its counts.
    OneContributor,
    /// Those who reported on both sides are so few that both no change and the whole of it agree with them.
    TooFewStayed,
    /// Nobody reported on both sides, or nothing.
    NobodyStayed,
}

/// A change between two periods and what accounts for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribution {
    /// Mean of the years before, as reported.
    pub mean_before: f64,
    /// Mean of the years after, as reported.
    pub mean_after: f64,
    /// Ratio of both, as reported; none when nothing was counted before.
    pub reported_ratio: Option<f64>,
    /// The ratio among those who reported on both sides, per unit of effort; or why it is withheld.
    #[serde(serialize_with = "estimate_or_reason")]
    pub stayed: Result<Step, NotEstimable>,
    /// How many contributors reported after and not before.
    pub entered: usize,
    /// What they reported after, all years together.
    pub entered_count: Cell,
    /// How many contributors reported before and not after.
    pub left: usize,
    /// What they reported before, all years together.
    pub left_count: Cell,
    /// The part of the log of the reported ratio that those who stayed do not show: 0 none of it, 1 all; outside of both
    /// where they went further or the other way. None where it cannot be told.
    pub coverage_share: Option<f64>,
    /// The mark.
    pub mark: Mark,
    /// What the mark rests on.
    pub ground: Ground,
}

/// What the ratio of those who stayed says of the ratio as reported, which is not one.
pub fn ground(reported: f64, stayed: &Estimate) -> Ground {
    let share = 1.0 - stayed.value.ln() / reported.ln();
    match stayed {
        ratio if ratio.holds(1.0) && ratio.holds(reported) => Ground::TooFewStayed,
        ratio if ratio.holds(1.0) => Ground::StayersDidNotChange,
        _ if share > 1.0 => Ground::StayersWentTheOtherWay,
        _ if share > 0.5 => Ground::StayersChangedLess,
        _ => Ground::StayersChangedToo,
    }
}

/// The mark that a ground leads to, where a change of definition is known or not.
pub fn mark(ground: Ground, definition: bool) -> Mark {
    match ground {
        Ground::StayersDidNotChange | Ground::StayersWentTheOtherWay | Ground::StayersChangedLess => Mark::Coverage,
        _ if definition => Mark::Definition,
        _ => Mark::Unexplained,
    }
}

/// Says what accounts for the change between two periods.
///
/// **Method** With R the ratio of the reported yearly means and P that of those who reported on both sides
/// ([`step_between`]), log R = log P + what came and went. Coverage: the interval of P holds one and not R; or P lies on the
/// other side of one; or log P is less than half of log R. Otherwise definition, when the caller knows one, else unexplained.
/// Where the interval of P holds both one and R the panel cannot tell, and nothing is called coverage. Where the same
/// contributors reported in every year of both periods, and effort is not known, coverage is out of the question.
///
/// **Cost** Linear in contributors and years.
///
/// **Arguments** `before`, `after`: positions of years; `definition`: whether a change of definition at this boundary is
/// known; `level` of the interval.
pub fn attribute(panel: &Panel, before: &[usize], after: &[usize], definition: bool, level: f64) -> Attribution {
    let reports = |c: usize, years: &[usize]| years.iter().filter(|at| panel.counts[c][**at].is_some()).count();
    let mean = |years: &[usize]| -> f64 {
        let seen = years.iter().filter(|at| panel.counts.iter().any(|row| row[**at].is_some())).count();
        let sum: f64 =
            panel.counts.iter().flat_map(|row| years.iter().filter_map(|at| row[*at])).map(Cell::middle).sum();
        if seen == 0 { 0.0 } else { sum / seen as f64 }
    };
    let (mean_before, mean_after) = (mean(before), mean(after));
    let mut moved = (0, Cell::default(), 0, Cell::default());
    let mut same = true;
    for (c, row) in panel.counts.iter().enumerate() {
        let (early, late) = (reports(c, before), reports(c, after));
        same &= (early, late) == (0, 0) || (early, late) == (before.len(), after.len());
        let sum = |years: &[usize]| years.iter().filter_map(|at| row[*at]).sum::<Cell>();
        if early == 0 && late > 0 {
            moved = (moved.0 + 1, moved.1 + sum(after), moved.2, moved.3);
        } else if early > 0 && late == 0 {
            moved = (moved.0, moved.1, moved.2 + 1, moved.3 + sum(before));
        }
    }
    let stayed = step_between(panel, before, after, level);
    let reported_ratio = (mean_before > 0.0).then(|| mean_after / mean_before);
    let log_reported = reported_ratio.filter(|r| *r > 0.0).map(f64::ln).filter(|log| *log != 0.0);
    let coverage_share = log_reported.zip(stayed.as_ref().ok()).map(|(log, step)| 1.0 - step.ratio.value.ln() / log);
    let one = panel.counts.iter().filter(|row| before.iter().chain(after).any(|at| row[*at].is_some())).count() < 2;
    let ground = match (&stayed, reported_ratio) {
        _ if one && panel.effort.is_empty() => Ground::OneContributor,
        _ if same && panel.effort.is_empty() => Ground::SameContributors,
        (Ok(step), Some(reported)) if log_reported.is_some() => ground(reported, &step.ratio),
        _ => Ground::NobodyStayed,
    };
    let mark = mark(ground, definition);
    let (entered, entered_count, left, left_count) = moved;
    Attribution {
        mean_before,
        mean_after,
        reported_ratio,
        stayed,
        entered,
        entered_count,
        left,
        left_count,
        coverage_share,
        mark,
        ground,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Forty contributors of 20 a year; `joined` more of them from the third year on.
    fn panel(after: u64, joined: usize) -> Panel {
        let steady = (0..40).map(|_| [20, 20, after, after].map(|n| Some(Cell::exactly(n))).to_vec());
        let new = (0..joined).map(|_| vec![None, None, Some(Cell::exactly(20)), Some(Cell::exactly(20))]);
        Panel { first_year: 2010, counts: steady.chain(new).collect(), effort: Vec::new() }
    }

    fn of(panel: &Panel, definition: bool) -> Attribution {
        attribute(panel, &[0, 1], &[2, 3], definition, 0.95)
    }

    #[test]
    fn contributors_that_join_are_coverage() {
        let found = of(&panel(20, 60), true);
        assert_eq!((found.mark, found.ground), (Mark::Coverage, Ground::StayersDidNotChange));
        assert_eq!((found.entered, found.entered_count.low, found.left), (60, 2_400, 0));
        assert!((found.reported_ratio.unwrap() - 2.5).abs() < 1e-12);
        assert!((found.coverage_share.unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_rise_of_the_same_contributors_is_not_coverage() {
        let found = of(&panel(40, 0), false);
        assert_eq!((found.mark, found.ground), (Mark::Unexplained, Ground::SameContributors));
        assert_eq!(of(&panel(40, 0), true).mark, Mark::Definition);
        assert_eq!(of(&panel(40, 2), false).ground, Ground::StayersChangedToo);
    }

    #[test]
    fn growth_that_is_mostly_of_newcomers_is_coverage_with_a_rest() {
        // 20 → 30 among those who stayed, 800 → 1,200 + 4,000: log 1.5 of log 6.5 is 22 %.
        let found = of(&panel(30, 200), false);
        assert_eq!((found.mark, found.ground), (Mark::Coverage, Ground::StayersChangedLess));
        assert!((found.coverage_share.unwrap() - (1.0 - 1.5f64.ln() / 6.5f64.ln())).abs() < 1e-9);
    }

    #[test]
    fn a_panel_of_one_cannot_tell() {
        let counts = vec![vec![Some(Cell::exactly(1)), Some(Cell::exactly(2))], vec![None, Some(Cell::exactly(1))]];
        let found = attribute(&Panel { first_year: 2010, counts, effort: Vec::new() }, &[0], &[1], false, 0.95);
        assert_eq!((found.mark, found.ground), (Mark::Unexplained, Ground::TooFewStayed));
        let alone = Panel { first_year: 2010, counts: vec![vec![Some(Cell::exactly(5)); 4]], effort: Vec::new() };
        assert_eq!(attribute(&alone, &[0, 1], &[2, 3], false, 0.95).ground, Ground::OneContributor);
    }

    #[test]
    fn effort_that_grew_accounts_for_counts_that_grew() {
        let mut panel = panel(40, 0);
        panel.effort = vec![vec![Some(1.0), Some(1.0), Some(2.0), Some(2.0)]; 40];
        assert_eq!(of(&panel, false).ground, Ground::StayersDidNotChange);
    }
}
