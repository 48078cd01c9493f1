//! The organisation's people: adding and disabling them, and who holds the organisation's keys.
//!
//! An administrator adds people and opens nothing. The organisation's keys are given by somebody who holds them, and new ones are made
//! by such a person, too. Signing in and passphrases are in [`people`](super::people).

use super::keyring::{Grant, wrap_key};
use super::people::{FirstPerson, NewUser};
use super::team_keys::{TeamKeyDraft, active_key};
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::{Action, Resource, Role, require};
use crate::store::rows::{Owned, Row, UserRow, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::vault::PublicKey;
use serde::Serialize;
use sqlx::AnyConnection;
use std::collections::{BTreeMap, BTreeSet};

/// A person in the list of users.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct UserView {
    /// Their identifier.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// The name they sign in with.
    pub login: String,
    /// What they are there for.
    pub role: Role,
    /// The language of their pages.
    pub language: String,
    /// Whether they may sign in.
    pub active: bool,
    /// Until when they must wait after wrong tries, if they must.
    pub locked_until: Option<Moment>,
    /// When they were added.
    pub created: Moment,
    /// What they hold of the organisation's keys: triage, referral, signing.
    pub holds: Vec<&'static str>,
    /// What to compare with them before keys are given to them.
    pub fingerprint: String,
}

/// A new key of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = RotatedKey)]
pub struct Rotated {
    /// Its identifier.
    pub id: Id,
    /// To how many people it was given.
    pub holders: usize,
}

