//! Restarts two servers in rotation under load, without losing a request.

#[path = "../../tests/api/support/rolling.rs"]
mod clients;

use std::{
    sync::{PoisonError, atomic::Ordering},
    time::Instant,
};

use anyhow::{Context, ensure};
use nix::{
    sys::{
        signal::{Signal, kill},
        wait::{Id, WaitPidFlag, WaitStatus, waitid},
    },
    unistd::Pid,
};
use serde_json::json;

use super::{
    Arguments, Outcome, drive::CONNECTIONS, served::Server, stage::Stage, support::Cluster,
    workloads::WORKLOADS,
};
use clients::Servers;

/// The number of restarts.
const RESTARTS: u32 = 10;

pub async fn measure(arguments: &Arguments, requests: u32) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "load", arguments.data.patients, arguments.data.appointments).await?;
    let stage = Stage::serve(&cluster, "load", directory.path(), 1).await?;
    let (variables, _) = stage.asked(&WORKLOADS[0], 0).await?.swap_remove(0);
    let request = post(&stage.server.token()?, &WORKLOADS[0].body(&variables));
    let begun = Instant::now();
    let (answered, failed, reason) =
        tokio::task::block_in_place(|| restart_under_load(stage.server, request.as_bytes(), requests))?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{answered} requests in {seconds:.1} s, with {RESTARTS} restarts: {failed} failed");
    if let Some(reason) = &reason {
        println!("the first: {reason}");
    }
    cluster.stop()?;
    let figures = json!({ "answered": answered, "failed": failed, "restarts": RESTARTS, "seconds": seconds });
    Ok(Outcome { figures: json!({ "rolling": figures }), is_well: failed == 0 && answered >= requests })
}

/// The numbers of successful and failed requests, and the first failure.
fn restart_under_load(
    first: Server,
    request: &[u8],
    requests: u32,
) -> anyhow::Result<(u32, u32, Option<String>)> {
    let prepared = first.prepared.clone();
    let mut servers = [Some(first), Some(prepared.serve()?)];
    let addresses = Servers::new(servers.iter().flatten().map(|server| server.address.clone()));
    let connections = usize::try_from(CONNECTIONS)?;
    let mut outcome = Ok(());
    let counts = addresses.load(connections, request, |counts| {
        let mut restart = |place: usize| {
            counts.wait_for(requests / RESTARTS);
            stop(servers[place].take().context("no server")?)?;
            let started = prepared.serve()?;
            addresses.replace(place, started.address.clone());
            servers[place] = Some(started);
            anyhow::Ok(())
        };
        outcome = [0, 1].into_iter().cycle().take(RESTARTS as usize).try_for_each(&mut restart);
        counts.wait_for(requests.saturating_sub(counts.answered.load(Ordering::Relaxed)));
    });
    outcome?;
    let reason = counts.first_failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok((counts.answered.load(Ordering::Relaxed), counts.failed.load(Ordering::Relaxed), reason))
}

/// Stops a server gracefully, as an upgrade does.
fn stop(server: Server) -> anyhow::Result<()> {
    let pid = Pid::from_raw(server.pid().cast_signed());
    kill(pid, Signal::SIGTERM)?;
    // `Server` itself waits for its process afterwards.
    let ended = waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT)?;
    ensure!(matches!(ended, WaitStatus::Exited(_, 0)), "a server did not stop gracefully: {ended:?}");
    Ok(())
}

fn post(token: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}
