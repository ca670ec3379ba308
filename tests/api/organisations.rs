//! Organisations are added, read, amended and removed, and list their current clinicians.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{TestApp, with};

const EVERYTHING: &str =
    "organisation { id odsCode name kind postcode addressLines timeZone version createdAt updatedAt }";

#[tokio::test]
async fn an_organisation_reads_back_by_identifier_and_by_ods_code() {
    let app = TestApp::start().await;
    let input = json!({
        "odsCode": " rj1 ", "name": "Guy's", "kind": "HOSPITAL", "postcode": "se19rt",
        "addressLines": ["Great Maze Pond", "London"],
    });
    let added = app.mutate("addOrganisation", input, EVERYTHING).await.data("/addOrganisation/organisation");
    let expected = json!({
        "id": added["id"], "odsCode": "RJ1", "name": "Guy's", "kind": "HOSPITAL", "postcode": "SE1 9RT",
        "addressLines": ["Great Maze Pond", "London"], "timeZone": "Europe/London", "version": 1,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:00:00Z",
    });
    assert_eq!(added, expected);
    let fields = "id odsCode name kind postcode addressLines timeZone version createdAt updatedAt";
    let query = format!(
        r#"query($id: ID!) {{
            byId: organisation(by: {{ id: $id }}) {{ {fields} }}
            byCode: organisation(by: {{ odsCode: "Rj1" }}) {{ {fields} }}
            none: organisation(by: {{ odsCode: "RJ2" }}) {{ id }}
        }}"#
    );
    let read = app.send(&query, json!({ "id": added["id"] })).await.data("");
    assert_eq!(read, json!({ "byId": expected, "byCode": expected, "none": null }));
}

#[tokio::test]
async fn every_fault_of_an_organisation_is_reported() {
    let app = TestApp::start().await;
    app.an_organisation("RJ1").await;
    let faulty = json!({
        "odsCode": "R-1", "name": "\t", "kind": "OTHER", "postcode": "?", "timeZone": "Europe/Londres",
        "addressLines": ["a", "", "c"],
    });
    app.mutate("addOrganisation", faulty, EVERYTHING).await.expect_refusals(&[
        "TEXT_BLANK at input.addressLines.1",
        "TEXT_BLANK at input.name",
        "ORGANISATION_ODS_CODE_INVALID at input.odsCode",
        "POSTCODE_INVALID at input.postcode",
        "TIME_ZONE_UNKNOWN at input.timeZone",
    ]);
    let taken = json!({ "odsCode": "rj1", "name": "Another", "kind": "OTHER", "postcode": "M1 1AE" });
    let answer = app.mutate("addOrganisation", taken.clone(), EVERYTHING).await;
    answer.expect_refusals(&["ORGANISATION_ODS_CODE_TAKEN at input.odsCode"]);
    let long = with(taken, json!({ "odsCode": "RJ2", "addressLines": ["1", "2", "3", "4", "5", "6"] }));
    let answer = app.mutate("addOrganisation", long, EVERYTHING).await;
    answer.expect_refusals(&["LIST_TOO_LONG at input.addressLines"]);
}

#[tokio::test]
async fn an_organisation_is_amended_field_by_field() {
    let app = TestApp::start().await;
    let id = app.an_organisation("RJ1").await;
    app.an_organisation("RJ2").await;
    app.clock.advance(TimeDelta::minutes(1));
    let amend = |changes| app.mutate("amendOrganisation", with(json!({ "id": id }), changes), EVERYTHING);
    let amended =
        amend(json!({ "expectedVersion": 1, "kind": "GP_SURGERY", "addressLines": ["1 High Street"] })).await;
    let expected = json!({
        "id": id, "odsCode": "RJ1", "name": "Hospital RJ1", "kind": "GP_SURGERY", "postcode": "CF14 4XW",
        "addressLines": ["1 High Street"], "timeZone": "Europe/London", "version": 2,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:01:00Z",
    });
    assert_eq!(amended.data("/amendOrganisation/organisation"), expected);
    let all = json!({ "odsCode": "rj3", "name": "Surgery", "kind": "PHARMACY", "postcode": "m11ae",
                      "timeZone": "Europe/Jersey", "addressLines": null });
    let amended = amend(all.clone()).await;
    let expected = with(expected, all);
    let canonical = json!({ "odsCode": "RJ3", "postcode": "M1 1AE", "addressLines": [], "version": 3 });
    assert_eq!(amended.data("/amendOrganisation/organisation"), with(expected, canonical));
    amend(json!({ "odsCode": "RJ2" }))
        .await
        .expect_refusals(&["ORGANISATION_ODS_CODE_TAKEN at input.odsCode"]);
    let stale = amend(json!({ "expectedVersion": 2, "name": "Late" })).await;
    assert_eq!(stale.expect_code("VERSION_CONFLICT").args["currentVersion"], 3);
    let nothing = json!({ "odsCode": null, "name": null, "kind": null, "postcode": null, "timeZone": null });
    amend(nothing).await.expect_refusals(&[
        "FIELD_REQUIRED at input.kind",
        "FIELD_REQUIRED at input.name",
        "FIELD_REQUIRED at input.odsCode",
        "FIELD_REQUIRED at input.postcode",
        "FIELD_REQUIRED at input.timeZone",
    ]);
}

