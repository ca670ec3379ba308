//! Measures the cost of a report, compared with a plain `GROUP BY` of the same appointments.

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::served::{Server, cpu};

/// A report query, and the equivalent count of appointments.
#[derive(Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    /// The department's rank by size, from 0, if the report is on one.
    pub department: u32,
    pub pages: Pages,
    /// The maximum ratio of the report's cost to the plain statement's.
    pub goal: f64,
    pub query: &'static str,
    pub plain: &'static str,
    /// The number of requests of each per round.
    pub times: (u32, u32),
}

/// How much of a report is requested. The plain statement always returns all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// 100 rows, the maximum of a page.
    First,
    Every,
}

/// 12 months by clinician and month, for the largest department and a medium one, and all departments over
/// all time.
pub const CASES: [Case; 5] = [
    Case { pages: Pages::First, ..OF_DEPARTMENT },
    OF_DEPARTMENT,
    Case {
        name: "12 months by clinician and month, fourth department",
        department: 3,
        pages: Pages::First,
        ..OF_DEPARTMENT
    },
    Case { name: "12 months by clinician and month, fourth department", department: 3, ..OF_DEPARTMENT },
    OF_ALL,
];

const OF_DEPARTMENT: Case = Case {
    name: "12 months by clinician and month, largest department",
    department: 0,
    pages: Pages::Every,
    goal: 0.1,
    query: "query($department: ID!, $from: Date!, $until: Date!, $after: String) {
            missedAppointments(period: { from: $from, until: $until }, groupBy: [CLINICIAN], interval: MONTH,
                               filter: { departmentId: $department }) {
                totals { missed }
                rows(first: 100, after: $after) {
                    edges { node { periodStart clinician { name } missed didNotAttendRate } }
                    pageInfo { hasNextPage endCursor }
                }
            }
        }",
    plain: "SELECT clinician_id, date_trunc('month', starts_at AT TIME ZONE 'Europe/London'),
                    count(*) FILTER (WHERE status = 'active' AND ends_at <= now()),
                    count(*) FILTER (WHERE status = 'attended')
                FROM appointments
                WHERE department_id = $1 AND starts_at >= $2::date::timestamp AT TIME ZONE 'Europe/London'
                    AND starts_at < $3::date::timestamp AT TIME ZONE 'Europe/London'
                GROUP BY 1, 2",
    times: (200, 100),
};

const OF_ALL: Case = Case {
        name: "all time by department",
        department: 0,
        pages: Pages::Every,
        goal: 0.01,
        query: "query($after: String) {
            missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [DEPARTMENT]) {
                totals { missed }
                rows(first: 100, after: $after) {
                    edges { node { department { name } missed didNotAttendRate } }
                    pageInfo { hasNextPage endCursor }
                }
            }
        }",
        plain: "SELECT department_id, count(*) FILTER (WHERE status = 'active' AND ends_at <= now()),
                    count(*) FILTER (WHERE status = 'attended')
                FROM appointments GROUP BY 1",
        times: (1_000, 10),
};

/// The department of the case, and the 12 months up to the end of the present one.
pub async fn variables(
    case: &Case,
    server: &Server,
    client: &Client,
) -> anyhow::Result<(uuid::Uuid, [String; 2], Value)> {
    let department = "SELECT departments.id, departments.code FROM departments JOIN appointments ON department_id = departments.id
                      GROUP BY 1 ORDER BY count(*) DESC, departments.id OFFSET $1 LIMIT 1";
    let row = client.query_one(department, &[&i64::from(case.department)]).await?;
    let (id, code): (uuid::Uuid, String) = (row.get(0), row.get(1));
    let days = "SELECT (date_trunc('month', now()) - interval '11 months')::date::text, (date_trunc('month', now()) + interval '1 month')::date::text";
    let row = client.query_one(days, &[]).await?;
    let days: [String; 2] = [row.get(0), row.get(1)];
    let found = server
        .ask("query($code: String!) { department(by: { code: $code }) { id } }", json!({ "code": code }));
    let global = found.await?["department"]["id"].take();
    let variables = if case.query.contains("$department") {
        json!({ "department": global, "from": days[0], "until": days[1] })
    } else {
        json!({})
    };
    Ok((id, days, variables))
}

/// Requests the pages of the case, and returns the numbers of missed appointments, rows and requests.
pub async fn ask(case: &Case, server: &Server, variables: &Value) -> anyhow::Result<(i64, usize, u32)> {
    let (mut after, mut rows, mut requests) = (Value::Null, 0, 0);
    loop {
        let mut variables = variables.clone();
        variables["after"] = after;
        let mut report = server.ask(case.query, variables).await?["missedAppointments"].take();
        requests += 1;
        rows += report["rows"]["edges"].as_array().context("no rows")?.len();
        let has_more = report["rows"]["pageInfo"]["hasNextPage"] == true;
        if case.pages == Pages::First || !has_more {
            let missed = report["totals"]["missed"].as_i64().context("no totals")?;
            return Ok((missed, rows, requests));
        }
        after = report["rows"]["pageInfo"]["endCursor"].take();
    }
}

/// The processor time of server and database for the report in milliseconds.
pub async fn report(case: &Case, server: &Server, variables: &Value, data: &Path) -> anyhow::Result<f64> {
    let spent = || anyhow::Ok(cpu::of_postgres(data)? + cpu::of_process(server.pid())?);
    let before = spent()?;
    for _ in 0..case.times.0 {
        ask(case, server, variables).await?;
    }
    Ok(1e3 * (spent()? - before) / f64::from(case.times.0))
}

/// The measurements of one round.
pub struct Measured {
    /// The processor time of server and database for the report in milliseconds.
    pub report: f64,
    /// The same of the database for the plain statement.
    pub plain: f64,
    pub rows: usize,
    pub rows_of_plain: usize,
    pub requests: u32,
}

pub async fn round(case: &Case, server: &Server, client: &Client, data: &Path) -> anyhow::Result<Measured> {
    let (department, [from, until], variables) = variables(case, server, client).await?;
    let report = report(case, server, &variables, data).await?;

    let statement = client.prepare(case.plain).await?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&department, &day(&from)?, &day(&until)?];
    let parameters = &parameters[..statement.params().len()];
    let before = cpu::of_postgres(data)?;
    let (mut missed, mut rows_of_plain) = (0, 0);
    for _ in 0..case.times.1 {
        let rows = client.query(&statement, parameters).await?;
        let column = rows.first().context("nothing is counted")?.len() - 2;
        rows_of_plain = rows.len();
        missed = rows.iter().map(|row| row.get::<_, i64>(column)).sum();
    }
    let plain = cpu::of_postgres(data)? - before;

    // An appointment may have become missed since, so the later result has at least as many.
    let (answered, rows, requests) = ask(case, server, &variables).await?;
    ensure!(answered >= missed, "{answered} are not {missed}");
    ensure!(case.pages == Pages::First || rows >= rows_of_plain, "{rows} rows are not {rows_of_plain}");
    Ok(Measured { report, plain: 1e3 * plain / f64::from(case.times.1), rows, rows_of_plain, requests })
}

fn day(text: &str) -> anyhow::Result<chrono::NaiveDate> {
    Ok(text.parse()?)
}
