//! A server with a patient whose values are secret, and without rate limits.

use std::time::Duration;

use panda::account::{Limit, Limits, RoleAssignment};
use serde_json::json;

use super::{HostileRequest, Known, Outcome, ResponseChecker};
use crate::support::{RecordVersions, TestApp, Types, nhs_number, patient};

/// A patient whose values must not appear in any error.
const NAME: &str = "Gwenhwyfar Testperson";
const EMAIL: &str = "gwen.testperson@example.org";
const PASSWORD: &str = "unlikely-secret-of-gwen";
const STREET: &str = "17 Unlikely Crescent";

pub struct HostileContext {
    pub types: Types,
    pub known: Known,
    /// The patient's values in every possible format, and valid tokens.
    pub secrets: Vec<String>,
    checker: ResponseChecker,
    pub versions: RecordVersions,
    pub requests: usize,
    pub acknowledged: usize,
    wrongs: Vec<String>,
    pub app: TestApp,
}

impl HostileContext {
    pub async fn prepare() -> Self {
        let any = Limit::new(1_000_000, Duration::from_secs(1));
        let limits = Limits {
            logins_by_account: any,
            logins_by_address: any,
            sign_ups_by_number: any,
            sign_ups_by_address: any,
            requests_by_user: any,
        };
        let app = TestApp::builder().rate_limits(limits).start().await;
        app.a_user_with(RoleAssignment::Admin);
        let (types, known, secrets) = (Types::of(&app).await, Known::of(&app).await, secrets(&app).await);
        let checker = ResponseChecker::of(&app, secrets.clone()).await;
        let versions = RecordVersions::of(&app.database);
        Self {
            types,
            known,
            secrets,
            checker,
            versions,
            requests: 0,
            acknowledged: 0,
            wrongs: Vec::new(),
            app,
        }
    }

    /// Sends request bodies with their descriptions, and records the results.
    pub async fn send(&mut self, all: Vec<(String, String)>) {
        let known = self.known.patient.clone();
        let sent = all
            .into_iter()
            .enumerate()
            .map(|(n, (what, body))| HostileRequest::nth(n, what, body, patient(&known)));
        let Outcome { requests, acknowledged, wrongs } =
            self.app.send_all(sent, &self.checker, &mut self.versions).await;
        self.requests += requests;
        self.acknowledged += acknowledged;
        self.wrongs.extend(wrongs);
    }

    /// All responses were valid, the server still answers, and the database has exactly the acknowledged
    /// changes.
    pub async fn expect_unharmed(&self) {
        let Self { requests, wrongs, .. } = self;
        let some = &wrongs[..wrongs.len().min(20)];
        assert!(wrongs.is_empty(), "{} of {requests} are wrong: {some:#?}", wrongs.len());
        assert!(self.acknowledged > 0, "some of it is good");
        assert_eq!(
            RecordVersions::of(&self.app.database),
            self.versions,
            "what is on record is what was acknowledged"
        );
        let query = format!("{{ patient(by: {{ nhsNumber: \"{}\" }}) {{ name }} }}", nhs_number(77));
        assert_eq!(self.app.query(&query).await.text("/patient/name"), NAME);
    }
}

async fn secrets(app: &TestApp) -> Vec<String> {
    let number = nhs_number(77);
    let input = json!({
        "nhsNumber": number, "name": NAME, "dateOfBirth": "1961-07-19", "postcode": "ZE3 9JZ", "email": EMAIL,
        "addressLines": [STREET],
    });
    let patient = app.mutate("registerPatient", input, "patient { id }").await;
    let patient = patient.text("/registerPatient/patient/id");
    let account = json!({
        "email": EMAIL, "displayName": NAME, "password": PASSWORD, "role": "PATIENT", "patientId": patient,
    });
    app.mutate("addUser", account, "user { id }").await.data("");
    let gwen = app.visitor().log_in(EMAIL, PASSWORD).await.data("/login");
    let token = |name: &str| gwen[name].as_str().expect("a token").to_owned();
    let spaced = format!("{} {} {}", &number[..3], &number[3..6], &number[6..]);
    let known = [NAME, EMAIL, PASSWORD, STREET].map(str::to_owned);
    let secrets_of_login = [spaced, number, token("accessToken"), token("refreshToken")];
    known.into_iter().chain(secrets_of_login).collect()
}
