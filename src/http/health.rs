//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Service, retry::RetryAfter, server::Stopping};
use crate::{
    database::{check_fitness, migrations},
    error::Failure,
};

/// How long the database may take to answer a probe.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process answers.
pub(super) async fn live() -> Response {
    answer(StatusCode::OK, json!({ "status": "live" }))
}

/// The database answers on a connection that is for probes only, so that no request delays them; it is fit for use, has a schema on which
/// this program works, and tells which sessions have ended.
pub(super) async fn ready(State(service): State<Service>, stopping: Option<Extension<Stopping>>) -> Response {
    if stopping.is_some() {
        return not_ready("this server is stopping");
    }
    let told = tokio::time::timeout(PATIENCE, hindrance(&service)).await;
    match told.unwrap_or(Err(Failure::Unavailable)) {
        Ok(None) => answer(StatusCode::OK, json!({ "status": "ready" })),
        Ok(Some(reason)) => not_ready(&reason),
        Err(Failure::Unavailable) => not_ready("the database cannot be reached"),
        Err(failure) => {
            tracing::error!(?failure, "readiness could not be told");
            not_ready("the database does not answer as expected")
        }
    }
}

/// What keeps the server from its work, in words for the operator.
async fn hindrance(service: &Service) -> Result<Option<String>, Failure> {
    let mut probe = service.app.database.probe().await?;
    let connection = probe.connection().await?;
    let fitness = check_fitness(connection).await?;
    // An unfit database may have no schema to look at.
    let compatible = match fitness {
        Ok(()) => migrations::check_compatibility(connection).await?,
        Err(_) => Ok(()),
    };
    probe.keep();
    if let Err(unfit) = fitness {
        return Ok(Some(unfit.to_string()));
    }
    if let Err(incompatible) = compatible {
        return Ok(Some(incompatible.to_string()));
    }
    let can_admit = service.accounts.can_admit().await;
    Ok((!can_admit).then(|| "it is not known which sessions have ended, so nobody is let in".to_owned()))
}

fn not_ready(reason: &str) -> Response {
    let mut response =
        answer(RetryAfter::UNAVAILABLE.status, json!({ "status": "not ready", "reason": reason }));
    RetryAfter::UNAVAILABLE.write(response.headers_mut());
    response
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    (status, [(header::CACHE_CONTROL, no_store)], Json(body)).into_response()
}
