//! What is asked: the workloads, and the bodies for each of them.

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use panda::{appointment::AppointmentId, clinician::ClinicianId, graphql::GlobalId, patient::PatientId};
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use super::served::Server;

/// One kind of question, of the API and of the reference.
pub struct Workload {
    pub name: &'static str,
    /// What it may cost, as a ratio to the reference.
    pub goal: f64,
    pub query: &'static str,
    /// The path of the same at the reference.
    pub path: &'static str,
    /// Where in the data the answer of the reference is found.
    pub answer: &'static str,
    /// Whether each body may be sent once only.
    pub once: bool,
}

pub const WORKLOADS: [Workload; 5] = [
    Workload {
        name: "W1",
        goal: 1.7,
        query: "query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name nhsNumber dateOfBirth postcode } }",
        path: "/patient",
        answer: "/patient",
        once: false,
    },
    Workload {
        name: "W2",
        goal: 1.3,
        query: "query($from: DateTime!, $until: DateTime!) {
            appointments(filter: { startsAt: { from: $from, until: $until } }, orderBy: { field: STARTS_AT }, first: 20) {
                edges { node { startsAt durationMinutes status patient { name nhsNumber } clinician { name department { name } } } } } }",
        path: "/day",
        answer: "/appointments",
        once: false,
    },
    Workload {
        name: "W3",
        goal: 1.6,
        query: "query($nhsNumber: NhsNumber!) { patient(by: { nhsNumber: $nhsNumber }) { name nhsNumber
            appointments(orderBy: { field: STARTS_AT, direction: DESC }, first: 10) {
                edges { node { startsAt durationMinutes status clinician { name department { name } } } } } } }",
        path: "/latest",
        answer: "/patient/appointments",
        once: false,
    },
    Workload {
        name: "W5",
        goal: 1.6,
        query: "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { startsAt } } }",
        path: "/book",
        answer: "/bookAppointment/appointment",
        once: true,
    },
    Workload {
        name: "W6",
        goal: 2.0,
        query: "query($after: String!) { appointments(orderBy: { field: STARTS_AT }, first: 100, after: $after) {
            edges { node { startsAt durationMinutes status postcode } } pageInfo { hasNextPage endCursor } } }",
        path: "/page",
        answer: "/appointments",
        once: false,
    },
];

/// What is asked in one round: the variables of the API, and the body of the reference.
pub type Asked = (Value, Value);

/// How many different questions a round has, where they may be asked again.
const QUESTIONS: i64 = 2_000;

/// The page at which W6 begins.
const PAGES: usize = 500;

impl Workload {
    /// The questions, but for bookings.
    pub async fn questions(&self, client: &Client, server: &Server) -> anyhow::Result<Vec<Asked>> {
        match self.name {
            "W1" | "W3" => of_patients(client).await,
            "W2" => of_days(client).await,
            "W6" => of_pages(server, client).await,
            other => anyhow::bail!("{other} has no questions that may be asked twice"),
        }
    }

    pub fn body(&self, variables: &Value) -> String {
        json!({ "query": self.query, "variables": variables }).to_string()
    }
}

async fn of_patients(client: &Client) -> anyhow::Result<Vec<Asked>> {
    let statement = "SELECT nhs_number FROM patients ORDER BY md5(nhs_number) LIMIT $1";
    let rows = client.query(statement, &[&QUESTIONS]).await?;
    let asked = rows.iter().map(|row| json!({ "nhsNumber": row.get::<_, String>(0) }));
    Ok(asked.map(|asked| (asked.clone(), asked)).collect())
}

async fn of_days(client: &Client) -> anyhow::Result<Vec<Asked>> {
    let statement = "SELECT DISTINCT date_trunc('day', starts_at) FROM appointments ORDER BY 1";
    let rows = client.query(statement, &[]).await?;
    let asked = rows.iter().map(|row| {
        let from: DateTime<Utc> = row.get(0);
        json!({ "from": from, "until": from + TimeDelta::days(1) })
    });
    Ok(asked.map(|asked| (asked.clone(), asked)).collect())
}

async fn of_pages(server: &Server, client: &Client) -> anyhow::Result<Vec<Asked>> {
    let query =
        "query($after: String) { appointments(orderBy: { field: STARTS_AT }, first: 100, after: $after) {
        edges { node { id } } pageInfo { endCursor } } }";
    let (mut asked, mut after) = (Vec::new(), Value::Null);
    for page in 0..PAGES + 20 {
        let page_of_list = server.ask(query, json!({ "after": after })).await?["appointments"].take();
        after = page_of_list["pageInfo"]["endCursor"].clone();
        let last = page_of_list["edges"]
            .as_array()
            .and_then(|edges| edges.last())
            .context("not so many appointments")?;
        if page >= PAGES {
            let id = last["node"]["id"].as_str().context("no id")?;
            let AppointmentId(id) = AppointmentId::from_global(&id.into()).context("no appointment's id")?;
            let row = client.query_one("SELECT starts_at FROM appointments WHERE id = $1", &[&id]).await?;
            let place = json!({ "startsAt": row.get::<_, DateTime<Utc>>(0), "id": id });
            asked.push((json!({ "after": after }), place));
        }
    }
    Ok(asked)
}

/// Everybody who can be booked with whom.
pub struct People {
    patients: Vec<Uuid>,
    clinicians: Vec<(Uuid, Uuid)>,
}

impl People {
    pub async fn find(client: &Client) -> anyhow::Result<Self> {
        let patients =
            client.query("SELECT id FROM patients ORDER BY md5(id::text) LIMIT 20000", &[]).await?;
        let clinicians = client.query("SELECT id, department_id FROM clinicians ORDER BY id", &[]).await?;
        Ok(Self {
            patients: patients.iter().map(|row| row.get(0)).collect(),
            clinicians: clinicians.iter().map(|row| (row.get(0), row.get(1))).collect(),
        })
    }

    /// So many bookings from this instant on, at which everybody is free: nobody is meant twice at one time.
    pub fn bookings(&self, from: DateTime<Utc>, number: usize) -> Vec<Asked> {
        let booking = |number: usize| {
            let (slot, seat) = (number / self.clinicians.len(), number % self.clinicians.len());
            let (clinician, department) = self.clinicians[seat];
            let patient = self.patients[(seat + slot * 7) % self.patients.len()];
            let starts_at = from + TimeDelta::minutes(10 * i64::try_from(slot).unwrap_or_default());
            let (minutes, postcode) = (5, "SW1A 1AA");
            let input = json!({
                "patient": { "id": PatientId(patient).to_global() },
                "clinicianId": ClinicianId(clinician).to_global(),
                "startsAt": starts_at, "durationMinutes": minutes, "postcode": postcode,
            });
            let row = json!({
                "patient": patient, "clinician": clinician, "department": department, "startsAt": starts_at,
                "durationMinutes": minutes, "postcode": postcode,
            });
            (json!({ "input": input }), row)
        };
        (0..number).map(booking).collect()
    }
}
