//! Running other programs, and saying what is going on.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The folder that holds the workspace. Asked at run time: clones may share a target folder.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().unwrap_or(&here).to_owned()
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// What is fetched or made for building, outside version control.
pub(crate) fn deps_dir() -> PathBuf {
    root().join(".deps")
}

pub(crate) fn say(line: &str) {
    println!("\u{1b}[1m[outlay]\u{1b}[0m {line}");
}

pub(crate) fn say_error(line: &str) {
    eprintln!("\u{1b}[1;31m[outlay]\u{1b}[0m {line}");
}

/// Says what is done and how long it took.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    say(&format!("{what} ..."));
    let began = Instant::now();
    let outcome = work()?;
    let seconds = began.elapsed().as_secs();
    if seconds >= 5 {
        say(&format!("{what}: done in {} min {:02} s", seconds / 60, seconds % 60));
    }
    Ok(outcome)
}

/// A command in the workspace's folder.
pub(crate) fn command<I: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    // What cargo tells xtask of itself would have other crates built anew.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command with its output on the screen; fails if it does.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let shown = format!("{command:?}");
    let status = command.status().with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} failed");
    }
    Ok(())
}

/// Runs a command quietly; its output is shown only if it fails.
pub(crate) fn run_quietly(mut command: Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {shown}"))?;
    if !output.status.success() {
        let said = [output.stdout, output.stderr].concat();
        bail!("{shown} failed:\n{}", String::from_utf8_lossy(&said));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program can be started.
pub(crate) fn has(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Fails with one sentence that says how to get a missing program.
pub(crate) fn need(program: &str, how: &str) -> Result<()> {
    if has(program) { Ok(()) } else { bail!("`{program}` is missing: {how}") }
}