impl Desk {
    /// The people of the organisation, by name.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn users(&self, person: &Person) -> Result<Vec<UserView>, CaseworkError> {
        require(person.role, Action::List, Resource::User)?;
        let now = self.now();
        let values = Values::new().and(&person.tenant.id);
        let rows = UserRow::all(self.store.reader(), "WHERE tenant = $1 ORDER BY login", values).await?;
        let held: Vec<(Id, String)> = sqlx::query_as(
            "SELECT w.recipient, k.purpose FROM team_keys k JOIN wraps w ON w.key_id = k.id WHERE k.tenant = $1 AND k.state = 'active'",
        )
        .bind(person.tenant.id)
        .fetch_all(self.store.reader())
        .await?;
        let mut holds: BTreeMap<Id, Vec<&'static str>> = BTreeMap::new();
        for purpose in Purpose::ALL {
            for (holder, _) in held.iter().filter(|(_, name)| name == purpose.name()) {
                holds.entry(*holder).or_default().push(purpose.name());
            }
        }
        self.log(person, "user.list", "users").await?;
        rows.into_iter()
            .map(|row| {
                Ok(UserView {
                    id: row.id,
                    version: row.version,
                    login: row.login,
                    role: row.role.parse().map_err(|_| StoreError::damaged("a role"))?,
                    language: row.language,
                    active: row.state == "active",
                    locked_until: (row.locked_until > now).then_some(row.locked_until),
                    created: row.created_at,
                    holds: holds.remove(&row.id).unwrap_or_default(),
                    fingerprint: PublicKey(row.hpke_public).fingerprint(),
                })
            })
            .collect()
    }

    /// Adds a person. They open nothing until keys or a case are given to them.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] when the name is taken or the passphrase too weak; [`CaseworkError::NeedsConfirmation`].
    pub async fn add_user(&self, person: &Person, first: FirstPerson) -> Result<NewUser, CaseworkError> {
        require(person.role, Action::Create, Resource::User)?;
        person.confirmed(self.now())?;
        let draft = self.draft_user(&person.tenant, first).await?;
        let event = self.event(person, "user.add", format!("user:{}", draft.new.id));
        let added = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    draft.row.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(draft.new)
                })
            })
            .await;
        added.map_err(|error| match error.is_duplicate() {
            true => {
                CaseworkError::invalid("login", "somebody of the organisation has this name already; choose another")
            }
            false => error,
        })
    }

    /// Disables a person: their sessions end, every key that was given to them is taken away, and what they worked on goes back.
    ///
    /// What they wrote and did stays. All of it happens at once or not at all.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] for the last administrator, and for the last person who holds a key of the
    /// organisation: with them, everything that was sealed to it would be lost.
    pub async fn disable_user(&self, person: &Person, user: Id, version: i64) -> Result<(), CaseworkError> {
        require(person.role, Action::Update, Resource::User)?;
        let now = self.now();
        person.confirmed(now)?;
        let tenant = person.tenant.id;
        let event = self.event(person, "user.disable", format!("user:{user}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let row = UserRow::by_id(&mut *conn, tenant, user)
                        .await?
                        .ok_or(CaseworkError::NotFound(Resource::User))?;
                    if row.version != version {
                        return Err(CaseworkError::Conflict { what: Resource::User, seen: version, now: row.version });
                    }
                    if row.state != "active" {
                        return Err(CaseworkError::refused("this person is disabled already"));
                    }
                    refuse_the_last(conn, tenant, &row).await?;
                    disable(conn, row, now).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Gives a person every key of the organisation that the giver holds. Doing it again is harmless.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when the person's role holds no such keys; [`CaseworkError::NeedsConfirmation`].
    pub async fn grant_team_keys(&self, person: &Person, user: Id) -> Result<usize, CaseworkError> {
        require(person.role, Action::Create, Resource::Key)?;
        let now = self.now();
        person.confirmed(now)?;
        let (role, public) = self.active_user(person, user).await?;
        if !role.holds_team_keys() {
            return Err(CaseworkError::refused(format!(
                "{role} holds no keys of the organisation; triage workers and supervisors do"
            )));
        }
        let granted_by = person.id.to_string();
        let grant = Grant { recipient: user, public: &public, expires_at: None };
        let mut wraps = Vec::new();
        for key in &person.team {
            wraps.push(wrap_key(person.tenant.id, key.id, &key.bytes, &grant, &granted_by, now)?);
        }
        if wraps.is_empty() {
            return Err(CaseworkError::refused(
                "you hold no key of the organisation yourself; ask a supervisor who does",
            ));
        }
        let tenant = person.tenant.id;
        let event = self.event(person, "key.grant", format!("user:{user}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let mut given = 0;
                    for wrap in wraps {
                        if !holds(conn, wrap.key_id, user).await? {
                            wrap.insert(conn).await?;
                            given += 1;
                        }
                    }
                    // Somebody who was disabled in between must not hold a key.
                    still_active(conn, tenant, user).await?;
                    audit::append(conn, &event).await?;
                    Ok(given)
                })
            })
            .await
    }

    /// Makes a new key of the organisation and gives it to everybody who held the one before, which is retired: nothing new is sealed to it,
    /// and what was sealed to it still opens.
    ///
    /// Partners need the organisation's new card after a new key for referrals or signing. When it fails, the key before stays in use.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when somebody else made a new key at the same moment; [`CaseworkError::NeedsConfirmation`].
    pub async fn rotate_team_key(&self, person: &Person, purpose: Purpose) -> Result<Rotated, CaseworkError> {
        require(person.role, Action::Update, Resource::Key)?;
        let now = self.now();
        person.confirmed(now)?;
        let tenant = person.tenant.id;
        let old = {
            let mut conn = self.store.reader().acquire().await?;
            active_key(&mut conn, tenant, purpose).await?.id
        };
        let rows = UserRow::all(
            self.store.reader(),
            "WHERE tenant = $1 AND state = 'active' AND id IN (SELECT recipient FROM wraps WHERE key_id = $2) ORDER BY id",
            Values::new().and(&tenant).and(&old),
        )
        .await?;
        let holders: Vec<(Id, PublicKey)> = rows
            .iter()
            .filter(|row| row.role.parse::<Role>().is_ok_and(Role::holds_team_keys))
            .map(|row| (row.id, PublicKey(row.hpke_public)))
            .collect();
        if !holders.iter().any(|(id, _)| *id == person.id) {
            return Err(CaseworkError::refused("you do not hold the key that is in use; ask a supervisor who does"));
        }
        let draft = TeamKeyDraft::new(tenant, purpose, &holders, &person.id.to_string(), now)?;
        let rotated = Rotated { id: draft.row.id, holders: holders.len() };
        let event = self.event(person, "key.rotate", format!("key:{}", rotated.id));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let retired = sqlx::query(
                        "UPDATE team_keys SET state = 'retired' WHERE tenant = $1 AND id = $2 AND state = 'active'",
                    )
                    .bind(tenant)
                    .bind(old)
                    .execute(&mut *conn)
                    .await?;
                    if retired.rows_affected() == 0 {
                        return Err(CaseworkError::refused(
                            "somebody else made a new key at this moment; look at it again",
                        ));
                    }
                    for (holder, _) in &holders {
                        still_active(conn, tenant, *holder).await?;
                    }
                    draft.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        self.forget_tenants();
        Ok(rotated)
    }

    /// What somebody is there for and what is sealed to them, when they are of the organisation and may sign in.
    pub(crate) async fn active_user(&self, person: &Person, user: Id) -> Result<(Role, PublicKey), CaseworkError> {
        let row = UserRow::by_id(self.store.reader(), person.tenant.id, user)
            .await?
            .filter(|row| row.state == "active")
            .ok_or(CaseworkError::NotFound(Resource::User))?;
        Ok((row.role.parse().map_err(|_| StoreError::damaged("a role"))?, PublicKey(row.hpke_public)))
    }
}

