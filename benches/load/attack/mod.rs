//! Measures the server's memory and the time of a small query during each kind of attack.
//!
//! Attackers use as many connections as a server allows, from three addresses. Each kind of attack takes as
//! long as a reference, in which the same connections send W1 and read the responses. A normal client sends
//! W1 at the same time. The bench fails if the server's memory ever exceeds [`MEMORY`], if the client's p99
//! during an attack exceeds [`GOAL`] times that of the reference, or if one of its requests is refused.

mod client;
mod kinds;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use serde::Serialize;
use serde_json::json;
use tokio::{task::JoinSet, time::sleep};

use super::{
    Arguments, Outcome, memory::Memory, served::OURS, stage::Stage, support::Cluster, workloads::WORKLOADS,
};
use client::{Client, ReadBehaviour};
use kinds::Kind;

/// The limit of the server's memory in megabytes.
const MEMORY: f64 = 300.0;

/// The maximum ratio of the normal client's p99 during an attack to that of the reference.
const GOAL: f64 = 5.0;

/// Connections of the normal client, and its pause between requests.
const HONEST: (usize, Duration) = (4, Duration::from_millis(5));

/// The time for attackers to start.
const BEGINNING: Duration = Duration::from_secs(1);

/// The results of the requests of one kind.
#[derive(Debug, Serialize)]
struct Round {
    name: &'static str,
    memory: f64,
    peak: f64,
    honest: usize,
    refused: usize,
    p50: f64,
    p99: f64,
    /// The attackers' responses by status. 0 means no response.
    statuses: BTreeMap<u16, u64>,
}

pub async fn measure(arguments: &Arguments, connections: usize) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let program = arguments.program.as_deref().unwrap_or(Path::new(OURS));
    let mut stage = Stage::serve_by(program, &cluster, "load", directory.path(), 1).await?;
    stage.server.prepared.one_stands_for_many = false;
    stage.server = stage.server.prepared.serve()?;
    let workload = WORKLOADS.iter().find(|workload| workload.name == "W1").context("there is no W1")?;
    let asked = stage.asked(workload, 0).await?;
    let w1: Vec<String> = asked.iter().map(|(variables, _)| workload.body(variables)).collect();
    let bench = Bench { stage, w1: w1.into(), connections };
    println!(
        "{connections} connections of three addresses, {} s for each kind; the honest client has {} and pauses for {:?}",
        arguments.seconds, HONEST.0, HONEST.1
    );
    println!(
        "{:>38} {:>8} {:>8} {:>8} {:>9} {:>9}  statuses",
        "", "MB", "peak MB", "honest", "p50 ms", "p99 ms"
    );
    let kinds = kinds::all(&bench.stage.server, &bench.w1)?;
    let mut rounds = Vec::new();
    for kind in &kinds {
        rounds.push(bench.round(kind, arguments.seconds).await?);
    }
    drop(bench);
    cluster.stop()?;
    let reference = rounds.first().context("no rounds")?.p99;
    let (mut ratio, mut memory, mut refused): (f64, f64, usize) = (0.0, 0.0, 0);
    for round in &rounds {
        ratio = ratio.max(round.p99 / reference);
        memory = memory.max(round.peak);
        refused += round.refused;
    }
    let is_well = ratio <= GOAL && memory <= MEMORY && refused == 0;
    println!(
        "p99 is at most {ratio:.2} times that of the reference (goal {GOAL}), memory at most {memory:.0} MB (goal {MEMORY}), \
         {refused} honest requests were refused: {}",
        if is_well { "reached" } else { "missed" }
    );
    let figures = json!({ "rounds": rounds, "ratio": ratio, "memory": memory, "refused": refused });
    Ok(Outcome { figures: json!({ "attack": figures }), is_well })
}

struct Bench {
    stage: Stage,
    w1: Arc<[String]>,
    connections: usize,
}

