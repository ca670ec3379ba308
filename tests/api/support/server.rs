//! `panda serve` and `panda demo` as clients and operators meet them.

use std::{
    process::Command,
    time::{Duration, Instant},
};

use panda::{
    clock::{Clock, SystemClock},
    principal::RoleAssignment,
};
use serde_json::{Value, json};

use super::{
    Answer, key_file,
    program::{PATIENCE, Program, panda},
    token,
};

/// A server in a process of its own, killed when dropped.
pub struct Server {
    pub program: Program,
    pub address: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts `panda serve` on a free port and waits until it listens. It waits for its database as long as one without settings.
    pub fn start(database_url: &str) -> Self {
        let mut command = panda();
        command.arg("serve").env("DATABASE_URL", database_url).env_remove("PANDA_DATABASE_ACQUIRE_TIMEOUT");
        Self::start_with(&mut command)
    }

    /// The same for a server that waits a minute for its database, however slow the machine is.
    pub fn start_patient(database_url: &str) -> Self {
        Self::start_with(panda().arg("serve").env("DATABASE_URL", database_url))
    }

    /// The same for a command with settings of its own.
    pub fn start_with(command: &mut Command) -> Self {
        Self::start_with_keys(command, key_file().to_str().expect("a text"))
    }

    /// The same with keys of its own, in files with commas in between.
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

    /// The same of whoever holds this token.
    pub fn post_by(&self, token: impl std::fmt::Display) -> reqwest::RequestBuilder {
        self.post_anonymously().bearer_auth(token)
    }

    /// The same of nobody in particular.
    pub fn post_anonymously(&self) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/graphql", self.address))
    }

    /// Sends an operation, if the server is there.
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

/// Asks again and again until there is something to tell, for a minute at most.
pub async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = ask().await {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it never came true that {what}");
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
}
