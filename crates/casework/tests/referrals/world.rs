//! The world of the sequences: one incident, three referrals, and what people, partners and the clock do to them.

use super::model::{Model, Word};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use turnstone_casework::basis::{
    Basis, BasisKind, ConsentDecision, ConsentHistory, ConsentRecord, GivenBy, Question, RecordedBasis,
};
use turnstone_casework::id::Id;
use turnstone_casework::incident::AgeSaid;
use turnstone_casework::moment::Moment;
use turnstone_casework::outcome::OutcomeKind;
use turnstone_casework::package::{
    Digest, NoteState, NoticeKind, Parts, Party, ReasonCode, ReceiptNote, build, open_note, open_package, seal_note,
    seal_package,
};
use turnstone_casework::partner::{Agreement, Field, PartnerKind};
use turnstone_casework::referral::{Applied, Guard, Kept, Move, MoveError, Referral, State, Withdrawal};
use turnstone_casework::triage::Route;
use turnstone_casework::vault::{SecretKey, SigningKey};

/// What can happen.
#[derive(Clone, Debug)]
pub enum Act {
    /// The person decides; staff follow it up at once, or forget to.
    Decide { decision: ConsentDecision, followed: bool },
    /// A new draft takes the place of a referral.
    Draft { at: usize, route: Route, recipient: PartnerKind, by: usize },
    /// A basis is recorded.
    Record { at: usize, kind: BasisKind, complete: bool, by: usize, which: Index },
    /// Fields are chosen.
    Choose { at: usize, fields: BTreeSet<Field> },
    /// A step is tried.
    Advance { at: usize, mv: Move, by: usize, reason: bool, guarded: bool },
    /// The next step on the usual way is tried.
    Onward { at: usize, by: usize },
    /// A receipt arrives: in order, late, repeated, forged.
    Receipt { at: usize, seq: u32, state: NoteState, honest: bool },
    /// What is said of the age changes.
    Age(AgeSaid),
    /// The agreement changes.
    Agree { fields: BTreeSet<Field>, police: bool, protection: bool, ends_in: i64 },
    /// Time passes.
    Wait(i64),
    /// Everything owed is told.
    Tell { at: usize },
}

fn fields() -> impl Strategy<Value = BTreeSet<Field>> {
    prop_oneof![
        2 => Just(Field::ALL.iter().copied().collect()),
        3 => subsequence(Field::ALL.to_vec(), 0..=Field::ALL.len()).prop_map(|fields| fields.into_iter().collect()),
        1 => subsequence(vec![Field::Reporter, Field::MigrationStatus, Field::Country], 1..=2).prop_map(|f| f.into_iter().collect()),
    ]
}

fn kinds() -> impl Strategy<Value = BTreeSet<PartnerKind>> {
    subsequence(PartnerKind::ALL.to_vec(), 0..=PartnerKind::ALL.len()).prop_map(|kinds| kinds.into_iter().collect())
}

fn decision() -> impl Strategy<Value = ConsentDecision> {
    prop_oneof![
        5 => (fields(), kinds(), prop::option::of(0i64..600))
            .prop_map(|(fields, recipients, until)| ConsentDecision::Given { fields, recipients, until: until.map(Moment) }),
        1 => kinds().prop_map(|recipients| ConsentDecision::Refused { recipients }),
        1 => Just(ConsentDecision::Withdrawn),
    ]
}

fn route() -> impl Strategy<Value = Route> {
    select(vec![Route::Police, Route::Protection])
}

