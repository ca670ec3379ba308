//! Compares the reports of two builds of PANDA, each on its own copy of one seeded database.

use std::path::Path;

use anyhow::ensure;
use tokio_postgres::Client;

use super::{
    Arguments,
    questions::{self, CASES, Case},
    served::{Interval, OURS, alternating, connect, copy, server::Prepared},
    support::Cluster,
};

/// A build with its database.
struct Side {
    prepared: Prepared,
    client: Client,
}

/// Prints the ratios, and returns whether all of them are below the bound.
pub async fn measure(arguments: &Arguments, other: &Path) -> anyhow::Result<bool> {
    ensure!(other.is_file(), "there is no program {}", other.display());
    let directories = [tempfile::tempdir()?, tempfile::tempdir()?];
    let cluster = Cluster::start()?;
    let data = cluster.place.join("data");
    cluster.seeded("ours", arguments.data.patients, arguments.data.appointments).await?.database.close();
    connect(&cluster, "ours").await?.batch_execute("VACUUM ANALYZE").await?;
    let theirs = copy(&cluster, "ours", "theirs").await?;
    let sides = [
        Side {
            prepared: Prepared::new(Path::new(OURS), &cluster.url("ours"), directories[0].path())?,
            client: connect(&cluster, "ours").await?,
        },
        Side {
            prepared: Prepared::new(other, &cluster.url("theirs"), directories[1].path())?,
            client: theirs,
        },
    ];
    let mut is_well = true;
    for case in CASES {
        let rounds =
            alternating(arguments.rounds, async |build, _| round(&case, &sides[build as usize], &data).await);
        let (ours, theirs) = rounds.await?;
        let ratio = Interval::of_ratios(&ours, &theirs);
        println!("{}, {:?}: ratio {ratio}", case.name, case.pages);
        is_well &= arguments.bound.is_none_or(|bound| ratio.high < bound);
    }
    drop(sides);
    cluster.stop()?;
    Ok(is_well)
}

/// Starts a new server, requests the report once, and measures it.
async fn round(case: &Case, side: &Side, data: &Path) -> anyhow::Result<f64> {
    let server = side.prepared.serve()?;
    let (_, _, variables) = questions::variables(case, &server, &side.client).await?;
    questions::ask(case, &server, &variables).await?;
    questions::report(case, &server, &variables, data).await
}
