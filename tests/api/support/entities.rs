//! The entities that every signed-in user reads and staff write, for tests of every entity.

use serde_json::{Value, json};

use super::TestApp;

/// One entity. Its mutations are `add`, `amend` and `remove`, and its records have a `name`.
pub struct StaffEntity {
    /// The type of the API.
    pub object: &'static str,
    /// The query of one record, which is the field of the payloads, too.
    pub query: &'static str,
    /// The query of the list.
    pub list: &'static str,
    /// The input of the n-th addition, with its name and the records to which it refers.
    addition: fn(n: u8, name: &str, to: &References) -> Value,
}

pub const STAFF_ENTITIES: [StaffEntity; 3] = [
    StaffEntity {
        object: "Clinician",
        query: "clinician",
        list: "clinicians",
        addition: |_, name, to| {
            let posts = json!([{ "organisationId": to.organisation, "startsOn": "2026-01-01" }]);
            json!({ "name": name, "departmentId": to.department, "posts": posts })
        },
    },
    StaffEntity {
        object: "Department",
        query: "department",
        list: "departments",
        addition: |n, name, _| json!({ "code": format!("D{n}"), "name": name }),
    },
    StaffEntity {
        object: "Organisation",
        query: "organisation",
        list: "organisations",
        addition: |n, name, _| {
            let code = format!("STAFF{n}");
            json!({ "odsCode": code, "name": name, "kind": "PHARMACY", "postcode": "CF14 4XW" })
        },
    },
];

/// Records to which additions refer.
pub struct References {
    pub department: String,
    pub organisation: String,
}

impl References {
    pub async fn create(app: &TestApp) -> Self {
        Self { department: app.a_department("ONE").await, organisation: app.an_organisation("RJ1").await }
    }
}

impl StaffEntity {
    /// The name of a mutation, such as `addRoom` for the verb `add`.
    pub fn mutation(&self, verb: &str) -> String {
        format!("{verb}{}", self.object)
    }

    /// The input of an addition that differs from those with another number.
    pub fn addition(&self, n: u8, to: &References) -> Value {
        (self.addition)(n, &format!("{} {n}", self.object), to)
    }

    /// Adds the n-th record, and returns the ID.
    pub async fn add(&self, app: &TestApp, n: u8, to: &References) -> String {
        let (mutation, fields) = (self.mutation("add"), format!("{} {{ id }}", self.query));
        let added = app.mutate(&mutation, self.addition(n, to), &fields).await;
        added.text(&format!("/{mutation}/{}/id", self.query))
    }
}
