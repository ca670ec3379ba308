//! GraphiQL, the playground, with all its assets in the program: it works with no internet.
//!
//! Whoever uses it signs in above it. The demo's accounts are told to the page, so that its first query works.

mod examples;

use axum::{
    Extension,
    extract::{Path, RawQuery, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{
    Service,
    caller::Caller,
    media_type::prefers_html,
    rejection::{self, Rejection},
};
use crate::{account::Role, error::GeneralError, random};

/// Everything comes from this server, and nothing is sent elsewhere. GraphiQL's own styles hold its fonts and pictures; the
/// style elements that its dialogs add carry the nonce of the page, and no others are let in.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{{nonce}}'; font-src 'self' data:; \
     img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JSON: &str = "application/json";

/// What is our own belongs to the page, and changes with it.
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
    let nonce = STANDARD.encode(random::bytes::<16>());
    let policy = POLICY.replace("{{nonce}}", &nonce);
    let headers = [(header::CONTENT_SECURITY_POLICY, policy.as_str()), (header::CACHE_CONTROL, "no-store")];
    let accounts = attribute(&service.http_config.accounts);
    let page = include_str!("index.html").replace("{{nonce}}", &nonce).replace("{{accounts}}", &accounts);
    (headers, Html(page)).into_response()
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

/// Leads to the page. The address is relative, so it holds where a proxy serves the API below a path of its own.
pub(super) async fn lead() -> Redirect {
    Redirect::to("graphiql")
}

/// Leads browsers to the page where a person opens the address of the API. Other clients are told how to ask.
pub(super) async fn lead_browsers(
    Extension(caller): Extension<Caller>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if query.is_none_or(|query| query.is_empty()) && prefers_html(&headers) {
        lead().await.into_response()
    } else {
        rejection::only_post(Extension(caller), headers).await
    }
}

pub(super) async fn asset(
    Extension(caller): Extension<Caller>,
    file: Result<Path<String>, PathRejection>,
) -> Response {
    // A name that is no text names nothing.
    let file = file.as_ref().map_or("", |Path(file)| file.as_str());
    let (media_type, kept, content): (_, _, &'static [u8]) = match file {
        "download.js" => (JAVASCRIPT, OURS, include_bytes!("download.js")),
        "examples.js" => (JAVASCRIPT, OURS, include_bytes!("examples.js")),
        "examples.json" => (JSON, OURS, examples::JSON.as_bytes()),
        "page.css" => (CSS, OURS, include_bytes!("page.css")),
        "people.js" => (JAVASCRIPT, OURS, include_bytes!("people.js")),
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
