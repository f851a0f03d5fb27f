//! Runs the fake OpenAI by hand: `fake-openai [ADDRESS]`, on `127.0.0.1:8899` unless told.

#![allow(clippy::print_stdout)]

use std::net::SocketAddr;

use system_tests::fake_openai::{ADMIN_KEY, FakeOpenAi, PROJECT_KEY};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8899".to_owned());
    let fake = FakeOpenAi::start_at(address.parse::<SocketAddr>()?).await?;
    println!("OpenAI's place is taken by {}", fake.base_url());
    println!("admin key (usage and costs):  {ADMIN_KEY}");
    println!("project key (chat):           {PROJECT_KEY}");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
