//! Status over time: the paper's own cases, and what must hold of every timeline.

use super::{fact, shipped};
use crate::catalogue::Catalogue;
use crate::explain::{explain, truth_label};
use crate::instrument::{Concern, Instrument, Kind};
use crate::process::ProcessReading;
use crate::timeline::{Axis, Change, Origin, Timeline, Whereabouts, timeline};
use proptest::prelude::*;
use proptest::sample::select;
use turnstone_model::case::read::read;
use turnstone_model::date::ImpreciseDate;
use turnstone_model::journey::{Leg, LegalStatus};
use turnstone_model::person::{ChildStatus, Status};
use turnstone_model::{Assertion, Case, Fact, Place, Record, Row, Truth};

macro_rules! example {
    ($name:literal) => {
        read(include_str!(concat!("../../../../examples/cases/", $name, ".json"))).unwrap()
    };
}

fn all() -> Vec<&'static Instrument> {
    Catalogue::shipped().instruments.iter().collect()
}

fn line(case: &Case) -> Timeline {
    timeline(case, &all(), &[])
}

fn date(text: &str) -> ImpreciseDate {
    ImpreciseDate::parse(text).unwrap()
}

/// The reading of a finding in an episode of the person's life, counted from 1.
fn found(line: &Timeline, episode: usize, instrument: &str, finding: &str) -> Truth {
    let readings = &line.life.episodes[episode - 1].readings;
    let reading = readings.iter().find(|reading| reading.instrument == instrument).unwrap();
    reading.findings.iter().find(|step| step.name == finding).unwrap_or_else(|| panic!("{finding}")).truth
}

fn ids(change: &Change) -> Vec<&'static str> {
    change.because.iter().map(|change| change.fact.id()).collect()
}

#[test]
fn the_women_from_myanmar_were_smuggled_one_day_and_trafficked_the_next() {
    let line = line(&example!("myanmar-thailand"));
    let change = |instrument: &str, finding: &str| {
        let all = line.life.changes.iter().filter(|c| c.instrument == instrument && c.finding == finding);
        all.cloned().collect::<Vec<Change>>()
    };
    let smuggled = change("smuggling-2000", "smuggling");
    assert_eq!(smuggled.len(), 1);
    assert_eq!((smuggled[0].dates.as_slice(), smuggled[0].to), (&[date("2010-03")][..], Truth::YES));
    let trafficked = change("palermo-2000", "trafficking_elements");
    assert_eq!(trafficked.len(), 1);
    assert_eq!((trafficked[0].dates.as_slice(), trafficked[0].from), (&[date("2010-05")][..], Truth::UNKNOWN));
    assert_eq!((ids(&trafficked[0]), trafficked[0].to), (vec!["purpose.sexual_exploitation"], Truth::YES));
    assert!(!trafficked[0].order_open);
    assert_eq!(trafficked[0].earliest.unwrap().to_string(), "2010-05-01");
    let with: Vec<&str> = trafficked[0].with.iter().map(|evidence| evidence.fact.id()).collect();
    assert_eq!(with, ["act.transportation", "means.deception"]);
    // Smuggling is still found, beside trafficking.
    assert_eq!(found(&line, 2, "smuggling-2000", "smuggling"), Truth::YES);
    assert_eq!(found(&line, 1, "palermo-2000", "trafficking_elements"), Truth::UNKNOWN);
    // The text says nothing of danger on the way: that stays open, and is no "no".
    assert_eq!(found(&line, 2, "smuggling-2000", "aggravated"), Truth::UNKNOWN);
    // She was deceived, which opens the status that Belgium gives.
    assert_eq!(found(&line, 1, "be-77quater", "opens_protection_status"), Truth::YES);
    let thailand = Whereabouts::At(Place::from_code("THA").unwrap());
    assert_eq!(line.life.episodes[1].whereabouts, Some(thailand));
    // When they were lied to is not said.
    let undated: Vec<Fact> = line.life.undated.iter().map(|change| change.fact).collect();
    assert_eq!(undated, [fact("means.deception")]);
    // All of it was said at once, in 2011.
    assert_eq!(line.said.episodes.len(), 1);
    assert!(line.said.changes.iter().any(|change| ids(change).contains(&"means.deception")));
    assert_eq!(line.process.unwrap().reading, ProcessReading::Unknown);
}

#[test]
fn the_myanmar_timeline_for_people() {
    let tests = ["smuggling-2000", "palermo-2000"].map(shipped);
    insta::assert_snapshot!(timeline(&example!("myanmar-thailand"), &tests, &[]));
}

