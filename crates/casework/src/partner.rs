//! Partner organisations: their kinds, the closed list of fields that can leave, and the agreement that says which may.
//!
//! What the person concerned wants is in [`crate::basis`]; keys of partners are in the register of `store`.

use crate::closed::closed;
use crate::moment::Moment;
use crate::triage::Route;
use crate::vault::Compartment;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use thiserror::Error;
use turnstone_model::date::ImpreciseDate;
use turnstone_model::person::Gender;
use turnstone_model::place::PlaceKind;
use turnstone_model::vocabulary::{Circumstance, Indicator, PersonFact};
use turnstone_model::{Fact, Place};

closed! {
    /// What a partner organisation is.
    PartnerKind "a kind of partner":
    /// Police.
    Police "police", "Police", "Police, or a prosecutor who investigates.";
    /// Child welfare.
    ChildWelfare "child_welfare", "Child welfare", "The authority or agency that protects children.";
    /// The national referral mechanism.
    ReferralMechanism "referral_mechanism", "Referral mechanism", "The national mechanism that identifies victims and refers them to help.";
    /// A shelter.
    Shelter "shelter", "Shelter", "A shelter or safe house.";
    /// A non-governmental organisation.
    Ngo "ngo", "Non-governmental organisation", "An organisation that assists people, such as a legal clinic.";
    /// Another hotline.
    Hotline "hotline", "Hotline", "Another hotline, here or in another country.";
    /// Another authority.
    OtherAuthority "other_authority", "Other authority", "Another authority, such as labour inspection or an embassy.";
}

impl PartnerKind {
    /// Whether such a partner can be referred to on a route.
    ///
    /// Police never receive a referral for protection: the rules of the route would then not be those of the recipient.
    pub fn serves(self, route: Route) -> bool {
        use PartnerKind::*;
        match route {
            Route::Police => matches!(self, Police | OtherAuthority | Hotline),
            Route::Protection => self != Police,
        }
    }

    /// Whether it is an authority that may act against a person's stay.
    pub fn may_act_on_migration(self) -> bool {
        matches!(self, PartnerKind::Police | PartnerKind::OtherAuthority)
    }
}

closed! {
    /// What a package can hold. Where shelters are is not on the list, and so never leaves.
    Field "a field of a package":
    /// What was said.
    Narrative "narrative", "What happened", "What was reported, in the words of whoever reported.";
    /// The same in the words of the staff.
    Summary "summary", "Summary", "What the recipient needs to know and what is asked of them, in the words of the staff.";
    /// When, in words.
    When "when", "When, in words", "When it happened, as it was told.";
    /// When, as a date.
    Period "period", "When, as a date", "The year, month or day it is about.";
    /// Where, in words.
    Where "where", "Where, in words", "The place, as it was told.";
    /// In which country.
    Country "country", "Country", "The country where it takes place.";
    /// The facts that stand.
    Facts "facts", "Facts", "Which facts of the vocabulary are said to hold or not to hold.";
    /// Who said which fact, and when.
    Assertions "assertions", "Statements", "Who said which fact and when, and what was taken back.";
    /// The answers to the two questions.
    Questions "questions", "The two questions", "Whether a crime may have happened, and whether somebody may need protection.";
    /// Whether anybody is in danger now.
    Danger "danger", "Danger now", "Whether anybody is in danger now.";
    /// Whether it goes on.
    Ongoing "ongoing", "Still going on", "Whether it is still going on.";
    /// Whether it takes place online.
    Online "online", "Online or not", "Whether it takes place online.";
    /// Child or adult.
    AgeGroup "age_group", "Child or adult", "Whether the person is a child, as far as anybody says.";
    /// Gender.
    Gender "gender", "Gender", "The person's gender.";
    /// Citizenship.
    Nationality "nationality", "Nationality", "The countries the person is a citizen of.";
    /// The movements.
    Journey "journey", "Journey", "Where the person was moved from and to, and when.";
    /// Permits, visas and how borders were crossed.
    MigrationStatus "migration_status", "Migration status", "Permits, visas, and whether a border was crossed without them.";
    /// Who the person is.
    VictimIdentity "victim_identity", "Who may be harmed", "The name or description of the person who may be harmed.";
    /// How the person can be reached.
    SafeContact "safe_contact", "Safe contact", "How the person can be reached without danger.";
    /// Who reported.
    Reporter "reporter", "Who reported", "The name of whoever reported, and how they know.";
    /// Dangers and precautions.
    Safety "safety", "Safety", "Which dangers there are, and which precautions were agreed.";
    /// Numbers, accounts and addresses.
    Indicators "indicators", "Technical indicators", "Telephone numbers, accounts, pages and devices.";
}

