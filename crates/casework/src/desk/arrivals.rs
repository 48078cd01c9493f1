//! Packages that partners sent: taking them while nobody is signed in, opening them, and what they are answered with.
//!
//! What arrives is checked against the register and kept as it came, sealed to the organisation's key for referrals. Opening one for the first
//! time tells the partner that it was received. Answers are in [`answer`], what an accepted package becomes in `accept`; how packages
//! are carried is in `turnstone-server`.

mod accept;
pub mod answer;
mod parcel;

pub(crate) use self::parcel::Parcel;

use super::outbox::OnItsWay;
use super::referrals::answers::{insert_once, once};
use super::referrals::held::{Known, keep_slip};
use super::{Desk, Person, Tenant};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::package::{self, Digest, Kind, NoteState, NoticeKind, Package, ReceiptNote, Said, SlipRead};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{ArrivalRow, Row, SealedRow, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::vault::VerifyingKey;
use serde::Serialize;

/// A task: whoever sent a package that was accepted took it back.
pub const TAKEN_BACK: &str = "arrival_taken_back";
/// A task: by the agreement, what came with a package is to be deleted.
pub const DELETE_BY: &str = "arrival_delete_by";
/// How many packages of one partner may wait unopened.
const MOST_UNOPENED: i64 = 5_000;
/// The most packages of a list.
const MOST: i64 = 500;

/// How far a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalState {
    /// Nobody has opened it.
    Arrived,
    /// Somebody has opened it, and the partner is told so.
    Opened,
    /// The organisation takes it on.
    Accepted,
    /// It does not.
    Rejected,
    /// It asked the partner for more.
    NeedsInformation,
    /// It said what came of it.
    Outcome,
    /// The partner took it back.
    Withdrawn,
    /// A later package of the same referral takes its place.
    Superseded,
}

impl ArrivalState {
    /// Every state.
    pub const ALL: [ArrivalState; 8] = [
        ArrivalState::Arrived,
        ArrivalState::Opened,
        ArrivalState::Accepted,
        ArrivalState::Rejected,
        ArrivalState::NeedsInformation,
        ArrivalState::Outcome,
        ArrivalState::Withdrawn,
        ArrivalState::Superseded,
    ];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            ArrivalState::Arrived => "arrived",
            ArrivalState::Opened => "opened",
            ArrivalState::Accepted => "accepted",
            ArrivalState::Rejected => "rejected",
            ArrivalState::NeedsInformation => "needs_information",
            ArrivalState::Outcome => "outcome",
            ArrivalState::Withdrawn => "withdrawn",
            ArrivalState::Superseded => "superseded",
        }
    }

    pub(crate) fn of(name: &str) -> Result<ArrivalState, StoreError> {
        ArrivalState::ALL
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or(StoreError::damaged("an arrival's state"))
    }
}

/// That a package is here, and on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ack {
    /// SHA-256 of what arrived; the sender compares it.
    pub digest: [u8; 32],
    /// Whether it was new.
    pub fresh: bool,
}

/// A package in the list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ArrivalSummary {
    /// The package.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// Who sent it.
    pub partner: String,
    /// When it arrived.
    pub arrived: Moment,
    /// How far it is.
    pub state: ArrivalState,
    /// The report that was made of it.
    pub report: Option<Id>,
}

/// A package that was opened.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ArrivalView {
    /// The package here.
    pub id: Id,
    /// The version to answer.
    pub version: i64,
    /// How far it is.
    pub state: ArrivalState,
    /// Who sent it.
    pub partner: Id,
    /// Its name in the register.
    pub partner_name: String,
    /// Whether the partner is in use: a revoked one gets no answer.
    pub partner_active: bool,
    /// Whether the agreement with the partner covers this now.
    pub agreement_ended: bool,
    /// When it arrived.
    pub arrived: Moment,
    /// What is in it.
    pub package: Package,
    /// The report that was made of it.
    pub report: Option<Id>,
    /// What was answered, the first first.
    pub answers: Vec<ReceiptNote>,
    /// Whether the partner took it back, how, and when.
    pub taken_back: Option<(NoticeKind, Moment)>,
    /// Other packages of the same referral, the first first.
    pub others: Vec<Id>,
    /// What can be answered now.
    pub possible: Vec<NoteState>,
    /// Answers on their way to the partner.
    pub carried: Vec<OnItsWay>,
}

