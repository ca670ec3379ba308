//! The permission table covers every field of the schema, and matches the intended rules.

use std::collections::{BTreeMap, BTreeSet};

use panda::{
    account::Role,
    graphql::permissions::{PermittedRecords, is_wrapping, table},
};

use crate::support::{STAFF_ENTITIES, TestApp, Types};

/// The root fields per role, stated a second time to reveal mistakes in the table. Each list includes the
/// previous ones, with two exceptions: analysts have no patient fields, and patients have no statistics. The
/// root fields of `STAFF_ENTITIES` are added: everyone who is signed in reads them, and staff write them.
const TO_ANYBODY: [&str; 6] = ["errorCatalogue", "login", "logout", "refresh", "registerAccount", "viewer"];
const TO_EVERY_SIGNED_IN_USER: [&str; 5] =
    ["amendViewer", "changePassword", "logoutEverywhere", "node", "nodes"];
/// Not for patients.
const TO_ANALYSTS: [&str; 1] = ["missedAppointments"];
const TO_PATIENTS: [&str; 8] = [
    "amendAppointment",
    "amendPatient",
    "appointment",
    "appointments",
    "bookAppointment",
    "cancelAppointment",
    "patient",
    "patients",
];
const TO_STAFF: [&str; 3] = ["attendAppointment", "registerPatient", "removePatient"];
const TO_ADMINISTRATORS: [&str; 4] = ["addUser", "amendUser", "deactivateUser", "users"];

const ALL_ROLES: [Option<Role>; 5] =
    [None, Some(Role::Patient), Some(Role::Analyst), Some(Role::Staff), Some(Role::Admin)];

fn open_to(role: Option<Role>) -> BTreeSet<String> {
    let is_open = |fields: &'static [&'static str]| fields.iter().map(|field| (*field).to_owned());
    let mut open: BTreeSet<_> = is_open(&TO_ANYBODY).collect();
    for entity in &STAFF_ENTITIES {
        if role.is_some() {
            open.extend([entity.query, entity.list].map(str::to_owned));
        }
        if matches!(role, Some(Role::Staff | Role::Admin)) {
            open.extend(["add", "amend", "remove"].map(|verb| entity.mutation(verb)));
        }
    }
    match role {
        None => {}
        Some(Role::Analyst) => {
            open.extend(is_open(&TO_EVERY_SIGNED_IN_USER).chain(is_open(&TO_ANALYSTS)));
        }
        Some(Role::Patient) => open.extend(is_open(&TO_EVERY_SIGNED_IN_USER).chain(is_open(&TO_PATIENTS))),
        Some(Role::Staff | Role::Admin) => {
            open.extend(is_open(&TO_EVERY_SIGNED_IN_USER).chain(is_open(&TO_ANALYSTS)));
            open.extend(is_open(&TO_PATIENTS).chain(is_open(&TO_STAFF)));
        }
    }
    if role == Some(Role::Admin) {
        open.extend(is_open(&TO_ADMINISTRATORS));
    }
    open
}

fn is_root(object: &str) -> bool {
    ["Query", "Mutation"].contains(&object)
}

#[test]
fn the_table_opens_root_fields_to_the_intended_roles() {
    for role in ALL_ROLES {
        let rows = table()
            .iter()
            .filter(|row| is_root(row.object) && row.permitted_records(role) != PermittedRecords::No);
        assert_eq!(rows.map(|row| row.field.to_owned()).collect::<BTreeSet<_>>(), open_to(role), "{role:?}");
    }
}

#[test]
fn patients_and_analysts_reach_patient_data_only_as_their_own() {
    let is_of_patients =
        |object: &str, field: &str| ["Patient", "Appointment"].contains(&object) || field == "appointments";
    for row in table().iter().filter(|row| is_of_patients(row.object, row.field)) {
        let name = format!("{}.{}", row.object, row.field);
        assert_eq!(row.permitted_records(None), PermittedRecords::No, "{name}");
        assert_eq!(row.permitted_records(Some(Role::Analyst)), PermittedRecords::No, "{name}");
        assert_eq!(row.permitted_records(Some(Role::Patient)), PermittedRecords::Own, "{name}");
    }
}

#[test]
fn anonymous_callers_reach_only_errors_and_a_new_account() {
    let open = table()
        .iter()
        .filter(|row| !is_root(row.object) && row.permitted_records(None) != PermittedRecords::No);
    let types: BTreeSet<_> = open.map(|row| row.object).collect();
    assert_eq!(types, BTreeSet::from(["ErrorDefinition", "Permission", "User"]));
}

