//! Where bytes come from: a file or standard input, plain, gzip or zstd, with the digest of what was read.
//!
//! What the bytes say is the business of the codecs beside this file.

use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A file cannot be read as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system says no.
    #[error("cannot read {path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// What the system says.
        error: io::Error,
    },
    /// The path is a folder.
    #[error("{path} is a folder; name the file in it that holds the records")]
    Folder {
        /// The folder.
        path: String,
    },
    /// There is nothing in the file.
    #[error("{path} is empty: it has not even a header row")]
    Empty {
        /// The file.
        path: String,
    },
    /// The compressed stream stops before its end.
    #[error(
        "{path} is cut off: its {compression} stream ends in the middle, behind line {line}; get the whole file again"
    )]
    Truncated {
        /// The file.
        path: String,
        /// How it is compressed.
        compression: Compression,
        /// The last line that could be read.
        line: u64,
    },
    /// The compressed stream is damaged.
    #[error("{path} is damaged: its {compression} stream cannot be read behind line {line} ({error})")]
    Damaged {
        /// The file.
        path: String,
        /// How it is compressed.
        compression: Compression,
        /// The last line that could be read.
        line: u64,
        /// What the decompressor says.
        error: io::Error,
    },
    /// The text is in an encoding other than UTF-8 as a whole.
    #[error("{path} is {encoding}; save it as UTF-8")]
    Encoding {
        /// The file.
        path: String,
        /// The encoding found.
        encoding: &'static str,
    },
    /// The header names a column twice.
    #[error("{path}: the header names column `{name}` twice, as columns {first} and {second}; rename or drop one")]
    DuplicateHeader {
        /// The file.
        path: String,
        /// The name.
        name: String,
        /// Its first column, from 1.
        first: usize,
        /// Its second column, from 1.
        second: usize,
    },
    /// No codec knows the header.
    #[error("{path}: no codec knows these columns ({columns}). {hint}")]
    UnknownHeader {
        /// The file.
        path: String,
        /// The first columns.
        columns: String,
        /// What to do.
        hint: String,
    },
    /// A mapping names a column that the file has not.
    #[error(
        "{path}: the mapping {mapping} names the column `{column}`, which is not in the header; {hint}. Correct the name in \
         the mapping, or say `optional = true` for that column"
    )]
    MissingColumn {
        /// The file.
        path: String,
        /// The mapping.
        mapping: String,
        /// The column.
        column: String,
        /// The nearest column there is, or the first ones.
        hint: String,
    },
    /// The format cannot be read this way.
    #[error("{path}: {what}")]
    Format {
        /// The file.
        path: String,
        /// What is wrong and what would be right.
        what: String,
    },
    /// Standard input was read already.
    #[error("standard input can be read once only; save it to a file first")]
    StdinTwice,
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// It is not.
    Plain,
    /// gzip (RFC 1952), of one or more members.
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Compression::Plain => "plain",
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        })
    }
}

/// The SHA-256 of a source, known once it has been read to its end.
#[derive(Clone, Debug, Default)]
pub struct Digest(Arc<Mutex<Option<(String, u64)>>>);

impl Digest {
    /// The digest in hexadecimal and the number of bytes, or `None` while the source has not been read to its end.
    pub fn get(&self) -> Option<(String, u64)> {
        self.0.lock().ok()?.clone()
    }

    fn set(&self, hash: Sha256, bytes: u64) {
        let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        if let Ok(mut slot) = self.0.lock() {
            *slot = Some((hex, bytes));
        }
    }
}

/// Hashes what passes through; the digest is set at the end of the stream.
struct Hashing<R> {
    inner: R,
    hash: Option<Sha256>,
    bytes: u64,
    digest: Digest,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes += read as u64;
        if read > 0 {
            if let Some(hash) = &mut self.hash {
                hash.update(&buffer[..read]);
            }
        } else if !buffer.is_empty()
            && let Some(hash) = self.hash.take()
        {
            self.digest.set(hash, self.bytes);
        }
        Ok(read)
    }
}

/// How much of a source is looked at to tell what it is.
const HEAD: usize = 64 * 1024;

type Bytes = Box<dyn Read + Send>;

/// A named source of bytes that is known to exist and not to be empty.
pub struct Source {
    /// The name the user gave it; `-` is standard input.
    pub name: String,
    /// How it is compressed.
    pub compression: Compression,
    /// Its first bytes, decompressed.
    pub head: Vec<u8>,
    path: Option<PathBuf>,
    stdin: Mutex<Option<Bytes>>,
    digest: Digest,
}

impl Source {
    /// Opens `path`, or standard input for `-`, and looks at its beginning.
    ///
    /// **Errors** [`ReadError`] when it does not exist, is a folder, is empty, or its compression is damaged at once.
    pub fn open(path: &Path) -> Result<Source, ReadError> {
        let name = path.display().to_string();
        let (path, first) = if name == "-" {
            (None, Box::new(io::stdin()) as Bytes)
        } else {
            let io_error = |error| ReadError::Io { path: name.clone(), error };
            if std::fs::metadata(path).map_err(io_error)?.is_dir() {
                return Err(ReadError::Folder { path: name });
            }
            (Some(path.to_owned()), Box::new(File::open(path).map_err(io_error)?) as Bytes)
        };
        Self::begin(name, path, first)
    }

