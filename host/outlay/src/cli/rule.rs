//! `outlay rule`

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Value, json};
use wit_component::ComponentEncoder;

use super::Target;
use crate::client::{Client, Content};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// What makes a component small and quick; variables that are set already win.
const PROFILE: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "3"),
    ("CARGO_PROFILE_RELEASE_LTO", "true"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_PANIC", "abort"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_STRIP", "debuginfo"),
];

#[derive(Subcommand)]
pub(crate) enum Rule {
    /// Build a rule that is written in Rust into a component
    ///
    /// Runs cargo for wasm32-unknown-unknown and encodes the result as a component. Nothing else is needed.
    Build {
        /// The rule's folder, with its Cargo.toml
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Where to write the component (default: <package>.wasm in the current folder)
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Upload a component; with --name also start a rule that runs it
    #[command(
        after_help = "Example:\n  outlay rule upload dear-call.wasm --name 'Dear call' --settings '{\"limit\": \"1.25\"}'"
    )]
    Upload(Upload),
}

#[derive(Args)]
pub(crate) struct Upload {
    /// The component that `outlay rule build` wrote
    component: PathBuf,
    /// Start a rule of this name
    #[arg(long)]
    name: Option<String>,
    /// The rule's settings, a JSON object
    #[arg(long, value_name = "JSON", requires = "name", default_value = "{}")]
    settings: String,
    /// Id of a channel that its alerts are sent to; may be given several times
    #[arg(long = "channel", value_name = "ID", requires = "name")]
    channels: Vec<String>,
    /// Judge, but raise no alerts
    #[arg(long, requires = "name")]
    shadow: bool,
    #[command(flatten)]
    target: Target,
}

impl Rule {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::Build { folder, out } => {
                let (package, module) = compile(&folder)?;
                let out = out.unwrap_or_else(|| PathBuf::from(format!("{package}.wasm")));
                let size = encode(&module, &out)?;
                println!(
                    "Built {} ({} KB). Upload it with: outlay rule upload {}",
                    out.display(),
                    size / 1000,
                    out.display()
                );
                Ok(())
            }
            Self::Upload(upload) => upload.target.ask(async |client| upload.run(client).await).await,
        }
    }
}

/// Runs cargo; the package's name and its core module.
fn compile(folder: &Path) -> Result<(String, PathBuf)> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--target", WASM_TARGET, "--message-format", "json-render-diagnostics"]);
    cargo.current_dir(folder).stdout(Stdio::piped());
    cargo.envs(PROFILE.iter().filter(|(name, _)| std::env::var_os(name).is_none()).copied());
    let output = cargo.spawn().and_then(std::process::Child::wait_with_output).with_context(|| {
        format!("cannot run cargo in {}: is Rust installed, see https://rustup.rs", folder.display())
    })?;
    if !output.status.success() {
        bail!("cargo could not build the rule; if the target is missing: rustup target add {WASM_TARGET}");
    }
    let messages = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut built =
        messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()).filter_map(|message| {
            let files = message["filenames"].as_array()?;
            let file = files.iter().filter_map(Value::as_str).find(|file| file.ends_with(".wasm"))?;
            Some((message["target"]["name"].as_str()?.replace('_', "-"), PathBuf::from(file)))
        });
    // The package itself comes last.
    built.next_back().context("cargo built no wasm: Cargo.toml needs [lib] crate-type = [\"cdylib\"]")
}

fn encode(module: &Path, out: &Path) -> Result<usize> {
    let bytes = std::fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(|encoder| encoder.encode())
        .context("this module is not a rule: does it call outlay_rule::export!?")?;
    std::fs::write(out, &component).with_context(|| format!("cannot write {}", out.display()))?;
    Ok(component.len())
}

impl Upload {
    async fn run(&self, client: &Client) -> Result<()> {
        let settings: Value = serde_json::from_str(&self.settings).context("--settings is not JSON")?;
        let bytes =
            std::fs::read(&self.component).with_context(|| format!("cannot read {}", self.component.display()))?;
        let component = client.call(Method::POST, "/api/v1/components", Content::Wasm(bytes)).await?;
        let id = component["id"].as_str().unwrap_or_default();
        println!(
            "Component {id}: {} {}",
            component["manifest"]["title"].as_str().unwrap_or_default(),
            component["manifest"]["version"].as_str().unwrap_or_default()
        );
        let Some(name) = &self.name else { return Ok(()) };
        let rule = json!({
            "name": name, "component": id, "settings": settings, "channels": self.channels,
            "enabled": true, "shadow": self.shadow,
        });
        let rule = client.call(Method::POST, "/api/v1/rules", Content::Json(rule)).await?;
        println!(
            "Rule {}: {} is {}",
            rule["id"].as_str().unwrap_or_default(),
            name,
            rule["state"].as_str().unwrap_or_default()
        );
        Ok(())
    }
}
