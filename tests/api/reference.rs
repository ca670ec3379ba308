//! Each server caches clinicians, departments and organisations, and never returns stale values.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Answer, ConcurrentTransaction, TestApp, appointment_row, patient_row};

/// The records of an appointment, on two servers with one database.
struct World {
    one: TestApp,
    other: TestApp,
    clinician: String,
    department: String,
    organisation: String,
}

const APPOINTMENTS: &str = "{ appointments { edges { node {
    clinician { name department { name } } department { name } organisation { name } } } } }";

impl World {
    async fn create() -> Self {
        let one = TestApp::start().await;
        let other = TestApp::builder().database(one.database.with_settings(&[])).start().await;
        let department = one.a_department("ENT").await;
        let clinician = one.a_clinician("Dr ENT", &department).await;
        let organisation = one.an_organisation("RJ1").await;
        let patient = one.a_patient(1).await;
        let mut booking = one.booking(&patient, &clinician, 60);
        booking["organisationId"] = json!(organisation);
        one.book(booking).await.data("");
        Self { one, other, clinician, department, organisation }
    }

    fn servers(&self) -> [&TestApp; 2] {
        [&self.one, &self.other]
    }

    /// Waits until neither server needs to read.
    async fn settles(&self) {
        for app in self.servers() {
            app.wait_for_reference_cache().await;
        }
    }

    /// Expects that both servers return these names in their next response.
    async fn expect(&self, clinician: &str, department: &str, organisation: &str) {
        for app in self.servers() {
            let reported = app.query(APPOINTMENTS).await.data("/appointments/edges/0/node");
            let department = json!({ "name": department });
            let expected = json!({
                "clinician": { "name": clinician, "department": department },
                "department": department, "organisation": { "name": organisation },
            });
            assert_eq!(reported, expected);
        }
    }
}

async fn amend(app: &TestApp, mutation: &str, id: &str, name: &str) -> Answer {
    app.mutate(mutation, json!({ "id": id, "name": name }), "__typename").await
}

