//! The console in a real browser; the steps are in `console/browser-test`. Pictures are kept as artefacts.
#![allow(clippy::unwrap_used)]

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use system_tests::{Server, console};

#[tokio::test]
async fn a_person_signs_in_and_finds_everything() {
    let server = Server::start().await;
    let provider = FakeOpenAi::start().await.unwrap();
    let token = std::fs::read_to_string(server.data().join("first-sign-in")).unwrap();
    let variables = vec![
        ("OUTLAY_URL", server.base().into()),
        ("OUTLAY_FIRST_TOKEN", token.trim().into()),
        ("OUTLAY_PROVIDER_URL", provider.base_url().into()),
        ("OUTLAY_PROVIDER_KEY", ADMIN_KEY.into()),
    ];
    console::browser_tests(&[], variables).await;
    assert_eq!(server.panics(), Vec::<String>::new());
}
