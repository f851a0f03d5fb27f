//! A process of our own that listens: started, asked to end, killed when dropped.

use std::fs::{self, File};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// The first start on a folder compiles guests.
const START: Duration = Duration::from_secs(120);
const STOP: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    pub(crate) id: u32,
    /// `127.0.0.1:PORT`
    pub(crate) address: String,
}

impl Process {
    /// Starts it and waits for the line that says where it listens. Its outputs go to files of that name.
    pub(crate) async fn start(mut command: Command, folder: &Path, name: &str) -> Result<Self> {
        let (out, log) = (folder.join(format!("{name}.out")), folder.join(format!("{name}.log")));
        command.stdin(Stdio::null()).stdout(File::create(&out)?).stderr(File::create(&log)?).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let began = Instant::now();
        loop {
            if let Some(address) = address(&fs::read_to_string(&out)?) {
                let id = child.id().context("the process has ended")?;
                return Ok(Self { child, id, address });
            }
            if let Some(status) = child.try_wait()? {
                bail!("{command:?} ended with {status}:\n{}", fs::read_to_string(&log)?);
            }
            if began.elapsed() > START {
                bail!("{command:?} does not say where it listens");
            }
            sleep(PAUSE).await;
        }
    }

    /// Asks it to end, and waits for that.
    pub(crate) async fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.id.to_string()]).status().await.context("cannot run `kill`")?;
        let ended = tokio::time::timeout(STOP, self.child.wait()).await;
        ended.context("the server does not end when it is asked to")?.context("cannot wait for our own child")?;
        Ok(())
    }
}

/// In the line that says it, once that line is whole.
fn address(printed: &str) -> Option<String> {
    let (line, _) = printed.split_once("listens on http://")?.1.split_once('\n')?;
    Some(line.trim().to_owned())
}
