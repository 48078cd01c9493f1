//! A referral as the database holds it: what is clear moves it while nobody is signed in, what is sealed opens with a keyring.

use crate::CaseworkError;
use crate::basis::{Basis, BasisKind, RecordedBasis, Scope};
use crate::desk::Desk;
use crate::desk::incidents::numbered;
use crate::desk::keyring::Keyring;
use crate::desk::outbox::of_subject;
use crate::form::Say;
use crate::id::Id;
use crate::moment::Moment;
use crate::package::{Digest, SlipRead, stored_slip};
use crate::partner::{Agreement, Field, PartnerKind};
use crate::permission::Resource;
use crate::referral::{Event, Kept, Referral, State};
use crate::store::StoreError;
use crate::store::rows::{PartnerRow, ReferralEventRow, ReferralRow, Row, SealedRow, Values, Versioned};
use crate::vault::{Compartment, PublicKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// What was planned and approved: sealed, a version each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub bases: Vec<RecordedBasis>,
    pub chosen: Option<BTreeSet<Field>>,
    pub scope: Option<Scope>,
    /// Digests of the values that were shown to whoever approved.
    pub approved: BTreeMap<String, Digest>,
}

/// A partner with what its columns mean.
pub(crate) struct Known {
    pub row: PartnerRow,
    pub kind: PartnerKind,
    pub agreement: Agreement,
}

impl Known {
    pub fn of(row: PartnerRow) -> Result<Known, CaseworkError> {
        let kind = row.kind.parse().map_err(|_| StoreError::damaged("a partner's kind"))?;
        let agreement = serde_json::from_str(&row.agreement).map_err(|_| StoreError::damaged("an agreement"))?;
        Ok(Known { row, kind, agreement })
    }

    pub fn is_active(&self) -> bool {
        self.row.state == "active"
    }

    pub fn seals_to(&self) -> PublicKey {
        PublicKey(self.row.hpke_public)
    }

    pub fn signs_with(&self) -> (Id, VerifyingKey) {
        (self.row.id, VerifyingKey(self.row.verify_public))
    }
}

/// A receipt as it arrived, with the key that it was checked with.
pub(crate) struct Slipped {
    pub read: SlipRead,
    pub bytes: Vec<u8>,
    pub key: VerifyingKey,
}

/// A referral that was loaded.
pub(crate) struct Held {
    pub row: ReferralRow,
    pub referral: Referral,
    pub plan: Plan,
    /// What the staff added to what the report and the incident say; empty without keys.
    pub added: BTreeMap<Field, Value>,
    pub slips: BTreeMap<u32, Slipped>,
    /// The highest number in the outbox.
    pub carried: i64,
    steps: usize,
    before: Plan,
}

/// What is written about a referral.
pub(crate) struct Change {
    pub row: ReferralRow,
    pub events: Vec<ReferralEventRow>,
    pub sealed: Vec<SealedRow>,
}

impl Change {
    /// Writes it, if nobody changed the referral since it was loaded.
    pub async fn write(&mut self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        self.row.update(conn).await?;
        for event in &self.events {
            event.insert(conn).await?;
        }
        for sealed in &self.sealed {
            sealed.insert(conn).await?;
        }
        Ok(())
    }
}

impl Desk {
    /// A partner of an organisation.
    pub(crate) async fn known_partner(&self, tenant: Id, id: Id) -> Result<Known, CaseworkError> {
        Known::of(self.partner_row(tenant, id).await?)
    }

