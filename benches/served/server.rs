//! The real program as a server process, with a client.

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

/// The program that is built with the bench.
pub const OURS: &str = env!("CARGO_BIN_EXE_panda");

/// The client's user.
const USER: &str = "bench@panda.example";

/// Well before a token expires after 15 minutes.
const RENEWED_AFTER: Duration = Duration::from_mins(5);

/// The settings for starting and restarting a server.
#[derive(Clone)]
pub struct Prepared {
    program: PathBuf,
    database_url: String,
    /// The file with the key that signs the tokens.
    pub key: PathBuf,
    /// Whether one client may use the total response memory, because it simulates many.
    pub one_stands_for_many: bool,
}

/// A server, killed when dropped.
pub struct Server {
    pub prepared: Prepared,
    child: Child,
    pub address: String,
    pub client: reqwest::Client,
    token: Mutex<(Instant, String)>,
}

impl Prepared {
    /// Creates a key, unless the directory has one, and an administrator.
    pub fn new(program: &Path, database_url: &str, directory: &Path) -> anyhow::Result<Self> {
        let (program, database_url) = (program.to_owned(), database_url.to_owned());
        let key = directory.join("key.pem");
        let it = Self { program, database_url, key, one_stands_for_many: true };
        if !it.key.exists() {
            let path = it.key.to_str().context("a strange directory")?;
            said(it.command(&["keys", "new", "--output", path]))?;
        }
        said(it.command(&["user", "add", USER, "--role", "ADMIN"]))?;
        Ok(it)
    }

    /// Starts `panda serve` on a free port.
    pub fn serve(&self) -> anyhow::Result<Server> {
        let token = Mutex::new((Instant::now(), self.new_token()?));
        let mut command = self.command(&["serve"]);
        command.env("PANDA_LISTEN", "127.0.0.1:0").env("PANDA_LOG_FORMAT", "json").stderr(Stdio::piped());
        // The limit is checked, but one user sends as many requests as thousands do.
        command.env("PANDA_REQUESTS_PER_USER", "60000000");
        if self.one_stands_for_many {
            command.envs(
                ["PANDA_RESPONSE_MEMORY_PER_USER", "PANDA_RESPONSE_MEMORY_PER_ADDRESS"].map(|it| (it, "128")),
            );
        }
        let mut child = command.spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let address = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let event: Value = serde_json::from_str(&line).ok()?;
            (event["message"] == "listening").then(|| event["address"].as_str().map(str::to_owned))?
        });
        // The log is read continuously, because a full pipe would block the server.
        thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let address = address.context("the server did not start")?;
        Ok(Server { prepared: self.clone(), child, address, client: reqwest::Client::new(), token })
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).env("DATABASE_URL", &self.database_url).env("PANDA_JWT_KEYS", &self.key);
        command
    }

    fn new_token(&self) -> anyhow::Result<String> {
        Ok(said(self.command(&["token", USER]))?.trim().to_owned())
    }
}

impl Server {
    /// Starts `panda serve` on a free port, and signs in as an administrator.
    pub fn start(program: &Path, database_url: &str, directory: &Path) -> anyhow::Result<Self> {
        Prepared::new(program, database_url, directory)?.serve()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A token that is valid for some minutes more.
    pub fn token(&self) -> anyhow::Result<String> {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if token.0.elapsed() > RENEWED_AFTER {
            *token = (Instant::now(), self.prepared.new_token()?);
        }
        Ok(token.1.clone())
    }

    /// The data of an operation that succeeds.
    pub async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        Ok(self.answer(query, variables).await?["data"].take())
    }

    /// The complete response of an operation that succeeds, with its cost.
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
            eprintln!("the server could not be stopped: {error}");
        }
    }
}

fn said(mut command: Command) -> anyhow::Result<String> {
    let output = command.output()?;
    ensure!(output.status.success(), "a command failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
