//! A referral: what one organisation asks of another about one incident, with every step it went through.
//!
//! What may leave at all is decided in [`crate::basis`]; what leaves is built in [`crate::package`]. The table of states is in `state`,
//! receipts of the partner in `receipt`, a consent that is taken back in `withdrawal`. Nothing here reads a clock or a database.

mod receipt;
mod state;
mod withdrawal;

pub use receipt::{Applied, NoteError};
pub use state::{Move, State};
pub use withdrawal::Withdrawal;

use crate::basis::{BasisError, ConsentHistory, Question, RecordedBasis, Refused, Scope, permitted};
use crate::id::Id;
use crate::incident::AgeSaid;
use crate::moment::Moment;
use crate::package::{Digest, NoticeKind, ReceiptNote};
use crate::partner::{Agreement, Field, PartnerKind};
use crate::triage::Route;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use thiserror::Error;

/// One step, never changed afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The state it led to.
    pub state: State,
    /// Who did it: a user, or a partner.
    pub actor: String,
    /// When.
    pub at: Moment,
    /// Why, in words; may be empty where no reason is needed.
    pub reason: String,
}

/// Something the partner has to be told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What.
    pub kind: NoticeKind,
    /// The decision of the person that it follows from.
    pub decision: Option<Id>,
    /// Since when it is owed.
    pub owed_at: Moment,
    /// When it left.
    pub sent_at: Option<Moment>,
}

/// Everything that is kept of a referral.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its identifier.
    pub id: Id,
    /// What it is for.
    pub route: Route,
    /// The partner.
    pub partner: Id,
    /// What the partner is.
    pub recipient: PartnerKind,
    /// Every basis that was recorded; the last one counts.
    pub bases: Vec<RecordedBasis>,
    /// The fields that were chosen; absent for all that may leave.
    pub chosen: Option<BTreeSet<Field>>,
    /// What was approved, or what left.
    pub scope: Option<Scope>,
    /// The packages that left.
    pub digests: Vec<Digest>,
    /// Every step, the first first.
    pub history: Vec<Event>,
    /// What the partner has to be told, or was told.
    pub notices: Vec<Notice>,
    /// Every receipt of the partner, by its number.
    pub receipts: BTreeMap<u32, ReceiptNote>,
}

/// A referral. Its parts are read as those of [`Kept`]; they change only through the functions here, which keep the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Kept", into = "Kept")]
pub struct Referral(Kept);

impl Deref for Referral {
    type Target = Kept;

    fn deref(&self) -> &Kept {
        &self.0
    }
}

impl From<Referral> for Kept {
    fn from(referral: Referral) -> Kept {
        referral.0
    }
}

/// What guards the door at the moment of a move.
#[derive(Clone, Copy, Debug)]
pub struct Guard<'a> {
    /// What is said of the person's age.
    pub age: AgeSaid,
    /// What they decided.
    pub consents: &'a ConsentHistory,
    /// The agreement with the partner.
    pub agreement: &'a Agreement,
}

/// Why a move was refused. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum MoveError {
    /// It is not possible from here.
    #[error("\"{}\" is not possible while a referral stands at \"{}\"; {}", attempted.label(), state.label(), possible(*state))]
    Illegal {
        /// Where the referral stands.
        state: State,
        /// What was tried.
        attempted: Move,
    },
    /// It needs a reason.
    #[error("\"{}\" needs a reason in words", .0.label())]
    NeedsReason(Move),
    /// Nobody did it.
    #[error("every step says who took it")]
    NoActor,
    /// What decides about leaving was not looked at.
    #[error("\"{}\" needs the consents, the age and the agreement as they are now", .0.label())]
    Unguarded(Move),
    /// Nothing may leave.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Police referrals need a second person.
    #[error("a referral to the police is approved by somebody else than who drafted it or recorded its basis")]
    FourEyes,
    /// It is no draft any more.
    #[error("basis and fields are chosen while it is a draft; this one stands at \"{}\"", .0.label())]
    NoDraft(State),
    /// The basis is incomplete.
    #[error("the basis is incomplete: {0}")]
    Basis(#[from] BasisError),
    /// Only such fields were chosen as the person's own word opens.
    #[error("choose at least one field beside those that leave only by a consent that names them")]
    OnlyNamed,
    /// Nothing has left.
    #[error("nothing has left of this referral")]
    NotSent,
}

