//! A name is found by its recorded spelling and by common other spellings.

use serde_json::{Value, json};

use crate::{
    search::{expect_found, names, with_patients},
    support::TestApp,
};

/// Expects that each search finds exactly this name among all of them.
async fn expect_each_finds(app: &TestApp, searches: &[&str], name: &str) {
    for search in searches {
        expect_found(app, search, &[name]).await;
    }
}

#[tokio::test]
async fn an_apostrophe_matches_nothing_a_space_and_any_other_form() {
    let all = ["Zoë O’Brien", "Maria D'Angelo", "N`Golo Kanté", "צ׳רלי", "Sean O Connor", "Kahaleʻula"];
    let app = with_patients(&all).await;
    for (searches, name) in [
        (vec!["zoe obri", "obri", "obrien", "o'brien", "o brien", "O‘BRIEN", "oʼbrien zoe", "o＇b"], all[0]),
        (vec!["dangelo", "d angelo", "D’Angelo", "d´angelo", "angelo d'", "maria d'a"], all[1]),
        (vec!["ngolo", "n golo", "n'golo", "N’Golo Kante", "golo"], all[2]),
        (vec!["צ'רלי", "צרלי", "צ’רלי", "רלי"], all[3]),
        (vec!["o'connor", "oconnor", "O CONNOR", "sean o'c"], all[4]),
        (vec!["kahaleula", "kahale'ula", "kahale ula"], all[5]),
    ] {
        expect_each_finds(&app, &searches, name).await;
    }
    expect_found(&app, "'", &[]).await;
}

#[tokio::test]
async fn a_name_with_an_apostrophe_ranks_like_one_without() {
    let app = with_patients(&["Tobrien Fox", "Fox O'Brien", "O’Brien"]).await;
    for search in ["obrien", "o'brien"] {
        expect_found(&app, search, &["O’Brien", "Fox O'Brien", "Tobrien Fox"]).await;
    }
}

#[tokio::test]
async fn commas_separate_words() {
    let app = with_patients(&["Zoë O’Brien", "Smith, Anne", "王，伟"]).await;
    let searches = ["O'Brien, Zoë", "OBRIEN, Zoe", "OBRIEN,Zoe", "O’Brien， Zoë", "obrien، zoe", ",zoe,"];
    expect_each_finds(&app, &searches, "Zoë O’Brien").await;
    expect_each_finds(&app, &["smith, anne", "anne smith", "Anne,Smith"], "Smith, Anne").await;
    expect_each_finds(&app, &["王、伟", "王 伟", "王伟"], "王，伟").await;
    expect_found(&app, ",", &[]).await;
}

#[tokio::test]
async fn hyphens_separate_words_and_may_be_left_out() {
    let app = with_patients(&["Smith Jones", "Anne‑Marie Fox", "Gal·la Puig", "マイケル・ジョンソン"]).await;
    expect_each_finds(&app, &["smith-jones", "SMITH–JONES", "jones-smith", "smith‐j"], "Smith Jones").await;
    let searches = ["anne-marie", "annemarie", "anne marie", "Fox, Anne-Marie", "ANNE—MARIE fox", "nemar"];
    expect_each_finds(&app, &searches, "Anne‑Marie Fox").await;
    expect_each_finds(&app, &["galla", "gal·la", "gal-la"], "Gal·la Puig").await;
    let searches = ["マイケル・ジョンソン", "マイケルジョンソン", "ﾏｲｹﾙ･ｼﾞｮﾝｿﾝ", "ジョンソン マイケル"];
    expect_each_finds(&app, &searches, "マイケル・ジョンソン").await;
}

#[tokio::test]
async fn words_between_commas_and_hyphens_count_towards_the_most_words() {
    let app = with_patients(&["Abc"]).await;
    for search in ["a-b-c-d-e-f-g-h-i-j-k", "a,b,c,d,e,f,g,h,i,j,k", "a b-c d-e f，g h‐i j・k"] {
        let query = "query($search: String!) { patients(filter: { search: $search }) { totalCount } }";
        let answer = app.send(query, json!({ "search": search })).await;
        answer.expect_refusals(&["PATIENT_SEARCH_TOO_MANY_WORDS at filter.search"]);
    }
    expect_found(&app, "a-b, c - ,a-b-c-a-b-c", &["Abc"]).await;
}

