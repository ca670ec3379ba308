//! Departments are added, read, amended and removed.

use chrono::TimeDelta;
use futures_util::future::{join, join3};
use serde_json::{Value, json};

use crate::support::{ConcurrentTransaction, TestApp, eventually, with};

const EVERYTHING: &str = "department { id code name version createdAt updatedAt }";

#[tokio::test]
async fn a_department_reads_back_by_identifier_and_by_code() {
    let app = TestApp::start().await;
    let added =
        app.mutate("addDepartment", json!({ "code": "ear-1", "name": "Ear, nose & throat" }), EVERYTHING);
    let added = added.await.data("/addDepartment/department");
    let expected = json!({
        "id": added["id"], "code": "EAR-1", "name": "Ear, nose & throat", "version": 1,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:00:00Z",
    });
    assert_eq!(added, expected);
    let query = r#"query($id: ID!) {
        byId: department(by: { id: $id }) { id code name version createdAt updatedAt }
        byCode: department(by: { code: "Ear-1" }) { id code name version createdAt updatedAt }
        none: department(by: { code: "EAR-2" }) { id }
    }"#;
    let read = app.send(query, json!({ "id": added["id"] })).await.data("");
    assert_eq!(read, json!({ "byId": expected, "byCode": expected, "none": null }));
}

#[tokio::test]
async fn code_and_name_of_a_department_are_unique() {
    let app = TestApp::start().await;
    let other = app.a_department("ENT").await;
    app.mutate("addDepartment", json!({ "code": "ZOE", "name": "Zoë" }), EVERYTHING).await.data("");
    for (code, name, refusal) in [
        ("ENT", "Another", "DEPARTMENT_CODE_TAKEN at input.code"),
        ("ent", "Another", "DEPARTMENT_CODE_TAKEN at input.code"),
        ("NEW", "Department ENT", "DEPARTMENT_NAME_TAKEN at input.name"),
        // Names that are equal after normalisation are the same name.
        ("NEW", "Zoe\u{308}", "DEPARTMENT_NAME_TAKEN at input.name"),
    ] {
        let answer = app.mutate("addDepartment", json!({ "code": code, "name": name }), EVERYTHING).await;
        answer.expect_refusals(&[refusal]);
    }
    let taken = json!({ "id": other, "code": "zoe" });
    let answer = app.mutate("amendDepartment", taken, EVERYTHING).await;
    answer.expect_refusals(&["DEPARTMENT_CODE_TAKEN at input.code"]);
    let taken = json!({ "id": other, "name": "Zoe\u{308}" });
    let answer = app.mutate("amendDepartment", taken, EVERYTHING).await;
    answer.expect_refusals(&["DEPARTMENT_NAME_TAKEN at input.name"]);
}

#[tokio::test]
async fn a_name_that_looks_the_same_is_a_duplicate() {
    let app = TestApp::start().await;
    let ent = app.a_department("ENT").await;
    let eye = app.a_department("EYE").await;
    for twin in ["department ent", " Department  ENT ", "Department\u{a0}ENT", "De\u{200b}partment\u{ad} ENT"]
    {
        let answer = app.mutate("addDepartment", json!({ "code": "NEW", "name": twin }), EVERYTHING).await;
        answer.expect_refusals(&["DEPARTMENT_NAME_TAKEN at input.name"]);
        let answer = app.mutate("amendDepartment", json!({ "id": eye, "name": twin }), EVERYTHING).await;
        answer.expect_refusals(&["DEPARTMENT_NAME_TAKEN at input.name"]);
        // A department may change its own name to another spelling of the same name.
        app.mutate("amendDepartment", json!({ "id": ent, "name": twin }), EVERYTHING).await.data("");
        app.mutate("amendDepartment", json!({ "id": ent, "name": "Department ENT" }), EVERYTHING)
            .await
            .data("");
    }
    let apart = json!({ "code": "NEW", "name": "Department E NT" });
    app.mutate("addDepartment", apart, EVERYTHING).await.data("");
}