fn possible(state: State) -> String {
    match state.possible() {
        [] => "nothing follows".to_owned(),
        moves => {
            let labels: Vec<&str> = moves.iter().map(|mv| mv.label()).collect();
            format!("possible are: {}", labels.join(", "))
        }
    }
}

/// Why what was kept is no referral.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RestoreError {
    /// The history does not begin as a draft.
    #[error("the history of a referral begins with its draft")]
    Beginning,
    /// A step is none.
    #[error("step {0} of the history does not follow from the one before")]
    Step(usize),
    /// It left without a basis.
    #[error("a referral that was approved or has left has a basis and a scope")]
    Basis,
}

impl TryFrom<Kept> for Referral {
    type Error = RestoreError;

    fn try_from(kept: Kept) -> Result<Referral, RestoreError> {
        if kept.history.first().map(|event| event.state) != Some(State::FIRST) {
            return Err(RestoreError::Beginning);
        }
        let step =
            |pair: &[Event]| pair[0].state.possible().iter().any(|mv| pair[0].state.after(*mv) == Some(pair[1].state));
        if let Some(at) = kept.history.windows(2).position(|pair| !step(pair)) {
            return Err(RestoreError::Step(at + 1));
        }
        let approved = kept.history.iter().any(|event| event.state == State::Approved);
        if approved && (kept.bases.is_empty() || kept.scope.is_none()) {
            return Err(RestoreError::Basis);
        }
        Ok(Referral(kept))
    }
}

impl Referral {
    /// A draft.
    ///
    /// # Errors
    /// The partner does not receive such referrals, or nobody drafts it.
    pub fn draft(
        id: Id,
        route: Route,
        partner: Id,
        recipient: PartnerKind,
        drafted_by: &str,
        at: Moment,
    ) -> Result<Referral, MoveError> {
        if drafted_by.trim().is_empty() {
            return Err(MoveError::NoActor);
        }
        if !recipient.serves(route) {
            return Err(Refused::Recipient { recipient, route }.into());
        }
        let first = Event { state: State::FIRST, actor: drafted_by.to_owned(), at, reason: String::new() };
        Ok(Referral(Kept {
            id,
            route,
            partner,
            recipient,
            bases: Vec::new(),
            chosen: None,
            scope: None,
            digests: Vec::new(),
            history: vec![first],
            notices: Vec::new(),
            receipts: BTreeMap::new(),
        }))
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.history.last().map_or(State::FIRST, |event| event.state)
    }

    /// The basis that counts.
    pub fn basis(&self) -> Option<&RecordedBasis> {
        self.bases.last()
    }

    /// Whether anything ever left.
    pub fn was_sent(&self) -> bool {
        self.history.iter().any(|event| event.state == State::Sent)
    }

    /// Whether it is a notification that identifies nobody; not known before it is approved.
    pub fn is_notification(&self) -> Option<bool> {
        self.scope.as_ref().map(|scope| !scope.identity)
    }

    /// Records the basis, or another one. Earlier ones are kept.
    ///
    /// # Errors
    /// It is incomplete, or the referral is no draft any more.
    pub fn record_basis(&mut self, basis: RecordedBasis) -> Result<(), MoveError> {
        basis.check()?;
        self.must_be_draft()?;
        self.0.bases.push(basis);
        Ok(())
    }