#[tokio::test]
async fn invisible_characters_are_ignored() {
    let pairs = [
        ("علی\u{200C}رضا", "علیرضا"),
        ("ශ්\u{200D}රී", "ශ්රී"),
        ("ಶ್ರೀ\u{200C}ಕಾಂತ್", "ಶ್ರೀಕಾಂತ್"),
        ("അവൻ", "അവന\u{D4D}\u{200D}"),
        ("ഔസേപ്പ\u{D4D}\u{200D} രാജൻ", "ഔസേപ്പ് രാജന്"),
        ("উৎপল", "উত\u{9CD}\u{200D}পল"),
        ("葛\u{E0100}城", "葛城"),
        ("辻\u{FE00}", "辻"),
        ("ＴＡＮＡＫＡ", "tanaka"),
        ("ﾀﾅｶ ｶﾞｸ", "タナカ ガク"),
        ("محـــمود", "محمود"),
        ("So\u{34F}phie", "sophie"),
        ("Mc\u{AD}Donald", "mcdonald"),
        ("Ha\u{2060}n\u{FEFF}nah\u{180B}", "hannah"),
        ("김\u{3164}준", "김준"),
    ];
    let all: Vec<&str> = pairs.iter().flat_map(|(name, other)| [*name, *other]).collect();
    let app = with_patients(&all).await;
    for (name, other) in pairs {
        for search in [name, other] {
            let mut found = names(&app, json!({ "search": search })).await;
            found.sort();
            let mut both = [name, other];
            both.sort_unstable();
            assert_eq!(found, both, "{search}");
        }
    }
}

#[tokio::test]
async fn letters_match_their_common_substitutes() {
    let all = [
        "Gülnarə Əliyeva",
        "Dzifa Ŋkansa-Ɛsi",
        "Ґалаґан",
        "Jürgen Größl-Häfner",
        "Mueller",
        "Søren Ågård",
        "علاء أحمد",
        "یاسمین کریمی",
        "مصطفى فاطمة",
        "佐藤 健",
        "김 서연",
        "အောင် ဆန်း",
    ];
    let app = with_patients(&all).await;
    for (searches, name) in [
        (
            vec!["gulnara aliyeva", "gulnare eliyeva", "Gülnarə", "GÜLNARƏ ƏLIYEVA", "guelnare", "əliy"],
            all[0],
        ),
        (vec!["nkansa", "ngkansa", "ŋkansa esi", "ɛsi", "ŊKANSA-ƐSI"], all[1]),
        (vec!["галаган", "ґалаґан", "ГАЛАҐАН", "галаґ"], all[2]),
        (vec!["juergen", "jurgen", "groessl", "grossl", "Größl-Haefner", "haefner, jurgen"], all[3]),
        (vec!["müller", "MÜLLER", "mu\u{308}ller", "mueller"], all[4]),
        (vec!["soeren", "soren aagaard", "sören", "agard", "ågaard"], all[5]),
        (vec!["علا احمد", "علاء احمد", "احمد، علا", "علا آحمد"], all[6]),
        (vec!["ياسمين كريمي", "ىاسمىن", "ڪريمی"], all[7]),
        (vec!["مصطفي فاطمه", "مصطفی", "فاطمة"], all[8]),
        (vec!["佐藤健", "佐藤　健", "藤健"], all[9]),
        (vec!["김서연", "서연 김"], all[10]),
        (vec!["အောင်ဆန်း"], all[11]),
    ] {
        expect_each_finds(&app, &searches, name).await;
    }
    expect_found(&app, "smuller", &[]).await;
}

