//! One call, one event: what several records about one call say together.
//!
//! The answer depends on the set of records only, not on their order or number: for each field the value of the
//! highest [rank](Rank) counts, within a rank that of the later call, then the larger value; nothing never wins.
//! Tokens are counted in two groups, input and output, because a record without a split must not be mixed with the
//! split of another one: the group of the best record counts, or a finer split of the same total.
//!
//! Corrections are the exception: a later one wins over an earlier one, field by field and meter by meter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    Billing, Cost, Dimension, Dimensions, Event, Meters, Prompts, Quantity, Rank, Reported, ShortText, Timestamp, meter,
};

/// Two records disagree; shown to people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conflict {
    /// A column, a meter, or `total_input_tokens` and `total_output_tokens` for the sums of their groups.
    pub field: String,
    /// The value that counts, and the wire format that it came in.
    pub kept: String,
    pub kept_from: String,
    pub other: String,
    pub other_from: String,
}

/// What records about one call say together.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    /// Not priced: its cost is the default. Its `call_id` is that of the first record.
    pub event: Event,
    pub conflicts: Vec<Conflict>,
}

/// Input tokens: each is counted under one of these, except for the lifetimes of cache writes.
const INPUT: &[&str] = &[
    meter::INPUT_TOKENS,
    meter::CACHE_READ_TOKENS,
    meter::CACHE_WRITE_TOKENS,
    meter::CACHE_WRITE_5M_TOKENS,
    meter::CACHE_WRITE_1H_TOKENS,
    meter::INPUT_AUDIO_TOKENS,
    meter::INPUT_IMAGE_TOKENS,
    meter::INPUT_VIDEO_TOKENS,
    meter::CACHE_AUDIO_READ_TOKENS,
    meter::CACHE_IMAGE_READ_TOKENS,
];
/// Output tokens; reasoning is a part of the first.
const OUTPUT: &[&str] =
    &[meter::OUTPUT_TOKENS, meter::REASONING_TOKENS, meter::OUTPUT_AUDIO_TOKENS, meter::OUTPUT_IMAGE_TOKENS];

/// Merges records about one call, in the order in which they came.
///
/// # Panics
/// Without any record.
pub fn merge(arrivals: &[Event]) -> Merged {
    let all = Arrivals::of(arrivals);
    // What kind of call it was, and how it came in, is not corrected.
    let records = all.records();
    let first = &arrivals[0];
    let mut conflicts = Vec::new();
    let mut dimensions = Dimensions::default();
    for &dimension in Dimension::ALL {
        if let Some(text) = all.pick(|event| event.dimensions.get(dimension)) {
            dimensions.set(dimension, text);
            if dimension != Dimension::Middleware {
                all.note(dimension.column(), &mut conflicts, |event| {
                    event.dimensions.get(dimension).map(str::to_owned)
                });
            }
        }
    }
    let meters = all.meters(&mut conflicts);
    let reported = all.reported(&mut conflicts);
    conflicts.sort_unstable();
    conflicts.dedup();
    let event = Event {
        call_id: first.call_id,
        transaction_id: all.pick(|event| event.transaction_id.as_deref()).map(str::to_owned),
        kind: records
            .pick(|event| Some(event.kind as u8))
            .map_or(first.kind, |kind| crate::Kind::ALL[usize::from(kind)]),
        source: records.pick(|event| Some(event.source.as_str())).unwrap_or_default().into(),
        event_time: all.pick(|event| event.is_timed.then_some(event.event_time)).unwrap_or(first.event_time),
        key_id: first.key_id.clone(),
        team: first.team.clone(),
        dimensions,
        meters,
        reported,
        billing: Billing {
            skipped: all.pick(|event| event.billing.skipped.then_some(true)).unwrap_or_default(),
            skip_reason: all.pick(|event| event.billing.skip_reason.as_deref()).map(str::to_owned),
            multiplier: all.pick(|event| event.billing.multiplier),
        },
        cost: Cost::default(),
        is_streamed: all.pick(|event| event.is_streamed),
        duration_ms: all.pick(|event| event.duration_ms),
        time_to_first_token_ms: all.pick(|event| event.time_to_first_token_ms),
        retry_number: all.pick(|event| event.retry_number),
        error_code: all.pick(|event| event.error_code),
        attributes: all.attributes(),
        rank: all.pick(|event| Some(event.rank)).unwrap_or_default(),
        is_timed: arrivals.iter().any(|event| event.is_timed),
        prompts: all.prompts(),
    };
    Merged { event, conflicts }
}

