//! Books a patient with a clinician, then tries to book somebody else at the same time.
//!
//! ```sh
//! script/server                       # in one terminal
//! cargo run --example book -- cy      # in another; the language is up to you
//! ```

use reqwest::Client;
use serde_json::{Value, json};

const API: &str = "http://127.0.0.1:8080/graphql";

const WHO: &str = "{
    patients(first: 2) { edges { node { id name } } }
    clinicians(first: 1) { edges { node { id name } } }
}";

const BOOK: &str = "mutation($input: BookAppointmentInput!) {
    bookAppointment(input: $input) { appointment { id startsAt endsAt patient { name } clinician { name } } }
}";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let language = std::env::args().nth(1).unwrap_or_else(|| "en-GB".to_owned());
    let who = ask(&language, WHO, json!({})).await?;
    // The night of a far day is free in the sample, but not when this has been run before.
    for patient in 0..2 {
        let input = json!({
            "patient": { "id": who["data"]["patients"]["edges"][patient]["node"]["id"] },
            "clinicianId": who["data"]["clinicians"]["edges"][0]["node"]["id"],
            "startsAt": "2040-02-29T03:00:00Z",
            "durationMinutes": 30,
            "postcode": "SW1A 1AA",
        });
        let answer = ask(&language, BOOK, json!({ "input": input })).await?;
        for error in answer["errors"].as_array().into_iter().flatten() {
            println!("refused: {} {}", error["extensions"]["code"], error["message"]);
        }
        if answer["errors"].is_null() {
            println!("booked: {}", answer["data"]["bookAppointment"]["appointment"]);
        }
    }
    Ok(())
}

async fn ask(language: &str, query: &str, variables: Value) -> reqwest::Result<Value> {
    let body = json!({ "query": query, "variables": variables });
    Client::new().post(API).header("accept-language", language).json(&body).send().await?.json().await
}