/// What is wrong with the value of a field. The value is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the field {} holds something else than {expected}", field.name())]
pub struct FieldError {
    /// The field.
    pub field: Field,
    /// What would be right.
    pub expected: &'static str,
}

/// The most characters of JSON that one field can have.
pub const FIELD_LIMIT: usize = 100_000;

impl Field {
    /// The compartment it is sealed in at home.
    pub fn compartment(self) -> Compartment {
        use Field::*;
        match self {
            Narrative | Summary | When | Period | Facts | Assertions | Questions | Danger | Ongoing | Online
            | Indicators => Compartment::Narrative,
            Where | Country | Journey => Compartment::Location,
            AgeGroup | Gender | Nationality | MigrationStatus | VictimIdentity | Safety => Compartment::VictimIdentity,
            SafeContact | Reporter => Compartment::ReporterIdentity,
        }
    }

    /// Whether it can tell who somebody is.
    ///
    /// Every field with free words counts, because anything can be written there. What does not count holds words of
    /// closed lists and dates only, and [`Field::check`] sees to that.
    pub fn identifying(self) -> bool {
        use Field::*;
        !matches!(self, Period | Country | Facts | Questions | Danger | Ongoing | Online | AgeGroup | Gender)
    }

    /// Whether it leaves to such a recipient only where a consent names it: duty and vital interest do not open it.
    ///
    /// Who reported is not needed to protect anybody else. Migration status in the hands of whoever may deport is what
    /// people are threatened with.
    pub fn needs_named_consent(self, route: Route, recipient: PartnerKind) -> bool {
        match self {
            Field::Reporter => true,
            Field::MigrationStatus => route == Route::Police || recipient.may_act_on_migration(),
            _ => false,
        }
    }

    /// The field that a fact of the vocabulary leaves with: a fact may say a migration status or a journey, too.
    pub fn of_fact(fact: Fact) -> Field {
        match fact {
            Fact::Smuggling(_) => Field::MigrationStatus,
            Fact::Person(PersonFact::Child | PersonFact::Unaccompanied | PersonFact::AgeDisputed) => Field::AgeGroup,
            // Whether somebody agreed is easily read as guilt. It goes only with who said it and when.
            Fact::Person(PersonFact::Consented) => Field::Assertions,
            Fact::Circumstance(circumstance) => match circumstance {
                Circumstance::LegalEntry
                | Circumstance::SponsoredPermit
                | Circumstance::StatusLapsed
                | Circumstance::StayedAfterLapse
                | Circumstance::SameSponsor
                | Circumstance::TreatedAsIrregular
                | Circumstance::ReturnOrdered => Field::MigrationStatus,
                Circumstance::MovedWithinCountry | Circumstance::MovedAcrossBorder => Field::Journey,
                _ => Field::Facts,
            },
            Fact::Indicator(
                Indicator::DeceivedAboutLegalStatus
                | Indicator::RecruitedThroughIrregularStatus
                | Indicator::RecruitedThroughRelationToAuthorities
                | Indicator::DestinationLegalStatusUsed,
            ) => Field::MigrationStatus,
            _ => Field::Facts,
        }
    }

