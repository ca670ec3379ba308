//! Transactions that conflict repeatedly.

use serde_json::json;

use crate::support::{Crowd, TestApp};

/// Makes every write of these tables fail with this database error.
fn conflicts(message: &str, sqlstate: &str) -> String {
    let tables = ["appointments", "patients", "departments"];
    let triggers = tables.map(|table| {
        format!("CREATE TRIGGER conflict BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION conflict();")
    });
    format!(
        "CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE EXCEPTION '{message}' USING ERRCODE = '{sqlstate}';
         END $$; {}",
        triggers.concat()
    )
}

#[tokio::test]
async fn a_conflict_after_all_retries_returns_a_retry_time() {
    for (message, sqlstate) in
        [("could not serialize access due to concurrent update", "40001"), ("deadlock detected", "40P01")]
    {
        let app = TestApp::start().await;
        app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 0 });
        let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
        app.database.execute(&conflicts(message, sqlstate));
        for (mutation, input, payload) in [
            ("bookAppointment", app.booking(&patients[0], &clinicians[0], 60), "appointment { id }"),
            ("addDepartment", json!({ "code": "D", "name": "Department" }), "department { id }"),
            ("amendPatient", json!({ "id": patients[0], "name": "Ann" }), "patient { id }"),
        ] {
            let answer = app.mutate(mutation, input, payload).await;
            answer.expect_code("SERVICE_UNAVAILABLE");
            assert_eq!(
                (answer.status.as_u16(), &answer.headers["retry-after"]),
                (503, &"2".parse().unwrap()),
                "{mutation}"
            );
        }
    }
}
