//! The playground comes whole from this server: it works with no internet, and tells nobody else what is asked.

use crate::support::TestApp;

/// What stands in quotes after an attribute of the page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begins = format!(" {name}=\"");
    page.split(&begins).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// Hosts of the addresses that a text names, but for those of this server, which it names by path alone.
fn hosts(text: &str) -> Vec<&str> {
    text.split("//").skip(1).filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric())).collect()
}

#[tokio::test]
async fn the_page_and_everything_that_it_names_is_served() {
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
async fn the_page_names_no_other_host_and_may_not_ask_one() {
    let app = TestApp::start().await;
    let page = app.get("/graphiql").send().await.expect("the server answers");
    let policy = page.headers()["content-security-policy"].to_str().expect("a text").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(!policy.contains("http"), "{policy}");
    assert_eq!(hosts(&page.text().await.expect("a page")), Vec::<&str>::new());
    let start = app.get("/graphiql/start.js").send().await.expect("the server answers");
    let start = start.text().await.expect("a script");
    assert!(start.contains("\"/graphql\""), "{start}");
    assert_eq!(hosts(&start), Vec::<&str>::new());
}

#[tokio::test]
async fn the_query_of_the_page_can_be_answered() {
    let app = TestApp::start().await;
    let start = app.get("/graphiql/start.js").send().await.expect("the server answers");
    let start = start.text().await.expect("a script");
    let query = start.split('`').nth(1).expect("the first query stands between backticks");
    assert_eq!(app.query(query).await.data("/appointments/totalCount"), 0);
}
