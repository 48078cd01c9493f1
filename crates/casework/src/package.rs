//! What leaves: the package of a referral, with only the fields in its scope, sealed to the recipient and signed.
//!
//! What may be in scope is decided in [`crate::basis`]. The outside of the file is in `envelope`, receipts and notices in `note`, what of
//! those a server reads while nobody is signed in, in `slip`, the file of the Human Trafficking Case Data Standard inside in `htcds`. A
//! package has no place for files or images.

mod envelope;
mod htcds;
mod note;
mod slip;

pub use envelope::{Header, Kind, MOST_BYTES, header, verify};
pub use htcds::cut_down;
pub use note::{
    MOST_WORDS, NoteState, NoticeKind, ReasonCode, ReceiptNote, SenderNotice, open_note, open_notice, seal_note,
    seal_notice,
};
pub use slip::{MOST_SLIP, Said, Slip, SlipRead, open_receipt, read_slip, stored_slip, write_notice, write_receipt};

use crate::basis::{BasisKind, Scope};
use crate::id::Id;
use crate::moment::{DAY, Moment};
use crate::partner::{Field, FieldError};
use crate::triage::Route;
use crate::vault::{PublicKey, SecretKey, SigningKey, VaultError, VerifyingKey};
use rand::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use turnstone_model::{Fact, Row};

/// The name of the format.
pub const FORMAT: &str = "turnstone-referral";
/// Its version.
pub const VERSION: u32 = 1;

/// The SHA-256 of some bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is no digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a digest has 64 hexadecimal digits")]
pub struct DigestError;

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Digest, DigestError> {
        let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).map_err(|_| DigestError)?;
        Ok(Digest(bytes.try_into().map_err(|_| DigestError)?))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// An organisation, as a package names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Its name.
    pub name: String,
    /// The fingerprint of its key, as people compare it: of the sender the one that signs, of the recipient the one sealed to.
    pub fingerprint: String,
}

/// On what a package rests. The words that were written at home stay there: they may say who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BasisSummary {
    /// The kind of basis.
    pub kind: BasisKind,
    /// The law, where it is a duty; left out of a notification, because it is in free words.
    pub law: Option<String>,
}

/// What a recipient reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// Its identifier.
    pub id: Id,
    /// The referral that it belongs to; receipts name it.
    pub referral: Id,
    /// Who sent it.
    pub from: Party,
    /// Who receives it.
    pub to: Party,
    /// What it is for.
    pub route: Route,
    /// On what it rests.
    pub basis: BasisSummary,
    /// When it was made.
    pub made_at: Moment,
    /// Until when the recipient may keep it, by the agreement.
    pub delete_by: Moment,
    /// Whether it is a notification that identifies nobody.
    pub notification: bool,
    /// The fields that were open; those without a value are not below.
    pub scope: BTreeSet<Field>,
    /// The values.
    pub fields: BTreeMap<Field, Value>,
    /// The facts as a file of the Human Trafficking Case Data Standard, comma-separated.
    pub htcds: Option<String>,
    /// Whether it describes nobody: it was made up for a test or a demonstration.
    pub synthetic: bool,
}

/// What is wrong with a package, a receipt or a notice. None repeats what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PackageError {
    /// It is no file of this kind.
    #[error("this is no Turnstone file of the expected kind, or its first bytes were changed")]
    Format,
    /// A newer program wrote it.
    #[error("it was written in version {found} of the format; this program reads version {known}: update it")]
    Newer {
        /// The version of the file.
        found: u32,
        /// The version that is read.
        known: u32,
    },
    /// Bytes are missing or too many.
    #[error("it was cut off or something was appended on the way; ask for it again")]
    CutOff,
    /// It is too large.
    #[error("it is larger than 8 MiB")]
    TooLarge,
    /// It is sealed to another key.
    #[error("it is sealed to another key than yours; the sender may have an old key in its register")]
    NotForUs,
    /// The signer is not in the register.
    #[error(
        "it is signed with a key that belongs to no partner in the register; compare fingerprints before you add one"
    )]
    UnknownSigner,
    /// The signature does not fit.
    #[error("the signature does not fit: it was changed on the way, or somebody else made it")]
    Signature,
    /// The body does not open.
    #[error("it does not open: {0}")]
    Vault(#[from] VaultError),
    /// The body is no package.
    #[error("it opens, but what is inside is not what the format says")]
    Content,
    /// Inside and outside name different things.
    #[error("what is inside names another package, sender or recipient than the outside")]
    Mismatch,
    /// A value does not fit its field.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// It holds more than its scope.
    #[error("it holds {} although that is not in its scope", .0.name())]
    OutOfScope(Field),
    /// A notification identifies somebody.
    #[error("it is a notification and yet holds {}, which can identify somebody", .0.name())]
    Identifies(Field),
    /// There is nothing in it.
    #[error("there is nothing to send: no field in scope has a value")]
    Nothing,
    /// A receipt is incomplete.
    #[error("the receipt is incomplete: {0}")]
    Note(&'static str),
}

/// What a package is built from.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// The identifier of the package, a new one.
    pub id: Id,
    /// The referral.
    pub referral: Id,
    /// Who sends.
    pub from: Party,
    /// Who receives.
    pub to: Party,
    /// What it is for.
    pub route: Route,
    /// What may leave.
    pub scope: &'a Scope,
    /// Everything there is, in scope or not.
    pub available: BTreeMap<Field, Value>,
    /// What stands of the facts, flattened, if anything does.
    pub record: Option<&'a Row>,
    /// When.
    pub made_at: Moment,
    /// After how many days the recipient deletes it, by the agreement.
    pub retention_days: i64,
    /// Whether it describes nobody.
    pub synthetic: bool,
}

