//! Hostile defaults of databases and roles (`ALTER DATABASE … SET`, `ALTER ROLE … SET`) have no effect.

use std::time::Duration;

use diesel::{QueryableByName, result::Error, sql_query, sql_types::Text};
use diesel_async::AsyncPgConnection;
use futures_util::future::join_all;
use panda::database::{Capacity, Database, DatabaseUrl, migrations};
use scoped_futures::ScopedFutureExt;
use serde_json::json;

use crate::support::{Crowd, TestApp, TestDatabase, appointment_row, connect, nhs_number, patient_row, with};

/// A setting that PANDA relies on, a harmful value, and the value in every session.
const RELIED_ON: [(&str, &str, &str); 26] = [
    ("default_transaction_isolation", "serializable", "read committed"),
    ("default_transaction_deferrable", "on", "off"),
    ("session_replication_role", "replica", "origin"),
    ("synchronous_commit", "off", "on"),
    ("exit_on_error", "on", "off"),
    ("idle_session_timeout", "3s", "0"),
    ("client_encoding", "LATIN1", "UTF8"),
    ("standard_conforming_strings", "off", "on"),
    ("transform_null_equals", "on", "off"),
    ("array_nulls", "off", "on"),
    ("DateStyle", "German, DMY", "ISO, MDY"),
    ("IntervalStyle", "iso_8601", "postgres"),
    ("TimeZone", "Asia/Kathmandu", "UTC"),
    ("timezone_abbreviations", "India", "Default"),
    ("bytea_output", "escape", "hex"),
    ("extra_float_digits", "-15", "1"),
    ("quote_all_identifiers", "on", "off"),
    ("check_function_bodies", "off", "on"),
    ("row_security", "off", "on"),
    ("gin_fuzzy_search_limit", "1", "0"),
    ("client_min_messages", "debug1", "warning"),
    ("log_parameter_max_length_on_error", "-1", "0"),
    ("jit", "on", "off"),
    ("max_parallel_workers_per_gather", "8", "0"),
    // Set per kind of session: see `KINDS`.
    ("statement_timeout", "250ms", ""),
    ("lock_timeout", "1ms", ""),
];

/// Statement, lock and idle timeouts in milliseconds, plan mode, and `random_page_cost`, for each kind of
/// session: of a server with an operation timeout of 7 seconds, and of a command.
const KINDS: [(&str, [&str; 5], [&str; 5]); 6] = [
    (
        "reads",
        ["7000", "10", "60000", "force_generic_plan", "1.1"],
        ["0", "10", "0", "force_generic_plan", "1.1"],
    ),
    (
        "writes",
        ["7000", "50", "60000", "force_generic_plan", "9"],
        ["0", "50", "0", "force_generic_plan", "9"],
    ),
    ("pool", ["7000", "10000", "60000", "auto", "9"], ["0", "10000", "0", "auto", "9"]),
    ("bulk", ["0", "10000", "0", "auto", "9"], ["0", "10000", "0", "auto", "9"]),
    (
        "dedicated",
        ["10000", "2000", "60000", "force_generic_plan", "1.1"],
        ["10000", "2000", "60000", "force_generic_plan", "1.1"],
    ),
    ("single", ["0", "0", "0", "auto", "9"], ["0", "0", "0", "auto", "9"]),
];

const OF_KINDS: [&str; 5] = [
    "statement_timeout",
    "lock_timeout",
    "idle_in_transaction_session_timeout",
    "plan_cache_mode",
    "random_page_cost",
];

/// A database with every hostile setting, half set on the database and half on the role.
fn hostile(database: TestDatabase, isolation: &str) -> TestDatabase {
    let rest = [
        ("idle_in_transaction_session_timeout", "1ms", ""),
        ("plan_cache_mode", "force_custom_plan", ""),
        ("random_page_cost", "9", ""),
        ("default_transaction_isolation", isolation, ""),
    ];
    for (n, (name, value, _)) in RELIED_ON.into_iter().chain(rest).enumerate() {
        let name_of = "current_database()";
        let whose = if n % 2 == 0 { "DATABASE %1$I" } else { "ROLE %2$I IN DATABASE %1$I" };
        database.execute(&format!(
            "DO $$ BEGIN EXECUTE format('ALTER {whose} SET {name} = ''{value}''', {name_of}, current_user); END $$"
        ));
    }
    database
}

