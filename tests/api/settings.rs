//! Settings are looked at before anything starts: a wrong one is named, and a secret is not shown.

use std::{collections::BTreeSet, fs, net::TcpListener, path::Path};

use crate::support::{Ended, Program, key_file, panda};

const PASSWORD: &str = "s3cret-word";
const URL: &str = "postgres://panda:s3cret-word@127.0.0.1:1/panda";

const CAPACITY: [&str; 4] = [
    "PANDA_DATABASE_POOL",
    "PANDA_READ_CONNECTIONS",
    "PANDA_WRITE_CONNECTIONS",
    "PANDA_DATABASE_ACQUIRE_TIMEOUT",
];
const TOKENS: [&str; 3] = ["PANDA_JWT_ISSUER", "PANDA_JWT_AUDIENCE", "PANDA_ACCESS_TOKEN_MINUTES"];
const LEEWAY: [&str; 1] = ["PANDA_TOKEN_LEEWAY"];
const SESSIONS: [&str; 3] = ["PANDA_SESSION_IDLE", "PANDA_SESSION_LIFETIME", "PANDA_REFRESH_REUSE"];
const LIMITS: [&str; 5] = [
    "PANDA_LOGINS_PER_ACCOUNT",
    "PANDA_LOGINS_PER_ADDRESS",
    "PANDA_SIGN_UPS_PER_NUMBER",
    "PANDA_SIGN_UPS_PER_ADDRESS",
    "PANDA_REQUESTS_PER_USER",
];
const QUERIES: [&str; 8] = [
    "PANDA_QUERY_BYTES",
    "PANDA_QUERY_BRACKETS",
    "PANDA_QUERY_ALIASES",
    "PANDA_QUERY_SELECTIONS",
    "PANDA_QUERY_DEPTH",
    "PANDA_QUERY_COST",
    "PANDA_ANONYMOUS_QUERY_COST",
    "PANDA_ALLOWED_OPERATIONS",
];
const MEMORY: [&str; 3] =
    ["PANDA_RESPONSE_MEMORY", "PANDA_RESPONSE_MEMORY_PER_ADDRESS", "PANDA_RESPONSE_MEMORY_PER_USER"];
const CONNECTIONS: [&str; 8] = [
    "PANDA_CONNECTIONS",
    "PANDA_CONNECTIONS_PER_ADDRESS",
    "PANDA_HEADER_TIMEOUT",
    "PANDA_BODY_TIMEOUT",
    "PANDA_WRITE_TIMEOUT",
    "PANDA_IDLE_TIMEOUT",
    "PANDA_REQUEST_TIMEOUT",
    "PANDA_DRAIN_DELAY",
];
const PATIENTS: [&str; 4] = [
    "PANDA_PATIENT_ACTIVE_BOOKINGS",
    "PANDA_PATIENT_BOOKING_MINUTES",
    "PANDA_PATIENT_BOOKING_DAYS",
    "PANDA_PATIENTS_AMEND_CONTACT",
];
const LOG: [&str; 2] = ["PANDA_LOG", "PANDA_LOG_FORMAT"];

/// Runs the program with a good database address and a good key, but for the variables that are given.
fn run(arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    Program::run(
        panda()
            .args(arguments)
            .env("DATABASE_URL", URL)
            .env("PANDA_JWT_KEYS", key_file())
            .envs(variables.iter().copied()),
    )
}

/// Expects a refusal that names the setting, and tells no secret.
#[track_caller]
fn expect_refusal(ended: &Ended, setting: &str) {
    assert!(!ended.status.success(), "{ended:?}");
    assert!(ended.stderr.contains(setting), "{setting} is not named: {ended:?}");
    for secret in [PASSWORD, "s3cret", "word@"] {
        assert!(!format!("{ended:?}").contains(secret), "{ended:?}");
    }
}

