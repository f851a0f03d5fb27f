//! `outlay connector check`

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use outlay_connections::Draft;
use outlay_connections::rehearsal::{self, Rehearsal};
use outlay_domain::{Clock, SystemClock};
use outlay_egress::{Egress, Times};
use outlay_sandbox::connector::{Http, Manifest, StreamInfo};
use outlay_sandbox::{ConnectorComponent, Engines};
use outlay_tape::{FORM, Head, Tape};
use secrecy::SecretString;

use super::report::{self, Outcome};
use super::tape::{Recorder, Replay};
use crate::cli::build;
use crate::cli::connection::{pair, secret};

pub(super) const HELP: &str = "\
A folder is built first. With nothing else it tells what the component is, which credentials it wants and where it asks. \
With credentials, it asks the provider: does the connector say that they work, and what does it read of the last days? \
Entries are judged as a sync of the server judges them, and the same limits and address checks hold.

--record keeps what the provider answered, for tests without a network: secrets are masked in it, but it holds what the \
account says. --replay answers from such a file; the clock then stands where it stood.

Examples:
  outlay connector check house-bill
  outlay connector check --credential token=env:BILL_TOKEN --setting base_url=https://bill.example.com --days 3
  outlay connector check --replay tapes/two-days.ndjson";

#[derive(Args)]
pub(crate) struct Check {
    /// The connector's folder, or a component that `outlay connector build` wrote
    #[arg(default_value = ".")]
    connector: PathBuf,
    /// A credential: ID=env:VARIABLE, ID=file:PATH, or ID=- for standard input
    #[arg(long = "credential", value_name = "ID=SOURCE")]
    credentials: Vec<String>,
    /// A setting
    #[arg(long = "setting", value_name = "ID=VALUE")]
    settings: Vec<String>,
    /// Where requests go instead of one of the connector's own hosts
    #[arg(long = "endpoint", value_name = "ORIGIN=URL")]
    endpoints: Vec<String>,
    /// Allow private and loopback addresses
    #[arg(long)]
    allow_private: bool,
    /// Only this stream; may be given several times
    #[arg(long = "stream", value_name = "ID")]
    streams: Vec<String>,
    /// How many days before today are read
    #[arg(long, value_name = "DAYS", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=366))]
    days: u32,
    /// Write down what the provider answers
    #[arg(long, value_name = "FILE", conflicts_with = "replay")]
    record: Option<PathBuf>,
    /// Answer from what was written down
    #[arg(long, value_name = "FILE", conflicts_with_all = ["credentials", "settings", "endpoints"])]
    replay: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) async fn run(self) -> Result<()> {
        let component = self.component()?;
        let streams = self.streams(component.manifest())?;
        let outcome = match &self.replay {
            Some(file) => Some(self.replay(&component, &streams, file).await?),
            None if self.asks(component.manifest()) => Some(self.ask(&component, &streams).await?),
            None => None,
        };
        if self.json {
            report::print_json(&component, outcome.as_ref())?;
        } else {
            report::print(&component, outcome.as_ref());
        }
        match outcome.and_then(|outcome| outcome.problem()) {
            Some(problem) => bail!("{problem}"),
            None => Ok(()),
        }
    }

    /// Whether there is all that it takes to ask the provider, or somebody thinks so.
    fn asks(&self, manifest: &Manifest) -> bool {
        let needs = manifest.credentials.iter().any(|field| field.required);
        !needs || !self.credentials.is_empty() || !self.settings.is_empty() || self.record.is_some()
    }

    fn component(&self) -> Result<ConnectorComponent> {
        let wasm = if self.connector.is_dir() {
            build::build(&self.connector, &build::CONNECTOR)?.component
        } else {
            std::fs::read(&self.connector).with_context(|| format!("cannot read {}", self.connector.display()))?
        };
        let (_temporary, cache) = build::cache("connector-check")?;
        Ok(Engines::open(&cache)?.load_connector(&wasm)?)
    }

    fn streams(&self, manifest: &Manifest) -> Result<Vec<StreamInfo>> {
        for wanted in &self.streams {
            if manifest.streams.iter().all(|stream| stream.id != *wanted) {
                let known: Vec<&str> = manifest.streams.iter().map(|stream| stream.id.as_str()).collect();
                bail!("there is no stream `{wanted}`; there are: {}", known.join(", "));
            }
        }
        let is_wanted = |stream: &&StreamInfo| self.streams.is_empty() || self.streams.contains(&stream.id);
        Ok(manifest.streams.iter().filter(is_wanted).cloned().collect())
    }

    async fn replay(&self, component: &ConnectorComponent, streams: &[StreamInfo], file: &Path) -> Result<Outcome> {
        let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let tape = Tape::read(&text).with_context(|| file.display().to_string())?;
        if tape.head.connector != component.manifest().id {
            bail!("this tape is of the connector `{}`", tape.head.connector);
        }
        let rehearsal = Rehearsal {
            component: component.clone(),
            settings: serde_json::to_string(&tape.head.settings)?,
            http: Arc::new(Replay::of(&tape)),
            now: tape.head.now,
            days: self.days,
        };
        Ok(Outcome::of(&rehearsal, streams).await)
    }

    async fn ask(&self, component: &ConnectorComponent, streams: &[StreamInfo]) -> Result<Outcome> {
        // An endpoint's own address has the last `=`: an origin has none.
        let pairs = |texts: &[String]| -> Result<std::collections::BTreeMap<String, String>> {
            texts.iter().map(|text| pair(text).map(|(id, value)| (id.to_owned(), value.to_owned()))).collect()
        };
        let mut credentials = std::collections::BTreeMap::new();
        for text in &self.credentials {
            let (id, source) = pair(text)?;
            credentials.insert(id.to_owned(), SecretString::from(secret(source)?));
        }
        let draft = Draft {
            settings: pairs(&self.settings)?,
            endpoints: pairs(&self.endpoints)?,
            credentials,
            allow_private: self.allow_private,
            ..Draft::default()
        };
        let egress = Egress::new(Times::default()).context("cannot make the client for outgoing requests")?;
        let (settings, http) = rehearsal::open(component, &draft, &egress)?;
        let recorder = Arc::new(Recorder::of(http));
        let rehearsal = Rehearsal {
            component: component.clone(),
            settings: settings.clone(),
            http: Arc::clone(&recorder) as Arc<dyn Http>,
            now: SystemClock::default().now().seconds(),
            days: self.days,
        };
        let outcome = Outcome::of(&rehearsal, streams).await;
        if let Some(file) = &self.record {
            let manifest = component.manifest();
            let head = Head {
                tape: FORM,
                connector: manifest.id.clone(),
                version: manifest.version.clone(),
                now: rehearsal.now,
                settings: serde_json::from_str(&settings)?,
            };
            let tape = Tape { head, exchanges: recorder.exchanges() };
            std::fs::write(file, tape.write()?).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(outcome)
    }
}
