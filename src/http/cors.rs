//! Which pages of other origins may use the API from a browser: those that the operator lists, and no others.
//!
//! There is nothing to allow credentials for: who asks is told by the `Authorization` header, which no browser adds by
//! itself.

use std::{fmt, str::FromStr, time::Duration};

use axum::{
    http::{HeaderName, HeaderValue, Method, header, uri::Authority},
    routing::MethodRouter,
};
use tower_http::cors::CorsLayer;

use super::{Service, caller::REQUEST_ID, graphql::COST};

/// For how long a browser may remember what it may send.
const REMEMBERED: Duration = Duration::from_hours(1);

const ASKED_WITH: [HeaderName; 6] =
    [header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, header::ACCEPT_LANGUAGE, REQUEST_ID, COST];

const TOLD: [HeaderName; 6] = [
    REQUEST_ID,
    COST,
    header::CONTENT_DISPOSITION,
    header::RETRY_AFTER,
    header::CONTENT_LANGUAGE,
    header::WWW_AUTHENTICATE,
];

/// Where a page comes from, written as browsers write it: `https://booking.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// Why a text is not an origin, in words for the operator.
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

/// Lets pages of these origins use a route. Without any, no header says anything about other origins.
pub(super) fn open(route: MethodRouter<Service>, origins: &[Origin]) -> MethodRouter<Service> {
    if origins.is_empty() {
        return route;
    }
    let origins: Vec<HeaderValue> = origins.iter().map(|origin| origin.0.clone()).collect();
    route.layer(
        CorsLayer::new()
            .allow_origin(origins)
            .allow_methods([Method::GET, Method::POST])
            .allow_headers(ASKED_WITH)
            .expose_headers(TOLD)
            .max_age(REMEMBERED)
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
    fn what_no_browser_sends_is_no_origin() {
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
        fn whatever_is_an_origin_is_so_to_the_letter(text in "\\PC*|[a-zA-Z]{1,6}://[a-zA-Z0-9.@*\\[\\]:/-]{0,30}") {
            if let Ok(origin) = text.parse::<Origin>() {
                prop_assert_eq!(origin.0.as_bytes(), text.as_bytes());
                prop_assert!(!text.contains(['*', '@', '?', '#', ' ']) && !text.ends_with('/'));
            }
        }
    }
}
