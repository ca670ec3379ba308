//! HTTP: who asks, in which language, and what is answered when no operation runs.

mod address;
mod bearer;
mod body;
mod caller;
mod connections;
mod cors;
mod graphiql;
mod graphql;
mod health;
mod hosts;
mod http_config;
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
pub use graphiql::DemoAccount;
pub use graphql::body as json_body;
pub use hosts::Hosts;
pub use http_config::HttpConfig;
pub use server::serve;

use crate::{
    account::Accounts, context::AppContext, error::Failure, graphql::Schema, log_limit::LogLimit,
    response_memory::ResponseMemory,
};

/// The largest request body that is read, in bytes.
const MAXIMUM_BODY: usize = 64 * 1024;

/// What every handler works with. Each layer of the router clones it for each request.
#[derive(Clone)]
struct Service(Arc<ServiceInner>);

struct ServiceInner {
    app: AppContext,
    accounts: Arc<Accounts>,
    schema: Schema,
    http_config: HttpConfig,
    memory: Arc<ResponseMemory>,
}

impl Deref for Service {
    type Target = ServiceInner;

    fn deref(&self) -> &ServiceInner {
        &self.0
    }
}

/// Everything that the server answers.
pub fn router(app: AppContext, accounts: Arc<Accounts>, http_config: HttpConfig) -> Router {
    let memory = ResponseMemory::new(http_config.memory);
    router_with(app, accounts, http_config, memory)
}

/// The same with a memory that the caller looks at, too.
fn router_with(
    app: AppContext,
    accounts: Arc<Accounts>,
    http_config: HttpConfig,
    memory: Arc<ResponseMemory>,
) -> Router {
    let schema = Schema::new(http_config.terms.clone());
    let service = Service(Arc::new(ServiceInner { app, accounts, schema, http_config, memory }));
    let open = |route: MethodRouter<Service>| cors::open(route, &service.http_config.origins);
    let graphql = post(graphql::execute).fallback(rejection::only_post);
    let graphql =
        if service.http_config.without_graphiql { graphql } else { graphql.get(graphiql::lead_browsers) };
    let missed = get(statistics::missed).fallback(rejection::only_get);
    let router = Router::new()
        .route("/graphql", open(protection::unstored(graphql)))
        .route("/statistics/missed.csv", open(protection::unstored(missed)))
        .route("/health/live", get(health::live).fallback(rejection::only_get))
        .route("/health/ready", get(health::ready).fallback(rejection::only_get))
        .route("/.well-known/jwks.json", open(get(jwks::keys).fallback(rejection::only_get)))
        .fallback(any(rejection::nothing_here));
    let router = if service.http_config.without_graphiql { router } else { router.merge(playground()) };
    let router = match service.http_config.hosts {
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
fn in_time<T>(
    request_timeout: Duration,
    work: impl Future<Output = T>,
) -> impl Future<Output = Result<T, Failure>> {
    let too_long = |_| {
        static SLOW: LogLimit = LogLimit::new();
        SLOW.log(|more| tracing::warn!("an operation took too long{more}"));
        Failure::Unavailable
    };
    tokio::time::timeout(request_timeout, work).map(move |outcome| outcome.map_err(too_long))
}
