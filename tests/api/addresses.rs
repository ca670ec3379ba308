//! Client addresses: `X-Forwarded-For` is trusted from configured proxies only.
//!
//! Each server here accepts one login per address, which shows whether two logins came from one address or
//! two.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use panda::{
    account::{Limit, Limits},
    http::HttpConfig,
};
use serde_json::json;

use crate::support::{Answer, Server, TestApp, panda};

const LOGIN: &str =
    r#"mutation { login(input: { email: "EMAIL", password: "a wrong password" }) { accessToken } }"#;

/// A server behind these proxies that accepts one login per address.
async fn behind(proxies: &[&str]) -> TestApp {
    let proxies = proxies.iter().map(|network| network.parse().expect("a network")).collect();
    let limits =
        Limits { logins_by_address: Limit::new(1, Duration::from_hours(1_000)), ..Limits::default() };
    TestApp::builder().http(HttpConfig { proxies, ..HttpConfig::default() }).rate_limits(limits).start().await
}

/// Whether a login with these lines of `X-Forwarded-For` is accepted. Each login is for a different account.
async fn is_admitted(url: &str, lines: &[&str]) -> bool {
    static ACCOUNTS: AtomicU32 = AtomicU32::new(0);
    let email = format!("{}@example.org", ACCOUNTS.fetch_add(1, Ordering::Relaxed));
    let mut request = reqwest::Client::new().post(format!("{url}/graphql"));
    for line in lines {
        request = request.header("x-forwarded-for", *line);
    }
    let request = request.json(&json!({ "query": LOGIN.replace("EMAIL", &email) }));
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    match answer.faults()[0].code.as_str() {
        "ACCOUNT_CREDENTIALS_INVALID" => true,
        "RATE_LIMITED" => false,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn forwarded_headers_of_untrusted_clients_are_ignored() {
    for proxies in [&[][..], &["192.0.2.0/24"]] {
        let app = behind(proxies).await;
        assert!(is_admitted(&app.address, &[]).await);
        for line in ["198.51.100.1", "198.51.100.2, 127.0.0.1", "198.51.100.3, 192.0.2.1", "::1"] {
            assert!(!is_admitted(&app.address, &[line]).await, "{line}");
        }
        assert!(!is_admitted(&app.address, &["198.51.100.4", "192.0.2.1"]).await);
    }
}

#[tokio::test]
async fn clients_behind_a_proxy_are_identified_by_its_last_forwarded_entry() {
    let app = behind(&["127.0.0.0/8", "192.0.2.0/24"]).await;
    assert!(is_admitted(&app.address, &["198.51.100.1"]).await);
    assert!(is_admitted(&app.address, &["198.51.100.2"]).await);
    for lines in [
        &["198.51.100.1"][..],
        &["198.51.100.1:4711"],
        &["203.0.113.1, 198.51.100.1"],
        &["127.0.0.1, 198.51.100.1"],
        &["nonsense, 198.51.100.2, 192.0.2.7"],
        &["203.0.113.2", "198.51.100.2", "192.0.2.7, 127.0.0.1"],
        &["::ffff:198.51.100.1"],
    ] {
        assert!(!is_admitted(&app.address, lines).await, "{lines:?}");
    }
    // Without a useful header, the address is the proxy's own.
    assert!(is_admitted(&app.address, &[]).await);
    assert!(!is_admitted(&app.address, &["198.51.100.9, unknown"]).await);
}

#[tokio::test]
async fn an_ipv6_network_counts_as_one_address() {
    let app = behind(&["127.0.0.1/32"]).await;
    assert!(is_admitted(&app.address, &["2001:db8:1:2::1"]).await);
    for address in ["2001:db8:1:2::2", "[2001:db8:1:2:ffff:ffff:ffff:ffff]:443"] {
        assert!(!is_admitted(&app.address, &[address]).await, "{address}");
    }
    assert!(is_admitted(&app.address, &["2001:db8:1:3::1"]).await);
}

#[tokio::test]
async fn trusted_proxies_are_a_setting() {
    let app = TestApp::start().await;
    let serve = || {
        let mut command = panda();
        command.arg("serve").env("DATABASE_URL", &app.database.url_text).env("PANDA_LOGINS_PER_ADDRESS", "1");
        command
    };
    let server = Server::start_with(serve().env("PANDA_TRUSTED_PROXIES", "192.0.2.1, 127.0.0.0/8"));
    for address in ["198.51.100.1", "198.51.100.2"] {
        assert!(is_admitted(&server.address, &[address]).await);
        assert!(!is_admitted(&server.address, &[address, "192.0.2.1"]).await);
    }
    let server = Server::start_with(&mut serve());
    assert!(is_admitted(&server.address, &["198.51.100.1"]).await);
    assert!(!is_admitted(&server.address, &["198.51.100.2"]).await);
}
