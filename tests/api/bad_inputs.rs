//! For any input value, the response has an error code and reveals no internals, and the server still runs.

use std::collections::HashSet;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use crate::support::{HostileContext, TargetField, Writer};

/// The minimum number of inputs for a meaningful test.
const LEAST: usize = 2_000;

/// Each input path gets every n-th value, with a different offset per path.
const EVERY: usize = 13;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_values_in_mutations_get_coded_errors() {
    let mut ground = HostileContext::prepare().await;
    let before = ground.books.clone();
    let mut lot = ChaCha8Rng::seed_from_u64(6);
    let mut distinct = HashSet::new();
    for field in ground.types.fields("Mutation") {
        let asked = TargetField { kind: "mutation", before: "{".to_owned(), field, after: "}" };
        let writer = Writer { types: &ground.types, known: &ground.known, asked: &asked };
        let mut all = writer.alone(&ground.secrets, EVERY);
        all.extend(writer.together(&ground.secrets, 30, &mut lot));
        distinct.extend(all.iter().map(|(what, _)| what.clone()));
        let (begun, count) = (std::time::Instant::now(), all.len());
        ground.send(all).await;
        println!("{} {count} {:?}", asked.field.name, begun.elapsed());
    }
    println!("{} different inputs, of which {} were good", distinct.len(), ground.acknowledged);
    assert!(distinct.len() >= LEAST, "{}", distinct.len());
    assert!(ground.books != before, "some of it was carried out");
    ground.expect_unharmed().await;
}

/// Nested fields with arguments, and the document around each.
fn nested(ground: &HostileContext) -> Vec<TargetField> {
    let mut all = Vec::new();
    for object in ground.types.with_fields() {
        let before = match object {
            "Query" | "Mutation" => continue,
            "MissedAppointmentsReport" => {
                "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2026-01-31\" }) {".to_owned()
            }
            _ => format!("{{ node(id: \"{}\") {{ ... on {object} {{", ground.known.of_kind(object)),
        };
        let after = if object == "MissedAppointmentsReport" { "} }" } else { "} } }" };
        for field in ground.types.fields(object) {
            if !field.arguments().is_empty() {
                all.push(TargetField { kind: "query", before: before.clone(), field, after });
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_values_in_queries_get_coded_errors() {
    let mut ground = HostileContext::prepare().await;
    let before = ground.books.clone();
    let mut lot = ChaCha8Rng::seed_from_u64(7);
    let mut all = nested(&ground);
    assert!(all.len() >= 6, "lists stand beneath patients, clinicians, departments and organisations");
    for field in ground.types.fields("Query") {
        all.push(TargetField { kind: "query", before: "{".to_owned(), field, after: "}" });
    }
    for asked in all {
        let writer = Writer { types: &ground.types, known: &ground.known, asked: &asked };
        // Cursors of other lists and IDs of other types are invalid here.
        let secrets: Vec<String> = ground.secrets.iter().chain(&ground.known.elsewhere).cloned().collect();
        let mut bodies = writer.alone(&secrets, EVERY);
        bodies.extend(writer.together(&secrets, 15, &mut lot));
        let (begun, count) = (std::time::Instant::now(), bodies.len());
        ground.send(bodies).await;
        println!("{} {} {count} {:?}", asked.field.object, asked.field.name, begun.elapsed());
    }
    println!("{} requests, of which {} were good", ground.requests, ground.acknowledged);
    assert_eq!(ground.books, before, "who asks changes nothing");
    ground.expect_unharmed().await;
}
