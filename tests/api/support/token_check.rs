//! Checks whether the server accepts an access token.

use serde_json::json;

use super::{Answer, TestApp};

impl TestApp {
    /// The response to `{ __typename }` with this token.
    pub async fn request_with_token(&self, token: &str) -> Answer {
        let request = self.post_anonymously().bearer_auth(token).json(&json!({ "query": "{ __typename }" }));
        Answer::of(request.send().await.expect("the server answers")).await
    }

    /// Whether the server accepts this token.
    pub async fn accepts_token(&self, token: &str) -> bool {
        let answer = self.request_with_token(token).await;
        match answer.status.as_u16() {
            200 => assert_eq!(answer.text("/__typename"), "Query"),
            401 => drop(answer.expect_code("UNAUTHENTICATED")),
            503 => drop(answer.expect_code("SERVICE_UNAVAILABLE")),
            _ => panic!("{answer:#?}"),
        }
        answer.status == 200
    }
}
