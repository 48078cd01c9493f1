//! Packages: what is in them, what is refused, and one flipped bit anywhere.

use super::*;
use crate::outcome::OutcomeKind;
use proptest::prelude::*;
use proptest::sample::Index;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use serde_json::json;
use turnstone_model::journey::{CorridorEnd, Leg, PlaceBasis};
use turnstone_model::{Place, Truth};

struct Side {
    secret: SecretKey,
    signing: SigningKey,
}

fn side(seed: u64) -> Side {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Side { secret: SecretKey::generate(&mut rng), signing: SigningKey::generate(&mut rng) }
}

const SENDER: Id = Id([7; 16]);

fn known(sender: &Side) -> Vec<(Id, VerifyingKey)> {
    vec![(Id([6; 16]), side(99).signing.verifying()), (SENDER, sender.signing.verifying())]
}

fn scope(fields: &[Field]) -> Scope {
    let fields: BTreeSet<Field> = fields.iter().copied().collect();
    Scope { identity: fields.iter().any(|field| field.identifying()), fields, rests_on: BasisKind::Consent, law: None }
}

fn available() -> BTreeMap<Field, Value> {
    BTreeMap::from([
        (Field::Narrative, json!("She was told to pay back the ticket.")),
        (Field::VictimIdentity, json!("Anna Novak")),
        (Field::Country, json!("BEL")),
        (Field::Danger, json!("yes")),
        (Field::AgeGroup, json!("adult")),
    ])
}

fn record() -> Row {
    let place = |code: &str| Place::from_code(code).unwrap();
    let end = |place, basis| Some(CorridorEnd { place, basis });
    let mut row = Row {
        record_id: Some("a-1".into()),
        person_id: Some("p-1".into()),
        list: Some("shelter list".into()),
        gender: turnstone_model::person::Gender::from_name("female"),
        citizenship: Some(place("NPL")),
        origin: end(place("NPL"), PlaceBasis::Recruitment),
        destination: end(place("BEL"), PlaceBasis::Exploitation),
        legs: vec![Leg { origin: Some(place("NPL")), facilitated_for_payment: Some(true), ..Leg::default() }],
        source_values: Some("{}".into()),
        ..Row::default()
    };
    for id in ["means.threats", "means.withholds_documents", "circumstance.status_lapsed", "person.consented"] {
        row.facts.set(Fact::from_id(id).unwrap(), Truth::YES);
    }
    row
}

fn parts<'a>(scope: &'a Scope, record: Option<&'a Row>, sender: &Side, recipient: &Side) -> Parts<'a> {
    Parts {
        id: Id([1; 16]),
        referral: Id([2; 16]),
        from: Party { name: "Hotline".into(), fingerprint: sender.signing.verifying().fingerprint() },
        to: Party { name: "Shelter".into(), fingerprint: recipient.secret.public().fingerprint() },
        route: Route::Protection,
        scope,
        available: available(),
        record,
        made_at: Moment(1_000),
        retention_days: 2,
        synthetic: true,
    }
}

fn sealed(fields: &[Field]) -> (Package, Vec<u8>, Side, Side) {
    let (sender, recipient) = (side(1), side(2));
    let (scope, record) = (scope(fields), record());
    let package = build(parts(&scope, Some(&record), &sender, &recipient)).unwrap();
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let bytes = seal_package(&package, &recipient.secret.public(), &sender.signing, rng).unwrap();
    (package, bytes, sender, recipient)
}

const SOME: [Field; 4] = [Field::Narrative, Field::Country, Field::Facts, Field::Gender];

#[test]
fn a_package_holds_what_is_in_scope_and_nothing_else() {
    let (package, ..) = sealed(&SOME);
    let held: Vec<Field> = package.fields.keys().copied().collect();
    assert_eq!(held, [Field::Narrative, Field::Country, Field::Facts]);
    let facts = json!({ "means.threats": true, "means.withholds_documents": true });
    assert_eq!(package.fields[&Field::Facts], facts, "neither a migration status nor whether she agreed");
    // 2 days of 86,400 seconds after second 1,000.
    assert_eq!(package.delete_by, Moment(173_800));
    let written = serde_json::to_string(&package).unwrap();
    for kept_home in ["Anna", "NPL", "shelter list", "p-1", "a-1", "status_lapsed", "consented"] {
        assert!(!written.contains(kept_home), "{kept_home}");
    }
}

