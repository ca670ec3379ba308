//! The table of the root fields that can return each error code.
//!
//! Where possible, a rule derives the root fields from the schema, so that a new field or argument needs no
//! row. Codes that follow the naming of `conventional` need no row either. The test client rejects a response
//! that contradicts the table. `tests/api/answered_by.rs` compares the table with all responses in the tests.

use std::sync::OnceLock;

use async_graphql::registry::Registry;
use rustc_hash::FxHashMap;
use strum::IntoEnumIterator;

use self::Rule::{Argument, Closed, Every, FilterTyped, MutationTyped, Named, Typed};
use super::{conventional::is_conventional, places::Places};
use crate::{
    account::Role,
    error_catalogue,
    graphql::permissions::{self, PermittedRecords},
};

/// A rule that selects root fields for an error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// All root fields.
    Every,
    /// Root fields that are closed to anonymous callers, or to a role.
    Closed(To),
    /// Root fields with an argument or input field of this name.
    Argument(&'static str),
    /// Root fields with an argument or input field of this type.
    Typed(&'static str),
    /// Root fields with an argument `filter`, and an input field of this type.
    FilterTyped(&'static str),
    /// Mutations with an argument or input field of this type.
    MutationTyped(&'static str),
    Named(&'static [&'static str]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Anonymous,
    SomeRole,
}

const PATIENTS: &[&str] = &["amendPatient", "registerPatient"];
const CLINICIANS: &[&str] = &["addClinician", "amendClinician"];
const USERS: &[&str] = &["addUser", "amendUser"];
const BOOKINGS: &[&str] = &["amendAppointment", "bookAppointment"];
const CHANGES: &[&str] = &["amendAppointment", "attendAppointment", "cancelAppointment"];
const PASSWORDS: &[&str] = &["addUser", "amendUser", "changePassword", "registerAccount"];
const EMAILS: &[&str] = &["addUser", "amendPatient", "amendUser", "registerAccount", "registerPatient"];
/// Text inputs. A blank text in a filter is no filter.
const INPUT_TEXTS: [Rule; 4] =
    [Argument("name"), Argument("displayName"), Argument("reason"), Argument("addressLines")];
const TEXTS: [Rule; 5] = [
    Argument("name"),
    Argument("displayName"),
    Argument("reason"),
    Argument("addressLines"),
    Argument("search"),
];

/// The rules of the error codes that are not conventional. No field returns a code without rules.
#[rustfmt::skip]
static TABLE: &[(&str, &[Rule])] = &[
    ("UNAUTHENTICATED",                     &[Closed(To::Anonymous)]),
    ("FORBIDDEN",                           &[Closed(To::SomeRole), Named(&["logoutEverywhere"])]),
    ("INTERNAL",                            &[Every]),
    ("SERVICE_UNAVAILABLE",                 &[Every]),
    ("BAD_USER_INPUT",                      &[Every]),
    ("FIELD_REQUIRED",                      &[Every]),
    // A mutation refuses an identifier of no record, and a repeated one may find its record removed.
    ("NOT_FOUND",                           &[MutationTyped("ID"), Argument("idempotencyKey")]),
    ("VERSION_CONFLICT",                    &[Argument("expectedVersion")]),
    ("RATE_LIMITED",                        &[Named(&["changePassword", "login", "registerAccount"])]),
    ("ID_MALFORMED",                        &[FilterTyped("ID")]),
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
    ("PATIENT_DATE_OF_BIRTH_IN_FUTURE",     &[Named(PATIENTS)]),
    ("PATIENT_DATE_OF_BIRTH_TOO_EARLY",     &[Named(PATIENTS)]),
    ("PATIENT_HAS_APPOINTMENTS",            &[Named(&["removePatient"])]),
    ("PATIENT_SEARCH_TOO_MANY_WORDS",       &[Typed("PatientFilter")]),

    ("CLINICIAN_POST_ENDS_BEFORE_START",    &[Named(CLINICIANS)]),
    ("CLINICIAN_POSTS_OVERLAP",             &[Named(CLINICIANS)]),

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

/// The root fields that return an error code, in alphabetical order. The result is cached, because every
/// schema of a process is the same.
pub(in crate::graphql) fn answered_by(registry: &Registry, code: &str) -> Vec<String> {
    static FIELDS: OnceLock<FxHashMap<&str, Vec<String>>> = OnceLock::new();
    FIELDS.get_or_init(|| fields_by_code(registry)).get(code).cloned().unwrap_or_default()
}

fn fields_by_code(registry: &Registry) -> FxHashMap<&'static str, Vec<String>> {
    let roots: Vec<_> = permissions::roots().map(|root| (root, Places::of(registry, root))).collect();
    let answering = |code: &'static str| {
        let rules = TABLE.iter().find(|(of, _)| *of == code).map(|(_, rules)| rules);
        let answers = roots.iter().filter(|(root, places)| match rules {
            Some(rules) => rules.iter().any(|rule| rule.holds(root, places)),
            None => is_conventional(code, root, places),
        });
        let mut fields: Vec<String> = answers.map(|(root, _)| root.field.to_owned()).collect();
        fields.sort();
        (code, fields)
    };
    error_catalogue::codes().into_iter().map(|definition| answering(definition.code)).collect()
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
            FilterTyped(of) => places.names.contains("filter") && places.types.contains(of),
            MutationTyped(of) => root.object == "Mutation" && places.types.contains(of),
            Named(fields) => fields.contains(&root.field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graphql::{OperationPolicy, Schema};

    #[test]
    fn each_code_has_at_most_one_row_and_each_row_a_known_code() {
        let codes: Vec<&str> = error_catalogue::codes().iter().map(|definition| definition.code).collect();
        for (index, (code, _)) in TABLE.iter().enumerate() {
            assert!(codes.contains(code), "no enum of refusals has {code}");
            assert!(TABLE[..index].iter().all(|(other, _)| other != code), "{code} has two rows");
        }
    }

    /// Codes without a row and without a conventional name belong to requests that execute no field, or to the
    /// program itself.
    #[test]
    fn a_code_without_a_rule_is_returned_outside_of_fields() {
        let schema = Schema::new(OperationPolicy::default());
        let is_of_a_root = |code: &str| {
            permissions::roots().any(|root| is_conventional(code, root, &Places::of(schema.registry(), root)))
        };
        let outside = ["GRAPHQL_", "HTTP_", "PARAMETER_", "IMPORT_", "PERSISTED_QUERY_", "OPERATION_"];
        for code in error_catalogue::codes().iter().map(|definition| definition.code) {
            let has_row = TABLE.iter().any(|(of, _)| *of == code);
            let is_outside =
                outside.iter().any(|prefix| code.starts_with(prefix)) || code == "QUERY_TOO_COMPLEX";
            assert!((has_row || is_of_a_root(code)) != is_outside, "{code}");
        }
    }

    #[test]
    fn every_rule_selects_a_root_field_and_names_only_known_ones() {
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
