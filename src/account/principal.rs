//! The authenticated user of a request.

use super::{Role, UserId};
use crate::patient::{PatientId, PatientScope};

/// The caller of a request, determined once. The request's context passes it to all code that depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// Anonymous: the request had no token.
    Anonymous,
    /// An authenticated user.
    User(SignedIn),
}

/// An authenticated user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedIn {
    pub user: UserId,
    pub assignment: RoleAssignment,
}

/// A user's role, with the patient record of a patient.
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

    /// `None` if role and record do not match.
    pub fn of(role: Role, patient: Option<PatientId>) -> Option<Self> {
        match (role, patient) {
            (Role::Admin, None) => Some(Self::Admin),
            (Role::Staff, None) => Some(Self::Staff),
            (Role::Analyst, None) => Some(Self::Analyst),
            (Role::Patient, Some(patient)) => Some(Self::Patient(patient)),
            (Role::Admin | Role::Staff | Role::Analyst, Some(_)) | (Role::Patient, None) => None,
        }
    }

    /// The patient record of a patient's account.
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

    /// The patients whose records exist for the caller.
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

    /// The owner of the caller's idempotency keys, as stored in the database. The text for a principal must
    /// therefore never change.
    ///
    /// A patient's keys belong to the record. If the account gets another record, the keys of the former one
    /// stay invisible.
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
