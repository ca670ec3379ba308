//! Initial records of tests, created through the API.

use serde_json::{Value, json};

use super::TestApp;

/// Many distinct valid NHS numbers.
pub fn nhs_numbers() -> impl Iterator<Item = String> {
    (900_000_000_u32..).filter_map(|body| {
        let digits: Vec<u8> = body.to_string().bytes().map(|byte| byte - b'0').collect();
        let check = panda::patient::check_digit(&digits.try_into().expect("nine digits"))?;
        Some(format!("{body}{check}"))
    })
}

/// The n-th of these numbers.
pub fn nhs_number(n: u32) -> String {
    nhs_numbers().nth(n.try_into().expect("a small number")).expect("there are many")
}

impl TestApp {
    /// Registers the n-th patient, and returns the ID.
    pub async fn a_patient(&self, n: u32) -> String {
        let input = json!({
            "nhsNumber": nhs_number(n), "name": format!("Patient {n}"),
            "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP",
        });
        self.mutate("registerPatient", input, "patient { id }").await.text("/registerPatient/patient/id")
    }

    /// Adds a department, and returns the ID.
    pub async fn a_department(&self, code: &str) -> String {
        let input = json!({ "code": code, "name": format!("Department {code}") });
        self.mutate("addDepartment", input, "department { id }").await.text("/addDepartment/department/id")
    }

    /// Adds an organisation in Cardiff, and returns the ID.
    pub async fn an_organisation(&self, ods_code: &str) -> String {
        let input = json!({
            "odsCode": ods_code, "name": format!("Hospital {ods_code}"), "kind": "HOSPITAL", "postcode": "CF14 4XW",
        });
        self.mutate("addOrganisation", input, "organisation { id }")
            .await
            .text("/addOrganisation/organisation/id")
    }

    /// Adds a clinician of a department, and returns the ID.
    pub async fn a_clinician(&self, name: &str, department_id: &str) -> String {
        let input = json!({ "name": name, "departmentId": department_id });
        self.mutate("addClinician", input, "clinician { id }").await.text("/addClinician/clinician/id")
    }

    /// Adds a clinician and a department with the same name.
    pub async fn some_clinician(&self, code: &str) -> String {
        let department = self.a_department(code).await;
        self.a_clinician(&format!("Dr {code}"), &department).await
    }

    /// The input for a booking of 30 minutes.
    pub fn booking(&self, patient: &str, clinician: &str, in_minutes: i64) -> Value {
        json!({
            "patient": { "id": patient }, "clinicianId": clinician, "startsAt": self.in_minutes(in_minutes),
            "durationMinutes": 30, "postcode": "CF14 4XW",
        })
    }

    /// Books 30 minutes, and returns the ID.
    pub async fn an_appointment(&self, patient: &str, clinician: &str, in_minutes: i64) -> String {
        let booked = self.mutate(
            "bookAppointment",
            self.booking(patient, clinician, in_minutes),
            "appointment { id }",
        );
        booked.await.text("/bookAppointment/appointment/id")
    }

    /// The current status of an appointment.
    pub async fn status(&self, id: &str) -> String {
        let query = "query($id: ID!) { appointment(id: $id) { status } }";
        self.send(query, json!({ "id": id })).await.text("/appointment/status")
    }
}
