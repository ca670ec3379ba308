//! A concurrent transaction that blocks others.

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};

use super::TestApp;

/// A transaction of another server, or of an operator in psql.
pub struct ConcurrentTransaction(AsyncPgConnection);

impl ConcurrentTransaction {
    pub async fn begin(app: &TestApp) -> Self {
        let mut other = Self(app.database.url.connect().await.expect("a connection"));
        other.run("BEGIN").await;
        other
    }

    pub async fn run(&mut self, sql: &str) {
        self.0.batch_execute(sql).await.expect("the database obeys");
    }

    /// Runs a statement that may fail.
    pub async fn run_ignoring_errors(&mut self, sql: &str) {
        drop(self.0.batch_execute(sql).await);
    }

    /// Polls until a session waits for a lock of this transaction.
    pub async fn wait_for_blocked_session(&mut self) {
        let look = "DO $$ BEGIN
            WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')
            LOOP PERFORM pg_sleep(0.002); PERFORM pg_stat_clear_snapshot(); END LOOP;
        END $$";
        self.run(look).await;
    }

    /// Inserts an appointment from 10:00 to 10:30.
    pub async fn books(&mut self, patient: u32, clinician: u32) {
        let booking = format!(
            "INSERT INTO appointments SELECT gen_random_uuid(), p.id, c.id, c.department_id, NULL, '2026-03-02T10:00:00Z',
                '2026-03-02T10:30:00Z', 'M1 1AE', 'active', NULL, NULL, NULL, NULL, NULL, 1, c.created_at, c.created_at
             FROM patients p, clinicians c WHERE p.name = 'Patient {patient}' AND c.name = 'Clinician {clinician}'"
        );
        self.run(&booking).await;
    }
}
