//! The log: events with identifiers as fields, on standard error.
//!
//! A thread of its own writes the lines, as many at once as there are: a system call for each would take a tenth of a small
//! request. No line is left out; where nobody reads them, whoever has more to tell waits.

use std::io::{BufWriter, IsTerminal, stderr};

use anyhow::Context;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{EnvFilter, fmt};

use crate::config::{LogFormat, LogSettings};

/// How many lines wait to be written, at most.
const WAITING: usize = 10_000;

/// Begins to write the log. The last lines are written when the guard is dropped.
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
        .buffered_lines_limit(WAITING)
        .finish(BufWriter::new(stderr()));
    let log = fmt().with_env_filter(filter).with_writer(writer);
    if as_json {
        // The one span there is would be told a second time as a list.
        log.json().flatten_event(true).with_span_list(false).init();
    } else {
        log.with_ansi(stderr().is_terminal()).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        // Where, and not what: the message may hold anything.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
    }));
    Ok(guard)
}
