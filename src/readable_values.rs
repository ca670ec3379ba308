//! Tests that stored values can be read: a column accepts everything that the constructor of its value type
//! accepts.
//!
//! There is one property test for each type, with 10,000 cases. A test fails if its generator produces too
//! few accepted texts.

use std::{cell::Cell, str::FromStr};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use crate::{
    account::{PasswordHash, Role},
    appointment::CancellationParty,
    database::TextColumn,
    department::Code,
    idempotency,
    import::duration,
    organisation::{Kind, OdsCode},
    patient::{NhsNumber, check_digit},
    value::{
        AddressLines, Email, Language, Name, Note, Phone, Postcode, TimeZone, parse_date, parse_timestamp,
    },
};

const CASES: u32 = 10_000;

/// Runs all cases, and fails if fewer than a fifth of the texts are accepted.
fn check(
    generator: impl Strategy<Value = String>,
    is_accepted: impl Fn(String) -> Result<bool, TestCaseError>,
) {
    let accepted = Cell::new(0);
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&generator, |raw| {
        accepted.set(accepted.get() + u32::from(is_accepted(raw)?));
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(accepted.get() >= CASES / 5, "only {} of {CASES} were accepted", accepted.get());
}

/// Checks that each accepted text is read back as the same value.
fn check_column<T: TextColumn + FromStr>(generator: impl Strategy<Value = String>) {
    check(generator, |raw| {
        let Ok(value) = raw.parse::<T>() else { return Ok(false) };
        let read = T::read(value.as_text());
        prop_assert_eq!(read.as_ref().map(TextColumn::as_text), Some(value.as_text()), "{:?}", raw);
        Ok(true)
    });
}

/// Texts with a length near a limit.
fn about(limit: usize) -> impl Strategy<Value = String> {
    (limit - 3..limit + 3).prop_map(|length| "ß".repeat(length))
}

fn one_of(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

#[test]
fn every_accepted_name_is_read() {
    check_column::<Name>(prop_oneof![
        "\\PC{1,20}",
        "[a\u{5d0}\u{202a}-\u{202e}\u{2066}-\u{2069}]{1,4}",
        about(Name::MAXIMUM)
    ]);
}

#[test]
fn every_accepted_note_is_read() {
    check_column::<Note>(prop_oneof!["\\PC{1,20}", "\\p{Cf}{0,3}\\p{L}\\p{Cf}{0,3}", about(Note::MAXIMUM)]);
}

#[test]
fn every_accepted_list_of_address_lines_is_read() {
    let line = prop_oneof![9 => "[a-zé0-9, ]{1,20}", 1 => about(AddressLines::MAXIMUM_LENGTH)];
    let lines = prop::collection::vec(line, 1..=6).prop_map(|lines| lines.join("\n"));
    check(lines, |raw| {
        let Ok(lines) = AddressLines::parse(raw.split('\n').map(str::to_owned).collect()) else {
            return Ok(false);
        };
        prop_assert_eq!(AddressLines::recorded(lines.as_slice().to_vec()), Some(lines));
        Ok(true)
    });
}

#[test]
fn every_accepted_email_address_is_read() {
    let local = "[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,12}|[a-zà-ÿ\u{300}-\u{304}]{1,12}|[a-z]{60,66}";
    let domain = "([a-z0-9][a-z0-9_-]{0,10}\\.){1,4}[a-z]{2,6}|[\u{4e00}-\u{4eff}]{1,10}\\.[a-z]{2}|([a-z]{50}\\.){1,5}org";
    check_column::<Email>(
        (" ?", local, domain).prop_map(|(space, local, domain)| format!("{space}{local}@{domain}{space}")),
    );
}

#[test]
fn every_accepted_telephone_number_is_read() {
    let british = "(\\+44|0) ?(20 ?[378][0-9]{3}|1[1-9]1 ?[2-9][0-9]{2}|7[4-9][0-9]{2}|800) ?[0-9]{3,7}";
    // Germany, Indonesia, Japan, Nigeria and Uruguay have free-phone numbers with more digits than E.164
    // permits.
    let long = "\\+(49800|62800|81120|81800|234800|598800|49[2-9][0-9])[0-9]{6,14}";
    let foreign = "\\+(390[1-9]|3933|2250[157]|229019|2420[456]|2410[67]|2279|1201|33[1-9]|86138)[0-9]{5,9}";
    check_column::<Phone>(format!("{british}|{long}|{foreign}").as_str());
}

#[test]
fn every_accepted_postcode_is_read() {
    let form = "[A-PR-UWYZa-z][A-HK-Y]?[0-9OI]{1,2}[A-Z]? ?[0-9OI][ABD-HJLNP-UW-Z01]{2}";
    check_column::<Postcode>(format!("{form}|ZZ99 ?[0-9][A-Z]{{2}}|GIR 0AA|gx11 1aa|ascn1zz").as_str());
}

#[test]
fn every_accepted_nhs_number_is_read() {
    let separator =
        prop::sample::select(&[" ", "-", "", "\u{a0}", "\u{2009}", "\u{2011}", "\u{200b}", "\t"][..]);
    let number = (any::<[u8; 9]>(), separator).prop_map(|(body, separator)| {
        let body = body.map(|byte| byte % 10);
        let digits: String = body
            .into_iter()
            .chain([check_digit(&body).unwrap_or(0)])
            .map(|digit| digit.to_string())
            .collect();
        format!("{}{separator}{}", &digits[..3], &digits[3..])
    });
    check_column::<NhsNumber>(number);
}

#[test]
fn every_accepted_ods_code_is_read() {
    check_column::<OdsCode>(" ?[A-Za-z0-9]{2,13} ?|\\PC{3,12}");
}

#[test]
fn every_accepted_department_code_is_read() {
    check_column::<Code>("[A-Za-z0-9_-]{1,34}|\\PC{1,6}");
}

#[test]
fn every_accepted_time_zone_is_read() {
    check_column::<TimeZone>(prop_oneof![
        prop::sample::select(&chrono_tz::TZ_VARIANTS[..]).prop_map(|zone| zone.name().to_owned()),
        "[A-Z][a-z]{2,8}/[A-Z][a-z]{2,8}",
    ]);
}

#[test]
fn every_accepted_language_is_read() {
    check_column::<Language>("[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2}|-[0-9]{3})?(-[A-Za-z0-9]{5,8}){0,3}");
}

#[test]
fn every_accepted_idempotency_key_is_read() {
    check_column::<idempotency::Key>("[!-~]{1,260}|\\PC{1,20}");
}

#[test]
fn every_accepted_password_hash_is_read() {
    check_column::<PasswordHash>(
        "\\$argon2id\\$v=19\\$m=[1-9][0-9]{2,4},t=[1-9],p=1\\$([A-Za-z0-9+/]{16}|[A-Za-z0-9+/]{21}[AQgw])\\$[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]",
    );
}

#[test]
fn every_value_of_a_closed_set_is_read() {
    check_column::<Role>(one_of(&["ADMIN", "STAFF", "ANALYST", "PATIENT", "NURSE", ""]));
    check_column::<CancellationParty>(one_of(&["patient", "provider", "Patient", ""]));
    check_column::<Kind>(one_of(&[
        "gp_surgery",
        "walk_in_centre",
        "urgent_care_centre",
        "hospital",
        "community_clinic",
        "mental_health_clinic",
        "dental_practice",
        "pharmacy",
        "other",
        "GP_SURGERY",
        "",
    ]));
}

/// Instants, dates and durations are not stored as text. The export writes them, and the import reads them.
#[test]
fn every_accepted_duration_instant_and_date_is_read_as_it_is_written() {
    check("[0-9]{1,3}h([0-9]{1,2}m)?|[0-9]{1,5}m|[0-9hm]{1,6}", |raw| {
        let Ok(minutes) = duration::parse(&raw) else { return Ok(false) };
        prop_assert_eq!(duration::parse(&duration::format(minutes)), Ok(minutes));
        Ok(true)
    });
    check(
        "[0-9]{4}-(0[1-9]|1[0-2])-[0-2][0-9]T[0-1][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])",
        |raw| {
            let Ok(instant) = parse_timestamp(&raw) else { return Ok(false) };
            prop_assert_eq!(parse_timestamp(&instant.to_rfc3339()), Ok(instant));
            Ok(true)
        },
    );
    check("[0-9]{4}-(0[1-9]|1[0-2])-[0-3][0-9]", |raw| {
        let Ok(date) = parse_date(&raw) else { return Ok(false) };
        prop_assert_eq!(parse_date(&date.to_string()), Ok(date));
        Ok(true)
    });
}
