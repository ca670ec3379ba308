//! How an import is getting on, for those who wait for it at a terminal; and what it refuses, for all.

use std::{collections::HashMap, fmt::Display, fs, path::Path};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    cli::output,
    error::{Segment, Violation},
    i18n::{self, Locale},
    import::{File, Observer, RefusedRow, Source, Step},
};

/// A bar that is drawn on a terminal only.
pub(super) struct ImportProgress {
    bar: ProgressBar,
    locale: Locale,
    bytes: HashMap<File, u64>,
}

impl ImportProgress {
    pub(super) fn new(locale: Locale) -> Self {
        Self { bar: ProgressBar::new(0), locale, bytes: HashMap::new() }
    }

    /// Opens a file so that one sees how far it has been read.
    pub(super) fn open(&mut self, file: File, path: Option<&Path>) -> anyhow::Result<Option<Source>> {
        let Some(path) = path else { return Ok(None) };
        let named = || format!("{} cannot be opened", path.display());
        let open = fs::File::open(path).with_context(named)?;
        self.bytes.insert(file, open.metadata().with_context(named)?.len());
        Ok(Some(Box::new(self.bar.wrap_read(open))))
    }

    /// Says for whom the import waits.
    pub(super) fn waits(&self) -> impl Fn(&dyn Display) + Send + Sync + 'static {
        let bar = self.bar.clone();
        move |wait| bar.suspend(|| output::note(format_args!("panda: {wait}")))
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, template: &str, length: u64, message: String) {
        self.bar.set_style(ProgressStyle::with_template(template).expect("the templates are good"));
        self.bar.set_message(message);
        self.bar.set_length(length);
        self.bar.reset();
    }
}

impl Observer for ImportProgress {
    fn begins(&self, step: Step) {
        const BYTES: &str = "{msg} {bar:30} {bytes} of {total_bytes}, {binary_bytes_per_sec}, {eta} left";
        const ROWS: &str = "{msg} {bar:30} {human_pos} of {human_len} rows, {per_sec}, {eta} left";
        const INDEXES: &str = "{msg} {bar:30} {pos} of {len}, {elapsed}";
        match step {
            Step::Reading(file) => {
                let length = self.bytes.get(&file).copied().unwrap_or_default();
                self.show(BYTES, length, format!("Reading {file}"));
            }
            Step::Checking(file) => self.show("{spinner} {msg}, {elapsed}", 0, format!("Checking {file}")),
            Step::Writing(file, rows) => self.show(ROWS, rows, format!("Writing {file}")),
            Step::Indexing(indexes) => self.show(INDEXES, indexes, "Building indexes".to_owned()),
        }
        self.bar.enable_steady_tick(std::time::Duration::from_millis(200));
    }

    fn advances(&self, by: u64) {
        self.bar.inc(by);
    }

    /// One line to standard error for each reason.
    fn refuses(&self, row: RefusedRow) {
        self.bar.suspend(|| {
            for violation in &row.violations {
                output::note(line(&row, violation, self.locale));
            }
        });
    }
}

/// `appointments[12].time TIMESTAMP_WITHOUT_OFFSET: The offset from UTC is missing. …`
fn line(row: &RefusedRow, violation: &Violation, locale: Locale) -> String {
    let path: String = violation
        .field
        .iter()
        .map(|segment| match segment {
            Segment::Field(name) => format!(".{name}"),
            Segment::Given(name) => format!(".{name}"),
            Segment::Index(index) => format!("[{index}]"),
        })
        .collect();
    let message = i18n::message(locale, violation.code, &violation.args);
    format!("{}[{}]{path} {}: {message}", row.file, row.index, violation.code)
}
