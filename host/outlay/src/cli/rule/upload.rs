//! `outlay rule upload`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use http::Method;
use serde_json::{Value, json};

use crate::cli::Target;
use crate::client::{Client, Content};

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

impl Upload {
    pub(super) async fn run(self) -> Result<()> {
        self.target.ask(async |client| self.send(client).await).await
    }

    async fn send(&self, client: &Client) -> Result<()> {
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
