//! Names in any script are stored byte for byte.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, nhs_numbers};

/// Real and plausible names.
fn names() -> Vec<String> {
    let of_their_own = [
        "आरव डार",    // Devanagari, with vowel signs
        "क्\u{200D}ष", // with a zero-width joiner that changes the shape
        "刘",         // one letter
        "X",
        "O",
        "𠮷野家 太郎",     // outside the basic plane
        "محمد بن سلمان",   // from right to left
        "می\u{200C}خواهم", // Persian, with a zero-width non-joiner
        "שרה אברהם",
        "שָׂרָה", // with points
        "ᏣᎳᎩ",
        "ⵜⵉⴼⵉⵏⴰⵖ",
        "ဒေါ်အောင်ဆန်းစုကြည်",
        "สมชาย",
        "김철수",
        "Zoë",        // one code point
        "Zoe\u{308}", // two: another spelling of the same name
        "Å\u{31}",
        "\u{212B}ngström", // the Ångström sign is canonically a letter, and yet stays
        "ﬁona",            // a ligature stays one
        "İstanbul",
        "ıŞık",
        "Straße",
        "ΟΔΥΣΣΕΥΣ",
        "O'Brien",
        "O’Brien",
        "D`Arcy",
        "Nguyễn Thị Ánh-Tuyết",
        "María José Carreño Quiñones",
        "Jr.",
        "👩\u{200D}⚕\u{FE0F}",
        "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}", // emoji joined of several
        "Robert'); DROP TABLE patients;--",
        "<script>alert(1)</script>",
        "null",
        "\\u0041",
        "%s {0} {{x}} $name",
        "\"",
        "  two  spaces around  ", // nothing is trimmed
        "\u{A0}\u{2003}wide\u{3000}",
        "a\u{2067}ב\u{2069}c",
        "a\u{202B}ב\u{202C}",
        "\u{200F}ב\u{200E}a", // marks of direction, in pairs or by themselves
        "a\u{FEFF}b",
        "Z\u{351}a\u{489}l\u{321}g\u{334}o",
    ];
    let mut names: Vec<String> = of_their_own.map(str::to_owned).into();
    names.push("ß".repeat(300));
    names.push("👩".repeat(300));
    names.push("e\u{301}".repeat(150));
    names
}

/// Invalid names, each with its code.
const NO_NAMES: [(&str, &str); 20] = [
    ("", "TEXT_BLANK"),
    (" ", "TEXT_BLANK"),
    ("\t\r\n", "TEXT_BLANK"),
    ("\u{A0}\u{2003}\u{3000}", "TEXT_BLANK"),
    ("\u{200B}", "TEXT_BLANK"),
    ("\u{200D}\u{200C}", "TEXT_BLANK"),
    ("\u{2067}\u{2069}", "TEXT_BLANK"),
    ("\0", "TEXT_BLANK"),
    ("a\0b", "TEXT_CONTROL_CHARACTER"),
    ("\0a", "TEXT_CONTROL_CHARACTER"),
    ("a\n", "TEXT_CONTROL_CHARACTER"),
    ("a\tb", "TEXT_CONTROL_CHARACTER"),
    ("a\u{1B}[31m", "TEXT_CONTROL_CHARACTER"),
    ("a\u{7F}", "TEXT_CONTROL_CHARACTER"),
    ("a\u{85}", "TEXT_CONTROL_CHARACTER"),
    ("a\u{202E}b", "TEXT_BIDI_UNPAIRED"),
    ("a\u{2066}", "TEXT_BIDI_UNPAIRED"),
    ("a\u{202C}", "TEXT_BIDI_UNPAIRED"),
    ("\u{2069}a\u{2067}", "TEXT_BIDI_UNPAIRED"),
    ("\u{202B}a\u{2067}b\u{202C}c\u{2069}", "TEXT_BIDI_UNPAIRED"),
];

async fn register(app: &TestApp, number: &str, name: &str) -> Answer {
    let input =
        json!({ "nhsNumber": number, "name": name, "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" });
    app.mutate("registerPatient", input, "patient { id name }").await
}

/// The UTF-8 bytes of a text. Unlike the text, a debug output shows them unambiguously.
fn bytes(value: &Value) -> Vec<u8> {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).as_bytes().to_vec()
}

