//! Tests of forms, and invented forms of every shape for the tests of others.

use super::*;
use crate::indicator::IndicatorKind;
use proptest::prelude::*;
use proptest::sample::select;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "\\PC{1,40}", Just("سطر\nline\r\n\tdeux".to_owned())]
}

fn contacts() -> impl Strategy<Value = SafeContact> {
    let channel = prop_oneof![Just(""), select(CONTACT_CHANNELS.to_vec())];
    (prop::collection::vec(words(), 6), channel, select(Say::ALL.to_vec())).prop_map(
        |(words, channel, voicemail_ok)| {
            let [name, address, safe_times, code_word, do_not, language] =
                <[String; 6]>::try_from(words).unwrap_or_default();
            let channel = channel.to_owned();
            SafeContact { name, channel, address, safe_times, code_word, do_not, voicemail_ok, language }
        },
    )
}

/// Reports of every shape that is taken.
pub(crate) fn forms() -> impl Strategy<Value = ReportForm> {
    let say = || select(Say::ALL.to_vec());
    let indicator = select(vec![
        Indicator::new(IndicatorKind::Url, "https://example.org/a"),
        Indicator::new(IndicatorKind::PhoneNumber, "+32 470 12 34 56"),
        Indicator { seen: Some("2026-03".into()), ..Indicator::new(IndicatorKind::IpAddress, "192.0.2.7") },
    ]);
    let indicators = prop::collection::vec(indicator, 0..4);
    let country = select(vec![None, Some("BEL".to_owned()), Some("KHM".to_owned())]);
    let relation = prop_oneof![Just(""), select(RELATIONS.to_vec())];
    let class = prop::option::of(select(IncidentClass::ALL.to_vec()));
    (
        ("[a-zé]{1,9}( [a-z]{1,9}){0,5}", words(), words(), words()),
        (say(), say(), say(), say(), select(Online::ALL.to_vec())),
        (country, contacts(), indicators, relation, class),
    )
        .prop_map(
            |((what, place_text, when_text, who_text), says, (country, contact, indicators, relation, class))| {
                let (danger_now, child, ongoing, may_contact, online) = says;
                let relation = relation.to_owned();
                ReportForm {
                    what,
                    class,
                    danger_now,
                    child,
                    ongoing,
                    online,
                    place_text,
                    country,
                    when_text,
                    who_text,
                    may_contact,
                    contact,
                    indicators,
                    relation,
                }
            },
        )
}

proptest! {
    #[test]
    fn parts_make_the_same_form_again(form in forms()) {
        prop_assert_eq!(form.check(), Ok(()));
        let parts = form.parts();
        prop_assert!(parts.iter().all(|(_, _, value)| !value.is_null() && value.as_str() != Some("unknown")));
        let again = ReportForm::from_parts(parts.into_iter().map(|(_, field, value)| (field, value)));
        prop_assert!(again == Ok(form));
    }

    #[test]
    fn what_was_not_opened_is_unknown_and_the_rest_is_there(form in forms()) {
        let narrative = form.parts().into_iter().filter(|(compartment, ..)| *compartment == Compartment::Narrative);
        let again = ReportForm::from_parts(narrative.map(|(_, field, value)| (field, value)));
        let left = ReportForm {
            place_text: String::new(),
            country: None,
            who_text: String::new(),
            may_contact: Say::Unknown,
            contact: SafeContact::default(),
            relation: String::new(),
            ..form
        };
        prop_assert!(again == Ok(left));
    }

    #[test]
    fn the_whole_form_is_read_as_it_was_written(form in forms()) {
        let text = serde_json::to_string(&form).unwrap();
        prop_assert!(serde_json::from_str::<ReportForm>(&text).unwrap() == form);
    }
}

#[test]
fn each_mistake_is_named_and_nothing_is_repeated() {
    let good = || ReportForm { what: "zebra".into(), ..ReportForm::default() };
    let contact = |channel: &str| SafeContact { channel: channel.into(), ..SafeContact::default() };
    let control = "a\u{0}";
    let indicators = |n| vec![Indicator::new(IndicatorKind::Url, "https://zebra.example"); n];
    let bad = Indicator::new(IndicatorKind::Imei, "zebra");
    let cases = [
        (ReportForm { what: " \n".into(), ..good() }, "what", Problem::Empty),
        (ReportForm { what: "z".repeat(20_001), ..good() }, "what", Problem::Long { found: 20_001, most: 20_000 }),
        (ReportForm { what: control.into(), ..good() }, "what", Problem::Control(2)),
        (ReportForm { what: "a\rb".into(), ..good() }, "what", Problem::Control(2)),
        (ReportForm { who_text: "é".repeat(2_001), ..good() }, "who_text", Problem::Long { found: 2_001, most: 2_000 }),
        (ReportForm { country: Some("zebra".into()), ..good() }, "country", Problem::Country),
        (ReportForm { country: Some("150".into()), ..good() }, "country", Problem::Country),
        (ReportForm { relation: "zebra".into(), ..good() }, "relation", Problem::NotListed(&RELATIONS)),
        (ReportForm { contact: contact("zebra"), ..good() }, "contact.channel", Problem::NotListed(&CONTACT_CHANNELS)),
        (ReportForm { indicators: indicators(51), ..good() }, "indicators", Problem::Many { found: 51 }),
        (
            ReportForm { indicators: vec![bad], ..good() },
            "indicators",
            Problem::Indicator { at: 0, error: IndicatorError::Value(IndicatorKind::Imei) },
        ),
    ];
    assert_eq!(good().check(), Ok(()));
    for (form, field, problem) in cases {
        let error = form.check().unwrap_err();
        assert_eq!(error, FormError { field, problem });
        assert!(!format!("{error} {form:?} {:?}", form.contact).contains("zebra"), "{error}");
    }
}

#[test]
fn a_part_of_another_shape_is_refused_without_repeating_it() {
    for parts in [vec![("zebra", Value::from(1))], vec![("child", Value::from("zebra"))]] {
        let error = ReportForm::from_parts(parts).unwrap_err();
        assert_eq!(error.problem, Problem::Part);
        assert!(!error.to_string().contains("zebra"));
    }
}

#[test]
fn each_part_lies_in_its_compartment() {
    let form = ReportForm {
        what: "w".into(),
        place_text: "p".into(),
        country: Some("BEL".into()),
        who_text: "v".into(),
        may_contact: Say::Yes,
        contact: SafeContact { address: "a".into(), ..SafeContact::default() },
        relation: "self".into(),
        ..ReportForm::default()
    };
    let parts: Vec<(Compartment, &str)> =
        form.parts().into_iter().map(|(compartment, field, _)| (compartment, field)).collect();
    let expected = [
        (Compartment::Narrative, "what"),
        (Compartment::Location, "place_text"),
        (Compartment::Location, "country"),
        (Compartment::VictimIdentity, "who_text"),
        (Compartment::ReporterIdentity, "relation"),
        (Compartment::ReporterIdentity, "may_contact"),
        (Compartment::ReporterIdentity, "contact"),
    ];
    assert_eq!(parts, expected);
}