#[test]
fn the_file_of_the_standard_is_read_back_by_its_own_codec() {
    use turnstone_model::codec::{Dataset, Table, source::Source};
    let (package, ..) = sealed(&SOME);
    let text = package.htcds.unwrap();
    let (header, line) = text.split_once('\n').unwrap();
    let fields: Vec<(&str, &str)> =
        header.split(',').zip(line.trim().split(',')).filter(|(_, v)| !v.is_empty()).collect();
    assert!(
        fields.iter().any(|(_, value)| value.contains("PhysicalThreats") && value.contains("WithholdsDocuments")),
        "{fields:?}"
    );
    assert!(fields.iter().any(|(name, value)| name.contains("turnstone_synthetic") && *value == "TRUE"), "{fields:?}");
    let dataset = Dataset::from_source(Source::from_bytes("package.csv", text.into_bytes()).unwrap()).unwrap();
    assert_eq!(dataset.codec.table(), Table::Records);
}

#[test]
fn a_record_is_cut_down_field_by_field() {
    let row = record();
    let cut = |fields: &[Field]| cut_down(&row, &fields.iter().copied().collect());
    assert_eq!(cut(&[]), Row::default());
    assert_eq!(cut(&[Field::Narrative, Field::VictimIdentity]), Row::default());
    assert_eq!(cut(&[Field::Nationality]).citizenship, row.citizenship);
    assert_eq!(cut(&[Field::Country]).destination, row.destination);
    assert_eq!(cut(&[Field::Country]).origin, None);
    let journey = cut(&[Field::Journey]);
    assert_eq!((journey.origin, journey.legs.len(), journey.legs[0].facilitated_for_payment), (row.origin, 1, None));
    assert_eq!(cut(&[Field::Journey, Field::MigrationStatus]).legs, row.legs);
    assert_eq!(cut(&[Field::MigrationStatus]).facts, Facts::default(), "facts leave with facts only");
    let both = cut(&[Field::Facts, Field::MigrationStatus]).facts;
    assert_eq!(both.get(Fact::from_id("circumstance.status_lapsed").unwrap()), Truth::YES);
}

use turnstone_model::Facts;

#[test]
fn a_notification_identifies_nobody() {
    let sender = side(1);
    let nameless = scope(&[Field::Country, Field::Danger, Field::Facts]);
    let law = Some("Article 458, as told by Anna Novak".to_owned());
    let nameless = Scope { rests_on: BasisKind::Duty, law, ..nameless };
    let record = record();
    let mut package = build(parts(&nameless, Some(&record), &sender, &side(2))).unwrap();
    assert!(package.notification && package.basis.law.is_none());
    assert!(!serde_json::to_string(&package).unwrap().contains("Anna"));
    package.scope.insert(Field::Where);
    assert_eq!(package.check(), Err(PackageError::Identifies(Field::Where)));
}

#[test]
fn a_package_that_breaks_its_rules_is_refused_on_either_side() {
    let (package, ..) = sealed(&SOME);
    let with = |change: fn(&mut Package)| {
        let mut changed = package.clone();
        change(&mut changed);
        changed.check().unwrap_err()
    };
    assert_eq!(with(|p| drop(p.fields.insert(Field::Where, json!("x")))), PackageError::OutOfScope(Field::Where));
    let lapsed = |p: &mut Package| drop(p.fields.insert(Field::Facts, json!({ "circumstance.status_lapsed": true })));
    assert_eq!(with(lapsed), PackageError::OutOfScope(Field::MigrationStatus));
    assert!(matches!(with(|p| drop(p.fields.insert(Field::Country, json!("Anna")))), PackageError::Field(_)));
    assert_eq!(with(|p| p.fields.clear()), PackageError::Nothing);
    assert_eq!(with(|p| p.version = 2), PackageError::Newer { found: 2, known: 1 });
    assert_eq!(with(|p| p.format.clear()), PackageError::Content);
}

#[test]
fn there_must_be_something_to_send() {
    let empty = scope(&[Field::Where]);
    let built = build(parts(&empty, None, &side(1), &side(2)));
    assert_eq!(built, Err(PackageError::Nothing));
}

#[test]
fn a_sealed_package_opens_for_its_recipient_only() {
    let (package, bytes, sender, recipient) = sealed(&SOME);
    let opened = open_package(&bytes, &recipient.secret, &known(&sender)).unwrap();
    assert_eq!((opened.package, opened.signer, opened.digest), (package, SENDER, Digest::of(&bytes)));
    assert!(!bytes.windows(6).any(|window| window == b"ticket"));
    assert_eq!(header(Kind::Package, &bytes).map(|header| header.id), Ok(Id([1; 16])));
    assert_eq!(open_package(&bytes, &side(5).secret, &known(&sender)), Err(PackageError::NotForUs));
    assert_eq!(open_package(&bytes, &recipient.secret, &[]), Err(PackageError::UnknownSigner));
    assert_eq!(open_package(&bytes[1..], &recipient.secret, &known(&sender)), Err(PackageError::Format));
    let mut newer = bytes.clone();
    newer[9] = 2;
    let refused = open_package(&newer, &recipient.secret, &known(&sender));
    assert_eq!(refused, Err(PackageError::Newer { found: 2, known: 1 }));
}

