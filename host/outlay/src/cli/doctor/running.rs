//! The server, while it runs: it knows best.

use std::fs::File;
use std::path::Path;

use http::Method;
use serde_json::Value;

use super::Finding;
use crate::client::{Client, Content};

const SERVER: &str = "server";
const MASTER_KEY: &str = "master key";

pub(super) async fn look(client: &Client) -> Vec<Finding> {
    let mut findings = vec![Finding::ok(SERVER, "it runs and answers")];
    match client.call(Method::GET, "/api/v1/status", Content::Nothing).await {
        Ok(status) => findings.extend([version(&status), warehouse(&status)]),
        Err(error) => findings.push(unanswered(&error)),
    }
    findings.push(intake(client).await);
    match client.call(Method::GET, "/api/v1/vault", Content::Nothing).await {
        Ok(vault) => findings.extend(master_key(&vault)),
        Err(error) => findings.push(unanswered(&error)),
    }
    findings
}

/// No server answers: that is well unless one holds the folder.
pub(super) fn absent(data: &Path) -> Vec<Finding> {
    let lock = data.join("ledger").join("lock");
    let is_held = File::open(lock).is_ok_and(|lock| matches!(lock.try_lock(), Err(std::fs::TryLockError::WouldBlock)));
    if is_held {
        let hint = "it may be starting or stopping; if it stays so, look at its log";
        return vec![Finding::error(SERVER, "a process holds the data folder and does not answer", hint)];
    }
    vec![Finding::ok(SERVER, "none runs on this folder")]
}

fn unanswered(error: &anyhow::Error) -> Finding {
    Finding::error(SERVER, format!("{error:#}"), "look at the server's log")
}

fn version(status: &Value) -> Finding {
    let (mine, its) = (env!("CARGO_PKG_VERSION"), status["version"].as_str().unwrap_or_default());
    if mine == its {
        return Finding::ok("version", format!("the server is of the same version, {its}"));
    }
    let hint = "start the server again with this program, or use the one that it was started with";
    Finding::warning("version", format!("the server is of version {its}, this command of {mine}"), hint)
}

fn warehouse(status: &Value) -> Finding {
    const CHECK: &str = "warehouse";
    let (ledger, applied) = (text(status, "ledgerSeq"), text(status, "appliedSeq"));
    let message = format!("it shows the ledger's entries up to {applied} of {ledger}");
    match status["warehouse"].as_str() {
        Some("ready") => Finding::ok(CHECK, message),
        Some("behind") => Finding::warning(CHECK, message, "wait; if it does not catch up, look at the server's log"),
        _ => Finding::error(CHECK, "it has failed; nothing can be asked", "look at the server's log, and at the disk"),
    }
}

async fn intake(client: &Client) -> Finding {
    const CHECK: &str = "ledger";
    match client.call(Method::GET, "/readyz", Content::Nothing).await {
        Ok(_) => Finding::ok(CHECK, "events are taken"),
        // What is wrong stands in the log, and in the other findings: room on the disk, a warehouse that is behind.
        Err(_) => Finding::error(CHECK, "events are refused", "look at the server's log"),
    }
}

fn master_key(vault: &Value) -> Vec<Finding> {
    let found = Finding::ok(MASTER_KEY, format!("the key {} comes from {}", text(vault, "keyId"), text(vault, "from")));
    let concerns = vault["concerns"].as_array().into_iter().flatten();
    let concern = |one| Finding::warning(MASTER_KEY, text(one, "message"), text(one, "hint"));
    std::iter::once(found).chain(concerns.map(concern)).collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}
