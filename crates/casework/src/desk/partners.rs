//! The register of partner organisations: their keys, the agreements with them, and the tokens with which they submit reports.
//!
//! Keys are entered from a card that the partner hands over and are compared by their fingerprints. Whoever enters a wrong key sends
//! people's words to the wrong organisation; therefore each step here needs a fresh code.

use super::people::public_half;
use super::{Desk, Person, Purpose};
use crate::CaseworkError;
use crate::id::Id;
use crate::moment::Moment;
use crate::partner::{Agreement, PartnerKind};
use crate::permission::{Action, Resource, require};
use crate::store::rows::{Owned, PartnerRow, Row, Values, Versioned};
use crate::store::{StoreError, audit};
use crate::vault::{self, PublicKey, VerifyingKey};
use data_encoding::BASE64URL_NOPAD;
use rand::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;
use std::fmt;
use zeroize::Zeroizing;

/// The longest address of a partner's server.
const LONGEST_ADDRESS: usize = 500;

/// What an organisation hands to its partners: where packages go and with which keys. It is public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The organisation's name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// Where packages and notes for it are sent.
    pub address: String,
    /// What is sealed for it, is sealed to this.
    pub hpke_public: PublicKey,
    /// What it sends is checked with this.
    pub verify_public: VerifyingKey,
    /// To compare over the telephone: the fingerprint of the first key.
    pub hpke_fingerprint: String,
    /// To compare over the telephone: the fingerprint of the second key.
    pub verify_fingerprint: String,
    /// Whether everything in the organisation is invented.
    pub synthetic: bool,
}

impl Card {
    fn check(&self) -> Result<(), CaseworkError> {
        if self.name.trim().is_empty() || self.name.chars().count() > 200 || self.name.chars().any(char::is_control) {
            return Err(CaseworkError::invalid("name", "1 to 200 characters on one line"));
        }
        check_address(&self.address)?;
        let fingerprints = (self.hpke_public.fingerprint(), self.verify_public.fingerprint());
        if (&self.hpke_fingerprint, &self.verify_fingerprint) != (&fingerprints.0, &fingerprints.1) {
            return Err(CaseworkError::invalid(
                "card",
                "the fingerprints do not belong to the keys; ask for the card again",
            ));
        }
        // A key of low order gives no secrecy, and it is better known now than when something is sent.
        vault::seal_to(&self.hpke_public, "key check", &[], &[], &mut Desk::rng())?;
        Ok(())
    }
}

/// Refuses an address to which nothing should be sent over the network in the clear.
fn check_address(address: &str) -> Result<(), CaseworkError> {
    let plain = address.strip_prefix("http://");
    let host = |rest: &str| rest.split(['/', ':', '?', '#']).next().unwrap_or_default().to_owned();
    let near = plain.is_some_and(|rest| {
        rest.starts_with("[::1]")
            || matches!(host(rest).as_str(), "localhost" | "127.0.0.1")
            || host(rest).ends_with(".onion")
    });
    let secure = address.strip_prefix("https://").is_some_and(|rest| !host(rest).is_empty());
    let fits = address.len() <= LONGEST_ADDRESS
        && address.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '"' | '<' | '>' | '\\' | '`'));
    if fits && (secure || near) {
        Ok(())
    } else {
        Err(CaseworkError::invalid(
            "address",
            "an address that begins with https:// (http:// only for .onion and this machine)",
        ))
    }
}

/// Whether a partner is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerState {
    /// It is.
    Active,
    /// Nothing goes to it and nothing is taken from it.
    Revoked,
}

/// A partner of the organisation.
#[derive(Clone, Debug, Serialize)]
pub struct PartnerView {
    /// Its identifier.
    pub id: Id,
    /// The version to change.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: PartnerKind,
    /// Where packages for it are sent.
    pub address: String,
    /// Its key for what is sealed to it.
    pub hpke_public: PublicKey,
    /// Its key for what it signed.
    pub verify_public: VerifyingKey,
    /// The fingerprint of the first key.
    pub hpke_fingerprint: String,
    /// The fingerprint of the second key.
    pub verify_fingerprint: String,
    /// What was agreed with it.
    pub agreement: Agreement,
    /// Whether it is in use.
    pub state: PartnerState,
    /// Whether it has a token to submit reports with.
    pub submits: bool,
    /// When it was added.
    pub created: Moment,
}

impl PartnerView {
    fn of(row: PartnerRow) -> Result<PartnerView, CaseworkError> {
        let (hpke_public, verify_public) = (PublicKey(row.hpke_public), VerifyingKey(row.verify_public));
        Ok(PartnerView {
            id: row.id,
            version: row.version,
            name: row.name,
            kind: row.kind.parse().map_err(|_| StoreError::damaged("a partner's kind"))?,
            address: row.address,
            hpke_fingerprint: hpke_public.fingerprint(),
            verify_fingerprint: verify_public.fingerprint(),
            hpke_public,
            verify_public,
            agreement: serde_json::from_str(&row.agreement).map_err(|_| StoreError::damaged("an agreement"))?,
            state: if row.state == "active" { PartnerState::Active } else { PartnerState::Revoked },
            submits: row.token_hash.is_some(),
            created: row.created_at,
        })
    }
}

