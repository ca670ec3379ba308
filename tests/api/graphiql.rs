//! The playground is served completely by this server: it needs no internet access and sends requests to no
//! other host.

use panda::{
    account::Role,
    http::{DemoAccount, HttpConfig},
};
use serde_json::{Value, json};

use crate::support::{Answer, TestApp};

/// Scripts of this project, not third-party ones.
const OURS: [&str; 5] = [
    "/graphiql/download.js",
    "/graphiql/examples.js",
    "/graphiql/people.js",
    "/graphiql/session.js",
    "/graphiql/start.js",
];

/// The Accept header of a browser's navigation.
const OF_BROWSERS: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Sends a GET, and returns the status and the redirect location.
async fn led(app: &TestApp, path: &str, accept: Option<&str>) -> (u16, Option<String>) {
    let client =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let request = client.get(format!("{}{path}", app.address));
    let request = accept.into_iter().fold(request, |request, accept| request.header("accept", accept));
    let answer = request.send().await.expect("the server answers");
    let leads = answer.headers().get("location").map(|place| place.to_str().expect("a text").to_owned());
    (answer.status().as_u16(), leads)
}

#[tokio::test]
async fn a_browser_is_redirected_to_the_page_and_other_clients_get_an_error() {
    let app = TestApp::start().await;
    let here = (303, Some("graphiql".to_owned()));
    let post = (405, None);
    for (path, accept, expected) in [
        ("/", Some(OF_BROWSERS), &here),
        ("/", None, &here),
        ("/graphql", Some(OF_BROWSERS), &here),
        ("/graphql?", Some(OF_BROWSERS), &here),
        ("/graphql", Some("text/html;q=0.5, application/json;q=0.4, */*;q=0.1"), &here),
        ("/graphql?query=%7Bviewer%7Bemail%7D%7D", Some(OF_BROWSERS), &post),
        ("/graphql", None, &post),
        ("/graphql", Some("*/*"), &post),
        ("/graphql", Some("application/json"), &post),
        ("/graphql", Some("application/graphql-response+json, text/html;q=0.9"), &post),
        ("/graphql", Some("text/html, application/json"), &post),
        ("/graphql", Some("text/html;q=0"), &post),
    ] {
        assert_eq!(led(&app, path, accept).await, *expected, "{path} {accept:?}");
    }
}

#[tokio::test]
async fn the_page_is_not_served_when_disabled() {
    let app =
        TestApp::builder().http(HttpConfig { without_graphiql: true, ..HttpConfig::default() }).start().await;
    for path in ["/", "/graphiql", "/graphiql/start.js", "/graphiql/examples.json"] {
        assert_eq!(led(&app, path, Some(OF_BROWSERS)).await, (404, None), "{path}");
    }
    assert_eq!(led(&app, "/graphql", Some(OF_BROWSERS)).await, (405, None));
    assert_eq!(app.query("{ viewer { email } }").await.status, 200);
}

/// The quoted values of an attribute in the page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begins = format!(" {name}=\"");
    page.split(&begins).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The accounts with which the page can sign in.
async fn accounts(app: &TestApp) -> Value {
    let page = app.get("/graphiql").send().await.expect("the server answers").text().await.expect("a page");
    let attribute = attributes(&page, "data-accounts").concat();
    assert!(!attribute.contains('<'), "{attribute}");
    let json = attribute.replace("&quot;", "\"").replace("&lt;", "<").replace("&amp;", "&");
    serde_json::from_str(&json).expect("JSON")
}

async fn text_of(app: &TestApp, path: &str) -> String {
    app.get(path).send().await.expect("the server answers").text().await.expect("a text")
}

/// Hosts of the URLs in a text. The page addresses its own server by path.
fn hosts(text: &str) -> Vec<&str> {
    text.split("//").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())).collect()
}

#[tokio::test]
async fn the_page_and_all_its_assets_are_served() {
    let app = TestApp::start().await;
    let answer = app.get("/graphiql").send().await.expect("the server answers");
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().expect("a text").starts_with("text/html"));
    let page = answer.text().await.expect("a page");
    let mut assets = attributes(&page, "src");
    assets.extend(attributes(&page, "href").into_iter().filter(|address| *address != "data:,"));
    assert!(assets.len() >= 5, "{assets:?}");
    for asset in assets {
        assert!(asset.starts_with("/graphiql/"), "{asset} is elsewhere");
        let answer = app.get(asset).send().await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{asset}");
        let expected = if asset.contains(".css") { "text/css" } else { "text/javascript" };
        let media_type = answer.headers()["content-type"].to_str().expect("a text").to_owned();
        assert!(media_type.starts_with(expected), "{asset} is {media_type}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert!(!answer.text().await.expect("a text").is_empty(), "{asset}");
    }
}

