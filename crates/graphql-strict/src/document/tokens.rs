//! The tokens of a document, for checks that `apollo-parser` lacks.

use apollo_parser::{Lexer, Token, TokenKind};

/// All tokens up to the first malformed one, without tokens that the grammar ignores.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let is_ignored = |kind| matches!(kind, TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma);
    Lexer::new(text).map_while(Result::ok).filter(move |token| !is_ignored(token.kind()))
}
