//! Snapshots: texts that a test compares with a file under `tests/api/snapshots/SUITE/`.

use std::path::PathBuf;

use sqlformat::{Dialect, FormatOptions, QueryParams};

use super::Plan;

/// The directory with the snapshots of all suites.
pub fn snapshot_directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/api/snapshots")
}

/// Where a suite's snapshots are. The description says what produces the text.
pub fn snapshot_settings(suite: &str, description: &str) -> insta::Settings {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(snapshot_directory().join(suite));
    settings.set_description(description);
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings
}

/// The statements of plans with line breaks, in their order.
pub fn formatted_sql(plans: &[Plan]) -> String {
    let options = FormatOptions {
        dialect: Dialect::PostgreSql,
        max_inline_block: 100,
        max_inline_arguments: Some(100),
        max_inline_top_level: Some(100),
        joins_as_top_level: true,
        ..FormatOptions::default()
    };
    let statements = plans.iter().map(|plan| sqlformat::format(&plan.sql, &QueryParams::None, &options));
    statements.collect::<Vec<_>>().join(";\n\n")
}
