//! A trial of an interview with simulated interviewees: how many questions it takes, beside asking down the list.
//!
//! Simulated people are draws from rates and stand for nobody. The interview itself is in [`crate::interview`].

use crate::diagram::Rates;
use crate::instrument::Instrument;
use crate::interview::{Answer, Interview, Order};
use crate::script::Script;
use serde::Serialize;
use turnstone_model::{Fact, Facts, Truth};

/// A source of random words, which the caller seeds.
pub trait Draw {
    /// The next number, evenly spread from 0 to below 1.
    fn unit(&mut self) -> f64;
}

impl<F: FnMut() -> f64> Draw for F {
    fn unit(&mut self) -> f64 {
        self()
    }
}

/// How many questions one way of asking took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lengths {
    /// Half of the interviews took at most this many.
    pub median: f64,
    /// Nine of ten took at most this many.
    pub ninth_decile: f64,
    /// The mean.
    pub mean: f64,
    /// In how many interviews every finding was settled.
    pub settled: usize,
}

/// What a trial found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trial {
    /// How many interviewees were simulated.
    pub interviewees: usize,
    /// How many questions the script has.
    pub questions: usize,
    /// Asking what settles most.
    pub most_settling: Lengths,
    /// Asking down the list, stopping when every finding is settled.
    pub listed: Lengths,
    /// Asking the whole list, as a form does.
    pub whole: Lengths,
    /// The median of the first over that of the second.
    pub ratio_to_listed: f64,
    /// The median of the first over that of the third.
    pub ratio_to_whole: f64,
    /// In how many interviews both ways of asking came to different findings; more than 0 is a defect.
    pub differing: usize,
}

fn lengths(counts: &mut [usize], settled: usize) -> Lengths {
    counts.sort_unstable();
    let n = counts.len().max(1);
    let at = |i: usize| counts.get(i).copied().unwrap_or(0) as f64;
    let median = (at((n - 1) / 2) + at(n / 2)) / 2.0;
    let mean = counts.iter().sum::<usize>() as f64 / n as f64;
    Lengths { median, ninth_decile: at((n * 9).div_ceil(10) - 1), mean, settled }
}

/// A person drawn from rates, each fact on its own.
fn person(rates: &Rates, draw: &mut impl Draw) -> Facts {
    let mut facts = Facts::default();
    for fact in Fact::all() {
        facts.set(fact, Truth::from(draw.unit() < rates.get(fact)));
    }
    facts
}

/// What a person answers to a question: yes when any fact that a yes says, or a no denies, is so.
fn reply(script: &Script, question: usize, person: &Facts) -> Answer {
    let question = &script.questions[question];
    let holds = |facts: &[(Fact, Truth)], said: Truth| {
        facts.iter().any(|(fact, truth)| *truth == said && person.get(*fact).is_yes())
    };
    let straight = holds(&question.on_yes, Truth::YES) || holds(&question.on_no, Truth::NO);
    let inverted = !question.on_yes.is_empty() && question.on_yes.iter().all(|(_, truth)| truth.is_no());
    let yes = if inverted { !holds(&question.on_yes, Truth::NO) } else { straight };
    if yes { Answer::Yes } else { Answer::No }
}

/// Asks simulated interviewees in both orders.
///
/// **Arguments** `rates` are what people are drawn from and what the interview weighs its questions by; `draw` is
/// seeded by the caller.
///
/// **Cost** Some milliseconds an interviewee.
///
/// **Errors** `None` when a finding is too large to be weighed.
pub fn trial(
    script: &Script,
    instruments: &[&Instrument],
    rates: &Rates,
    interviewees: usize,
    draw: &mut impl Draw,
) -> Option<Trial> {
    let mut counts = [Vec::new(), Vec::new(), Vec::new()];
    let mut settled = [0; 3];
    let mut differing = 0;
    let fresh = |order| Interview::new(script, instruments, &Facts::default(), rates.clone(), order);
    let (best, listed) = (fresh(Order::MostSettling)?, fresh(Order::Listed)?);
    for _ in 0..interviewees {
        let person = person(rates, draw);
        let mut ends = Vec::new();
        for (way, fresh) in [&best, &listed].into_iter().enumerate() {
            let mut interview = fresh.clone();
            while let Some(next) = interview.next() {
                interview.answer(next.question, reply(script, next.question, &person));
            }
            counts[way].push(interview.answers().len());
            settled[way] += usize::from(interview.is_settled());
            let findings: Vec<Truth> = interview.findings().map(|(.., truth)| truth).collect();
            ends.push((interview.is_settled(), findings));
        }
        differing += usize::from(ends[0].0 && ends[1].0 && ends[0].1 != ends[1].1);
        let (asked, known) = whole_list(&listed, &person);
        counts[2].push(asked);
        settled[2] += usize::from(known);
    }
    let [a, b, c] = &mut counts;
    let [most_settling, listed, whole] = [lengths(a, settled[0]), lengths(b, settled[1]), lengths(c, settled[2])];
    Some(Trial {
        interviewees,
        questions: script.questions.len(),
        ratio_to_listed: most_settling.median / listed.median,
        ratio_to_whole: most_settling.median / whole.median,
        most_settling,
        listed,
        whole,
        differing,
    })
}

/// Asks every question that applies to a person; how many, and whether every finding is settled then.
fn whole_list(fresh: &Interview<'_>, person: &Facts) -> (usize, bool) {
    let mut interview = fresh.clone();
    let script = interview.script();
    for question in 0..script.questions.len() {
        if interview.applies(question) {
            interview.answer(question, reply(script, question, person));
        }
    }
    (interview.answers().len(), interview.is_settled())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_deciles_are_those_of_the_arithmetic() {
        let lengths = lengths(&mut [4, 1, 3, 2], 2);
        assert_eq!((lengths.median, lengths.ninth_decile, lengths.mean), (2.5, 4.0, 2.5));
    }
}
