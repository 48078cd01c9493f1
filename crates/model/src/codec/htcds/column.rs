//! The columns of a file: fields of the standard under the names that its tools give them, and what survey tools add.

use super::field::Field;
use super::write::{SYNTHETIC, UUID};

/// What a column of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// A field of the standard.
    Field(Field),
    /// One choice of a field, as survey tools split them: ticked or not.
    Choice(Field, &'static str),
    /// The identifier that the survey tool gave to the form.
    RecordId,
    /// Our own mark on records that describe no real person.
    Synthetic,
    /// Written by the survey tool about the form.
    Form,
    /// None of these.
    Unknown,
}

/// Identifiers of a filled form, the best first.
const RECORD_IDS: [&str; 4] = [UUID, "instanceID", "KEY", "_id"];

/// What survey tools write beside the answers.
const FORM_COLUMNS: &str = "start end today deviceid subscriberid simserial phonenumber username audit __version__ _version_ _id \
    _uuid uuid rootUuid instanceID instanceName KEY SubmissionDate SubmitterID SubmitterName ReviewState \
    DeviceID FormVersion AttachmentsPresent AttachmentsExpected Edits _submission_time _submitted_by \
    _validation_status _notes _status _tags _index _attachments _geolocation _xform_id_string";

/// A column's name without the groups that survey tools put before it (`group/name`, `group.name`).
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit(['/', '.']).next().unwrap_or(name).trim()
}

fn choice(name: &str) -> Option<(Field, &'static str)> {
    let (before, code) = name.rsplit_once('/')?;
    let field = Field::from_name(last_part(before))?;
    Some((field, field.list()?.code(code)?))
}

/// What each column of a header is.
pub(super) fn columns(header: &[String]) -> Vec<Column> {
    let record_id = RECORD_IDS.iter().find_map(|id| header.iter().position(|name| last_part(name) == *id));
    let mut columns: Vec<Column> = header
        .iter()
        .enumerate()
        .map(|(index, name)| {
            let last = last_part(name);
            match (Field::from_name(last), choice(name)) {
                (Some(field), _) => Column::Field(field),
                (None, Some((field, code))) => Column::Choice(field, code),
                (None, None) if Some(index) == record_id => Column::RecordId,
                (None, None) if last == SYNTHETIC => Column::Synthetic,
                (None, None) if FORM_COLUMNS.split_whitespace().any(|name| name == last) => Column::Form,
                (None, None) => Column::Unknown,
            }
        })
        .collect();
    // The workbook's column for the reason of an outgoing referral lost its name.
    let reason = Column::Field(Field::CasReasonForOutgoingReferral);
    let before = Column::Field(Field::CasReferredPrimaryCaseWorker);
    let behind = Column::Field(Field::CasOutgoingReferralDate);
    let unnamed = columns.windows(3).position(|three| three[0] == before && three[2] == behind);
    if let Some(at) = unnamed.map(|at| at + 1).filter(|at| header[*at].trim().is_empty())
        && !columns.contains(&reason)
    {
        columns[at] = reason;
    }
    columns
}
