use proptest::prelude::*;

use super::*;
use crate::patient::check_digit;

fn identifiers(text: &str) -> Vec<Identifier> {
    Typed::parse(text).identifiers
}

fn born_on(days: &[&str]) -> Identifier {
    Identifier::BornOn(days.iter().map(|day| day.parse().unwrap()).collect())
}

#[test]
fn a_date_is_recognised_in_common_notations() {
    for text in [
        "1970-02-01",
        "1970/02/01",
        "1970 Feb 1",
        "01/02/1970",
        "1/2/1970",
        "01.02.1970",
        "01-02-1970",
        "01\u{2013}02\u{2013}1970",
        "1 2 1970",
        "1 Feb 1970",
        "1-Feb-1970",
        "1Feb1970",
        "1 FEBRUARY 1970",
        "1st February 1970",
        "1st of February, 1970",
        "February 1, 1970",
        "Feb. 1 1970",
        "1 Chwefror 1970",
        "(01/02/1970)",
        "DOB: 01/02/1970",
        "d.o.b. 01/02/1970",
        "\u{660}\u{661}/\u{660}\u{662}/\u{661}\u{669}\u{667}\u{660}",
    ] {
        assert_eq!(
            Typed::parse(text),
            Typed { identifiers: vec![born_on(&["1970-02-01"])], names: None },
            "{text}"
        );
    }
    assert_eq!(identifiers("12/25/1970"), [born_on(&["1970-12-25"])]);
    for text in ["1/2/70", "1 Feb 70", "010270"] {
        assert_eq!(identifiers(text), [born_on(&["1970-02-01", "2070-02-01"])], "{text}");
    }
    for text in
        ["31/02/1970", "1/2", "Feb 1970", "1/2/3", "13/13/1970", "May", "of 1 2", "1 Foo 1970", "1/2/0070"]
    {
        assert_eq!(identifiers(text), [], "{text}");
    }
}

#[test]
fn a_number_is_recognised_with_common_separators() {
    let number: NhsNumber = "9434765919".parse().unwrap();
    for text in [
        "9434765919",
        "943 476 5919",
        "943-476-5919",
        "943.476.5919",
        "94 34 76 59 19",
        "9 4 3 4 7 6 5 9 1 9",
        "943\u{a0}476\u{2009}5919",
        "943\u{2011}476\u{2011}5919",
        "\u{200b}9434765919\u{feff}",
        "\u{ff19}\u{ff14}\u{ff13}4765919",
        "NHS 943 476 5919",
        "NHS number: 943 476 5919",
    ] {
        let expected = Typed { identifiers: vec![Identifier::NhsNumber(number.clone())], names: None };
        assert_eq!(Typed::parse(text), expected, "{text}");
    }
    let phone = Identifier::Phone("02079460018".parse().unwrap());
    for text in [
        "020 7946 0018",
        "+44 20 7946 0018",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "(020) 7946-0018",
        "tel: 020.7946.0018",
        "tel:+442079460018",
    ] {
        assert_eq!(Typed::parse(text), Typed { identifiers: vec![phone.clone()], names: None }, "{text}");
    }
    assert_eq!(identifiers("9434765918"), [], "a wrong check digit");
}

/// Some NHS numbers are also telephone numbers without the leading zero.
#[test]
fn ten_digits_can_be_an_nhs_number_or_a_phone_number() {
    let both = (7_400_123_450_u64..7_400_123_470).find_map(|digits| {
        let number: NhsNumber = digits.to_string().parse().ok()?;
        Some((digits, number, format!("0{digits}").parse::<Phone>().ok()?))
    });
    let (digits, nhs_number, telephone) = both.unwrap();
    assert_eq!(
        identifiers(&digits.to_string()),
        [Identifier::NhsNumberOrPhone(nhs_number, telephone.clone())]
    );
    assert_eq!(identifiers(&format!("+44{digits}")), [Identifier::Phone(telephone)]);
}

