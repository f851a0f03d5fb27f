//! A key that the operator hands in.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use outlay_vault::{KEY_FORM, MasterKey};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use zeroize::Zeroizing;

use crate::error::CustodyError;

/// What a key takes with room for white space.
const LONGEST: u64 = 1024;
/// A command may ask a person or another machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where the operator's key is.
#[derive(Clone)]
pub enum Given {
    /// In a variable.
    Variable { name: String, text: SecretString },
    /// In a file; `from` says who named it.
    File { from: String, path: PathBuf },
    /// A shell command prints it.
    Command { from: String, line: String },
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Given").field(&self.title()).finish()
    }
}

impl Given {
    /// For people; tells nothing of the key.
    pub fn title(&self) -> String {
        match self {
            Self::Variable { name, .. } => name.clone(),
            Self::File { from, path } => format!("{from} ({})", path.display()),
            // The command's line may hold a secret.
            Self::Command { from, .. } => from.clone(),
        }
    }

    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Variable { .. } => "variable",
            Self::File { .. } => "file",
            Self::Command { .. } => "command",
        }
    }

    /// The file, if it is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        if let Self::File { path, .. } = self { Some(path) } else { None }
    }

    pub async fn read(&self) -> Result<MasterKey, CustodyError> {
        self.read_within(PATIENCE).await
    }

    async fn read_within(&self, patience: Duration) -> Result<MasterKey, CustodyError> {
        let text = match self {
            Self::Variable { text, .. } => Ok(Zeroizing::new(text.expose_secret().to_owned())),
            Self::File { path, .. } => read_file(path).await,
            Self::Command { line, .. } => ask(line, patience).await,
        };
        let text = text.map_err(|problem| CustodyError::Given { from: self.title(), problem })?;
        let no_key = || CustodyError::Given { from: self.title(), problem: format!("it must be {KEY_FORM}") };
        MasterKey::parse(&text).ok_or_else(no_key)
    }
}

async fn read_file(path: &Path) -> Result<Zeroizing<String>, String> {
    let file = tokio::fs::File::open(path).await.map_err(|error| error.to_string())?;
    read_text(file).await
}

async fn read_text(from: impl AsyncRead + Unpin) -> Result<Zeroizing<String>, String> {
    // One that would not grow: what grows leaves copies behind.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST as usize + 64));
    from.take(LONGEST).read_to_string(&mut text).await.map_err(|error| error.to_string())?;
    Ok(text)
}

/// What a shell command prints. It gets no input; what it complains about goes where this process's complaints go.
async fn ask(line: &str, patience: Duration) -> Result<Zeroizing<String>, String> {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    // A group of its own, so that all that it started ends with it.
    command.process_group(0);
    let mut child = command.spawn().map_err(|error| format!("the command cannot be started: {error}"))?;
    let group = child.id();
    let output = child.stdout.take().ok_or("the command has no output")?;
    let answered = tokio::time::timeout(patience, async {
        let text = read_text(output).await?;
        let status = child.wait().await.map_err(|error| error.to_string())?;
        if status.success() { Ok(text) } else { Err(format!("the command failed with {status}")) }
    });
    let late = || format!("the command printed nothing within {} s", patience.as_secs());
    match answered.await {
        Ok(answer) => answer,
        Err(_) => {
            end_group(group);
            Err(late())
        }
    }
}

fn end_group(group: Option<u32>) {
    let id = group.and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
    if let Some(id) = id
        && let Err(error) = rustix::process::kill_process_group(id, rustix::process::Signal::KILL)
    {
        tracing::debug!(%error, "the command for the master key has ended already");
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Instant;

    use super::*;

    const KEY: &str = "abababababababababababababababababababababababababababababababab";

    fn command(line: &str) -> Given {
        Given::Command { from: "the command".into(), line: line.into() }
    }

    #[tokio::test]
    async fn a_key_comes_from_a_variable_a_file_or_a_command() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        for given in [
            Given::Variable { name: "KEY".into(), text: KEY.into() },
            Given::File { from: "a test".into(), path },
            command(&format!("echo {KEY}")),
        ] {
            assert_eq!(given.read().await.unwrap().text().as_str(), KEY, "{given:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_key_is_refused_without_being_told() {
        let missing = Given::File { from: "OUTLAY_MASTER_KEY_FILE".into(), path: "/nowhere/key".into() };
        let told = missing.read().await.unwrap_err().to_string();
        assert!(told.contains("OUTLAY_MASTER_KEY_FILE (/nowhere/key)"), "{told}");
        for given in [
            Given::Variable { name: "KEY".into(), text: "hunter2".into() },
            command("echo hunter2"),
            command("echo hunter2; exit 3"),
            command("yes hunter2"),
            command(""),
        ] {
            let told = given.read().await.unwrap_err().to_string();
            assert!(!told.contains("hunter2") && (told.contains("64 hex") || told.contains("failed")), "{told}");
        }
    }

    #[tokio::test]
    async fn a_command_that_hangs_ends_with_all_that_it_started() {
        let began = Instant::now();
        // The shell's child holds the output open.
        let told = command("sleep 600 & sleep 600").read_within(Duration::from_millis(200)).await.unwrap_err();
        assert!(told.to_string().contains("within"), "{told}");
        assert!(began.elapsed() < Duration::from_secs(60));
    }
}
