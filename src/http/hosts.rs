//! For which hosts a server answers.
//!
//! A page of any site can have its own name point at this machine (DNS rebinding), and then ask whatever listens here as if
//! it were its own server. Such a request still names the site in its `Host` header.

use std::net::{IpAddr, Ipv6Addr};

use axum::{
    Extension,
    extract::Request,
    http::{StatusCode, Version, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{caller::Caller, rejection::Rejection};
use crate::error::GeneralError;

/// By which names a server may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hosts {
    /// Any: a proxy, or whoever has named the server, sees to it.
    #[default]
    Any,
    /// `localhost` and the addresses of the machine that asks, with any port.
    ThisMachine,
}

/// Sends away who means another host than this machine.
pub(super) async fn check(Extension(caller): Extension<Caller>, request: Request, next: Next) -> Response {
    if host(&request).is_some_and(|host| is_this_machine(host.host())) {
        next.run(request).await
    } else {
        let refusal = GeneralError::HttpMisdirectedRequest;
        Rejection::new(StatusCode::MISDIRECTED_REQUEST, refusal, &caller).into_response()
    }
}

/// Whether the `Host` header is as RFC 9112, section 3.2, demands: one valid line, or none in HTTP/1.0. Without a host in
/// common, a proxy and this server could take one request for two different ones.
pub(super) fn is_well_formed(request: &Request) -> bool {
    let mut lines = request.headers().get_all(header::HOST).iter();
    match (lines.next(), lines.next()) {
        (None, _) => request.version() < Version::HTTP_11,
        (Some(line), None) => line.to_str().is_ok_and(is_host),
        (Some(_), Some(_)) => false,
    }
}

/// `uri-host [ ":" port ]` (RFC 9110, section 7.2). Host and port may be empty.
fn is_host(text: &str) -> bool {
    if text.is_empty() {
        return true;
    }
    let Ok(authority) = text.parse::<Authority>() else { return false };
    let host = authority.host();
    // With a comma, a proxy may have joined two lines (RFC 9110, section 5.3).
    let is_name = !host.contains(['[', ']', ',']);
    let is_literal = || {
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
    };
    let is_number =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_port = |port: &str| port.is_empty() || is_number(port);
    // A user before the host would be neither.
    let port = text.strip_prefix(host);
    (is_name || is_literal())
        && port.is_some_and(|port| port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// The host that a request names: in its target, which goes first (RFC 9112, section 3.2.2), or in its one `Host` header.
fn host(request: &Request) -> Option<Authority> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.clone());
    }
    let mut lines = request.headers().get_all(header::HOST).iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    line.to_str().ok()?.parse().ok()
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use proptest::prelude::*;

    use super::*;

    fn is_meant(target: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        host(&request.body(Body::empty()).unwrap()).is_some_and(|host| is_this_machine(host.host()))
    }

    #[test]
    fn this_machine_is_named_by_its_own_names_only() {
        for host in
            ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.8.9.1", "[::1]", "[::1]:80"]
        {
            assert!(is_meant("/graphql", &[host]), "{host}");
        }
        for host in [
            "",
            "example.org",
            "example.org:8080",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "127.0.0.1@example.org",
            "localhost.",
            "192.0.2.1",
            "0.0.0.0",
            "[::]",
            "[2001:db8::1]",
            "local host",
        ] {
            assert!(!is_meant("/graphql", &[host]), "{host}");
        }
        assert!(!is_meant("/graphql", &[]));
        assert!(!is_meant("/graphql", &["localhost", "example.org"]));
    }

    #[test]
    fn a_host_is_a_name_or_an_address_with_or_without_a_port() {
        for host in
            ["", "localhost", "a_b.example.org:8080", "example.org:", "127.0.0.1:1", "[::1]", "[::1]:443"]
        {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "a b",
            "a,b",
            "user@localhost",
            "localhost:http",
            "localhost:+1",
            "localhost:65536",
            "localhost:1:2",
            "::1",
            "[::1",
            "::1]",
            "[localhost]",
            "[::1]x",
            "localhost/",
            "http://localhost",
            "local?host",
            "local#host",
            "é",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }

    #[test]
    fn the_target_of_a_request_goes_before_its_header() {
        assert!(!is_meant("http://example.org/graphql", &["localhost"]));
        assert!(is_meant("http://localhost/graphql", &["example.org"]));
    }

    proptest! {
        #[test]
        fn nobody_else_is_this_machine(name in "[a-z0-9.-]{1,40}") {
            let is_loopback = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
            let is_local = name == "localhost" || name.ends_with(".localhost") || name.ends_with("localhost.");
            prop_assert!(is_loopback || is_local || !is_this_machine(&name));
        }
    }
}
