//! On what a referral rests, and which fields that lets leave: consent, duty, vital interest, and the rules between them.
//!
//! What is agreed with the partner is in [`crate::partner`]; what a referral goes through is in [`crate::referral`].
//!
//! # The rules
//!
//! * Nothing leaves without a recorded basis: which, by whom, when, and in words.
//! * Nothing leaves that the agreement with the partner does not cover, whatever the basis.
//! * **Protection of a child**, or of somebody whose age is not settled: always open. Consent is asked for and never
//!   blocks; where it is missing, refused or withdrawn, the referral rests on the duty to protect children.
//! * **An adult who agrees**: what was agreed to, and the partner's agreement covers.
//! * **An adult who refused or took it back**: at most a notification without any identifying field, on a duty or a
//!   vital interest.
//! * **An adult who was not asked, or whose consent has run out**: on a duty such a notification; on a vital interest,
//!   which needs words that say which danger, what identifies, too.
//! * **Police**: for a child, on a duty, with what identifies. An unsettled age gets the adult's rules here, because a
//!   child's would protect less.
//! * **Who reported**, and **migration status** towards police and authorities: only by a consent that names them.

use crate::closed::closed;
use crate::id::Id;
use crate::incident::AgeSaid;
use crate::moment::Moment;
use crate::partner::{Agreement, AgreementGap, Field, PartnerKind, purpose};
use crate::triage::Route;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// What is named where a child is referred without consent: the duty that binds nearly every state.
pub const CHILD_DUTY: &str = "Convention on the Rights of the Child, articles 3, 19, 34 and 35";

closed! {
    /// The kind of basis.
    BasisKind "a basis":
    /// The person agreed.
    Consent "consent", "Consent", "The person agreed to this, knowing what leaves and to whom.";
    /// A law obliges.
    Duty "duty", "Duty", "A law obliges the organisation to pass it on.";
    /// A danger to life, body or freedom.
    VitalInterest "vital_interest", "Vital interest", "There is a danger to life, body or freedom, and the person cannot be asked in time.";
}

/// On what a referral rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Basis {
    /// The person agreed.
    Consent {
        /// Which record of their consent.
        consent: Id,
    },
    /// A law obliges.
    Duty {
        /// Which law.
        law: String,
    },
    /// A danger to life, body or freedom.
    VitalInterest {
        /// Which danger, in words.
        danger: String,
    },
}

impl Basis {
    /// Which kind it is.
    pub fn kind(&self) -> BasisKind {
        match self {
            Basis::Consent { .. } => BasisKind::Consent,
            Basis::Duty { .. } => BasisKind::Duty,
            Basis::VitalInterest { .. } => BasisKind::VitalInterest,
        }
    }
}

/// A basis with who recorded it, when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordedBasis {
    /// The basis.
    pub basis: Basis,
    /// The user who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
    /// Why this basis, in words.
    pub words: String,
}

/// What is missing from a recorded basis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BasisError {
    /// Nobody recorded it.
    #[error("a basis says who recorded it")]
    Recorder,
    /// No reason is given.
    #[error("a basis says in words why it holds: at least {LETTERS} letters, at most {MOST} characters")]
    Words,
    /// No law is named.
    #[error("a duty names the law: at least {LETTERS} letters, at most {MOST} characters")]
    Law,
    /// No danger is named.
    #[error("a vital interest says which danger, in words: at least {LETTERS} letters, at most {MOST} characters")]
    Danger,
}

const LETTERS: usize = 4;
const MOST: usize = 2_000;

fn says_something(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).take(LETTERS).count() == LETTERS && text.chars().count() <= MOST
}

impl RecordedBasis {
    /// The duty to protect a child, for when consent was refused, withdrawn, or could not be asked for.
    pub fn duty_to_child(recorded_by: &str, recorded_at: Moment, words: &str) -> RecordedBasis {
        let basis = Basis::Duty { law: CHILD_DUTY.to_owned() };
        RecordedBasis { basis, recorded_by: recorded_by.to_owned(), recorded_at, words: words.to_owned() }
    }

    /// Whether everything is there.
    pub fn check(&self) -> Result<(), BasisError> {
        if self.recorded_by.trim().is_empty() {
            return Err(BasisError::Recorder);
        }
        if !says_something(&self.words) {
            return Err(BasisError::Words);
        }
        match &self.basis {
            Basis::Duty { law } if !says_something(law) => Err(BasisError::Law),
            Basis::VitalInterest { danger } if !says_something(danger) => Err(BasisError::Danger),
            _ => Ok(()),
        }
    }
}

/// What somebody decided about passing on what concerns them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum ConsentDecision {
    /// They agreed.
    Given {
        /// To which fields.
        fields: BTreeSet<Field>,
        /// To whom.
        recipients: BTreeSet<PartnerKind>,
        /// Until when; the moment itself is no longer covered.
        until: Option<Moment>,
    },
    /// They refused.
    Refused {
        /// Towards whom; nobody named is everybody.
        recipients: BTreeSet<PartnerKind>,
    },
    /// They took back all that they had agreed to before.
    Withdrawn,
}