    /// Chooses the fields that leave, at most; what may not leave is left out later, whatever was chosen.
    ///
    /// # Errors
    /// The referral is no draft any more, or only fields were chosen that leave by nothing but a consent that names them.
    pub fn choose(&mut self, fields: BTreeSet<Field>) -> Result<(), MoveError> {
        self.must_be_draft()?;
        if fields.iter().all(|field| field.needs_named_consent(self.route, self.recipient)) {
            return Err(MoveError::OnlyNamed);
        }
        self.0.chosen = Some(fields);
        Ok(())
    }

    /// What would leave now: for the preview, and for every move that lets something leave.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn preview(&self, guard: &Guard<'_>, now: Moment) -> Result<Scope, Refused> {
        let Guard { age, consents, agreement } = *guard;
        permitted(&Question {
            route: self.route,
            recipient: self.recipient,
            age,
            consents,
            basis: self.basis(),
            agreement,
            planned: self.scope.as_ref().map(|scope| &scope.fields).or(self.chosen.as_ref()),
            now,
        })
    }

    /// Takes a step.
    ///
    /// **Method** A step at which something is decided about leaving, or leaves ([`Move::is_guarded`]), is checked against
    /// basis, consents, age and agreement as they are at `at`; what is not permitted any more is taken out of the scope, so
    /// that never more leaves than was approved and never more than may leave now.
    ///
    /// # Errors
    /// [`MoveError`]; nothing has changed then.
    pub fn advance(
        &mut self,
        mv: Move,
        actor: &str,
        at: Moment,
        reason: &str,
        guard: Option<&Guard<'_>>,
    ) -> Result<&Event, MoveError> {
        let state = self.state();
        let to = state.after(mv).ok_or(MoveError::Illegal { state, attempted: mv })?;
        if actor.trim().is_empty() {
            return Err(MoveError::NoActor);
        }
        if mv.needs_reason() && reason.trim().is_empty() {
            return Err(MoveError::NeedsReason(mv));
        }
        if mv.is_guarded() {
            let scope = self.preview(guard.ok_or(MoveError::Unguarded(mv))?, at)?;
            if mv == Move::Approve && self.route == Route::Police && !self.is_second_person(actor) {
                return Err(MoveError::FourEyes);
            }
            self.0.scope = Some(scope);
        }
        if mv == Move::Revoke && self.was_sent() {
            self.0.notices.push(Notice { kind: NoticeKind::Revoked, decision: None, owed_at: at, sent_at: None });
        }
        Ok(self.step(to, actor, at, reason))
    }

    /// Notes the package that left, so that receipts for it are known.
    ///
    /// # Errors
    /// Nothing has left.
    pub fn packed(&mut self, digest: Digest) -> Result<(), MoveError> {
        if !self.was_sent() {
            return Err(MoveError::NotSent);
        }
        if !self.digests.contains(&digest) {
            self.0.digests.push(digest);
        }
        Ok(())
    }

    /// What the partner has to be told and was not told yet.
    pub fn owed(&self) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(|notice| notice.sent_at.is_none())
    }

    /// Notes that everything owed was told.
    pub fn told(&mut self, at: Moment) {
        for notice in self.0.notices.iter_mut().filter(|notice| notice.sent_at.is_none()) {
            notice.sent_at = Some(at);
        }
    }

    fn must_be_draft(&self) -> Result<(), MoveError> {
        match self.state() {
            State::Draft => Ok(()),
            state => Err(MoveError::NoDraft(state)),
        }
    }

    fn is_second_person(&self, actor: &str) -> bool {
        let drafter = self.history.first().map(|event| event.actor.trim());
        let recorder = self.basis().map(|basis| basis.recorded_by.trim());
        ![drafter, recorder].contains(&Some(actor.trim()))
    }

    fn step(&mut self, state: State, actor: &str, at: Moment, reason: &str) -> &Event {
        let event = Event { state, actor: actor.trim().to_owned(), at, reason: reason.trim().to_owned() };
        self.0.history.push(event);
        &self.0.history[self.0.history.len() - 1]
    }
}

#[cfg(test)]
mod tests;
