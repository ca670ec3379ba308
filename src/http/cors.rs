//! Cross-origin access (CORS) for the origins that the operator lists, and no others.
//!
//! Credentials are not allowed, because the `Authorization` header authenticates requests and no browser adds
//! it by itself.

use std::{fmt, str::FromStr, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, Method, header, uri::Authority},
    routing::MethodRouter,
};
use tower_http::cors::CorsLayer;

use super::{Service, caller::REQUEST_ID, graphql::COST};

/// How long a browser may cache a preflight response.
const PREFLIGHT_MAX_AGE: Duration = Duration::from_hours(1);

const REQUEST_HEADERS: [HeaderName; 6] =
    [header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, header::ACCEPT_LANGUAGE, REQUEST_ID, COST];

const EXPOSED_HEADERS: [HeaderName; 6] = [
    REQUEST_ID,
    COST,
    header::CONTENT_DISPOSITION,
    header::RETRY_AFTER,
    header::CONTENT_LANGUAGE,
    header::WWW_AUTHENTICATE,
];

/// The origin of a page as browsers send it: `https://booking.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// Why a text is not an origin. The text is for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnOrigin;

impl fmt::Display for NotAnOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not an origin as browsers write it: a scheme and a host in small letters, with a port where it is not the \
             scheme's own, and nothing after them, as in https://booking.example.org or http://localhost:3000",
        )
    }
}

impl std::error::Error for NotAnOrigin {}

impl FromStr for Origin {
    type Err = NotAnOrigin;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scheme, rest) = text.split_once("://").ok_or(NotAnOrigin)?;
        let authority: Authority = rest.parse().map_err(|_| NotAnOrigin)?;
        let port = authority.port_u16().filter(|port| {
            let own = matches!((scheme, *port), ("http", 80) | ("https", 443));
            !own
        });
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let canonical = format!("{scheme}://{}{port}", authority.host()).to_ascii_lowercase();
        let is_name = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
        let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_name);
        let is_host = !authority.host().is_empty() && !authority.host().contains('*');
        if text != canonical || !is_scheme || !is_host {
            return Err(NotAnOrigin);
        }
        HeaderValue::from_str(text).map(Self).map_err(|_| NotAnOrigin)
    }
}

/// Allows pages of these origins to use a route. Without origins, no CORS header is sent.
pub(super) fn open(route: MethodRouter<Service>, origins: &[Origin]) -> MethodRouter<Service> {
    if origins.is_empty() {
        return route;
    }
    let origins: Vec<HeaderValue> = origins.iter().map(|origin| origin.0.clone()).collect();
    route.layer(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(REQUEST_HEADERS)
            .expose_headers(EXPOSED_HEADERS)
            .max_age(PREFLIGHT_MAX_AGE)
            .vary([header::ORIGIN]),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for text in [
            "https://booking.example.org",
            "http://localhost:3000",
            "https://127.0.0.1:8443",
            "http://[::1]:8080",
            "https://xn--bcher-kva.example",
            "capacitor://localhost",
        ] {
            assert_eq!(text.parse::<Origin>().map(|origin| origin.0), Ok(HeaderValue::from_static(text)));
        }
    }

    #[test]
    fn texts_that_no_browser_sends_are_rejected() {
        for text in [
            "",
            "*",
            "null",
            "booking.example.org",
            "https://",
            "://booking.example.org",
            "https://booking.example.org/",
            "https://booking.example.org/path",
            "https://booking.example.org?query",
            "https://booking.example.org#here",
            "https://Booking.example.org",
            "HTTPS://booking.example.org",
            "https://booking.example.org:443",
            "http://booking.example.org:80",
            "https://booking.example.org:",
            "https://booking.example.org:0443",
            "https://booking.example.org:65536",
            "https://booking.example.org:port",
            "https://*.example.org",
            "https://*",
            "https://who@booking.example.org",
            "https://bücher.example",
            "https://a.example https://b.example",
            " https://a.example",
            "https:// a.example",
            "ht tp://a.example",
            "1http://a.example",
        ] {
            assert_eq!(text.parse::<Origin>(), Err(NotAnOrigin), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_origin_keeps_its_exact_text(text in "\\PC*|[a-zA-Z]{1,6}://[a-zA-Z0-9.@*\\[\\]:/-]{0,30}") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert_eq!(origin.0.as_bytes(), text.as_bytes());
                prop_assert!(!text.contains(['*', '@', '?', '#', ' ']) && !text.ends_with('/'));
            }
        }
    }
}
