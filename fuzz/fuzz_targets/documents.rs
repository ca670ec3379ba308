//! Any text as a document.

#![cfg_attr(feature = "libfuzzer", no_main)]

use serde_json::json;

panda_fuzz::target!(|document: &str| panda_fuzz::post(json!({ "query": document }).to_string()));
