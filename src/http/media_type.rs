//! In which media type an answer is wanted (GraphQL over HTTP, section "Media Types").

use std::cmp::Reverse;

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

    /// The form with the highest weight; nothing when the client accepts neither.
    ///
    /// The most specific range decides on each form, so `application/json;q=0, */*` accepts the other one (RFC 9110,
    /// section 12.5.1). Among equal weights, a form that is named goes before one that only a wildcard accepts, then the one
    /// whose range comes first, then JSON.
    pub(super) fn negotiate(headers: &HeaderMap) -> Option<Self> {
        let Some(ranges) = ranges(headers) else { return Some(Self::default()) };
        let weighted =
            [Self::Json, Self::GraphqlResponse].map(|form| (form, most_specific(form.name(), &ranges)));
        let accepted = weighted.into_iter().filter_map(|(form, range)| Some((form, range?)));
        let accepted = accepted.filter(|(_, range)| range.weight > 0);
        accepted
            .min_by_key(|(_, range)| (Reverse(range.weight), range.media_type.ends_with('*'), range.position))
            .map(|(form, _)| form)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GraphqlResponse => "application/graphql-response+json",
        }
    }
}

/// Whether a client gives a page more weight than both forms of an answer, as browsers do when a person opens an address.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    let ranges = ranges(headers).unwrap_or_default();
    let weight = |name| most_specific(name, &ranges).map_or(0, |range| range.weight);
    let forms = [MediaType::Json, MediaType::GraphqlResponse].map(|form| weight(form.name()));
    forms.into_iter().all(|form| weight("text/html") > form)
}

/// The ranges of all `Accept` headers; none where there is no such header.
fn ranges(headers: &HeaderMap) -> Option<Vec<AcceptedRange>> {
    let mut lines = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).peekable();
    lines.peek()?;
    Some(lines.flat_map(|line| line.split(',')).enumerate().filter_map(AcceptedRange::parse).collect())
}

fn most_specific<'a>(name: &str, ranges: &'a [AcceptedRange]) -> Option<&'a AcceptedRange> {
    let of = |media_type: &str| ranges.iter().find(|range| range.media_type == media_type);
    let kind = name.split_once('/').map_or("", |(kind, _)| kind);
    of(name).or_else(|| of(&format!("{kind}/*"))).or_else(|| of("*/*"))
}

/// One range of an `Accept` header.
struct AcceptedRange {
    media_type: String,
    /// From 0 to 1,000; 0 refuses the media type.
    weight: u16,
    position: usize,
}

impl AcceptedRange {
    /// A range, unless its weight is malformed.
    fn parse((position, range): (usize, &str)) -> Option<Self> {
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let media_type = parts.next()?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").map(crate::i18n::thousandths));
        Some(Self { media_type, weight: weight.unwrap_or(Some(1_000))?, position })
    }
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
            // `utf8` is no registered name, and means nothing else.
            let is_utf_8 = |charset: &str| ["utf-8", "utf8"].contains(&charset.trim_matches('"'));
            parameter.strip_prefix("charset=").is_none_or(is_utf_8)
        })
}

/// Whether a body is encoded, as by gzip. The server decodes none.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
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
                Some(MediaType::GraphqlResponse) => prop_assert!(all.contains("application/graphql-response+json") || all.contains("/*")),
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
