//! What the targets share: how a target is declared, and a server without a database, to which anything can
//! be sent.
//!
//! Requests are anonymous, so no field that reads a record is resolved: only the steps before resolution run.
//! A response must be JSON with a code, and not an internal error.

use std::{
    cell::RefCell,
    env, fs,
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

/// Declares a target by a closure. libFuzzer calls it with generated inputs. Without the feature `libfuzzer`,
/// the program calls it with the content of each file that an argument names, so a failure can be repeated.
#[macro_export]
macro_rules! target {
    ($($closure:tt)*) => {
        #[cfg(feature = "libfuzzer")]
        libfuzzer_sys::fuzz_target!($($closure)*);

        #[cfg(not(feature = "libfuzzer"))]
        fn main() {
            $crate::repeat($($closure)*);
        }
    };
}

/// An input that is made of the bytes of a file.
pub trait Input {
    /// None if the bytes are no such input, as in libFuzzer.
    fn of(bytes: &[u8]) -> Option<&Self>;
}

impl Input for [u8] {
    fn of(bytes: &[u8]) -> Option<&Self> {
        Some(bytes)
    }
}

impl Input for str {
    fn of(bytes: &[u8]) -> Option<&Self> {
        str::from_utf8(bytes).ok()
    }
}

/// Calls a target with the content of each file that an argument names.
pub fn repeat<T: Input + ?Sized>(target: impl Fn(&T)) {
    for path in env::args_os().skip(1) {
        if let Some(input) = T::of(&fs::read(path).expect("a readable file")) {
            target(input);
        }
    }
}

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
                OperationPolicy { introspection: Introspection::Public, ..OperationPolicy::default() };
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
