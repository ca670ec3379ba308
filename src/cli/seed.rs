//! `panda seed`.

use std::{fmt::Display, process::ExitCode, sync::Arc, time::Instant};

use clap::Args;
use indicatif::{HumanDuration, ProgressBar, ProgressStyle};

use super::{database_of, explain, output};
use crate::{
    clock::SystemClock,
    config::{CommandDatabaseSettings, RuleSettings},
    context::AppContext,
    seed::{self, Plan, SeedError},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// How many patients to make up
    #[arg(long, value_name = "N")]
    patients: u32,

    /// How many appointments of theirs: over three years of the past, and the next twelve weeks
    #[arg(long, value_name = "N")]
    appointments: u32,

    /// Another number makes up other people; the same one, on the same day, the same
    #[arg(long, value_name = "N", default_value_t = 2026)]
    seed: u64,

    #[command(flatten)]
    database: CommandDatabaseSettings,
    #[command(flatten)]
    rules: RuleSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Arguments { patients, appointments, seed, database, rules } = arguments;
    let plan = Plan { patients, appointments, seed };
    let begun = Instant::now();
    // Drawn on a terminal only.
    let bar = ProgressBar::new(u64::from(patients) + u64::from(appointments));
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {msg}")?);
    let told = bar.clone();
    let tell = move |wait: &dyn Display| told.suspend(|| output::note(format_args!("panda: {wait}")));
    let connections = database_of(&database, tell).await?;
    let app = AppContext::new(connections, Arc::new(SystemClock), rules.rules());
    let progress = |rows: usize| {
        bar.inc(rows.try_into().unwrap_or(u64::MAX));
        let rest = bar.length().unwrap_or_default().saturating_sub(bar.position());
        bar.set_message(if rest == 0 {
            "building indexes".to_owned()
        } else {
            format!("{} left", HumanDuration(bar.eta()))
        });
    };
    let seeded = seed::run(&app, plan, &progress).await.map_err(|error| match error {
        SeedError::Refused(refusal) => anyhow::anyhow!("{refusal}"),
        SeedError::Failed(failure) => explain(failure),
    })?;
    bar.finish_and_clear();
    output::report(format_args!(
        "Made up {} patients and {} appointments with {} clinicians of {} departments at {} organisations, in {:.1} s.",
        seeded.patients,
        seeded.appointments,
        seeded.clinicians,
        seeded.departments,
        seeded.organisations,
        begun.elapsed().as_secs_f64()
    ));
    Ok(ExitCode::SUCCESS)
}
