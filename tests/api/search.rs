//! Patients are found by parts of their names in any script.

use serde_json::{Value, json};

use crate::support::{List, Page, TestApp, Walk, nhs_numbers};

const QUERY: &str = "query($filter: PatientFilter, $order: PatientOrder) {
    patients(filter: $filter, orderBy: $order, first: 100) { totalCount edges { node { name } } } }";

/// A server with one patient per name.
pub async fn with_patients(names: &[&str]) -> TestApp {
    let app = TestApp::start().await;
    for (number, name) in nhs_numbers().zip(names) {
        let input =
            json!({ "nhsNumber": number, "name": name, "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" });
        app.mutate("registerPatient", input, "patient { id }").await.data("");
    }
    app
}

/// The names of all patients that match a filter, in list order.
pub async fn names(app: &TestApp, filter: Value) -> Vec<String> {
    let list = app.send(QUERY, json!({ "filter": filter })).await.data("/patients");
    let edges = list["edges"].as_array().expect("edges");
    assert_eq!(list["totalCount"], edges.len(), "{filter}");
    edges.iter().map(|edge| edge["node"]["name"].as_str().expect("a name").to_owned()).collect()
}

pub async fn expect_found(app: &TestApp, search: &str, expected: &[&str]) {
    assert_eq!(names(app, json!({ "search": search })).await, expected, "{search}");
}

#[tokio::test]
async fn case_accents_and_normal_form_do_not_matter_in_latin_greek_and_cyrillic() {
    let all = [
        "Zoë",
        "Zoe\u{308}",
        "Łukasz Żak",
        "Ελένη Παπαδάκη",
        "ΟΔΥΣΣΕΥΣ",
        "Ольга",
        "Семён Йод",
        "İpek Işıldar",
        "Weiß",
        "Søren Ødegård",
        "Þórdís",
        "Æthelred Œuvre",
        "Nguyễn Thị Đạt",
        "\u{212B}ngström",
        "ﬁona",
    ];
    let app = with_patients(&all).await;
    for (searches, found) in [
        (vec!["zoe", "ZOE", "zoë", "ZOE\u{308}", "Zoe\u{308}", "Zo"], vec!["Zoë", "Zoe\u{308}"]),
        (vec!["lukasz", "łukasz", "ŁUKASZ", "zak", "Z\u{307}ak", "żak łuk"], vec!["Łukasz Żak"]),
        (vec!["ελενη", "Ελένη", "ΕΛΈΝΗ", "παπαδακη"], vec!["Ελένη Παπαδάκη"]),
        (vec!["οδυσσεύς", "Οδυσσευσ", "ευς"], vec!["ΟΔΥΣΣΕΥΣ"]),
        (vec!["ольга", "ОЛЬГА"], vec!["Ольга"]),
        (vec!["семен", "СЕМЁН", "Семе\u{308}н", "иод", "йод", "и\u{306}од"], vec!["Семён Йод"]),
        (vec!["ipek", "İPEK", "isil", "IŞIL", "ışıl"], vec!["İpek Işıldar"]),
        (vec!["weiss", "WEISS", "weiß", "WEIẞ"], vec!["Weiß"]),
        (vec!["soren", "søren", "odegard"], vec!["Søren Ødegård"]),
        (vec!["thordis", "þórdís", "ÞÓR"], vec!["Þórdís"]),
        (vec!["aethel", "æthel", "oeuvre"], vec!["Æthelred Œuvre"]),
        (vec!["nguyen", "NGUYỄN", "nguye\u{302}\u{303}n", "dat", "đạt thị"], vec!["Nguyễn Thị Đạt"]),
        (vec!["angstrom", "ångström"], vec!["\u{212B}ngström"]),
        (vec!["fiona", "FIONA", "ﬁ"], vec!["ﬁona"]),
        (vec!["zoey", "zoee"], vec![]),
    ] {
        for search in searches {
            let mut names = names(&app, json!({ "search": search })).await;
            names.sort_by_key(|name| all.iter().position(|other| other == name));
            assert_eq!(names, found, "{search}");
        }
    }
}

