//! What the targets have in common: what is true of everything that was taken.

use std::sync::{Arc, LazyLock};

use outlay_domain::{CallId, Entry, Event, Frame, Rank, Timestamp};
use outlay_ingest::{Context, Decoded, FieldError, MOST_EVENTS, Signal, Wire, decode_otlp, otlp_failure, otlp_reply};
use outlay_ledger::{Commit, fuzz};
use outlay_pricing::PriceBook;

static PRICES: LazyLock<PriceBook> = LazyLock::new(|| PriceBook::bundled().expect("bundled"));

pub const KEY: &str = "key";
pub const TEAM: &str = "team";
/// Most characters of what is kept of a prompt: 50,000 and a mark.
const LONGEST_PROMPT: usize = 50_100;
const LONGEST_ATTRIBUTES: usize = 64 * 1024;
const LONGEST_ID: usize = 512;
const LONGEST_REASON: usize = 500;
const LONGEST_METER: usize = 128;
/// 200 of the sender's own, and those that a format counts by itself.
const MOST_METERS: usize = 250;

/// Whether prompts are kept follows from the input, so that both are tried.
pub fn context(input: &[u8]) -> Context<'static> {
    let now = Timestamp::from_seconds(1_800_000_000);
    Context { key_id: KEY, team: TEAM, now, keeps_prompts: input.len().is_multiple_of(2) }
}

/// Whatever a record became keeps its promises, and the ledger can keep it.
pub fn check(outcomes: impl IntoIterator<Item = Result<Decoded, FieldError>>, context: &Context<'_>) {
    let mut entries = Vec::new();
    for outcome in outcomes {
        match outcome {
            Ok(Decoded::Event { mut event, aliases }) => {
                check_event(&event, context);
                price(&mut event);
                check_names(event.call_id, &aliases);
                entries.push(Entry::Event(event));
            }
            Ok(Decoded::Amend { target, event }) => {
                check_event(&event, context);
                assert_eq!((event.call_id, event.rank), (target, Rank::Correction));
                entries.push(Entry::Event(event));
            }
            Ok(Decoded::Void { reason, .. }) => {
                assert!(reason.is_none_or(|reason| reason.chars().count() <= LONGEST_REASON));
            }
            Err(FieldError { field, problem }) => {
                assert!(!problem.is_empty(), "nothing says what is wrong with `{field}`");
            }
        }
    }
    check_ledger(entries);
}

/// A cost is known, or why not; and it fits in one event.
fn price(event: &mut Event) {
    let cost = PRICES.price(event);
    assert!(cost.computed.is_some() || cost.unpriced.is_some());
    assert!(cost.effective.is_none_or(|amount| amount.to_frame().is_some()), "{cost:?}");
    event.cost = cost;
}

fn check_names(call_id: CallId, aliases: &[CallId]) {
    for (place, alias) in aliases.iter().enumerate() {
        assert!(*alias != call_id && !aliases[..place].contains(alias), "the name {alias} is there twice");
    }
}

fn check_event(event: &Event, context: &Context<'_>) {
    assert_eq!((event.key_id.as_str(), event.team.as_str()), (KEY, TEAM));
    for (dimension, text) in event.dimensions.iter() {
        assert!(!text.trim().is_empty() && text.chars().count() <= dimension.longest(), "{dimension:?}: {text}");
    }
    assert!(event.meters.len() <= MOST_METERS);
    for (name, quantity) in &event.meters {
        assert!(name.chars().count() <= LONGEST_METER, "{name}");
        assert_eq!(quantity.to_string().parse(), Ok(*quantity), "{name}");
    }
    let outlay_domain::Reported { input, output, cache_read, cache_write, total, currency: _ } = &event.reported;
    for amount in [input, output, cache_read, cache_write, total].into_iter().flatten() {
        assert!(amount.to_frame().is_some(), "{amount} is beyond the range of one event");
    }
    if let Some(text) = &event.attributes {
        let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).expect("a JSON object");
        assert!(!object.is_empty() && text.len() <= LONGEST_ATTRIBUTES);
    }
    let id = event.transaction_id.as_deref().unwrap_or("id");
    assert!(!id.trim().is_empty() && id.chars().count() <= LONGEST_ID, "{id}");
    assert!(context.keeps_prompts || event.prompts.is_none());
    if let Some(prompts) = &event.prompts {
        for text in [&prompts.system, &prompts.input, &prompts.output].into_iter().flatten() {
            assert!(text.chars().count() <= LONGEST_PROMPT);
        }
    }
}

/// What is written to a frame is read back.
pub fn check_ledger(entries: Vec<Entry>) {
    if entries.is_empty() {
        return;
    }
    let frame = Frame { first_seq: 7, received_at: Timestamp(1), entries, findings: Vec::new() };
    let frame = Arc::new(frame);
    let commit = Commit { frame: Arc::clone(&frame), names: &[], answers: &[], snapshots: &[] };
    let mut bytes = Vec::new();
    fuzz::encode(&commit, &mut bytes).expect("what was decoded can be written");
    let read = fuzz::decode(&bytes).expect("what was written can be read");
    assert_eq!(read.frame, *frame);
}

/// An export request is refused as a whole, or record by record; its answer can be read.
pub fn check_export(wire: Wire, body: &[u8]) {
    let context = context(body);
    for signal in [Signal::Traces, Signal::Logs, Signal::Metrics] {
        let export = match decode_otlp(signal, wire, body, &context) {
            Ok(export) => export,
            Err(error) => {
                assert!(!otlp_failure(wire, &error.to_string()).is_empty());
                continue;
            }
        };
        assert!(export.calls.len() <= MOST_EVENTS);
        let refused: Vec<String> = export
            .calls
            .iter()
            .filter_map(|(what, outcome)| Some(format!("{what}: {}", outcome.as_ref().err()?)))
            .collect();
        let reply = otlp_reply(signal, wire, refused.len() as u64, &refused.join("; "));
        if wire == Wire::Json {
            let reply: serde_json::Value = serde_json::from_slice(&reply).expect("a JSON object");
            assert_eq!(reply.get("partialSuccess").is_some(), !refused.is_empty());
        } else {
            assert_eq!(reply.is_empty(), refused.is_empty());
        }
        check(export.calls.into_iter().map(|(_, outcome)| outcome), &context);
    }
}
