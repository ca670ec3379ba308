//! GraphiQL, the playground, with all its assets in the program: it works with no internet.
//!
//! Whoever uses it signs in above it. The demo's accounts are told to the page, so that its first query works.

use axum::{
    Extension,
    extract::{Path, State, rejection::PathRejection},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{Service, caller::Caller, rejection::Rejection};
use crate::{account::Role, error::GeneralError};

/// Everything comes from this server, and nothing is sent elsewhere. GraphiQL's editor needs inline styles and fonts.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";

/// Our own scripts belong to the page, and change with it.
const OURS: &str = "no-cache";
const OTHERS: &str = "max-age=3600";

/// An account whose password everybody may know.
#[derive(Debug, Clone)]
pub struct DemoAccount {
    pub role: Role,
    pub email: String,
    pub password: SecretString,
}

pub(super) async fn page(State(service): State<Service>) -> Response {
    let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
    let accounts = attribute(&service.edge.accounts);
    (headers, Html(include_str!("index.html").replace("{{accounts}}", &accounts))).into_response()
}

/// The accounts as JSON, as an attribute in quotes holds it.
fn attribute(accounts: &[DemoAccount]) -> String {
    let account = |account: &DemoAccount| {
        json!({
            "role": account.role.as_str().to_lowercase(),
            "email": account.email,
            "password": account.password.expose_secret(),
        })
    };
    let accounts: serde_json::Value = accounts.iter().map(account).collect();
    accounts.to_string().replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

pub(super) async fn asset(
    Extension(caller): Extension<Caller>,
    file: Result<Path<String>, PathRejection>,
) -> Response {
    // A name that is no text names nothing.
    let file = file.as_ref().map_or("", |Path(file)| file.as_str());
    let (media_type, kept, content): (_, _, &'static [u8]) = match file {
        "session.js" => (JAVASCRIPT, OURS, include_bytes!("session.js")),
        "start.js" => (JAVASCRIPT, OURS, include_bytes!("start.js")),
        "graphiql.min.js" => (JAVASCRIPT, OTHERS, include_bytes!("vendor/graphiql.min.js")),
        "graphiql.min.css" => (CSS, OTHERS, include_bytes!("vendor/graphiql.min.css")),
        "react.production.min.js" => (JAVASCRIPT, OTHERS, include_bytes!("vendor/react.production.min.js")),
        "react-dom.production.min.js" => {
            (JAVASCRIPT, OTHERS, include_bytes!("vendor/react-dom.production.min.js"))
        }
        _ => {
            return Rejection::new(StatusCode::NOT_FOUND, GeneralError::HttpNotFound, &caller)
                .into_response();
        }
    };
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, kept)], content).into_response()
}
