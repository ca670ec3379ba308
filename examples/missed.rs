//! Counts missed appointments by department, page by page, as a client without statistics has to.
//!
//! ```sh
//! script/server                       # in one terminal
//! cargo run --example missed          # in another
//! ```

mod session;

use std::collections::BTreeMap;

use reqwest::Client;
use serde_json::{Value, json};
use session::{API, sign_in};

const PAGE: &str = "query($after: String) {
    appointments(filter: { status: [MISSED] }, first: 100, after: $after) {
        edges { node { durationMinutes department { name } } }
        pageInfo { hasNextPage endCursor }
    }
}";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new();
    let token = sign_in(&client).await?;
    let mut missed: BTreeMap<String, (u32, i64)> = BTreeMap::new();
    let mut after = Value::Null;
    loop {
        let body = json!({ "query": PAGE, "variables": { "after": after } });
        let answer: Value = client.post(API).bearer_auth(&token).json(&body).send().await?.json().await?;
        let page = &answer["data"]["appointments"];
        for edge in page["edges"].as_array().ok_or("the server refused")? {
            let department = edge["node"]["department"]["name"].as_str().unwrap_or_default();
            let (count, minutes) = missed.entry(department.to_owned()).or_default();
            *count += 1;
            *minutes += edge["node"]["durationMinutes"].as_i64().unwrap_or_default();
        }
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    for (department, (count, minutes)) in missed {
        println!("{department:24} {count:5} missed, {:6} hours", minutes / 60);
    }
    Ok(())
}