/// Whether somebody has a key already.
async fn holds(conn: &mut AnyConnection, key: Id, user: Id) -> Result<bool, CaseworkError> {
    let row: Option<(i64,)> = sqlx::query_as("SELECT granted_at FROM wraps WHERE key_id = $1 AND recipient = $2")
        .bind(key)
        .bind(user)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Refuses, inside a write that gives something to a person, when they were disabled in the meantime.
pub(crate) async fn still_active(conn: &mut AnyConnection, tenant: Id, user: Id) -> Result<(), CaseworkError> {
    let row: Option<(String,)> = sqlx::query_as("SELECT state FROM users WHERE tenant = $1 AND id = $2")
        .bind(tenant)
        .bind(user)
        .fetch_optional(conn)
        .await?;
    match row {
        Some((state,)) if state == "active" => Ok(()),
        _ => Err(CaseworkError::NotFound(Resource::User)),
    }
}

/// Refuses when nobody would be left to keep users, or to open what is sealed to one of the organisation's keys.
async fn refuse_the_last(conn: &mut AnyConnection, tenant: Id, row: &UserRow) -> Result<(), CaseworkError> {
    if row.role == Role::Admin.name() {
        let others: Vec<(Id,)> = sqlx::query_as(
            "SELECT id FROM users WHERE tenant = $1 AND role = $2 AND state = 'active' AND id <> $3 LIMIT 1",
        )
        .bind(tenant)
        .bind(Role::Admin.name())
        .bind(row.id)
        .fetch_all(&mut *conn)
        .await?;
        if others.is_empty() {
            return Err(CaseworkError::refused("this is the last administrator; add another one first"));
        }
    }
    // Retired keys count as well: old reports are sealed to them.
    let held: Vec<(Id, Id)> = sqlx::query_as(
        "SELECT k.id, u.id FROM team_keys k JOIN wraps w ON w.key_id = k.id JOIN users u ON u.id = w.recipient \
         WHERE k.tenant = $1 AND u.state = 'active'",
    )
    .bind(tenant)
    .fetch_all(conn)
    .await?;
    let others: BTreeSet<Id> = held.iter().filter(|(_, user)| *user != row.id).map(|(key, _)| *key).collect();
    if held.iter().any(|(key, user)| *user == row.id && !others.contains(key)) {
        return Err(CaseworkError::refused(
            "nobody else holds one of the organisation's keys that this person holds: give them to somebody first, or what was \
             sealed to it is lost",
        ));
    }
    Ok(())
}

async fn disable(conn: &mut AnyConnection, mut row: UserRow, now: Moment) -> Result<(), CaseworkError> {
    row.state = "disabled".to_owned();
    row.update(conn).await?;
    let (tenant, user) = (row.tenant, row.id);
    for statement in [
        "DELETE FROM sessions WHERE tenant = $1 AND user_id = $2",
        "DELETE FROM wraps WHERE recipient = $2 AND EXISTS (SELECT 1 FROM users WHERE tenant = $1 AND id = $2)",
        "UPDATE cases SET assignee = NULL, version = version + 1 WHERE tenant = $1 AND assignee = $2 AND state = 'open'",
        "UPDATE tasks SET assignee = NULL, version = version + 1 WHERE tenant = $1 AND assignee = $2 AND state <> 'done'",
        "UPDATE break_glass SET state = 'refused' WHERE tenant = $1 AND user_id = $2 AND state = 'requested'",
    ] {
        sqlx::query(statement).bind(tenant).bind(user).execute(&mut *conn).await?;
    }
    sqlx::query("UPDATE break_glass SET state = 'ended', expires_at = $3 WHERE tenant = $1 AND user_id = $2 AND state = 'approved'")
        .bind(tenant)
        .bind(user)
        .bind(now)
        .execute(&mut *conn)
        .await?;
    sqlx::query(
        "UPDATE reports SET state = CASE WHEN state = 'claimed' THEN 'new' ELSE state END, claimed_by = NULL, claimed_until = NULL, \
         version = version + 1 WHERE tenant = $1 AND claimed_by = $2",
    )
    .bind(tenant)
    .bind(user)
    .execute(conn)
    .await?;
    Ok(())
}
