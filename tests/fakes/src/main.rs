//! Runs all providers by hand: `fakes [ID ...]`, each on a port of its own from 8800 on, and prints how to connect.

#![allow(clippy::print_stdout)]

use anyhow::bail;
use fakes::{ALL, Fake};

/// The first provider's; the others follow in the order of [`ALL`], so that each always has the same.
const FIRST_PORT: u16 = 8_800;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|id| ALL.iter().all(|(known, _)| known != id)) {
        let known: Vec<&str> = ALL.iter().map(|(id, _)| *id).collect();
        bail!("there is no fake `{unknown}`; there are: {}", known.join(", "));
    }
    let mut running = Vec::new();
    for ((id, make), port) in ALL.iter().zip(FIRST_PORT..) {
        if wanted.is_empty() || wanted.iter().any(|one| one == id) {
            let fake = Fake::of(make(), port).await?;
            let connect = fake.connect();
            println!("\n{} (connector `{id}`) at {}", connect.name, fake.origin());
            for (name, text) in connect.settings.iter().chain(&connect.credentials) {
                println!("  {name}: {text}");
            }
            for (origin, endpoint) in &connect.endpoints {
                println!("  endpoint instead of {origin}: {endpoint}");
            }
            println!(
                "  curl --json '{}' -H \"Authorization: Bearer $TOKEN\" $OUTLAY/api/v1/connections",
                connect.body()
            );
            running.push(fake);
        }
    }
    println!("\nAllow private addresses when you connect. Nothing here is a real account. Ctrl-C ends them all.");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
