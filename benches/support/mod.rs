//! What the benches stand on: a cluster that keeps its word to the disk, as production does, with seeded databases.

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::anyhow;
use clap::Parser;
use panda::{
    clock::SystemClock,
    context::{AppContext, Rules},
    database::{
        Capacity, Database, DatabaseUrl, administration,
        cluster::{self, LocalCluster},
        migrations,
    },
    error::Failure,
    seed::{self, Plan},
};

/// How much is made up.
#[derive(Parser)]
#[group(skip)]
pub struct Arguments {
    #[arg(long, default_value_t = 100_000)]
    pub patients: u32,
    #[arg(long, default_value_t = 1_000_000)]
    pub appointments: u32,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// A private cluster in a directory of its own, which goes with it.
pub struct Cluster {
    cluster: LocalCluster,
    pub place: PathBuf,
}

impl Cluster {
    pub fn start() -> anyhow::Result<Self> {
        let place = std::env::temp_dir().join(format!("panda-bench-{}", std::process::id()));
        Ok(Self { cluster: tokio::task::block_in_place(|| LocalCluster::start(&place))?, place })
    }

    pub fn url(&self, database: &str) -> String {
        self.cluster.url(database)
    }

    /// A new, migrated database.
    pub async fn database(&self, name: &str) -> anyhow::Result<AppContext> {
        let maintenance: DatabaseUrl = self.url("postgres").parse()?;
        administration::create_if_missing(&maintenance.connect().await?, name).await.map_err(explain)?;
        let url: DatabaseUrl = self.url(name).parse()?;
        migrations::run(url.connect().await?).await.map_err(|error| anyhow!("{error:?}"))?;
        let database = Database::new(&url, Capacity::default())?;
        Ok(AppContext::new(database, Arc::new(SystemClock), Rules::default()))
    }

    /// The same, filled with made-up data.
    pub async fn seeded(&self, name: &str, patients: u32, appointments: u32) -> anyhow::Result<AppContext> {
        let panda = self.database(name).await?;
        println!("seeding {patients} patients and {appointments} appointments …");
        let begun = Instant::now();
        let plan = Plan { seed: 1, patients, appointments };
        seed::run(&panda, plan, &|_| {}).await.map_err(|error| anyhow!("{error:?}"))?;
        told("seed", patients + appointments, begun.elapsed().as_secs_f64());
        Ok(panda)
    }

    pub fn stop(self) -> anyhow::Result<()> {
        tokio::task::block_in_place(|| self.cluster.stop())?;
        Ok(cluster::erase(&self.place)?)
    }
}

pub fn explain(failure: Failure) -> anyhow::Error {
    anyhow!("{failure:?}")
}

pub fn told(what: &str, rows: u32, seconds: f64) {
    println!("{what:>41}: {seconds:6.1} s, {:8.0} rows a second", f64::from(rows) / seconds);
}
