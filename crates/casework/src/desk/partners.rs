//! The register of partner organisations: their keys, the agreements with them, and the tokens with which they submit reports.
//!
//! Keys are entered from a card that the partner hands over and are compared by their fingerprints. Whoever enters a wrong key sends
//! people's words to the wrong organisation; therefore each step here needs a fresh code.

mod card;
mod token;

pub use card::{Card, is_safe};
pub use token::SubmissionToken;

use super::team_keys::active_key;
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::partner::{Agreement, PartnerKind};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{Owned, PartnerRow, Row, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::vault::{PublicKey, VerifyingKey};
use serde::Serialize;
use sqlx::AnyConnection;
use zeroize::Zeroizing;

/// Whether a partner is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartnerState {
    /// It is.
    Active,
    /// Nothing goes to it and nothing is taken from it.
    Revoked,
}

/// A partner of the organisation.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct PartnerView {
    /// Its identifier.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PartnerKind,
    /// Where packages for it are sent.
    pub address: String,
    /// Its key for what is sealed to it.
    pub hpke_public: PublicKey,
    /// Its key for what it signed.
    pub verify_public: VerifyingKey,
    /// The fingerprint of the first key.
    pub hpke_fingerprint: String,
    /// The fingerprint of the second key.
    pub verify_fingerprint: String,
    /// What was agreed with it.
    pub agreement: Agreement,
    /// Whether it is in use.
    pub state: PartnerState,
    /// Whether it has a token to submit reports with.
    pub submits: bool,
    /// When it was added.
    pub created: Moment,
}

impl PartnerView {
    fn of(row: PartnerRow) -> Result<PartnerView, CaseworkError> {
        let (hpke_public, verify_public) = (PublicKey(row.hpke_public), VerifyingKey(row.verify_public));
        Ok(PartnerView {
            id: row.id,
            version: row.version,
            name: row.name,
            kind: row.kind.parse().map_err(|_| StoreError::damaged("a partner's kind"))?,
            address: row.address,
            hpke_fingerprint: hpke_public.fingerprint(),
            verify_fingerprint: verify_public.fingerprint(),
            hpke_public,
            verify_public,
            agreement: serde_json::from_str(&row.agreement).map_err(|_| StoreError::damaged("an agreement"))?,
            state: if row.state == "active" { PartnerState::Active } else { PartnerState::Revoked },
            submits: row.token_hash.is_some(),
            created: row.created_at,
        })
    }
}

impl Desk {
    /// The card of an organisation of this server, for its partners. `address` is where this server takes packages for it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such organisation.
    pub async fn own_card(&self, slug: &str, address: &str) -> Result<Card, CaseworkError> {
        let tenant = self.tenant(slug).await?;
        let mut conn = self.store.reader().acquire().await?;
        let hpke_public = PublicKey(active_key(&mut conn, tenant.id, Purpose::Referral).await?.public);
        let verify_public = VerifyingKey(active_key(&mut conn, tenant.id, Purpose::Signing).await?.public);
        Ok(Card {
            name: tenant.name,
            slug: tenant.slug,
            address: address.to_owned(),
            hpke_fingerprint: hpke_public.fingerprint(),
            verify_fingerprint: verify_public.fingerprint(),
            hpke_public,
            verify_public,
            synthetic: tenant.synthetic,
        })
    }

