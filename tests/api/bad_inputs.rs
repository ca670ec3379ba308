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
    let mut context = HostileContext::prepare().await;
    let before = context.versions.clone();
    let mut lot = ChaCha8Rng::seed_from_u64(6);
    let mut distinct = HashSet::new();
    for field in context.types.fields("Mutation") {
        let target = TargetField { kind: "mutation", before: "{".to_owned(), field, after: "}" };
        let writer = Writer { types: &context.types, known: &context.known, target: &target };
        let mut all = writer.alone(&context.secrets, EVERY);
        all.extend(writer.together(&context.secrets, 30, &mut lot));
        distinct.extend(all.iter().map(|(what, _)| what.clone()));
        let (begun, count) = (std::time::Instant::now(), all.len());
        context.send(all).await;
        println!("{} {count} {:?}", target.field.name, begun.elapsed());
    }
    println!("{} different inputs, {} of them valid", distinct.len(), context.acknowledged);
    assert!(distinct.len() >= LEAST, "{}", distinct.len());
    assert!(context.versions != before, "some of it was carried out");
    context.expect_unharmed().await;
}

/// Nested fields with arguments, and the document around each.
fn nested(context: &HostileContext) -> Vec<TargetField> {
    let mut all = Vec::new();
    for object in context.types.with_fields() {
        let before = match object {
            "Query" | "Mutation" => continue,
            "MissedAppointmentsReport" => {
                "{ missedAppointments(period: { from: \"2026-01-01\", until: \"2026-01-31\" }) {".to_owned()
            }
            _ => format!("{{ node(id: \"{}\") {{ ... on {object} {{", context.known.of_kind(object)),
        };
        let after = if object == "MissedAppointmentsReport" { "} }" } else { "} } }" };
        for field in context.types.fields(object) {
            if !field.arguments().is_empty() {
                all.push(TargetField { kind: "query", before: before.clone(), field, after });
            }
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_values_in_queries_get_coded_errors() {
    let mut context = HostileContext::prepare().await;
    let before = context.versions.clone();
    let mut lot = ChaCha8Rng::seed_from_u64(7);
    let mut all = nested(&context);
    assert!(all.len() >= 6, "lists stand beneath patients, clinicians, departments and organisations");
    for field in context.types.fields("Query") {
        all.push(TargetField { kind: "query", before: "{".to_owned(), field, after: "}" });
    }
    for target in all {
        let writer = Writer { types: &context.types, known: &context.known, target: &target };
        // Cursors of other lists and IDs of other types are invalid here.
        let secrets: Vec<String> = context.secrets.iter().chain(&context.known.elsewhere).cloned().collect();
        let mut bodies = writer.alone(&secrets, EVERY);
        bodies.extend(writer.together(&secrets, 15, &mut lot));
        let (begun, count) = (std::time::Instant::now(), bodies.len());
        context.send(bodies).await;
        println!("{} {} {count} {:?}", target.field.object, target.field.name, begun.elapsed());
    }
    println!("{} requests, {} of them valid", context.requests, context.acknowledged);
    assert_eq!(context.versions, before, "a query changes nothing");
    context.expect_unharmed().await;
}
