//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{Service, retry::Later};
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

/// The database answers on a connection that is for probes only, so that no request delays them; it is fit for use, has this program's schema, and tells which sessions have ended.
pub(super) async fn ready(State(service): State<Service>) -> Response {
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
    let mut probe = service.panda.database.probe().await?;
    let connection = probe.connection().await?;
    let fitness = check_fitness(connection).await?;
    let is_current = fitness.is_ok() && migrations::are_current(connection).await?;
    probe.keep();
    if let Err(unfit) = fitness {
        return Ok(Some(unfit.to_string()));
    }
    if !is_current {
        return Ok(Some("the schema does not match this version: run `panda migrate`".to_owned()));
    }
    let can_admit = service.accounts.can_admit().await;
    Ok((!can_admit).then(|| "it is not known which sessions have ended, so nobody is let in".to_owned()))
}

fn not_ready(reason: &str) -> Response {
    let mut response = answer(Later::UNAVAILABLE.status, json!({ "status": "not ready", "reason": reason }));
    Later::UNAVAILABLE.write(response.headers_mut());
    response
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    (status, [(header::CACHE_CONTROL, no_store)], Json(body)).into_response()
}
