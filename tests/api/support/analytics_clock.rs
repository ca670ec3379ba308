//! A settable clock for the schema `analytics`, whose views read the clock of the database.

use chrono::{DateTime, Utc};

use super::TestDatabase;

/// The views that call `now()`.
const READERS: [&str; 2] = ["analytics.appointments", "analytics.patients"];

impl TestDatabase {
    /// Replaces `now()` by an instant in every view of the schema, because a test cannot set PostgreSQL's
    /// clock.
    ///
    /// Call it once for each database. `clocks.rs` tests that the original views read the present instant.
    pub fn stop_analytics_clock(&self, at: DateTime<Utc>) {
        let readers = self.texts(
            "SELECT oid::regclass::text FROM pg_class
             WHERE relnamespace = 'analytics'::regnamespace AND strpos(pg_get_viewdef(oid), 'now()') > 0 ORDER BY 1",
        );
        assert_eq!(readers, READERS);
        for view in readers {
            let definition = self.texts(&format!("SELECT pg_get_viewdef('{view}'::regclass)")).remove(0);
            self.execute(&format!("CREATE OR REPLACE VIEW {view} AS {}", at_instant(&definition, at)));
        }
    }
}

/// A query with the present replaced by an instant.
pub fn at_instant(query: &str, at: DateTime<Utc>) -> String {
    let (instant, day) = (at.to_rfc3339(), at.date_naive());
    query
        .replace("now()", &format!("'{instant}'::timestamptz"))
        .replace("current_date", &format!("'{day}'::date"))
}