impl Bench {
    async fn round(&self, kind: &Kind, seconds: u32) -> anyhow::Result<Round> {
        let pid = self.stage.server.pid();
        Memory::forget_peak(pid)?;
        let statuses: Arc<Mutex<BTreeMap<u16, u64>>> = Arc::default();
        let mut attackers = JoinSet::new();
        for number in 0..self.connections {
            attackers.spawn(attack(
                self.stage.server.address.clone(),
                kind.clone(),
                number,
                statuses.clone(),
            ));
        }
        sleep(BEGINNING).await;
        let (mut times, refused) = self.honest(Duration::from_secs(seconds.into())).await?;
        let memory = Memory::of(pid)?;
        attackers.shutdown().await;
        // Connections of the last round must not affect the next.
        sleep(Duration::from_secs(2)).await;
        times.sort_by(f64::total_cmp);
        let percentile =
            |hundredths: usize| times.get(times.len() * hundredths / 100).copied().unwrap_or(f64::INFINITY);
        let statuses = statuses.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let round = Round {
            name: kind.name,
            memory: memory.now,
            peak: memory.peak,
            honest: times.len(),
            refused,
            p50: percentile(50),
            p99: percentile(99),
            statuses,
        };
        println!(
            "{:>38} {:>8.1} {:>8.1} {:>8} {:>9.2} {:>9.2}  {:?}, {refused} honest ones refused",
            round.name, round.memory, round.peak, round.honest, round.p50, round.p99, round.statuses
        );
        Ok(round)
    }

    /// The times of the normal client's requests in milliseconds, and the number of refusals.
    async fn honest(&self, duration: Duration) -> anyhow::Result<(Vec<f64>, usize)> {
        let is_over = Arc::new(AtomicBool::new(false));
        let mut clients = JoinSet::new();
        for number in 0..HONEST.0 {
            let (address, token) = (self.stage.server.address.clone(), self.stage.server.token()?);
            let (bodies, is_over) = (self.w1.clone(), is_over.clone());
            clients.spawn(async move {
                let (mut times, mut refused) = (Vec::new(), 0);
                let mut client = None;
                for body in bodies.iter().cycle().skip(number) {
                    if is_over.load(Ordering::Relaxed) {
                        break;
                    }
                    let begun = Instant::now();
                    let mut connected = match client.take() {
                        Some(client) => client,
                        None => Client::connect(&address, [127, 0, 0, 9], ReadBehaviour::Reads).await?,
                    };
                    match connected.ask(&kinds::request(body, Some(&token))).await {
                        Ok(200) => client = Some(connected),
                        Ok(_) | Err(_) => refused += 1,
                    }
                    times.push(begun.elapsed().as_secs_f64() * 1e3);
                    sleep(HONEST.1).await;
                }
                anyhow::Ok((times, refused))
            });
        }
        sleep(duration).await;
        is_over.store(true, Ordering::Relaxed);
        let mut all = (Vec::new(), 0);
        while let Some(ended) = clients.join_next().await {
            let (times, refused) = ended??;
            all.0.extend(times);
            all.1 += refused;
        }
        Ok(all)
    }
}

/// Attacks until cancelled, with a new connection whenever the server closes one.
async fn attack(address: String, kind: Kind, number: usize, statuses: Arc<Mutex<BTreeMap<u16, u64>>>) {
    let from = [127, 0, 0, 1 + u8::try_from(number % 3).unwrap_or_default()];
    let note =
        |status| *statuses.lock().unwrap_or_else(PoisonError::into_inner).entry(status).or_default() += 1;
    for turn in 0_usize.. {
        let Ok(mut client) = Client::connect(&address, from, kind.behaviour).await else {
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        for request in turn.. {
            if let Ok(status) = client.ask(&kind.request(number, request)).await {
                note(status);
            } else {
                note(0);
                break;
            }
        }
        // On two processors, opening connections without pause would dominate.
        sleep(Duration::from_millis(5)).await;
    }
}
