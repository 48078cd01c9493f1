//! Length buckets, so that the length of a ciphertext says little about the length of what was written.

use super::error::VaultError;
use zeroize::Zeroizing;

/// The greatest length of what one envelope holds.
pub const MAX_PLAIN: usize = 1 << 30;

/// The bytes of the length in front.
const LENGTH: usize = 4;
/// The smallest bucket.
const SMALLEST: usize = 256;
/// Up to here buckets are powers of two.
const FINE_FROM: usize = 64 * 1024;

/// The bucket of something of this length: with four bytes of its length in front, the next of 256, 512, 1,024 … 65,536; above, the
/// next multiple of an eighth of the power of two below, so that at most an eighth is wasted on attachments.
pub fn padded_len(length: usize) -> usize {
    let needed = length.saturating_add(LENGTH);
    if needed <= FINE_FROM {
        return needed.next_power_of_two().max(SMALLEST);
    }
    // The greatest power of two below `needed`; at least 64 KiB.
    let below = 1usize << (usize::BITS - 1 - (needed - 1).leading_zeros());
    needed.checked_next_multiple_of(below / 8).unwrap_or(usize::MAX)
}

/// Its length, itself, and zeros up to its bucket.
///
/// # Errors
/// More than [`MAX_PLAIN`] bytes.
pub fn pad(plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_len(plain.len().min(MAX_PLAIN))));
    pad_into(plain, &mut padded)?;
    Ok(padded)
}

/// Appends what [`pad`] gives. The caller reserved the room, so that no copy of the text stays behind in memory.
pub(super) fn pad_into(plain: &[u8], buffer: &mut Vec<u8>) -> Result<(), VaultError> {
    let length = u32::try_from(plain.len()).ok().filter(|_| plain.len() <= MAX_PLAIN);
    let length = length.ok_or(VaultError::TooLarge { most: MAX_PLAIN, found: plain.len() })?;
    let end = buffer.len() + padded_len(plain.len());
    buffer.extend_from_slice(&length.to_be_bytes());
    buffer.extend_from_slice(plain);
    buffer.resize(end, 0);
    Ok(())
}

/// What was padded.
///
/// # Errors
/// It is not exactly what [`pad`] writes.
pub fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    const REFUSED: VaultError = VaultError::Refused { what: "padded text" };
    let length = padded.first_chunk::<LENGTH>().map(|bytes| u32::from_be_bytes(*bytes) as usize).ok_or(REFUSED)?;
    if padded_len(length) != padded.len() || padded[LENGTH + length..].iter().any(|byte| *byte != 0) {
        return Err(REFUSED);
    }
    padded.copy_within(LENGTH..LENGTH + length, 0);
    padded.truncate(length);
    Ok(padded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_those_of_the_buckets() {
        // Four bytes of length: 252 is the last that fits 256.
        for (length, bucket) in
            [(0, 256), (252, 256), (253, 512), (508, 512), (509, 1024), (8_188, 8_192), (65_532, 65_536)]
        {
            assert_eq!(padded_len(length), bucket, "{length}");
        }
        // Above 64 KiB in steps of 65,536 / 8 = 8,192; above 128 KiB of 16,384.
        assert_eq!(padded_len(65_533), 65_536 + 8_192);
        assert_eq!(padded_len(131_072 - 4), 131_072);
        assert_eq!(padded_len(131_072 - 3), 131_072 + 16_384);
        assert_eq!(padded_len(5_000_000), 5_242_880); // steps of 2^22 / 8 = 524,288: the tenth
    }

    proptest! {
        #[test]
        fn a_bucket_holds_its_text_and_wastes_at_most_an_eighth_above_64_kib(length in 0usize..200_000_000) {
            let bucket = padded_len(length);
            prop_assert!(bucket >= length + 4);
            if length + 4 > 65_536 {
                prop_assert!((bucket - length - 4) * 8 <= length + 4);
            }
            prop_assert!(padded_len(bucket - 4) == bucket, "the bucket is its own bucket");
        }

        #[test]
        fn what_is_padded_comes_back(plain in proptest::collection::vec(any::<u8>(), 0..3_000)) {
            let padded = pad(&plain).unwrap();
            prop_assert_eq!(padded.len(), padded_len(plain.len()));
            prop_assert_eq!(&*unpad(padded).unwrap(), &plain);
        }
    }

    #[test]
    fn other_bytes_are_refused() {
        let mut dirty = pad(b"abc").unwrap();
        dirty[255] = 1;
        let mut long = pad(b"abc").unwrap();
        long[3] = 253;
        for bad in
            [dirty, long, Zeroizing::new(vec![0; 255]), Zeroizing::new(vec![0; 3]), Zeroizing::new(vec![0xff; 256])]
        {
            assert!(unpad(bad).is_err());
        }
    }
}
