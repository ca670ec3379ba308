//! Parses and prepares documents.
//!
//! The prepared documents skip their only field with `@skip`. So everything before the resolution of fields
//! runs, and no database is needed.

use std::{
    hint::black_box,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use async_graphql::{Request, Variables};
use criterion::{BatchSize, Criterion};
use panda::{
    account::{
        AccountRules, Accounts, Principal, RoleAssignment, SignedIn, UserId,
        tokens::{TokenKeys, TokenRules, Tokens, generate},
    },
    clock::SystemClock,
    context::{AppContext, Rules},
    database::{Capacity, Database},
    graphql::{DocumentLimits, OperationPolicy, RequestContext, Response, Schema, execute, parse},
    http::json_body,
    i18n::Locale,
    reference::Reference,
};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// The part of a document that is replaced by a number, to make it distinct.
const NUMBER: &str = "0000000";

/// Typical documents: W1 of the bench `load`, and a page of a diary with nested objects.
const DOCUMENTS: [(&str, &str); 2] = [
    (
        "a patient with four fields",
        "query($unwanted: Boolean!) { n0000000: patient(by: { nhsNumber: \"9434765919\" }) @skip(if: $unwanted) {
            name nhsNumber dateOfBirth postcode } }",
    ),
    (
        "a page of a diary with fragments",
        "query Diary($unwanted: Boolean!, $from: DateTime = \"2026-03-02T00:00:00Z\", $first: Int = 20, $after: String) {
            n0000000: appointments(filter: { startsAt: { from: $from }, status: [ACTIVE, MISSED] },
                orderBy: { field: STARTS_AT }, first: $first, after: $after) @skip(if: $unwanted) {
                totalCount edges { cursor node { ...Entry } } pageInfo { hasNextPage endCursor } } }
         fragment Entry on Appointment { id startsAt durationMinutes status postcode
            patient { ...Person appointments(last: 3) { edges { node { startsAt status } } } }
            clinician { id name department { ...Place } } department { ...Place } organisation { id name } }
         fragment Person on Patient { id name nhsNumber dateOfBirth postcode }
         fragment Place on Department { id code name }",
    ),
];

/// The guards and the parser.
pub fn parsing(criterion: &mut Criterion) {
    let limits = DocumentLimits::default();
    let mut group = criterion.benchmark_group("parse");
    for (name, text) in DOCUMENTS {
        assert!(parse(text, &limits).is_ok(), "{name}");
        group.bench_function(name, |bencher| bencher.iter(|| parse(black_box(text), &limits)));
    }
}

/// Parsing, limits, schema lookup, variable coercion, and the library's validation.
pub fn preparation(criterion: &mut Criterion) {
    let stage = Stage::new();
    let mut group = criterion.benchmark_group("prepare");
    for (name, text) in DOCUMENTS {
        let answer = stage.runtime.block_on(stage.run(text));
        assert!(answer.errors.is_empty(), "{name}: {:?}", answer.errors);
        assert_eq!(json_body(answer), br#"{"data":{}}"#, "{name}");
        let mut number = 0;
        // A document that is in no cache.
        let mut new = || {
            number += 1;
            stage.request(&text.replace(NUMBER, &format!("{number:07}")))
        };
        group.bench_function(format!("{name}, new"), |bencher| {
            bencher.iter_batched(&mut new, |request| stage.answer(request), BatchSize::SmallInput);
        });
        group.bench_function(format!("{name}, again"), |bencher| {
            bencher.iter_batched(
                || stage.request(text),
                |request| stage.answer(request),
                BatchSize::SmallInput,
            );
        });
    }
}

/// The schema, and the caller of its operations. There is no database.
struct Stage {
    runtime: Runtime,
    schema: Schema,
    panda: AppContext,
    accounts: Arc<Accounts>,
}

impl Stage {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let entered = runtime.enter();
        let url = "postgres://panda@127.0.0.1:1/panda?sslmode=disable".parse().expect("a URL");
        let database = Database::new(&url, Capacity::default()).expect("a pool");
        // Stops connection attempts during the measurement.
        database.close();
        let panda = AppContext::new(database, Arc::new(SystemClock), Rules::default());
        let tokens = Tokens::new(TokenKeys::parse(&[generate()]).expect("a key"), TokenRules::default());
        let accounts = Arc::new(Accounts::new(&panda, tokens, AccountRules::default()));
        drop(entered);
        Self { runtime, schema: Schema::new(OperationPolicy::default()), panda, accounts }
    }

    fn request(&self, text: &str) -> (Request, RequestContext) {
        let user_id = Uuid::nil();
        let assignment = RoleAssignment::Admin;
        let signed_in = SignedIn { user: UserId(user_id), assignment };
        let context = RequestContext::new(
            self.panda.clone(),
            Reference::new(&self.panda.database),
            self.accounts.clone(),
            Principal::User(signed_in),
            Locale::default(),
            "bench".to_owned(),
            IpAddr::V4(Ipv4Addr::LOCALHOST),
        );
        let variables = Variables::from_json(json!({ "unwanted": true }));
        (Request::new(text).variables(variables), context)
    }

    async fn run(&self, text: &str) -> Response {
        let (operation, context) = self.request(text);
        execute(&self.schema, operation, context).await
    }

    fn answer(&self, (operation, context): (Request, RequestContext)) -> Response {
        self.runtime.block_on(execute(&self.schema, operation, context))
    }
}
