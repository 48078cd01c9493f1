//! Approving, sending, taking back, answering and closing a referral.
//!
//! Sending seals the package, signs it and puts it into the outbox in the write that moves the referral: what is sent is on the disk, what
//! is not on the disk was not sent. What must be right when something leaves (consents, age, agreement, partner, what was approved) is looked
//! at again at that moment, and the write fails when it changed meanwhile.

use super::contents::{changed, digests};
use super::held::Known;
use super::{Desk, Person, Work, refuse_revoked, refused};
use crate::CaseworkError;
use crate::desk::cases::keep;
use crate::desk::incidents::check_optional;
use crate::desk::outbox::{Carried, outgoing, take_back};
use crate::desk::report::check_words;
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::package::{Digest, NoticeKind, Package, SenderNotice, seal_package, write_notice};
use crate::partner::Field;
use crate::permission::{Action, Resource, require};
use crate::referral::Move;
use crate::store::audit;
use crate::store::rows::{OutboxRow, Row, SealedRow};
use crate::vault::{Compartment, SigningKey};
use serde_json::Value;
use sqlx::AnyConnection;
use std::collections::BTreeMap;

/// A package that was sealed, with the notices that would take it back.
struct Packed {
    bytes: Vec<u8>,
    digest: Digest,
    outbox: Vec<OutboxRow>,
    copy: SealedRow,
}

/// What is written along with a referral that has moved.
#[derive(Default)]
struct Along {
    seen: Option<Seen>,
    sealed: Vec<SealedRow>,
    outbox: Vec<OutboxRow>,
    /// When what waits for the courier was stopped, where it is taken back.
    taken_back: Option<Moment>,
}

/// What must not have changed when a write lets something leave.
#[derive(Clone, Copy)]
struct Seen {
    tenant: Id,
    incident: Id,
    version: i64,
    statements: i64,
    consents: i64,
    partner: (Id, i64),
}

