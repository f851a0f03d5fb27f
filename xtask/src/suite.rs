//! Everything that is checked, in the order in which it fails fastest.

use std::path::PathBuf;

use anyhow::Result;

use crate::shell::{command, deps_dir, has, need, root, run, run_quietly, say, step};
use crate::{components, console, fuzz, host, rule_tools, setup, tidy};

/// The SDK that the end-to-end tests post with, as its users install it.
const PYTHON_SDK: &str = "revenium-python-sdk[openai]==0.12.0";

pub(crate) fn run_suite() -> Result<()> {
    setup::run()?;
    step("Checking the format", || run(command("cargo", ["fmt", "--all", "--check"])))?;
    step("Checking the house rules", tidy::check)?;
    console::install()?;
    step("Checking the console", console::check)?;
    components::build()?;
    console::build()?;
    host::place_library()?;
    step("Checking with clippy", || {
        run(command(
            "cargo",
            ["clippy", "--release", "--workspace", "--all-targets", "--quiet", "--", "--deny", "warnings"],
        ))
    })?;
    host::build()?;
    run(command("cargo", ["build", "--release", "--quiet", "--package", "fault-layer"]))?;
    let chromium = chromium()?;
    let python = python()?;
    let tools = rule_tools::install()?;
    step("Testing", || {
        let mut cargo = command("cargo", ["test", "--release", "--workspace", "--no-fail-fast"]);
        cargo.env("OUTLAY_TEST_CHROMIUM", chromium).env("OUTLAY_TEST_PYTHON", python);
        cargo.env(rule_tools::VARIABLE, tools);
        cargo.env("OUTLAY_TEST_ARTEFACTS", root().join("test-artefacts"));
        run(cargo)
    })?;
    fuzz::run_briefly()?;
    say("Everything passed. Screenshots are in ./test-artefacts.");
    Ok(())
}

/// A browser for the console's tests.
fn chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    if let Some(chosen) = std::env::var_os("OUTLAY_TEST_CHROMIUM") {
        return Ok(chosen.into());
    }
    if let Some(name) = names.iter().find(|name| has(name)) {
        return Ok(name.into());
    }
    step("Installing Chromium for the browser tests", || {
        need("apt-get", "install Chromium, or name it in OUTLAY_TEST_CHROMIUM")?;
        run_quietly(command("apt-get", ["update", "-qq"]))?;
        run_quietly(command("apt-get", ["install", "-y", "-qq", "chromium"])).map(drop)
    })?;
    Ok("chromium".into())
}

/// A Python with the SDK installed, in a folder of its own.
fn python() -> Result<PathBuf> {
    let folder = deps_dir().join("python");
    let python = folder.join("bin/python");
    let stamp = folder.join("sdk");
    if std::fs::read_to_string(&stamp).is_ok_and(|sdk| sdk == PYTHON_SDK) {
        return Ok(python);
    }
    need("python3", "install Python 3.9 or newer with its venv module (Debian: apt-get install python3-venv)")?;
    step("Installing the Python SDK for the end-to-end tests", || {
        let mut venv = command("python3", ["-m", "venv"]);
        venv.arg(&folder);
        run_quietly(venv)?;
        let mut pip = std::process::Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PYTHON_SDK]);
        run_quietly(pip)?;
        Ok(std::fs::write(&stamp, PYTHON_SDK)?)
    })?;
    Ok(python)
}
