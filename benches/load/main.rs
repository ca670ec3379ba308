//! Measures the cost of requests: processor time of server and database, in interleaved rounds of one run.
//! Linux, with `wrk` installed.
//!
//! ```sh
//! cargo bench --bench load                       # 100,000 patients, 1,000,000 appointments, a plain server
//! cargo bench --bench load -- --patients 1000 --appointments 60000 --rounds 1 --seconds 2 --only W1
//! cargo bench --bench load -- --scale            # among a million appointments, and among 10,000
//! cargo bench --bench load -- --soak             # 200,000 requests, and the memory before and after
//! cargo bench --bench load -- --rolling          # 20,000 requests while two servers restart in turn
//! cargo bench --bench load -- --head-of-line     # W1 while reports are made that take long
//! cargo bench --bench load -- --attack           # 1,000 hostile connections, and one honest client
//! cargo bench --bench load -- --beside table-lock  # reads while another table is locked
//! cargo bench --bench load -- --beside leaving   # bookings while other clients leave theirs
//! cargo bench --bench load -- --against PROGRAM  # beside another build of PANDA
//! ```
//!
//! Each mode fails if its goal is missed, except the first, which only reports ratios and goals, and fails
//! for the memory alone. All features of the API are on (accounts, permissions, guards, limits, request IDs,
//! logging). See `README.md` in this directory.

mod against;
mod attack;
mod beside;
mod compare;
mod drive;
mod head_of_line;
mod memory;
mod plain;
mod reference;
mod rolling;
mod scale;
#[path = "../served/mod.rs"]
mod served;
mod soak;
mod stage;
#[path = "../support/mod.rs"]
mod support;
mod workloads;

use std::{env, fs, path::PathBuf, process::ExitCode};

use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    data: support::Arguments,
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    #[arg(long, default_value_t = 5)]
    seconds: u32,
    /// The workloads to run. All by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The number of connections of the reference.
    #[arg(long, default_value_t = 10)]
    plain_connections: usize,
    /// A statement that the reference runs first on each connection, to test a setting: `SET plan_cache_mode
    /// = force_generic_plan`.
    #[arg(long, value_name = "SQL")]
    plain_first: Option<String>,
    /// Compares the costs of requests with that many appointments and with 10,000.
    #[arg(long, group = "way")]
    scale: bool,
    /// Sends that many requests of all kinds, valid and invalid, and checks the memory.
    #[arg(long, group = "way", value_name = "REQUESTS", num_args = 0..=1, default_missing_value = "200000")]
    soak: Option<u32>,
    /// Restarts two servers in rotation during that many requests, and fails if one gets no response.
    #[arg(long, group = "way", value_name = "REQUESTS", num_args = 0..=1, default_missing_value = "20000")]
    rolling: Option<u32>,
    /// Measures W1 during slow reports.
    #[arg(long, group = "way")]
    head_of_line: bool,
    /// Sends hostile requests over that many connections, and checks the memory and a normal client.
    #[arg(long, group = "way", value_name = "CONNECTIONS", num_args = 0..=1, default_missing_value = "1000")]
    attack: Option<usize>,
    /// Another build to attack, for comparison.
    #[arg(long, requires = "attack", value_name = "PROGRAM")]
    program: Option<PathBuf>,
    /// Measures requests beside those of other clients.
    #[arg(long, group = "way", value_name = "CLIENTS")]
    beside: Option<beside::Others>,
    /// The pause in milliseconds of a disconnecting client before its next booking.
    #[arg(long, requires = "beside", default_value_t = 0, value_name = "MILLISECONDS")]
    pause: u64,
    /// Compares this build with another, in at least 10 rounds.
    #[arg(long, group = "way", value_name = "PROGRAM")]
    against: Option<PathBuf>,
    /// The bound for the ratio to the other build. Fails if the upper end of an interval is not below it.
    #[arg(long, requires = "against", value_name = "RATIO")]
    bound: Option<f64>,
    /// A file for the figures, in addition to standard output.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// The result of a run.
struct Outcome {
    figures: Value,
    is_well: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Runtime::new()?;
    if env::var_os(reference::SETTINGS).is_some() {
        runtime.block_on(reference::serve())?;
        return Ok(ExitCode::SUCCESS);
    }
    let arguments = Arguments::parse();
    drive::is_there()?;
    let Outcome { figures, is_well } = runtime.block_on(measure(&arguments))?;
    if let Some(file) = &arguments.json {
        fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(if is_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn measure(arguments: &Arguments) -> anyhow::Result<Outcome> {
    if let Some(other) = &arguments.against {
        against::measure(arguments, other).await
    } else if arguments.scale {
        scale::measure(arguments).await
    } else if let Some(requests) = arguments.soak {
        soak::measure(arguments, requests).await
    } else if let Some(requests) = arguments.rolling {
        rolling::measure(arguments, requests).await
    } else if let Some(connections) = arguments.attack {
        attack::measure(arguments, connections).await
    } else if arguments.head_of_line {
        head_of_line::measure(arguments).await
    } else if let Some(others) = arguments.beside {
        beside::measure(arguments, others).await
    } else {
        compare::measure(arguments).await
    }
}

impl Arguments {
    fn wants(&self, workload: &workloads::Workload) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| name == workload.name)
    }
}
