//! The states of a referral and the moves between them. What a move needs beside the right state is in the parent module.

use crate::closed::closed;

closed! {
    /// Where a referral stands.
    State "a state of a referral":
    /// It is being written.
    Draft "draft", "Draft", "It is being written; nothing has left.";
    /// A person approved what will leave.
    Approved "approved", "Approved", "A person looked at what will leave and approved it; nothing has left yet.";
    /// It has left.
    Sent "sent", "Sent", "The package has left; the partner has not confirmed it yet.";
    /// The partner has it.
    Received "received", "Received", "The partner confirmed that the package arrived and opened.";
    /// The partner takes it on.
    Accepted "accepted", "Accepted", "The partner takes it on.";
    /// The partner does not take it on.
    Rejected "rejected", "Rejected", "The partner does not take it on, and said why.";
    /// The partner asks.
    NeedsInformation "needs_information", "Needs information", "The partner asks for more before it decides.";
    /// What came of it is known.
    OutcomeRecorded "outcome_recorded", "Outcome recorded", "What came of it is recorded; more can follow.";
    /// It is over.
    Closed "closed", "Closed", "Nothing more is done with it.";
    /// It was taken back.
    Revoked "revoked", "Revoked", "It was taken back; a partner that had received it is told.";
    /// Nobody answered in time.
    Expired "expired", "Expired", "Its time ran out without an answer, or before it left.";
}

closed! {
    /// What can be done with a referral.
    Move "a move of a referral":
    /// Approve what will leave.
    Approve "approve", "Approve", "Confirm what will leave, and on which basis.";
    /// Send it.
    Send "send", "Send", "Seal the package to the partner and let it leave.";
    /// Note that it arrived.
    Receive "receive", "Confirm receipt", "Note that the partner has it.";
    /// Note that it was taken on.
    Accept "accept", "Accept", "Note that the partner takes it on.";
    /// Note that it was not taken on.
    Reject "reject", "Reject", "Note that the partner does not take it on, with the reason.";
    /// Note a question.
    AskInformation "ask_information", "Ask for information", "Note what the partner asks for.";
    /// Answer it.
    GiveInformation "give_information", "Give information", "Send the partner what it asked for, under the same rules.";
    /// Record what came of it.
    RecordOutcome "record_outcome", "Record the outcome", "Record what came of it.";
    /// Close it.
    Close "close", "Close", "Nothing more is to be done with it.";
    /// Take it back.
    Revoke "revoke", "Revoke", "Take it back, with the reason; a partner that received it is told.";
    /// Let it lapse.
    Expire "expire", "Let it expire", "Its time has run out.";
}

impl Move {
    /// Whether it needs a reason in words.
    pub fn needs_reason(self) -> bool {
        matches!(self, Move::Reject | Move::Revoke | Move::AskInformation)
    }

    /// Whether something is decided about leaving, or leaves: it is then checked against basis, consent and agreement.
    pub fn is_guarded(self) -> bool {
        matches!(self, Move::Approve | Move::Send | Move::GiveInformation)
    }
}

impl State {
    /// The state before the first event.
    pub const FIRST: State = State::Draft;

    /// The moves that are possible.
    pub fn possible(self) -> &'static [Move] {
        use Move::*;
        match self {
            State::Draft => &[Approve, Revoke, Expire],
            State::Approved => &[Send, Revoke, Expire],
            State::Sent => &[Receive, Revoke, Expire],
            State::Received => &[Accept, Reject, AskInformation, Revoke, Expire],
            State::NeedsInformation => &[GiveInformation, AskInformation, Accept, Reject, Revoke, Expire],
            State::Accepted => &[RecordOutcome, Revoke],
            State::Rejected => &[Close],
            State::OutcomeRecorded => &[RecordOutcome, Close],
            State::Closed | State::Revoked | State::Expired => &[],
        }
    }

    /// The state that a move leads to, if it is possible.
    pub fn after(self, mv: Move) -> Option<State> {
        self.possible().contains(&mv).then_some(match mv {
            Move::Approve => State::Approved,
            Move::Send => State::Sent,
            Move::Receive | Move::GiveInformation => State::Received,
            Move::Accept => State::Accepted,
            Move::Reject => State::Rejected,
            Move::AskInformation => State::NeedsInformation,
            Move::RecordOutcome => State::OutcomeRecorded,
            Move::Close => State::Closed,
            Move::Revoke => State::Revoked,
            Move::Expire => State::Expired,
        })
    }

    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        self.possible().is_empty()
    }

    /// Whether nothing has left yet. A revoked or expired referral may have left before: its history says so.
    pub fn is_at_home(self) -> bool {
        matches!(self, State::Draft | State::Approved)
    }

    /// Whether the partner owes an answer.
    pub fn waits_for_partner(self) -> bool {
        matches!(self, State::Sent | State::Received | State::Accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The table, written once more as it is drawn in the guide.
    #[test]
    fn the_moves_are_those_of_the_guide() {
        let drawn = "draft: approved revoked expired
            approved: sent revoked expired
            sent: received revoked expired
            received: accepted rejected needs_information revoked expired
            needs_information: received needs_information accepted rejected revoked expired
            accepted: outcome_recorded revoked
            rejected: closed
            outcome_recorded: outcome_recorded closed
            closed:
            revoked:
            expired:";
        for line in drawn.lines() {
            let (from, to) = line.trim().split_once(':').unwrap();
            let from: State = from.parse().unwrap();
            let to: BTreeSet<State> = to.split_whitespace().map(|name| name.parse().unwrap()).collect();
            let reached = Move::ALL.iter().filter_map(|mv| from.after(*mv)).collect();
            assert_eq!(to, reached, "{from}");
        }
        assert_eq!(drawn.lines().count(), State::ALL.len());
    }

    #[test]
    fn every_state_is_reached_and_every_path_can_end() {
        let mut reached = BTreeSet::from([State::FIRST]);
        for _ in State::ALL {
            let next: Vec<State> =
                reached.iter().flat_map(|from| Move::ALL.iter().filter_map(|mv| from.after(*mv))).collect();
            reached.extend(next);
        }
        assert_eq!(reached.len(), State::ALL.len());
        let ends = |from: &State| from.is_final() || from.possible().iter().any(|mv| from.after(*mv) != Some(*from));
        assert!(State::ALL.iter().all(ends));
    }
}