/// One thing that happens.
pub fn act() -> impl Strategy<Value = Act> {
    let at = || 0usize..3;
    let by = || 0usize..3;
    prop_oneof![
        4 => (decision(), prop::bool::weighted(0.8)).prop_map(|(decision, followed)| Act::Decide { decision, followed }),
        2 => (at(), route(), select(PartnerKind::ALL.to_vec()), by())
            .prop_map(|(at, route, recipient, by)| Act::Draft { at, route, recipient, by }),
        5 => (at(), select(BasisKind::ALL.to_vec()), prop::bool::weighted(0.9), by(), any::<Index>())
            .prop_map(|(at, kind, complete, by, which)| Act::Record { at, kind, complete, by, which }),
        1 => (at(), fields()).prop_map(|(at, fields)| Act::Choose { at, fields }),
        4 => (at(), select(Move::ALL.to_vec()), by(), any::<bool>(), prop::bool::weighted(0.9))
            .prop_map(|(at, mv, by, reason, guarded)| Act::Advance { at, mv, by, reason, guarded }),
        14 => (at(), by()).prop_map(|(at, by)| Act::Onward { at, by }),
        6 => (at(), 1u32..6, select(NoteState::ALL.to_vec()), prop::bool::weighted(0.8))
            .prop_map(|(at, seq, state, honest)| Act::Receipt { at, seq, state, honest }),
        1 => select(AgeSaid::ALL.to_vec()).prop_map(Act::Age),
        1 => (fields(), prop::bool::weighted(0.9), prop::bool::weighted(0.9), 0i64..2_000)
            .prop_map(|(fields, police, protection, ends_in)| Act::Agree { fields, police, protection, ends_in }),
        2 => (0i64..60).prop_map(Act::Wait),
        1 => at().prop_map(|at| Act::Tell { at }),
    ]
}

/// How often the sequences came to what they are to check.
#[derive(Clone, Debug, Default)]
pub struct Reached {
    counts: BTreeMap<&'static str, u64>,
    states: BTreeMap<State, u64>,
}

impl Reached {
    fn note(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Adds another count.
    pub fn add(&mut self, other: &Reached) {
        other.counts.iter().for_each(|(what, count)| *self.counts.entry(what).or_default() += count);
        other.states.iter().for_each(|(state, count)| *self.states.entry(*state).or_default() += count);
    }

    /// Every state and every kind of event was reached at least ten times.
    pub fn assert_everything(&self) {
        for state in State::ALL {
            assert!(self.states.get(state).is_some_and(|count| *count >= 10), "{state}: {:?}", self.states);
        }
        let kinds = [
            "package",
            "notification",
            "child without consent",
            "no basis",
            "four eyes",
            "stopped",
            "narrowed",
            "notice",
            "refused",
            "receipt moved",
            "receipt repeated",
            "receipt out of place",
            "receipt refused",
            "left less than approved",
            "information given",
        ];
        for kind in kinds {
            assert!(self.counts.get(kind).is_some_and(|count| *count >= 10), "{kind}: {:?}", self.counts);
        }
    }
}

const PEOPLE: [&str; 3] = ["ann", "ben", "cleo"];

/// One incident and its referrals.
pub struct World {
    now: Moment,
    age: AgeSaid,
    consents: ConsentHistory,
    agreement: Agreement,
    referrals: Vec<Referral>,
    /// What was approved, by the model's own account.
    approved: Vec<Option<BTreeSet<Field>>>,
    serial: u8,
    rng: ChaCha20Rng,
    sender: (SecretKey, SigningKey),
    recipient: (SecretKey, SigningKey),
    stranger: SigningKey,
    /// What was seen.
    pub reached: Reached,
}

fn draft(serial: u8, route: Route, recipient: PartnerKind, by: &str, at: Moment) -> Result<Referral, MoveError> {
    Referral::draft(Id([serial; 16]), route, Id([200; 16]), recipient, by, at)
}

impl World {
    /// Two referrals for protection and one to the police, about somebody of an age that the seed decides.
    pub fn new(seed: u64) -> World {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let now = Moment(100);
        let starts = [
            (Route::Protection, PartnerKind::ChildWelfare),
            (Route::Protection, PartnerKind::Shelter),
            (Route::Police, PartnerKind::Police),
        ];
        let referrals: Vec<Referral> =
            (1..).zip(starts).map(|(serial, (route, kind))| draft(serial, route, kind, "ann", now).unwrap()).collect();
        World {
            now,
            age: *AgeSaid::ALL.choose(&mut rng).unwrap(),
            consents: ConsentHistory::default(),
            agreement: Agreement {
                purposes: vec![Route::Police, Route::Protection],
                fields: Field::ALL.iter().copied().collect(),
                from: Moment(0),
                until: Moment(2_000),
                retention_days: 30,
            },
            approved: vec![None; referrals.len()],
            referrals,
            serial: 10,
            sender: (SecretKey::generate(&mut rng), SigningKey::generate(&mut rng)),
            recipient: (SecretKey::generate(&mut rng), SigningKey::generate(&mut rng)),
            stranger: SigningKey::generate(&mut rng),
            rng,
            reached: Reached::default(),
        }
    }

