//! Why an account is refused.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "ACCOUNT_")]
pub enum AccountError {
    /// No active account has this e-mail address and this password. Which of the three it is, nobody is told.
    CredentialsInvalid,
    /// The refresh token is none, has been used before, or its session has ended.
    #[strum(props(ends_session = true))]
    RefreshTokenInvalid,
    /// What somebody says of themselves who signs up is on no record, or that record has an account. Nobody is told which.
    DetailsNotRecognised,
    EmailTaken,
    /// Somebody must be left who can look after the accounts.
    LastAdmin,
    PasswordGuessable,
    PasswordTooLong {
        maximum: usize,
    },
    PasswordTooShort {
        minimum: usize,
    },
    /// It is not the password that the account has.
    PasswordWrong,
    /// Accounts of staff belong to no patient's record.
    PatientNotAllowed,
    PatientRequired,
    /// Another account belongs to this patient's record.
    PatientTaken,
}
