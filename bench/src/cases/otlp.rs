//! Spans in protobuf, as exporters send them.

use anyhow::Result;
use serde_json::json;

use super::Bench;
use super::throughput::{common, stages};
use crate::measure::measure;
use crate::payload::Format;
use crate::report::{Line, Report};
use crate::server::Server;
use crate::wire::Connection;

const SPANS_PER_SECOND: f64 = 50_000.0;

pub(super) async fn run(bench: &Bench, rules: usize, report: &mut Report) -> Result<()> {
    let server = bench.start(rules).await?;
    let (load, lanes) = bench.load(&server, Format::Otlp, None);
    let status = probe(&server).await?;
    if status == 404 {
        let why = "this server has no POST /v1/traces";
        return report.add("otlp", Some(rules), json!({"skipped": why}), vec![Line::skipped(why)]);
    }
    let measured = measure(&server, &load, lanes).await?;
    let mut lines = vec![
        Line::at_least("spans/s", SPANS_PER_SECOND, measured.outcome.events_per_second(), ""),
        Line::info("server CPU a span", measured.server_us_an_event(), " µs"),
    ];
    lines.extend(stages(&measured));
    lines.extend(common(&measured));
    report.add("otlp", Some(rules), measured.json(), lines)
}

/// What the server says to an export of nothing.
async fn probe(server: &Server) -> Result<u16> {
    let request = format!(
        "POST /v1/traces HTTP/1.1\r\nhost: {}\r\nx-api-key: {}\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n",
        server.address(),
        server.key,
    );
    Ok(Connection::open(server.address()).await?.exchange(request.as_bytes()).await?.status)
}
