//! Schema versions: YYYYMMDDnn, the day of the newest migration and its sequence number on that day.

use std::fmt;

/// A version of the schema. It fits an `int4` until the year 2147.
///
/// It derives from the date of a migration and not from the number of migrations. It therefore does not
/// decrease when a later baseline replaces old migrations by a single one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SchemaVersion(pub(super) i32);

impl SchemaVersion {
    /// The schema version after each of the sorted migrations. Diesel names migrations by date and time
    /// (20261130130000).
    pub fn of_each(migrations: &[String]) -> Vec<Self> {
        let (mut day, mut count) = (0, 0);
        let mut of = |migration: &String| {
            // A name that is not a date counts for the previous day.
            let date: i32 = migration.get(..8).and_then(|date| date.parse().ok()).unwrap_or(day);
            (day, count) = (date, if date == day { count + 1 } else { 1 });
            Self(date.saturating_mul(100).saturating_add(count))
        };
        migrations.iter().map(&mut of).collect()
    }

    /// The schema version of a database with these migrations, in any order.
    pub fn of_all(migrations: &[String]) -> Option<Self> {
        let mut sorted = migrations.to_vec();
        sorted.sort();
        Self::of_each(&sorted).into_iter().max()
    }

    /// The number, for an advisory lock.
    pub fn number(self) -> i32 {
        self.0
    }
}

impl fmt::Display for SchemaVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(migrations: &[&str]) -> Vec<i32> {
        let migrations: Vec<String> = migrations.iter().map(ToString::to_string).collect();
        SchemaVersion::of_each(&migrations).into_iter().map(|version| version.0).collect()
    }

    #[test]
    fn a_version_is_the_day_and_the_sequence_number() {
        assert_eq!(
            versions(&["20261121000000", "20261130100000", "20261130101000", "20261201000000"]),
            [2_026_112_101, 2_026_113_001, 2_026_113_002, 2_026_120_101]
        );
        assert_eq!(versions(&["21471231235959"]), [2_147_123_101], "it still fits");
    }

    #[test]
    fn a_baseline_that_replaces_all_migrations_does_not_lower_the_version() {
        let before = versions(&["20261121000000", "20261130100000", "20261130101000"]);
        assert!(versions(&["20261201000000"]).last() > before.last());
    }

    #[test]
    fn invalid_migration_names_do_not_panic() {
        for names in [&["29991231235959"][..], &[""], &["x", "20261130100000", "é234567890"]] {
            assert_eq!(versions(names).len(), names.len());
        }
    }
}