    /// Lets it happen, and checks every promise.
    pub fn play(&mut self, act: &Act) {
        let before: Vec<Referral> = self.referrals.clone();
        let consents = self.consents.clone();
        let replaced = match act {
            Act::Draft { at, .. } => Some(*at),
            _ => None,
        };
        match act {
            Act::Decide { decision, followed } => self.decide(decision, *followed),
            Act::Draft { at, route, recipient, by } => {
                self.serial = self.serial.wrapping_add(1);
                let drafted = draft(self.serial, *route, *recipient, PEOPLE[*by], self.now);
                assert_eq!(drafted.is_ok(), recipient.serves(*route));
                if let Ok(referral) = drafted {
                    (self.referrals[*at], self.approved[*at]) = (referral, None);
                }
            }
            Act::Record { at, kind, complete, by, which } => self.record(*at, *kind, *complete, *by, which),
            Act::Choose { at, fields } => drop(self.referrals[*at].choose(fields.clone())),
            Act::Advance { at, mv, by, reason, guarded } => self.advance(*at, *mv, *by, *reason, *guarded),
            Act::Onward { at, by } => {
                let usual = [
                    (State::Draft, Move::Approve),
                    (State::Approved, Move::Send),
                    (State::NeedsInformation, Move::GiveInformation),
                    (State::Accepted, Move::RecordOutcome),
                    (State::OutcomeRecorded, Move::Close),
                    (State::Rejected, Move::Close),
                ];
                let state = self.referrals[*at].state();
                if let Some((_, mv)) = usual.iter().find(|(from, _)| *from == state) {
                    self.advance(*at, *mv, *by, false, true);
                }
            }
            Act::Receipt { at, seq, state, honest } => self.receipt(*at, *seq, *state, *honest),
            Act::Age(age) => self.age = *age,
            Act::Agree { fields, police, protection, ends_in } => {
                self.agreement.fields.clone_from(fields);
                let purposes = [(Route::Police, police), (Route::Protection, protection)];
                self.agreement.purposes = purposes.iter().filter(|(_, yes)| **yes).map(|(route, _)| *route).collect();
                self.agreement.until = self.now.plus(*ends_in);
            }
            Act::Wait(seconds) => self.now = self.now.plus(*seconds),
            Act::Tell { at } => self.referrals[*at].told(self.now),
        }
        assert_eq!(self.consents.records()[..consents.records().len()], *consents.records(), "a decision was lost");
        for (at, before) in before.iter().enumerate().filter(|(at, _)| Some(*at) != replaced) {
            self.nothing_is_lost(before, &self.referrals[at]);
        }
        for at in 0..self.referrals.len() {
            *self.reached.states.entry(self.referrals[at].state()).or_default() += 1;
            self.protection_of_a_child_waits_for_no_consent(at);
        }
    }

    fn guard(&self) -> Guard<'_> {
        Guard { age: self.age, consents: &self.consents, agreement: &self.agreement }
    }

