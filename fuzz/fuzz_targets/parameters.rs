//! Any text as the query of an address.

#![cfg_attr(feature = "libfuzzer", no_main)]

use axum::{body::Body, http::Request};

panda_fuzz::target!(|query: &str| {
    let request = Request::get(format!("/statistics/missed.csv?{query}"));
    if let Ok(request) = request.body(Body::empty()) {
        panda_fuzz::send(request);
    }
});
