//! Parses the text of a document into a syntax tree.
//!
//! `apollo-parser` implements the grammar of the September 2025 edition of the specification. Its errors can
//! quote the document, which may contain personal data. So only the part that says what the parser expected
//! is passed on.

use std::borrow::Cow;

use apollo_compiler::{ast, diagnostic::Diagnostic, parser::Parser, validation::DiagnosticList};
use async_graphql::Pos;

use super::{descriptions, keys, position::Positions};
use crate::{DocumentError, DocumentLimits, Reason};

/// The parser's names for punctuation.
const TOKENS: [(&str, &str); 12] = [
    ("L_CURLY", "{"),
    ("R_CURLY", "}"),
    ("L_PAREN", "("),
    ("R_PAREN", ")"),
    ("L_BRACK", "["),
    ("R_BRACK", "]"),
    ("SPREAD", "..."),
    ("COLON", ":"),
    ("DOLLAR", "$"),
    ("AT", "@"),
    ("BANG", "!"),
    ("EQ", "="),
];

/// Parses a text within the limits on bytes and brackets.
///
/// The parser recurses once for each bracket, so the limit on brackets bounds its stack.
pub(super) fn tree(text: &str, limits: &DocumentLimits) -> Result<ast::Document, DocumentError> {
    check_size(text, limits)?;
    if let Some(offset) = keys::without_colon(text) {
        let detail = "expected `:` after the name of an argument or input field".to_owned();
        return Err(DocumentError::new(Reason::ParseFailed { detail }, Some(Positions::of(text).at(offset))));
    }
    let parsed = parse(text, limits).or_else(|errors| match descriptions::blanked(text) {
        Cow::Owned(blanked) => parse(&blanked, limits),
        Cow::Borrowed(_) => Err(errors),
    });
    parsed.map_err(|errors| refused(&errors))
}

fn parse(text: &str, limits: &DocumentLimits) -> Result<ast::Document, DiagnosticList> {
    let mut parser = Parser::new().recursion_limit(limits.brackets).token_limit(limits.bytes);
    parser.parse_ast(text, "document").map_err(|parsed| parsed.errors)
}

fn check_size(text: &str, limits: &DocumentLimits) -> Result<(), DocumentError> {
    if text.len() > limits.bytes {
        let detail = format!("the document has more than {} bytes", limits.bytes);
        return Err(DocumentError::too_complex(detail, None));
    }
    let brackets = text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets > limits.brackets {
        let detail = format!("the document has more than {} opening braces and brackets", limits.brackets);
        return Err(DocumentError::too_complex(detail, None));
    }
    Ok(())
}

/// Converts the first error. Later errors often follow from it.
fn refused(errors: &DiagnosticList) -> DocumentError {
    let first = errors.iter().next();
    let at = first
        .as_ref()
        .and_then(Diagnostic::line_column_range)
        .map(|range| Pos { line: range.start.line, column: range.start.column });
    let message = first.map(|error| error.error.to_string()).unwrap_or_default();
    if message.contains("limit reached") {
        return DocumentError::too_complex("the document nests too deeply".to_owned(), at);
    }
    DocumentError::new(Reason::ParseFailed { detail: expected(&message) }, at)
}

/// The expected token from the message of the parser, without the text that it found.
fn expected(message: &str) -> String {
    let expected = message.strip_prefix("syntax error: ").unwrap_or(message);
    let expected = expected.split_once(", got ").map_or(expected, |(expected, _)| expected);
    let name =
        |word: &str| TOKENS.iter().find(|(name, _)| *name == word).map(|(_, token)| format!("`{token}`"));
    let words = expected.split(' ').map(|word| name(word).map_or(Cow::Borrowed(word), Cow::Owned));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<ast::Document> {
        tree(text, &DocumentLimits::default()).ok()
    }

    fn value(text: &str) -> Option<String> {
        let document = parsed(&format!("{{ a(b: {text}) }}"))?;
        let operation = document.definitions.first()?.as_operation_definition()?;
        let field = operation.selection_set.first()?.as_field()?;
        field.arguments.first()?.value.as_str().map(str::to_owned)
    }

    #[test]
    fn strings_are_decoded_by_the_specification() {
        for (text, expected) in [
            (r#""\ud83d\uDE00""#, "😀"),
            (r#""\u{1F600}""#, "😀"),
            (r#""x\n\\\u0041\"""#, "x\n\\A\""),
            (r#""\\ud83d""#, "\\ud83d"),
            (r#""""a \""" b""""#, "a \"\"\" b"),
            (r#""""\ud83d \u{41}""""#, "\\ud83d \\u{41}"),
            ("\"\"\"\n    one\n      two\n    \"\"\"", "one\n  two"),
        ] {
            assert_eq!(value(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn texts_outside_the_grammar_are_refused() {
        for text in [
            "",
            "queryQ { a }",
            "query Q() { a }",
            "{ a() }",
            "{ a { } }",
            "fragment on on Query { a }",
            "query($a: Int @x = 1) { a }",
            "query($a: Int = $b) { a }",
            "\"described\" { a }",
            "{ a } }",
            "{ a(b: 01) }",
            "{ a(b: 1.) }",
            "{ a(b: 1e999999999x) }",
            "{ ...on }",
            "{ a(b) }",
            "{ a(b: {c D, e: F}) }",
            "{ a @skip(if: false false) }",
            "{ a(b: \"one\ntwo\") }",
            "{ a \u{7} }",
            r#"{ a(b: "\ud83d") }"#,
            r#"{ a(b: "\ude00\ud83d") }"#,
            r#"{ a(b: "\ud83dx\ude00") }"#,
            r#"{ a(b: "\u{110000}") }"#,
            r#"{ a(b: "\q") }"#,
        ] {
            assert!(parsed(text).is_none(), "{text}");
        }
    }

    #[test]
    fn errors_name_the_expected_token_and_quote_no_text() {
        for (text, detail) in [
            ("{ a(b: \"Zoe\" \"Smith\") }", "expected `)`"),
            ("{ a ", "expected `}`"),
            ("query Q() { a }", "expected a Variable Definition"),
        ] {
            let document = tree(text, &DocumentLimits::default()).expect_err(text);
            assert!(document.at.is_some(), "{text}");
            let errors = parse(text, &DocumentLimits::default()).expect_err(text);
            let first = errors.iter().next().expect("an error");
            assert_eq!(expected(&first.error.to_string()), detail);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn any_text_is_parsed_or_refused(
            text in r#"(query|mutation|fragment|on|[{}()\[\]$:!@"\\ua-fD89,.#\n =0-9-]|"""|\\u[dD][0-9a-f]{3}|\\u\{[0-9a-f]{0,9}\}|1e999|\.\.\.){0,60}"#
        ) {
            drop(parsed(&text));
        }

        #[test]
        fn strings_with_any_escapes_are_parsed_or_refused(inner in r#"(\\[u"\\/bfnrtx]|\\u[dD][89a-fA-F][0-9a-f]{2}|[dD][89a-fA-F0-7]{3}|[a-f0-9]|"|\n){0,20}"#) {
            for text in [format!("{{ a(b: \"{inner}\") }}"), format!("{{ a(b: \"\"\"{inner}\"\"\") c(d: \"{inner}\") }}")] {
                drop(parsed(&text));
            }
        }
    }
}
