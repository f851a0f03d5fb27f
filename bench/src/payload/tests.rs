#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use serde_json::Value;

use super::*;

fn make(format: Format, lanes: u64, requests: u64, events_a_request: u64) -> Make<'static> {
    Make { format, seed: 1, lanes, requests, events_a_request, host: "localhost", key: "a-key" }
}

fn body(request: &Request) -> &[u8] {
    let end = request.bytes.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    &request.bytes[end + 4..]
}

fn events(request: &Request) -> Vec<Value> {
    serde_json::from_slice(body(request)).unwrap()
}

#[test]
fn ids_are_unique_but_for_the_repeats_and_expectations_count_them() {
    let mut ids = HashSet::new();
    let mut seen = Expected::default();
    let mut expected_all = Expected::default();
    for mut lane in make(Format::Native, 2, 10, 100).lanes() {
        for _ in 0..50 {
            let (request, expected) = lane.next();
            let events = events(request);
            assert_eq!(events.len(), 100);
            for event in events {
                let is_new = ids.insert(event["transactionId"].as_str().unwrap().to_owned());
                let outcome = match (event["inputTokenCount"].is_number(), is_new) {
                    (false, _) => &mut seen.rejected,
                    (true, true) => &mut seen.accepted,
                    (true, false) => &mut seen.duplicates,
                };
                *outcome += 1;
            }
            expected_all.accepted += expected.accepted;
            expected_all.duplicates += expected.duplicates;
            expected_all.rejected += expected.rejected;
            request.was_taken();
        }
    }
    assert_eq!(seen, expected_all);
    assert_eq!(seen.rejected, 10, "one event in a thousand");
    assert!((50..110).contains(&seen.duplicates), "one in a hundred, once a request has been sent: {seen:?}");
}

#[test]
fn what_was_not_taken_is_not_repeated() {
    let mut lane = make(Format::Native, 1, 1, 1_000).lanes().remove(0);
    for _ in 0..3 {
        assert_eq!(lane.next().1, Expected { accepted: 999, duplicates: 0, rejected: 1 });
    }
}

#[test]
fn events_are_realistic_and_the_same_for_a_seed() {
    let draw = || {
        let mut lanes = make(Format::Native, 16, 8, 100).lanes();
        lanes.iter_mut().flat_map(|lane| (0..8).flat_map(|_| events(lane.next().0)).collect::<Vec<_>>()).collect()
    };
    let (once, again): (Vec<Value>, Vec<Value>) = (draw(), draw());
    let names = |events: &[Value], field: &str| {
        events.iter().map(|event| event[field].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&once, "transactionId"), names(&again, "transactionId"));
    let distinct = |field| names(&once, field).into_iter().collect::<HashSet<_>>().len();
    assert_eq!((distinct("model"), distinct("organizationName")), (20, 200));
    assert!(distinct("subscriptionId") > 4_000, "{}", distinct("subscriptionId"));
    assert!(once.iter().all(|event| event.as_object().unwrap().len() == 31));
    let now = jiff::Timestamp::now();
    for event in &once {
        let time = |field: &str| event[field].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let (asked, first, answered) = (time("requestTime"), time("completionStartTime"), time("responseTime"));
        assert!(asked <= first && first <= answered && answered <= now, "{event}");
        let ms = answered.duration_since(asked).as_millis();
        assert_eq!(ms, i128::from(event["requestDuration"].as_i64().unwrap()));
        assert!(now.duration_since(answered).as_secs() < 60);
    }
}

#[test]
fn a_single_record_is_one_object() {
    let mut lane = make(Format::Single, 1, 4, 1).lanes().remove(0);
    let (request, expected) = lane.next();
    let event: Value = serde_json::from_slice(body(request)).unwrap();
    assert!(event["subscriber"]["email"].as_str().unwrap().ends_with(".example.com"), "{event}");
    assert_eq!(expected, Expected { accepted: 1, duplicates: 0, rejected: 0 });
}

/// Reads one field: its number, and its content if it has a length.
fn field<'b>(bytes: &mut &'b [u8]) -> (u64, &'b [u8]) {
    fn varint(bytes: &mut &[u8]) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let (first, rest) = bytes.split_first().unwrap();
            *bytes = rest;
            number |= u64::from(first & 0x7f) << shift;
            shift += 7;
            if first & 0x80 == 0 {
                return number;
            }
        }
    }
    let tag = varint(bytes);
    let length = match tag & 7 {
        0 => {
            varint(bytes);
            0
        }
        1 => 8,
        2 => varint(bytes) as usize,
        other => panic!("wire type {other}"),
    };
    let (content, rest) = bytes.split_at(length);
    *bytes = rest;
    (tag >> 3, content)
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        found.push(field(&mut bytes));
    }
    found
}

#[test]
fn spans_are_well_formed_and_have_ids_of_their_own() {
    let mut lane = make(Format::Otlp, 1, 2, 100).lanes().remove(0);
    let mut ids = HashSet::new();
    for _ in 0..2 {
        let (request, _) = lane.next();
        let resource_spans = fields(body(request))[0].1;
        let scope_spans = fields(resource_spans).into_iter().find(|(number, _)| *number == 2).unwrap().1;
        let spans: Vec<_> = fields(scope_spans).into_iter().filter(|(number, _)| *number == 2).collect();
        assert_eq!(spans.len(), 100);
        for (_, span) in spans {
            let fields = fields(span);
            let content = |wanted| fields.iter().find(|(number, _)| *number == wanted).unwrap().1;
            assert_eq!((content(1).len(), content(2).len()), (16, 8));
            assert!(ids.insert(content(2).to_vec()));
            let nanos = |number| u64::from_le_bytes(content(number).try_into().unwrap());
            assert!(nanos(7) < nanos(8));
            assert!(fields.iter().filter(|(number, _)| *number == 9).count() >= 28);
        }
    }
}