#[test]
fn identifiers_are_separated_from_names() {
    let day = born_on(&["1970-02-01"]);
    let postcode = Identifier::Postcode("SW1A 1AA".parse().unwrap());
    for (text, expected, names) in [
        ("smith 01/02/1970", vec![day.clone()], Some("smith")),
        ("01/02/1970, O\u{b4}Brien, Zo\u{eb}", vec![day.clone()], Some("O\u{b4}Brien Zo\u{eb}")),
        ("june 1 2 1970", vec![day.clone()], Some("june")),
        ("sw1a1aa", vec![postcode.clone()], None),
        ("Ann SW1A 1AA 1 feb 1970 Lee", vec![postcode.clone(), day.clone()], Some("Ann Lee")),
        ("SW1A-1AA", vec![postcode.clone()], None),
        ("sw1 a1aa", vec![postcode.clone()], None),
        ("J S1 1AA", vec![Identifier::Postcode("S1 1AA".parse().unwrap())], Some("J")),
        ("<Zoe@example.org>", vec![Identifier::Email("Zoe@example.org".parse().unwrap())], None),
        ("mailto:zoe@example.org", vec![Identifier::Email("zoe@example.org".parse().unwrap())], None),
        ("Max Born 01/02/1970", vec![day.clone()], Some("Max Born")),
        ("01/02/1970 01/02/1970", vec![day], None),
    ] {
        let expected = Typed { identifiers: expected, names: names.map(str::to_owned) };
        assert_eq!(Typed::parse(text), expected, "{text}");
    }
    for name in ["Li Oda", "Patient 2", "O'Brien, Zoe", "50% Off", "May June", "Jo\u{eb}l 3rd", "", "-"] {
        assert_eq!(
            Typed::parse(name),
            Typed { identifiers: Vec::new(), names: Some(name.to_owned()) },
            "{name}"
        );
    }
}

fn spaced(digits: &str, gaps: &[u8]) -> String {
    let gap = |n: usize| ["", "", "", " ", "-", "\u{a0}", "\u{200b}", "\u{2013}"][usize::from(gaps[n]) % 8];
    digits
        .chars()
        .enumerate()
        .flat_map(|(n, digit)| [if n == 0 { String::new() } else { gap(n).to_owned() }, digit.to_string()])
        .collect()
}

proptest! {
    #[test]
    fn a_number_is_recognised_with_random_separators(body in any::<[u8; 9]>(), gaps in any::<[u8; 10]>(), name in "[a-z]{3,8}") {
        let body = body.map(|byte| byte % 10);
        prop_assume!(check_digit(&body).is_some());
        let digits: String = body.into_iter().chain(check_digit(&body)).map(|digit| digit.to_string()).collect();
        let Ok(number) = digits.parse::<NhsNumber>() else { return Ok(()) };
        let typed = Typed::parse(&format!("{name} {}", spaced(&digits, &gaps)));
        prop_assert_eq!(typed.names, Some(name));
        let is_found = match typed.identifiers.as_slice() {
            [Identifier::NhsNumber(found) | Identifier::NhsNumberOrPhone(found, _)] => *found == number,
            _ => false,
        };
        prop_assert!(is_found);
    }

    #[test]
    fn a_date_is_recognised_in_every_format(days in 0_u64..90_000, form in 0_usize..8, name in "[b-z]{4,8}") {
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days);
        let forms = ["%Y-%m-%d", "%d/%m/%Y", "%-d.%-m.%Y", "%-d %B %Y", "%d %b %Y", "%B %-d, %Y", "%d%b%Y", "%Y/%m/%d"];
        let typed = Typed::parse(&format!("{name}, {}", day.format(forms[form])));
        prop_assert_eq!(typed.identifiers, [Identifier::BornOn(vec![day])]);
        prop_assert_eq!(typed.names, Some(name));
    }

    #[test]
    fn a_text_without_digits_and_at_signs_is_a_name(text in "[^0-9@\\p{N}]{0,40}") {
        prop_assert_eq!(Typed::parse(&text), Typed { identifiers: Vec::new(), names: Some(text) });
    }

    #[test]
    fn the_parser_never_panics(text in "\\PC{0,60}|[0-9 /.+()@a-z:-]{0,60}") {
        let typed = Typed::parse(&text);
        prop_assert!(typed.identifiers.len() <= 5);
        prop_assert!(typed.names.is_some() || !typed.identifiers.is_empty());
    }
}
