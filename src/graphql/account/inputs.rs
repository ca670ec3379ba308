//! The inputs of queries and mutations on accounts. Passwords and tokens become secrets immediately.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use secrecy::SecretString;

use super::object::Role;
use crate::{
    account::{
        self, Addition, Amendment, Credentials, OrderField, OwnAmendment, OwnLanguage, PasswordChange,
        SignUp, store::users,
    },
    graphql::{
        amendment::change,
        filters::present,
        id::GlobalId,
        page::OrderDirection,
        scalars::{DateText, LocaleText, NhsNumberText, PostcodeText},
    },
    i18n::Locale,
};

/// The credentials for a login.
#[derive(InputObject)]
pub(super) struct LoginInput {
    /// The e-mail address of the account. Case does not matter.
    email: String,
    /// The password.
    password: String,
}

impl From<LoginInput> for Credentials {
    fn from(input: LoginInput) -> Self {
        Self { email: input.email, password: input.password.into() }
    }
}

/// The token that renews a session.
#[derive(InputObject)]
pub(super) struct RefreshInput {
    /// The most recent refresh token of the session.
    refresh_token: String,
}

impl From<RefreshInput> for SecretString {
    fn from(input: RefreshInput) -> Self {
        input.refresh_token.into()
    }
}

/// The session to end.
#[derive(InputObject)]
pub(super) struct LogoutInput {
    /// Any refresh token of the session.
    refresh_token: String,
}

impl From<LogoutInput> for SecretString {
    fn from(input: LogoutInput) -> Self {
        input.refresh_token.into()
    }
}

/// The user whose sessions end.
#[derive(InputObject, Default)]
pub(super) struct LogoutEverywhereInput {
    /// The identifier of the user; by default, the caller. Only administrators can name another user.
    pub user_id: Option<ID>,
}

/// A new password for the caller's own account.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The current password.
    current_password: String,
    /// The new password: 12 to 128 characters of any kind. Passwords that are easy to guess are refused.
    new_password: String,
}

impl From<ChangePasswordInput> for PasswordChange {
    fn from(input: ChangePasswordInput) -> Self {
        Self { current: input.current_password.into(), new: input.new_password.into() }
    }
}

/// The details with which a patient opens an account. NHS number, date of birth and postcode must match the record.
#[derive(InputObject)]
pub(super) struct RegisterAccountInput {
    /// The e-mail address with which the patient will sign in.
    email: String,
    /// The password: 12 to 128 characters of any kind. Passwords that are easy to guess are refused.
    password: String,
    /// The name by which the patient is addressed; by default, the name on record.
    display_name: Option<String>,
    /// The language of messages to the patient. It takes precedence over the language of each request. If absent, each request decides.
    locale: Option<LocaleText>,
    /// The NHS number.
    nhs_number: NhsNumberText,
    /// The date of birth.
    date_of_birth: DateText,
    /// The postcode of the home address.
    postcode: PostcodeText,
}

impl RegisterAccountInput {
    pub(super) fn sign_up(self, locale: Locale) -> SignUp {
        SignUp {
            email: self.email,
            password: self.password.into(),
            display_name: self.display_name,
            language: OwnLanguage::of_account(self.locale.map(|tag| tag.0), locale),
            nhs_number: self.nhs_number.0,
            date_of_birth: self.date_of_birth.0,
            postcode: self.postcode.0,
        }
    }
}

