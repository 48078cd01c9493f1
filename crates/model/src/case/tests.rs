//! Cases written and read back; what is wrong with one is said where it stands; what is odd is kept.

use super::*;
use crate::journey::{CorridorEnd, Documents, Leg, LegalStatus, Mode, PlaceBasis};
use crate::person::{Age, AgeAt, AgeCertainty, Gender, SaidBy};
use crate::place::Place;
use crate::record::Assertion;
use crate::truth::Truth;
use crate::vocabulary::{Fact, Means};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use proptest::sample::select;

const MYANMAR: &str = r#"{"turnstone_case":1,"record_id":"a","born":"1990",
 "citizenship":"Myanmar",
 "legs":[{"origin":"MMR","destination":"Thailand","start":"2012-11","facilitated_for_payment":true}],
 "assertions":[
  {"fact":"means.deception","truth":"yes","source":"interview","said_on":"2013-06-01"},
  {"fact":"purpose.sexual_exploitation","truth":"yes","period":"2013-02","source":"interview","said_on":"2013-06-01"},
  {"fact":"means.deception","truth":"unknown","source":"interview","said_on":"2013-07-01"}],
 "status":[{"status":"possible","by":"ngo","on":"2013-06"}]}"#;

fn case(text: &str) -> Case {
    read::read(text).unwrap_or_else(|error| panic!("{error}"))
}

fn date(text: &str) -> ImpreciseDate {
    ImpreciseDate::parse(text).unwrap()
}

#[test]
fn a_case_is_read() {
    let case = case(MYANMAR);
    assert_eq!(case.unread, []);
    assert_eq!(oddities(&case), []);
    assert_eq!(case.record.assertions.len(), 3);
    assert_eq!(case.record.attributes.citizenship, Place::from_code("MMR"));
    let row = case.flatten();
    assert_eq!(row.destination.unwrap().place.code(), "THA");
    assert_eq!((row.status, row.status_by), (Some(Status::Possible), Some(DecidedBy::Ngo)));
    let yes: Vec<&str> = row.facts.recorded().map(|(fact, _)| fact.id()).collect();
    let expected =
        ["purpose.sexual_exploitation", "smuggling.facilitated_for_payment", "circumstance.moved_across_border"];
    assert_eq!(yes, expected);
}

#[test]
fn what_breaks_the_form_is_refused_where_it_stands() {
    for (from, to, mistake, line, column, field, words) in [
        ("\"born\":\"1990\"", "\"born\":1990", CaseMistake::Kind, 1, 37, "born", "a number; expected a text"),
        (
            "\"born\"",
            "\"name\"",
            CaseMistake::UnknownKey,
            1,
            37,
            "name",
            "the key `name`; expected one of turnstone_case",
        ),
        ("\"turnstone_case\":1,", "", CaseMistake::Missing, 1, 1, "", "no `turnstone_case`; expected"),
        ("_case\":1", "_case\":2", CaseMistake::Version, 1, 2, "turnstone_case", "found 2; expected 1"),
        ("\"born\"", "\"record_id\"", CaseMistake::Duplicate, 1, 47, "", "the key `record_id` for the second time"),
        ("\"start\"", "\"driver\"", CaseMistake::UnknownKey, 3, 51, "legs[0].driver", "the key `driver`"),
        (
            ":true}",
            ":\"yes\"}",
            CaseMistake::Kind,
            3,
            69,
            "legs[0].facilitated_for_payment",
            "a text; expected true or",
        ),
        ("\"source\":\"interview\",", "", CaseMistake::Missing, 5, 3, "assertions[0]", "no `source`"),
        ("[{\"status\"", "{\"a\":[{\"status\"", CaseMistake::Syntax, 8, 65, "", "no JSON"),
    ] {
        let error = read::read(&MYANMAR.replacen(from, to, 1)).unwrap_err();
        let at = (error.mistake, error.line, error.column, error.field.as_str());
        assert_eq!(at, (mistake, line, column, field), "{to}: {error}");
        assert!(error.to_string().contains(words), "{to}: {error}");
    }
    assert_eq!(read::read("[1]").unwrap_err().found, "a list");
    assert_eq!(read::read("").unwrap_err().mistake, CaseMistake::Syntax);
}

#[test]
fn no_error_repeats_a_value() {
    let secret = MYANMAR.replacen("\"born\":\"1990\"", "\"gender\":[\"Somebody\"],\"name\":\"Somebody\"", 1);
    assert!(!read::read(&secret).unwrap_err().to_string().contains("Somebody"));
}