#[tokio::test]
async fn marks_of_other_scripts_are_significant() {
    let all = [
        "आरव",
        "आरवी डार",
        "مُحَمَّد",
        "محمد",
        "שָׂרָה",
        "שרה",
        "が",
        "か",
        "김서연",
        "ဒေါ်အောင်",
        "สมศรี",
        "क्\u{200D}ष",
    ];
    let app = with_patients(&all).await;
    for (search, found) in [
        ("आरव", vec!["आरव", "आरवी डार"]),
        ("आरवी", vec!["आरवी डार"]),
        ("डार", vec!["आरवी डार"]),
        // The consonants alone, without the vowel sign between them.
        ("डर", vec![]),
        ("محمد", vec!["محمد"]),
        ("مُحَمَّد", vec!["مُحَمَّد"]),
        ("حَمَّ", vec!["مُحَمَّد"]),
        ("שרה", vec!["שרה"]),
        ("שָׂרָה", vec!["שָׂרָה"]),
        ("か", vec!["か"]),
        ("が", vec!["が"]),
        ("か\u{3099}", vec!["が"]),
        ("김서", vec!["김서연"]),
        ("\u{1100}\u{1175}\u{11B7}", vec!["김서연"]),
        ("기", vec![]),
        ("သောင်", vec![]),
        ("ศร", vec!["สมศรี"]),
        ("कष", vec![]),
    ] {
        expect_found(&app, search, &found).await;
    }
}

#[tokio::test]
async fn a_single_letter_matches_and_exact_names_come_first() {
    let app = with_patients(&[
        "Fox",
        "Max Ernst",
        "Malcolm X",
        "Xavier",
        "X",
        "O'Xley",
        "刘",
        "王秀英",
        "刘伟",
        "张 刘",
    ])
    .await;
    let all_names = ["X", "Xavier", "Malcolm X", "O'Xley", "Fox", "Max Ernst"];
    expect_found(&app, "X", &all_names).await;
    expect_found(&app, "x", &all_names).await;
    expect_found(&app, "刘", &["刘", "刘伟", "张 刘"]).await;
    expect_found(&app, "秀", &["王秀英"]).await;
    expect_found(&app, "秀英", &["王秀英"]).await;
}

#[tokio::test]
async fn names_with_the_text_as_prefix_rank_before_word_prefixes() {
    let app = with_patients(&[
        "Joanna",
        "Anna",
        "Smith Annable",
        "Mary-Ann",
        "D'Annunzio",
        "Ann",
        "Susanna Hann",
        "Anne Smith",
        "Anne Smithson",
        "Smith, Anne",
        "Blacksmith Anne",
    ])
    .await;
    expect_found(
        &app,
        "ann",
        &[
            "Ann",
            "Anna",
            "Anne Smith",
            "Anne Smithson",
            "Blacksmith Anne",
            "D'Annunzio",
            "Mary-Ann",
            "Smith Annable",
            "Smith, Anne",
            "Joanna",
            "Susanna Hann",
        ],
    )
    .await;
    // Every word must occur, in any order. Names that begin with the typed text sort first.
    let both = ["Anne Smith", "Anne Smithson", "Smith Annable", "Smith, Anne", "Blacksmith Anne"];
    expect_found(&app, "anne smith", &["Anne Smith", "Anne Smithson", "Smith, Anne", "Blacksmith Anne"])
        .await;
    expect_found(
        &app,
        "  ANN\u{A0} \u{3000}smith ",
        &["Anne Smith", "Anne Smithson", "Smith Annable", "Smith, Anne", "Blacksmith Anne"],
    )
    .await;
    expect_found(
        &app,
        "smith ann",
        &["Smith Annable", "Smith, Anne", "Anne Smith", "Anne Smithson", "Blacksmith Anne"],
    )
    .await;
    assert_eq!(names(&app, json!({ "search": "mith ann" })).await.len(), both.len());
    expect_found(&app, "anne smith x", &[]).await;
}

#[tokio::test]
async fn apostrophes_hyphens_and_spaces_match_in_every_form() {
    let app = with_patients(&[
        "O'Brien",
        "O’Brien",
        "Kahaleʻula",
        "D`Arcy",
        "Anne\u{2010}Marie",
        "Wide\u{A0}\u{2003}Space",
    ])
    .await;
    for search in ["o'brien", "O’Brien", "o\u{2BC}b", "O`B", "brien o'"] {
        let found = names(&app, json!({ "search": search })).await;
        assert_eq!(found.len(), 2, "{search}");
    }
    expect_found(&app, "e'u", &["Kahaleʻula"]).await;
    expect_found(&app, "d’arcy", &["D`Arcy"]).await;
    expect_found(&app, "anne-marie", &["Anne\u{2010}Marie"]).await;
    expect_found(&app, "\u{3000}wide space", &["Wide\u{A0}\u{2003}Space"]).await;
}

