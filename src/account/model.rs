//! Users: who they are to the service, and what an account may become.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{AccountError, Role, password::Password};
use crate::{
    database::{Key, KeyKind, Listed, entity_id},
    error::{GeneralError, Violation, Violations},
    patient::PatientId,
    principal::{RoleAssignment, SignedIn},
    value::{Change, Email, Language, Name, changed, required, required_with},
};

entity_id!(
    /// Identifies a user.
    UserId
);

entity_id!(
    /// Identifies what lies between a login and its end.
    SessionId
);

/// Somebody who is signed in, as an access token tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatedUser {
    pub signed_in: SignedIn,
    pub session: SessionId,
    pub language: OwnLanguage<String>,
}

/// The language in which a user reads, as a BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLanguage<T = Language> {
    pub tag: T,
    /// Whether somebody has chosen it for the account. It then goes before the language that a request asks for.
    pub is_chosen: bool,
}

impl OwnLanguage<String> {
    /// The language that was chosen for an account, or else that of the request which adds it.
    pub fn of_account(chosen: Option<String>, of_request: impl ToString) -> Self {
        let is_chosen = chosen.is_some();
        Self { tag: chosen.unwrap_or_else(|| of_request.to_string()), is_chosen }
    }
}

/// An account. Its password is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub display_name: Name,
    pub assignment: RoleAssignment,
    pub language: OwnLanguage,
    pub is_active: bool,
    /// Whether the demo has made it, with a password that everyone knows.
    pub is_demo: bool,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The raw fields of a new account.
#[derive(Clone)]
pub struct Addition {
    pub email: String,
    pub display_name: String,
    pub password: SecretString,
    pub role: Role,
    pub language: OwnLanguage<String>,
    /// `Some(None)` is an identifier that is none.
    pub patient_id: Option<Option<PatientId>>,
    pub is_demo: bool,
}

/// The raw changes to an account.
#[derive(Clone, Default)]
pub struct Amendment {
    pub email: Change<String>,
    pub display_name: Change<String>,
    pub password: Change<SecretString>,
    pub role: Change<Role>,
    pub language: Change<String>,
    pub patient_id: Change<Option<PatientId>>,
    pub is_active: Change<bool>,
}

/// The raw changes that users may make to their own accounts.
#[derive(Clone, Default)]
pub struct OwnAmendment {
    pub display_name: Change<String>,
    pub language: Change<String>,
}

impl From<OwnAmendment> for Amendment {
    fn from(own: OwnAmendment) -> Self {
        Self { display_name: own.display_name, language: own.language, ..Self::default() }
    }
}

/// By what users can be ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    Email,
    CreatedAt,
}

impl Listed for User {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "users.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::Email => ("users.email", KeyKind::Text),
            OrderField::CreatedAt => ("users.created_at", KeyKind::Instant),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        match order {
            OrderField::Email => Key::Text(self.email.as_str().to_owned()),
            OrderField::CreatedAt => Key::Instant(self.created_at),
        }
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}

/// The values of an input that no other account may have, as far as they are valid.
#[derive(Debug, Clone, Default)]
pub(super) struct UserUniqueValues {
    pub email: Option<Email>,
    pub patient: Option<PatientId>,
}

impl UserUniqueValues {
    pub(super) fn of_addition(addition: &Addition) -> Self {
        let patient = addition.patient_id.flatten().filter(|_| addition.role == Role::Patient);
        Self { email: addition.email.parse().ok(), patient }
    }

    /// Those that the amendment changes.
    pub(super) fn of_amendment(amendment: &Amendment, current: &User) -> Self {
        let role = match amendment.role {
            Change::Set(role) => role,
            Change::Keep | Change::Clear => current.assignment.role(),
        };
        let patient = match amendment.patient_id {
            Change::Set(patient) if role == Role::Patient => patient,
            Change::Set(_) | Change::Keep | Change::Clear => None,
        };
        Self {
            email: changed(&amendment.email, &current.email),
            patient: patient.filter(|patient| current.assignment.patient() != Some(*patient)),
        }
    }
}

impl From<&User> for UserUniqueValues {
    fn from(user: &User) -> Self {
        Self { email: Some(user.email.clone()), patient: user.assignment.patient() }
    }
}

