//! Users: the account, its validation and its amendments.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

use super::{AccountError, Role, RoleAssignment, SignedIn, UserId, password::Password};
use crate::{
    database::{Key, KeyKind, Listed, entity_id},
    error::{GeneralError, Violation, Violations},
    patient::PatientId,
    value::{Change, Email, Language, Name, changed, required, required_with},
};

entity_id!(
    /// Identifies a session: the time between a login and its end.
    SessionId
);

/// The signed-in user, as stated by an access token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatedUser {
    pub signed_in: SignedIn,
    pub session: SessionId,
    pub language: OwnLanguage<String>,
}

/// The user's preferred language, as a BCP 47 tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnLanguage<T = Language> {
    pub tag: T,
    /// Whether it was chosen for the account. A chosen language takes precedence over the language of a
    /// request.
    pub is_chosen: bool,
}

impl OwnLanguage<String> {
    /// The language chosen for an account, or else that of the request that adds the account.
    pub fn of_account(chosen: Option<String>, of_request: impl ToString) -> Self {
        let is_chosen = chosen.is_some();
        Self { tag: chosen.unwrap_or_else(|| of_request.to_string()), is_chosen }
    }
}

/// An account, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub email: Email,
    pub display_name: Name,
    pub assignment: RoleAssignment,
    pub language: OwnLanguage,
    pub is_active: bool,
    /// Whether `panda demo` made the account, with a password that everyone knows.
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
    /// `Some(None)` means that an identifier was sent but is invalid.
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

/// The fields by which users can be ordered.
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

/// The values of an input that must be unique among accounts; `None` where invalid or absent.
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

    /// The unique values that the amendment changes.
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
    /// Whether the amendment ends an administrator's role or activity.
    pub(super) fn ends_administration(&self) -> bool {
        matches!(self.role, Change::Set(role) if role != Role::Admin) || self.is_active == Change::Set(false)
    }
}

impl Addition {
    /// Checks every field, but not whether the e-mail address and the patient's record are free.
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
    /// The account after an amendment, and the new password, if there is one. The version is incremented if
    /// anything changes.
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

    /// Whether the sessions of the former account must end.
    pub fn ends_sessions_of(&self, former: &Self) -> bool {
        self.assignment != former.assignment || !self.is_active
    }

    /// Whether the user is an active administrator.
    pub fn is_acting_admin(&self) -> bool {
        self.is_active && self.assignment == RoleAssignment::Admin
    }
}

/// The assignment of a role: a patient has a record, and the other roles have none.
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

/// The record's identifier, which must be valid.
fn identified(patient_id: Option<PatientId>) -> Result<PatientId, GeneralError> {
    patient_id.ok_or(GeneralError::NotFound)
}

impl SignedIn {
    pub fn of(user: &User) -> Self {
        Self { user: user.id, assignment: user.assignment }
    }
}