/// A new account.
#[derive(InputObject)]
pub(super) struct AddUserInput {
    /// The e-mail address with which the user will sign in. No other account may have it; case does not matter.
    email: String,
    /// The name by which the user is addressed, in any script, of up to 300 characters.
    display_name: String,
    /// The first password: 12 to 128 characters of any kind. Passwords that are easy to guess are refused.
    password: String,
    /// The role of the user.
    role: Role,
    /// The language of messages to the user. It takes precedence over the language of each request. If absent, each request decides.
    locale: Option<LocaleText>,
    /// The record of a user with the role `PATIENT`. It must have no other account. Absent for all other roles.
    patient_id: Option<ID>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the account that the first request added, in its current state. The input must be identical, character for character, except for the password. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl AddUserInput {
    pub(super) fn addition(self, locale: Locale) -> Addition {
        Addition {
            email: self.email,
            display_name: self.display_name,
            password: self.password.into(),
            role: self.role.into(),
            language: OwnLanguage::of_account(self.locale.map(|tag| tag.0), locale),
            patient_id: self.patient_id.map(|id| GlobalId::from_global(&id)),
            is_demo: false,
        }
    }
}

/// Changes to an account. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendUserInput {
    /// The identifier of the record to change.
    pub id: ID,
    /// The version that the caller has read. If the account has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The e-mail address; cannot be cleared.
    email: MaybeUndefined<String>,
    /// The name by which the user is addressed; cannot be cleared.
    display_name: MaybeUndefined<String>,
    /// A new password, for a user who has lost theirs. It ends all sessions of the user; cannot be cleared.
    password: MaybeUndefined<String>,
    /// The role. Another role ends all sessions of the user; cannot be cleared.
    role: MaybeUndefined<Role>,
    /// The language of messages to the user. It takes precedence over the language of each request. If null, each request decides.
    locale: MaybeUndefined<LocaleText>,
    /// The record of a user with the role `PATIENT`; null for a user who no longer is a patient. A change ends all sessions of the user.
    patient_id: MaybeUndefined<ID>,
    /// Whether the user can sign in; cannot be cleared. False does the same as `deactivateUser`.
    is_active: MaybeUndefined<bool>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the current account of the user and changes nothing again. The input must be identical, character for character, except for the password. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AmendUserInput> for Amendment {
    fn from(input: AmendUserInput) -> Self {
        Self {
            email: change(input.email, |text| text),
            display_name: change(input.display_name, |text| text),
            password: change(input.password, SecretString::from),
            role: change(input.role, account::Role::from),
            language: change(input.locale, |tag| tag.0),
            patient_id: change(input.patient_id, |id| GlobalId::from_global(&id)),
            is_active: change(input.is_active, |is_active| is_active),
        }
    }
}

/// Changes to the caller's own account. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendViewerInput {
    /// The version that the caller has read. If the account has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The name by which the user is addressed, in any script, of up to 300 characters; cannot be cleared.
    display_name: MaybeUndefined<String>,
    /// The language of messages to the user. It takes precedence over the language of each request. If null, each request decides. Access tokens contain the language: call `refresh` for a token with the new language.
    locale: MaybeUndefined<LocaleText>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the current account of the user and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AmendViewerInput> for OwnAmendment {
    fn from(input: AmendViewerInput) -> Self {
        Self {
            display_name: change(input.display_name, |text| text),
            language: change(input.locale, |tag| tag.0),
        }
    }
}

/// The user to deactivate.
#[derive(InputObject)]
pub(super) struct DeactivateUserInput {
    /// The identifier of the user.
    pub id: ID,
    /// The version that the caller has read. If the account has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the current account of the user and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

/// A filter for users. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct UserFilter {
    /// Users with this role.
    role: Option<Role>,
    /// Users who can sign in, or those who cannot.
    is_active: Option<bool>,
    /// The user with this e-mail address. Case does not matter.
    email: Option<String>,
}

impl From<UserFilter> for users::Filter {
    fn from(filter: UserFilter) -> Self {
        Self { role: filter.role.map(Into::into), is_active: filter.is_active, email: present(filter.email) }
    }
}

/// The fields by which users can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum UserOrderField {
    /// By e-mail address, in the order of the database's collation.
    Email,
    /// By the instant at which the account was created.
    CreatedAt,
}

/// The order of a list of users.
#[derive(InputObject)]
pub(super) struct UserOrder {
    /// The field by which the list is ordered.
    pub(super) field: UserOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for UserOrder {
    fn default() -> Self {
        Self { field: UserOrderField::Email, direction: OrderDirection::Asc }
    }
}
