//! HTTP responses, and a test's expectations of them.

use reqwest::{StatusCode, header::HeaderMap};
use serde_json::Value;

/// An HTTP response.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

/// The parts of an error on which clients rely.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub code: String,
    /// `input.patient.nhsNumber`
    pub field: String,
    pub args: Value,
    pub message: String,
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        Self::to("", response).await
    }

    /// The response to a document. The paths of errors contain the document's aliases.
    pub async fn to(document: &str, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let body = serde_json::from_str(&text).unwrap_or_else(|_| panic!("the body is not JSON: {text}"));
        super::record(document, &body);
        Self { status, headers, body }
    }

    /// A value of the data by JSON pointer. Fails if the response has errors.
    #[track_caller]
    pub fn data(&self, pointer: &str) -> Value {
        assert!(self.body.get("errors").is_none(), "unexpected errors: {:#}", self.body);
        self.body["data"]
            .pointer(pointer)
            .unwrap_or_else(|| panic!("no {pointer} in {:#}", self.body))
            .clone()
    }

    /// The same for a text.
    #[track_caller]
    pub fn text(&self, pointer: &str) -> String {
        let value = self.data(pointer);
        value.as_str().unwrap_or_else(|| panic!("{pointer} is no text: {value}")).to_owned()
    }

    /// The errors sorted by field, because their order has no meaning.
    pub fn faults(&self) -> Vec<Fault> {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut faults: Vec<Fault> = errors
            .iter()
            .map(|error| Fault {
                code: text(&error["extensions"]["code"]),
                field: path(&error["extensions"]["field"]),
                args: error["extensions"]["args"].clone(),
                message: text(&error["message"]),
            })
            .collect();
        faults.sort_by(|one, other| (&one.field, &one.code).cmp(&(&other.field, &other.code)));
        faults
    }

    /// Codes with fields: `PATIENT_NHS_NUMBER_CHECKSUM at input.nhsNumber`.
    pub fn refusals(&self) -> Vec<String> {
        let reported = |fault: Fault| match fault.field.as_str() {
            "" => fault.code,
            field => format!("{} at {field}", fault.code),
        };
        self.faults().into_iter().map(reported).collect()
    }

    /// Expects exactly these codes, sorted by field.
    #[track_caller]
    pub fn expect_refusals(&self, expected: &[&str]) -> &Self {
        assert_eq!(self.refusals(), expected, "{:#}", self.body);
        self
    }

    /// Expects exactly one error with this code.
    #[track_caller]
    pub fn expect_code(&self, code: &str) -> Fault {
        let faults = self.faults();
        assert!(faults.len() == 1 && faults[0].code == code, "expected {code} alone in {:#}", self.body);
        faults[0].clone()
    }
}

fn path(field: &Value) -> String {
    let segments = field.as_array().cloned().unwrap_or_default();
    let segments = segments.iter().map(|segment| segment.as_str().map_or(segment.to_string(), str::to_owned));
    segments.collect::<Vec<_>>().join(".")
}
