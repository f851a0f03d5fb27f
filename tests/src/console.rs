//! The console's browser tests: JavaScript that drives a browser, in `console/browser-test`.

use std::ffi::OsString;
use std::time::Duration;

use tokio::process::Command;

use crate::{cli, environment};

/// They end by themselves long before.
const LONGEST: Duration = Duration::from_secs(600);

/// Runs some of them, as `run.mjs` says, and takes their pictures to the artefacts.
///
/// # Panics
/// Unless there are some, and all of them pass.
pub async fn browser_tests(wanted: &[&str], variables: Vec<(&str, OsString)>) {
    let console = environment::workspace().join("console");
    assert!(console.join("node_modules").is_dir(), "the console's packages are missing: run `cargo xtask build` first");
    let artefacts = environment::artefacts().join("browser");
    std::fs::create_dir_all(&artefacts).expect("a folder for artefacts");
    let mut node = Command::new("node");
    node.arg("browser-test/run.mjs").args(wanted).current_dir(console).kill_on_drop(true);
    node.envs(variables).env("OUTLAY_ARTEFACTS", &artefacts).env("OUTLAY_CHROMIUM", environment::chromium());
    let ran = tokio::time::timeout(LONGEST, cli::run(node)).await.expect("the browser tests end");
    assert!(ran.ok, "{}\n{}", ran.stdout, ran.stderr);
    let summary = ran.stdout.lines().last().unwrap_or_default();
    assert!(summary.ends_with(" passed, 0 failed") && !summary.starts_with("0 "), "{summary}\n{}", ran.stdout);
}
