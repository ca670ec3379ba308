//! `panda analytics` grants and revokes access, and refuses unsuitable roles.

use diesel_async::SimpleAsyncConnection;

use crate::support::{
    Granted, Program, Role, TestApp, TestDatabase, analytics, connect, execute, refusal, texts,
};

const PASSWORD: &str = "plum-violin-gravel-eleven";

#[tokio::test]
async fn access_can_be_granted_and_revoked_repeatedly() {
    let app = TestApp::start().await;
    let role = Role::new(&app.database);
    assert_eq!(role.revoke(&app.database), format!("There is no role {}.", role.name));
    let first = role.grant(&app.database);
    let rows = "SELECT count(*)::text FROM analytics.patients";
    assert_eq!(texts(&first.own_url(), rows), ["0"]);

    app.database.execute(&format!("ALTER ROLE {} CONNECTION LIMIT 99 NOLOGIN", role.quoted()));
    let again = role.grant(&app.database);
    assert!(again.password.is_none() && again.url == first.url);
    assert_eq!(texts(&first.own_url(), rows), ["0"], "the password is still good");

    let mut open = connect(&first.own_url()).await;
    open.batch_execute("SELECT FROM analytics.patients").await.expect("it reads");
    assert_eq!(role.revoke(&app.database), format!("There is no role {} any more.", role.name));
    let over = open.batch_execute("SELECT FROM analytics.patients").await.expect_err("it is over");
    assert!(!over.to_string().contains("permission denied"), "the session has ended: {over}");
    assert!(!role.exists());
    let left = "SELECT count(*) FROM pg_default_acl";
    assert_eq!(app.database.number(left), 0);

    let new = role.grant(&app.database);
    assert_ne!(new.password, first.password);
    assert_eq!(texts(&new.own_url(), rows), ["0"]);
}

#[tokio::test]
async fn analysts_can_read_views_of_later_migrations() {
    let app = TestApp::start().await;
    let role = Role::new(&app.database);
    let granted = role.grant(&app.database);
    app.database.execute("CREATE VIEW analytics.later AS SELECT text 'here' AS word");
    assert_eq!(texts(&granted.own_url(), "SELECT word FROM later"), ["here"]);
}

#[tokio::test]
async fn other_roles_cannot_read_the_views() {
    let app = TestApp::start().await;
    let (role, other) = (Role::new(&app.database), Role::new(&app.database));
    let granted = role.grant(&app.database);
    app.database.execute(&format!("CREATE ROLE {} LOGIN PASSWORD '{PASSWORD}'", other.quoted()));
    let others = granted.url.replacen(&role.name, &other.name, 1).replacen('@', &format!(":{PASSWORD}@"), 1);
    let refused = refusal(&others, "SELECT FROM analytics.patients").await;
    assert!(refused.contains("permission denied for schema analytics"), "{refused}");
}

#[tokio::test]
async fn a_role_of_two_databases_is_dropped_with_the_last() {
    let (one, other) = (TestDatabase::create(), TestDatabase::create());
    let role = Role::new(&one);
    let first = role.grant(&one);
    other.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    let second = role.grant(&other);
    let own = |granted: &Granted| granted.url_with(first.password.as_deref().expect("a password"));
    assert!(second.password.is_none());
    for granted in [&first, &second] {
        texts(&own(granted), "SELECT row::text FROM patients AS row");
    }
    let kept = role.revoke(&one);
    assert!(kept.contains("The role is kept, because of: ") && kept.contains("in database "), "{kept}");
    let refused = refusal(&own(&first), "SELECT FROM analytics.patients").await;
    assert!(refused.contains("permission denied for schema analytics"), "{refused}");
    texts(&own(&second), "SELECT row::text FROM patients AS row");
    assert_eq!(role.revoke(&other), format!("There is no role {} any more.", role.name));
}

#[tokio::test]
async fn a_role_that_owns_objects_is_kept_without_access() {
    let app = TestApp::start().await;
    let role = Role::new(&app.database);
    let url = role.grant(&app.database).own_url();
    execute(&url, "SET default_transaction_read_only = off; COMMIT; SELECT lo_create(0)");
    let kept = role.revoke(&app.database);
    assert!(kept.contains("because of: owner of large object"), "{kept}");
    let refused = refusal(&url, "SELECT FROM analytics.patients").await;
    assert!(refused.contains("permission denied for schema analytics"), "{refused}");
    app.database.execute(&format!("DROP OWNED BY {}", role.quoted()));
    assert_eq!(role.revoke(&app.database), format!("There is no role {} any more.", role.name));
}

