//! The ODS code, which identifies an organisation or a site in the NHS.

use std::str::FromStr;

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};

use super::OrganisationError;

/// A code of the Organisation Data Service: three to twelve ASCII letters and digits, in upper case.
///
/// The length follows "ORGANISATION IDENTIFIER" in the NHS Data Dictionary. Codes in use have three to nine
/// characters. There is no check that a code has been issued.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct OdsCode(String);

impl OdsCode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OdsCode {
    type Err = OrganisationError;

    /// Removes surrounding spaces and converts to upper case.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let code = raw.trim().to_ascii_uppercase();
        if (3..=12).contains(&code.len()) && code.bytes().all(|c| c.is_ascii_alphanumeric()) {
            Ok(Self(code))
        } else {
            Err(OrganisationError::OdsCodeInvalid)
        }
    }
}

crate::database::text_column!(OdsCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ods_code_is_coerced_to_upper_case() {
        assert_eq!(" rj1 ".parse::<OdsCode>().unwrap().as_str(), "RJ1");
        assert_eq!("Y12345".parse::<OdsCode>().unwrap().as_str(), "Y12345");
    }

    #[test]
    fn other_text_is_refused() {
        for bad in ["", "AB", "ABCDEFGHIJKLM", "R J1", "RJ-1", "ÄBC"] {
            assert_eq!(bad.parse::<OdsCode>(), Err(OrganisationError::OdsCodeInvalid), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_canonical_code_is_unchanged(raw in "\\PC*| ?[A-Za-z0-9]{2,13} ?") {
            match raw.parse::<OdsCode>() {
                Ok(code) => prop_assert_eq!(code.as_str().parse(), Ok(code)),
                Err(refusal) => prop_assert_eq!(refusal, OrganisationError::OdsCodeInvalid),
            }
        }
    }
}
