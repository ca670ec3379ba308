//! A patient among others, with whom everything is shared but the record.

use serde_json::{Value, json};

use super::{Crowd, RawResponse, TestApp, absent, nhs_number, patient, primary_key};

/// Patients who share clinicians, departments and organisations, and whose names are alike. One of them asks.
pub struct AmongOthers {
    pub app: TestApp,
    /// Who asks.
    pub own: String,
    pub own_number: String,
    pub other: String,
    pub other_number: String,
    pub clinicians: Vec<String>,
    pub departments: Vec<String>,
    pub organisations: Vec<String>,
    pub own_appointments: Vec<String>,
    pub other_appointments: Vec<String>,
}

impl AmongOthers {
    /// A good number that no patient has.
    pub const NOBODYS: u32 = 90;

    pub async fn create() -> Self {
        let app = TestApp::start().await;
        app.add_crowd(Crowd { patients: 5, clinicians: 3, departments: 2, appointments: 15 });
        // Some of everything for everyone, whatever the status.
        app.database.execute(
            "UPDATE appointments SET starts_at = starts_at - interval '2 days', ends_at = ends_at - interval '2 days'
                WHERE starts_at < '2026-03-03T13:00:00Z';
             UPDATE appointments SET status = CASE WHEN starts_at < '2026-03-02T00:00:00Z' THEN 'attended' ELSE 'cancelled' END
                WHERE extract(minute FROM starts_at) = 30;
             UPDATE patients SET name = 'Anna Ahmed ' || right(nhs_number, 3), postcode = 'CF10 1EP';",
        );
        let (own, other) = (id_by_number(&app, 1).await, id_by_number(&app, 2).await);
        let (own_appointments, other_appointments) =
            (appointments_of(&app, &own).await, appointments_of(&app, &other).await);
        Self {
            own_number: nhs_number(1),
            other_number: nhs_number(2),
            clinicians: app.ids("clinicians").await,
            departments: app.ids("departments").await,
            organisations: app.ids("organisations").await,
            own,
            other,
            own_appointments,
            other_appointments,
            app,
        }
    }

    /// What the patient hears.
    pub async fn hear(&self, query: &str, variables: Value) -> RawResponse {
        self.app.hear_as(patient(&self.own), query, variables).await
    }

    /// What the patient is answered, in which nothing is refused.
    pub async fn data(&self, query: &str) -> Value {
        self.app.send_as(patient(&self.own), query, json!({})).await.data("")
    }

    /// Takes everybody else away, and everything that is theirs.
    pub fn leave_alone(&self) {
        let own = primary_key(&self.own);
        self.app.database.execute(&format!(
            "DELETE FROM appointments WHERE patient_id <> '{own}'; DELETE FROM patients WHERE id <> '{own}'"
        ));
    }

    /// Every list of appointments, by where it stands.
    pub fn places(&self) -> Vec<(String, &'static str)> {
        let beneath = |ids: &[String], kind: &'static str| -> Vec<(String, &'static str)> {
            ids.iter().map(|id| (format!(r#"node(id: "{id}") {{ ... on {kind} {{"#), "} }")).collect()
        };
        let mut places = vec![(String::new(), "")];
        places.extend(beneath(&self.clinicians, "Clinician"));
        places.extend(beneath(&self.departments, "Department"));
        places.extend(beneath(&self.organisations, "Organisation"));
        places.extend(beneath(&[self.own.clone(), self.other.clone()], "Patient"));
        places
    }

    /// Filters by everybody and everything, whatever the caller may know of them.
    pub fn appointment_filters(&self) -> Vec<String> {
        let by = |field: &str, ids: &[String]| -> Vec<String> {
            ids.iter().map(|id| format!(r#"{field}: "{id}""#)).collect()
        };
        let people = [self.own.clone(), self.other.clone(), absent(&self.other)];
        let numbers = [self.own_number.clone(), self.other_number.clone(), nhs_number(Self::NOBODYS)];
        let mut filters = vec![String::new()];
        filters.extend(by("patientId", &people));
        filters.extend(by("nhsNumber", &numbers));
        filters.extend(by("clinicianId", &self.clinicians));
        filters.extend(by("departmentId", &self.departments));
        filters.extend(by("organisationId", &self.organisations));
        filters.extend(
            ["ACTIVE", "MISSED", "ATTENDED", "CANCELLED", "ACTIVE, CANCELLED"]
                .map(|s| format!("status: [{s}]")),
        );
        filters.extend([
            r#"startsAt: { from: "2026-03-03T00:00:00Z" }"#.to_owned(),
            format!(r#"startsAt: {{ until: "2026-03-03T00:00:00Z" }}, nhsNumber: "{}""#, self.other_number),
            format!(
                r#"status: [MISSED], patientId: "{}", clinicianId: "{}""#,
                self.other, self.clinicians[0]
            ),
        ]);
        filters
    }

    pub fn patient_filters(&self) -> Vec<String> {
        let mut filters: Vec<String> = [
            "",
            "search: \"anna\"",
            "search: \"a\"",
            "search: \"ahmed ann\"",
            "postcode: \"CF10\"",
            "postcode: \"CF10 1EP\", search: \"anna\"",
            "dateOfBirth: \"1980-05-18\"",
            "dateOfBirth: \"1980-05-19\"",
            "search: \"zzz\"",
        ]
        .map(str::to_owned)
        .into();
        for number in [&self.own_number, &self.other_number, &nhs_number(Self::NOBODYS)] {
            filters.push(format!(r#"nhsNumber: "{number}""#));
            filters.push(format!(r#"search: "{}""#, &number[7..]));
            filters.push(format!(r#"search: "ahmed", nhsNumber: "{number}""#));
        }
        filters
    }
}

async fn id_by_number(app: &TestApp, n: u32) -> String {
    let query = format!(r#"{{ patient(by: {{ nhsNumber: "{}" }}) {{ id }} }}"#, nhs_number(n));
    app.query(&query).await.text("/patient/id")
}

async fn appointments_of(app: &TestApp, patient: &str) -> Vec<String> {
    let query =
        "query($id: ID) { appointments(first: 100, filter: { patientId: $id }) { edges { node { id } } } }";
    let found = app.send(query, json!({ "id": patient })).await.data("/appointments/edges");
    let id = |edge: &Value| edge["node"]["id"].as_str().expect("an id").to_owned();
    found.as_array().expect("edges").iter().map(id).collect()
}
