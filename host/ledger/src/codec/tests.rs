//! Frames of every kind of entry: what is written is read, damage is noticed.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use outlay_domain::{CallId, Dimension, Event, Kind, Severity};

use super::*;

fn frame() -> Frame {
    let mut event = Event::bare(CallId::of(&["a"]), Kind::Completion, Timestamp(5));
    event.dimensions.set(Dimension::Model, "gpt-5");
    event.meters.insert("input_tokens".into(), 7.into());
    event.meters.insert("seconds".into(), "0.25".parse().unwrap());
    event.reported.total = Some("-1.5".parse().unwrap());
    event.cost.effective = Some("1000000000.000000000001".parse().unwrap());
    event.cost.unpriced = Some(outlay_domain::Unpriced::UnknownModel { provider: "openai".into(), model: "x".into() });
    event.cost.lines = vec![outlay_domain::CostLine {
        quantity: 7.into(),
        unit_price: Some("1.25".into()),
        ..outlay_domain::CostLine::of("input_tokens", 1_000_000)
    }];
    let skip = Entry::Skip { rule_id: "r".into(), from_seq: 1, to_seq: 2, reason: "trapped".into() };
    let finding = outlay_domain::Finding {
        seq: 7,
        rule_id: "r".into(),
        rule_name: "R".into(),
        shadow: false,
        state: outlay_domain::FindingState::Firing,
        severity: Severity::Warning,
        title: "t".into(),
        detail: "d".into(),
        key: "k".into(),
        value: None,
        limit: Some("1".into()),
        event_id: None,
    };
    let mut entries = vec![Entry::Event(Box::new(event.clone())), Entry::Tick, skip, Entry::Mark];
    entries.extend(revised(event));
    entries.extend(others());
    Frame { first_seq: 7, received_at: Timestamp(1), entries, findings: vec![finding] }
}

/// What became of an event later.
fn revised(event: Event) -> [Entry; 2] {
    let prompts = outlay_domain::Prompts { input: Some("[]".into()), truncated: true, ..Default::default() };
    let known = Event { prompts: Some(Box::new(prompts)), is_streamed: Some(true), ..event.clone() };
    let conflict = outlay_domain::merge::Conflict {
        field: "model".into(),
        kept: "a".into(),
        kept_from: "events".into(),
        other: "b".into(),
        other_from: "otlp.traces".into(),
    };
    let revision = outlay_domain::Revision {
        seq: 3,
        received_at: Timestamp(1),
        revision: 1,
        cost_before: Some("0.5".parse().unwrap()),
        judged_cost: None,
        event: Box::new(known),
        conflicts: vec![conflict],
        arrivals: vec![event.clone()],
    };
    let voiding = outlay_domain::Voiding {
        seq: 4,
        received_at: Timestamp(1),
        revision: 2,
        judged_cost: None,
        event: Box::new(event),
        merged_into: Some(3),
        reason: Some("twice".into()),
        key_id: "k".into(),
    };
    [Entry::Amend(Box::new(revision)), Entry::Void(Box::new(voiding))]
}

