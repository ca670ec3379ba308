//! Migrations run up and down, and the program recognises the schema's version.

use std::{fs, path::Path, process::Command};

use panda::database::migrations::{self, SchemaVersion};

use crate::support::{Ended, Program, Server, TestDatabase, connect, panda};

/// Every schema object that a migration can create, one per line, except those of extensions.
const DUMP: &str = "
    SELECT format('column %s.%s.%s %s %s %s %s', table_schema, table_name, column_name, ordinal_position, data_type, is_nullable,
            column_default)
        FROM information_schema.columns WHERE table_schema IN ('public', 'analytics')
    UNION ALL SELECT format('schema %s', nspname) FROM pg_namespace
        WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(temp|toast)'
    UNION ALL SELECT format('view %s.%s: %s', schemaname, viewname, definition)
        FROM pg_views WHERE schemaname IN ('public', 'analytics')
    UNION ALL SELECT format('description %s: %s', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description
        WHERE classoid = 'pg_namespace'::regclass AND objoid = to_regnamespace('analytics')
            OR classoid = 'pg_class'::regclass
            AND objoid IN (SELECT oid FROM pg_class WHERE relnamespace IN ('public'::regnamespace, to_regnamespace('analytics')))
    UNION ALL SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT format('function %s', pg_get_functiondef(oid)) FROM pg_proc AS p
        WHERE pronamespace IN ('public'::regnamespace, to_regnamespace('analytics')) AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid AND deptype = 'e')
    UNION ALL SELECT format('extension %s', extname) FROM pg_extension
    UNION ALL SELECT format('type %s', typname) FROM pg_type AS t
        WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd', 'r') AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid AND deptype = 'e')";

fn dump(database: &TestDatabase) -> Vec<String> {
    database.texts(&format!("{DUMP} ORDER BY 1"))
}

fn migrate(database: &TestDatabase) -> Command {
    let mut command = panda();
    command.arg("migrate").env("DATABASE_URL", &database.url_text);
    command
}