/// Builds a package: of what is available, only what is in scope.
///
/// **Method** Facts come from the record and are given with the field that each belongs to ([`Field::of_fact`]): one that says a
/// migration status leaves only where that is in scope. Facts among `available` are cut down in the same manner.
///
/// # Errors
/// A value in scope does not fit its field, or there is nothing to send.
pub fn build(parts: Parts<'_>) -> Result<Package, PackageError> {
    let Parts { scope, record, .. } = parts;
    let in_scope = |field: &Field| scope.fields.contains(field);
    let mut fields: BTreeMap<Field, Value> =
        parts.available.into_iter().filter(|(field, value)| in_scope(field) && !value.is_null()).collect();
    let row = record.map(|row| Row { synthetic: parts.synthetic.then_some(true), ..cut_down(row, &scope.fields) });
    if in_scope(&Field::Facts) {
        if let Some(facts) = row.as_ref().and_then(htcds::facts_of) {
            fields.insert(Field::Facts, serde_json::to_value(facts).map_err(|_| PackageError::Content)?);
        }
        if let Some(Value::Object(facts)) = fields.get_mut(&Field::Facts) {
            facts.retain(|id, _| Fact::from_id(id).is_none_or(|fact| in_scope(&Field::of_fact(fact))));
        }
        fields.retain(|field, value| *field != Field::Facts || *value != Value::Object(Default::default()));
    }
    if fields.is_empty() {
        return Err(PackageError::Nothing);
    }
    let notification = !scope.identity;
    let package = Package {
        format: FORMAT.to_owned(),
        version: VERSION,
        id: parts.id,
        referral: parts.referral,
        from: parts.from,
        to: parts.to,
        route: parts.route,
        basis: BasisSummary { kind: scope.rests_on, law: scope.law.clone().filter(|_| scope.identity) },
        made_at: parts.made_at,
        delete_by: parts.made_at.plus(parts.retention_days.saturating_mul(DAY)),
        notification,
        scope: scope.fields.clone(),
        fields,
        htcds: row.filter(|_| in_scope(&Field::Facts)).as_ref().and_then(htcds::text),
        synthetic: parts.synthetic,
    };
    package.check()?;
    Ok(package)
}

impl Package {
    /// Checks what must hold of every package, ours and others': fields in scope, values that fit, notifications that identify nobody.
    ///
    /// # Errors
    /// What does not hold.
    pub fn check(&self) -> Result<(), PackageError> {
        if self.format != FORMAT {
            return Err(PackageError::Content);
        }
        if self.version != VERSION {
            return Err(PackageError::Newer { found: self.version, known: VERSION });
        }
        if self.fields.is_empty() {
            return Err(PackageError::Nothing);
        }
        if let Some(field) = self.scope.iter().find(|field| self.notification && field.identifying()) {
            return Err(PackageError::Identifies(*field));
        }
        for (field, value) in &self.fields {
            if !self.scope.contains(field) {
                return Err(PackageError::OutOfScope(*field));
            }
            field.check(value)?;
        }
        let facts = self.fields.get(&Field::Facts).and_then(Value::as_object);
        let of_facts = facts.into_iter().flatten().filter_map(|(id, _)| Fact::from_id(id)).map(Field::of_fact);
        match of_facts.into_iter().find(|field| !self.scope.contains(field)) {
            Some(field) => Err(PackageError::OutOfScope(field)),
            None => Ok(()),
        }
    }
}

/// A package that was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The package.
    pub package: Package,
    /// Who signed it, as in the register.
    pub signer: Id,
    /// The digest of the file, which receipts name.
    pub digest: Digest,
}

/// Seals a package to its recipient and signs it. Its digest is [`Digest::of`] all of the bytes.
///
/// # Errors
/// It does not pass [`Package::check`], it names another signer or recipient, or it is too large.
pub fn seal_package(
    package: &Package,
    to: &PublicKey,
    signer: &SigningKey,
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, PackageError> {
    package.check()?;
    if package.to.fingerprint != to.fingerprint() || package.from.fingerprint != signer.verifying().fingerprint() {
        return Err(PackageError::Mismatch);
    }
    envelope::seal(Kind::Package, package.id, package, to, signer, rng)
}

/// Opens a package with the key it was sealed to, if a known partner signed it.
///
/// # Errors
/// One changed bit anywhere, another recipient, an unknown signer, a newer version, or a package that breaks its own rules.
pub fn open_package(
    bytes: &[u8],
    with: &SecretKey,
    known_signers: &[(Id, VerifyingKey)],
) -> Result<Opened, PackageError> {
    let opened = envelope::open::<Package>(Kind::Package, bytes, with, known_signers)?;
    let package = opened.body;
    let fits = package.id == opened.header.id
        && package.to.fingerprint == with.public().fingerprint()
        && package.from.fingerprint == opened.key.fingerprint();
    if !fits {
        return Err(PackageError::Mismatch);
    }
    package.check()?;
    Ok(Opened { package, signer: opened.signer, digest: Digest::of(bytes) })
}

#[cfg(test)]
mod tests;
