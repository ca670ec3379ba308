//! The permission table: which role may read or call which field.
//!
//! A field without a row is closed to every role. [`Principal::patient_scope`] decides in SQL which patients
//! exist for a caller, for every access path. "Own" in this table means one patient's record and
//! appointments.

use std::sync::LazyLock;

use graphql_strict::Readers;
use rustc_hash::FxHashMap;
use strum::IntoEnumIterator;

use super::{
    permissions::PermittedRecords::{All as ALL, No as NO, Own as OWN},
    wrapping::is_of_wrapping,
};
use crate::{
    account::{Principal, Role},
    context::Rules,
};

pub use super::wrapping::is_wrapping;

/// Which records a field may return to a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermittedRecords {
    No,
    /// The caller's own records.
    Own,
    All,
}

/// A field of the schema, and its permitted records for each role.
pub struct FieldPermission {
    pub object: &'static str,
    pub field: &'static str,
    anyone: PermittedRecords,
    patient: PermittedRecords,
    analyst: PermittedRecords,
    staff: PermittedRecords,
    admin: PermittedRecords,
}

#[rustfmt::skip]
static TABLE: &[FieldPermission] = &[
    //                                        not signed in
    //                                        |    patient
    //                                        |    |    analyst
    //                                        |    |    |    staff
    //  queries                               |    |    |    |    admin
    row("Query", "appointment",               NO,  OWN, NO,  ALL, ALL),
    row("Query", "appointments",              NO,  OWN, NO,  ALL, ALL),
    row("Query", "clinician",                 NO,  ALL, ALL, ALL, ALL),
    row("Query", "clinicians",                NO,  ALL, ALL, ALL, ALL),
    row("Query", "department",                NO,  ALL, ALL, ALL, ALL),
    row("Query", "departments",               NO,  ALL, ALL, ALL, ALL),
    row("Query", "errorCatalogue",            ALL, ALL, ALL, ALL, ALL),
    row("Query", "missedAppointments",        NO,  NO,  ALL, ALL, ALL),
    row("Query", "node",                      NO,  OWN, OWN, ALL, ALL),
    row("Query", "nodes",                     NO,  OWN, OWN, ALL, ALL),
    row("Query", "organisation",              NO,  ALL, ALL, ALL, ALL),
    row("Query", "organisations",             NO,  ALL, ALL, ALL, ALL),
    row("Query", "patient",                   NO,  OWN, NO,  ALL, ALL),
    row("Query", "patients",                  NO,  OWN, NO,  ALL, ALL),
    row("Query", "users",                     NO,  NO,  NO,  NO,  ALL),
    row("Query", "viewer",                    OWN, OWN, OWN, OWN, OWN),

    //  mutations
    row("Mutation", "addClinician",           NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "addDepartment",          NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "addOrganisation",        NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "addUser",                NO,  NO,  NO,  NO,  ALL),
    row("Mutation", "amendAppointment",       NO,  OWN, NO,  ALL, ALL),
    row("Mutation", "amendClinician",         NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "amendDepartment",        NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "amendOrganisation",      NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "amendPatient",           NO,  OWN, NO,  ALL, ALL),
    row("Mutation", "amendUser",              NO,  NO,  NO,  NO,  ALL),
    row("Mutation", "amendViewer",            NO,  OWN, OWN, OWN, OWN),
    row("Mutation", "attendAppointment",      NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "bookAppointment",        NO,  OWN, NO,  ALL, ALL),
    row("Mutation", "cancelAppointment",      NO,  OWN, NO,  ALL, ALL),
    row("Mutation", "changePassword",         NO,  OWN, OWN, OWN, OWN),
    row("Mutation", "deactivateUser",         NO,  NO,  NO,  NO,  ALL),
    row("Mutation", "login",                  ALL, ALL, ALL, ALL, ALL),
    row("Mutation", "logout",                 OWN, OWN, OWN, OWN, OWN),
    row("Mutation", "logoutEverywhere",       NO,  OWN, OWN, OWN, ALL),
    row("Mutation", "refresh",                OWN, OWN, OWN, OWN, OWN),
    row("Mutation", "registerAccount",        ALL, ALL, ALL, ALL, ALL),
    row("Mutation", "registerPatient",        NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "removeClinician",        NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "removeDepartment",       NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "removeOrganisation",     NO,  NO,  NO,  ALL, ALL),
    row("Mutation", "removePatient",          NO,  NO,  NO,  ALL, ALL),

    //  fields of every object with an identifier
    row("Node", "id",                         NO,  OWN, OWN, ALL, ALL),

    //  fields of a patient
    row("Patient", "addressLines",            NO,  OWN, NO,  ALL, ALL),
    row("Patient", "appointments",            NO,  OWN, NO,  ALL, ALL),
    row("Patient", "createdAt",               NO,  OWN, NO,  ALL, ALL),
    row("Patient", "dateOfBirth",             NO,  OWN, NO,  ALL, ALL),
    row("Patient", "email",                   NO,  OWN, NO,  ALL, ALL),
    row("Patient", "id",                      NO,  OWN, NO,  ALL, ALL),
    row("Patient", "name",                    NO,  OWN, NO,  ALL, ALL),
    row("Patient", "nhsNumber",               NO,  OWN, NO,  ALL, ALL),
    row("Patient", "phone",                   NO,  OWN, NO,  ALL, ALL),
    row("Patient", "postcode",                NO,  OWN, NO,  ALL, ALL),
    row("Patient", "updatedAt",               NO,  OWN, NO,  ALL, ALL),
    row("Patient", "version",                 NO,  OWN, NO,  ALL, ALL),

    //  fields of an appointment
    row("Appointment", "arrivedLate",         NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "attendedAt",          NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "cancellationReason",  NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "cancelledAt",         NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "cancelledBy",         NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "clinician",           NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "createdAt",           NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "department",          NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "durationMinutes",     NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "endsAt",              NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "id",                  NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "organisation",        NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "patient",             NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "postcode",            NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "startsAt",            NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "status",              NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "updatedAt",           NO,  OWN, NO,  ALL, ALL),
    row("Appointment", "version",             NO,  OWN, NO,  ALL, ALL),

    //  fields of clinicians, departments and organisations
    row("Clinician", "appointments",          NO,  OWN, NO,  ALL, ALL),
    row("Clinician", "createdAt",             NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "department",            NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "id",                    NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "name",                  NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "posts",                 NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "updatedAt",             NO,  ALL, ALL, ALL, ALL),
    row("Clinician", "version",               NO,  ALL, ALL, ALL, ALL),
    row("ClinicianPost", "endsOn",            NO,  ALL, ALL, ALL, ALL),
    row("ClinicianPost", "organisation",      NO,  ALL, ALL, ALL, ALL),
    row("ClinicianPost", "startsOn",          NO,  ALL, ALL, ALL, ALL),
    row("Department", "appointments",         NO,  OWN, NO,  ALL, ALL),
    row("Department", "clinicians",           NO,  ALL, ALL, ALL, ALL),
    row("Department", "code",                 NO,  ALL, ALL, ALL, ALL),
    row("Department", "createdAt",            NO,  ALL, ALL, ALL, ALL),
    row("Department", "id",                   NO,  ALL, ALL, ALL, ALL),
    row("Department", "name",                 NO,  ALL, ALL, ALL, ALL),
    row("Department", "updatedAt",            NO,  ALL, ALL, ALL, ALL),
    row("Department", "version",              NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "addressLines",       NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "appointments",       NO,  OWN, NO,  ALL, ALL),
    row("Organisation", "clinicians",         NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "createdAt",          NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "id",                 NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "kind",               NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "name",               NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "odsCode",            NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "postcode",           NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "timeZone",           NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "updatedAt",          NO,  ALL, ALL, ALL, ALL),
    row("Organisation", "version",            NO,  ALL, ALL, ALL, ALL),

    //  fields of the report; `statistics::DisclosureControl` suppresses small counts
    row("MissedAppointmentsReport", "asOf",                       NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsReport", "rows",                       NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsReport", "totals",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "attended",                      NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "booked",                        NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "cancelled",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "change",                        NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "clinician",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "department",                    NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "didNotAttendInterval",          NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "didNotAttendRate",              NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "estimatedCost",                 NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "hour",                          NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "missed",                        NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "missedMinutes",                 NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "organisation",                  NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "periodStart",                   NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "previous",                      NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "shareOfBooked",                 NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "suppressed",                    NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "upcoming",                      NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsRow", "weekday",                       NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "attended",                 NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "booked",                   NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "cancelled",                NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "didNotAttendInterval",     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "didNotAttendRate",         NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "estimatedCost",            NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "from",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "missed",                   NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "missedMinutes",            NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "shareOfBooked",            NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "suppressed",               NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "until",                    NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsPrevious", "upcoming",                 NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "attended",                   NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "booked",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "cancelled",                  NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "didNotAttendRate",           NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "estimatedCost",              NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "missed",                     NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "missedMinutes",              NO,  NO,  ALL, ALL, ALL),
    row("MissedAppointmentsChange", "shareOfBooked",              NO,  NO,  ALL, ALL, ALL),
    row("Interval95", "high",                                     NO,  NO,  ALL, ALL, ALL),
    row("Interval95", "low",                                      NO,  NO,  ALL, ALL, ALL),

    //  fields of a user; the payload of a sign-in shows the own account to every role
    row("User", "createdAt",                  OWN, OWN, OWN, OWN, ALL),
    row("User", "displayName",                OWN, OWN, OWN, OWN, ALL),
    row("User", "email",                      OWN, OWN, OWN, OWN, ALL),
    row("User", "id",                         OWN, OWN, OWN, OWN, ALL),
    row("User", "isActive",                   OWN, OWN, OWN, OWN, ALL),
    row("User", "locale",                     OWN, OWN, OWN, OWN, ALL),
    row("User", "patient",                    NO,  OWN, OWN, OWN, ALL),
    row("User", "permissions",                OWN, OWN, OWN, OWN, ALL),
    row("User", "role",                       OWN, OWN, OWN, OWN, ALL),
    row("User", "updatedAt",                  OWN, OWN, OWN, OWN, ALL),
    row("User", "version",                    OWN, OWN, OWN, OWN, ALL),
    row("Permission", "extent",               OWN, OWN, OWN, OWN, ALL),
    row("Permission", "field",                OWN, OWN, OWN, OWN, ALL),

    //  fields of the error catalogue
    row("ErrorDefinition", "answeredBy",      ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "arguments",       ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "code",            ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "endsSession",     ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "icu",             ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "message",         ALL, ALL, ALL, ALL, ALL),
    row("ErrorDefinition", "retryable",       ALL, ALL, ALL, ALL, ALL),
];

