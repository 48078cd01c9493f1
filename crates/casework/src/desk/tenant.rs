//! Organisations on one server. None of them sees another: every statement names the organisation it is for.

use super::{Desk, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::Resource;
use crate::store::StoreError;
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

const COLUMNS: &str = "id, slug, name, place, languages, synthetic, retention_days";

type Columns = (String, String, String, String, String, i64, i64);

fn tenant((id, slug, name, place, languages, synthetic, retention_days): Columns) -> Result<Tenant, CaseworkError> {
    let languages = languages.split(' ').map(str::to_owned).collect();
    Ok(Tenant { id: identifier(&id)?, slug, name, place, languages, synthetic: synthetic != 0, retention_days })
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
        let row: Option<Columns> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM tenants WHERE slug = $1")))
                .bind(slug)
                .fetch_optional(&mut *conn)
                .await?;
        let tenant = tenant(row.ok_or(CaseworkError::NotFound(Resource::Report))?)?;
        let triage = super::team_public(&mut conn, tenant.id, Purpose::Triage).await.ok();
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
        let rows: Vec<Columns> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM tenants ORDER BY slug")))
                .fetch_all(self.store.reader())
                .await?;
        rows.into_iter().map(tenant).collect()
    }

    /// The organisation of an identifier.
    pub(crate) async fn tenant_by_id(&self, id: Id) -> Result<Tenant, CaseworkError> {
        let row: Option<Columns> =
            sqlx::query_as(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM tenants WHERE id = $1")))
                .bind(id.to_string())
                .fetch_optional(self.store.reader())
                .await?;
        tenant(row.ok_or(CaseworkError::SignedOut)?)
    }
}

/// An identifier that the database holds.
pub(crate) fn identifier(text: &str) -> Result<Id, CaseworkError> {
    text.parse().map_err(|_| CaseworkError::Store(StoreError::damaged("an identifier")))
}

/// 32 bytes that the database holds.
pub(crate) fn bytes32(bytes: &[u8]) -> Result<[u8; 32], CaseworkError> {
    bytes.try_into().map_err(|_| CaseworkError::Store(StoreError::damaged("a key or digest of 32 bytes")))
}
