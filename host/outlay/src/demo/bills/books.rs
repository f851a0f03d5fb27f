//! What each provider counted, hour by hour, and what that comes to.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;
use outlay_domain::{Clock, Money, Timestamp};

use super::super::calendar::{Calendar, DAY, HOUR, StoryDay};
use super::super::call::{Call, Sender};
use super::super::clock::StoryClock;
use super::super::models::{GPT_5, Model, Tokens};

/// Since this day claims-workers writes to a cache that lasts an hour, and does not say so.
const HOUR_WRITES: StoryDay = 12;
/// Since this day gpt-5 costs eight percent less.
const COMMITTED: StoryDay = 12;
/// LiteLLM counts what passes through it, beside those who are behind it.
pub(super) const LITELLM: &str = "litellm";

/// What was counted of a model.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub(super) tokens: Tokens,
    /// Of what was written to a cache, what is kept for an hour.
    pub(super) hour_writes: u64,
    pub(super) calls: u64,
}

/// The figures of a day, by model.
pub(super) type Day = BTreeMap<Model, Counted>;

/// A line of a bill.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) meter: Meter,
    pub(super) quantity: u64,
    pub(super) amount: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meter {
    Input,
    CacheRead,
    CacheWrite,
    HourWrite,
    Output,
}

#[derive(Debug)]
pub(crate) struct Books {
    pub(super) calendar: Calendar,
    clock: Arc<StoryClock>,
    /// By seller, and hour since 1970.
    counted: Mutex<BTreeMap<(&'static str, i64), Day>>,
}

impl Books {
    pub(crate) fn new(calendar: Calendar, clock: &Arc<StoryClock>) -> Self {
        Self { calendar, clock: Arc::clone(clock), counted: Mutex::default() }
    }

    /// Counts what was answered.
    pub(crate) fn count(&self, calls: &[Call]) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        for call in calls.iter().filter(|call| call.outcome.error_code.is_none()) {
            let Some(model) = call.model_of else { continue };
            let is_kept_long = call.sender == Sender::Workers && self.calendar.day_of(call.time) >= HOUR_WRITES;
            let tokens = call.meters.tokens();
            let routed = call.what.model_source.map(|_| LITELLM);
            for seller in [Some(model.provider), routed].into_iter().flatten() {
                let day = counted.entry((seller, call.time.seconds().div_euclid(HOUR))).or_default();
                let sum = day.entry(model).or_default();
                sum.tokens = plus(sum.tokens, tokens);
                sum.calls += 1;
                if is_kept_long {
                    sum.hour_writes += tokens.cache_write;
                }
            }
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What a seller counted from `from` to before `to`, in seconds.
    pub(super) fn between(&self, seller: &'static str, from: i64, to: i64) -> Day {
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = Day::new();
        let hours = (seller, from.div_euclid(HOUR))..(seller, (to + HOUR - 1).div_euclid(HOUR));
        for ((_, hour), models) in counted.range(hours) {
            let day = self.calendar.day_of(Timestamp::from_seconds(hour * HOUR));
            for (model, one) in models {
                let all = sum.entry(*model).or_default();
                let output = off_by_a_little(*model, one.tokens.output, day);
                all.tokens = plus(all.tokens, Tokens { output, ..one.tokens });
                all.hour_writes += one.hour_writes;
                all.calls += one.calls;
            }
        }
        sum
    }

    /// A day (UTC) as it is billed, model by model.
    pub(super) fn bill(&self, seller: &'static str, from: i64, to: i64) -> Vec<(Model, Vec<Line>)> {
        let day = self.calendar.day_of(Timestamp::from_seconds(from));
        let of_model = |(model, counted): (Model, Counted)| (model, self.lines(model, counted, day));
        self.between(seller, from, to).into_iter().map(of_model).collect()
    }

    fn lines(&self, model: Model, counted: Counted, day: StoryDay) -> Vec<Line> {
        let Counted { tokens, hour_writes, .. } = counted;
        let price = model.price;
        let all = [
            (Meter::Input, tokens.input, price.input),
            (Meter::CacheRead, tokens.cache_read, price.cache_read),
            (Meter::CacheWrite, tokens.cache_write - hour_writes, price.cache_write),
            (Meter::HourWrite, hour_writes, price.hour_write),
            (Meter::Output, tokens.output, price.output),
        ];
        let sold = all.into_iter().filter(|(_, quantity, price)| *quantity > 0 && *price > 0);
        sold.map(|(meter, quantity, price)| {
            let amount = i128::from(quantity) * i128::from(price);
            let paid = if model == GPT_5 && day >= COMMITTED { amount * 92 / 100 } else { amount };
            Line { meter, quantity, amount: Money::from_pico(paid) }
        })
        .collect()
    }
}

/// Calls at midnight are another day's, and a few are never told to Outlay. Anthropic's bill is exact.
fn off_by_a_little(model: Model, tokens: u64, day: StoryDay) -> u64 {
    let most = match model.provider {
        "openai" => 40,
        "google" => 80,
        _ => return tokens,
    };
    let seed = day.cast_unsigned().wrapping_mul(7_919) ^ model.name.len() as u64;
    tokens * fastrand::Rng::with_seed(seed).u64(10_000 - most..=10_000 + most) / 10_000
}

fn plus(one: Tokens, other: Tokens) -> Tokens {
    Tokens {
        input: one.input + other.input,
        cache_read: one.cache_read + other.cache_read,
        cache_write: one.cache_write + other.cache_write,
        output: one.output + other.output,
    }
}

/// The days that begin from `from` to before `to` (seconds) in a zone, each with its begin and end. No day before the
/// story began: nothing was called.
pub(super) fn days(books: &Books, zone: &TimeZone, from: i64, to: i64) -> Vec<(jiff::civil::Date, i64, i64)> {
    let begin = from.max(books.calendar.begin().seconds() - DAY);
    let end = to.min(books.now().seconds() + 1);
    let begin_of =
        |date: jiff::civil::Date| zone.to_timestamp(date.at(0, 0, 0, 0)).map_or(0, jiff::Timestamp::as_second);
    let mut days = Vec::new();
    let mut date = zone.to_datetime(jiff::Timestamp::from_second(begin).unwrap_or_default()).date();
    while begin_of(date) < end {
        let next = date.tomorrow().unwrap_or(jiff::civil::Date::MAX);
        if begin_of(date) >= from {
            days.push((date, begin_of(date), begin_of(next)));
        }
        date = next;
    }
    days
}
