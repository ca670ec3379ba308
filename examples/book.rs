//! Books a patient with a clinician, then tries to book somebody else at the same time.
//!
//! ```sh
//! script/server                       # in one terminal
//! cargo run --example book -- cy      # in another; the language is up to you
//! ```

mod session;

use reqwest::Client;
use serde_json::{Value, json};
use session::{API, sign_in};

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
    let token = sign_in(&Client::new()).await?;
    let ask = |query, variables| ask(&language, &token, query, variables);
    let who = ask(WHO, json!({})).await?;
    // The night of a far day is free in the sample, but not when this has been run before.
    for patient in 0..2 {
        let input = json!({
            "patient": { "id": who["data"]["patients"]["edges"][patient]["node"]["id"] },
            "clinicianId": who["data"]["clinicians"]["edges"][0]["node"]["id"],
            "startsAt": "2040-02-29T03:00:00Z",
            "durationMinutes": 30,
            "postcode": "SW1A 1AA",
        });
        let answer = ask(BOOK, json!({ "input": input })).await?;
        for error in answer["errors"].as_array().into_iter().flatten() {
            println!("refused: {} {}", error["extensions"]["code"], error["message"]);
        }
        if answer["errors"].is_null() {
            println!("booked: {}", answer["data"]["bookAppointment"]["appointment"]);
        }
    }
    Ok(())
}

async fn ask(language: &str, token: &str, query: &str, variables: Value) -> reqwest::Result<Value> {
    let body = json!({ "query": query, "variables": variables });
    Client::new()
        .post(API)
        .bearer_auth(token)
        .header("accept-language", language)
        .json(&body)
        .send()
        .await?
        .json()
        .await
}
