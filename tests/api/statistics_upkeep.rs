//! The database maintains its counts itself, for any writer and any kind of write.

use diesel_async::SimpleAsyncConnection;
use panda::{
    seed::{self, Plan},
    statistics::upkeep,
};

use crate::support::{Crowd, TestApp, TestDatabase, appointment_row, connect, patient_row};

/// A quarter of the appointments is attended and another quarter cancelled.
const FATES: &str = "
    UPDATE appointments SET status = (ARRAY['attended', 'cancelled', 'active', 'active'])[n % 4 + 1]
    FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) AS n FROM appointments) AS numbers WHERE id = numbered";

async fn crowded() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 30, clinicians: 10, departments: 3, appointments: 20 });
    app.database.execute(FATES);
    app
}

/// The numbers of cells with counts, and of changes that are not folded yet.
fn stored_counts(database: &TestDatabase) -> [i64; 2] {
    let cells = "SELECT count(*) FROM statistics_cells WHERE active + attended + cancelled > 0";
    [database.number(cells), database.number("SELECT count(*) FROM statistics_changes")]
}

#[tokio::test]
async fn counts_follow_every_way_of_writing() {
    let app = crowded().await;
    app.database.expect_right_counts();
    for statement in [
        "UPDATE appointments SET starts_at = starts_at + interval '40 days', ends_at = ends_at + interval '40 days' - interval '10 minutes' WHERE status = 'active'",
        "UPDATE appointments SET department_id = md5('department1')::uuid, organisation_id = NULL WHERE status = 'active' AND id < md5('a')::uuid",
        "UPDATE appointments SET postcode = 'M1 1AE' WHERE status = 'active'",
        "UPDATE appointments SET postcode = 'M1 1AE' WHERE false",
        "UPDATE appointments SET status = 'cancelled' WHERE status = 'active' AND id > md5('b')::uuid",
        "SELECT statistics_fold()",
        "DELETE FROM appointments WHERE clinician_id IN (md5('clinician1')::uuid, md5('clinician2')::uuid)",
        "WITH gone AS (DELETE FROM appointments WHERE clinician_id = md5('clinician3')::uuid RETURNING *)
         INSERT INTO appointments SELECT id, patient_id, clinician_id, department_id, organisation_id, starts_at - interval '1 year',
            ends_at - interval '1 year', postcode, status, NULL, NULL, NULL, NULL, NULL, 1, created_at, updated_at FROM gone",
        "INSERT INTO appointments SELECT * FROM appointments WHERE status = 'cancelled'
         ON CONFLICT (id) DO UPDATE SET postcode = 'CF14 4XW' WHERE appointments.status = 'active'",
        "INSERT INTO appointments SELECT * FROM appointments WHERE status = 'active'
         ON CONFLICT (id) DO UPDATE SET organisation_id = md5('organisation2')::uuid",
        "SELECT statistics_fold()",
        "DELETE FROM appointments",
    ] {
        app.database.execute(statement);
        app.database.expect_right_counts();
    }
    app.database.execute("SELECT statistics_fold()");
    assert_eq!(stored_counts(&app.database), [0, 0]);
}

#[tokio::test]
async fn truncating_resets_all_counts() {
    let app = crowded().await;
    assert_ne!(stored_counts(&app.database), [0, 0]);
    app.database.execute("TRUNCATE appointments");
    app.database.expect_right_counts();
    assert_eq!(stored_counts(&app.database), [0, 0]);
}