#[test]
fn a_wrong_value_is_refused_by_the_name_of_its_setting() {
    for (variable, flag, values) in [
        ("PANDA_LISTEN", "--listen", &["", "8080", "localhost:8080", "127.0.0.1", "127.0.0.1:65536"][..]),
        ("PANDA_DATABASE_POOL", "--database-pool", &["", "0", "-1", "many", "1001", "99999999999999999999"]),
        ("PANDA_READ_CONNECTIONS", "--read-connections", &["", "0", "2.5", "65"]),
        ("PANDA_WRITE_CONNECTIONS", "--write-connections", &["", "0", "65", "two"]),
        ("PANDA_DATABASE_ACQUIRE_TIMEOUT", "--database-acquire-timeout", &["", "0", "60001", "2s"]),
        ("PANDA_ATTENDANCE_OPENS", "--attendance-opens", &["", "-1", "169", "noon"]),
        ("PANDA_PATIENT_ACTIVE_BOOKINGS", "--patient-active-bookings", &["", "0", "1001", "-1", "ten"]),
        ("PANDA_PATIENT_BOOKING_MINUTES", "--patient-booking-minutes", &["", "4", "1441", "2h"]),
        ("PANDA_PATIENT_BOOKING_DAYS", "--patient-booking-days", &["", "0", "3654", "a year"]),
        ("PANDA_PATIENTS_AMEND_CONTACT", "--patients-amend-contact", &["", "yes", "true", "OFF"]),
        (
            "PANDA_MISSED_APPOINTMENT_COST",
            "--missed-appointment-cost",
            &["", "-1", "1e3", "30,5", "0.00001", "1000000.01", "thirty"],
        ),
        ("PANDA_TOKEN_LEEWAY", "--token-leeway", &["", "-1", "121", "30s"]),
        ("PANDA_LOGINS_PER_ACCOUNT", "--logins-per-account", &["", "0", "10001", "-1", "ten"]),
        ("PANDA_LOGINS_PER_ADDRESS", "--logins-per-address", &["", "0", "1000001", "1.5"]),
        ("PANDA_SIGN_UPS_PER_NUMBER", "--sign-ups-per-number", &["", "0", "10001"]),
        ("PANDA_SIGN_UPS_PER_ADDRESS", "--sign-ups-per-address", &["", "0", "1000001"]),
        ("PANDA_REQUESTS_PER_USER", "--requests-per-user", &["", "0", "60000001", "1e6"]),
        ("PANDA_CONNECTIONS", "--connections", &["", "0", "50001", "-1", "1e3"]),
        ("PANDA_CONNECTIONS_PER_ADDRESS", "--connections-per-address", &["", "0", "50001", "half"]),
        ("PANDA_HEADER_TIMEOUT", "--header-timeout", &["", "0", "601", "0.5", "10s"]),
        ("PANDA_BODY_TIMEOUT", "--body-timeout", &["", "0", "601", "-1"]),
        ("PANDA_WRITE_TIMEOUT", "--write-timeout", &["", "0", "601", "never"]),
        ("PANDA_IDLE_TIMEOUT", "--idle-timeout", &["", "0", "3601"]),
        ("PANDA_REQUEST_TIMEOUT", "--request-timeout", &["", "0", "601", "30s"]),
        ("PANDA_DRAIN_DELAY", "--drain-delay", &["", "-1", "601", "5s"]),
        (
            "PANDA_TRUSTED_PROXIES",
            "--trusted-proxies",
            &[
                "",
                "proxy",
                "10.0.0.0/33",
                "10.0.0.1,",
                "10.0.0.1;10.0.0.2",
                "0.0.0.0/0",
                "::/0",
                "10.0.0.1:80",
            ],
        ),
        (
            "PANDA_CORS_ORIGINS",
            "--cors-origins",
            &["", "*", "null", "https://a.example/", "https://A.example", "a.example", "https://a.example,*"],
        ),
        ("PANDA_GRAPHIQL", "--graphiql", &["", "yes", "true", "OFF"]),
        ("PANDA_QUERY_BYTES", "--query-bytes", &["", "255", "65537", "32k"]),
        ("PANDA_QUERY_BRACKETS", "--query-brackets", &["", "9", "401"]),
        ("PANDA_QUERY_ALIASES", "--query-aliases", &["", "-1", "1001"]),
        ("PANDA_QUERY_SELECTIONS", "--query-selections", &["", "9", "20001"]),
        ("PANDA_QUERY_DEPTH", "--query-depth", &["", "2", "31"]),
        ("PANDA_QUERY_COST", "--query-cost", &["", "99", "10000001", "many"]),
        ("PANDA_ALLOWED_OPERATIONS", "--allowed-operations", &["/nowhere/at/all"]),
        ("PANDA_LOG", "--log", &["!!x=", "panda=loud"]),
        ("PANDA_LOG_FORMAT", "--log-format", &["", "xml"]),
    ] {
        for value in values {
            expect_refusal(&run(&["serve"], &[(variable, value)]), flag);
            expect_refusal(&run(&["serve", &format!("{flag}={value}")], &[]), flag);
        }
    }
    for value in ["", "tlh", "english"] {
        expect_refusal(&run(&["import", "--patients", "x"], &[("PANDA_LOCALE", value)]), "--locale");
    }
}