#[test]
fn what_the_vocabulary_does_not_have_is_kept_and_flagged() {
    let text = MYANMAR
        .replacen("\"Thailand\"", "\"Atlantis\"", 1)
        .replacen("means.deception", "means.decepton", 1)
        .replacen("\"2013-02\"", "\"in winter\"", 1)
        .replacen("\"possible\"", "\"maybe\"", 1)
        .replacen("\"Myanmar\"", "\"Yugoslavia\"", 1);
    let case = case(&text);
    let fields: Vec<&str> = case.unread.iter().map(|unread| unread.field.as_str()).collect();
    assert_eq!(fields, ["citizenship", "legs[0].destination", "assertions[0]", "assertions[1].period", "status[0]"]);
    assert_eq!(case.unread[1].value, "Atlantis");
    assert_eq!(case.unread[2].value["said_on"], "2013-06-01");
    assert!(case.unread[2].expected.contains("near it: means.deception"));
    assert_eq!(read::position(&text, &case.unread[1].field), (3, 26));
    assert_eq!(read::position(&text, &case.unread[3].field), (6, 55));
    // The leg stays without its end, the purpose without its period; Yugoslavia is read as what contains its successors.
    assert_eq!(case.record.attributes.legs[0].destination, None);
    assert_eq!(case.record.assertions[0].period, None);
    assert_eq!(case.record.attributes.citizenship, Place::from_code("039"));
    let odd = oddities(&case);
    assert_eq!(odd.iter().filter(|odd| matches!(odd, Oddity::Unread { .. })).count(), 5);
    // The assertion that the retraction took back is the one that could not be read.
    assert_eq!(odd.last(), Some(&Oddity::RetractsNothing { assertion: 1 }));
    let again = self::case(&write::line(&case));
    assert_eq!(again, case);
}

