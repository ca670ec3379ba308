//! Compares two builds of PANDA, each on its own copy of one seeded database, in alternating rounds.
//!
//! The order of rounds is ABBA, so a machine that becomes slower affects both builds equally. Each round
//! starts new processes, because two processes of one program differ by some per cent for their whole
//! lifetime. Each round yields one ratio of processor time. The result is the median of the ratios with its
//! 95 % confidence interval.
//!
//! Build the other program with `cargo bench --no-run` in its own checkout, because `cargo build` builds it
//! with other features.

use std::path::Path;

use anyhow::ensure;
use serde_json::{Value, json};

use super::{
    Arguments, Outcome,
    served::{Interval, alternating, copy},
    stage::{Spent, Stage, headings},
    support::Cluster,
    workloads::{WORKLOADS, Workload},
};

/// Seconds of load before each measurement.
const WARM_UP: u32 = 1;

pub async fn measure(arguments: &Arguments, other: &Path) -> anyhow::Result<Outcome> {
    ensure!(other.is_file(), "there is no program {}", other.display());
    let directories = [tempfile::tempdir()?, tempfile::tempdir()?];
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "ours", arguments.data.patients, arguments.data.appointments).await?;
    drop(copy(&cluster, "ours", "theirs").await?);
    let mut stages = [
        Stage::serve(&cluster, "ours", directories[0].path(), 1).await?,
        Stage::serve_by(other, &cluster, "theirs", directories[1].path(), 1).await?,
    ];
    headings();
    let (mut figures, mut is_well) = (Vec::new(), true);
    for workload in WORKLOADS.iter().filter(|workload| arguments.wants(workload)) {
        let (ratio, told) = compare(&mut stages, workload, arguments).await?;
        is_well &= arguments.bound.is_none_or(|bound| ratio.high < bound);
        figures.push(told);
    }
    drop(stages);
    cluster.stop()?;
    Ok(Outcome { figures: json!({ "against": figures }), is_well })
}

/// The ratio of a workload, with the costs of the median rounds.
async fn compare(
    stages: &mut [Stage; 2],
    workload: &Workload,
    arguments: &Arguments,
) -> anyhow::Result<(Interval, Value)> {
    let (ours, theirs) = alternating(arguments.rounds, async |build, number| {
        round(&mut stages[build as usize], workload, number, arguments.seconds).await
    })
    .await?;
    let ratios = |cost: fn(&Spent) -> f64| {
        let costs = |rounds: &[Spent]| rounds.iter().map(cost).collect::<Vec<_>>();
        Interval::of_ratios(&costs(&ours), &costs(&theirs))
    };
    let (both, server) = (ratios(Spent::both), ratios(|spent| spent.server));
    let database = ratios(|spent| spent.database);
    let (ours, theirs) = (Spent::median(ours), Spent::median(theirs));
    println!("{}\n{}", ours.line(workload.name, "ours"), theirs.line(workload.name, "theirs"));
    println!("{:>4}  ratio {both}; server {server}; database {database}", workload.name);
    let told = json!({ "name": workload.name, "ours": ours, "theirs": theirs, "ratio": both,
                       "server": server, "database": database });
    Ok((both, told))
}

/// Starts a new server, warms it up and measures it, so that both builds are measured directly after their
/// warm-up.
async fn round(stage: &mut Stage, workload: &Workload, round: u32, seconds: u32) -> anyhow::Result<Spent> {
    stage.server = stage.server.prepared.serve()?;
    let warm = stage.asked(workload, 2 * round).await?;
    stage.round(workload, &warm, WARM_UP).await?;
    let asked = stage.asked(workload, 2 * round + 1).await?;
    stage.round(workload, &asked, seconds).await
}
