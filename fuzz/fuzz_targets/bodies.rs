//! Any bytes as the body of a request.

#![cfg_attr(feature = "libfuzzer", no_main)]

panda_fuzz::target!(|body: &[u8]| panda_fuzz::post(body.to_vec()));
