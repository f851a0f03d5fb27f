//! In any order and any number: the same event.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::{CallId, Kind};

fn arrival(rank: Rank, time: i64, meters: &[(&str, u32)]) -> Event {
    let mut event = Event::bare(CallId::of(&["a"]), Kind::Completion, Timestamp(time));
    event.rank = rank;
    event.source = format!("{rank:?}").into();
    event.meters = meters.iter().map(|&(name, count)| (name.into(), count.into())).collect();
    event
}

fn count(event: &Event, name: &str) -> Option<i64> {
    event.meters.get(name)?.to_integer()
}

#[test]
fn the_sender_s_json_wins_and_nothing_never_does() {
    let mut json = arrival(Rank::Json, 1, &[("output_tokens", 10)]);
    json.dimensions.set(Dimension::Organization, "Acme");
    let mut span = arrival(Rank::Span, 9, &[("output_tokens", 11), ("images", 1)]);
    span.dimensions.set(Dimension::Organization, "acme inc");
    span.dimensions.set(Dimension::TraceId, "t1");
    let Merged { event, conflicts } = merge(&[span, json]);
    assert_eq!((count(&event, "output_tokens"), count(&event, "images")), (Some(10), Some(1)));
    assert_eq!(event.dimensions.get(Dimension::Organization), Some("Acme"));
    assert_eq!(event.dimensions.get(Dimension::TraceId), Some("t1"));
    let fields: Vec<&str> = conflicts.iter().map(|conflict| conflict.field.as_str()).collect();
    assert_eq!(fields, ["organization", "total_output_tokens"]);
    assert_eq!((conflicts[1].kept.as_str(), conflicts[1].other.as_str()), ("10", "11"));
}

#[test]
fn a_finer_split_of_the_same_input_is_taken_and_never_added() {
    let json = arrival(Rank::Json, 1, &[("input_tokens", 1000)]);
    let span = arrival(Rank::Span, 1, &[("input_tokens", 400), ("cache_read_tokens", 600)]);
    let Merged { event, conflicts } = merge(&[json.clone(), span]);
    assert_eq!((count(&event, "input_tokens"), count(&event, "cache_read_tokens")), (Some(400), Some(600)));
    assert_eq!(conflicts, []);

    let other = arrival(Rank::Span, 1, &[("input_tokens", 500), ("cache_read_tokens", 600)]);
    let Merged { event, conflicts } = merge(&[json, other]);
    assert_eq!((count(&event, "input_tokens"), count(&event, "cache_read_tokens")), (Some(1000), None));
    assert_eq!(conflicts.len(), 1);
}

#[test]
fn within_a_rank_the_later_call_wins_then_the_larger_value() {
    let early = arrival(Rank::Json, 1, &[("output_tokens", 10)]);
    let late = arrival(Rank::Json, 2, &[("output_tokens", 5)]);
    let larger = arrival(Rank::Json, 2, &[("output_tokens", 6)]);
    assert_eq!(count(&merge(&[late.clone(), early.clone()]).event, "output_tokens"), Some(5));
    assert_eq!(count(&merge(&[larger, early, late]).event, "output_tokens"), Some(6));
}

#[test]
fn the_last_correction_wins_meter_by_meter() {
    let json = arrival(Rank::Json, 5, &[("input_tokens", 100), ("output_tokens", 10), ("cache_read_tokens", 7)]);
    let one = arrival(Rank::Correction, 9, &[("input_tokens", 50), ("output_tokens", 20)]);
    let two = arrival(Rank::Correction, 1, &[("output_tokens", 30)]);
    let Merged { event, conflicts } = merge(&[json, one, two]);
    let counts = ["input_tokens", "output_tokens", "cache_read_tokens"].map(|name| count(&event, name));
    assert_eq!(counts, [Some(50), Some(30), Some(7)]);
    assert_eq!(conflicts, []);
}

#[test]
fn a_correction_changes_neither_the_kind_nor_the_source() {
    let call = Event { kind: Kind::Custom, ..arrival(Rank::Json, 1, &[("pages", 2)]) };
    let Merged { event, .. } = merge(&[call, arrival(Rank::Correction, 2, &[("pages", 3)])]);
    assert_eq!((event.kind, event.source.as_str(), count(&event, "pages")), (Kind::Custom, "Json", Some(3)));
}

#[test]
fn attributes_are_merged_name_by_name() {
    let with = |rank, text: &str| Event { attributes: Some(text.to_owned()), ..arrival(rank, 1, &[]) };
    let all = [with(Rank::Json, r#"{"a":1,"b":2}"#), with(Rank::Span, r#"{"b":3,"c":4}"#)];
    assert_eq!(merge(&all).event.attributes.as_deref(), Some(r#"{"a":1,"b":2,"c":4}"#));
}

fn any_arrival() -> impl Strategy<Value = Event> {
    let rank = prop::sample::select(vec![Rank::Metric, Rank::Details, Rank::Span, Rank::Log, Rank::Json]);
    let names =
        ["input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "images"];
    let meters = prop::collection::btree_map(prop::sample::select(names.to_vec()), 0..4_u32, 0..5);
    let texts = prop::collection::vec(prop::option::of("[ab]"), 3);
    (rank, 0..3_i64, any::<bool>(), meters, texts).prop_map(|(rank, time, is_timed, meters, texts)| {
        let meters: Vec<(&str, u32)> = meters.into_iter().collect();
        let mut event = arrival(rank, time, &meters);
        event.is_timed = is_timed;
        for (dimension, text) in [Dimension::Model, Dimension::Agent, Dimension::TraceId].into_iter().zip(texts) {
            if let Some(text) = text {
                event.dimensions.set(dimension, &text);
            }
        }
        event.duration_ms = (time > 0).then_some(time * 10);
        event.attributes = (time > 1).then(|| format!(r#"{{"n":{time},"r":"{rank:?}"}}"#));
        event
    })
}

proptest! {
    #[test]
    fn neither_order_nor_repetition_matters(
        arrivals in prop::collection::vec(any_arrival(), 1..6),
        seed in any::<u64>(),
    ) {
        let mut shuffled = arrivals.clone();
        let mut state = seed;
        for place in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(place, usize::try_from(state >> 33).unwrap() % (place + 1));
        }
        shuffled.extend(arrivals.iter().take(2).cloned());
        let (one, other) = (merge(&arrivals), merge(&shuffled));
        // Without any time of its own, a call has that of its first record.
        let time = one.event.event_time;
        let other = Merged { event: Event { event_time: if one.event.is_timed { other.event.event_time } else { time }, ..other.event }, ..other };
        prop_assert_eq!(one, other);
    }
}
