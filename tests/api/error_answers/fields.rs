//! Errors of fields. The answer has data, with null in place of the failed fields.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use super::{ADMIN, expect_operation};
use crate::support::{TestApp, nhs_number, with};

const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
const AMEND: &str = "mutation($input: AmendPatientInput!) { amendPatient(input: $input) { patient { id } } }";
const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";

async fn expect(app: &TestApp, name: &str, query: &str, variables: Value) {
    expect_operation(app, name, ADMIN, query, variables).await;
}

fn an_input(n: u32) -> Value {
    json!({ "nhsNumber": nhs_number(n), "name": "Zoë", "dateOfBirth": "1987-03-25", "postcode": "M1 1AE" })
}

#[tokio::test]
async fn permissions() {
    let app = TestApp::start().await;
    let query = "{ __typename patients { totalCount } }";
    expect_operation(&app, "unauthenticated", None, query, json!({})).await;
    expect_operation(&app, "forbidden", Some(RoleAssignment::Analyst), query, json!({})).await;
    let login = r#"mutation { login(input: { email: "zoe@example.org", password: "a wrong password" }) { accessToken } }"#;
    expect_operation(&app, "credentials", None, login, json!({})).await;
}

#[tokio::test]
async fn validation() {
    let app = TestApp::start().await;
    let faulty = json!({
        "nhsNumber": "9434765918", "name": " ", "dateOfBirth": "1987-02-30", "postcode": "London",
        "email": "nobody", "addressLines": ["a", "b", "c", "d", "e", "f"],
    });
    expect(&app, "validation", REGISTER, json!({ "input": faulty })).await;
    let input = with(an_input(1), json!({ "postcode": "London" }));
    let two = "mutation($good: RegisterPatientInput!, $bad: RegisterPatientInput!) {
        one: registerPatient(input: $good) { patient { name } } two: registerPatient(input: $bad) { patient { name } } }";
    expect(&app, "one_of_two_mutations", two, json!({ "good": an_input(2), "bad": input })).await;
    let page = "{ patients { nodes { name appointments(first: 101) { totalCount } } } departments(first: 1, last: 1) { totalCount } }";
    expect(&app, "arguments_below_a_list", page, json!({})).await;
    expect(&app, "cursor", r#"{ patients(after: "x") { totalCount } }"#, json!({})).await;
}

#[tokio::test]
async fn conflicts() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    app.an_appointment(&patient, &clinician, 60).await;
    let booking = app.booking(&app.a_patient(2).await, &clinician, 60);
    expect(&app, "clinician_busy", BOOK, json!({ "input": booking })).await;
    expect(&app, "registered_before", REGISTER, json!({ "input": an_input(1) })).await;
    let amendment = json!({ "id": patient, "name": "Zoë", "expectedVersion": 7 });
    expect(&app, "version", AMEND, json!({ "input": amendment })).await;
    expect(&app, "not_found", AMEND, json!({ "input": { "id": clinician, "name": "Zoë" } })).await;
    let keyed = |n: u32| json!({ "input": with(an_input(n), json!({ "idempotencyKey": "once" })) });
    app.send(REGISTER, keyed(3)).await.data("");
    expect(&app, "idempotency_key_reused", REGISTER, keyed(4)).await;
}

#[tokio::test]
async fn faults() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    app.database.execute("ALTER TABLE departments RENAME TO gone");
    let query = "{ departments { totalCount } patients { totalCount } }";
    expect(&app, "internal", query, json!({})).await;
}
