//! What missed appointments cost, as a spreadsheet reads it; and a small clinic of which there is something to tell.

use chrono::TimeDelta;
use panda::principal::RoleAssignment;
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::{Somebody, TestApp, token, with};

/// The rows of a file, with what stands above them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spreadsheet {
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Spreadsheet {
    /// Read by a reader that refuses rows of different lengths.
    pub fn of(text: &str) -> Self {
        Self::separated(text, b',')
    }

    pub fn separated(text: &str, separator: u8) -> Self {
        let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        let headings = texts(reader.headers().expect("headings"));
        let rows = reader.records().map(|record| texts(&record.expect("a row"))).collect();
        Self { headings, rows }
    }

    /// What stands under a heading.
    #[track_caller]
    pub fn column(&self, heading: &str) -> Vec<&str> {
        let at = self.headings.iter().position(|found| found == heading);
        let at = at.unwrap_or_else(|| panic!("no {heading} among {:?}", self.headings));
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }
}

impl TestApp {
    /// Asks for the file as somebody, in British English.
    pub fn missed_csv(&self, who: impl Into<Somebody>, query: &str) -> RequestBuilder {
        self.missed_csv_in("en-GB", who, query)
    }

    pub fn missed_csv_in(&self, language: &str, who: impl Into<Somebody>, query: &str) -> RequestBuilder {
        let request = self.get(&format!("/statistics/missed.csv?{query}"));
        let request = request.header("accept-language", language);
        match who.into() {
            Some(assignment) => request.bearer_auth(token(assignment, self.now())),
            None => request,
        }
    }

    /// The rows that staff are told.
    pub async fn spreadsheet(&self, query: &str) -> Spreadsheet {
        self.spreadsheet_in("en-GB", RoleAssignment::Staff, query).await
    }

    pub async fn spreadsheet_in(&self, language: &str, who: RoleAssignment, query: &str) -> Spreadsheet {
        let response: Response =
            self.missed_csv_in(language, who, query).send().await.expect("the server answers");
        let (status, text) = (response.status(), response.text().await.expect("a text"));
        assert_eq!(status, 200, "{query}: {text}");
        Spreadsheet::of(&text)
    }
}

/// A server with two departments, three clinicians and two organisations on Wednesday the 4th of March 2026, when of each
/// clinician's appointments of Monday, Tuesday and Friday some were attended, some missed and some cancelled.
pub async fn clinic() -> TestApp {
    let app = TestApp::start().await;
    let ear = json!({ "code": "ENT", "name": "Ear, \"Nose\" & Throat" });
    let heart = json!({ "code": "CARD", "name": "قسم القلب" });
    let (ear, heart) = (a_department(&app, ear).await, a_department(&app, heart).await);
    let clinicians = [
        app.a_clinician("刘 秀英", &ear).await,
        app.a_clinician("आरव डार", &ear).await,
        app.a_clinician("Siân O'Brien, \"Shan\"", &heart).await,
    ];
    let organisations = [app.an_organisation("RJ1").await, app.an_organisation("RJ2").await];
    let patients = [app.a_patient(1).await, app.a_patient(2).await, app.a_patient(3).await];
    for (n, clinician) in (0_i64..).zip(&clinicians) {
        for slot in 0..(9 - n) {
            let (day, of_day) = ([0, 1, 4][usize::try_from(slot % 3).expect("small")], slot / 3);
            let patient = &patients[usize::try_from((n + of_day) % 3).expect("small")];
            let booking = app.booking(patient, clinician, 60 + day * 24 * 60 + of_day * 45);
            let place = match (n + slot) % 3 {
                0 => Value::Null,
                place => json!(organisations[usize::try_from(place - 1).expect("small")]),
            };
            let booked = app.book(with(booking, json!({ "organisationId": place }))).await;
            let id = booked.text("/bookAppointment/appointment/id");
            match (day, of_day) {
                (0, 0) => drop(app.attend(&id).await.data("")),
                (_, 2) if n == 0 => drop(app.cancel(&id).await.data("")),
                _ => {}
            }
        }
    }
    app.clock.advance(TimeDelta::days(2));
    app
}

async fn a_department(app: &TestApp, input: Value) -> String {
    let added = app.mutate("addDepartment", input, "department { id }").await;
    added.text("/addDepartment/department/id")
}