    /// The model's question about a referral: `planned` is what the model knows was approved, not what the program says.
    fn question<'a>(
        &'a self,
        at: usize,
        basis: Option<&'a RecordedBasis>,
        planned: Option<&'a BTreeSet<Field>>,
    ) -> Question<'a> {
        let referral = &self.referrals[at];
        Question {
            route: referral.route,
            recipient: referral.recipient,
            age: self.age,
            consents: &self.consents,
            basis,
            agreement: &self.agreement,
            planned,
            now: self.now,
        }
    }

    /// Promise: no step, no basis, no receipt and no notice is ever lost or changed.
    fn nothing_is_lost(&self, before: &Referral, after: &Referral) {
        assert!(after.history.starts_with(&before.history), "a step was lost: {:?}", after.history);
        assert!(after.bases.starts_with(&before.bases), "a basis was lost");
        assert!(after.digests.starts_with(&before.digests), "a package was forgotten");
        assert!(before.receipts.iter().all(|(seq, note)| after.receipts.get(seq) == Some(note)), "a receipt was lost");
        let same = |pair: (&turnstone_casework::referral::Notice, &turnstone_casework::referral::Notice)| {
            (pair.0.kind, pair.0.decision, pair.0.owed_at) == (pair.1.kind, pair.1.decision, pair.1.owed_at)
        };
        assert!(after.notices.len() >= before.notices.len() && before.notices.iter().zip(&after.notices).all(same));
        for pair in after.history.windows(2) {
            let led = Move::ALL.iter().any(|mv| Model::leads(pair[0].state, *mv) == Some(pair[1].state));
            assert!(led && !pair[1].actor.is_empty(), "{pair:?}");
            let needs = matches!(pair[1].state, State::Revoked);
            assert!(!needs || !pair[1].reason.is_empty(), "{pair:?}");
        }
        // Promise: nothing has ever left without a basis.
        if after.was_sent() {
            let complete = |basis: &RecordedBasis| basis.check().is_ok() && !basis.recorded_by.is_empty();
            assert!(!after.bases.is_empty() && after.bases.iter().all(complete), "it left without a basis");
        }
        let kept = Kept::from(after.clone());
        assert_eq!(Referral::try_from(kept).as_ref(), Ok(after), "what is kept is a referral again");
    }

    /// Promise: with no consent, with the one there is, and with all the consent there could be, the next step is as open.
    fn protection_of_a_child_waits_for_no_consent(&mut self, at: usize) {
        let referral = &self.referrals[at];
        let mv = match referral.state() {
            State::Draft => Move::Approve,
            State::Approved => Move::Send,
            _ => return,
        };
        if referral.route != Route::Protection || self.age == AgeSaid::Adult || referral.bases.is_empty() {
            return;
        }
        let everything = ConsentHistory::from_records(vec![ConsentRecord {
            decision: ConsentDecision::Given {
                fields: Field::ALL.iter().copied().collect(),
                recipients: PartnerKind::ALL.iter().copied().collect(),
                until: None,
            },
            ..record(1, ConsentDecision::Withdrawn, self.now)
        }]);
        let refused = ConsentHistory::from_records(vec![record(
            2,
            ConsentDecision::Refused { recipients: BTreeSet::new() },
            self.now,
        )]);
        let nothing = ConsentHistory::default();
        let attempt = |consents: &ConsentHistory| {
            let mut tried = referral.clone();
            tried.advance(mv, "dora", self.now, "", Some(&Guard { consents, ..self.guard() })).map(|_| ())
        };
        let open = attempt(&everything);
        for consents in [&nothing, &refused, &self.consents] {
            assert_eq!(attempt(consents), open, "a child's protection was stopped by a consent");
        }
        if open.is_ok() {
            self.reached.note("child without consent");
        }
    }

    fn decide(&mut self, decision: &ConsentDecision, followed: bool) {
        self.serial = self.serial.wrapping_add(1);
        let decision = match decision.clone() {
            ConsentDecision::Given { fields, recipients, until } => {
                let until = until.map(|seconds| self.now.plus(seconds.0));
                ConsentDecision::Given { fields, recipients, until }
            }
            other => other,
        };
        self.consents.push(record(self.serial, decision, self.now));
        if !followed {
            return;
        }
        for at in 0..self.referrals.len() {
            let before = self.referrals[at].clone();
            let question = self.question(at, before.basis(), None);
            let (word, childs) = (Model::word(&question), Model::childs_protection(&question));
            let deciding = Model::deciding(&question);
            let (consents, agreement) = (self.consents.clone(), self.agreement.clone());
            let guard = Guard { age: self.age, consents: &consents, agreement: &agreement };
            let followed = self.referrals[at].follow_decision(&guard, "ann", self.now);
            let after = &self.referrals[at];
            let kind = before.basis().map(|basis| basis.basis.kind());
            // Promise: what has not left stops.
            if before.state().is_at_home() && word == Word::No && kind == Some(BasisKind::Consent) && !childs {
                assert_eq!((followed.clone(), after.state()), (Withdrawal::Stopped, State::Revoked));
            }
            if childs && before.state().is_at_home() {
                assert_eq!(after.state(), before.state(), "a child's referral was stopped");
            }
            // Promise: whoever has it is told, once for each decision.
            if before.was_sent() && word == Word::No && before.scope.as_ref().is_some_and(|scope| scope.identity) {
                let told = |notice: &&turnstone_casework::referral::Notice| {
                    notice.decision.is_some() && notice.decision == deciding
                };
                assert_eq!(after.notices.iter().filter(told).count(), 1, "{followed:?}");
                assert_eq!(after.state(), before.state());
            }
            match &followed {
                Withdrawal::Stopped => self.reached.note("stopped"),
                Withdrawal::Narrowed(gone) => {
                    let approved = self.approved[at].as_mut().expect("what is narrowed was approved");
                    assert!(!gone.is_empty() && gone.is_subset(approved));
                    approved.retain(|field| !gone.contains(field));
                    self.reached.note("narrowed");
                }
                Withdrawal::NoticeOwed => self.reached.note("notice"),
                Withdrawal::Unaffected => {}
            }
            let again = self.referrals[at].clone().follow_decision(&guard, "ann", self.now);
            assert_eq!(again, Withdrawal::Unaffected, "a decision was followed twice");
        }
    }

    fn record(&mut self, at: usize, kind: BasisKind, complete: bool, by: usize, which: &Index) {
        let given: Vec<Id> = self.consents.records().iter().map(|record| record.id).collect();
        let text = |words: &str| if complete { words.to_owned() } else { "  ".to_owned() };
        let basis = match kind {
            BasisKind::Consent if given.is_empty() => Basis::Consent { consent: Id([0; 16]) },
            BasisKind::Consent => Basis::Consent { consent: given[which.index(given.len())] },
            BasisKind::Duty => Basis::Duty { law: text("Act on the protection of children") },
            BasisKind::VitalInterest => Basis::VitalInterest { danger: text("Locked in without food.") },
        };
        let (recorded_by, recorded_at) = (PEOPLE[by].to_owned(), self.now);
        let basis = RecordedBasis { basis, recorded_by, recorded_at, words: text("Decided in the team.") };
        let draft = self.referrals[at].state() == State::Draft;
        assert_eq!(self.referrals[at].record_basis(basis).is_ok(), complete && draft);
    }

    fn advance(&mut self, at: usize, mv: Move, by: usize, reason: bool, guarded: bool) {
        let before = self.referrals[at].clone();
        let (state, basis) = (before.state(), before.basis().cloned());
        let planned = self.approved[at].as_ref().or(before.chosen.as_ref()).cloned();
        let question = self.question(at, basis.as_ref(), planned.as_ref());
        let allowed: BTreeSet<Field> =
            Field::ALL.iter().copied().filter(|field| Model::may_leave(&question, *field)).collect();
        let drafter = before.history[0].actor.clone();
        let second = drafter != PEOPLE[by] && basis.as_ref().is_none_or(|basis| basis.recorded_by != PEOPLE[by]);
        let leaves = matches!(mv, Move::Approve | Move::Send | Move::GiveInformation);
        let reasons = matches!(mv, Move::Reject | Move::Revoke | Move::AskInformation);
        let expected = Model::leads(state, mv)
            .filter(|_| reason || !reasons)
            .filter(|_| !leaves || guarded && !allowed.is_empty())
            .filter(|_| mv != Move::Approve || before.route != Route::Police || second);

        let (consents, agreement) = (self.consents.clone(), self.agreement.clone());
        let guard = Guard { age: self.age, consents: &consents, agreement: &agreement };
        let why = if reason { "because" } else { " " };
        let tried = self.referrals[at].advance(mv, PEOPLE[by], self.now, why, guarded.then_some(&guard)).cloned();
        match (&tried, expected) {
            (Ok(event), Some(to)) => {
                assert_eq!((event.state, event.actor.as_str(), event.at), (to, PEOPLE[by], self.now));
                assert!(!reasons || event.reason == "because");
            }
            (Err(_), None) => {
                assert_eq!(self.referrals[at], before, "a refused step changed something");
                self.reached.note(match tried {
                    Err(MoveError::FourEyes) => "four eyes",
                    Err(MoveError::Refused(turnstone_casework::basis::Refused::NoBasis)) => "no basis",
                    _ => "refused",
                });
                return;
            }
            _ => panic!("{mv} from {state}: {tried:?}, and the model says {expected:?} with {allowed:?}"),
        }
        if !leaves {
            return;
        }
        let scope = self.referrals[at].scope.clone().expect("what was approved has a scope");
        // Promise: never more than may leave now, and never more than was approved.
        assert_eq!(scope.fields, allowed);
        match mv {
            Move::Approve => self.approved[at] = Some(allowed),
            _ => {
                let approved = self.approved[at].replace(allowed).expect("what leaves was approved");
                assert!(scope.fields.is_subset(&approved));
                if scope.fields.len() < approved.len() {
                    self.reached.note("left less than approved");
                }
                if mv == Move::GiveInformation {
                    self.reached.note("information given");
                }
                self.pack(at);
            }
        }
    }

    /// Builds, seals and opens what leaves, and looks for what must not be in it.
    fn pack(&mut self, at: usize) {
        self.serial = self.serial.wrapping_add(1);
        let referral = &self.referrals[at];
        let question = self.question(at, referral.basis(), None);
        let (word, childs) = (Model::word(&question), Model::childs_protection(&question));
        let names_status = Model::names(&question, Field::MigrationStatus);
        let scope = referral.scope.clone().expect("what leaves has a scope");
        let parts = Parts {
            id: Id([self.serial; 16]),
            referral: referral.id,
            from: Party { name: "Hotline".into(), fingerprint: self.sender.1.verifying().fingerprint() },
            to: Party { name: "Partner".into(), fingerprint: self.recipient.0.public().fingerprint() },
            route: referral.route,
            scope: &scope,
            available: available(),
            record: None,
            made_at: self.now,
            retention_days: self.agreement.retention_days,
            synthetic: true,
        };
        let package = build(parts).unwrap();
        let bytes = seal_package(&package, &self.recipient.0.public(), &self.sender.1, &mut self.rng).unwrap();
        let known = [(Id([77; 16]), self.sender.1.verifying())];
        let opened = open_package(&bytes, &self.recipient.0, &known).unwrap();
        assert_eq!(opened.package, package);
        let text = serde_json::to_string(&opened.package).unwrap();
        for field in Field::ALL {
            let held = opened.package.fields.contains_key(field);
            assert!(!held || scope.fields.contains(field) && self.agreement.fields.contains(field), "{field} left");
            assert!(held || !text.contains(&canary(*field)), "{field} left within another");
        }
        let migration = text.contains("circumstance.status_lapsed");
        assert!(!migration || scope.fields.contains(&Field::MigrationStatus), "a fact told the migration status");
        let adult_says_no = word == Word::No && self.age == AgeSaid::Adult;
        let named = opened.package.fields.keys().any(|field| field.identifying());
        assert!(!(adult_says_no && named), "an adult refused and was named");
        assert!(childs || word != Word::No || opened.package.notification || self.age == AgeSaid::Child);
        if referral.route == Route::Police && !names_status {
            assert!(!opened.package.fields.contains_key(&Field::MigrationStatus));
        }
        self.reached.note(if opened.package.notification { "notification" } else { "package" });
        self.referrals[at].packed(opened.digest).unwrap();
    }

    fn receipt(&mut self, at: usize, seq: u32, state: NoteState, honest: bool) {
        let before = self.referrals[at].clone();
        let digest = before.digests.last().copied().unwrap_or(Digest([1; 32]));
        let note = ReceiptNote {
            referral: before.id,
            package_digest: if honest { digest } else { Digest([9; 32]) },
            state,
            reason_code: matches!(state, NoteState::Rejected).then_some(ReasonCode::NoCapacity),
            words: matches!(state, NoteState::NeedsInformation).then(|| "Which language?".to_owned()),
            outcome: matches!(state, NoteState::Outcome).then_some(OutcomeKind::PersonSafe),
            seq,
            at: self.now,
        };
        // A forged one is signed by somebody else, and is refused before anybody looks at what it says.
        let known = [(Id([78; 16]), self.recipient.1.verifying())];
        let forged = seal_note(&note, &self.sender.0.public(), &self.stranger, &mut self.rng).unwrap();
        assert!(open_note(&forged, &self.sender.0, &known).is_err());
        let sealed = seal_note(&note, &self.sender.0.public(), &self.recipient.1, &mut self.rng).unwrap();
        let (note, _) = open_note(&sealed, &self.sender.0, &known).unwrap();

        let taken = self.referrals[at].take_receipt(&note, "partner", self.now);
        let after = &self.referrals[at];
        let steps = after.history.len() - before.history.len();
        match taken {
            Err(_) => {
                assert!(!honest || before.digests.is_empty() || !before.was_sent());
                assert_eq!(*after, before);
                self.reached.note("receipt refused");
            }
            Ok(Applied::Moved(to)) => {
                assert!((1..=3).contains(&steps) && after.state() == to);
                self.reached.note("receipt moved");
            }
            Ok(Applied::Repeated) => {
                assert_eq!(*after, before);
                self.reached.note("receipt repeated");
            }
            Ok(Applied::NothingNew | Applied::OutOfPlace(_)) => {
                assert_eq!(steps, 0);
                assert_eq!(after.receipts.get(&seq), Some(&note), "a late receipt was lost");
                self.reached.note("receipt out of place");
            }
        }
        if taken.is_ok() {
            assert!(honest && before.digests.contains(&digest), "a receipt for another package was taken");
            let again = self.referrals[at].clone().take_receipt(&note, "partner", self.now);
            assert_eq!(again, Ok(Applied::Repeated), "the same receipt counted twice");
        }
        let owed = |referral: &Referral| referral.owed().filter(|notice| notice.kind == NoticeKind::Revoked).count();
        assert_eq!(owed(&self.referrals[at]), owed(&before));
    }
}