#[tokio::test]
async fn an_organisation_with_posts_or_appointments_cannot_be_removed() {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let (posted, booked) = (app.an_organisation("RJ1").await, app.an_organisation("RJ2").await);
    let input = json!({ "name": "Dr Who", "departmentId": department, "posts": [
        { "organisationId": posted, "startsOn": "1999-01-01", "endsOn": "1999-12-31" }] });
    let clinician =
        app.mutate("addClinician", input, "clinician { id }").await.text("/addClinician/clinician/id");
    let booking = with(app.booking(&patient, &clinician, 60), json!({ "organisationId": booked }));
    let appointment = app.book(booking).await.text("/bookAppointment/appointment/id");
    app.cancel(&appointment).await.data("");
    let remove = |id: &str| app.mutate("removeOrganisation", json!({ "id": id }), "removedId");
    for id in [&posted, &booked] {
        remove(id).await.expect_refusals(&["ORGANISATION_IN_USE at input.id"]);
    }
    app.mutate("amendClinician", json!({ "id": clinician, "posts": null }), "clinician { id }")
        .await
        .data("");
    assert_eq!(remove(&posted).await.text("/removeOrganisation/removedId"), posted);
    remove(&posted).await.expect_refusals(&["NOT_FOUND at input.id"]);
    let gone = app.query(r#"{ organisation(by: { odsCode: "RJ1" }) { id } }"#).await;
    assert_eq!(gone.data("/organisation"), json!(null));
    let free = json!({ "odsCode": "RJ1", "name": "New", "kind": "OTHER", "postcode": "M1 1AE" });
    app.mutate("addOrganisation", free, EVERYTHING).await.data("");
}

#[tokio::test]
async fn an_organisation_lists_clinicians_with_a_current_post() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let (here, there) = (app.an_organisation("RJ1").await, app.an_organisation("RJ2").await);
    for (name, organisation, starts_on, ends_on) in [
        ("a: until yesterday", &here, "2026-01-01", Some("2026-03-01")),
        ("b: until today", &here, "2026-01-01", Some("2026-03-02")),
        ("c: for today", &here, "2026-03-02", Some("2026-03-02")),
        ("d: from today", &here, "2026-03-02", None),
        ("e: from tomorrow", &here, "2026-03-03", None),
        ("f: elsewhere", &there, "2026-01-01", None),
        ("g: from July", &here, "2026-07-01", None),
    ] {
        let post = json!({ "organisationId": organisation, "startsOn": starts_on, "endsOn": ends_on });
        let input = json!({ "name": name, "departmentId": department, "posts": [post] });
        app.mutate("addClinician", input, "clinician { id }").await.data("");
    }
    let today = async || {
        let query = "query($id: ID!) {
            organisation(by: { id: $id }) { clinicians { totalCount edges { node { name } } } }
            clinicians(filter: { organisationId: $id }) { totalCount edges { node { name } } }
        }";
        let answer = app.send(query, json!({ "id": here })).await;
        assert_eq!(answer.data("/clinicians"), answer.data("/organisation/clinicians"));
        let edges = answer.data("/clinicians/edges");
        let names = edges.as_array().expect("edges").iter();
        let names: String =
            names.map(|edge| edge["node"]["name"].as_str().expect("a name")[..1].to_owned()).collect();
        assert_eq!(answer.data("/clinicians/totalCount"), names.len());
        names
    };
    assert_eq!(today().await, "bcd");
    app.clock.set("2026-03-02T23:59:59.999999Z".parse().expect("an instant"));
    assert_eq!(today().await, "bcd");
    app.clock.set("2026-03-03T00:00:00Z".parse().expect("an instant"));
    assert_eq!(today().await, "de");
    // In summer, London's day begins an hour before the UTC day.
    app.clock.set("2026-06-30T22:59:59.999999Z".parse().expect("an instant"));
    assert_eq!(today().await, "de");
    app.clock.set("2026-06-30T23:00:00Z".parse().expect("an instant"));
    assert_eq!(today().await, "deg");
}