/// Records with what decides between them, the best first.
struct Arrivals<'a>(Vec<&'a Event>);

/// Of two records, the one that is believed.
fn believed(event: &Event, place: usize) -> (Rank, usize, Option<Timestamp>) {
    // Corrections are ordered by when they came; everything else must not depend on that.
    let place = if event.rank == Rank::Correction { place } else { 0 };
    (event.rank, place, event.is_timed.then_some(event.event_time))
}

impl<'a> Arrivals<'a> {
    fn of(arrivals: &'a [Event]) -> Self {
        let mut places: Vec<(usize, &Event)> = arrivals.iter().enumerate().collect();
        places.sort_by_key(|(place, event)| std::cmp::Reverse(believed(event, *place)));
        Self(places.into_iter().map(|(_, event)| event).collect())
    }

    /// Those that are no corrections.
    fn records(&self) -> Self {
        Self(self.0.iter().copied().filter(|event| event.rank != Rank::Correction).collect())
    }

    /// Those that are equally believed, the best first.
    fn tiers(&self) -> impl Iterator<Item = &[&'a Event]> {
        self.0.chunk_by(|one, other| one.rank != Rank::Correction && believed(one, 0) == believed(other, 0))
    }

    fn pick<T: Ord>(&self, get: impl Fn(&'a Event) -> Option<T>) -> Option<T> {
        self.tiers().find_map(|tier| tier.iter().filter_map(|event| get(event)).max())
    }

    /// Notes who says otherwise. A correction is meant to.
    fn note(&self, field: &str, conflicts: &mut Vec<Conflict>, get: impl Fn(&Event) -> Option<String>) {
        let records = || self.0.iter().filter(|event| event.rank != Rank::Correction);
        let mut values = records().filter_map(|event| get(event));
        let Some(first) = values.next() else { return };
        if values.all(|value| value == first) {
            return;
        }
        let best = Arrivals(records().copied().collect());
        let Some((kept, kept_from)) = best.pick(|event| Some((get(event)?, event.source.as_str()))) else { return };
        for event in records() {
            if let Some(other) = get(event).filter(|other| *other != kept) {
                conflicts.push(Conflict {
                    field: field.to_owned(),
                    kept: kept.clone(),
                    kept_from: kept_from.to_owned(),
                    other,
                    other_from: event.source.to_string(),
                });
            }
        }
    }

    fn meters(&self, conflicts: &mut Vec<Conflict>) -> Meters {
        let records = self.records();
        let mut meters = Meters::new();
        for (group, total, field) in [
            (INPUT, input_total as fn(&Meters) -> Quantity, "total_input_tokens"),
            (OUTPUT, output_total, "total_output_tokens"),
        ] {
            let has = |event: &Event| group.iter().filter(|name| event.meters.contains_key(**name)).count();
            let sum = |event: &Event| (has(event) > 0).then(|| total(&event.meters));
            let Some(best) = records.pick(sum) else { continue };
            let values = |event: &'a Event| group.iter().map(|name| event.meters.get(*name)).collect::<Vec<_>>();
            let finest = records.0.iter().filter(|event| sum(event) == Some(best)).map(|event| has(event)).max();
            let split =
                records.pick(|event| (sum(event) == Some(best) && Some(has(event)) == finest).then(|| values(event)));
            for (name, quantity) in group.iter().zip(split.unwrap_or_default()) {
                if let Some(quantity) = quantity {
                    meters.insert((*name).into(), *quantity);
                }
            }
            records.note(field, conflicts, |event| Some(sum(event)?.to_string()));
        }
        let is_single = |name: &str| !INPUT.contains(&name) && !OUTPUT.contains(&name);
        let names: BTreeSet<&str> = records
            .0
            .iter()
            .flat_map(|event| event.meters.keys())
            .map(ShortText::as_str)
            .filter(|name| is_single(name))
            .collect();
        for name in names {
            if let Some(quantity) = records.pick(|event| event.meters.get(name).copied()) {
                meters.insert(name.into(), quantity);
                records.note(name, conflicts, |event| Some(event.meters.get(name)?.to_string()));
            }
        }
        // The oldest first, so that the newest has the last word.
        for correction in self.0.iter().rev().filter(|event| event.rank == Rank::Correction) {
            meters.extend(correction.meters.iter().map(|(name, quantity)| (name.clone(), *quantity)));
        }
        meters
    }

    fn reported(&self, conflicts: &mut Vec<Conflict>) -> Reported {
        let mut part = |field: &str, get: fn(&Reported) -> Option<crate::Money>| {
            self.note(field, conflicts, |event| Some(get(&event.reported)?.to_string()));
            self.pick(|event| get(&event.reported))
        };
        Reported {
            input: part("reported_input_cost", |reported| reported.input),
            output: part("reported_output_cost", |reported| reported.output),
            cache_read: part("reported_cache_read_cost", |reported| reported.cache_read),
            cache_write: part("reported_cache_write_cost", |reported| reported.cache_write),
            total: part("reported_cost", |reported| reported.total),
            currency: self.pick(|event| event.reported.currency.as_deref()).map(ShortText::from),
        }
    }

    /// Name by name.
    fn attributes(&self) -> Option<String> {
        let texts: BTreeSet<&str> = self.0.iter().filter_map(|event| event.attributes.as_deref()).collect();
        if texts.len() < 2 {
            return texts.first().map(|text| (*text).to_owned());
        }
        type Object = BTreeMap<String, serde_json::Value>;
        let objects: Vec<Object> = self
            .0
            .iter()
            .map(|event| {
                event.attributes.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
            })
            .collect();
        let names: BTreeSet<&String> = objects.iter().flat_map(BTreeMap::keys).collect();
        let mut merged = serde_json::Map::new();
        for name in names {
            let mut rest = objects.as_slice();
            for tier in self.tiers() {
                let (here, after) = rest.split_at(tier.len());
                rest = after;
                let best = here.iter().filter_map(|object| object.get(name)).max_by_key(|value| value.to_string());
                if let Some(best) = best {
                    merged.insert(name.clone(), best.clone());
                    break;
                }
            }
        }
        Some(serde_json::Value::Object(merged).to_string())
    }

    fn prompts(&self) -> Option<Box<Prompts>> {
        if self.0.iter().all(|event| event.prompts.is_none()) {
            return None;
        }
        let text = |get: fn(&Prompts) -> &Option<String>| {
            self.pick(|event| get(event.prompts.as_ref()?).as_deref()).map(str::to_owned)
        };
        Some(Box::new(Prompts {
            system: text(|prompts| &prompts.system),
            input: text(|prompts| &prompts.input),
            output: text(|prompts| &prompts.output),
            truncated: self.pick(|event| Some(event.prompts.as_ref()?.truncated)).unwrap_or_default(),
        }))
    }
}

fn count(meters: &Meters, name: &str) -> Quantity {
    meters.get(name).copied().unwrap_or_default()
}

fn input_total(meters: &Meters) -> Quantity {
    let of = |name| count(meters, name);
    let written =
        of(meter::CACHE_WRITE_TOKENS).max(of(meter::CACHE_WRITE_5M_TOKENS) + of(meter::CACHE_WRITE_1H_TOKENS));
    of(meter::INPUT_TOKENS)
        + of(meter::CACHE_READ_TOKENS)
        + written
        + of(meter::INPUT_AUDIO_TOKENS)
        + of(meter::INPUT_IMAGE_TOKENS)
        + of(meter::INPUT_VIDEO_TOKENS)
        + of(meter::CACHE_AUDIO_READ_TOKENS)
        + of(meter::CACHE_IMAGE_READ_TOKENS)
}

fn output_total(meters: &Meters) -> Quantity {
    let of = |name| count(meters, name);
    of(meter::OUTPUT_TOKENS).max(of(meter::REASONING_TOKENS))
        + of(meter::OUTPUT_AUDIO_TOKENS)
        + of(meter::OUTPUT_IMAGE_TOKENS)
}

#[cfg(test)]
mod tests;
