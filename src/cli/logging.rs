//! The log: structured events on standard error, with identifiers as fields.
//!
//! A separate thread writes the lines in batches, because a system call for each line would take a tenth of a
//! small request. No line is dropped. If the buffer is full, the threads that log wait.

use std::io::{BufWriter, IsTerminal, stderr};

use anyhow::Context;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogFormat, LogSettings};

/// The maximum number of buffered lines.
const BUFFERED_LINES: usize = 10_000;

/// Starts the log. Dropping the guard writes the last lines.
pub(super) fn start(settings: &LogSettings) -> anyhow::Result<WorkerGuard> {
    let filter = EnvFilter::try_new(&settings.log)
        .with_context(|| format!("the value {:?} of --log (PANDA_LOG) is wrong", settings.log))?;
    let as_json = match settings.log_format {
        LogFormat::Auto => !stderr().is_terminal(),
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .buffered_lines_limit(BUFFERED_LINES)
        .finish(BufWriter::new(stderr()));
    let log = fmt().with_env_filter(filter).with_writer(writer);
    if as_json {
        // The single span would otherwise appear a second time, in a list.
        log.json().flatten_event(true).with_span_list(false).init();
    } else {
        log.with_ansi(stderr().is_terminal()).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        // Logs only the location, because the message may contain any data.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    Ok(guard)
}
