//! The rules of what may leave, one by one.

use super::*;

const NOW: Moment = Moment(1_000);
const CONSENT: Id = Id([1; 16]);

fn agreement() -> Agreement {
    Agreement {
        purposes: vec![Route::Police, Route::Protection],
        fields: Field::ALL.iter().copied().collect(),
        from: Moment(0),
        until: Moment(2_000),
        retention_days: 90,
    }
}

fn record(id: Id, decision: ConsentDecision) -> ConsentRecord {
    ConsentRecord {
        id,
        decision,
        given_by: GivenBy::Person,
        interpreter: false,
        words: "Asked by telephone.".into(),
        recorded_by: "a".into(),
        recorded_at: Moment(10),
    }
}

fn given(fields: &[Field], recipient: PartnerKind) -> ConsentRecord {
    let (fields, recipients) = (fields.iter().copied().collect(), BTreeSet::from([recipient]));
    record(CONSENT, ConsentDecision::Given { fields, recipients, until: Some(Moment(1_500)) })
}

fn basis(basis: Basis) -> RecordedBasis {
    RecordedBasis { basis, recorded_by: "a".into(), recorded_at: Moment(20), words: "Decided in the team.".into() }
}

fn duty() -> RecordedBasis {
    basis(Basis::Duty { law: "Penal code, article 458".into() })
}

fn consent() -> RecordedBasis {
    basis(Basis::Consent { consent: CONSENT })
}

fn danger() -> RecordedBasis {
    basis(Basis::VitalInterest { danger: "Locked in, and ill.".into() })
}

fn ask(
    route: Route,
    recipient: PartnerKind,
    age: AgeSaid,
    records: &[ConsentRecord],
    basis: Option<&RecordedBasis>,
) -> Result<Scope, Refused> {
    let (consents, agreement) = (ConsentHistory::from_records(records.to_vec()), agreement());
    let question =
        Question { route, recipient, age, consents: &consents, basis, agreement: &agreement, planned: None, now: NOW };
    permitted(&question)
}

fn refused() -> ConsentRecord {
    record(Id([9; 16]), ConsentDecision::Refused { recipients: BTreeSet::new() })
}

fn withdrawn() -> ConsentRecord {
    record(Id([8; 16]), ConsentDecision::Withdrawn)
}

use AgeSaid::{Adult, Child, Disputed};
use PartnerKind::{ChildWelfare, OtherAuthority, Police, Shelter};

#[test]
fn nothing_leaves_without_a_recorded_basis() {
    for age in [Child, Adult, Disputed] {
        let records = [given(&[Field::Narrative], Shelter)];
        assert_eq!(ask(Route::Protection, Shelter, age, &records, None), Err(Refused::NoBasis));
    }
}

#[test]
fn a_basis_says_who_when_and_why() {
    let with = |change: fn(&mut RecordedBasis)| {
        let mut changed = danger();
        change(&mut changed);
        ask(Route::Protection, Shelter, Adult, &[], Some(&changed))
    };
    assert_eq!(with(|b| b.recorded_by = " ".into()), Err(BasisError::Recorder.into()));
    assert_eq!(with(|b| b.words = "...".into()), Err(BasisError::Words.into()));
    assert_eq!(with(|b| b.words = "x".repeat(2_001)), Err(BasisError::Words.into()));
    assert_eq!(with(|b| b.basis = Basis::VitalInterest { danger: "yes".into() }), Err(BasisError::Danger.into()));
    assert_eq!(with(|b| b.basis = Basis::Duty { law: "  ".into() }), Err(BasisError::Law.into()));
    // Not every language has as many letters to a word: "locked in the house".
    assert!(with(|b| b.basis = Basis::VitalInterest { danger: "被锁在屋里".into() }).is_ok());
}

#[test]
fn a_childs_protection_is_open_whatever_was_decided() {
    let to_shelter = given(&[Field::Narrative], Shelter);
    for age in [Child, Disputed] {
        for records in [vec![], vec![refused()], vec![to_shelter.clone(), withdrawn()]] {
            for recorded in [duty(), consent(), danger()] {
                let scope = ask(Route::Protection, ChildWelfare, age, &records, Some(&recorded)).unwrap();
                assert!(scope.fields.contains(&Field::VictimIdentity) && scope.identity, "{scope:?}");
                assert!(!scope.fields.contains(&Field::Reporter), "who reported is not needed for it");
                assert_ne!(scope.rests_on, BasisKind::Consent, "no consent stands that it could rest on");
            }
        }
    }
    assert_eq!(RecordedBasis::duty_to_child("a", NOW, "The mother refuses.").check(), Ok(()));
}

#[test]
fn a_childs_own_consent_is_followed_where_it_helps() {
    let records = [given(&[Field::Narrative, Field::Reporter], ChildWelfare)];
    let scope = ask(Route::Protection, ChildWelfare, Child, &records, Some(&consent())).unwrap();
    assert_eq!(scope.rests_on, BasisKind::Consent);
    assert_eq!(scope.fields, BTreeSet::from([Field::Narrative, Field::Reporter]));
    let records = [given(&[Field::Reporter], ChildWelfare)];
    let scope = ask(Route::Protection, ChildWelfare, Child, &records, Some(&consent())).unwrap();
    assert_eq!(scope.rests_on, BasisKind::Duty);
    assert_eq!(scope.law.as_deref(), Some(CHILD_DUTY));
}