/// What is no event.
fn others() -> [Entry; 4] {
    let record = outlay_domain::record::Record {
        period_start: Timestamp(0),
        period_end: Timestamp(1),
        open: true,
        provider: "openai".into(),
        model: Some("gpt-5".into()),
        project: None,
        key: None,
        user: None,
        input_tokens: Some(7),
        cached_input_tokens: None,
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: Some(1 << 40),
        requests: None,
        units: Some("0.5".parse().unwrap()),
        unit: Some("s".into()),
        cost: Some("1.5".parse().unwrap()),
        currency: Some("USD".into()),
        quality: outlay_domain::record::Quality::Reported,
        raw: "{}".into(),
        estimate: None,
        previous: None,
        gone: false,
    };
    let window = outlay_domain::record::Window {
        connection_id: "c".into(),
        connector: "openai".into(),
        stream: "s".into(),
        kind: outlay_domain::record::RecordKind::Cost,
        start: Timestamp(0),
        end: Timestamp(1),
        window_id: "w".into(),
        part: 0,
        last: true,
        records: vec![record],
    };
    let alert = outlay_domain::entry::AlertRow {
        alert_id: "a".into(),
        rule_id: "r".into(),
        rule_name: "R".into(),
        key: "k".into(),
        status: "open".into(),
        severity: Severity::Critical,
        title: "t".into(),
        value: Some("1".into()),
        limit: None,
        findings: 1,
        first_event_id: None,
        opened_at: Timestamp(1),
        updated_at: Timestamp(1),
        closed_at: None,
    };
    let sync = outlay_domain::entry::SyncRow {
        sync_id: "s".into(),
        connection_id: "c".into(),
        connector: "openai".into(),
        status: "done".into(),
        started_at: Timestamp(1),
        ended_at: None,
        records: 1,
        error: Some("e".into()),
    };
    let started = outlay_domain::entry::RuleChange::Started;
    [
        Entry::Window(Box::new(window)),
        Entry::RuleChange { rule_id: "r".into(), revision: 1, change: started },
        Entry::Row(outlay_domain::entry::Row::Alert(alert)),
        Entry::Row(outlay_domain::entry::Row::Sync(sync)),
    ]
}

fn bytes() -> Vec<u8> {
    let names = [(CallId([1; 16]), 7), (CallId([2; 16]), 9)];
    let snapshots = [Snapshot { rule_id: "r".into(), revision: 1, seq: 6, state: vec![1, 2] }];
    let commit =
        Commit { frame: Arc::new(frame()), names: &names, answers: &[([7; 16], vec![9])], snapshots: &snapshots };
    let mut bytes = vec![];
    encode(&commit, &mut bytes).unwrap();
    bytes
}

#[test]
fn frames_round_trip_whole_and_in_parts() {
    let bytes = bytes();
    let checked = Bytes::check(&bytes).unwrap();
    assert_eq!(checked.frame().unwrap(), frame());
    assert_eq!(checked.header.size(), bytes.len() as u64);
    let found: Vec<_> = names(checked.section(Section::Names)).collect();
    assert_eq!(found, [([1; 16], 0), ([2; 16], 2)]);
    assert_eq!(answer(checked.section(Section::Answers), [7; 16]).unwrap(), Some(vec![9]));
    assert_eq!(answer(checked.section(Section::Answers), [8; 16]).unwrap(), None);
    assert_eq!(snapshots(checked.section(Section::Snapshots)).unwrap()[0].state, [1, 2]);
    assert_eq!(findings(checked.section(Section::Findings)).unwrap(), frame().findings);
    for (index, expected) in frame().entries.into_iter().enumerate() {
        let range = entry_range(checked.section(Section::Ends), index);
        assert_eq!(entry(&checked.section(Section::Entries)[range]).unwrap(), expected);
    }
}

/// The fuzzer begins with it, too.
#[test]
fn a_frame_of_an_earlier_day_is_still_read() {
    let seed = "../../fuzz/seeds/frame/every-entry.olf";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(seed, bytes()).unwrap();
    }
    let written_before = std::fs::read(seed).unwrap();
    assert_eq!(Bytes::check(&written_before).unwrap().frame().unwrap(), frame());
}

#[test]
fn every_damaged_bit_is_noticed() {
    let bytes = bytes();
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut damaged = bytes.clone();
            damaged[index] ^= 1 << bit;
            assert!(Bytes::check(&damaged).is_err(), "bit {bit} of byte {index}");
        }
        assert!(Bytes::check(&bytes[..index]).is_err(), "cut at {index}");
    }
}

#[test]
fn a_sequence_that_would_overflow_is_none() {
    let mut bytes = bytes();
    bytes[16..24].copy_from_slice(&u64::MAX.to_le_bytes());
    let checksum = crc32fast::hash(&bytes[8..]);
    bytes[4..8].copy_from_slice(&checksum.to_le_bytes());
    assert!(matches!(Bytes::check(&bytes), Err(CodecError::NotAFrame)));
}
