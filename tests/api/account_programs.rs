//! The account commands of the command line.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::support::{
    Answer, Ended, Program, SHARED_PASSWORD, Server, TestApp, account, eventually, key_file, nhs_number,
    panda,
};

const ME: &str = "zoe@example.org";

fn command(app: &TestApp, arguments: &[&str]) -> Command {
    let mut command = panda();
    command.args(arguments).env("DATABASE_URL", &app.database.url_text).env("PANDA_JWT_KEYS", key_file());
    command
}

fn run(app: &TestApp, arguments: &[&str]) -> Ended {
    Program::run(&mut command(app, arguments))
}

/// Runs a command that reads a password.
fn run_with(app: &TestApp, arguments: &[&str], input: &str) -> std::process::Output {
    let mut command = command(app, arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program starts");
    process.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    process.wait_with_output().expect("it ends")
}

async fn viewer(server: &Server, token: &str) -> Answer {
    let request = reqwest::Client::new().post(format!("{}/graphql", server.address)).bearer_auth(token);
    let request = request.json(&json!({ "query": "{ viewer { email role } }" }));
    Answer::of(request.send().await.expect("the server answers")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_adds_the_first_administrator_and_a_script_signs_in() {
    let app = TestApp::start().await;
    let added = run_with(&app, &["user", "add", ME, "--role", "ADMIN", "--password-stdin"], SHARED_PASSWORD);
    let said = String::from_utf8_lossy(&added.stdout).into_owned();
    assert!(added.status.success() && !said.contains(SHARED_PASSWORD), "{added:?}");
    app.visitor().log_in(ME, SHARED_PASSWORD).await.data("/login");

    let server = Server::start(&app.database.url_text);
    let token = run(&app, &["token", ME]);
    assert!(token.status.success(), "{token:?}");
    let token = token.stdout.trim();
    assert_eq!(viewer(&server, token).await.data("/viewer"), json!({ "email": ME, "role": "ADMIN" }));

    let made_up = run(&app, &["user", "add", "bo@example.org", "--role", "staff", "--name", "Bo"]);
    let password =
        made_up.stdout.lines().find_map(|line| line.strip_prefix("The password is ")).expect("a password");
    app.visitor().log_in("bo@example.org", password).await.data("/login");
    let bo = run(&app, &["token", "bo@example.org"]).stdout.trim().to_owned();
    viewer(&server, &bo).await.data("/viewer");
    assert_eq!(
        run(&app, &["user", "list"]).stdout,
        "bo@example.org\tSTAFF\tactive\nzoe@example.org\tADMIN\tactive"
    );
    assert!(run(&app, &["user", "deactivate", "bo@example.org"]).status.success());
    let out = async || (viewer(&server, &bo).await.status == 401).then_some(());
    eventually("access ends", out).await;
    let gone = run(&app, &["token", "bo@example.org"]);
    assert!(!gone.status.success() && gone.stdout.is_empty(), "{gone:?}");
    assert!(run(&app, &["user", "list"]).stdout.contains("bo@example.org\tSTAFF\tinactive"));

    let new = run_with(&app, &["user", "password", ME, "--password-stdin"], "nine loud zebras drink tea\n");
    assert!(new.status.success(), "{new:?}");
    app.visitor().log_in(ME, "nine loud zebras drink tea").await.data("/login");
    let out = async || (viewer(&server, token).await.status == 401).then_some(());
    eventually("access ends", out).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_token_request_states_the_reason() {
    let app = TestApp::start().await;
    app.mutate("addUser", account("STAFF", ME), "user { id }").await.data("");
    let refused = |reason: &str| {
        let ended = run(&app, &["token", ME]);
        assert!(!ended.status.success() && ended.stdout.is_empty(), "{ended:?}");
        assert!(ended.stderr.contains(reason) && ended.stderr.lines().count() == 1, "{reason}: {ended:?}");
        ended.stderr
    };
    // `panda demo` marks its accounts in this way.
    app.database.execute("UPDATE users SET is_demo = true");
    let of_demo = refused("this account was made by `panda demo`");
    assert!(of_demo.contains("PANDA_JWT_KEYS") && of_demo.contains("panda user add"), "{of_demo}");
    app.database.execute("UPDATE users SET is_active = false");
    refused("this account is not active");
    app.database.execute("DELETE FROM users");
    refused("no account has this e-mail address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn account_commands_explain_every_refusal() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    let refused = |arguments: &[&str], input: &str, reason: &str| {
        let ended = run_with(&app, arguments, input);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!ended.status.success() && said.contains(reason), "{arguments:?}: {said}");
        assert!(input.is_empty() || !said.contains(input), "{said}");
    };
    let add = |role| ["user", "add", ME, "--role", role, "--password-stdin"];
    refused(&add("admin"), "bamboo", "ACCOUNT_PASSWORD_TOO_SHORT");
    refused(&add("admin"), "", "no password on standard input");
    refused(&add("emperor"), SHARED_PASSWORD, "--role");
    refused(&add("patient"), SHARED_PASSWORD, "ACCOUNT_PATIENT_REQUIRED");
    refused(&["user", "add", "zoe", "--role", "staff"], "", "EMAIL_INVALID");
    refused(&["user", "deactivate", ME], "", "no account has this e-mail address");
    refused(&["user", "password", ME], "", "no account has this e-mail address");
    refused(&["token", ME], "", "no account has this e-mail address");
    let number = nhs_number(1);
    let patient = ["user", "add", ME, "--role", "patient", "--patient", &number];
    assert!(run(&app, &patient).status.success());
    refused(&patient, "", "ACCOUNT_EMAIL_TAKEN");
    refused(
        &["user", "add", "bo@example.org", "--role", "patient", "--patient", &nhs_number(2)],
        "",
        "no patient has",
    );
    assert!(run(&app, &["user", "add", "bo@example.org", "--role", "admin"]).status.success());
    refused(&["user", "deactivate", "bo@example.org"], "", "ACCOUNT_LAST_ADMIN");
}
