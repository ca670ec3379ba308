//! What is looked at before a document is parsed, without understanding any of it.
//!
//! The parser goes one call deeper for each value within a value, up to the end of its stack, and with it the process. What is
//! quoted or a comment is counted too, for whoever takes the trouble to leave it out can be led astray; long texts belong into
//! variables. And the parser panics at an escape that is half of a character.

use std::borrow::Cow;

use super::too_complex;
use crate::{error::GeneralError, graphql::DocumentLimits};

/// The document as the parser may have it.
pub(super) fn checked<'a>(text: &'a str, limits: &DocumentLimits) -> Result<Cow<'a, str>, GeneralError> {
    if text.len() > limits.bytes {
        return Err(too_complex(format!("the document has more than {} bytes", limits.bytes)));
    }
    let brackets = text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if brackets > limits.brackets {
        return Err(too_complex(format!(
            "the document has more than {} opening braces and brackets",
            limits.brackets
        )));
    }
    if !text.contains("\\u") {
        return Ok(text.into());
    }
    joined(text).map(Cow::Owned).ok_or_else(|| {
        let detail = "an escape is half of a character; write the character itself".to_owned();
        GeneralError::GraphqlParseFailed { detail }
    })
}

/// The same document with each character in one piece that is escaped in two, which the parser does not know (GraphQL
/// specification, "String Value"). Nothing, when one half is missing.
fn joined(text: &str) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['#', '"']) {
        let (before, token) = rest.split_at(at);
        joined.push_str(before);
        rest = if token.starts_with('#') {
            keep(token, token.find(['\n', '\r']), &mut joined)
        } else if token.starts_with("\"\"\"") {
            keep(token, end_of_block(token), &mut joined)
        } else {
            join(token, &mut joined)?
        };
    }
    joined.push_str(rest);
    Some(joined)
}

/// Keeps what a token begins with, up to its end or that of the document, and goes on behind it.
fn keep<'a>(token: &'a str, end: Option<usize>, joined: &mut String) -> &'a str {
    let (token, rest) = token.split_at(end.unwrap_or(token.len()));
    joined.push_str(token);
    rest
}

/// Where a block string ends, in which nothing is escaped but its own end.
fn end_of_block(token: &str) -> Option<usize> {
    let mut from = 3;
    loop {
        let end = from + token[from..].find("\"\"\"")?;
        if !token[..end].ends_with('\\') {
            return Some(end + 3);
        }
        from = end + 3;
    }
}

/// Goes through a string in quotes.
fn join<'a>(token: &'a str, joined: &mut String) -> Option<&'a str> {
    joined.push('"');
    let mut rest = &token[1..];
    while let Some(at) = rest.find(['"', '\\', '\n', '\r']) {
        let (before, escape) = rest.split_at(at);
        joined.push_str(before);
        if !escape.starts_with('\\') {
            // A string does not go on in another line; the parser will say so.
            return Some(keep(escape, Some(1), joined));
        }
        rest = match (half(escape), escape.get(6..).and_then(half)) {
            (Some(high @ 0xd800..=0xdbff), Some(low @ 0xdc00..=0xdfff)) => {
                joined.extend(char::decode_utf16([high, low]).flatten());
                &escape[12..]
            }
            (Some(_), _) => return None,
            (None, _) => keep(escape, escape.char_indices().nth(2).map(|(end, _)| end), joined),
        };
    }
    Some(keep(rest, None, joined))
}

/// The half of a character that an escape stands for.
fn half(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok().filter(|unit| (0xd800..=0xdfff).contains(unit))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Option<String> {
        checked(text, &DocumentLimits::default()).ok().map(Cow::into_owned)
    }

    #[test]
    fn characters_that_are_escaped_in_two_come_in_one_piece() {
        for (text, joined) in [
            (r#"{ a(b: "\ud83d\uDE00") }"#, "{ a(b: \"😀\") }"),
            (r#"{ a(b: "x\n\\\uD83D\ude00y\"") }"#, r#"{ a(b: "x\n\\😀y\"") }"#),
            // In these, nothing is an escape.
            (r#"{ a(b: "\\ud83d") }"#, r#"{ a(b: "\\ud83d") }"#),
            (r#"{ a(b: """\ud83d\ude00 \""" \ud83d""") }"#, r#"{ a(b: """\ud83d\ude00 \""" \ud83d""") }"#),
            ("{ a } # \"\\ud83d\n#\\ud83d", "{ a } # \"\\ud83d\n#\\ud83d"),
            (r#"{ a(b: "\ud7ff \uE000 \u0041") }"#, r#"{ a(b: "\ud7ff \uE000 \u0041") }"#),
        ] {
            assert_eq!(parsed(text).as_deref(), Some(joined), "{text}");
        }
    }

    #[test]
    fn half_a_character_is_refused() {
        for text in [
            r#"{ a(b: "\ud83d") }"#,
            r#"{ a(b: "\ude00\ud83d") }"#,
            r#"{ a(b: "\ud83dx\ude00") }"#,
            r#"{ a(b: """""" c: "\uDFFF") }"#,
            "{ a # \"\n(b: \"\\uD800\") }",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_not_refused_can_be_parsed_or_refused_by_the_parser(
            text in r#"(query|mutation|[{}()\[\]$:!@"\\ua-fD89,.#\n =0-9-]|"""|\\u[dD][0-9a-f]{3}|1e999|\.\.\.){0,60}"#
        ) {
            if let Some(text) = parsed(&text) {
                // It is the parser's to accept or refuse it; it must only come back.
                drop(parse_query(text));
            }
        }

        #[test]
        fn strings_with_any_escapes_do_not_end_the_parser(inner in r#"(\\[u"\\/bfnrtx]|\\u[dD][89a-fA-F][0-9a-f]{2}|[dD][89a-fA-F0-7]{3}|[a-f0-9]|"|\n){0,20}"#) {
            for text in [format!("{{ a(b: \"{inner}\") }}"), format!("{{ a(b: \"\"\"{inner}\"\"\") c(d: \"{inner}\") }}")] {
                if let Some(text) = parsed(&text) {
                    drop(parse_query(text));
                }
            }
        }
    }
}
