//! Commands on a database without this program's schema.

use std::{fs, process::Command};

use crate::support::{Program, TestDatabase, key_file, panda};

/// Every command that needs the schema.
const COMMANDS: [&str; 12] = [
    "import --patients FILE",
    "export --patients /dev/null",
    "seed --patients 20 --appointments 0",
    "statistics verify",
    "statistics rebuild",
    "user add ann@example.com --role staff",
    "user list",
    "user deactivate ann@example.com",
    "user password ann@example.com",
    "token ann@example.com",
    "analytics grant somebody_new",
    "analytics revoke somebody_new",
];

fn command(database: &TestDatabase, arguments: &str, file: &str) -> Command {
    let mut command = panda();
    command.args(arguments.split(' ').map(|argument| if argument == "FILE" { file } else { argument }));
    command
        .env("DATABASE_URL", &database.url_text)
        .env("PANDA_JWT_KEYS", key_file())
        .env("RUST_BACKTRACE", "1");
    command
}

#[test]
fn a_command_on_an_older_schema_states_the_remedy_only() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("patients.json");
    fs::write(&file, "[]").expect("a file");
    let older = TestDatabase::create();
    older.execute(
        "DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)",
    );
    for database in [TestDatabase::create_empty(), older] {
        for arguments in COMMANDS {
            let ended = Program::run(&mut command(&database, arguments, file.to_str().expect("a path")));
            assert_eq!(ended.status.code(), Some(1), "{arguments}: {ended:?}");
            let lines: Vec<&str> = ended.stderr.lines().collect();
            let [line] = lines[..] else { panic!("{arguments}: {ended:?}") };
            assert!(
                line.starts_with("panda: ") && line.contains("run `panda migrate`"),
                "{arguments}: {line}"
            );
            assert_eq!(ended.stdout, "", "{arguments}");
        }
    }
}
