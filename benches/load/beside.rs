//! Measures the effect of some clients on others: readers of a locked table on other readers, and
//! disconnecting clients on booking clients.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    task::{JoinSet, block_in_place},
    time::sleep,
};

use super::{
    Arguments, Outcome,
    drive::{Driven, Load, Target, drive},
    served::connect,
    stage::Stage,
    support::Cluster,
    workloads::WORKLOADS,
};

/// The maximum ratio of the p99 of reads of other tables with a locked table to that without.
const GOAL_OF_READS: f64 = 5.0;
/// The same for the median of bookings with a key, while other clients disconnect during theirs.
const GOAL_OF_BOOKINGS: f64 = 3.0;

/// Measured connections, and their pause between requests in milliseconds.
const ASKING: (u32, u32) = (4, 5);

const READERS: usize = 24;
const LEAVING: usize = 10;

const OTHER_TABLES: &str = "{ departments(first: 5) { edges { node { name } } } organisations(first: 5) { edges { node { name } } } }";
const LOCKED_TABLE: &str = "{ appointments(first: 20) { edges { node { startsAt patient { name } } } } }";
const BOOKING: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";

/// The behaviour of the other clients.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Others {
    /// They read a locked table. Reads of other tables are measured.
    TableLock,
    /// They disconnect during bookings. Other bookings are measured.
    Leaving,
}

struct Bench {
    cluster: Cluster,
    stage: Arc<Stage>,
    _directory: TempDir,
}

pub async fn measure(arguments: &Arguments, others: Others) -> anyhow::Result<Outcome> {
    let bench = Bench::start(arguments).await?;
    match others {
        Others::TableLock => table_lock(bench, arguments).await,
        Others::Leaving => leaving(bench, arguments).await,
    }
}

/// Reads of other tables while clients read a locked one.
async fn table_lock(bench: Bench, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let locker = connect(&bench.cluster, "load").await?;
    let bodies = [json!({ "query": OTHER_TABLES }).to_string()];
    let load = Load::full(&bodies, arguments.seconds);
    let (mut without, mut beside) = (Vec::new(), Vec::new());
    bench.drive(Load { seconds: 1, ..load })?;
    for _ in 0..arguments.rounds {
        without.push(bench.drive(load)?);
        locker.batch_execute("BEGIN; LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE").await?;
        let mut readers = JoinSet::new();
        for _ in 0..READERS {
            let stage = bench.stage.clone();
            readers.spawn(async move { keeps_reading(&stage).await });
        }
        beside.push(bench.drive(load)?);
        readers.shutdown().await;
        locker.batch_execute("ROLLBACK").await?;
    }
    println!("reads of other tables while a table is locked that {READERS} clients read; p99");
    bench.outcome("tableLock", [without, beside], |driven| driven.p99, GOAL_OF_READS)
}

/// Bookings with a key while other clients disconnect after 1 to 20 milliseconds.
async fn leaving(bench: Bench, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (mut without, mut beside) = (Vec::new(), Vec::new());
    for round in 0..arguments.rounds {
        for (is_beside, figures) in [(false, &mut without), (true, &mut beside)] {
            let bookings = bench.bookings(3 * round + u32::from(is_beside)).await?;
            let others = bench.bookings(3 * round + 2).await?;
            let (mut leaving, pause) = (JoinSet::new(), Duration::from_millis(arguments.pause));
            for others in others.chunks(others.len() / LEAVING).take(if is_beside { LEAVING } else { 0 }) {
                let (stage, others) = (bench.stage.clone(), others.to_vec());
                leaving.spawn(async move { leaves(&stage, &others, pause).await });
            }
            let load = Load { once: true, ..Load::full(&bookings, arguments.seconds) };
            figures.push(bench.drive(load)?);
            leaving.shutdown().await;
        }
    }
    println!("bookings with a key beside {LEAVING} clients that disconnect after 1 to 20 ms; median");
    bench.outcome("leaving", [without, beside], |driven| driven.p50, GOAL_OF_BOOKINGS)
}

impl Bench {
    async fn start(arguments: &Arguments) -> anyhow::Result<Self> {
        let (cluster, directory) = (Cluster::start()?, tempfile::tempdir()?);
        Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
        let stage = Arc::new(Stage::serve(&cluster, "load", directory.path(), 1).await?);
        Ok(Self { cluster, stage, _directory: directory })
    }

    fn drive(&self, load: Load<'_>) -> anyhow::Result<Driven> {
        let token = [self.stage.server.token()?];
        let target = Target { address: &self.stage.server.address, path: "/graphql", tokens: &token };
        let (connections, pause) = ASKING;
        block_in_place(|| drive(&target, &Load { connections, pause, ..load }))
    }

    /// The bodies of bookings, each with its own key.
    async fn bookings(&self, round: u32) -> anyhow::Result<Vec<String>> {
        let workload =
            WORKLOADS.iter().find(|workload| workload.once).context("there is no booking workload")?;
        let body = |(n, (mut variables, _)): (usize, (Value, Value))| {
            variables["input"]["idempotencyKey"] = json!(format!("{round}-{n}"));
            json!({ "query": BOOKING, "variables": variables }).to_string()
        };
        Ok(self.stage.asked(workload, round).await?.into_iter().enumerate().map(body).collect())
    }

    fn outcome(
        self,
        name: &str,
        rounds: [Vec<Driven>; 2],
        figure: impl Fn(&Driven) -> f64,
        goal: f64,
    ) -> anyhow::Result<Outcome> {
        let [without, beside] = rounds.map(|mut rounds| {
            rounds.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
            rounds[rounds.len() / 2]
        });
        let ratio = figure(&beside) / figure(&without);
        let judged = if ratio <= goal { "reached" } else { "missed" };
        println!(
            "{:.2} ms without, {:.2} ms beside them: {ratio:.2} times (goal {goal}: {judged})",
            figure(&without) / 1e3,
            figure(&beside) / 1e3
        );
        drop(self.stage);
        self.cluster.stop()?;
        let figures = json!({ "without": without, "beside": beside, "ratio": ratio, "goal": goal });
        Ok(Outcome { figures: json!({ name: figures }), is_well: ratio <= goal })
    }
}

/// Sends a read of the locked table repeatedly, and ignores the responses.
async fn keeps_reading(stage: &Stage) {
    loop {
        // The request is refused while the table is locked.
        let _refused = stage.server.ask(LOCKED_TABLE, json!({})).await;
        sleep(Duration::from_millis(5)).await;
    }
}

/// Sends bookings in sequence, and closes the connection of each after 1 to 20 milliseconds.
async fn leaves(stage: &Stage, bookings: &[String], pause: Duration) -> anyhow::Result<()> {
    let (server, address) = (&stage.server, format!("http://{}/graphql", stage.server.address));
    for (n, booking) in (0..).zip(bookings) {
        let request = server.client.post(&address).bearer_auth(server.token()?);
        let request = request.header("content-type", "application/json").body(booking.clone());
        let patience = Duration::from_millis(1 + n * 7 % 20);
        drop(request.timeout(patience).send().await);
        sleep(pause).await;
    }
    Ok(())
}
