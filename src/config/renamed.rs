//! Environment variables that had another name in an earlier version.

use std::env;

/// The former name of each renamed variable, and its present name.
const RENAMED: [(&str, &str); 3] = [
    ("PANDA_DATABASE_LANES", "PANDA_READ_CONNECTIONS"),
    ("PANDA_DATABASE_WRITE_LANES", "PANDA_WRITE_CONNECTIONS"),
    ("PANDA_DATABASE_PATIENCE", "PANDA_DATABASE_ACQUIRE_TIMEOUT"),
];

/// Logs a warning for each former name that is set. Its value has no effect, and is not logged.
pub fn warn_of_renamed_variables() {
    for (former, present) in RENAMED {
        if env::var_os(former).is_some() {
            tracing::warn!("{former} has no effect: set {present} instead");
        }
    }
}
