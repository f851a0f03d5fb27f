//! `outlay connection`

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use http::Method;
use serde_json::{Map, Value, json};

use super::{Target, table};
use crate::client::{Client, Content};

/// How often the state of a sync is asked for.
const POLL: Duration = Duration::from_millis(300);

#[derive(Subcommand)]
pub(crate) enum Connection {
    /// Connect a provider; its first sync starts at once
    #[command(
        after_help = "Example:\n  outlay connection add openai --name 'OpenAI' --credential admin_api_key=env:OPENAI_ADMIN_KEY\n\n\
        Secrets are never taken from the command line, where other users of the machine could see them."
    )]
    Add(Add),
    /// List connections with their status
    List {
        #[command(flatten)]
        target: Target,
    },
    /// Pull usage and bills now, and wait for the end
    Sync {
        /// The connection's id, or its name
        connection: String,
        #[command(flatten)]
        target: Target,
    },
    /// Read further back than the first sync did, and wait for the end
    Backfill {
        /// The connection's id, or its name
        connection: String,
        /// The first day to be read, for example 2026-01-01
        #[arg(long, value_name = "DAY")]
        from: String,
        #[command(flatten)]
        target: Target,
    },
    /// Cancel the sync that runs; what it had finished is kept
    Cancel {
        /// The connection's id, or its name
        connection: String,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Args)]
pub(crate) struct Add {
    /// The connector, for example openai
    connector: String,
    /// How the connection is called (default: the connector's title)
    #[arg(long)]
    name: Option<String>,
    /// A credential: ID=env:VARIABLE, ID=file:PATH, or ID=- for standard input
    #[arg(long = "credential", value_name = "ID=SOURCE")]
    credentials: Vec<String>,
    /// A setting
    #[arg(long = "setting", value_name = "ID=VALUE")]
    settings: Vec<String>,
    /// Five cron fields (default: the connector's)
    #[arg(long, value_name = "CRON")]
    schedule: Option<String>,
    /// Where the schedule's hours are, for example Europe/Berlin (default: UTC)
    #[arg(long, value_name = "ZONE")]
    zone: Option<String>,
    /// Where requests go instead of one of the connector's own hosts
    #[arg(long = "endpoint", value_name = "ORIGIN=URL")]
    endpoints: Vec<String>,
    /// Allow private and loopback addresses
    #[arg(long)]
    allow_private: bool,
    #[command(flatten)]
    target: Target,
}

impl Connection {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::Add(add) => add.target.ask(async |client| add.run(client).await).await,
            Self::List { target } => target.ask(list).await,
            Self::Sync { connection, target } => target.ask(async |client| sync(client, &connection).await).await,
            Self::Backfill { connection, from, target } => {
                target.ask(async |client| back_fill(client, &connection, &from).await).await
            }
            Self::Cancel { connection, target } => target.ask(async |client| cancel(client, &connection).await).await,
        }
    }
}

pub(super) fn pair(text: &str) -> Result<(&str, &str)> {
    text.split_once('=').with_context(|| format!("`{text}` must look like ID=VALUE"))
}

pub(super) fn secret(source: &str) -> Result<String> {
    let text = if source == "-" {
        std::io::read_to_string(std::io::stdin()).context("cannot read the credential from standard input")?
    } else if let Some(variable) = source.strip_prefix("env:") {
        std::env::var(variable).with_context(|| format!("the variable {variable} is not set"))?
    } else if let Some(file) = source.strip_prefix("file:") {
        std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))?
    } else {
        bail!(
            "a credential comes from env:VARIABLE, file:PATH or - (standard input), not from the command line itself"
        );
    };
    Ok(text.trim().to_owned())
}

