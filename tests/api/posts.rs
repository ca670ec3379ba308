//! Clinicians' posts, with start and end dates.

use serde_json::{Value, json};

use crate::support::{Answer, TestApp, with};

/// A server with a clinician and two organisations.
struct Story {
    app: TestApp,
    clinician: String,
    here: String,
    there: String,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let clinician = app.some_clinician("ENT").await;
        let (here, there) = (app.an_organisation("RJ1").await, app.an_organisation("RJ2").await);
        Self { app, clinician, here, there }
    }

    /// Replaces all posts of the clinician.
    async fn posts(&self, posts: Value) -> Answer {
        let input = json!({ "id": self.clinician, "posts": posts });
        let fields = "clinician { version posts { organisation { odsCode } startsOn endsOn } }";
        self.app.mutate("amendClinician", input, fields).await
    }
}

fn post(organisation: &str, starts_on: &str, ends_on: Option<&str>) -> Value {
    let post = json!({ "organisationId": organisation, "startsOn": starts_on });
    if ends_on.is_some() { with(post, json!({ "endsOn": ends_on })) } else { post }
}

#[tokio::test]
async fn new_posts_replace_the_former_ones() {
    let story = Story::begin().await;
    let first =
        json!([post(&story.here, "2026-01-01", None), post(&story.there, "2025-01-01", Some("2025-12-31"))]);
    let reported = |code: &str, starts_on: &str, ends_on: Value| json!({ "organisation": { "odsCode": code }, "startsOn": starts_on, "endsOn": ends_on });
    let set = story.posts(first).await.data("/amendClinician/clinician");
    let both = json!([
        reported("RJ2", "2025-01-01", json!("2025-12-31")),
        reported("RJ1", "2026-01-01", json!(null))
    ]);
    assert_eq!(set, json!({ "version": 2, "posts": both }));
    // The same posts in another order are no change.
    let same =
        json!([post(&story.there, "2025-01-01", Some("2025-12-31")), post(&story.here, "2026-01-01", None)]);
    assert_eq!(story.posts(same).await.data("/amendClinician/clinician"), set);
    let for_a_day = json!([post(&story.here, "2026-01-01", Some("2026-01-01"))]);
    let ended = story.posts(for_a_day.clone()).await;
    let one = json!([reported("RJ1", "2026-01-01", json!("2026-01-01"))]);
    assert_eq!(ended.data("/amendClinician/clinician"), json!({ "version": 3, "posts": one }));
    // Absent fields stay unchanged.
    let input = json!({ "id": story.clinician, "name": "Dr New" });
    story.app.mutate("amendClinician", input, "clinician { id }").await.data("");
    assert_eq!(story.posts(for_a_day).await.data("/amendClinician/clinician/version"), 4);
    let none = story.posts(json!(null)).await.data("/amendClinician/clinician");
    assert_eq!(none, json!({ "version": 5, "posts": [] }));
}

#[tokio::test]
async fn posts_at_one_organisation_do_not_overlap() {
    let story = Story::begin().await;
    let here = |starts_on, ends_on| post(&story.here, starts_on, ends_on);
    let overlapping = [
        // On a single day, one within the other, equal, and both without an end.
        json!([here("2026-01-01", Some("2026-01-31")), here("2026-01-31", Some("2026-02-28"))]),
        json!([here("2026-01-01", None), here("2026-03-01", Some("2026-03-31"))]),
        json!([here("2026-03-01", Some("2026-03-31")), here("2026-01-01", None)]),
        json!([here("2026-01-01", Some("2026-01-31")), here("2026-01-01", Some("2026-01-31"))]),
        json!([here("2026-01-01", None), here("2030-01-01", None)]),
    ];
    for posts in overlapping {
        story.posts(posts).await.expect_refusals(&["CLINICIAN_POSTS_OVERLAP at input.posts.1"]);
    }
    let apart = json!([
        here("2026-02-01", None),
        here("2026-01-01", Some("2026-01-31")),
        post(&story.there, "2026-01-15", None),
    ]);
    assert_eq!(story.posts(apart).await.data("/amendClinician/clinician/version"), 2);
}

#[tokio::test]
async fn every_fault_of_every_post_is_reported_with_its_index() {
    let story = Story::begin().await;
    let before = json!([post(&story.here, "2020-01-01", None)]);
    story.posts(before.clone()).await.data("");
    let posts = json!([
        post(&story.here, "2026-01-01", Some("2026-06-30")),
        post(&story.here, "2026-07-01", Some("2026-06-30")),
        post(&story.clinician, "2026-02-30", Some("soon")),
        post(&story.there, "2026-01-01", None),
        post(&story.there, "2026-12-31", Some("2027-01-01")),
        post("nowhere", "2026-01-02", Some("2026-01-01")),
    ]);
    let refusals = [
        "CLINICIAN_POST_ENDS_BEFORE_START at input.posts.1.endsOn",
        "DATE_INVALID at input.posts.2.endsOn",
        "NOT_FOUND at input.posts.2.organisationId",
        "DATE_INVALID at input.posts.2.startsOn",
        "CLINICIAN_POSTS_OVERLAP at input.posts.4",
        "CLINICIAN_POST_ENDS_BEFORE_START at input.posts.5.endsOn",
        "NOT_FOUND at input.posts.5.organisationId",
    ];
    let refused = story.posts(posts).await;
    refused.expect_refusals(&refusals);
    // An index in the path is a number, as GraphQL clients expect.
    let places: Vec<&Value> = refused.body["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .map(|error| &error["extensions"]["field"])
        .collect();
    assert!(places.contains(&&json!(["input", "posts", 1, "endsOn"])), "{places:?}");
    assert_eq!(story.posts(before).await.data("/amendClinician/clinician/version"), 2);
}

#[tokio::test]
async fn a_clinician_holds_up_to_fifty_posts() {
    let story = Story::begin().await;
    let posts = |count: u32| {
        let day = |n: u32| format!("20{n:02}-01-01");
        (0..count).map(|n| post(&story.here, &day(n), Some(&day(n)))).collect::<Vec<_>>()
    };
    let fault = story.posts(json!(posts(51))).await.expect_code("LIST_TOO_LONG");
    assert_eq!((fault.field.as_str(), fault.args), ("input.posts", json!({ "maximum": 50 })));
    let held = story.posts(json!(posts(50))).await.data("/amendClinician/clinician/posts");
    assert_eq!(held.as_array().map(Vec::len), Some(50));
}
