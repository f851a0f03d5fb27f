//! A server of one's own: the real binary on a fresh folder and a free port.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::caller::Caller;
use crate::cli::{self, Ran};
use crate::power_cut::FaultLayer;
use crate::wait::{wait_until, wait_up_to};

/// The first start on a folder compiles guests.
const START: Duration = Duration::from_secs(120);
const STOP: Duration = Duration::from_secs(60);
/// How much of the log a failed test shows.
const SHOWN: usize = 20_000;

/// An environment variable: its name and value.
pub(crate) type Variable = (&'static str, OsString);

/// A running server. Killed when dropped; a test that fails shows its log.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    process: Process,
    runs: u32,
    arguments: Vec<String>,
    environment: Vec<Variable>,
    admin: tokio::sync::OnceCell<String>,
    /// From the start of the process until it was ready.
    pub ready_after: Duration,
}

#[derive(Debug)]
struct Process {
    child: Child,
    base: String,
}

impl Server {
    /// On a fresh folder.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// On a fresh folder, with further arguments.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        Self::start_in(folder, arguments).await
    }

    /// On a folder in which commands ran before; the data are in its `data`.
    pub async fn start_in(folder: TempDir, arguments: &[&str]) -> Self {
        Self::start_with_environment(folder, arguments, Vec::new()).await
    }

    /// [`Self::start_in`] with further environment variables, kept for its commands and further starts.
    pub async fn start_with_environment(folder: TempDir, arguments: &[&str], environment: Vec<Variable>) -> Self {
        let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        let began = Instant::now();
        let process = Process::start(folder.path(), 1, &arguments, &environment).await;
        let ready_after = began.elapsed();
        Self { folder, process, runs: 1, arguments, environment, admin: tokio::sync::OnceCell::new(), ready_after }
    }

    /// On a fresh folder, over a layer that makes its disk and clock fail when it is told to.
    pub async fn start_over_faults(arguments: &[&str]) -> (Self, FaultLayer) {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let layer = FaultLayer::over(&folder.path().join("data"));
        let server = Self::start_with_environment(folder, arguments, layer.environment()).await;
        (server, layer)
    }

    /// Starts it again on its folder, after it was stopped.
    ///
    /// # Panics
    /// If it runs.
    pub async fn start_again(&mut self) {
        assert!(self.process.child.id().is_none(), "the server still runs");
        self.runs += 1;
        let began = Instant::now();
        self.process = Process::start(self.folder.path(), self.runs, &self.arguments, &self.environment).await;
        self.ready_after = began.elapsed();
    }

    /// [`Self::start_again`] with further arguments, this time only, and without waiting until it is ready.
    ///
    /// # Panics
    /// If it runs.
    pub async fn start_again_unready(&mut self, arguments: &[&str]) {
        assert!(self.process.child.id().is_none(), "the server still runs");
        self.runs += 1;
        let further = arguments.iter().map(|text| (*text).to_owned());
        let arguments: Vec<String> = self.arguments.iter().cloned().chain(further).collect();
        self.process = Process::spawn(self.folder.path(), self.runs, &arguments, &self.environment).await;
    }

    /// Ends it without any warning, as a crash or a power cut would.
    pub async fn kill(&mut self) {
        self.process.child.kill().await.expect("our own child can be killed");
    }

    /// Of its process.
    ///
    /// # Panics
    /// If it has ended.
    pub fn process_id(&self) -> u32 {
        self.process.child.id().expect("the server runs")
    }

    /// Asks it to end.
    pub async fn signal_to_stop(&self) {
        let Some(id) = self.process.child.id() else { return };
        let mut kill = Command::new("sh");
        kill.args(["-c", &format!("kill -TERM {id}")]);
        cli::run(kill).await.expect_ok();
    }

    /// Waits for its end.
    ///
    /// # Panics
    /// If it goes on.
    pub async fn ended(&mut self) -> ExitStatus {
        let ended = tokio::time::timeout(STOP, self.process.child.wait()).await;
        ended.expect("the server ends when it is asked to").expect("our own child can be waited for")
    }

    /// Stops it in good order.
    ///
    /// # Panics
    /// If it does not end, or in trouble.
    pub async fn stop(&mut self) {
        self.signal_to_stop().await;
        let status = self.ended().await;
        assert!(status.success(), "the server ended with {status}");
    }

    /// `http://127.0.0.1:PORT`
    pub fn base(&self) -> &str {
        &self.process.base
    }

    /// Where commands run; the data folder is inside.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Somebody without a key.
    pub fn stranger(&self) -> Caller {
        Caller::new(self.base(), None)
    }

    /// Somebody with a fresh key of a scope.
    pub async fn caller(&self, scope: &str) -> Caller {
        Caller::new(self.base(), Some(&self.key(scope).await))
    }

    /// Whoever owns the data folder.
    pub fn owner(&self) -> Caller {
        Caller::through(&self.data().join("outlay.sock"))
    }

    /// Sets a variable for its commands and further starts.
    pub fn set_variable(&mut self, name: &'static str, value: impl Into<OsString>) {
        self.forget_variable(name);
        self.environment.push((name, value.into()));
    }

    /// Its commands and further starts go without the variable.
    pub fn forget_variable(&mut self, name: &str) {
        self.environment.retain(|(known, _)| *known != name);
    }

    /// Somebody who may do everything; always with the same key.
    pub async fn admin(&self) -> Caller {
        let key = self.admin.get_or_init(|| self.key("full")).await;
        Caller::new(self.base(), Some(key))
    }

    /// A fresh key, made on the command line.
    pub async fn key(&self, scope: &str) -> String {
        let ran = self.cli(&["keys", "create", "--name", &format!("test {scope}"), "--scope", scope]).await;
        ran.expect_ok().to_owned()
    }

    /// Runs a command for this server's data folder.
    pub async fn cli(&self, arguments: &[&str]) -> Ran {
        cli::run(self.command(arguments)).await
    }

    /// A command for this server's data folder, to be changed and run.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = cli::outlay(self.folder.path(), arguments);
        command.arg("--data").arg(self.data()).envs(self.environment.iter().cloned());
        command
    }

    /// The rows of a query, each an object by column.
    pub async fn sql(&self, sql: &str) -> Vec<Value> {
        self.admin().await.sql(sql).await
    }

    /// Asks until there are so many rows.
    pub async fn rows(&self, count: usize, sql: &str) -> Vec<Value> {
        let admin = self.admin().await;
        wait_until(&format!("{count} rows of {sql}"), async || {
            let rows = admin.sql(sql).await;
            if rows.len() == count { Ok(rows) } else { Err(format!("{} rows: {rows:?}", rows.len())) }
        })
        .await
    }

    /// Everything that it wrote to standard error, in all its runs.
    pub fn log(&self) -> String {
        self.outputs("log")
    }

    /// Everything that it wrote to standard output, in all its runs.
    pub fn printed(&self) -> String {
        self.outputs("out")
    }

    /// Where it panicked, if anywhere. Rules and connectors may: theirs are lines of the log like any other.
    pub fn panics(&self) -> Vec<String> {
        let log = self.log();
        let panics = log.lines().filter(|line| line.starts_with("thread '") && line.contains("panicked"));
        panics.map(str::to_owned).collect()
    }

    fn outputs(&self, kind: &str) -> String {
        let read = |run| std::fs::read_to_string(output(self.folder.path(), run, kind)).unwrap_or_default();
        (1..=self.runs).map(read).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let start = log.ceil_char_boundary(log.len().saturating_sub(SHOWN));
            eprintln!("the log of {}:\n{}", self.base(), log.split_at(start).1);
        }
    }
}