impl Add {
    async fn run(&self, client: &Client) -> Result<()> {
        let connectors = client.call(Method::GET, "/api/v1/connectors", Content::Nothing).await?;
        let connectors = connectors["items"].as_array().cloned().unwrap_or_default();
        let Some(connector) = connectors.iter().find(|one| one["id"] == *self.connector) else {
            let known: Vec<&str> = connectors.iter().filter_map(|one| one["id"].as_str()).collect();
            bail!("there is no connector `{}`; there are: {}", self.connector, known.join(", "));
        };
        let mut credentials = Map::new();
        for text in &self.credentials {
            let (id, source) = pair(text)?;
            credentials.insert(id.to_owned(), secret(source)?.into());
        }
        let texts = |given: &[String]| -> Result<Map<String, Value>> {
            given.iter().map(|text| pair(text).map(|(id, value)| (id.to_owned(), value.into()))).collect()
        };
        let (settings, endpoints) = (texts(&self.settings)?, texts(&self.endpoints)?);
        let name = self.name.as_deref().or(connector["title"].as_str()).unwrap_or(&self.connector);
        let mut body = json!({
            "connector": self.connector, "name": name, "credentials": credentials, "settings": settings,
            "endpoints": endpoints, "allowPrivate": self.allow_private,
        });
        if let Some(zone) = &self.zone {
            body["zone"] = zone.as_str().into();
        }
        if let Some(schedule) = &self.schedule {
            body["schedule"] = schedule.as_str().into();
        }
        let made = client.call(Method::POST, "/api/v1/connections", Content::Json(body)).await?;
        let id = made["id"].as_str().unwrap_or_default();
        println!("Connection {id}: {name} is {}.", made["status"].as_str().unwrap_or_default());
        if matches!(client, Client::Here(_)) { follow(client, id).await } else { Ok(()) }
    }
}

async fn items(client: &Client) -> Result<Vec<Value>> {
    let list = client.call(Method::GET, "/api/v1/connections", Content::Nothing).await?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

async fn list(client: &Client) -> Result<()> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let row = |one: &Value| {
        vec![
            text(&one["id"]),
            text(&one["name"]),
            text(&one["connector"]),
            text(&one["status"]),
            text(&one["lastSync"]["endedAt"]),
            text(&one["reason"]),
        ]
    };
    let rows: Vec<_> = items(client).await?.iter().map(row).collect();
    table::print(&["ID", "NAME", "CONNECTOR", "STATUS", "LAST SYNC", "REASON"].map(str::to_owned), &rows);
    Ok(())
}

async fn sync(client: &Client, wanted: &str) -> Result<()> {
    let id = find(client, wanted).await?;
    client.call(Method::POST, &format!("/api/v1/connections/{id}/sync"), Content::Nothing).await?;
    follow(client, &id).await
}

async fn back_fill(client: &Client, wanted: &str, from: &str) -> Result<()> {
    let id = find(client, wanted).await?;
    let body = Content::Json(json!({"from": from}));
    client.call(Method::POST, &format!("/api/v1/connections/{id}/backfill"), body).await?;
    follow(client, &id).await
}

async fn cancel(client: &Client, wanted: &str) -> Result<()> {
    let id = find(client, wanted).await?;
    let sync = client.call(Method::POST, &format!("/api/v1/connections/{id}/cancel"), Content::Nothing).await?;
    println!("Cancelled after {} records.", text(&sync["records"]));
    Ok(())
}

/// The id of a connection that is named by it, or by its name.
async fn find(client: &Client, wanted: &str) -> Result<String> {
    let connections = items(client).await?;
    let found = connections.iter().find(|one| one["id"] == wanted || one["name"] == wanted);
    let id = found.and_then(|one| one["id"].as_str());
    Ok(id.context("there is no such connection: see `outlay connection list`")?.to_owned())
}

/// Tells how a sync goes until it ends.
async fn follow(client: &Client, id: &str) -> Result<()> {
    loop {
        tokio::time::sleep(POLL).await;
        let connection = client.call(Method::GET, &format!("/api/v1/connections/{id}"), Content::Nothing).await?;
        let sync = &connection["lastSync"];
        match sync["status"].as_str() {
            Some("done") => {
                println!("Synced {} records; status {}.", text(&sync["records"]), text(&connection["status"]));
                return Ok(());
            }
            Some("partial") => {
                println!("Synced {} records. {}", text(&sync["records"]), text(&sync["error"]));
                return Ok(());
            }
            Some("cancelled") => bail!("the sync was cancelled; what it had finished is kept"),
            Some("failed") => bail!("the sync failed: {}", text(&sync["error"])),
            _ if connection["status"] == "disconnected" => bail!("{}", text(&connection["reason"])),
            _ => eprintln!("{} of {} days", sync["daysDone"], sync["daysTotal"]),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
