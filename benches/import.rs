//! What an import is worth: rows a second, and the most memory that it takes, beside a plain `COPY` of the same rows into
//! the same table in the same run.
//!
//! ```sh
//! cargo bench --bench import                                  # 100,000 patients and 1,000,000 appointments
//! cargo bench --bench import -- --patients 1000 --appointments 10000
//! ```

#[path = "support/mod.rs"]
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitCode, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use clap::Parser;
use futures_util::{SinkExt, TryStreamExt, pin_mut};
use panda::{
    context::AppContext,
    export::{self, PendingFiles, Targets},
};
use support::{Arguments, Cluster, explain, told};
use tokio_postgres::Client;

/// Tables in the order in which they refer to each other, the measured one last.
const TABLES: [&str; 6] =
    ["organisations", "departments", "clinicians", "clinician_posts", "patients", "appointments"];

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    tokio::runtime::Runtime::new()?.block_on(measure(&arguments))?;
    Ok(ExitCode::SUCCESS)
}

async fn measure(arguments: &Arguments) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    let seeded = cluster.seeded("seeded", arguments.patients, arguments.appointments).await?;

    let files = ["patients", "appointments"].map(|name| directory.path().join(name));
    let begun = Instant::now();
    let targets = Targets { patients: Some(&files[0]), appointments: Some(&files[1]), ..Targets::default() };
    export::run(&seeded, targets, &PendingFiles::default(), &|left_out| panic!("{left_out}"))
        .await
        .map_err(|error| anyhow::anyhow!("{error:?}"))?;
    told("export", arguments.patients + arguments.appointments, begun.elapsed().as_secs_f64());

    let copying = copy(&seeded, &cluster.database("copied").await?).await?;
    told("plain COPY of the appointments", arguments.appointments, copying.as_secs_f64());

    cluster.database("imported").await?;
    let (patients, _) = import(&cluster, &["--patients", path(&files[0])?])?;
    told("import of the patients", arguments.patients, patients.as_secs_f64());
    let (appointments, peak) = import(&cluster, &["--appointments", path(&files[1])?])?;
    told("import of the appointments", arguments.appointments, appointments.as_secs_f64());
    println!(
        "{:>42} {:.2}",
        "rows a second, import to COPY:",
        copying.as_secs_f64() / appointments.as_secs_f64()
    );
    if let Some(peak) = peak {
        let size = fs::metadata(&files[1])?.len();
        println!("{:>42} {} MB, for a file of {} MB", "memory at most:", peak >> 20, size >> 20);
    }
    let (again, _) = import(&cluster, &["--appointments", path(&files[1])?])?;
    told("import of the same appointments again", arguments.appointments, again.as_secs_f64());
    cluster.stop()
}

fn path(file: &Path) -> anyhow::Result<&str> {
    file.to_str().context("the temporary directory has a strange name")
}

/// Copies everything from one database to another, and tells how long the appointments took.
async fn copy(from: &AppContext, to: &AppContext) -> anyhow::Result<Duration> {
    let (from, to) =
        (from.database.bulk().await.map_err(explain)?, to.database.bulk().await.map_err(explain)?);
    let mut took = Duration::ZERO;
    for table in TABLES {
        // Read first, so that only the writing is measured.
        let all = format!("COPY (SELECT {} FROM {table}) TO STDOUT BINARY", columns(&from, table).await?);
        let rows: Vec<_> = from.copy_out(&all).await?.try_collect().await?;
        let begun = Instant::now();
        let sink =
            to.copy_in(&format!("COPY {table} ({}) FROM STDIN BINARY", columns(&to, table).await?)).await?;
        pin_mut!(sink);
        for bytes in rows {
            sink.feed(bytes).await?;
        }
        sink.finish().await?;
        took = begun.elapsed();
    }
    Ok(took)
}

/// The columns that can be written.
async fn columns(client: &Client, table: &str) -> anyhow::Result<String> {
    let statement =
        "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns
                     WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER'";
    Ok(client.query_one(statement, &[&table]).await?.try_get(0)?)
}

/// Runs the real program, and tells how long it took and how much memory it had at most, where the system tells.
fn import(cluster: &Cluster, arguments: &[&str]) -> anyhow::Result<(Duration, Option<u64>)> {
    let begun = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_panda"))
        .arg("import")
        .args(arguments)
        .env("DATABASE_URL", cluster.url("imported"))
        .stdout(Stdio::null())
        .spawn()?;
    let mut peak = None;
    let status = loop {
        peak = peak.max(peak_memory(&program));
        if let Some(status) = program.try_wait()? {
            break status;
        }
        thread::sleep(Duration::from_millis(20));
    };
    ensure!(status.success(), "the import failed");
    Ok((begun.elapsed(), peak))
}

fn peak_memory(program: &Child) -> Option<u64> {
    let status = fs::read_to_string(PathBuf::from(format!("/proc/{}/status", program.id()))).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
