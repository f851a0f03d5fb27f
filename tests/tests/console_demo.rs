//! What the console's pages answer over the demo, in a real browser; the questions are in `console/README.md`, the steps
//! in `console/browser-test/demo`.
#![allow(clippy::unwrap_used)]

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use system_tests::{Demo, console, environment};
use tempfile::TempDir;

#[tokio::test]
async fn every_question_has_its_answer() {
    let folder = TempDir::new().unwrap();
    let provider = FakeOpenAi::start().await.unwrap();
    let rule = folder.path().join("rule.wasm");
    std::fs::write(&rule, component("rule-first-expensive-call")).unwrap();
    let demo = Demo::start(folder.path()).await;
    let variables = vec![
        ("OUTLAY_URL", demo.base().into()),
        ("OUTLAY_NAME", Demo::NAME.into()),
        ("OUTLAY_PASSWORD", demo.password().into()),
        ("OUTLAY_PROVIDER_URL", provider.base_url().into()),
        ("OUTLAY_PROVIDER_KEY", ADMIN_KEY.into()),
        ("OUTLAY_RULE_WASM", rule.into()),
    ];
    console::browser_tests(&["demo"], variables).await;
    demo.stop().await;
}

fn component(package: &str) -> Vec<u8> {
    let module = environment::guest(package);
    wit_component::ComponentEncoder::default().validate(true).module(&module).unwrap().encode().unwrap()
}
