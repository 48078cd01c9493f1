//! What the person concerned decided about passing things on: the record, and the form that adds to it. Nothing is ever changed.

use super::entry::done;
use super::failure::{Answer, Failure};
use super::fields::Fields;
use super::tasks::day;
use super::visit::{At, Sent};
use super::words::{Choice, Time, Words};
use turnstone_casework::basis::{ConsentDecision, ConsentRecord, GivenBy};
use turnstone_casework::desk::consents::NewConsent;
use turnstone_casework::partner::{Field, PartnerKind};
use turnstone_casework::{CaseworkError, Id};

/// A decision as a page shows it.
pub struct ConsentRow {
    /// given, refused or withdrawn, in words.
    pub decision: String,
    /// The colour of that.
    pub kind: &'static str,
    /// Who decided.
    pub by: String,
    /// Whether somebody interpreted.
    pub interpreter: bool,
    /// Towards whom.
    pub recipients: String,
    /// Which fields.
    pub fields: String,
    /// Until when.
    pub until: Option<Time>,
    /// How it was asked and answered.
    pub words: String,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When.
    pub at: Time,
}

/// What the form offers.
pub struct ConsentForm {
    /// Who decided.
    pub givers: Vec<Choice>,
    /// Towards whom.
    pub recipients: Vec<Choice>,
    /// Which fields.
    pub fields: Vec<Choice>,
}

/// Every decision, the newest first.
pub fn consent_rows(words: Words, records: &[ConsentRecord]) -> Vec<ConsentRow> {
    records.iter().rev().map(|record| consent_row(words, record)).collect()
}

fn consent_row(words: Words, record: &ConsentRecord) -> ConsentRow {
    let names =
        |list: &str, names: Vec<&str>| names.iter().map(|name| words.label(list, name)).collect::<Vec<_>>().join(", ");
    let (kind, recipients, fields, until) = match &record.decision {
        ConsentDecision::Given { fields, recipients, until } => (
            "good",
            names("partner-kind", recipients.iter().map(|kind| kind.name()).collect()),
            names("package", fields.iter().map(|field| field.name()).collect()),
            *until,
        ),
        ConsentDecision::Refused { recipients } if recipients.is_empty() => {
            ("danger", words.t("consent-everybody"), String::new(), None)
        }
        ConsentDecision::Refused { recipients } => {
            ("danger", names("partner-kind", recipients.iter().map(|kind| kind.name()).collect()), String::new(), None)
        }
        ConsentDecision::Withdrawn => ("caution", String::new(), String::new(), None),
    };
    ConsentRow {
        decision: words.label("consent", record.decision.name()),
        kind,
        by: words.label("given-by", record.given_by.name()),
        interpreter: record.interpreter,
        recipients,
        fields,
        until: until.map(|until| words.day(until)),
        words: record.words.clone(),
        recorded_by: record.recorded_by.clone(),
        at: words.time(record.recorded_at),
    }
}

/// The form of a decision.
pub fn consent_form(words: Words) -> ConsentForm {
    ConsentForm {
        givers: words.choices("given-by", GivenBy::NAMES.iter().copied(), GivenBy::Person.name()),
        recipients: words.choices("partner-kind", PartnerKind::NAMES.iter().copied(), ""),
        fields: words.choices("package", Field::NAMES.iter().copied(), ""),
    }
}

/// Writes a decision down.
pub async fn record(At(incident): At<Id>, Sent { staff, fields }: Sent) -> Answer {
    let recorded = staff.desk().record_consent(staff.person(), incident, new_consent(&fields)?).await?;
    let message = if recorded.followed.is_empty() { "consent" } else { "consent-followed" };
    Ok(done(&format!("/incidents/{incident}#consents"), message))
}

fn new_consent(fields: &Fields) -> Result<NewConsent, Failure> {
    let decision = match fields.text("decision") {
        "given" => ConsentDecision::Given {
            fields: fields.many("field")?,
            recipients: fields.many("recipient")?,
            until: match fields.text("until") {
                "" => None,
                text => Some(day("until", text)?.plus(turnstone_casework::moment::DAY)),
            },
        },
        "refused" => ConsentDecision::Refused { recipients: fields.many("recipient")? },
        "withdrawn" => ConsentDecision::Withdrawn,
        _ => return Err(CaseworkError::invalid("decision", "given, refused or withdrawn").into()),
    };
    Ok(NewConsent {
        decision,
        given_by: fields.one("given_by")?,
        interpreter: fields.ticked("interpreter"),
        words: fields.text("words").to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Result<NewConsent, Failure> {
        new_consent(&Fields::decode(text.as_bytes()).unwrap())
    }

    #[test]
    fn a_decision_is_read_with_its_fields_and_recipients() {
        let new = sent("decision=given&field=narrative&field=country&recipient=shelter&until=1970-01-02&given_by=person&words=asked").unwrap();
        let ConsentDecision::Given { fields, recipients, until } = new.decision else { panic!("given") };
        assert_eq!(fields.into_iter().collect::<Vec<_>>(), [Field::Narrative, Field::Country]);
        assert_eq!(recipients.into_iter().collect::<Vec<_>>(), [PartnerKind::Shelter]);
        // The last day is covered: until the first second of the third of January.
        assert_eq!(until.unwrap().0, 2 * 86_400);
        assert!(!new.interpreter);
    }

    #[test]
    fn what_is_no_decision_is_refused() {
        for bad in
            ["", "decision=maybe&given_by=person", "decision=refused", "decision=given&field=shoe_size&given_by=person"]
        {
            assert!(sent(bad).is_err(), "{bad}");
        }
    }
}
