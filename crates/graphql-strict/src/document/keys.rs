//! Finds names of arguments and input fields without a colon (GraphQL specification, "Arguments" and "Input
//! Object Values").
//!
//! `apollo-parser` 0.8.7 drops a name without a colon and reports no error. `departments(first)` would run as
//! `departments`, and the server would silently ignore a part of the request (`docs/upstream/`).

use apollo_parser::TokenKind;

use super::tokens::tokens;

/// The offset of the first argument or input field without a colon.
pub(super) fn without_colon(text: &str) -> Option<usize> {
    let mut tokens = tokens(text).peekable();
    let (mut open, mut previous) = (Vec::new(), None);
    while let Some(token) = tokens.next() {
        match token.kind() {
            TokenKind::LParen => open.push(TokenKind::LParen),
            // Outside parentheses, braces contain selections.
            TokenKind::LCurly | TokenKind::LBracket if !open.is_empty() => open.push(token.kind()),
            TokenKind::RParen | TokenKind::RCurly | TokenKind::RBracket => drop(open.pop()),
            TokenKind::Name
                if is_key(open.last(), previous)
                    && tokens.peek().is_none_or(|next| next.kind() != TokenKind::Colon) =>
            {
                return Some(token.index());
            }
            _ => {}
        }
        previous = Some(token.kind());
    }
    None
}

/// Whether a name is the name of an argument or input field, and not a value, a variable, a type or a
/// directive.
fn is_key(within: Option<&TokenKind>, previous: Option<TokenKind>) -> bool {
    let before_others = [TokenKind::Colon, TokenKind::Dollar, TokenKind::Eq, TokenKind::At];
    matches!(within, Some(TokenKind::LParen | TokenKind::LCurly))
        && previous.is_none_or(|previous| !before_others.contains(&previous))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_without_a_colon_is_found() {
        for (text, key) in [
            ("{ a(first) { b } }", "first)"),
            ("{ a(b: {direction DESC, field: NAME}) }", "direction "),
            ("{ a(b: {field: NAME, direction}) }", "direction}"),
            ("{ a @skip(if: false no) }", "no)"),
            ("{ a @skip(if if: false) }", "if if"),
            ("{ a(b: [{c d: 1}]) }", "c d"),
            ("query($a: In = {b c: 1}) { d }", "b c"),
        ] {
            assert_eq!(without_colon(text), text.find(key), "{text}");
        }
    }

    #[test]
    fn other_names_need_no_colon() {
        for text in [
            "{ a b { c d(e: F g: $h i: [J K] l: {m: N o: {p: Q}}) @r(s: T) ...U } }",
            "query Q($a: [Int!]! = [A B] @b(c: D) $e: F = {g: H}) @i { j }",
        ] {
            assert_eq!(without_colon(text), None, "{text}");
        }
    }
}
