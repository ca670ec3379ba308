//! Refusals of account operations.

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "ACCOUNT_")]
pub enum AccountError {
    /// No active account has this e-mail address and this password. The error does not say which of the three
    /// is wrong.
    CredentialsInvalid,
    /// The token is not a refresh token, has been used before, or its session has ended.
    #[strum(props(ends_session = true))]
    RefreshTokenInvalid,
    /// The details of a sign-up match no patient's record, or that record already has an account. The error
    /// does not say which.
    DetailsNotRecognised,
    EmailTaken,
    /// One active administrator must remain.
    LastAdmin,
    PasswordGuessable,
    PasswordTooLong {
        maximum: usize,
    },
    PasswordTooShort {
        minimum: usize,
    },
    /// It is not the account's password.
    PasswordWrong,
    /// Only accounts with the role of a patient have a patient's record.
    PatientNotAllowed,
    PatientRequired,
    /// Another account belongs to this patient's record.
    PatientTaken,
}
