//! What the kernel says of a process: processor time, also by thread, and memory.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};

/// Linux shows times in hundredths of a second, whatever its own clock does.
const TICKS_A_SECOND: f64 = 100.0;
const MB: f64 = 1_024.0;

/// User and system time of a process, in seconds.
pub(crate) fn cpu_seconds(process: u32) -> Result<f64> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    ticks(&stat).map(|ticks| ticks / TICKS_A_SECOND).with_context(|| format!("cannot understand {path}"))
}

/// The same of its living threads, added up by their names.
pub(crate) fn cpu_seconds_by_thread(process: u32) -> Result<BTreeMap<String, f64>> {
    let mut seconds = BTreeMap::new();
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // Threads may end meanwhile.
        let Ok(stat) = fs::read_to_string(thread?.path().join("stat")) else { continue };
        if let (Some(name), Some(ticks)) = (name(&stat), ticks(&stat)) {
            *seconds.entry(name.to_owned()).or_default() += ticks / TICKS_A_SECOND;
        }
    }
    Ok(seconds)
}

/// How long this very thread has run on a processor, in seconds: what else the machine does is not in it.
pub(crate) fn thread_seconds() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

/// What all processors did that was not idling, in seconds.
pub(crate) fn machine_cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("/proc/stat is empty")?;
    let ticks: Vec<f64> = line.split_whitespace().skip(1).filter_map(|ticks| ticks.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    let busy = ticks.iter().take(8).enumerate().filter(|(place, _)| !matches!(place, 3 | 4));
    Ok(busy.map(|(_, ticks)| ticks).sum::<f64>() / TICKS_A_SECOND)
}

/// Resident memory in megabytes (MiB).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    pub(crate) resident_mb: f64,
    /// Of it what is the process's own, ...
    pub(crate) anonymous_mb: f64,
    /// ... and what is pages of files (the binary, libraries, mapped data), which the kernel may drop.
    pub(crate) file_mb: f64,
}

pub(crate) fn memory(process: u32) -> Result<Memory> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let megabytes = |field: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(field));
        let kilobytes =
            line.and_then(|line| line.trim_start_matches(':').split_whitespace().next()?.parse::<f64>().ok());
        kilobytes.map(|kilobytes| kilobytes / MB).with_context(|| format!("{path} has no {field}"))
    };
    Ok(Memory { resident_mb: megabytes("VmRSS")?, anonymous_mb: megabytes("RssAnon")?, file_mb: megabytes("RssFile")? })
}

/// The file system that a folder is on, by `/proc/mounts`.
pub(crate) fn file_system(folder: &std::path::Path) -> Result<String> {
    let mounts = fs::read_to_string("/proc/mounts")?;
    let mounts = mounts.lines().filter_map(|line| {
        let mut fields = line.split(' ').skip(1);
        Some((fields.next()?, fields.next()?))
    });
    let holding = mounts.filter(|(point, _)| folder.starts_with(point));
    let (_, kind) = holding.max_by_key(|(point, _)| point.len()).context("the folder is on no file system")?;
    Ok(kind.to_owned())
}

/// A name may hold spaces and brackets: it ends at the last one.
fn name(stat: &str) -> Option<&str> {
    Some(stat.split_once('(')?.1.rsplit_once(')')?.0)
}

fn ticks(stat: &str) -> Option<f64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_brackets_are_understood() {
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 9";
        assert_eq!((name(stat), ticks(stat)), (Some("a (b) c"), Some(200.0)));
    }

    #[test]
    fn this_very_process_has_memory_and_threads() {
        let own = std::process::id();
        assert!(memory(own).unwrap().resident_mb > 1.0);
        assert!(cpu_seconds(own).unwrap() >= 0.0);
        assert!(!cpu_seconds_by_thread(own).unwrap().is_empty());
        assert!(machine_cpu_seconds().unwrap() > 0.0);
        assert_eq!(file_system(std::path::Path::new("/proc/self")).unwrap(), "proc");
    }
}
