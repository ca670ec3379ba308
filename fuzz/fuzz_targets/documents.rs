//! Any text as a document.

#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|document: &str| panda_fuzz::post(json!({ "query": document }).to_string()));
