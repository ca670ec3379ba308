//! In which media type an answer is wanted (GraphQL over HTTP, section "Media Types").

use axum::http::{HeaderMap, HeaderValue, header};

/// The two forms of an answer. They differ in the status of an operation that could not begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum MediaType {
    /// `application/json`: whoever speaks GraphQL is answered with 200.
    #[default]
    Json,
    /// `application/graphql-response+json`: an operation that could not begin is answered with 400.
    GraphqlResponse,
}

impl MediaType {
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        })
    }

    /// The first acceptable form; nothing when the client accepts neither.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let mut accepted =
            headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
        if accepted.peek().is_none() {
            return Some(Self::default());
        }
        let mut ranges: Vec<(Self, u16)> =
            accepted.flat_map(|list| list.split(',')).filter_map(weighted).collect();
        ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        ranges.first().map(|(media_type, _)| *media_type)
    }
}

/// One range of an `Accept` header with its weight in thousandths, if it means one of the two forms.
fn weighted(range: &str) -> Option<(MediaType, u16)> {
    let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
    let media_type = match parts.next()?.as_str() {
        "application/graphql-response+json" => MediaType::GraphqlResponse,
        "application/json" | "application/*" | "*/*" => MediaType::Json,
        _ => return None,
    };
    let weight = parts
        .find_map(|part| part.strip_prefix("q=").map(crate::i18n::thousandths))
        .unwrap_or(Some(1_000))?;
    (weight > 0).then_some((media_type, weight))
}

/// Whether a body is said to be JSON in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|essence| essence == "application/json");
    is_json
        && parts.all(|parameter| {
            !parameter.starts_with("charset=") || parameter.replace('"', "") == "charset=utf-8"
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_accepted_the_better_form_is_told_or_none(lines in prop::collection::vec("[ -~]{0,60}|(application/(json|graphql-response\\+json|\\*)|\\*/\\*)(;q=[0-9.]{1,5})?", 0..4)) {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(header::ACCEPT, HeaderValue::from_str(line).unwrap());
            }
            let all = lines.join(",").to_ascii_lowercase();
            match MediaType::negotiate(&headers) {
                Some(MediaType::GraphqlResponse) => prop_assert!(all.contains("application/graphql-response+json")),
                Some(MediaType::Json) => prop_assert!(lines.is_empty() || all.contains("application/json") || all.contains("/*")),
                None => prop_assert!(!lines.is_empty()),
            }
        }

        #[test]
        fn any_bytes_are_json_in_utf_8_or_not(bytes in prop::collection::vec(any::<u8>().prop_filter("a header's", |c| *c >= 32 && *c != 127), 0..60)) {
            let mut headers = HeaderMap::new();
            headers.append(header::CONTENT_TYPE, HeaderValue::from_bytes(&bytes).unwrap());
            let begins = bytes.trim_ascii_start().to_ascii_lowercase().starts_with(b"application/json");
            prop_assert!(begins || !is_json(&headers));
        }
    }
}
