//! Every field of the schema in every role: the server behaves as the permission table says.

use std::collections::BTreeMap;

use panda::{
    account::{Role, RoleAssignment},
    graphql::permissions::{PermittedRecords, is_wrapping, table},
};
use serde_json::{Value, json};

use crate::support::{Actor, Answer, References, STAFF_ENTITIES, TestApp, Types, patient};

/// A server with one record of each type, and a user in each role.
struct World {
    app: TestApp,
    types: Types,
    roles: [Actor; 5],
    patient: String,
    clinician: String,
    department: String,
    appointment: String,
    /// A record of each type that `node` reads, except users.
    records: BTreeMap<&'static str, String>,
}

impl World {
    async fn create() -> Self {
        let app = TestApp::start().await;
        let (patient_id, department) = (app.a_patient(1).await, app.a_department("ENT").await);
        let organisation = app.an_organisation("RJ1").await;
        let posts = json!([{ "organisationId": organisation, "startsOn": "2026-01-01" }]);
        let clinician = json!({ "name": "Dr Bell", "departmentId": department, "posts": posts });
        let clinician = app.mutate("addClinician", clinician, "clinician { id }").await;
        let clinician = clinician.text("/addClinician/clinician/id");
        let appointment = app.an_appointment(&patient_id, &clinician, 60).await;
        let standings =
            [RoleAssignment::Admin, RoleAssignment::Staff, RoleAssignment::Analyst, patient(&patient_id)]
                .map(Some);
        let [admin, staff, analyst, own] = standings;
        let roles = [None, own, analyst, staff, admin];
        for assignment in standings.into_iter().flatten() {
            app.a_user_with(assignment);
        }
        let types = Types::of(&app).await;
        let mut records = BTreeMap::from([
            ("Patient", patient_id.clone()),
            ("Clinician", clinician.clone()),
            ("Department", department.clone()),
            ("Organisation", organisation.clone()),
            ("Appointment", appointment.clone()),
        ]);
        let references = References { department: department.clone(), organisation };
        for entity in &STAFF_ENTITIES {
            if !records.contains_key(entity.object) {
                records.insert(entity.object, entity.add(&app, 1, &references).await);
            }
        }
        Self { app, types, roles, patient: patient_id, clinician, department, appointment, records }
    }

