//! Checks that a response to any request is acceptable.

use std::collections::BTreeSet;

use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::support::TestApp;

/// Texts that would reveal internals of the program.
const INTERNALS: [&str; 41] = [
    "::",
    "src/",
    ".rs",
    "panicked",
    "unwrap",
    "serde",
    "diesel",
    "tokio",
    "postgres",
    "Postgres",
    "SELECT",
    "INSERT",
    "UPDATE ",
    "DELETE ",
    "constraint",
    "relation",
    "column",
    "async_graphql",
    "async-graphql",
    "axum",
    "hyper",
    "Option<",
    "Vec<",
    "Box<",
    "String(",
    "Some(",
    "None",
    "alloc",
    "usize",
    "u64",
    "i64",
    "u32",
    "i32",
    "/home",
    "/tmp",
    "/dev/shm",
    "/root",
    "/work",
    "Bearer ey",
    "pest",
    "chrono",
];

pub struct ResponseChecker {
    codes: BTreeSet<String>,
    /// Values that no error may repeat.
    secrets: Vec<String>,
}

impl ResponseChecker {
    pub async fn of(app: &TestApp, secrets: Vec<String>) -> Self {
        let catalogue = app.query("{ errorCatalogue { code } }").await.data("/errorCatalogue");
        let codes = catalogue.as_array().expect("a list").iter();
        let codes = codes.map(|entry| entry["code"].as_str().expect("a code").to_owned()).collect();
        Self { codes, secrets }
    }

    /// Returns the response if it is acceptable, or the reason if not.
    pub fn check(&self, status: u16, headers: &HeaderMap, text: &str) -> Result<Value, String> {
        let wrong =
            |why: &str| Err(format!("{why}: {status} {}", text.chars().take(2_000).collect::<String>()));
        if status >= 500 || status == 429 {
            return wrong("an internal error or a rate limit");
        }
        let Ok(answer) = serde_json::from_str::<Value>(text) else { return wrong("no JSON") };
        let Some(errors) = answer.get("errors") else {
            return if answer["data"].is_object() { Ok(answer) } else { wrong("neither data nor errors") };
        };
        let Some(errors) = errors.as_array().filter(|errors| !errors.is_empty()) else {
            return wrong("no errors");
        };
        for error in errors {
            let code = error["extensions"]["code"].as_str().unwrap_or_default();
            if !self.codes.contains(code)
                || ["INTERNAL", "SERVICE_UNAVAILABLE", "RATE_LIMITED"].contains(&code)
            {
                return wrong(&format!("the code {code:?}"));
            }
            let message = error["message"].as_str().unwrap_or_default();
            if message.is_empty() || message.chars().count() > 600 {
                return wrong("a message of no length, or a long one");
            }
        }
        // `locations` is the only part without text for users.
        let shown = |error: &Value| format!("{} {} {}", error["message"], error["extensions"], error["path"]);
        let shown = errors.iter().map(shown).collect::<Vec<_>>().join("\n");
        if let Some(inside) = INTERNALS.iter().find(|inside| shown.contains(*inside)) {
            return wrong(&format!("the inside shows itself by {inside:?}"));
        }
        let headers = format!("{headers:?}");
        if let Some(secret) =
            self.secrets.iter().find(|secret| shown.contains(*secret) || headers.contains(*secret))
        {
            return wrong(&format!("it repeats {secret:?}"));
        }
        Ok(answer)
    }
}
