//! The file of a backup: a header that says how its key is locked, then chunks of the same length, each sealed.
//!
//! The number of a chunk and whether it is the last are in its nonce (the STREAM construction of Hoang, Reyhanitabar, Rogaway and
//! Vizár, "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015), the header is in its associated data. So a
//! chunk that was changed, moved, left out or cut off at the end is found, and so is a header that was.

use super::{BackupError, Lock, Unlock};
use crate::id::Id;
use crate::store::{StoreError, key};
use crate::vault::{self, passphrase};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand::CryptoRng;
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use zeroize::Zeroizing;

/// What a backup begins with: its format and the version of that.
const MAGIC: &[u8; 19] = b"turnstone backup 1\n";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
/// No lock is so long.
const LONGEST_LOCK: usize = 4096;
/// Both halves bind the lock to this purpose.
const PURPOSE: &str = "backup";

const WITH_PASSPHRASE: u8 = 1;
const TO_PUBLIC_KEY: u8 = 2;

struct Cipher {
    cipher: XChaCha20Poly1305,
    id: Id,
    header: [u8; 32],
    counter: u32,
}

impl Cipher {
    fn new(key: &[u8; 32], id: Id, header: &[u8]) -> Cipher {
        Cipher { cipher: XChaCha20Poly1305::new(key.into()), id, header: Sha256::digest(header).into(), counter: 0 }
    }