#[tokio::test]
async fn today_is_the_local_day_of_the_organisation() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    // One instant on three dates: 23:30 on the first, 10:30 on the second, 00:30 on the third.
    app.clock.set("2026-03-02T10:30:00Z".parse().expect("an instant"));
    let zones = ["Pacific/Pago_Pago", "Europe/London", "Pacific/Kiritimati"];
    let days = ["2026-03-01", "2026-03-02", "2026-03-03"];
    let mut places = Vec::new();
    for (n, zone) in zones.into_iter().enumerate() {
        let code = format!("RJ{n}");
        let id = app.an_organisation(&code).await;
        let elsewhere = json!({ "id": id, "timeZone": zone });
        app.mutate("amendOrganisation", elsewhere, "organisation { id }").await.data("");
        for day in days {
            let post = json!({ "organisationId": id, "startsOn": day, "endsOn": day });
            let input =
                json!({ "name": format!("{code} {day}"), "departmentId": department, "posts": [post] });
            app.mutate("addClinician", input, "clinician { id }").await.data("");
        }
        places.push(id);
    }
    let expected = |n: usize| json!({ "totalCount": 1, "edges": [{ "node": { "name": format!("RJ{n} {}", days[n]) } }] });
    let list = "totalCount edges { node { name } }";
    let nested =
        app.query(&format!("{{ organisations {{ edges {{ node {{ clinicians {{ {list} }} }} }} }} }}")).await;
    for (n, id) in places.iter().enumerate() {
        assert_eq!(nested.data(&format!("/organisations/edges/{n}/node/clinicians")), expected(n), "{n}");
        let query = format!(
            "query($id: ID!, $department: ID!) {{
                clinicians(filter: {{ organisationId: $id }}) {{ {list} }}
                department(by: {{ id: $department }}) {{ clinicians(filter: {{ organisationId: $id }}) {{ {list} }} }}
                organisation(by: {{ id: $id }}) {{ clinicians(filter: {{ organisationId: $id }}) {{ {list} }} }}
            }}"
        );
        let answer = app.send(&query, json!({ "id": id, "department": department })).await;
        for pointer in ["/clinicians", "/department/clinicians", "/organisation/clinicians"] {
            assert_eq!(answer.data(pointer), expected(n), "{pointer} {n}");
        }
    }
}

#[tokio::test]
async fn organisations_are_found_by_kind_and_by_a_part_of_their_name() {
    let app = TestApp::start().await;
    for (code, name, kind) in [
        ("RJ1", "Élan Hospital", "HOSPITAL"),
        ("RJ2", "elan surgery", "GP_SURGERY"),
        ("RJ3", "Élan", "OTHER"),
    ] {
        let input = json!({ "odsCode": code, "name": name, "kind": kind, "postcode": "M1 1AE" });
        app.mutate("addOrganisation", input, EVERYTHING).await.data("");
    }
    for (filter, count) in [
        (r#"{ search: "éLAN" }"#, 3),
        (r#"{ search: "e\u0301lan s" }"#, 1),
        (r#"{ search: "s" }"#, 2),
        ("{ kind: [HOSPITAL, OTHER] }", 2),
        (r#"{ kind: [HOSPITAL, GP_SURGERY], search: "S" }"#, 2),
        ("{ kind: [] }", 0),
        ("{ kind: null, search: null }", 3),
    ] {
        let query =
            format!("{{ organisations(filter: {filter}) {{ totalCount edges {{ node {{ id }} }} }} }}");
        let answer = app.query(&query).await;
        assert_eq!(answer.data("/organisations/totalCount"), count, "{filter}");
        assert_eq!(answer.data("/organisations/edges").as_array().map(Vec::len), Some(count), "{filter}");
    }
}
