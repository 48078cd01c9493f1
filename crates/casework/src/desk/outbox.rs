//! What waits for the courier: packages, answers to packages and notices of withdrawal, one mechanism for all three.
//!
//! Everything in it is sealed to the partner and signed when it is put there, because the courier works while nobody is signed in. The
//! notices that would take a package back are signed together with it and held until one is needed: taking consent back never waits for
//! somebody who can sign. Carrying things over the network is in `turnstone-server`.

use super::Desk;
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::{HOUR, MINUTE, Moment};
use crate::permission::Resource;
use crate::store::rows::{OutboxRow, Row, Values};
use crate::store::{StoreError, audit};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

/// The longest time between two tries.
const LONGEST_WAIT: i64 = 6 * HOUR;
/// How much the courier is given at once.
const AT_ONCE: i64 = 32;

/// What is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Carried {
    /// A referral's package.
    Package,
    /// An answer to a partner's package.
    Note,
    /// That the person took their consent back.
    ConsentWithdrawn,
    /// That the referral was taken back.
    Revoked,
}

impl Carried {
    /// Every kind.
    pub const ALL: [Carried; 4] = [Carried::Package, Carried::Note, Carried::ConsentWithdrawn, Carried::Revoked];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Carried::Package => "package",
            Carried::Note => "note",
            Carried::ConsentWithdrawn => "consent_withdrawn",
            Carried::Revoked => "revoked",
        }
    }

    /// Whether it takes something back, and so is held until that is wanted.
    pub fn takes_back(self) -> bool {
        matches!(self, Carried::ConsentWithdrawn | Carried::Revoked)
    }

    fn of(name: &str) -> Result<Carried, StoreError> {
        Carried::ALL.into_iter().find(|kind| kind.name() == name).ok_or(StoreError::damaged("a kind of delivery"))
    }
}

/// Something for the courier.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its identifier; [`Desk::delivered`] wants it.
    pub id: Id,
    /// Whose it is.
    pub tenant: Id,
    /// What it is.
    pub kind: Carried,
    /// The referral or the arrival it is about.
    pub subject: Id,
    /// Where the partner takes it.
    pub address: String,
    /// What is sent.
    pub body: Vec<u8>,
    /// SHA-256 of what is sent; the partner's server answers with it.
    pub digest: [u8; 32],
}

/// How far something is on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct OnItsWay {
    /// What it is.
    pub kind: Carried,
    /// held, waiting, delivered or cancelled.
    pub state: String,
    /// How often the courier was given it.
    pub tries: i64,
    /// When it was made.
    pub made_at: Moment,
    /// When the courier tries again, while it waits.
    pub next_at: Moment,
}

