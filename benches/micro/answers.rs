//! Serialises a response with failed fields into a body. Plans write other responses as text.

use std::{collections::BTreeMap, hint::black_box};

use async_graphql::{Value, value};
use criterion::{BatchSize, Criterion, Throughput};
use graphql_strict::ResponseData;
use panda::{graphql::Response, http::json_body};

/// A page of appointments, each with its patient, its clinician and the clinician's department.
pub fn serialisation(criterion: &mut Criterion) {
    let entries: Vec<Value> = (0..100).map(entry).collect();
    let page = value!({ "hasNextPage": true, "endCursor": "AAECAwQFBgcICQoLDA0ODw" });
    let data = value!({ "appointments": { "edges": entries, "pageInfo": page } });
    let answer = || Response {
        data: ResponseData::Value(data.clone()),
        errors: Vec::new(),
        extensions: BTreeMap::new(),
    };
    let bytes = json_body(answer()).len();
    assert!(bytes > 25_000, "{bytes} bytes are no page");
    let mut group = criterion.benchmark_group("serialise");
    group.throughput(Throughput::Bytes(bytes.try_into().expect("a small number")));
    group.bench_function("100 appointments", |bencher| {
        bencher.iter_batched(answer, |answer| json_body(black_box(answer)), BatchSize::SmallInput);
    });
}

fn entry(number: i32) -> Value {
    let day = number % 28 + 1;
    value!({ "node": {
        "startsAt": format!("2026-03-{day:02}T09:30:00Z"), "durationMinutes": number, "status": "ACTIVE", "postcode": "CF10 1EP",
        "patient": { "name": format!("Siân O'Connor-{number}"), "nhsNumber": "9434765919" },
        "clinician": { "name": "Dr. med. Łucja \"Lucy\" Żak", "department": { "name": "Ear, Nose and Throat" } },
    } })
}
