//! The login of every program that uses the API: with `PANDA_EMAIL` and `PANDA_PASSWORD`, or as the demo's
//! staff.

use std::{env, error::Error, process::ExitCode};

use reqwest::Client;
use serde_json::{Value, json};

pub const API: &str = "http://127.0.0.1:8080/graphql";

const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }";

/// An access token, valid for 15 minutes. A program that runs for longer uses the mutation `refresh`.
pub async fn sign_in(client: &Client) -> Result<String, Box<dyn Error>> {
    let setting = |name: &str, of_demo: &str| env::var(name).unwrap_or_else(|_| of_demo.to_owned());
    let input = json!({
        "email": setting("PANDA_EMAIL", "staff@panda.example"),
        "password": setting("PANDA_PASSWORD", "bamboo-for-staff"),
    });
    let body = json!({ "query": LOGIN, "variables": { "input": input } });
    let sent = client.post(API).json(&body).send().await;
    let sent = sent.map_err(|_| format!("No server answers at {API}. Start one with script/server."))?;
    let answer: Value = sent.json().await.map_err(|_| format!("The server at {API} is not PANDA."))?;
    let token = answer["data"]["login"]["accessToken"].as_str();
    Ok(token.ok_or_else(|| first_error(&answer))?.to_owned())
}

/// The message of the first error of a response.
pub fn first_error(answer: &Value) -> String {
    answer["errors"][0]["message"].as_str().unwrap_or("The answer has neither data nor errors.").to_owned()
}

/// Ends a program. An error is printed as a sentence on standard error.
pub fn exit_code(outcome: Result<(), Box<dyn Error>>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
