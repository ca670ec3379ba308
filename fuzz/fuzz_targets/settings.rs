//! What operators write: the database's URL, keys, origins.

#![cfg_attr(feature = "libfuzzer", no_main)]

use panda::{account::tokens::TokenKeys, database::DatabaseUrl, http::Origin};

panda_fuzz::target!(|raw: &str| {
    let url = format!("postgres://panda:s3cret-of-ours{raw}");
    for url in [raw, &url] {
        if let Err(refusal) = url.parse::<DatabaseUrl>() {
            assert!(!refusal.to_string().contains("s3cret"), "{refusal}");
        }
    }
    drop(raw.parse::<Origin>());
    drop(TokenKeys::parse(&[raw.to_owned().into()]));
});
