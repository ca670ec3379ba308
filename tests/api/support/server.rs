//! The real program as a process of its own, for what only a process can show: being killed, stopped, misconfigured.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A `panda` process, killed when dropped.
pub struct Server {
    pub process: Child,
    pub address: String,
}

/// The program that these tests were built with.
pub fn panda() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_panda"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PANDA_") && name != "PANDA_PG_BIN")
    {
        command.env_remove(name);
    }
    command.env_remove("DATABASE_URL");
    command
}

impl Server {
    /// Starts `panda serve` on a free port and waits until it listens.
    pub fn start(database_url: &str) -> Self {
        let mut process = panda()
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .env("DATABASE_URL", database_url)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut log = BufReader::new(process.stderr.take().expect("a pipe")).lines();
        let deadline = Instant::now() + Duration::from_secs(30);
        let address = loop {
            assert!(Instant::now() < deadline, "the server does not listen");
            let line = log.next().expect("the server runs").expect("a line");
            let event: serde_json::Value = serde_json::from_str(&line).expect("a JSON line");
            if event["message"] == "listening" {
                break format!("http://{}", event["address"].as_str().expect("an address"));
            }
        };
        // A pipe that nobody reads would fill up and stop the server.
        std::thread::spawn(move || log.for_each(drop));
        Self { process, address }
    }

    /// Ends the process as an operator's mishap would: at once.
    pub fn kill(mut self) {
        self.process.kill().expect("the process can be killed");
        self.process.wait().expect("the process ends");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        if self.process.kill().is_ok() {
            drop(self.process.wait());
        }
    }
}
