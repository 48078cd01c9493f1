//! Fields and agreements.

use super::*;
use serde_json::json;

#[test]
fn every_field_is_found_by_its_name_and_belongs_somewhere() {
    for field in Field::ALL {
        assert_eq!(field.name().parse(), Ok(*field));
        assert!(!matches!(
            field.compartment(),
            Compartment::StaffNotes | Compartment::Mailbox | Compartment::Attachments
        ));
        assert!(field.describe().ends_with('.'));
    }
}

/// In what identifies nobody, no word can be hidden: each takes words of a closed list, dates and facts only.
#[test]
fn what_identifies_nobody_has_no_room_for_a_name() {
    let smuggled = [
        json!("Anna Novak"),
        json!({ "name": "Anna Novak" }),
        json!(["Anna Novak"]),
        json!({ "crime": "yes", "protection": "yes", "who": "Anna" }),
        json!({ "person.child": "Anna" }),
        json!("2026-03 Anna Novak, 070 123 45 67"),
    ];
    for field in Field::ALL.iter().filter(|field| !field.identifying()) {
        for value in &smuggled {
            let error = field.check(value).expect_err(field.name()).to_string();
            assert!(!error.contains("Anna"), "{error}");
        }
    }
}

#[test]
fn values_of_each_kind_are_taken() {
    for (field, value) in [
        (Field::Narrative, json!("Told by telephone.")),
        (Field::SafeContact, json!({ "channel": "sms" })),
        (Field::Period, json!("2026-03/2026-05")),
        (Field::Country, json!("NPL")),
        (Field::Facts, json!({ "means.threats": true, "person.child": false })),
        (Field::Questions, json!({ "crime": "yes", "protection": "unknown" })),
        (Field::Danger, json!("unknown")),
        (Field::Online, json!("both")),
        (Field::AgeGroup, json!("disputed")),
        (Field::Gender, json!("female")),
    ] {
        assert_eq!(field.check(&value), Ok(()), "{field}");
    }
    for (field, value) in [
        (Field::Narrative, json!("  ")),
        (Field::Narrative, json!("x".repeat(FIELD_LIMIT))),
        (Field::Country, json!("NPX")),
        (Field::Country, json!("150")),
        (Field::Facts, json!({})),
        (Field::Facts, json!({ "means.none_such": true })),
    ] {
        assert!(field.check(&value).is_err(), "{field}");
    }
}

/// A fact that says how somebody crossed a border, or what permit they have, leaves with the migration status only.
#[test]
fn facts_of_migration_leave_with_the_migration_status() {
    for id in
        ["circumstance.status_lapsed", "smuggling.procured_illegal_entry", "indicator.destination_legal_status_used"]
    {
        assert_eq!(Fact::from_id(id).map(Field::of_fact), Some(Field::MigrationStatus), "{id}");
    }
    let words =
        ["irregular", "legal_status", "legal_entry", "illegal_entry", "illegal_stay", "permit", "lapse", "sponsor"];
    for fact in Fact::all().filter(|fact| words.iter().any(|word| fact.id().contains(word))) {
        assert_eq!(Field::of_fact(fact), Field::MigrationStatus, "{}", fact.id());
    }
    assert_eq!(Field::of_fact(Fact::CHILD), Field::AgeGroup);
    assert_eq!(Fact::from_id("person.consented").map(Field::of_fact), Some(Field::Assertions));
    assert_eq!(Fact::from_id("means.threats").map(Field::of_fact), Some(Field::Facts));
}

fn agreement() -> Agreement {
    Agreement {
        purposes: vec![Route::Protection],
        fields: BTreeSet::from([Field::Narrative, Field::Country]),
        from: Moment(100),
        until: Moment(200),
        retention_days: 365,
    }
}

#[test]
fn an_agreement_covers_its_route_its_fields_and_its_time() {
    let agreement = agreement();
    assert_eq!(agreement.check(), Ok(()));
    assert!(agreement.allows(Route::Protection, Field::Narrative, Moment(100)));
    assert!(!agreement.allows(Route::Protection, Field::Where, Moment(100)));
    assert_eq!(agreement.covers(Route::Police, Moment(150)), Err(AgreementGap::Route(Route::Police)));
    assert_eq!(agreement.covers(Route::Protection, Moment(99)), Err(AgreementGap::NotYet(Moment(100))));
    assert_eq!(agreement.covers(Route::Protection, Moment(200)), Err(AgreementGap::Ended(Moment(200))));
}

#[test]
fn an_agreement_that_is_none_is_refused() {
    let with = |change: fn(&mut Agreement)| {
        let mut changed = agreement();
        change(&mut changed);
        changed.check()
    };
    assert_eq!(with(|a| a.fields.clear()), Err(AgreementGap::NoField));
    assert_eq!(with(|a| a.purposes.clear()), Err(AgreementGap::NoField));
    assert_eq!(with(|a| a.until = a.from), Err(AgreementGap::Order));
    assert_eq!(with(|a| a.retention_days = 0), Err(AgreementGap::Retention));
    assert_eq!(with(|a| a.retention_days = 4_000), Err(AgreementGap::Retention));
    let json = serde_json::to_string(&agreement()).unwrap();
    assert_eq!(serde_json::from_str::<Agreement>(&json).unwrap(), agreement());
}

#[test]
fn police_receive_nothing_under_the_name_of_protection() {
    for kind in PartnerKind::ALL {
        assert!(kind.serves(Route::Police) || kind.serves(Route::Protection), "{kind}");
    }
    assert!(!PartnerKind::Police.serves(Route::Protection));
    assert!(!PartnerKind::Shelter.serves(Route::Police));
}
