//! Every field of the schema, asked for in every role: what the table of permissions says is what happens.

use panda::{
    account::Role,
    graphql::permissions::{PermittedRecords, is_wrapping, table},
    principal::RoleAssignment,
};
use serde_json::{Value, json};

use crate::support::{Answer, Somebody, TestApp, Types, patient};

/// A server with one record of everything, and somebody in each role.
struct World {
    app: TestApp,
    types: Types,
    roles: [Somebody; 5],
    patient: String,
    clinician: String,
    department: String,
    organisation: String,
    appointment: String,
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
        Self { app, types, roles, patient: patient_id, clinician, department, organisation, appointment }
    }

    /// The way to an object of a type, as far as a field of it: what stands before and after, and the path to the object.
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
            "Patient" => within(node(&self.patient, object, ""), &["node"]),
            "Appointment" => within(node(&self.appointment, object, ""), &["node"]),
            "Clinician" => within(node(&self.clinician, object, ""), &["node"]),
            "ClinicianPost" => within(node(&self.clinician, "Clinician", "posts {"), &["node", "posts"]),
            "Department" => within(node(&self.department, object, ""), &["node"]),
            "Organisation" => within(node(&self.organisation, object, ""), &["node"]),
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
            _ => panic!("say here how to come by an object of the type {object}"),
        }
    }
}

/// In a report of so many appointments that a rate is told to analysts too.
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

fn role(somebody: Somebody) -> Option<Role> {
    somebody.map(RoleAssignment::role)
}

fn is_open(object: &str, field: &str, somebody: Somebody) -> bool {
    let mut rows = table().iter().filter(|row| (row.object, row.field) == (object, field));
    rows.next().is_some_and(|row| row.permitted_records(role(somebody)) != PermittedRecords::No)
}

/// Expects a field to be refused, where it was asked for by this name, and nothing to be told instead.
#[track_caller]
fn expect_refused(answer: &Answer, somebody: Somebody, path: &[&str], context: &str) {
    let code = if somebody.is_none() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
    let fault = answer.expect_code(code);
    assert_eq!((fault.field.as_str(), fault.args), ("", json!({})), "{context}");
    // Places in lists are no names.
    let told = answer.body["errors"][0]["path"].as_array().cloned().unwrap_or_default();
    let told: Vec<&str> = told.iter().filter_map(Value::as_str).collect();
    assert_eq!(told, path, "{context}");
    let data = answer.body.get("data").unwrap_or_else(|| panic!("{context}: no data"));
    let pointer = format!("/{}", path.join("/"));
    assert!(data.pointer(&pointer).is_none_or(Value::is_null), "{context}: {data}");
    assert!(!data.to_string().contains(|c: char| c.is_ascii_digit()), "{context}: {data}");
}

#[track_caller]
fn expect_granted(answer: &Answer, context: &str) {
    for fault in answer.faults() {
        assert!(!["UNAUTHENTICATED", "FORBIDDEN"].contains(&fault.code.as_str()), "{context}: {fault:?}");
        // Whatever else is wrong, the operation was a good one.
        assert!(!fault.code.starts_with("GRAPHQL_"), "{context}: {fault:?}");
    }
}

#[tokio::test]
async fn every_root_field_is_open_to_those_roles_that_the_table_names() {
    let world = World::create().await;
    let mut asked = 0;
    for (object, operation) in [("Query", "query"), ("Mutation", "mutation")] {
        for field in world.types.fields(object) {
            for somebody in world.roles {
                let query = format!("{operation} {{ asked: {} }}", world.types.asked(&field));
                let answer = world.app.send_as(somebody, &query, json!({})).await;
                let context = format!("{query} as {:?}", role(somebody));
                if is_open(object, &field.name, somebody) {
                    expect_granted(&answer, &context);
                } else {
                    expect_refused(&answer, somebody, &["asked"], &context);
                }
                asked += 1;
            }
        }
    }
    assert!(asked >= 5 * 29, "that was not all: {asked}");
}

#[tokio::test]
async fn every_field_of_every_object_is_open_to_those_roles_that_the_table_names() {
    let world = World::create().await;
    let is_asked = |object: &&str| !is_wrapping(object) && !["Query", "Mutation"].contains(object);
    for object in world.types.with_fields().filter(is_asked) {
        let (before, after, path) = world.way_to(object);
        let mut by = Vec::new();
        for somebody in world.roles {
            let reached =
                world.app.send_as(somebody, &format!("{before} __typename {after}"), json!({})).await;
            let found = &reached.body["data"][path[0]];
            if found.is_null() || *found == json!({}) {
                continue;
            }
            by.push(role(somebody));
            for field in world.types.fields(object) {
                let query = format!("{before} asked: {} {after}", world.types.asked(&field));
                let answer = world.app.send_as(somebody, &query, json!({})).await;
                let context = format!("{query} as {:?}", role(somebody));
                if is_open(object, &field.name, somebody) {
                    expect_granted(&answer, &context);
                    assert!(answer.body.get("errors").is_none(), "{context}: {:#}", answer.body);
                } else {
                    expect_refused(&answer, somebody, &[&path[..], &["asked"]].concat(), &context);
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
        assert_eq!(by, expected, "who comes by an object of the type {object}");
    }
}

#[tokio::test]
async fn no_way_of_writing_an_operation_gets_round_a_refusal() {
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
async fn what_is_refused_leaves_the_rest_of_the_answer_alone() {
    let world = World::create().await;
    let query = "query($id: ID!) { clinician(id: $id) { name } appointment(id: $id) { id } node(id: $id) { __typename } }";
    let answer = world.app.send_as(RoleAssignment::Analyst, query, json!({ "id": world.clinician })).await;
    answer.expect_code("FORBIDDEN");
    let expected = json!({ "clinician": { "name": "Dr Bell" }, "appointment": null, "node": { "__typename": "Clinician" } });
    assert_eq!(answer.body["data"], expected);
}

#[tokio::test]
async fn what_is_refused_is_not_carried_out() {
    let world = World::create().await;
    let (app, id) = (&world.app, &world.department);
    for somebody in [None, Some(RoleAssignment::Analyst), Some(patient(&world.patient))] {
        let code = if somebody.is_none() { "UNAUTHENTICATED" } else { "FORBIDDEN" };
        let addition = json!({ "code": "GUM", "name": "Another" });
        app.mutate_as(somebody, "addDepartment", addition, "__typename").await.expect_code(code);
        let change = json!({ "id": id, "name": "Renamed" });
        app.mutate_as(somebody, "amendDepartment", change, "__typename").await.expect_code(code);
        app.mutate_as(somebody, "attendAppointment", json!({ "id": world.appointment }), "__typename")
            .await
            .expect_code(code);
    }
    assert_eq!(app.database.texts("SELECT name FROM departments"), ["Department ENT"]);
    assert_eq!(app.status(&world.appointment).await, "ACTIVE");
}
