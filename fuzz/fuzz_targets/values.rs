//! Every kind of value: what is accepted is accepted again in its own form.

#![cfg_attr(feature = "libfuzzer", no_main)]

use std::{fmt::Debug, str::FromStr};

use panda::{
    organisation::OdsCode,
    patient::NhsNumber,
    value::{
        AddressLines, Email, Language, Money, Name, Note, Phone, Postcode, TimeZone, parse_date,
        parse_timestamp,
    },
};

fn stays<T: FromStr<Err: Debug> + PartialEq + Debug>(raw: &str, text: impl Fn(&T) -> String) {
    if let Ok(value) = raw.parse::<T>() {
        assert_eq!(text(&value).parse::<T>().expect("its own form"), value);
    }
}

panda_fuzz::target!(|raw: &str| {
    stays::<NhsNumber>(raw, |value| value.as_str().to_owned());
    stays::<Postcode>(raw, |value| value.as_str().to_owned());
    stays::<Name>(raw, |value| value.as_str().to_owned());
    stays::<Note>(raw, |value| value.as_str().to_owned());
    stays::<Email>(raw, |value| value.as_str().to_owned());
    stays::<Phone>(raw, |value| value.as_str().to_owned());
    stays::<Language>(raw, |value| value.as_str().to_owned());
    stays::<TimeZone>(raw, |value| value.as_str().to_owned());
    stays::<OdsCode>(raw, |value| value.as_str().to_owned());
    stays::<Money>(raw, ToString::to_string);
    if let Ok(day) = parse_date(raw) {
        assert_eq!(day.to_string(), raw);
    }
    if let Ok(instant) = parse_timestamp(raw) {
        assert_eq!(parse_timestamp(&instant.to_rfc3339()), Ok(instant));
    }
    let lines: Vec<String> = raw.split('\n').map(str::to_owned).collect();
    if let Ok(kept) = AddressLines::parse(lines.clone()) {
        assert_eq!(kept.as_slice(), lines);
    }
});
