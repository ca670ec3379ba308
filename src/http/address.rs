//! Determines the client address of a request.
//!
//! Anyone can write `X-Forwarded-For`, so only entries from trusted proxies count. Each proxy appends the
//! address that called it. The list is therefore read from its end, and the first address that is not a
//! trusted proxy is the client's. Entries before that came from the client and are ignored.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The client's address for a connection from `peer`.
pub(super) fn of_client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let is_proxy = |address: &IpAddr| proxies.iter().any(|proxy| proxy.contains(address));
    let lines = headers.get_all(FORWARDED_FOR).iter().map(|line| String::from_utf8_lossy(line.as_bytes()));
    let list = lines.collect::<Vec<_>>().join(",");
    let mut address = peer.to_canonical();
    for entry in list.rsplit(',') {
        if !is_proxy(&address) {
            break;
        }
        let Some(caller) = parse(entry) else { break };
        address = caller;
    }
    address
}

/// The unit that rate limits count: an IPv4 address, or the /64 network of an IPv6 address. A client with one
/// address of such a network controls all of them.
pub(super) fn network(address: IpAddr) -> IpAddr {
    const NETWORK: u128 = !0 << 64;
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & NETWORK).into(),
    }
}

/// Parses an address with or without a port, and an IPv6 address with or without brackets.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let without_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let without_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let address = entry.parse().ok().or_else(without_port).or_else(without_brackets)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The client's address behind the proxies 10.0.0.0/8 and fd00::/8.
    fn client_address(peer: &str, lines: &[&str]) -> String {
        let proxies = ["10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        of_client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn a_peer_outside_the_proxies_is_the_client() {
        for lines in [&[][..], &["192.0.2.1"], &["192.0.2.1, 10.0.0.1"], &["10.0.0.1"]] {
            assert_eq!(client_address("203.0.113.9", lines), "203.0.113.9");
        }
    }

    #[test]
    fn the_entry_of_a_proxy_counts_and_earlier_entries_are_ignored() {
        for (lines, client) in [
            (&["192.0.2.1"][..], "192.0.2.1"),
            (&["198.51.100.1, 192.0.2.1"], "192.0.2.1"),
            (&["198.51.100.1", "192.0.2.1"], "192.0.2.1"),
            (&["10.0.0.9, 192.0.2.1"], "192.0.2.1"),
            (&["nonsense, 192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.1,10.0.0.2 ,\tfd00::2"], "192.0.2.1"),
            (&["198.51.100.1, 192.0.2.1", "10.0.0.2"], "192.0.2.1"),
        ] {
            assert_eq!(client_address("10.0.0.1", lines), client, "{lines:?}");
            assert_eq!(client_address("::ffff:10.0.0.1", lines), client, "{lines:?}");
            assert_eq!(client_address("fd00::1", lines), client, "{lines:?}");
        }
    }

    #[test]
    fn a_malformed_list_ends_at_the_last_valid_address() {
        for (lines, client) in [
            (&[][..], "10.0.0.1"),
            (&[""], "10.0.0.1"),
            (&["192.0.2.1, unknown"], "10.0.0.1"),
            (&["192.0.2.1, _hidden, 10.0.0.2"], "10.0.0.2"),
            (&["192.0.2.1,,10.0.0.2"], "10.0.0.2"),
            (&["192.0.2.1, 10.0.0.256"], "10.0.0.1"),
            (&["192.0.2.1, zo\u{eb}"], "10.0.0.1"),
            (&["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        ] {
            assert_eq!(client_address("10.0.0.1", lines), client, "{lines:?}");
        }
    }

    #[test]
    fn an_entry_may_have_a_port_and_brackets() {
        for (entry, client) in [
            ("192.0.2.1:567", "192.0.2.1"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("::ffff:192.0.2.1", "192.0.2.1"),
            ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
            ("10.0.0.2:1234", "10.0.0.2"),
        ] {
            assert_eq!(client_address("10.0.0.1", &[entry]), client);
        }
        for entry in ["192.0.2.1:", "192.0.2.1:99999", "[192.0.2.1]", "[2001:db8::1", "192.0.2.1/32"] {
            assert_eq!(client_address("10.0.0.1", &[entry]), "10.0.0.1", "{entry}");
        }
    }

    proptest! {
        #[test]
        fn entries_written_by_the_client_are_ignored(written in "[ -~]{0,60}", client in any::<u32>()) {
            let client = std::net::Ipv4Addr::from(client | 0x2000_0000);
            prop_assume!(client.octets()[0] != 10);
            prop_assert_eq!(client_address("10.0.0.1", &[&written, &client.to_string()]), client.to_string());
            prop_assert_eq!(client_address(&client.to_string(), &[&written]), client.to_string());
        }
    }
}
