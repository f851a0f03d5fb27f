//! `outlay doctor`: looks at everything that can be wrong around the server, and changes nothing.

mod folder;
mod keys;
mod machine;
mod running;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use super::serve;
use crate::client::Client;
use crate::config::{Config, Layer, variables};

#[derive(Args)]
pub(crate) struct Doctor {
    /// The data folder (default: as configured, else ./outlay-data)
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Ok,
    Warning,
    Error,
}

impl Level {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What one look found.
#[derive(Debug)]
struct Finding {
    level: Level,
    /// What was looked at.
    check: &'static str,
    message: String,
    /// What to do.
    hint: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, message: impl Into<String>) -> Self {
        Self { level: Level::Ok, check, message: message.into(), hint: None }
    }

    fn warning(check: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { level: Level::Warning, check, message: message.into(), hint: Some(hint.into()) }
    }

    fn error(check: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { level: Level::Error, check, message: message.into(), hint: Some(hint.into()) }
    }

    fn json(&self) -> Value {
        json!({"check": self.check, "level": self.level.as_str(), "message": self.message, "hint": self.hint})
    }
}

impl Doctor {
    pub(crate) async fn run(self) -> Result<()> {
        let flags = Layer { data: self.data, log: Some("error".to_owned()), ..Layer::default() };
        let config = Config::load(self.config, &variables(), flags)?;
        serve::start_log(&config)?;
        let findings = look(&config).await;
        let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
        if self.json {
            let list: Vec<Value> = findings.iter().map(Finding::json).collect();
            println!("{:#}", json!({"healthy": errors == 0, "findings": list}));
        } else {
            print(&findings);
        }
        match errors {
            0 => Ok(()),
            1 => bail!("there is 1 error"),
            more => bail!("there are {more} errors"),
        }
    }
}

/// In the order in which they are read: the rest means little if the first is wrong.
async fn look(config: &Config) -> Vec<Finding> {
    let mut findings = vec![Finding::ok("version", format!("outlay {}", env!("CARGO_PKG_VERSION")))];
    let (is_there, about_folder) = folder::look(&config.data);
    findings.extend(about_folder);
    findings.extend(machine::look(config));
    if !is_there {
        return findings;
    }
    match Client::running(&config.data).await {
        Ok(Some(client)) => findings.extend(running::look(&client).await),
        Ok(None) => {
            findings.extend(running::absent(&config.data));
            findings.extend(keys::look(config).await);
        }
        Err(error) => findings.push(Finding::error("server", format!("{error:#}"), "look at the server's log")),
    }
    findings
}

fn print(findings: &[Finding]) {
    let width = findings.iter().map(|finding| finding.check.len()).max().unwrap_or_default();
    for Finding { level, check, message, hint } in findings {
        println!("{:<7}  {check:<width$}  {message}", level.as_str());
        if let Some(hint) = hint {
            println!("{:<7}  {:<width$}  → {hint}", "", "");
        }
    }
}