#[tokio::test]
async fn a_patients_name_is_stored_byte_for_byte() {
    let app = TestApp::start().await;
    for (number, name) in nhs_numbers().zip(names()) {
        let registered = register(&app, &number, &name).await.data("/registerPatient/patient");
        assert_eq!(bytes(&registered["name"]), name.as_bytes(), "{name}");
        let read = "query($number: NhsNumber!, $id: ID!) { patient(by: { nhsNumber: $number }) { name }
                    node(id: $id) { ... on Patient { name } } }";
        let read = app.send(read, json!({ "number": number, "id": registered["id"] })).await;
        assert_eq!(bytes(&read.data("/patient/name")), name.as_bytes(), "{name}");
        assert_eq!(bytes(&read.data("/node/name")), name.as_bytes(), "{name}");
    }
}

#[tokio::test]
async fn a_clinicians_name_is_stored_byte_for_byte() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let id = app.a_clinician("Somebody", &department).await;
    for name in names() {
        let input = json!({ "id": id, "name": name });
        let amended = app.mutate("amendClinician", input, "clinician { name }").await;
        assert_eq!(bytes(&amended.data("/amendClinician/clinician/name")), name.as_bytes(), "{name}");
        let query = "query($id: ID!, $name: String!) { clinician(id: $id) { name }
                     clinicians(filter: { search: $name }) { edges { node { name } } } }";
        let read = app.send(query, json!({ "id": id, "name": name })).await;
        assert_eq!(bytes(&read.data("/clinician/name")), name.as_bytes(), "{name}");
        // A search with the same spelling finds it.
        assert_eq!(bytes(&read.data("/clinicians/edges/0/node/name")), name.as_bytes(), "{name}");
    }
}

#[tokio::test]
async fn a_names_normal_form_is_preserved() {
    let app = TestApp::start().await;
    let (composed, decomposed) = ("Zoë", "Zoe\u{308}");
    let numbers: Vec<String> = nhs_numbers().take(1).collect();
    let id = register(&app, &numbers[0], composed).await.text("/registerPatient/patient/id");
    for name in [decomposed, composed, decomposed] {
        let amended =
            app.mutate("amendPatient", json!({ "id": id, "name": name }), "patient { name version }").await;
        assert_eq!(bytes(&amended.data("/amendPatient/patient/name")), name.as_bytes());
    }
    let query = "query($id: ID!) { patient(by: { id: $id }) { name version } }";
    let read = app.send(query, json!({ "id": id })).await.data("/patient");
    assert_eq!(bytes(&read["name"]), decomposed.as_bytes());
    assert_eq!(read["version"], 4);
}

#[tokio::test]
async fn a_name_has_at_most_three_hundred_code_points() {
    let app = TestApp::start().await;
    let number = nhs_numbers().next().expect("a number");
    for letters in ["ß".repeat(301), "👩".repeat(301), "e\u{301}".repeat(151), " ".repeat(300) + "a"] {
        let fault = register(&app, &number, &letters).await.expect_code("TEXT_TOO_LONG");
        assert_eq!(fault.field, "input.name");
        assert_eq!(fault.args, json!({ "maximum": 300 }));
    }
    register(&app, &number, &"ß".repeat(300)).await.data("");
}

#[tokio::test]
async fn invisible_and_control_characters_are_refused_in_names() {
    let app = TestApp::start().await;
    let number = nhs_numbers().next().expect("a number");
    let department = app.a_department("ENT").await;
    let clinician = app.a_clinician("Somebody", &department).await;
    for (text, code) in NO_NAMES {
        let refusal = format!("{code} at input.name");
        register(&app, &number, text).await.expect_refusals(&[&refusal]);
        let added = json!({ "name": text, "departmentId": department });
        app.mutate("addClinician", added, "clinician { id }").await.expect_refusals(&[&refusal]);
        let amended = json!({ "id": clinician, "name": text });
        app.mutate("amendClinician", amended, "clinician { id }").await.expect_refusals(&[&refusal]);
    }
    let counts =
        app.query("{ patients { totalCount } clinicians { totalCount edges { node { version } } } }").await;
    assert_eq!(counts.data("/patients/totalCount"), 0);
    assert_eq!(counts.data("/clinicians/totalCount"), 1);
    assert_eq!(counts.data("/clinicians/edges/0/node/version"), 1);
}

#[tokio::test]
async fn an_unpaired_surrogate_is_refused() {
    let app = TestApp::start().await;
    let body = r#"{ "query": "query($name: String!) { clinicians(filter: { search: $name }) { totalCount } }",
                    "variables": { "name": "\ud83d" } }"#;
    let request = app.post().header("content-type", "application/json").body(body);
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    assert_eq!(answer.status, 400);
    answer.expect_code("HTTP_BODY_INVALID");
}
