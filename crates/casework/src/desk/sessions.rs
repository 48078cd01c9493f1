//! Signing in and out, and the person behind a session.
//!
//! A session holds the keys of a person wrapped under the token that only the browser has: without a request, the server cannot open them.

use super::{Desk, Person, Purpose, TeamSecret, Tenant};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{HOUR, MINUTE, Moment};
use crate::store::rows::{Row, SessionRow, UserRow, Values};
use crate::store::{StoreError, audit};
use crate::vault::{self, SecretKey, SessionToken, Totp, UserKeys, WrapBinding, passphrase};
use sqlx::AnyConnection;
use zeroize::Zeroizing;

/// How long a session lasts, however it is used.
pub const SESSION: i64 = 12 * HOUR;
/// How long a session lasts without a request.
pub const IDLE: i64 = 30 * MINUTE;
/// After so many wrong tries in a row, each further one makes the person wait.
const FREE_TRIES: i64 = 5;

impl Desk {
    /// Signs a person in.
    ///
    /// It takes as long for a name that does not exist as for one that does, and says the same.
    ///
    /// # Errors
    /// [`CaseworkError::SignIn`] when anything did not match or the person must wait after wrong tries; [`CaseworkError::Busy`].
    pub async fn sign_in(
        &self,
        slug: &str,
        login: &str,
        words: &str,
        code: &str,
    ) -> Result<SessionToken, CaseworkError> {
        let now = self.now();
        let tenant = self.tenant(slug).await.ok();
        let user = match &tenant {
            Some(tenant) => self.user_row(tenant.id, login).await?,
            None => None,
        };
        let open_to_tries = user.as_ref().is_some_and(|user| user.state == "active" && user.locked_until <= now);
        // Somebody who does not exist is computed too, so that the time tells nothing.
        let (known, cost) = (user.as_ref().map(|user| (user.id, user.passphrase_wrap.clone())), self.cost);
        let words = Zeroizing::new(words.to_owned());
        let opened = self
            .hasher
            .run(move || match known {
                Some((id, locked)) => Some(passphrase::unlock(id, &locked, &words)),
                None => {
                    passphrase::pretend(&words, cost);
                    None
                }
            })
            .await
            .map_err(|_| CaseworkError::Busy)?;
        let (Some(tenant), Some(user), Some(opened)) = (tenant, user, opened) else {
            return Err(CaseworkError::SignIn);
        };
        if !open_to_tries {
            return Err(CaseworkError::SignIn);
        }
        let checked = opened.map_err(CaseworkError::from).and_then(|bytes| {
            let keys = user_keys(&bytes)?;
            let step = Totp::unlock(user.id, &user.totp_wrap, &keys)?
                .check(code, now, user.totp_step.try_into().unwrap_or(0))
                .map_err(|_| CaseworkError::SignIn)?;
            Ok((bytes, step))
        });
        let (bytes, step) = match checked {
            Ok(found) => found,
            Err(_) => {
                self.count_failure(&tenant, &user, now).await?;
                return Err(CaseworkError::SignIn);
            }
        };
        self.open_session(&tenant, user.id, &bytes, step, now).await
    }

