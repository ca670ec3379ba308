//! Books a patient with a clinician, then tries to book another patient with the same clinician at the same
//! time.
//!
//! ```sh
//! script/server                       # in one terminal
//! cargo run --example book -- cy      # in another; the language is up to you
//! ```

mod session;

use std::{error::Error, process::ExitCode};

use chrono::{DateTime, TimeDelta, Utc};
use panda::clock::{Clock, SystemClock};
use reqwest::Client;
use serde_json::{Value, json};
use session::{API, exit_code, first_error, sign_in};

/// Two patients and a clinician, each with the last appointment.
const PARTIES: &str = "{
    patients(first: 2) { edges { node { id appointments(last: 1) { edges { node { endsAt } } } } } }
    clinicians(first: 1) { edges { node { id appointments(last: 1) { edges { node { endsAt } } } } } }
}";

const BOOK: &str = "mutation($input: BookAppointmentInput!) {
    bookAppointment(input: $input) { appointment { id startsAt endsAt patient { name } clinician { name } } }
}";

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "en-GB".to_owned());
    let token = sign_in(&Client::new()).await?;
    for line in book_twice(API, &token, &language, SystemClock.now()).await? {
        println!("{line}");
    }
    Ok(())
}

/// Books both patients for the same half-hour, and returns a line for each response.
pub async fn book_twice(
    api: &str,
    token: &str,
    language: &str,
    now: DateTime<Utc>,
) -> Result<Vec<String>, Box<dyn Error>> {
    let ask = |query, variables| ask(api, language, token, query, variables);
    let parties = ask(PARTIES, json!({})).await?;
    let starts_at = first_free_time(&parties, now)?;
    let (patients, clinicians) =
        (&parties["data"]["patients"]["edges"], &parties["data"]["clinicians"]["edges"]);
    let mut lines = Vec::new();
    for patient in 0..2 {
        let input = json!({
            "patient": { "id": patients[patient]["node"]["id"] },
            "clinicianId": clinicians[0]["node"]["id"],
            "startsAt": starts_at.to_rfc3339(),
            "durationMinutes": 30,
            "postcode": "SW1A 1AA",
        });
        let answer = ask(BOOK, json!({ "input": input })).await?;
        for error in answer["errors"].as_array().into_iter().flatten() {
            lines.push(format!("refused: {} {}", error["extensions"]["code"], error["message"]));
        }
        if answer["errors"].is_null() {
            lines.push(format!("booked: {}", answer["data"]["bookAppointment"]["appointment"]));
        }
    }
    Ok(lines)
}

/// The end of the last appointment of all three, tomorrow at the earliest, so that the program can run
/// repeatedly.
fn first_free_time(parties: &Value, now: DateTime<Utc>) -> Result<DateTime<Utc>, Box<dyn Error>> {
    let mut free_from = now + TimeDelta::days(1);
    for list in ["patients", "clinicians"] {
        let edges = parties["data"][list]["edges"].as_array().ok_or_else(|| first_error(parties))?;
        for edge in edges {
            let last = &edge["node"]["appointments"]["edges"][0]["node"]["endsAt"];
            if let Some(ends_at) = last.as_str() {
                free_from = free_from.max(ends_at.parse()?);
            }
        }
    }
    Ok(free_from)
}

async fn ask(
    api: &str,
    language: &str,
    token: &str,
    query: &str,
    variables: Value,
) -> reqwest::Result<Value> {
    let body = json!({ "query": query, "variables": variables });
    Client::new()
        .post(api)
        .bearer_auth(token)
        .header("accept-language", language)
        .json(&body)
        .send()
        .await?
        .json()
        .await
}
