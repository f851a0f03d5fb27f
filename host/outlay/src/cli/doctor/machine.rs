//! The machine: room on the disk, and the clock.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::Finding;
use crate::config::Config;

const MEGABYTE: u64 = 1_000_000;
/// Before it this program did not exist: 2026-01-01.
const EARLIEST: Duration = Duration::from_secs(1_767_225_600);
/// Files may be a little ahead: clocks are set.
const LEEWAY: Duration = Duration::from_secs(60);

#[expect(clippy::disallowed_methods, reason = "the machine's own clock is what is looked at")]
pub(super) fn look(config: &Config) -> Vec<Finding> {
    let now = SystemTime::now();
    vec![disk(config), clock(&config.data, now)]
}

fn disk(config: &Config) -> Finding {
    const CHECK: &str = "disk";
    // Where the folder will be, if it is not there yet.
    let there = config.data.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let stat = match rustix::fs::statvfs(there) {
        Ok(stat) => stat,
        Err(error) => {
            let message = format!("the disk of {} does not say how much room it has: {error}", there.display());
            return Finding::warning(CHECK, message, "look at `df`");
        }
    };
    let free = stat.f_bavail.saturating_mul(stat.f_frsize) / MEGABYTE;
    let reserve = config.reserve_mb;
    let message = format!("{free} MB are free, {reserve} MB are kept free (`reserve_mb`)");
    let hint = "make room, or move the data folder to a larger disk";
    if free < reserve {
        Finding::error(CHECK, format!("{message}: events are refused"), hint)
    } else if free < reserve.saturating_mul(2) {
        Finding::warning(CHECK, message, hint)
    } else {
        Finding::ok(CHECK, message)
    }
}

/// What was written last must not be in the future: then the clock was wrong, or is.
fn clock(data: &Path, now: SystemTime) -> Finding {
    const CHECK: &str = "clock";
    let hint = "set it, and keep it right with NTP: `timedatectl set-ntp true`";
    if now.duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|now| now < EARLIEST) {
        return Finding::error(CHECK, "the clock is years behind", hint);
    }
    let last = newest(&data.join("ledger"));
    match last.and_then(|last| last.duration_since(now).ok()).filter(|ahead| *ahead > LEEWAY) {
        Some(ahead) => {
            let message = format!("the newest file of the ledger is {} s in the future", ahead.as_secs());
            Finding::error(CHECK, message, hint)
        }
        None => Finding::ok(CHECK, "it is later than everything that was written"),
    }
}

fn newest(folder: &Path) -> Option<SystemTime> {
    let files = fs::read_dir(folder).ok()?.flatten();
    files.filter_map(|file| file.metadata().ok()?.modified().ok()).max()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::cli::doctor::Level;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "files have the machine's own time")]
    fn a_clock_that_went_back_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        assert_eq!(clock(folder.path(), now).level, Level::Ok);
        fs::create_dir(folder.path().join("ledger")).unwrap();
        fs::write(folder.path().join("ledger/1"), "").unwrap();
        assert_eq!(clock(folder.path(), now + Duration::from_secs(1)).level, Level::Ok);
        assert_eq!(clock(folder.path(), now - Duration::from_secs(3600)).level, Level::Error);
        assert_eq!(clock(folder.path(), SystemTime::UNIX_EPOCH).level, Level::Error);
    }
}
