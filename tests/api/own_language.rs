//! A user's language is that of the account, or else that of the request.

use panda::{account::RoleAssignment, i18n};
use serde_json::{Value, json};

use crate::support::{Answer, Forgery, SHARED_PASSWORD, TestApp, Visitor, key, token};

/// RFC 4647, section 3.4 (lookup): subtags are removed from the end, together with a preceding singleton.
#[test]
fn a_language_range_is_shortened_until_a_locale_matches() {
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
async fn a_chosen_account_language_overrides_the_header() {
    let app = TestApp::start().await;
    let nonsense = json!({ "query": "{ nothingOfThatName }" });
    for (own, is_chosen, accepted, expected) in [
        ("cy", true, None, "cy"),
        ("cy", true, Some("*"), "cy"),
        ("cy", true, Some("pl, fr;q=0.5"), "cy"),
        ("fr-CA", true, Some("pl"), "fr"),
        // There are no messages in Japanese.
        ("ja", true, Some("pl"), "pl"),
        ("ja", true, None, "en-GB"),
        ("no language!", true, Some("cy"), "cy"),
        ("cy", false, None, "cy"),
        ("cy", false, Some("*"), "cy"),
        ("cy", false, Some("pl, fr;q=0.5"), "pl"),
        ("cy", false, Some("ja"), "en-GB"),
        ("fr-CA", false, None, "fr"),
        ("ja", false, None, "en-GB"),
    ] {
        let forgery = Forgery::of(&token(RoleAssignment::Staff, app.now())).claim("locale", own);
        let token = forgery.claim("locale_is_chosen", is_chosen).signed_by(key());
        let request = app.post_anonymously().bearer_auth(token);
        let request = match accepted {
            Some(accepted) => request.header("accept-language", accepted),
            None => request,
        };
        let operation = request.try_clone().expect("no body yet").json(&nonsense);
        let answer = Answer::of(operation.send().await.expect("an answer")).await;
        let case = format!("{own} {is_chosen} {accepted:?}");
        assert_eq!(answer.headers["content-language"], expected, "{case}");
        assert_eq!(answer.body["errors"][0]["extensions"]["locale"], expected, "{case}");
        // Refusals before execution use the same language.
        let refused = Answer::of(request.body("{}").send().await.expect("an answer")).await;
        assert_eq!(refused.headers["content-language"], expected, "{case}");
        refused.expect_code("HTTP_UNSUPPORTED_MEDIA_TYPE");
        assert_eq!(refused.body["errors"][0]["extensions"]["locale"], expected, "{case}");
    }
    let anonymous = app.post_anonymously().json(&nonsense).send().await.expect("an answer");
    assert_eq!(anonymous.headers()["content-language"], "en-GB");
}

/// The response language for a user whose browser prefers Polish.
async fn language(app: &TestApp, visitor: &Visitor<'_>) -> String {
    let token = visitor.access_token.as_deref().expect("a token");
    let request = app
        .post_anonymously()
        .bearer_auth(token)
        .header("accept-language", "pl")
        .json(&json!({ "query": "{ __typename }" }));
    let answer = request.send().await.expect("an answer");
    answer.headers()["content-language"].to_str().expect("a tag").to_owned()
}

#[tokio::test]
async fn a_language_choice_applies_from_the_next_token_until_cleared() {
    let app = TestApp::start().await;
    let id = app.a_user("STAFF", "zoe@example.org").await;
    let amend = async |locale: Value| {
        let answer = app.mutate("amendUser", json!({ "id": id, "locale": locale }), "user { locale }").await;
        answer.data("/amendUser/user/locale")
    };
    let mut me = app.sign_in("zoe@example.org").await;
    assert_eq!(language(&app, &me).await, "pl", "no language is chosen");
    for (choice, expected) in [(json!("cy"), "cy"), (json!("fr-CA"), "fr"), (Value::Null, "pl")] {
        assert_eq!(amend(choice.clone()).await, choice);
        me = me.with_tokens(&me.refresh().await.data("/refresh"));
        assert_eq!(language(&app, &me).await, expected);
    }
    let input = json!({
        "email": "bo@example.org", "displayName": "Bo", "password": SHARED_PASSWORD, "role": "STAFF", "locale": "cy",
    });
    assert_eq!(app.mutate("addUser", input, "user { locale }").await.text("/addUser/user/locale"), "cy");
    assert_eq!(language(&app, &app.sign_in("bo@example.org").await).await, "cy");
}
