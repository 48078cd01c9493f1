//! Referrals to partners: drafting one, seeing exactly what would leave, and the list of them.
//!
//! Approving, sending and taking back are in [`moves`], what partners answer and what time does in [`answers`]; how a referral lies in the
//! database in `held`, and what there is to send in `contents`. The rules are in [`basis`](crate::basis) and [`referral`](crate::referral),
//! carrying is the courier's ([`outbox`](super::outbox)).

pub mod answers;
mod contents;
pub(crate) mod held;
pub mod moves;
mod view;

pub use self::view::{LeftOut, Preview, ReceiptView, ReferralView, Step};

use self::contents::Contents;
use self::held::{Held, Known, seal_added};
use super::incidents::{Loaded, actor_name};
use super::keyring::Keyring;
use super::report::{ReferralSummary, check_words, referral_summary};
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::basis::{Basis, RecordedBasis};
use crate::form::Say;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::package::open_receipt;
use crate::partner::Field;
use crate::permission::{Action, Resource, Scope, require, scope};
use crate::referral::{Guard, Move, MoveError, Referral, State};
use crate::store::audit;
use crate::store::rows::{Owned, ReferralRow, Row, Values};
use crate::triage::Route;
use crate::vault::Compartment;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The most referrals of a list.
const MOST: i64 = 500;

/// What somebody drafts.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The incident.
    pub incident: Id,
    /// The partner.
    pub partner: Id,
    /// What for.
    pub route: Route,
    /// On what it rests.
    pub basis: Basis,
    /// Why that basis holds, in words.
    pub words: String,
    /// The fields to send, at most; none means all that may leave.
    pub fields: BTreeSet<Field>,
    /// What the staff adds to what the report and the incident say: a summary, precautions, a date and so on.
    pub added: BTreeMap<Field, Value>,
}

/// Which referrals are asked for.
#[derive(Clone, Debug, Default)]
pub struct ReferralFilter {
    /// The states; none means all.
    pub states: Vec<State>,
    /// Only those past their time.
    pub overdue: bool,
}

/// A referral with everything that decides about it.
pub(crate) struct Work {
    pub held: Held,
    pub incident: Loaded,
    pub ring: Keyring,
    pub partner: Known,
    pub contents: Contents,
}

impl Work {
    fn guard(&self, age: crate::incident::AgeSaid) -> Guard<'_> {
        Guard { age, consents: &self.incident.consents, agreement: &self.partner.agreement }
    }

    fn danger(&self) -> Say {
        self.incident.assessment().danger_now
    }
}

