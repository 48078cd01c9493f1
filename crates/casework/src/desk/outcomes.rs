//! What came of reports and referrals: a closed list that can be counted, and words that are sealed like a note.

use super::cases::keep;
use super::keyring::Keyring;
use super::queue::group;
use super::report::check_words;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::outcome::OutcomeKind;
use crate::permission::{Action, Resource, require};
use crate::store::rows::{OutcomeRow, Owned, ReferralRow, Row, SealedRow, Values};
use crate::store::{StoreError, audit};
use crate::vault::Compartment;
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of a report or a referral.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OutcomeView {
    /// Its identifier.
    pub id: Id,
    /// What.
    pub kind: OutcomeKind,
    /// The same in words; empty when there are none.
    pub words: String,
    /// The referral it came of.
    pub referral: Option<Id>,
    /// Who wrote it down: a user's name, or the partner that said so.
    pub recorded_by: String,
    /// When.
    pub recorded_at: Moment,
}

impl Desk {
    /// Writes down what came of a report or of one of its referrals. Gives the outcome.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such report, or the referral is not one of it.
    pub async fn record_outcome(
        &self,
        person: &Person,
        report: Id,
        referral: Option<Id>,
        kind: OutcomeKind,
        words: &str,
    ) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Outcome)?;
        if !words.trim().is_empty() {
            check_words("words", words)?;
        }
        self.report_row_of(person, report).await?;
        let ring = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Report).await?;
        let (tenant, now) = (person.tenant.id, self.now());
        if let Some(referral) = referral {
            let row = ReferralRow::by_id(self.store.reader(), tenant, referral).await?;
            row.filter(|row| row.report_id == report).ok_or(CaseworkError::NotFound(Resource::Referral))?;
        }
        let row = outcome_row(tenant, report, referral, kind, &person.id.to_string(), now);
        let id = row.id;
        let sealed: Option<SealedRow> = match words.trim() {
            "" => None,
            words => Some(ring.seal(Compartment::StaffNotes, "outcomes", id, "words", &words)?),
        };
        let event = self.event(person, "outcome.record", format!("report:{report}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.insert(conn).await?;
                    if let Some(sealed) = sealed {
                        sealed.insert(conn).await?;
                    }
                    keep(conn, tenant, report, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// What came of a report, oldest first.
    pub(crate) async fn outcomes_of(
        &self,
        person: &Person,
        report: Id,
        ring: &Keyring,
        logins: &BTreeMap<Id, String>,
    ) -> Result<Vec<OutcomeView>, CaseworkError> {
        let values = Values::new().and(&person.tenant.id).and(&report);
        let rows = OutcomeRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND report_id = $2 ORDER BY recorded_at, id",
            values,
        )
        .await?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let sealed = group(self.sealed_of(person.tenant.id, "outcomes", &ids).await?);
        let partners = self.partner_names(person.tenant.id).await?;
        let mut views = Vec::with_capacity(rows.len());
        for row in rows {
            let words = match sealed.get(&row.id).and_then(|fields| fields.iter().find(|field| field.field == "words"))
            {
                Some(field) => ring.open(field)?.unwrap_or_default(),
                None => String::new(),
            };
            let (names, id) = match row.recorded_by.strip_prefix("partner:") {
                Some(partner) => (&partners, partner),
                None => (logins, row.recorded_by.as_str()),
            };
            let name = id.parse().ok().and_then(|id: Id| names.get(&id).cloned());
            views.push(OutcomeView {
                id: row.id,
                kind: row.kind.parse().map_err(|_| StoreError::damaged("an outcome"))?,
                words,
                referral: row.referral_id,
                recorded_by: name.unwrap_or(row.recorded_by),
                recorded_at: row.recorded_at,
            });
        }
        Ok(views)
    }
}

/// The row of an outcome.
pub(crate) fn outcome_row(
    tenant: Id,
    report: Id,
    referral: Option<Id>,
    kind: OutcomeKind,
    recorded_by: &str,
    now: Moment,
) -> OutcomeRow {
    OutcomeRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        report_id: report,
        referral_id: referral,
        kind: kind.name().to_owned(),
        recorded_by: recorded_by.to_owned(),
        recorded_at: now,
    }
}