#[test]
fn a_wrong_database_address_is_refused_without_being_shown() {
    for url in [
        "",
        "panda",
        "mysql://panda:s3cret-word@h/panda",
        "postgres://panda:s3cret-word@h:port/panda",
        "postgres://panda:s3cret-word@h:5432/panda?nothing=s3cret-word",
        "postgres://panda:s3cret-word@h/panda?connect_timeout=s3cret-word",
        "postgres://panda:s3cret-word@h/panda?sslmode=sometimes",
        "postgres://panda:s3cret-word@h/panda?sslmode=verify-full&sslrootcert=/nowhere/at/all",
        "postgres://panda:12?s3cret-word@h/panda",
        "postgres://panda:12?sslmode=s3cret-word@h/panda",
        "postgres://panda:12?sslrootcert=s3cret-word@h/panda&sslmode=verify-full",
        "postgres://panda:s3cret-word%zz@[::1/panda",
    ] {
        for command in ["serve", "migrate"] {
            expect_refusal(&run(&[command], &[("DATABASE_URL", url)]), "DATABASE_URL");
        }
    }
    let missing = Program::run(panda().arg("migrate"));
    expect_refusal(&missing, "--database-url");
}

#[test]
fn a_database_that_cannot_be_reached_is_said_to_be_so_without_its_password() {
    let nowhere = run(&["migrate"], &[]);
    expect_refusal(&nowhere, "the database cannot be reached");
    for password in ["s3#cret-word", "s3/cret-word", "s3@cret-word", "s3cret-word"] {
        let url = format!("postgres://panda:{password}@127.0.0.1:1/panda");
        let refused = run(&["migrate"], &[("DATABASE_URL", &url)]);
        assert!(!refused.status.success());
        assert!(!refused.stderr.contains("cret-word"), "{refused:?}");
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let taken = listener.local_addr().expect("an address").to_string();
    let refused = run(&["serve"], &[("PANDA_LISTEN", &taken)]);
    expect_refusal(&refused, "PANDA_LISTEN");
    assert!(refused.stderr.contains(&taken), "{refused:?}");
}

#[test]
fn the_help_of_every_command_names_every_variable_that_it_reads() {
    let database = ["DATABASE_URL"];
    let mut named = BTreeSet::new();
    for (command, own) in [
        (
            "serve",
            &[
                "DATABASE_URL",
                "PANDA_LISTEN",
                "PANDA_ATTENDANCE_OPENS",
                "PANDA_MISSED_APPOINTMENT_COST",
                "PANDA_JWT_KEYS",
                "PANDA_TRUSTED_PROXIES",
                "PANDA_CORS_ORIGINS",
                "PANDA_GRAPHIQL",
            ][..],
        ),
        (
            "demo",
            &[
                "PANDA_LISTEN",
                "PANDA_ATTENDANCE_OPENS",
                "PANDA_MISSED_APPOINTMENT_COST",
                "PANDA_DATA_DIR",
                "PANDA_CORS_ORIGINS",
            ],
        ),
        ("health", &["PANDA_LISTEN"]),
        ("migrate", &database),
        ("import", &["DATABASE_URL", "PANDA_LOCALE"]),
        ("seed", &["DATABASE_URL", "PANDA_ATTENDANCE_OPENS"]),
        ("statistics verify", &database),
        ("statistics rebuild", &database),
        ("user add", &database),
        ("user list", &database),
        ("user deactivate", &database),
        ("user password", &database),
        ("analytics grant", &database),
        ("analytics revoke", &database),
        ("token", &["DATABASE_URL", "PANDA_JWT_KEYS"]),
        ("keys", &[]),
        ("schema", &[]),
    ] {
        let words: Vec<_> = command.split(' ').chain(["--help"]).collect();
        let help = run(&words, &[]);
        assert!(help.status.success() && !help.stdout.contains("s3cret"), "{help:?}");
        let told = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let capacity = match command {
            "serve" | "demo" => &CAPACITY[..],
            "health" | "migrate" | "keys" | "schema" => &[],
            _ => &["PANDA_DATABASE_ACQUIRE_TIMEOUT"],
        };
        let tokens = if ["serve", "demo", "token"].contains(&command) { &TOKENS } else { &[][..] };
        let is_server = ["serve", "demo"].contains(&command);
        let of_servers = [&SESSIONS[..], &LEEWAY, &PATIENTS, &LIMITS, &QUERIES, &CONNECTIONS, &MEMORY];
        let of_servers = if is_server { of_servers.concat() } else { Vec::new() };
        for variable in own.iter().chain(capacity).chain(tokens).chain(&of_servers).chain(&LOG) {
            let is_told = ["=", "]"].iter().any(|end| told.contains(&format!("[env: {variable}{end}")));
            assert!(is_told, "{command} does not tell of {variable}");
            named.insert((*variable).to_owned());
        }
        assert!(run(&["--help"], &[]).stdout.contains(&format!("  {} ", words[0])));
    }
    assert_eq!(named, variables(), "a new variable belongs into the list above");
}

#[test]
fn a_renamed_variable_is_warned_of_once_by_its_present_name() {
    for (former, present) in [
        ("PANDA_DATABASE_LANES", "PANDA_READ_CONNECTIONS"),
        ("PANDA_DATABASE_WRITE_LANES", "PANDA_WRITE_CONNECTIONS"),
        ("PANDA_DATABASE_PATIENCE", "PANDA_DATABASE_ACQUIRE_TIMEOUT"),
    ] {
        let ended = run(&["schema"], &[(former, "s3cret")]);
        assert!(ended.status.success(), "{ended:?}");
        let warning = format!("{former} has no effect: set {present} instead");
        assert_eq!(ended.stderr.matches(&warning).count(), 1, "{ended:?}");
        assert!(!ended.stderr.contains("s3cret"), "{ended:?}");
        assert_eq!(run(&["schema"], &[(present, "4")]).stderr, "");
    }
}

/// The variables that the source names as those of a setting.
fn variables() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = ["config", "cli"].into_iter().flat_map(|room| files_in(&source.join(room)));
    let texts: Vec<String> = files.map(|file| fs::read_to_string(file).expect("a text")).collect();
    let named = |text: &String| {
        text.split("env = \"")
            .skip(1)
            .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
            .collect::<Vec<_>>()
    };
    texts.iter().flat_map(named).collect()
}

fn files_in(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("a file").path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

#[test]
fn the_schema_is_printed_as_it_is_committed() {
    let printed = Program::run(panda().arg("schema"));
    assert!(printed.status.success());
    assert_eq!(printed.stdout.trim_end(), panda::graphql::sdl().trim_end());
}
