//! Queries the report of missed appointments. Appointments are written with SQL, so that they can be at any
//! time.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{Answer, TestApp, TestDatabase, nhs_numbers};

/// A stored appointment. Each has its own patient.
#[derive(Debug, Clone, Copy)]
pub struct Fact {
    pub starts_at: &'static str,
    pub minutes: u32,
    pub clinician: &'static str,
    pub department: &'static str,
    pub organisation: Option<&'static str>,
    /// `active`, `attended` or `cancelled`
    pub status: &'static str,
}

/// All fields of a report's row, except the comparison.
pub const ROW: &str =
    "periodStart clinician { name } department { code } organisation { odsCode } weekday hour booked attended missed cancelled
    upcoming missedMinutes didNotAttendRate shareOfBooked estimatedCost suppressed";

/// The primary key for a name. Keys of one type sort like the names.
fn key_of(name: &str) -> String {
    let mut hex = name.bytes().take(16).fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a text takes anything");
        hex
    });
    while hex.len() < 32 {
        hex.push('0');
    }
    hex
}

impl TestApp {
    /// Adds clinicians, departments and organisations, with their names as codes. All clinicians belong to
    /// the first department.
    pub fn add_places(&self, clinicians: &[&str], departments: &[&str], organisations: &[&str]) {
        let mut sql = String::new();
        let made = "'2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'";
        for name in departments {
            let key = key_of(name);
            writeln!(sql, "INSERT INTO departments VALUES ('{key}', '{name}', '{name}', 1, {made});")
                .expect("text");
        }
        for name in organisations {
            let values = format!(
                "'{}', '{name}', '{name}', 'hospital', 'CF14 4XW', '{{}}', 'Europe/London'",
                key_of(name)
            );
            writeln!(sql, "INSERT INTO organisations VALUES ({values}, 1, {made});").expect("text");
        }
        for name in clinicians {
            let values = format!("'{}', '{name}', '{}'", key_of(name), key_of(departments[0]));
            writeln!(sql, "INSERT INTO clinicians VALUES ({values}, 1, {made});").expect("text");
        }
        self.database.execute(&sql);
    }

    /// Adds appointments, booked on the day before.
    pub fn add_facts(&self, facts: &[Fact]) {
        let taken: usize =
            self.database.number("SELECT count(*) FROM patients").try_into().expect("a number");
        let mut sql = String::new();
        for (n, (fact, number)) in (taken..).zip(facts.iter().zip(nhs_numbers().skip(taken))) {
            let Fact { starts_at, minutes, clinician, department, organisation, status } = fact;
            let (clinician, department) = (key_of(clinician), key_of(department));
            let organisation = organisation.map_or("NULL".to_owned(), |name| format!("'{}'", key_of(name)));
            let patient = format!("md5('patient of fact {n}')::uuid");
            let made = "'2020-01-01T00:00:00Z', '2020-01-01T00:00:00Z'";
            write!(
                sql,
                "INSERT INTO patients VALUES ({patient}, '{number}', 'Patient {n}', '1980-05-17', 'CF10 1EP', '{{}}', NULL, NULL, 1, {made});
                 INSERT INTO appointments SELECT md5('fact {n}')::uuid, {patient}, '{clinician}', '{department}', {organisation}, at,
                    at + interval '{minutes} minutes', 'CF14 4XW', '{status}', NULL, NULL, NULL, NULL, NULL, 1,
                    at - interval '24 hours', at - interval '24 hours' FROM (VALUES (timestamptz '{starts_at}')) AS begin(at);"
            )
            .expect("a text takes anything");
        }
        self.database.execute(&sql);
    }

    /// Requests a report for a range of days: `from`, `until` and other arguments.
    pub async fn report(&self, days: [&str; 2], arguments: &str, fields: &str) -> Answer {
        self.report_in("Europe/London", days, arguments, fields).await
    }

    /// The same for days in a time zone.
    pub async fn report_in(
        &self,
        zone: &str,
        [from, until]: [&str; 2],
        arguments: &str,
        fields: &str,
    ) -> Answer {
        let period = json!({ "from": from, "until": until, "timeZone": zone });
        let query = format!(
            "query($period: PeriodInput!) {{ report: missedAppointments(period: $period {arguments}) {{ {fields} }} }}"
        );
        self.send(&query, json!({ "period": period })).await
    }