fn record(serial: u8, decision: ConsentDecision, at: Moment) -> ConsentRecord {
    ConsentRecord {
        id: Id([serial; 16]),
        decision,
        given_by: GivenBy::Person,
        interpreter: false,
        words: "Asked by telephone.".into(),
        recorded_by: "ann".into(),
        recorded_at: at,
    }
}

/// A word that stands in one field only.
fn canary(field: Field) -> String {
    format!("canary-{}-", field.name())
}

fn available() -> BTreeMap<Field, Value> {
    let value = |field: Field| match field {
        Field::Period => json!("2026-03"),
        Field::Country => json!("BEL"),
        Field::Facts => json!({ "means.threats": true, "circumstance.status_lapsed": true, "person.child": false }),
        Field::Questions => json!({ "crime": "yes", "protection": "yes" }),
        Field::Danger | Field::Ongoing => json!("unknown"),
        Field::Online => json!("offline"),
        Field::AgeGroup => json!("disputed"),
        Field::Gender => json!("female"),
        other => json!(canary(other)),
    };
    Field::ALL.iter().map(|field| (*field, value(*field))).collect()
}

/// A question with what it borrows.
#[derive(Debug)]
pub struct Asked {
    pub route: Route,
    pub recipient: PartnerKind,
    pub age: AgeSaid,
    pub consents: ConsentHistory,
    pub basis: Option<RecordedBasis>,
    pub agreement: Agreement,
    pub planned: Option<BTreeSet<Field>>,
    pub now: Moment,
}

