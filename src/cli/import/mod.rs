//! `panda import`.

mod progress;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;

use super::{database_of, explain, output};
use crate::{
    clock::SystemClock,
    config::{CommandDatabaseSettings, RuleSettings},
    context::AppContext,
    i18n::Locale,
    import::{self, File, FileTally, ImportAborted, ImportReport, Sources, Strictness},
    value::Language,
};
use progress::ImportProgress;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A JSON array of patients: nhs_number, name, date_of_birth, postcode; email, phone and address_lines if you like
    #[arg(long, value_name = "FILE", required_unless_present = "appointments")]
    patients: Option<PathBuf>,

    /// A JSON array of appointments: id, patient, status, time, duration, clinician, department, postcode; clinician_id and clinician_department if the name does not do
    #[arg(long, value_name = "FILE")]
    appointments: Option<PathBuf>,

    /// Import the good rows even when there are bad ones; otherwise it is all or nothing
    #[arg(long)]
    skip_invalid: bool,

    /// The language of the messages, as in `cy` or `fr`
    #[arg(long, env = "PANDA_LOCALE", value_name = "TAG", default_value = "en-GB", value_parser = locale)]
    locale: Locale,

    #[command(flatten)]
    database: CommandDatabaseSettings,
    #[command(flatten)]
    rules: RuleSettings,
}

fn locale(tag: &str) -> Result<Locale, String> {
    let known = tag.parse::<Language>().ok().and_then(|language| language.locale());
    known.ok_or_else(|| {
        let tags: Vec<_> = Locale::all().map(|locale| locale.to_string()).collect();
        format!("there are messages in {}", tags.join(", "))
    })
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let mut progress = ImportProgress::new(arguments.locale);
    let sources = Sources {
        patients: progress.open(File::Patients, arguments.patients.as_deref())?,
        appointments: progress.open(File::Appointments, arguments.appointments.as_deref())?,
    };
    let database = database_of(&arguments.database, progress.waits()).await?;
    let app = AppContext::new(database, Arc::new(SystemClock), arguments.rules.rules());
    let strictness = if arguments.skip_invalid { Strictness::SkipInvalid } else { Strictness::AllOrNothing };
    let outcome = import::run(&app, sources, strictness, &progress).await;
    progress.end();
    let report = outcome.map_err(|why| match why {
        ImportAborted::Unreadable { file, reason } => {
            let path = match file {
                File::Patients => arguments.patients,
                File::Appointments => arguments.appointments,
            };
            anyhow::anyhow!("{} {reason}", path.unwrap_or_default().display())
        }
        ImportAborted::Failed(failure) => explain(failure),
    })?;
    Ok(tell(&report))
}

/// Writes the outcome to standard output.
fn tell(report: &ImportReport) -> ExitCode {
    let mut lines = vec![
        format!("Patients: {}.", counted(report.patients)),
        format!("Appointments: {}.", counted(report.appointments)),
    ];
    if report.joined_names.total > 0 {
        lines.push(format!(
            "Names taken for recorded ones that differ only in case or outer spaces: {}.",
            report.joined_names
        ));
    }
    for (file, unknown) in report.unknown_members.iter().filter(|(_, unknown)| !unknown.is_empty()) {
        lines.push(format!("Members of {file} that are not known were left out: {unknown}."));
    }
    if !report.is_written {
        lines.push(
            "Nothing was imported, because of the refused rows. --skip-invalid imports the others."
                .to_owned(),
        );
    } else if report.patients.added + report.appointments.added == 0 {
        lines.push("Nothing has changed: there was nothing new.".to_owned());
    }
    output::report(lines.join("\n"));
    if report.is_written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn counted(FileTally { added, unchanged, refused }: FileTally) -> String {
    format!("{added} new, {unchanged} already recorded, {refused} refused")
}