impl ConsentDecision {
    /// Its name in the database.
    pub fn name(&self) -> &'static str {
        match self {
            ConsentDecision::Given { .. } => "given",
            ConsentDecision::Refused { .. } => "refused",
            ConsentDecision::Withdrawn => "withdrawn",
        }
    }

    /// A label for pages.
    pub fn label(&self) -> &'static str {
        match self {
            ConsentDecision::Given { .. } => "Agreed",
            ConsentDecision::Refused { .. } => "Refused",
            ConsentDecision::Withdrawn => "Taken back",
        }
    }
}

closed! {
    /// Who decided.
    GivenBy "a person who consents":
    /// The person concerned.
    Person "person", "The person", "The person concerned decided.";
    /// A parent or guardian.
    Guardian "guardian", "Parent or guardian", "A parent or guardian who is not suspected decided.";
    /// Another.
    Representative "representative", "Representative", "A lawyer or somebody else who was authorised decided.";
}

/// One decision, as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentRecord {
    /// Its identifier.
    pub id: Id,
    /// The decision.
    pub decision: ConsentDecision,
    /// Who decided.
    pub given_by: GivenBy,
    /// Whether somebody interpreted.
    pub interpreter: bool,
    /// How it was asked and answered, in words.
    pub words: String,
    /// The user who recorded it.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
}

/// All decisions about one incident, the first first. It only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConsentHistory(Vec<ConsentRecord>);

/// What stands towards one kind of recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Nobody was asked.
    NotAsked,
    /// They agree to these fields.
    Agrees {
        /// The record.
        consent: Id,
        /// The fields.
        fields: &'a BTreeSet<Field>,
    },
    /// They agreed, and it has run out.
    RanOut(Moment),
    /// They refused.
    Refuses,
    /// They took it back.
    TookBack,
}

impl Standing<'_> {
    /// A label for pages.
    pub fn label(self) -> &'static str {
        match self {
            Standing::NotAsked => "Not asked",
            Standing::Agrees { .. } => "Agrees",
            Standing::RanOut(_) => "Agreed; it has run out",
            Standing::Refuses => "Refuses",
            Standing::TookBack => "Took it back",
        }
    }
}

impl ConsentHistory {
    /// A history from its records, the first first.
    pub fn from_records(records: Vec<ConsentRecord>) -> ConsentHistory {
        ConsentHistory(records)
    }

    /// Adds a decision. Nothing earlier is changed.
    pub fn push(&mut self, record: ConsentRecord) {
        self.0.push(record);
    }

    /// Every decision, the first first.
    pub fn records(&self) -> &[ConsentRecord] {
        &self.0
    }

    /// Whether this is the record of a consent that was given, standing or not.
    pub fn gave(&self, consent: Id) -> bool {
        let given = |record: &ConsentRecord| matches!(record.decision, ConsentDecision::Given { .. });
        self.0.iter().any(|record| record.id == consent && given(record))
    }

    /// The decision that counts towards a kind of recipient: the last one that concerns it.
    pub fn deciding(&self, recipient: PartnerKind) -> Option<&ConsentRecord> {
        self.0.iter().rfind(|record| match &record.decision {
            ConsentDecision::Given { recipients, .. } => recipients.contains(&recipient),
            ConsentDecision::Refused { recipients } => recipients.is_empty() || recipients.contains(&recipient),
            ConsentDecision::Withdrawn => true,
        })
    }

    /// What stands now towards a kind of recipient.
    pub fn standing(&self, recipient: PartnerKind, now: Moment) -> Standing<'_> {
        let Some(record) = self.deciding(recipient) else { return Standing::NotAsked };
        match &record.decision {
            ConsentDecision::Given { until: Some(until), .. } if now >= *until => Standing::RanOut(*until),
            ConsentDecision::Given { fields, .. } => Standing::Agrees { consent: record.id, fields },
            ConsentDecision::Refused { .. } => Standing::Refuses,
            ConsentDecision::Withdrawn => Standing::TookBack,
        }
    }
}

/// Everything that decides what may leave.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What it is referred for.
    pub route: Route,
    /// What kind of partner receives it.
    pub recipient: PartnerKind,
    /// What is said of the person's age.
    pub age: AgeSaid,
    /// What they decided.
    pub consents: &'a ConsentHistory,
    /// What was recorded as the basis.
    pub basis: Option<&'a RecordedBasis>,
    /// The agreement with the partner.
    pub agreement: &'a Agreement,
    /// What is meant to leave, at most; absent for all that may.
    pub planned: Option<&'a BTreeSet<Field>>,
    /// When.
    pub now: Moment,
}

/// What may leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Whether anything in it can tell who somebody is. Where not, the referral is a notification.
    pub identity: bool,
    /// The fields.
    pub fields: BTreeSet<Field>,
    /// On what it rests: for a child's protection the duty, where a recorded consent no longer stands.
    pub rests_on: BasisKind,
    /// The law, where it rests on a duty.
    pub law: Option<String>,
}

