//! Connections to the database follow `sslmode` as libpq does.

use std::{fs, path::Path};

use panda::database::DatabaseUrl;

use crate::support::{Authority, Ended, PASSWORD, Program, Server, TcpServer, panda, texts};

/// The host names of the servers here.
const HERE: [&str; 2] = ["localhost", "127.0.0.1"];

#[tokio::test]
async fn a_server_with_mandatory_tls_refuses_only_plain_text() {
    let server = TcpServer::with_tls_only(&Authority::new("Ours").certify(&HERE));

    let refusal = refused(&server.url("127.0.0.1", "sslmode=disable")).await;
    assert!(refusal.contains("no encryption"), "{refusal}");
    for query in ["", "sslmode=allow", "sslmode=prefer", "sslmode=require"] {
        assert_eq!(encryption(&server.url("127.0.0.1", query)), "TLSv1.3", "{query}");
    }
}

#[tokio::test]
async fn without_server_tls_plain_text_is_used_unless_tls_is_required() {
    let server = TcpServer::without_tls();
    let authority = Authority::new("Ours");

    for query in ["", "sslmode=disable", "sslmode=allow", "sslmode=prefer"] {
        assert_eq!(encryption(&server.url("127.0.0.1", query)), "none", "{query}");
    }
    for query in [
        "sslmode=require".to_owned(),
        trusting("verify-ca", &authority.file()),
        trusting("verify-full", &authority.file()),
    ] {
        let refusal = refused(&server.url("127.0.0.1", &query)).await;
        assert!(refusal.contains("server does not support TLS"), "{query}: {refusal}");
    }
}

#[tokio::test]
async fn a_certificate_of_the_named_authority_is_trusted() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = TcpServer::with_tls_only(&ours.certify(&HERE));

    // As in libpq, a root certificate turns `require` into `verify-ca`.
    for mode in ["require", "verify-ca", "verify-full"] {
        for host in HERE {
            assert_eq!(encryption(&server.url(host, &trusting(mode, &ours.file()))), "TLSv1.3", "{mode}");
            let refusal = refused(&server.url(host, &trusting(mode, &theirs.file()))).await;
            assert!(refusal.contains("UnknownIssuer"), "{mode}: {refusal}");
        }
    }
}

#[test]
fn the_systems_authorities_are_the_default() {
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let server = TcpServer::with_tls_only(&ours.certify(&HERE));
    let migrate = |query: &str, machine: &Authority| {
        let url = server.url("localhost", query);
        Program::run(panda().arg("migrate").env("DATABASE_URL", url).env("SSL_CERT_FILE", machine.file()))
    };

    // As in libpq, `sslrootcert=system` implies `verify-full`.
    for query in ["sslmode=verify-full", "sslrootcert=system", "sslmode=verify-full&sslrootcert=system"] {
        let refused = migrate(query, &theirs);
        assert!(
            !refused.status.success() && refused.stderr.contains("UnknownIssuer"),
            "{query}: {refused:?}"
        );
        let migrated = migrate(query, &ours);
        assert!(migrated.status.success(), "{query}: {migrated:?}");
    }
}

#[tokio::test]
async fn only_verify_full_checks_the_host_name() {
    let ours = Authority::new("Ours");
    let server = TcpServer::with_tls_only(&ours.certify(&["db.example.org"]));

    for host in HERE {
        assert_eq!(encryption(&server.url(host, &trusting("verify-ca", &ours.file()))), "TLSv1.3");
        let refusal = refused(&server.url(host, &trusting("verify-full", &ours.file()))).await;
        assert!(refusal.contains("not valid for name"), "{refusal}");
    }
}

#[tokio::test]
async fn all_commands_work_with_mandatory_tls() {
    let ours = Authority::new("Ours");
    let server = TcpServer::with_tls_only(&ours.certify(&HERE));
    let plain = server.url("localhost", "sslmode=disable");
    let safe = server.url("localhost", &trusting("verify-full", &ours.file()));

    let refused = migrate(&plain);
    assert!(!refused.status.success() && refused.stderr.contains("no encryption"), "{refused:?}");
    assert!(!refused.stderr.contains(PASSWORD), "{refused:?}");
    let migrated = migrate(&safe);
    assert!(migrated.status.success(), "{migrated:?}");

    // One pooled and one shared connection.
    let panda = Server::start(&safe);
    let add = r#"mutation { addDepartment(input: { code: "ENT", name: "Ear, Nose and Throat" }) { department { id } } }"#;
    panda.query(add).await.data("");
    let found = panda.query(r#"{ department(by: { code: "ENT" }) { name } }"#).await;
    assert_eq!(found.text("/department/name"), "Ear, Nose and Throat");
    let unsafe_ones = "SELECT count(*)::text FROM pg_stat_activity JOIN pg_stat_ssl USING (pid)
                       WHERE backend_type = 'client backend' AND NOT ssl";
    assert_eq!(texts(&safe, unsafe_ones), ["0"]);
}

#[test]
fn url_errors_do_not_show_the_password() {
    let directory = tempfile::tempdir().unwrap();
    let (missing, empty) = (directory.path().join("missing.pem"), directory.path().join("empty.pem"));
    fs::write(&empty, "").unwrap();

    for (query, reported) in [
        ("sslmode=sometimes".to_owned(), "sslmode=sometimes is not one of disable, allow, prefer"),
        (trusting("require", Path::new("system")), "sslmode=require is too weak for sslrootcert=system"),
        (trusting("verify-full", &missing), missing.to_str().unwrap()),
        (trusting("verify-ca", &empty), empty.to_str().unwrap()),
    ] {
        let url = format!("postgres://panda:{PASSWORD}@localhost/panda?{query}");
        let error = url.parse::<DatabaseUrl>().expect_err(&query).to_string();
        assert!(error.contains(reported) && !error.contains(PASSWORD), "{error}");
        let ended = migrate(&url);
        assert!(!ended.status.success() && ended.stderr.contains(reported), "{ended:?}");
        assert!(!ended.stderr.contains(PASSWORD), "{ended:?}");
    }
}

/// The query of a URL with a root certificate.
fn trusting(mode: &str, authority: &Path) -> String {
    format!("sslmode={mode}&sslrootcert={}", authority.display())
}

/// The server's statement about encryption of the connection.
fn encryption(url: &str) -> String {
    let asked = "SELECT coalesce(version, 'none') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    texts(url, asked).remove(0)
}

/// The error of a failed connection.
async fn refused(url: &str) -> String {
    let url: DatabaseUrl = url.parse().expect("a database URL");
    let outcome = url.connect().await;
    outcome.err().expect("the connection is refused").to_string()
}

fn migrate(url: &str) -> Ended {
    Program::run(panda().arg("migrate").env("DATABASE_URL", url))
}
