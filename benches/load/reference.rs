//! The reference for measurements: a plain axum server that answers each workload with one SQL statement,
//! without GraphQL, accounts, limits, request IDs or logging. Its responses have the API's format.
//!
//! Statements are prepared once, and use a few pipelined connections.

use std::{
    env,
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::Context;
use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use panda::clock::{Clock, SystemClock};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::net::TcpListener;
use tokio_postgres::{Client, NoTls, Row, Statement};
use uuid::{NoContext, Timestamp, Uuid};

/// With these settings in the environment, as JSON, the bench runs as the reference only.
pub const SETTINGS: &str = "PANDA_LOAD_REFERENCE";

/// The reference's connections to the database.
#[derive(Deserialize, Serialize)]
pub struct Settings {
    pub database: String,
    pub connections: usize,
    /// A statement to run first on each connection.
    pub first: Option<String>,
}

const STATEMENTS: [&str; 5] = [
    "SELECT name, nhs_number, date_of_birth, postcode FROM patients WHERE nhs_number = $1",
    "SELECT a.starts_at, a.ends_at, a.status, p.name, p.nhs_number, c.name, d.name
     FROM appointments a JOIN patients p ON p.id = a.patient_id JOIN clinicians c ON c.id = a.clinician_id
         JOIN departments d ON d.id = c.department_id
     WHERE a.starts_at >= $1 AND a.starts_at < $2 ORDER BY a.starts_at, a.id LIMIT 20",
    "SELECT a.starts_at, a.ends_at, a.status, p.name, p.nhs_number, c.name, d.name
     FROM patients p CROSS JOIN LATERAL (
         SELECT * FROM appointments WHERE patient_id = p.id ORDER BY starts_at DESC, id DESC LIMIT 10) a
         JOIN clinicians c ON c.id = a.clinician_id JOIN departments d ON d.id = c.department_id
     WHERE p.nhs_number = $1 ORDER BY a.starts_at DESC, a.id DESC",
    "INSERT INTO appointments (id, patient_id, clinician_id, department_id, starts_at, ends_at, postcode, status,
         created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, $8) RETURNING starts_at",
    "SELECT starts_at, ends_at, status, postcode FROM appointments
     WHERE (starts_at, id) > ($1, $2) ORDER BY starts_at, id LIMIT 101",
];

struct Reference {
    connections: Vec<(Client, Vec<Statement>)>,
    next: AtomicUsize,
}

type Shared = State<&'static Reference>;
type Answer = Result<Response, Broken>;

/// Serves until killed. Prints its address on standard output.
pub async fn serve() -> anyhow::Result<()> {
    let settings: Settings = serde_json::from_str(&env::var(SETTINGS)?)?;
    let mut connections = Vec::new();
    for _ in 0..settings.connections {
        let (client, connection) = tokio_postgres::connect(&settings.database, NoTls).await?;
        tokio::spawn(connection);
        if let Some(first) = &settings.first {
            client.batch_execute(first).await?;
        }
        let mut statements = Vec::new();
        for text in STATEMENTS {
            statements.push(client.prepare(text).await?);
        }
        connections.push((client, statements));
    }
    let reference: &'static Reference =
        Box::leak(Box::new(Reference { connections, next: AtomicUsize::new(0) }));
    let router = Router::new()
        .route("/patient", post(patient))
        .route("/day", post(day))
        .route("/latest", post(latest))
        .route("/book", post(book))
        .route("/page", post(page))
        .with_state(reference);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await.context("the reference ended")
}