impl Desk {
    /// Approves what would leave. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when nothing may leave, with why, or when whoever drafts a referral to the police approves it, too;
    /// [`CaseworkError::NeedsConfirmation`] without a fresh code; [`CaseworkError::Conflict`].
    pub async fn approve_referral(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        words: &str,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Decide, Resource::Referral)?;
        check_optional("words", words)?;
        let now = self.now();
        let mut work = self.work_to_leave(person, id, version, now).await?;
        self.advance(&mut work, person, Move::Approve, words, now)?;
        let package = self.compose_in_scope(&work, person, now)?;
        work.held.plan.approved = digests(&package);
        let along = Along { seen: Some(Seen::of(&work)), ..Along::default() };
        self.commit(person, work, "referral.approve", along).await
    }

    /// Sends a referral: seals the package to the partner, signs it and gives it to the courier. Gives the new version.
    ///
    /// When it fails, nothing leaves and the referral is as it was.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when it may not leave any more, or something in it is not what was approved;
    /// [`CaseworkError::NeedsConfirmation`]; [`CaseworkError::Conflict`].
    pub async fn send_referral(&self, person: &Person, id: Id, version: i64) -> Result<i64, CaseworkError> {
        require(person.role, Action::Send, Resource::Referral)?;
        let now = self.now();
        let mut work = self.work_to_leave(person, id, version, now).await?;
        self.advance(&mut work, person, Move::Send, "", now)?;
        let package = self.compose_in_scope(&work, person, now)?;
        refuse_changed(&package, &work, &[])?;
        self.dispatch(person, work, package, "referral.send", Vec::new(), now).await
    }

    /// Answers what the partner asked: the words leave as the summary, in a package of their own with all that was approved. Gives the new
    /// version.
    ///
    /// # Errors
    /// As for [`send_referral`](Desk::send_referral); [`CaseworkError::Refused`] when a summary may not leave with this referral.
    pub async fn give_information(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        words: &str,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Send, Resource::Referral)?;
        check_words("words", words)?;
        let now = self.now();
        let mut work = self.work_to_leave(person, id, version, now).await?;
        self.advance(&mut work, person, Move::GiveInformation, words, now)?;
        if !work.held.referral.scope.as_ref().is_some_and(|scope| scope.fields.contains(&Field::Summary)) {
            return Err(CaseworkError::refused(
                "a summary may not leave with this referral, so neither may an answer in words; draft another referral",
            ));
        }
        let summary = Value::from(words.trim());
        Field::Summary.check(&summary).map_err(|error| CaseworkError::invalid("words", error))?;
        work.contents.available.insert(Field::Summary, summary.clone());
        let added = BTreeMap::from([(Field::Summary, summary)]);
        let sealed = super::held::seal_added(&work.ring, id, version + 1, &added)?;
        let package = self.compose_in_scope(&work, person, now)?;
        refuse_changed(&package, &work, &[Field::Summary.name()])?;
        self.dispatch(person, work, package, "referral.inform", sealed, now).await
    }

    /// Takes a referral back, with a reason. What has not left does not leave; a partner that may have it is told. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when it is over.
    pub async fn revoke_referral(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        reason: &str,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Close, Resource::Referral)?;
        check_words("reason", reason)?;
        let now = self.now();
        let mut work = self.work(person, id, Some(version)).await?;
        self.advance(&mut work, person, Move::Revoke, reason, now)?;
        work.held.row.package = None;
        self.commit(person, work, "referral.revoke", Along { taken_back: Some(now), ..Along::default() }).await
    }

    /// Ends the work on a referral that was answered. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`]; [`CaseworkError::Refused`] when an answer is still owed.
    pub async fn close_referral(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        words: &str,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Close, Resource::Referral)?;
        check_optional("words", words)?;
        let now = self.now();
        let mut work = self.work(person, id, Some(version)).await?;
        self.advance(&mut work, person, Move::Close, words, now)?;
        self.commit(person, work, "referral.close", Along::default()).await
    }

    /// The sealed package of a referral as a file, to be carried by hand to a partner whose server cannot be reached.
    ///
    /// # Errors
    /// [`CaseworkError::Refused`] when nothing has left, or it was taken back.
    pub async fn referral_file(&self, person: &Person, id: Id) -> Result<Vec<u8>, CaseworkError> {
        require(person.role, Action::Send, Resource::Referral)?;
        person.confirmed(self.now())?;
        let work = self.current(person, id).await?;
        refuse_revoked(&work.partner)?;
        let file = work
            .held
            .row
            .package
            .ok_or_else(|| CaseworkError::refused("nothing has left of this referral, or it was taken back"))?;
        let (tenant, now) = (person.tenant.id, self.now());
        let event = self.event(person, "referral.file", format!("referral:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    // From here on it may have left: whoever takes it back tells the partner.
                    sqlx::query("UPDATE outbox SET tries = tries + 1 WHERE tenant = $1 AND subject = $2 AND kind = 'package' AND tries = 0")
                        .bind(tenant)
                        .bind(id)
                        .execute(&mut *conn)
                        .await?;
                    audit::append(conn, &event).await?;
                    Ok(now)
                })
            })
            .await?;
        Ok(file)
    }

    /// A referral of which something is to leave: with a fresh code, and to a partner in use.
    async fn work_to_leave(&self, person: &Person, id: Id, version: i64, now: Moment) -> Result<Work, CaseworkError> {
        person.confirmed(now)?;
        let work = self.work(person, id, Some(version)).await?;
        refuse_revoked(&work.partner)?;
        Ok(work)
    }

    fn advance(
        &self,
        work: &mut Work,
        person: &Person,
        mv: Move,
        reason: &str,
        now: Moment,
    ) -> Result<(), CaseworkError> {
        let age = work.incident.age();
        let actor = format!("user:{}", person.id);
        let mut referral = work.held.referral.clone();
        referral.advance(mv, &actor, now, reason, Some(&work.guard(age))).map_err(refused)?;
        work.held.referral = referral;
        Ok(())
    }

    fn compose_in_scope(&self, work: &Work, person: &Person, now: Moment) -> Result<Package, CaseworkError> {
        let scope = work.held.referral.scope.clone().ok_or_else(|| CaseworkError::refused("nothing was approved"))?;
        work.compose(&scope, now, person.tenant.synthetic).map_err(|error| CaseworkError::refused(error.to_string()))
    }

    /// Seals a package and commits that it leaves.
    async fn dispatch(
        &self,
        person: &Person,
        mut work: Work,
        package: Package,
        action: &'static str,
        mut sealed: Vec<SealedRow>,
        now: Moment,
    ) -> Result<i64, CaseworkError> {
        let signer = person.signing_key().ok_or_else(|| {
            CaseworkError::refused("you do not hold the key that signs for the organisation; ask a supervisor for it")
        })?;
        let packed = pack(&work, &package, &signer, now)?;
        work.held.referral.packed(packed.digest).map_err(refused)?;
        work.held.row.package_digest = Some(packed.digest.0);
        work.held.row.package = Some(packed.bytes);
        sealed.push(packed.copy);
        let along = Along { seen: Some(Seen::of(&work)), sealed, outbox: packed.outbox, taken_back: None };
        self.commit(person, work, action, along).await
    }

    /// Writes a referral that has moved, and what goes along.
    async fn commit(
        &self,
        person: &Person,
        work: Work,
        action: &'static str,
        along: Along,
    ) -> Result<i64, CaseworkError> {
        let (id, danger, now) = (work.held.row.id, work.danger(), self.now());
        let mut change = self.change(work.held, Some(&work.ring), danger)?;
        change.sealed.extend(along.sealed);
        let event = self.event(person, action, format!("referral:{id}"));
        let until = now.plus(person.tenant.retention_days * DAY);
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    if let Some(seen) = along.seen {
                        seen.still(conn).await?;
                    }
                    change.write(conn).await?;
                    let (tenant, report) = (change.row.tenant, change.row.report_id);
                    if let Some(at) = along.taken_back {
                        take_back(conn, (tenant, id), Carried::Revoked, true, at).await?;
                    }
                    for row in &along.outbox {
                        row.insert(conn).await?;
                    }
                    keep(conn, tenant, report, until).await?;
                    audit::append(conn, &event).await?;
                    Ok(change.row.version)
                })
            })
            .await
    }
}

