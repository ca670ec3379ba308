//! Two builds of PANDA, each on its own copy of one seeded database, in alternating rounds.
//!
//! The builds are asked in the order ABBA, so that a machine that becomes slower slows both down alike. Each round has new
//! processes, because two processes of one program differ by some per cent for as long as they run. Each round yields one ratio
//! of processor time. The result is the median of the ratios with its confidence interval of 95 %.
//!
//! Build the other program with `cargo bench --no-run` in its own checkout: `cargo build` yields a program of other features.

use std::path::Path;

use anyhow::ensure;
use serde_json::{Value, json};

use super::{
    Arguments, Outcome,
    plain::copy,
    stage::{Spent, Stage, headings},
    support::Cluster,
    workloads::{WORKLOADS, Workload},
};

/// Fewer rounds have no interval.
const FEWEST_ROUNDS: u32 = 10;

/// Seconds of load before each measurement.
const WARM_UP: u32 = 1;

/// The probability with which the interval misses the true median.
const DOUBT: f64 = 0.05;

pub async fn measure(arguments: &Arguments, other: &Path) -> anyhow::Result<Outcome> {
    ensure!(other.is_file(), "there is no program {}", other.display());
    let directories = [tempfile::tempdir()?, tempfile::tempdir()?];
    let cluster = Cluster::start()?;
    Stage::seed(&cluster, "ours", arguments.data.patients, arguments.data.appointments).await?;
    drop(copy(&cluster, "ours", "theirs").await?);
    let mut bench = Bench {
        ours: Stage::serve(&cluster, "ours", directories[0].path(), 1).await?,
        theirs: Stage::serve_by(other, &cluster, "theirs", directories[1].path(), 1).await?,
    };
    headings();
    let (mut figures, mut is_well) = (Vec::new(), true);
    for workload in WORKLOADS.iter().filter(|workload| arguments.wants(workload)) {
        let (ratio, told) = bench.run(workload, arguments).await?;
        is_well &= arguments.bound.is_none_or(|bound| ratio.high < bound);
        figures.push(told);
    }
    drop(bench);
    cluster.stop()?;
    Ok(Outcome { figures: json!({ "against": figures }), is_well })
}

struct Bench {
    ours: Stage,
    theirs: Stage,
}

impl Bench {
    async fn run(&mut self, workload: &Workload, arguments: &Arguments) -> anyhow::Result<(Interval, Value)> {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..arguments.rounds.max(FEWEST_ROUNDS) {
            // Neither always comes first.
            let (one, other) = if round % 2 == 0 {
                let one = Self::round(&mut self.ours, workload, round, arguments.seconds).await?;
                (one, Self::round(&mut self.theirs, workload, round, arguments.seconds).await?)
            } else {
                let other = Self::round(&mut self.theirs, workload, round, arguments.seconds).await?;
                (Self::round(&mut self.ours, workload, round, arguments.seconds).await?, other)
            };
            ours.push(one);
            theirs.push(other);
        }
        let ratios = |cost: fn(&Spent) -> f64| {
            Interval::of(ours.iter().zip(&theirs).map(|(one, other)| cost(one) / cost(other)).collect())
        };
        let (both, server) = (ratios(Spent::both), ratios(|spent| spent.server));
        let database = ratios(|spent| spent.database);
        let (ours, theirs) = (Spent::median(ours), Spent::median(theirs));
        println!("{}\n{}", ours.line(workload.name, "ours"), theirs.line(workload.name, "theirs"));
        println!("{:>4}  ratio {both}; server {server}; database {database}", workload.name);
        let told = json!({ "name": workload.name, "ours": ours, "theirs": theirs, "ratio": both.json(),
                           "server": server.json(), "database": database.json() });
        Ok((both, told))
    }

    /// Starts a new server, warms it up and measures it. So both builds are measured right after their warm-up.
    async fn round(
        stage: &mut Stage,
        workload: &Workload,
        round: u32,
        seconds: u32,
    ) -> anyhow::Result<Spent> {
        stage.server = stage.server.prepared.serve()?;
        let warm = stage.asked(workload, 2 * round).await?;
        stage.round(workload, &warm, WARM_UP).await?;
        let asked = stage.asked(workload, 2 * round + 1).await?;
        stage.round(workload, &asked, seconds).await
    }
}

/// A median with its confidence interval, which misses the true median with a probability of [`DOUBT`] at most.
#[derive(Debug, Clone, Copy)]
struct Interval {
    median: f64,
    low: f64,
    high: f64,
}

impl Interval {
    fn of(mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        let last = figures.len() - 1;
        // So many may be left out at either end: each figure is on either side of the true median with the same probability, and
        // the interval misses it if all but so many are on one side.
        let mut left_out = 0;
        while left_out < last / 2 && 2.0 * at_most(left_out, figures.len()) <= DOUBT {
            left_out += 1;
        }
        let left_out = left_out.saturating_sub(1);
        let median = f64::midpoint(figures[last / 2], figures[figures.len() / 2]);
        Self { median, low: figures[left_out], high: figures[last - left_out] }
    }

    fn json(self) -> Value {
        json!({ "median": self.median, "low": self.low, "high": self.high })
    }
}

/// The probability of at most so many heads in so many throws of a fair coin.
fn at_most(heads: usize, throws: usize) -> f64 {
    let mut probability = 0.5_f64.powi(i32::try_from(throws).unwrap_or(i32::MAX));
    let mut sum = probability;
    for head in 1..=heads {
        let (head, throws) = (u32::try_from(head), u32::try_from(throws));
        let (head, throws) = (f64::from(head.unwrap_or(1)), f64::from(throws.unwrap_or(1)));
        probability *= (throws - head + 1.0) / head;
        sum += probability;
    }
    sum
}

impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} ({:.3} to {:.3})", self.median, self.low, self.high)
    }
}
