//! Lists the cost of missed appointments per department in the last twelve months, the highest first.
//!
//! ```sh
//! script/server                       # in one terminal
//! cargo run --example missed          # in another
//! ```

mod session;

use std::{error::Error, process::ExitCode};

use chrono::Months;
use panda::clock::{Clock, SystemClock};
use reqwest::Client;
use serde_json::{Value, json};
use session::{API, exit_code, first_error, sign_in};

const REPORT: &str = "query($period: PeriodInput!, $after: String) {
    missedAppointments(period: $period, groupBy: [DEPARTMENT], compareWith: PREVIOUS_YEAR) {
        rows(orderBy: { field: ESTIMATED_COST, direction: DESC }, first: 100, after: $after) {
            edges { node { department { name } missed didNotAttendRate estimatedCost change { estimatedCost } } }
            pageInfo { hasNextPage endCursor }
        }
    }
}";

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    let token = sign_in(&client).await?;
    let today = SystemClock.now().date_naive();
    let period = json!({ "from": (today - Months::new(12)).to_string(), "until": today.to_string() });
    let mut after = Value::Null;
    loop {
        let body = json!({ "query": REPORT, "variables": { "period": period, "after": after } });
        let answer: Value = client.post(API).bearer_auth(&token).json(&body).send().await?.json().await?;
        let page = &answer["data"]["missedAppointments"]["rows"];
        for edge in page["edges"].as_array().ok_or_else(|| first_error(&answer))? {
            let row = &edge["node"];
            println!(
                "{:28} {:>5} missed, {:>5.1} %, £{:>10} ({:+.0} on the year before)",
                row["department"]["name"].as_str().unwrap_or_default(),
                row["missed"],
                100.0 * row["didNotAttendRate"].as_f64().unwrap_or_default(),
                row["estimatedCost"].as_str().unwrap_or_default(),
                row["change"]["estimatedCost"]
                    .as_str()
                    .unwrap_or_default()
                    .parse::<f64>()
                    .unwrap_or_default(),
            );
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(());
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}
