//! What operators write: the database's URL, keys, origins.

#![no_main]

use libfuzzer_sys::fuzz_target;
use panda::{account::tokens::TokenKeys, database::DatabaseUrl, http::Origin};

fuzz_target!(|raw: &str| {
    let url = format!("postgres://panda:s3cret-of-ours{raw}");
    for url in [raw, &url] {
        if let Err(refusal) = url.parse::<DatabaseUrl>() {
            assert!(!refusal.to_string().contains("s3cret"), "{refusal}");
        }
    }
    drop(raw.parse::<Origin>());
    drop(TokenKeys::parse(&[raw.to_owned().into()]));
});