#[rustfmt::skip]
const fn row(
    object: &'static str, field: &'static str,
    anyone: PermittedRecords, patient: PermittedRecords, analyst: PermittedRecords, staff: PermittedRecords, admin: PermittedRecords,
) -> FieldPermission {
    FieldPermission { object, field, anyone, patient, analyst, staff, admin }
}

impl FieldPermission {
    /// The permitted records for a role, or for anonymous callers.
    pub fn permitted_records(&self, role: Option<Role>) -> PermittedRecords {
        match role {
            None => self.anyone,
            Some(Role::Patient) => self.patient,
            Some(Role::Analyst) => self.analyst,
            Some(Role::Staff) => self.staff,
            Some(Role::Admin) => self.admin,
        }
    }

    /// Whether a server setting closes the field to the role completely. The feature then refuses the call.
    pub(super) fn is_switched_off(&self, role: Role, rules: &Rules) -> bool {
        role == Role::Patient && self.field == "amendPatient" && !rules.patients_amend_contact
    }
}

/// The result of a permission check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermissionDecision {
    Granted,
    /// The caller is anonymous. A signed-in user may have the permission.
    Unauthenticated,
    Forbidden,
}

/// All rows of the table.
pub fn table() -> &'static [FieldPermission] {
    TABLE
}