    async fn open_session(
        &self,
        tenant: &Tenant,
        user: Id,
        keys: &[u8],
        step: u64,
        now: Moment,
    ) -> Result<SessionToken, CaseworkError> {
        let (token, wrap) = {
            let mut rng = Desk::rng();
            let token = SessionToken::new(&mut rng);
            let wrap = token.wrap(keys, user, &mut rng)?;
            (token, wrap)
        };
        let event = audit::Event::by_themselves(tenant.id, user, "session.open", now);
        let session = SessionRow {
            token_hash: token.hash(),
            tenant: tenant.id,
            user_id: user,
            keys_wrap: wrap,
            created_at: now,
            seen_at: now,
            expires_at: now.plus(SESSION),
            stepped_up_at: now,
        };
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    use_code(conn, user, step).await?;
                    sqlx::query("DELETE FROM sessions WHERE expires_at < $1").bind(now).execute(&mut *conn).await?;
                    session.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    pub(crate) async fn count_failure(
        &self,
        tenant: &Tenant,
        user: &UserRow,
        now: Moment,
    ) -> Result<(), CaseworkError> {
        let beyond = user.failures + 1 - FREE_TRIES;
        // 2, 4, 8 … seconds, a quarter of an hour at most: a guesser is slowed down, a colleague is not shut out.
        let wait = if beyond <= 0 { 0 } else { (1_i64 << beyond.min(10)).min(15 * MINUTE) };
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: "anonymous".to_owned(),
            action: "session.open",
            object: format!("user:{}", user.id),
            outcome: "refused",
        };
        let id = user.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    sqlx::query("UPDATE users SET failures = failures + 1, locked_until = $1 WHERE id = $2")
                        .bind(now.plus(wait))
                        .bind(id)
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The person of a session.
    ///
    /// # Errors
    /// [`CaseworkError::SignedOut`] when there is no such session, it has ended, or the person was disabled.
    pub async fn person(&self, token: &SessionToken) -> Result<Person, CaseworkError> {
        let now = self.now();
        let hash = token.hash();
        type Found = (Id, Id, Vec<u8>, Moment, Moment, Moment, String, String, String, String);
        let row: Option<Found> = sqlx::query_as(
            "SELECT s.tenant, s.user_id, s.keys_wrap, s.seen_at, s.expires_at, s.stepped_up_at, u.login, u.role, u.language, u.state \
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
        )
        .bind(hash.to_vec())
        .fetch_optional(self.store.reader())
        .await?;
        let (tenant, id, wrap, seen_at, expires_at, confirmed_at, login, role, language, state) =
            row.ok_or(CaseworkError::SignedOut)?;
        if expires_at <= now || seen_at.plus(IDLE) <= now || state != "active" {
            return Err(CaseworkError::SignedOut);
        }
        let keys = user_keys(&token.unwrap(&wrap, id)?)?;
        let tenant = self.tenant_by_id(tenant).await?;
        let role = role.parse().map_err(|_| StoreError::damaged("a role"))?;
        let team = self.team_of(&tenant, id, &keys.secret).await?;
        if now.0 - seen_at.0 >= MINUTE {
            self.store
                .write(move |conn| {
                    Box::pin(async move {
                        sqlx::query("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2")
                            .bind(now)
                            .bind(hash.to_vec())
                            .execute(conn)
                            .await?;
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(Person { tenant, id, login, role, language, confirmed_at, keys, team, session: hash })
    }

    /// The organisation's keys that were given to a person.
    async fn team_of(&self, tenant: &Tenant, user: Id, secret: &SecretKey) -> Result<Vec<TeamSecret>, CaseworkError> {
        let rows: Vec<(Id, String, String, Vec<u8>)> = sqlx::query_as(
            "SELECT k.id, k.purpose, k.state, w.wrapped FROM team_keys k JOIN wraps w ON w.key_id = k.id \
             WHERE k.tenant = $1 AND w.recipient = $2 AND (w.expires_at IS NULL OR w.expires_at > $3) ORDER BY k.created_at DESC, k.id",
        )
        .bind(tenant.id)
        .bind(user)
        .bind(self.now())
        .fetch_all(self.store.reader())
        .await?;
        let recipient = user.to_string();
        rows.into_iter()
            .map(|(id, purpose, state, wrapped)| {
                let binding = WrapBinding { tenant: tenant.id, key: id, recipient: &recipient };
                Ok(TeamSecret {
                    id,
                    purpose: Purpose::of(&purpose).ok_or(StoreError::damaged("a key's purpose"))?,
                    active: state == "active",
                    bytes: vault::unwrap(&wrapped, secret, &binding)?,
                })
            })
            .collect()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails; the session then still stands.
    pub async fn sign_out(&self, person: &Person) -> Result<(), CaseworkError> {
        let event = audit::Event::by_themselves(person.tenant.id, person.id, "session.close", self.now());
        let hash = person.session;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
                        .bind(hash.to_vec())
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Confirms a session with a fresh code, before steps that reveal or send.
    ///
    /// # Errors
    /// [`CaseworkError::SignIn`] when the code is wrong or was used before.
    pub async fn confirm(&self, person: &Person, code: &str) -> Result<(), CaseworkError> {
        let now = self.now();
        let user = self.user_row(person.tenant.id, &person.login).await?.ok_or(CaseworkError::SignedOut)?;
        if user.locked_until > now {
            return Err(CaseworkError::SignIn);
        }
        let step = Totp::unlock(person.id, &user.totp_wrap, &person.keys)?.check(
            code,
            now,
            user.totp_step.try_into().unwrap_or(0),
        );
        let Ok(step) = step else {
            self.count_failure(&person.tenant, &user, now).await?;
            return Err(CaseworkError::SignIn);
        };
        let event = audit::Event::by_themselves(person.tenant.id, person.id, "session.confirm", now);
        let (id, hash) = (person.id, person.session);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    use_code(conn, id, step).await?;
                    sqlx::query("UPDATE sessions SET stepped_up_at = $1 WHERE token_hash = $2")
                        .bind(now)
                        .bind(hash.to_vec())
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The row of whoever signs in with this name.
    pub(crate) async fn user_row(&self, tenant: Id, login: &str) -> Result<Option<UserRow>, CaseworkError> {
        let values = Values::new().and(&tenant).and(&login.to_owned());
        Ok(UserRow::one(self.store.reader(), "WHERE tenant = $1 AND login = $2", values).await?)
    }
}

/// Marks a code as used and forgets wrong tries.
pub(crate) async fn use_code(conn: &mut AnyConnection, user: Id, step: u64) -> Result<(), CaseworkError> {
    let taken =
        sqlx::query("UPDATE users SET totp_step = $1, failures = 0, locked_until = 0 WHERE id = $2 AND totp_step < $1")
            .bind(i64::try_from(step).unwrap_or(i64::MAX))
            .bind(user)
            .execute(conn)
            .await?
            .rows_affected();
    // Nothing is changed when the same code was used by a request that ran beside this one.
    if taken == 0 { Err(CaseworkError::SignIn) } else { Ok(()) }
}

/// A person's keys from their 64 bytes.
pub(crate) fn user_keys(bytes: &[u8]) -> Result<UserKeys, CaseworkError> {
    Ok(UserKeys::from_bytes(bytes)?)
}
