//! Load, by `wrk`: connections that each ask again as soon as they are answered, or a while later.

use std::{fs, process::Command};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

const SCRIPT: &str = include_str!("drive.lua");

/// How many ask at a time, where it is the machine that is to be kept busy.
pub const CONNECTIONS: u32 = 64;

/// In a body or a token, it is another number in each request.
pub const VARIES: &str = "n0000000";

/// Where the load goes, and in whose names in turn.
pub struct Target<'a> {
    pub address: &'a str,
    pub path: &'a str,
    pub tokens: &'a [String],
}

/// What is sent, and how.
#[derive(Clone, Copy)]
pub struct Load<'a> {
    /// One after the other and over again.
    pub bodies: &'a [String],
    /// Whether each may be sent once only.
    pub once: bool,
    /// Where the numbers begin that make requests different.
    pub from: u32,
    pub seconds: u32,
    pub connections: u32,
    /// Milliseconds between an answer and the next request of a connection.
    pub pause: u32,
    /// What answers have to be.
    pub expected: Expected,
}

impl<'a> Load<'a> {
    /// As much as the machine can do.
    pub fn full(bodies: &'a [String], seconds: u32) -> Self {
        Self {
            bodies,
            once: false,
            from: 0,
            seconds,
            connections: CONNECTIONS,
            pause: 0,
            expected: Expected::Data,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Expected {
    /// Status 200, and no errors.
    Data,
    /// A coded refusal, and no fault of the server's.
    Refusal,
}

/// What a round has come to. Times are in microseconds.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct Driven {
    pub requests: u32,
    pub micros: f64,
    pub p50: f64,
    pub p99: f64,
    /// Answers that are not as expected.
    #[serde(skip_serializing)]
    bad: u64,
}

pub fn drive(target: &Target<'_>, load: &Load<'_>) -> anyhow::Result<Driven> {
    let directory = tempfile::tempdir()?;
    let file = |name: &str, lines: &str| {
        let path = directory.path().join(name);
        fs::write(&path, lines).map(|()| path)
    };
    let Load { bodies, once, from, seconds, connections, pause, expected } = *load;
    let output = Command::new("wrk")
        .args(["-t1", &format!("-c{connections}"), &format!("-d{seconds}s"), "--timeout", "30s", "-s"])
        .arg(file("drive.lua", SCRIPT)?)
        .arg(format!("http://{}{}", target.address, target.path))
        .env("BODIES", file("bodies", &bodies.join("\n"))?)
        .env("TOKENS", file("tokens", &target.tokens.join("\n"))?)
        .env("ONCE", if once { "yes" } else { "no" })
        .env("FROM", from.to_string())
        .env("PAUSE", pause.to_string())
        .env("EXPECTED", if expected == Expected::Refusal { "refused" } else { "data" })
        .output()
        .context("wrk is missing: apt-get install wrk")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk failed: {told} {}", String::from_utf8_lossy(&output.stderr));
    let line = told.lines().find(|line| line.starts_with('{'));
    let driven: Driven = serde_json::from_str(line.with_context(|| format!("no figures in {told}"))?)?;
    ensure!(driven.bad == 0, "{} of {} answers are not as expected: {told}", driven.bad, driven.requests);
    ensure!(driven.requests > 0, "nothing was answered: {told}");
    Ok(driven)
}

/// Makes sure that there is something to drive with before anything takes time.
pub fn is_there() -> anyhow::Result<()> {
    Command::new("wrk").arg("-v").output().context("wrk is missing: apt-get install wrk").map(drop)
}
