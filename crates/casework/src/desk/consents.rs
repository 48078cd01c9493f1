//! What the person concerned decided about passing things on, and what follows from it at once.
//!
//! Which decision stands, and what it opens, is in [`basis`](crate::basis). A decision is only added, never changed. In the same write each
//! referral of the incident follows it: what has not left stops or leaves with less, and a partner that may have it is told.

use super::incidents::{actor_name, next_seq};
use super::keyring::Keyring;
use super::outbox::{Carried, of_subject, take_back};
use super::queue::group;
use super::referrals::held::{Change, Held};
use super::report::check_words;
use super::{Desk, Person};
use crate::CaseworkError;
use crate::basis::{ConsentDecision, ConsentHistory, ConsentRecord, GivenBy};
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::permission::{Action, Resource, require};
use crate::referral::{Guard, Move, State, Withdrawal};
use crate::store::rows::{ConsentRow, ReferralRow, Row, SealedRow, Values};
use crate::store::{StoreError, audit};
use crate::vault::Compartment;
use std::collections::BTreeMap;

/// A decision to be written down.
#[derive(Clone, Debug)]
pub struct NewConsent {
    /// The decision.
    pub decision: ConsentDecision,
    /// Who decided.
    pub given_by: GivenBy,
    /// Whether somebody interpreted.
    pub interpreter: bool,
    /// How it was asked and answered, in words.
    pub words: String,
}

/// A decision that was written down, with what followed from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRecorded {
    /// Its identifier.
    pub id: Id,
    /// The referrals that it changed.
    pub followed: BTreeMap<Id, Withdrawal>,
}

/// How often it is tried again when a referral changes at the same moment.
const TRIES: usize = 5;

impl Desk {
    /// Writes down a decision, and lets every referral of the incident follow it in the same write.
    ///
    /// When it fails nothing was written and nothing has changed; it can be tried again.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when it covers nothing or has no words; [`CaseworkError::NotFound`].
    pub async fn record_consent(
        &self,
        person: &Person,
        incident: Id,
        new: NewConsent,
    ) -> Result<ConsentRecorded, CaseworkError> {
        require(person.role, Action::Update, Resource::Incident)?;
        check_words("words", &new.words)?;
        check_decision(&new.decision, self.now())?;
        for _ in 1..TRIES {
            match self.try_to_record(person, incident, &new).await {
                Err(CaseworkError::Conflict { what: Resource::Referral, .. }) => {}
                other => return other,
            }
        }
        self.try_to_record(person, incident, &new).await
    }

