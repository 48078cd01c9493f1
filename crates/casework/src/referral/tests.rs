//! The states of a referral, move by move.

use super::*;
use crate::basis::{Basis, BasisKind, ConsentDecision, ConsentRecord, GivenBy};
use crate::package::{NoteState, ReasonCode};

const CONSENT: Id = Id([1; 16]);
const DIGEST: Digest = Digest([5; 32]);

struct World {
    age: AgeSaid,
    consents: ConsentHistory,
    agreement: Agreement,
}

impl World {
    fn new(age: AgeSaid) -> World {
        let agreement = Agreement {
            purposes: vec![Route::Police, Route::Protection],
            fields: Field::ALL.iter().copied().collect(),
            from: Moment(0),
            until: Moment(10_000),
            retention_days: 90,
        };
        World { age, consents: ConsentHistory::default(), agreement }
    }

    fn agreed(mut self, fields: &[Field], recipient: PartnerKind) -> World {
        let (fields, recipients) = (fields.iter().copied().collect(), BTreeSet::from([recipient]));
        self.decide(CONSENT, ConsentDecision::Given { fields, recipients, until: None });
        self
    }

    fn decide(&mut self, id: Id, decision: ConsentDecision) {
        let (words, recorded_by) = ("Asked in person.".to_owned(), "ann".to_owned());
        let (given_by, recorded_at) = (GivenBy::Person, Moment(1));
        self.consents.push(ConsentRecord {
            id,
            decision,
            given_by,
            interpreter: false,
            words,
            recorded_by,
            recorded_at,
        });
    }

    fn guard(&self) -> Guard<'_> {
        Guard { age: self.age, consents: &self.consents, agreement: &self.agreement }
    }
}

fn draft(route: Route, recipient: PartnerKind) -> Referral {
    Referral::draft(Id([3; 16]), route, Id([4; 16]), recipient, "ann", Moment(1)).unwrap()
}

fn basis(basis: Basis) -> RecordedBasis {
    RecordedBasis { basis, recorded_by: "ann".into(), recorded_at: Moment(2), words: "Decided in the team.".into() }
}

fn sent(world: &World, route: Route, recipient: PartnerKind, on: Basis) -> Referral {
    let mut referral = draft(route, recipient);
    referral.record_basis(basis(on)).unwrap();
    referral.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).unwrap();
    referral.advance(Move::Send, "ann", Moment(4), "", Some(&world.guard())).unwrap();
    referral.packed(DIGEST).unwrap();
    referral
}

fn note(seq: u32, state: NoteState) -> ReceiptNote {
    ReceiptNote {
        referral: Id([3; 16]),
        package_digest: DIGEST,
        state,
        reason_code: (state == NoteState::Rejected).then_some(ReasonCode::NoCapacity),
        words: None,
        outcome: (state == NoteState::Outcome).then_some(crate::outcome::OutcomeKind::PersonSafe),
        seq,
        at: Moment(50),
    }
}

fn states(referral: &Referral) -> Vec<&'static str> {
    referral.history.iter().map(|event| event.state.name()).collect()
}

fn consent() -> Basis {
    Basis::Consent { consent: CONSENT }
}

#[test]
fn a_referral_goes_its_way_with_who_when_and_why() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    referral.advance(Move::Receive, "shelter", Moment(5), "", None).unwrap();
    referral.advance(Move::AskInformation, "shelter", Moment(6), "Which language?", None).unwrap();
    referral.advance(Move::GiveInformation, "ann", Moment(7), "", Some(&world.guard())).unwrap();
    referral.advance(Move::Accept, "shelter", Moment(8), "", None).unwrap();
    referral.advance(Move::RecordOutcome, "shelter", Moment(9), "", None).unwrap();
    let event = referral.advance(Move::Close, "ann", Moment(10), " done ", None).unwrap();
    assert_eq!((event.actor.as_str(), event.at, event.reason.as_str()), ("ann", Moment(10), "done"));
    let way = "draft approved sent received needs_information received accepted outcome_recorded closed";
    assert_eq!(states(&referral).join(" "), way);
}