impl Desk {
    /// Takes what a partner's server sends. It returns when it is on the disk; taking it again is harmless.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when no partner in use signed it, one bit was changed, or it is sealed to somebody else: nothing was kept.
    pub async fn arrive(&self, slug: &str, body: &[u8]) -> Result<Ack, CaseworkError> {
        let tenant = self.tenant(slug).await?;
        let partners = self.active_partners(tenant.id).await?;
        let known: Vec<(Id, VerifyingKey)> = partners.iter().map(Known::signs_with).collect();
        let (header, partner) =
            package::verify(Kind::Package, body, &known).map_err(|error| CaseworkError::refused(error.to_string()))?;
        self.team_key_of(&tenant, header.recipient).await?;
        let key = known.iter().find(|(id, _)| *id == partner).map(|(_, key)| *key);
        let key = key.ok_or(CaseworkError::NotFound(Resource::Partner))?;
        let digest = Digest::of(body).0;
        if self.arrival_of(tenant.id, &digest).await?.is_some() {
            return Ok(Ack { digest, fresh: false });
        }
        let now = self.now();
        let row = ArrivalRow {
            id: Id::random(&mut Desk::rng()),
            tenant: tenant.id,
            partner_id: partner,
            package: [&key.0, body].concat(),
            digest,
            arrived_at: now,
            state: ArrivalState::Arrived.name().to_owned(),
            report_id: None,
            receipt_seq: 0,
            version: 1,
        };
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: format!("partner:{partner}"),
            action: "arrival.receive",
            object: format!("arrival:{}", row.id),
            outcome: "done",
        };
        let written = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    let (waiting,): (i64,) = sqlx::query_as(
                        "SELECT CAST(COUNT(*) AS BIGINT) FROM arrivals WHERE tenant = $1 AND partner_id = $2 AND state = 'arrived'",
                    )
                    .bind(row.tenant)
                    .bind(row.partner_id)
                    .fetch_one(&mut *conn)
                    .await?;
                    if waiting >= MOST_UNOPENED {
                        return Err(CaseworkError::refused("too many of your packages wait to be opened; speak with the organisation"));
                    }
                    row.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await;
        match written {
            Ok(()) => Ok(Ack { digest, fresh: true }),
            Err(error) if error.is_duplicate() => Ok(Ack { digest, fresh: false }),
            Err(error) => Err(error),
        }
    }

    /// Packages that partners sent, the newest first. Nothing of them is opened by that.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn arrivals(&self, person: &Person) -> Result<Vec<ArrivalSummary>, CaseworkError> {
        require(person.role, Action::List, Resource::Arrival)?;
        let values = Values::new().and(&person.tenant.id).and(&MOST);
        let rows =
            ArrivalRow::all(self.store.reader(), "WHERE tenant = $1 ORDER BY arrived_at DESC, id LIMIT $2", values)
                .await?;
        let partners = self.partner_names(person.tenant.id).await?;
        self.log(person, "arrival.list", "arrivals").await?;
        rows.into_iter()
            .map(|row| {
                Ok(ArrivalSummary {
                    id: row.id,
                    version: row.version,
                    partner: partners.get(&row.partner_id).cloned().unwrap_or_default(),
                    arrived: row.arrived_at,
                    state: ArrivalState::of(&row.state)?,
                    report: row.report_id,
                })
            })
            .collect()
    }

    /// A package. Opening one for the first time tells the partner that it was received; that somebody read it is in the audit log before
    /// they see it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none, it is another organisation's, or the person does not hold the key.
    pub async fn arrival(&self, person: &Person, id: Id) -> Result<ArrivalView, CaseworkError> {
        require(person.role, Action::Read, Resource::Arrival)?;
        let mut parcel = self.parcel(person, id).await?;
        if ArrivalState::of(&parcel.row.state)? == ArrivalState::Arrived {
            match self.confirm_receipt(person, &parcel).await {
                // A colleague opened it at the same moment.
                Ok(()) | Err(CaseworkError::Conflict { .. }) => parcel = self.parcel(person, id).await?,
                Err(error) => return Err(error),
            }
        }
        self.log(person, "arrival.read", format!("arrival:{id}")).await?;
        let (answers, taken_back) = self.said_about(person, &parcel).await?;
        let state = ArrivalState::of(&parcel.row.state)?;
        let package = parcel.opened.package.clone();
        Ok(ArrivalView {
            id,
            version: parcel.row.version,
            state,
            partner: parcel.partner.row.id,
            partner_name: parcel.partner.row.name.clone(),
            partner_active: parcel.partner.is_active(),
            agreement_ended: parcel.partner.agreement.covers(package.route, self.now()).is_err(),
            arrived: parcel.row.arrived_at,
            report: parcel.row.report_id,
            answers,
            taken_back,
            others: parcel.others.iter().map(|other| other.id).collect(),
            possible: answer::possible(state, &parcel),
            carried: self.on_its_way(person.tenant.id, id).await?,
            package,
        })
    }

    /// A notice of whoever sent a package: it is taken back.
    pub(super) async fn notice_arrived(
        &self,
        tenant: &Tenant,
        read: &SlipRead,
        body: &[u8],
        key: VerifyingKey,
    ) -> Result<(), CaseworkError> {
        let Said::Notice { notice } = read.slip.said else { return Err(CaseworkError::NotFound(Resource::Arrival)) };
        let now = self.now();
        let row = self.arrival_of(tenant.id, &read.slip.package_digest.0).await?;
        // A partner takes back what it sent itself; another one's package is not here for it.
        let mut row =
            row.filter(|row| row.partner_id == read.signer).ok_or(CaseworkError::NotFound(Resource::Arrival))?;
        let field = format!("notice.{}", notice.name());
        if self.sealed_of(tenant.id, "arrival_notes", &[row.id]).await?.iter().any(|known| known.field == field) {
            return Ok(());
        }
        let team_key = self.team_key_of(tenant, read.slip.recipient).await?;
        let kept = SealedRow {
            table_name: "arrival_notes".to_owned(),
            field,
            ..keep_slip(tenant.id, row.id, 0, team_key, &key, body)
        };
        let task = row.report_id.map(|report| once(tenant.id, report, row.id, TAKEN_BACK, notice.name(), now));
        row.state = ArrivalState::Withdrawn.name().to_owned();
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: format!("partner:{}", read.signer),
            action: "arrival.take_back",
            object: format!("arrival:{}", row.id),
            outcome: "done",
        };
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    row.update(conn).await?;
                    kept.insert(conn).await?;
                    if let Some(task) = task {
                        insert_once(conn, &task).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn arrival_of(&self, tenant: Id, digest: &[u8; 32]) -> Result<Option<ArrivalRow>, CaseworkError> {
        let values = Values::new().and(&tenant).and(digest);
        Ok(ArrivalRow::one(self.store.reader(), "WHERE tenant = $1 AND digest = $2", values).await?)
    }
}