    /// A referral. Without a keyring it can only be moved by what is clear: receipts and time.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`] when somebody changed it while it was read.
    pub(crate) async fn held(&self, row: ReferralRow, ring: Option<&Keyring>) -> Result<Held, CaseworkError> {
        let (tenant, id) = (row.tenant, row.id);
        let values = Values::new().and(&tenant).and(&id);
        let rows =
            ReferralEventRow::all(self.store.reader(), "WHERE tenant = $1 AND referral_id = $2 ORDER BY seq", values)
                .await?;
        let mut conn = self.store.reader().acquire().await?;
        let carried = of_subject(&mut conn, tenant, id).await?;
        drop(conn);
        let reasons = self.sealed_of(tenant, "referral_events", &[id]).await?;
        let mut history = Vec::with_capacity(rows.len());
        for row in &rows {
            let field = format!("reason.{}", row.seq);
            let sealed = reasons.iter().find(|sealed| sealed.field == field);
            let reason = match (sealed, ring) {
                (Some(sealed), Some(ring)) => ring.open(sealed)?.unwrap_or_default(),
                _ => String::new(),
            };
            let state = row.state.parse().map_err(|_| StoreError::damaged("a state of a referral"))?;
            history.push(Event { state, actor: row.actor.clone(), at: row.at, reason });
        }
        let sealed = self.sealed_of(tenant, "referrals", &[id]).await?;
        let (plan, added) = match ring {
            Some(ring) => (open_plan(ring, &sealed)?, open_added(ring, &sealed)?),
            None => (outline(&row)?, BTreeMap::new()),
        };
        let mut slips = BTreeMap::new();
        for sealed in self.sealed_of(tenant, "referral_notes", &[id]).await? {
            let slip = open_slip(&sealed)?;
            let number = slip.read.outline().ok_or(StoreError::damaged("a receipt"))?.seq;
            slips.insert(number, slip);
        }
        let partner = self.known_partner(tenant, row.partner_id).await?;
        let kept = Kept {
            id,
            route: row.route.parse().map_err(|_| StoreError::damaged("a route"))?,
            partner: row.partner_id,
            recipient: partner.kind,
            bases: plan.bases.clone(),
            chosen: plan.chosen.clone(),
            scope: plan.scope.clone(),
            digests: carried.iter().filter(|row| row.kind == "package").map(|row| Digest(row.digest)).collect(),
            history,
            notices: Vec::new(),
            receipts: slips.iter().filter_map(|(seq, slip)| Some((*seq, slip.read.outline()?))).collect(),
        };
        let steps = kept.history.len();
        // The parts were read one after the other. If somebody changed the referral meanwhile, they do not belong together.
        let now: Option<i64> = sqlx::query_scalar("SELECT version FROM referrals WHERE tenant = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.store.reader())
            .await?;
        match now {
            Some(now) if now == row.version => {}
            Some(now) => return Err(CaseworkError::Conflict { what: Resource::Referral, seen: row.version, now }),
            None => return Err(CaseworkError::NotFound(Resource::Referral)),
        }
        let referral = Referral::try_from(kept).map_err(|_| StoreError::damaged("a referral"))?;
        if referral.state().name() != row.state {
            return Err(StoreError::damaged("a referral's state").into());
        }
        let carried = carried.last().map_or(0, |row| row.seq);
        Ok(Held { row, referral, before: plan.clone(), plan, added, slips, carried, steps })
    }

    /// What has to be written of a referral that has moved.
    pub(crate) fn change(&self, held: Held, ring: Option<&Keyring>, danger: Say) -> Result<Change, CaseworkError> {
        let Held { mut row, referral, mut plan, before, steps, .. } = held;
        let mut sealed = Vec::new();
        let mut events = Vec::new();
        for (at, event) in referral.history.iter().enumerate().skip(steps) {
            let seq = i64::try_from(at + 1).unwrap_or(i64::MAX);
            let (state, actor, at) = (event.state.name().to_owned(), event.actor.clone(), event.at);
            events.push(ReferralEventRow { referral_id: row.id, seq, tenant: row.tenant, state, actor, at });
            if let (Some(ring), false) = (ring, event.reason.is_empty()) {
                sealed.push(ring.seal(
                    Compartment::StaffNotes,
                    "referral_events",
                    row.id,
                    &format!("reason.{seq}"),
                    &event.reason,
                )?);
            }
        }
        if let Some(ring) = ring {
            plan.bases.clone_from(&referral.bases);
            plan.chosen.clone_from(&referral.chosen);
            plan.scope.clone_from(&referral.scope);
            if plan != before {
                sealed.push(ring.seal(
                    Compartment::StaffNotes,
                    "referrals",
                    row.id,
                    &format!("plan.{}", row.version + 1),
                    &plan,
                )?);
            }
        }
        let state = referral.state();
        if state.name() != row.state {
            if let Some(due) = self.due(state, danger) {
                row.due_at = due;
            }
            row.state = state.name().to_owned();
        }
        Ok(Change { row, events, sealed })
    }

    /// By when a referral should leave a state that it has just reached.
    pub(crate) fn due(&self, state: State, danger: Say) -> Option<Moment> {
        self.triage.deadline(state, danger).map(|deadline| self.now().plus(deadline.due_seconds))
    }
}

/// What stands in for what is sealed: it moves nothing out, for nothing is in its scope.
fn outline(row: &ReferralRow) -> Result<Plan, CaseworkError> {
    let kind: BasisKind = row.basis.parse().map_err(|_| StoreError::damaged("a basis"))?;
    let basis = Basis::Duty { law: "sealed".to_owned() };
    let basis = RecordedBasis {
        basis,
        recorded_by: "sealed".to_owned(),
        recorded_at: row.created_at,
        words: "sealed".to_owned(),
    };
    let scope = Scope { identity: false, fields: BTreeSet::new(), rests_on: kind, law: None };
    Ok(Plan { bases: vec![basis], chosen: None, scope: Some(scope), approved: BTreeMap::new() })
}

fn open_plan(ring: &Keyring, sealed: &[SealedRow]) -> Result<Plan, CaseworkError> {
    let newest = sealed
        .iter()
        .filter_map(|row| Some((numbered(&row.field, "plan")?, row)))
        .max_by_key(|(version, _)| *version)
        .ok_or(StoreError::damaged("the plan of a referral"))?;
    ring.open(newest.1)?.ok_or(CaseworkError::NotFound(Resource::Referral))
}

fn open_added(ring: &Keyring, sealed: &[SealedRow]) -> Result<BTreeMap<Field, Value>, CaseworkError> {
    let mut newest: BTreeMap<Field, (i64, &SealedRow)> = BTreeMap::new();
    for row in sealed {
        let Some((field, version)) = row.field.strip_prefix("added.").and_then(|rest| rest.split_once('.')) else {
            continue;
        };
        let (Ok(field), Ok(version)) = (field.parse::<Field>(), version.parse::<i64>()) else { continue };
        if newest.get(&field).is_none_or(|(known, _)| *known < version) {
            newest.insert(field, (version, row));
        }
    }
    let mut added = BTreeMap::new();
    for (field, (_, row)) in newest {
        if let Some(value) = ring.open::<Value>(row)?
            && !value.is_null()
        {
            added.insert(field, value);
        }
    }
    Ok(added)
}

/// What the staff adds, sealed where the field belongs.
pub(crate) fn seal_added(
    ring: &Keyring,
    id: Id,
    version: i64,
    added: &BTreeMap<Field, Value>,
) -> Result<Vec<SealedRow>, CaseworkError> {
    let seal = |(field, value): (&Field, &Value)| {
        ring.seal(field.compartment(), "referrals", id, &format!("added.{}.{version}", field.name()), value)
    };
    added.iter().map(seal).collect()
}

/// A receipt as it is kept: the key that it was checked with, then its bytes. It is sealed by the partner already.
pub(crate) fn keep_slip(
    tenant: Id,
    referral: Id,
    seq: u32,
    team_key: Id,
    key: &VerifyingKey,
    bytes: &[u8],
) -> SealedRow {
    SealedRow {
        tenant,
        table_name: "referral_notes".to_owned(),
        row_id: referral,
        field: format!("note.{seq}"),
        key_id: team_key,
        envelope: [&key.0, bytes].concat(),
    }
}

fn open_slip(sealed: &SealedRow) -> Result<Slipped, CaseworkError> {
    let damaged = || CaseworkError::Store(StoreError::damaged("a receipt"));
    let (key, bytes) = sealed.envelope.split_first_chunk::<32>().ok_or_else(damaged)?;
    let read = stored_slip(bytes, sealed.row_id).map_err(|_| damaged())?;
    Ok(Slipped { read, bytes: bytes.to_vec(), key: VerifyingKey(*key) })
}
