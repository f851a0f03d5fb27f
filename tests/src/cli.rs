//! Running commands of the binary, as a person in a shell does.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::environment;

/// Building a rule may wait for other builds.
const LONGEST: Duration = Duration::from_secs(1_200);

/// What a command left.
#[derive(Debug, Clone)]
pub struct Ran {
    pub ok: bool,
    pub stdout: String,
    pub stderr: String,
}

/// A command of the binary in a folder, without any configuration from outside. Its master key stays in the data folder.
pub fn outlay<I: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(environment::binary());
    command.args(arguments).current_dir(folder).kill_on_drop(true);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OUTLAY_") {
            command.env_remove(name);
        }
    }
    command.env("OUTLAY_MASTER_KEY_PLACE", "data").env_remove("CREDENTIALS_DIRECTORY");
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        // A relative one would mean another folder there.
        command.env("CARGO_TARGET_DIR", environment::target_dir());
    }
    command
}

/// Runs a command to its end.
///
/// # Panics
/// If it cannot be started or does not end.
pub async fn run(command: Command) -> Ran {
    run_with_input(command, "").await
}

/// [`run`] with something on standard input.
///
/// # Panics
/// If it cannot be started or does not end.
pub async fn run_with_input(mut command: Command, input: &str) -> Ran {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
    if let Some(mut stdin) = child.stdin.take() {
        // A command that does not read it may have ended already.
        let _closed = stdin.write_all(input.as_bytes()).await;
    }
    let ended = tokio::time::timeout(LONGEST, child.wait_with_output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{command:?} does not end")).expect("a child can be waited for");
    Ran {
        ok: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Ran {
    /// What a command that succeeded printed, without the last line's end.
    ///
    /// # Panics
    /// If it failed.
    pub fn expect_ok(&self) -> &str {
        assert!(self.ok, "the command failed:\n{}\n{}", self.stdout, self.stderr);
        self.stdout.trim_end()
    }

    /// What a command that failed complained about.
    ///
    /// # Panics
    /// If it succeeded.
    pub fn expect_failure(&self) -> &str {
        assert!(!self.ok, "the command succeeded:\n{}\n{}", self.stdout, self.stderr);
        self.stderr.trim_end()
    }
}
