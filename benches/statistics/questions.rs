//! What a report costs, beside a plain `GROUP BY` of the same appointments.

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::served::{Server, cpu};

/// A question, and how it is answered by counting appointments.
pub struct Case {
    pub name: &'static str,
    /// What the report may cost of the plain statement.
    pub goal: f64,
    pub query: &'static str,
    pub plain: &'static str,
    /// How often each is asked in a round.
    pub times: (u32, u32),
}

/// As in the issue of performance: 12 months by clinician and month for one department, and all departments over all time.
pub const CASES: [Case; 2] = [
    Case {
        name: "12 months by clinician and month, one department",
        goal: 0.1,
        query: "query($department: ID!, $from: Date!, $until: Date!) {
            missedAppointments(period: { from: $from, until: $until }, groupBy: [CLINICIAN], interval: MONTH,
                               filter: { departmentId: $department }) {
                totals { missed }
                rows(first: 20) { edges { node { periodStart clinician { name } missed didNotAttendRate } } }
            }
        }",
        plain: "SELECT clinician_id, date_trunc('month', starts_at AT TIME ZONE 'Europe/London'),
                    count(*) FILTER (WHERE status = 'active' AND ends_at <= now()),
                    count(*) FILTER (WHERE status = 'attended')
                FROM appointments
                WHERE department_id = $1 AND starts_at >= $2::date::timestamp AT TIME ZONE 'Europe/London'
                    AND starts_at < $3::date::timestamp AT TIME ZONE 'Europe/London'
                GROUP BY 1, 2",
        times: (1_000, 100),
    },
    Case {
        name: "all time by department",
        goal: 0.01,
        query: "{ missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [DEPARTMENT]) {
            totals { missed } rows(first: 20) { edges { node { department { name } missed didNotAttendRate } } } } }",
        plain: "SELECT department_id, count(*) FILTER (WHERE status = 'active' AND ends_at <= now()),
                    count(*) FILTER (WHERE status = 'attended')
                FROM appointments GROUP BY 1",
        times: (1_000, 10),
    },
];

/// The department of the fifth part of the way down by size, and the 12 months until the present one's end.
pub async fn variables(server: &Server, client: &Client) -> anyhow::Result<(uuid::Uuid, [String; 2], Value)> {
    let department = "SELECT departments.id, departments.code FROM departments JOIN appointments ON department_id = departments.id
                      GROUP BY 1 ORDER BY count(*) DESC OFFSET 3 LIMIT 1";
    let row = client.query_one(department, &[]).await?;
    let (id, code): (uuid::Uuid, String) = (row.get(0), row.get(1));
    let days = "SELECT (date_trunc('month', now()) - interval '11 months')::date::text, (date_trunc('month', now()) + interval '1 month')::date::text";
    let row = client.query_one(days, &[]).await?;
    let days: [String; 2] = [row.get(0), row.get(1)];
    let found = server
        .ask("query($code: String!) { department(by: { code: $code }) { id } }", json!({ "code": code }));
    let global = found.await?["department"]["id"].take();
    Ok((id, days.clone(), json!({ "department": global, "from": days[0], "until": days[1] })))
}

/// Milliseconds of processor time for one answer: of server and database, and of the database for the plain statement.
pub async fn round(case: &Case, server: &Server, client: &Client, data: &Path) -> anyhow::Result<(f64, f64)> {
    let (department, [from, until], variables) = variables(server, client).await?;
    let variables = if case.query.starts_with("query") { variables } else { json!({}) };
    let spent = || anyhow::Ok(cpu::of_postgres(data)? + cpu::of_process(server.pid())?);
    let before = spent()?;
    for _ in 0..case.times.0 {
        server.ask(case.query, variables.clone()).await?;
    }
    let report = spent()? - before;

    let statement = client.prepare(case.plain).await?;
    let parameters: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&department, &day(&from)?, &day(&until)?];
    let parameters = &parameters[..statement.params().len()];
    let before = cpu::of_postgres(data)?;
    let mut missed = 0;
    for _ in 0..case.times.1 {
        let rows = client.query(&statement, parameters).await?;
        let column = rows.first().context("nothing is counted")?.len() - 2;
        missed = rows.iter().map(|row| row.get::<_, i64>(column)).sum();
    }
    let plain = cpu::of_postgres(data)? - before;

    // Whoever was not missed at first may be by now: the later answer has at least as many.
    let answered =
        server.ask(case.query, variables).await?["missedAppointments"]["totals"]["missed"].as_i64();
    ensure!(answered.is_some_and(|answered| answered >= missed), "{answered:?} are not {missed}");
    Ok((1e3 * report / f64::from(case.times.0), 1e3 * plain / f64::from(case.times.1)))
}

fn day(text: &str) -> anyhow::Result<chrono::NaiveDate> {
    Ok(text.parse()?)
}
