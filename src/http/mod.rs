//! The HTTP server: routes, authentication, locale negotiation, and the answers to requests that run no
//! operation.

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
mod json;
mod jwks;
mod media_type;
mod memory;
mod middleware;
mod protection;
mod rejection;
mod retry;
mod server;
mod statistics;

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{MethodRouter, any, get, post},
};
use futures_util::FutureExt;

pub use connections::Connections;
pub use cors::{NotAnOrigin, Origin};
pub use graphiql::DemoAccount;
pub use hosts::Hosts;
pub use http_config::HttpConfig;
pub use json::body as json_body;
pub use server::serve;

use crate::{
    account::Accounts, context::AppContext, error::Failure, graphql::Schema, log_limit::LogLimit,
    reference::Reference, response_memory::ResponseMemory,
};

/// The maximum size of a request body, in bytes.
const MAXIMUM_BODY: usize = 64 * 1024;

/// The state of every handler. Each layer of the router clones it for each request.
#[derive(Clone)]
struct Service(Arc<ServiceInner>);

struct ServiceInner {
    app: AppContext,
    reference: Reference,
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

/// The router with all routes of the server.
pub fn router(app: AppContext, accounts: Arc<Accounts>, http_config: HttpConfig) -> Router {
    let memory = ResponseMemory::new(http_config.memory);
    let reference = Reference::new(&app.database);
    router_with(app, reference, accounts, http_config, memory)
}

/// The same with a memory limiter that the caller shares.
fn router_with(
    app: AppContext,
    reference: Reference,
    accounts: Arc<Accounts>,
    http_config: HttpConfig,
    memory: Arc<ResponseMemory>,
) -> Router {
    let schema = Schema::new(http_config.policy.clone());
    let service = Service(Arc::new(ServiceInner { app, reference, accounts, schema, http_config, memory }));
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
        .fallback(any(rejection::not_found));
    let router = if service.http_config.without_graphiql { router } else { router.merge(playground()) };
    let router = match service.http_config.hosts {
        Hosts::Any => router,
        Hosts::ThisMachine => router.layer(axum::middleware::from_fn(middleware::expect_this_machine)),
    };
    // One layer instead of three, because each layer of a router costs time in each request.
    let identified = axum::middleware::from_fn_with_state(service.clone(), middleware::identify);
    router.layer((identified, DefaultBodyLimit::max(MAXIMUM_BODY))).with_state(service)
}

/// GraphiQL, and the redirect to it.
fn playground() -> Router<Service> {
    Router::new()
        .route("/", get(graphiql::lead).fallback(rejection::only_get))
        .route("/graphiql", get(graphiql::page).fallback(rejection::only_get))
        .route("/graphiql/{file}", get(graphiql::asset).fallback(rejection::only_get))
}

/// Runs work with a timeout. Work that times out waits for a database that does not answer. The database's
/// statement timeout is equally long.
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
