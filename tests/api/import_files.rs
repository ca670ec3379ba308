//! Faulty files: in other encodings, with repeated or unknown members, with endless texts.

use std::{fs, io::Write, path::Path};

use nix::{sys::stat::Mode, unistd::mkfifo};

use crate::support::{Ended, Program, TestApp, nhs_number, panda};

fn command(app: &TestApp, path: &Path) -> std::process::Command {
    let mut command = panda();
    command.args(["import", "--skip-invalid", "--patients"]).arg(path);
    command.env("DATABASE_URL", &app.database.url_text);
    command
}

/// Imports patients from a file of these bytes, and skips invalid rows.
fn import(app: &TestApp, bytes: &[u8]) -> Ended {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("patients.json");
    fs::write(&path, bytes).expect("a file");
    Program::run(&mut command(app, &path))
}

/// A patient in JSON, with the name as a JSON literal and further members.
fn patient(number: u32, name: &str, more: &str) -> String {
    let number = nhs_number(number);
    format!(
        r#"{{"nhs_number":"{number}","name":"{name}","date_of_birth":"1980-05-17","postcode":"CF10 1EP"{more}}}"#
    )
}

#[tokio::test]
async fn a_file_in_another_encoding_is_refused_with_the_remedy() {
    let app = TestApp::start().await;
    let text = format!("[{}]", patient(1, "Zo\u{eb}", ""));
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect();
    let refused = import(&app, &latin);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    assert!(refused.stderr.contains("is not in UTF-8") && refused.stderr.contains("iconv"), "{refused:?}");
    for (mark, to_bytes) in [(0xfeff_u16, u16::to_le_bytes as fn(u16) -> [u8; 2]), (0xfeff, u16::to_be_bytes)]
    {
        let units: Vec<u8> = text.encode_utf16().flat_map(to_bytes).collect();
        for bytes in [[to_bytes(mark).as_slice(), &units].concat(), units] {
            let refused = import(&app, &bytes);
            assert_eq!(refused.status.code(), Some(1), "{refused:?}");
            let says = refused.stderr.contains("is in UTF-16") && refused.stderr.contains("iconv");
            assert!(says, "{refused:?}");
        }
    }
    let cut = import(&app, &text.as_bytes()[..=text.find('\u{eb}').expect("it is there")]);
    assert!(cut.stderr.contains("is not in UTF-8"), "{cut:?}");
    assert_eq!(app.database.number("SELECT count(*) FROM patients"), 0);
}

#[tokio::test]
async fn a_repeated_member_refuses_its_row() {
    let app = TestApp::start().await;
    let rows = [
        patient(1, "Jane", r#","name":"Joan""#),
        patient(2, "Jo", r#","postcode":null"#),
        patient(3, "Al", ""),
    ];
    let report = import(&app, format!("[{}]", rows.join(",")).as_bytes());
    let codes: Vec<&str> =
        report.stderr.lines().map(|line| line.split(':').next().unwrap_or_default()).collect();
    assert_eq!(
        codes,
        ["patients[0].name IMPORT_MEMBER_REPEATED", "patients[1].postcode IMPORT_MEMBER_REPEATED"]
    );
    assert_eq!(app.database.texts("SELECT name FROM patients"), ["Al"]);
}

#[tokio::test]
async fn an_unpaired_surrogate_refuses_its_row_and_not_the_file() {
    let app = TestApp::start().await;
    let rows = [
        patient(1, r"\ud83d", ""),
        patient(2, r"a\udc00b", ""),
        patient(3, r"\ud83d\ud83d\ude00", ""),
        patient(4, r"\ud83dx", r#","note":"\ud83d""#),
        patient(5, r"\ud83d\ude00\\u0041", ""),
        patient(6, r"Al \u00eb\\\\", ""),
    ];
    let report = import(&app, format!("[{}]", rows.join(",")).as_bytes());
    assert!(report.status.success(), "{report:?}");
    let places: Vec<&str> =
        report.stderr.lines().map(|line| line.split(':').next().unwrap_or_default()).collect();
    let expected: Vec<String> = (0..4).map(|n| format!("patients[{n}].name IMPORT_ROW_MALFORMED")).collect();
    assert_eq!(places, expected);
    let names = app.database.texts("SELECT name FROM patients ORDER BY name COLLATE \"C\"");
    assert_eq!(names, ["Al \u{eb}\\\\", "\u{1f600}\\u0041"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endless_text_takes_bounded_memory() {
    let app = TestApp::start().await;
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("pipe");
    mkfifo(&path, Mode::S_IRWXU).expect("a pipe");
    let program = Program::spawn(&mut command(&app, &path));
    let (peak, ended) = tokio::task::spawn_blocking(move || {
        let mut pipe = fs::File::options().write(true).open(&path).expect("it is read");
        let row = patient(1, "endless", "");
        let (head, tail) = row.split_at(row.find("endless").expect("it is there"));
        pipe.write_all(format!("[{head}").as_bytes()).expect("it is read");
        for _ in 0..100 {
            pipe.write_all(&vec![b'x'; 1 << 20]).expect("it is read");
        }
        let peak = program.peak_memory();
        pipe.write_all(format!("{tail},{}]", patient(2, "Al", "")).as_bytes()).expect("it is read");
        drop(pipe);
        (peak.expect("it runs"), program.ended())
    })
    .await
    .expect("no panic");
    assert!(ended.stderr.starts_with("patients[0].name TEXT_TOO_LONG"), "{ended:?}");
    assert_eq!(app.database.texts("SELECT name FROM patients"), ["Al"]);
    assert!(peak < 64 << 20, "{peak} bytes");
}

#[tokio::test]
async fn unknown_members_are_named_in_one_line() {
    let app = TestApp::start().await;
    let more = r#","clinicianid":"x","hospital number":{"name":1},"Email":null"#;
    let rows = [patient(1, "Jane", more), patient(2, "Joan", more)];
    let report = import(&app, format!("[{}]", rows.join(",")).as_bytes());
    assert!(report.status.success() && report.stderr.is_empty(), "{report:?}");
    let line = "Members of patients that are not known were left out: \"Email\", \"clinicianid\", \"hospital number\".";
    assert_eq!(report.stdout.lines().filter(|reported| *reported == line).count(), 1, "{report:?}");
    let odd: Vec<String> = (0..40).map(|n| format!(r#","{n:02}{}":1"#, "\\u001b".repeat(100))).collect();
    let report = import(&app, format!("[{}]", patient(1, "Jane", &odd.concat())).as_bytes());
    let line = report.stdout.lines().find(|line| line.starts_with("Members of")).expect("a line");
    assert!(line.contains("and more") && line.len() < 6_000 && !line.contains('\u{1b}'), "{line}");
}