impl Reference {
    /// The statement on the next connection, in rotation.
    fn on(&self, statement: usize) -> (&Client, &Statement) {
        let number = self.next.fetch_add(1, Ordering::Relaxed) % self.connections.len();
        let (client, statements) = &self.connections[number];
        (client, &statements[statement])
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfPatient {
    nhs_number: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient<'a> {
    name: &'a str,
    nhs_number: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<&'a str>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Clinician<'a> {
    name: &'a str,
    department: Named<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Appointment<'a> {
    starts_at: DateTime<Utc>,
    duration_minutes: i64,
    status: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    postcode: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patient: Option<Patient<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clinician: Option<Clinician<'a>>,
}

async fn patient(State(reference): Shared, Json(of): Json<OfPatient>) -> Answer {
    let (client, statement) = reference.on(0);
    let row = client.query_one(statement, &[&of.nhs_number]).await?;
    let patient = Patient {
        name: row.get(0),
        nhs_number: row.get(1),
        date_of_birth: Some(row.get(2)),
        postcode: Some(row.get(3)),
    };
    Ok(Json(patient).into_response())
}

#[derive(Deserialize)]
struct Range {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
}

async fn day(State(reference): Shared, Json(range): Json<Range>) -> Answer {
    let (client, statement) = reference.on(1);
    let rows = client.query(statement, &[&range.from, &range.until]).await?;
    Ok(Json(rows.iter().map(with_people).collect::<Vec<_>>()).into_response())
}

async fn latest(State(reference): Shared, Json(of): Json<OfPatient>) -> Answer {
    let (client, statement) = reference.on(2);
    let rows = client.query(statement, &[&of.nhs_number]).await?;
    Ok(Json(rows.iter().map(with_people).collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    starts_at: DateTime<Utc>,
    id: Uuid,
}

async fn page(State(reference): Shared, Json(after): Json<Place>) -> Answer {
    let (client, statement) = reference.on(4);
    let rows = client.query(statement, &[&after.starts_at, &after.id]).await?;
    let alone = |row| Appointment { postcode: Some(Row::get(row, 3)), ..of(row) };
    Ok(Json(rows.iter().take(100).map(alone).collect::<Vec<_>>()).into_response())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Booking {
    patient: Uuid,
    clinician: Uuid,
    department: Uuid,
    starts_at: DateTime<Utc>,
    duration_minutes: i64,
    postcode: String,
}

async fn book(State(reference): Shared, Json(booking): Json<Booking>) -> Answer {
    let (client, statement) = reference.on(3);
    let ends_at = booking.starts_at + TimeDelta::minutes(booking.duration_minutes);
    let Booking { patient, clinician, department, starts_at, postcode, .. } = booking;
    let now = SystemClock.now();
    let id = Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        now.timestamp().cast_unsigned(),
        now.timestamp_subsec_nanos(),
    ));
    let row = client
        .query_one(
            statement,
            &[&id, &patient, &clinician, &department, &starts_at, &ends_at, &postcode, &now],
        )
        .await?;
    Ok(Json(json!({ "startsAt": row.get::<_, DateTime<Utc>>(0) })).into_response())
}

fn of(row: &Row) -> Appointment<'_> {
    let (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>) = (row.get(0), row.get(1));
    let status = match row.get::<_, &str>(2) {
        "active" if ends_at <= SystemClock.now() => "MISSED",
        "active" => "ACTIVE",
        "attended" => "ATTENDED",
        _ => "CANCELLED",
    };
    let duration_minutes = (ends_at - starts_at).num_minutes();
    Appointment { starts_at, duration_minutes, status, postcode: None, patient: None, clinician: None }
}

fn with_people(row: &Row) -> Appointment<'_> {
    let patient = Patient { name: row.get(3), nhs_number: row.get(4), date_of_birth: None, postcode: None };
    let clinician = Clinician { name: row.get(5), department: Named { name: row.get(6) } };
    Appointment { patient: Some(patient), clinician: Some(clinician), ..of(row) }
}

/// A database error, which the load generator counts.
struct Broken;

impl From<tokio_postgres::Error> for Broken {
    fn from(_: tokio_postgres::Error) -> Self {
        Self
    }
}

impl IntoResponse for Broken {
    fn into_response(self) -> Response {
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    }
}
