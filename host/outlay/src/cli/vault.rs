//! `outlay vault`

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use http::Method;
use outlay_control::Control;
use outlay_custody::{Given, start_over};
use outlay_domain::SystemClock;
use outlay_ledger::Ledger;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::{Target, serve};
use crate::client::{Client, Content};
use crate::config::{Config, Layer, variables};

#[derive(Subcommand)]
pub(crate) enum Vault {
    /// Say where the master key lies, and what should be better
    Status {
        #[command(flatten)]
        target: Target,
    },
    /// Seal all secrets anew under another master key, at once, while the server runs
    ///
    /// Outlay makes the next key and keeps it where keys are kept (`master_key_place`), then removes the one before.
    /// Backups from before need the key of their time: keep a copy of it, apart from them.
    #[command(after_help = "A key of your own comes with --new-key-from; give it to the server at its next start:\n  \
        openssl rand -hex 32 > next.key\n  outlay vault rotate --new-key-from file:next.key\n  \
        mv next.key /etc/outlay/master.key     # what OUTLAY_MASTER_KEY_FILE names")]
    Rotate(Rotate),
    /// Take a new master key because the old one is lost for good
    ///
    /// Events, bills, rules and settings stay, and API keys go on working. Credentials of connections and secrets of
    /// channels must be entered again. Refused while the right key is there.
    StartOver(StartOver),
}

#[derive(Args)]
pub(crate) struct Rotate {
    /// The next key, 64 hexadecimal digits: env:VARIABLE, file:PATH or command:LINE
    #[arg(long, value_name = "SOURCE", conflicts_with = "new_key_to")]
    new_key_from: Option<String>,
    /// Where Outlay keeps the key that it makes (default: as configured)
    #[arg(long, value_enum)]
    new_key_to: Option<Place>,
    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, ValueEnum)]
enum Place {
    /// master.key in the data folder
    Data,
    /// The user's folder for configuration
    User,
}

#[derive(Args)]
pub(crate) struct StartOver {
    /// Do it; without this, what would be lost is listed
    #[arg(long)]
    yes: bool,
    /// The data folder (default: as configured, else ./outlay-data)
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Vault {
    pub(crate) async fn run(self) -> Result<()> {
        match self {
            Self::Status { target } => target.ask(status).await,
            Self::Rotate(rotate) => rotate.target.ask(async |client| rotate.run(client).await).await,
            Self::StartOver(start_over) => start_over.run().await,
        }
    }
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

async fn status(client: &Client) -> Result<()> {
    let vault = client.call(Method::GET, "/api/v1/vault", Content::Nothing).await?;
    println!("Master key {}, since {}, from {}.", text(&vault, "keyId"), text(&vault, "since"), text(&vault, "from"));
    println!("It seals {} secrets.", vault["sealed"]);
    for concern in vault["concerns"].as_array().into_iter().flatten() {
        println!("\n! {}\n  {}", text(concern, "message"), text(concern, "hint"));
    }
    Ok(())
}

impl Rotate {
    async fn run(&self, client: &Client) -> Result<()> {
        let mut body = json!({});
        if let Some(source) = &self.new_key_from {
            body["nextKey"] = given(source)?.read().await?.text().as_str().into();
        }
        if let Some(place) = self.new_key_to {
            body["place"] = match place {
                Place::Data => "data".into(),
                Place::User => "user".into(),
            };
        }
        let rotated = client.call(Method::POST, "/api/v1/vault/rotate", Content::Json(body)).await?;
        println!("{} secrets are sealed under the key {} now.", rotated["resealed"], text(&rotated, "keyId"));
        if rotated["isHandedIn"] == true {
            println!(
                "Give it to the server at its next start, in OUTLAY_MASTER_KEY, OUTLAY_MASTER_KEY_FILE or \
                 OUTLAY_MASTER_KEY_COMMAND, in place of the one before: without it, it does not start."
            );
        } else {
            println!("It lies in {}. Keep a copy of it apart from the backups of the data.", text(&rotated, "from"));
        }
        if rotated["unreadable"] != 0 {
            println!(
                "{} secrets of a key that was lost stay unreadable: `outlay vault status`.",
                rotated["unreadable"]
            );
        }
        if rotated["isOldKeyRemoved"] != true {
            println!("The file of the key before could not be removed; its log says why.");
        }
        Ok(())
    }
}

fn given(source: &str) -> Result<Given> {
    let from = "--new-key-from".to_owned();
    if let Some(variable) = source.strip_prefix("env:") {
        let text = std::env::var(variable).with_context(|| format!("the variable {variable} is not set"))?;
        return Ok(Given::Variable { name: variable.to_owned(), text: SecretString::from(text) });
    }
    if let Some(path) = source.strip_prefix("file:") {
        return Ok(Given::File { from, path: path.into() });
    }
    if let Some(line) = source.strip_prefix("command:") {
        return Ok(Given::Command { from, line: line.to_owned() });
    }
    bail!("a key comes from env:VARIABLE, file:PATH or command:LINE, not from the command line itself")
}

impl StartOver {
    async fn run(self) -> Result<()> {
        let flags = Layer { data: self.data, log: Some("error".to_owned()), ..Layer::default() };
        let config = Config::load(self.config, &variables(), flags)?;
        serve::start_log(&config)?;
        let data = config.data.display();
        let file = config.data.join("control.sqlite");
        if !file.is_file() {
            bail!("{data} holds no data of Outlay's");
        }
        // Its lock keeps a server out.
        let _ledger = Ledger::open(&config.data.join("ledger"))
            .with_context(|| format!("cannot open the ledger in {data}; stop the server first"))?;
        let control = Control::open(&file).await?;
        let done = start_over(&control, &config.keys, &SystemClock::default(), self.yes).await;
        control.close().await;
        let given_up = done?;
        println!("Sealed under a key that is not there, to be entered again ({}):", given_up.secrets.len());
        for secret in &given_up.secrets {
            println!("  - {secret}");
        }
        let Some((key_id, from)) = given_up.key else {
            bail!("nothing was done: run it with --yes to take a new master key");
        };
        println!("The master key is now {key_id}, from {from}.");
        println!(
            "Should the lost key turn up: put it beside the file of the new one as <file>.<id of the lost key>.old, and run \
             `outlay vault rotate`."
        );
        Ok(())
    }
}
