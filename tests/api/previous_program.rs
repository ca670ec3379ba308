//! The program of the previous commit on the schema of this program, and this program on a database of the
//! previous one.
//!
//! `tests/compat/previous` names the commit, and `script/previous-binary` builds its program.

use std::{
    ffi::OsString,
    io::{self, Write},
    process::Command,
};

use chrono::TimeDelta;
use panda::clock::{Clock, SystemClock};
use serde_json::{Value, json};

use crate::support::{
    Answer, Ended, Program, Server, TestDatabase, eventually, key_file, nhs_number, panda, panda_at,
};

const BINARY: &str = "PANDA_PREVIOUS_BINARY";
const COMMIT: &str = include_str!("../compat/previous");
const ME: &str = "zoe@example.org";

/// The previous program. CI fails without it.
fn previous() -> Option<OsString> {
    if let Some(path) = std::env::var_os(BINARY) {
        let is_of_commit = path.to_string_lossy().contains(COMMIT.trim());
        assert!(
            is_of_commit,
            "{BINARY} is not of the commit in tests/compat/previous: run script/previous-binary"
        );
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{BINARY} is not set: run script/previous-binary");
    // `eprintln!` would only be shown if the test failed.
    let note =
        format!("\n*** NOT TESTED: the previous program. Set {BINARY}=$(script/previous-binary) ***\n\n");
    io::stderr().write_all(note.as_bytes()).expect("standard error is open");
    None
}

fn on(database: &TestDatabase, mut command: Command, arguments: &[&str]) -> Command {
    command.args(arguments).env("DATABASE_URL", &database.url_text).env("PANDA_JWT_KEYS", key_file());
    command
}

#[track_caller]
fn succeed(mut command: Command) -> Ended {
    let ended = Program::run(&mut command);
    assert!(ended.status.success(), "{command:?}: {ended:?}");
    ended
}

/// Imports patients and appointments and adds an administrator. Returns the password.
fn fill(database: &TestDatabase, program: impl Fn() -> Command) -> String {
    let file = |name| format!("{}/examples/worked_example/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let (patients, appointments) = (file("patients"), file("appointments"));
    let import = ["import", "--patients", &patients, "--appointments", &appointments];
    succeed(on(database, program(), &import));
    let added = succeed(on(database, program(), &["user", "add", ME, "--role", "admin"])).stdout;
    let password = added.lines().find_map(|line| line.strip_prefix("The password is "));
    password.expect("a password").to_owned()
}

struct Client {
    server: Server,
    token: String,
}

impl Client {
    /// Starts a server, waits until it is ready, and logs in.
    async fn log_in(database: &TestDatabase, program: Command, password: &str) -> Self {
        let server = Server::start_with(&mut on(database, program, &["serve"]));
        let is_ready = async || (server.get("/health/ready").await.status == 200).then_some(());
        eventually("the server is ready", is_ready).await;
        let login = "mutation ($email: String!, $password: String!) {
            login(input: { email: $email, password: $password }) { accessToken } }";
        let body = json!({ "query": login, "variables": { "email": ME, "password": password } });
        let answer = server.post_anonymously().json(&body).send().await.expect("the server answers");
        let token = Answer::of(answer).await.text("/login/accessToken");
        Self { server, token }
    }

    async fn ask(&self, query: &str, variables: Value) -> Answer {
        let request =
            self.server.post_by(&self.token).json(&json!({ "query": query, "variables": variables }));
        Answer::of(request.send().await.expect("the server answers")).await
    }

    /// Registers the n-th patient and books an appointment with the imported clinician. Returns the
    /// appointment's id.
    async fn book(&self, n: u32) -> Value {
        let clinician = self.ask("{ clinicians(first: 1) { nodes { id } } }", json!({})).await;
        let patient = json!({ "nhsNumber": nhs_number(n), "name": "Ada", "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" });
        let registered =
            "mutation ($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";
        let registered = self.ask(registered, json!({ "input": patient })).await;
        let booking = json!({
            "patient": { "id": registered.text("/registerPatient/patient/id") },
            "clinicianId": clinician.text("/clinicians/nodes/0/id"),
            "startsAt": SystemClock.now() + TimeDelta::hours(24 + i64::from(n)),
            "durationMinutes": 30, "postcode": "CF14 4XW",
        });
        let book = "mutation ($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
        self.ask(book, json!({ "input": booking })).await.data("/bookAppointment/appointment/id")
    }

    async fn lengthen(&self, appointment: &Value, minutes: u32) {
        let amend = "mutation ($id: ID!, $minutes: Int!) {
            amendAppointment(input: { id: $id, durationMinutes: $minutes }) { appointment { id } } }";
        self.ask(amend, json!({ "id": appointment, "minutes": minutes })).await.data("/amendAppointment");
    }

    async fn cancel(&self, appointment: &Value) {
        let cancel = "mutation ($id: ID!) {
            cancelAppointment(input: { id: $id, reason: \"Snow\" }) { appointment { id } } }";
        self.ask(cancel, json!({ "id": appointment })).await.data("/cancelAppointment");
    }

    async fn expect(&self, appointment: &Value, status: &str, minutes: u32) {
        let query = "query ($id: ID!) { appointment(id: $id) {
            status durationMinutes patient { name } clinician { name } } }";
        let read = self.ask(query, json!({ "id": appointment })).await.data("/appointment");
        let expected = json!({
            "status": status, "durationMinutes": minutes,
            "patient": { "name": "Ada" }, "clinician": { "name": "Dr Jordan Lewis" },
        });
        assert_eq!(read, expected);
    }

    /// The imported appointments are counted.
    async fn expect_statistics(&self) {
        let query = "{ missedAppointments(period: { from: \"2024-03-01\", until: \"2024-04-01\" }) {
            totals { booked attended missed cancelled } } }";
        let totals = self.ask(query, json!({})).await.data("/missedAppointments/totals");
        assert_eq!(totals, json!({ "booked": 29, "attended": 19, "missed": 3, "cancelled": 7 }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_previous_program_works_on_the_present_schema() {
    let Some(path) = previous() else { return };
    let previous = || panda_at(&path);
    let database = TestDatabase::create_empty();
    succeed(on(&database, panda(), &["migrate"]));
    let password = fill(&database, previous);
    let client = Client::log_in(&database, previous(), &password).await;
    let (first, second) = (client.book(1).await, client.book(2).await);
    client.lengthen(&first, 45).await;
    client.expect(&first, "ACTIVE", 45).await;
    client.cancel(&second).await;
    client.expect(&second, "CANCELLED", 30).await;
    client.expect_statistics().await;
    succeed(on(&database, previous(), &["statistics", "verify"]));
}

/// The number of rows of each table with records.
fn counts(database: &TestDatabase) -> Vec<String> {
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__diesel_schema_migrations'";
    let mut counts: Vec<String> = database
        .texts(tables)
        .iter()
        .map(|table| format!("{table} {}", database.number(&format!("SELECT count(*) FROM {table}"))))
        .collect();
    counts.sort();
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_the_previous_program_is_adopted_with_its_data() {
    let Some(path) = previous() else { return };
    let previous = || panda_at(&path);
    let database = TestDatabase::create_empty();
    succeed(on(&database, previous(), &["migrate"]));
    let password = fill(&database, previous);
    let older = Client::log_in(&database, previous(), &password).await;
    let (first, second) = (older.book(1).await, older.book(2).await);
    older.cancel(&second).await;
    let before = counts(&database);
    assert!(before.contains(&"appointments 31".to_owned()), "{before:?}");

    let is_listed = || {
        database.number("SELECT count(*) FROM __diesel_schema_migrations WHERE version = '20261201000000'")
            == 1
    };
    let was_listed = is_listed();
    let migrated = succeed(on(&database, panda(), &["migrate"])).stdout;
    assert_eq!(migrated.contains("Recorded the baseline"), !was_listed, "{migrated}");
    assert!(is_listed());
    let after = counts(&database);
    assert!(before.iter().all(|count| after.contains(count)), "{before:?} {after:?}");

    // As in a rolling upgrade, the older server runs beside the newer one.
    let client = Client::log_in(&database, panda(), &password).await;
    assert_eq!(older.server.get("/health/ready").await.status, 200);
    client.expect(&first, "ACTIVE", 30).await;
    client.expect(&second, "CANCELLED", 30).await;
    client.expect_statistics().await;
    client.lengthen(&first, 45).await;
    older.expect(&first, "ACTIVE", 45).await;
    client.book(3).await;
    succeed(on(&database, panda(), &["statistics", "verify"]));
}
