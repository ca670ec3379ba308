//! The format of the CSV report, and its transfer.

use std::io::{Read, Write};

use panda::account::RoleAssignment;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{Answer, Crowd, Spreadsheet, TestApp, clinic, token};

#[tokio::test]
async fn the_file_is_csv_of_rfc_4180_and_is_named_after_its_period() {
    let app = clinic().await;
    let query = "from=2026-03-01&until=2026-03-31&groupBy=DEPARTMENT";
    let answer = app.missed_csv(RoleAssignment::Staff, query).header("x-request-id", "csv-1").send().await;
    let answer = answer.expect("the server answers");
    assert_eq!(answer.status(), StatusCode::OK);
    for (name, value) in [
        ("content-type", "text/csv; charset=utf-8; header=present"),
        ("content-disposition", "attachment; filename=\"missed-appointments_2026-03-01_2026-03-31.csv\""),
        ("cache-control", "no-store"),
        ("content-language", "en-GB"),
        ("x-request-id", "csv-1"),
        ("x-content-type-options", "nosniff"),
        ("vary", "accept, accept-language"),
    ] {
        assert_eq!(answer.headers()[name], value, "{name}");
    }
    let text = answer.text().await.expect("a text");
    assert!(text.starts_with("Department code,"), "without a byte order mark: {text}");
    assert!(text.ends_with("\r\n") && text.lines().count() == 3, "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("\r\nENT,\"Ear, \"\"Nose\"\" & Throat\","), "{text}");
    assert!(text.contains("\r\nCARD,قسم القلب,"), "{text}");
    let marked = app.missed_csv(RoleAssignment::Staff, &format!("{query}&bom=true")).send().await;
    let marked = marked.expect("the server answers").bytes().await.expect("bytes");
    assert_eq!(marked, [b"\xef\xbb\xbf", text.as_bytes()].concat());
}

#[tokio::test]
async fn names_that_look_like_formulas_are_protected_and_others_are_unchanged() {
    let app = TestApp::start().await;
    let names = [
        ("A", "=HYPERLINK(\"https://evil.example\",\"ENT\")", true),
        ("B", "+1 Clinic", true),
        ("C", "\u{3000}＝SUM(A1)", true),
        ("-D", "@home", true),
        ("E", "مركز القلب \u{2067}ENT\u{2069}", false),
        ("F", "心脏科，北京", false),
        ("G", "हृदय \u{200d}विभाग", false),
        ("H", " O'Brien = \"Shan\", x", false),
        // A text with its own apostrophe is distinguishable from one that got it as protection.
        ("I", "'=HYPERLINK(\"https://evil.example\",\"ENT\")", true),
        ("J", "'s-Hertogenbosch", true),
    ];
    let patient = app.a_patient(1).await;
    for (n, (code, name, _)) in (0..).zip(names) {
        let department = json!({ "code": code, "name": name });
        let added = app.mutate("addDepartment", department, "department { id }").await;
        let clinician = app.a_clinician(name, &added.text("/addDepartment/department/id")).await;
        app.an_appointment(&patient, &clinician, 60 + n * 30).await;
    }
    let mut file = app.spreadsheet("from=2026-03-01&until=2026-03-31&groupBy=DEPARTMENT,CLINICIAN").await;
    file.rows.sort_by_key(|row| row[0].trim_start_matches(['\'', '-']).to_owned());
    for (row, (code, name, is_formula)) in file.rows.iter().zip(names) {
        let reported = if is_formula { format!("'{name}") } else { name.to_owned() };
        let code = if code.starts_with('-') { format!("'{code}") } else { code.to_owned() };
        assert_eq!([&row[0], &row[1], &row[3]], [&code, &reported, &reported]);
    }
    assert_eq!(file.rows.len(), names.len());
    let less = "from=2026-03-03&until=2026-03-04&compareWith=PREVIOUS_PERIOD";
    assert_eq!(app.spreadsheet(less).await.column("Booked (change)"), ["-10"], "a number is no formula");
}