impl Process {
    /// Ready.
    async fn start(folder: &Path, run: u32, arguments: &[String], environment: &[Variable]) -> Self {
        let process = Self::spawn(folder, run, arguments, environment).await;
        let stranger = Caller::new(&process.base, None);
        wait_up_to(START, "readiness", async || {
            let answer = stranger.get("/readyz").await;
            if answer.status == 200 { Ok(()) } else { Err(answer.text) }
        })
        .await;
        process
    }

    /// Listening.
    async fn spawn(folder: &Path, run: u32, arguments: &[String], environment: &[Variable]) -> Self {
        let mut command = cli::outlay(folder, ["serve", "--listen", "127.0.0.1:0"]);
        let file = |kind| File::create(output(folder, run, kind)).expect("a file in a folder of our own");
        command
            .arg("--data")
            .arg(folder.join("data"))
            .args(arguments)
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(file("out"))
            .stderr(file("log"));
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let read = |kind| std::fs::read_to_string(output(folder, run, kind)).unwrap_or_default();
        let base = wait_up_to(START, "the server's address", async || {
            if let Ok(Some(status)) = child.try_wait() {
                panic!("the server ended at its start with {status}:\n{}{}", read("out"), read("log"));
            }
            address(&read("out")).ok_or_else(|| read("log"))
        })
        .await;
        Self { child, base }
    }
}

/// In the line that says it, once that line is whole.
fn address(printed: &str) -> Option<String> {
    let (line, _) = printed.split_once("Outlay listens on ")?.1.split_once('\n')?;
    Some(line.trim().to_owned())
}

fn output(folder: &Path, run: u32, kind: &str) -> PathBuf {
    folder.join(format!("server-{run}.{kind}"))
}
