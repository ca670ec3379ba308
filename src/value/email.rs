//! E-mail addresses.

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
    }
}
