//! What is looked at before a document is parsed, without understanding any of it.
//!
//! The parser goes one call deeper for each value within a value, up to the end of its stack, and with it the process. What is
//! quoted or a comment cannot be told without parsing, so it is counted too; long texts belong into variables.

use super::too_complex;
use crate::{error::GeneralError, graphql::DocumentLimits};

pub(super) fn check(text: &str, limits: &DocumentLimits) -> Result<(), GeneralError> {
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
    if has_surrogate(text) {
        let detail = "a \\u escape names half a character; write the character itself".to_owned();
        return Err(GeneralError::GraphqlParseFailed { detail });
    }
    Ok(())
}

/// Whether an escape names half of a UTF-16 pair, on which the parser panics, be the other half there or not.
fn has_surrogate(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = &rest[at + 1..];
        if let [b'u', b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F', ..] = escape {
            return true;
        }
        // What is escaped begins no escape itself.
        rest = escape.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use proptest::prelude::*;

    use super::*;

    fn is_refused(text: &str) -> bool {
        check(text, &DocumentLimits::default()).is_err()
    }

    #[test]
    fn halves_of_characters_are_told_from_what_looks_like_them() {
        for text in [r#"{ a(b: "\ud83d\ude00") }"#, r#"{ a(b: "\\\uDFFF") }"#, r#"{ a(b: "\n\ud800") }"#] {
            assert!(is_refused(text), "{text}");
        }
        for text in
            [r#"{ a(b: "\\ud83d") }"#, r#"{ a(b: "\ud7ff \uE000") }"#, "{ a(b: \"😀\") }", "{ a } # \\"]
        {
            assert!(!is_refused(text), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_is_not_refused_can_be_parsed_or_refused_by_the_parser(
            text in r#"(query|mutation|[{}()\[\]$:!@"\\ua-fD89,.#\n =0-9-]|"""|\\u[dD][0-9a-f]{3}|1e999|\.\.\.){0,60}"#
        ) {
            if !is_refused(&text) {
                // It is the parser's to accept or refuse it; it must only come back.
                drop(parse_query(&text));
            }
        }

        #[test]
        fn strings_with_any_escapes_do_not_end_the_parser(inner in r#"(\\[u"\\/bfnrtx]|[dD][89a-fA-F0-7]{3}|[a-f0-9]|"|\n){0,20}"#) {
            for text in [format!("{{ a(b: \"{inner}\") }}"), format!("{{ a(b: \"\"\"{inner}\"\"\") c(d: \"{inner}\") }}")] {
                if !is_refused(&text) {
                    drop(parse_query(&text));
                }
            }
        }
    }
}
