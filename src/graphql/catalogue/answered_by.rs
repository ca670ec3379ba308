//! Which root fields answer which codes: the one table.
//!
//! A rule derives root fields from the schema wherever it can, so that a new field or argument needs no row. The test client
//! refuses an answer that contradicts the table, and `tests/api/answered_by.rs` compares the table with all answers that the
//! tests have seen.

use std::sync::OnceLock;

use async_graphql::registry::Registry;
use rustc_hash::FxHashMap;
use strum::IntoEnumIterator;

use self::Rule::{Argument, Closed, Every, Named, Typed};
use super::places::Places;
use crate::{
    account::Role,
    graphql::permissions::{self, PermittedRecords},
};

/// Which root fields answer a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// All of them.
    Every,
    /// Those that are closed to callers without a token, or to a role.
    Closed(To),
    /// Those with an argument or input field of this name.
    Argument(&'static str),
    /// Those with an argument or input field of this type.
    Typed(&'static str),
    Named(&'static [&'static str]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Anonymous,
    SomeRole,
}

/// Mutations whose input names a record that must exist.
const OF_RECORDS: &[&str] = &[
    "addClinician",
    "addUser",
    "amendAppointment",
    "amendClinician",
    "amendDepartment",
    "amendOrganisation",
    "amendPatient",
    "amendUser",
    "attendAppointment",
    "bookAppointment",
    "cancelAppointment",
    "deactivateUser",
    "logoutEverywhere",
    "removeClinician",
    "removeDepartment",
    "removeOrganisation",
    "removePatient",
];
const PATIENTS: &[&str] = &["amendPatient", "registerPatient"];
const CLINICIANS: &[&str] = &["addClinician", "amendClinician"];
const DEPARTMENTS: &[&str] = &["addDepartment", "amendDepartment"];
const ORGANISATIONS: &[&str] = &["addOrganisation", "amendOrganisation"];
const USERS: &[&str] = &["addUser", "amendUser"];
const BOOKINGS: &[&str] = &["amendAppointment", "bookAppointment"];
const CHANGES: &[&str] = &["amendAppointment", "attendAppointment", "cancelAppointment"];
const PASSWORDS: &[&str] = &["addUser", "amendUser", "changePassword", "registerAccount"];
const EMAILS: &[&str] = &["addUser", "amendPatient", "amendUser", "registerAccount", "registerPatient"];
/// Texts of inputs. A blank text in a filter is no filter.
const INPUT_TEXTS: [Rule; 4] =
    [Argument("name"), Argument("displayName"), Argument("reason"), Argument("addressLines")];
const TEXTS: [Rule; 5] = [
    Argument("name"),
    Argument("displayName"),
    Argument("reason"),
    Argument("addressLines"),
    Argument("search"),
];

/// The rules of each code. A code without rules is never answered by a field.
#[rustfmt::skip]
static TABLE: &[(&str, &[Rule])] = &[
    ("UNAUTHENTICATED",                     &[Closed(To::Anonymous)]),
    ("FORBIDDEN",                           &[Closed(To::SomeRole), Named(&["logoutEverywhere"])]),
    ("INTERNAL",                            &[Every]),
    ("SERVICE_UNAVAILABLE",                 &[Every]),
    ("BAD_USER_INPUT",                      &[Every]),
    ("FIELD_REQUIRED",                      &[Every]),
    ("NOT_FOUND",                           &[Named(OF_RECORDS), Argument("idempotencyKey")]),
    ("VERSION_CONFLICT",                    &[Argument("expectedVersion")]),
    ("RATE_LIMITED",                        &[Named(&["changePassword", "login", "registerAccount"])]),
    ("ID_MALFORMED",                        &[Typed("AppointmentFilter"), Typed("ClinicianFilter"), Typed("StatisticsFilter")]),
    ("CURSOR_INVALID",                      &[Argument("after")]),
    ("PAGE_SIZE_OUT_OF_RANGE",              &[Argument("first"), Argument("ids")]),
    ("PAGE_DIRECTION_AMBIGUOUS",            &[Argument("last")]),
    ("LOCALE_INVALID",                      &[Typed("Locale")]),
    ("IDEMPOTENCY_KEY_INVALID",             &[Argument("idempotencyKey")]),
    ("IDEMPOTENCY_KEY_REUSED",              &[Argument("idempotencyKey")]),

    ("TEXT_BLANK",                          &INPUT_TEXTS),
    ("TEXT_TOO_LONG",                       &TEXTS),
    ("TEXT_CONTROL_CHARACTER",              &TEXTS),
    ("TEXT_BIDI_UNPAIRED",                  &TEXTS),
    ("LIST_TOO_LONG",                       &[Argument("addressLines"), Argument("posts"), Typed("AppointmentFilter")]),
    ("DATE_INVALID",                        &[Typed("Date")]),
    ("TIMESTAMP_INVALID",                   &[Typed("DateTime")]),
    ("TIMESTAMP_WITHOUT_OFFSET",            &[Typed("DateTime")]),
    ("RANGE_ENDS_BEFORE_START",             &[Typed("DateTimeRange")]),
    ("TIME_ZONE_UNKNOWN",                   &[Argument("timeZone")]),
    ("EMAIL_INVALID",                       &[Named(EMAILS)]),
    ("PHONE_INVALID",                       &[Argument("phone")]),
    ("PHONE_EXTENSION",                     &[Argument("phone")]),
    ("POSTCODE_INVALID",                    &[Typed("Postcode")]),

    ("PATIENT_NHS_NUMBER_FORMAT",           &[Typed("NhsNumber")]),
    ("PATIENT_NHS_NUMBER_CHECKSUM",         &[Typed("NhsNumber")]),
    ("PATIENT_NHS_NUMBER_REPEATED_DIGIT",   &[Typed("NhsNumber")]),
    ("PATIENT_NHS_NUMBER_TAKEN",            &[Named(PATIENTS)]),
    ("PATIENT_DATE_OF_BIRTH_IN_FUTURE",     &[Named(PATIENTS)]),
    ("PATIENT_DATE_OF_BIRTH_TOO_EARLY",     &[Named(PATIENTS)]),
    ("PATIENT_HAS_APPOINTMENTS",            &[Named(&["removePatient"])]),
    ("PATIENT_SEARCH_TOO_MANY_WORDS",       &[Typed("PatientFilter")]),

    ("CLINICIAN_IN_USE",                    &[Named(&["removeClinician"])]),
    ("CLINICIAN_POST_ENDS_BEFORE_START",    &[Named(CLINICIANS)]),
    ("CLINICIAN_POSTS_OVERLAP",             &[Named(CLINICIANS)]),
    ("DEPARTMENT_CODE_INVALID",             &[Named(DEPARTMENTS), Named(&["department"])]),
    ("DEPARTMENT_CODE_TAKEN",               &[Named(DEPARTMENTS)]),
    ("DEPARTMENT_NAME_TAKEN",               &[Named(DEPARTMENTS)]),
    ("DEPARTMENT_IN_USE",                   &[Named(&["removeDepartment"])]),
    ("ORGANISATION_ODS_CODE_INVALID",       &[Argument("odsCode")]),
    ("ORGANISATION_ODS_CODE_TAKEN",         &[Named(ORGANISATIONS)]),
    ("ORGANISATION_IN_USE",                 &[Named(&["removeOrganisation"])]),

    ("APPOINTMENT_STARTS_IN_PAST",          &[Named(BOOKINGS)]),
    ("APPOINTMENT_ENDS_IN_PAST",            &[Named(&["amendAppointment"])]),
    ("APPOINTMENT_ENDS_TOO_LATE",           &[Named(BOOKINGS)]),
    ("APPOINTMENT_BEFORE_BIRTH",            &[Named(&["amendPatient"])]),
    ("APPOINTMENT_DURATION_OUT_OF_RANGE",   &[Named(BOOKINGS)]),
    ("APPOINTMENT_POSTCODE_MISSING",        &[Named(&["bookAppointment"])]),
    ("APPOINTMENT_CLINICIAN_BUSY",          &[Named(BOOKINGS)]),
    ("APPOINTMENT_PATIENT_BUSY",            &[Named(BOOKINGS)]),
    ("APPOINTMENT_ATTENDANCE_NOT_OPEN",     &[Named(&["attendAppointment"])]),
    ("APPOINTMENT_ALREADY_ATTENDED",        &[Named(CHANGES)]),
    ("APPOINTMENT_ALREADY_CANCELLED",       &[Named(CHANGES)]),
    ("APPOINTMENT_ALREADY_MISSED",          &[Named(CHANGES)]),
    ("BOOKING_TOO_FAR",                     &[Named(BOOKINGS)]),
    ("BOOKING_TOO_LONG",                    &[Named(BOOKINGS)]),
    ("BOOKING_LIMIT_REACHED",               &[Named(&["bookAppointment"])]),

    ("ACCOUNT_CREDENTIALS_INVALID",         &[Named(&["login"])]),
    ("ACCOUNT_DETAILS_NOT_RECOGNISED",      &[Named(&["registerAccount"])]),
    ("ACCOUNT_EMAIL_TAKEN",                 &[Named(USERS)]),
    ("ACCOUNT_LAST_ADMIN",                  &[Named(&["amendUser", "deactivateUser"])]),
    ("ACCOUNT_PASSWORD_GUESSABLE",          &[Named(PASSWORDS)]),
    ("ACCOUNT_PASSWORD_TOO_LONG",           &[Named(PASSWORDS)]),
    ("ACCOUNT_PASSWORD_TOO_SHORT",          &[Named(PASSWORDS)]),
    ("ACCOUNT_PASSWORD_WRONG",              &[Named(&["changePassword"])]),
    ("ACCOUNT_PATIENT_NOT_ALLOWED",         &[Named(USERS)]),
    ("ACCOUNT_PATIENT_REQUIRED",            &[Named(USERS)]),
    ("ACCOUNT_PATIENT_TAKEN",               &[Named(USERS)]),
    ("ACCOUNT_REFRESH_TOKEN_INVALID",       &[Named(&["refresh"])]),

    ("STATISTICS_PERIOD_EMPTY",             &[Named(&["missedAppointments"])]),
    ("STATISTICS_PERIOD_OUT_OF_RANGE",      &[Named(&["missedAppointments"])]),
    ("STATISTICS_HOUR_OUT_OF_RANGE",        &[Named(&["missedAppointments"])]),
    ("STATISTICS_TOO_MANY_BUCKETS",         &[Named(&["missedAppointments"])]),
    ("STATISTICS_COST_OUT_OF_RANGE",        &[Named(&["missedAppointments"])]),
    ("STATISTICS_COST_AMBIGUOUS",           &[Named(&["missedAppointments"])]),
];

/// The root fields that answer a code, in alphabetical order. Every schema of a process is the same.
pub(in crate::graphql) fn answered_by(registry: &Registry, code: &str) -> Vec<String> {
    static FIELDS: OnceLock<FxHashMap<&str, Vec<String>>> = OnceLock::new();
    FIELDS.get_or_init(|| fields_by_code(registry)).get(code).cloned().unwrap_or_default()
}

fn fields_by_code(registry: &Registry) -> FxHashMap<&'static str, Vec<String>> {
    let roots: Vec<_> = permissions::roots().map(|root| (root, Places::of(registry, root))).collect();
    let answering = |rules: &[Rule]| {
        let answers = roots.iter().filter(|(root, places)| rules.iter().any(|rule| rule.holds(root, places)));
        let mut fields: Vec<String> = answers.map(|(root, _)| root.field.to_owned()).collect();
        fields.sort();
        fields
    };
    TABLE.iter().map(|(code, rules)| (*code, answering(rules))).collect()
}

