//! Events that are there before something is measured.

use anyhow::Result;

use crate::cases::Bench;
use crate::measure::measure;
use crate::payload::Format;
use crate::server::Server;

/// Posts until there are so many.
pub(crate) async fn fill(bench: &Bench, server: &Server, events: u64) -> Result<()> {
    let mut api = server.api().await?;
    let mut lane = 0;
    loop {
        let there = api.status().await?.ledger_seq;
        eprintln!("outlay-bench: {there} of {events} events are there");
        if there >= events {
            return Ok(());
        }
        lane += 1;
        // Ids are drawn by the seed: another one each time.
        let (load, lanes) = bench.with_seed(lane).load(server, Format::Native, None);
        measure(server, &load, lanes).await?;
    }
}
