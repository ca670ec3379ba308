//! `panda demo` starts everything with one command, and loses no data however it ends.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

use chrono::NaiveDate;
use nix::sys::signal::Signal;
use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
    value::london_day,
};
use serde_json::{Value, json};

use crate::support::{Answer, Place, Program, at_exit, nhs_number, panda, texts, token_by};

const COUNTS: &str = "{ patients { totalCount } appointments { totalCount } clinicians { totalCount }
                        organisations { totalCount } }";
const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";

/// A running demo, and its terminal output.
pub struct Demo {
    program: Program,
    graphiql: String,
    pub api: String,
    psql: String,
    analysts: String,
    pub database_url: String,
    pub key: PathBuf,
}

pub fn command(place: &Place) -> Command {
    let mut command = panda();
    command.args(["demo", "--listen", "127.0.0.1:0", "--data-dir"]).arg(place.path());
    command
}

impl Demo {
    pub fn start(command: &mut Command) -> Self {
        let program = Program::spawn(command);
        let reported = |label: &'static str| {
            let after = move |line: &str| Some(line.trim().strip_prefix(label)?.trim().to_owned());
            program.stdout.find(after)
        };
        let (graphiql, api, psql) = (reported("GraphiQL "), reported("API "), reported("psql "));
        let analysts = reported("analysts ");
        let database_url = reported("import     export DATABASE_URL=").trim_matches('\'').to_owned();
        let key = reported("tokens     export PANDA_JWT_KEYS=").trim_matches('\'').into();
        Self { program, graphiql, api, psql, analysts, database_url, key }
    }

    async fn send(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let token = token_by(&self.key, RoleAssignment::Staff, SystemClock.now());
        let request = reqwest::Client::new().post(&self.api).bearer_auth(token).json(&body);
        Answer::of(request.send().await.expect("the demo answers")).await
    }

    async fn counts(&self) -> [u64; 4] {
        let data = self.send(COUNTS, json!({})).await.data("");
        ["patients", "appointments", "clinicians", "organisations"]
            .map(|list| data[list]["totalCount"].as_u64().expect("a number"))
    }

    /// Expects these counts. If the day has changed since, the sample has other appointments.
    async fn expect_counts(&self, expected: [u64; 4], read_on: NaiveDate) {
        let mut counts = self.counts().await;
        if today() != read_on {
            counts[1] = expected[1];
        }
        assert_eq!(counts, expected);
    }

    async fn register(&self, name: &str) {
        let input = json!({
            "nhsNumber": nhs_number(9), "name": name, "dateOfBirth": "1990-01-01", "postcode": "M1 1AE",
        });
        self.send(REGISTER, json!({ "input": input })).await.data("");
    }

    async fn name_of_registered(&self) -> Value {
        let query = "query($number: NhsNumber!) { patient(by: { nhsNumber: $number }) { name } }";
        self.send(query, json!({ "number": nhs_number(9) })).await.data("/patient")
    }

    /// Interrupts the demo as Ctrl+C does.
    fn interrupt(self) {
        self.end_by(Signal::SIGINT);
    }

    fn end_by(self, signal: Signal) {
        self.program.signal(signal);
        let ended = self.program.ended();
        assert!(ended.status.success(), "{ended:?}");
    }
}

/// A place with the sample of a demo that has ended. Seeding takes far longer than copying the files, so one
/// demo serves all tests that do not examine the seeding.
fn place_with_sample(name: &str) -> Place {
    static SAMPLE: Mutex<Option<Place>> = Mutex::new(None);
    let mut sample = SAMPLE.lock().expect("the first demo ended in order");
    let sample = sample.get_or_insert_with(|| {
        let place = Place::new("sample");
        Demo::start(&mut command(&place)).interrupt();
        at_exit(|| drop(SAMPLE.lock().map(|mut sample| sample.take())));
        place
    });
    sample.copy(name)
}

fn today() -> NaiveDate {
    london_day(SystemClock.now())
}

/// The process of a cluster's server, from its PID file.
fn postmaster(place: &Place) -> Option<i32> {
    let file = std::fs::read_to_string(place.path().join("data/postmaster.pid")).ok()?;
    file.lines().next()?.trim().parse().ok()
}

fn is_there(process: i32) -> bool {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), None).is_ok()
}

#[tokio::test]
async fn the_demo_keeps_its_data_and_resets_on_request() {
    let (place, day) = (Place::new("demo"), today());
    let demo = Demo::start(&mut command(&place));
    let page = reqwest::get(&demo.graphiql).await.expect("the demo answers");
    assert_eq!(page.status(), 200);
    let sample = demo.counts().await;
    assert!(sample[0] == 2_000 && sample[1] > 40_000 && sample[2..] == [17, 5], "{sample:?}");
    let posts =
        demo.send("{ clinicians(first: 100) { edges { node { posts { startsOn } } } } }", json!({})).await;
    let edges = posts.data("/clinicians/edges");
    let has_posts = |edge: &Value| edge["node"]["posts"].as_array().is_some_and(|posts| !posts.is_empty());
    assert!(edges.as_array().expect("a list").iter().all(has_posts), "{edges:#}");
    demo.register("Kept").await;
    let server = postmaster(&place).expect("it runs");
    demo.interrupt();
    assert!(!is_there(server), "the cluster ends with the demo");
    assert_eq!(postmaster(&place), None);

    let again = Demo::start(&mut command(&place));
    assert_eq!(again.name_of_registered().await, json!({ "name": "Kept" }));
    again.expect_counts([sample[0] + 1, sample[1], sample[2], sample[3]], day).await;
    again.interrupt();

    let reset = Demo::start(command(&place).arg("--reset"));
    assert_eq!(reset.name_of_registered().await, json!(null));
    reset.expect_counts(sample, day).await;
    reset.interrupt();
}

