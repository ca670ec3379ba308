//! HTTP: who asks, in which language, and what is answered when no operation runs.

mod address;
mod bearer;
mod body;
mod caller;
mod connections;
mod cors;
mod edge;
mod graphiql;
mod graphql;
mod health;
mod hosts;
mod jwks;
mod media_type;
mod memory;
mod protection;
mod rejection;
mod retry;
mod server;
mod statistics;

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{MethodRouter, any, get, post},
};
use futures_util::FutureExt;

pub use connections::Connections;
pub use cors::{NotAnOrigin, Origin};
pub use edge::HttpConfig;
pub use graphiql::DemoAccount;
pub use graphql::body as json_body;
pub use hosts::Hosts;
pub use server::serve;

use crate::{
    account::Accounts, error::Failure, graphql::Schema, log_limit::LogLimit, panda::AppContext,
    response_memory::ResponseMemory,
};

/// The largest request body that is read, in bytes.
const MAXIMUM_BODY: usize = 64 * 1024;

/// What every handler works with. Each layer of the router clones it for each request.
#[derive(Clone)]
struct Service(Arc<Parts>);

struct Parts {
    panda: AppContext,
    accounts: Arc<Accounts>,
    schema: Arc<Schema>,
    edge: HttpConfig,
    memory: Arc<ResponseMemory>,
}

impl Deref for Service {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Everything that the server answers.
pub fn router(panda: AppContext, accounts: Arc<Accounts>, edge: HttpConfig) -> Router {
    let memory = ResponseMemory::new(edge.memory);
    router_with(panda, accounts, edge, memory)
}

/// The same with a memory that the caller looks at, too.
fn router_with(
    panda: AppContext,
    accounts: Arc<Accounts>,
    edge: HttpConfig,
    memory: Arc<ResponseMemory>,
) -> Router {
    let schema = Arc::new(Schema::new(edge.terms.clone()));
    let service = Service(Arc::new(Parts { panda, accounts, schema, edge, memory }));
    let open = |route: MethodRouter<Service>| cors::open(route, &service.edge.origins);
    let graphql = post(graphql::execute).fallback(rejection::only_post);
    let graphql = if service.edge.without_graphiql { graphql } else { graphql.get(graphiql::lead_browsers) };
    let missed = get(statistics::missed).fallback(rejection::only_get);
    let router = Router::new()
        .route("/graphql", open(protection::unstored(graphql)))
        .route("/statistics/missed.csv", open(protection::unstored(missed)))
        .route("/health/live", get(health::live).fallback(rejection::only_get))
        .route("/health/ready", get(health::ready).fallback(rejection::only_get))
        .route("/.well-known/jwks.json", open(get(jwks::keys).fallback(rejection::only_get)))
        .fallback(any(rejection::nothing_here));
    let router = if service.edge.without_graphiql { router } else { router.merge(playground()) };
    let router = match service.edge.hosts {
        Hosts::Any => router,
        Hosts::ThisMachine => router.layer(middleware::from_fn(hosts::check)),
    };
    // Each layer of a router takes its time with each request, so these are one.
    let identified = middleware::from_fn_with_state(service.clone(), caller::identify);
    router.layer((identified, DefaultBodyLimit::max(MAXIMUM_BODY))).with_state(service)
}

/// GraphiQL, and the way to it.
fn playground() -> Router<Service> {
    Router::new()
        .route("/", get(graphiql::lead).fallback(rejection::only_get))
        .route("/graphiql", get(graphiql::page).fallback(rejection::only_get))
        .route("/graphiql/{file}", get(graphiql::asset).fallback(rejection::only_get))
}

/// The outcome of some work, unless it takes too long. What does so waits for a database that does not answer, and which is
/// as patient with a statement.
fn in_time<T>(patience: Duration, work: impl Future<Output = T>) -> impl Future<Output = Result<T, Failure>> {
    let too_long = |_| {
        static SLOW: LogLimit = LogLimit::new();
        SLOW.log(|more| tracing::warn!("an operation took too long{more}"));
        Failure::Unavailable
    };
    tokio::time::timeout(patience, work).map(move |outcome| outcome.map_err(too_long))
}
