//! The console: installed from its lock file, built into `console/dist`.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Result;

use crate::shell::{command, root, run, run_quietly, step};

/// Installs packages if the lock file is newer than what is installed.
pub(crate) fn install() -> Result<()> {
    let console = root().join("console");
    let lock = modified(&console.join("package-lock.json"));
    if modified(&console.join("node_modules/.package-lock.json")) >= lock && lock.is_some() {
        return Ok(());
    }
    step("Installing the console's packages", || npm(&["ci", "--no-audit", "--no-fund"], true))
}

pub(crate) fn build() -> Result<()> {
    install()?;
    let console = root().join("console");
    let built = modified(&console.join("dist/index.html"));
    let sources = ["src", "public", "index.html", "package-lock.json", "vite.config.ts"];
    let changed = sources.iter().filter_map(|source| newest(&console.join(source))).max();
    if built.is_some() && built >= changed {
        return Ok(());
    }
    step("Building the console", || npm(&["run", "build"], true))
}

/// Types, style and unit tests of the console.
pub(crate) fn check() -> Result<()> {
    npm(&["run", "check"], false)?;
    npm(&["test"], false)
}

fn npm(arguments: &[&str], quietly: bool) -> Result<()> {
    let mut npm = command("npm", arguments);
    npm.current_dir(root().join("console"));
    if quietly { run_quietly(npm).map(drop) } else { run(npm) }
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return modified(path) };
    entries.filter_map(Result::ok).filter_map(|entry| newest(&entry.path())).max()
}