#[test]
fn an_illegal_move_says_which_are_possible() {
    let mut referral = draft(Route::Protection, PartnerKind::Shelter);
    let error = referral.advance(Move::Send, "ann", Moment(2), "", None).unwrap_err();
    assert_eq!(error, MoveError::Illegal { state: State::Draft, attempted: Move::Send });
    assert_eq!(
        error.to_string(),
        "\"Send\" is not possible while a referral stands at \"Draft\"; possible are: Approve, Revoke, Let it expire"
    );
    referral.advance(Move::Expire, "clock", Moment(3), "", None).unwrap();
    let error = referral.advance(Move::Approve, "ann", Moment(4), "", None).unwrap_err();
    assert!(error.to_string().ends_with("nothing follows"), "{error}");
}

#[test]
fn rejections_revocations_and_questions_have_a_reason_and_every_step_an_actor() {
    let world = World::new(AgeSaid::Child);
    for mv in [Move::Reject, Move::AskInformation, Move::Revoke] {
        let law = "Child protection act".to_owned();
        let mut referral = sent(&world, Route::Protection, PartnerKind::ChildWelfare, Basis::Duty { law });
        referral.advance(Move::Receive, "partner", Moment(5), "", None).unwrap();
        let before = referral.clone();
        assert_eq!(referral.advance(mv, "partner", Moment(6), " \n", None), Err(MoveError::NeedsReason(mv)));
        assert_eq!(referral.advance(mv, "", Moment(6), "why", None), Err(MoveError::NoActor));
        assert_eq!(referral, before, "a refused move changes nothing");
        referral.advance(mv, "partner", Moment(6), "why", None).unwrap();
    }
}

#[test]
fn nothing_is_approved_without_a_basis_or_a_look_at_the_rules() {
    let world = World::new(AgeSaid::Child);
    let mut referral = draft(Route::Protection, PartnerKind::ChildWelfare);
    let approve = |referral: &mut Referral, guard: Option<&Guard<'_>>| {
        referral.advance(Move::Approve, "ben", Moment(3), "", guard).map(|_| ())
    };
    assert_eq!(approve(&mut referral, None), Err(MoveError::Unguarded(Move::Approve)));
    assert_eq!(approve(&mut referral, Some(&world.guard())), Err(Refused::NoBasis.into()));
    let hollow = RecordedBasis { words: String::new(), ..basis(consent()) };
    assert_eq!(referral.record_basis(hollow), Err(BasisError::Words.into()));
    referral.record_basis(RecordedBasis::duty_to_child("ann", Moment(2), "She is twelve.")).unwrap();
    assert_eq!(approve(&mut referral, Some(&world.guard())), Ok(()));
    assert_eq!(referral.record_basis(basis(consent())), Err(MoveError::NoDraft(State::Approved)));
    assert_eq!(referral.choose(BTreeSet::from([Field::Where])), Err(MoveError::NoDraft(State::Approved)));
}

#[test]
fn the_police_need_four_eyes() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Police);
    let mut referral = draft(Route::Police, PartnerKind::Police);
    referral.record_basis(RecordedBasis { recorded_by: "cleo".into(), ..basis(consent()) }).unwrap();
    for one in ["ann", " ann ", "cleo"] {
        let approved = referral.advance(Move::Approve, one, Moment(3), "", Some(&world.guard()));
        assert_eq!(approved, Err(MoveError::FourEyes), "{one}");
    }
    assert!(referral.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).is_ok());
    let mut shelter = draft(Route::Protection, PartnerKind::ChildWelfare);
    shelter.record_basis(RecordedBasis::duty_to_child("ann", Moment(2), "He is nine.")).unwrap();
    let child = World::new(AgeSaid::Child);
    assert!(shelter.advance(Move::Approve, "ann", Moment(3), "", Some(&child.guard())).is_ok());
}

#[test]
fn what_is_not_agreed_to_any_more_does_not_leave_with_the_rest() {
    let mut world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative, Field::Where], PartnerKind::Shelter);
    let mut referral = draft(Route::Protection, PartnerKind::Shelter);
    referral.record_basis(basis(consent())).unwrap();
    referral.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).unwrap();
    world = world.agreed(&[Field::Narrative, Field::SafeContact], PartnerKind::Shelter);
    referral.advance(Move::Send, "ann", Moment(4), "", Some(&world.guard())).unwrap();
    let left = referral.scope.as_ref().map(|scope| scope.fields.clone());
    assert_eq!(left, Some(BTreeSet::from([Field::Narrative])), "neither the place nor what was not approved");
}

