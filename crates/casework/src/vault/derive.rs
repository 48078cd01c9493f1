//! Keys from secrets (HKDF-SHA256, RFC 5869), and the one way in which parts are put together into associated data.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// `N` bytes for one purpose from a secret that cannot be guessed. Another purpose gives bytes that are independent of these.
pub(super) fn derive<const N: usize>(secret: &[u8], purpose: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF-SHA256 gives at most 8,160 bytes") };
    let mut bytes = Zeroizing::new([0; N]);
    Hkdf::<Sha256>::new(None, secret).expand(purpose, &mut *bytes).expect("N is checked when compiled");
    bytes
}

/// The parts one after the other, each after its length, so that no two lists of parts give the same bytes.
pub(super) fn joined(parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 8).sum());
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::HEXLOWER;

    /// RFC 5869, appendix A.3 (no salt), but with the first 32 of its 42 bytes.
    #[test]
    fn hkdf_gives_the_vector_of_the_standard() {
        let bytes = derive::<32>(&[0x0b; 22], b"");
        assert_eq!(HEXLOWER.encode(&*bytes), "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
    }

    #[test]
    fn moving_a_boundary_changes_the_bytes() {
        assert_ne!(joined(&[b"ab", b"c"]), joined(&[b"a", b"bc"]));
        assert_ne!(joined(&[b"ab"]), joined(&[b"ab", b""]));
    }
}