#[tokio::test]
async fn every_schema_field_has_exactly_one_table_row() {
    let app = TestApp::start().await;
    let types = Types::of(&app).await;
    let is_told = |object: &&str| !is_wrapping(object);
    let fields = types.with_fields().filter(is_told).flat_map(|object| types.fields(object));
    let fields: BTreeSet<_> = fields.map(|field| (field.object, field.name)).collect();
    let mut rows: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in table() {
        *rows.entry((row.object.to_owned(), row.field.to_owned())).or_default() += 1;
    }
    let without_row: Vec<_> = fields.iter().filter(|field| !rows.contains_key(field)).collect();
    assert!(without_row.is_empty(), "closed to all callers, because they have no row: {without_row:?}");
    let without_field: Vec<_> = rows.keys().filter(|row| !fields.contains(row)).collect();
    assert!(without_field.is_empty(), "rows without a field: {without_field:?}");
    let repeated: Vec<_> = rows.iter().filter(|(_, rows)| **rows > 1).collect();
    assert!(repeated.is_empty(), "rows that contradict each other: {repeated:?}");
}

#[tokio::test]
async fn types_without_rows_carry_no_data_of_their_own() {
    let app = TestApp::start().await;
    let types = Types::of(&app).await;
    let has_rows = |name: &str| table().iter().any(|row| row.object == name);
    let leading_to = |name: &str| -> Vec<_> {
        let all = types.with_fields().flat_map(|object| types.fields(object));
        all.filter(|field| field.type_name() == name).collect()
    };
    let mut seen = BTreeSet::new();
    for wrapping in types.with_fields().filter(|name| is_wrapping(name)) {
        let fields = types.fields(wrapping);
        let reported: BTreeMap<String, String> =
            fields.iter().map(|field| (field.name.clone(), field.type_name())).collect();
        let reported: Vec<(&str, &str)> =
            reported.iter().map(|(name, of)| (name.as_str(), of.as_str())).collect();
        let from = leading_to(wrapping);
        if let Some(listed) = wrapping.strip_suffix("Connection") {
            seen.insert("Connection");
            let edge = format!("{listed}Edge");
            assert_eq!(
                reported,
                [
                    ("edges", edge.as_str()),
                    ("nodes", listed),
                    ("pageInfo", "PageInfo"),
                    ("totalCount", "Int")
                ],
                "{wrapping}"
            );
            // The permission for a list is that of the fields that return it, so each of them needs a row.
            let of_row = |field: &&crate::support::Field| {
                table().iter().any(|row| row.object == field.object && row.field == field.name)
            };
            let is_decided = from.iter().all(|field| of_row(&field));
            assert!(is_decided && !from.is_empty(), "{wrapping}: {from:?}");
        } else if let Some(listed) = wrapping.strip_suffix("Edge") {
            seen.insert("Edge");
            assert_eq!(reported, [("cursor", "String"), ("node", listed)], "{wrapping}");
            assert!(has_rows(listed), "{wrapping}");
            assert!(
                from.iter().all(|field| field.object == format!("{listed}Connection")),
                "{wrapping}: {from:?}"
            );
        } else if wrapping == "PageInfo" {
            seen.insert("PageInfo");
            let expected = [
                ("endCursor", "String"),
                ("hasNextPage", "Boolean"),
                ("hasPreviousPage", "Boolean"),
                ("startCursor", "String"),
            ];
            assert_eq!(reported, expected);
        } else if let Some(mutation) = wrapping.strip_suffix("Payload") {
            seen.insert("Payload");
            // Exactly one mutation returns each payload, so the mutation's permission covers it.
            let from: Vec<_> =
                from.iter().map(|field| (field.object.as_str(), field.name.to_lowercase())).collect();
            assert_eq!(from, [("Mutation", mutation.to_lowercase())], "{wrapping}");
            for (name, of) in reported {
                let is_plain = matches!(types.kind(of), "SCALAR" | "ENUM");
                assert!(is_plain || has_rows(of), "{wrapping}.{name} is of the type {of}, which has no rows");
            }
        } else {
            panic!("{wrapping} counts as a wrapping for no reason");
        }
    }
    assert_eq!(seen, BTreeSet::from(["Connection", "Edge", "PageInfo", "Payload"]));
}