    /// Checks a value of this field.
    ///
    /// **Errors** [`FieldError`], that repeats nothing of the value.
    pub fn check(self, value: &Value) -> Result<(), FieldError> {
        let one_of = |names: &[&str]| value.as_str().is_some_and(|text| names.contains(&text));
        let (right, expected) = match self {
            Field::Period => (
                value.as_str().is_some_and(|text| text.len() <= 21 && ImpreciseDate::parse(text).is_ok()),
                "a year, a month, a day, or two of them with a stroke between",
            ),
            Field::Country => (is_country(value), "a country of ISO 3166-1 with three letters"),
            Field::Facts => (is_facts(value), "facts of the vocabulary with true or false"),
            Field::Questions => (is_questions(value), "the answers crime and protection: yes, no or unknown"),
            Field::Danger | Field::Ongoing => (one_of(&["yes", "no", "unknown"]), "yes, no or unknown"),
            Field::Online => (one_of(&["online", "offline", "both", "unknown"]), "online, offline, both or unknown"),
            Field::AgeGroup => {
                (one_of(&["child", "adult", "disputed", "unknown"]), "child, adult, disputed or unknown")
            }
            Field::Gender => (one_of(Gender::NAMES), "a gender of the vocabulary"),
            _ => (
                value.to_string().len() <= FIELD_LIMIT && !is_empty(value),
                "at most 100,000 characters, and not nothing",
            ),
        };
        if right { Ok(()) } else { Err(FieldError { field: self, expected }) }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn is_country(value: &Value) -> bool {
    let place = value.as_str().filter(|code| code.len() == 3).and_then(Place::from_code);
    place.is_some_and(|place| place.kind() == PlaceKind::Country)
}

fn is_facts(value: &Value) -> bool {
    let facts = value.as_object().filter(|facts| !facts.is_empty());
    facts.is_some_and(|facts| facts.iter().all(|(id, truth)| Fact::from_id(id).is_some() && truth.is_boolean()))
}

fn is_questions(value: &Value) -> bool {
    let said = |answer: &Value| matches!(answer.as_str(), Some("yes" | "no" | "unknown"));
    value.as_object().is_some_and(|answers| {
        answers.len() == 2 && ["crime", "protection"].iter().all(|question| answers.get(*question).is_some_and(said))
    })
}

/// What a route is for, within a sentence.
pub fn purpose(route: Route) -> &'static str {
    match route {
        Route::Police => "the investigation of a crime",
        Route::Protection => "protection",
    }
}

/// An agreement on sharing information with a partner: for which routes, which fields, from when until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The routes it was made for.
    pub purposes: Vec<Route>,
    /// The fields it covers; nothing else ever leaves to the partner.
    pub fields: BTreeSet<Field>,
    /// From when.
    pub from: Moment,
    /// Until when; the moment itself is no longer covered.
    pub until: Moment,
    /// After how many days the partner deletes what it received, 1 to 3,650.
    pub retention_days: i64,
}

/// Why an agreement does not cover a referral, or is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AgreementGap {
    /// It does not cover the route.
    #[error("the agreement with this partner does not cover {}; agree on it, or choose another partner", purpose(*.0))]
    Route(Route),
    /// It has not begun.
    #[error("the agreement with this partner begins on {}", .0.date())]
    NotYet(Moment),
    /// It has ended.
    #[error("the agreement with this partner ended on {}; renew it, or choose another partner", .0.date())]
    Ended(Moment),
    /// It covers no field.
    #[error("the agreement with this partner covers no field")]
    NoField,
    /// It ends before it begins.
    #[error("an agreement ends after it begins")]
    Order,
    /// Its retention is none.
    #[error("an agreement says after how many days the partner deletes, 1 to 3,650")]
    Retention,
}

impl Agreement {
    /// Checks what somebody wrote into the register.
    pub fn check(&self) -> Result<(), AgreementGap> {
        if self.fields.is_empty() || self.purposes.is_empty() {
            return Err(AgreementGap::NoField);
        }
        if self.until <= self.from {
            return Err(AgreementGap::Order);
        }
        if !(1..=3_650).contains(&self.retention_days) {
            return Err(AgreementGap::Retention);
        }
        Ok(())
    }

    /// Whether it covers a route at all now.
    pub fn covers(&self, route: Route, now: Moment) -> Result<(), AgreementGap> {
        if now < self.from {
            return Err(AgreementGap::NotYet(self.from));
        }
        if now >= self.until {
            return Err(AgreementGap::Ended(self.until));
        }
        if !self.purposes.contains(&route) {
            return Err(AgreementGap::Route(route));
        }
        if self.fields.is_empty() {
            return Err(AgreementGap::NoField);
        }
        Ok(())
    }

    /// Whether it lets a field leave on a route now.
    pub fn allows(&self, route: Route, field: Field, now: Moment) -> bool {
        self.covers(route, now).is_ok() && self.fields.contains(&field)
    }
}

#[cfg(test)]
mod tests;
