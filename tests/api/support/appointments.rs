//! Short helpers for the mutations of appointments.

use serde_json::{Value, json};

use super::{Answer, TestApp};

/// All recorded fields of an appointment.
pub const RECORDED: &str =
    "id status startsAt endsAt durationMinutes postcode attendedAt arrivedLate cancelledAt
    cancelledBy cancellationReason version createdAt updatedAt
    patient { id } clinician { id } department { id } organisation { id }";

/// The same input with some fields changed or added.
pub fn with(mut input: Value, changes: Value) -> Value {
    let fields = input.as_object_mut().expect("an input object");
    fields.extend(changes.as_object().expect("changes by field").clone());
    input
}

impl TestApp {
    pub async fn book(&self, input: Value) -> Answer {
        self.mutate("bookAppointment", input, &format!("appointment {{ {RECORDED} }}")).await
    }

    pub async fn amend(&self, id: &str, changes: Value) -> Answer {
        let input = with(json!({ "id": id }), changes);
        self.mutate("amendAppointment", input, &format!("appointment {{ {RECORDED} }}")).await
    }

    pub async fn cancel(&self, id: &str) -> Answer {
        self.cancel_with(id, json!({})).await
    }

    /// Cancels with further input fields: party, reason or version.
    pub async fn cancel_with(&self, id: &str, facts: Value) -> Answer {
        let input = with(json!({ "id": id }), facts);
        self.mutate("cancelAppointment", input, &format!("appointment {{ {RECORDED} }}")).await
    }

    pub async fn attend(&self, id: &str) -> Answer {
        self.attend_with(id, json!({})).await
    }

    /// Records attendance with further input fields: lateness or version.
    pub async fn attend_with(&self, id: &str, facts: Value) -> Answer {
        let input = with(json!({ "id": id }), facts);
        self.mutate("attendAppointment", input, &format!("appointment {{ {RECORDED} }}")).await
    }

    /// All recorded fields of an appointment, read by a new request.
    pub async fn recorded(&self, id: &str) -> Value {
        let query = format!("query($id: ID!) {{ appointment(id: $id) {{ {RECORDED} }} }}");
        self.send(&query, json!({ "id": id })).await.data("/appointment")
    }

    /// The number of appointments in the database.
    pub async fn count_appointments(&self) -> Value {
        self.query("{ appointments { totalCount } }").await.data("/appointments/totalCount")
    }
}
