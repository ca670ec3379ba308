//! On whose behalf a request is carried out.

use crate::{
    account::{Role, User, UserId},
    patient::{PatientId, PatientScope},
};

/// Who asks. Decided once for each request; the request's context carries it to wherever something depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// Nobody in particular: no token came with the request.
    Anonymous,
    /// A user who is signed in.
    User(SignedIn),
}

/// A user who is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
    pub assignment: RoleAssignment,
}

impl SignedIn {
    pub fn of(user: &User) -> Self {
        Self { user: user.id, assignment: user.assignment }
    }
}

/// What a user is to the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleAssignment {
    Admin,
    Staff,
    Analyst,
    /// A patient, with their own record.
    Patient(PatientId),
}

impl RoleAssignment {
    pub fn role(self) -> Role {
        match self {
            Self::Admin => Role::Admin,
            Self::Staff => Role::Staff,
            Self::Analyst => Role::Analyst,
            Self::Patient(_) => Role::Patient,
        }
    }

    /// Nothing, where role and record do not belong together.
    pub fn of(role: Role, patient: Option<PatientId>) -> Option<Self> {
        match (role, patient) {
            (Role::Admin, None) => Some(Self::Admin),
            (Role::Staff, None) => Some(Self::Staff),
            (Role::Analyst, None) => Some(Self::Analyst),
            (Role::Patient, Some(patient)) => Some(Self::Patient(patient)),
            (Role::Admin | Role::Staff | Role::Analyst, Some(_)) | (Role::Patient, None) => None,
        }
    }

    /// The patient whose own account it is.
    pub fn patient(self) -> Option<PatientId> {
        match self {
            Self::Patient(patient) => Some(patient),
            Self::Admin | Self::Staff | Self::Analyst => None,
        }
    }
}

impl Principal {
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::User(signed_in) => Some(signed_in),
            Self::Anonymous => None,
        }
    }

    pub fn role(self) -> Option<Role> {
        self.signed_in().map(|signed_in| signed_in.assignment.role())
    }

    /// Whose records exist for the caller.
    pub fn patient_scope(self) -> PatientScope {
        match self.signed_in().map(|signed_in| signed_in.assignment) {
            Some(RoleAssignment::Admin | RoleAssignment::Staff) => PatientScope::Everyone,
            Some(RoleAssignment::Patient(patient)) => PatientScope::Only(patient),
            Some(RoleAssignment::Analyst) | None => PatientScope::None,
        }
    }

    /// Whether this user exists for the caller.
    pub fn may_see(self, user: UserId) -> bool {
        self.role() == Some(Role::Admin) || self.signed_in().is_some_and(|signed_in| signed_in.user == user)
    }

    /// To whom an idempotency key belongs. It is kept in the database, so what one principal is called never changes.
    ///
    /// A patient's keys belong to the record: should the account be given another one, the former stays out of sight.
    pub fn idempotency_scope(self) -> String {
        match self {
            Self::Anonymous => "anonymous".to_owned(),
            Self::User(SignedIn { assignment: RoleAssignment::Patient(patient), .. }) => {
                format!("patient:{}", patient.0)
            }
            Self::User(SignedIn { user, .. }) => format!("user:{}", user.0),
        }
    }
}
