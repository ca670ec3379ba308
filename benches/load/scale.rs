//! Compares the same requests with many and with few appointments: the cost must hardly grow.
//!
//! There are two databases in one cluster, each with its own server, and copies for the reference, which
//! shows the effect of the machine and PostgreSQL. Requests alternate. Every response is a full page in both.

use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::{
    Arguments, Outcome,
    plain::Plain,
    stage::{Spent, Stage, headings},
    support::Cluster,
    workloads::{RequestPair, WORKLOADS, Workload},
};

/// As many appointments per patient as with a million.
const FEW: (u32, u32) = (1_000, 10_000);

/// The maximum ratio of the cost with many appointments to that with few.
const GOAL: f64 = 1.3;

/// The range of days in which W2 requests twenty appointments: equal in both databases, and large enough for
/// the smaller one.
const DAYS: u32 = 14;

pub async fn measure(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    let mut many = Size::of(
        (arguments.data.patients, arguments.data.appointments),
        "many",
        &cluster,
        directory.path(),
        arguments,
    )
    .await?;
    let mut few = Size::of(FEW, "few", &cluster, directory.path(), arguments).await?;
    many.ours.questions.as_many_as(&few.ours.questions);
    few.ours.questions.as_many_as(&many.ours.questions);
    let bench = Bench { sizes: [many, few] };
    headings();
    let (mut figures, mut is_well) = (Vec::new(), true);
    for workload in WORKLOADS.iter().filter(|workload| arguments.wants(workload)) {
        let (ratio, told) = bench.run(workload, arguments).await?;
        is_well &= ratio <= GOAL;
        figures.push(told);
    }
    drop(bench);
    cluster.stop()?;
    Ok(Outcome { figures: json!({ "scale": figures, "goal": GOAL }), is_well })
}

/// The API and the reference, each on a database of this size.
struct Size {
    appointments: u32,
    ours: Stage,
    plain: Plain,
}

impl Size {
    async fn of(
        (patients, appointments): (u32, u32),
        name: &str,
        cluster: &Cluster,
        directory: &Path,
        arguments: &Arguments,
    ) -> anyhow::Result<Self> {
        Stage::seed(cluster, name, patients, appointments).await?;
        let plain = Plain::start(cluster, name, arguments).await?;
        let ours = Stage::serve(cluster, name, directory, DAYS).await?;
        Ok(Self { appointments, ours, plain })
    }
}

struct Bench {
    /// The large and the small size.
    sizes: [Size; 2],
}

impl Bench {
    async fn run(&self, workload: &Workload, arguments: &Arguments) -> anyhow::Result<(f64, Value)> {
        let [many, few] = &self.sizes;
        // The API on the large and the small size, then the reference.
        let mut rounds = [const { Vec::new() }; 4];
        // The first round is a warm-up.
        for round in 0..=arguments.rounds {
            let seconds = if round == 0 { 1 } else { arguments.seconds };
            let asked = [many.ours.asked(workload, round).await?, few.ours.asked(workload, round).await?];
            if round == 0 && !workload.once {
                self.are_comparable(workload, &asked).await?;
            }
            // Rotates the order.
            for turn in (0..4).map(|turn| (turn + round as usize) % 4) {
                let (size, asked) = (&self.sizes[turn % 2], &asked[turn % 2]);
                let spent = if turn < 2 {
                    size.ours.round(workload, asked, seconds).await?
                } else {
                    size.plain.round(workload, asked, seconds).await?
                };
                if round > 0 {
                    rounds[turn].push(spent);
                }
            }
        }
        let [ours, plain] = {
            let [many, few, plain_many, plain_few] = rounds.map(Spent::median);
            [[many, few], [plain_many, plain_few]]
        };
        for (who, of_both) in [("", &ours), ("plain", &plain)] {
            for (size, spent) in self.sizes.iter().zip(of_both) {
                println!("{}", spent.line(workload.name, &format!("{who} {}", size.appointments)));
            }
        }
        let [ratio, of_plain] = [&ours, &plain].map(|[many, few]| many.both() / few.both());
        let judged = if ratio <= GOAL { "reached" } else { "missed" };
        println!(
            "{:>4}  costs {ratio:.2} times as much (goal {GOAL}: {judged}); the reference {of_plain:.2} times",
            workload.name
        );
        let told = json!({ "name": workload.name, "ours": ours, "plain": plain, "ratio": ratio, "ofPlain": of_plain });
        Ok((ratio, told))
    }

    /// Checks that both sizes have the same number of requests, with responses of the same size.
    async fn are_comparable(&self, workload: &Workload, asked: &[Vec<RequestPair>; 2]) -> anyhow::Result<()> {
        let [many, few] = &self.sizes;
        ensure!(
            asked[0].len() == asked[1].len(),
            "{}: {} and {} questions",
            workload.name,
            asked[0].len(),
            asked[1].len()
        );
        for ((one, _), (other, _)) in asked[0].iter().zip(&asked[1]) {
            let one = many.ours.server.ask(workload.query, one.clone()).await?;
            let other = few.ours.server.ask(workload.query, other.clone()).await?;
            ensure!(!one.pointer(workload.answer).context("no answer")?.is_null(), "there is nothing");
            let (one, other) = (workload.entries(&one), workload.entries(&other));
            ensure!(one == other, "{}: {one:?} and {other:?} entries", workload.name);
        }
        Ok(())
    }
}
