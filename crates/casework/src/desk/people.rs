//! Founding an organisation, and the keys that a passphrase opens.
//!
//! A passphrase opens a person's own keys and nothing else does, but the code that was printed for them. The server keeps neither. Signing in
//! and out is in [`sessions`](super::sessions), adding and removing users in [`users`](super::users).

use super::sessions::{use_code, user_keys};
use super::team_keys::TeamKeyDraft;
use super::{Desk, Person, Purpose, Tenant};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::Role;
use crate::store::audit;
use crate::store::rows::{Row, UserRow};
use crate::vault::{Cost, PublicKey, RecoveryCode, Totp, UserKeys, passphrase};
use zeroize::Zeroizing;

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
    pub row: UserRow,
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
        let holders: Vec<(Id, PublicKey)> = drafts
            .iter()
            .filter(|draft| draft.new.role.holds_team_keys())
            .map(|draft| (draft.new.id, PublicKey(draft.row.hpke_public)))
            .collect();
        let mut keys = Vec::new();
        for purpose in Purpose::ALL {
            keys.push(TeamKeyDraft::new(tenant.id, purpose, &holders, "server", now)?);
        }
        let event = audit::Event {
            tenant: tenant.id,
            at: now,
            actor: "server".to_owned(),
            action: "tenant.found",
            object: format!("tenant:{}", tenant.id),
            outcome: "done",
        };
        let row = tenant.row(now);
        let people = self
            .store
            .write(move |conn| {
                Box::pin(async move {
                    row.insert(conn).await?;
                    for draft in &drafts {
                        draft.row.insert(conn).await?;
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
        let row = UserRow {
            id,
            tenant: tenant.id,
            login: person.login.clone(),
            role: person.role.name().to_owned(),
            language: tenant.languages.first().cloned().unwrap_or_else(|| "en".to_owned()),
            state: "active".to_owned(),
            hpke_public: keys.secret.public().0,
            verify_public: keys.signing.verifying().0,
            passphrase_wrap,
            recovery_wrap,
            totp_wrap,
            totp_step: 0,
            failures: 0,
            locked_until: Moment(0),
            created_at: self.now(),
            version: 1,
        };
        let new = NewUser {
            id,
            totp_uri: totp.provisioning_uri(&tenant.name, &person.login),
            totp_secret: totp.typed(),
            login: person.login,
            role: person.role,
            recovery,
        };
        Ok(UserDraft { new, row })
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
        if user.state != "active" || user.locked_until > now {
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
        self.store.write(move |conn| Box::pin(use_code(conn, id, step))).await?;
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
        let event = audit::Event::by_themselves(tenant.id, user, action, self.now());
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    sqlx::query("UPDATE users SET passphrase_wrap = $1, version = version + 1 WHERE id = $2")
                        .bind(locked)
                        .bind(user)
                        .execute(&mut *conn)
                        .await?;
                    sqlx::query("DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2")
                        .bind(user)
                        .bind(keep.map_or_else(Vec::new, |hash| hash.to_vec()))
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }
}
