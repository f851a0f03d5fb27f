//! What records about one call say together: it depends neither on their order nor on their number.
#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use outlay_domain::merge::merge;
use outlay_domain::{CallId, Dimension, Entry, Event, Kind, Money, Prompts, Quantity, Rank, Timestamp, meter};

const RANKS: [Rank; 6] = [Rank::Metric, Rank::Details, Rank::Span, Rank::Log, Rank::Json, Rank::Correction];
const METERS: [&str; 13] = [
    meter::INPUT_TOKENS,
    meter::CACHE_READ_TOKENS,
    meter::CACHE_WRITE_TOKENS,
    meter::CACHE_WRITE_5M_TOKENS,
    meter::CACHE_WRITE_1H_TOKENS,
    meter::INPUT_AUDIO_TOKENS,
    meter::INPUT_IMAGE_TOKENS,
    meter::OUTPUT_TOKENS,
    meter::REASONING_TOKENS,
    meter::OUTPUT_AUDIO_TOKENS,
    meter::OUTPUT_IMAGE_TOKENS,
    meter::IMAGES,
    "pages",
];
const ATTRIBUTES: [&str; 5] =
    [r#"{"a":1}"#, r#"{"a":1.0,"b":"x"}"#, r#"{"b":["y"],"c":{"d":1}}"#, r#"{"a":2,"c":true}"#, r#"{"":"z"}"#];

fuzz_target!(|input: &[u8]| {
    let mut source = Unstructured::new(input);
    let Ok(arrivals) = arrivals(&mut source) else { return };
    let merged = merge(&arrivals);
    if let [one] = arrivals.as_slice()
        && one.rank != Rank::Correction
    {
        assert_eq!((&merged.event, merged.conflicts.len()), (one, 0), "a record alone says what it says");
    }
    let Ok(other_order) = shuffled(&mut source, &arrivals) else { return };
    let mut other = merge(&other_order);
    if !merged.event.is_timed {
        // Without any time of its own, a call has that of its first record.
        other.event.event_time = merged.event.event_time;
    }
    assert_eq!(merged, other, "{arrivals:#?} in another order: {other_order:#?}");
    outlay_fuzz::check_ledger(vec![Entry::Event(Box::new(merged.event))]);
});

fn arrivals(source: &mut Unstructured<'_>) -> Result<Vec<Event>> {
    let count = source.int_in_range(1..=6)?;
    (0..count).map(|_| arrival(source)).collect()
}

fn arrival(source: &mut Unstructured<'_>) -> Result<Event> {
    let time = Timestamp(source.int_in_range(0..=3)?);
    let mut event = Event::bare(CallId::of(&["call"]), *source.choose(Kind::ALL)?, time);
    event.rank = *source.choose(&RANKS)?;
    event.source = format!("{:?}", event.rank).into();
    event.is_timed = source.arbitrary()?;
    for _ in 0..source.int_in_range(0..=5)? {
        let quantity: Quantity = source.int_in_range(0..=4_u32)?.into();
        event.meters.insert((*source.choose(&METERS)?).into(), quantity);
    }
    for _ in 0..source.int_in_range(0..=4)? {
        event.dimensions.set(*source.choose(Dimension::ALL)?, source.choose(&["x", "y", "Z"])?);
    }
    event.reported.total = option(source, amount)?;
    event.reported.input = option(source, amount)?;
    event.billing.skipped = source.arbitrary()?;
    event.billing.skip_reason = option(source, text)?;
    event.billing.multiplier = option(source, |source| Ok(source.int_in_range(0..=2_u32)?.into()))?;
    event.transaction_id = option(source, text)?;
    event.is_streamed = source.arbitrary()?;
    event.duration_ms = option(source, |source| source.int_in_range(0..=3))?;
    event.error_code = option(source, |source| source.int_in_range(0..=2))?;
    event.attributes = option(source, |source| Ok((*source.choose(&ATTRIBUTES)?).to_owned()))?;
    event.prompts = option(source, |source| {
        let (input, output) = (option(source, text)?, option(source, text)?);
        Ok(Box::new(Prompts { input, output, truncated: source.arbitrary()?, ..Prompts::default() }))
    })?;
    Ok(event)
}

fn option<'a, T>(
    source: &mut Unstructured<'a>,
    value: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Option<T>> {
    if source.arbitrary()? { value(source).map(Some) } else { Ok(None) }
}

fn text(source: &mut Unstructured<'_>) -> Result<String> {
    Ok((*source.choose(&["", "a", "b", "ä"])?).to_owned())
}

fn amount(source: &mut Unstructured<'_>) -> Result<Money> {
    Ok(Money::from_pico(source.int_in_range(-2..=2)?))
}

/// In another order, and some of them again. Corrections stay in theirs, and are there once.
fn shuffled(source: &mut Unstructured<'_>, arrivals: &[Event]) -> Result<Vec<Event>> {
    let (corrections, mut others): (Vec<Event>, Vec<Event>) =
        arrivals.iter().cloned().partition(|event| event.rank == Rank::Correction);
    for place in (1..others.len()).rev() {
        others.swap(place, source.int_in_range(0..=place)?);
    }
    let again = source.int_in_range(0..=others.len())?;
    others.extend_from_within(..again);
    let mut corrections = corrections.into_iter();
    let mut all = Vec::new();
    for other in others {
        while source.arbitrary()? {
            let Some(correction) = corrections.next() else { break };
            all.push(correction);
        }
        all.push(other);
    }
    all.extend(corrections);
    Ok(all)
}
