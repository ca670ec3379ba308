//! A database with a million appointments, for those who ask how something is done there.

use std::sync::OnceLock;

use super::TestDatabase;

static MILLION: OnceLock<TestDatabase> = OnceLock::new();

/// The one database of a million appointments, for all who only read. It is filled when it is first asked for, which takes
/// some fifteen seconds, and goes with its cluster.
pub fn million() -> &'static TestDatabase {
    MILLION.get_or_init(|| {
        let database = TestDatabase::create();
        database.execute(include_str!("million.sql"));
        // Not within the same transaction. An index alone answers only for pages that are known to be visible to all.
        database.execute("VACUUM ANALYZE");
        database
    })
}