#[tokio::test]
async fn an_existing_duplicate_name_blocks_only_name_changes() {
    let app = TestApp::start().await;
    let id = app.a_department("ENT").await;
    app.database.execute(
        "INSERT INTO departments (id, code, name, version, created_at, updated_at)
         VALUES (gen_random_uuid(), 'TWIN', 'department ent', 1, now(), now())",
    );
    let amend = async |change: Value| {
        let input = with(json!({ "id": id }), change);
        app.mutate("amendDepartment", input, EVERYTHING).await
    };
    amend(json!({ "code": "EAR" })).await.data("");
    amend(json!({ "code": "NOSE", "name": "Department ENT" })).await.data("");
    amend(json!({ "name": "DEPARTMENT ENT" }))
        .await
        .expect_refusals(&["DEPARTMENT_NAME_TAKEN at input.name"]);
    amend(json!({ "name": "Ears" })).await.data("");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_additions_of_equivalent_names_succeed_exactly_once() {
    let app = TestApp::start().await;
    let id = app.a_department("ENT").await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    // Both commands have read the existing names before either can write.
    other.run("LOCK TABLE departments IN SHARE MODE").await;
    let requests = async {
        let add = |code, name| app.mutate("addDepartment", json!({ "code": code, "name": name }), EVERYTHING);
        let amend = app.mutate("amendDepartment", json!({ "id": id, "name": "EARS" }), EVERYTHING);
        let (one, two, three) = join3(add("A", "Ears"), add("B", " ears"), amend).await;
        [one, two, three]
    };
    let release = async {
        let waiting = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("all wait", async || (app.database.number(waiting) == 3).then_some(())).await;
        other.run("ROLLBACK").await;
    };
    let (answers, ()) = join(requests, release).await;
    let mut outcomes = answers.map(|answer| answer.refusals());
    outcomes.sort();
    let taken = vec!["DEPARTMENT_NAME_TAKEN at input.name".to_owned()];
    assert_eq!(outcomes, [vec![], taken.clone(), taken]);
}

#[tokio::test]
async fn a_code_is_short_and_plain() {
    let app = TestApp::start().await;
    for code in ["", " ", "A B", "É", "A/B", &"A".repeat(33), "A\0"] {
        let answer = app.mutate("addDepartment", json!({ "code": code, "name": "" }), EVERYTHING).await;
        answer.expect_refusals(&["DEPARTMENT_CODE_INVALID at input.code", "TEXT_BLANK at input.name"]);
    }
    let longest = json!({ "code": "A".repeat(32), "name": "A" });
    app.mutate("addDepartment", longest, EVERYTHING).await.data("");
    let unreadable = app.query(r#"{ department(by: { code: "A B" }) { id } }"#).await;
    unreadable.expect_refusals(&["DEPARTMENT_CODE_INVALID at by.code"]);
}

#[tokio::test]
async fn a_department_is_amended_at_the_expected_version() {
    let app = TestApp::start().await;
    let id = app.a_department("ENT").await;
    app.clock.advance(TimeDelta::minutes(1));
    let renamed = json!({ "id": id, "expectedVersion": 1, "name": "Ears" });
    let amended = app.mutate("amendDepartment", renamed, EVERYTHING).await;
    let expected = json!({
        "id": id, "code": "ENT", "name": "Ears", "version": 2,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:01:00Z",
    });
    assert_eq!(amended.data("/amendDepartment/department"), expected);
    let same = app.mutate("amendDepartment", json!({ "id": id, "code": "ent" }), EVERYTHING).await;
    assert_eq!(same.data("/amendDepartment/department"), expected);
    let stale = json!({ "id": id, "expectedVersion": 1, "code": "EAR" });
    let fault = app.mutate("amendDepartment", stale, EVERYTHING).await.expect_code("VERSION_CONFLICT");
    assert_eq!(fault.args["currentVersion"], 2);
    let cleared = json!({ "id": id, "code": null, "name": null });
    let refused = app.mutate("amendDepartment", cleared, EVERYTHING).await;
    refused.expect_refusals(&["FIELD_REQUIRED at input.code", "FIELD_REQUIRED at input.name"]);
}

#[tokio::test]
async fn a_department_with_dependent_records_cannot_be_removed() {
    let app = TestApp::start().await;
    let (patient, ent) = (app.a_patient(1).await, app.a_department("ENT").await);
    let (clinician, gum) = (app.a_clinician("Dr Who", &ent).await, app.a_department("GUM").await);
    let in_use = ["DEPARTMENT_IN_USE at input.id"];
    let remove = |id: &str| app.mutate("removeDepartment", json!({ "id": id }), "removedId");
    remove(&ent).await.expect_refusals(&in_use);
    // A department with a cancelled appointment cannot be removed either, because statistics count it.
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    app.cancel(&appointment).await.data("");
    let moved = json!({ "id": clinician, "departmentId": gum });
    app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    remove(&ent).await.expect_refusals(&in_use);
    remove(&gum).await.expect_refusals(&in_use);
}

#[tokio::test]
async fn a_removed_department_is_gone_and_its_code_is_free() {
    let app = TestApp::start().await;
    let id = app.a_department("ENT").await;
    let stale = app.mutate("removeDepartment", json!({ "id": id, "expectedVersion": 2 }), "removedId").await;
    assert_eq!(stale.expect_code("VERSION_CONFLICT").args["currentVersion"], 1);
    let removed =
        app.mutate("removeDepartment", json!({ "id": id, "expectedVersion": 1 }), "removedId").await;
    assert_eq!(removed.text("/removeDepartment/removedId"), id);
    let query = "query($id: ID!) { department(by: { id: $id }) { id } departments { totalCount } }";
    let gone = app.send(query, json!({ "id": id })).await.data("");
    assert_eq!(gone, json!({ "department": null, "departments": { "totalCount": 0 } }));
    let again = app.mutate("removeDepartment", json!({ "id": id }), "removedId").await;
    again.expect_refusals(&["NOT_FOUND at input.id"]);
    let amended = app.mutate("amendDepartment", json!({ "id": id, "name": "X" }), EVERYTHING).await;
    amended.expect_refusals(&["NOT_FOUND at input.id"]);
    app.a_department("ENT").await;
}

#[tokio::test]
async fn departments_are_found_by_a_part_of_their_name_in_any_case_and_form() {
    let app = TestApp::start().await;
    for (code, name) in
        [("A", "Kinderheilkunde Zürich"), ("B", "हृदय रोग विभाग"), ("C", "心臟內科"), ("D", "100 % Care_x")]
    {
        app.mutate("addDepartment", json!({ "code": code, "name": name }), EVERYTHING).await.data("");
    }
    for (name, codes) in [
        ("KINDER", vec!["A"]),
        ("zu\u{308}R", vec!["A"]),
        ("रोग", vec!["B"]),
        ("內", vec!["C"]),
        ("%", vec!["D"]),
        ("_", vec!["D"]),
        (" ", vec!["D", "A", "B", "C"]),
        ("e", vec!["D", "A"]),
    ] {
        let query =
            "query($name: String!) { departments(filter: { search: $name }) { edges { node { code } } } }";
        let answer = app.send(query, json!({ "name": name })).await;
        let edges = answer.data("/departments/edges");
        let found: Vec<_> =
            edges.as_array().expect("edges").iter().map(|edge| edge["node"]["code"].clone()).collect();
        assert_eq!(found, codes, "{name}");
    }
}
