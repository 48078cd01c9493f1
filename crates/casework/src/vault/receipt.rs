//! The receipt of a report: ten words that open its mailbox, and the token of the empty form from which they come.
//!
//! Ten of 7,772 words are 10 × log₂ 7,772 = 129.2 bits. Nobody can guess that, so that the database may keep a fast hash and
//! looking a mailbox up costs microseconds, where a slow hash on a public page would be a way to stall the server.

use super::derive::{derive, joined};
use super::keys::SecretKey;
use data_encoding::HEXLOWER;
use rand::CryptoRng;
use std::fmt;
use std::sync::LazyLock;
use subtle::ConstantTimeEq;
use turnstone_model::vocabulary::edit_distance;
use zeroize::Zeroizing;

/// How many words a receipt has.
pub const WORDS: usize = 10;

/// The long list of the EFF without its four words with a hyphen: one of them differs from another word by that alone, and so any sign
/// may stand between words. It is sorted, and no word begins another.
static LIST: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    diceware_wordlists::EFF_LONG_WORDLIST.iter().copied().filter(|word| !word.contains('-')).collect()
});

/// Longer texts are refused unread: ten words of nine letters and much between them are far below.
const MOST_BYTES: usize = 2_000;
const LONGEST_WORD: usize = 9;
/// For how many wrong words near ones are looked for.
const SUGGESTED: usize = 3;

/// What an empty form carries: 256 random bits. The receipt follows from it, so that a form sent twice is one report with one
/// receipt. Whoever has it has the receipt; it is wiped when dropped and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(Zeroizing<[u8; 32]>);

/// A text that is no token of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the token of a form has 64 hexadecimal digits; load the form again")]
pub struct FormTokenError;

impl FormToken {
    /// A new token.
    pub fn new(rng: &mut impl CryptoRng) -> FormToken {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut *bytes);
        FormToken(bytes)
    }

    /// How the form carries it: 64 hexadecimal digits.
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER.encode(&*self.0))
    }

    /// Reads what a form sent back.
    ///
    /// # Errors
    /// Not 64 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Result<FormToken, FormTokenError> {
        let bytes = Zeroizing::new(HEXLOWER.decode(text.as_bytes()).map_err(|_| FormTokenError)?);
        let mut token = Zeroizing::new([0; 32]);
        if bytes.len() != token.len() {
            return Err(FormTokenError);
        }
        token.copy_from_slice(&bytes);
        Ok(FormToken(token))
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(hidden)")
    }
}

/// The ten words. Wiped when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct Receipt(Zeroizing<[u16; WORDS]>);

/// Why a text is no receipt. It tells only what everybody can see in the word list; whether a receipt exists is another question.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Words are missing, or there are too many.
    #[error("a receipt has {WORDS} words, this one has {found}")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// Words that are not in the list.
    #[error("{} of the words cannot be in a receipt (number {})", .0.len(), positions(.0))]
    Words(Vec<WrongWord>),
    /// Far more than ten words.
    #[error("a receipt has {WORDS} words; this text is much longer")]
    TooLong,
}

/// A word that is not in the list.
#[derive(Clone, PartialEq, Eq)]
pub struct WrongWord {
    /// Its place, counted from 1.
    pub position: usize,
    /// The nearest words of the list, best first, three at most; none after the third wrong word. They are for the page of the person
    /// who typed and for nothing else: they are not in `Display` or `Debug`, because logs get those.
    pub nearest: Vec<&'static str>,
}

fn positions(wrong: &[WrongWord]) -> String {
    wrong.iter().map(|word| word.position.to_string()).collect::<Vec<_>>().join(", ")
}

impl fmt::Debug for WrongWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WrongWord({})", self.position)
    }
}

impl fmt::Debug for ReceiptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReceiptError({self})")
    }
}

