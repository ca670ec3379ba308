//! Any bytes as the body of a request.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| panda_fuzz::post(body.to_vec()));