/// What a partner's program shows to submit reports: 256 random bits. Only its SHA-256 is kept. Wiped when dropped.
#[derive(Clone)]
pub struct SubmissionToken(Zeroizing<[u8; 32]>);

impl SubmissionToken {
    fn random() -> SubmissionToken {
        let mut bytes = Zeroizing::new([0; 32]);
        Desk::rng().fill_bytes(&mut *bytes);
        SubmissionToken(bytes)
    }

    /// How it is written: 43 signs of base 64.
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64URL_NOPAD.encode(&*self.0))
    }

    /// Reads what a partner's program showed; nothing when it is none.
    pub fn parse(text: &str) -> Option<SubmissionToken> {
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?);
        Some(SubmissionToken(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// What the database keeps.
    pub(crate) fn hash(&self) -> [u8; 32] {
        Sha256::digest(&*self.0).into()
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for SubmissionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SubmissionToken(hidden)")
    }
}

impl Desk {
    /// The card of an organisation of this server, for its partners. `address` is where this server takes packages for it.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such organisation.
    pub async fn own_card(&self, slug: &str, address: &str) -> Result<Card, CaseworkError> {
        let tenant = self.tenant(slug).await?;
        let mut conn = self.store.reader().acquire().await?;
        let hpke_public = PublicKey(public_half(&mut conn, tenant.id, Purpose::Referral).await?);
        let verify_public = VerifyingKey(public_half(&mut conn, tenant.id, Purpose::Signing).await?);
        Ok(Card {
            name: tenant.name,
            slug: tenant.slug,
            address: address.to_owned(),
            hpke_fingerprint: hpke_public.fingerprint(),
            verify_fingerprint: verify_public.fingerprint(),
            hpke_public,
            verify_public,
            synthetic: tenant.synthetic,
        })
    }

    /// The partners of the organisation, by name.
    ///
    /// # Errors
    /// [`CaseworkError::Forbidden`], or the database fails.
    pub async fn partners(&self, person: &Person) -> Result<Vec<PartnerView>, CaseworkError> {
        require(person.role, Action::List, Resource::Partner)?;
        let values = Values::new().and(&person.tenant.id);
        let rows = PartnerRow::all(self.store.reader(), "WHERE tenant = $1 ORDER BY name, id", values).await?;
        self.log(person, "partner.list", "partners").await?;
        rows.into_iter().map(PartnerView::of).collect()
    }

    /// One partner.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`].
    pub async fn partner(&self, person: &Person, id: Id) -> Result<PartnerView, CaseworkError> {
        require(person.role, Action::Read, Resource::Partner)?;
        let row = self.partner_row(person.tenant.id, id).await?;
        self.log(person, "partner.read", format!("partner:{id}")).await?;
        PartnerView::of(row)
    }

    /// Adds a partner from its card. Gives its identifier.
    ///
    /// # Errors
    /// [`CaseworkError::Invalid`] with the field; [`CaseworkError::Refused`] when an organisation whose people are real and one whose
    /// people are invented would be made partners, or a partner with one of the keys is there already.
    pub async fn add_partner(
        &self,
        person: &Person,
        card: Card,
        kind: PartnerKind,
        agreement: Agreement,
    ) -> Result<Id, CaseworkError> {
        require(person.role, Action::Create, Resource::Partner)?;
        let now = self.now();
        person.confirmed(now)?;
        let agreement = check_entry(person, &card, &agreement)?;
        let row = PartnerRow {
            id: Id::random(&mut Desk::rng()),
            tenant: person.tenant.id,
            name: card.name.trim().to_owned(),
            kind: kind.name().to_owned(),
            address: card.address,
            hpke_public: card.hpke_public.0,
            verify_public: card.verify_public.0,
            agreement,
            token_hash: None,
            state: "active".to_owned(),
            created_at: now,
            version: 1,
        };
        let id = row.id;
        let event = self.event(person, "partner.add", format!("partner:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    refuse_known_keys(conn, &row).await?;
                    row.insert(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Changes what is registered of a partner. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`], and as for [`add_partner`](Desk::add_partner).
    pub async fn update_partner(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        card: Card,
        kind: PartnerKind,
        agreement: Agreement,
    ) -> Result<i64, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        let agreement = check_entry(person, &card, &agreement)?;
        self.change_partner(person, id, version, "partner.update", move |row| {
            row.name = card.name.trim().to_owned();
            row.kind = kind.name().to_owned();
            row.address = card.address;
            row.hpke_public = card.hpke_public.0;
            row.verify_public = card.verify_public.0;
            row.agreement = agreement;
        })
        .await
    }

    /// Revokes a partner: nothing goes to it any more, nothing is taken from it, and its token is void. Gives the new version.
    ///
    /// # Errors
    /// [`CaseworkError::Conflict`], and [`CaseworkError::Refused`] when it was revoked before.
    pub async fn revoke_partner(&self, person: &Person, id: Id, version: i64) -> Result<i64, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        self.change_partner(person, id, version, "partner.revoke", |row| {
            row.state = "revoked".to_owned();
            row.token_hash = None;
        })
        .await
    }

    /// A new token for a partner to submit reports with; the one before is void. It is shown once and kept nowhere.
    ///
    /// # Errors
    /// [`CaseworkError::NotFound`] when there is no such partner, [`CaseworkError::Refused`] when it was revoked.
    pub async fn issue_submission_token(&self, person: &Person, id: Id) -> Result<Zeroizing<String>, CaseworkError> {
        require(person.role, Action::Update, Resource::Partner)?;
        person.confirmed(self.now())?;
        let token = SubmissionToken::random();
        let hash = token.hash();
        let version = self.partner_row(person.tenant.id, id).await?.version;
        self.change_partner(person, id, version, "partner.token", move |row| row.token_hash = Some(hash)).await?;
        Ok(token.encode())
    }

    async fn change_partner(
        &self,
        person: &Person,
        id: Id,
        version: i64,
        action: &'static str,
        change: impl FnOnce(&mut PartnerRow) + Send + 'static,
    ) -> Result<i64, CaseworkError> {
        let mut row = self.partner_row(person.tenant.id, id).await?;
        if row.version != version {
            return Err(CaseworkError::Conflict { what: Resource::Partner, seen: version, now: row.version });
        }
        if row.state != "active" {
            return Err(CaseworkError::refused("this partner was revoked; add it again with a new card"));
        }
        change(&mut row);
        let event = self.event(person, action, format!("partner:{id}"));
        self.store
            .write(move |conn| {
                Box::pin(async move {
                    if row.state == "active" {
                        refuse_known_keys(conn, &row).await?;
                    }
                    row.update(conn).await?;
                    audit::append(conn, &event).await?;
                    Ok(row.version)
                })
            })
            .await
    }

    /// The row of a partner of an organisation.
    pub(crate) async fn partner_row(&self, tenant: Id, id: Id) -> Result<PartnerRow, CaseworkError> {
        PartnerRow::by_id(self.store.reader(), tenant, id).await?.ok_or(CaseworkError::NotFound(Resource::Partner))
    }
}

/// Checks what somebody enters into the register, and gives the agreement as it is kept.
fn check_entry(person: &Person, card: &Card, agreement: &Agreement) -> Result<String, CaseworkError> {
    card.check()?;
    agreement.check().map_err(|gap| CaseworkError::invalid("agreement", gap))?;
    if card.synthetic != person.tenant.synthetic {
        let (mine, theirs) = if card.synthetic { ("real", "invented") } else { ("invented", "real") };
        return Err(CaseworkError::refused(format!(
            "in this organisation people are {mine}, in that one they are {theirs}: nothing may pass between the two"
        )));
    }
    serde_json::to_string(agreement).map_err(|error| CaseworkError::invalid("agreement", error))
}

/// Two partners with one key could not be told apart by what they sign.
async fn refuse_known_keys(conn: &mut AnyConnection, row: &PartnerRow) -> Result<(), CaseworkError> {
    let known: Option<(String,)> = sqlx::query_as(
        "SELECT name FROM partners WHERE tenant = $1 AND id <> $2 AND state = 'active' AND (hpke_public = $3 OR verify_public = $4)",
    )
    .bind(row.tenant)
    .bind(row.id)
    .bind(row.hpke_public.to_vec())
    .bind(row.verify_public.to_vec())
    .fetch_optional(&mut *conn)
    .await?;
    if let Some((name,)) = known {
        return Err(CaseworkError::refused(format!("{name} is in the register with one of these keys already")));
    }
    let own: Option<(String,)> =
        sqlx::query_as("SELECT purpose FROM team_keys WHERE tenant = $1 AND (public = $2 OR public = $3) LIMIT 1")
            .bind(row.tenant)
            .bind(row.hpke_public.to_vec())
            .bind(row.verify_public.to_vec())
            .fetch_optional(conn)
            .await?;
    if own.is_some() {
        return Err(CaseworkError::refused("this is the organisation's own card; ask the partner for theirs"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_go_over_the_network_only_where_nobody_listens() {
        for good in [
            "https://partner.example/api/v1/arrivals/line",
            "http://localhost:8080/arrivals",
            "http://127.0.0.1:8080",
            "http://[::1]:8080/x",
            "http://abcdefghijklmnop.onion/arrivals",
        ] {
            assert!(check_address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "https://",
            "http://partner.example",
            "http://localhost.partner.example",
            "http://127.0.0.1@partner.example",
            "ftp://partner.example",
            "file:///etc/passwd",
            "https://user:secret@partner.example",
            "https://partner.example/a b",
            "https://partner.example/\r\nHost: other",
        ] {
            assert!(check_address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_token_is_read_back_and_nothing_else_is_one() {
        let token = SubmissionToken::random();
        let text = token.encode();
        assert_eq!(text.len(), 43);
        assert_eq!(SubmissionToken::parse(&text).map(|token| token.hash()), Some(token.hash()));
        for bad in ["", "abc", &"A".repeat(42), &"A".repeat(44), &format!("{}=", *text)] {
            assert!(SubmissionToken::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(format!("{token:?}"), "SubmissionToken(hidden)");
    }
}