    /// The nonce of the next chunk: 16 bytes of the backup, 3 zeros, 4 of the number, 1 whether it is the last.
    fn nonce(&mut self, last: bool) -> Result<XNonce, BackupError> {
        let mut nonce = [0; 24];
        nonce[..16].copy_from_slice(&self.id.0);
        nonce[19..23].copy_from_slice(&self.counter.to_be_bytes());
        nonce[23] = u8::from(last);
        self.counter = self.counter.checked_add(1).ok_or(BackupError::TooLarge)?;
        Ok(nonce.into())
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> Result<Vec<u8>, BackupError> {
        let nonce = self.nonce(last)?;
        self.cipher.encrypt(&nonce, Payload { msg: plain, aad: &self.header }).map_err(|_| BackupError::TooLarge)
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> Result<Zeroizing<Vec<u8>>, BackupError> {
        let chunk = self.counter;
        let nonce = self.nonce(last)?;
        let plain = self.cipher.decrypt(&nonce, Payload { msg: sealed, aad: &self.header });
        plain.map(Zeroizing::new).map_err(|_| BackupError::Damaged { chunk })
    }
}

/// A backup that is being written. Until it is finished it has another name, and it goes away if it is never finished.
pub(super) struct Sink {
    file: File,
    part: PathBuf,
    path: PathBuf,
    cipher: Cipher,
    plain: Zeroizing<Vec<u8>>,
    finished: bool,
}

impl Sink {
    pub(super) async fn create(
        path: &Path,
        lock: &Lock<'_>,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Sink, StoreError> {
        if path.exists() {
            return Err(BackupError::Exists(path.to_owned()).into());
        }
        let id = Id::random(rng);
        let mut key = Zeroizing::new([0; 32]);
        rng.fill_bytes(key.as_mut_slice());
        let (kind, locked) = match lock {
            Lock::Passphrase(text, cost) => {
                passphrase::acceptable(text).map_err(BackupError::Weak)?;
                (WITH_PASSPHRASE, passphrase::lock(id, key.as_slice(), text, *cost, rng).map_err(BackupError::Vault)?)
            }
            Lock::PublicKey(to) => {
                (TO_PUBLIC_KEY, vault::seal_to(to, PURPOSE, &id.0, key.as_slice(), rng).map_err(BackupError::Vault)?)
            }
        };
        let length = u32::try_from(locked.len()).map_err(|_| BackupError::TooLarge)?;
        let header = [&MAGIC[..], &[kind], &id.0, &length.to_be_bytes(), &locked].concat();
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = key::private(std::fs::OpenOptions::new().write(true).create(true).truncate(true))
            .open(&part)
            .map_err(StoreError::file(&part))?;
        let mut sink = Sink {
            file: File::from_std(file),
            part,
            path: path.to_owned(),
            cipher: Cipher::new(&key, id, &header),
            plain: Zeroizing::new(Vec::with_capacity(2 * CHUNK)),
            finished: false,
        };
        sink.file.write_all(&header).await.map_err(StoreError::file(&sink.part))?;
        Ok(sink)
    }

    pub(super) async fn put(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            // A full chunk waits until more comes, for it may be the last.
            if self.plain.len() == CHUNK {
                self.flush(false).await?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.plain.len()));
            self.plain.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    async fn flush(&mut self, last: bool) -> Result<(), StoreError> {
        let sealed = self.cipher.seal(&self.plain, last)?;
        self.file.write_all(&sealed).await.map_err(StoreError::file(&self.part))?;
        self.plain.clear();
        Ok(())
    }

    pub(super) async fn finish(mut self) -> Result<(), StoreError> {
        self.flush(true).await?;
        self.file.sync_all().await.map_err(StoreError::file(&self.part))?;
        std::fs::rename(&self.part, &self.path).map_err(StoreError::file(&self.path))?;
        self.finished = true;
        Ok(())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if !self.finished {
            // What stays behind is sealed; it is only in the way.
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// A backup that is being read.
pub(super) struct Source {
    file: BufReader<File>,
    path: PathBuf,
    cipher: Cipher,
    plain: Zeroizing<Vec<u8>>,
    at: usize,
    ended: bool,
}

impl Source {
    pub(super) async fn open(path: &Path, unlock: &Unlock<'_>) -> Result<Source, StoreError> {
        let file = File::open(path).await.map_err(StoreError::file(path))?;
        let mut file = BufReader::with_capacity(CHUNK + TAG, file);
        let mut header = vec![0; MAGIC.len() + 1 + 16 + 4];
        // A file that is too short to be a backup is none.
        let short = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => StoreError::from(BackupError::NotABackup),
            _ => StoreError::file(path)(error),
        };
        file.read_exact(&mut header).await.map_err(short)?;
        let (magic, rest) = header.split_at(MAGIC.len());
        let (kind, id, length) = (rest[0], &rest[1..17], &rest[17..21]);
        let length = length.iter().fold(0, |sum: usize, byte| sum << 8 | usize::from(*byte));
        let id: [u8; 16] = id.try_into().map_err(|_| BackupError::NotABackup)?;
        if magic != MAGIC || length > LONGEST_LOCK {
            return Err(BackupError::NotABackup.into());
        }
        let mut locked = vec![0; length];
        file.read_exact(&mut locked).await.map_err(short)?;
        header.extend_from_slice(&locked);
        let key = match (kind, unlock) {
            (WITH_PASSPHRASE, Unlock::Passphrase(text)) => passphrase::unlock(Id(id), &locked, text),
            (TO_PUBLIC_KEY, Unlock::SecretKey(with)) => vault::open_with(with, PURPOSE, &id, &locked),
            (WITH_PASSPHRASE, _) => return Err(BackupError::WantsPassphrase.into()),
            (TO_PUBLIC_KEY, _) => return Err(BackupError::WantsKey.into()),
            _ => return Err(BackupError::NotABackup.into()),
        };
        let key = key.map_err(|_| BackupError::Locked)?;
        let key: Zeroizing<[u8; 32]> = Zeroizing::new(key.as_slice().try_into().map_err(|_| BackupError::Locked)?);
        Ok(Source {
            file,
            path: path.to_owned(),
            cipher: Cipher::new(&key, Id(id), &header),
            plain: Zeroizing::new(Vec::new()),
            at: 0,
            ended: false,
        })
    }

    /// The next bytes, so many.
    pub(super) async fn take(&mut self, count: usize) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        // Bytes are taken as they come: a length that is not true does not fill the memory.
        let mut taken = Zeroizing::new(Vec::with_capacity(count.min(CHUNK)));
        while taken.len() < count {
            if self.at == self.plain.len() {
                self.fill().await?;
            }
            let now = (count - taken.len()).min(self.plain.len() - self.at);
            taken.extend_from_slice(&self.plain[self.at..self.at + now]);
            self.at += now;
        }
        Ok(taken)
    }

    /// Whether everything was read, to the end that was written.
    pub(super) fn is_at_end(&self) -> bool {
        self.ended && self.at == self.plain.len()
    }

    async fn fill(&mut self) -> Result<(), StoreError> {
        if self.ended {
            return Err(BackupError::Damaged { chunk: self.cipher.counter }.into());
        }
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        let read = (&mut self.file).take((CHUNK + TAG) as u64).read_to_end(&mut sealed).await;
        read.map_err(StoreError::file(&self.path))?;
        self.ended = tokio::io::AsyncBufReadExt::fill_buf(&mut self.file)
            .await
            .map_err(StoreError::file(&self.path))?
            .is_empty();
        self.plain = self.cipher.open(&sealed, self.ended)?;
        self.at = 0;
        Ok(())
    }
}
