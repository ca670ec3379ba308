//! The command line, its settings, and what it says.

use serde_json::{Value, json};

use crate::support::{Program, Server, TestApp, TestDatabase, panda};

const COMMANDS: [&str; 5] = ["serve", "demo", "migrate", "import", "schema"];

#[tokio::test]
async fn a_wrong_value_is_refused_with_the_name_of_its_setting() {
    for (command, variable, value, name) in [
        ("serve", "PANDA_LISTEN", "nowhere", "--listen"),
        ("serve", "PANDA_DATABASE_POOL", "0", "--database-pool"),
        ("serve", "PANDA_DATABASE_POOL", "9999999999999999999", "--database-pool"),
        ("serve", "PANDA_DATABASE_LANES", "many", "--database-lanes"),
        ("serve", "PANDA_DATABASE_PATIENCE", "-1", "--database-patience"),
        ("serve", "PANDA_ATTENDANCE_OPENS", "12h", "--attendance-opens"),
        ("serve", "PANDA_LOG_FORMAT", "xml", "--log-format"),
        ("serve", "PANDA_LOG", "panda=loud", "--log"),
        ("import", "PANDA_LOCALE", "tlh", "--locale"),
    ] {
        let mut program = panda();
        program.arg(command).env("DATABASE_URL", "postgres://localhost/x").env(variable, value);
        if command == "import" {
            program.args(["--patients", "none.json"]);
        }
        let ended = Program::run(&mut program);
        assert!(!ended.status.success(), "{variable}={value}");
        assert!(
            ended.stderr.contains(name) && ended.stderr.contains(value),
            "{variable}={value}: {}",
            ended.stderr
        );
    }
}

#[tokio::test]
async fn a_wrong_database_url_is_named_and_its_password_is_not() {
    for url in [
        "mysql://user:hunter2@host/db",
        "postgres://user:hunter2@host/db?sslmode=perhaps",
        "postgres://user:hunter2@host:port/db",
        "postgres://user:p@ss?hunter2@host/db",
        "postgres://user:hunter2@host/db?sslmode=verify-full&sslrootcert=/nonexistent.pem",
    ] {
        for command in ["serve", "migrate"] {
            let ended = Program::run(panda().arg(command).env("DATABASE_URL", url));
            assert!(!ended.status.success(), "{url}");
            assert!(ended.stderr.contains("DATABASE_URL"), "{}", ended.stderr);
            assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
        }
    }
    let ended = Program::run(panda().arg("serve"));
    assert!(!ended.status.success() && ended.stderr.contains("--database-url"), "{}", ended.stderr);
}

#[tokio::test]
async fn help_tells_every_setting_with_its_variable() {
    for command in COMMANDS {
        let ended = Program::run(panda().args([command, "--help"]));
        assert!(ended.status.success(), "{}", ended.stderr);
        let help = ended.stdout;
        let unwrapped = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for line in help.lines().map(str::trim).filter(|line| line.starts_with("--") && line.contains('<')) {
            let name = line.split([' ', '=']).next().expect("a flag").trim_start_matches("--");
            let is_an_input = ["patients", "appointments"].contains(&name);
            let variable = match name {
                "database-url" => "DATABASE_URL".to_owned(),
                name => format!("PANDA_{}", name.to_uppercase().replace('-', "_")),
            };
            assert!(
                is_an_input || unwrapped.contains(&format!("[env: {variable}=")),
                "{command} --{name}: {help}"
            );
        }
    }
}

#[tokio::test]
async fn migrations_that_run_at_the_same_time_wait_for_each_other() {
    let database = TestDatabase::create_empty();
    let migrate = || Program::spawn(panda().arg("migrate").env("DATABASE_URL", &database.url_text));
    let running: Vec<Program> = (0..4).map(|_| migrate()).collect();
    let said: Vec<String> = running
        .into_iter()
        .map(|program| {
            let ended = program.ended();
            assert!(ended.status.success(), "{}", ended.stderr);
            ended.stdout
        })
        .collect();
    assert_eq!(said.iter().filter(|said| said.contains("Applied")).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|said| said.contains("up to date")).count(), 3, "{said:?}");
}

#[tokio::test]
async fn the_log_tells_each_request_and_nothing_about_people() {
    let app = TestApp::start().await;
    let server = Server::start_with(
        panda().args(["serve", "--log", "trace"]).env("DATABASE_URL", &app.database.url_text),
    );
    let register =
        "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id name } } }";
    let input = json!({ "input": {
        "nhsNumber": "9434765919", "name": "Llewellyn", "dateOfBirth": "1987-03-25", "postcode": "SW1A 1AA",
        "email": "llewellyn@example.org", "phone": "020 7946 0018",
    } });
    let send = async |input: &Value| {
        let body = json!({ "query": register, "variables": input });
        server
            .post()
            .header("x-request-id", "told-by-the-client")
            .json(&body)
            .send()
            .await
            .expect("an answer");
    };
    send(&input).await;
    send(&input).await;
    app.database.execute("ALTER TABLE patients RENAME COLUMN email TO mail");
    send(&input).await;
    server.query(r#"{ patient(by: { nhsNumber: "943 476 5919" }) { name } }"#).await.expect_code("INTERNAL");
    server.program.stderr.find(|line| line.contains("a fault of ours").then_some(()));
    server.program.signal(nix::sys::signal::Signal::SIGTERM);
    let log = server.program.ended().stderr;
    let answered =
        log.lines().filter(|line| line.contains("\"answered\"") && line.contains("told-by-the-client"));
    assert_eq!(answered.count(), 3, "{log}");
    for line in log.lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("not JSON: {line}"));
    }
    for told in ["Llewellyn", "llewellyn", "9434765919", "943 476", "SW1A", "79460018", "7946 0018"] {
        assert!(!log.contains(told), "{told} is in the log");
    }
}
