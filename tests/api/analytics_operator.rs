//! `panda analytics` for operators without superuser rights, and with secret passwords.

use crate::support::{
    Granted, Program, Role, TcpServer, TestDatabase, analytics, execute, panda, refusal, run_with_password,
    texts,
};

const CHOSEN: &str = "plum-violin-gravel-eleven";

/// A database that belongs to a role without superuser rights, as in managed services, and that role's URL.
struct Managed {
    url: String,
    // Dropped in this order: a role can be dropped only when it owns nothing.
    database: TestDatabase,
    owner: Role,
    _outside: TestDatabase,
}

impl Managed {
    fn new(rights: &str) -> Self {
        let outside = TestDatabase::create_empty();
        let owner = Role::new(&outside);
        outside.execute(&format!("CREATE ROLE {} LOGIN PASSWORD '{CHOSEN}' {rights}", owner.quoted()));
        let database = TestDatabase::create_with(&format!("OWNER {}", owner.quoted()));
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        database.execute(&format!("GRANT CREATE ON SCHEMA public TO {}", owner.quoted()));
        let name = database.texts("SELECT current_database()::text").remove(0);
        let url = database.url.for_role(&owner.name, &name).replacen('@', &format!(":{CHOSEN}@"), 1);
        let migrated = Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
        assert!(migrated.status.success(), "{migrated:?}");
        Self { url, database, owner, _outside: outside }
    }
}

#[tokio::test]
async fn an_operator_needs_only_schema_ownership_and_createrole() {
    let managed = Managed::new("CREATEROLE");
    let role = Role::new(&managed.database);
    let run = |command: &str| Program::run(&mut analytics(&managed.url, &[command, &role.name]));
    let granted = run("grant");
    assert!(granted.status.success() && granted.stderr.is_empty(), "{granted:?}");
    let granted = Granted::of(&granted.stdout);
    assert!(!granted.url.contains(&managed.owner.name) && !granted.url.contains(CHOSEN), "{}", granted.url);
    assert_eq!(texts(&granted.own_url(), "SELECT count(*)::text FROM patients"), ["0"]);
    let refused = refusal(&granted.own_url(), "SELECT FROM public.patients").await;
    assert!(refused.contains("permission denied"), "{refused}");
    execute(&managed.url, "CREATE VIEW analytics.later AS SELECT text 'here' AS word");
    assert_eq!(texts(&granted.own_url(), "SELECT word FROM later"), ["here"]);
    assert!(run("grant").stdout.contains("The password is the one that it had."));
    let revoked = run("revoke");
    assert!(revoked.status.success() && !role.exists(), "{revoked:?}");
}

#[test]
fn a_missing_privilege_is_named() {
    let managed = Managed::new("");
    let role = Role::new(&managed.database);
    let refused = Program::run(&mut analytics(&managed.url, &["grant", &role.name]));
    let remedy = format!("ALTER ROLE {} CREATEROLE", managed.owner.quoted());
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains(&remedy) && refused.stdout.is_empty(), "{refused:?}");
    assert!(!refused.stderr.contains(CHOSEN) && !role.exists(), "{refused:?}");

    managed.database.execute(&format!("CREATE ROLE {} LOGIN CREATEROLE PASSWORD '{CHOSEN}'", role.quoted()));
    let name = managed.database.texts("SELECT current_database()::text").remove(0);
    let url = managed.database.url.for_role(&role.name, &name).replacen('@', &format!(":{CHOSEN}@"), 1);
    let refused = Program::run(&mut analytics(&url, &["grant", "nobody_yet"]));
    assert_eq!(refused.status.code(), Some(1));
    let reason = format!("the schema analytics belongs to the database user {}", managed.owner.name);
    assert!(refused.stderr.contains(&reason) && refused.stdout.is_empty(), "{refused:?}");

    let empty = TestDatabase::create_empty();
    let refused = Program::run(&mut analytics(&empty.url_text, &["grant", "nobody_yet"]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(refused.stderr.contains("run `panda migrate`"), "{refused:?}");
}

#[test]
fn the_analyst_gets_connect_where_public_has_it_not() {
    let database = TestDatabase::create();
    let name = database.texts("SELECT current_database()::text").remove(0);
    database.execute(&format!("REVOKE CONNECT ON DATABASE {name} FROM PUBLIC"));
    let role = Role::new(&database);
    let granted = role.grant(&database);
    assert_eq!(texts(&granted.own_url(), "SELECT count(*)::text FROM patients"), ["0"]);
    role.revoke(&database);
    assert!(!role.exists());
}

#[tokio::test]
async fn an_analysts_password_works_and_is_never_sent_in_plain_text() {
    let server = TcpServer::with_full_log();
    let url = server.url("127.0.0.1", "sslmode=disable");
    let migrated = Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
    assert!(migrated.status.success(), "{migrated:?}");
    execute(
        &url,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
    );

    let chosen = run_with_password(analytics(&url, &["grant", "analyst", "--password-stdin"]), CHOSEN);
    assert!(chosen.status.success() && chosen.stderr.is_empty(), "{chosen:?}");
    let address = Granted::of(&chosen.stdout);
    assert!(address.password.is_none() && !chosen.stdout.contains(CHOSEN), "{chosen:?}");
    assert!(address.url.ends_with("/postgres?sslmode=disable"), "{}", address.url);
    let rows = "SELECT count(*)::text FROM patients";
    assert_eq!(texts(&address.url_with(CHOSEN), rows), ["0"]);
    let wrong =
        address.url_with("plum-violin-gravel-twelve").parse::<panda::database::DatabaseUrl>().expect("a URL");
    let refused = wrong.connect().await.err().expect("it is refused").to_string();
    assert!(refused.contains("password authentication failed"), "{refused}");

    let made_up = Program::run(&mut analytics(&url, &["grant", "another"]));
    let made_up = Granted::of(&made_up.stdout);
    assert_eq!(texts(&made_up.own_url(), rows), ["0"]);
    let changed = run_with_password(
        analytics(&url, &["grant", "another", "--password-stdin"]),
        &format!("{CHOSEN}-more\n"),
    );
    assert!(changed.status.success(), "{changed:?}");
    assert_eq!(texts(&made_up.url_with(&format!("{CHOSEN}-more")), rows), ["0"]);

    let weak = run_with_password(analytics(&url, &["grant", "third", "--password-stdin"]), "bamboo");
    assert_eq!(weak.status.code(), Some(1));
    assert!(weak.stderr.contains("ACCOUNT_PASSWORD_TOO_SHORT") && weak.stdout.is_empty(), "{weak:?}");

    let seen = texts(&url, "SELECT query FROM pg_stat_statements").join("\n") + &server.log();
    assert!(seen.contains("ALTER ROLE") && seen.contains("SCRAM-SHA-256$4096:"));
    for secret in [CHOSEN, made_up.password.as_deref().expect("a password"), "bamboo"] {
        assert!(!seen.contains(secret));
    }
}