/// Seals and signs a package and the notices that would take it back, and seals a copy for the organisation.
fn pack(work: &Work, package: &Package, signer: &SigningKey, now: Moment) -> Result<Packed, CaseworkError> {
    let row = &work.held.row;
    let Known { row: partner, .. } = &work.partner;
    let to = work.partner.seals_to();
    let broken = |error: crate::package::PackageError| CaseworkError::refused(error.to_string());
    let bytes = seal_package(package, &to, signer, &mut Desk::rng()).map_err(broken)?;
    let digest = Digest::of(&bytes);
    let number = work.held.carried + 1;
    let mut outbox = vec![outgoing(row.tenant, partner.id, Carried::Package, (row.id, number), bytes.clone(), now)];
    for (after, kind, carried) in
        [(1, NoticeKind::ConsentWithdrawn, Carried::ConsentWithdrawn), (2, NoticeKind::Revoked, Carried::Revoked)]
    {
        let notice = SenderNotice { referral: row.id, package_digest: digest, kind, at: now };
        let body = write_notice(&notice, &to, signer, &mut Desk::rng()).map_err(broken)?;
        outbox.push(outgoing(row.tenant, partner.id, carried, (row.id, number + after), body, now));
    }
    let copy = work.ring.seal(Compartment::VictimIdentity, "referrals", row.id, &format!("left.{number}"), package)?;
    Ok(Packed { bytes, digest, outbox, copy })
}

/// Refuses when something would leave that whoever approved has not seen.
fn refuse_changed(package: &Package, work: &Work, but: &[&str]) -> Result<(), CaseworkError> {
    let mut changed = changed(package, &work.held.plan);
    changed.retain(|name| !but.contains(&name.as_str()));
    if changed.is_empty() {
        return Ok(());
    }
    Err(CaseworkError::refused(format!(
        "this is not what was approved any more: {} changed since; take the referral back and draft it anew",
        changed.join(", ")
    )))
}

impl Seen {
    fn of(work: &Work) -> Seen {
        let count = |length: usize| i64::try_from(length).unwrap_or(i64::MAX);
        Seen {
            tenant: work.held.row.tenant,
            incident: work.incident.row.id,
            version: work.incident.row.version,
            statements: count(work.incident.rows.len()),
            consents: count(work.incident.consents.records().len()),
            partner: (work.partner.row.id, work.partner.row.version),
        }
    }

    /// Refuses when somebody changed meanwhile what decides about leaving.
    async fn still(self, conn: &mut AnyConnection) -> Result<(), CaseworkError> {
        let (version, statements, consents, partner): (i64, i64, i64, i64) = sqlx::query_as(
            "SELECT (SELECT version FROM incidents WHERE tenant = $1 AND id = $2), \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM assertions WHERE tenant = $1 AND incident_id = $2), \
             (SELECT CAST(COUNT(*) AS BIGINT) FROM consents WHERE tenant = $1 AND incident_id = $2), \
             (SELECT version FROM partners WHERE tenant = $1 AND id = $3)",
        )
        .bind(self.tenant)
        .bind(self.incident)
        .bind(self.partner.0)
        .fetch_one(conn)
        .await?;
        if (version, statements, consents) != (self.version, self.statements, self.consents) {
            return Err(CaseworkError::Conflict { what: Resource::Incident, seen: self.version, now: version });
        }
        if partner != self.partner.1 {
            return Err(CaseworkError::Conflict { what: Resource::Partner, seen: self.partner.1, now: partner });
        }
        Ok(())
    }
}
