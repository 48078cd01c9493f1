//! The compartment keys of one report or case that a person can open, and what is sealed under them.
//!
//! Not here: sealing itself ([`vault`](crate::vault)) and who may ask ([`permission`](crate::permission)).

use super::tenant::bytes32;
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::Resource;
use crate::store::StoreError;
use crate::store::rows::{KeyRow, Row, SealedRow, WrapRow};
use crate::vault::{self, Binding, Compartment, CompartmentKey, PublicKey, SecretKey, WrapBinding};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Keys of one report or case.
pub(crate) struct Keyring {
    tenant: Id,
    keys: BTreeMap<Compartment, (Id, CompartmentKey)>,
    /// Compartments that have a key which was not given to the person, or which the role does not read.
    pub hidden: Vec<Compartment>,
}

/// A compartment that was just made: its key, and the rows that keep it.
pub(crate) struct NewCompartment {
    pub id: Id,
    pub key: CompartmentKey,
    pub row: KeyRow,
    pub wraps: Vec<WrapRow>,
}

/// Who a new compartment is for.
pub(crate) struct Grant<'a> {
    pub recipient: Id,
    pub public: &'a PublicKey,
    pub expires_at: Option<Moment>,
}

/// Makes a key for a compartment and wraps it for everybody in `grants`.
pub(crate) fn new_compartment(
    tenant: Id,
    owner: Id,
    compartment: Compartment,
    grants: &[Grant<'_>],
    granted_by: &str,
    now: Moment,
) -> Result<NewCompartment, CaseworkError> {
    let mut rng = Desk::rng();
    let id = Id::random(&mut rng);
    let key = CompartmentKey::generate(&mut rng);
    let wraps = grants
        .iter()
        .map(|grant| wrap_key(tenant, id, key.as_bytes(), grant, granted_by, now))
        .collect::<Result<_, _>>()?;
    let row =
        KeyRow { id, tenant, owner, compartment: compartment.label().to_owned(), created_at: now, shredded_at: None };
    Ok(NewCompartment { id, key, row, wraps })
}

/// The row that gives a key to somebody.
pub(crate) fn wrap_key(
    tenant: Id,
    key: Id,
    secret: &[u8],
    grant: &Grant<'_>,
    granted_by: &str,
    now: Moment,
) -> Result<WrapRow, CaseworkError> {
    let recipient = grant.recipient.to_string();
    let binding = WrapBinding { tenant, key, recipient: &recipient };
    let wrapped = vault::wrap(secret, grant.public, &binding, &mut Desk::rng())?;
    let (granted_by, granted_at, expires_at) = (granted_by.to_owned(), now, grant.expires_at);
    Ok(WrapRow { key_id: key, recipient: grant.recipient, wrapped, granted_by, granted_at, expires_at })
}

/// Seals a value as one field of a row.
pub(crate) fn seal_value(
    tenant: Id,
    (id, key, compartment): (Id, &CompartmentKey, Compartment),
    table: &'static str,
    row: Id,
    field: &str,
    value: &impl Serialize,
) -> Result<SealedRow, CaseworkError> {
    let plain =
        zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(|error| CaseworkError::refused(error.to_string()))?);
    let binding = Binding { tenant, table, field, row, compartment, key: id };
    let envelope = vault::seal(key, &binding, &plain, &mut Desk::rng())?;
    Ok(SealedRow { tenant, table_name: table.to_owned(), row_id: row, field: field.to_owned(), key_id: id, envelope })
}

impl Keyring {
    /// Keys of compartments that were just made and are not written yet.
    pub fn fresh(tenant: Id, made: impl IntoIterator<Item = (Compartment, Id, CompartmentKey)>) -> Keyring {
        let keys = made.into_iter().map(|(compartment, id, key)| (compartment, (id, key))).collect();
        Keyring { tenant, keys, hidden: Vec::new() }
    }

    /// Whether the compartment is open.
    pub fn opens(&self, compartment: Compartment) -> bool {
        self.keys.contains_key(&compartment)
    }

