//! Valid values, and the records to which they refer.

use std::{
    cell::RefCell,
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::json;

use crate::support::{Field, TestApp, nhs_numbers};

/// Existing records, and values that no other request has used.
pub struct Known {
    pub patient: String,
    pub clinician: String,
    pub department: String,
    pub organisation: String,
    pub appointments: [String; 3],
    pub users: [String; 2],
    /// Cursors of lists, and IDs of every type.
    pub elsewhere: Vec<String>,
    begin: chrono::DateTime<chrono::Utc>,
    number: AtomicU32,
    nhs_numbers: RefCell<Box<dyn Iterator<Item = String>>>,
}

impl Known {
    /// Creates records that refer to each other, so that none can be removed.
    pub async fn of(app: &TestApp) -> Self {
        let department = app.a_department("BASE").await;
        let organisation = app.an_organisation("BASE1").await;
        let posts = json!([{ "organisationId": organisation, "startsOn": "2020-01-01" }]);
        let input = json!({ "name": "Dr Base", "departmentId": department, "posts": posts });
        let added = app.mutate("addClinician", input, "clinician { id }").await;
        let clinician = added.text("/addClinician/clinician/id");
        let patient = app.a_patient(1).await;
        let mut appointments = Vec::new();
        for minutes in [60, 120, 180] {
            appointments.push(app.an_appointment(&patient, &clinician, minutes).await);
        }
        let users =
            [app.a_user("STAFF", "one@example.org").await, app.a_user("STAFF", "two@example.org").await];
        let cursors = "{ departments { pageInfo { endCursor } } clinicians { pageInfo { endCursor } }
            missedAppointments(period: { from: \"2026-01-01\", until: \"2026-01-31\" }) { rows { pageInfo { endCursor } } } }";
        let cursors = app.query(cursors).await.data("");
        let cursor =
            |pointer: &str| cursors.pointer(pointer).and_then(|cursor| cursor.as_str()).map(str::to_owned);
        let places = ["/departments", "/clinicians", "/missedAppointments/rows"];
        let mut elsewhere: Vec<String> =
            places.iter().filter_map(|place| cursor(&format!("{place}/pageInfo/endCursor"))).collect();
        assert_eq!(elsewhere.len(), 3, "{cursors:#}");
        elsewhere.extend(
            [&patient, &clinician, &department, &organisation, &appointments[0], &users[0]]
                .map(String::clone),
        );
        Self {
            elsewhere,
            patient,
            clinician,
            department,
            organisation,
            appointments: appointments.try_into().expect("three"),
            users,
            begin: app.now(),
            number: AtomicU32::new(10),
            nhs_numbers: RefCell::new(Box::new(nhs_numbers().skip(100))),
        }
    }

    /// A valid value for this name, in the common syntax of JSON and GraphQL.
    pub fn value(&self, field: &Field, name: &str, of: &str) -> String {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let text = match (name, of) {
            (_, "ID") => self.id(&field.name, name).to_owned(),
            (_, "NhsNumber") => self.nhs_numbers.borrow_mut().next().expect("there are many"),
            (_, "Postcode") => "CF10 1EP".to_owned(),
            (_, "Locale") => "cy".to_owned(),
            ("from", "Date") => "2026-01-01".to_owned(),
            ("until", "Date") => "2026-01-31".to_owned(),
            (_, "Date") => "1980-05-17".to_owned(),
            (_, "DateTime") => {
                (self.begin + chrono::TimeDelta::minutes(500 + 30 * i64::from(number))).to_rfc3339()
            }
            ("email", _) => format!("number{number}@example.org"),
            ("code" | "odsCode", _) => format!("N{number}"),
            ("timeZone", _) => "Europe/London".to_owned(),
            ("phone", _) => "+442920123456".to_owned(),
            ("password" | "newPassword" | "currentPassword", _) => super::super::SHARED_PASSWORD.to_owned(),
            (_, "Int") => return "30".to_owned(),
            (_, "Boolean") => return "true".to_owned(),
            (_, "String" | "Decimal") => number.to_string(),
            (_, other) => panic!("say here what a value of the scalar {other} looks like"),
        };
        json!(text).to_string()
    }

    /// The record of this type.
    pub fn of_kind(&self, object: &str) -> &str {
        match object {
            "User" => &self.users[0],
            _ => self.id(object, "id"),
        }
    }

    fn id(&self, field: &str, name: &str) -> &str {
        match (name, field) {
            ("patientId", _) => &self.patient,
            ("clinicianId", _) => &self.clinician,
            ("departmentId", _) => &self.department,
            ("organisationId", _) => &self.organisation,
            (_, "amendAppointment") => &self.appointments[0],
            (_, "attendAppointment") => &self.appointments[1],
            (_, "cancelAppointment") => &self.appointments[2],
            ("userId", _) | (_, "amendUser") => &self.users[0],
            (_, "deactivateUser") => &self.users[1],
            (_, field) => {
                let field = field.to_lowercase();
                let of = |kind: &str| field.contains(kind);
                if of("clinician") {
                    &self.clinician
                } else if of("department") {
                    &self.department
                } else if of("organisation") {
                    &self.organisation
                } else if of("appointment") {
                    &self.appointments[0]
                } else {
                    &self.patient
                }
            }
        }
    }
}