#[tokio::test]
async fn a_fragment_never_matches_across_words_or_spellings() {
    let app = with_patients(&["Ann O'Rue", "Jo-Ann Müller", "Bo Lee"]).await;
    for search in ["nor", "ruea", "ruer", "erjo", "annm", "annmu", "lebo", "leebo", "bolee"] {
        expect_found(&app, search, &[]).await;
    }
}

#[tokio::test]
async fn a_name_of_separators_only_is_found_literally() {
    let app = with_patients(&["-", "'", ",", "ء", "Anne"]).await;
    for name in ["-", "'", ",", "ء"] {
        expect_found(&app, name, &[name]).await;
    }
}

#[tokio::test]
async fn the_longest_names_in_bytes_are_stored_and_found() {
    let wide = "𠮷-".repeat(150);
    let grows = "\u{FDFA}".repeat(300);
    let umlauts = "ü'-".repeat(100);
    let app = with_patients(&[&wide, &grows, &umlauts]).await;
    expect_found(&app, "𠮷𠮷𠮷", &[&wide]).await;
    expect_found(&app, &"𠮷".repeat(150), &[&wide]).await;
    expect_found(&app, "صلى الله", &[&grows]).await;
    expect_found(&app, "u u", &[&umlauts]).await;
}

#[tokio::test]
async fn clinicians_departments_and_organisations_match_the_same_spellings() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    for name in ["Dr Zoë O’Brien", "Anne Smith-Jones", "علی\u{200C}رضا", "Jürgen Mueller", "佐藤 健"]
    {
        app.a_clinician(name, &department).await;
    }
    let input =
        json!({ "odsCode": "RJ1", "name": "St. Mary’s Walk‑in", "kind": "HOSPITAL", "postcode": "CF14 4XW" });
    app.mutate("addOrganisation", input, "organisation { id }").await.data("");
    let input = json!({ "code": "PED", "name": "Pädiatrie, Ｎｅｏｎａｔｏｌｏｇｉｅ" });
    app.mutate("addDepartment", input, "department { id }").await.data("");
    let count = async |list: &str, name: &str| -> Value {
        let query =
            format!("query($name: String!) {{ {list}(filter: {{ search: $name }}) {{ totalCount }} }}");
        app.send(&query, json!({ "name": name })).await.data(&format!("/{list}/totalCount"))
    };
    for (list, name, expected) in [
        ("clinicians", "zoe obri", 1),
        ("clinicians", "O'BRIEN, Zoe", 1),
        ("clinicians", "dr zoe o brien", 1),
        ("clinicians", "smith jones", 1),
        ("clinicians", "smithjones", 1),
        ("clinicians", "SMITH-J", 1),
        ("clinicians", "zoe o", 1),
        ("clinicians", "zoe b", 0),
        ("clinicians", "عليرضا", 1),
        ("clinicians", "juergen müller", 1),
        ("clinicians", "佐藤健", 1),
        ("clinicians", "eob", 0),
        ("clinicians", "zoe smith", 0),
        ("organisations", "marys walk in", 1),
        ("organisations", "mary's walkin", 1),
        ("departments", "paediatrie neonatologie", 1),
        ("departments", "neonatologie, padiatrie", 1),
    ] {
        assert_eq!(count(list, name).await, expected, "{list} {name}");
    }
    let nested = "query($id: ID!) { department(by: { id: $id }) {
        clinicians(filter: { search: \"obrien, zoe\" }) { totalCount edges { node { name } } } } }";
    let found = app.send(nested, json!({ "id": department })).await.data("/department/clinicians");
    assert_eq!(found, json!({ "totalCount": 1, "edges": [{ "node": { "name": "Dr Zoë O’Brien" } }] }));
}

#[tokio::test]
async fn the_previous_release_finds_what_it_found_on_the_new_schema() {
    let app = with_patients(&["Zoë O’Brien", "Anne Smith"]).await;
    // The query has the condition of its index.
    let query = "SELECT name FROM patients WHERE search_keys(search_name) @> '{1br,2ri}'
                     AND search_name LIKE '%' || search_form('O‘BRI') || '%'";
    assert_eq!(app.database.texts(query), ["Zoë O’Brien"]);
}