impl Receipt {
    /// The receipt of a form; always the same one.
    ///
    /// **Method** 13-bit numbers from HKDF-SHA256, those of 7,772 and more left out, so that every word is as likely as another.
    pub fn of(token: &FormToken) -> Receipt {
        let mut words = Zeroizing::new([0; WORDS]);
        let mut filled = 0;
        for block in 0u64.. {
            let draws = derive::<64>(&*token.0, &joined(&[b"turnstone/receipt/words/1", &block.to_be_bytes()]));
            for draw in draws.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]) & 0x1fff) {
                if usize::from(draw) < LIST.len() && filled < WORDS {
                    words[filled] = draw;
                    filled += 1;
                }
            }
            if filled == WORDS {
                break;
            }
        }
        Receipt(words)
    }

    /// The ten words, in order.
    pub fn words(&self) -> [&'static str; WORDS] {
        self.0.map(|word| LIST[usize::from(word)])
    }

    /// The ten words with a space between them.
    pub fn printed(&self) -> Zeroizing<String> {
        Zeroizing::new(self.words().join(" "))
    }

    /// Reads a receipt as people type it: in any case, with anything between the words that is no letter (numbers of a list too), or with
    /// nothing between them.
    ///
    /// # Errors
    /// Which words are wrong and what they may have been.
    pub fn parse(text: &str) -> Result<Receipt, ReceiptError> {
        if text.len() > MOST_BYTES {
            return Err(ReceiptError::TooLong);
        }
        let lower = Zeroizing::new(text.to_lowercase());
        let mut read: Vec<Result<u16, &str>> = Vec::with_capacity(WORDS);
        for typed in lower.split(|c: char| !c.is_alphabetic()).filter(|typed| !typed.is_empty()) {
            match run_together(typed) {
                Some(words) => read.extend(words.into_iter().map(Ok)),
                None => read.push(Err(typed)),
            }
        }
        if read.len() != WORDS {
            return Err(ReceiptError::Count { found: read.len() });
        }
        let mut wrong: Vec<WrongWord> = Vec::new();
        for (place, word) in read.iter().enumerate() {
            if let Err(typed) = word {
                // Looking for near words is the only work here, and this page is public.
                let nearest = if wrong.len() < SUGGESTED { nearest(typed) } else { Vec::new() };
                wrong.push(WrongWord { position: place + 1, nearest });
            }
        }
        if !wrong.is_empty() {
            return Err(ReceiptError::Words(wrong));
        }
        let mut words = Zeroizing::new([0; WORDS]);
        words.iter_mut().zip(read.into_iter().flatten()).for_each(|(place, word)| *place = word);
        Ok(Receipt(words))
    }

    /// What the database finds the report by. The words do not follow from it.
    pub fn lookup(&self) -> [u8; 32] {
        *derive(self.printed().as_bytes(), b"turnstone/receipt/lookup/1")
    }

    /// The private key to which the key of the mailbox is wrapped.
    pub fn secret(&self) -> SecretKey {
        SecretKey::from_seed(&derive(self.printed().as_bytes(), b"turnstone/receipt/secret/1"))
    }
}

impl PartialEq for Receipt {
    fn eq(&self, other: &Receipt) -> bool {
        self.0.ct_eq(&*other.0).into()
    }
}

impl Eq for Receipt {}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(hidden)")
    }
}

/// A word, or several that run together. Because no word begins another, there is at most one way to read them.
fn run_together(mut typed: &str) -> Option<Vec<u16>> {
    let mut words = Vec::new();
    while !typed.is_empty() {
        let ends = typed.char_indices().map(|(start, c)| start + c.len_utf8()).take(LONGEST_WORD);
        let found = ends.filter_map(|end| Some((LIST.binary_search(&&typed[..end]).ok()?, end))).next();
        let (word, end) = found?;
        words.push(word as u16);
        typed = &typed[end..];
    }
    Some(words)
}