#[test]
fn the_paper_s_cases_under_every_element_test() {
    let cases = [
        example!("philippines-cyber-sex-den"),
        example!("myanmar-thailand"),
        example!("canada-domestic-worker"),
        example!("california-domestic-worker"),
        example!("belgium-aggravated-smuggling"),
    ];
    let mut table = String::new();
    for case in cases {
        let line = line(&case);
        assert_eq!(line.oddities, []);
        table += &format!("{}\n", line.record_id.as_deref().unwrap_or_default());
        let last = line.life.episodes.last().unwrap();
        for reading in &last.readings {
            for step in &reading.findings {
                let open: Vec<&str> = step.undecided.iter().map(|term| term.name.as_str()).collect();
                let open = if open.is_empty() { String::new() } else { format!(" ({})", open.join(", ")) };
                table += &format!("  {} {}: {}{open}\n", reading.instrument, step.name, truth_label(step.truth));
            }
        }
        table += &format!("  process: {}\n", line.process.unwrap().reading.label());
        let decided = line.status.iter().map(|statement| statement.status.label());
        table += &format!("  formal status: {}\n", decided.collect::<Vec<_>>().join(", "));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn formal_status_stands_beside_and_changes_no_reading() {
    let mut case = example!("canada-domestic-worker");
    let with = line(&case);
    assert_eq!(with.status[0].status, Status::Actual);
    case.status.clear();
    let without = line(&case);
    assert_eq!((&with.life, &with.said), (&without.life, &without.said));
    // No means is named: a definition that needs one stays open, the Belgian one does not need it.
    assert_eq!(found(&with, with.life.episodes.len(), "palermo-2000", "trafficking_elements"), Truth::UNKNOWN);
    let be = Catalogue::shipped().get("be-433quinquies").unwrap();
    let finding = &be.of_role(crate::Role::Finding).next().unwrap().1.name;
    assert_eq!(found(&with, with.life.episodes.len(), "be-433quinquies", finding), Truth::YES);
}

#[test]
fn a_leg_that_has_begun_has_not_arrived() {
    let leg = Leg {
        origin: Place::from_code("ERI"),
        destination: Place::from_code("LBY"),
        start: Some(date("2015-03")),
        end: Some(date("2015-07")),
        status_on_entry: Some(LegalStatus::Irregular),
        facilitated_for_payment: Some(true),
        endangered: Some(true),
        ..Leg::default()
    };
    let record = Record { attributes: Row { legs: vec![leg], ..Row::default() }, ..Record::default() };
    let line = line(&Case { record, ..Case::default() });
    let begins = |episode: usize| -> Vec<&str> {
        line.life.episodes[episode - 1].begins.iter().map(|change| change.fact.id()).collect()
    };
    let start = ["smuggling.facilitated_for_payment", "smuggling.life_endangered", "circumstance.moved_across_border"];
    assert_eq!(begins(1), start);
    assert_eq!(begins(2), ["smuggling.procured_illegal_entry", "smuggling.not_national_or_resident"]);
    assert_eq!(line.life.episodes[1].begins[0].by, [Origin::Leg(1)]);
    let way = Whereabouts::OnTheWay { from: Place::from_code("ERI"), to: Place::from_code("LBY") };
    assert_eq!(line.life.episodes[0].whereabouts, Some(way));
    assert_eq!(found(&line, 1, "smuggling-2000", "smuggling"), Truth::UNKNOWN);
    assert_eq!(found(&line, 2, "smuggling-2000", "aggravated"), Truth::YES);
    // What was said has no date: one episode, in which all of it counts.
    assert_eq!((line.said.episodes.len(), line.said.undated.len(), line.said.changes.len()), (1, 5, 0));
}

#[test]
fn what_a_leg_says_stands_against_a_no_from_its_own_day() {
    let status_on_entry = Some(LegalStatus::Irregular);
    let leg =
        Leg { start: Some(date("2012-05")), status_on_entry, facilitated_for_payment: Some(true), ..Leg::default() };
    let mut case = of(vec![said("smuggling.procured_illegal_entry", Truth::NO, Some("2013"), "a", Some("2014"))]);
    case.record.attributes.legs.push(leg);
    let line = line(&case);
    let all: Vec<Truth> = (1..=2).map(|episode| found(&line, episode, "smuggling-2000", "smuggling")).collect();
    assert_eq!(all, [Truth::YES; 2], "a no never withdraws what a yes protects");
    // Both stand side by side, and the contradiction is pointed at.
    assert_eq!(line.voices[0].counts, Truth::YES);
    assert_eq!((line.voices[0].yes[0].by.clone(), line.oddities.len()), (Origin::Leg(1), 1));
}

fn said(id: &str, truth: Truth, period: Option<&str>, source: &str, on: Option<&str>) -> Assertion {
    Assertion { fact: fact(id), truth, period: period.map(date), source: source.into(), said_on: on.map(date) }
}

fn of(assertions: Vec<Assertion>) -> Case {
    Case { record: Record { assertions, ..Record::default() }, ..Case::default() }
}

#[test]
fn what_was_known_when_follows_retractions() {
    let case = of(vec![
        said("act.harbouring", Truth::YES, Some("2012"), "shelter", Some("2014-01")),
        said("means.threats", Truth::YES, Some("2012"), "shelter", Some("2014-02")),
        said("purpose.servitude", Truth::YES, Some("2013"), "shelter", Some("2014-02")),
        said("means.threats", Truth::UNKNOWN, None, "shelter", Some("2014-05-01")),
        said("means.threats", Truth::NO, None, "police", Some("2014-05-01")),
    ]);
    let line = line(&case);
    let course = line.said.changes.iter().filter(|change| change.instrument == "palermo-2000");
    let course: Vec<(usize, Truth, Vec<&str>)> = course.map(|c| (c.episode, c.to, ids(c))).collect();
    assert_eq!(course[0], (2, Truth::YES, vec!["means.threats", "purpose.servitude"]));
    assert_eq!(course[1], (3, Truth::UNKNOWN, vec!["means.threats"]));
    // In the person's life the retraction has worked from the first.
    assert!(line.life.changes.iter().all(|change| change.instrument != "palermo-2000" || !change.to.is_yes()));
    assert_eq!(line.voices.len(), 1);
    let voices = &line.voices[0];
    assert_eq!((voices.fact.id(), voices.counts), ("means.threats", Truth::NO));
    assert_eq!((voices.yes.len(), voices.no.len(), voices.retracted.len()), (1, 1, 1));
    assert!(!voices.yes[0].stands && voices.no[0].stands);
    insta::assert_snapshot!(voices);
}

#[test]
fn dates_that_do_not_settle_the_order_say_so() {
    let case = of(vec![
        said("purpose.servitude", Truth::YES, Some("2013"), "a", None),
        said("act.receipt", Truth::YES, Some("2013-05"), "a", None),
        said("means.force", Truth::YES, Some("2014-02"), "a", None),
    ]);
    let line = line(&case);
    let open: Vec<&[usize]> = line.life.episodes.iter().map(|episode| episode.order_open_with.as_slice()).collect();
    assert_eq!(open, [&[2][..], &[1], &[]]);
    assert_eq!(line.life.episodes[0].until.unwrap().to_string(), "2013-04-30");
}

#[test]
fn without_dates_there_is_one_episode_and_no_change() {
    let facts = ["act.receipt", "means.force", "purpose.servitude"];
    let line = line(&of(facts.map(|id| said(id, Truth::YES, None, "a", None)).to_vec()));
    assert_eq!((line.life.episodes.len(), line.life.changes.len(), line.life.undated.len()), (1, 0, 3));
    assert_eq!(found(&line, 1, "palermo-2000", "trafficking_elements"), Truth::YES);
}

#[test]
fn a_timeline_as_json_keeps_the_kinds_of_result_apart() {
    let test = [shipped("smuggling-2000")];
    insta::assert_json_snapshot!(timeline(&example!("belgium-aggravated-smuggling"), &test, &[]));
}

#[test]
fn an_assumption_that_fills_a_fact_is_named() {
    let assumption = super::assumption("act");
    let case = of(vec![said("act.receipt", Truth::YES, Some("2013"), "a", None)]);
    let line = timeline(&case, &all(), &[assumption]);
    let by: Vec<&Origin> = line.life.undated.iter().flat_map(|change| &change.by).collect();
    assert_eq!(by, [&Origin::Assumption("act".into())]);
}

fn assertions() -> impl Strategy<Value = Vec<Assertion>> {
    let facts = [
        "act.recruitment",
        "means.deception",
        "purpose.forced_labour",
        "person.child",
        "smuggling.procured_illegal_entry",
        "smuggling.facilitated_for_payment",
        "smuggling.not_national_or_resident",
    ];
    let dates =
        || select(vec![None, Some("2012"), Some("2013"), Some("2013-01"), Some("2013-06-01"), Some("2012-12/2013-02")]);
    let truths = vec![Truth::YES, Truth::YES, Truth::NO, Truth::UNKNOWN];
    let one = (select(facts.to_vec()), select(truths), dates(), select(vec!["a", "b"]), dates());
    prop::collection::vec(one.prop_map(|(id, truth, period, source, on)| said(id, truth, period, source, on)), 0..12)
}

fn legs() -> impl Strategy<Value = Vec<Leg>> {
    let dates = || select(vec![None, Some("2012-05"), Some("2013"), Some("2013-02-01")]);
    let places = || select(vec![None, Some("NPL"), Some("IND")]);
    let paid = select(vec![None, Some(true), Some(false)]);
    let status = select(vec![None, Some(LegalStatus::Irregular), Some(LegalStatus::SponsoredPermit)]);
    let one =
        (places(), places(), dates(), dates(), paid, status).prop_map(|(from, to, start, end, paid, status)| Leg {
            origin: from.and_then(Place::from_code),
            destination: to.and_then(Place::from_code),
            start: start.map(date),
            end: end.map(date),
            facilitated_for_payment: paid,
            status_on_entry: status,
            status_later: status.map(|_| LegalStatus::Lapsed),
            ..Leg::default()
        });
    prop::collection::vec(one, 0..3)
}

fn cases() -> impl Strategy<Value = Case> {
    let child = select(vec![None, Some(ChildStatus::Child), Some(ChildStatus::Adult), Some(ChildStatus::Unsettled)]);
    (assertions(), legs(), child, select(vec![None, Some("1996"), Some("1980")])).prop_map(
        |(assertions, legs, child, born)| {
            let attributes = Row { legs, child, ..Row::default() };
            Case { record: Record { assertions, attributes }, born: born.map(date), ..Case::default() }
        },
    )
}

fn quick() -> ProptestConfig {
    ProptestConfig::with_cases(96)
}

proptest! {
    #![proptest_config(quick())]

    #[test]
    fn the_order_of_assertions_never_matters(case in cases(), seed in any::<u64>()) {
        let mut shuffled = case.clone();
        let many = shuffled.record.assertions.len();
        for i in (1..many).rev() {
            shuffled.record.assertions.swap(i, (seed >> (i % 60)) as usize % (i + 1));
        }
        let (one, other) = (line(&case), line(&shuffled));
        prop_assert_eq!((one.life, one.said), (other.life, other.said));
        prop_assert_eq!((one.voices, one.process), (other.voices, other.process));
    }

    #[test]
    fn a_yes_stays_in_the_person_s_life(case in cases()) {
        let line = line(&case);
        for pair in line.life.episodes.windows(2) {
            for (was, is) in pair[0].readings.iter().zip(&pair[1].readings) {
                for (was, is) in was.findings.iter().zip(&is.findings) {
                    prop_assert!(!was.truth.is_yes() || is.truth.is_yes(), "{}", is.name);
                }
            }
        }
    }

    #[test]
    fn the_last_episode_is_what_the_whole_case_gives(case in cases()) {
        let (line, facts) = (line(&case), case.flatten().facts);
        let tests = all().into_iter().filter(|test| test.kind == Kind::Elements);
        for (last, course) in [(line.life.episodes.last(), Axis::Life), (line.said.episodes.last(), Axis::Said)] {
            for (test, reading) in tests.clone().zip(&last.unwrap().readings) {
                let steps = explain(test, &[], &facts).steps;
                let findings: Vec<_> = steps.into_iter().filter(|step| step.role == crate::Role::Finding).collect();
                prop_assert_eq!(&findings, &reading.findings, "{:?}", course);
            }
        }
    }

    #[test]
    fn every_change_has_facts_that_made_it(case in cases()) {
        let line = line(&case);
        for (course, change) in [&line.life, &line.said].into_iter().flat_map(|c| c.changes.iter().map(move |x| (c, x))) {
            prop_assert!(!change.because.is_empty(), "{:?} {}", course.axis, change);
            prop_assert!(change.because.iter().all(|fact| !fact.by.is_empty()), "{}", change);
            prop_assert_ne!(change.from, change.to);
            let episode = &course.episodes[change.episode - 1];
            prop_assert!(change.because.iter().all(|fact| episode.begins.contains(fact)));
        }
    }

    #[test]
    fn smuggling_before_never_takes_trafficking_away(case in cases()) {
        let mut smuggled = case.clone();
        for id in ["procured_illegal_entry", "facilitated_for_payment", "not_national_or_resident"] {
            let more = said(&format!("smuggling.{id}"), Truth::YES, Some("2011"), "c", None);
            smuggled.record.assertions.push(more);
        }
        let (before, after) = (line(&case), line(&smuggled));
        let of = |line: &Timeline, concern: Concern| -> Vec<Vec<Truth>> {
            let last = line.life.episodes.last().unwrap();
            let about = last.readings.iter().filter(|reading| reading.concern == concern);
            about.map(|reading| reading.findings.iter().map(|step| step.truth).collect()).collect()
        };
        prop_assert_eq!(of(&before, Concern::Trafficking), of(&after, Concern::Trafficking));
        prop_assert!(of(&after, Concern::Smuggling).iter().all(|findings| findings[0].is_yes()));
    }
}