/// SHA-256 of what is sent.
pub(crate) fn digest_of(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// A row of the outbox for something that is sealed and signed.
pub(crate) fn outgoing(
    tenant: Id,
    partner: Id,
    kind: Carried,
    (subject, seq): (Id, i64),
    body: Vec<u8>,
    now: Moment,
) -> OutboxRow {
    let state = if kind.takes_back() { "held" } else { "waiting" };
    OutboxRow {
        id: Id::random(&mut Desk::rng()),
        tenant,
        partner_id: partner,
        kind: kind.name().to_owned(),
        subject,
        seq,
        digest: digest_of(&body),
        body,
        created_at: now,
        state: state.to_owned(),
        tries: 0,
        next_at: now,
    }
}

/// Tells the partner, inside a write, that packages of a referral are taken back, with the notice that was signed for it; with `stop`,
/// what was not delivered does not leave any more.
///
/// The courier counts a try before it sends. So what was never tried has not left, and nobody is told of it.
pub(crate) async fn take_back(
    conn: &mut AnyConnection,
    (tenant, referral): (Id, Id),
    notice: Carried,
    stop: bool,
    now: Moment,
) -> Result<(), CaseworkError> {
    let rows = of_subject(&mut *conn, tenant, referral).await?;
    for row in &rows {
        let next = match (Carried::of(&row.kind)?, row.state.as_str()) {
            (Carried::Package, "waiting") if stop => "cancelled",
            (kind, "held") if kind == notice => {
                match rows.iter().rfind(|other| other.kind == "package" && other.seq < row.seq) {
                    Some(package) if package.tries > 0 || !stop => "waiting",
                    _ => "cancelled",
                }
            }
            _ => continue,
        };
        // A package that does not leave is not kept for another try.
        let body = if next == "waiting" { row.body.clone() } else { Vec::new() };
        sqlx::query("UPDATE outbox SET state = $1, body = $2, next_at = $3 WHERE id = $4")
            .bind(next)
            .bind(body)
            .bind(now)
            .bind(row.id)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// What was ever put here about a referral or an arrival, the first first.
pub(crate) async fn of_subject(
    conn: &mut AnyConnection,
    tenant: Id,
    subject: Id,
) -> Result<Vec<OutboxRow>, StoreError> {
    OutboxRow::all(conn, "WHERE tenant = $1 AND subject = $2 ORDER BY seq", Values::new().and(&tenant).and(&subject))
        .await
}

impl Desk {
    /// What is due to be sent, of every organisation; what is about one thing comes one after the other. What is for a partner without an
    /// address is carried by people ([`Desk::referral_file`]) and not given out here.
    ///
    /// Each is given out for a while and comes again, later every time, until [`Desk::delivered`] says that it arrived. So a courier that
    /// dies half-way loses nothing, and partners take the same thing twice without harm.
    ///
    /// # Errors
    /// When the database fails; nothing is given out then.
    pub async fn deliveries(&self) -> Result<Vec<Delivery>, CaseworkError> {
        let now = self.now();
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let due = OutboxRow::all(
                        &mut *conn,
                        "WHERE state = 'waiting' AND next_at <= $1 \
                         AND EXISTS (SELECT 1 FROM partners p WHERE p.id = outbox.partner_id AND p.address <> '' \
                         AND (p.state = 'active' OR outbox.kind IN ('consent_withdrawn', 'revoked'))) \
                         AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.subject = outbox.subject AND e.seq < outbox.seq AND e.state = 'waiting') \
                         ORDER BY next_at, created_at, id LIMIT $2",
                        Values::new().and(&now).and(&AT_ONCE),
                    )
                    .await?;
                    let mut given = Vec::with_capacity(due.len());
                    for row in due {
                        let address: Option<(String,)> = sqlx::query_as("SELECT address FROM partners WHERE tenant = $1 AND id = $2")
                            .bind(row.tenant)
                            .bind(row.partner_id)
                            .fetch_optional(&mut *conn)
                            .await?;
                        let (address,) = address.ok_or(CaseworkError::NotFound(Resource::Partner))?;
                        sqlx::query("UPDATE outbox SET tries = tries + 1, next_at = $1 WHERE id = $2")
                            .bind(now.plus(wait_after(row.tries)))
                            .bind(row.id)
                            .execute(&mut *conn)
                            .await?;
                        given.push(Delivery {
                            id: row.id,
                            tenant: row.tenant,
                            kind: Carried::of(&row.kind)?,
                            subject: row.subject,
                            address,
                            body: row.body,
                            digest: row.digest,
                        });
                    }
                    Ok(given)
                })
            })
            .await
    }

    /// The partner's server said that it has a delivery, and named its digest. Saying it twice is harmless.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when nothing of this identifier and digest was sent.
    pub async fn delivered(&self, delivery: Id, digest: [u8; 32]) -> Result<(), CaseworkError> {
        let now = self.now();
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    let row = OutboxRow::one(
                        &mut *conn,
                        "WHERE id = $1 AND digest = $2",
                        Values::new().and(&delivery).and(&digest),
                    )
                    .await?
                    .ok_or(CaseworkError::NotFound(Resource::Referral))?;
                    if row.state != "waiting" {
                        return Ok(());
                    }
                    sqlx::query("UPDATE outbox SET state = 'delivered', body = $1, next_at = $2 WHERE id = $3")
                        .bind(Vec::new())
                        .bind(now)
                        .bind(row.id)
                        .execute(&mut *conn)
                        .await?;
                    let subject = if row.kind == "note" { "arrival" } else { "referral" };
                    let event = audit::Event {
                        tenant: row.tenant,
                        at: now,
                        actor: "server".to_owned(),
                        action: "courier.delivered",
                        object: format!("{subject}:{}", row.subject),
                        outcome: "done",
                    };
                    audit::append(conn, &event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// How far what concerns a referral or an arrival is on its way.
    pub(crate) async fn on_its_way(&self, tenant: Id, subject: Id) -> Result<Vec<OnItsWay>, CaseworkError> {
        let mut conn = self.store.reader().acquire().await?;
        of_subject(&mut conn, tenant, subject)
            .await?
            .into_iter()
            .filter(|row| row.state != "held")
            .map(|row| {
                Ok(OnItsWay {
                    kind: Carried::of(&row.kind)?,
                    state: row.state,
                    tries: row.tries,
                    made_at: row.created_at,
                    next_at: row.next_at,
                })
            })
            .collect()
    }
}

/// 1, 2, 4 … minutes after the first, second, third … try, a quarter of a day at most.
fn wait_after(tries: i64) -> i64 {
    MINUTE.saturating_mul(1_i64 << tries.clamp(0, 20)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often_and_never_stop() {
        assert_eq!([0, 1, 2, 8].map(wait_after), [60, 120, 240, 256 * 60]);
        // 2^9 minutes would be 8.5 hours.
        assert_eq!([9, 60, i64::MAX].map(wait_after), [LONGEST_WAIT; 3]);
    }

    #[test]
    fn a_notice_of_withdrawal_is_held_and_all_else_waits() {
        let row = |kind| outgoing(Id([1; 16]), Id([2; 16]), kind, (Id([3; 16]), 1), vec![1], Moment(5)).state;
        assert_eq!(Carried::ALL.map(row), ["waiting", "waiting", "held", "held"]);
    }
}
