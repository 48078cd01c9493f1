//! Where in a text something stands, for errors about files that people write.
//!
//! The errors themselves belong to the readers of those files.

/// The line and the column of a byte of a text, both from 1; the column counts characters. A byte behind the end is the
/// end.
pub fn line_and_column(text: &str, byte: usize) -> (usize, usize) {
    let before: &[u8] = &text.as_bytes()[..byte.min(text.len())];
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
    let line = 1 + before.iter().filter(|b| **b == b'\n').count();
    // Continuation bytes of UTF-8 begin no character.
    (line, 1 + before[line_start..].iter().filter(|b| **b & 0xC0 != 0x80).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "a\nää X";
        assert_eq!([0, 2, 7, 99].map(|byte| line_and_column(text, byte)), [(1, 1), (2, 1), (2, 4), (2, 5)]);
    }
}