/// The words that two mistakes or fewer separate from what was typed.
fn nearest(typed: &str) -> Vec<&'static str> {
    let length = typed.chars().count();
    // A mistake adds or removes two kinds of letter at most; this leaves out most words before distances are computed.
    let kinds = letters(typed);
    let near = LIST.iter().filter(|word| word.len().abs_diff(length) <= 2 && (letters(word) ^ kinds).count_ones() <= 4);
    let mut near: Vec<(usize, &'static str)> = near.map(|word| (edit_distance(typed, word), *word)).collect();
    near.retain(|(distance, _)| *distance <= 2);
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, word)| word).collect()
}

/// Which letters a word has, a bit for each of a to z.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |kinds, letter| kinds | 1 << (letter - b'a'))
}

/// A word of the list, each as likely as another.
pub(super) fn draw(rng: &mut impl CryptoRng) -> &'static str {
    loop {
        let mut bytes = [0; 2];
        rng.fill_bytes(&mut bytes);
        if let Some(word) = LIST.get(usize::from(u16::from_be_bytes(bytes) & 0x1fff)) {
            return word;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha20Rng;

    fn receipt(seed: u64) -> Receipt {
        Receipt::of(&FormToken::new(&mut ChaCha20Rng::seed_from_u64(seed)))
    }

    #[test]
    fn the_list_is_sorted_has_no_word_that_begins_another_and_gives_128_bits() {
        // 7,776 words (five dice), of which four have a hyphen.
        assert_eq!(LIST.len(), 7_772);
        assert!(LIST.is_sorted());
        assert!(LIST.windows(2).all(|pair| !pair[1].starts_with(pair[0])));
        assert!(LIST.iter().all(|word| word.len() <= LONGEST_WORD && word.bytes().all(|b| b.is_ascii_lowercase())));
        assert!(WORDS as f64 * (LIST.len() as f64).log2() > 129.2);
    }

    #[test]
    fn every_word_is_as_likely_as_another() {
        // 20,000 receipts, 200,000 words. In 58 groups of 134 words a group expects 200,000 / 58 = 3,448.3 (58 × 134 = 7,772). Chi-squared
        // with 57 degrees of freedom is below 105 in all but 1 of 10,000 draws. Numbers below 8,192 taken modulo 7,772 would make the first
        // 420 words twice as likely, which gives more than 8,000.
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut counts = [0f64; 58];
        for _ in 0..20_000 {
            for word in *Receipt::of(&FormToken::new(&mut rng)).0 {
                counts[usize::from(word) / 134] += 1.0;
            }
        }
        let expected = 200_000.0 / 58.0;
        let chi: f64 = counts.iter().map(|count| (count - expected).powi(2) / expected).sum();
        assert!(chi < 105.0, "{chi}");
    }

    #[test]
    fn one_form_gives_one_receipt_and_another_form_another() {
        assert_eq!(receipt(1), receipt(1));
        assert_ne!(receipt(1), receipt(2));
        assert_eq!(receipt(1).lookup(), receipt(1).lookup());
        assert_ne!(receipt(1).lookup(), receipt(2).lookup());
        assert_eq!(receipt(1).secret().public(), receipt(1).secret().public());
        assert_ne!(receipt(1).lookup(), *receipt(1).secret().to_bytes());
    }

    /// Computed by another program from the standards (RFC 5869, 7748 and 9180). Databases hold such values: if this test fails, no
    /// receipt that was given out opens its mailbox any more.
    #[test]
    fn derivation_does_not_change() {
        let token = FormToken(Zeroizing::new([0; 32]));
        let receipt = Receipt::of(&token);
        assert_eq!(*receipt.printed(), "tactile uptake rinsing contempt walk duty prankster work cornhusk compare");
        assert_eq!(
            HEXLOWER.encode(&receipt.lookup()),
            "47e7d92d43264cec965e95e985335ad3a371b1c8f8e87d19c03268481ce8d3f3"
        );
        assert_eq!(
            receipt.secret().public().to_string(),
            "bb608ac9a3b5521b68451352f5240feb96e2dce0d0ce142a451c161453d5c918"
        );
    }

    proptest! {
        #[test]
        fn a_receipt_is_read_however_it_is_typed(seed in any::<u64>()) {
            let receipt = receipt(seed);
            let words = receipt.words();
            let numbered: String = words.iter().enumerate().map(|(i, word)| format!("{}. {word}\r\n", i + 1)).collect();
            for typed in [
                receipt.printed().to_string(),
                receipt.printed().to_uppercase(),
                words.join("-"),
                words.join(",\u{a0} "),
                words.join("\u{060c} "),
                words.concat(),
                format!("\n\t {} \u{200f}", words.join("\n")),
                numbered,
            ] {
                prop_assert_eq!(Receipt::parse(&typed), Ok(receipt.clone()), "{}", typed);
            }
        }

        #[test]
        fn a_mistyped_word_is_named_and_suggested(seed in any::<u64>(), place in 0..WORDS) {
            let receipt = receipt(seed);
            let mut words = receipt.words().map(str::to_string);
            let right = words[place].clone();
            words[place].insert(1, '\u{e9}'); // no word of the list has an é
            match Receipt::parse(&words.join(" ")) {
                Err(ReceiptError::Words(wrong)) => {
                    prop_assert_eq!(wrong.len(), 1);
                    prop_assert_eq!(wrong[0].position, place + 1);
                    prop_assert!(wrong[0].nearest.contains(&right.as_str()));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,80}") {
            let _ = Receipt::parse(&text);
        }
    }

    #[test]
    fn near_words_are_those_of_a_plain_search() {
        for typed in ["abacs", "zoomx", "teh", "receit", "walkk", "x", "lantren", "\u{e9}cho", "workk"] {
            let mut plain: Vec<_> = LIST.iter().map(|word| (edit_distance(typed, word), *word)).collect();
            plain.retain(|(distance, _)| *distance <= 2);
            plain.sort_unstable();
            let plain: Vec<_> = plain.into_iter().take(3).map(|(_, word)| word).collect();
            assert_eq!(nearest(typed), plain, "{typed}");
        }
        let wrong = Receipt::parse("xa xb xc xd xe xf xg xh xi xj").unwrap_err();
        let ReceiptError::Words(wrong) = wrong else { panic!("{wrong:?}") };
        assert_eq!(wrong.iter().map(|word| word.position).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
        assert!(wrong[3..].iter().all(|word| word.nearest.is_empty()));
    }

    #[test]
    fn missing_words_and_long_texts_are_refused() {
        let words = receipt(1).words();
        assert_eq!(Receipt::parse(""), Err(ReceiptError::Count { found: 0 }));
        assert_eq!(Receipt::parse(&words[..9].join(" ")), Err(ReceiptError::Count { found: 9 }));
        assert_eq!(Receipt::parse(&[words, words].concat().join(" ")), Err(ReceiptError::Count { found: 20 }));
        assert_eq!(Receipt::parse(&"x ".repeat(1_001)), Err(ReceiptError::TooLong));
    }

    #[test]
    fn nothing_that_was_typed_gets_into_a_message() {
        let mut words = receipt(1).words().map(str::to_string);
        words[2].push('\u{e9}');
        words[7].push('\u{e9}');
        let error = Receipt::parse(&words.join(" ")).unwrap_err();
        assert_eq!(error.to_string(), "2 of the words cannot be in a receipt (number 3, 8)");
        assert_eq!(format!("{error:?}"), "ReceiptError(2 of the words cannot be in a receipt (number 3, 8))");
        assert_eq!(format!("{:?}", receipt(1)), "Receipt(hidden)");
    }

    #[test]
    fn tokens_of_forms_are_read_back_and_nothing_else() {
        let token = FormToken::new(&mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(FormToken::parse(&token.encode()), Ok(token.clone()));
        for bad in ["", "00", &token.encode().to_uppercase(), &"g".repeat(64), &"0".repeat(66)] {
            assert_eq!(FormToken::parse(bad), Err(FormTokenError), "{bad}");
        }
        assert_eq!(format!("{token:?}"), "FormToken(hidden)");
    }
}
