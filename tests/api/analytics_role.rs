//! A role of `panda analytics` can read the analytics views only, even after it has removed its own limits.

use tokio_postgres::NoTls;

use crate::support::{Role, TestApp, execute, refusal, refusal_without_limits, texts};

const RELATIONS: &str =
    "SELECT format('%I.%I', nspname, relname) FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
                         WHERE relkind IN ('r', 'p', 'v', 'm') AND nspname";

#[tokio::test]
async fn an_analyst_can_read_every_view_and_no_table() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let role = Role::new(&app.database);
    let url = role.grant(&app.database).own_url();
    let views = app.database.texts(&format!("{RELATIONS} = 'analytics'"));
    assert_eq!(views.len(), 7);
    for view in views {
        texts(&url, &format!("SELECT row::text FROM {view} AS row"));
    }
    assert_eq!(texts(&url, "SELECT count(*)::text FROM patients"), ["1"], "the schema need not be named");

    let tables = app.database.texts(&format!("{RELATIONS} = 'public'"));
    assert!(
        tables.len() > 10
            && ["public.users", "public.sessions"].iter().all(|table| tables.contains(&(*table).to_owned()))
    );
    // For operations that only tables support, PostgreSQL refuses views before it checks privileges.
    let real = app.database.texts(&format!("{RELATIONS} = 'public' AND relkind = 'r'"));
    for table in tables {
        let reading = [
            format!("SELECT FROM {table}"),
            format!("SELECT count(*) FROM {table}"),
            format!("CREATE TEMPORARY TABLE mine AS TABLE {table}"),
        ];
        let of_tables = [
            format!("COPY {table} TO STDOUT"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
            format!("BEGIN; LOCK TABLE {table}"),
        ];
        let is_real = real.contains(&table);
        for statement in reading.iter().chain(of_tables.iter().filter(|_| is_real)) {
            let refused = refusal_without_limits(&url, statement).await;
            assert!(refused.contains("permission denied"), "{statement}: {refused}");
        }
    }
    for secret in ["pg_authid", "pg_shadow", "pg_statistic", "pg_hba_file_rules", "pg_user_mapping"] {
        let refused = refusal_without_limits(&url, &format!("SELECT count(*) FROM {secret}")).await;
        assert!(refused.contains("permission denied"), "{secret}: {refused}");
    }
}

#[tokio::test]
async fn an_analyst_cannot_write_create_or_change_roles() {
    let app = TestApp::start().await;
    app.a_department("ENT").await;
    let role = Role::new(&app.database);
    let url = role.grant(&app.database).own_url();
    for statement in [
        "UPDATE analytics.departments SET name = 'Ours'",
        "INSERT INTO analytics.departments VALUES ('OURS', 'Ours')",
        "DELETE FROM analytics.departments",
        "SELECT FROM analytics.departments FOR UPDATE",
        "CREATE TABLE analytics.mine ()",
        "CREATE TABLE public.mine ()",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION public.age(timestamp, timestamp) RETURNS interval LANGUAGE sql AS 'SELECT now() - now()'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/panda-analyst'",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT lo_import('/etc/passwd')",
    ] {
        let refused = refusal_without_limits(&url, statement).await;
        assert!(
            refused.contains("permission denied") || refused.contains("must be"),
            "{statement}: {refused}"
        );
    }
    // PostgreSQL only warns if the grantor has no grant option.
    execute(
        &url,
        "SET default_transaction_read_only = off; COMMIT; GRANT SELECT ON analytics.patients TO PUBLIC",
    );
    let public = "SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'analytics'::regnamespace AND grantee = 0";
    assert_eq!(app.database.number(public), 0);
    for other in app.database.texts("SELECT rolname::text FROM pg_roles") {
        if other != role.name {
            let refused =
                refusal_without_limits(&url, &format!("SET ROLE \"{}\"", other.replace('"', "\"\""))).await;
            // Roles of other tests may appear and disappear.
            let is_gone = refused.contains("does not exist");
            assert!(refused.contains("permission denied") || is_gone, "{other}: {refused}");
        }
    }
    assert!(refusal(&url, "CREATE TEMPORARY TABLE mine ()").await.contains("read-only"));
    let settings = [
        "default_transaction_read_only",
        "statement_timeout",
        "idle_in_transaction_session_timeout",
        "search_path",
    ];
    // Sessions of PANDA would have PANDA's own settings.
    let (session, connection) = tokio_postgres::connect(&url, NoTls).await.expect("a session");
    tokio::spawn(connection);
    let mut set = Vec::new();
    for setting in settings {
        let row = session.query_one("SELECT current_setting($1)", &[&setting]).await.expect("a setting");
        set.push(row.get::<_, String>(0));
    }
    assert_eq!(set, ["on", "1min", "1min", "analytics"]);
    let limit = format!("SELECT rolconnlimit::text FROM pg_roles WHERE rolname = {}", role.literal());
    assert_eq!(app.database.texts(&limit), ["5"]);
}