#[tokio::test]
async fn a_search_has_no_wildcards() {
    let all = ["100% Pure", "Under_Score", r"Back\slash", "Plain", "*", "a.b"];
    let app = with_patients(&all).await;
    for (search, found) in [
        ("%", vec!["100% Pure"]),
        ("0% p", vec!["100% Pure"]),
        ("_", vec!["Under_Score"]),
        (r"\", vec![r"Back\slash"]),
        (r"k\s", vec![r"Back\slash"]),
        ("*", vec!["*"]),
        (".", vec!["a.b"]),
        ("p%n", vec![]),
        ("pl_in", vec![]),
        (r"\%", vec![]),
        ("P.*n", vec![]),
        ("'; DROP TABLE patients;--", vec![]),
    ] {
        expect_found(&app, search, &found).await;
    }
}

#[tokio::test]
async fn a_search_that_no_name_can_match_is_refused() {
    let app = TestApp::start().await;
    for (search, refusal) in [
        ("a\0", "TEXT_CONTROL_CHARACTER"),
        ("a\u{202E}", "TEXT_BIDI_UNPAIRED"),
        (&"x".repeat(301), "TEXT_TOO_LONG"),
        ("a b c d e f g h i j k", "PATIENT_SEARCH_TOO_MANY_WORDS"),
    ] {
        let answer = app.send(QUERY, json!({ "filter": { "search": search } })).await;
        answer.expect_refusals(&[&format!("{refusal} at filter.search")]);
    }
    expect_found(&app, "a b c d e f g h i j", &[]).await;
    expect_found(&app, &"x".repeat(300), &[]).await;
    let null = app.send(QUERY, json!({ "filter": { "search": null } })).await;
    assert_eq!(null.data("/patients/totalCount"), 0);
}

#[tokio::test]
async fn a_search_combines_with_every_filter() {
    let app = TestApp::start().await;
    let numbers: Vec<String> = nhs_numbers().take(4).collect();
    for (number, name, born, postcode) in [
        (&numbers[0], "Zoë Fox", "1980-05-17", "CF10 1EP"),
        (&numbers[1], "Max Fox", "1980-05-18", "CF10 2EP"),
        (&numbers[2], "Foxy", "1980-05-17", "CF1 1AA"),
        (&numbers[3], "Nobody", "1980-05-17", "CF10 1EP"),
    ] {
        let input = json!({ "nhsNumber": number, "name": name, "dateOfBirth": born, "postcode": postcode });
        app.mutate("registerPatient", input, "patient { id }").await.data("");
    }
    for (filter, found) in [
        (json!({ "search": "fox" }), vec!["Foxy", "Max Fox", "Zoë Fox"]),
        (json!({ "search": "fox", "postcode": "CF10" }), vec!["Max Fox", "Zoë Fox"]),
        (json!({ "search": "fox", "postcode": "cf101ep" }), vec!["Zoë Fox"]),
        (json!({ "search": "fox", "dateOfBirth": "1980-05-17" }), vec!["Foxy", "Zoë Fox"]),
        (json!({ "search": "fox", "nhsNumber": numbers[1] }), vec!["Max Fox"]),
        (json!({ "search": "zoe", "nhsNumber": numbers[1] }), vec![]),
        (json!({ "search": "fox", "postcode": "CF10", "dateOfBirth": "1980-05-17" }), vec!["Zoë Fox"]),
    ] {
        assert_eq!(names(&app, filter.clone()).await, found, "{filter}");
    }
}

#[tokio::test]
async fn an_amended_name_is_found_and_the_former_one_is_not() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    app.mutate("amendPatient", json!({ "id": id, "name": "Łucja" }), "patient { id }").await.data("");
    expect_found(&app, "lucja", &["Łucja"]).await;
    expect_found(&app, "patient", &[]).await;
}

#[tokio::test]
async fn a_search_may_have_another_order_than_relevance() {
    let app = with_patients(&["Fox", "Zoë Fox", "Foxy", "Xaver"]).await;
    for (order, found) in [
        (json!(null), ["Fox", "Foxy", "Zoë Fox"]),
        (json!({ "field": "NAME", "direction": "DESC" }), ["Zoë Fox", "Foxy", "Fox"]),
        (json!({ "field": "NAME" }), ["Fox", "Foxy", "Zoë Fox"]),
    ] {
        let answer = app.send(QUERY, json!({ "filter": { "search": "fox" }, "order": order })).await;
        let edges = answer.data("/patients/edges");
        let names: Vec<_> =
            edges.as_array().expect("edges").iter().map(|edge| &edge["node"]["name"]).collect();
        assert_eq!(names, found, "{order}");
    }
}

