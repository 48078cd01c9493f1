//! The organisation's own keys: which one is in use, and making new ones.
//!
//! Who holds a key, and when a new one is made, is in [`users`](super::users) and [`people`](super::people).

use super::keyring::{Grant, wrap_key};
use super::{Desk, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::store::rows::{Row, TeamKeyRow, Values, WrapRow};
use crate::vault::{PublicKey, SecretKey, SigningKey};
use sqlx::AnyConnection;

/// The key of an organisation that is in use for a purpose, public half.
pub(crate) async fn active_key(
    conn: &mut AnyConnection,
    tenant: Id,
    purpose: Purpose,
) -> Result<TeamKeyRow, CaseworkError> {
    let values = Values::new().and(&tenant).and(&purpose.name().to_owned());
    let row = TeamKeyRow::one(conn, "WHERE tenant = $1 AND purpose = $2 AND state = 'active'", values).await?;
    row.ok_or_else(|| CaseworkError::refused("the organisation has no key for this; ask an administrator to make one"))
}

/// A key of an organisation before it is written.
pub(crate) struct TeamKeyDraft {
    pub row: TeamKeyRow,
    wraps: Vec<WrapRow>,
}

impl TeamKeyDraft {
    /// A new key of an organisation, wrapped for those who may hold it.
    pub fn new(
        tenant: Id,
        purpose: Purpose,
        holders: &[(Id, PublicKey)],
        granted_by: &str,
        now: Moment,
    ) -> Result<TeamKeyDraft, CaseworkError> {
        let (id, public, secret) = {
            let mut rng = Desk::rng();
            let id = Id::random(&mut rng);
            match purpose {
                Purpose::Signing => {
                    let key = SigningKey::generate(&mut rng);
                    (id, key.verifying().0, key.to_bytes())
                }
                Purpose::Triage | Purpose::Referral => {
                    let key = SecretKey::generate(&mut rng);
                    (id, key.public().0, key.to_bytes())
                }
            }
        };
        let wraps = holders
            .iter()
            .map(|(holder, public)| {
                let grant = Grant { recipient: *holder, public, expires_at: None };
                wrap_key(tenant, id, secret.as_slice(), &grant, granted_by, now)
            })
            .collect::<Result<_, _>>()?;
        let (purpose, state) = (purpose.name().to_owned(), "active".to_owned());
        Ok(TeamKeyDraft { row: TeamKeyRow { id, tenant, purpose, public, state, created_at: now }, wraps })
    }

    /// Writes it.
    pub async fn insert(&self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        self.row.insert(conn).await?;
        for wrap in &self.wraps {
            wrap.insert(conn).await?;
        }
        Ok(())
    }
}
