//! What a request costs: processor time of server and database, beside that of a plain server that answers the same by one SQL
//! statement, in interleaved rounds of one run. Linux, with `wrk` installed.
//!
//! ```sh
//! cargo bench --bench load                                    # 100,000 patients and 1,000,000 appointments
//! cargo bench --bench load -- --patients 1000 --appointments 60000 --rounds 1 --seconds 2 --only W1
//! ```
//!
//! The reference works on a copy of the database, with an index of its own for what it asks. Everything that the API does beside
//! answering (accounts, permissions, guards, limits, request ids, its log) is on. See `README.md` beside this.

mod drive;
mod reference;
#[path = "../served/mod.rs"]
mod served;
#[path = "../support/mod.rs"]
mod support;
mod workloads;

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, ExitCode, Stdio},
    time::Duration,
};

use anyhow::{Context, ensure};
use chrono::TimeDelta;
use clap::Parser;
use drive::{Driven, Target, drive};
use panda::clock::{Clock, SystemClock};
use serde_json::Value;
use served::{Server, cpu};
use support::Cluster;
use tokio_postgres::{Client, NoTls};
use workloads::{Asked, People, WORKLOADS, Workload};

/// Answers that are compared before the load begins.
const COMPARED: usize = 20;

/// More than a round books.
const BOOKINGS: usize = 60_000;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    data: support::Arguments,
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// The workloads that are wanted, all by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

fn main() -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    if env::var_os(reference::DATABASE).is_some() {
        runtime.block_on(reference::serve())?;
    } else {
        runtime.block_on(measure(&Arguments::parse()))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn measure(arguments: &Arguments) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    cluster.seeded("load", arguments.data.patients, arguments.data.appointments).await?.database.close();
    copy(&cluster).await?;
    let bench = Bench {
        server: Server::start(&cluster.url("load"), directory.path())?,
        reference: Reference::start(&cluster.url("reference"))?,
        client: connect(&cluster, "load").await?,
        data: cluster.place.join("data"),
        bodies: directory.path().join("bodies"),
    };
    println!(
        "{:>15} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}   processor seconds per 1,000 requests",
        "", "req/s", "p50 ms", "p99 ms", "server", "database", "both"
    );
    for workload in &WORKLOADS {
        if arguments.only.is_empty() || arguments.only.iter().any(|name| name == workload.name) {
            bench.run(workload, arguments).await?;
        }
    }
    println!("the server has {:.1} MB in memory", megabytes(bench.server.pid())?);
    drop(bench);
    cluster.stop()
}

/// A copy of the database for the reference, with the index that its statements want.
async fn copy(cluster: &Cluster) -> anyhow::Result<()> {
    let client = connect(cluster, "load").await?;
    client.batch_execute("VACUUM ANALYZE").await?;
    drop(client);
    let maintenance = connect(cluster, "postgres").await?;
    // Those who were connected may still be about to leave.
    let mut outcome = Ok(());
    for _ in 0..50 {
        outcome = maintenance.batch_execute("CREATE DATABASE reference TEMPLATE load").await;
        if outcome.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    outcome?;
    let reference = connect(cluster, "reference").await?;
    reference.batch_execute("CREATE INDEX ON appointments (starts_at, id)").await?;
    Ok(reference.batch_execute("VACUUM ANALYZE").await?)
}

async fn connect(cluster: &Cluster, database: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(&cluster.url(database), NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The reference in a process of its own, killed when dropped.
struct Reference {
    child: Child,
    address: String,
}

impl Reference {
    fn start(database: &str) -> anyhow::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
        let mut child = command.env(reference::DATABASE, database).stdout(Stdio::piped()).spawn()?;
        let told = BufReader::new(child.stdout.take().context("no standard output")?).lines().next();
        Ok(Self { child, address: told.context("the reference did not start")?? })
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the reference could not be ended: {error}");
        }
    }
}

struct Bench {
    server: Server,
    reference: Reference,
    client: Client,
    /// The directory of the databases.
    data: PathBuf,
    bodies: PathBuf,
}

/// Who answers.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Ours,
    Plain,
}

/// What rounds have come to, per 1,000 requests.
struct Spent {
    driven: Driven,
    server: f64,
    database: f64,
}

impl Spent {
    fn both(&self) -> f64 {
        self.server + self.database
    }
}

