//! `outlay doctor`: finds what is wrong, with and without a server, and changes nothing.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;
use system_tests::cli::{outlay, run};
use system_tests::{Server, list};

#[tokio::test]
async fn the_doctor_finds_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let before = run(outlay(folder.path(), ["doctor", "--data", "data"])).await;
    assert!(before.expect_ok().contains("does not exist yet"), "{before:?}");
    assert!(!folder.path().join("data").exists(), "it makes nothing");

    let mut server = Server::start_in(folder, &[]).await;
    let checks = async |server: &Server| -> (bool, Vec<(String, String)>) {
        let ran = server.cli(&["doctor", "--json"]).await;
        let looked: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        assert_eq!(looked["healthy"], ran.ok, "{ran:?}");
        let text = |finding: &Value, field: &str| finding[field].as_str().unwrap().to_owned();
        let finding = |one| (text(one, "check"), text(one, "level"));
        (ran.ok, list(&looked["findings"]).iter().map(finding).collect())
    };
    let has = |findings: &[(String, String)], check: &str, level: &str| {
        findings.iter().any(|one| (one.0.as_str(), one.1.as_str()) == (check, level))
    };
    let (healthy, findings) = checks(&server).await;
    assert!(healthy, "{findings:?}");
    for check in ["version", "data folder", "disk", "clock", "server", "warehouse", "ledger", "master key"] {
        assert!(has(&findings, check, "ok"), "{check} in {findings:?}");
    }
    assert!(has(&findings, "master key", "warning"), "beside the data: {findings:?}");

    fs::set_permissions(server.data(), PermissionsExt::from_mode(0o755)).unwrap();
    assert!(has(&checks(&server).await.1, "data folder", "warning"));
    fs::set_permissions(server.data(), PermissionsExt::from_mode(0o700)).unwrap();
    server.stop().await;
    let (healthy, findings) = checks(&server).await;
    assert!(healthy && has(&findings, "server", "ok") && has(&findings, "master key", "ok"), "{findings:?}");
    server.set_variable("OUTLAY_RESERVE_MB", "1000000000");
    let (healthy, findings) = checks(&server).await;
    assert!(!healthy && has(&findings, "disk", "error"), "{findings:?}");
    server.forget_variable("OUTLAY_RESERVE_MB");
    fs::set_permissions(server.data().join("master.key"), PermissionsExt::from_mode(0o644)).unwrap();
    let (healthy, findings) = checks(&server).await;
    assert!(!healthy && has(&findings, "master key", "error"), "{findings:?}");
    let ran = server.cli(&["doctor"]).await;
    assert!(ran.expect_failure().contains("1 error") && ran.stdout.contains("chmod 600"), "{ran:?}");
}