    /// A document that leads to an object of a type: the text before and after the field, and the path to the
    /// object.
    fn way_to(&self, object: &str) -> (String, String, Vec<&'static str>) {
        let node = |id: &str, kind: &str, inner: &str| {
            let ends = "}".repeat(2 + inner.matches('{').count());
            (format!(r#"{{ node(id: "{id}") {{ ... on {kind} {{ {inner}"#), format!("{ends} }}"))
        };
        let within =
            |(before, after): (String, String), path: &[&'static str]| (before, after, path.to_vec());
        match object {
            "Node" => {
                within((format!(r#"{{ node(id: "{}") {{ "#, self.clinician), "} }".to_owned()), &["node"])
            }
            "ClinicianPost" => within(node(&self.clinician, "Clinician", "posts {"), &["node", "posts"]),
            "ErrorDefinition" => {
                within(("{ errorCatalogue {".to_owned(), "} }".to_owned()), &["errorCatalogue"])
            }
            "User" => within(("{ viewer {".to_owned(), "} }".to_owned()), &["viewer"]),
            "Permission" => {
                let way = ("{ viewer { permissions {".to_owned(), "} } }".to_owned());
                within(way, &["viewer", "permissions"])
            }
            "MissedAppointmentsReport"
            | "MissedAppointmentsRow"
            | "MissedAppointmentsPrevious"
            | "MissedAppointmentsChange"
            | "Interval95" => way_to_statistics(object),
            _ => {
                let id = self.records.get(object);
                let id = id.unwrap_or_else(|| panic!("say how to come by an object of the type {object}"));
                within(node(id, object, ""), &["node"])
            }
        }
    }
}

/// In a report with so many appointments that analysts can read the rate too.
fn way_to_statistics(object: &str) -> (String, String, Vec<&'static str>) {
    let path = match object {
        "MissedAppointmentsReport" => &["missedAppointments"][..],
        "MissedAppointmentsRow" => &["missedAppointments", "totals"],
        "MissedAppointmentsPrevious" => &["missedAppointments", "totals", "previous"],
        "MissedAppointmentsChange" => &["missedAppointments", "totals", "change"],
        _ => &["missedAppointments", "totals", "didNotAttendInterval"],
    };
    let arguments = r#"(period: { from: "2026-03-01", until: "2026-04-01" } compareWith: PREVIOUS_PERIOD)"#;
    let inner = path[1..].iter().flat_map(|field| [*field, " { "]).collect::<String>();
    let before = format!("{{ missedAppointments{arguments} {{ {inner}");
    (before, "} ".repeat(path.len() + 1), path.to_vec())
}

fn role(actor: Actor) -> Option<Role> {
    actor.map(RoleAssignment::role)
}

fn is_open(object: &str, field: &str, actor: Actor) -> bool {
    let mut rows = table().iter().filter(|row| (row.object, row.field) == (object, field));
    rows.next().is_some_and(|row| row.permitted_records(role(actor)) != PermittedRecords::No)
}

/// Expects that a field is refused with this name, and returns no data.
#[track_caller]
fn expect_refused(answer: &Answer, actor: Actor, path: &[&str], context: &str) {
    let code = if actor.is_none() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
    let fault = answer.expect_code(code);
    assert_eq!((fault.field.as_str(), fault.args), ("", json!({})), "{context}");
    // List indexes are not field names.
    let reported = answer.body["errors"][0]["path"].as_array().cloned().unwrap_or_default();
    let reported: Vec<&str> = reported.iter().filter_map(Value::as_str).collect();
    assert_eq!(reported, path, "{context}");
    let data = answer.body.get("data").unwrap_or_else(|| panic!("{context}: no data"));
    let pointer = format!("/{}", path.join("/"));
    assert!(data.pointer(&pointer).is_none_or(Value::is_null), "{context}: {data}");
    assert!(!data.to_string().contains(|c: char| c.is_ascii_digit()), "{context}: {data}");
}

#[track_caller]
fn expect_granted(answer: &Answer, context: &str) {
    for fault in answer.faults() {
        assert!(!["UNAUTHENTICATED", "FORBIDDEN"].contains(&fault.code.as_str()), "{context}: {fault:?}");
        // Other errors may occur, but the document is valid.
        assert!(!fault.code.starts_with("GRAPHQL_"), "{context}: {fault:?}");
    }
}

#[tokio::test]
async fn every_root_field_is_open_to_exactly_the_roles_in_the_table() {
    let world = World::create().await;
    let mut asked = 0;
    for (object, operation) in [("Query", "query"), ("Mutation", "mutation")] {
        for field in world.types.fields(object) {
            for actor in world.roles {
                let query = format!("{operation} {{ asked: {} }}", world.types.minimal_selection(&field));
                let answer = world.app.send_as(actor, &query, json!({})).await;
                let context = format!("{query} as {:?}", role(actor));
                if is_open(object, &field.name, actor) {
                    expect_granted(&answer, &context);
                } else {
                    expect_refused(&answer, actor, &["asked"], &context);
                }
                asked += 1;
            }
        }
    }
    assert!(asked >= 5 * 29, "that was not all: {asked}");
}

#[tokio::test]
async fn every_object_field_is_open_to_exactly_the_roles_in_the_table() {
    let world = World::create().await;
    let is_asked = |object: &&str| !is_wrapping(object) && !["Query", "Mutation"].contains(object);
    for object in world.types.with_fields().filter(is_asked) {
        let (before, after, path) = world.way_to(object);
        let mut by = Vec::new();
        for actor in world.roles {
            let reached = world.app.send_as(actor, &format!("{before} __typename {after}"), json!({})).await;
            let found = &reached.body["data"][path[0]];
            if found.is_null() || *found == json!({}) {
                continue;
            }
            by.push(role(actor));
            for field in world.types.fields(object) {
                let query = format!("{before} asked: {} {after}", world.types.minimal_selection(&field));
                let answer = world.app.send_as(actor, &query, json!({})).await;
                let context = format!("{query} as {:?}", role(actor));
                if is_open(object, &field.name, actor) {
                    expect_granted(&answer, &context);
                    assert!(answer.body.get("errors").is_none(), "{context}: {:#}", answer.body);
                } else {
                    expect_refused(&answer, actor, &[&path[..], &["asked"]].concat(), &context);
                }
            }
        }
        let all = world.roles.map(role);
        let expected: Vec<_> = match object {
            "ErrorDefinition" => all.to_vec(),
            "Patient" | "Appointment" => vec![all[1], all[3], all[4]],
            "Interval95" => all[2..].to_vec(),
            _ if object.starts_with("MissedAppointments") => all[2..].to_vec(),
            _ => all[1..].to_vec(),
        };
        assert_eq!(by, expected, "the roles that reach an object of the type {object}");
    }
}

#[tokio::test]
async fn no_form_of_a_document_bypasses_a_permission() {
    let world = World::create().await;
    let (app, clinician) = (&world.app, &world.clinician);
    let list = "{ totalCount edges { node { id } } }";
    let ways = [
        (
            format!(
                r#"{{ node(id: "{clinician}") {{ ... on Clinician {{ asked: appointments {list} }} }} }}"#
            ),
            vec!["node", "asked"],
        ),
        (
            format!(
                r#"{{ node(id: "{clinician}") {{ ... on Node {{ ... on Clinician {{ asked: appointments {list} }} }} }} }}"#
            ),
            vec!["node", "asked"],
        ),
        (
            format!(
                r#"{{ node(id: "{clinician}") {{ ...One }} }} fragment One on Node {{ ...Two }}
            fragment Two on Clinician {{ asked: appointments {list} }}"#
            ),
            vec!["node", "asked"],
        ),
        (
            format!(
                r#"{{ nodes(ids: ["{clinician}"]) {{ ... {{ ... on Clinician {{ name: appointments {list} }} }} }} }}"#
            ),
            vec!["nodes", "name"],
        ),
        (
            format!(
                "{{ clinicians {{ edges {{ node {{ ... @include(if: true) {{ id: appointments {list} }} }} }} }} }}"
            ),
            vec!["clinicians", "edges", "node", "id"],
        ),
        (
            format!(
                "{{ departments {{ edges {{ node {{ clinicians {{ edges {{ node {{ asked: appointments {list} }} }} }} }} }} }} }}"
            ),
            vec!["departments", "edges", "node", "clinicians", "edges", "node", "asked"],
        ),
        (format!("{{ ... on Query {{ asked: appointments {list} }} }}"), vec!["asked"]),
        ("{ ...Roots } fragment Roots on Query { asked: patients { __typename } }".to_owned(), vec!["asked"]),
        (
            r#"mutation { ... on Mutation { asked: removePatient(input: { id: "x" }) { __typename } } }"#
                .to_owned(),
            vec!["asked"],
        ),
    ];
    for (query, path) in ways {
        let answer = app.send_as(RoleAssignment::Analyst, &query, json!({})).await;
        expect_refused(&answer, Some(RoleAssignment::Analyst), &path, &query);
        expect_granted(&app.send_as(RoleAssignment::Staff, &query, json!({})).await, &query);
    }
}

#[tokio::test]
async fn a_refused_field_does_not_affect_its_siblings() {
    let world = World::create().await;
    let query = "query($id: ID!) { clinician(id: $id) { name } appointment(id: $id) { id } node(id: $id) { __typename } }";
    let answer = world.app.send_as(RoleAssignment::Analyst, query, json!({ "id": world.clinician })).await;
    answer.expect_code("FORBIDDEN");
    let expected = json!({ "clinician": { "name": "Dr Bell" }, "appointment": null, "node": { "__typename": "Clinician" } });
    assert_eq!(answer.body["data"], expected);
}

#[tokio::test]
async fn a_refused_mutation_is_not_executed() {
    let world = World::create().await;
    let (app, id) = (&world.app, &world.department);
    for actor in [None, Some(RoleAssignment::Analyst), Some(patient(&world.patient))] {
        let code = if actor.is_none() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
        let addition = json!({ "code": "GUM", "name": "Another" });
        app.mutate_as(actor, "addDepartment", addition, "__typename").await.expect_code(code);
        let change = json!({ "id": id, "name": "Renamed" });
        app.mutate_as(actor, "amendDepartment", change, "__typename").await.expect_code(code);
        app.mutate_as(actor, "attendAppointment", json!({ "id": world.appointment }), "__typename")
            .await
            .expect_code(code);
    }
    assert_eq!(app.database.texts("SELECT name FROM departments"), ["Department ENT"]);
    assert_eq!(app.status(&world.appointment).await, "ACTIVE");
}
