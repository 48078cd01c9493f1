//! The key of the server: it seals the heads of the audit log, so that whoever changes the database alone is found out.
//! It opens nothing that people said.

use super::StoreError;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// The name of its file in the data directory.
pub const FILE: &str = "server.key";
const LENGTH: usize = 32;

/// 32 random bytes.
pub(crate) struct ServerKey(Zeroizing<[u8; LENGTH]>);

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerKey")
    }
}

impl ServerKey {
    /// Reads the key of a data directory; `None` when there is none.
    pub(crate) fn read(path: &Path) -> Result<Option<ServerKey>, StoreError> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::file(path)(error)),
        };
        let refuse = |what: &str| StoreError::ServerKey { path: path.to_owned(), what: what.to_owned() };
        if others_may_read(&file).map_err(StoreError::file(path))? {
            return Err(refuse("other users of the machine may read it; set its mode to 600"));
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
        Read::by_ref(&mut file).take(LENGTH as u64 + 1).read_to_end(&mut bytes).map_err(StoreError::file(path))?;
        ServerKey::from_bytes(&bytes).map(Some).ok_or_else(|| refuse("it is not 32 bytes long; take it from a backup"))
    }

    /// Makes a key and writes it, for its owner only.
    pub(crate) fn make(path: &Path) -> Result<ServerKey, StoreError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice())
            .map_err(|error| StoreError::file(path)(std::io::Error::other(error.to_string())))?;
        let key = ServerKey(bytes);
        key.write(path)?;
        Ok(key)
    }

    /// Writes it to a file that does not exist yet.
    pub(crate) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let mut file =
            private(OpenOptions::new().write(true).create_new(true)).open(path).map_err(StoreError::file(path))?;
        file.write_all(self.0.as_slice()).and_then(|()| file.sync_all()).map_err(StoreError::file(path))
    }

    /// The key of so many bytes; `None` when they are not 32.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<ServerKey> {
        Some(ServerKey(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// The seal of a message: HMAC-SHA-256 (RFC 2104).
    pub(crate) fn seal(&self, message: &[u8]) -> Vec<u8> {
        self.mac(message).finalize().into_bytes().to_vec()
    }

    /// Whether a seal is that of a message.
    pub(crate) fn sealed(&self, message: &[u8], seal: &[u8]) -> bool {
        self.mac(message).verify_slice(seal).is_ok()
    }

    fn mac(&self, message: &[u8]) -> Hmac<Sha256> {
        // RFC 2104: a key shorter than a block of the hash is filled up with zeros.
        let mut block = Zeroizing::new([0; 64]);
        block[..LENGTH].copy_from_slice(self.0.as_slice());
        <Hmac<Sha256> as KeyInit>::new((&*block).into()).chain_update(message)
    }
}

/// A file that only its owner may read.
pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn others_may_read(file: &File) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(file.metadata()?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &File) -> std::io::Result<bool> {
    Ok(false)
}
