//! The memory of a process, from Linux's `/proc`.

use std::fs;

use anyhow::Context;
use serde::Serialize;

/// In megabytes of a million bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Memory {
    /// The resident memory.
    pub now: f64,
    /// The peak.
    pub peak: f64,
}

impl Memory {
    /// Resets the peak to the current resident memory.
    pub fn forget_peak(process: u32) -> anyhow::Result<()> {
        Ok(fs::write(format!("/proc/{process}/clear_refs"), "5")?)
    }

    pub fn of(process: u32) -> anyhow::Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number =
                line.context("not as proc(5) says")?.trim().trim_end_matches(" kB").parse::<u32>()?;
            anyhow::Ok(f64::from(number) * 1_024.0 / 1e6)
        };
        Ok(Self { now: megabytes("VmRSS:")?, peak: megabytes("VmHWM:")? })
    }
}
