//! What the crate's words look like in the description of the JSON interface: identifiers, moments, keys, and closed lists with the sentence
//! of each value. Structs describe themselves where they are defined.

use crate::basis::{BasisKind, GivenBy};
use crate::desk::retention::ErasureReason;
use crate::form::{Channel, Online, Say, SignalKind};
use crate::id::Id;
use crate::incident::{AgeSaid, IncidentClass};
use crate::indicator::IndicatorKind;
use crate::moment::Moment;
use crate::outcome::OutcomeKind;
use crate::package::{Digest, NoteState, NoticeKind, ReasonCode};
use crate::partner::{Field, PartnerKind};
use crate::referral::{Move, State};
use crate::triage::Route;
use crate::vault::{Compartment, PublicKey, VerifyingKey};
use std::borrow::Cow;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat};
use utoipa::openapi::{KnownFormat, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

fn text(about: &str) -> ObjectBuilder {
    Object::builder().schema_type(Type::String).description(Some(about))
}

macro_rules! described {
    ($($type:ty, $name:literal, $schema:expr;)*) => {
        $(
            impl PartialSchema for $type {
                fn schema() -> RefOr<Schema> {
                    $schema.into()
                }
            }

            impl ToSchema for $type {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed($name)
                }
            }
        )*
    };
}

/// A closed list, with what each value means.
macro_rules! lists {
    ($($type:ty, $name:literal, $about:literal;)*) => {
        described! {
            $($type, $name, {
                let lines = <$type>::ALL.iter().map(|value| format!("\n* `{}`: {}", value.name(), value.describe()));
                let about = format!("{}\n{}", $about, lines.collect::<String>());
                text(&about).enum_values(Some(<$type>::NAMES.iter().copied()))
            };)*
        }
    };
}

described! {
    Id, "Id", text("The identifier of a record: 128 random bits.").pattern(Some("^[0-9a-f]{32}$"));
    Moment, "Moment", Object::builder()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some("A second, counted from 1970-01-01 00:00:00 UTC."));
    Digest, "Digest", text("A SHA-256.").pattern(Some("^[0-9a-f]{64}$"));
    PublicKey, "PublicKey", text("A public key that is sealed to (X25519).").pattern(Some("^[0-9a-f]{64}$"));
    VerifyingKey, "VerifyingKey", text("A public key that signatures are checked with (Ed25519).").pattern(Some("^[0-9a-f]{64}$"));
    Compartment, "Compartment", text("A part of a report that is sealed under a key of its own.")
        .enum_values(Some(Compartment::ALL.map(Compartment::label)));
}

lists! {
    Channel, "Channel", "How a contact arrived.";
    SignalKind, "SignalKind", "What a contact is.";
    Say, "Say", "What was said to a question. Not answered is unknown, and unknown is never no.";
    Online, "Online", "Where it takes place, online or not.";
    IncidentClass, "IncidentClass", "What an incident is.";
    IndicatorKind, "IndicatorKind", "What a technical indicator is, by the name that NCMEC's CyberTipline vocabulary has for it.";
    AgeSaid, "AgeSaid", "What is said of a person's age.";
    Route, "Route", "What a referral is for.";
    PartnerKind, "PartnerKind", "What a partner organisation is.";
    Field, "Field", "What a package can hold.";
    BasisKind, "BasisKind", "The kind of basis that a referral rests on.";
    GivenBy, "GivenBy", "Who decided.";
    State, "ReferralState", "Where a referral stands.";
    Move, "ReferralMove", "What can be done with a referral.";
    NoteState, "NoteState", "What a recipient says about a package.";
    ReasonCode, "ReasonCode", "Why a recipient does not take something on, or asks.";
    NoticeKind, "NoticeKind", "What a sender tells a recipient afterwards.";
    OutcomeKind, "OutcomeKind", "What came of it.";
    ErasureReason, "ErasureReason", "Why a report is erased.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_described_value_by_value() {
        let RefOr::T(Schema::Object(list)) = Say::schema() else { panic!("a list is an object") };
        assert_eq!(list.enum_values.map(|values| values.len()), Some(Say::ALL.len()));
        assert!(list.description.is_some_and(|text| text.contains("`unknown`: Not known, or not answered.")));
        assert_eq!(<State as ToSchema>::name(), "ReferralState");
    }
}