#[test]
fn a_withdrawal_stops_what_has_not_left_and_tells_who_has_it() {
    let mut world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut outside = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    let mut approved = draft(Route::Protection, PartnerKind::Shelter);
    approved.record_basis(basis(consent())).unwrap();
    let mut drafted = approved.clone();
    approved.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).unwrap();
    world.decide(Id([2; 16]), ConsentDecision::Withdrawn);
    for referral in [&mut approved, &mut drafted] {
        assert_eq!(referral.follow_decision(&world.guard(), "ann", Moment(5)), Withdrawal::Stopped);
        assert_eq!(referral.state(), State::Revoked);
        assert_eq!(referral.follow_decision(&world.guard(), "ann", Moment(6)), Withdrawal::Unaffected);
    }
    assert_eq!(outside.follow_decision(&world.guard(), "ann", Moment(5)), Withdrawal::NoticeOwed);
    assert_eq!(outside.follow_decision(&world.guard(), "ann", Moment(6)), Withdrawal::Unaffected, "once is enough");
    assert_eq!(outside.owed().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::ConsentWithdrawn]);
    outside.told(Moment(7));
    assert_eq!((outside.owed().count(), outside.notices.len()), (0, 1));
    // Answering the partner would be leaving once more.
    outside.advance(Move::Receive, "shelter", Moment(8), "", None).unwrap();
    outside.advance(Move::AskInformation, "shelter", Moment(9), "Her name?", None).unwrap();
    let answered = outside.advance(Move::GiveInformation, "ann", Moment(10), "", Some(&world.guard()));
    assert_eq!(answered, Err(Refused::ConsentWithdrawn.into()));
}

#[test]
fn a_withdrawal_takes_out_of_a_childs_referral_what_only_consent_opened() {
    let fields = [Field::Narrative, Field::Reporter];
    let mut world = World::new(AgeSaid::Disputed).agreed(&fields, PartnerKind::ChildWelfare);
    let mut referral = draft(Route::Protection, PartnerKind::ChildWelfare);
    referral.record_basis(basis(consent())).unwrap();
    referral.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).unwrap();
    world.decide(Id([2; 16]), ConsentDecision::Withdrawn);
    let followed = referral.follow_decision(&world.guard(), "ann", Moment(5));
    assert_eq!(followed, Withdrawal::Narrowed(BTreeSet::from([Field::Reporter])));
    referral.advance(Move::Send, "ann", Moment(6), "", Some(&world.guard())).unwrap();
    assert_eq!(referral.scope.as_ref().map(|scope| scope.rests_on), Some(BasisKind::Duty));
}

#[test]
fn a_referral_on_vital_interest_stops_when_the_adult_says_no() {
    let mut world = World::new(AgeSaid::Adult);
    let mut referral = draft(Route::Police, PartnerKind::Police);
    referral.record_basis(basis(Basis::VitalInterest { danger: "Threatened with a knife.".into() })).unwrap();
    let mut nameless = referral.clone();
    nameless.choose(BTreeSet::from([Field::Country, Field::Danger])).unwrap();
    for referral in [&mut referral, &mut nameless] {
        referral.advance(Move::Approve, "ben", Moment(3), "", Some(&world.guard())).unwrap();
    }
    world.decide(Id([2; 16]), ConsentDecision::Refused { recipients: BTreeSet::new() });
    assert_eq!(referral.follow_decision(&world.guard(), "ann", Moment(5)), Withdrawal::Stopped);
    assert_eq!(nameless.follow_decision(&world.guard(), "ann", Moment(5)), Withdrawal::Unaffected);
    assert_eq!(nameless.is_notification(), Some(true));
}

#[test]
fn taking_back_what_has_left_is_told() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    referral.advance(Move::Revoke, "ann", Moment(5), "Sent to the wrong shelter.", None).unwrap();
    assert_eq!(referral.owed().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::Revoked]);
}

