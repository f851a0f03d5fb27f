//! Configuration: a TOML file, then `OUTLAY_*` variables, then flags; the later wins. Checked completely at the start,
//! all problems at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use outlay_custody::KeySettings;
use outlay_sandbox::Bounds;
use serde::Deserialize;

use crate::key_settings;

const DEFAULT_FILE: &str = "outlay.toml";
const DEFAULT_DATA: &str = "./outlay-data";
const DEFAULT_LISTEN: &str = "127.0.0.1:8787";
const DEFAULT_LOG: &str = "info";
const DEFAULT_RESERVE_MB: u64 = 1000;
const DEFAULT_LEDGER_DAYS: u32 = 35;
const DEFAULT_MOST_BEHIND: u64 = 10_000_000;
/// With less no component can be compiled at all.
const LEAST_UPLOAD_MEMORY_MIB: u32 = 128;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Checked configuration.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    /// Further names under which the server may be asked, as browsers write them in `Host`.
    pub(crate) public_names: Vec<String>,
    /// What is logged, for example `info` or `outlay=debug,warn`.
    pub(crate) log: String,
    pub(crate) log_format: LogFormat,
    /// Events are refused when the disk of the data folder has less room, in megabytes.
    pub(crate) reserve_mb: u64,
    /// How many days the ledger reaches back; so long repeats are recognised.
    pub(crate) ledger_days: u32,
    /// Events are refused while so many entries of the ledger wait for the warehouse.
    pub(crate) most_behind: u64,
    /// What checking an uploaded component may use.
    pub(crate) uploads: Bounds,
    /// Where the master key comes from.
    pub(crate) keys: KeySettings,
}

/// One layer of configuration as it was written.
#[derive(Debug, Default, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Layer {
    pub(crate) data: Option<String>,
    pub(crate) listen: Option<String>,
    pub(crate) public_names: Option<Vec<String>>,
    pub(crate) log: Option<String>,
    pub(crate) log_format: Option<String>,
    pub(crate) reserve_mb: Option<u64>,
    pub(crate) ledger_days: Option<u32>,
    pub(crate) most_behind: Option<u64>,
    pub(crate) upload_seconds: Option<u32>,
    pub(crate) upload_memory_mib: Option<u32>,
    pub(crate) master_key_file: Option<String>,
    pub(crate) master_key_command: Option<String>,
    pub(crate) master_key_place: Option<String>,
}

/// Everything that is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
#[error("the configuration cannot be used:\n  - {}", .0.join("\n  - "))]
pub(crate) struct Problems(pub(crate) Vec<String>);

impl Config {
    /// From the file, the variables and the flags.
    pub(crate) fn load(
        file: Option<PathBuf>,
        variables: &BTreeMap<String, String>,
        flags: Layer,
    ) -> Result<Self, Problems> {
        let mut problems = Vec::new();
        let file = file_layer(file.or_else(|| variables.get("OUTLAY_CONFIG").map(PathBuf::from)), &mut problems);
        let merged = merge(merge(file, variable_layer(variables, &mut problems)), flags);
        Self::checked(merged, variables, problems)
    }

    /// From flags alone, whatever the machine's files and variables say.
    pub(crate) fn of(flags: Layer) -> Result<Self, Problems> {
        Self::checked(flags, &BTreeMap::new(), Vec::new())
    }

