//! The API keys of Harbourline: made over the year, some in use, one forgotten.

use anyhow::{Context, Result};
use serde_json::json;

use super::call::Sender;
use super::office::Office;

/// What the senders of events have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    gateway: String,
    workers: String,
    laptops: String,
    notebook: String,
    staging: String,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    Staging,
    Gateway,
    Workers,
    Laptops,
    Notebook,
}

impl Keys {
    pub(crate) async fn make(&mut self, office: &Office, key: Key) -> Result<()> {
        let (name, scope) = match key {
            Key::Staging => ("old-staging", "metering"),
            Key::Gateway => ("prod-gateway", "metering"),
            Key::Workers => ("claims-workers", "metering"),
            Key::Laptops => ("laptops-otel", "metering"),
            Key::Notebook => ("finance-notebook", "read"),
        };
        let made = office.post("/api/v1/keys", &json!({"name": name, "scope": scope})).await?;
        let text = made["key"].as_str().context("a key has a text")?.to_owned();
        match key {
            Key::Staging => self.staging = text,
            Key::Gateway => self.gateway = text,
            Key::Workers => self.workers = text,
            Key::Laptops => self.laptops = text,
            Key::Notebook => self.notebook = text,
        }
        Ok(())
    }

    pub(crate) fn of(&self, sender: Sender) -> &str {
        match sender {
            Sender::Gateway => &self.gateway,
            Sender::Workers => &self.workers,
            Sender::Laptops => &self.laptops,
        }
    }

    /// The staging cluster looks whether Outlay is there, a last time.
    pub(crate) async fn use_staging(&self, office: &Office) -> Result<()> {
        office.post_as(&self.staging, "/v1/events", b"[]".to_vec()).await.map(|_| ())
    }

    /// The monthly report is made.
    pub(crate) async fn use_notebook(&self, office: &Office) -> Result<()> {
        office.get_as(&self.notebook, "/api/v1/keys").await.map(|_| ())
    }
}
