//! What a new project consists of.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Language;
use crate::cli::rule::contract::{FRAME as FRAME_DOCUMENT, WIT};

type Files = &'static [(&'static str, &'static str)];

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// Of this repository: which versions of which crates the SDK is made with.
const WORKSPACE: &str = include_str!("../../../../../../Cargo.toml");
const LOCK: &str = include_str!("../../../../../../Cargo.lock");

const RUST_MANIFEST: &str = include_str!("../../../../templates/rust/Cargo.toml.txt");
const RUST_README: &str = include_str!("../../../../templates/rust/README.md");

/// A file of the project: where it is put, and what it holds.
pub(super) type File = (String, String);

/// All files of a project in a language; `name` is the project's.
pub(super) fn project(language: Language, name: &str) -> Result<Vec<File>> {
    let (example, its_name) = match language {
        Language::Rust => (RUST_EXAMPLE, "first-expensive-call"),
        Language::Javascript => (JAVASCRIPT_EXAMPLE, "runaway-run"),
        Language::Python => (PYTHON_EXAMPLE, "error-streak"),
        Language::Assemblyscript => (ASSEMBLYSCRIPT_EXAMPLE, "uncached-prompt"),
    };
    let renamed = |text: &str| text.replace(its_name, name);
    let mut files: Vec<File> = example.iter().map(|(place, text)| ((*place).to_owned(), renamed(text))).collect();
    files.push((".gitignore".into(), "/target\n/node_modules\n/.venv\n__pycache__\n*.wasm\n".into()));
    if language == Language::Rust {
        files.retain(|(place, _)| place != "Cargo.toml" && place != "README.md");
        files.push(("Cargo.toml".into(), renamed(RUST_MANIFEST)));
        files.push(("README.md".into(), renamed(RUST_README)));
        // Cargo leaves out what the project does not need; what it needs has the versions that were tested.
        files.push(("Cargo.lock".into(), LOCK.into()));
        files.extend(sdk()?);
    } else {
        files.extend(contract("wit/"));
    }
    Ok(files)
}

/// The SDK's crates as they are here, in a workspace of their own.
fn sdk() -> Result<Vec<File>> {
    let folder = |files: Files, place: &'static str| {
        let source = |(path, _): &&(&str, &str)| *path == "Cargo.toml" || path.starts_with("src/");
        files.iter().filter(source).map(move |(path, text)| (format!("sdk/guest/{place}/{path}"), (*text).to_owned()))
    };
    let mut files: Vec<File> = folder(RULE_SDK, "rule-sdk").chain(folder(FRAME, "frame")).collect();
    let manifests = files.iter().filter(|(place, _)| place.ends_with("Cargo.toml"));
    let workspace = workspace(manifests.map(|(_, text)| text.as_str()))?;
    files.push(("sdk/Cargo.toml".into(), workspace));
    files.push(("sdk/wit/rule/rule.wit".into(), WIT.into()));
    files.push(("sdk/wit/FRAME.md".into(), FRAME_DOCUMENT.into()));
    Ok(files)
}

/// This repository's workspace, with nothing but what the SDK's manifests take from it.
fn workspace<'m>(manifests: impl Iterator<Item = &'m str>) -> Result<String> {
    let whole: Table = WORKSPACE.parse()?;
    let part = |name: &str| -> Result<Table> {
        let part = whole.get("workspace").and_then(|workspace| workspace.get(name));
        part.and_then(Value::as_table).cloned().with_context(|| format!("the workspace has no {name}"))
    };
    let mut dependencies = part("dependencies")?;
    let manifests = manifests.collect::<Vec<_>>().concat();
    dependencies.retain(|name, _| manifests.contains(&format!("\n{name}.workspace")));
    let mut workspace = Table::new();
    let members = ["guest/rule-sdk", "guest/frame"].map(|member| Value::String(member.into()));
    workspace.insert("members".into(), Value::Array(members.into()));
    workspace.insert("resolver".into(), Value::String("3".into()));
    workspace.insert("package".into(), Value::Table(part("package")?));
    workspace.insert("dependencies".into(), Value::Table(dependencies));
    workspace.insert("lints".into(), Value::Table(part("lints")?));
    let document = Table::from_iter([("workspace".to_owned(), Value::Table(workspace))]);
    Ok(toml::to_string(&document)?)
}

/// For languages without an SDK, to be read.
fn contract(folder: &str) -> [File; 2] {
    [(format!("{folder}rule.wit"), WIT.into()), (format!("{folder}FRAME.md"), FRAME_DOCUMENT.into())]
}
