//! Comparing documents without `__typename`, which client libraries with a cache add to each selection set.

use apollo_parser::{Token, TokenKind};
use sha2::{Digest, Sha256};

use super::tokens::tokens;

/// A hash of the tokens of a document without its plain `__typename` fields; none, if a token is malformed.
pub(in crate::graphql) fn hash_without_typename(text: &str) -> Option<[u8; 32]> {
    let tokens: Vec<Token<'_>> = tokens(text).collect();
    if tokens.last().map(Token::kind) != Some(TokenKind::Eof) {
        return None;
    }
    let (mut hash, mut parentheses, mut previous) = (Sha256::new(), 0_u32, None);
    for (at, token) in tokens.iter().enumerate() {
        match token.kind() {
            TokenKind::LParen => parentheses += 1,
            TokenKind::RParen => parentheses = parentheses.saturating_sub(1),
            _ => {}
        }
        let next = tokens.get(at + 1).map(Token::kind);
        if parentheses > 0 || !is_plain_typename(previous, token, next) {
            hash.update(token.data());
            hash.update([0]);
        }
        previous = Some(token.kind());
    }
    Some(hash.finalize().into())
}

/// Whether a token is the field `__typename` without an alias and without directives.
fn is_plain_typename(previous: Option<TokenKind>, token: &Token<'_>, next: Option<TokenKind>) -> bool {
    token.kind() == TokenKind::Name
        && token.data() == "__typename"
        && matches!(
            previous,
            Some(TokenKind::LCurly | TokenKind::RCurly | TokenKind::RParen | TokenKind::Name)
        )
        && matches!(next, Some(TokenKind::RCurly | TokenKind::Name | TokenKind::Spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_that_differ_in_typename_and_form_have_one_hash() {
        let hash = hash_without_typename;
        let listed = "query Q($a: Int) { b(c: $a) { d ... on E { f } } }";
        let added = "query Q($a: Int) {\n  b(c: $a) {\n    d\n    ... on E { f __typename }\n    __typename\n  } # no\n}";
        assert!(hash(listed).is_some());
        assert_eq!(hash(listed), hash(added));
        assert_eq!(
            hash(listed),
            hash("query Q($a: Int) { b(c: $a) { __typename d ...on E { __typename f } __typename } }")
        );
    }

    #[test]
    fn every_other_difference_counts() {
        let hash = hash_without_typename;
        let listed = hash("{ a { b } }");
        for other in [
            "{ a { b c } }",
            "{ a { b x: __typename } }",
            "{ a { b __typename: c } }",
            "{ a { b __typename @skip(if: true) } }",
            "{ a { b ...__typename } }",
            "{ a(__typename: 1) { b } }",
            "{ a { \"b\" } }",
            "query { a { b } }",
        ] {
            assert_ne!(hash(other), listed, "{other}");
        }
        assert_eq!(hash("{ a { b } } \u{7}"), None);
    }
}
