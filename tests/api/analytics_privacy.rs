//! The analytics views identify no patient, and cannot be joined to patient records.

use std::collections::BTreeSet;

use panda::seed::{self, Plan};
use serde_json::json;

use crate::support::{TestApp, TestDatabase, nhs_number};

/// Every visible column. Before you add one, decide whether it could identify a patient.
const SHOWN: [(&str, &str); 7] = [
    (
        "appointments",
        "patient_key uuid, clinician_key uuid, department_code text, organisation_ods_code text, starts_at timestamptz, \
         local_date date, iso_weekday int2, local_hour int2, duration_minutes int4, status text, age_band text, \
         lead_time_band text, booked_on date, arrived_late bool, cancelled_by text",
    ),
    ("calendar", "time_zone text"),
    ("clinicians", "clinician_key uuid, department_code text"),
    ("departments", "department_code text, name text"),
    (
        "missed_by_month",
        "department_code text, clinician_key uuid, month date, booked int8, attended int8, missed int8, cancelled int8, \
         upcoming int8, missed_minutes int8, did_not_attend_rate numeric, share_of_booked numeric",
    ),
    ("organisations", "organisation_ods_code text, name text, kind text"),
    ("patients", "patient_key uuid, age_band text"),
];

/// All values that an analyst can read, as text.
fn everything(database: &TestDatabase) -> String {
    let forms = ["row::text", "to_jsonb(row)::text"];
    let texts = SHOWN.iter().flat_map(|(view, _)| {
        forms.map(|form| database.texts(&format!("SELECT {form} FROM analytics.{view} AS row")).join("\n"))
    });
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_views_have_exactly_the_listed_columns() {
    let database = TestDatabase::create();
    let columns = "
        SELECT format('%s: %s', table_name, string_agg(column_name || ' ' || udt_name, ', ' ORDER BY ordinal_position))
        FROM information_schema.columns WHERE table_schema = 'analytics'
        GROUP BY table_name ORDER BY table_name COLLATE \"C\"";
    assert_eq!(database.texts(columns), SHOWN.map(|(view, columns)| format!("{view}: {columns}")));
    let others =
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'analytics'::regnamespace AND relkind <> 'v'
                  UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'analytics'::regnamespace";
    assert_eq!(database.texts(others), [""; 0]);
}

#[test]
fn the_schema_and_every_view_and_column_have_comments() {
    let database = TestDatabase::create();
    let silent = "
        SELECT 'the schema' WHERE coalesce(obj_description('analytics'::regnamespace, 'pg_namespace'), '') = ''
        UNION ALL SELECT relname FROM pg_class
            WHERE relnamespace = 'analytics'::regnamespace AND coalesce(obj_description(oid, 'pg_class'), '') = ''
        UNION ALL SELECT format('%s.%s', relname, attname) FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid
            WHERE relnamespace = 'analytics'::regnamespace AND coalesce(col_description(c.oid, attnum), '') = ''";
    assert_eq!(database.texts(silent), [""; 0]);
}

#[tokio::test]
async fn the_views_contain_no_personal_value() {
    let app = TestApp::start().await;
    let plan = Plan { patients: 50, appointments: 500, seed: 9 };
    seed::run(&app.context, plan, &|_| {}).await.expect("it is filled");
    let zoe = json!({
        "nhsNumber": nhs_number(1), "name": "Gwenhwyfar Testperson", "dateOfBirth": "1961-07-19", "postcode": "ZE3 9JZ",
        "email": "gwen@example.org", "phone": "+44 20 7946 0999", "addressLines": ["17 Unlikely Crescent"],
    });
    let zoe = app.mutate("registerPatient", zoe, "patient { id }").await.text("/registerPatient/patient/id");
    let clinician = app.some_clinician("ENT").await;
    let id = app.an_appointment(&zoe, &clinician, 60).await;
    app.cancel_with(&id, json!({ "reason": "Her cat is ill" })).await.data("");

    let everything = everything(&app.database);
    assert!(["Gwenhwyfar", "Testperson", "gwen", "Unlikely"].iter().all(|part| !everything.contains(part)));
    let (mut looked_for, mut found) = (BTreeSet::new(), BTreeSet::new());
    for table in ["patients", "clinicians", "appointments"] {
        // Instants and dates of birth may equal those of an appointment by chance.
        let values = app.database.texts(&format!(
            "SELECT DISTINCT '{table}.' || key || '=' || value FROM {table} AS row, jsonb_each_text(to_jsonb(row))
             WHERE key NOT IN ('analytics_key', 'version', 'status', 'cancelled_by', 'arrived_late', 'postcode_derived') AND key NOT LIKE '%\\_at'
                AND value NOT IN ('', '[]') AND NOT (key = 'date_of_birth' AND value > '2020')"
        ));
        for pair in values {
            let (column, value) = pair.split_once('=').expect("a column and a value");
            looked_for.insert(column.to_owned());
            if everything.contains(value.trim_matches(['[', ']', '"'])) {
                found.insert(pair);
            }
        }
    }
    assert_eq!(found, BTreeSet::new());
    for column in [
        "patients.id",
        "patients.name",
        "patients.nhs_number",
        "patients.date_of_birth",
        "patients.postcode",
        "patients.email",
        "patients.phone",
        "patients.address_lines",
        "clinicians.id",
        "clinicians.name",
        "appointments.id",
        "appointments.patient_id",
        "appointments.cancellation_reason",
    ] {
        assert!(looked_for.contains(column), "{column} is not looked for");
    }
}

#[tokio::test]
async fn analytics_keys_are_random_and_join_to_nothing() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for n in 1..=20 {
        people.push(app.a_patient(n).await);
    }
    app.some_clinician("ENT").await;
    for table in ["patients", "clinicians"] {
        // A version 4 UUID has only random bits. A version 7 UUID begins with the time of creation.
        let known = "analytics_key::text NOT LIKE '________-____-4%' OR analytics_key = id";
        assert_eq!(app.database.number(&format!("SELECT count(*) FROM {table} WHERE {known}")), 0);
    }
    let keys = app.database.texts("SELECT analytics_key::text FROM patients ORDER BY id");
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 20);
    assert!(!keys.is_sorted(), "the order of registration is not that of the keys");
    let beginnings: BTreeSet<&str> = keys.iter().map(|key| &key[..4]).collect();
    assert!(beginnings.len() > 10, "{beginnings:?}");
    // Another database with the same patients has other keys.
    let other = TestApp::start().await;
    other.a_patient(1).await;
    let others = other.database.texts("SELECT analytics_key::text FROM patients");
    assert!(!keys.contains(&others[0]));
    // Nor are they in the API's schema.
    let sdl = panda::graphql::sdl().to_lowercase();
    assert!(!sdl.contains("analyticskey"));
}

#[tokio::test]
async fn a_users_own_function_receives_no_hidden_value() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    // A role of `panda analytics` cannot do this, because it may create objects in no schema.
    app.database.execute(
        "CREATE SCHEMA mine;
         CREATE FUNCTION mine.age(timestamp, timestamp) RETURNS interval LANGUAGE plpgsql IMMUTABLE AS
             $$ BEGIN RAISE EXCEPTION 'born on %', $2; END $$",
    );
    let own = app.database.with_settings(&["search_path=mine,pg_catalog"]);
    assert_eq!(own.number("SELECT count(*) FROM analytics.patients WHERE age_band LIKE 'AGE\\_%'"), 1);
}