#[tokio::test]
async fn a_role_may_have_any_name() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    for ending in [r#"x"; DROP TABLE patients; --"#, "'; DROP TABLE patients; --", "$1 Żaneta %I @/?#"] {
        let role = Role::named(&app.database, ending);
        let granted = role.grant(&app.database);
        let rows = "SELECT count(*)::text FROM patients";
        assert_eq!(texts(&granted.own_url(), rows), ["1"], "{ending}");
        let me = texts(&granted.own_url(), "SELECT current_user::text");
        assert_eq!(me, [role.name.as_str()]);
        role.revoke(&app.database);
        assert!(!role.exists());
    }
    assert_eq!(app.database.number("SELECT count(*) FROM patients"), 1);
    for (name, reason) in [
        ("", "at least one character"),
        ("a\nb", "no control characters"),
        (&"é".repeat(32), "at most 63 bytes"),
        ("public", "reserved"),
        ("pg_analyst", "reserved"),
    ] {
        let refused = Program::run(&mut analytics(&app.database.url_text, &["grant", name]));
        assert_eq!(refused.status.code(), Some(1));
        assert!(refused.stderr.contains(reason) && refused.stdout.is_empty(), "{refused:?}");
    }
}

#[test]
fn a_role_of_another_creator_is_not_changed() {
    let database = TestDatabase::create();
    let role = Role::new(&database);
    database.execute(&format!("CREATE ROLE {} NOLOGIN; COMMENT ON ROLE {0} IS 'For payroll'", role.quoted()));
    let owner = database.texts("SELECT current_user::text").remove(0);
    for name in [&role.name, &owner] {
        let state = format!("SELECT row::text FROM pg_roles AS row WHERE rolname = '{name}'");
        let before = database.texts(&state);
        for command in ["grant", "revoke"] {
            let refused = Program::run(&mut analytics(&database.url_text, &[command, name]));
            assert_eq!(refused.status.code(), Some(1), "{refused:?}");
            assert!(refused.stderr.contains("was not made by `panda analytics grant`"), "{refused:?}");
            assert!(refused.stdout.is_empty(), "{refused:?}");
        }
        assert_eq!(database.texts(&state), before);
    }
    assert_eq!(
        database
            .number("SELECT count(*) FROM pg_namespace WHERE nspname = 'analytics' AND nspacl IS NOT NULL"),
        0
    );
}

#[tokio::test]
async fn a_role_with_excess_privileges_is_refused_with_the_remedy() {
    let app = TestApp::start().await;
    for (statement, remedy) in [
        ("GRANT SELECT ON users TO PUBLIC", "REVOKE ALL ON users FROM PUBLIC"),
        ("GRANT SELECT (name) ON patients TO PUBLIC", "REVOKE ALL ON patients FROM PUBLIC"),
        (
            "GRANT UPDATE ON analytics.departments TO PUBLIC",
            "REVOKE ALL ON analytics.departments FROM PUBLIC",
        ),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
        (
            "CREATE FUNCTION public.peek() RETURNS text LANGUAGE sql SECURITY DEFINER AS 'SELECT name FROM patients'",
            "REVOKE EXECUTE ON FUNCTION peek() FROM PUBLIC",
        ),
    ] {
        let role = Role::new(&app.database);
        app.database.execute(statement);
        let refused = Program::run(&mut analytics(&app.database.url_text, &["grant", &role.name]));
        assert_eq!(refused.status.code(), Some(1), "{statement}");
        assert!(refused.stderr.contains(remedy) && refused.stdout.is_empty(), "{refused:?}");
        assert!(!role.exists(), "{statement}");
        let reported = refused.stderr.lines().find(|line| line.contains(remedy)).expect("a remedy").trim();
        // The role does not exist, so nothing can be revoked.
        app.database.execute(reported.split(',').next().expect("a statement"));
        role.grant(&app.database);
        // Nor can it gain rights later.
        app.database
            .execute(&format!("GRANT pg_read_all_settings TO {}; ALTER ROLE {0} CREATEDB", role.quoted()));
        let refused = Program::run(&mut analytics(&app.database.url_text, &["grant", &role.name]));
        for remedy in ["REVOKE pg_read_all_settings FROM ", "ALTER ROLE "] {
            assert!(refused.stderr.contains(&format!("{remedy}{}", role.name)), "{refused:?}");
        }
    }
}
