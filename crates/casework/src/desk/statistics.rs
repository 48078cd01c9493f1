//! Figures about the work, small ones hidden.
//!
//! A cell of one to four reports can be one person's neighbour recognising one person, so that such cells are suppressed, and with them as
//! many others as it takes that nobody can subtract. Suppressed is not zero: zero is said to be zero.

use super::queue::ReportState;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::form::{Channel, SignalKind};
use crate::moment::{DAY, Moment};
use crate::outcome::OutcomeKind;
use crate::permission::{Action, Resource, require};
use crate::triage::Route;
use serde::Serialize;
use std::collections::BTreeMap;

/// Counts below this are suppressed, unless something else is asked for.
pub const SMALLEST: i64 = 5;
/// The longest period, in days.
const LONGEST: i64 = 3660;

/// A count that may be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatisticsCount)]
pub enum Count {
    /// So many.
    Known(i64),
    /// At least one, and more is not said.
    Suppressed,
}

/// A line of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StatisticsCell)]
pub struct Cell {
    /// What is counted, by its name in the database.
    pub name: String,
    /// How many.
    pub count: Count,
}

/// The median of a time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = StatisticsMedian)]
pub enum Median {
    /// So many hours.
    Hours(f64),
    /// Too few are known to say it.
    Suppressed,
    /// More than half have waited until now, so that it is not known yet.
    NotReached,
}

/// Figures about the reports that arrived in a period.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Statistics {
    /// The first day.
    pub from: Moment,
    /// The day after the last one.
    pub until: Moment,
    /// Counts below this are suppressed.
    pub smallest: i64,
    /// How many reports arrived.
    pub reports: Count,
    /// Reports by where they stand.
    pub by_state: Vec<Cell>,
    /// Reports by how they came.
    pub by_channel: Vec<Cell>,
    /// Reports by language.
    pub by_language: Vec<Cell>,
    /// Contacts of the period by kind, reports or not.
    pub by_contact: Vec<Cell>,
    /// Referrals of these reports that were sent, by route.
    pub by_route: Vec<Cell>,
    /// Outcomes recorded for these reports. That an outcome is not known is one of them.
    pub by_outcome: Vec<Cell>,
    /// Reports for which no outcome was recorded: nobody has said what came of them.
    pub without_outcome: Count,
    /// Hours from arrival until somebody first took a report.
    pub until_claimed: Median,
}

impl Desk {
    /// Figures about the reports that arrived on the days from `from` until before `until`. Counts below `smallest` are suppressed;
    /// [`SMALLEST`] is usual.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when the period ends before it begins or is longer than ten years.
    pub async fn statistics(
        &self,
        person: &Person,
        from: Moment,
        until: Moment,
        smallest: i64,
    ) -> Result<Statistics, CaseworkError> {
        require(person.role, Action::Read, Resource::Statistics)?;
        // Reports that are closed keep no more than the day on which they arrived.
        let (from, until) = (from.day(), until.day());
        if until <= from || until.0 - from.0 > LONGEST * DAY {
            return Err(CaseworkError::invalid("until", "a day after the first one, at most ten years later"));
        }
        if !(1..=1000).contains(&smallest) {
            return Err(CaseworkError::invalid("smallest", "1 to 1000"));
        }
        let now = self.now();
        let of_reports =
            "FROM reports WHERE tenant = $1 AND received_at >= $2 AND received_at < $3 AND state <> 'incoming'";
        let count = |what: &str, from: &str| format!("SELECT {what}, CAST(COUNT(*) AS BIGINT) {from} GROUP BY 1");
        // A claim that ran out counts no more.
        let state = format!(
            "CASE WHEN state = 'claimed' AND (claimed_until IS NULL OR claimed_until <= {}) THEN 'new' ELSE state END",
            now.0
        );
        let states = self.counts(person, from, until, count(&state, of_reports)).await?;
        let channels = self.counts(person, from, until, count("channel", of_reports)).await?;
        let languages = self.counts(person, from, until, count("language", of_reports)).await?;
        let contacts = "FROM signals WHERE tenant = $1 AND received_day >= $2 AND received_day < $3";
        let contacts = self.counts(person, from, until, count("kind", contacts)).await?;
        let joined = |table: &str, more: &str| {
            format!(
                "FROM {table} o JOIN reports r ON r.id = o.report_id WHERE o.tenant = $1 AND r.tenant = $1 AND r.received_at >= $2 \
                 AND r.received_at < $3 {more}"
            )
        };
        let sent = "AND EXISTS (SELECT 1 FROM referral_events e WHERE e.referral_id = o.id AND e.state = 'sent')";
        let routes = self.counts(person, from, until, count("o.route", &joined("referrals", sent))).await?;
        let outcomes = self.counts(person, from, until, count("o.kind", &joined("outcomes", ""))).await?;
        let without = format!(
            "SELECT 'none', CAST(COUNT(*) AS BIGINT) {of_reports} AND NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.report_id = reports.id)"
        );
        let without = self.counts(person, from, until, without).await?.remove("none").unwrap_or(0);
        let waits = self.waits(person, from, until, now).await?;
        self.log(person, "statistics.read", "statistics").await?;
        let reports: i64 = states.values().sum();
        let state_names =
            ReportState::ALL.iter().filter(|state| **state != ReportState::Incoming).map(|state| state.name());
        Ok(Statistics {
            from,
            until,
            smallest,
            reports: hide(reports, smallest),
            by_state: table(states, state_names, smallest),
            by_channel: table(channels, Channel::NAMES.iter().copied(), smallest),
            by_language: table(languages, person.tenant.languages.iter().map(String::as_str), smallest),
            by_contact: table(contacts, SignalKind::NAMES.iter().copied(), smallest),
            by_route: table(routes, Route::NAMES.iter().copied(), smallest),
            by_outcome: table(outcomes, OutcomeKind::NAMES.iter().copied(), smallest),
            without_outcome: if reports - without < smallest && reports != without {
                // Otherwise the number of those with an outcome would follow.
                Count::Suppressed
            } else {
                hide(without, smallest)
            },
            until_claimed: median(waits, smallest),
        })
    }