    /// The key of a compartment.
    pub fn key(&self, compartment: Compartment) -> Result<(Id, &CompartmentKey), CaseworkError> {
        self.keys.get(&compartment).map(|(id, key)| (*id, key)).ok_or(CaseworkError::NotFound(Resource::Key))
    }

    /// Seals a value.
    pub fn seal(
        &self,
        compartment: Compartment,
        table: &'static str,
        row: Id,
        field: &str,
        value: &impl Serialize,
    ) -> Result<SealedRow, CaseworkError> {
        let (id, key) = self.key(compartment)?;
        seal_value(self.tenant, (id, key, compartment), table, row, field, value)
    }

    /// Opens a sealed field; nothing when its compartment is not open.
    pub fn open<T: DeserializeOwned>(&self, sealed: &SealedRow) -> Result<Option<T>, CaseworkError> {
        let Some((compartment, (id, key))) = self.keys.iter().find(|(_, (id, _))| *id == sealed.key_id) else {
            return Ok(None);
        };
        let binding = Binding {
            tenant: self.tenant,
            table: &sealed.table_name,
            field: &sealed.field,
            row: sealed.row_id,
            compartment: *compartment,
            key: *id,
        };
        let plain = vault::open(key, &binding, &sealed.envelope)?;
        serde_json::from_slice(&plain)
            .map(Some)
            .map_err(|_| CaseworkError::Store(StoreError::damaged("a sealed value")))
    }

    /// Opens bytes that were sealed as they are (attachments).
    pub fn open_bytes(
        &self,
        table: &str,
        row: Id,
        field: &str,
        envelope: &[u8],
    ) -> Result<zeroize::Zeroizing<Vec<u8>>, CaseworkError> {
        let compartment = Compartment::Attachments;
        let (id, key) = self.key(compartment)?;
        let binding = Binding { tenant: self.tenant, table, field, row, compartment, key: id };
        Ok(vault::open(key, &binding, envelope)?)
    }
}

impl Desk {
    /// The compartments of `owner` that the person can open and that their role reads.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when nothing of it was given to them: for them, it is not there.
    pub(crate) async fn keyring(
        &self,
        person: &Person,
        owner: Id,
        resource: Resource,
    ) -> Result<Keyring, CaseworkError> {
        self.keyring_of(person, owner, person.role.reads(), resource).await
    }

    /// The same for given compartments, whatever the role reads: for an identity that is revealed, or copied into a referral.
    pub(crate) async fn keyring_of(
        &self,
        person: &Person,
        owner: Id,
        wanted: &[Compartment],
        resource: Resource,
    ) -> Result<Keyring, CaseworkError> {
        let mut rings = self.keyrings(person, &[owner], wanted).await?;
        let ring = rings.remove(&owner).ok_or(CaseworkError::NotFound(resource))?;
        if ring.keys.is_empty() { Err(CaseworkError::NotFound(resource)) } else { Ok(ring) }
    }

