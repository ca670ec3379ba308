//! What a request costs: processor time of server and database, in interleaved rounds of one run. Linux, with `wrk` installed.
//!
//! ```sh
//! cargo bench --bench load                       # beside a plain server: 100,000 patients and 1,000,000 appointments
//! cargo bench --bench load -- --patients 1000 --appointments 60000 --rounds 1 --seconds 2 --only W1
//! cargo bench --bench load -- --scale            # among a million appointments, and among 10,000
//! cargo bench --bench load -- --soak             # 200,000 requests, and the memory before and after
//! cargo bench --bench load -- --rolling          # 20,000 requests while two servers restart one after the other
//! cargo bench --bench load -- --head-of-line     # W1 while reports are made that take long
//! cargo bench --bench load -- --attack           # 1,000 hostile connections, and one honest client
//! cargo bench --bench load -- --beside table-lock  # reads while another table is locked
//! cargo bench --bench load -- --beside leaving   # bookings while other clients leave theirs
//! cargo bench --bench load -- --against PROGRAM  # beside another build of PANDA
//! ```
//!
//! Each way ends with a failure if what it looks at is not as it should be; but the first only tells ratios beside their goals, and
//! fails for the memory alone.
//! Everything that the API does beside answering (accounts, permissions, guards, limits, request ids, its log) is on. See
//! `README.md` beside this.

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
    /// The workloads that are wanted, all by default.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// How many connections the reference has.
    #[arg(long, default_value_t = 10)]
    plain_connections: usize,
    /// What the reference says first on each of them, to see what it could be: `SET plan_cache_mode = force_generic_plan`.
    #[arg(long, value_name = "SQL")]
    plain_first: Option<String>,
    /// Compares what requests cost among all these appointments with what they cost among 10,000.
    #[arg(long, group = "way")]
    scale: bool,
    /// Sends so many requests of all kinds, good and bad, and looks at the memory.
    #[arg(long, group = "way", value_name = "REQUESTS", num_args = 0..=1, default_missing_value = "200000")]
    soak: Option<u32>,
    /// Restarts two servers one after the other while so many requests are sent, and fails if one of them gets no answer.
    #[arg(long, group = "way", value_name = "REQUESTS", num_args = 0..=1, default_missing_value = "20000")]
    rolling: Option<u32>,
    /// Looks how long W1 takes while reports are made that take long.
    #[arg(long, group = "way")]
    head_of_line: bool,
    /// Sends hostile requests over so many connections, and looks at the memory and at an honest client.
    #[arg(long, group = "way", value_name = "CONNECTIONS", num_args = 0..=1, default_missing_value = "1000")]
    attack: Option<usize>,
    /// Another build to attack, whose figures are wanted.
    #[arg(long, requires = "attack", value_name = "PROGRAM")]
    program: Option<PathBuf>,
    /// Looks how long requests take beside those of other clients.
    #[arg(long, group = "way", value_name = "CLIENTS")]
    beside: Option<beside::Others>,
    /// For how many milliseconds a client that leaves a booking pauses before the next.
    #[arg(long, requires = "beside", default_value_t = 0, value_name = "MILLISECONDS")]
    pause: u64,
    /// Compares this build with another, over 10 rounds at least.
    #[arg(long, group = "way", value_name = "PROGRAM")]
    against: Option<PathBuf>,
    /// What the ratio to the other build must stay below. Fails when the upper end of an interval does not.
    #[arg(long, requires = "against", value_name = "RATIO")]
    bound: Option<f64>,
    /// A file for the figures, beside standard output.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// What a run has come to.
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