/// A random question.
pub fn question(rng: &mut ChaCha20Rng) -> Asked {
    let now = Moment(100);
    let some = |rng: &mut ChaCha20Rng, share: f64| -> BTreeSet<Field> {
        Field::ALL.iter().copied().filter(|_| rng.random_bool(share)).collect()
    };
    let kinds = |rng: &mut ChaCha20Rng, share: f64| -> BTreeSet<PartnerKind> {
        PartnerKind::ALL.iter().copied().filter(|_| rng.random_bool(share)).collect()
    };
    let mut consents = ConsentHistory::default();
    for serial in 0..rng.random_range(0..5u8) {
        let decision = match rng.random_range(0..6) {
            0 => ConsentDecision::Refused { recipients: kinds(rng, 0.4) },
            1 => ConsentDecision::Withdrawn,
            _ => {
                let (share, until) = (rng.random_range(0.1..1.0), rng.random_range(90..140i64));
                ConsentDecision::Given {
                    fields: some(rng, share),
                    recipients: kinds(rng, 0.7),
                    until: rng.random_bool(0.5).then_some(Moment(until)),
                }
            }
        };
        consents.push(record(serial, decision, Moment(i64::from(serial))));
    }
    let words =
        |rng: &mut ChaCha20Rng, text: &str| if rng.random_bool(0.97) { text.to_owned() } else { " ".to_owned() };
    let basis = rng.random_bool(0.95).then(|| {
        let basis = match rng.random_range(0..4) {
            0 => Basis::Duty { law: words(rng, "Act on the protection of children") },
            1 => Basis::VitalInterest { danger: words(rng, "Locked in without food.") },
            _ => Basis::Consent { consent: Id([rng.random_range(0..5); 16]) },
        };
        RecordedBasis {
            basis,
            recorded_by: words(rng, "ann"),
            recorded_at: now,
            words: words(rng, "Decided in the team."),
        }
    });
    let (route, serving) =
        if rng.random() { (Route::Police, PartnerKind::Police) } else { (Route::Protection, PartnerKind::Shelter) };
    let mut purposes = vec![Route::Police, Route::Protection];
    if rng.random_bool(0.1) {
        purposes.remove(rng.random_range(0..2));
    }
    let (covered, planned) = (rng.random_range(0.05..1.0), rng.random_range(0.1..1.0));
    Asked {
        route,
        recipient: if rng.random_bool(0.4) { serving } else { *PartnerKind::ALL.choose(rng).unwrap() },
        age: *AgeSaid::ALL.choose(rng).unwrap(),
        consents,
        basis,
        agreement: Agreement {
            purposes,
            fields: some(rng, covered),
            from: Moment(rng.random_range(0..105)),
            until: Moment(rng.random_range(95..400)),
            retention_days: 30,
        },
        planned: rng.random_bool(0.4).then(|| some(rng, planned)),
        now,
    }
}
