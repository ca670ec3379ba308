//! A database with a million appointments, for tests of query plans.

use std::sync::OnceLock;

use super::TestDatabase;

static MILLION: OnceLock<TestDatabase> = OnceLock::new();

/// The single database with a million appointments, shared by read-only tests. It is filled at the first use,
/// which takes about 15 seconds, and is removed with its cluster.
pub fn million() -> &'static TestDatabase {
    MILLION.get_or_init(|| {
        let database = TestDatabase::create();
        database.execute(include_str!("million.sql"));
        // In a separate transaction. Index-only scans need pages that are marked all-visible.
        database.execute("VACUUM ANALYZE");
        database
    })
}
