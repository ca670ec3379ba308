//! Users read their own language, unless a request asks for another.

use panda::{i18n, principal::Standing};
use serde_json::json;

use crate::support::{Answer, Forgery, TestApp, key, token};

/// RFC 4647, section 3.4: subtags are left out from the end, with a singleton before them.
#[test]
fn a_language_range_is_shortened_until_there_are_messages_for_it() {
    for (header, expected) in [
        ("fr-x-private", "fr"),
        ("ar-u-nu-latn", "ar"),
        ("en-GB-x-private", "en-GB"),
        ("pl-PL-u-ca-gregory-nu-latn", "pl"),
        ("ur-Arab-PK-x-a-b", "ur"),
        ("cy-t-en-m0-true", "cy"),
        ("de-*", "de"),
        ("ja-x-private, cy;q=0.5", "cy"),
        ("x-private", "en-GB"),
        ("x-fr, cy", "cy"),
        ("-, --, -fr, pl", "pl"),
    ] {
        assert_eq!(i18n::negotiate(header).to_string(), expected, "{header}");
    }
}

#[tokio::test]
async fn a_user_who_asks_for_no_language_is_answered_in_their_own() {
    let app = TestApp::start().await;
    let nonsense = json!({ "query": "{ nothingOfThatName }" });
    for (own, accepted, expected) in [
        ("cy", None, "cy"),
        ("cy", Some("*"), "cy"),
        ("cy", Some("pl, fr;q=0.5"), "pl"),
        // There is no Japanese, and English is what is said to those for whom there is nothing.
        ("cy", Some("ja"), "en-GB"),
        ("fr-CA", None, "fr"),
        ("ja", None, "en-GB"),
        ("no language!", None, "en-GB"),
    ] {
        let token = Forgery::of(&token(Standing::Staff, app.now())).claim("locale", own).signed_by(key());
        let request = app.post_anonymously().bearer_auth(token);
        let request = match accepted {
            Some(accepted) => request.header("accept-language", accepted),
            None => request,
        };
        let operation = request.try_clone().expect("no body yet").json(&nonsense);
        let answer = Answer::of(operation.send().await.expect("an answer")).await;
        assert_eq!(answer.headers["content-language"], expected, "{own} {accepted:?}");
        assert_eq!(answer.body["errors"][0]["extensions"]["locale"], expected, "{own} {accepted:?}");
        // What is refused before anything runs is told in the same language.
        let refused = Answer::of(request.body("{}").send().await.expect("an answer")).await;
        assert_eq!(refused.headers["content-language"], expected, "{own} {accepted:?}");
        refused.expect_code("HTTP_UNSUPPORTED_MEDIA_TYPE");
        assert_eq!(refused.body["errors"][0]["extensions"]["locale"], expected, "{own} {accepted:?}");
    }
    let anonymous = app.post_anonymously().json(&nonsense).send().await.expect("an answer");
    assert_eq!(anonymous.headers()["content-language"], "en-GB");
}
