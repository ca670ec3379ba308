//! The liveness and readiness endpoints.

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

/// The timeout of the database in a readiness probe.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// The process is running.
pub(super) async fn live() -> Response {
    answer(StatusCode::OK, json!({ "status": "live" }))
}

/// Ready means that the database answers on a connection for probes only, so that no request delays them. The
/// database must also be fit for use, have a schema on which this program works, and report which sessions
/// are revoked.
pub(super) async fn ready(State(service): State<Service>, stopping: Option<Extension<Stopping>>) -> Response {
    if stopping.is_some() {
        return not_ready("this server is stopping");
    }
    let checked = tokio::time::timeout(PROBE_TIMEOUT, reason_not_ready(&service)).await;
    match checked.unwrap_or(Err(Failure::Unavailable)) {
        Ok(None) => answer(StatusCode::OK, json!({ "status": "ready" })),
        Ok(Some(reason)) => not_ready(&reason),
        Err(Failure::Unavailable) => not_ready("the database cannot be reached"),
        Err(failure) => {
            tracing::error!(?failure, "the readiness probe failed");
            not_ready("the database does not answer as expected")
        }
    }
}

/// Why the server is not ready, as a message for the operator.
async fn reason_not_ready(service: &Service) -> Result<Option<String>, Failure> {
    let mut probe = service.app.database.probe().await?;
    let connection = probe.connection().await?;
    let fitness = check_fitness(connection).await?;
    // An unfit database may have no schema to check.
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
    Ok((!can_admit).then(|| {
        "it is not known which sessions have ended, so requests with a token are refused".to_owned()
    }))
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