    async fn try_to_record(
        &self,
        person: &Person,
        incident: Id,
        new: &NewConsent,
    ) -> Result<ConsentRecorded, CaseworkError> {
        let (tenant, now) = (person.tenant.id, self.now());
        let row = self.incident_row(person, incident).await?;
        let report = row.report_id;
        let ring = self.keyring_for_writing(person, report, &[Compartment::StaffNotes], Resource::Incident).await?;
        let mut loaded = self.load_incident(row, &ring).await?;
        let actor = format!("user:{}", person.id);
        let record = ConsentRecord {
            id: Id::random(&mut Desk::rng()),
            decision: new.decision.clone(),
            given_by: new.given_by,
            interpreter: new.interpreter,
            words: new.words.trim().to_owned(),
            recorded_by: actor.clone(),
            recorded_at: now,
        };
        let (consent, sealed) = consent_rows(&ring, tenant, incident, &record)?;
        let id = record.id;
        loaded.consents.push(record);
        let age = loaded.age();
        let mut followed = BTreeMap::new();
        let mut changes: Vec<(Change, Option<bool>)> = Vec::new();
        let values = Values::new().and(&tenant).and(&incident);
        for row in
            ReferralRow::all(self.store.reader(), "WHERE tenant = $1 AND incident_id = $2 ORDER BY id", values).await?
        {
            let partner = self.known_partner(tenant, row.partner_id).await?;
            let guard = Guard { age, consents: &loaded.consents, agreement: &partner.agreement };
            let mut held = self.held(row, Some(&ring)).await?;
            let (became, stop) = self.follow(&mut held, &guard, &actor, now).await?;
            if became != Withdrawal::Unaffected {
                followed.insert(held.row.id, became);
                changes.push((self.change(held, Some(&ring), loaded.assessment().danger_now)?, stop));
            }
        }
        let action = match new.decision {
            ConsentDecision::Given { .. } => "consent.give",
            ConsentDecision::Refused { .. } => "consent.refuse",
            ConsentDecision::Withdrawn => "consent.withdraw",
        };
        let event = self.event(person, action, format!("incident:{incident}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    insert_consent(conn, consent, sealed).await?;
                    for (mut change, told) in changes {
                        change.write(conn).await?;
                        if let Some(stop) = told {
                            take_back(conn, (tenant, change.row.id), Carried::ConsentWithdrawn, stop, now).await?;
                        }
                    }
                    super::cases::keep(conn, tenant, report, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(ConsentRecorded { id, followed })
    }

    /// What a referral becomes of a decision, and, where the partner is told, whether what was not delivered stops.
    ///
    /// What waits for the courier has not left in truth. If it may not leave any more the referral is revoked; where the protection of a
    /// child goes on without consent, it leaves, and so does the word that the person took it back.
    async fn follow(
        &self,
        held: &mut Held,
        guard: &Guard<'_>,
        actor: &str,
        now: Moment,
    ) -> Result<(Withdrawal, Option<bool>), CaseworkError> {
        let before = held.referral.scope.clone();
        let became = held.referral.follow_decision(guard, actor, now);
        if became != Withdrawal::NoticeOwed {
            return Ok((became, None));
        }
        let mut conn = self.store.reader().acquire().await?;
        let sent = of_subject(&mut conn, held.row.tenant, held.row.id).await?;
        let waits = sent.iter().any(|row| row.kind == Carried::Package.name() && row.state == "waiting");
        let still = held.referral.preview(guard, now).ok();
        let goes_on = still.is_some_and(|scope| Some(scope.fields) == before.map(|scope| scope.fields));
        if !waits || goes_on {
            return Ok((became, Some(false)));
        }
        if held.referral.state() == State::Sent {
            held.referral
                .advance(Move::Revoke, actor, now, "the person's consent ended before it was delivered", Some(guard))
                .map_err(|error| CaseworkError::refused(error.to_string()))?;
        }
        held.row.package = None;
        Ok((became, Some(true)))
    }

    /// Every decision about an incident that opens.
    pub(crate) async fn load_consents(
        &self,
        tenant: Id,
        incident: Id,
        ring: &Keyring,
    ) -> Result<ConsentHistory, CaseworkError> {
        let values = Values::new().and(&tenant).and(&incident);
        let rows =
            ConsentRow::all(self.store.reader(), "WHERE tenant = $1 AND incident_id = $2 ORDER BY seq", values).await?;
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let sealed = group(self.sealed_of(tenant, "consents", &ids).await?);
        let mut records = Vec::with_capacity(rows.len());
        for row in &rows {
            let field = sealed.get(&row.id).and_then(|fields| fields.first());
            let record: Option<ConsentRecord> = field.map(|field| ring.open(field)).transpose()?.flatten();
            // Without its words a decision could be read as another: then nothing is decided on it.
            let record = record.ok_or(CaseworkError::NotFound(Resource::Incident))?;
            if record.id != row.id || record.decision.name() != row.decision {
                return Err(StoreError::damaged("a consent").into());
            }
            records.push(record);
        }
        Ok(ConsentHistory::from_records(records))
    }
}

/// Names of the staff in the place of their identifiers, for pages.
pub(crate) fn named(mut record: ConsentRecord, logins: &BTreeMap<Id, String>) -> ConsentRecord {
    record.recorded_by = actor_name(&record.recorded_by, logins, &BTreeMap::new());
    record
}

fn check_decision(decision: &ConsentDecision, now: Moment) -> Result<(), CaseworkError> {
    let ConsentDecision::Given { fields, recipients, until } = decision else { return Ok(()) };
    if fields.is_empty() {
        return Err(CaseworkError::invalid("fields", "name at least one field that may be passed on"));
    }
    if recipients.is_empty() {
        return Err(CaseworkError::invalid("recipients", "name at least one kind of partner that may receive it"));
    }
    if until.is_some_and(|until| until <= now) {
        return Err(CaseworkError::invalid("until", "a time that is still to come, or nothing"));
    }
    Ok(())
}

fn consent_rows(
    ring: &Keyring,
    tenant: Id,
    incident: Id,
    record: &ConsentRecord,
) -> Result<(ConsentRow, SealedRow), CaseworkError> {
    let sealed = ring.seal(Compartment::StaffNotes, "consents", record.id, "record", record)?;
    let row = ConsentRow {
        id: record.id,
        tenant,
        incident_id: incident,
        seq: 0,
        decision: record.decision.name().to_owned(),
        recorded_by: record.recorded_by.clone(),
        recorded_at: record.recorded_at,
    };
    Ok((row, sealed))
}

async fn insert_consent(
    conn: &mut sqlx::AnyConnection,
    mut row: ConsentRow,
    sealed: SealedRow,
) -> Result<(), CaseworkError> {
    row.seq = next_seq(conn, "SELECT COALESCE(MAX(seq), 0) + 1 FROM consents WHERE incident_id = $1", row.incident_id)
        .await?;
    row.insert(conn).await?;
    sealed.insert(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partner::{Field, PartnerKind};
    use std::collections::BTreeSet;

    #[test]
    fn a_consent_names_what_to_whom_and_ends_later_than_now() {
        let given = |fields: &[Field], recipients: &[PartnerKind], until| ConsentDecision::Given {
            fields: fields.iter().copied().collect(),
            recipients: recipients.iter().copied().collect(),
            until,
        };
        let now = Moment(100);
        let (fields, to) = ([Field::Narrative], [PartnerKind::Shelter]);
        assert!(check_decision(&given(&fields, &to, None), now).is_ok());
        assert!(check_decision(&given(&fields, &to, Some(Moment(101))), now).is_ok());
        for bad in [given(&[], &to, None), given(&fields, &[], None), given(&fields, &to, Some(now))] {
            assert!(check_decision(&bad, now).is_err());
        }
        // A refusal that names nobody is one towards everybody.
        assert!(check_decision(&ConsentDecision::Refused { recipients: BTreeSet::new() }, now).is_ok());
    }
}
