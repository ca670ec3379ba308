//! Any bytes as the headers that are read: one a line, each for every name.

#![cfg_attr(feature = "libfuzzer", no_main)]

use axum::{body::Body, http::Request};
use panda::i18n;

const NAMES: [&str; 9] = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "host",
    "origin",
    "x-forwarded-for",
    "x-request-id",
    "x-panda-cost",
];

panda_fuzz::target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let locale = i18n::negotiate(text);
        assert!(i18n::Locale::all().any(|known| known == locale));
    }
    let mut request = Request::post("/graphql");
    for (line, name) in bytes.split(|byte| *byte == b'\n').zip(NAMES) {
        if !line.is_empty() {
            request = request.header(name, line);
        }
    }
    if let Ok(request) = request.body(Body::from(r#"{"query":"{ __typename }"}"#)) {
        panda_fuzz::send(request);
    }
});