#[test]
fn an_adults_consent_opens_what_was_agreed_to_and_covered() {
    let records = [given(&[Field::Narrative, Field::Where], Shelter)];
    let scope = ask(Route::Protection, Shelter, Adult, &records, Some(&consent())).unwrap();
    assert_eq!(scope.fields, BTreeSet::from([Field::Narrative, Field::Where]));
    assert_eq!(ask(Route::Protection, ChildWelfare, Adult, &records, Some(&consent())), Err(Refused::NotAsked));
    let ended = Question {
        route: Route::Protection,
        recipient: Shelter,
        age: Adult,
        consents: &ConsentHistory::from_records(records.to_vec()),
        basis: Some(&consent()),
        agreement: &Agreement { until: Moment(1_600), ..agreement() },
        planned: None,
        now: Moment(1_500),
    };
    assert_eq!(permitted(&ended), Err(Refused::ConsentRanOut(Moment(1_500))));
    let now = Moment(1_600);
    assert_eq!(permitted(&Question { now, ..ended }), Err(AgreementGap::Ended(now).into()));
    let planned = BTreeSet::from([Field::Where, Field::Summary]);
    let scope = permitted(&Question { now: NOW, planned: Some(&planned), ..ended }).unwrap();
    assert_eq!(scope.fields, BTreeSet::from([Field::Where]));
}

#[test]
fn a_basis_of_consent_names_a_consent_that_was_given() {
    let other = basis(Basis::Consent { consent: Id([7; 16]) });
    let records = [given(&[Field::Narrative], Shelter)];
    assert_eq!(ask(Route::Protection, Shelter, Adult, &records, Some(&other)), Err(Refused::UnknownConsent));
    // A later consent takes the place of an earlier one, and its fields count.
    let later = ConsentRecord { id: Id([2; 16]), ..given(&[Field::Country], Shelter) };
    let scope = ask(Route::Protection, Shelter, Adult, &[records[0].clone(), later], Some(&consent())).unwrap();
    assert_eq!(scope.fields, BTreeSet::from([Field::Country]));
}

#[test]
fn an_adult_who_refuses_is_at_most_notified_without_identity() {
    for no in [refused(), withdrawn()] {
        let records = [given(&[Field::Narrative], Shelter), no];
        assert!(ask(Route::Protection, Shelter, Adult, &records, Some(&consent())).is_err());
        for route in [Route::Protection, Route::Police] {
            let to = if route == Route::Police { Police } else { Shelter };
            for recorded in [duty(), danger()] {
                let scope = ask(route, to, Adult, &records, Some(&recorded)).unwrap();
                assert!(!scope.identity);
                assert!(scope.fields.iter().all(|field| !field.identifying()));
            }
        }
    }
}

#[test]
fn an_adult_who_could_not_be_asked_is_named_only_in_danger() {
    assert!(!ask(Route::Police, Police, Adult, &[], Some(&duty())).unwrap().identity);
    assert!(ask(Route::Police, Police, Adult, &[], Some(&danger())).unwrap().identity);
}

#[test]
fn a_refusal_towards_the_police_leaves_the_shelter_open() {
    let no = record(Id([3; 16]), ConsentDecision::Refused { recipients: BTreeSet::from([Police]) });
    let records = [given(&[Field::Narrative], Shelter), no];
    assert!(ask(Route::Protection, Shelter, Adult, &records, Some(&consent())).is_ok());
    assert!(!ask(Route::Police, Police, Adult, &records, Some(&danger())).unwrap().identity);
}

#[test]
fn an_unsettled_age_opens_protection_but_not_the_police() {
    assert!(ask(Route::Protection, ChildWelfare, Disputed, &[refused()], Some(&duty())).unwrap().identity);
    assert!(!ask(Route::Police, Police, Disputed, &[refused()], Some(&duty())).unwrap().identity);
    assert!(ask(Route::Police, Police, Child, &[refused()], Some(&duty())).unwrap().identity);
}

#[test]
fn migration_status_reaches_the_police_only_by_name() {
    let status = Field::MigrationStatus;
    for age in [Child, Adult, Disputed] {
        for recorded in [duty(), danger()] {
            for records in [vec![], vec![given(&[Field::Narrative], Police)]] {
                assert!(!ask(Route::Police, Police, age, &records, Some(&recorded)).unwrap().fields.contains(&status));
            }
            let scope = ask(Route::Protection, OtherAuthority, Child, &[], Some(&recorded)).unwrap();
            assert!(!scope.fields.contains(&status), "an authority may act on it under any route");
        }
        let named = [given(&[Field::Narrative, status], Police)];
        assert!(ask(Route::Police, Police, age, &named, Some(&consent())).unwrap().fields.contains(&status));
    }
    assert!(ask(Route::Protection, Shelter, Child, &[], Some(&duty())).unwrap().fields.contains(&status));
}

#[test]
fn what_is_recorded_comes_back_from_json() {
    let records = ConsentHistory::from_records(vec![given(&[Field::Where], Shelter), refused(), withdrawn()]);
    let json = serde_json::to_string(&records).unwrap();
    assert_eq!(serde_json::from_str::<ConsentHistory>(&json).unwrap(), records);
    for recorded in [duty(), consent(), danger()] {
        let json = serde_json::to_string(&recorded).unwrap();
        assert_eq!(serde_json::from_str::<RecordedBasis>(&json).unwrap(), recorded);
    }
}