#[tokio::test]
async fn the_page_uses_and_allows_no_other_host() {
    let app = TestApp::start().await;
    let page = app.get("/graphiql").send().await.expect("the server answers");
    let policy = page.headers()["content-security-policy"].to_str().expect("a text").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(!policy.contains("http"), "{policy}");
    assert_eq!(hosts(&page.text().await.expect("a page")), Vec::<&str>::new());
    for script in OURS {
        assert_eq!(hosts(&text_of(&app, script).await), Vec::<&str>::new(), "{script}");
    }
    assert!(text_of(&app, "/graphiql/start.js").await.contains("\"/graphql\""));
}

#[tokio::test]
async fn inline_styles_need_the_nonce_of_the_response() {
    let app = TestApp::start().await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = app.get("/graphiql").send().await.expect("the server answers");
        let policy = page.headers()["content-security-policy"].to_str().expect("a text").to_owned();
        assert!(!policy.contains("unsafe") && !policy.contains("{{"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        assert!(nonce.len() >= 22, "{nonce}");
        let page = page.text().await.expect("a page");
        assert_eq!(attributes(&page, "nonce"), [nonce]);
        assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("{{"), "{page}");
        nonces.push(nonce.to_owned());
    }
    assert_ne!(nonces[0], nonces[1]);
}

#[tokio::test]
async fn the_page_lists_every_language_of_the_server() {
    let app = TestApp::start().await;
    let page = text_of(&app, "/graphiql").await;
    let mut offered: Vec<_> = attributes(&page, "lang").split_off(1);
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/locales");
    let entries = std::fs::read_dir(directory).expect("a directory");
    let mut spoken: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name")).collect();
    offered.sort_unstable();
    spoken.sort();
    assert_eq!(offered, spoken);
}

#[tokio::test]
async fn the_page_knows_the_accounts_of_a_demo_and_no_others() {
    assert_eq!(accounts(&TestApp::start().await).await, json!([]));
    let account = |role, email: &str, password: &str| DemoAccount {
        role,
        email: email.to_owned(),
        password: password.to_owned().into(),
    };
    let accounts_of_demo = vec![
        account(Role::Staff, "staff@panda.example", "a \"quoted\" <word>"),
        account(Role::Patient, "o'neill@panda.example", "&quot; & </div>"),
    ];
    let http = HttpConfig { accounts: accounts_of_demo, ..HttpConfig::default() };
    let app = TestApp::builder().http(http).start().await;
    let expected = json!([
        { "role": "staff", "email": "staff@panda.example", "password": "a \"quoted\" <word>" },
        { "role": "patient", "email": "o'neill@panda.example", "password": "&quot; & </div>" },
    ]);
    assert_eq!(accounts(&app).await, expected);
}

#[tokio::test]
async fn the_pages_login_operation_fits_the_schema() {
    let app = TestApp::start().await;
    let script = text_of(&app, "/graphiql/session.js").await;
    let after = |mark: &str| script.split_once(mark).unwrap_or_else(|| panic!("no {mark}")).1;
    let tokens = after("const tokens = \"").split('"').next().expect("a text");
    for (name, input, code) in [
        ("login", json!({ "email": "x@y.org", "password": "wrong" }), "ACCOUNT_CREDENTIALS_INVALID"),
        ("refresh", json!({ "refreshToken": "none" }), "ACCOUNT_REFRESH_TOKEN_INVALID"),
        ("logout", json!({ "refreshToken": "none" }), "none"),
    ] {
        let text = after(&format!("  {name}: "));
        let operation = text[1..].split(&text[..1]).next().expect("a text").replace("${tokens}", tokens);
        let body = json!({ "query": operation, "variables": { "input": input } });
        let answer = app.post_anonymously().json(&body).send().await.expect("the server answers");
        let answer = Answer::of(answer).await;
        let faults = answer.faults();
        assert_eq!(faults.first().map_or("none", |fault| &fault.code), code, "{:#}", answer.body);
    }
}

#[tokio::test]
async fn no_token_is_stored_in_the_browser() {
    let app = TestApp::start().await;
    for script in OURS {
        let text = text_of(&app, script).await;
        for word in ["localStorage", "indexedDB", "cookie", "defaultHeaders", "initialHeaders"] {
            assert!(!text.contains(word), "{word} in {script}");
        }
        // The script with tokens stores nothing, and the script that stores has no tokens.
        assert!(!text.contains("sessionStorage") || !text.contains("Token"), "{script}");
    }
    let start = text_of(&app, "/graphiql/start.js").await;
    assert!(start.contains("shouldPersistHeaders: false"), "{start}");
}
