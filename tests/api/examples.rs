//! The example programs that write, run twice.

use panda::account::RoleAssignment;

use crate::support::{TestApp, token};

#[expect(dead_code, reason = "`main` of the example, and its sign-in")]
#[path = "../../examples/book.rs"]
mod book;

#[tokio::test]
async fn the_booking_example_can_be_run_repeatedly() {
    let app = TestApp::start().await;
    app.some_clinician("ENT").await;
    app.a_patient(1).await;
    app.a_patient(2).await;
    let (api, token) = (format!("{}/graphql", app.address), token(RoleAssignment::Staff, app.now()));
    let mut booked = Vec::new();
    for _ in 0..3 {
        let lines = book::book_twice(&api, &token, "en-GB", app.now()).await.expect("the server answers");
        assert!(lines.len() == 2 && lines[0].starts_with("booked: "), "{lines:?}");
        assert!(lines[1].starts_with("refused: \"APPOINTMENT_CLINICIAN_BUSY\" "), "{lines:?}");
        booked.push(lines[0].clone());
    }
    booked.dedup();
    assert_eq!(booked.len(), 3);
}
