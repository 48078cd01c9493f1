//! Founding an organisation, signing in and out, and the keys that a passphrase opens.
//!
//! A passphrase opens a person's own keys and nothing else does, but the code that was printed for them. The server keeps neither: a session
//! holds the keys wrapped under the token that only the browser has. Adding and removing users is in `users`.

use super::keyring::{Grant, wrap_key};
use super::tenant::{bytes32, identifier};
use super::{Desk, Person, Purpose, TeamSecret, Tenant};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{HOUR, MINUTE, Moment};
use crate::permission::Role;
use crate::store::rows::{Row, WrapRow};
use crate::store::{StoreError, audit};
use crate::vault::{
    self, Cost, PublicKey, RecoveryCode, SecretKey, SessionToken, SigningKey, Totp, UserKeys, WrapBinding, passphrase,
};
use sqlx::AnyConnection;
use zeroize::Zeroizing;

/// How long a session lasts, however it is used.
pub const SESSION: i64 = 12 * HOUR;
/// How long a session lasts without a request.
pub const IDLE: i64 = 30 * MINUTE;
/// After so many wrong tries in a row, each further one makes the person wait.
const FREE_TRIES: i64 = 5;

/// An organisation to be founded.
pub struct Founding {
    /// Its name in addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The country it works in (ISO 3166-1 alpha-3), or nothing.
    pub place: String,
    /// The languages of its public site.
    pub languages: Vec<String>,
    /// Whether everything in it is invented.
    pub synthetic: bool,
    /// For how many days a report is kept.
    pub retention_days: i64,
    /// Its first people; at least one administrator and one who holds the organisation's keys (a supervisor).
    pub people: Vec<FirstPerson>,
}

/// One of the first people.
pub struct FirstPerson {
    /// The name they sign in with.
    pub login: String,
    /// What they are there for.
    pub role: Role,
    /// Their passphrase.
    pub passphrase: Zeroizing<String>,
}

/// What was founded. The codes are shown once.
pub struct Founded {
    /// The organisation.
    pub tenant: Tenant,
    /// Its first people.
    pub people: Vec<NewUser>,
}

/// A new person, with what they must keep.
pub struct NewUser {
    /// Their identifier.
    pub id: Id,
    /// The name they sign in with.
    pub login: String,
    /// What they are there for.
    pub role: Role,
    /// To be printed and put away: it opens their keys when the passphrase is lost.
    pub recovery: RecoveryCode,
    /// For the authenticator, as an `otpauth:` address.
    pub totp_uri: Zeroizing<String>,
    /// The same secret, for those who type it.
    pub totp_secret: Zeroizing<String>,
}

/// A person's row before it is written.
pub(crate) struct UserDraft {
    pub new: NewUser,
    pub public: PublicKey,
    row: UserInsert,
}

struct UserInsert {
    tenant: Id,
    language: String,
    verify_public: [u8; 32],
    passphrase_wrap: Vec<u8>,
    recovery_wrap: Vec<u8>,
    totp_wrap: Vec<u8>,
    created_at: Moment,
}

impl UserDraft {
    /// Writes the person's row.
    pub async fn insert(&self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        sqlx::query(
            "INSERT INTO users (id, tenant, login, role, language, state, hpke_public, verify_public, passphrase_wrap, recovery_wrap, \
             totp_wrap, totp_step, failures, locked_until, created_at, version) \
             VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $8, $9, $10, 0, 0, 0, $11, 1)",
        )
        .bind(self.new.id.to_string())
        .bind(self.row.tenant.to_string())
        .bind(self.new.login.clone())
        .bind(self.new.role.name())
        .bind(self.row.language.clone())
        .bind(self.public.0.to_vec())
        .bind(self.row.verify_public.to_vec())
        .bind(self.row.passphrase_wrap.clone())
        .bind(self.row.recovery_wrap.clone())
        .bind(self.row.totp_wrap.clone())
        .bind(self.row.created_at.0)
        .execute(conn)
        .await?;
        Ok(())
    }
}

