//! What can go wrong in the vault. No variant holds a key, a passphrase, a receipt, or anything a person wrote.

/// Why something was not sealed, not opened, or not accepted as a key.
///
/// A wrong key, a changed bit and a changed place are one error on purpose: the difference would help only those who guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// It does not open.
    #[error("the {what} does not open: the key is another one, or it was changed or moved")]
    Refused {
        /// What was to be opened.
        what: &'static str,
    },
    /// It is shorter than anything that was ever written in its format.
    #[error("the {what} has {found} bytes; the shortest one has {least}")]
    Truncated {
        /// What was to be opened.
        what: &'static str,
        /// The length of the shortest one.
        least: usize,
        /// Its length.
        found: usize,
    },
    /// It was written by a newer program, or is no such thing at all.
    #[error("the {what} has format {found}; this program knows format {known}")]
    UnknownFormat {
        /// What was to be opened.
        what: &'static str,
        /// Its version and algorithm.
        found: u16,
        /// The version and algorithm this program writes.
        known: u16,
    },
    /// It is longer than what one envelope holds.
    #[error("{found} bytes are too many for one envelope, which holds {most}")]
    TooLarge {
        /// The greatest length.
        most: usize,
        /// Its length.
        found: usize,
    },
    /// A key of the wrong length.
    #[error("a {what} has {expected} bytes, this one has {found}")]
    Length {
        /// What was read.
        what: &'static str,
        /// Its proper length.
        expected: usize,
        /// Its length.
        found: usize,
    },
    /// A text that is no key.
    #[error("a {what} is written with {digits} hexadecimal digits in lower case")]
    Text {
        /// What was read.
        what: &'static str,
        /// How many digits it has.
        digits: usize,
    },
    /// A public key to which nothing can be sealed secretly (a point of low order).
    #[error("this public key gives no secrecy; ask its owner for a key that the program made")]
    WeakPublicKey,
    /// A signature that was not made by this key over this message in this context.
    #[error("the signature was not made by this key over this content")]
    Signature,
    /// A cost of passphrase locking that is no cost at all, or would stall the server.
    #[error(
        "a passphrase lock of {memory_kib} KiB, {passes} passes and {lanes} lanes is outside what this program computes"
    )]
    Cost {
        /// Memory.
        memory_kib: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// No compartment has this name.
    #[error(
        "no such compartment; they are narrative, victim_identity, reporter_identity, location, attachments, staff_notes and mailbox"
    )]
    UnknownCompartment,
}

/// Refuses what is too short for its format.
pub(super) fn at_least(what: &'static str, bytes: &[u8], least: usize) -> Result<(), VaultError> {
    if bytes.len() < least { Err(VaultError::Truncated { what, least, found: bytes.len() }) } else { Ok(()) }
}

/// Refuses what does not begin with the version and algorithm this program writes.
pub(super) fn format_is(what: &'static str, bytes: &[u8], known: [u8; 2]) -> Result<(), VaultError> {
    match bytes {
        [version, algorithm, ..] if [*version, *algorithm] == known => Ok(()),
        [version, algorithm, ..] => Err(VaultError::UnknownFormat {
            what,
            found: u16::from_be_bytes([*version, *algorithm]),
            known: u16::from_be_bytes(known),
        }),
        _ => Err(VaultError::Truncated { what, least: 2, found: bytes.len() }),
    }
}

/// The bytes of a key.
pub(super) fn array<const N: usize>(what: &'static str, bytes: &[u8]) -> Result<[u8; N], VaultError> {
    bytes.try_into().map_err(|_| VaultError::Length { what, expected: N, found: bytes.len() })
}