    /// The partners of the organisation, by name.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn partners(&self, person: &Person) -> Result<Vec<PartnerView>, CaseworkError> {
        require(person.role, Action::List, Resource::Partner)?;
        let values = Values::new().and(&person.tenant.id);
        let rows = PartnerRow::all(self.store.reader(), "WHERE tenant = $1 ORDER BY name, id", values).await?;
        self.log(person, "partner.list", "partners").await?;
        rows.into_iter().map(PartnerView::of).collect()
    }

    /// One partner.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`].
    pub async fn partner(&self, person: &Person, id: Id) -> Result<PartnerView, CaseworkError> {
        require(person.role, Action::Read, Resource::Partner)?;
        let row = self.partner_row(person.tenant.id, id).await?;
        self.log(person, "partner.read", format!("partner:{id}")).await?;
        PartnerView::of(row)
    }

    /// Adds a partner from its card. Gives its identifier.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with the field; [`CaseworkError::Refused`] when an organisation whose people are real and one whose
    /// people are invented would be made partners, or a partner with one of the keys is there already.
    pub async fn add_partner(
        &self,
        person: &Person,
        card: Card,
        kind: PartnerKind,
        agreement: Agreement,
    ) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Partner)?;
        let now = self.now();
        person.confirmed(now)?;
        let agreement = check_entry(person, &card, &agreement)?;
        let row = PartnerRow {
            id: Id::random(&mut Desk::rng()),
            tenant: person.tenant.id,
            name: card.name.trim().to_owned(),
            kind: kind.name().to_owned(),
            address: card.address,
            hpke_public: card.hpke_public.0,
            verify_public: card.verify_public.0,
            agreement,
            token_hash: None,
            state: "active".to_owned(),
            created_at: now,
            version: 1,
        };
        let id = row.id;
        let event = self.event(person, "partner.add", format!("partner:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    refuse_known_keys(conn, &row).await?;
                    row.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Changes what is registered of a partner. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`], and as for [`add_partner`](Desk::add_partner).
    pub async fn update_partner(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        card: Card,
        kind: PartnerKind,
        agreement: Agreement,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        let agreement = check_entry(person, &card, &agreement)?;
        self.change_partner(person, id, version, "partner.update", move |row| {
            row.name = card.name.trim().to_owned();
            row.kind = kind.name().to_owned();
            row.address = card.address;
            row.hpke_public = card.hpke_public.0;
            row.verify_public = card.verify_public.0;
            row.agreement = agreement;
        })
        .await
    }

    /// Revokes a partner: nothing goes to it any more, nothing is taken from it, and its token is void. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`], and [`CaseworkError::Refused`] when it was revoked before.
    pub async fn revoke_partner(&self, person: &Person, id: Id, version: i64) -> Result<i64, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        self.change_partner(person, id, version, "partner.revoke", |row| {
            row.state = "revoked".to_owned();
            row.token_hash = None;
        })
        .await
    }

    /// A new token for a partner to submit reports with; the one before is void. It is shown once and kept nowhere.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such partner, [`CaseworkError::Refused`] when it was revoked.
    pub async fn issue_submission_token(&self, person: &Person, id: Id) -> Result<Zeroizing<String>, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        let token = SubmissionToken::random();
        let hash = token.hash();
        let version = self.partner_row(person.tenant.id, id).await?.version;
        self.change_partner(person, id, version, "partner.token", move |row| row.token_hash = Some(hash)).await?;
        Ok(token.encode())
    }

    async fn change_partner(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        action: &'static str,
        change: impl FnOnce(&mut PartnerRow) + Send + 'static,
    ) -> Result<i64, CaseworkError> {
        let mut row = self.partner_row(person.tenant.id, id).await?;
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Partner, seen: version, now: row.version });
        }
        if row.state != "active" {
            return Err(CaseworkError::refused("this partner was revoked; add it again with a new card"));
        }
        change(&mut row);
        let event = self.event(person, action, format!("partner:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    if row.state == "active" {
                        refuse_known_keys(conn, &row).await?;
                    }
                    row.update(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// The row of a partner of an organisation.
    pub(crate) async fn partner_row(&self, tenant: Id, id: Id) -> Result<PartnerRow, CaseworkError> {
        PartnerRow::by_id(self.store.reader(), tenant, id).await?.ok_or(CaseworkError::NotFound(Resource::Partner))
    }
}

/// Checks what somebody enters into the register, and gives the agreement as it is kept.
fn check_entry(person: &Person, card: &Card, agreement: &Agreement) -> Result<String, CaseworkError> {
    card.check()?;
    agreement.check().map_err(|gap| CaseworkError::invalid("agreement", gap))?;
    if card.synthetic != person.tenant.synthetic {
        let (mine, theirs) = if card.synthetic { ("real", "invented") } else { ("invented", "real") };
        return Err(CaseworkError::refused(format!(
            "in this organisation people are {mine}, in that one they are {theirs}: nothing may pass between the two"
        )));
    }
    serde_json::to_string(agreement).map_err(|error| CaseworkError::invalid("agreement", error))
}

/// Two partners with one key could not be told apart by what they sign.
async fn refuse_known_keys(conn: &mut AnyConnection, row: &PartnerRow) -> Result<(), CaseworkError> {
    let known: Option<(String,)> = sqlx::query_as(
        "SELECT name FROM partners WHERE tenant = $1 AND id <> $2 AND state = 'active' AND (hpke_public = $3 OR verify_public = $4)",
    )
    .bind(row.tenant)
    .bind(row.id)
    .bind(row.hpke_public.to_vec())
    .bind(row.verify_public.to_vec())
    .fetch_optional(&mut *conn)
    .await?;
    if let Some((name,)) = known {
        return Err(CaseworkError::refused(format!("{name} is in the register with one of these keys already")));
    }
    let own: Option<(String,)> =
        sqlx::query_as("SELECT purpose FROM team_keys WHERE tenant = $1 AND (public = $2 OR public = $3) LIMIT 1")
            .bind(row.tenant)
            .bind(row.hpke_public.to_vec())
            .bind(row.verify_public.to_vec())
            .fetch_optional(conn)
            .await?;
    if own.is_some() {
        return Err(CaseworkError::refused("this is the organisation's own card; ask the partner for theirs"));
    }
    Ok(())
}
