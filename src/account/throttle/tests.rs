//! The counting itself, by a clock that the tests move.

use std::{net::IpAddr, time::Duration};

use governor::clock::FakeRelativeClock;
use uuid::Uuid;

use super::{Limit, Limits, Throttle, UserId, budget::SWEPT_EVERY, table::PLACES};
use crate::error::{Failure, GeneralError};

fn throttle() -> (Throttle<FakeRelativeClock>, FakeRelativeClock) {
    throttle_with(LIMITS)
}

/// Limits whose numbers are in the sentences below, whatever servers have by default.
const LIMITS: Limits = Limits {
    logins_by_account: Limit::new(10, Duration::from_mins(10)),
    logins_by_address: Limit::new(100, Duration::from_secs(100)),
    sign_ups_by_number: Limit::new(5, Duration::from_hours(5)),
    sign_ups_by_address: Limit::new(20, Duration::from_mins(20)),
    requests_by_user: Limit::new(20_000, Duration::from_secs(1)),
};

fn throttle_with(limits: Limits) -> (Throttle<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (Throttle::with_clock(limits, &clock), clock)
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// An address of its own for each number.
fn distant(number: u32) -> IpAddr {
    IpAddr::V4(std::net::Ipv4Addr::from_bits(number))
}

/// After how many seconds the caller is told to come again; nothing when they are admitted.
fn retry_seconds(outcome: Result<(), Failure>) -> Option<u64> {
    match outcome {
        Ok(()) => None,
        Err(Failure::Refused(violations)) => {
            let violations: Vec<_> = violations.into_iter().collect();
            assert_eq!((violations.len(), violations[0].code), (1, "RATE_LIMITED"));
            assert_eq!(violations[0].field, [], "the refusal names no field");
            violations[0].args["retryAfterSeconds"].as_u64()
        }
        Err(failure) => panic!("{failure:?}"),
    }
}

#[test]
fn an_account_has_ten_attempts_at_once_and_one_a_minute_from_anywhere() {
    let (throttle, clock) = throttle();
    let mut from = (1..).map(distant);
    let mut attempt = || retry_seconds(throttle.login("ann@example.org", from.next().unwrap()));
    for _ in 0..10 {
        assert_eq!(attempt(), None);
    }
    assert_eq!(attempt(), Some(60));
    clock.advance(Duration::from_millis(30_500));
    assert_eq!(attempt(), Some(30), "a second that has begun is told whole");
    clock.advance(Duration::from_millis(28_501));
    assert_eq!(attempt(), Some(1), "and so is the last one");
    clock.advance(Duration::from_millis(999));
    assert_eq!(attempt(), None);
    assert_eq!(attempt(), Some(60));
    clock.advance(Duration::from_hours(1));
    for _ in 0..10 {
        assert_eq!(attempt(), None);
    }
    assert_eq!(attempt(), Some(60), "no more are saved up than ten");
}

#[test]
fn no_way_of_writing_an_email_address_is_another_account() {
    let ways = [
        "zoë.straße@example.org",
        "ZOË.STRASSE@EXAMPLE.ORG",
        " zoe\u{308}.straße@example.org\t",
        "ZOE\u{308}.STRAẞE@example.org",
    ];
    let (throttle, _) = throttle();
    for round in 0_u32..10 {
        let way = ways[round as usize % ways.len()];
        assert_eq!(retry_seconds(throttle.login(way, distant(round))), None);
    }
    for (way, from) in ways.iter().zip(100..) {
        assert_eq!(retry_seconds(throttle.login(way, distant(from))), Some(60), "{way}");
    }
    assert_eq!(
        retry_seconds(throttle.login("zoe.strasse@example.org", distant(200))),
        None,
        "this is somebody else"
    );
    for (one, other) in [
        ("ΝΙΚΟΣ@example.org", "νικοσ@example.org"),
        ("νικος@example.org", "ΝΙΚΟΣ@example.org"),
        // As the database of an English and of a Turkish locale has it.
        ("İDİL@example.org", "idil@example.org"),
        ("IDIL@example.org", "ıdıl@example.org"),
    ] {
        assert_eq!(throttle.salt.text(one), throttle.salt.text(other), "{one}");
    }
}

#[test]
fn an_address_has_a_hundred_logins_at_once_whichever_accounts_they_are_for() {
    let (throttle, clock) = throttle();
    let ours = address("192.0.2.7");
    for account in 0..100 {
        assert_eq!(retry_seconds(throttle.login(&format!("{account}@example.org"), ours)), None);
    }
    assert_eq!(retry_seconds(throttle.login("another@example.org", ours)), Some(1));
    assert_eq!(retry_seconds(throttle.login("another@example.org", address("192.0.2.8"))), None);
    clock.advance(Duration::from_secs(1));
    assert_eq!(retry_seconds(throttle.login("another@example.org", ours)), None);
}

#[test]
fn an_address_that_is_refused_does_not_use_up_the_attempts_of_an_account() {
    let limits = Limits { logins_by_address: Limit::new(1, Duration::from_hours(1)), ..LIMITS };
    let (throttle, _) = throttle_with(limits);
    for attempt in 0..50 {
        let refused = retry_seconds(throttle.login("ann@example.org", address("192.0.2.7"))).is_some();
        assert_eq!(refused, attempt > 0);
    }
    for from in 0..9 {
        assert_eq!(retry_seconds(throttle.login("ann@example.org", distant(from))), None);
    }
}

#[test]
fn one_network_of_ipv6_is_one_address_and_a_mapped_ipv4_address_is_ipv4() {
    let (throttle, _) = throttle();
    let place = |text| throttle.salt.address(address(text));
    assert_eq!(place("2001:db8:1:2::1"), place("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
    assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
    assert_ne!(place("::ffff:192.0.2.1"), place("::ffff:192.0.2.2"));
    for host in 0..100 {
        assert_eq!(
            retry_seconds(throttle.login(&format!("{host}@x.org"), address(&format!("2001:db8::{host}")))),
            None
        );
    }
    assert_eq!(retry_seconds(throttle.login("a@x.org", address("2001:db8::1:0:0:1"))), Some(1));
    assert_eq!(retry_seconds(throttle.login("a@x.org", address("2001:db8:0:1::1"))), None);
}

#[test]
fn signing_up_is_counted_by_number_and_by_address_and_apart_from_signing_in() {
    let (throttle, clock) = throttle();
    for from in 0..5 {
        let written = if from % 2 == 0 { "943 476 5919" } else { "943-4765919" };
        assert_eq!(retry_seconds(throttle.sign_up(written, distant(from))), None);
    }
    assert_eq!(retry_seconds(throttle.sign_up("9434765919", distant(5))), Some(3_600));
    assert_eq!(retry_seconds(throttle.login("9434765919", distant(5))), None);
    clock.advance(Duration::from_hours(1));
    assert_eq!(retry_seconds(throttle.sign_up("9434765919", distant(6))), None);

    let ours = address("192.0.2.7");
    for number in 0..20 {
        assert_eq!(retry_seconds(throttle.sign_up(&format!("{number}"), ours)), None);
    }
    assert_eq!(retry_seconds(throttle.sign_up("99", ours)), Some(60));
    assert_eq!(retry_seconds(throttle.login("ann@example.org", ours)), None);
}

#[test]
fn a_budget_is_one_users_own() {
    let limits = Limits { requests_by_user: Limit::new(3, Duration::from_secs(30)), ..LIMITS };
    let (throttle, clock) = throttle_with(limits);
    let [ann, bob] = [1, 2].map(|user| UserId(Uuid::from_u128(user)));
    for _ in 0..3 {
        assert_eq!(throttle.request(ann), Ok(()));
    }
    assert_eq!(throttle.request(ann), Err(GeneralError::RateLimited { retry_after_seconds: 10 }));
    assert_eq!(throttle.request(bob), Ok(()));
    clock.advance(Duration::from_secs(10));
    assert_eq!(throttle.request(ann), Ok(()));
}

#[test]
fn users_who_no_longer_ask_are_forgotten() {
    let (throttle, clock) = throttle();
    let users = |from: usize| (from..).take(SWEPT_EVERY).map(|user| UserId(Uuid::from_u128(user as u128)));
    for round in 0..20 {
        for user in users(round * SWEPT_EVERY) {
            throttle.request(user).unwrap();
        }
        assert!(throttle.requests_by_user.users() <= 2 * SWEPT_EVERY, "round {round}");
        clock.advance(Duration::from_secs(2));
    }
}

#[test]
fn a_flood_of_made_up_accounts_pushes_no_count_out_and_stands_in_nobodys_way() {
    let limits = Limits { logins_by_account: Limit::new(2, Duration::from_hours(1_000)), ..LIMITS };
    let (throttle, _) = throttle_with(limits);
    for from in 0..2 {
        throttle.login("ann@example.org", distant(from)).unwrap();
    }
    for from in 0..50_000 {
        drop(throttle.login(&format!("made-up-{from}@example.org"), distant(1_000 + from)));
        if from % 1_000 == 0 {
            assert!(retry_seconds(throttle.login("ann@example.org", distant(from))).is_some());
        }
    }
    // Of a hundred others, more than a few would share a place with two who are there only if places were badly chosen.
    let others =
        (0..100).filter(|other| throttle.login(&format!("{other}@other.org"), distant(*other)).is_err());
    assert!(others.count() < 5);
}

#[test]
fn the_memory_of_all_subjects_that_there_may_be_is_eight_mebibytes() {
    let places = PLACES * std::mem::size_of::<governor::state::InMemoryState>();
    assert_eq!(places, 8 * 1024 * 1024);
    let (throttle, _) = throttle();
    let mut seen = std::collections::HashSet::new();
    for number in 0..200_000 {
        seen.insert(throttle.salt.text(&number.to_string()));
    }
    // Of 200,000 in 1,048,576 places about 182,000 are different ones.
    assert!((180_000..184_000).contains(&seen.len()), "{}", seen.len());
}
