//! A server without a database, to which anything can be sent.
//!
//! Requests are anonymous, so no field that reads a record is resolved: only the steps before resolution run.
//! A response must be JSON with a code, and not an internal error.

use std::{
    cell::RefCell,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::Request,
};
use panda::{
    account::{
        AccountRules, Accounts, Limit, Limits,
        tokens::{TokenKeys, TokenRules, Tokens, generate},
    },
    clock::SystemClock,
    context::{AppContext, Rules},
    database::{Capacity, Database},
    graphql::{Introspection, OperationPolicy},
    http::{self, HttpConfig},
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

struct Server {
    runtime: Runtime,
    router: Router,
}

thread_local! {
    static SERVER: RefCell<Server> = RefCell::new(Server::new());
}

impl Server {
    fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let router = runtime.block_on(async {
            // Nothing listens there.
            let url = "postgres://panda@127.0.0.1:1/panda?sslmode=disable".parse().expect("a URL");
            let capacity = Capacity { acquire_timeout: Duration::from_millis(1), ..Capacity::default() };
            let database = Database::new(&url, capacity).expect("a pool");
            let app = AppContext::new(database, Arc::new(SystemClock), Rules::default());
            let any = Limit::new(u32::MAX, Duration::from_secs(1));
            let limits = Limits {
                logins_by_account: any,
                logins_by_address: any,
                sign_ups_by_number: any,
                sign_ups_by_address: any,
                requests_by_user: any,
            };
            let keys = TokenKeys::parse(&[generate()]).expect("a key");
            let rules = AccountRules { limits, ..AccountRules::default() };
            let accounts = Accounts::new(&app, Tokens::new(keys, TokenRules::default()), rules);
            let policy =
                OperationPolicy { introspection: Introspection::Everybody, ..OperationPolicy::default() };
            http::router(app, Arc::new(accounts), HttpConfig { policy, ..HttpConfig::default() })
        });
        Self { runtime, router }
    }

    fn answer(&self, mut request: Request<Body>) -> (u16, Vec<u8>) {
        let peer = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
        request.extensions_mut().insert(ConnectInfo(peer));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("the router cannot fail");
            let (status, body) = (response.status().as_u16(), response.into_body());
            (status, to_bytes(body, usize::MAX).await.expect("a body").to_vec())
        })
    }
}

/// Sends a request, and judges the answer.
pub fn send(request: Request<Body>) {
    let (status, body) = SERVER.with_borrow(|server| server.answer(request));
    let text = String::from_utf8(body).expect("answers are text");
    // Commands ask the database, which is not there.
    assert!(status < 500 || status == 503, "{status} {text}");
    let answer: Value = serde_json::from_str(&text).expect("answers are JSON");
    for error in answer["errors"].as_array().into_iter().flatten() {
        let code = error["extensions"]["code"].as_str().expect("errors have codes");
        assert!(code != "INTERNAL", "{text}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{text}");
        assert!(!text.contains("::") || !text.contains("async_graphql"), "{text}");
    }
}

/// Sends a body to where operations are run.
pub fn post(body: impl Into<Body>) {
    let request = Request::post("/graphql").header("content-type", "application/json");
    send(request.body(body.into()).expect("a request"));
}
