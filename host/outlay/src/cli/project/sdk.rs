//! The SDK's crates as they are here, in a workspace of their own inside a new project.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::{File, Files};

/// Of this repository: which versions of which crates the SDK is made with.
const WORKSPACE: &str = include_str!("../../../../../Cargo.toml");
/// Cargo leaves out what a project does not need; what it needs has the versions that were tested.
pub(crate) const LOCK: &str = include_str!("../../../../../Cargo.lock");

/// What it consists of.
pub(crate) struct Sdk {
    /// The name of a folder in `guest/` here and there, and its files.
    pub(crate) crates: &'static [(&'static str, Files)],
    /// Files in `wit/`.
    pub(crate) wit: &'static [(&'static str, &'static str)],
}

impl Sdk {
    pub(crate) fn files(&self) -> Result<Vec<File>> {
        let source = |(path, _): &&(&str, &str)| *path == "Cargo.toml" || path.starts_with("src/");
        let files = self.crates.iter().flat_map(|(folder, files)| {
            let place = move |path: &str| format!("sdk/guest/{folder}/{path}");
            files.iter().filter(source).map(move |(path, text)| (place(path), (*text).to_owned()))
        });
        let mut files: Vec<File> = files.collect();
        let manifests = files.iter().filter(|(place, _)| place.ends_with("Cargo.toml"));
        let manifests: Vec<&str> = manifests.map(|(_, text)| text.as_str()).collect();
        let members = self.crates.iter().map(|(folder, _)| Value::String(format!("guest/{folder}")));
        let workspace = workspace(Value::Array(members.collect()), &manifests)?;
        files.push(("sdk/Cargo.toml".into(), workspace));
        files.extend(self.wit.iter().map(|(place, text)| (format!("sdk/wit/{place}"), (*text).to_owned())));
        Ok(files)
    }
}

/// This repository's workspace, with nothing but what the SDK's manifests take from it.
fn workspace(members: Value, manifests: &[&str]) -> Result<String> {
    let whole: Table = WORKSPACE.parse()?;
    let part = |name: &str| -> Result<Table> {
        let part = whole.get("workspace").and_then(|workspace| workspace.get(name));
        part.and_then(Value::as_table).cloned().with_context(|| format!("the workspace has no {name}"))
    };
    let mut dependencies = part("dependencies")?;
    let manifests = manifests.concat();
    dependencies.retain(|name, _| manifests.contains(&format!("\n{name}.workspace")));
    let mut workspace = Table::new();
    workspace.insert("members".into(), members);
    workspace.insert("resolver".into(), Value::String("3".into()));
    workspace.insert("package".into(), Value::Table(part("package")?));
    workspace.insert("dependencies".into(), Value::Table(dependencies));
    workspace.insert("lints".into(), Value::Table(part("lints")?));
    let document = Table::from_iter([("workspace".to_owned(), Value::Table(workspace))]);
    Ok(toml::to_string(&document)?)
}
