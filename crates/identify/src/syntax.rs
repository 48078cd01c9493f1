//! An expression as it is written: its tree, with where each word stands, and its printing.
//!
//! Reading text into it is in [`crate::parse`]; what its words mean is in [`crate::expression`].

use std::fmt;

/// A word of an expression and the byte where it begins. Two words are equal when their text is.
#[derive(Clone, Debug)]
pub struct Word {
    /// The text.
    pub text: String,
    /// The byte of the expression where it begins.
    pub at: usize,
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

/// One argument of `any` or `count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// `prefix.*`: every fact of an element of the vocabulary.
    All(Word),
    /// A fact, or a name of the instrument.
    One(Word),
}

/// What stands between the parentheses of `any` or `count`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    /// The arguments before `except`.
    pub items: Vec<Argument>,
    /// The facts after `except`.
    pub except: Vec<Word>,
}

/// An expression as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// A fact, or a name of the instrument.
    Word(Word),
    /// `any(…)`: at least one holds.
    Any {
        /// The word `any`.
        word: Word,
        /// What may hold.
        of: Arguments,
    },
    /// `count(…) >= n`: at least `n` hold.
    Count {
        /// The word `count`.
        word: Word,
        /// What is counted.
        of: Arguments,
        /// How many must hold.
        at_least: usize,
    },
    /// `not …`.
    Not(Box<Syntax>),
    /// `… and …`, two or more.
    And(Vec<Syntax>),
    /// `… or …`, two or more.
    Or(Vec<Syntax>),
}

impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, item) in self.items.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            match item {
                Argument::All(prefix) => write!(f, "{comma}{}.*", prefix.text)?,
                Argument::One(word) => write!(f, "{comma}{}", word.text)?,
            }
        }
        for (i, word) in self.except.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { " except " } else { ", " }, word.text)?;
        }
        Ok(())
    }
}

impl fmt::Display for Syntax {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn join(f: &mut fmt::Formatter<'_>, parts: &[Syntax], word: &str, bare: fn(&Syntax) -> bool) -> fmt::Result {
            for (i, part) in parts.iter().enumerate() {
                if i > 0 {
                    write!(f, " {word} ")?;
                }
                if bare(part) { write!(f, "{part}")? } else { write!(f, "({part})")? }
            }
            Ok(())
        }
        match self {
            Syntax::Word(word) => f.write_str(&word.text),
            Syntax::Any { of, .. } => write!(f, "any({of})"),
            Syntax::Count { of, at_least, .. } => write!(f, "count({of}) >= {at_least}"),
            Syntax::Not(inner) => match **inner {
                Syntax::And(_) | Syntax::Or(_) => write!(f, "not ({inner})"),
                _ => write!(f, "not {inner}"),
            },
            Syntax::And(parts) => join(f, parts, "and", |part| !matches!(part, Syntax::And(_) | Syntax::Or(_))),
            Syntax::Or(parts) => join(f, parts, "or", |part| !matches!(part, Syntax::Or(_))),
        }
    }
}
