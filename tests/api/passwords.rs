//! Password rules and password changes.

use serde_json::{Value, json};

use crate::support::{SHARED_PASSWORD, SIGNED_IN, TestApp, eventually};

const ME: &str = "zoe@example.org";
const NEW: &str = "nine loud zebras drink tea";

fn change(current: &str, new: &str) -> Value {
    json!({ "currentPassword": current, "newPassword": new })
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_starts_a_new_one() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let (me, thief) = (app.sign_in(ME).await, app.sign_in(ME).await);
    let answer = me.mutate("changePassword", change(SHARED_PASSWORD, NEW), SIGNED_IN).await;
    let me_now = me.with_tokens(&answer.data("/changePassword"));
    assert!(me_now.has_valid_token().await);
    for former in [&me, &thief] {
        former.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
        eventually("access ends", async || (!former.has_valid_token().await).then_some(())).await;
    }
    me_now.refresh().await.data("/refresh");
    app.visitor().log_in(ME, SHARED_PASSWORD).await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    app.visitor().log_in(ME, NEW).await.data("/login");
}

#[tokio::test]
async fn all_faults_of_a_password_change_are_reported_at_once() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    let me = app.sign_in(ME).await;
    let refused = async |current: &str, new: &str| {
        me.mutate("changePassword", change(current, new), SIGNED_IN).await.refusals()
    };
    assert_eq!(
        refused("wrong wrong wrong", "short").await,
        [
            "ACCOUNT_PASSWORD_WRONG at input.currentPassword",
            "ACCOUNT_PASSWORD_TOO_SHORT at input.newPassword"
        ]
    );
    // The user's own data is no valid password.
    for guessable in ["zoe@example.org", "password1234", "User zoe@example.org"] {
        let expected = ["ACCOUNT_PASSWORD_GUESSABLE at input.newPassword"];
        assert_eq!(refused(SHARED_PASSWORD, guessable).await, expected, "{guessable}");
    }
    assert_eq!(
        refused(SHARED_PASSWORD, &"long enough ".repeat(11)).await,
        ["ACCOUNT_PASSWORD_TOO_LONG at input.newPassword"]
    );
    assert!(me.has_valid_token().await);
}

#[tokio::test]
async fn passwords_are_compared_in_normal_form() {
    let app = TestApp::start().await;
    let mut input = crate::support::account("STAFF", ME);
    input["password"] = json!("zażo\u{301}łć gęślą jaźń");
    app.mutate("addUser", input, "user { id }").await.data("");
    app.visitor().log_in(ME, "zaż\u{f3}łć gęślą jaźń").await.data("/login");
    app.visitor().log_in(ME, "zazolc gesla jazn").await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
}

#[tokio::test]
async fn a_hash_with_old_parameters_is_replaced_at_the_next_login() {
    let app = TestApp::start().await;
    app.a_user("STAFF", ME).await;
    // A hash of the same password with 8 MiB and one pass.
    let former = former_hash();
    app.database.execute(&format!("UPDATE users SET password_hash = '{former}'"));
    let hash = || app.database.texts("SELECT password_hash FROM users").remove(0);
    app.visitor().log_in(ME, "wrong wrong wrong").await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    assert_eq!(hash(), former);
    app.visitor().log_in(ME, SHARED_PASSWORD).await.data("/login");
    let renewed = hash();
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{renewed}");
    app.visitor().log_in(ME, SHARED_PASSWORD).await.data("/login");
    assert_eq!(hash(), renewed, "once is enough");
}

fn former_hash() -> String {
    use argon2::{Argon2, Params, PasswordHasher};
    let former = Argon2::from(Params::new(8 * 1024, 1, 1, None).expect("parameters"));
    former.hash_password(SHARED_PASSWORD.as_bytes()).expect("a hash").to_string()
}
