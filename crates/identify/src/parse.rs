//! Reading an expression: a recursive-descent parser that says where it stopped and what would have been right.
//!
//! ```text
//! or    = and ("or" and)*
//! and   = not ("and" not)*
//! not   = "not" not | atom
//! atom  = WORD | "any" "(" args ")" | "count" "(" args ")" ">=" NUMBER | "(" or ")"
//! args  = arg ("," arg)* ["except" WORD ("," WORD)*]      `except` only after a `prefix.*`
//! arg   = PREFIX ".*" | WORD
//! ```
//! Words are fact names (`means.force`) or names of the instrument (`coercion`).

use crate::error::{ExpressionError, Mistake};
use crate::syntax::{Argument, Arguments, Syntax, Word};

/// How deep parentheses and `not` may be nested, and how long a chain of names that use each other may be.
pub const MAX_DEPTH: usize = 64;

/// Words of the grammar that cannot be names.
pub const KEYWORDS: [&str; 6] = ["and", "or", "not", "any", "count", "except"];

#[derive(Clone, Copy, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    Number(&'a str),
    Open,
    Close,
    Comma,
    AtLeast,
    End,
}

type Result<T> = std::result::Result<T, ExpressionError>;

/// Reads one expression.
///
/// **Cost** Linear in the length of the text.
///
/// **Errors** The first place that does not follow the grammar.
pub fn parse(text: &str) -> Result<Syntax> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let syntax = parser.or()?;
    match parser.peek() {
        Token::End => Ok(syntax),
        _ => Err(parser.wrong("expected `and`, `or` or the end of the expression")),
    }
}

fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let at = text.len() - rest.len();
        let run = |of: fn(char) -> bool| rest.find(|c| !of(c)).unwrap_or(rest.len());
        let (token, length) = match c {
            c if c.is_whitespace() => {
                rest = &rest[c.len_utf8()..];
                continue;
            }
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '>' if rest.starts_with(">=") => (Token::AtLeast, 2),
            c if c.is_ascii_digit() => {
                let length = run(|c| c.is_ascii_digit());
                (Token::Number(&rest[..length]), length)
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = run(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '*'));
                (Token::Word(&rest[..length]), length)
            }
            c => {
                let expected = "an expression has fact names, names of the instrument, `any(…)`, `count(…) >= n`, \
                                `and`, `or`, `not` and parentheses";
                return Err(ExpressionError::new(at, Mistake::Grammar, format!("found `{c}`"), expected));
            }
        };
        tokens.push((token, at));
        rest = &rest[length..];
    }
    tokens.push((Token::End, text.len()));
    Ok(tokens)
}

