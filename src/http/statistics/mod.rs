//! `GET /statistics/missed.csv`: what missed appointments cost, for spreadsheets and programs that read tables.
//!
//! It asks and is answered as the GraphQL field `missedAppointments` is, by the same rules and for the same people.

mod arguments;
mod csv;
mod parameters;

use std::convert::Infallible;

use axum::{
    Extension,
    body::Body,
    extract::{RawQuery, State},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::stream;

use super::{Service, bearer, caller::Caller, in_time, memory, rejection::Rejection};
use crate::{
    context::AppContext,
    error::{Failure, GeneralError},
    graphql::permissions::{self, PermissionDecision},
    statistics::{self, DisclosureControl, Period, table::ReportTable},
};
use arguments::Arguments;
use csv::CsvFormat;
use parameters::in_parameters;

const CSV: HeaderValue = HeaderValue::from_static("text/csv; charset=utf-8; header=present");

/// What a report takes while it is made, and each cell of its table, in bytes.
const REPORT: usize = 512 * 1024;
const PER_CELL: usize = 64;

pub(super) async fn missed(
    State(service): State<Service>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    extensions: Extensions,
    RawQuery(query): RawQuery,
) -> Result<Response, Rejection> {
    let (principal, caller) = bearer::authenticate(&headers, &service, caller).await?;
    match permissions::decide(principal, "Query", "missedAppointments") {
        PermissionDecision::Granted => {}
        PermissionDecision::Unauthenticated => return Err(Rejection::anonymous(&caller)),
        PermissionDecision::Forbidden => {
            return Err(Rejection::new(StatusCode::FORBIDDEN, GeneralError::Forbidden, &caller));
        }
    }
    let AppContext { clock, rules, .. } = &service.app;
    let query = query.unwrap_or_default();
    let failed = |failure: Failure| Rejection::failed(failure, &caller);
    let arguments = Arguments::read(&query, clock.now(), rules.missed_appointment_cost);
    let arguments = arguments.map_err(|violations| failed(violations.into()))?;
    let memory = memory::open(&service, memory::client(&extensions), principal);
    let exhausted = |exhausted| Rejection::exhausted(exhausted, &caller);
    memory.resize(REPORT).map_err(exhausted)?;
    let request_timeout = service.http_config.connections.request_timeout;
    let table =
        in_time(request_timeout, answer(&service.app, &arguments, DisclosureControl::to(principal.role())))
            .await;
    let table = table.flatten().map_err(failed)?;
    let cells = table.row_count() * table.columns().len();
    memory.resize(PER_CELL * cells).map_err(exhausted)?;

    let form =
        CsvFormat { locale: caller.locale, has_bom: arguments.has_bom, separator: arguments.separator };
    // The rows that are not written yet take memory until the last of them is.
    let pieces = csv::pieces(table, form).map(move |piece| {
        let _held = &memory;
        Ok::<_, Infallible>(piece)
    });
    let headers =
        [(header::CONTENT_TYPE, CSV), (header::CONTENT_DISPOSITION, attachment(&arguments.query.period))];
    Ok((headers, Extension(caller.locale), Body::from_stream(stream::iter(pieces))).into_response())
}

async fn answer(
    app: &AppContext,
    arguments: &Arguments,
    disclosure: DisclosureControl,
) -> Result<ReportTable, Failure> {
    let Arguments { query, ranking, .. } = arguments;
    let report = statistics::report(app, query, disclosure).await.map_err(|failure| match failure {
        Failure::Refused(violations) => in_parameters(violations).into(),
        failure @ (Failure::Unavailable | Failure::ReadOnly | Failure::Fault(_)) => failure,
    })?;
    ReportTable::of(&app.database, query, report, *ranking).await
}

/// The name under which a browser saves it.
fn attachment(period: &Period) -> HeaderValue {
    let Period { from, until, .. } = period;
    let name = format!("attachment; filename=\"missed-appointments_{from}_{until}.csv\"");
    HeaderValue::try_from(name).expect("days are written in digits and hyphens")
}
