//! Made-up events to try rules on: of every kind, with and without what may be missing, with ticks, corrections and
//! records of providers between them. Always the same.

use outlay_domain::entry::{Revision, Voiding};
use outlay_domain::record::{Previous, Quality, Record, RecordKind, Window};
use outlay_domain::{CallId, Dimension, Entry, Event, Frame, Kind, Money, Timestamp, Unpriced};

/// 2026-03-02, a Monday, at noon.
const START: i64 = 1_772_452_800_000_000;
const SECOND: i64 = 1_000_000;
const FRAMES: u64 = 12;
const ENTRIES_A_FRAME: u64 = 36;

/// Numbers without a pattern that a rule could fall into.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// As the ledger could hold them.
pub(crate) fn frames() -> Vec<Frame> {
    let mut dice = Dice(7);
    let mut next = 1;
    let mut frames = Vec::new();
    for frame in 0..FRAMES {
        // Most come close together; now and then there is a pause, at last one of a day.
        let pause = if frame + 1 == FRAMES { 86_400 } else { dice.one_of(&[1, 7, 40, 600, 4_000]) };
        let received_at = frames.last().map_or(START, |frame: &Frame| frame.received_at.0) + pause * SECOND;
        let entries: Vec<Entry> =
            (0..ENTRIES_A_FRAME).map(|index| entry(&mut dice, next + index, Timestamp(received_at))).collect();
        frames.push(Frame { first_seq: next, received_at: Timestamp(received_at), entries, findings: vec![] });
        next += ENTRIES_A_FRAME;
    }
    frames
}

fn entry(dice: &mut Dice, seq: u64, received_at: Timestamp) -> Entry {
    match seq % 18 {
        5 => Entry::Tick,
        11 if seq.is_multiple_of(4) => Entry::Window(Box::new(window(dice, seq, received_at))),
        11 => {
            let event = Box::new(event(dice, seq, received_at));
            let cost_before = Some(cents(dice));
            let arrivals = Vec::new();
            let (seq, revision, judged_cost, conflicts) = (seq - 3, 1, cost_before, Vec::new());
            Entry::Amend(Box::new(Revision {
                seq,
                received_at,
                revision,
                cost_before,
                judged_cost,
                event,
                conflicts,
                arrivals,
            }))
        }
        17 => {
            let event = Box::new(event(dice, seq, received_at));
            let (judged_cost, merged_into, reason) = (event.cost.effective, None, None);
            let (seq, revision, key_id) = (seq - 2, 1, "key_1".to_owned());
            Entry::Void(Box::new(Voiding {
                seq,
                received_at,
                revision,
                judged_cost,
                event,
                merged_into,
                reason,
                key_id,
            }))
        }
        _ => Entry::Event(Box::new(event(dice, seq, received_at))),
    }
}

fn cents(dice: &mut Dice) -> Money {
    Money::from_pico(i128::from(dice.below(400)) * 10_000_000_000 + i128::from(dice.below(1_000)))
}

fn event(dice: &mut Dice, seq: u64, received_at: Timestamp) -> Event {
    let kind = dice.one_of(Kind::ALL);
    // Answered just before, an hour ago, or, by a clock that is wrong, in two days.
    let ago = dice.one_of(&[0, 1, 1, 2, 5, 30, 3_600, -172_800]);
    let time = Timestamp(received_at.0 - ago * SECOND);
    let mut event = Event::bare(CallId::of(&[&seq.to_string()]), kind, time);
    event.transaction_id = Some(format!("call-{seq}"));
    event.source = "events".into();
    event.key_id = dice.one_of(&["key_1", "key_2"]).to_owned();
    event.team = "default".into();
    for (dimension, texts) in [
        (Dimension::Provider, &["openai", "anthropic", "aws"][..]),
        (Dimension::Model, &["gpt-5", "claude-sonnet-4-5", "nova-pro", "grün"]),
        (Dimension::Organization, &["acme", "globex", "initech"]),
        (Dimension::Product, &["search", "chat"]),
        (Dimension::SubscriberId, &["u1", "u2", "u3"]),
        (Dimension::Agent, &["planner", "writer"]),
        (Dimension::TaskType, &["summary", "plan"]),
        (Dimension::Environment, &["production", "staging"]),
        (Dimension::TraceId, &["t1", "t2"]),
        (Dimension::JobId, &["j1", "j2", "j3"]),
        (Dimension::StopReason, &["END", "ERROR", "TOKEN_LIMIT"]),
    ] {
        if dice.below(5) > 0 {
            event.dimensions.set(dimension, dice.one_of(texts));
        }
    }
    let counts = [("input_tokens", 9_000), ("cache_read_tokens", 30_000), ("output_tokens", 2_000), ("images", 3)];
    for (meter, most) in counts {
        if dice.below(4) > 0 {
            event.meters.insert(meter.into(), u32::try_from(dice.below(most)).unwrap_or_default().into());
        }
    }
    if dice.below(8) > 0 {
        let cost = Some(cents(dice));
        (event.cost.computed, event.cost.effective) = (cost, cost);
    } else {
        event.cost.unpriced = Some(Unpriced::NoModel);
    }
    event.cost.currency = dice.one_of(&["USD", "USD", "USD", "EUR"]).into();
    event.is_streamed = dice.one_of(&[None, Some(true), Some(false)]);
    event.duration_ms = dice.one_of(&[None, Some(120), Some(4_500)]);
    event.time_to_first_token_ms = dice.one_of(&[None, Some(80), Some(900)]);
    event.retry_number = dice.one_of(&[None, Some(0), Some(2)]);
    event.error_code = dice.one_of(&[None, None, Some(429), Some(500)]);
    event
}

fn window(dice: &mut Dice, seq: u64, received_at: Timestamp) -> Window {
    let day = 86_400 * SECOND;
    let start = Timestamp(received_at.0 - received_at.0 % day - day);
    let kind = dice.one_of(&[RecordKind::Usage, RecordKind::Cost]);
    let records = (0..3).map(|_| record(dice, start, kind)).collect();
    Window {
        connection_id: "connection".to_owned(),
        connector: "openai".to_owned(),
        stream: kind.as_str().to_owned(),
        kind,
        start,
        end: Timestamp(start.0 + day),
        window_id: seq.to_string(),
        part: 0,
        last: true,
        records,
    }
}

fn record(dice: &mut Dice, start: Timestamp, kind: RecordKind) -> Record {
    let is_usage = kind == RecordKind::Usage;
    let mut count = |most| is_usage.then(|| dice.below(most));
    let (input_tokens, output_tokens, requests) = (count(100_000), count(20_000), count(50));
    let cost = (!is_usage).then(|| cents(dice));
    let earlier = Previous { input_tokens, output_tokens, requests, cost, ..Previous::default() };
    Record {
        period_start: start,
        period_end: Timestamp(start.0 + 86_400 * SECOND),
        open: dice.below(2) == 0,
        provider: "openai".to_owned(),
        model: Some(dice.one_of(&["gpt-5", "gpt-5-mini"]).to_owned()),
        project: Some("proj_1".to_owned()),
        key: None,
        user: None,
        input_tokens,
        cached_input_tokens: None,
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens,
        requests,
        units: None,
        unit: None,
        cost,
        currency: cost.map(|_| "USD".to_owned()),
        quality: Quality::Reported,
        raw: "{}".to_owned(),
        estimate: None,
        previous: dice.one_of(&[None, Some(earlier)]),
        gone: false,
    }
}
