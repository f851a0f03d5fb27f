//! The server under test: the real binary on a fresh folder, with rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::sleep;

use crate::api::Api;
use crate::options::Place;
use crate::payload::RUNAWAY_OUTPUT_TOKENS;
use crate::process::Process;

const READY: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(20);

#[derive(Debug)]
pub(crate) struct Server {
    binary: PathBuf,
    /// Removed with everything in it when the server is dropped.
    folder: Folder,
    process: Process,
    pub(crate) key: String,
}

#[derive(Debug)]
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.0).is_err() {
            eprintln!("cannot remove {}", self.0.display());
        }
    }
}

impl Server {
    /// Waits until it is ready and its rules judge.
    pub(crate) async fn start(place: &Place, rules: usize) -> Result<Self> {
        let binary = &place.server;
        let folder = Folder(place.folder.join(format!("server-{}", std::process::id())));
        if folder.0.exists() {
            fs::remove_dir_all(&folder.0)?;
        }
        fs::create_dir_all(&folder.0)?;
        let process = Process::start(serve(binary, &folder.0), &folder.0, "server").await?;
        ready(&process.address).await?;
        let mut create = outlay(binary, &folder.0);
        create.args(["keys", "create", "--name", "benchmark", "--scope", "full", "--data"]).arg(folder.0.join("data"));
        let created = create.output().await.context("cannot make a key")?;
        if !created.status.success() {
            bail!("cannot make a key: {}", String::from_utf8_lossy(&created.stderr));
        }
        let key = String::from_utf8_lossy(&created.stdout).trim().to_owned();
        let server = Self { binary: binary.clone(), folder, process, key };
        server.make_rules(rules).await?;
        Ok(server)
    }

    /// Stops it in good order and starts it on the same folder.
    pub(crate) async fn restart(self) -> Result<Self> {
        let Self { binary, folder, process, key } = self;
        process.stop().await?;
        let process = Process::start(serve(&binary, &folder.0), &folder.0, "server-again").await?;
        ready(&process.address).await?;
        Ok(Self { binary, folder, process, key })
    }

    pub(crate) const fn process(&self) -> u32 {
        self.process.id
    }

    pub(crate) fn address(&self) -> &str {
        &self.process.address
    }

    pub(crate) async fn api(&self) -> Result<Api> {
        Api::open(self.address(), &self.key).await
    }

    async fn make_rules(&self, count: usize) -> Result<()> {
        let mut api = self.api().await?;
        for number in 0..count {
            let made = api.post("/api/v1/rules", &rule(number)).await?;
            let path = format!("/api/v1/rules/{}", made["id"].as_str().context("a rule has no id")?);
            wait_for(&format!("rule {number} to be live"), async || {
                let rule = api.get(&path).await?;
                Ok(rule["state"] == "live")
            })
            .await?;
        }
        Ok(())
    }

    /// Rules that do not judge any more, by what the server says of them.
    pub(crate) async fn detached_rules(&self) -> Result<u64> {
        let rules = self.api().await?.get("/api/v1/rules?limit=200").await?;
        let items = rules["items"].as_array().cloned().unwrap_or_default();
        Ok(items.iter().filter(|rule| rule["state"] != "live").count() as u64)
    }
}

/// Rules as people have them: several metrics, some only for one environment, some for each agent. One in ten finds the
/// rare calls that ran away; the others judge every event and find nothing.
fn rule(number: usize) -> Value {
    let settings = match number % 10 {
        0 => json!({"metric": "output_tokens", "limit": RUNAWAY_OUTPUT_TOKENS - 1, "group_by": "agent"}),
        1 => json!({"metric": "cost_per_transaction", "limit": "25"}),
        2 => json!({"metric": "cost_per_transaction", "limit": "10", "filters": {"environment": "development"}}),
        3 => json!({"metric": "input_tokens", "limit": "900000"}),
        4 => json!({"metric": "total_tokens", "limit": "1000000", "group_by": "organization"}),
        5 => {
            json!({"metric": "duration_ms", "limit": "120000", "filters": {"agent": ["support-agent", "sales-writer"]}})
        }
        6 => json!({"metric": "time_to_first_token_ms", "limit": "60000", "severity": "info"}),
        7 => json!({"metric": "retry_number", "limit": "5", "group_by": "model"}),
        8 => json!({"metric": "cache_read_tokens", "limit": "500000"}),
        _ => {
            json!({"metric": "cost_per_transaction", "limit": "50", "group_by": "subscriber_id", "severity": "critical"})
        }
    };
    json!({"name": format!("Rule {number}"), "builtin": "threshold", "settings": settings, "channels": [], "enabled": true})
}

/// A command of the binary, without any configuration from outside. Nothing is written outside the folder.
fn outlay(binary: &Path, folder: &Path) -> Command {
    let mut command = Command::new(binary);
    command.current_dir(folder);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OUTLAY_") {
            command.env_remove(name);
        }
    }
    command.env("OUTLAY_MASTER_KEY_PLACE", "data");
    command
}

fn serve(binary: &Path, folder: &Path) -> Command {
    let mut command = outlay(binary, folder);
    command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("data"));
    command
}

async fn ready(address: &str) -> Result<()> {
    let mut stranger = Api::open(address, "nobody").await?;
    wait_for("readiness", async || Ok(stranger.get("/readyz").await.is_ok())).await
}

async fn wait_for(what: &str, mut look: impl AsyncFnMut() -> Result<bool>) -> Result<()> {
    let began = Instant::now();
    while !look().await? {
        if began.elapsed() > READY {
            bail!("waited {} s for {what}", READY.as_secs());
        }
        sleep(PAUSE).await;
    }
    Ok(())
}