/// The signature of the sender is taken off, and another known partner signs the same body as its own.
#[test]
fn nobody_signs_what_another_wrote() {
    let (_, mut bytes, sender, recipient) = sealed(&SOME);
    let thief = side(99);
    bytes.truncate(bytes.len() - 64);
    bytes[42..74].copy_from_slice(&Digest::of(&thief.signing.verifying().0).0);
    let signature = thief.signing.sign("referral package", &bytes);
    bytes.extend_from_slice(&signature);
    let refused = open_package(&bytes, &recipient.secret, &known(&sender));
    assert!(matches!(refused, Err(PackageError::Vault(_))), "{refused:?}");
}

#[test]
fn a_package_names_the_keys_it_is_sealed_and_signed_with() {
    let (mut package, _, sender, recipient) = sealed(&SOME);
    package.from.fingerprint = side(9).signing.verifying().fingerprint();
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let refused = seal_package(&package, &recipient.secret.public(), &sender.signing, rng);
    assert_eq!(refused, Err(PackageError::Mismatch));
}

/// Every bit of a whole package: 8 times its length, all refused.
#[test]
fn one_flipped_bit_anywhere_is_refused() {
    let (_, bytes, sender, recipient) = sealed(&[Field::Country]);
    let known = known(&sender);
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(open_package(&flipped, &recipient.secret, &known).is_err(), "byte {at}");
    }
}

fn note() -> ReceiptNote {
    ReceiptNote {
        referral: Id([2; 16]),
        package_digest: Digest([5; 32]),
        state: NoteState::Rejected,
        reason_code: Some(ReasonCode::NoCapacity),
        words: Some("Full until May.".into()),
        outcome: None,
        seq: 2,
        at: Moment(2_000),
    }
}

#[test]
fn a_receipt_goes_back_sealed_and_signed() {
    let (sender, recipient) = (side(1), side(2));
    let rng = &mut ChaCha20Rng::seed_from_u64(4);
    let bytes = seal_note(&note(), &sender.secret.public(), &recipient.signing, rng).unwrap();
    let partners = [(Id([8; 16]), recipient.signing.verifying())];
    assert_eq!(open_note(&bytes, &sender.secret, &partners), Ok((note(), Id([8; 16]))));
    assert_eq!(note().reason(), "No capacity: Full until May.");
    // Another partner's key, and the same bytes as another kind of file.
    let strangers = [(Id([8; 16]), side(9).signing.verifying())];
    assert_eq!(open_note(&bytes, &sender.secret, &strangers), Err(PackageError::UnknownSigner));
    assert_eq!(open_notice(&bytes, &sender.secret, &partners), Err(PackageError::Format));
    let mut posed = bytes.clone();
    posed[8] = 3;
    assert_eq!(open_notice(&posed, &sender.secret, &partners), Err(PackageError::Signature));
    let notice = SenderNotice {
        referral: Id([2; 16]),
        package_digest: Digest([5; 32]),
        kind: NoticeKind::ConsentWithdrawn,
        at: Moment(3_000),
    };
    let bytes = seal_notice(&notice, &recipient.secret.public(), &sender.signing, rng).unwrap();
    assert_eq!(open_notice(&bytes, &recipient.secret, &known(&sender)), Ok((notice, SENDER)));
}

#[test]
fn a_receipt_says_what_its_kind_has_to_say() {
    let with = |change: fn(&mut ReceiptNote)| {
        let mut changed = note();
        change(&mut changed);
        changed.check()
    };
    assert_eq!(with(|_| {}), Ok(()));
    assert!(with(|note| note.seq = 0).is_err());
    assert!(with(|note| note.reason_code = None).is_err());
    assert!(with(|note| (note.reason_code, note.words) = (Some(ReasonCode::Other), None)).is_err());
    assert!(with(|note| note.outcome = Some(OutcomeKind::PersonSafe)).is_err());
    assert!(with(|note| (note.state, note.words) = (NoteState::NeedsInformation, Some(" ".into()))).is_err());
    assert!(with(|note| note.state = NoteState::Outcome).is_err());
    assert!(with(|note| note.words = Some("x".repeat(MOST_WORDS + 1))).is_err());
}

proptest! {
    #[test]
    fn any_bytes_are_refused_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(open_package(&bytes, &side(2).secret, &known(&side(1))).is_err());
    }

    #[test]
    fn what_is_cut_off_or_appended_is_refused(cut in any::<Index>(), more in proptest::collection::vec(any::<u8>(), 1..9)) {
        let (_, bytes, sender, recipient) = sealed(&[Field::Country]);
        let known = known(&sender);
        prop_assert!(open_package(&bytes[..cut.index(bytes.len())], &recipient.secret, &known).is_err());
        let longer = [&bytes[..], &more].concat();
        prop_assert_eq!(open_package(&longer, &recipient.secret, &known), Err(PackageError::CutOff));
    }
}
