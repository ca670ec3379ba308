//! How to reach a person: e-mail addresses and telephone numbers.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use email_address::{EmailAddress, Options};

use super::ValueError;

/// An e-mail address of the form that RFC 5321 sends to: no display name, and a domain with a dot.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An address that has been accepted before.
    fn recorded(text: &str) -> Option<Self> {
        let (person, domain) = text.rsplit_once('@')?;
        (!person.is_empty() && domain.contains('.')).then(|| Self(text.to_owned()))
    }
}

impl FromStr for Email {
    type Err = ValueError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let form = Options::default().with_required_tld().without_domain_literal().without_display_text();
        EmailAddress::parse_with_options(raw, form).map_err(|_| ValueError::EmailInvalid)?;
        Ok(Self(raw.to_owned()))
    }
}

crate::database::personal_text_column!(Email, Email::recorded);

/// A telephone number that exists in its country's numbering plan, in the international form of ITU-T E.164.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Phone(String);

impl Phone {
    /// Longer text is refused unread: no number with all its separators comes near.
    const MAXIMUM: usize = 40;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A number that has been accepted before. Whether its country still knows it would take longer to find out than to read
    /// the whole record.
    fn recorded(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('+')?;
        let is_international = digits.len() <= 15 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_international.then(|| Self(text.to_owned()))
    }
}

impl FromStr for Phone {
    type Err = ValueError;

    /// Numbers without a country code are British.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        if raw.len() > Self::MAXIMUM {
            return Err(ValueError::PhoneInvalid);
        }
        let number = phonenumber::parse(Some(phonenumber::country::GB), raw)
            .ok()
            .filter(phonenumber::is_valid)
            .ok_or(ValueError::PhoneInvalid)?;
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }
}

crate::database::personal_text_column!(Phone, Phone::recorded);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_that_mail_could_reach_is_accepted() {
        for good in ["zoe@example.org", "o'brien+nhs@mail.example.co.uk", "用户@例子.公司"] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
            assert_eq!(good.parse().ok(), Email::recorded(good), "{good}");
        }
        for bad in
            ["", "zoe", "zoe@", "@example.org", "zoe@localhost", "Zoë <zoe@example.org>", "a b@example.org"]
        {
            assert_eq!(bad.parse::<Email>(), Err(ValueError::EmailInvalid), "{bad}");
        }
    }

    #[test]
    fn telephone_numbers_become_international() {
        for (raw, international) in [
            ("020 7946 0018", "+442079460018"),
            ("+33 1 42 68 53 00", "+33142685300"),
            ("07400 123456", "+447400123456"),
        ] {
            assert_eq!(raw.parse::<Phone>().unwrap().as_str(), international);
        }
        for bad in ["", "123", "not a number", "+999 123456789", "+44 1", "020 7946 00180000"] {
            assert_eq!(bad.parse::<Phone>(), Err(ValueError::PhoneInvalid), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_kept_as_it_was_given_or_refused(raw in "\\PC*|[a-z.@\"<>\\[\\] ]{0,40}") {
            match raw.parse::<Email>() {
                Ok(email) => {
                    prop_assert_eq!(email.as_str(), &raw);
                    prop_assert_eq!(Email::recorded(&raw), Some(email.clone()));
                    prop_assert!(raw.contains('@') && !raw.contains(char::is_control));
                }
                Err(refusal) => prop_assert_eq!(refusal, ValueError::EmailInvalid),
            }
        }

        #[test]
        fn a_number_in_its_international_form_stays_as_it_is(raw in "\\PC{0,40}|[+0-9() ;=a-z.-]{0,40}|(\\+44|0)[0-9 ]{9,13}") {
            match raw.parse::<Phone>() {
                Ok(phone) => prop_assert_eq!(phone.as_str().parse(), Ok(phone)),
                Err(refusal) => prop_assert_eq!(refusal, ValueError::PhoneInvalid),
            }
        }
    }
}
