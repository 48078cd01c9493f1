//! The page of a prevalence estimate: the range first, the point second, then what each rests on and what would move it.
//!
//! Here results are put into sentences, tables and charts; what they are is said in `turnstone-estimate`.

mod sections;

use crate::number::count;
use crate::report::{Answer as Short, KeyNumber, Report};
use sections::{linkage, lists, method, models, moved, routes, sampled, strata, unidentified, validation};
use turnstone_estimate::prevalence::answer::{Answer, Estimates, Outcome, Route, Withheld};
use turnstone_monitor::lists::Account;
use turnstone_monitor::prevalence::{Input, LinkageOutcome, ListChange, Prevalence, WithLinkage};

/// A number of persons as it is said: three significant digits, because nobody knows more.
pub fn about(persons: f64) -> String {
    if !persons.is_finite() || persons <= 0.0 {
        return "no number".to_owned();
    }
    let step = 10f64.powf((persons.log10().floor() - 2.0).max(0.0));
    count(((persons / step).round() * step) as u64)
}

/// The sentences that answer, range first.
pub fn sentences(answer: &Answer) -> Vec<String> {
    let seen = format!(
        "{} persons are on at least one of {} lists, {} of them on more than one.",
        count(answer.observed),
        answer.lists.len(),
        count(answer.on_several)
    );
    match &answer.outcome {
        Outcome::NotEstimable(withheld) => {
            let mut all = vec![capitalised(&withheld.reason.to_string()) + "."];
            all.push(help(withheld));
            all.push(seen);
            all
        }
        Outcome::Estimated(estimates) => {
            let (range, average) = (&estimates.range, &estimates.average);
            let mut all = vec![
                format!(
                    "Between {} and {} persons in all, seen and not, depending on how the lists are taken to depend on each other \
                     (lowest: {}; highest: {}).",
                    about(range.low),
                    about(range.high),
                    range.low_route.name(),
                    range.high_route.name()
                ),
                format!(
                    "Averaged over {} models: {}, and with 95 % between {} and {}.",
                    count(average.admissible as u64),
                    about(average.point),
                    about(average.central_95.0),
                    about(average.central_95.1)
                ),
                seen,
            ];
            all.extend(why_answers_differ(estimates));
            all.push(
                "No data can say whether all lists together depend on each other beyond this: see what that would change."
                    .to_owned(),
            );
            all
        }
    }
}

/// What separates high answers from low ones, in words.
fn why_answers_differ(estimates: &Estimates) -> Vec<String> {
    let mut all = Vec::new();
    let point = |route: Route| estimates.routes.iter().find(|r| r.route == route).and_then(|r| r.point);
    for rivals in &estimates.rivals {
        let (Some(first), Some(second)) = (point(rivals.first), point(rivals.second)) else { continue };
        let prefers = |difference: f64| if difference < 0.0 { rivals.first.name() } else { rivals.second.name() };
        let only = |pairs: &[String]| match pairs {
            [] => "nothing".to_owned(),
            pairs => pairs.join(", "),
        };
        all.push(format!(
            "{} answers {}, {} answers {}: only the first has {} depend on each other, only the second {}. By AIC {} is better by {:.1}, \
             by BIC {} by {:.1}.",
            capitalised(rivals.first.name()),
            about(first),
            rivals.second.name(),
            about(second),
            only(&rivals.only_first),
            only(&rivals.only_second),
            prefers(rivals.aic_difference),
            rivals.aic_difference.abs(),
            prefers(rivals.bic_difference),
            rivals.bic_difference.abs(),
        ));
    }
    if let Some(pivot) = &estimates.pivot {
        let [a, b] = &pivot.lists;
        all.push(format!(
            "What moves the answer most is whether {a} and {b} depend on each other: models in which they do answer {} on average, \
             the others {}.",
            about(pivot.with),
            about(pivot.without)
        ));
    }
    all
}