impl Bench {
    async fn run(&self, workload: &Workload, arguments: &Arguments) -> anyhow::Result<()> {
        let people = People::find(&self.client).await?;
        let questions =
            if workload.once { Vec::new() } else { workload.questions(&self.client, &self.server).await? };
        let (mut ours, mut plain) = (Vec::new(), Vec::new());
        // Both are warm when it counts.
        for round in 0..=arguments.rounds {
            for side in [Side::Ours, Side::Plain] {
                let bookings = || {
                    people
                        .bookings(SystemClock.now() + TimeDelta::days(200 + 60 * i64::from(round)), BOOKINGS)
                };
                let asked = if workload.once { bookings() } else { questions.clone() };
                if round == 0 && !workload.once {
                    self.compare(workload, &asked).await?;
                }
                let seconds = if round == 0 { 1 } else { arguments.seconds };
                let spent = self.round(workload, side, &asked, seconds)?;
                match (round, side) {
                    (0, _) => {}
                    (_, Side::Ours) => ours.push(spent),
                    (_, Side::Plain) => plain.push(spent),
                }
            }
        }
        let (ours, plain) = (median(ours), median(plain));
        for (who, spent) in [("ours", &ours), ("plain", &plain)] {
            let Driven { requests, micros, p50, p99, .. } = spent.driven;
            println!(
                "{:>4} {who:>10} {:>9.0} {:>8.2} {:>8.2} {:>8.3} {:>8.3} {:>8.3}",
                workload.name,
                requests / micros * 1e6,
                p50 / 1e3,
                p99 / 1e3,
                spent.server,
                spent.database,
                spent.both()
            );
        }
        let statements = self.statements(workload, &people, &questions).await?;
        let (ratio, goal) = (ours.both() / plain.both(), workload.goal);
        println!(
            "{:>4}  ratio {ratio:.2} (goal {goal}), {statements} SQL statements a request",
            workload.name
        );
        Ok(())
    }

    fn round(&self, workload: &Workload, side: Side, asked: &[Asked], seconds: u32) -> anyhow::Result<Spent> {
        let lines = asked.iter().map(|(variables, body)| match side {
            Side::Ours => workload.body(variables) + "\n",
            Side::Plain => format!("{body}\n"),
        });
        fs::write(&self.bodies, lines.collect::<String>())?;
        let (target, pid) = match side {
            Side::Ours => (
                Target { address: &self.server.address, path: "/graphql", token: Some(&self.server.token) },
                self.server.pid(),
            ),
            Side::Plain => (
                Target { address: &self.reference.address, path: workload.path, token: None },
                self.reference.child.id(),
            ),
        };
        let before = (cpu::of_process(pid)?, cpu::of_postgres(&self.data)?);
        let driven = drive(&target, &self.bodies, workload.once, seconds)?;
        let after = (cpu::of_process(pid)?, cpu::of_postgres(&self.data)?);
        let thousand = driven.requests / 1e3;
        Ok(Spent {
            driven,
            server: (after.0 - before.0) / thousand,
            database: (after.1 - before.1) / thousand,
        })
    }

    /// Both say the same.
    async fn compare(&self, workload: &Workload, asked: &[Asked]) -> anyhow::Result<()> {
        let client = reqwest::Client::new();
        for (variables, body) in asked.iter().take(COMPARED) {
            let data = self.server.ask(workload.query, variables.clone()).await?;
            let found = data.pointer(workload.answer).context("no answer")?;
            let found = match found["edges"].as_array() {
                Some(edges) => edges.iter().map(|edge| edge["node"].clone()).collect(),
                None => found.clone(),
            };
            let address = format!("http://{}{}", self.reference.address, workload.path);
            let mut plain: Value = client.post(address).json(body).send().await?.json().await?;
            if workload.name == "W3" {
                // The reference says with each appointment whose it is.
                let entries = plain.as_array_mut().context("no list")?;
                entries
                    .iter_mut()
                    .filter_map(Value::as_object_mut)
                    .for_each(|entry| drop(entry.remove("patient")));
            }
            ensure!(found == plain, "{}: {found} is not {plain}", workload.name);
        }
        Ok(())
    }

    async fn statements(
        &self,
        workload: &Workload,
        people: &People,
        questions: &[Asked],
    ) -> anyhow::Result<Value> {
        let never = people.bookings(SystemClock.now() + TimeDelta::days(150), 1);
        let (variables, _) = questions.first().or(never.first()).context("nothing to ask")?;
        Ok(self.server.answer(workload.query, variables.clone()).await?["extensions"]["cost"]["statements"]
            .take())
    }
}

/// The memory that a process takes (resident set).
fn megabytes(pid: u32) -> anyhow::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("not as proc(5) says")?;
    let kilobytes: u32 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(f64::from(kilobytes) / 1e3)
}

/// The round in the middle, by what it has cost.
fn median(mut rounds: Vec<Spent>) -> Spent {
    rounds.sort_by(|one, other| one.both().total_cmp(&other.both()));
    rounds.swap_remove(rounds.len() / 2)
}
