//! Patients and places.

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{super::*, distinct, samples};
use crate::{
    organisation::OdsCode,
    patient::NhsNumber,
    value::{AddressLines, Name, Postcode, parse_date},
};

#[test]
fn every_patient_is_well_formed() {
    for (now, sample) in samples() {
        for row in &sample.patients {
            assert_eq!(row.nhs_number.parse::<NhsNumber>().unwrap().as_str(), row.nhs_number);
            assert_eq!(row.name.parse::<Name>().unwrap().as_str(), row.name);
            assert_eq!(row.postcode.parse::<Postcode>().unwrap().as_str(), row.postcode);
            let born_on = parse_date(&row.date_of_birth).unwrap();
            assert!(born_on < london_day(now));
            assert!(born_on >= NaiveDate::from_ymd_opt(london_day(now).year() - 100, 1, 1).unwrap());
        }
    }
}

#[test]
fn the_unusual_is_always_there() {
    for (now, sample) in samples() {
        let patients =
            |is: &dyn Fn(&PatientRow) -> bool| sample.patients.iter().filter(|row| is(row)).count();
        assert!(patients(&|row| row.nhs_number.starts_with("999")) > 150);
        assert!(patients(&|row| row.nhs_number.starts_with("00")) > 10);
        assert!(patients(&|row| row.postcode == "ZZ99 3VZ") > 0);
        assert_eq!(patients(&|row| row.name == "Margaret Jones"), 2);
        assert_eq!(patients(&|row| row.name.chars().count() == 1), 4);
        assert!(patients(&|row| row.name.contains('\u{308}')) > 0);
        let last_year = london_day(now) - TimeDelta::days(365);
        assert_eq!(patients(&|row| parse_date(&row.date_of_birth).unwrap() >= last_year), 10);
    }
}

#[test]
fn names_are_of_many_scripts() {
    let (_, sample) = samples().next().unwrap();
    for (script, first, last) in [
        ("Greek", 'Α', 'ω'),
        ("Cyrillic", 'А', 'я'),
        ("Hebrew", 'א', 'ת'),
        ("Arabic", 'ء', 'ي'),
        ("Urdu", 'ٹ', 'ے'),
        ("Devanagari", 'अ', 'ह'),
        ("Bengali", 'অ', 'হ'),
        ("Tamil", 'அ', 'ஹ'),
        ("Han", '一', '龥'),
        ("kana", 'ぁ', 'ヺ'),
        ("Hangul", '가', '힣'),
        ("Vietnamese", 'Ạ', 'ỹ'),
    ] {
        let within = |c: char| (first..=last).contains(&c);
        assert!(sample.patients.iter().any(|row| row.name.chars().any(within)), "{script}");
    }
}

#[test]
fn the_places_are_well_formed_and_told_apart_by_their_postcodes() {
    assert_eq!(places().len(), 5);
    assert_eq!(distinct(places().iter().map(|place| place.postcode)), 5);
    assert_eq!(distinct(places().iter().map(|place| place.kind)), 5);
    for place in places() {
        assert_eq!(place.ods_code.parse::<OdsCode>().unwrap().as_str(), place.ods_code);
        assert_eq!(place.postcode.parse::<Postcode>().unwrap().as_str(), place.postcode);
        assert!(place.name.parse::<Name>().is_ok());
        let lines = place.address_lines.iter().map(|line| (*line).to_owned()).collect();
        assert!(AddressLines::parse(lines).is_ok());
    }
}
