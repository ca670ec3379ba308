//! Load, by `wrk`: 64 connections that each ask again as soon as they are answered.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, ensure};
use serde::Deserialize;

const SCRIPT: &str = include_str!("drive.lua");

/// Where the load goes.
pub struct Target<'a> {
    pub address: &'a str,
    pub path: &'a str,
    pub token: Option<&'a str>,
}

/// What a round has come to. Times are in microseconds.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Driven {
    pub requests: f64,
    pub micros: f64,
    pub p50: f64,
    pub p99: f64,
    /// Answers with another status than 200, or with errors.
    bad: u64,
}

/// Sends these bodies, one after the other and over again; those that are `once`, at most once each.
pub fn drive(target: &Target<'_>, bodies: &Path, once: bool, seconds: u32) -> anyhow::Result<Driven> {
    let directory = tempfile::tempdir()?;
    let script = directory.path().join("drive.lua");
    fs::write(&script, SCRIPT)?;
    let output = Command::new("wrk")
        .args(["-t1", "-c64", &format!("-d{seconds}s"), "--timeout", "30s", "-s"])
        .arg(&script)
        .arg(format!("http://{}{}", target.address, target.path))
        .env("BODIES", bodies)
        .env("ONCE", if once { "yes" } else { "no" })
        .env("TOKEN", target.token.unwrap_or_default())
        .output()
        .context("wrk is missing: apt-get install wrk")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk failed: {told} {}", String::from_utf8_lossy(&output.stderr));
    let line =
        told.lines().find(|line| line.starts_with('{')).with_context(|| format!("no figures in {told}"))?;
    let driven: Driven = serde_json::from_str(line)?;
    ensure!(driven.bad == 0, "{} of {} answers are bad", driven.bad, driven.requests);
    Ok(driven)
}