    /// A source of bytes that are in memory, for tests and for callers that hold them already.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, ReadError> {
        Self::begin(name.to_owned(), None, Box::new(Cursor::new(bytes)))
    }

    fn begin(name: String, path: Option<PathBuf>, mut first: Bytes) -> Result<Source, ReadError> {
        let io_error = |error| ReadError::Io { path: name.clone(), error };
        let raw = read_up_to(&mut first, HEAD).map_err(io_error)?;
        if raw.is_empty() {
            return Err(ReadError::Empty { path: name });
        }
        let compression = match raw.as_slice() {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::Plain,
        };
        let mut source =
            Source { name, compression, head: Vec::new(), path, stdin: Mutex::new(None), digest: Digest::default() };
        // Only what was read already is looked at here, so a cut at its end is no fault yet.
        let mut decoded = decompress(Box::new(Cursor::new(raw.clone())), compression)
            .map_err(|error| source.stream_error(error, 0))?;
        source.head = match read_up_to_lossy(&mut decoded, HEAD) {
            (head, Some(error)) if head.is_empty() => return Err(source.stream_error(error, 0)),
            (head, _) => head,
        };
        if source.head.is_empty() {
            return Err(ReadError::Empty { path: source.name });
        }
        if source.path.is_none() {
            source.stdin = Mutex::new(Some(Box::new(Cursor::new(raw).chain(first))));
        }
        Ok(source)
    }

    /// The path, when the source is a file.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The digest of the last complete reading.
    pub fn digest(&self) -> &Digest {
        &self.digest
    }

    /// Its bytes from the beginning, decompressed.
    ///
    /// **Errors** [`ReadError::StdinTwice`] on the second call for standard input.
    pub fn reader(&self) -> Result<Bytes, ReadError> {
        let raw: Bytes = match &self.path {
            Some(path) => {
                let error = |error| ReadError::Io { path: self.name.clone(), error };
                Box::new(File::open(path).map_err(error)?)
            }
            None => self.stdin.lock().ok().and_then(|mut slot| slot.take()).ok_or(ReadError::StdinTwice)?,
        };
        let hashing = Hashing { inner: raw, hash: Some(Sha256::new()), bytes: 0, digest: self.digest.clone() };
        decompress(Box::new(hashing), self.compression).map_err(|error| self.stream_error(error, 0))
    }

    /// All its bytes, decompressed; for formats that cannot be streamed.
    pub fn read_all(&self) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        self.reader()?.read_to_end(&mut bytes).map_err(|error| self.stream_error(error, 0))?;
        Ok(bytes)
    }

    /// An error of the stream behind `line`, told apart by what happened.
    pub fn stream_error(&self, error: io::Error, line: u64) -> ReadError {
        let (path, compression) = (self.name.clone(), self.compression);
        match (compression, error.kind()) {
            (Compression::Plain, _) => ReadError::Io { path, error },
            (_, io::ErrorKind::UnexpectedEof) => ReadError::Truncated { path, compression, line },
            _ => ReadError::Damaged { path, compression, line, error },
        }
    }
}

fn decompress(raw: Bytes, compression: Compression) -> io::Result<Bytes> {
    Ok(match compression {
        Compression::Plain => raw,
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(raw)),
        Compression::Zstd => Box::new(zstd::stream::read::Decoder::new(raw)?),
    })
}

fn read_up_to(reader: &mut impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(limit as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn read_up_to_lossy(reader: &mut impl Read, limit: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut bytes = vec![0; limit];
    let mut filled = 0;
    loop {
        match reader.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                bytes.truncate(filled);
                return (bytes, Some(error));
            }
        }
    }
    bytes.truncate(filled);
    (bytes, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_and_plain_read_the_same() {
        let text = b"a,b\n1,2\n".to_vec();
        let packed = zstd::encode_all(text.as_slice(), 3).unwrap();
        for bytes in [text.clone(), packed] {
            let source = Source::from_bytes("x", bytes.clone()).unwrap();
            assert_eq!(source.head, text);
            assert_eq!(source.read_all().unwrap(), text);
            assert_eq!(source.digest().get().unwrap().1, bytes.len() as u64);
            assert!(matches!(source.read_all(), Err(ReadError::StdinTwice)));
        }
    }

    #[test]
    fn a_stream_that_is_cut_says_so() {
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(300_000)
        .collect();
        let mut packed = zstd::encode_all(noise.as_slice(), 3).unwrap();
        packed.truncate(packed.len() / 2);
        let source = Source::from_bytes("x.zst", packed).unwrap();
        let error = source.read_all().unwrap_err();
        assert!(matches!(error, ReadError::Truncated { compression: Compression::Zstd, .. }), "{error}");
    }

    #[test]
    fn nothing_and_folders_are_told_apart() {
        assert!(matches!(Source::from_bytes("x", Vec::new()), Err(ReadError::Empty { .. })));
        assert!(matches!(Source::open(Path::new(".")), Err(ReadError::Folder { .. })));
        assert!(matches!(Source::open(Path::new("no such file")), Err(ReadError::Io { .. })));
    }
}