#[tokio::test]
async fn paging_a_search_has_no_gaps_or_duplicates() {
    let all = [
        "An",
        "An",
        "Ana",
        "Anton",
        "Bo An",
        "Bo An",
        "Cy-An",
        "Dan",
        "Dan",
        "Evan",
        "Jo Andrew",
        "Nobody",
        "Stan",
        "An Dan",
        "Ann Ann",
    ];
    let app = with_patients(&all).await;
    let found = [
        "An",
        "An",
        "An Dan",
        "Ana",
        "Ann Ann",
        "Anton",
        "Bo An",
        "Bo An",
        "Cy-An",
        "Jo Andrew",
        "Dan",
        "Dan",
        "Evan",
        "Stan",
    ];
    let list = List::new("patients", r#"filter: { search: "an" }"#, "name");
    let everything = list.page(&app, json!({ "first": 100 })).await;
    let names: Vec<_> = everything.nodes.iter().map(|node| &node["name"]).collect();
    assert_eq!(names, found);
    for walk in [Walk::Forward, Walk::Backward] {
        for size in [1, 2, 3, 5, 6, 13, 14, 100] {
            let pages = list.walk(&app, walk, size, async || {}).await;
            assert_eq!(Page::entries(&pages, walk), everything.nodes, "{walk:?} by {size}");
            assert_eq!(pages.len(), found.len().div_ceil(size), "{walk:?} by {size}");
            assert!(pages.iter().all(|page| page.total_count == found.len()), "{walk:?} by {size}");
        }
    }
    // Pages between any two entries, of any ranks.
    for after in 0..found.len() {
        for before in 0..found.len() {
            let page = json!({ "after": everything.cursors[after], "before": everything.cursors[before] });
            let between = list.page(&app, page).await.nodes;
            let expected = everything.nodes.get(after + 1..before).unwrap_or_default();
            assert_eq!(between, expected, "{after} to {before}");
        }
    }
    assert_eq!(list.page(&app, json!({ "first": 0 })).await.info["hasNextPage"], true);
    assert_eq!(list.page(&app, json!({ "last": 0 })).await.info["hasPreviousPage"], true);
}

#[tokio::test]
async fn a_cursor_of_a_search_belongs_to_that_search() {
    let app = with_patients(&["An", "Dan"]).await;
    let of = |arguments: &str| List::new("patients", arguments, "");
    let cursor = of(r#"filter: { search: "an" }"#).page(&app, json!({ "first": 1 })).await.cursors[0].clone();
    for other in [
        r#"filter: { search: "da" }"#,
        r#"filter: { search: "an", postcode: "CF10" }"#,
        r#"filter: { search: "an" }, orderBy: { field: NAME }"#,
        "",
    ] {
        let answer = of(other).ask(&app, json!({ "after": cursor })).await;
        answer.expect_refusals(&["CURSOR_INVALID at after"]);
    }
}

#[tokio::test]
async fn clinicians_departments_and_organisations_are_found_in_the_same_way() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    for name in ["Łukasz Żak", "Zoe\u{308}", "आरवी"] {
        app.a_clinician(name, &department).await;
    }
    let input =
        json!({ "odsCode": "RJ1", "name": "Hôpital Saint‑Éloi", "kind": "HOSPITAL", "postcode": "CF14 4XW" });
    app.mutate("addOrganisation", input, "organisation { id }").await.data("");
    let input = json!({ "code": "PED", "name": "Pädiatrie" });
    app.mutate("addDepartment", input, "department { id }").await.data("");
    for (list, name, count) in [
        ("clinicians", "lukasz z", 1),
        ("clinicians", "ZOE", 1),
        ("clinicians", "आरव", 1),
        ("clinicians", "आरवी", 1),
        ("clinicians", "रवि", 0),
        ("organisations", "hopital saint-eloi", 1),
        ("departments", "padia", 1),
    ] {
        let query = format!("{{ {list}(filter: {{ search: \"{name}\" }}) {{ totalCount }} }}");
        assert_eq!(app.query(&query).await.data(&format!("/{list}/totalCount")), count, "{list} {name}");
    }
}