#[track_caller]
fn succeeded(ended: &Ended) -> &str {
    assert!(ended.status.success(), "{ended:?}");
    &ended.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn up_down_and_up_again_leaves_the_same_schema() {
    let database = TestDatabase::create_empty();
    let empty = dump(&database);
    let applied = migrations::run(connect(&database.url_text).await).await.expect("it migrates");
    let up = dump(&database);
    assert!(!applied.is_empty() && up.len() > empty.len());
    migrations::revert(connect(&database.url_text).await).await.expect("it reverts");
    let down: Vec<String> = dump(&database).into_iter().filter(|line| !empty.contains(line)).collect();
    // Diesel's own table, and the extension, which other schemas may use.
    let left: Vec<&String> = down
        .iter()
        .filter(|line| !line.contains("__diesel_schema_migrations") && *line != "extension btree_gist")
        .collect();
    assert!(left.is_empty(), "{left:#?}");
    assert_eq!(migrations::run(connect(&database.url_text).await).await.expect("it migrates"), applied);
    assert_eq!(dump(&database), up);
}

/// In a full rollback, earlier migrations drop whole tables and so hide what a later one leaves behind.
#[test]
fn each_migration_is_fully_reversible() {
    let database = TestDatabase::create_empty();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let mut migrations: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    migrations.sort();
    for migration in migrations {
        let walk = |way: &str| database.execute(&fs::read_to_string(migration.join(way)).expect("a script"));
        let before = dump(&database);
        walk("up.sql");
        let after = dump(&database);
        assert_ne!(after, before, "{}", migration.display());
        walk("down.sql");
        let down: Vec<_> =
            dump(&database).into_iter().filter(|line| line != "extension btree_gist").collect();
        let before: Vec<_> = before.into_iter().filter(|line| line != "extension btree_gist").collect();
        assert_eq!(down, before, "{}", migration.display());
        walk("up.sql");
    }
}

#[test]
fn migrate_migrates_an_empty_database_and_is_idempotent() {
    let database = TestDatabase::create_empty();
    let first = Program::run(&mut migrate(&database));
    assert!(succeeded(&first).contains("Applied migration "), "{first:?}");
    let schema = dump(&database);
    let second = Program::run(&mut migrate(&database));
    assert!(succeeded(&second).starts_with("The schema is up to date.\n"), "{second:?}");
    assert_eq!(dump(&database), schema);
    assert_eq!(
        schema,
        dump(&TestDatabase::create()),
        "the tests' own databases are migrated in the same way"
    );
}

#[test]
fn concurrent_migrate_commands_migrate_once() {
    let database = TestDatabase::create_empty();
    let runs: Vec<Program> = (0..2).map(|_| Program::spawn(&mut migrate(&database))).collect();
    let said: Vec<Ended> = runs.into_iter().map(Program::ended).collect();
    let count = |words| said.iter().filter(|ended| succeeded(ended).contains(words)).count();
    assert_eq!((count("Applied migration "), count("The schema is up to date.")), (1, 1), "{said:?}");
}

#[tokio::test]
async fn a_server_is_ready_only_while_all_its_migrations_are_applied() {
    let database = TestDatabase::create_empty();
    let server = Server::start(&database.url_text);
    let version = SchemaVersion::of_program();
    let expect_reason = async |reason: &str| {
        let answer = server.get("/health/ready").await;
        assert_eq!(answer.status, 503);
        let expected = format!("{reason}: run `panda migrate`");
        assert_eq!(answer.body["reason"], expected);
        assert!(answer.headers.contains_key("retry-after"));
    };
    let none = format!("this program needs schema version {version}, and the database has no schema");
    expect_reason(&none).await;
    assert_eq!(server.get("/health/live").await.status, 200);
    succeeded(&Program::run(&mut migrate(&database)));
    assert_eq!(server.get("/health/ready").await.status, 200);
    database.execute("DELETE FROM __diesel_schema_migrations WHERE version > '20261122'");
    let old = format!("this program needs schema version {version}, and the database has 2026112109");
    expect_reason(&old).await;
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('21401231235959')");
    let lacks =
        format!("the database lacks migrations of schema version {version}, which this program needs");
    expect_reason(&lacks).await;
    database.execute("DELETE FROM __diesel_schema_migrations");
    expect_reason(&none).await;
}

#[tokio::test]
async fn a_database_that_cannot_keep_every_name_is_refused() {
    for (options, reason) in [
        ("ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0", "encoding must be UTF8"),
        (
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0",
            "LC_CTYPE must know Unicode letters",
        ),
    ] {
        let database = TestDatabase::create_with(options);
        let refused = Program::run(&mut migrate(&database));
        assert!(!refused.status.success() && refused.stderr.contains(reason), "{refused:?}");
        assert_eq!(
            database.texts("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"),
            [""; 0]
        );
        let answer = Server::start(&database.url_text).get("/health/ready").await;
        assert_eq!(answer.status, 503);
        assert!(
            answer.body["reason"].as_str().is_some_and(|reported| reported.contains(reason)),
            "{:#}",
            answer.body
        );
    }
}

/// Diesel's name for a column's type. Stored counts are read with SQL only (see `diesel.toml`).
const COLUMNS: &str = "
    SELECT format('%s.%s -> %s', table_name, column_name, CASE is_nullable WHEN 'YES' THEN format('Nullable<%s>', type) ELSE type END)
    FROM information_schema.columns, LATERAL (SELECT CASE udt_name
        WHEN 'uuid' THEN 'Uuid' WHEN 'text' THEN 'Text' WHEN 'timestamptz' THEN 'Timestamptz' WHEN 'bool' THEN 'Bool'
        WHEN 'int4' THEN 'Int4' WHEN 'int8' THEN 'Int8' WHEN 'date' THEN 'Date' WHEN 'jsonb' THEN 'Jsonb'
        WHEN 'bytea' THEN 'Bytea' WHEN '_text' THEN 'Array<Nullable<Text>>' ELSE 'say here what diesel calls ' || udt_name END AS type) AS diesel
    WHERE table_schema = 'public' AND table_name !~ '^(__diesel_schema_migrations$|statistics_)'
    ORDER BY table_name COLLATE \"C\", ordinal_position";

const KEYS: &str = "
    SELECT format('%s (%s)', t.relname, string_agg(a.attname, ', ' ORDER BY a.attnum))
    FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
        JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
    WHERE i.indisprimary AND t.relnamespace = 'public'::regnamespace AND t.relname !~ '^(__diesel_schema_migrations$|statistics_)'
    GROUP BY t.relname ORDER BY t.relname COLLATE \"C\"";

/// Commands recognise by it that another record refers to the one that they remove (`is_reference`).
#[test]
fn the_name_of_each_foreign_key_ends_with_the_record_to_which_it_refers() {
    let database = TestDatabase::create();
    let names = "SELECT conname::text || ' of ' || conrelid::regclass || ' to ' || confrelid::regclass
                 FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace";
    let wrong =
        format!("{names} AND conname <> conrelid::regclass || '_' || rtrim(confrelid::regclass::text, 's')");
    assert_eq!(database.texts(&wrong), Vec::<String>::new(), "not named <table>_<record>");
    assert!(database.texts(names).len() >= 9, "{:?}", database.texts(names));
}

#[test]
fn the_diesel_schema_matches_the_database() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/database/schema.rs");
    let source = fs::read_to_string(path).expect("the generated schema");
    let (mut columns, mut keys) = (Vec::new(), Vec::new());
    for block in source.split("diesel::table! {").skip(1).filter_map(|rest| rest.split("\n}").next()) {
        let mut lines = block.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "}");
        let key = lines.next().expect("a table").trim_end_matches(" {");
        let table = key.split(' ').next().expect("a name");
        columns.extend(lines.map(|line| format!("{table}.{}", line.trim_end_matches(','))));
        keys.push(key.to_owned());
    }
    let database = TestDatabase::create();
    assert_eq!(columns, database.texts(COLUMNS), "run `diesel print-schema`");
    assert_eq!(keys, database.texts(KEYS));
}