fn help(withheld: &Withheld) -> String {
    match withheld.would_help.as_slice() {
        [] => "No single list left out and no two lists merged would help: lists are needed that know some of the same persons.".to_owned(),
        changes => {
            let said: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!("There is an answer {}.", said.join("; or with "))
        }
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The report of one estimate.
pub fn report(prevalence: &Prevalence) -> Report {
    let answer = &prevalence.answer;
    let mut sections = Vec::new();
    let mut short = Short { sentences: sentences(answer), ..Short::default() };
    match &answer.outcome {
        Outcome::NotEstimable(withheld) => {
            short.numbers.push(KeyNumber { value: "not estimable".to_owned(), text: withheld.reason.to_string() });
            sections.push(lists(answer));
        }
        Outcome::Estimated(estimates) => {
            let (range, average) = (&estimates.range, &estimates.average);
            let between = |low, high| format!("{} – {}", about(low), about(high));
            short.numbers = vec![
                KeyNumber {
                    value: between(range.low, range.high),
                    text: "persons in all, over the routes that the data admit".to_owned(),
                },
                KeyNumber { value: about(average.point), text: "the average over models".to_owned() },
                KeyNumber {
                    value: between(average.central_95.0, average.central_95.1),
                    text: "its central 95 %".to_owned(),
                },
                KeyNumber { value: count(answer.observed), text: "persons on at least one list".to_owned() },
            ];
            short.cautions = estimates.cautions.clone();
            sections.push(routes(answer, estimates));
            sections.push(lists(answer));
            sections.push(unidentified(answer, estimates));
            sections.push(moved(estimates));
            sections.push(models(estimates));
            sections.extend(sampled(estimates));
        }
    }
    sections.extend(prevalence.linkage.as_ref().map(linkage));
    sections.extend(prevalence.strata.as_ref().map(strata));
    sections.extend(prevalence.validation.as_ref().map(validation));
    sections.push(method());
    Report {
        title: format!("How many persons: {}", name(&prevalence.provenance.input)),
        subtitle: "Multiple systems estimation: what the overlaps of lists say about persons on none of them"
            .to_owned(),
        answer: short,
        sections,
        provenance: provenance(prevalence),
        ..Report::default()
    }
}

fn name(input: &Input) -> &str {
    match input {
        Input::Histories { name, .. } | Input::Memberships { name, .. } => name,
        Input::Records { note, .. } => &note.name,
    }
}

/// What doubt of linkage makes of the answer, in words.
pub fn linkage_said(with: &WithLinkage) -> String {
    match &with.estimate {
        LinkageOutcome::Refused(why) => format!("With the doubt of linkage there is no answer: {why}."),
        LinkageOutcome::Estimated(estimate) => {
            let share = estimate.share_of_linkage;
            let share = share.map(|share| format!("; linkage makes {:.0} % of the variance", 100.0 * share));
            format!(
                "With the doubt of linkage ({}): {}, and with 95 % between {} and {}{}.",
                with.rests_on,
                about(estimate.median),
                about(estimate.interval.0),
                about(estimate.interval.1),
                share.unwrap_or_default()
            )
        }
    }
}

fn provenance(prevalence: &Prevalence) -> Vec<(String, String)> {
    let pair = |name: &str, text: String| (name.to_owned(), text);
    let mut all = vec![pair("Turnstone", prevalence.provenance.turnstone.clone())];
    match &prevalence.provenance.input {
        Input::Histories { name, sha256, bytes, repairs } => {
            all.push(pair("Input", format!("{name}, {} bytes, SHA-256 {sha256}", count(*bytes))));
            all.extend(repairs.iter().map(|repair| pair("Put right", repair.to_string())));
        }
        Input::Memberships { name, sha256, bytes, account } => {
            all.push(pair("Input", format!("{name}, {} bytes, SHA-256 {sha256}", count(*bytes))));
            all.push(pair("Rows", format!("{} in; {}", count(account.rows), rows(account))));
        }
        Input::Records { note, account } => {
            all.push(pair("Input", format!("{}, {} bytes, SHA-256 {}", note.name, count(note.bytes), note.sha256)));
            all.push(pair(
                "Rows",
                format!(
                    "{} in; {}, {} are in the quarantine",
                    count(note.rows_in),
                    rows(account),
                    count(note.quarantined)
                ),
            ));
        }
    }
    all.extend(prevalence.provenance.changes.iter().map(|change| pair("Lists", said(change))));
    let settings = &prevalence.answer.settings;
    all.push(pair(
        "Settings",
        format!(
            "{} resamples, pairs enter below {}, seed {}",
            count(u64::from(settings.replicates)),
            settings.threshold,
            settings.seed
        ),
    ));
    all
}

fn rows(account: &Account) -> String {
    format!(
        "{} put a person on a list, {} say that again, {} have no person, {} no list",
        count(account.used),
        count(account.repeated),
        count(account.without_person),
        count(account.without_list)
    )
}

fn said(change: &ListChange) -> String {
    match change {
        ListChange::Without { list } => format!("without {list}"),
        ListChange::Merged { lists, name } => format!("{} as one, called {name}", lists.join(" and ")),
        ListChange::RestrictedTo { list, members, left_out } => {
            let left_out = match left_out.as_slice() {
                [] => String::new(),
                lists => format!("; {} know none of them and were left out", lists.join(", ")),
            };
            format!("the others among the {} members of {list}{left_out}", count(*members))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn a_number_is_said_with_three_digits() {
        assert_eq!((about(22_991.3), about(96.4), about(1_049.6)), ("23,000".into(), "96".into(), "1,050".into()));
        assert_eq!(about(f64::INFINITY), "no number");
    }
}
