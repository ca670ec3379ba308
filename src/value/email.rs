//! E-mail addresses.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use email_address::{EmailAddress, Options};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{ValueError, text};

/// An e-mail address as a destination in RFC 5321, in Unicode normal form C.
///
/// It has no display name, and its domain is a host name with a dot (RFC 1123, RFC 5890).
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Email(String);

impl Email {
    /// The maximum length in octets: a path without its angle brackets (RFC 5321, section 4.5.3.1.3).
    const MAXIMUM: usize = 254;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Accepts an address that was valid when it was stored.
    fn recorded(text: &str) -> Option<Self> {
        let (person, domain) = text.rsplit_once('@')?;
        (!person.is_empty() && domain.contains('.')).then(|| Self(text.to_owned()))
    }
}

impl FromStr for Email {
    type Err = ValueError;

    /// Removes surrounding white space and invisible characters, and composes decomposed letters.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let address: String = text::trimmed(raw).nfc().collect();
        let form = Options::default().with_required_tld().without_domain_literal().without_display_text();
        EmailAddress::parse_with_options(&address, form).map_err(|_| ValueError::EmailInvalid)?;
        let has_host = address.rsplit_once('@').is_some_and(|(_, domain)| is_host_name(domain));
        if address.len() <= Self::MAXIMUM && has_host && !address.contains(is_full_width) {
            Ok(Self(address))
        } else {
            Err(ValueError::EmailInvalid)
        }
    }
}

/// Labels of letters, digits and hyphens. The last label is not a number, so an IP address is not a host
/// name.
fn is_host_name(domain: &str) -> bool {
    let is_letter_or_digit = |c: char| c.is_alphanumeric() || (!c.is_ascii() && is_combining_mark(c));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c == '-' || is_letter_or_digit(c))
    };
    let last = domain.rsplit('.').next().unwrap_or_default();
    domain.split('.').all(is_label) && !last.bytes().all(|c| c.is_ascii_digit())
}

/// Whether a character is the full-width form of another. It looks like the other, but mail to it is
/// undeliverable.
fn is_full_width(c: char) -> bool {
    matches!(c, '\u{3000}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}')
}

crate::database::personal_text_column!(Email, Email::recorded);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_deliverable_addresses_are_accepted() {
        for good in [
            "zoe@example.org",
            "o'brien+nhs@mail.example.co.uk",
            "用户@例子.公司",
            "zoe@xn--fsqu00a.example",
            "zoë@उदाहरण.भारत",
            "a@1.2.example.org",
        ] {
            assert!(good.parse::<Email>().is_ok(), "{good}");
            assert_eq!(good.parse().ok(), Email::recorded(good), "{good}");
        }
        for bad in [
            "",
            "zoe",
            "zoe@",
            "@example.org",
            "zoe@localhost",
            "Zoë <zoe@example.org>",
            "a b@example.org",
            "zoe@example.org?subject=x",
            "zoe@my_host.example.org",
            "zoe@192.0.2.1",
            "zoe@example-.org",
        ] {
            assert_eq!(bad.parse::<Email>(), Err(ValueError::EmailInvalid), "{bad}");
        }
    }

    #[test]
    fn an_address_has_at_most_254_octets() {
        let address = |last: usize| {
            format!("{}@{}.{}.{}.org", "a".repeat(64), "b".repeat(60), "c".repeat(60), "d".repeat(last))
        };
        assert_eq!(address(63).len(), 254);
        assert!(address(63).parse::<Email>().is_ok());
        assert_eq!(format!("{}x", address(63)).parse::<Email>(), Err(ValueError::EmailInvalid));
    }

    proptest! {
        #[test]
        fn an_address_is_stored_trimmed_and_composed_or_refused(raw in "\\PC*|[a-z.@\"<>\\[\\] ]{0,40}") {
            match raw.parse::<Email>() {
                Ok(email) => {
                    prop_assert_eq!(email.as_str(), text::trimmed(&raw).nfc().collect::<String>());
                    prop_assert_eq!(Email::recorded(email.as_str()), Some(email.clone()));
                    prop_assert_eq!(email.as_str().parse(), Ok(email));
                    prop_assert!(raw.contains('@') && !raw.contains(char::is_control));
                }
                Err(refusal) => prop_assert_eq!(refusal, ValueError::EmailInvalid),
            }
        }
    }
}
