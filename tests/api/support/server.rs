//! `panda serve` and `panda demo` as real processes.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
};
use serde_json::{Value, json};

use super::{
    Answer, key_file,
    program::{Program, TIMEOUT, panda},
    token,
};

/// A server process, killed when dropped.
pub struct Server {
    pub program: Program,
    pub address: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts `panda serve` on a free port, and waits until it listens. Its acquire timeout is the default.
    pub fn start(database_url: &str) -> Self {
        let mut command = panda();
        command.arg("serve").env("DATABASE_URL", database_url).env_remove("PANDA_DATABASE_ACQUIRE_TIMEOUT");
        Self::start_with(&mut command)
    }

    /// The same with an acquire timeout of a minute, so that slow machines pass.
    pub fn start_with_long_timeout(database_url: &str) -> Self {
        Self::start_with(panda().arg("serve").env("DATABASE_URL", database_url))
    }

    /// The same for a command with other settings.
    pub fn start_with(command: &mut Command) -> Self {
        Self::start_with_keys(command, key_file().to_str().expect("a text"))
    }

    /// The same with its own keys, in files separated by commas.
    pub fn start_with_keys(command: &mut Command, keys: &str) -> Self {
        let program =
            Program::spawn(command.envs([("PANDA_LISTEN", "127.0.0.1:0"), ("PANDA_JWT_KEYS", keys)]));
        let address = program.stderr.find(|line| {
            let event: Value = serde_json::from_str(line).ok()?;
            (event["message"] == "listening")
                .then(|| format!("http://{}", event["address"].as_str().expect("an address")))
        });
        Self { program, address, client: reqwest::Client::new() }
    }

    pub fn post(&self) -> reqwest::RequestBuilder {
        self.post_by(token(RoleAssignment::Admin, SystemClock.now()))
    }

    /// The same with this token.
    pub fn post_by(&self, token: impl std::fmt::Display) -> reqwest::RequestBuilder {
        self.post_anonymously().bearer_auth(token)
    }

    /// The same without a token.
    pub fn post_anonymously(&self) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/graphql", self.address))
    }

    /// Sends an operation to a server that may be down.
    pub async fn try_send(&self, query: &str, variables: Value) -> reqwest::Result<Answer> {
        let body = json!({ "query": query, "variables": variables });
        Ok(Answer::of(self.post().json(&body).send().await?).await)
    }

    pub async fn send(&self, query: &str, variables: Value) -> Answer {
        self.try_send(query, variables).await.expect("the server answers")
    }

    pub async fn query(&self, query: &str) -> Answer {
        self.send(query, json!({})).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.client.get(format!("{}{path}", self.address));
        Answer::of(request.send().await.expect("the server answers")).await
    }
}

/// Polls until there is a value, for at most a minute.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begun.elapsed() < TIMEOUT, "it never came true that {what}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}
