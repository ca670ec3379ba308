//! The hosts for which a server answers.
//!
//! A page of any site can make its own name resolve to this machine (DNS rebinding), and then send requests
//! to local servers as if they were its own. Such a request still has the site's name in its `Host` header.

use std::net::{IpAddr, Ipv6Addr};

use axum::{
    extract::Request,
    http::{Version, header, uri::Authority},
};

/// The host names that a server accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hosts {
    /// Any name: a proxy, or the operator who named the server, checks it.
    #[default]
    Any,
    /// `localhost` and loopback addresses, with any port.
    ThisMachine,
}

/// Whether a request names this machine as its host.
pub(super) fn is_for_this_machine(request: &Request) -> bool {
    host(request).is_some_and(|host| is_this_machine(host.host()))
}

/// Whether the `Host` header conforms to RFC 9112, section 3.2: one valid line, or none in HTTP/1.0. If a
/// proxy and this server disagree about the host, they may interpret one request as two different ones.
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
    // A comma may mean that a proxy has joined two lines (RFC 9110, section 5.3).
    let is_name = !host.contains(['[', ']', ',']);
    let is_literal = || {
        let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok())
    };
    let is_number =
        |port: &str| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
    let is_port = |port: &str| port.is_empty() || is_number(port);
    // User information before the host is not part of `uri-host`.
    let port = text.strip_prefix(host);
    (is_name || is_literal())
        && port.is_some_and(|port| port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// The host of a request: from its target, which takes precedence (RFC 9112, section 3.2.2), or from its
/// single `Host` header.
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

    fn is_for_this_machine(target: &str, hosts: &[&str]) -> bool {
        let mut request = Request::builder().uri(target);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        host(&request.body(Body::empty()).unwrap()).is_some_and(|host| is_this_machine(host.host()))
    }

    #[test]
    fn only_localhost_and_loopback_addresses_are_this_machine() {
        for host in
            ["localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.8.9.1", "[::1]", "[::1]:80"]
        {
            assert!(is_for_this_machine("/graphql", &[host]), "{host}");
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
            assert!(!is_for_this_machine("/graphql", &[host]), "{host}");
        }
        assert!(!is_for_this_machine("/graphql", &[]));
        assert!(!is_for_this_machine("/graphql", &["localhost", "example.org"]));
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
    fn the_request_target_takes_precedence_over_the_host_header() {
        assert!(!is_for_this_machine("http://example.org/graphql", &["localhost"]));
        assert!(is_for_this_machine("http://localhost/graphql", &["example.org"]));
    }

    proptest! {
        #[test]
        fn no_other_name_is_this_machine(name in "[a-z0-9.-]{1,40}") {
            let is_loopback = name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
            let is_local = name == "localhost" || name.ends_with(".localhost") || name.ends_with("localhost.");
            prop_assert!(is_loopback || is_local || !is_this_machine(&name));
        }
    }
}