    /// Names with counts; `statement` has the organisation, the first day and the day after the last one as values.
    async fn counts(
        &self,
        person: &Person,
        from: Moment,
        until: Moment,
        statement: String,
    ) -> Result<BTreeMap<String, i64>, CaseworkError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(sqlx::AssertSqlSafe(statement))
            .bind(person.tenant.id)
            .bind(from)
            .bind(until)
            .fetch_all(self.store.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }

    /// How long reports waited until they were first claimed, in seconds, and whether they were; from the audit log, because a report that
    /// was closed keeps no time of day.
    async fn waits(
        &self,
        person: &Person,
        from: Moment,
        until: Moment,
        now: Moment,
    ) -> Result<Vec<(i64, bool)>, CaseworkError> {
        let rows: Vec<(Option<i64>, Option<i64>)> = sqlx::query_as(
            "SELECT MIN(CASE WHEN action <> 'report.claim' THEN at END), MIN(CASE WHEN action = 'report.claim' THEN at END) \
             FROM audit WHERE tenant = $1 AND at >= $2 AND outcome = 'done' AND action IN ('report.receive', 'report.log', 'report.claim') \
             GROUP BY object",
        )
        .bind(person.tenant.id)
        .bind(from)
        .fetch_all(self.store.reader())
        .await?;
        let arrived = rows.into_iter().filter_map(|(received, claimed)| Some((received?, claimed)));
        let within = arrived.filter(|(received, _)| (from.0..until.0).contains(received));
        Ok(within
            .map(|(received, claimed)| ((claimed.unwrap_or(now.0) - received).max(0), claimed.is_some()))
            .collect())
    }
}

fn hide(count: i64, smallest: i64) -> Count {
    if count > 0 && count < smallest { Count::Suppressed } else { Count::Known(count) }
}

/// A table with a line for each of `names` and each name that was counted.
///
/// **Method** Primary suppression of counts from 1 to `smallest - 1`, then secondary suppression: while only one line is hidden, or the
/// hidden ones together are fewer than `smallest`, the smallest of the others is hidden as well, because their sum follows from the total.
fn table<'a>(mut counts: BTreeMap<String, i64>, names: impl Iterator<Item = &'a str>, smallest: i64) -> Vec<Cell> {
    let mut lines: Vec<(String, i64)> = names.map(|name| (name.to_owned(), counts.remove(name).unwrap_or(0))).collect();
    lines.extend(counts);
    let mut hidden: Vec<bool> = lines.iter().map(|(_, count)| hide(*count, smallest) == Count::Suppressed).collect();
    while hidden.contains(&true) {
        let of_hidden = || lines.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|((_, count), _)| *count);
        if of_hidden().count() > 1 && of_hidden().sum::<i64>() >= smallest {
            break;
        }
        let shown = lines.iter().enumerate().filter(|(at, (_, count))| !hidden[*at] && *count > 0);
        match shown.min_by_key(|(_, (_, count))| *count).map(|(at, _)| at) {
            Some(at) => hidden[at] = true,
            None => break,
        }
    }
    let cell =
        |((name, count), hidden)| Cell { name, count: if hidden { Count::Suppressed } else { Count::Known(count) } };
    lines.into_iter().zip(hidden).map(cell).collect()
}