#[derive(QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    setting: String,
}

/// The values of these settings, in order.
fn settings_of(names: &[&str]) -> String {
    let names = names.join("', '");
    format!(
        "SELECT setting FROM unnest(ARRAY['{names}']) WITH ORDINALITY AS wanted(name, n) JOIN pg_settings USING (name) ORDER BY n"
    )
}

async fn shown(connection: &AsyncPgConnection, names: &[&str]) -> Vec<String> {
    use diesel_async::RunQueryDsl;

    let rows = sql_query(settings_of(names)).load::<Setting>(&mut &*connection).await.expect("settings");
    rows.into_iter().map(|row| row.setting).collect()
}

/// The values in a session of each kind.
async fn shown_by_kind(
    test: &TestDatabase,
    operation: Duration,
    names: &'static [&'static str],
) -> Vec<Vec<String>> {
    let database = Database::new(&test.url, Capacity { operation, ..Capacity::default() }).expect("a pool");
    let reads = database.read(|reader| async move { Ok::<_, Error>(shown(&reader, names).await) });
    let reads = reads.await.expect("a connection");
    let writes = database
        .statement(|connection| async move { Ok(shown(connection, names).await) }.scope_boxed())
        .await
        .expect("a connection")
        .expect("settings");
    let pool = shown(&database.checkout().await.expect("a connection"), names).await;
    let client = database.bulk().await.expect("a connection");
    let bulk = client.query(&settings_of(names), &[]).await.expect("settings");
    let bulk = bulk.iter().map(|row| row.get(0)).collect();
    let dedicated =
        shown(database.dedicated_connection().connection().await.expect("a connection"), names).await;
    let single = shown(&test.url.connect().await.expect("a connection"), names).await;
    vec![reads, writes, pool, bulk, dedicated, single]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_kind_of_session_has_the_settings_that_panda_relies_on() {
    const NAMES: [&str; 24] = {
        let mut names = [""; 24];
        let mut n = 0;
        while n < names.len() {
            names[n] = RELIED_ON[n].0;
            n += 1;
        }
        names
    };
    let test = hostile(TestDatabase::create(), "serializable");
    for operation in [Duration::from_secs(7), Duration::ZERO] {
        let common = shown_by_kind(&test, operation, &NAMES).await;
        let own = shown_by_kind(&test, operation, &OF_KINDS).await;
        for (((kind, of_server, of_command), common), own) in KINDS.into_iter().zip(common).zip(own) {
            let named = |(setting, (name, _, expected)): (&String, (&str, &str, &str))| {
                (format!("{kind}: {name} = {setting}"), format!("{kind}: {name} = {expected}"))
            };
            let (found, expected): (Vec<_>, Vec<_>) = common.iter().zip(RELIED_ON).map(named).unzip();
            assert_eq!(found, expected);
            assert_eq!(own, if operation.is_zero() { of_command } else { of_server }, "{kind}");
        }
    }
}

#[tokio::test]
async fn synchronous_commit_and_search_path_of_a_deployment_are_kept() {
    let test = TestDatabase::create();
    let own = test.with_settings(&["synchronous_commit=remote_apply", "search_path=mine,public"]);
    for shown in shown_by_kind(&own, Duration::ZERO, &["synchronous_commit", "search_path"]).await {
        assert_eq!(shown, ["remote_apply", "mine,public"]);
    }
    let separator = if test.url_text.contains('?') { '&' } else { '?' };
    let named = test.at(format!("{}{separator}application_name=the%20clinic%27s", test.url_text));
    for shown in shown_by_kind(&named, Duration::ZERO, &["application_name"]).await {
        assert_eq!(shown, ["the clinic's"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_works_under_hostile_settings() {
    for isolation in ["repeatable read", "serializable"] {
        let app = TestApp::builder().database(hostile(TestDatabase::create(), isolation)).start().await;
        app.add_crowd(Crowd { patients: 2, clinicians: 1, departments: 1, appointments: 0 });
        let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);

        let add = |n| {
            app.mutate(
                "addDepartment",
                json!({ "code": format!("N{n}"), "name": format!("New {n}") }),
                "department { id }",
            )
        };
        for added in join_all((0..30).map(add)).await {
            added.data("/addDepartment/department/id");
        }
        let amend = |n| {
            app.mutate(
                "amendPatient",
                json!({ "id": patients[0], "name": format!("Ann {n}") }),
                "patient { id }",
            )
        };
        for amended in join_all((0..30).map(amend)).await {
            amended.data("/amendPatient/patient/id");
        }
        let booking =
            with(app.booking(&patients[0], &clinicians[0], 60), json!({ "idempotencyKey": "once" }));
        let booked = join_all((0..30).map(|_| app.book(booking.clone()))).await;
        let id = booked[0].text("/bookAppointment/appointment/id");
        assert!(booked.iter().all(|answer| answer.text("/bookAppointment/appointment/id") == id));

        // Foreign keys and triggers work.
        app.mutate("removePatient", json!({ "id": patients[0] }), "removedId")
            .await
            .expect_code("PATIENT_HAS_APPOINTMENTS");
        app.database.expect_right_counts();
        // No match is missing, and no letter is changed.
        let rows: Vec<_> = (3..63).map(patient_row).collect();
        app.import_all(&rows, &[]).await;
        let search = "{ patients(filter: { search: \"Patient\" }) { totalCount } }";
        assert_eq!(app.query(search).await.data("/patients/totalCount"), 61);
        app.mutate(
            "amendPatient",
            json!({ "id": patients[1], "name": "Zoë \\'\" Łódź" }),
            "patient { name }",
        )
        .await
        .data("");
        let read = app.query(&format!("{{ patient(by: {{ id: \"{}\" }}) {{ name }} }}", patients[1])).await;
        assert_eq!(read.text("/patient/name"), "Zoë \\'\" Łódź");
        let appointment = with(appointment_row(0), json!({ "patient": nhs_number(5) }));
        assert_eq!(app.import_all(&[], &[appointment]).await.appointments.added, 1);
        app.database.expect_right_counts();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deployment_may_use_its_own_schema() {
    let test = TestDatabase::create_empty();
    test.execute("CREATE SCHEMA clinic");
    let own = test.with_settings(&["search_path=clinic,public"]);
    migrations::run(connect(&own.url_text).await).await.expect("it migrates");
    let app = TestApp::builder().database(own).start().await;
    app.a_patient(1).await;
    let search = "{ patients(filter: { search: \"Patient\" }) { totalCount } }";
    assert_eq!(app.query(search).await.data("/patients/totalCount"), 1);
    let schemas = "SELECT schemaname::text FROM pg_tables WHERE tablename = 'patients'";
    assert_eq!(app.database.texts(schemas), ["clinic"]);
}

#[tokio::test]
async fn a_role_with_disabled_triggers_is_refused() {
    const SECRET: &str = "correct-horse";
    let test = TestDatabase::create();
    let role = format!("without_triggers_{}", std::process::id());
    test.execute(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD '{SECRET}'; ALTER ROLE {role} SET session_replication_role = 'replica'"
    ));
    let name = test.texts("SELECT current_database()::text").remove(0);
    let url = test.url.for_role(&role, &name).replacen('@', &format!(":{SECRET}@"), 1);
    let refused = url.parse::<DatabaseUrl>().expect("a URL").connect().await.err();
    test.execute(&format!("DROP ROLE {role}"));
    let reason = refused.map(|error| error.to_string()).unwrap_or_default();
    assert!(reason.contains("session_replication_role"), "{reason}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_with_hostile_settings_can_be_migrated() {
    let test = hostile(TestDatabase::create_empty(), "serializable");
    let migrate = async || migrations::run(connect(&test.url_text).await).await.expect("it migrates");
    assert_ne!(migrate().await, Vec::<String>::new());
    assert_eq!(migrate().await, Vec::<String>::new(), "all is done");
}