/// The rows of the root fields: those of `Query` and `Mutation`.
pub(super) fn roots() -> impl Iterator<Item = &'static FieldPermission> {
    TABLE.iter().filter(|row| ["Query", "Mutation"].contains(&row.object))
}

/// Checks the permission of a principal for a field.
pub fn decide(principal: Principal, object: &str, field: &str) -> PermissionDecision {
    match (is_open(principal.role(), object, field), principal) {
        (true, _) => PermissionDecision::Granted,
        (false, Principal::Anonymous) => PermissionDecision::Unauthenticated,
        (false, Principal::User(_)) => PermissionDecision::Forbidden,
    }
}

/// A role, or an anonymous caller, as the reader of a response.
pub(super) fn reader(role: Option<Role>) -> Readers {
    Readers(1 << role.map_or(0, |role| role as u32 + 1))
}

/// The roles that may use a field for at least their own records.
pub(super) fn readers(object: &str, field: &str) -> Readers {
    let all_roles = Role::iter().map(Some).chain([None]);
    let readers = all_roles.filter(|role| is_open(*role, object, field)).map(|role| reader(role).0);
    Readers(readers.fold(0, |all, reader| all | reader))
}

/// Whether a role, or an anonymous caller, may use a field for at least their own records.
pub(super) fn is_open(role: Option<Role>, object: &str, field: &str) -> bool {
    static ROWS: LazyLock<FxHashMap<(&str, &str), &FieldPermission>> =
        LazyLock::new(|| TABLE.iter().map(|row| ((row.object, row.field), row)).collect());
    if field.starts_with("__") || is_of_wrapping(object, field) {
        return true;
    }
    match ROWS.get(&(object, field)).map_or(NO, |row| row.permitted_records(role)) {
        OWN | ALL => true,
        NO => false,
    }
}