/// The median of waits of which some go on.
///
/// **Source** Kaplan and Meier (1958), Journal of the American Statistical Association 53, 457-481: the first time at which the product of
/// (1 - events / at risk) is a half or less. A report that waits still counts for as long as it has waited.
///
/// **Cost** Sorting.
fn median(mut waits: Vec<(i64, bool)>, smallest: i64) -> Median {
    let claimed = waits.iter().filter(|(_, claimed)| *claimed).count();
    if i64::try_from(claimed).unwrap_or(i64::MAX) < smallest {
        return Median::Suppressed;
    }
    // Of those with equal times the claimed ones come first: the others were waiting when it happened.
    waits.sort_by_key(|(seconds, claimed)| (*seconds, !claimed));
    let mut waiting = 1.0_f64;
    for (before, (seconds, claimed)) in waits.iter().enumerate() {
        if *claimed {
            waiting *= 1.0 - 1.0 / (waits.len() - before) as f64;
        }
        // The product of fractions is a half within rounding.
        if *claimed && waiting <= 0.5 + 1e-9 {
            return Median::Hours((*seconds as f64 / 360.0).round() / 10.0);
        }
    }
    Median::NotReached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(counts: &[(&str, i64)], names: &[&str]) -> Vec<(String, Option<i64>)> {
        let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let known = |cell: Cell| match cell.count {
            Count::Known(count) => (cell.name, Some(count)),
            Count::Suppressed => (cell.name, None),
        };
        table(counts, names.iter().copied(), 5).into_iter().map(known).collect()
    }

    fn line(name: &str, count: Option<i64>) -> (String, Option<i64>) {
        (name.to_owned(), count)
    }

    #[test]
    fn zero_is_said_and_a_few_are_not() {
        assert_eq!(
            shown(&[("a", 3), ("b", 2), ("c", 9)], &["a", "b", "c", "d"]),
            // 3 + 2 = 5 hidden together, which is as many as may be known.
            [line("a", None), line("b", None), line("c", Some(9)), line("d", Some(0))]
        );
        assert_eq!(shown(&[], &["a"]), [line("a", Some(0))]);
    }

    #[test]
    fn what_is_hidden_cannot_be_subtracted() {
        // One hidden line would be 100 - 90 - 8 = 2; two that are 1 and 1 would be 2 in all and so one each.
        assert_eq!(
            shown(&[("a", 2), ("b", 90), ("c", 8)], &["a", "b", "c"]),
            [line("a", None), line("b", Some(90)), line("c", None)]
        );
        assert_eq!(
            shown(&[("a", 1), ("b", 1), ("c", 8), ("d", 50)], &["a", "b", "c", "d"]),
            [line("a", None), line("b", None), line("c", None), line("d", Some(50))]
        );
        // Nothing else to hide: the total, which is the same, is hidden by its own size.
        assert_eq!(shown(&[("a", 4)], &["a", "b"]), [line("a", None), line("b", Some(0))]);
    }

    #[test]
    fn the_median_counts_those_who_wait() {
        let hours =
            |list: &[(i64, bool)]| list.iter().map(|(hours, claimed)| (hours * 3600, *claimed)).collect::<Vec<_>>();
        let done: Vec<(i64, bool)> = (1..=5).map(|at| (at, true)).collect();
        // All claimed: 4/5, 3/5, 2/5 after 1, 2, 3 hours; 2/5 is the first that is at most a half.
        assert_eq!(median(hours(&done), 5), Median::Hours(3.0));
        // Five more wait since ten hours: 9/10 … 5/10 after 1 … 5 hours.
        let mut with_waiting = done.clone();
        with_waiting.extend([(10, false); 5]);
        assert_eq!(median(hours(&with_waiting), 5), Median::Hours(5.0));
        // Six more: 10/11 … 6/11 is more than a half still.
        with_waiting.push((10, false));
        assert_eq!(median(hours(&with_waiting), 5), Median::NotReached);
        // Censored before anything happened: they say nothing, and 3 hours it is.
        let mut early = done.clone();
        early.extend([(0, false); 6]);
        assert_eq!(median(hours(&early), 5), Median::Hours(3.0));
        assert_eq!(median(hours(&done[..4]), 5), Median::Suppressed);
    }
}
