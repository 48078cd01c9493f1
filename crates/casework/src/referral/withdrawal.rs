//! A consent that is taken back, refused or narrowed: what has not left stops, and who has received it is told.

use super::{Guard, Notice, Referral, State};
use crate::basis::{BasisKind, Refused, Standing};
use crate::incident::AgeSaid;
use crate::moment::Moment;
use crate::package::NoticeKind;
use crate::partner::Field;
use crate::triage::Route;
use std::collections::BTreeSet;

/// What a decision of the person changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// Nothing: the referral does not rest on the consent, or it is over.
    Unaffected,
    /// It has not left and does not leave: it is revoked.
    Stopped,
    /// It leaves without these fields. The protection of a child goes on, on the duty.
    Narrowed(BTreeSet<Field>),
    /// It has left: the partner has to be told.
    NoticeOwed,
}

impl Referral {
    /// Follows what the person decided: call it for every referral of the incident after each decision.
    ///
    /// Calling it again for the same decision changes nothing.
    pub fn follow_decision(&mut self, guard: &Guard<'_>, actor: &str, at: Moment) -> Withdrawal {
        if self.was_sent() {
            return self.follow_outside(guard, at);
        }
        if !self.state().is_at_home() {
            return Withdrawal::Unaffected;
        }
        let Some(kind) = self.basis().map(|basis| basis.basis.kind()) else { return Withdrawal::Unaffected };
        let childs_protection = self.route == Route::Protection && guard.age.protects_as_child();
        let refuses = matches!(guard.consents.standing(self.recipient, at), Standing::Refuses | Standing::TookBack);
        let planned = self.scope.as_ref().map(|scope| &scope.fields).or(self.chosen.as_ref());
        let names_somebody = planned.is_none_or(|fields| fields.iter().any(|field| field.identifying()));
        let stops = !childs_protection
            && match kind {
                BasisKind::Consent => refuses,
                BasisKind::VitalInterest => refuses && names_somebody && guard.age != AgeSaid::Child,
                BasisKind::Duty => false,
            };
        match self.preview(guard, at) {
            _ if stops => self.stop(actor, at),
            Err(Refused::NothingLeft) if kind == BasisKind::Consent && !childs_protection => self.stop(actor, at),
            Err(_) => Withdrawal::Unaffected,
            Ok(now) => {
                let Some(approved) = &self.scope else { return Withdrawal::Unaffected };
                let gone: BTreeSet<Field> = approved.fields.difference(&now.fields).copied().collect();
                self.0.scope = Some(now);
                if gone.is_empty() { Withdrawal::Unaffected } else { Withdrawal::Narrowed(gone) }
            }
        }
    }

    fn stop(&mut self, actor: &str, at: Moment) -> Withdrawal {
        let actor = if actor.trim().is_empty() { "withdrawal" } else { actor };
        self.step(State::Revoked, actor, at, "the person's consent does not stand any more");
        Withdrawal::Stopped
    }

    fn follow_outside(&mut self, guard: &Guard<'_>, at: Moment) -> Withdrawal {
        let Some(scope) = self.scope.as_ref().filter(|scope| scope.identity) else { return Withdrawal::Unaffected };
        let taken_back = match guard.consents.standing(self.recipient, at) {
            Standing::Refuses | Standing::TookBack => true,
            Standing::Agrees { fields, .. } => scope.rests_on == BasisKind::Consent && !scope.fields.is_subset(fields),
            Standing::NotAsked | Standing::RanOut(_) => false,
        };
        let decision = guard.consents.deciding(self.recipient).map(|record| record.id);
        let known = self.notices.iter().any(|notice| notice.decision.is_some() && notice.decision == decision);
        if !taken_back || known {
            return Withdrawal::Unaffected;
        }
        let kind = NoticeKind::ConsentWithdrawn;
        self.0.notices.push(Notice { kind, decision, owed_at: at, sent_at: None });
        Withdrawal::NoticeOwed
    }
}