    /// The rows of a report in order, at most a hundred, each as a line.
    pub async fn rows(&self, zone: &str, days: [&str; 2], arguments: &str) -> Vec<String> {
        let fields = format!("rows(first: 100) {{ totalCount edges {{ node {{ {ROW} }} }} }}");
        let rows = self.report_in(zone, days, arguments, &fields).await.data("/report/rows");
        let edges = rows["edges"].as_array().expect("edges");
        assert_eq!(rows["totalCount"], edges.len(), "there are more");
        edges.iter().map(|edge| line(&edge["node"], arguments)).collect()
    }

    /// The totals for a range of days, as a line.
    pub async fn totals(&self, days: [&str; 2], arguments: &str) -> String {
        let answer = self.report(days, arguments, &format!("totals {{ {ROW} }}")).await;
        line(&answer.data("/report/totals"), "")
    }
}

/// The stored counts, minus those counted directly from the appointments.
const DIFFERENCES: &str = "
    WITH days AS (
        SELECT department_id, (starts_at AT TIME ZONE 'Europe/London')::date AS day, clinician_id,
            coalesce(organisation_id, '00000000-0000-0000-0000-000000000000') AS organisation_id,
            count(*) FILTER (WHERE status = 'active') AS active,
            coalesce(sum(extract(epoch FROM ends_at - starts_at) / 60) FILTER (WHERE status = 'active'), 0)::bigint AS minutes,
            count(*) FILTER (WHERE status = 'attended') AS attended, count(*) FILTER (WHERE status = 'cancelled') AS cancelled
        FROM appointments GROUP BY 1, 2, 3, 4
    ), nobody(id) AS (VALUES ('00000000-0000-0000-0000-000000000000'::uuid)), all_cells AS (
        SELECT * FROM statistics_cells
        UNION ALL
        SELECT cells.grain, department_id, cells.starts_on, cells.clinician_id, cells.organisation_id,
            active, active_minutes, attended, cancelled
        FROM statistics_changes AS changes,
            statistics_cells_of(changes.starts_on, changes.clinician_id, changes.organisation_id) AS cells
        UNION ALL SELECT 'day', department_id, day, clinician_id, organisation_id, -active, -minutes, -attended, -cancelled FROM days
        UNION ALL SELECT 'department day', department_id, day, id, id, -active, -minutes, -attended, -cancelled FROM days, nobody
        UNION ALL SELECT 'month', department_id, day - extract(day FROM day)::integer + 1, clinician_id, organisation_id,
            -active, -minutes, -attended, -cancelled FROM days
        UNION ALL SELECT 'department month', department_id, day - extract(day FROM day)::integer + 1, id, id,
            -active, -minutes, -attended, -cancelled FROM days, nobody
    )
    SELECT concat_ws(' ', grain, department_id, starts_on, clinician_id, organisation_id, 'by', sum(active), sum(active_minutes),
        sum(attended), sum(cancelled))
    FROM all_cells GROUP BY grain, department_id, starts_on, clinician_id, organisation_id
    HAVING sum(active) <> 0 OR sum(active_minutes) <> 0 OR sum(attended) <> 0 OR sum(cancelled) <> 0";

impl TestDatabase {
    /// Expects that the stored counts equal those of the appointments at the same instant.
    #[track_caller]
    pub fn expect_right_counts(&self) {
        let wrong = self.texts(DIFFERENCES);
        assert!(wrong.is_empty(), "{} counts are wrong: {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
    }
}

/// The group of a row, the numbers of attended, missed, cancelled and upcoming appointments, and the minutes
/// lost.
pub fn line(row: &Value, arguments: &str) -> String {
    let text = |field: &str| row[field].as_str().map(str::to_owned);
    let mut parts: Vec<String> = text("periodStart").into_iter().collect();
    for (dimension, part) in [
        ("DEPARTMENT", &row["department"]["code"]),
        ("CLINICIAN", &row["clinician"]["name"]),
        ("ORGANISATION", &row["organisation"]["odsCode"]),
    ] {
        if arguments.contains(dimension) {
            parts.push(part.as_str().unwrap_or("nowhere").to_owned());
        }
    }
    parts.extend(text("weekday").map(|weekday| weekday[..3].to_owned()));
    parts.extend(row["hour"].as_i64().map(|hour| format!("{hour}h")));
    let number = |field: &str| row[field].as_i64().unwrap_or_else(|| panic!("no {field} in {row}"));
    let kinds = ["attended", "missed", "cancelled", "upcoming"].map(number);
    assert_eq!(number("booked"), kinds.iter().sum::<i64>(), "{row}");
    parts.extend(kinds.map(|count| count.to_string()));
    parts.push(format!("{}min", number("missedMinutes")));
    parts.join(" ")
}
