//! The same requests among many appointments and among few: what they cost must hardly grow.
//!
//! Two databases of one cluster, each with a server of its own that is asked in turn. Every answer is a full page in both.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::{
    Arguments, Outcome,
    stage::{Spent, Stage, headings},
    support::Cluster,
    workloads::{Asked, WORKLOADS, Workload},
};

/// As many appointments for each patient as among a million.
const FEW: (u32, u32) = (1_000, 10_000);

/// What a request may cost among many, as a ratio to what it costs among few.
const GOAL: f64 = 1.3;

/// The days in which W2 looks for twenty appointments: as many in both databases, and enough for them among few.
const DAYS: u32 = 14;

pub async fn measure(arguments: &Arguments) -> anyhow::Result<Outcome> {
    let directory = tempfile::tempdir()?;
    let cluster = Cluster::start()?;
    let (patients, appointments) = (arguments.data.patients, arguments.data.appointments);
    Stage::seed(&cluster, "many", patients, appointments).await?;
    Stage::seed(&cluster, "few", FEW.0, FEW.1).await?;
    let mut many = Stage::serve(&cluster, "many", directory.path(), DAYS).await?;
    let mut few = Stage::serve(&cluster, "few", directory.path(), DAYS).await?;
    many.questions.as_many_as(&few.questions);
    few.questions.as_many_as(&many.questions);
    let bench = Bench { many, few, labels: [label(appointments), label(FEW.1)] };
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

struct Bench {
    many: Stage,
    few: Stage,
    labels: [String; 2],
}

fn label(appointments: u32) -> String {
    format!("of {appointments}")
}

impl Bench {
    async fn run(&self, workload: &Workload, arguments: &Arguments) -> anyhow::Result<(f64, Value)> {
        let (mut many, mut few) = (Vec::new(), Vec::new());
        // Both are warm when it counts.
        for round in 0..=arguments.rounds {
            let seconds = if round == 0 { 1 } else { arguments.seconds };
            let asked = (self.many.asked(workload, round).await?, self.few.asked(workload, round).await?);
            if round == 0 && !workload.once {
                self.are_comparable(workload, &asked.0, &asked.1).await?;
            }
            let (among_many, among_few) = if round % 2 == 0 {
                let among_many = self.many.round(workload, &asked.0, seconds).await?;
                (among_many, self.few.round(workload, &asked.1, seconds).await?)
            } else {
                let among_few = self.few.round(workload, &asked.1, seconds).await?;
                (self.many.round(workload, &asked.0, seconds).await?, among_few)
            };
            if round > 0 {
                many.push(among_many);
                few.push(among_few);
            }
        }
        let (many, few) = (Spent::median(many), Spent::median(few));
        for (label, spent) in self.labels.iter().zip([&many, &few]) {
            println!("{}", spent.line(workload.name, label));
        }
        let ratio = many.both() / few.both();
        let judged = if ratio <= GOAL { "reached" } else { "missed" };
        println!("{:>4}  costs {ratio:.2} times as much (goal {GOAL}: {judged})", workload.name);
        Ok((ratio, json!({ "name": workload.name, "many": many, "few": few, "ratio": ratio })))
    }

    /// As many are asked, and each is answered by as much.
    async fn are_comparable(&self, workload: &Workload, many: &[Asked], few: &[Asked]) -> anyhow::Result<()> {
        ensure!(many.len() == few.len(), "{}: {} and {} questions", workload.name, many.len(), few.len());
        for ((one, _), (other, _)) in many.iter().zip(few) {
            let one = self.many.server.ask(workload.query, one.clone()).await?;
            let other = self.few.server.ask(workload.query, other.clone()).await?;
            ensure!(!one.pointer(workload.answer).context("no answer")?.is_null(), "there is nothing");
            let (one, other) = (workload.entries(&one), workload.entries(&other));
            ensure!(one == other, "{}: {one:?} and {other:?} entries", workload.name);
        }
        Ok(())
    }
}
