//! A postcode derived from the organisation changes with it. An explicit one does not.

use serde_json::{Value, json};

use crate::support::{TestApp, with};

const OLD: &str = "SE1 9RT";
const NEW: &str = "M13 9WL";
const GIVEN: &str = "CF14 4XW";

/// A server with two organisations.
struct Story {
    app: TestApp,
    patient: String,
    clinician: String,
    old: String,
    new: String,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
        let place = async |code: &str, postcode: &str| {
            let input = json!({ "odsCode": code, "name": code, "kind": "HOSPITAL", "postcode": postcode });
            let added = app.mutate("addOrganisation", input, "organisation { id }").await;
            added.text("/addOrganisation/organisation/id")
        };
        let (old, new) = (place("RJ1", OLD).await, place("RM3", NEW).await);
        Self { app, patient, clinician, old, new }
    }

    /// Books at a time in minutes from now, at the old organisation unless the input names another.
    async fn book(&self, minutes: i64, facts: Value) -> String {
        let mut input = self.app.booking(&self.patient, &self.clinician, minutes);
        input.as_object_mut().expect("an input").remove("postcode");
        let input = with(with(input, json!({ "organisationId": self.old })), facts);
        self.app.book(input).await.text("/bookAppointment/appointment/id")
    }

    /// The postcode after an amendment.
    async fn amended(&self, id: &str, changes: Value) -> Value {
        self.app.amend(id, changes).await.data("/amendAppointment/appointment/postcode")
    }
}

#[tokio::test]
async fn a_derived_postcode_follows_the_organisation_and_an_explicit_one_does_not() {
    let story = Story::begin().await;
    let Story { old, new, .. } = &story;
    let derived = story.book(60, json!({})).await;
    assert_eq!(story.amended(&derived, json!({ "durationMinutes": 15 })).await, OLD);
    assert_eq!(story.amended(&derived, json!({ "organisationId": new })).await, NEW);
    // Without an organisation, the postcode is kept.
    assert_eq!(story.amended(&derived, json!({ "organisationId": null })).await, NEW);
    assert_eq!(story.amended(&derived, json!({ "organisationId": old })).await, OLD);
    // With an explicit postcode, that is used and no longer derived.
    assert_eq!(story.amended(&derived, json!({ "organisationId": new, "postcode": GIVEN })).await, GIVEN);
    assert_eq!(story.amended(&derived, json!({ "organisationId": old })).await, GIVEN);

    let given = story.book(120, json!({ "postcode": GIVEN })).await;
    assert_eq!(story.amended(&given, json!({ "organisationId": new })).await, GIVEN);
    // An explicit postcode is explicit even if it equals the organisation's.
    let same = story.book(180, json!({ "postcode": OLD })).await;
    assert_eq!(story.amended(&same, json!({ "organisationId": new })).await, OLD);
    let repeated = story.book(240, json!({})).await;
    let before = story.app.recorded(&repeated).await;
    assert_eq!(story.amended(&repeated, json!({ "postcode": OLD })).await, OLD);
    assert_eq!(story.app.recorded(&repeated).await, before, "the version stays");
    assert_eq!(story.amended(&repeated, json!({ "organisationId": new })).await, OLD);
    let cleared = story.app.amend(&given, json!({ "organisationId": old, "postcode": null })).await;
    cleared.expect_refusals(&["FIELD_REQUIRED at input.postcode"]);
}

#[tokio::test]
async fn an_organisations_new_postcode_reaches_appointments_when_it_is_set_again() {
    let story = Story::begin().await;
    let Story { app, old, .. } = &story;
    let (derived, given) =
        (story.book(60, json!({})).await, story.book(120, json!({ "postcode": OLD })).await);
    let moved = json!({ "id": old, "postcode": GIVEN });
    app.mutate("amendOrganisation", moved, "organisation { id }").await.data("");
    for id in [&derived, &given] {
        assert_eq!(app.recorded(id).await["postcode"], OLD);
        assert_eq!(story.amended(id, json!({ "durationMinutes": 15 })).await, OLD);
    }
    assert_eq!(story.amended(&derived, json!({ "organisationId": old })).await, GIVEN);
    assert_eq!(story.amended(&given, json!({ "organisationId": old })).await, OLD);
}

#[tokio::test]
async fn rows_without_the_flag_are_derived_if_the_postcode_matches() {
    let story = Story::begin().await;
    let Story { app, old, new, .. } = &story;
    let (derived, other) =
        (story.book(60, json!({})).await, story.book(120, json!({ "postcode": GIVEN })).await);
    let nowhere = story.book(180, json!({ "organisationId": null, "postcode": OLD })).await;
    let kept = story.book(240, json!({})).await;
    // The previous release wrote null.
    app.database.execute("UPDATE appointments SET postcode_derived = NULL");
    assert_eq!(story.amended(&derived, json!({ "organisationId": new })).await, NEW);
    assert_eq!(story.amended(&other, json!({ "organisationId": new })).await, GIVEN);
    assert_eq!(story.amended(&nowhere, json!({ "organisationId": new })).await, OLD);
    assert_eq!(story.amended(&kept, json!({ "organisationId": null })).await, OLD);
    assert_eq!(story.amended(&kept, json!({ "organisationId": new })).await, NEW);
    assert_eq!(story.amended(&derived, json!({ "organisationId": old })).await, OLD);
}

#[tokio::test]
async fn changes_by_the_previous_release_are_understood() {
    let story = Story::begin().await;
    let Story { app, old, new, .. } = &story;
    let (given, moved) = (story.book(60, json!({})).await, story.book(120, json!({})).await);
    // The previous release does not know the column.
    app.database.execute(&format!(
        "UPDATE appointments SET postcode = '{GIVEN}' WHERE starts_at < '2026-03-02T10:30:00Z'"
    ));
    assert_eq!(story.amended(&given, json!({ "organisationId": new })).await, GIVEN);
    app.database.execute(
        "UPDATE appointments SET organisation_id = o.id FROM organisations AS o
         WHERE o.ods_code = 'RM3' AND starts_at > '2026-03-02T10:30:00Z'",
    );
    assert_eq!(app.recorded(&moved).await["postcode"], OLD);
    assert_eq!(story.amended(&moved, json!({ "organisationId": new })).await, NEW);
    app.database.execute(&format!(
        "UPDATE appointments SET organisation_id = o.id, postcode = o.postcode FROM organisations AS o
         WHERE o.ods_code = 'RJ1' AND appointments.postcode = '{NEW}'"
    ));
    assert_eq!(story.amended(&moved, json!({ "organisationId": new })).await, NEW);
    assert_eq!(story.amended(&moved, json!({ "organisationId": old })).await, OLD);
}
