//! The processor time of processes, from Linux's `/proc`.

use std::{fs, path::Path};

use anyhow::Context;

/// The seconds of a process and of its ended children.
pub fn of_process(pid: u32) -> anyhow::Result<f64> {
    // `utime`, `stime`, and the same of ended children: fields 14 to 17 of proc(5).
    Ok(seconds(&fields(pid)?[11..15]))
}

/// The seconds of a PostgreSQL server: its postmaster, and all processes that it has started.
pub fn of_postgres(data: &Path) -> anyhow::Result<f64> {
    let file = fs::read_to_string(data.join("postmaster.pid")).context("PostgreSQL does not run")?;
    let postmaster: u32 = file.lines().next().context("an empty file")?.trim().parse()?;
    let mut spent = of_process(postmaster)?;
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        // If it has ended since the directory was read, the postmaster's ended children include it.
        let Ok(fields) = fields(pid) else { continue };
        if fields[1] == i64::from(postmaster) {
            spent += seconds(&fields[11..13]);
        }
    }
    Ok(spent)
}

/// The fields of `/proc/PID/stat` after the name, which may contain any character. Non-numeric fields become
/// zero.
fn fields(pid: u32) -> anyhow::Result<Vec<i64>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').context("not as proc(5) says")?;
    Ok(fields.split_whitespace().map(|field| field.parse().unwrap_or_default()).collect())
}

fn seconds(ticks: &[i64]) -> f64 {
    let a_second = nix::unistd::sysconf(nix::unistd::SysconfVar::CLK_TCK).ok().flatten().unwrap_or(100);
    let real = |ticks: i64| f64::from(i32::try_from(ticks).unwrap_or(i32::MAX));
    real(ticks.iter().sum()) / real(a_second)
}
