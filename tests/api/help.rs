//! The help of every command: its settings by group, and no setting that it ignores.

use crate::support::{Program, panda};

/// The groups of a command with the flags in each, as its help lists them.
fn groups(command: &str) -> Vec<String> {
    let words = command.split_whitespace().chain(["--help"]);
    let help = Program::run(panda().args(words).env("COLUMNS", "100"));
    assert!(help.status.success(), "{help:?}");
    let mut groups: Vec<String> = Vec::new();
    for line in help.stdout.lines() {
        let is_heading = line.ends_with(':') && !line.starts_with(' ');
        let flag = line.split_whitespace().find(|word| word.starts_with("--"));
        let is_flag = line.trim_start().starts_with('-') && line.len() - line.trim_start().len() <= 6;
        if is_heading {
            groups.push(line.to_owned());
        } else if let (true, Some(flag), Some(group)) = (is_flag, flag, groups.last_mut()) {
            group.push(' ');
            group.push_str(flag);
        }
    }
    groups.retain(|group| group.contains(" --"));
    groups
}

const LOGGING: &str = "Logging: --log --log-format";
const OPTIONS: &str = "Options: --help --version";
const DATABASE: &str = "Database: --database-url --database-acquire-timeout";
const OF_SERVERS: [&str; 5] = [
    "Sessions: --session-idle --session-lifetime --refresh-reuse",
    "Rate limits: --logins-per-account --logins-per-address --sign-ups-per-number --sign-ups-per-address --requests-per-user",
    "GraphQL operations: --query-bytes --query-brackets --query-aliases --query-selections --query-depth --query-cost \
     --anonymous-query-cost --allowed-operations",
    "Connections of clients: --connections --connections-per-address --header-timeout --body-timeout --write-timeout \
     --idle-timeout --request-timeout --drain-delay",
    "Memory of responses: --response-memory --response-memory-per-address --response-memory-per-user",
];

#[test]
fn each_command_lists_its_settings_by_group_and_none_that_it_ignores() {
    let own: [(&str, Vec<&str>); 20] = [
        ("", vec![OPTIONS]),
        ("health", vec!["Options: --timeout --help --version", "HTTP: --listen"]),
        ("migrate", vec!["Options: --force --help --version", "Database: --database-url"]),
        (
            "import",
            vec![
                "Options: --patients --appointments --skip-invalid --locale --help --version",
                DATABASE,
                "Business rules: --attendance-opens",
            ],
        ),
        ("export", vec!["Options: --patients --appointments --contacts --help --version", DATABASE]),
        (
            "seed",
            vec![
                "Options: --patients --appointments --seed --help --version",
                DATABASE,
                "Business rules: --attendance-opens",
            ],
        ),
        ("statistics", vec![OPTIONS]),
        ("statistics verify", vec![OPTIONS, DATABASE]),
        ("statistics rebuild", vec!["Options: --time-zone --help --version", DATABASE]),
        ("user", vec![OPTIONS]),
        (
            "user add",
            vec!["Options: --role --name --language --patient --password-stdin --help --version", DATABASE],
        ),
        ("user list", vec![OPTIONS, DATABASE]),
        ("user deactivate", vec![OPTIONS, DATABASE]),
        ("user password", vec!["Options: --password-stdin --help --version", DATABASE]),
        ("analytics grant", vec!["Options: --password-stdin --help --version", DATABASE]),
        ("analytics revoke", vec![OPTIONS, DATABASE]),
        (
            "token",
            vec![
                OPTIONS,
                "Access tokens: --jwt-keys --jwt-issuer --jwt-audience --access-token-minutes",
                DATABASE,
            ],
        ),
        ("keys new", vec!["Options: --output --help --version"]),
        ("keys public", vec![OPTIONS]),
        ("schema", vec![OPTIONS]),
    ];
    for (command, own) in own {
        expect_groups(command, own.into_iter().chain([LOGGING]));
    }
}

#[test]
fn servers_list_their_settings_by_group() {
    let http = "HTTP: --listen --trusted-proxies --cors-origins --graphiql";
    let capacity = "--database-pool --read-connections --write-connections --database-acquire-timeout";
    let patients =
        "--patient-active-bookings --patient-booking-minutes --patient-booking-days --patients-amend-contact";
    let rules = &format!("Business rules: --attendance-opens {patients} --missed-appointment-cost");
    let of_serve = [
        OPTIONS,
        http,
        &format!("Database: --database-url {capacity}"),
        rules,
        "Access tokens: --jwt-keys --jwt-issuer --jwt-audience --access-token-minutes --token-leeway",
        LOGGING,
    ];
    expect_groups("serve", of_serve.into_iter().chain(OF_SERVERS));
    let of_demo = [
        "Options: --data-dir --reset --help --version",
        "HTTP: --listen --cors-origins",
        &format!("Database: {capacity}"),
        rules,
        "Access tokens: --jwt-issuer --jwt-audience --access-token-minutes --token-leeway",
        LOGGING,
    ];
    expect_groups("demo", of_demo.into_iter().chain(OF_SERVERS));
}

#[track_caller]
fn expect_groups<'a>(command: &str, expected: impl IntoIterator<Item = &'a str>) {
    let mut found = groups(command);
    let mut expected: Vec<&str> = expected.into_iter().collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "panda {command}");
}
