//! Any text as the query of an address.

#![no_main]

use axum::{body::Body, http::Request};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|query: &str| {
    let request = Request::get(format!("/statistics/missed.csv?{query}"));
    if let Ok(request) = request.body(Body::empty()) {
        panda_fuzz::send(request);
    }
});
