//! Documents on their way to being run: parsed, and prepared as a whole.
//!
//! What is prepared here leaves its only field out, by `@skip`: all that happens before a field is resolved happens, and nothing
//! that asks the database.

use std::{
    hint::black_box,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use async_graphql::{Request, Response, Variables};
use criterion::{BatchSize, Criterion};
use panda::{
    account::{
        AccountRules, Accounts, UserId,
        tokens::{TokenKeys, TokenRules, Tokens, generate},
    },
    clock::SystemClock,
    context::{AppContext, Rules},
    database::{Capacity, Database},
    graphql::{DocumentLimits, OperationPolicy, RequestContext, Schema, execute, parse},
    i18n::Locale,
    principal::{Principal, RoleAssignment, SignedIn},
};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

/// Where a document has a number that makes it another.
const NUMBER: &str = "0000000";

/// Documents as clients send them: W1 of the bench `load`, and a page of a diary with everything around it.
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

/// Through the guards and the parser.
pub fn parsing(criterion: &mut Criterion) {
    let limits = DocumentLimits::default();
    let mut group = criterion.benchmark_group("parse");
    for (name, text) in DOCUMENTS {
        assert!(parse(text, &limits).is_ok(), "{name}");
        group.bench_function(name, |bencher| bencher.iter(|| parse(black_box(text), &limits)));
    }
}

/// Parsed, bounded, looked up in the schema, judged with its values, and validated by the library.
pub fn preparation(criterion: &mut Criterion) {
    let stage = Stage::new();
    let mut group = criterion.benchmark_group("prepare");
    for (name, text) in DOCUMENTS {
        let answer = stage.runtime.block_on(stage.run(text));
        assert!(answer.errors.is_empty() && answer.data.to_string() == "{}", "{name}: {:?}", answer.errors);
        let mut number = 0;
        // One that has never come before, whatever is remembered of others.
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

/// The schema, and whom its operations are for. There is no database behind it.
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
        // Nobody goes on trying to reach it while something is measured.
        database.close();
        let panda = AppContext::new(database, Arc::new(SystemClock), Rules::default());
        let tokens = Tokens::new(TokenKeys::parse(&[generate()]).expect("a key"), TokenRules::default());
        let accounts = Arc::new(Accounts::new(&panda, tokens, AccountRules::default()));
        drop(entered);
        Self { runtime, schema: Schema::new(OperationPolicy::default()), panda, accounts }
    }

    fn request(&self, text: &str) -> (Request, RequestContext) {
        let nobody = Uuid::nil();
        let assignment = RoleAssignment::Admin;
        let signed_in = SignedIn { user: UserId(nobody), assignment };
        let context = RequestContext::new(
            self.panda.clone(),
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
