//! Guests: built for wasm, then encoded as components that the server takes in.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use wit_component::ComponentEncoder;

use crate::shell::{command, deps_dir, root, run, step, target_dir};

/// What ships with the server beside the connectors: package, and the name of its component.
const RULES: &[(&str, &str)] = &[("rule-threshold", "rules/threshold"), ("rule-metric", "rules/metric")];
/// What only tests and benchmarks use.
const FOR_TESTS: &[&str] = &[
    "rule-first-expensive-call",
    "rule-runaway-agent",
    "rule-spend-anomaly",
    "rule-cache-collapse",
    "rule-model-allow-list",
    "rule-job-cost",
    "rule-silence",
    "rule-hostile",
    "connector-hostile",
    "rule-bench-simple",
];

/// The same, built with WASI, as a component.
const WITH_WASI: &[&str] = &["rule-wasi"];

pub(crate) fn build() -> Result<()> {
    step("Building the guests", || {
        let shipped = shipped()?;
        let packages = shipped.iter().map(|(package, _)| package.as_str());
        build_for("wasm32-unknown-unknown", packages.chain(FOR_TESTS.iter().copied()))?;
        build_for("wasm32-wasip2", WITH_WASI.iter().copied())?;
        shipped.iter().try_for_each(|(package, name)| encode(package, name))
    })
}

/// What ships with the server: package, and the name of its component. A folder of connectors is a connector, and its
/// package is called `connector-` and the folder's name.
fn shipped() -> Result<Vec<(String, String)>> {
    let mut shipped: Vec<(String, String)> =
        RULES.iter().map(|(package, name)| ((*package).to_owned(), (*name).to_owned())).collect();
    for folder in fs::read_dir(root().join("connectors")).context("cannot read the folder of connectors")? {
        let folder = folder?;
        if folder.path().join("Cargo.toml").is_file() {
            let id = folder.file_name().into_string().ok().context("a connector's folder has a plain name")?;
            shipped.push((format!("connector-{id}"), format!("connectors/{id}")));
        }
    }
    shipped.sort();
    Ok(shipped)
}

fn build_for<'p>(target: &str, packages: impl IntoIterator<Item = &'p str>) -> Result<()> {
    let mut cargo = command("cargo", ["build", "--quiet", "--target", target, "--profile", "guest"]);
    for package in packages {
        cargo.args(["--package", package]);
    }
    run(cargo)
}

fn encode(package: &str, name: &str) -> Result<()> {
    let module = core_module(package);
    let bytes = fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let component = ComponentEncoder::default()
        .validate(true)
        .module(&bytes)
        .and_then(|encoder| encoder.encode())
        .with_context(|| format!("cannot make a component of {package}"))?;
    let file = deps_dir().join("components").join(format!("{name}.wasm"));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    // An unchanged file keeps its time, so that the server is not linked anew.
    if fs::read(&file).is_ok_and(|old| old == component) {
        return Ok(());
    }
    Ok(fs::write(file, component)?)
}

fn core_module(package: &str) -> PathBuf {
    core_modules().join(format!("{}.wasm", package.replace('-', "_")))
}

/// The folder of guests that were built without WASI.
pub(crate) fn core_modules() -> PathBuf {
    target_dir().join("wasm32-unknown-unknown/guest")
}