impl Desk {
    /// Drafts a referral. Nothing leaves by that. Gives the referral.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when the partner does not receive such referrals or was revoked, or the basis is incomplete;
    /// [`CaseworkError::Invalid`] when something added does not fit its field.
    pub async fn draft_referral(&self, person: &Person, draft: Draft) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Referral)?;
        let (tenant, now) = (person.tenant.id, self.now());
        let incident = self.incident_row(person, draft.incident).await?;
        let report = incident.report_id;
        let partner = self.known_partner(tenant, draft.partner).await?;
        refuse_revoked(&partner)?;
        let actor = format!("user:{}", person.id);
        let id = Id::random(&mut Desk::rng());
        let mut referral =
            Referral::draft(id, draft.route, draft.partner, partner.kind, &actor, now).map_err(refused)?;
        plan(&mut referral, &draft, &actor, now)?;
        let ring = self.ring_for(person, report, &draft.added).await?;
        let danger = self.load_incident(incident, &ring).await?.assessment().danger_now;
        let plan = held::Plan {
            bases: referral.bases.clone(),
            chosen: referral.chosen.clone(),
            scope: None,
            approved: BTreeMap::new(),
        };
        let mut sealed = seal_added(&ring, id, 1, &draft.added)?;
        sealed.push(ring.seal(Compartment::StaffNotes, "referrals", id, "plan.1", &plan)?);
        let row = ReferralRow {
            id,
            tenant,
            incident_id: draft.incident,
            report_id: report,
            route: draft.route.name().to_owned(),
            partner_id: draft.partner,
            basis: draft.basis.kind().name().to_owned(),
            state: State::Draft.name().to_owned(),
            package_digest: None,
            package: None,
            due_at: self.due(State::Draft, danger).unwrap_or(now),
            created_at: now,
            version: 1,
        };
        let first = crate::store::rows::ReferralEventRow {
            referral_id: id,
            seq: 1,
            tenant,
            state: State::Draft.name().to_owned(),
            actor,
            at: now,
        };
        let event = self.event(person, "referral.draft", format!("referral:{id}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.insert(conn).await?;
                    first.insert(conn).await?;
                    for sealed in &sealed {
                        sealed.insert(conn).await?;
                    }
                    super::cases::keep(conn, tenant, report, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Changes a draft: its basis, its fields and what is added. What was there before is kept. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when it is no draft any more.
    pub async fn redraft_referral(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        draft: Draft,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Create, Resource::Referral)?;
        let mut work = self.work(person, id, Some(version)).await?;
        let row = &work.held.row;
        if (row.incident_id, row.partner_id, row.route.as_str()) != (draft.incident, draft.partner, draft.route.name())
        {
            return Err(CaseworkError::refused(
                "another incident, partner or route is another referral: draft that one",
            ));
        }
        let report = row.report_id;
        plan(&mut work.held.referral, &draft, &format!("user:{}", person.id), self.now())?;
        let ring = self.ring_for(person, report, &draft.added).await?;
        // What was added before and is not named now is taken out by an empty value.
        let mut added = draft.added;
        for field in work.held.added.keys() {
            added.entry(*field).or_insert(Value::Null);
        }
        work.held.row.basis = draft.basis.kind().name().to_owned();
        let danger = work.danger();
        let sealed = seal_added(&ring, id, version + 1, &added)?;
        let mut change = self.change(work.held, Some(&ring), danger)?;
        change.sealed.extend(sealed);
        let event = self.event(person, "referral.redraft", format!("referral:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    change.write(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(change.row.version)
                })
            })
            .await
    }

    /// A referral with its history and a preview of exactly what would leave. That somebody read it is in the audit log before they see it.
    ///
    /// Who somebody is, is shown to those who read identities anyway, and to others for a while after a fresh code
    /// ([`confirm`](Desk::confirm)); that it was shown is in the log by a word of its own.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`].
    pub async fn referral(&self, person: &Person, id: Id) -> Result<ReferralView, CaseworkError> {
        require(person.role, Action::Read, Resource::Referral)?;
        let now = self.now();
        let work = self.current(person, id).await?;
        let mut preview = self.preview(person, &work).await?;
        let shown = person.confirmed(now).is_ok();
        let action = if withhold(&mut preview, person, shown) { "referral.reveal" } else { "referral.read" };
        self.log(person, action, format!("referral:{id}")).await?;
        let (logins, partners) = (self.logins(person).await?, self.partner_names(person.tenant.id).await?);
        let receipts = receipts(person, &work);
        let referral = &work.held.referral;
        let state = referral.state();
        let history = referral.history.iter().map(|event| Step {
            state: event.state,
            by: actor_name(&event.actor, &logins, &partners),
            at: event.at,
            reason: event.reason.clone(),
        });
        let mut basis = referral.basis().cloned();
        if let Some(basis) = &mut basis {
            basis.recorded_by = actor_name(&basis.recorded_by, &logins, &partners);
        }
        let deadline = self.triage.deadline(state, work.danger());
        let row = &work.held.row;
        Ok(ReferralView {
            id,
            version: row.version,
            report: row.report_id,
            incident: row.incident_id,
            route: referral.route,
            partner: row.partner_id,
            partner_name: work.partner.row.name.clone(),
            state,
            basis,
            chosen: referral.chosen.clone(),
            due: row.due_at,
            overdue: deadline.is_some() && row.due_at <= now,
            due_text: deadline.map(|deadline| deadline.text).unwrap_or_default(),
            created: row.created_at,
            history: history.collect(),
            receipts,
            preview,
            carried: self.on_its_way(person.tenant.id, id).await?,
            moves: possible(person, referral),
        })
    }

    /// Referrals, what is due first.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn referrals(
        &self,
        person: &Person,
        filter: &ReferralFilter,
    ) -> Result<Vec<ReferralSummary>, CaseworkError> {
        let reach = require(person.role, Action::List, Resource::Referral)?;
        let now = self.now();
        let values = Values::new().and(&person.tenant.id).and(&MOST);
        let reader = self.store.reader();
        let rows = match reach {
            Scope::Assigned => {
                ReferralRow::all(
                    reader,
                    "WHERE tenant = $1 AND EXISTS (SELECT 1 FROM compartment_keys k JOIN wraps w ON w.key_id = k.id \
                     WHERE k.owner = referrals.report_id AND w.recipient = $3 AND (w.expires_at IS NULL OR w.expires_at > $4)) \
                     ORDER BY due_at, id LIMIT $2",
                    values.and(&person.id).and(&now),
                )
                .await?
            }
            _ => ReferralRow::all(reader, "WHERE tenant = $1 ORDER BY due_at, id LIMIT $2", values).await?,
        };
        let partners = self.partner_names(person.tenant.id).await?;
        self.log(person, "referral.list", "referrals").await?;
        let timed = |row: &ReferralRow| {
            row.due_at <= now
                && row.state.parse().is_ok_and(|state| self.triage.deadline(state, Say::Unknown).is_some())
        };
        Ok(rows
            .iter()
            .filter(|row| filter.states.is_empty() || filter.states.iter().any(|state| state.name() == row.state))
            .filter(|row| !filter.overdue || timed(row))
            .map(|row| referral_summary(row, &partners))
            .collect())
    }

    /// A referral with what decides about it, as it is now.
    async fn current(&self, person: &Person, id: Id) -> Result<Work, CaseworkError> {
        for _ in 0..3 {
            match self.work(person, id, None).await {
                // It changed while it was read: what is there now is read.
                Err(CaseworkError::Conflict { .. }) => {}
                other => return other,
            }
        }
        self.work(person, id, None).await
    }

    /// A referral with what decides about it, opened as far as whoever sends it needs: with the identities.
    pub(crate) async fn work(&self, person: &Person, id: Id, version: Option<i64>) -> Result<Work, CaseworkError> {
        let tenant = person.tenant.id;
        let row = ReferralRow::by_id(self.store.reader(), tenant, id)
            .await?
            .ok_or(CaseworkError::NotFound(Resource::Referral))?;
        let ring = self.keyring_of(person, row.report_id, &Compartment::ALL, Resource::Referral).await?;
        if let Some(seen) = version.filter(|seen| *seen != row.version) {
            return Err(CaseworkError::Conflict { what: Resource::Referral, seen, now: row.version });
        }
        let incident = self.load_incident(self.incident_row(person, row.incident_id).await?, &ring).await?;
        let partner = self.known_partner(tenant, row.partner_id).await?;
        let held = self.held(row, Some(&ring)).await?;
        let contents = self.contents(person, &held, &incident, &ring).await?;
        Ok(Work { held, incident, ring, partner, contents })
    }

    /// A keyring that writes what a draft needs.
    async fn ring_for(
        &self,
        person: &Person,
        report: Id,
        added: &BTreeMap<Field, Value>,
    ) -> Result<Keyring, CaseworkError> {
        let mut wanted = vec![Compartment::StaffNotes, Compartment::VictimIdentity];
        for (field, value) in added {
            if !contents::ADDABLE.contains(field) {
                return Err(CaseworkError::invalid(
                    "added",
                    format!("{} comes from the report or the incident", field.name()),
                ));
            }
            field.check(value).map_err(|error| CaseworkError::invalid("added", error))?;
            wanted.push(field.compartment());
        }
        wanted.sort_unstable();
        wanted.dedup();
        self.keyring_for_writing(person, report, &wanted, Resource::Report).await?;
        self.keyring_of(person, report, &Compartment::ALL, Resource::Report).await
    }
}

