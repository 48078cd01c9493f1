//! What people do: every operation of the front door, the staff and the partners.
//!
//! An operation asks the matrix ([`permission`](crate::permission)), loads what belongs to the organisation, opens what the person holds
//! keys for, changes the store in one write and writes the audit log in the same write. There is no HTTP here and no page: both are in
//! `turnstone-server`. What opens and what is sealed to whom is in [`vault`](crate::vault).

pub mod arrivals;
mod assignment;
pub mod break_glass;
pub mod cases;
pub mod consents;
pub mod incidents;
pub mod intake;
mod keyring;
pub mod log;
pub mod mailbox;
pub mod outbox;
pub mod outcomes;
pub mod partners;
pub mod people;
pub mod queue;
pub mod referrals;
pub mod report;
pub mod retention;
pub mod sessions;
pub mod statistics;
pub mod submissions;
pub mod tasks;
mod team_keys;
pub mod tenant;
pub mod users;

use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::permission::Role;
use crate::store::{Store, audit};
use crate::triage::Triage;
use crate::vault::{Cost, Hasher, SecretKey, SigningKey, UserKeys};
use rand::CryptoRng;
use std::sync::Arc;
pub use tenant::Tenant;

/// The operations on one database. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub store: Store,
    /// Triage rules, destinations and deadlines.
    pub triage: Arc<Triage>,
    hasher: Hasher,
    cost: Cost,
    clock: fn() -> Moment,
    tenants: tenant::Cache,
}

/// What can be set about a desk.
#[derive(Clone, Debug)]
pub struct DeskOptions {
    /// The cost of a passphrase.
    pub cost: Cost,
    /// How many passphrases are computed at the same time.
    pub sign_ins: usize,
    /// How many more may wait.
    pub waiting: usize,
    /// The clock.
    pub clock: fn() -> Moment,
}

impl Default for DeskOptions {
    fn default() -> DeskOptions {
        DeskOptions { cost: Cost::STANDARD, sign_ins: 1, waiting: 16, clock: Moment::now }
    }
}

/// A person of the staff who has signed in, with the keys that their passphrase opened.
pub struct Person {
    /// Their organisation.
    pub tenant: Tenant,
    /// Their identifier.
    pub id: Id,
    /// The name they sign in with.
    pub login: String,
    /// What they are there for.
    pub role: Role,
    /// The language of their pages (BCP 47).
    pub language: String,
    /// When they last gave a code.
    pub confirmed_at: Moment,
    keys: UserKeys,
    /// Private halves of the organisation's keys that were given to them.
    team: Vec<TeamSecret>,
    session: [u8; 32],
}

/// The private half of one of the organisation's keys.
struct TeamSecret {
    id: Id,
    purpose: Purpose,
    active: bool,
    bytes: zeroize::Zeroizing<Vec<u8>>,
}

/// What a key of an organisation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reports are sealed to it.
    Triage,
    /// Partners seal packages and notes to it.
    Referral,
    /// Packages and notes are signed with it.
    Signing,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 3] = [Purpose::Triage, Purpose::Referral, Purpose::Signing];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Purpose::Triage => "triage",
            Purpose::Referral => "referral",
            Purpose::Signing => "signing",
        }
    }

    fn of(name: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

impl Person {
    /// How long a confirmation by code lasts, in seconds.
    pub const CONFIRMED_FOR: i64 = 15 * crate::moment::MINUTE;

    /// The private keys of the organisation's `purpose` that the person holds, the active one first.
    fn team_secrets(&self, purpose: Purpose) -> impl Iterator<Item = (Id, SecretKey)> + '_ {
        let of = move |active| self.team.iter().filter(move |key| key.purpose == purpose && key.active == active);
        of(true).chain(of(false)).filter_map(|key| Some((key.id, SecretKey::from_bytes(&key.bytes).ok()?)))
    }

    /// The key that signs for the organisation, when the person holds it.
    fn signing_key(&self) -> Option<SigningKey> {
        let key = self.team.iter().find(|key| key.purpose == Purpose::Signing && key.active)?;
        SigningKey::from_bytes(&key.bytes).ok()
    }

    /// Refuses unless the person gave a code a short while ago.
    ///
    /// # Errors
    /// [`CaseworkError::NeedsConfirmation`].
    fn confirmed(&self, now: Moment) -> Result<(), CaseworkError> {
        if now.0 - self.confirmed_at.0 <= Person::CONFIRMED_FOR {
            Ok(())
        } else {
            Err(CaseworkError::NeedsConfirmation)
        }
    }
}

impl Desk {
    /// Opens the desk on a database.
    pub fn new(store: Store, triage: Triage, options: DeskOptions) -> Desk {
        Desk {
            store,
            triage: Arc::new(triage),
            hasher: Hasher::new(options.sign_ins, options.waiting),
            cost: options.cost,
            clock: options.clock,
            tenants: tenant::Cache::default(),
        }
    }

    /// The time.
    pub fn now(&self) -> Moment {
        (self.clock)()
    }

    /// The operating system's randomness: every key and identifier comes from it.
    pub(crate) fn rng() -> impl CryptoRng {
        rand::rand_core::UnwrapErr(getrandom::SysRng)
    }

    /// Writes that a person did something, when nothing else is to be written.
    pub(crate) async fn log(
        &self,
        person: &Person,
        action: &'static str,
        object: impl Into<String>,
    ) -> Result<(), CaseworkError> {
        self.write_down(self.event(person, action, object)).await
    }

    /// Writes an entry of the audit log, when nothing else is to be written.
    pub(crate) async fn write_down(&self, event: audit::Event) -> Result<(), CaseworkError> {
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The entry of the audit log for what a person did.
    pub(crate) fn event(&self, person: &Person, action: &'static str, object: impl Into<String>) -> audit::Event {
        audit::Event {
            tenant: person.tenant.id,
            at: self.now(),
            actor: format!("user:{}", person.id),
            action,
            object: object.into(),
            outcome: "done",
        }
    }
}
