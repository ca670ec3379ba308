//! The SQL text of typical requests, as the server sends it, compared with snapshots.
//!
//! Snapshots show values that are in the text because the planner must see them. All others are
//! parameters. No request reads a counted page and other records, because PostgreSQL logs them on two
//! connections in any order.

mod requests;

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use self::requests::{APPOINTMENTS, OF_ONE_PATIENT, PEOPLE, Requests, STATISTICS};
use crate::support::{
    Crowd, PlanCapture, TestApp, TestDatabase, appointment_row, can_read_plans, formatted_sql, nhs_number,
    patient, patient_row, snapshot_settings, with,
};

/// Parts of statements that the server sends in the background, or when it opens a connection.
const BACKGROUND: [&str; 4] =
    [r#""sessions"."ended_at" >"#, r#""reference_version""#, "pg_settings", "lc_messages"];

/// A server whose statements are captured. Its records have the same IDs in every run.
struct SqlCapture {
    plans: PlanCapture,
    variables: Value,
    /// The owner of the database, dropped last.
    _database: TestDatabase,
}

impl SqlCapture {
    /// `None` if the database log cannot be read.
    async fn start(test: &str) -> Option<Self> {
        if !can_read_plans(test) {
            return None;
        }
        let database = TestDatabase::create();
        let plans = PlanCapture::start(&database).await;
        let app = &plans.app;
        app.add_crowd(Crowd { patients: 4, clinicians: 4, departments: 2, appointments: 2 });
        app.wait_for_reference_cache().await;
        let (clinicians, patients) = (app.ids("clinicians").await, app.ids("patients").await);
        let (departments, organisations) = (app.ids("departments").await, app.ids("organisations").await);
        let cursor = app.query("{ appointments(first: 4) { pageInfo { endCursor } } }").await;
        let variables = json!({
            "cursor": cursor.data("/appointments/pageInfo/endCursor"), "number": nhs_number(1),
            "appointment": app.ids("appointments").await[0], "patient": patients[0], "clinicians": clinicians[..2],
            "department": departments[0], "organisation": organisations[0],
        });
        Some(Self { plans, variables, _database: database })
    }

    /// Compares the statements of the work with a snapshot.
    async fn expect(&self, name: &str, description: &str, work: impl AsyncFnOnce(&TestApp)) {
        let ((), mut plans) = self.plans.plans(work).await;
        plans.retain(|plan| !BACKGROUND.iter().any(|part| plan.sql.contains(part)));
        let compare = || insta::assert_snapshot!(name, formatted_sql(&plans));
        snapshot_settings("generated_sql", description).bind(compare);
    }

    async fn expect_requests(&self, who: RoleAssignment, requests: Requests<'_>) {
        for (name, query) in requests {
            let send =
                async |app: &TestApp| drop(app.send_as(who, query, self.variables.clone()).await.data(""));
            self.expect(name, query, send).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_of_appointments() {
    let Some(capture) = SqlCapture::start("lists_of_appointments").await else { return };
    capture.expect_requests(RoleAssignment::Staff, APPOINTMENTS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_a_patient() {
    let Some(capture) = SqlCapture::start("requests_of_a_patient").await else { return };
    let who = patient(capture.variables["patient"].as_str().expect("an ID"));
    capture.expect_requests(who, OF_ONE_PATIENT).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_and_searches_of_people() {
    let Some(capture) = SqlCapture::start("lists_and_searches_of_people").await else { return };
    capture.expect_requests(RoleAssignment::Staff, PEOPLE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_of_missed_appointments() {
    let Some(capture) = SqlCapture::start("reports_of_missed_appointments").await else { return };
    capture.expect_requests(RoleAssignment::Staff, STATISTICS).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_of_appointments() {
    let Some(capture) = SqlCapture::start("changes_of_appointments").await else { return };
    let text = |pointer: &str| capture.variables.pointer(pointer).and_then(Value::as_str).expect("an ID");
    let (who, clinician) = (text("/patient"), text("/clinicians/0"));
    let book = async |app: &TestApp| {
        let input = with(app.booking(who, clinician, 60), json!({ "idempotencyKey": "once" }));
        app.mutate("bookAppointment", input, "appointment { id }").await.data("");
    };
    capture.expect("book_appointment", "bookAppointment with an idempotency key", book).await;
    let id = text("/appointment");
    let amend = async |app: &TestApp| drop(app.amend(id, json!({ "durationMinutes": 20 })).await.data(""));
    capture.expect("amend_appointment", "amendAppointment with another duration", amend).await;
    let cancel = async |app: &TestApp| drop(app.cancel(id).await.data(""));
    capture.expect("cancel_appointment", "cancelAppointment", cancel).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import() {
    let Some(capture) = SqlCapture::start("an_import").await else { return };
    let row = with(appointment_row(1), json!({ "patient": nhs_number(9) }));
    let import = async |app: &TestApp| drop(app.import_all(&[patient_row(9)], &[row]).await);
    capture.expect("import", "an import of one patient and one appointment, without COPY", import).await;
}
