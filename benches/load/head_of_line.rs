//! Measures W1 with and without concurrent slow reports.
//!
//! W1 has a moderate rate from a few connections with pauses, because on a saturated machine everything
//! waits, with or without reports. A report also occupies one PostgreSQL processor. To separate that effect,
//! W1 is measured again beside a plain statement that counts every appointment on its own connection,
//! independent of the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::{task::JoinSet, time::sleep};
use tokio_postgres::{Client, NoTls};

use super::{
    Arguments, Outcome,
    drive::{Driven, Load, Target, drive},
    served::Server,
    served::connect,
    stage::Stage,
    support::Cluster,
    workloads::WORKLOADS,
};

/// The maximum ratio of W1's p99 with reports to that without.
const GOAL: f64 = 2.0;

/// Connections for W1, and their pause between requests in milliseconds.
const ASKING: (u32, u32) = (4, 5);

/// The number of concurrent reports. With two processors, one remains.
const REPORTS: usize = 1;

/// No counts by hour and age are stored, so the query reads every appointment and its patient.
const REPORT: &str = "{ missedAppointments(period: { from: \"2000-01-01\", until: \"2100-01-01\" }, groupBy: [HOUR, WEEKDAY],
    filter: { ageBand: [AGE_16_TO_24, AGE_25_TO_34, AGE_35_TO_44, AGE_45_TO_54, AGE_55_TO_64, AGE_65_TO_74, AGE_75_TO_84] }) {
    totals { missed } rows(first: 20) { edges { node { missed didNotAttendRate } } } } }";

/// A statement with about the same work for PostgreSQL.
const PLAIN: &str = "SELECT count(*), count(DISTINCT (patient_id, starts_at)) FROM appointments";

/// The concurrent load.
#[derive(Debug, Clone, Copy)]
enum Beside {
    Nothing,
    Reports,
    Plain,
}

pub async fn measure(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let stage = Arc::new(Stage::serve(&cluster, "load", directory.path(), 1).await?);
    let bench = Bench::new(&cluster, stage).await?;
    println!(
        "W1 by {} connections that pause for {} ms between requests, beside {REPORTS} report under way; {} rounds of {} s",
        ASKING.0, ASKING.1, arguments.rounds, arguments.seconds
    );
    let [mut idle, mut reports, mut plain] = [const { Vec::new() }; 3];
    bench.round(Beside::Nothing, 1).await?;
    for _ in 0..arguments.rounds {
        idle.push(bench.round(Beside::Nothing, arguments.seconds).await?);
        reports.push(bench.round(Beside::Reports, arguments.seconds).await?);
        plain.push(bench.round(Beside::Plain, arguments.seconds).await?);
    }
    let (idle, reports, plain) = (median(idle), median(reports), median(plain));
    for (name, driven) in
        [("nothing beside it", idle), ("beside reports", reports), ("beside a plain statement", plain)]
    {
        let Driven { requests, micros, p50, p99, .. } = driven;
        println!(
            "{name:>26} {:>8.0} req/s, p50 {:.2} ms, p99 {:.2} ms",
            f64::from(requests) / micros * 1e6,
            p50 / 1e3,
            p99 / 1e3
        );
    }
    let (ratio, of_the_machine) = (reports.p99 / idle.p99, plain.p99 / idle.p99);
    let judged = if ratio <= GOAL { "reached" } else { "missed" };
    println!(
        "p99 is {ratio:.2} times as high beside reports (goal {GOAL}: {judged}); {of_the_machine:.2} beside a plain statement"
    );
    drop(bench);
    cluster.stop()?;
    let figures = json!({ "idle": idle, "reports": reports, "plain": plain, "ratio": ratio, "goal": GOAL });
    Ok(Outcome { figures: json!({ "headOfLine": figures }), is_well: ratio <= GOAL })
}

/// The round with the median p99.
fn median(mut rounds: Vec<Driven>) -> Driven {
    rounds.sort_by(|one, other| one.p99.total_cmp(&other.p99));
    rounds[rounds.len() / 2]
}

struct Bench {
    stage: Arc<Stage>,
    bodies: Vec<String>,
    counter: Arc<Client>,
}

impl Bench {
    async fn new(cluster: &Cluster, stage: Arc<Stage>) -> anyhow::Result<Self> {
        let counter = connect(cluster, "load").await?;
        // One processor, as a report.
        counter.batch_execute("SET max_parallel_workers_per_gather = 0").await?;
        let workload = WORKLOADS.iter().find(|workload| workload.name == "W1").context("there is no W1")?;
        let asked = stage.asked(workload, 0).await?;
        let bodies = asked.iter().map(|(variables, _)| workload.body(variables)).collect();
        Ok(Self { stage, bodies, counter: Arc::new(counter) })
    }

    async fn round(&self, beside: Beside, seconds: u32) -> anyhow::Result<Driven> {
        let done = Arc::new(AtomicU32::new(0));
        let mut others = JoinSet::new();
        for _ in 0..REPORTS {
            let (done, stage, counter) = (done.clone(), self.stage.clone(), self.counter.clone());
            match beside {
                Beside::Nothing => {}
                Beside::Reports => drop(others.spawn(async move { report(&stage.server, &done).await })),
                Beside::Plain => drop(others.spawn(async move { count(&counter, &done).await })),
            }
        }
        sleep(Duration::from_millis(200)).await;
        let token = [self.stage.server.token()?];
        let target = Target { address: &self.stage.server.address, path: "/graphql", tokens: &token };
        let load = Load { connections: ASKING.0, pause: ASKING.1, ..Load::full(&self.bodies, seconds) };
        let (begun, before) = (Instant::now(), done.load(Ordering::Relaxed));
        let driven = tokio::task::block_in_place(|| drive(&target, &load))?;
        let finished = done.load(Ordering::Relaxed) - before;
        let elapsed = begun.elapsed().as_secs_f64();
        if let Some(ended) = others.try_join_next() {
            ended??;
        }
        match beside {
            Beside::Nothing => {}
            Beside::Reports | Beside::Plain => {
                println!("{beside:?}: {finished} finished in {elapsed:.1} s, p99 {:.2} ms", driven.p99 / 1e3);
                ensure!(others.len() == REPORTS, "no concurrent load has run");
            }
        }
        others.shutdown().await;
        self.counter.cancel_token().cancel_query(NoTls).await?;
        // PostgreSQL notices a closed connection within a second.
        sleep(Duration::from_millis(1_500)).await;
        Ok(driven)
    }
}

/// Requests reports in sequence until cancelled.
async fn report(server: &Server, done: &AtomicU32) -> anyhow::Result<()> {
    loop {
        server.ask(REPORT, json!({})).await?;
        done.fetch_add(1, Ordering::Relaxed);
    }
}

async fn count(client: &Client, done: &AtomicU32) -> anyhow::Result<()> {
    loop {
        client.query_one(PLAIN, &[]).await?;
        done.fetch_add(1, Ordering::Relaxed);
    }
}
