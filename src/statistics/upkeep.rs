//! Looking after the counts that the database keeps.
