//! The commands of docs/operations.md for backup and restore preserve all data, indexes and constraints.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;

use crate::support::{Ended, Program, Role, TestApp, TestDatabase, texts};

/// A PostgreSQL tool: from `PANDA_PG_BIN`, because that server may be too new for tools of other versions, or
/// else of the newest version installed.
fn tool(name: &str) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("PANDA_PG_BIN") {
        return Some(Path::new(&named).join(name)).filter(|program| program.is_file());
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    let number = |bin: &PathBuf| bin.parent()?.file_name()?.to_str()?.parse::<u32>().ok();
    installed.sort_by_key(|bin| std::cmp::Reverse(number(bin)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = installed.into_iter().chain(std::env::split_paths(&path));
    places.map(|bin| bin.join(name)).find(|program| program.is_file())
}

fn succeed(command: &mut Command) -> Ended {
    let ended = Program::run(command);
    assert!(ended.status.success(), "{ended:?}");
    ended
}

/// Every row of every table and view, and every index and constraint.
fn everything(database: &TestDatabase) -> Vec<String> {
    let tables =
        database.texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'
                        UNION ALL SELECT 'analytics.' || viewname FROM pg_views WHERE schemaname = 'analytics' ORDER BY 1");
    let rows = tables.iter().flat_map(|table| {
        texts(&database.url_text, &format!("SELECT '{table} ' || row::text FROM {table} AS row ORDER BY 1"))
    });
    let definitions = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                  WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        ORDER BY 1";
    rows.chain(database.texts(definitions)).collect()
}

#[tokio::test]
async fn a_restored_dump_has_every_row_and_constraint() {
    let (Some(pg_dump), Some(pg_restore)) = (tool("pg_dump"), tool("pg_restore")) else {
        eprintln!("\n*** NOT TESTED: pg_dump and pg_restore are not installed ***\n");
        return;
    };
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let name = json!({ "id": patient, "name": "Zoe\u{308} आरव", "email": "zoe@example.org" });
    app.mutate("amendPatient", name, "patient { id }").await.data("");
    let id = app.an_appointment(&patient, &clinician, 60).await;
    app.mutate("cancelAppointment", json!({ "id": id, "reason": "Snow" }), "appointment { id }")
        .await
        .data("");
    app.an_organisation("RZZ01").await;

    let analyst = Role::new(&app.database);
    analyst.grant(&app.database);

    let directory = tempfile::tempdir().expect("a directory");
    let dump = directory.path().join("panda.dump");
    succeed(
        Command::new(pg_dump)
            .args(["--format=custom", "--no-owner"])
            .arg("--file")
            .arg(&dump)
            .arg(&app.database.url_text),
    );
    // The role does not exist elsewhere, so the operator creates it again.
    analyst.revoke(&app.database);
    let restored = TestDatabase::create_empty();
    let mut restore = Command::new(pg_restore);
    restore.args([
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        "--dbname",
        &restored.url_text,
    ]);
    succeed(restore.arg(&dump));
    assert_eq!(everything(&restored), everything(&app.database));

    let other = TestApp::builder().database(restored).start().await;
    let ready = other.get("/health/ready").send().await.expect("an answer");
    assert_eq!(ready.status(), 200);
    assert_eq!(other.status(&id).await, "CANCELLED");
}
