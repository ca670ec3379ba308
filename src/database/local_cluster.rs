//! The private PostgreSQL of `panda demo`, of the tests and of the benches.

use pg_local::ClusterConfig;

/// How PANDA's clusters are named, made and configured. Existing clusters are recognised by the name and the
/// marker's text.
pub const CLUSTERS: ClusterConfig = ClusterConfig::named("panda")
    .marker_text("A PostgreSQL cluster of PANDA's. `panda demo --reset` erases it.\n")
    .superuser("panda")
    .oldest_major(14)
    .bin_variable("PANDA_PG_BIN")
    .extensions(&["btree_gist"])
    .installer("script/bootstrap")
    .reset_command("panda demo --reset")
    .lasting_settings(LASTING)
    .disposable_settings(&["max_connections=400"]);

/// No personal data in the log: without details and statements, an error names the constraint that was
/// violated, and not the NHS number that violated it.
const LASTING: &[&str] = &["log_error_verbosity=terse", "log_min_error_statement=panic"];
