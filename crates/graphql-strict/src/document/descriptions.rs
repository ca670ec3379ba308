//! Descriptions of operations, fragments and variables (GraphQL specification, September 2025,
//! "Descriptions").
//!
//! `apollo-parser` 0.8.7 does not support them. They have no meaning for a server, so this module replaces
//! them with spaces, which preserves every position.

use std::{borrow::Cow, ops::Range};

use apollo_parser::{Token, TokenKind};

use super::tokens::tokens;

/// The keywords of definitions that may have a description. The shorthand `{ … }` cannot have one.
const DESCRIBED: [&str; 4] = ["query", "mutation", "subscription", "fragment"];

/// The document with spaces in place of descriptions. Borrowed if it has no descriptions.
pub(super) fn blanked(text: &str) -> Cow<'_, str> {
    let descriptions = descriptions(text);
    if descriptions.is_empty() {
        return text.into();
    }
    let mut blanked = String::with_capacity(text.len());
    let mut end = 0;
    for description in descriptions {
        blanked.push_str(&text[end..description.start]);
        let bytes = text[description.clone()].bytes();
        blanked.extend(bytes.map(|byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
        end = description.end;
    }
    blanked.push_str(&text[end..]);
    blanked.into()
}

fn descriptions(text: &str) -> Vec<Range<usize>> {
    let mut tokens = tokens(text).peekable();
    let (mut found, mut nesting, mut previous) = (Vec::new(), Nesting::default(), None);
    while let Some(token) = tokens.next() {
        nesting.pass(token.kind());
        if token.kind() == TokenKind::StringValue
            && previous != Some(TokenKind::Eq)
            && tokens.peek().is_some_and(|next| nesting.may_describe(next))
        {
            found.push(token.index()..token.index() + token.data().len());
        }
        previous = Some(token.kind());
    }
    found
}

/// The number of open braces, brackets and parentheses.
#[derive(Default)]
struct Nesting {
    braces: u32,
    brackets: u32,
    parentheses: u32,
}

impl Nesting {
    fn pass(&mut self, kind: TokenKind) {
        match kind {
            TokenKind::LCurly => self.braces += 1,
            TokenKind::RCurly => self.braces = self.braces.saturating_sub(1),
            TokenKind::LBracket => self.brackets += 1,
            TokenKind::RBracket => self.brackets = self.brackets.saturating_sub(1),
            TokenKind::LParen => self.parentheses += 1,
            TokenKind::RParen => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
    }

    /// Whether a string before this token is the description of a definition or a variable.
    fn may_describe(&self, next: &Token<'_>) -> bool {
        match (self.braces, self.brackets, self.parentheses) {
            (0, 0, 0) => next.kind() == TokenKind::Name && DESCRIBED.contains(&next.data()),
            (0, 0, 1) => next.kind() == TokenKind::Dollar,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_spaces() {
        for (text, expected) in [
            ("\"a\" query Q { b }", "    query Q { b }"),
            ("\"\"\"é\n\"\"\"fragment F on Q { b }", "     \n   fragment F on Q { b }"),
            ("query(\"a\" $b: Int, \"c\" $d: Int) { e }", "query(    $b: Int,     $d: Int) { e }"),
            ("query($b: String = \"c\" \"d\" $e: Int) { f }", "query($b: String = \"c\"     $e: Int) { f }"),
        ] {
            assert_eq!(blanked(text), expected);
        }
    }

    #[test]
    fn other_strings_are_unchanged() {
        for text in [
            "\"a\" { b }",
            "query($b: String = \"c\" $d: Int) { e }",
            "query($b: [String] = [\"c\"] $d: Int) { e }",
            "query($b: In = { c: \"d\" } $e: Int) { f }",
            "{ a(b: \"c\" d: $e) query(f: \"g\") }",
            "{ a @b(c: \"d\") { e } }",
        ] {
            assert!(matches!(blanked(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