    fn checked(
        merged: Layer,
        variables: &BTreeMap<String, String>,
        mut problems: Vec<String>,
    ) -> Result<Self, Problems> {
        let data = PathBuf::from(merged.data.as_deref().unwrap_or(DEFAULT_DATA));
        let keys = key_settings::of(&data, &merged, variables, &mut problems);
        let listen = merged.listen.unwrap_or_else(|| DEFAULT_LISTEN.to_owned());
        let listen = listen.parse::<SocketAddr>().map_err(|_| {
            problems.push(format!("`listen` must be an address and a port such as {DEFAULT_LISTEN}, not `{listen}`"));
        });
        let public_names = merged.public_names.unwrap_or_default();
        for name in &public_names {
            if name.is_empty() || name.contains('/') || name.contains(char::is_whitespace) {
                problems.push(format!("`public_names` holds names such as outlay.example.com, not `{name}`"));
            }
        }
        let log = merged.log.unwrap_or_else(|| DEFAULT_LOG.to_owned());
        if let Err(error) = log.parse::<tracing_subscriber::filter::targets::Targets>() {
            problems.push(format!("`log` must be a level such as info, or outlay=debug,warn: {error}"));
        }
        let log_format = match merged.log_format.as_deref() {
            None | Some("text") => LogFormat::Text,
            Some("json") => LogFormat::Json,
            Some(other) => {
                problems.push(format!("`log_format` is text or json, not `{other}`"));
                LogFormat::Text
            }
        };
        let ledger_days = merged.ledger_days.unwrap_or(DEFAULT_LEDGER_DAYS);
        if ledger_days == 0 {
            problems.push("`ledger_days` must be 1 at least".to_owned());
        }
        let reserve_mb = merged.reserve_mb.unwrap_or(DEFAULT_RESERVE_MB);
        let most_behind = merged.most_behind.unwrap_or(DEFAULT_MOST_BEHIND);
        let usual = Bounds::default();
        let uploads = Bounds {
            seconds: merged.upload_seconds.unwrap_or(usual.seconds),
            memory_mib: merged.upload_memory_mib.unwrap_or(usual.memory_mib),
        };
        if uploads.seconds == 0 {
            problems.push("`upload_seconds` must be 1 at least".to_owned());
        }
        if uploads.memory_mib < LEAST_UPLOAD_MEMORY_MIB {
            problems.push(format!("`upload_memory_mib` must be {LEAST_UPLOAD_MEMORY_MIB} at least"));
        }
        match listen {
            Ok(listen) if problems.is_empty() => Ok(Self {
                data,
                listen,
                public_names,
                log,
                log_format,
                reserve_mb,
                ledger_days,
                most_behind,
                uploads,
                keys,
            }),
            _ => Err(Problems(problems)),
        }
    }
}

/// The environment's variables that are ours, and those that say where a key may lie.
pub(crate) fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with("OUTLAY_") || key_settings::PLATFORM.contains(&name.as_str()))
        .collect()
}

fn file_layer(file: Option<PathBuf>, problems: &mut Vec<String>) -> Layer {
    let is_asked_for = file.is_some();
    let file = file.unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_asked_for => return Layer::default(),
        Err(error) => {
            problems.push(format!("the file {} cannot be read: {error}", file.display()));
            return Layer::default();
        }
    };
    // Field by field, so that one mistake does not hide another.
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            problems.push(format!("the file {} is not TOML: {error}", file.display()));
            return Layer::default();
        }
    };
    let mut layer = Layer::default();
    for (name, value) in table {
        match Layer::deserialize(toml::Table::from_iter([(name.clone(), value)])) {
            Ok(one) => layer = merge(layer, one),
            Err(error) => {
                problems.push(format!(
                    "`{name}` in {}: {}",
                    file.display(),
                    error.to_string().trim().replace('\n', " ")
                ));
            }
        }
    }
    layer
}