/// The version of the reference data.
fn version(app: &TestApp) -> Vec<String> {
    app.database.texts("SELECT version::text FROM reference_version")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rename_is_visible_in_the_next_response_of_every_server() {
    let world = World::create().await;
    world.settles().await;
    world.expect("Dr ENT", "Department ENT", "Hospital RJ1").await;
    amend(&world.one, "amendClinician", &world.clinician, "By one").await.data("");
    world.expect("By one", "Department ENT", "Hospital RJ1").await;
    world.settles().await;
    amend(&world.other, "amendDepartment", &world.department, "By the other").await.data("");
    world.expect("By one", "By the other", "Hospital RJ1").await;
    world.settles().await;
    amend(&world.one, "amendOrganisation", &world.organisation, "By one").await.data("");
    world.expect("By one", "By the other", "By one").await;
    for (table, names) in [
        ("clinicians", ["At the prompt", "By the other", "By one"]),
        ("departments", ["At the prompt", "At the prompt", "By one"]),
        ("organisations", ["At the prompt"; 3]),
    ] {
        world.settles().await;
        world.one.database.execute(&format!("UPDATE {table} SET name = 'At the prompt'"));
        let [clinician, department, organisation] = names;
        world.expect(clinician, department, organisation).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removals_and_additions_are_visible_on_every_server() {
    let world = World::create().await;
    let leaving = world.one.a_clinician("Dr Leaving", &world.department).await;
    world.settles().await;
    world.one.mutate("removeClinician", json!({ "id": leaving }), "__typename").await.data("");
    let coming = world.one.a_clinician("Dr Coming", &world.department).await;
    for app in world.servers() {
        let query =
            "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Clinician { name department { name } } } }";
        let reported = app.send(query, json!({ "ids": [leaving, coming] })).await.data("/nodes");
        assert_eq!(
            reported,
            json!([null, { "name": "Dr Coming", "department": { "name": "Department ENT" } }])
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn uncommitted_changes_are_not_visible() {
    let world = World::create().await;
    world.settles().await;
    let mut other = ConcurrentTransaction::begin(&world.one).await;
    other.run("UPDATE clinicians SET name = 'Dr Soon'").await;
    world.expect("Dr ENT", "Department ENT", "Hospital RJ1").await;
    other.run("COMMIT").await;
    world.expect("Dr Soon", "Department ENT", "Hospital RJ1").await;
    world.settles().await;
    let mut other = ConcurrentTransaction::begin(&world.one).await;
    other.run("UPDATE clinicians SET name = 'Dr Never'; ROLLBACK").await;
    world.expect("Dr Soon", "Department ENT", "Hospital RJ1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mutation_sees_reference_data_written_before_it() {
    let world = World::create().await;
    world.settles().await;
    let query = "mutation($clinician: ID!, $department: ID!) {
        before: amendClinician(input: { id: $clinician }) { clinician { department { name } } }
        amendDepartment(input: { id: $department, name: \"Anew\" }) { department { name } }
        after: amendClinician(input: { id: $clinician, name: \"Dr Two\" }) { clinician { name department { name } } } }";
    let variables = json!({ "clinician": world.clinician, "department": world.department });
    // The first change is a no-op, so the response comes from the cache.
    let reported = world.one.send(query, variables).await.data("");
    assert_eq!(reported["before"]["clinician"]["department"]["name"], "Department ENT");
    assert_eq!(reported["after"]["clinician"], json!({ "name": "Dr Two", "department": { "name": "Anew" } }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_different_records_do_not_block_each_other() {
    let world = World::create().await;
    let colleague = world.one.a_clinician("Dr Colleague", &world.department).await;
    let (clinician, colleague_only) = ("name = 'Dr ENT'", "name = 'Dr Colleague'");
    // A long transaction blocks no other.
    let mut long = ConcurrentTransaction::begin(&world.one).await;
    long.run(&format!("UPDATE clinicians SET version = 2 WHERE {clinician}")).await;
    let short = amend(&world.other, "amendClinician", &colleague, "Dr Colleague-Bell");
    timeout(Duration::from_secs(10), short).await.expect("there is no wait").data("");
    long.run("COMMIT").await;
    world.other.database.execute(&format!("UPDATE clinicians SET name = 'Dr Colleague' WHERE id <> (SELECT id FROM clinicians WHERE {clinician})"));
    // Two transactions that write several records in any order do not block each other.
    let (mut one, mut other) =
        (ConcurrentTransaction::begin(&world.one).await, ConcurrentTransaction::begin(&world.one).await);
    let crosswise = async {
        one.run(&format!("UPDATE clinicians SET version = 3 WHERE {clinician}")).await;
        other.run("UPDATE organisations SET version = 3").await;
        other.run(&format!("UPDATE clinicians SET version = 3 WHERE {colleague_only}")).await;
        one.run("UPDATE departments SET version = 3").await;
        one.run("COMMIT").await;
        other.run("COMMIT").await;
    };
    timeout(Duration::from_secs(10), crosswise).await.expect("there is no mutual wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_write_changes_the_reference_version() {
    let world = World::create().await;
    let app = &world.one;
    let mut named = version(app);
    let mut is_named_anew = || {
        let former = std::mem::replace(&mut named, version(app));
        assert_eq!(named.len(), 1);
        former != named
    };
    for (written, expected) in [
        ("UPDATE clinicians SET name = name || ' OBE'", true),
        ("UPDATE clinicians SET name = name", false),
        ("UPDATE departments SET code = 'EAR'", true),
        ("UPDATE organisations SET address_lines = '{Heath Park}'", true),
        ("UPDATE appointments SET version = version + 1", false),
        ("SELECT FROM clinicians FOR UPDATE", false),
        // With any search path, and in sessions in which ordinary triggers do not fire.
        ("SET search_path = ''; UPDATE public.departments SET name = 'Ears'", true),
        ("SET session_replication_role = replica; UPDATE organisations SET name = 'Heath'", true),
        // Rolled-back changes have no effect, and committed ones have.
        ("BEGIN; UPDATE clinicians SET name = 'A'; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK", false),
        ("BEGIN; SAVEPOINT a; UPDATE clinicians SET name = 'A'; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO a;
          UPDATE clinicians SET name = 'B'; COMMIT", true),
        ("INSERT INTO clinicians SELECT gen_random_uuid(), 'Dr New', department_id, 1, now(), now() FROM clinicians", true),
        ("DELETE FROM clinicians WHERE name = 'Dr New'", true),
        ("TRUNCATE departments CASCADE", true),
        ("TRUNCATE organisations CASCADE", true),
    ] {
        app.database.execute(written);
        assert_eq!(is_named_anew(), expected, "{written}");
    }
    app.import_all(&[patient_row(2)], &[]).await;
    assert!(!is_named_anew(), "patients are none of it");
    app.database.execute("TRUNCATE patients CASCADE");
    app.import_all(&[patient_row(1)], &[appointment_row(0)]).await;
    assert!(is_named_anew(), "an import that brings clinicians");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_records_are_read_without_the_cache() {
    let world = World::create().await;
    world.settles().await;
    world.one.database.execute(&format!(
        "INSERT INTO departments SELECT gen_random_uuid(), 'D' || n, 'Number ' || n, 1, now(), now()
         FROM generate_series(1, {}) n",
        panda::reference::MOST
    ));
    // For longer than a read takes, and until the next read would be due.
    for _ in 0..30 {
        for app in world.servers() {
            assert!(app.reference.current().await.expect("the database answers").is_none());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.one.database.execute("UPDATE clinicians SET name = 'Dr Who'");
    world.expect("Dr Who", "Department ENT", "Hospital RJ1").await;
    // Without a version check: appointments, clinicians, departments and organisations.
    let (answer, statements) = world.one.statements(world.one.query(APPOINTMENTS)).await;
    answer.data("");
    assert_eq!(statements, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_reference_version_every_request_reads() {
    let world = World::create().await;
    world.settles().await;
    world.one.database.execute("DELETE FROM reference_version; UPDATE clinicians SET name = 'Dr Nameless'");
    for _ in 0..20 {
        world.expect("Dr Nameless", "Department ENT", "Hospital RJ1").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_constant_writes_every_response_is_current() {
    let world = World::create().await;
    world.settles().await;
    let count = |reported: &Value| -> u32 {
        let name = reported["clinician"]["name"].as_str().expect("a name");
        name.parse().unwrap_or_default()
    };
    for n in 1..=60 {
        world.one.database.execute(&format!("UPDATE clinicians SET name = '{n}'"));
        let (one, other) = tokio::join!(world.one.query(APPOINTMENTS), world.other.query(APPOINTMENTS));
        for answer in [one, other] {
            assert_eq!(count(&answer.data("/appointments/edges/0/node")), n);
        }
        if n % 15 == 0 {
            world.settles().await;
        }
    }
}