struct Parser<'a> {
    tokens: Vec<(Token<'a>, usize)>,
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Token<'a> {
        self.tokens[self.next].0
    }

    fn at(&self) -> usize {
        self.tokens[self.next].1
    }

    /// Moves on if `token` is next; the end is never passed.
    fn take(&mut self, token: Token<'_>) -> bool {
        let taken = token != Token::End && self.peek() == token;
        self.next += usize::from(taken);
        taken
    }

    fn wrong(&self, expected: impl Into<String>) -> ExpressionError {
        let found = match self.peek() {
            Token::Word(text) | Token::Number(text) => format!("found `{text}`"),
            Token::Open => "found `(`".into(),
            Token::Close => "found `)`".into(),
            Token::Comma => "found `,`".into(),
            Token::AtLeast => "found `>=`".into(),
            Token::End => "found the end of the expression".into(),
        };
        ExpressionError::new(self.at(), Mistake::Grammar, found, expected)
    }

    fn expect(&mut self, token: Token<'_>, expected: &str) -> Result<()> {
        if self.take(token) { Ok(()) } else { Err(self.wrong(expected)) }
    }

    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth == MAX_DEPTH {
            let expected = format!("at most {MAX_DEPTH} levels; give a part a name in [define]");
            return Err(ExpressionError::new(self.at(), Mistake::Depth, "found one more level of nesting", expected));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Syntax> {
        self.chain("or", Syntax::Or, Self::and)
    }

    fn and(&mut self) -> Result<Syntax> {
        self.chain("and", Syntax::And, Self::not)
    }

    fn chain(
        &mut self,
        word: &str,
        of: fn(Vec<Syntax>) -> Syntax,
        part: fn(&mut Self) -> Result<Syntax>,
    ) -> Result<Syntax> {
        let first = part(self)?;
        if self.peek() != Token::Word(word) {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.take(Token::Word(word)) {
            parts.push(part(self)?);
        }
        Ok(of(parts))
    }

    fn not(&mut self) -> Result<Syntax> {
        if self.take(Token::Word("not")) {
            return Ok(Syntax::Not(Box::new(self.deeper(Self::not)?)));
        }
        self.atom()
    }

    fn atom(&mut self) -> Result<Syntax> {
        let at = self.at();
        match self.peek() {
            Token::Open => {
                self.next += 1;
                let inner = self.deeper(Self::or)?;
                self.expect(Token::Close, "expected `and`, `or` or `)`")?;
                Ok(inner)
            }
            Token::Word("any") => {
                let (word, of) = self.group("any")?;
                Ok(Syntax::Any { word, of })
            }
            Token::Word("count") => {
                let (word, of) = self.group("count")?;
                self.expect(Token::AtLeast, "`count(…)` goes on with `>=` and a number")?;
                let Token::Number(number) = self.peek() else {
                    return Err(self.wrong("expected how many must hold: a whole number from 1"));
                };
                let Ok(at_least) = number.parse() else {
                    return Err(self.wrong("expected a number no greater than what is counted"));
                };
                self.next += 1;
                Ok(Syntax::Count { word, of, at_least })
            }
            Token::Word(text) if text.ends_with('*') => Err(self.wrong(format!("expected `any({text})`"))),
            Token::Word(text) if !KEYWORDS.contains(&text) => {
                self.next += 1;
                Ok(Syntax::Word(Word { text: text.into(), at }))
            }
            _ => Err(self.wrong("expected a fact, a name, `any(…)`, `count(…) >= n`, `not` or `(`")),
        }
    }

    /// `any` or `count` and its arguments.
    fn group(&mut self, keyword: &str) -> Result<(Word, Arguments)> {
        let word = Word { text: keyword.into(), at: self.at() };
        self.next += 1;
        self.expect(Token::Open, &format!("`{keyword}` goes on with `(`"))?;
        let mut of = Arguments { items: Vec::new(), except: Vec::new() };
        if self.peek() == Token::Close {
            let found = format!("found `{keyword}()`");
            let expected = format!("expected what to choose from, such as `{keyword}(act.recruitment, act.transfer)`");
            return Err(ExpressionError::new(self.at(), Mistake::Empty, found, expected));
        }
        loop {
            let word = self.word("expected a fact, a name or `prefix.*`")?;
            let all = word.text.strip_suffix(".*").map(|prefix| Word { text: prefix.into(), at: word.at });
            let after_all = all.is_some();
            of.items.push(all.map_or(Argument::One(word), Argument::All));
            if self.peek() == Token::Word("except") {
                if !after_all {
                    return Err(self.wrong("`except` follows `prefix.*`"));
                }
                self.next += 1;
                while of.except.is_empty() || self.take(Token::Comma) {
                    of.except.push(self.word("expected a fact to leave out")?);
                }
                break;
            }
            if !self.take(Token::Comma) {
                break;
            }
        }
        self.expect(Token::Close, "expected `,`, `except` or `)`")?;
        Ok((word, of))
    }

    fn word(&mut self, expected: &str) -> Result<Word> {
        match self.peek() {
            Token::Word(text) if !KEYWORDS.contains(&text) => {
                let word = Word { text: text.into(), at: self.at() };
                self.next += 1;
                Ok(word)
            }
            _ => Err(self.wrong(expected)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn and_binds_tighter_than_or_and_not_tightest() {
        let syntax = parse("a or not b and (c or d) and count(x.*, y) >= 2").unwrap();
        assert_eq!(syntax.to_string(), "a or not b and (c or d) and count(x.*, y) >= 2");
        let Syntax::Or(parts) = syntax else { panic!("{syntax}") };
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn mistakes_say_where_what_and_what_would_be_right() {
        for (text, at, mistake, found, expected) in [
            ("", 0, Mistake::Grammar, "the end", "expected a fact"),
            ("a b", 2, Mistake::Grammar, "`b`", "`and`, `or`"),
            ("a and", 5, Mistake::Grammar, "the end", "expected a fact"),
            ("(a or b", 7, Mistake::Grammar, "the end", "`)`"),
            ("any()", 4, Mistake::Empty, "`any()`", "such as"),
            ("any(a,)", 6, Mistake::Grammar, "`)`", "a fact"),
            ("any(a except b)", 6, Mistake::Grammar, "`except`", "follows"),
            ("any(a.* except)", 14, Mistake::Grammar, "`)`", "leave out"),
            ("means.*", 0, Mistake::Grammar, "`means.*`", "any(means.*)"),
            ("count(a, b)", 11, Mistake::Grammar, "the end", "`>=`"),
            ("count(a, b) > 1", 12, Mistake::Grammar, "`>`", "count(…) >= n"),
            ("count(a) >= 99999999999999999999999", 12, Mistake::Grammar, "`999", "no greater"),
            ("a && b", 2, Mistake::Grammar, "`&`", "`and`"),
            ("or", 0, Mistake::Grammar, "`or`", "expected a fact"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.at, error.mistake), (at, mistake), "{text}");
            assert!(error.found.contains(found) && error.expected.contains(expected), "{text}: {error:?}");
        }
        let deep = "(".repeat(10_000);
        assert_eq!(parse(&deep).unwrap_err().mistake, Mistake::Depth);
        assert_eq!(parse(&"not ".repeat(10_000)).unwrap_err().mistake, Mistake::Depth);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "[a-z.*(),>=0-9 anyé]{0,40}|.{0,40}") {
            if let Ok(syntax) = parse(&text) {
                prop_assert_eq!(&parse(&syntax.to_string()).unwrap(), &syntax);
            }
        }
    }
}