    /// The keyrings of several owners in one query.
    pub(crate) async fn keyrings(
        &self,
        person: &Person,
        owners: &[Id],
        wanted: &[Compartment],
    ) -> Result<BTreeMap<Id, Keyring>, CaseworkError> {
        let now = self.now();
        let mut recipients: Vec<(Id, SecretKey)> = person.team_secrets(Purpose::Triage).collect();
        recipients.push((person.id, person.keys.secret.clone()));
        let mut rings: BTreeMap<Id, Keyring> = BTreeMap::new();
        // A statement has room for some tens of thousands of values; pages ask for a few hundred at most.
        for owners in owners.chunks(1000) {
            let list: Vec<String> = (2..2 + owners.len()).map(|place| format!("${place}")).collect();
            let statement = format!(
                "SELECT k.owner, k.id, k.compartment, w.recipient, w.wrapped, w.expires_at FROM compartment_keys k \
                 LEFT JOIN wraps w ON w.key_id = k.id WHERE k.tenant = $1 AND k.owner IN ({})",
                list.join(", ")
            );
            let mut query = sqlx::query_as::<_, (Id, Id, String, Option<Id>, Option<Vec<u8>>, Option<Moment>)>(
                sqlx::AssertSqlSafe(statement),
            )
            .bind(person.tenant.id);
            for owner in owners {
                query = query.bind(*owner);
            }
            for (owner, id, compartment, recipient, wrapped, expires_at) in query.fetch_all(self.store.reader()).await?
            {
                let compartment: Compartment =
                    compartment.parse().map_err(|_| CaseworkError::Store(StoreError::damaged("a compartment")))?;
                let ring = rings.entry(owner).or_insert_with(|| Keyring {
                    tenant: person.tenant.id,
                    keys: BTreeMap::new(),
                    hidden: Vec::new(),
                });
                if ring.keys.contains_key(&compartment) {
                    continue;
                }
                if !ring.hidden.contains(&compartment) {
                    ring.hidden.push(compartment);
                }
                let (Some(recipient), Some(wrapped)) = (recipient, wrapped) else { continue };
                if !wanted.contains(&compartment) || expires_at.is_some_and(|at| at <= now) {
                    continue;
                }
                let Some((_, secret)) = recipients.iter().find(|(id, _)| *id == recipient) else { continue };
                let recipient = recipient.to_string();
                let binding = WrapBinding { tenant: person.tenant.id, key: id, recipient: &recipient };
                let key = CompartmentKey::from_bytes(&vault::unwrap(&wrapped, secret, &binding)?)?;
                ring.hidden.retain(|hidden| *hidden != compartment);
                ring.keys.insert(compartment, (id, key));
            }
        }
        Ok(rings)
    }

    /// Makes sure that `owner` has the compartments, so that the person can write into them, and gives the keyring with them.
    ///
    /// A compartment that is made is wrapped for the triage team, for everybody who already holds another compartment of the same owner
    /// (for as long as they do), and the mailbox for who reported. Two people who make the same one at the same moment: one of the two
    /// inserts fails, nothing is lost, and the one that stands is read.
    pub(crate) async fn keyring_for_writing(
        &self,
        person: &Person,
        owner: Id,
        wanted: &[Compartment],
        resource: Resource,
    ) -> Result<Keyring, CaseworkError> {
        let mut all: Vec<Compartment> = person.role.reads().to_vec();
        all.extend(wanted);
        let ring = self.keyring_of(person, owner, &all, resource).await?;
        let missing: Vec<Compartment> = wanted
            .iter()
            .copied()
            .filter(|compartment| !ring.opens(*compartment) && !ring.hidden.contains(compartment))
            .collect();
        if missing.is_empty() {
            return if wanted.iter().all(|compartment| ring.opens(*compartment)) {
                Ok(ring)
            } else {
                Err(CaseworkError::NotFound(resource))
            };
        }
        let holders = self.holders(person.tenant.id, owner).await?;
        let reporter = self.reporter_key(person.tenant.id, owner).await?;
        let (team, team_public) = self.triage_key(&person.tenant).await?;
        let now = self.now();
        let granted_by = person.id.to_string();
        for compartment in missing {
            let mut grants = vec![Grant { recipient: team, public: &team_public, expires_at: None }];
            grants.extend(holders.iter().map(|(id, public, expires_at)| Grant {
                recipient: *id,
                public,
                expires_at: *expires_at,
            }));
            if compartment == Compartment::Mailbox
                && let Some(public) = &reporter
            {
                grants.push(Grant { recipient: owner, public, expires_at: None });
            }
            let new = new_compartment(person.tenant.id, owner, compartment, &grants, &granted_by, now)?;
            let made = self
                .store
                .write(move |conn| {
                    Box::pin(async move {
                        new.row.insert(conn).await?;
                        for wrap in &new.wraps {
                            wrap.insert(conn).await?;
                        }
                        Ok(())
                    })
                })
                .await;
            if let Err(error) = made
                && !error.is_duplicate()
            {
                return Err(error);
            }
        }
        self.keyring_of(person, owner, &all, resource).await
    }