#[tokio::test]
async fn a_killed_demo_leaves_a_database_for_the_next_one() {
    let (place, day) = (place_with_sample("killed"), today());
    let demo = Demo::start(&mut command(&place));
    demo.register("Survivor").await;
    let (server, before) = (postmaster(&place).expect("it runs"), demo.counts().await);
    demo.program.kill();
    assert!(is_there(server), "the cluster outlives a demo that is killed");

    let next = Demo::start(&mut command(&place));
    assert_eq!(postmaster(&place), Some(server), "and is adopted");
    assert_eq!(next.name_of_registered().await, json!({ "name": "Survivor" }));
    next.expect_counts(before, day).await;

    // Both at once, as in a power failure.
    next.program.kill();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(server), Signal::SIGKILL).expect("it runs");
    let last = Demo::start(&mut command(&place));
    assert_ne!(postmaster(&place), Some(server));
    assert_eq!(last.name_of_registered().await, json!({ "name": "Survivor" }));
    last.expect_counts(before, day).await;
    last.interrupt();
}

#[tokio::test]
async fn closing_the_terminal_stops_the_demo_and_its_cluster() {
    let place = place_with_sample("hangup");
    let demo = Demo::start(&mut command(&place));
    for signal in [Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGPIPE] {
        demo.program.signal(signal);
        demo.counts().await;
    }
    demo.end_by(Signal::SIGHUP);
    assert_eq!(postmaster(&place), None);
    Demo::start(&mut command(&place)).end_by(Signal::SIGQUIT);
    assert_eq!(postmaster(&place), None);

    // A process under `nohup` ignores the hangup.
    let mut nohup = Command::new("sh");
    let program = command(&place);
    nohup.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]).arg(program.get_program()).args(program.get_args());
    let kept = Demo::start(&mut nohup);
    kept.program.signal(Signal::SIGHUP);
    kept.counts().await;
    kept.end_by(Signal::SIGTERM);
    assert_eq!(postmaster(&place), None);
}

#[tokio::test]
async fn a_database_without_a_sample_record_is_not_changed() {
    let place = place_with_sample("earlier");
    let demo = Demo::start(&mut command(&place));
    let before = demo.counts().await;
    // The layout of an earlier version's data.
    crate::support::execute(&demo.database_url, "DROP SCHEMA demo CASCADE");
    demo.program.kill();
    let next = Demo::start(&mut command(&place));
    assert_eq!(next.counts().await, before);
    let stderr = next.program.stderr.find(|line| line.contains("--reset").then(|| line.to_owned()));
    assert!(stderr.contains("stay as they are"), "{stderr}");
    next.interrupt();
}

#[tokio::test]
async fn the_printed_commands_work_in_other_terminals() {
    let place = place_with_sample("terminals");
    let demo = Demo::start(&mut command(&place));
    assert_eq!(texts(&demo.database_url, "SELECT count(*)::text FROM patients"), ["2000"]);
    let has_psql = demo.psql.split(' ').next().is_some_and(|program| Path::new(program).exists())
        || Command::new("psql").arg("--version").output().is_ok();
    if has_psql {
        let ask = |psql: &str, query: &str| {
            let line = format!("{psql} -X -A -t -c '{query}'");
            Command::new("sh").args(["-c", &line]).output().expect("a shell")
        };
        for psql in [&demo.psql, &demo.analysts] {
            let said = ask(psql, "SELECT count(*) FROM patients");
            assert_eq!(String::from_utf8_lossy(&said.stdout).trim(), "2000", "{said:?}");
        }
        let refused = ask(&demo.analysts, "SELECT count(*) FROM public.patients");
        assert!(!refused.status.success(), "{refused:?}");
    }
    let mut serve = panda();
    serve.args(["serve", "--listen", "127.0.0.1:0"]).env("PANDA_JWT_KEYS", &demo.key);
    let served = Program::run(serve.env("DATABASE_URL", &demo.database_url));
    assert!(!served.status.success(), "the demo's key is not accepted elsewhere");
    assert!(served.stderr.contains("made by `panda demo`"), "{served:?}");
    let elsewhere = reqwest::Client::new().get(&demo.graphiql).header("host", "evil.example").send().await;
    assert_eq!(elsewhere.expect("the demo answers").status(), 421, "a page of another site is not answered");
    let second = Program::run(&mut command(&place));
    assert!(!second.status.success(), "two demos never share a cluster");
    assert!(second.stderr.contains(place.path().to_str().expect("a text")), "{second:?}");
    demo.interrupt();
}

#[test]
fn the_demo_listens_on_this_machine_only() {
    let place = Place::new("open");
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let refused =
            Program::run(panda().args(["demo", "--listen", address, "--data-dir"]).arg(place.path()));
        assert!(!refused.status.success());
        assert!(refused.stderr.contains("listens on this machine only"), "{refused:?}");
        assert!(!place.path().exists(), "nothing was begun");
    }
}
