//! Organisations on one server. None of them sees another: every statement names the organisation it is for.

use super::team_keys::active_key;
use super::{Desk, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::Resource;
use crate::store::StoreError;
use crate::store::rows::{Row, TenantRow, Values};
use crate::vault::PublicKey;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tenant {
    /// Its identifier.
    pub id: Id,
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The country it works in (ISO 3166-1 alpha-3), or nothing.
    pub place: String,
    /// The languages of its public site (BCP 47).
    pub languages: Vec<String>,
    /// Whether everything in it is invented.
    pub synthetic: bool,
    /// For how many days a report is kept after it was closed or last worked on.
    pub retention_days: i64,
}

/// What was read about organisations, for a few seconds: the public pages ask for it at every request.
#[derive(Clone, Default)]
pub(crate) struct Cache(Arc<RwLock<HashMap<String, (Moment, Known)>>>);

#[derive(Clone)]
struct Known {
    tenant: Tenant,
    triage: Option<(Id, PublicKey)>,
}

/// For how many seconds. A key that was rotated may be sealed to for so long; what is sealed to it still opens.
const FRESH: i64 = 10;

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Tenant {
        Tenant {
            id: row.id,
            slug: row.slug,
            name: row.name,
            place: row.place,
            languages: row.languages.split(' ').map(str::to_owned).collect(),
            synthetic: row.synthetic,
            retention_days: row.retention_days,
        }
    }
}

impl Tenant {
    /// Its row, for an organisation that is founded now.
    pub(crate) fn row(&self, now: Moment) -> TenantRow {
        TenantRow {
            id: self.id,
            slug: self.slug.clone(),
            name: self.name.clone(),
            place: self.place.clone(),
            languages: self.languages.join(" "),
            synthetic: self.synthetic,
            retention_days: self.retention_days,
            created_at: now,
        }
    }
}

impl Desk {
    /// The organisation of a name in addresses.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is none.
    pub async fn tenant(&self, slug: &str) -> Result<Tenant, CaseworkError> {
        Ok(self.known(slug).await?.tenant)
    }

    /// The key that reports to an organisation are sealed to.
    pub(crate) async fn triage_key(&self, tenant: &Tenant) -> Result<(Id, PublicKey), CaseworkError> {
        self.known(&tenant.slug)
            .await?
            .triage
            .ok_or_else(|| CaseworkError::refused("the organisation has no triage key yet"))
    }

    async fn known(&self, slug: &str) -> Result<Known, CaseworkError> {
        let now = self.now();
        // A poisoned lock only means that a thread panicked while it held the map; the map itself is whole.
        let read = self.tenants.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).get(slug).cloned();
        if let Some((at, known)) = read
            && (0..FRESH).contains(&(now.0 - at.0))
        {
            return Ok(known);
        }
        let mut conn = self.store.reader().acquire().await?;
        let row = TenantRow::one(&mut *conn, "WHERE slug = $1", Values::new().and(&slug.to_owned())).await?;
        let tenant = Tenant::from(row.ok_or(CaseworkError::NotFound(Resource::Report))?);
        let triage =
            active_key(&mut conn, tenant.id, Purpose::Triage).await.ok().map(|key| (key.id, PublicKey(key.public)));
        let known = Known { tenant, triage };
        let mut cache = self.tenants.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        cache.insert(slug.to_owned(), (now, known.clone()));
        Ok(known)
    }

    /// Forgets what was read about organisations, after a change.
    pub(crate) fn forget_tenants(&self) {
        self.tenants.0.write().unwrap_or_else(std::sync::PoisonError::into_inner).clear();
    }

    /// Every organisation of this server, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<Tenant>, CaseworkError> {
        let rows = TenantRow::all(self.store.reader(), "ORDER BY slug", Values::new()).await?;
        Ok(rows.into_iter().map(Tenant::from).collect())
    }

    /// The organisation of an identifier.
    pub(crate) async fn tenant_by_id(&self, id: Id) -> Result<Tenant, CaseworkError> {
        let row = TenantRow::one(self.store.reader(), "WHERE id = $1", Values::new().and(&id)).await?;
        Ok(row.ok_or(CaseworkError::SignedOut)?.into())
    }
}

/// 32 bytes that the database holds.
pub(crate) fn bytes32(bytes: &[u8]) -> Result<[u8; 32], CaseworkError> {
    bytes.try_into().map_err(|_| CaseworkError::Store(StoreError::damaged("a key or digest of 32 bytes")))
}
