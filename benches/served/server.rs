//! The real program, as a server in a process of its own, and whoever asks it.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

/// A server, killed when dropped.
pub struct Server {
    child: Child,
    pub address: String,
    pub token: String,
    client: reqwest::Client,
}

impl Server {
    /// Starts `panda serve` on a free port, and signs an administrator in.
    pub fn start(database_url: &str, directory: &Path) -> anyhow::Result<Self> {
        let key = directory.join("key.pem");
        let panda = |arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_panda"));
            command.args(arguments).env("DATABASE_URL", database_url).env("PANDA_JWT_KEYS", &key);
            command
        };
        said(panda(&["keys", "new", "--output", key.to_str().context("a strange directory")?]))?;
        said(panda(&["user", "add", "bench@panda.example", "--role", "ADMIN"]))?;
        let token = said(panda(&["token", "bench@panda.example"]))?.trim().to_owned();

        let mut command = panda(&["serve"]);
        command.env("PANDA_LISTEN", "127.0.0.1:0").env("PANDA_LOG_FORMAT", "json").stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let event: Value = serde_json::from_str(&line).ok()?;
            (event["message"] == "listening").then(|| event["address"].as_str().map(str::to_owned))?
        });
        // What is logged is read on, for a full pipe would stop the server.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let address = address.context("the server did not start")?;
        Ok(Self { child, address, token, client: reqwest::Client::new() })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The data of an operation that succeeds.
    pub async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        Ok(self.answer(query, variables).await?["data"].take())
    }

    /// The whole answer to an operation that succeeds, with what it has cost.
    pub async fn answer(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(format!("http://{}/graphql", self.address)).bearer_auth(&self.token);
        let answer: Value = request.header("x-panda-cost", "1").json(&body).send().await?.json().await?;
        if answer["errors"].is_array() {
            bail!("{}", answer["errors"]);
        }
        Ok(answer)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let ended = self.child.kill().and_then(|()| self.child.wait());
        if let Err(error) = ended {
            eprintln!("the server could not be ended: {error}");
        }
    }
}

fn said(mut command: Command) -> anyhow::Result<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "a command failed");
    Ok(String::from_utf8(output.stdout)?)
}