#[tokio::test]
async fn a_rollback_leaves_no_counts() {
    let app = crowded().await;
    app.database.execute("SELECT statistics_fold()");
    let before = stored_counts(&app.database);
    assert_eq!(before[1], 0);
    app.database.execute(
        "BEGIN; UPDATE appointments SET department_id = md5('department1')::uuid WHERE status = 'active';
         DELETE FROM appointments WHERE status = 'cancelled'; SELECT statistics_fold(); ROLLBACK;
         BEGIN; DELETE FROM appointments; SAVEPOINT one; SELECT statistics_fold(); ROLLBACK;
         BEGIN; TRUNCATE appointments; ROLLBACK;",
    );
    assert_eq!(stored_counts(&app.database), before);
    app.database.expect_right_counts();
    app.database.execute(
        "BEGIN; SAVEPOINT one; DELETE FROM appointments; SELECT statistics_fold(); ROLLBACK TO one;
         DELETE FROM appointments WHERE status = 'cancelled'; SELECT statistics_fold(); COMMIT;",
    );
    app.database.expect_right_counts();
}

#[tokio::test]
async fn seed_and_import_are_counted() {
    let app = TestApp::start().await;
    let plan = Plan { patients: 200, appointments: 2_000, seed: 5 };
    seed::run(&app.context, plan, &|_| {}).await.expect("an empty database");
    app.database.expect_right_counts();
    assert!(stored_counts(&app.database)[0] > 1_000, "{:?}", stored_counts(&app.database));
    assert_eq!(
        app.database.number(
            "SELECT sum(active + attended + cancelled) FROM statistics_cells WHERE grain = 'department month'"
        ) + app
            .database
            .number("SELECT coalesce(sum(active + attended + cancelled), 0) FROM statistics_changes"),
        2_000
    );

    let app = TestApp::start().await;
    let patients: Vec<_> = (0..20).map(patient_row).collect();
    let appointments: Vec<_> = (0..20).map(appointment_row).collect();
    app.import_all(&patients, &appointments).await;
    assert_eq!(app.count_appointments().await, 20);
    app.database.expect_right_counts();
    app.import_all(&patients, &appointments).await;
    app.database.expect_right_counts();
}

#[tokio::test]
async fn a_rebuild_counts_what_is_on_record() {
    let app = crowded().await;
    app.database.execute(
        "ALTER TABLE appointments DISABLE TRIGGER USER;
         TRUNCATE statistics_cells, statistics_changes;
         DELETE FROM appointments WHERE clinician_id = md5('clinician1')::uuid;
         ALTER TABLE appointments ENABLE TRIGGER USER;",
    );
    assert_eq!(stored_counts(&app.database), [0, 0]);
    upkeep::rebuild(&app.context, None).await.expect("it is counted");
    app.database.expect_right_counts();
    let [cells, changes] = stored_counts(&app.database);
    assert!(cells > 0 && changes == 0, "{cells} {changes}");
}

/// A transaction that has folded and is still open does not block writes and other folds.
#[tokio::test]
async fn folding_blocks_no_other_session() {
    let app = crowded().await;
    let longer = |clinician: u32| {
        format!(
            "UPDATE appointments SET ends_at = ends_at - interval '10 minutes'
             WHERE status = 'active' AND clinician_id = md5('clinician{clinician}')::uuid; SELECT statistics_fold();"
        )
    };
    let (mut one, mut other) = (connect(&app.database.url_text).await, connect(&app.database.url_text).await);
    one.batch_execute(&format!("BEGIN; {}", longer(1))).await.expect("the first writes");
    other.batch_execute("SET lock_timeout = '5s'").await.expect("a setting");
    other.batch_execute(&longer(2)).await.expect("the second does not wait");
    app.database.expect_right_counts();
    one.batch_execute("COMMIT").await.expect("the first is done");
    app.database.expect_right_counts();
    // A snapshot older than another session's fold folds nothing, and does not fail.
    one.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM appointments;")
        .await
        .expect("a snapshot");
    other.batch_execute(&longer(3)).await.expect("others write");
    one.batch_execute(&format!("{} COMMIT;", longer(4))).await.expect("and so does who is behind");
    app.database.expect_right_counts();
    other.batch_execute("SELECT statistics_fold()").await.expect("it folds");
    assert_eq!(stored_counts(&app.database)[1], 0);
    app.database.expect_right_counts();
}
