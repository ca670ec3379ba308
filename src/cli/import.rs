//! `panda import`.

use std::{
    fs,
    io::BufReader,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::explain;
use crate::{
    clock::SystemClock,
    config::{DatabaseSettings, RuleSettings},
    database::Database,
    error::{Segment, Violation},
    i18n::{self, Locale},
    import::{self, File, RefusedRow, Report, Rows, Strictness, Tally},
    panda::Panda,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A JSON array of patients: nhs_number, name, date_of_birth, postcode
    #[arg(long, value_name = "FILE", required_unless_present = "appointments")]
    patients: Option<PathBuf>,

    /// A JSON array of appointments: id, patient, status, time, duration, clinician, department, postcode
    #[arg(long, value_name = "FILE")]
    appointments: Option<PathBuf>,

    /// Import the good rows even when there are bad ones; otherwise it is all or nothing
    #[arg(long)]
    skip_invalid: bool,

    /// The language of the messages, as in `cy` or `fr`
    #[arg(long, env = "PANDA_LOCALE", value_name = "TAG", default_value = "en-GB", value_parser = locale)]
    locale: Locale,

    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    rules: RuleSettings,
}

fn locale(tag: &str) -> Result<Locale, String> {
    let known = tag.parse().ok().and_then(|tag| Locale::serving(&tag));
    known.ok_or_else(|| {
        let tags: Vec<_> = Locale::all().map(|locale| locale.to_string()).collect();
        format!("there are messages in {}", tags.join(", "))
    })
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let rows = Rows {
        patients: read(arguments.patients.as_deref())?,
        appointments: read(arguments.appointments.as_deref())?,
    };
    let database = Database::new(&arguments.database.url()?, arguments.database.capacity())?;
    let panda = Panda { database, clock: Arc::new(SystemClock), rules: arguments.rules.rules() };
    let strictness = if arguments.skip_invalid { Strictness::SkipInvalid } else { Strictness::AllOrNothing };
    // Drawn on a terminal only.
    let bar = ProgressBar::new(rows.len().try_into()?);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} rows, {per_sec}, {eta} left")?);
    let progress = |rows: usize| bar.inc(rows.try_into().unwrap_or(u64::MAX));
    let report = import::run(&panda, rows, strictness, &progress).await.map_err(explain)?;
    bar.finish_and_clear();
    Ok(tell(&report, arguments.locale))
}

fn read(file: Option<&Path>) -> anyhow::Result<Vec<Value>> {
    let Some(path) = file else { return Ok(Vec::new()) };
    let open = fs::File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let content: Value = serde_json::from_reader(BufReader::new(open))
        .with_context(|| format!("{} is not JSON", path.display()))?;
    ensure!(content.is_array(), "{} is not a JSON array", path.display());
    Ok(serde_json::from_value(content)?)
}

/// Writes the report: refused rows to standard error, the outcome to standard output.
fn tell(report: &Report, locale: Locale) -> ExitCode {
    for row in &report.refused {
        for violation in &row.violations {
            eprintln!("{}", line(row, violation, locale));
        }
    }
    println!("Patients: {}.", counted(report.patients));
    println!("Appointments: {}.", counted(report.appointments));
    let added = report.patients.added + report.appointments.added;
    if !report.is_written {
        println!("Nothing was imported, because of the refused rows. --skip-invalid imports the others.");
        return ExitCode::FAILURE;
    }
    if added == 0 {
        println!("Nothing has changed: there was nothing new.");
    }
    ExitCode::SUCCESS
}

fn counted(Tally { added, unchanged, refused }: Tally) -> String {
    format!("{added} new, {unchanged} already recorded, {refused} refused")
}

/// `appointments[12].time TIMESTAMP_WITHOUT_OFFSET: The offset from UTC is missing. …`
fn line(row: &RefusedRow, violation: &Violation, locale: Locale) -> String {
    let file = match row.file {
        File::Patients => "patients",
        File::Appointments => "appointments",
    };
    let path: String = violation
        .field
        .iter()
        .map(|segment| match segment {
            Segment::Field(name) => format!(".{name}"),
            Segment::Index(index) => format!("[{index}]"),
        })
        .collect();
    let message = i18n::message(locale, violation.code, &violation.args);
    format!("{file}[{}]{path} {}: {message}", row.index, violation.code)
}
