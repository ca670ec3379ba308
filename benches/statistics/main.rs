//! Measures the cost of statistics, and of maintaining their counts during bookings.
//!
//! ```sh
//! cargo bench --bench statistics                        # 100,000 patients and 1,000,000 appointments; Linux
//! cargo bench --bench statistics -- --patients 1000 --appointments 10000
//! cargo bench --bench statistics -- --against PROGRAM   # the reports, beside those of another build
//! ```
//!
//! All figures are from one run with interleaved rounds. The processor time of server and database for a
//! report is compared with that of the database for a plain `GROUP BY`. A report is requested as its first
//! page of 100 rows, and as all pages in sequence, while the plain statement returns all rows. The bench also
//! measures bookings per second of 64 clients, with and without the stored counts.

mod against;
mod booking;
mod questions;
#[path = "../served/mod.rs"]
mod served;
#[path = "../support/mod.rs"]
mod support;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Parser;
use panda::{context::AppContext, statistics::upkeep};
use served::{OURS, Server};
use support::{Cluster, explain};

use booking::People;
use questions::{CASES, Measured};

const ROUNDS: usize = 5;
const BOOKINGS: u32 = 4_096;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    data: support::Arguments,
    /// Compares this build with another, in at least 10 rounds.
    #[arg(long, value_name = "PROGRAM")]
    against: Option<PathBuf>,
    #[arg(long, default_value_t = 10, requires = "against")]
    rounds: u32,
    /// The bound for the ratio to the other build. Fails if the upper end of an interval is not below it.
    #[arg(long, requires = "against", value_name = "RATIO")]
    bound: Option<f64>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let is_well = tokio::runtime::Runtime::new()?.block_on(async {
        match &arguments.against {
            Some(other) => against::measure(&arguments, other).await,
            None => measure(&arguments.data).await.map(|()| true),
        }
    })?;
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure(arguments: &support::Arguments) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    let panda = cluster.seeded("statistics", arguments.patients, arguments.appointments).await?;
    let server = Server::start(Path::new(OURS), &cluster.url("statistics"), directory.path())?;
    ask(&cluster, &panda, &server).await?;
    book(&panda, &server).await?;
    drop(server);
    cluster.stop()
}

async fn ask(cluster: &Cluster, panda: &AppContext, server: &Server) -> anyhow::Result<()> {
    let client = panda.database.bulk().await.map_err(explain)?;
    let data = cluster.place.join("data");
    for case in CASES {
        let (mut report, mut plain) = (Vec::new(), Vec::new());
        let mut last = None;
        for _ in 0..ROUNDS {
            let measured = questions::round(&case, server, &client, &data).await?;
            report.push(measured.report);
            plain.push(measured.plain);
            last = Some(measured);
        }
        let (report, plain) = (median(report), median(plain));
        let Some(Measured { rows, rows_of_plain, requests, .. }) = last else { continue };
        println!(
            "{}, {:?}: {rows} rows in {requests} requests, {report:.2} ms of processor time; plain GROUP BY, \
             {rows_of_plain} rows, {plain:.2} ms: ratio {:.4} (goal {})",
            case.name,
            case.pages,
            report / plain,
            case.goal
        );
    }
    Ok(())
}

async fn book(panda: &AppContext, server: &Server) -> anyhow::Result<()> {
    let client = panda.database.bulk().await.map_err(explain)?;
    let people = People::find(server).await?;
    booking::round(server, &people, BOOKINGS).await?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        booking::keep_counts(&client, false).await?;
        without.push(booking::round(server, &people, BOOKINGS).await?);
        booking::keep_counts(&client, true).await?;
        with.push(booking::round(server, &people, BOOKINGS).await?);
    }
    let (with, without) = (median(with), median(without));
    println!(
        "64 clients book: {with:.0} a second with the counts, {without:.0} without: ratio {:.3} (goal 0.85); {} deadlocks",
        with / without,
        booking::deadlocks(&client).await?
    );
    let mended = upkeep::rebuild(panda, None).await.map_err(explain)?.wrong;
    let left = upkeep::verify(panda).await.map_err(explain)?.wrong;
    println!("{mended} counts were wrong after bookings without counting; after a recount, {left}");
    Ok(())
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
