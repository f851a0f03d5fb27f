//! Events of a file, decoded and priced as if a sender had posted them.

use std::collections::HashMap;

use anyhow::{Context as _, Result, anyhow, bail};
use outlay_domain::Timestamp;
use outlay_ingest::{Context, Decoded, Format, LARGEST_BATCH};
use outlay_pricing::PriceBook;
use outlay_rules::rehearsal::Arrival;
use serde::Deserialize;

/// When events arrive that do not say it: 2026-01-01T00:00:00Z. The same file always gives the same findings.
const BEGIN: Timestamp = Timestamp::from_seconds(1_767_225_600);

pub(super) struct Fixture {
    pub(super) arrivals: Vec<Arrival>,
    /// Of each event, counted from 1.
    pub(super) lines: Vec<usize>,
}

/// What only a fixture says.
#[derive(Deserialize)]
struct When {
    #[serde(default, rename = "receivedAt")]
    received_at: Option<String>,
}

impl Fixture {
    /// One event a line. Those that were received at the same time came together.
    pub(super) fn read(text: &[u8]) -> Result<Self> {
        if text.len() > LARGEST_BATCH {
            bail!("it has more than {} MiB", LARGEST_BATCH >> 20);
        }
        let numbers = text.split(|&byte| byte == b'\n').zip(1_usize..);
        let lines: Vec<usize> =
            numbers.filter(|(line, _)| !line.trim_ascii().is_empty()).map(|(_, number)| number).collect();
        let records = outlay_ingest::lines(text)?;
        let texts = outlay_ingest::line_texts(text);
        let book = PriceBook::bundled()?;
        let (mut arrivals, mut known) = (Vec::<Arrival>::new(), HashMap::new());
        for ((record, text), &line) in records.into_iter().zip(texts).zip(&lines) {
            let in_line = || format!("line {line}");
            let before = arrivals.last().map(|arrival| arrival.received_at);
            let received_at = received_at(text, before).with_context(in_line)?;
            let context = Context { key_id: "", team: "default", now: received_at, keeps_prompts: false };
            let decoded = record.and_then(|record| Format::Native.decode(record, &context));
            let Decoded::Event { mut event, .. } = decoded.with_context(in_line)? else {
                bail!("line {line} changes another event; only new events can be tried");
            };
            if let Some(other) = known.insert(event.call_id, line) {
                bail!("line {line} is about the same call as line {other}, which the server would take for one");
            }
            event.cost = book.price(&event);
            match arrivals.last_mut() {
                Some(last) if last.received_at == received_at => last.events.push(*event),
                _ => arrivals.push(Arrival { received_at, events: vec![*event] }),
            }
        }
        if arrivals.is_empty() {
            bail!("it has no events");
        }
        Ok(Self { arrivals, lines })
    }

    /// For a finding.
    pub(super) fn line(&self, event: Option<usize>) -> Option<usize> {
        self.lines.get(event?).copied()
    }
}

fn received_at(line: &str, before: Option<Timestamp>) -> Result<Timestamp> {
    // What is no JSON is told by who reads all of it.
    let said = serde_json::from_str::<When>(line).ok().and_then(|when| when.received_at);
    let Some(said) = said else { return Ok(before.unwrap_or(BEGIN)) };
    let at: Timestamp = said.parse().map_err(|problem| anyhow!("`receivedAt` is {problem}"))?;
    if before.is_some_and(|before| at < before) {
        bail!("`receivedAt` is before that of the line before");
    }
    Ok(at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn problem(text: &str) -> String {
        format!("{:#}", Fixture::read(text.as_bytes()).err().unwrap())
    }

    #[test]
    fn events_come_together_or_one_after_the_other_and_are_priced() {
        let text = r#"{"id": "a", "model": "gpt-5", "provider": "openai", "inputTokenCount": 1000000}

{"id": "b", "model": "gpt-5", "totalCost": 2, "receivedAt": "2026-03-01T00:00:00Z"}
{"id": "c", "model": "gpt-5"}"#;
        let fixture = Fixture::read(text.as_bytes()).unwrap();
        let counts: Vec<_> = fixture.arrivals.iter().map(|arrival| arrival.events.len()).collect();
        assert_eq!((counts, fixture.lines), (vec![1, 2], vec![1, 3, 4]));
        assert_eq!(fixture.arrivals[0].received_at, BEGIN);
        assert_eq!(fixture.arrivals[0].events[0].cost.effective, "1.25".parse().ok());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert_eq!(problem("\n"), "it has no events");
        assert!(problem("{}\n").starts_with("line 1: "), "{}", problem("{}"));
        assert!(problem("{\"model\": \"m\"}\n{").starts_with("line 2: `event` is not JSON"));
        let early = "{\"model\": \"m\", \"receivedAt\": \"1999-01-01T00:00:00Z\"}";
        assert!(problem(&format!("{{\"model\": \"m\"}}\n{early}")).contains("before that of the line before"));
        assert!(problem("{\"model\": \"m\", \"receivedAt\": \"noon\"}").contains("RFC 3339"));
        assert!(
            problem("{\"id\": 1, \"model\": \"m\"}\n{\"id\": 1, \"model\": \"m\"}").contains("same call as line 1")
        );
    }
}