/// Records the basis and the fields of a draft.
fn plan(referral: &mut Referral, draft: &Draft, actor: &str, now: Moment) -> Result<(), CaseworkError> {
    check_words("words", &draft.words)?;
    let words = draft.words.trim().to_owned();
    let basis = RecordedBasis { basis: draft.basis.clone(), recorded_by: actor.to_owned(), recorded_at: now, words };
    referral.record_basis(basis).map_err(refused)?;
    if !draft.fields.is_empty() {
        referral.choose(draft.fields.clone()).map_err(refused)?;
    }
    Ok(())
}

fn refuse_revoked(partner: &Known) -> Result<(), CaseworkError> {
    if partner.is_active() {
        Ok(())
    } else {
        Err(CaseworkError::refused("this partner was revoked: nothing goes to it"))
    }
}

fn refused(error: MoveError) -> CaseworkError {
    CaseworkError::refused(error.to_string())
}

/// Takes values that tell who somebody is out of a preview, unless the person reads them anyway or gave a code. Says whether some are shown
/// because of a code.
fn withhold(preview: &mut Preview, person: &Person, shown: bool) -> bool {
    let Some(package) = &mut preview.package else { return false };
    let kept_apart: Vec<Field> =
        package.fields.keys().copied().filter(|field| !person.role.reads().contains(&field.compartment())).collect();
    if shown {
        return !kept_apart.is_empty();
    }
    for field in &kept_apart {
        package.fields.insert(*field, Value::Null);
    }
    preview.withheld = kept_apart;
    false
}

/// The partner's receipts, with their words where the person holds the key.
fn receipts(person: &Person, work: &Work) -> Vec<ReceiptView> {
    let partner = work.held.row.partner_id;
    let open = |slip: &held::Slipped| {
        let known = [(partner, slip.key)];
        person.team_secrets(Purpose::Referral).find_map(|(_, secret)| open_receipt(&slip.bytes, &secret, &known).ok())
    };
    let view = |slip: &held::Slipped| {
        let opened = open(slip);
        Some(ReceiptView { opened: opened.is_some(), note: opened.or_else(|| slip.read.outline())? })
    };
    work.held.slips.values().filter_map(view).collect()
}

/// What a person could do: what is possible from here, and theirs by the matrix.
fn possible(person: &Person, referral: &Referral) -> Vec<Move> {
    let may = |action| scope(person.role, action, Resource::Referral) != Scope::None;
    let me = format!("user:{}", person.id);
    let mine = referral.history.first().is_some_and(|event| event.actor == me)
        || referral.basis().is_some_and(|basis| basis.recorded_by == me);
    let allowed = |mv: &Move| match mv {
        Move::Approve => may(Action::Decide) && !(mine && referral.route == Route::Police),
        Move::Send | Move::GiveInformation => may(Action::Send),
        Move::Close | Move::Revoke => may(Action::Close),
        // These are the partner's word, or the clock's.
        Move::Receive | Move::Accept | Move::Reject | Move::AskInformation | Move::RecordOutcome | Move::Expire => {
            false
        }
    };
    referral.state().possible().iter().copied().filter(allowed).collect()
}
