//! `outlay connector upload`, and what was uploaded.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use http::Method;
use serde_json::Value;

use crate::cli::{Target, table};
use crate::client::{Client, Content};

#[derive(Args)]
pub(crate) struct Upload {
    /// The component that `outlay connector build` wrote
    component: PathBuf,
    /// An origin that it may ask, as `outlay connector check` tells them; may be given several times
    #[arg(long = "grant", value_name = "ORIGIN")]
    grants: Vec<String>,
    #[command(flatten)]
    target: Target,
}

impl Upload {
    pub(super) async fn run(self) -> Result<()> {
        self.target.ask(async |client| self.send(client).await).await
    }

    async fn send(&self, client: &Client) -> Result<()> {
        let bytes =
            std::fs::read(&self.component).with_context(|| format!("cannot read {}", self.component.display()))?;
        if self.grants.is_empty() {
            let wanted =
                client.call(Method::POST, "/api/v1/connectors?dryRun=true", Content::Wasm(bytes.clone())).await?;
            let origins = texts(&wanted["origins"]);
            if !origins.is_empty() {
                println!("{} wants to ask:", named(&wanted));
                origins.iter().for_each(|origin| println!("  {origin}"));
                let grants: Vec<String> = origins.iter().map(|origin| format!("--grant '{origin}'")).collect();
                println!("Nothing was taken in. To grant it all of that:");
                println!("  outlay connector upload {} {}", self.component.display(), grants.join(" "));
                return Ok(());
            }
        }
        let grants = self.grants.iter().map(|grant| ("grant", grant));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(grants).finish();
        let taken = client.call(Method::POST, &format!("/api/v1/connectors?{query}"), Content::Wasm(bytes)).await?;
        let id = taken["id"].as_str().unwrap_or_default();
        println!("{} is there. Connect it with: outlay connection add {id}", named(&taken));
        Ok(())
    }
}

fn named(connector: &Value) -> String {
    let text = |name: &str| connector[name].as_str().unwrap_or_default();
    format!("{} {} ({})", text("id"), text("version"), text("title"))
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

pub(super) async fn list(client: &Client) -> Result<()> {
    let connectors = client.call(Method::GET, "/api/v1/connectors", Content::Nothing).await?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |one: &Value| {
        let by = one["upload"]["uploadedBy"].as_str().map_or_else(|| "built in".to_owned(), str::to_owned);
        vec![text(&one["id"]), text(&one["version"]), text(&one["title"]), by, texts(&one["origins"]).join(" ")]
    };
    let rows: Vec<_> = connectors["items"].as_array().into_iter().flatten().map(row).collect();
    table::print(&["ID", "VERSION", "TITLE", "UPLOADED BY", "MAY ASK"].map(str::to_owned), &rows);
    Ok(())
}

pub(super) async fn delete(client: &Client, id: &str) -> Result<()> {
    client.call(Method::DELETE, &format!("/api/v1/connectors/{id}"), Content::Nothing).await?;
    println!("The connector {id} is gone.");
    Ok(())
}
