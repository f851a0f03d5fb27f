//! Connections: made, and read by Outlay's own connectors.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::bills::{Account, Providers};
use super::office::Office;

const LOOK_AGAIN: Duration = Duration::from_millis(3);

/// Connects an account, and waits until it was read.
pub(crate) async fn connect(office: &Office, providers: &Providers, account: Account) -> Result<()> {
    office.post("/api/v1/connections", &providers.connection(account)).await?;
    wait(office).await
}

/// Reads all that are connected.
pub(crate) async fn read_all(office: &Office) -> Result<()> {
    for connection in list(office).await? {
        let id = connection["id"].as_str().context("a connection has an id")?;
        office.post(&format!("/api/v1/connections/{id}/sync"), &json!({})).await?;
    }
    wait(office).await
}

/// Until nothing is read any more: the clock must not go on meanwhile.
async fn wait(office: &Office) -> Result<()> {
    while list(office).await?.iter().any(|connection| connection["lastSync"]["status"] == "running") {
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    Ok(())
}

async fn list(office: &Office) -> Result<Vec<Value>> {
    let all = office.get("/api/v1/connections").await?;
    Ok(all["items"].as_array().cloned().unwrap_or_default())
}