impl Rule {
    fn holds(self, root: &permissions::FieldPermission, places: &Places<'_>) -> bool {
        let is_closed = |role: Option<Role>| root.permitted_records(role) == PermittedRecords::No;
        match self {
            Every => true,
            Closed(To::Anonymous) => is_closed(None),
            Closed(To::SomeRole) => Role::iter().any(|role| is_closed(Some(role))),
            Argument(name) => places.names.contains(name),
            Typed(of) => places.types.contains(of),
            Named(fields) => fields.contains(&root.field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        graphql::{OperationPolicy, Schema},
        i18n,
    };

    #[test]
    fn each_code_has_one_row_at_most_and_each_row_a_code() {
        let codes: Vec<&str> = i18n::codes().iter().map(|definition| definition.code).collect();
        for (index, (code, _)) in TABLE.iter().enumerate() {
            assert!(codes.contains(code), "{code} is in no enum of refusals");
            assert!(TABLE[..index].iter().all(|(other, _)| other != code), "{code} has two rows");
        }
    }

    /// A code without a row is one of a request that runs no field, or of the program.
    #[test]
    fn a_code_without_rows_is_answered_outside_of_fields() {
        let outside = ["GRAPHQL_", "HTTP_", "PARAMETER_", "IMPORT_", "PERSISTED_QUERY_", "OPERATION_"];
        for code in i18n::codes().iter().map(|definition| definition.code) {
            let has_row = TABLE.iter().any(|(of, _)| *of == code);
            let is_outside =
                outside.iter().any(|prefix| code.starts_with(prefix)) || code == "QUERY_TOO_COMPLEX";
            assert!(has_row != is_outside, "{code}");
        }
    }

    #[test]
    fn every_rule_holds_for_some_root_field_and_names_no_unknown_one() {
        let schema = Schema::new(OperationPolicy::default());
        let roots: Vec<_> = permissions::roots().collect();
        for (code, rules) in TABLE {
            for rule in *rules {
                let holds = |root: &&permissions::FieldPermission| {
                    rule.holds(root, &Places::of(schema.registry(), root))
                };
                assert!(roots.iter().copied().any(|root| holds(&root)), "{code}: {rule:?}");
                if let Named(fields) = rule {
                    let is_known = |field: &&str| roots.iter().any(|root| root.field == *field);
                    assert!(fields.iter().all(is_known), "{code}: {fields:?}");
                }
            }
        }
    }
}