#[tokio::test]
async fn the_separator_is_a_parameter() {
    let app = clinic().await;
    let query = "from=2026-03-01&until=2026-03-31&groupBy=DEPARTMENT";
    let comma = app.spreadsheet(query).await;
    for (name, separator) in [("comma", b','), ("semicolon", b';'), ("tab", b'\t')] {
        let query = format!("{query}&separator={name}");
        let answer = app.missed_csv(RoleAssignment::Staff, &query).send().await.expect("the server answers");
        assert_eq!(answer.headers()["content-type"], "text/csv; charset=utf-8; header=present");
        let text = answer.text().await.expect("a text");
        assert_eq!(Spreadsheet::separated(&text, separator), comma, "{text}");
        assert!(text.starts_with(&format!("Department code{}", char::from(separator))), "{text}");
    }
    for unknown in ["pipe", ";", "COMMA", ""] {
        let answer =
            app.missed_csv(RoleAssignment::Staff, &format!("{query}&separator={unknown}")).send().await;
        let answer = Answer::of(answer.expect("the server answers")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{unknown}");
        answer.expect_refusals(&["PARAMETER_VALUE_UNKNOWN at separator"]);
        let fault = answer.faults().remove(0);
        assert_eq!(fault.args, json!({ "allowed": "comma, semicolon, tab" }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_number_of_statements_does_not_depend_on_the_number_of_rows() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { departments: 3, ..Crowd::of(1_200) });
    let clinician = app.ids("clinicians").await.remove(0);
    let grouped = "from=2026-03-03&until=2026-03-04&groupBy=CLINICIAN,DEPARTMENT,ORGANISATION";
    for (query, rows, expected) in [
        (format!("{grouped}&clinicianId={clinician}"), 1, 4),
        (grouped.to_owned(), 1_200, 4),
        (format!("{grouped}&compareWith=PREVIOUS_YEAR"), 1_200, 5),
        ("from=2026-03-03&until=2026-03-04&groupBy=DEPARTMENT".to_owned(), 3, 2),
        ("from=2026-03-03&until=2026-03-04".to_owned(), 1, 1),
    ] {
        let (file, statements) = app.statements(app.spreadsheet(&query)).await;
        assert_eq!((file.rows.len(), statements), (rows, expected), "{query}");
    }
}

/// The sizes of the chunks of a response on the wire, and their contents.
fn chunks_of(app: &TestApp, query: &str) -> (Vec<usize>, String) {
    let host = app.address.strip_prefix("http://").expect("an address");
    let mut stream = std::net::TcpStream::connect(host).expect("the server accepts");
    let token = token(RoleAssignment::Staff, app.now());
    let request = format!(
        "GET /statistics/missed.csv?{query} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let answer = String::from_utf8(answer).expect("a text");
    let (head, mut body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.to_ascii_lowercase().contains("transfer-encoding: chunked"), "{head}");
    let (mut sizes, mut text) = (Vec::new(), String::new());
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a size");
        if size == 0 {
            break;
        }
        text.push_str(&rest[..size]);
        sizes.push(size);
        body = &rest[size + 2..];
    }
    (sizes, text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_rows_are_streamed_in_chunks() {
    let app = TestApp::start().await;
    let (sizes, text) = chunks_of(&app, "from=2016-01-01&until=2026-01-01&interval=DAY");
    let file = Spreadsheet::of(&text);
    assert_eq!(file.rows.len(), 3_653);
    assert_eq!((file.rows[0][0].as_str(), file.rows[3_652][0].as_str()), ("2016-01-01", "2025-12-31"));
    let largest = sizes.iter().max().expect("chunks");
    assert!(sizes.len() > 10 && *largest < text.len() / 5, "{sizes:?}");
}

#[tokio::test]
async fn a_head_request_has_the_headers_of_the_file() {
    let app = clinic().await;
    let path = "/statistics/missed.csv?from=2026-03-01&until=2026-03-31";
    let request = app.request(Method::HEAD, path).bearer_auth(token(RoleAssignment::Analyst, app.now()));
    let answer = request.send().await.expect("the server answers");
    let headers = answer.headers().clone();
    assert_eq!(
        (answer.status(), &headers["content-type"]),
        (StatusCode::OK, &"text/csv; charset=utf-8; header=present".parse().expect("a value"))
    );
    assert!(headers.contains_key("content-disposition") && answer.bytes().await.expect("bytes").is_empty());
}
