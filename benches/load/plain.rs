//! The reference in a separate process, on a copy of the database with the index for its statements.

use std::{
    env,
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use anyhow::Context;
use panda::clock::{Clock, SystemClock};
use tokio_postgres::Client;

use super::{
    Arguments,
    drive::{Load, Target},
    reference::{SETTINGS, Settings},
    served::copy,
    stage::{Spent, are_booked},
    support::Cluster,
    workloads::{RequestPair, Workload},
};

/// The reference server. Killed when dropped.
pub struct Plain {
    child: Child,
    pub address: String,
    pub client: Client,
    data: PathBuf,
}

impl Plain {
    pub async fn start(cluster: &Cluster, original: &str, arguments: &Arguments) -> anyhow::Result<Self> {
        let name = format!("{original}_reference");
        let client = copy(cluster, original, &name).await?;
        // The number of indexes equals PANDA's. This one is dropped, because the reference's statements do
        // not have its condition.
        client.batch_execute("DROP INDEX appointments_by_starts_at_of_any_status").await?;
        client.batch_execute("CREATE INDEX ON appointments (starts_at, id)").await?;
        client.batch_execute("VACUUM ANALYZE").await?;
        let settings = Settings {
            database: cluster.url(&name),
            connections: arguments.plain_connections,
            first: arguments.plain_first.clone(),
        };
        let mut command = Command::new(env::current_exe()?);
        command.env(SETTINGS, serde_json::to_string(&settings)?);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let told = BufReader::new(child.stdout.take().context("no standard output")?).lines().next();
        let address = told.context("the reference did not start")??;
        Ok(Self { child, address, client, data: cluster.place.join("data") })
    }

    /// Runs a round of a workload.
    pub async fn round(
        &self,
        workload: &Workload,
        asked: &[RequestPair],
        seconds: u32,
    ) -> anyhow::Result<Spent> {
        let bodies: Vec<String> = asked.iter().map(|(_, body)| body.to_string()).collect();
        let load = Load { once: workload.once, ..Load::full(&bodies, seconds) };
        let target = Target { address: &self.address, path: workload.path, tokens: &[] };
        let before = SystemClock.now();
        let spent = Spent::on(self.child.id(), &self.data, &target, &load)?;
        if workload.once {
            are_booked(&self.client, before, &spent.driven).await?;
        }
        Ok(spent)
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            eprintln!("the reference could not be stopped: {error}");
        }
    }
}
