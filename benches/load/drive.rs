//! Generates load with `wrk`: connections that send the next request immediately after a response, or after a
//! pause.

use std::{fs, process::Command};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

const SCRIPT: &str = include_str!("drive.lua");

/// The number of connections for full load.
pub const CONNECTIONS: u32 = 64;

/// A placeholder in a body or token, replaced by a different number in each request.
pub const VARIES: &str = "n0000000";

/// The server under load, and the tokens to use in rotation.
pub struct Target<'a> {
    pub address: &'a str,
    pub path: &'a str,
    pub tokens: &'a [String],
}

/// The requests and their rate.
#[derive(Clone, Copy)]
pub struct Load<'a> {
    /// Sent in order and repeatedly.
    pub bodies: &'a [String],
    /// Whether each may be sent once only.
    pub once: bool,
    /// The first number for the placeholder.
    pub from: u32,
    pub seconds: u32,
    pub connections: u32,
    /// The pause of a connection between requests in milliseconds.
    pub pause: u32,
    /// The expected responses.
    pub expected: Expected,
}

impl<'a> Load<'a> {
    /// Full load without pauses.
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
    /// Status 200 without errors.
    Data,
    /// A coded error that is not an internal one.
    Refusal,
}

/// The results of a round. Times are in microseconds.
#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
pub struct Driven {
    pub requests: u32,
    pub micros: f64,
    pub p50: f64,
    pub p99: f64,
    /// The number of unexpected responses.
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
    ensure!(driven.requests > 0, "no response: {told}");
    Ok(driven)
}

/// Fails early if `wrk` is missing.
pub fn is_there() -> anyhow::Result<()> {
    Command::new("wrk").arg("-v").output().context("wrk is missing: apt-get install wrk").map(drop)
}
