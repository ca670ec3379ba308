//! The demo's sample: it fills an empty database once, completes itself on later days, and has data for each
//! role.

mod first_screens;
mod top_up;

use panda::sample::{self, SampleChange};

use crate::support::TestApp;

/// A server with the sample at an instant.
async fn sampled(now: &str) -> TestApp {
    let app = TestApp::start().await;
    app.clock.set(now.parse().expect("an instant"));
    let change = ensure(&app).await;
    assert!(matches!(change, SampleChange::Filled { patients: 2_000, .. }), "{change:?}");
    app
}

async fn ensure(app: &TestApp) -> SampleChange {
    sample::ensure(&app.context).await.expect("the sample is written")
}
