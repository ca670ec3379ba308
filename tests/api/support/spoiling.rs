//! Rows with values that the model refuses. SQL writes such a value after the check constraints of all tables
//! have been dropped.

use serde_json::Value;

use super::{Answer, Crowd, TestApp, TestDatabase};

/// A list with its table.
pub struct SpoiledList {
    pub table: &'static str,
    pub field: &'static str,
    pub fields: &'static str,
    pub orders: &'static [&'static str],
    /// Columns of nullable fields. An unreadable value makes only the field null.
    pub optional: &'static [(&'static str, &'static str)],
}

pub const LISTS: [SpoiledList; 6] = [
    SpoiledList {
        table: "patients",
        field: "patients",
        fields: "nhsNumber name dateOfBirth postcode addressLines email phone version createdAt updatedAt",
        orders: &["NAME", "DATE_OF_BIRTH", "CREATED_AT"],
        optional: &[("nhs_number", "nhsNumber"), ("email", "email"), ("phone", "phone")],
    },
    SpoiledList {
        table: "appointments",
        field: "appointments",
        fields: "status startsAt endsAt postcode attendedAt arrivedLate cancelledAt cancelledBy cancellationReason version
            createdAt updatedAt patient { id } clinician { id } department { id } organisation { id }",
        orders: &["STARTS_AT", "CREATED_AT"],
        optional: &[
            ("attended_at", "attendedAt"),
            ("cancelled_at", "cancelledAt"),
            ("cancelled_by", "cancelledBy"),
            ("cancellation_reason", "cancellationReason"),
        ],
    },
    SpoiledList {
        table: "clinicians",
        field: "clinicians",
        fields: "name version createdAt updatedAt department { id } posts { startsOn endsOn }",
        orders: &["NAME"],
        optional: &[],
    },
    SpoiledList {
        table: "departments",
        field: "departments",
        fields: "code name version createdAt updatedAt",
        orders: &["NAME", "CODE"],
        optional: &[],
    },
    SpoiledList {
        table: "organisations",
        field: "organisations",
        fields: "odsCode name kind postcode addressLines timeZone version createdAt updatedAt",
        orders: &["NAME", "ODS_CODE"],
        optional: &[],
    },
    SpoiledList {
        table: "users",
        field: "users",
        fields: "email displayName role locale isActive version createdAt updatedAt",
        orders: &["EMAIL", "CREATED_AT"],
        optional: &[],
    },
];

const SIZE: u32 = 100;

/// A text that no type accepts, and that no log may contain.
pub const SPOILED: &str = "Gwenhwyfar Testperson";

/// A hundred records of each type, with a value for every optional column in some row, and all valid.
pub async fn a_crowd_without_checks() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd::of(SIZE));
    app.database.execute(
        "UPDATE patients SET email = 'someone@example.org', phone = '+442079460018', address_lines = '{1 High Street}';
         UPDATE appointments SET status = 'attended', attended_at = starts_at, arrived_late = false
            WHERE id IN (SELECT id FROM appointments ORDER BY id LIMIT 30);
         UPDATE appointments SET status = 'cancelled', cancelled_at = created_at, cancelled_by = 'patient',
            cancellation_reason = 'Unwell' WHERE id IN (SELECT id FROM appointments ORDER BY id DESC LIMIT 30);
         INSERT INTO users SELECT md5('user' || n)::uuid, 'user' || 100 + n || '@example.org', 'User ' || n, 'STAFF', 'en-GB',
            NULL, true, false, 'none', 1, created_at, created_at
            FROM patients, generate_series(1, 100 - (SELECT count(*)::int FROM users)) n WHERE nhs_number =
            (SELECT min(nhs_number) FROM patients);
         DO $$ DECLARE check_ record; BEGIN
            FOR check_ IN SELECT conrelid::regclass AS tabelle, conname FROM pg_constraint
                WHERE contype = 'c' AND connamespace = 'public'::regnamespace AND conrelid <> 0
            LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', check_.tabelle, check_.conname); END LOOP;
         END $$",
    );
    app
}

/// The columns of a table that can hold an invalid value, with such a value.
pub fn columns(database: &TestDatabase, table: &str) -> Vec<(String, String)> {
    let columns = database.texts(&format!(
        "SELECT column_name || ' ' || data_type FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name = '{table}' AND is_generated = 'NEVER' AND column_name <> 'password_hash'
         ORDER BY ordinal_position"
    ));
    let spoiled = |column: &String| {
        let (name, kind) = column.split_once(' ').expect("two words");
        if (table, name) == ("appointments", "status") {
            // Lists filter by status, so they rely on its check constraint.
            return None;
        }
        let value = match kind {
            "text" => format!("'{SPOILED}' || chr(10) || '{name}'"),
            "ARRAY" => format!("ARRAY['{SPOILED}' || chr(10)]"),
            // The exclusion constraint allows neither an infinite end nor a start after the end.
            "timestamp with time zone" if name == "starts_at" => "'-infinity'".to_owned(),
            "date" | "timestamp with time zone" => "'infinity'".to_owned(),
            "uuid" | "integer" | "boolean" => return None,
            other => panic!("the type {other} of {table}.{name} is new: how is it spoiled?"),
        };
        Some((name.to_owned(), value))
    };
    columns.iter().filter_map(spoiled).collect()
}

/// Writes an invalid value to a column of one row, and returns the row's ID and the SQL that restores it.
pub fn spoil(database: &TestDatabase, table: &str, column: &str, value: &str) -> (String, String) {
    let id = database
        .texts(&format!("SELECT id::text FROM {table} ORDER BY {column} IS NULL, md5(id::text) LIMIT 1"))
        .remove(0);
    let quoted =
        database.texts(&format!("SELECT quote_nullable({column}::text) FROM {table} WHERE id = '{id}'"));
    let triggers = if table == "appointments" { "SET session_replication_role = replica;" } else { "" };
    let set = |value: &str| format!("{triggers} UPDATE {table} SET {column} = {value} WHERE id = '{id}'");
    database.execute(&set(value));
    let mend = set(&quoted[0]);
    (id, mend)
}

impl SpoiledList {
    pub async fn page(&self, app: &TestApp, arguments: &str) -> Answer {
        let Self { field, fields, .. } = self;
        let query = format!(
            "{{ {field}({arguments}) {{ totalCount edges {{ cursor node {{ id {fields} }} }} pageInfo {{ hasNextPage }} }} }}"
        );
        app.query(&query).await
    }

    pub fn edges<'a>(&self, answer: &'a Answer) -> &'a [Value] {
        let edges = answer.body["data"][self.field]["edges"].as_array();
        edges.unwrap_or_else(|| panic!("the page does not stand: {:#}", answer.body))
    }
}

/// The paths of the errors in a response, which carry no further information.
pub fn error_paths(answer: &Answer) -> Vec<Value> {
    let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
    for error in &errors {
        assert_eq!(error["extensions"]["code"], "INTERNAL", "{error:#}");
    }
    let reported = answer.body.to_string().find(SPOILED);
    assert_eq!(reported, None, "{:#}", answer.body);
    errors.into_iter().map(|error| error["path"].clone()).collect()
}
