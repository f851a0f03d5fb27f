//! `outlay keys`

use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use http::Method;
use serde_json::{Value, json};

use super::{Target, table};
use crate::client::{Client, Content};

#[derive(Subcommand)]
pub(crate) enum Keys {
    /// Create a key and print it, alone, on standard output
    #[command(
        after_help = "Example:\n  export REVENIUM_METERING_API_KEY=$(outlay keys create --name checkout --scope metering)"
    )]
    Create(Create),
    /// List keys; their texts are not shown
    List {
        #[command(flatten)]
        target: Target,
    },
    /// Revoke a key at once and for good
    Revoke {
        /// The key's id, or its name if only one has it
        key: String,
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Args)]
pub(crate) struct Create {
    /// What it is for
    #[arg(long)]
    name: String,
    /// metering posts events; read reads; full does everything
    #[arg(long, value_enum, default_value = "metering")]
    scope: Scope,
    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, ValueEnum)]
enum Scope {
    Metering,
    Read,
    Full,
}

impl Keys {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::Create(create) => create.target.ask(async |client| create.run(client).await).await,
            Self::List { target } => target.ask(list).await,
            Self::Revoke { key, target } => target.ask(async |client| revoke(client, &key).await).await,
        }
    }
}

impl Create {
    async fn run(&self, client: &Client) -> Result<()> {
        let scope = match self.scope {
            Scope::Metering => "metering",
            Scope::Read => "read",
            Scope::Full => "full",
        };
        let body = json!({"name": self.name, "scope": scope});
        let made = client.call(Method::POST, "/api/v1/keys", Content::Json(body)).await?;
        println!("{}", made["key"].as_str().unwrap_or_default());
        Ok(())
    }
}

async fn items(client: &Client) -> Result<Vec<Value>> {
    let list = client.call(Method::GET, "/api/v1/keys", Content::Nothing).await?;
    Ok(list["items"].as_array().cloned().unwrap_or_default())
}

async fn list(client: &Client) -> Result<()> {
    let text = |key: &Value, field: &str| key[field].as_str().unwrap_or("never").to_owned();
    let fields = ["id", "name", "scope", "masked", "createdAt", "lastUsedAt", "events"];
    let rows: Vec<_> =
        items(client).await?.iter().map(|key| fields.iter().map(|field| text(key, field)).collect()).collect();
    let head = ["ID", "NAME", "SCOPE", "KEY", "CREATED", "LAST USED", "EVENTS"].map(str::to_owned);
    table::print(&head, &rows);
    Ok(())
}

async fn revoke(client: &Client, wanted: &str) -> Result<()> {
    let keys = items(client).await?;
    let is_wanted = |key: &&Value| key["id"] == wanted || key["name"] == wanted;
    let found: Vec<&Value> = keys.iter().filter(is_wanted).collect();
    let [key] = found.as_slice() else {
        let problem =
            if found.is_empty() { "there is no such key" } else { "several keys have this name; give the id" };
        bail!("{problem}: see `outlay keys list`");
    };
    let path = format!("/api/v1/keys/{}", key["id"].as_str().unwrap_or_default());
    client.call(Method::DELETE, &path, Content::Nothing).await?;
    println!("Revoked {}.", key["name"].as_str().unwrap_or_default());
    Ok(())
}
