//! The API on a seeded database, and the cost of a round.

use std::path::{Path, PathBuf};

use anyhow::ensure;
use chrono::{DateTime, TimeDelta, Utc};
use panda::clock::{Clock, SystemClock};
use serde::Serialize;
use tokio_postgres::Client;

use super::{
    drive::{CONNECTIONS, Driven, Load, Target, drive},
    served::{OURS, Server, connect, cpu},
    support::Cluster,
    workloads::{People, Questions, RequestPair, Workload},
};

/// More than one round books.
const BOOKINGS: usize = 60_000;

/// A server and its database.
pub struct Stage {
    pub server: Server,
    pub client: Client,
    pub questions: Questions,
    pub people: People,
    /// The data directory of the cluster.
    data: PathBuf,
}

impl Stage {
    /// Seeds a database, and completes PostgreSQL's background work on it.
    pub async fn seed(cluster: &Cluster, name: &str, patients: u32, appointments: u32) -> anyhow::Result<()> {
        cluster.seeded(name, patients, appointments).await?.database.close();
        Ok(connect(cluster, name).await?.batch_execute("VACUUM ANALYZE").await?)
    }

    /// Serves a seeded database. Requests cover ranges of that many days.
    pub async fn serve(cluster: &Cluster, name: &str, directory: &Path, days: u32) -> anyhow::Result<Self> {
        Self::serve_by(Path::new(OURS), cluster, name, directory, days).await
    }

    /// The same with any build of the program.
    pub async fn serve_by(
        program: &Path,
        cluster: &Cluster,
        name: &str,
        directory: &Path,
        days: u32,
    ) -> anyhow::Result<Self> {
        let client = connect(cluster, name).await?;
        let server = Server::start(program, &cluster.url(name), directory)?;
        let (questions, people) = (Questions::find(&client, days).await?, People::find(&client).await?);
        Ok(Self { server, client, questions, people, data: cluster.place.join("data") })
    }

    /// The requests of a round. Bookings differ in each round.
    pub async fn asked(&self, workload: &Workload, round: u32) -> anyhow::Result<Vec<RequestPair>> {
        if workload.once {
            return Ok(self.people.bookings(Self::of_round(round), BOOKINGS));
        }
        self.questions.of(workload, &self.server, &self.client).await
    }

    /// The first time for the bookings of a round: after the seeded diary and after the previous round's
    /// bookings.
    fn of_round(round: u32) -> DateTime<Utc> {
        SystemClock.now() + TimeDelta::days(200 + 60 * i64::from(round))
    }

    /// Runs a round of a workload.
    pub async fn round(
        &self,
        workload: &Workload,
        asked: &[RequestPair],
        seconds: u32,
    ) -> anyhow::Result<Spent> {
        let bodies: Vec<String> = asked.iter().map(|(variables, _)| workload.body(variables)).collect();
        let load = Load { once: workload.once, ..Load::full(&bodies, seconds) };
        let token = [self.server.token()?];
        let target = Target { address: &self.server.address, path: "/graphql", tokens: &token };
        let before = SystemClock.now();
        let spent = Spent::on(self.server.pid(), &self.data, &target, &load)?;
        if workload.once {
            are_booked(&self.client, before, &spent.driven).await?;
        }
        Ok(spent)
    }
}

/// Checks that all acknowledged bookings are stored, apart from those in progress at the end.
pub async fn are_booked(client: &Client, since: DateTime<Utc>, driven: &Driven) -> anyhow::Result<()> {
    let statement = "SELECT count(*) FROM appointments WHERE created_at >= $1";
    let booked = u32::try_from(client.query_one(statement, &[&since]).await?.get::<_, i64>(0))?;
    let most = driven.requests + CONNECTIONS;
    ensure!((driven.requests..=most).contains(&booked), "{booked} are booked, by {}", driven.requests);
    Ok(())
}

/// The result of a round, with processor seconds per 1,000 requests.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Spent {
    #[serde(flatten)]
    pub driven: Driven,
    pub server: f64,
    pub database: f64,
}

impl Spent {
    /// Drives a server, and measures its processor time and PostgreSQL's.
    pub fn on(server: u32, data: &Path, target: &Target<'_>, load: &Load<'_>) -> anyhow::Result<Self> {
        let before = (cpu::of_process(server)?, cpu::of_postgres(data)?);
        let driven = drive(target, load)?;
        let after = (cpu::of_process(server)?, cpu::of_postgres(data)?);
        let thousand = f64::from(driven.requests) / 1e3;
        let (server, database) = ((after.0 - before.0) / thousand, (after.1 - before.1) / thousand);
        Ok(Self { driven, server, database })
    }

    pub fn both(&self) -> f64 {
        self.server + self.database
    }

    /// The round with the median cost.
    pub fn median(mut rounds: Vec<Self>) -> Self {
        rounds.sort_by(|one, other| one.both().total_cmp(&other.both()));
        rounds[rounds.len() / 2]
    }

    /// A line of the table under [`headings`].
    pub fn line(&self, workload: &str, who: &str) -> String {
        let Driven { requests, micros, p50, p99, .. } = self.driven;
        format!(
            "{workload:>4} {who:>13} {:>9.0} {:>8.2} {:>8.2} {:>8.3} {:>8.3} {:>8.3}",
            f64::from(requests) / micros * 1e6,
            p50 / 1e3,
            p99 / 1e3,
            self.server,
            self.database,
            self.both()
        )
    }
}

pub fn headings() {
    println!(
        "{:>18} {:>9} {:>8} {:>8} {:>8} {:>8} {:>8}   processor seconds per 1,000 requests",
        "", "req/s", "p50 ms", "p99 ms", "server", "database", "both"
    );
}
