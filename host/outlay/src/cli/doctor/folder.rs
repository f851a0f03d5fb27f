//! The data folder: is it there, whose is it, who may look into it?

use std::fs::{self, Metadata};
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use super::Finding;

const CHECK: &str = "data folder";
/// Whoever can read these can read secrets, or what people asked.
const PRIVATE: [&str; 4] = ["control.sqlite", "warehouse.duckdb", "ledger", "master.key"];

/// Whether there is a folder to be looked at further, and what is to say about it.
pub(super) fn look(data: &Path) -> (bool, Vec<Finding>) {
    let shown = data.display();
    let folder = match fs::metadata(data) {
        Ok(folder) if folder.is_dir() => folder,
        Ok(_) => {
            return (false, vec![Finding::error(CHECK, format!("{shown} is no folder"), "name another with --data")]);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let hint = "`outlay serve` makes it; if there is one elsewhere, name it with --data";
            return (false, vec![Finding::warning(CHECK, format!("{shown} does not exist yet"), hint)]);
        }
        Err(error) => {
            let hint = "run this as the user that the server runs as";
            return (false, vec![Finding::error(CHECK, format!("{shown} cannot be looked at: {error}"), hint)]);
        }
    };
    let mut findings = vec![owner(data, &folder), access(data, &folder)];
    findings.extend(strangers(data, &folder));
    (true, findings)
}

fn owner(data: &Path, folder: &Metadata) -> Finding {
    let (shown, me) = (data.display(), rustix::process::geteuid().as_raw());
    if folder.uid() == me {
        return Finding::ok(CHECK, format!("{shown} is this user's"));
    }
    if me == 0 {
        let message = format!("{shown} belongs to the user {}; this is root", folder.uid());
        return Finding::warning(CHECK, message, "run the server and its commands as that user");
    }
    let message = format!("{shown} belongs to the user {}, this is the user {me}", folder.uid());
    Finding::error(CHECK, message, format!("run as its user, or: chown -R {me} {shown}"))
}

fn access(data: &Path, folder: &Metadata) -> Finding {
    let (shown, mode) = (data.display(), folder.permissions().mode() & 0o7777);
    if rustix::fs::access(
        data,
        rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK,
    )
    .is_err()
    {
        let message = format!("{shown} cannot be written (mode {mode:o})");
        return Finding::error(CHECK, message, format!("chmod 700 {shown}; is its disk mounted to be written?"));
    }
    // Who may pass may open what is inside and readable.
    if mode & 0o077 != 0 {
        let message = format!("others may look into {shown} (mode {mode:o})");
        return Finding::warning(CHECK, message, format!("chmod 700 {shown}"));
    }
    Finding::ok(CHECK, format!("only this user may look into it (mode {mode:o})"))
}

/// Files of another user's: the server was once run as that one, and will fail at them.
fn strangers(data: &Path, folder: &Metadata) -> Option<Finding> {
    let of_others = |name: &&str| fs::metadata(data.join(name)).is_ok_and(|file| file.uid() != folder.uid());
    let names: Vec<&str> = PRIVATE.into_iter().filter(|name| of_others(name)).collect();
    (!names.is_empty()).then(|| {
        let message = format!("belongs to another user than the folder: {}", names.join(", "));
        Finding::error(CHECK, message, format!("chown -R {} {}", folder.uid(), data.display()))
    })
}
