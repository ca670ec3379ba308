//! Compares each workload with the reference: first the responses, then their costs.

use anyhow::{Context, ensure};
use chrono::{TimeDelta, Utc};
use panda::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use super::{
    Arguments, Outcome,
    memory::Memory,
    plain::Plain,
    stage::{Spent, Stage, headings},
    support::Cluster,
    workloads::{RequestPair, WORKLOADS, Workload},
};

/// The number of bookings that are verified individually before the load.
const BOOKED: usize = 20;

/// The limit of the server's memory in megabytes after all workloads.
const MEMORY: f64 = 60.0;

pub async fn measure(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let plain = Plain::start(&cluster, "load", arguments).await?;
    let bench = Bench { ours: Stage::serve(&cluster, "load", directory.path(), 1).await?, plain };
    headings();
    let mut figures = Vec::new();
    for workload in WORKLOADS.iter().filter(|workload| arguments.wants(workload)) {
        figures.push(bench.run(workload, arguments).await?);
    }
    let memory = Memory::of(bench.ours.server.pid())?;
    println!(
        "the server has {:.1} MB in memory (goal {MEMORY}), {:.1} MB at its peak",
        memory.now, memory.peak
    );
    drop(bench);
    cluster.stop()?;
    Ok(Outcome {
        figures: json!({ "workloads": figures, "megabytes": memory }),
        is_well: memory.now < MEMORY,
    })
}

struct Bench {
    ours: Stage,
    plain: Plain,
}

impl Bench {
    async fn run(&self, workload: &Workload, arguments: &Arguments) -> anyhow::Result<Value> {
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        // The first round is a warm-up.
        for round in 0..=arguments.rounds {
            let asked = self.ours.asked(workload, round).await?;
            let seconds = if round == 0 { 1 } else { arguments.seconds };
            if round == 0 {
                self.check(workload, &asked).await?;
            }
            // Alternates which comes first.
            let (one, other) = if round % 2 == 0 {
                let one = self.ours.round(workload, &asked, seconds).await?;
                (one, self.plain.round(workload, &asked, seconds).await?)
            } else {
                let other = self.plain.round(workload, &asked, seconds).await?;
                (self.ours.round(workload, &asked, seconds).await?, other)
            };
            if round > 0 {
                ours.push(one);
                plain.push(other);
            }
        }
        let statements = self.statements(workload).await?;
        let (ours, plain) = (Spent::median(ours), Spent::median(plain));
        println!("{}\n{}", ours.line(workload.name, "ours"), plain.line(workload.name, "plain"));
        let (ratio, goal) = (ours.both() / plain.both(), workload.goal);
        let judged = if ratio <= goal { "reached" } else { "missed" };
        println!(
            "{:>4}  ratio {ratio:.2} (goal {goal}: {judged}), {statements} SQL statements a request",
            workload.name
        );
        Ok(json!({ "name": workload.name, "ours": ours, "plain": plain, "ratio": ratio, "goal": goal,
                   "statements": statements }))
    }

    /// Checks that both give the same responses for all requests, and that bookings are stored as requested.
    async fn check(&self, workload: &Workload, asked: &[RequestPair]) -> anyhow::Result<()> {
        if !workload.once {
            for (variables, body) in asked {
                let ours = self.answer(workload, variables).await?;
                ensure!(ours == self.plain_answer(workload, body).await?, "{variables}: {ours} differs");
            }
            return Ok(());
        }
        for (variables, row) in self.ours.people.bookings(Self::before_all_rounds(1), BOOKED) {
            let ours = self.answer(workload, &variables).await?;
            ensure!(ours == self.plain_answer(workload, &row).await?, "{variables}: {ours} differs");
            for client in [&self.ours.client, &self.plain.client] {
                let found = on_record(client, &row).await?;
                ensure!(found == row, "{found} is stored instead of {row}");
            }
        }
        Ok(())
    }

    async fn answer(&self, workload: &Workload, variables: &Value) -> anyhow::Result<Value> {
        let data = self.ours.server.ask(workload.query, variables.clone()).await?;
        let found = data.pointer(workload.answer).context("no answer")?;
        Ok(match found["edges"].as_array() {
            Some(edges) => edges.iter().map(|edge| edge["node"].clone()).collect(),
            None => found.clone(),
        })
    }

    async fn plain_answer(&self, workload: &Workload, body: &Value) -> anyhow::Result<Value> {
        let address = format!("http://{}{}", self.plain.address, workload.path);
        let mut plain: Value = self.ours.server.client.post(address).json(body).send().await?.json().await?;
        if workload.name == "W3" {
            // The reference adds the patient to each appointment.
            let entries = plain.as_array_mut().context("no list")?;
            let objects = entries.iter_mut().filter_map(Value::as_object_mut);
            objects.for_each(|entry| drop(entry.remove("patient")));
        }
        Ok(plain)
    }

    async fn statements(&self, workload: &Workload) -> anyhow::Result<Value> {
        let asked = if workload.once {
            self.ours.people.bookings(Self::before_all_rounds(0), 1)
        } else {
            self.ours.asked(workload, 0).await?
        };
        let (variables, _) = asked.first().context("no requests")?;
        let mut answer = self.ours.server.answer(workload.query, variables.clone()).await?;
        Ok(answer["extensions"]["cost"]["statements"].take())
    }

    /// A time after the seeded diary and outside all rounds.
    fn before_all_rounds(month: i64) -> chrono::DateTime<Utc> {
        SystemClock.now() + TimeDelta::days(110 + 30 * month)
    }
}

/// A stored booking in the format of the reference.
async fn on_record(client: &Client, asked: &Value) -> anyhow::Result<Value> {
    let statement = "SELECT jsonb_build_object('patient', patient_id, 'clinician', clinician_id, 'department', department_id,
            'durationMinutes', (extract(epoch FROM ends_at - starts_at) / 60)::int, 'postcode', postcode)::text
        FROM appointments WHERE clinician_id = $1 AND starts_at = $2 AND status = 'active'";
    let clinician: Uuid = serde_json::from_value(asked["clinician"].clone())?;
    let starts_at: chrono::DateTime<Utc> = serde_json::from_value(asked["startsAt"].clone())?;
    let row = client.query_opt(statement, &[&clinician, &starts_at]).await?;
    let row = row.with_context(|| format!("{asked} is not stored"))?;
    let mut found: Value = serde_json::from_str(row.get(0))?;
    found["startsAt"] = asked["startsAt"].clone();
    Ok(found)
}
