//! The console in a real browser; the steps are in `console/browser-test`. Pictures are kept as artefacts.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use system_tests::{Server, cli, environment};
use tokio::process::Command;

#[tokio::test]
async fn a_person_signs_in_and_finds_everything() {
    let server = Server::start().await;
    let provider = FakeOpenAi::start().await.unwrap();
    let token = std::fs::read_to_string(server.data().join("first-sign-in")).unwrap();
    let console = environment::workspace().join("console");
    assert!(console.join("node_modules").is_dir(), "the console's packages are missing: run `cargo xtask build` first");
    let artefacts = environment::artefacts().join("browser");
    std::fs::create_dir_all(&artefacts).unwrap();
    let mut node = Command::new("node");
    node.arg("browser-test/run.mjs").current_dir(console).kill_on_drop(true);
    node.env("OUTLAY_URL", server.base()).env("OUTLAY_FIRST_TOKEN", token.trim());
    node.env("OUTLAY_PROVIDER_URL", provider.base_url()).env("OUTLAY_PROVIDER_KEY", ADMIN_KEY);
    node.env("OUTLAY_ARTEFACTS", &artefacts).env("OUTLAY_CHROMIUM", environment::chromium());
    let ran = tokio::time::timeout(Duration::from_secs(600), cli::run(node)).await.expect("the browser tests end");
    assert!(ran.ok, "{}\n{}", ran.stdout, ran.stderr);
    let summary = ran.stdout.lines().last().unwrap_or_default();
    assert!(summary.ends_with(" passed, 0 failed") && !summary.starts_with("0 "), "{summary}\n{}", ran.stdout);
    assert_eq!(server.panics(), Vec::<String>::new());
}
