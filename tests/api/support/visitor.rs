//! Users with and without accounts.

use serde_json::{Value, json};

use super::{Answer, TestApp};

/// A password that no account has at first.
pub const SHARED_PASSWORD: &str = "seven quiet pandas eat bamboo";

/// The fields of a payload with tokens.
pub const SIGNED_IN: &str = "accessToken accessTokenExpiresAt refreshToken user { id email role }";

/// A user of a server, signed in or not.
#[derive(Clone)]
pub struct Visitor<'a> {
    app: &'a TestApp,
    pub access_token: Option<String>,
    pub refresh_token: String,
}

impl TestApp {
    /// Adds an account, and returns its ID.
    pub async fn a_user(&self, role: &str, email: &str) -> String {
        let added = self.mutate("addUser", account(role, email), "user { id }").await;
        added.text("/addUser/user/id")
    }

    /// Adds an account for a patient, and returns its ID.
    pub async fn an_account_of(&self, patient: &str, email: &str) -> String {
        let mut input = account("PATIENT", email);
        input["patientId"] = json!(patient);
        self.mutate("addUser", input, "user { id }").await.text("/addUser/user/id")
    }

    /// A user who is not signed in.
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor { app: self, access_token: None, refresh_token: String::new() }
    }

    /// A user who signs in.
    pub async fn sign_in(&self, email: &str) -> Visitor<'_> {
        let answer = self.visitor().log_in(email, SHARED_PASSWORD).await;
        self.visitor().with_tokens(&answer.data("/login"))
    }
}

/// The input of an account.
pub fn account(role: &str, email: &str) -> Value {
    json!({ "email": email, "displayName": format!("User {email}"), "password": SHARED_PASSWORD, "role": role })
}

impl Visitor<'_> {
    /// The same user with the tokens of a payload.
    pub fn with_tokens(&self, payload: &Value) -> Self {
        let text = |name: &str| payload[name].as_str().expect("a token").to_owned();
        Self { access_token: Some(text("accessToken")), refresh_token: text("refreshToken"), ..self.clone() }
    }

    pub async fn send(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self.app.post_anonymously().header("accept-language", "en-GB").json(&body);
        if let Some(token) = &self.access_token {
            request = request.bearer_auth(token);
        }
        Answer::of(request.send().await.expect("the server answers")).await
    }

    pub async fn query(&self, query: &str) -> Answer {
        self.send(query, json!({})).await
    }

    /// Calls a mutation with one input, and selects fields of its payload.
    pub async fn mutate(&self, name: &str, input: Value, fields: &str) -> Answer {
        let (first, rest) = name.split_at(1);
        let input_type = format!("{}{rest}Input", first.to_uppercase());
        let query = format!("mutation($input: {input_type}!) {{ {name}(input: $input) {{ {fields} }} }}");
        self.send(&query, json!({ "input": input })).await
    }

    pub async fn log_in(&self, email: &str, password: &str) -> Answer {
        self.mutate("login", json!({ "email": email, "password": password }), SIGNED_IN).await
    }

    /// Sends a refresh token and nothing else.
    pub async fn refresh(&self) -> Answer {
        let anonymous = Self { access_token: None, ..self.clone() };
        anonymous.mutate("refresh", json!({ "refreshToken": self.refresh_token }), SIGNED_IN).await
    }

    /// Whether the access token is accepted.
    pub async fn has_valid_token(&self) -> bool {
        let answer = self.query("{ viewer { email } }").await;
        assert!(answer.status == 200 || answer.status == 401, "{answer:?}");
        answer.status == 200 && answer.data("/viewer/email").is_string()
    }
}
