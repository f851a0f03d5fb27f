//! What a person reads when the server is up.
#![allow(clippy::print_stdout)]

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use outlay_access::{AccessError, Caller, Scope};
use outlay_api::Host;
use secrecy::{ExposeSecret, SecretString};

const QUICK_START_KEY: &str = "Quick start";

/// The address always; the sign-in link only to a terminal; with `greet` a metering key and a first command.
pub(crate) async fn print(host: &Host, data: &Path, address: SocketAddr, greet: bool) -> Result<()> {
    let base = format!("http://{address}");
    let mut out = std::io::stdout().lock();
    writeln!(out, "Outlay listens on {base}")?;
    drop(out);
    if let Some(first) = host.access.first_sign_in(data).await? {
        if std::io::stdout().is_terminal() {
            println!("First sign-in, once, within 24 hours, on this machine: {base}/sign-in#first={}", first.token);
        } else {
            println!(
                "The token for the first sign-in is in {}: open {base}/sign-in#first=<token>",
                first.file.display()
            );
        }
    } else {
        println!("Console: {base}");
    }
    if greet {
        let key = quick_start_key(host).await?;
        let key = key.expose_secret();
        println!("\nMetering key `{QUICK_START_KEY}`: {key}\n");
        println!("Try:\n  curl {base}/v1/events -H 'x-api-key: {key}' -H 'content-type: application/json' \\");
        println!(
            "    -d '{{\"provider\": \"openai\", \"model\": \"gpt-5\", \"inputTokenCount\": 1200, \"outputTokenCount\": 300, \
             \"organizationName\": \"Acme\"}}'\n"
        );
        println!("Existing SDKs: REVENIUM_METERING_BASE_URL={base} REVENIUM_METERING_API_KEY=<the key>. Ctrl-C stops.");
    }
    std::io::stdout().flush()?;
    Ok(())
}

/// The same key at every start.
async fn quick_start_key(host: &Host) -> Result<SecretString> {
    let keys = host.access.keys().await?;
    match keys.into_iter().find(|key| key.name == QUICK_START_KEY && key.scope == Scope::Metering.as_str()) {
        Some(key) => match host.access.reveal_key(&key.id, &Caller::Local).await {
            // Sealed under a master key that was lost: nobody can read it any more.
            Err(AccessError::Vault(_)) => {
                Ok(host.access.regenerate_key(&key.id, Duration::ZERO, &Caller::Local).await?.key)
            }
            revealed => Ok(revealed?),
        },
        None => Ok(host.access.create_key(QUICK_START_KEY, Scope::Metering, &Caller::Local).await?.key),
    }
}
