//! What clients send about accounts. Passwords and tokens become secrets at once.

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

/// By what somebody signs in.
#[derive(InputObject)]
pub(super) struct LoginInput {
    /// The e-mail address of the account, in any case.
    email: String,
    /// The password.
    password: String,
}

impl From<LoginInput> for Credentials {
    fn from(input: LoginInput) -> Self {
        Self { email: input.email, password: input.password.into() }
    }
}

/// By what a session goes on.
#[derive(InputObject)]
pub(super) struct RefreshInput {
    /// The refresh token that was given last.
    refresh_token: String,
}

impl From<RefreshInput> for SecretString {
    fn from(input: RefreshInput) -> Self {
        input.refresh_token.into()
    }
}

/// Which session ends.
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

/// Whose sessions end.
#[derive(InputObject, Default)]
pub(super) struct LogoutEverywhereInput {
    /// The user; whoever asks, when absent. Others than oneself are for administrators.
    pub user_id: Option<ID>,
}

/// A new password for oneself.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The password that the account has.
    current_password: String,
    /// The new one: 12 to 128 characters of any kind, and not one of those that are tried first.
    new_password: String,
}

impl From<ChangePasswordInput> for PasswordChange {
    fn from(input: ChangePasswordInput) -> Self {
        Self { current: input.current_password.into(), new: input.new_password.into() }
    }
}

/// What a patient says who signs up. Number, day of birth and postcode must be those on record.
#[derive(InputObject)]
pub(super) struct RegisterAccountInput {
    /// The e-mail address by which the patient will sign in.
    email: String,
    /// The password: 12 to 128 characters of any kind, and not one of those that are tried first.
    password: String,
    /// How the patient likes to be addressed; the name on record, when absent.
    display_name: Option<String>,
    /// The language of messages to the patient, whatever language a request asks for; when absent, each request decides.
    locale: Option<LocaleText>,
    /// The NHS number.
    nhs_number: NhsNumberText,
    /// The day of birth.
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
    /// The e-mail address by which the user will sign in. No other account may have it, in any case.
    email: String,
    /// The name by which the user is addressed, in any script, of up to 300 characters.
    display_name: String,
    /// The first password: 12 to 128 characters of any kind, and not one of those that are tried first.
    password: String,
    /// What the user is to the service.
    role: Role,
    /// The language of messages to the user, whatever language a request asks for; when absent, each request decides.
    locale: Option<LocaleText>,
    /// The record of a user who is a patient, which must have no other account; absent for all other roles.
    patient_id: Option<ID>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character but for the password, answers the account that was added at first, as it is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Changes to an account. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendUserInput {
    /// What is changed.
    pub id: ID,
    /// The version that the caller has read. If the account has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The e-mail address; cannot be cleared.
    email: MaybeUndefined<String>,
    /// The name by which the user is addressed; cannot be cleared.
    display_name: MaybeUndefined<String>,
    /// A new password, for a user who has lost theirs. It ends all of the user's sessions; cannot be cleared.
    password: MaybeUndefined<String>,
    /// What the user is to the service. Another role ends all of the user's sessions; cannot be cleared.
    role: MaybeUndefined<Role>,
    /// The language of messages to the user, whatever language a request asks for; with null, each request decides.
    locale: MaybeUndefined<LocaleText>,
    /// The record of a user who is a patient; null for a user who no longer is. A change ends all of the user's sessions.
    patient_id: MaybeUndefined<ID>,
    /// Whether the user can sign in; cannot be cleared. False is what `deactivateUser` does.
    is_active: MaybeUndefined<bool>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character but for the password, answers the user as the account is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Changes to one's own account. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendViewerInput {
    /// The version that the caller has read. If the account has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The name by which the user is addressed, in any script, of up to 300 characters; cannot be cleared.
    display_name: MaybeUndefined<String>,
    /// The language of messages to the user, whatever language a request asks for; with null, each request decides. Access tokens carry the language: `refresh` gives one with the new one.
    locale: MaybeUndefined<LocaleText>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the user as the account is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Who can no longer sign in.
#[derive(InputObject)]
pub(super) struct DeactivateUserInput {
    /// The user.
    pub id: ID,
    /// The version that the caller has read. If the account has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the user as the account is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

/// Which users are listed: those who satisfy everything that is given.
#[derive(InputObject, Default)]
pub(super) struct UserFilter {
    /// Users with this role.
    role: Option<Role>,
    /// Users who can sign in, or those who cannot.
    is_active: Option<bool>,
    /// The user with this e-mail address, in any case.
    email: Option<String>,
}

impl From<UserFilter> for users::Filter {
    fn from(filter: UserFilter) -> Self {
        Self { role: filter.role.map(Into::into), is_active: filter.is_active, email: present(filter.email) }
    }
}

/// By what users can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum UserOrderField {
    /// By e-mail address, in the order of the database's collation.
    Email,
    /// By the instant at which the account was made.
    CreatedAt,
}

/// The order of a list of users.
#[derive(InputObject)]
pub(super) struct UserOrder {
    /// By what the list is ordered.
    pub(super) field: UserOrderField,
    /// In which direction.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for UserOrder {
    fn default() -> Self {
        Self { field: UserOrderField::Email, direction: OrderDirection::Asc }
    }
}