#[test]
fn ages_and_durations_that_cannot_be_are_kept_and_flagged() {
    let ages = [
        r#""age":{"low":20,"high":13,"at":"exploitation","certainty":"recorded"}"#,
        r#""age":{"low":300,"at":"exploitation","certainty":"recorded"}"#,
        r#""age":{"low":13,"at":"some day","certainty":"recorded"}"#,
        r#""months":{"low":70000}"#,
        r#""months":{"low":7,"high":6}"#,
        r#""origin":{"place":"MMR","basis":"guess"}"#,
        r#""origin":{"place":"Atlantis","basis":"journey"}"#,
    ];
    for field in ages {
        let case = case(&format!(r#"{{"turnstone_case":1,{field}}}"#));
        assert_eq!(case.unread.len(), 1, "{field}");
        assert_eq!(case.record, Record::default(), "{field}");
    }
}

#[test]
fn several_cases_stand_in_lines_and_a_broken_one_costs_itself() {
    let text =
        "\u{feff}{\"turnstone_case\":1,\"list\":\"a\"}\n\n{\"turnstone_case\":1,\"list\":2}\n{\"turnstone_case\":1}\n";
    let all = read_all(text);
    assert_eq!(all.len(), 3);
    assert_eq!(all[0].as_ref().unwrap().record.attributes.list.as_deref(), Some("a"));
    let error = all[1].as_ref().unwrap_err();
    assert_eq!((error.line, error.column, error.field.as_str()), (3, 21, "list"));
    let broken_first = "{\"turnstone_case\":1,\n{\"turnstone_case\":1}\n";
    assert_eq!(read_all(broken_first).iter().map(Result::is_ok).collect::<Vec<_>>(), [false, true]);
    assert_eq!(read_all(MYANMAR).len(), 1);
}

#[test]
fn what_is_odd_is_pointed_at_and_nothing_is_changed() {
    let text = r#"{"turnstone_case":1,"born":"1999","registered":"1998",
      "age":{"low":40,"at":"exploitation","certainty":"recorded"},"child":"adult",
      "legs":[{"origin":"NPL","destination":"IND","start":"2013-05","end":"2013-04","facilitated_for_payment":true},
              {"origin":"IND","destination":"IND","start":"2013-01"}],
      "assertions":[
        {"fact":"means.threats","truth":"yes","source":"a","said_on":"2013"},
        {"fact":"means.threats","truth":"no","source":"b"},
        {"fact":"smuggling.facilitated_for_payment","truth":"no","source":"b"},
        {"fact":"purpose.forced_labour","truth":"yes","period":"2014","source":"a","said_on":"2013-06"},
        {"fact":"purpose.forced_labour","truth":"unknown","source":"b","said_on":"2013-06"},
        {"fact":"act.receipt","truth":"yes","source":"a","said_on":"2013"},
        {"fact":"act.receipt","truth":"unknown","source":"a","said_on":"2013-06"}]}"#;
    let read = case(text);
    let odd = oddities(&read);
    let payment = Fact::from_id("smuggling.facilitated_for_payment").unwrap();
    let expected = [
        Oddity::Contradiction { fact: Fact::Means(Means::Threats), yes: vec![0], no: vec![1] },
        Oddity::LegContradicted { leg: 0, fact: payment, no: vec![2] },
        // Born in 1999 and exploited in 2014, and stated to be an adult.
        Oddity::ChildUnsettled,
        Oddity::OrderUncertain { earlier: 5, later: 6 },
        Oddity::RetractsNothing { assertion: 4 },
        Oddity::SaidBeforeItBegan { assertion: 3 },
        Oddity::LegEndsBeforeItBegins { leg: 0 },
        Oddity::LegsOutOfOrder { earlier: 0, later: 1 },
        Oddity::BeforeBirth { field: "registered".into() },
        // 14 or 15 years old in 2014.
        Oddity::AgeAgainstBirth,
    ];
    assert_eq!(odd, expected);
    assert_eq!(case(&write::line(&read)), read);
    insta::assert_snapshot!(odd.iter().map(|odd| format!("{odd}\n")).collect::<String>());
}

#[test]
fn a_birth_makes_a_child_and_never_an_adult() {
    let exploited = |born: &str, period: &str| {
        let assertion = Assertion {
            fact: Fact::from_id("purpose.forced_labour").unwrap(),
            truth: Truth::YES,
            period: Some(date(period)),
            source: "a".into(),
            said_on: None,
        };
        let record = Record { assertions: vec![assertion], ..Record::default() };
        Case { record, born: Some(date(born)), ..Case::default() }.flatten().child
    };
    assert_eq!(exploited("1999-06-15", "2017-06-14"), Some(ChildStatus::Child));
    assert_eq!(exploited("1999-06-15", "2017-06-15"), None);
    assert_eq!(exploited("1999", "2017"), None);
    assert_eq!(exploited("1999", "2016"), Some(ChildStatus::Child));
    assert_eq!(exploited("1950", "2016"), None);
}

#[test]
fn the_latest_authority_gives_the_status() {
    use DecidedBy::{Court, Ngo, Police};
    let statement = |status, by, on: Option<&str>| StatusStatement { status, by, on: on.map(date), basis: None };
    let mut all = vec![
        statement(Status::Actual, Ngo, Some("2020")),
        statement(Status::Possible, Police, Some("2018")),
        statement(Status::NotAVictim, Court, Some("2019")),
        statement(Status::Possible, Court, Some("2019-01-01")),
        statement(Status::Actual, Court, None),
    ];
    assert_eq!(latest_status(&all), Some(&all[3].clone()));
    all.reverse();
    assert_eq!(latest_status(&all).unwrap().status, Status::Possible);
    assert_eq!(latest_status(&all[4..]).unwrap().by, Ngo);
    assert_eq!(latest_status(&[]), None);
}

fn dates() -> impl Strategy<Value = ImpreciseDate> {
    (0i64..72_000, prop_oneof![Just(0i64), 0i64..900]).prop_map(|(first, length)| {
        let from = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + TimeDelta::days(first);
        ImpreciseDate::between(from, from + TimeDelta::days(length)).unwrap()
    })
}

fn places() -> impl Strategy<Value = Place> {
    (0..Place::COUNT).prop_map(|index| Place::from_index(index).unwrap())
}

fn maybe<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = Option<T>> {
    prop::option::of(select(all))
}

fn text() -> impl Strategy<Value = String> {
    "[a-zé\"\\\\\n\u{7f}{}\\[\\], ]{0,8}"
}

fn leg() -> impl Strategy<Value = Leg> {
    let ends =
        (prop::option::of(places()), prop::option::of(places()), prop::option::of(dates()), prop::option::of(dates()));
    let statuses = (maybe(LegalStatus::ALL), maybe(LegalStatus::ALL));
    let truths = (maybe(&[true, false]), maybe(&[true, false]));
    (ends, maybe(Mode::ALL), maybe(Documents::ALL), statuses, truths).prop_map(|(ends, mode, documents, statuses, truths)| {
        let (origin, destination, start, end) = ends;
        let (status_on_entry, status_later) = statuses;
        let (facilitated_for_payment, endangered) = truths;
        #[rustfmt::skip]
        let leg = Leg { origin, destination, start, end, mode, documents, status_on_entry, status_later, facilitated_for_payment, endangered };
        leg
    })
}

fn attributes() -> impl Strategy<Value = Row> {
    let names =
        (prop::option::of(text()), prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    let person = (maybe(SaidBy::ALL), maybe(Gender::ALL), maybe(ChildStatus::ALL), maybe(&[true, false]));
    let age = (0u8..=150, 0u8..=150, select(AgeAt::ALL), select(AgeCertainty::ALL), any::<bool>()).prop_map(
        |(a, b, at, certainty, open)| Age { low: a.min(b), high: (!open).then_some(a.max(b)), at, certainty },
    );
    let months =
        (any::<u16>(), any::<u16>(), any::<bool>()).prop_map(|(a, b, open)| (a.min(b), (!open).then_some(a.max(b))));
    let end = || {
        prop::option::of((places(), select(PlaceBasis::ALL)).prop_map(|(place, basis)| CorridorEnd { place, basis }))
    };
    let journey =
        (prop::option::of(places()), prop::collection::vec(places(), 0..3), end(), end(), maybe(&[true, false]));
    let legs = prop::collection::vec(leg(), 0..3);
    (names, person, prop::option::of(age), prop::option::of(months), journey, prop::option::of(dates()), legs).prop_map(
        |(names, person, age, months, journey, registered, legs)| Row {
            record_id: names.0,
            person_id: names.1,
            list: names.2,
            source_values: names.3,
            said_by: person.0,
            gender: person.1,
            child: person.2,
            synthetic: person.3,
            age,
            months,
            citizenship: journey.0,
            other_citizenships: journey.1,
            origin: journey.2,
            destination: journey.3,
            border_crossed: journey.4,
            registered,
            legs,
            ..Row::default()
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    let facts: Vec<Fact> = Fact::all().collect();
    let said =
        (select(facts), select(Truth::ALL.to_vec()), prop::option::of(dates()), text(), prop::option::of(dates()));
    let said =
        said.prop_map(|(fact, truth, period, source, said_on)| Assertion { fact, truth, period, source, said_on });
    let decided = (select(Status::ALL), select(DecidedBy::ALL), prop::option::of(dates()), prop::option::of(text()));
    let decided = decided.prop_map(|(status, by, on, basis)| StatusStatement { status, by, on, basis });
    let value = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        text().prop_map(Value::from)
    ];
    let value = prop_oneof![value.clone(), prop::collection::vec(value, 0..3).prop_map(Value::from)];
    let unread = (text(), value, text(), text());
    let unread = unread.prop_map(|(field, value, reason, expected)| Unread { field, value, reason, expected });
    let lists =
        (prop::collection::vec(said, 0..4), prop::collection::vec(decided, 0..3), prop::collection::vec(unread, 0..2));
    (attributes(), prop::option::of(dates()), lists).prop_map(|(attributes, born, (assertions, status, unread))| Case {
        record: Record { assertions, attributes },
        born,
        status,
        unread,
    })
}

proptest! {
    #[test]
    fn a_case_written_reads_back_and_writes_the_same_bytes(case in cases()) {
        let line = write::line(&case);
        let begins = line.starts_with("{\"turnstone_case\":1");
        prop_assert!(begins && !line.contains('\n'));
        let read = read::read(&line).unwrap();
        prop_assert_eq!(&read, &case);
        prop_assert_eq!(write::line(&read), line);
        let pretty = read_all(&write::pretty(&case));
        prop_assert_eq!(pretty, vec![Ok(case)]);
    }

    #[test]
    fn no_text_makes_reading_panic(mut line in cases().prop_map(|case| write::line(&case)), at in any::<prop::sample::Index>(), with in "[\"{}\\[\\],:0é]") {
        let at = at.index(line.len());
        if line.is_char_boundary(at) {
            line.insert_str(at, &with);
        }
        for read in read_all(&line).into_iter().flatten() {
            oddities(&read);
            for unread in &read.unread {
                read::position(&line, &unread.field);
            }
        }
    }

    #[test]
    fn a_fact_is_never_dropped_in_silence(case in cases()) {
        let row = case.flatten();
        let silent = |assertion: &&&Assertion| row.facts.get(assertion.fact).is_unknown() && row.child != Some(ChildStatus::Unsettled);
        let stand = standing(&case.record.assertions);
        prop_assert_eq!(stand.iter().filter(silent).count(), 0);
        oddities(&case);
    }
}
