//! The workloads, and their request bodies.

use anyhow::{Context, ensure};
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use panda::{appointment::AppointmentId, clinician::ClinicianId, graphql::GlobalId, patient::PatientId};
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;

use super::served::Server;

/// One kind of request, for the API and the reference.
pub struct Workload {
    pub name: &'static str,
    /// The maximum ratio of its cost to the reference's.
    pub goal: f64,
    pub query: &'static str,
    /// The reference's path for it.
    pub path: &'static str,
    /// The position of the reference's result in the API's data.
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

/// The requests of one round: the API's variables, and the reference's body.
pub type RequestPair = (Value, Value);

/// The maximum number of distinct requests per round, if they may be repeated.
const QUESTIONS: usize = 2_000;

/// The first page of W6 in a long list. In a shorter list, it starts in the middle.
const PAGE: i64 = 500;

/// The number of consecutive pages.
const PAGES: i64 = 20;

impl Workload {
    pub fn body(&self, variables: &Value) -> String {
        json!({ "query": self.query, "variables": variables }).to_string()
    }

    /// The number of entries of a response, if it is a list.
    pub fn entries(&self, data: &Value) -> Option<usize> {
        Some(data.pointer(self.answer)?["edges"].as_array()?.len())
    }
}

/// The values for requests for which every page is full.
pub struct Questions {
    /// NHS numbers of patients with at least ten appointments, in random order.
    patients: Vec<String>,
    /// Ranges of time with at least twenty appointments.
    times: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Questions {
    /// Finds the values. Each range has that many days.
    pub async fn find(client: &Client, days: u32) -> anyhow::Result<Self> {
        let busy = "SELECT nhs_number FROM patients p
            WHERE (SELECT count(*) FROM (SELECT FROM appointments WHERE patient_id = p.id LIMIT 10) a) = 10
            ORDER BY md5(nhs_number)";
        let patients = client.query(busy, &[]).await?.iter().map(|row| row.get(0)).collect();
        let full = "WITH days AS (
                SELECT date_trunc('day', starts_at) AS day, count(*) AS number FROM appointments GROUP BY 1)
            SELECT day, day + $1 * interval '1 day' FROM days d
            WHERE (SELECT sum(number) FROM days
                WHERE days.day >= d.day AND days.day < d.day + $1 * interval '1 day') >= 20
            ORDER BY md5(day::text)";
        let times = client.query(full, &[&f64::from(days)]).await?;
        Ok(Self { patients, times: times.iter().map(|row| (row.get(0), row.get(1))).collect() })
    }

    /// Truncates to the size of the others, so that no side has more cache hits.
    pub fn as_many_as(&mut self, others: &Self) {
        self.patients.truncate(others.patients.len());
        self.times.truncate(others.times.len());
    }

    /// The requests of a workload, except bookings.
    pub async fn of(
        &self,
        workload: &Workload,
        server: &Server,
        client: &Client,
    ) -> anyhow::Result<Vec<RequestPair>> {
        let asked: Vec<Value> = match workload.name {
            "W1" | "W3" => self.patients.iter().map(|number| json!({ "nhsNumber": number })).collect(),
            "W2" => self.times.iter().map(|(from, until)| json!({ "from": from, "until": until })).collect(),
            "W6" => return of_pages(server, client).await,
            other => anyhow::bail!("{other} has no repeatable requests"),
        };
        ensure!(!asked.is_empty(), "{} needs more appointments than exist", workload.name);
        Ok(asked.into_iter().take(QUESTIONS).map(|asked| (asked.clone(), asked)).collect())
    }
}

async fn of_pages(server: &Server, client: &Client) -> anyhow::Result<Vec<RequestPair>> {
    let query =
        "query($after: String) { appointments(orderBy: { field: STARTS_AT }, first: 100, after: $after) {
        edges { node { id } } pageInfo { endCursor } } }";
    let there_are: i64 = client.query_one("SELECT count(*) FROM appointments", &[]).await?.get(0);
    let first = PAGE.min(there_are / 200);
    let (mut asked, mut after) = (Vec::new(), Value::Null);
    for page in 0..first + PAGES {
        let page_of_list = server.ask(query, json!({ "after": after })).await?["appointments"].take();
        after = page_of_list["pageInfo"]["endCursor"].clone();
        let edges = page_of_list["edges"].as_array();
        let last = edges.and_then(|edges| edges.last()).context("too few appointments")?;
        if page >= first {
            let id = last["node"]["id"].as_str().context("no id")?;
            let AppointmentId(id) = AppointmentId::from_global(&id.into()).context("no appointment's id")?;
            let row = client.query_one("SELECT starts_at FROM appointments WHERE id = $1", &[&id]).await?;
            let place = json!({ "startsAt": row.get::<_, DateTime<Utc>>(0), "id": id });
            asked.push((json!({ "after": after }), place));
        }
    }
    Ok(asked)
}

/// The patients and clinicians who can be booked.
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

    /// That many bookings from this instant on, without overlaps.
    pub fn bookings(&self, from: DateTime<Utc>, number: usize) -> Vec<RequestPair> {
        let from = from.duration_trunc(TimeDelta::minutes(1)).unwrap_or(from);
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
