//! The vault: what seals, what opens, and for whom. What is kept where is in `store`; who may do what is in `permission` and `desk`.
//!
//! # Keys
//!
//! * A **compartment key** ([`CompartmentKey`]) is 256 random bits for one compartment of one report or case. It seals the fields of that
//!   compartment ([`seal`]) and is wrapped ([`wrap`]) once to everyone who may read them. Granting is another wrap; deleting all wraps
//!   shreds what the key sealed.
//! * A **team key** is a pair of an organisation. Reports are wrapped to its public half on arrival, with nobody signed in; its
//!   private half is wrapped to the members of the team.
//! * **A person's keys** ([`UserKeys`]) open wraps and sign. They are locked by a passphrase ([`passphrase`]) and, once more, by a
//!   recovery code on paper ([`RecoveryCode`]). While the person is signed in they are also locked by the session's token
//!   ([`SessionToken`]), which only the browser keeps; the database has its hash.
//! * **A reporter's receipt** ([`Receipt`]), ten words, is the seed of a key pair. The key of the mailbox is wrapped to it, so that the
//!   words open the conversation; the database has the public half and a hash to find the report by.
//!
//! Every ciphertext is bound to its place (organisation, table, field, row, compartment, key): one that was moved or changed is
//! refused, never half read. Lengths are rounded up to buckets ([`padded_len`]). Every format begins with its version.
//!
//! # Who can read what
//!
//! * Somebody who takes the **disk or a backup** reads nothing people wrote. They see the clear columns (an allow-list, in
//!   `store::clear`): how many reports and when, their state, the bucket of each length, and which keys could open what. They can guess
//!   passphrases, at the price that [`passphrase::Cost`] sets on each guess; receipts, recovery codes and session tokens have 128 bits
//!   or more and cannot be guessed.
//! * Somebody who takes the **running server while nobody is signed in** reads nothing that was sent before: the process holds no
//!   private key. What is in memory at that moment is what is being sent at that moment.
//! * Somebody **signed in** opens the compartments that were wrapped to them or to their team, and no other; an administrator of the
//!   server or the database opens none for being that.
//! * **Another organisation** on the same server has other keys, and its identifiers do not fit the bindings.
//!
//! # What this does not protect from
//!
//! * A **server that an attacker changed while people use it**: it sees what is typed into it, and the keys of those who sign in
//!   to it. Sealed reports of people whose readers do not sign in stay sealed.
//! * A computer of a reporter or of staff that somebody else watches, and a receipt or recovery code that somebody else reads.
//! * An **old backup** made before an erasure: it still has the wraps. How long backups are kept is part of the promise to erase.
//! * Somebody who records ciphertexts now and has a quantum computer later: X25519 would fall. Every wrap names its suite, so that a
//!   hybrid one can follow.
//! * Memory of the process: secrets are wiped when dropped, which copies by the compiler, swap and a core dump may escape.

mod compartment;
mod derive;
mod envelope;
mod error;
mod hasher;
mod keys;
mod locked;
mod padding;
pub mod passphrase;
pub mod receipt;
pub mod recovery;
pub mod session;
mod signing;
pub mod totp;
mod wrap;

pub use compartment::Compartment;
pub use envelope::{Binding, CompartmentKey, open, seal};
pub use error::VaultError;
pub use hasher::{Busy, Hasher};
pub use keys::{PublicKey, SecretKey, UserKeys};
pub use padding::{MAX_PLAIN, pad, padded_len, unpad};
pub use passphrase::{Cost, WeakPassphrase};
pub use receipt::{FormToken, Receipt, ReceiptError};
pub use recovery::{RecoveryCode, RecoveryCodeError};
pub use session::SessionToken;
pub use signing::{SigningKey, VerifyingKey};
pub use totp::{Totp, TotpError};
pub use wrap::{WrapBinding, open_with, seal_to, unwrap, wrap};
