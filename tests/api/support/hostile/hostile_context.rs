//! A server that knows a person with secrets, and counts nobody's requests.

use std::time::Duration;

use panda::{
    account::{Limit, Limits},
    http::HttpConfig,
    principal::RoleAssignment,
};
use serde_json::json;

use super::{Judge, Known, Outcome, Sent};
use crate::support::{Books, TestApp, Types, nhs_number, patient};

/// Somebody whose record is there, and who is nobody else's business.
const NAME: &str = "Gwenhwyfar Testperson";
const EMAIL: &str = "gwen.testperson@example.org";
const PASSWORD: &str = "unlikely-secret-of-gwen";
const STREET: &str = "17 Unlikely Crescent";

pub struct Ground {
    pub types: Types,
    pub known: Known,
    /// What is about that person, in every form in which it might be written, and tokens that are good.
    pub secrets: Vec<String>,
    judge: Judge,
    pub books: Books,
    pub requests: usize,
    pub acknowledged: usize,
    wrongs: Vec<String>,
    pub app: TestApp,
}

impl Ground {
    pub async fn prepare() -> Self {
        let any = Limit::new(1_000_000, Duration::from_secs(1));
        let limits = Limits {
            logins_by_account: any,
            logins_by_address: any,
            sign_ups_by_number: any,
            sign_ups_by_address: any,
            requests_by_user: any,
        };
        let app = TestApp::start_behind(HttpConfig::default(), limits).await;
        app.a_user_with(RoleAssignment::Admin);
        let (types, known, secrets) = (Types::of(&app).await, Known::of(&app).await, secrets(&app).await);
        let judge = Judge::of(&app, secrets.clone()).await;
        let books = Books::of(&app.database);
        Self { types, known, secrets, judge, books, requests: 0, acknowledged: 0, wrongs: Vec::new(), app }
    }

    /// Sends bodies, each with what is tried by it, and notes what came of them.
    pub async fn send(&mut self, all: Vec<(String, String)>) {
        let known = self.known.patient.clone();
        let sent =
            all.into_iter().enumerate().map(|(n, (what, body))| Sent::nth(n, what, body, patient(&known)));
        let Outcome { requests, acknowledged, wrongs } =
            self.app.endure(sent, &self.judge, &mut self.books).await;
        self.requests += requests;
        self.acknowledged += acknowledged;
        self.wrongs.extend(wrongs);
    }

    /// Nothing was wrong with any answer, the server goes on, and has what it has acknowledged on record.
    pub async fn expect_unharmed(&self) {
        let Self { requests, wrongs, .. } = self;
        let some = &wrongs[..wrongs.len().min(20)];
        assert!(wrongs.is_empty(), "{} of {requests} are wrong: {some:#?}", wrongs.len());
        assert!(self.acknowledged > 0, "some of it is good");
        assert_eq!(Books::of(&self.app.database), self.books, "what is on record is what was acknowledged");
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
    let told = [spaced, number, token("accessToken"), token("refreshToken")];
    known.into_iter().chain(told).collect()
}