    /// The users who hold a key of `owner` by name, with their public keys and until when.
    pub(crate) async fn holders(
        &self,
        tenant: Id,
        owner: Id,
    ) -> Result<Vec<(Id, PublicKey, Option<Moment>)>, CaseworkError> {
        let rows: Vec<(Id, Vec<u8>, i64, i64)> = sqlx::query_as(
            "SELECT u.id, u.hpke_public, SUM(CASE WHEN w.expires_at IS NULL THEN 1 ELSE 0 END), COALESCE(MAX(w.expires_at), 0) \
             FROM compartment_keys k JOIN wraps w ON w.key_id = k.id JOIN users u ON u.id = w.recipient \
             WHERE k.tenant = $1 AND k.owner = $2 AND u.tenant = $1 AND u.state = 'active' GROUP BY u.id, u.hpke_public",
        )
        .bind(tenant)
        .bind(owner)
        .fetch_all(self.store.reader())
        .await?;
        rows.into_iter()
            .map(|(id, public, unlimited, latest)| {
                let until = (unlimited == 0).then_some(Moment(latest));
                Ok((id, PublicKey(bytes32(&public)?), until))
            })
            .collect()
    }

    /// The key of whoever reported, when `owner` is a report with a receipt.
    async fn reporter_key(&self, tenant: Id, owner: Id) -> Result<Option<PublicKey>, CaseworkError> {
        let row: Option<(Option<Vec<u8>>,)> =
            sqlx::query_as("SELECT reporter_public FROM reports WHERE tenant = $1 AND id = $2")
                .bind(tenant)
                .bind(owner)
                .fetch_optional(self.store.reader())
                .await?;
        row.and_then(|(public,)| public).map(|public| Ok(PublicKey(bytes32(&public)?))).transpose()
    }

    /// Gives every compartment of `owner` that the person can open to a user, for good or until a moment.
    pub(crate) async fn wraps_for(
        &self,
        person: &Person,
        owner: Id,
        user: Id,
        expires_at: Option<Moment>,
        resource: Resource,
    ) -> Result<Vec<WrapRow>, CaseworkError> {
        let row: Option<(Vec<u8>,)> =
            sqlx::query_as("SELECT hpke_public FROM users WHERE tenant = $1 AND id = $2 AND state = 'active'")
                .bind(person.tenant.id)
                .bind(user)
                .fetch_optional(self.store.reader())
                .await?;
        let (public,) = row.ok_or(CaseworkError::NotFound(Resource::User))?;
        let public = PublicKey(bytes32(&public)?);
        let ring = self.keyring_of(person, owner, &Compartment::ALL, resource).await?;
        let grant = Grant { recipient: user, public: &public, expires_at };
        let granted_by = person.id.to_string();
        let now = self.now();
        ring.keys
            .values()
            .map(|(id, key)| wrap_key(person.tenant.id, *id, key.as_bytes(), &grant, &granted_by, now))
            .collect()
    }

    /// The sealed fields of rows of a table, in the order of the rows.
    pub(crate) async fn sealed_of(
        &self,
        tenant: Id,
        table: &'static str,
        rows: &[Id],
    ) -> Result<Vec<SealedRow>, CaseworkError> {
        let mut found = Vec::new();
        for rows in rows.chunks(1000) {
            let list: Vec<String> = (3..3 + rows.len()).map(|place| format!("${place}")).collect();
            let statement = format!(
                "SELECT row_id, field, key_id, envelope FROM sealed WHERE tenant = $1 AND table_name = $2 AND row_id IN ({})",
                list.join(", ")
            );
            let mut query =
                sqlx::query_as::<_, (Id, String, Id, Vec<u8>)>(sqlx::AssertSqlSafe(statement)).bind(tenant).bind(table);
            for row in rows {
                query = query.bind(*row);
            }
            for (row, field, key, envelope) in query.fetch_all(self.store.reader()).await? {
                found.push(SealedRow {
                    tenant,
                    table_name: table.to_owned(),
                    row_id: row,
                    field,
                    key_id: key,
                    envelope,
                });
            }
        }
        Ok(found)
    }
}
