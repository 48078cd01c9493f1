//! The model: the rules of leaving in one sentence a field, and the states as they are drawn.

use turnstone_casework::basis::{Basis, ConsentDecision, Question};
use turnstone_casework::id::Id;
use turnstone_casework::incident::AgeSaid;
use turnstone_casework::partner::{Field, PartnerKind};
use turnstone_casework::referral::{Move, State};
use turnstone_casework::triage::Route;

/// The last word of the person towards a kind of partner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// They agree.
    Yes,
    /// They refuse, or took it back.
    No,
    /// Nobody asked, or it has run out.
    Silent,
}

/// The rules, said another way.
pub struct Model;

impl Model {
    /// The last word, found by going through all decisions from the first to the last.
    pub fn word(question: &Question<'_>) -> Word {
        let mut word = Word::Silent;
        for record in question.consents.records() {
            match &record.decision {
                ConsentDecision::Given { recipients, until, .. } if recipients.contains(&question.recipient) => {
                    let over = until.is_some_and(|until| until <= question.now);
                    word = if over { Word::Silent } else { Word::Yes };
                }
                ConsentDecision::Refused { recipients } if recipients.is_empty() => word = Word::No,
                ConsentDecision::Refused { recipients } if recipients.contains(&question.recipient) => word = Word::No,
                ConsentDecision::Withdrawn => word = Word::No,
                _ => {}
            }
        }
        word
    }

    /// The decision that the last word comes from.
    pub fn deciding(question: &Question<'_>) -> Option<Id> {
        let concerns = |decision: &ConsentDecision| match decision {
            ConsentDecision::Given { recipients, .. } => recipients.contains(&question.recipient),
            ConsentDecision::Refused { recipients } => {
                recipients.is_empty() || recipients.contains(&question.recipient)
            }
            ConsentDecision::Withdrawn => true,
        };
        question.consents.records().iter().rfind(|record| concerns(&record.decision)).map(|record| record.id)
    }

    /// Whether the person's last word names this field.
    pub fn names(question: &Question<'_>, field: Field) -> bool {
        let concerns = |decision: &ConsentDecision| match decision {
            ConsentDecision::Given { recipients, .. } => recipients.contains(&question.recipient),
            _ => false,
        };
        let given = question.consents.records().iter().rev().find(|record| concerns(&record.decision));
        Model::word(question) == Word::Yes
            && matches!(given.map(|record| &record.decision), Some(ConsentDecision::Given { fields, .. }) if fields.contains(&field))
    }

    /// Whether partner, route and time are covered, and the field is, and it was planned.
    fn covered(question: &Question<'_>, field: Field) -> bool {
        let Question { route, recipient, agreement, now, .. } = *question;
        let partner = match recipient {
            PartnerKind::Police => route == Route::Police,
            PartnerKind::OtherAuthority | PartnerKind::Hotline => true,
            _ => route == Route::Protection,
        };
        partner
            && agreement.purposes.contains(&route)
            && (agreement.from..agreement.until).contains(&now)
            && agreement.fields.contains(&field)
            && question.planned.is_none_or(|planned| planned.contains(&field))
    }

    /// Whether only the person's own word opens the field.
    fn own_word_only(question: &Question<'_>, field: Field) -> bool {
        let authority = matches!(question.recipient, PartnerKind::Police | PartnerKind::OtherAuthority);
        field == Field::Reporter || field == Field::MigrationStatus && (authority || question.route == Route::Police)
    }

    /// Whether the question is about protecting somebody who is, or may be, a child.
    pub fn childs_protection(question: &Question<'_>) -> bool {
        question.route == Route::Protection && question.age != AgeSaid::Adult
    }

    /// Whether the field may leave.
    pub fn may_leave(question: &Question<'_>, field: Field) -> bool {
        let Some(recorded) = question.basis else { return false };
        let empty = |text: &str| text.trim().is_empty();
        if empty(&recorded.words) || empty(&recorded.recorded_by) || !Model::covered(question, field) {
            return false;
        }
        let named = Model::names(question, field);
        let open = !Model::own_word_only(question, field) || named;
        let childs = Model::childs_protection(question);
        let child = question.age == AgeSaid::Child;
        // Something must be left that not only the person's own word opens: it would be no protection without that word.
        let useful = |all: &dyn Fn(Field) -> bool| {
            Field::ALL
                .iter()
                .any(|other| Model::covered(question, *other) && !Model::own_word_only(question, *other) && all(*other))
        };
        if childs && !useful(&|_| true) {
            return false;
        }
        match &recorded.basis {
            Basis::Consent { .. } if childs && !useful(&|other| Model::names(question, other)) => open,
            Basis::Consent { .. } if childs => named,
            Basis::Consent { consent } => {
                named
                    && question
                        .consents
                        .records()
                        .iter()
                        .any(|record| record.id == *consent && matches!(record.decision, ConsentDecision::Given { .. }))
            }
            Basis::Duty { law } if empty(law) => false,
            Basis::VitalInterest { danger } if empty(danger) => false,
            Basis::Duty { .. } if childs || child => open,
            Basis::VitalInterest { .. } if childs || child || Model::word(question) != Word::No => open,
            Basis::Duty { .. } | Basis::VitalInterest { .. } => !field.identifying(),
        }
    }

    /// Where a move leads, as it is drawn.
    pub fn leads(from: State, mv: Move) -> Option<State> {
        use State::*;
        let to = match mv {
            Move::Approve => Approved,
            Move::Send => Sent,
            Move::Receive | Move::GiveInformation => Received,
            Move::Accept => Accepted,
            Move::Reject => Rejected,
            Move::AskInformation => NeedsInformation,
            Move::RecordOutcome => OutcomeRecorded,
            Move::Close => Closed,
            Move::Revoke => Revoked,
            Move::Expire => Expired,
        };
        let from_where: &[State] = match mv {
            Move::Approve => &[Draft],
            Move::Send => &[Approved],
            Move::Receive => &[Sent],
            Move::Accept | Move::Reject | Move::AskInformation => &[Received, NeedsInformation],
            Move::GiveInformation => &[NeedsInformation],
            Move::RecordOutcome => &[Accepted, OutcomeRecorded],
            Move::Close => &[Rejected, OutcomeRecorded],
            Move::Revoke => &[Draft, Approved, Sent, Received, NeedsInformation, Accepted],
            Move::Expire => &[Draft, Approved, Sent, Received, NeedsInformation],
        };
        from_where.contains(&from).then_some(to)
    }
}