impl Scope {
    fn of(fields: BTreeSet<Field>, rests_on: BasisKind, law: Option<&str>) -> Scope {
        let identity = fields.iter().any(|field| field.identifying());
        Scope { identity, fields, rests_on, law: law.map(str::to_owned) }
    }
}

/// Why nothing may leave.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// No basis was recorded.
    #[error("record a basis first: consent, duty or vital interest")]
    NoBasis,
    /// The recorded basis is incomplete.
    #[error("the basis is incomplete: {0}")]
    Basis(#[from] BasisError),
    /// The agreement with the partner does not cover it.
    #[error(transparent)]
    Agreement(#[from] AgreementGap),
    /// This kind of partner is not referred to on this route.
    #[error("{} does not receive referrals for {}; choose another partner or the other route", recipient.label(), purpose(*route))]
    Recipient {
        /// The kind of partner.
        recipient: PartnerKind,
        /// The route.
        route: Route,
    },
    /// Nobody was asked.
    #[error("no consent towards this kind of recipient is recorded; record it, or a duty or a vital interest")]
    NotAsked,
    /// They refused.
    #[error("the person refuses; a notification that identifies nobody may leave on a duty or a vital interest")]
    ConsentRefused,
    /// They took it back.
    #[error(
        "the person took the consent back; a notification that identifies nobody may leave on a duty or a vital interest"
    )]
    ConsentWithdrawn,
    /// It has run out.
    #[error("the consent ran out on {}; ask again", .0.date())]
    ConsentRanOut(Moment),
    /// The consent that the basis names is none.
    #[error("the recorded basis names a consent that was not recorded; name the one that was")]
    UnknownConsent,
    /// Nothing is in common.
    #[error("of the chosen fields, none is both covered by the agreement with the partner and open on this basis")]
    NothingLeft,
}

/// What may leave: the rules of this module.
///
/// # Errors
/// [`Refused`] says what is missing. For the protection of a child it is never consent.
pub fn permitted(question: &Question<'_>) -> Result<Scope, Refused> {
    let Question { route, recipient, age, consents, basis, agreement, planned, now } = *question;
    let recorded = basis.ok_or(Refused::NoBasis)?;
    recorded.check()?;
    if !recipient.serves(route) {
        return Err(Refused::Recipient { recipient, route });
    }
    agreement.covers(route, now)?;
    let standing = consents.standing(recipient, now);
    let agreed_to = |field: &Field| matches!(standing, Standing::Agrees { fields, .. } if fields.contains(field));
    let named_only = |field: &Field| field.needs_named_consent(route, recipient);
    let refuses = matches!(standing, Standing::Refuses | Standing::TookBack);
    // Never more than the agreement covers and than was planned.
    let covered =
        || agreement.fields.iter().copied().filter(|field| planned.is_none_or(|fields| fields.contains(field)));
    let on_consent = || covered().filter(agreed_to).collect::<BTreeSet<Field>>();
    let opened = || covered().filter(|field| !named_only(field) || agreed_to(field)).collect::<BTreeSet<Field>>();
    let nameless = || covered().filter(|field| !field.identifying()).collect::<BTreeSet<Field>>();

    let childs_protection = route == Route::Protection && age.protects_as_child();
    let as_child = childs_protection || age == AgeSaid::Child;
    let scope = match &recorded.basis {
        Basis::Consent { .. } if childs_protection => {
            let fields = on_consent();
            // A consent to what helps nobody is as good as none.
            if fields.iter().all(named_only) {
                Scope::of(opened(), BasisKind::Duty, Some(CHILD_DUTY))
            } else {
                Scope::of(fields, BasisKind::Consent, None)
            }
        }
        Basis::Consent { consent } => {
            match standing {
                Standing::Agrees { .. } if consents.gave(*consent) => {}
                Standing::Agrees { .. } => return Err(Refused::UnknownConsent),
                Standing::NotAsked => return Err(Refused::NotAsked),
                Standing::RanOut(when) => return Err(Refused::ConsentRanOut(when)),
                Standing::Refuses => return Err(Refused::ConsentRefused),
                Standing::TookBack => return Err(Refused::ConsentWithdrawn),
            }
            Scope::of(on_consent(), BasisKind::Consent, None)
        }
        Basis::Duty { law } => Scope::of(if as_child { opened() } else { nameless() }, BasisKind::Duty, Some(law)),
        Basis::VitalInterest { .. } => {
            let fields = if as_child || !refuses { opened() } else { nameless() };
            Scope::of(fields, BasisKind::VitalInterest, None)
        }
    };
    // What nothing but a consent opens protects no child by itself; without this, taking that consent back would stop it.
    let too_little = childs_protection && scope.fields.iter().all(named_only);
    if scope.fields.is_empty() || too_little { Err(Refused::NothingLeft) } else { Ok(scope) }
}

#[cfg(test)]
mod tests;
