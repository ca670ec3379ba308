//! A field that is refused becomes null, and the fields beside it keep their values.

use std::collections::{BTreeMap, BTreeSet};

use panda::{
    account::Role,
    graphql::permissions::{FieldPermission, PermittedRecords, is_wrapping, table},
    principal::RoleAssignment,
};
use serde_json::{Value, json};

use crate::support::{Somebody, TestApp, Types, patient};

const ROLES: [Option<Role>; 5] =
    [None, Some(Role::Patient), Some(Role::Analyst), Some(Role::Staff), Some(Role::Admin)];

/// A caller of each role.
async fn callers(app: &TestApp) -> [Somebody; 5] {
    let own = patient(&app.a_patient(1).await);
    let standings = [own, RoleAssignment::Analyst, RoleAssignment::Staff, RoleAssignment::Admin];
    for assignment in standings {
        app.a_user_with(assignment);
    }
    let [own, analyst, staff, admin] = standings.map(Some);
    [None, own, analyst, staff, admin]
}

/// Whether the answer refuses the root field because of the permissions of the caller.
fn is_refused(body: &Value, field: &str) -> bool {
    let errors = body["errors"].as_array().into_iter().flatten();
    let is_permission = |code: &Value| code == "UNAUTHENTICATED" || code == "FORBIDDEN";
    let mut errors = errors.filter(|error| error["path"] == json!([field]));
    errors.any(|error| is_permission(&error["extensions"]["code"]))
}

#[tokio::test]
async fn a_root_field_that_any_caller_is_refused_is_nullable() {
    let app = TestApp::start().await;
    let (callers, types) = (callers(&app).await, Types::of(&app).await);
    let (mut protected, mut non_null) = (BTreeSet::new(), Vec::new());
    for (root, kind) in [("Query", "query"), ("Mutation", "mutation")] {
        for field in types.fields(root) {
            let operation = format!("{kind} {{ {} }}", types.asked(&field));
            for caller in callers {
                let answer = app.send_as(caller, &operation, json!({})).await;
                if is_refused(&answer.body, &field.name) {
                    protected.insert(field.name.clone());
                }
            }
            if protected.contains(&field.name) && !field.is_nullable() {
                non_null.push(field.name);
            }
        }
    }
    assert!(non_null.is_empty(), "a refusal of one of these fields empties the whole answer: {non_null:?}");
    // The walk has asked what it claims to have asked.
    assert!(protected.contains("missedAppointments") && protected.contains("removePatient"), "{protected:?}");
    assert!(!protected.contains("errorCatalogue") && !protected.contains("login"), "{protected:?}");
}

#[tokio::test]
async fn a_field_that_is_refused_on_an_object_that_is_not_is_nullable() {
    let app = TestApp::start().await;
    let types = Types::of(&app).await;
    let is_open = |row: &FieldPermission, role| row.permitted_records(role) != PermittedRecords::No;
    let has_open_field =
        |object: &str, role| table().iter().any(|row| row.object == object && is_open(row, role));
    let is_refused_alone = |row: &&FieldPermission| {
        ROLES.into_iter().any(|role| !is_open(row, role) && has_open_field(row.object, role))
    };
    let refused_alone: BTreeSet<(&str, &str)> =
        table().iter().filter(is_refused_alone).map(|row| (row.object, row.field)).collect();
    let objects = types.with_fields().filter(|object| !is_wrapping(object));
    let non_null: Vec<_> = objects
        .flat_map(|object| types.fields(object))
        .filter(|field| refused_alone.contains(&(field.object.as_str(), field.name.as_str())))
        .filter(|field| !field.is_nullable())
        .map(|field| format!("{}.{}", field.object, field.name))
        .collect();
    assert!(non_null.is_empty(), "a refusal of one of these fields empties its object: {non_null:?}");
    assert!(refused_alone.contains(&("Clinician", "appointments")), "{refused_alone:?}");
}

/// GraphQL refuses an operation that selects two fields under one key of which one may be null and the other may not.
#[tokio::test]
async fn lists_of_one_name_beneath_different_objects_are_selected_together() {
    let app = TestApp::start().await;
    let types = Types::of(&app).await;
    let objects = types.with_fields().filter(|object| !["Query", "Mutation"].contains(object));
    let mut lists: BTreeMap<String, BTreeMap<bool, Vec<String>>> = BTreeMap::new();
    for field in objects.flat_map(|object| types.fields(object)) {
        if field.type_name().ends_with("Connection") {
            let by_nullability = lists.entry(field.name.clone()).or_default();
            by_nullability.entry(field.is_nullable()).or_default().push(field.object);
        }
    }
    assert_eq!(lists["appointments"].values().flatten().count(), 4, "{lists:?}");
    for (name, by_nullability) in lists {
        assert_eq!(by_nullability.len(), 1, "{name}: {by_nullability:?}");
    }
}

const DASHBOARD: &str = r#"{
    viewer { role }
    patients { totalCount }
    appointments { totalCount }
    users { totalCount }
    nodes(ids: []) { id }
    departments { totalCount edges { node { code appointments { totalCount } clinicians { totalCount } } } }
    organisations { edges { node { odsCode appointments { totalCount } } } }
    clinicians { edges { node { name appointments { totalCount } } } }
    missedAppointments(period: { from: "2026-03-01", until: "2026-04-01" }) { totals { suppressed } }
    errorCatalogue { code }
}"#;

#[tokio::test]
async fn the_rest_of_a_dashboard_is_answered_beside_what_is_refused() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    app.a_clinician("Dr Bell", &department).await;
    app.an_organisation("RJ1").await;
    let [anyone, own, analyst, staff, admin] = callers(&app).await;
    let of_appointments = [
        "clinicians.edges.0.node.appointments",
        "departments.edges.0.node.appointments",
        "organisations.edges.0.node.appointments",
    ];
    let roots = |names: &'static str| names.split(' ');
    for (caller, refused) in [
        (
            anyone,
            roots(
                "appointments clinicians departments missedAppointments nodes organisations patients users",
            )
            .collect(),
        ),
        (own, roots("missedAppointments users").collect()),
        (analyst, roots("appointments patients users").chain(of_appointments).collect()),
        (staff, vec!["users"]),
        (admin, vec![]),
    ] {
        let answer = app.send_as(caller, DASHBOARD, json!({})).await;
        let path = |error: &Value| {
            let segments = error["path"].as_array().expect("a path").iter();
            let text = |segment: &Value| segment.as_str().map_or(segment.to_string(), str::to_owned);
            segments.map(text).collect::<Vec<_>>().join(".")
        };
        let errors = answer.body["errors"].as_array().into_iter().flatten();
        let paths: BTreeSet<String> = errors.map(path).collect();
        let refused: BTreeSet<&str> = Vec::into_iter(refused).collect();
        assert_eq!(paths.iter().map(String::as_str).collect::<BTreeSet<_>>(), refused, "{caller:?}");
        let data = &answer.body["data"];
        for root in data.as_object().expect("the dashboard is answered").keys() {
            let is_nobody = root == "viewer" && caller.is_none();
            assert_eq!(data[root].is_null(), refused.contains(root.as_str()) || is_nobody, "{root}: {data}");
        }
        for path in of_appointments {
            let (object, field) = path.rsplit_once('.').expect("a field");
            let object = data.pointer(&format!("/{}", object.replace('.', "/")));
            if let Some(object) = object {
                assert_eq!(object[field].is_null(), refused.contains(path), "{path}: {data}");
            }
        }
    }
}