struct UserRow {
    id: Id,
    state: String,
    passphrase_wrap: Vec<u8>,
    recovery_wrap: Vec<u8>,
    totp_wrap: Vec<u8>,
    totp_step: i64,
    failures: i64,
    locked_until: i64,
}

/// Checks a name that people sign in with.
pub(crate) fn check_login(login: &str) -> Result<(), CaseworkError> {
    let fits = (2..=64).contains(&login.len())
        && login.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_'));
    if fits {
        Ok(())
    } else {
        Err(CaseworkError::invalid("login", "2 to 64 lower-case letters, digits, dots, hyphens and underscores"))
    }
}

fn check_slug(slug: &str) -> Result<(), CaseworkError> {
    let fits = (2..=40).contains(&slug.len())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !slug.starts_with('-');
    if fits {
        Ok(())
    } else {
        Err(CaseworkError::invalid(
            "slug",
            "2 to 40 lower-case letters, digits and hyphens, as it will stand in addresses",
        ))
    }
}

impl Desk {
    /// Founds an organisation: its keys, and its first people, to whom the keys are given.
    ///
    /// Everything is written at once: when it fails, nothing was founded, and it can be tried again.
    ///
    /// # Errors
    /// A name that is taken or cannot stand in an address, a passphrase that is too weak, nobody who could hold the keys.
    pub async fn found(&self, founding: Founding) -> Result<Founded, CaseworkError> {
        check_slug(&founding.slug)?;
        if founding.name.trim().is_empty() || founding.name.len() > 200 {
            return Err(CaseworkError::invalid("name", "1 to 200 characters"));
        }
        if !founding.people.iter().any(|person| person.role == Role::Supervisor) {
            return Err(CaseworkError::refused(
                "an organisation needs a supervisor from the start, who holds its keys",
            ));
        }
        if !(1..=3650).contains(&founding.retention_days) {
            return Err(CaseworkError::invalid("retention_days", "1 to 3650"));
        }
        let now = self.now();
        let tenant = Tenant {
            id: Id::random(&mut Desk::rng()),
            slug: founding.slug,
            name: founding.name.trim().to_owned(),
            place: founding.place,
            languages: founding.languages,
            synthetic: founding.synthetic,
            retention_days: founding.retention_days,
        };
        let mut drafts = Vec::new();
        for person in founding.people {
            drafts.push(self.draft_user(&tenant, person).await?);
        }
        let mut keys = Vec::new();
        for purpose in Purpose::ALL {
            keys.push(new_team_key(&tenant, purpose, &drafts, now)?);
        }
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: "server".to_owned(),
            action: "tenant.found",
            object: format!("tenant:{}", tenant.id),
            outcome: "done",
        };
        let row = tenant.clone();
        let people = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    sqlx::query(
                        "INSERT INTO tenants (id, slug, name, place, languages, synthetic, retention_days, created_at) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                    )
                    .bind(row.id.to_string())
                    .bind(row.slug)
                    .bind(row.name)
                    .bind(row.place)
                    .bind(row.languages.join(" "))
                    .bind(i64::from(row.synthetic))
                    .bind(row.retention_days)
                    .bind(now.0)
                    .execute(&mut *conn)
                    .await?;
                    for draft in &drafts {
                        draft.insert(conn).await?;
                    }
                    for key in keys {
                        key.insert(conn).await?;
                    }
                    audit::append(conn, &event).await?;
                    Ok(drafts.into_iter().map(|draft| draft.new).collect::<Vec<_>>())
                })
            })
            .await
            .map_err(|error| match error.is_duplicate() {
                true => CaseworkError::invalid("slug", "another organisation has this name in addresses already"),
                false => error,
            })?;
        self.forget_tenants();
        Ok(Founded { tenant, people })
    }

    /// The keys and the row of a new person.
    pub(crate) async fn draft_user(&self, tenant: &Tenant, person: FirstPerson) -> Result<UserDraft, CaseworkError> {
        check_login(&person.login)?;
        passphrase::acceptable(&person.passphrase).map_err(|weak| CaseworkError::invalid("passphrase", weak))?;
        let (keys, totp, recovery, id) = {
            let mut rng = Desk::rng();
            let keys = UserKeys::generate(&mut rng);
            (keys, Totp::generate(&mut rng), RecoveryCode::generate(&mut rng), Id::random(&mut rng))
        };
        let cost = self.cost;
        let secret = keys.to_bytes();
        let (recovery_wrap, totp_wrap) = {
            let mut rng = Desk::rng();
            (recovery.lock(id, secret.as_slice(), &mut rng)?, totp.lock(id, &keys, &mut rng)?)
        };
        let words = person.passphrase.clone();
        let passphrase_wrap = self
            .hasher
            .run(move || passphrase::lock(id, secret.as_slice(), &words, cost, &mut Desk::rng()))
            .await
            .map_err(|_| CaseworkError::Busy)??;
        let row = UserInsert {
            tenant: tenant.id,
            language: tenant.languages.first().cloned().unwrap_or_else(|| "en".to_owned()),
            verify_public: keys.signing.verifying().0,
            passphrase_wrap,
            recovery_wrap,
            totp_wrap,
            created_at: self.now(),
        };
        let new = NewUser {
            id,
            totp_uri: totp.provisioning_uri(&tenant.name, &person.login),
            totp_secret: totp.typed(),
            login: person.login,
            role: person.role,
            recovery,
        };
        Ok(UserDraft { public: keys.secret.public(), new, row })
    }

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
        let open_to_tries = user.as_ref().is_some_and(|user| user.state == "active" && user.locked_until <= now.0);
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
        let hash = token.hash();
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: format!("user:{user}"),
            action: "session.open",
            object: format!("user:{user}"),
            outcome: "done",
        };
        let tenant = tenant.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    use_code(conn, user, step).await?;
                    sqlx::query("DELETE FROM sessions WHERE expires_at < $1").bind(now.0).execute(&mut *conn).await?;
                    sqlx::query(
                        "INSERT INTO sessions (token_hash, tenant, user_id, keys_wrap, created_at, seen_at, expires_at, stepped_up_at) \
                         VALUES ($1, $2, $3, $4, $5, $5, $6, $5)",
                    )
                    .bind(hash.to_vec())
                    .bind(tenant.to_string())
                    .bind(user.to_string())
                    .bind(wrap)
                    .bind(now.0)
                    .bind(now.plus(SESSION).0)
                    .execute(&mut *conn)
                    .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(token)
    }

    async fn count_failure(&self, tenant: &Tenant, user: &UserRow, now: Moment) -> Result<(), CaseworkError> {
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
                        .bind(now.plus(wait).0)
                        .bind(id.to_string())
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
        let row: Option<(String, String, Vec<u8>, i64, i64, i64, String, String, String, String)> = sqlx::query_as(
            "SELECT s.tenant, s.user_id, s.keys_wrap, s.seen_at, s.expires_at, s.stepped_up_at, u.login, u.role, u.language, u.state \
             FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $1",
        )
        .bind(hash.to_vec())
        .fetch_optional(self.store.reader())
        .await?;
        let (tenant, user, wrap, seen_at, expires_at, stepped_up_at, login, role, language, state) =
            row.ok_or(CaseworkError::SignedOut)?;
        if expires_at <= now.0 || seen_at + IDLE <= now.0 || state != "active" {
            return Err(CaseworkError::SignedOut);
        }
        let id = identifier(&user)?;
        let keys = user_keys(&token.unwrap(&wrap, id)?)?;
        let tenant = self.tenant_by_id(identifier(&tenant)?).await?;
        let role = role.parse().map_err(|_| StoreError::damaged("a role"))?;
        let team = self.team_of(&tenant, id, &keys.secret).await?;
        if now.0 - seen_at >= MINUTE {
            self.store
                .write(move |conn| {
                    Box::pin(async move {
                        sqlx::query("UPDATE sessions SET seen_at = $1 WHERE token_hash = $2")
                            .bind(now.0)
                            .bind(hash.to_vec())
                            .execute(conn)
                            .await?;
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(Person { tenant, id, login, role, language, confirmed_at: Moment(stepped_up_at), keys, team, session: hash })
    }

    /// The organisation's keys that were given to a person.
    async fn team_of(&self, tenant: &Tenant, user: Id, secret: &SecretKey) -> Result<Vec<TeamSecret>, CaseworkError> {
        let rows: Vec<(String, String, String, Vec<u8>)> = sqlx::query_as(
            "SELECT k.id, k.purpose, k.state, w.wrapped FROM team_keys k JOIN wraps w ON w.key_id = k.id \
             WHERE k.tenant = $1 AND w.recipient = $2 AND (w.expires_at IS NULL OR w.expires_at > $3) ORDER BY k.created_at DESC, k.id",
        )
        .bind(tenant.id.to_string())
        .bind(user.to_string())
        .bind(self.now().0)
        .fetch_all(self.store.reader())
        .await?;
        let recipient = user.to_string();
        rows.into_iter()
            .map(|(id, purpose, state, wrapped)| {
                let id = identifier(&id)?;
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
        let event = self.event(person, "session.close", format!("user:{}", person.id));
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
        if user.locked_until > now.0 {
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
        let event = self.event(person, "session.confirm", format!("user:{}", person.id));
        let (id, hash) = (person.id, person.session);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    use_code(conn, id, step).await?;
                    sqlx::query("UPDATE sessions SET stepped_up_at = $1 WHERE token_hash = $2")
                        .bind(now.0)
                        .bind(hash.to_vec())
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Changes a passphrase. Other sessions of the person end.
    ///
    /// # Errors
    /// [`CaseworkError::SignIn`] when the old one is wrong, [`CaseworkError::Invalid`] when the new one is too weak.
    pub async fn change_passphrase(&self, person: &Person, old: &str, new: &str) -> Result<(), CaseworkError> {
        passphrase::acceptable(new).map_err(|weak| CaseworkError::invalid("passphrase", weak))?;
        let user = self.user_row(person.tenant.id, &person.login).await?.ok_or(CaseworkError::SignedOut)?;
        let (id, old, locked) = (person.id, Zeroizing::new(old.to_owned()), user.passphrase_wrap);
        let opened =
            self.hasher.run(move || passphrase::unlock(id, &locked, &old)).await.map_err(|_| CaseworkError::Busy)?;
        let bytes = opened.map_err(|_| CaseworkError::SignIn)?;
        self.relock(&person.tenant, person.id, bytes, new, Some(person.session), "user.passphrase").await
    }

    /// Opens a person's keys with their printed code and sets a new passphrase. Every session of the person ends.
    ///
    /// # Errors
    /// [`CaseworkError::SignIn`] when anything did not match.
    pub async fn recover(
        &self,
        slug: &str,
        login: &str,
        recovery: &str,
        code: &str,
        new: &str,
    ) -> Result<(), CaseworkError> {
        passphrase::acceptable(new).map_err(|weak| CaseworkError::invalid("passphrase", weak))?;
        let now = self.now();
        let tenant = self.tenant(slug).await.map_err(|_| CaseworkError::SignIn)?;
        let user = self.user_row(tenant.id, login).await?.ok_or(CaseworkError::SignIn)?;
        if user.state != "active" || user.locked_until > now.0 {
            return Err(CaseworkError::SignIn);
        }
        let checked = RecoveryCode::parse(recovery).ok().and_then(|recovery| {
            let bytes = recovery.unlock(user.id, &user.recovery_wrap).ok()?;
            let keys = user_keys(&bytes).ok()?;
            let totp = Totp::unlock(user.id, &user.totp_wrap, &keys).ok()?;
            let step = totp.check(code, now, user.totp_step.try_into().unwrap_or(0)).ok()?;
            Some((bytes, step))
        });
        let Some((bytes, step)) = checked else {
            self.count_failure(&tenant, &user, now).await?;
            return Err(CaseworkError::SignIn);
        };
        let id = user.id;
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    use_code(conn, id, step).await?;
                    Ok(())
                })
            })
            .await?;
        self.relock(&tenant, id, bytes, new, None, "user.recover").await
    }

    async fn relock(
        &self,
        tenant: &Tenant,
        user: Id,
        keys: Zeroizing<Vec<u8>>,
        new: &str,
        keep: Option<[u8; 32]>,
        action: &'static str,
    ) -> Result<(), CaseworkError> {
        let (words, cost): (_, Cost) = (Zeroizing::new(new.to_owned()), self.cost);
        let locked = self
            .hasher
            .run(move || passphrase::lock(user, &keys, &words, cost, &mut Desk::rng()))
            .await
            .map_err(|_| CaseworkError::Busy)??;
        let event = audit::Event {
            tenant: tenant.id,
            at: self.now(),
            actor: format!("user:{user}"),
            action,
            object: format!("user:{user}"),
            outcome: "done",
        };
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    sqlx::query("UPDATE users SET passphrase_wrap = $1, version = version + 1 WHERE id = $2")
                        .bind(locked)
                        .bind(user.to_string())
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2")
                        .bind(user.to_string())
                        .bind(keep.map_or_else(Vec::new, |hash| hash.to_vec()))
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    async fn user_row(&self, tenant: Id, login: &str) -> Result<Option<UserRow>, CaseworkError> {
        let row: Option<(String, String, Vec<u8>, Vec<u8>, Vec<u8>, i64, i64, i64)> = sqlx::query_as(
            "SELECT id, state, passphrase_wrap, recovery_wrap, totp_wrap, totp_step, failures, locked_until FROM users \
             WHERE tenant = $1 AND login = $2",
        )
        .bind(tenant.to_string())
        .bind(login)
        .fetch_optional(self.store.reader())
        .await?;
        row.map(|(id, state, passphrase_wrap, recovery_wrap, totp_wrap, totp_step, failures, locked_until)| {
            Ok(UserRow {
                id: identifier(&id)?,
                state,
                passphrase_wrap,
                recovery_wrap,
                totp_wrap,
                totp_step,
                failures,
                locked_until,
            })
        })
        .transpose()
    }
}

/// Marks a code as used and forgets wrong tries.
async fn use_code(conn: &mut AnyConnection, user: Id, step: u64) -> Result<(), CaseworkError> {
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
fn user_keys(bytes: &[u8]) -> Result<UserKeys, CaseworkError> {
    Ok(UserKeys::from_bytes(bytes)?)
}

/// A key of an organisation before it is written.
pub(crate) struct TeamKeyDraft {
    tenant: Id,
    pub id: Id,
    purpose: Purpose,
    public: [u8; 32],
    created_at: Moment,
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
        Ok(TeamKeyDraft { tenant, id, purpose, public, created_at: now, wraps })
    }

    /// Writes it.
    pub async fn insert(&self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        sqlx::query("INSERT INTO team_keys (id, tenant, purpose, public, state, created_at) VALUES ($1, $2, $3, $4, 'active', $5)")
            .bind(self.id.to_string())
            .bind(self.tenant.to_string())
            .bind(self.purpose.name())
            .bind(self.public.to_vec())
            .bind(self.created_at.0)
            .execute(&mut *conn)
            .await?;
        for wrap in &self.wraps {
            wrap.insert(conn).await?;
        }
        Ok(())
    }
}

fn new_team_key(
    tenant: &Tenant,
    purpose: Purpose,
    drafts: &[UserDraft],
    now: Moment,
) -> Result<TeamKeyDraft, CaseworkError> {
    let holders: Vec<(Id, PublicKey)> = drafts
        .iter()
        .filter(|draft| draft.new.role.holds_team_keys())
        .map(|draft| (draft.new.id, PublicKey(draft.public.0)))
        .collect();
    TeamKeyDraft::new(tenant.id, purpose, &holders, "server", now)
}

/// The 32 bytes of a public key of the organisation, for cards.
pub(crate) async fn public_half(
    conn: &mut AnyConnection,
    tenant: Id,
    purpose: Purpose,
) -> Result<[u8; 32], CaseworkError> {
    let (_, public) = super::team_public(conn, tenant, purpose).await?;
    bytes32(&public.0)
}