#[test]
fn receipts_move_a_referral_once_and_in_any_order() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    let mut take = |note: &ReceiptNote| referral.take_receipt(note, "shelter", Moment(60)).unwrap();
    // The first receipt is late: the second implies it.
    assert_eq!(take(&note(2, NoteState::Accepted)), Applied::Moved(State::Accepted));
    assert_eq!(take(&note(2, NoteState::Accepted)), Applied::Repeated);
    assert_eq!(take(&note(1, NoteState::Received)), Applied::OutOfPlace(State::Accepted));
    assert_eq!(take(&note(3, NoteState::Accepted)), Applied::NothingNew);
    assert_eq!(take(&note(4, NoteState::Outcome)), Applied::Moved(State::OutcomeRecorded));
    assert_eq!(take(&note(5, NoteState::Rejected)), Applied::OutOfPlace(State::OutcomeRecorded));
    assert_eq!(states(&referral).join(" "), "draft approved sent received accepted outcome_recorded");
    assert_eq!(referral.receipts.len(), 5, "none is lost");
    assert_eq!(referral.history[5].reason, "Person safe");
}

#[test]
fn the_words_of_a_receipt_follow_its_outline() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    let full = ReceiptNote { words: Some("Full until May.".into()), ..note(1, NoteState::Rejected) };
    let outline = ReceiptNote { words: None, reason_code: None, ..full.clone() };
    let other = ReceiptNote { state: NoteState::Accepted, ..full.clone() };
    let mut take = |note: &ReceiptNote| referral.take_receipt(note, "shelter", Moment(60)).unwrap();
    assert_eq!(take(&outline), Applied::Moved(State::Rejected));
    assert_eq!(take(&other), Applied::Repeated, "what was decided is never replaced");
    assert_eq!(take(&full), Applied::NothingNew);
    assert_eq!(take(&outline), Applied::Repeated);
    assert_eq!(referral.receipts[&1], full);
}

#[test]
fn receipts_for_something_else_are_refused() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let mut referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    let mut take = |note: ReceiptNote| referral.take_receipt(&note, "shelter", Moment(60));
    let received = note(1, NoteState::Received);
    assert_eq!(take(ReceiptNote { referral: Id([9; 16]), ..received.clone() }), Err(NoteError::OtherReferral));
    assert_eq!(take(ReceiptNote { package_digest: Digest([9; 32]), ..received.clone() }), Err(NoteError::OtherPackage));
    let mut unsent = draft(Route::Protection, PartnerKind::Shelter);
    assert_eq!(unsent.take_receipt(&received, "shelter", Moment(60)), Err(NoteError::NotSent));
    assert_eq!(unsent.packed(DIGEST), Err(MoveError::NotSent));
    let mut seqs = 1..=u32::MAX;
    let full = seqs.find_map(|seq| referral.take_receipt(&note(seq, NoteState::Received), "shelter", Moment(60)).err());
    assert_eq!((full, referral.receipts.len()), (Some(NoteError::TooMany), 1_000));
}

#[test]
fn a_history_that_never_was_is_refused() {
    let world = World::new(AgeSaid::Adult).agreed(&[Field::Narrative], PartnerKind::Shelter);
    let referral = sent(&world, Route::Protection, PartnerKind::Shelter, consent());
    let json = serde_json::to_string(&referral).unwrap();
    assert_eq!(serde_json::from_str::<Referral>(&json).unwrap(), referral);
    let with = |change: fn(&mut Kept)| {
        let mut kept = Kept::from(referral.clone());
        change(&mut kept);
        Referral::try_from(kept).unwrap_err()
    };
    assert_eq!(with(|kept| drop(kept.history.remove(0))), RestoreError::Beginning);
    assert_eq!(with(|kept| drop(kept.history.remove(1))), RestoreError::Step(1));
    assert_eq!(with(|kept| kept.bases.clear()), RestoreError::Basis);
    assert_eq!(with(|kept| kept.scope = None), RestoreError::Basis);
}

#[test]
fn a_draft_has_a_drafter_and_a_partner_that_receives_such() {
    let start = |route, kind, by: &str| Referral::draft(Id([3; 16]), route, Id([4; 16]), kind, by, Moment(1));
    assert_eq!(start(Route::Protection, PartnerKind::Shelter, " "), Err(MoveError::NoActor));
    let refused = Refused::Recipient { recipient: PartnerKind::Police, route: Route::Protection };
    assert_eq!(start(Route::Protection, PartnerKind::Police, "ann"), Err(refused.into()));
    let only = draft(Route::Protection, PartnerKind::Shelter).choose(BTreeSet::from([Field::Reporter]));
    assert_eq!(only, Err(MoveError::OnlyNamed));
}