impl Amendment {
    /// Whether an administrator would be one no longer.
    pub(super) fn ends_administration(&self) -> bool {
        matches!(self.role, Change::Set(role) if role != Role::Admin) || self.is_active == Change::Set(false)
    }
}

impl Addition {
    /// Checks every field but whether e-mail address and record are free.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(User, Password), Violations> {
        let mut violations = Violations::default();
        let email = violations.check("email", self.email.parse());
        let display_name = violations.check("displayName", self.display_name.parse());
        let about = [self.email.as_str(), self.display_name.as_str()];
        let password = violations.check("password", Password::choose(&self.password, &about));
        let language = violations.check("locale", self.language.tag.parse());
        let language = language.map(|tag| OwnLanguage { tag, is_chosen: self.language.is_chosen });
        let record = self.patient_id.map(identified).transpose();
        let assignment = assignment(&mut violations, self.role, record);
        let account = (|| {
            let user = User {
                id: UserId::new(now),
                email: email?,
                display_name: display_name?,
                assignment: assignment?,
                language: language?,
                is_active: true,
                is_demo: self.is_demo,
                version: 1,
                created_at: now,
                updated_at: now,
            };
            Some((user, password?))
        })();
        violations.or(account)
    }
}

impl User {
    /// The account after an amendment, at the next version if anything changes; and the new password, if there is one.
    pub fn amend(
        &self,
        amendment: Amendment,
        now: DateTime<Utc>,
    ) -> Result<(Self, Option<Password>), Violations> {
        let mut violations = Violations::default();
        let current = self.clone();
        let email = required(&mut violations, "email", amendment.email, current.email);
        let display_name =
            required(&mut violations, "displayName", amendment.display_name, current.display_name);
        let about = [self.email.as_str(), self.display_name.as_str()];
        let choose = |raw| Ok(Some(Password::choose(&raw, &about).map_err(Violation::new)?));
        let password = required_with(&mut violations, "password", amendment.password, None, choose);
        let role = required_with(&mut violations, "role", amendment.role, current.assignment.role(), Ok);
        let language = match amendment.language {
            Change::Keep => Some(current.language),
            Change::Clear => Some(OwnLanguage { is_chosen: false, ..current.language }),
            Change::Set(tag) => {
                let tag = violations.check("locale", tag.parse());
                tag.map(|tag| OwnLanguage { tag, is_chosen: true })
            }
        };
        let is_active =
            required_with(&mut violations, "isActive", amendment.is_active, current.is_active, Ok);
        let record = match amendment.patient_id {
            Change::Keep => Ok(current.assignment.patient()),
            Change::Clear => Ok(None),
            Change::Set(patient_id) => identified(patient_id).map(Some),
        };
        let assignment = role.and_then(|role| assignment(&mut violations, role, record));
        let amended = (|| {
            Some(Self {
                email: email?,
                display_name: display_name?,
                assignment: assignment?,
                language: language?,
                is_active: is_active?,
                ..self.clone()
            })
        })();
        let (amended, password) = violations.or(amended.zip(password))?;
        if amended == *self && password.is_none() {
            return Ok((amended, None));
        }
        Ok((Self { version: self.version + 1, updated_at: now, ..amended }, password))
    }

    /// Whether those who are signed in by the account as it was must sign in anew.
    pub fn ends_sessions_of(&self, former: &Self) -> bool {
        self.assignment != former.assignment || !self.is_active
    }

    /// Whether the user looks after the accounts.
    pub fn is_acting_admin(&self) -> bool {
        self.is_active && self.assignment == RoleAssignment::Admin
    }
}

/// What a user of this role is; a patient has a record, and nobody else.
fn assignment(
    violations: &mut Violations,
    role: Role,
    record: Result<Option<PatientId>, GeneralError>,
) -> Option<RoleAssignment> {
    let field = "patientId";
    match (role, violations.check(field, record)?) {
        (Role::Patient, None) => violations.check(field, Err(AccountError::PatientRequired)),
        (Role::Admin | Role::Staff | Role::Analyst, Some(_)) => {
            violations.check(field, Err(AccountError::PatientNotAllowed))
        }
        (role, record) => RoleAssignment::of(role, record),
    }
}

/// The record of an identifier, which must be one.
fn identified(patient_id: Option<PatientId>) -> Result<PatientId, GeneralError> {
    patient_id.ok_or(GeneralError::NotFound)
}
