//! The real program, as a server in a process of its own, and whoever asks it.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

/// The program that is built along with the bench.
pub const OURS: &str = env!("CARGO_BIN_EXE_panda");

/// Who asks.
const USER: &str = "bench@panda.example";

/// Long before a token is no good any longer, which is after a quarter of an hour.
const RENEWED_AFTER: Duration = Duration::from_mins(5);

/// A server, killed when dropped.
pub struct Server {
    program: PathBuf,
    child: Child,
    pub address: String,
    pub client: reqwest::Client,
    database_url: String,
    /// The file with the key by which the server knows its tokens.
    pub key: PathBuf,
    token: Mutex<(Instant, String)>,
}

impl Server {
    /// Starts `panda serve` on a free port, and signs an administrator in.
    pub fn start(program: &Path, database_url: &str, directory: &Path) -> anyhow::Result<Self> {
        let panda =
            |arguments: &[&str], database_url, key: &Path| command(program, arguments, database_url, key);
        let key = directory.join("key.pem");
        if !key.exists() {
            let path = key.to_str().context("a strange directory")?;
            said(panda(&["keys", "new", "--output", path], database_url, &key))?;
        }
        said(panda(&["user", "add", USER, "--role", "ADMIN"], database_url, &key))?;
        let token = Mutex::new((Instant::now(), new_token(program, database_url, &key)?));

        let mut command = panda(&["serve"], database_url, &key);
        command.env("PANDA_LISTEN", "127.0.0.1:0").env("PANDA_LOG_FORMAT", "json").stderr(Stdio::piped());
        // The limit is looked at, but one user asks for as much as thousands do.
        command.env("PANDA_REQUESTS_PER_USER", "60000000");
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let event: Value = serde_json::from_str(&line).ok()?;
            (event["message"] == "listening").then(|| event["address"].as_str().map(str::to_owned))?
        });
        // What is logged is read on, for a full pipe would stop the server.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let address = address.context("the server did not start")?;
        let (client, database_url) = (reqwest::Client::new(), database_url.to_owned());
        Ok(Self { program: program.to_owned(), child, address, client, database_url, key, token })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A token that is good for some minutes more.
    pub fn token(&self) -> anyhow::Result<String> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if token.0.elapsed() > RENEWED_AFTER {
            *token = (Instant::now(), new_token(&self.program, &self.database_url, &self.key)?);
        }
        Ok(token.1.clone())
    }

    /// The data of an operation that succeeds.
    pub async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        Ok(self.answer(query, variables).await?["data"].take())
    }

    /// The whole answer to an operation that succeeds, with what it has cost.
    pub async fn answer(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(format!("http://{}/graphql", self.address)).bearer_auth(self.token()?);
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

fn command(program: &Path, arguments: &[&str], database_url: &str, key: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env("DATABASE_URL", database_url).env("PANDA_JWT_KEYS", key);
    command
}

fn new_token(program: &Path, database_url: &str, key: &Path) -> anyhow::Result<String> {
    Ok(said(command(program, &["token", USER], database_url, key))?.trim().to_owned())
}

fn said(mut command: Command) -> anyhow::Result<String> {
    let output = command.output()?;
    ensure!(output.status.success(), "a command failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
