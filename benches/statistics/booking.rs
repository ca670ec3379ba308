//! Measures the speed of bookings with and without the database's stored counts.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Instant,
};

use anyhow::Context;
use chrono::TimeDelta;
use futures_util::future::try_join_all;
use panda::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tokio_postgres::Client;

use super::served::Server;

const CLIENTS: u32 = 64;

const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";

/// Patients and clinicians for bookings.
pub struct People {
    patients: Vec<Value>,
    clinicians: Vec<Value>,
    booked: AtomicU32,
}

impl People {
    pub async fn find(server: &Server) -> anyhow::Result<Self> {
        Ok(Self {
            patients: ids(server, "patients").await?,
            clinicians: ids(server, "clinicians").await?,
            booked: AtomicU32::new(0),
        })
    }

    /// A patient and a clinician at a time after the seeded diary, when all are free.
    fn next(&self) -> Value {
        let number = self.booked.fetch_add(1, Ordering::Relaxed) as usize;
        let (patients, clinicians) = (self.patients.len(), self.clinicians.len());
        // Each clinician and each patient occurs once per slot.
        let (slot, seat) = (number / clinicians, number % clinicians);
        let patient = &self.patients[(seat + slot * 7) % patients];
        let starts_at = SystemClock.now()
            + TimeDelta::days(120)
            + TimeDelta::minutes(10 * i64::try_from(slot).unwrap_or_default());
        json!({ "input": {
            "patient": { "id": patient }, "clinicianId": self.clinicians[seat], "startsAt": starts_at.to_rfc3339(),
            "durationMinutes": 5, "postcode": "SW1A 1AA",
        } })
    }
}

/// The first IDs of a list, up to a thousand.
async fn ids(server: &Server, list: &str) -> anyhow::Result<Vec<Value>> {
    let query = format!(
        "query($after: String) {{ list: {list}(first: 100, after: $after) {{ edges {{ node {{ id }} }}
        pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let (mut found, mut after) = (Vec::new(), Value::Null);
    for _ in 0..10 {
        let page = server.ask(&query, json!({ "after": after })).await?["list"].take();
        found.extend(
            page["edges"].as_array().context("no list")?.iter().map(|edge| edge["node"]["id"].clone()),
        );
        after = page["pageInfo"]["endCursor"].clone();
        if page["pageInfo"]["hasNextPage"] != true {
            break;
        }
    }
    Ok(found)
}

/// Bookings per second of all clients together.
pub async fn round(server: &Server, people: &People, bookings: u32) -> anyhow::Result<f64> {
    let begun = Instant::now();
    let client = |_| async {
        for _ in 0..bookings / CLIENTS {
            server.ask(BOOK, people.next()).await?;
        }
        anyhow::Ok(())
    };
    try_join_all((0..CLIENTS).map(client)).await?;
    Ok(f64::from(bookings / CLIENTS * CLIENTS) / begun.elapsed().as_secs_f64())
}

/// Turns the database's counts on or off.
pub async fn keep_counts(client: &Client, are_kept: bool) -> anyhow::Result<()> {
    let verb = if are_kept { "ENABLE" } else { "DISABLE" };
    for trigger in ["insert", "delete", "update_new", "update_old"] {
        client
            .batch_execute(&format!("ALTER TABLE appointments {verb} TRIGGER statistics_{trigger}"))
            .await?;
    }
    Ok(())
}

/// The number of deadlocks so far.
pub async fn deadlocks(client: &Client) -> anyhow::Result<i64> {
    let statement = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
    Ok(client.query_one(statement, &[]).await?.try_get(0)?)
}