fn variable_layer(variables: &BTreeMap<String, String>, problems: &mut Vec<String>) -> Layer {
    let text = |name: &str| variables.get(name).cloned();
    let mut number = |name: &str| {
        let text = variables.get(name)?;
        let number = text.trim().parse::<u64>();
        number.map_err(|_| problems.push(format!("{name} must be a whole number, not `{text}`"))).ok()
    };
    let reserve_mb = number("OUTLAY_RESERVE_MB");
    let ledger_days = number("OUTLAY_LEDGER_DAYS").and_then(|days| u32::try_from(days).ok());
    let most_behind = number("OUTLAY_MOST_BEHIND");
    let upload_seconds = number("OUTLAY_UPLOAD_SECONDS").and_then(|seconds| u32::try_from(seconds).ok());
    let upload_memory_mib = number("OUTLAY_UPLOAD_MEMORY_MIB").and_then(|mib| u32::try_from(mib).ok());
    Layer {
        data: text("OUTLAY_DATA"),
        listen: text("OUTLAY_LISTEN"),
        public_names: text("OUTLAY_PUBLIC_NAMES")
            .map(|names| names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()),
        log: text("OUTLAY_LOG"),
        log_format: text("OUTLAY_LOG_FORMAT"),
        reserve_mb,
        ledger_days,
        most_behind,
        upload_seconds,
        upload_memory_mib,
        master_key_file: text("OUTLAY_MASTER_KEY_FILE"),
        master_key_command: text("OUTLAY_MASTER_KEY_COMMAND"),
        master_key_place: text("OUTLAY_MASTER_KEY_PLACE"),
    }
}

fn merge(below: Layer, above: Layer) -> Layer {
    Layer {
        data: above.data.or(below.data),
        listen: above.listen.or(below.listen),
        public_names: above.public_names.or(below.public_names),
        log: above.log.or(below.log),
        log_format: above.log_format.or(below.log_format),
        reserve_mb: above.reserve_mb.or(below.reserve_mb),
        ledger_days: above.ledger_days.or(below.ledger_days),
        most_behind: above.most_behind.or(below.most_behind),
        upload_seconds: above.upload_seconds.or(below.upload_seconds),
        upload_memory_mib: above.upload_memory_mib.or(below.upload_memory_mib),
        master_key_file: above.master_key_file.or(below.master_key_file),
        master_key_command: above.master_key_command.or(below.master_key_command),
        master_key_place: above.master_key_place.or(below.master_key_place),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn load(file: &str, variables: &[(&str, &str)], flags: Layer) -> Result<Config, Problems> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outlay.toml");
        std::fs::write(&path, file).unwrap();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::load(Some(path), &variables, flags)
    }

    #[test]
    fn flags_win_over_variables_over_the_file() {
        let file = "listen = '127.0.0.1:1'\ndata = 'file'\nlog = 'warn'\npublic_names = ['a.example']";
        let variables = [("OUTLAY_LISTEN", "127.0.0.1:2"), ("OUTLAY_DATA", "variable")];
        let flags = Layer { listen: Some("127.0.0.1:3".into()), ..Layer::default() };
        let config = load(file, &variables, flags).unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.data, PathBuf::from("variable"));
        assert_eq!((config.log.as_str(), config.public_names), ("warn", vec!["a.example".to_owned()]));
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let file = "lisen = '127.0.0.1:1'\nlog = 7\nlog_format = 'xml'";
        let Problems(problems) = load(file, &[("OUTLAY_LISTEN", "here")], Layer::default()).unwrap_err();
        let all = problems.join("\n");
        assert_eq!(problems.len(), 4, "{all}");
        for word in ["`lisen`", "`log`", "`log_format`", "`listen`"] {
            assert!(all.contains(word), "{word} in {all}");
        }
    }

    #[test]
    fn what_an_upload_may_use_is_bounded_from_below() {
        let config = load("upload_seconds = 60", &[("OUTLAY_UPLOAD_MEMORY_MIB", "512")], Layer::default()).unwrap();
        assert_eq!(config.uploads, Bounds { seconds: 60, memory_mib: 512 });
        let nothing = "upload_seconds = 0\nupload_memory_mib = 10";
        let Problems(problems) = load(nothing, &[], Layer::default()).unwrap_err();
        assert!(problems.len() == 2 && problems[1].contains("128"), "{problems:?}");
    }

    #[test]
    fn a_missing_file_matters_only_if_it_was_asked_for() {
        let missing = Some(PathBuf::from("/nowhere/outlay.toml"));
        assert!(Config::load(missing, &BTreeMap::new(), Layer::default()).is_err());
    }
}
