//! Made-up rows and ticks for the table, from a seed.

use outlay_rule::testing::{Step, TestEvent, event, moment};
use outlay_rule::{Decimal, Timestamp};

use super::{DAY, HOUR, JUNE, MINUTE, SECOND, tick_at};

/// A row as the oracle sees it: what is absent is unknown. Amounts in units of 10⁻¹².
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) received_at: i64,
    pub(super) event_time: i64,
    /// event, amend, void or record.
    pub(super) entry: &'static str,
    /// usage or cost.
    pub(super) record_kind: &'static str,
    pub(super) kind: &'static str,
    pub(super) failed: bool,
    pub(super) is_support: bool,
    pub(super) model: &'static str,
    numbers: Vec<(&'static str, i128)>,
}

impl Row {
    pub(super) fn number(&self, column: &str) -> Option<i128> {
        self.numbers.iter().find(|(known, _)| *known == column).map(|(_, number)| *number)
    }
}

#[derive(Debug, Clone)]
pub(super) enum Happening {
    Row(Row),
    Tick(i64),
}

/// A generator whose numbers depend on the seed alone.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bd1_e995)
    }

    /// From 0 to `sides` - 1.
    pub(super) fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % sides.unsigned_abs()).unwrap()
    }

    fn is(&mut self, percent: i64) -> bool {
        self.roll(100) < percent
    }
}

/// When the period begins that holds a time. `length` for periods that follow each other from 1970.
pub(super) fn start_of(period: &str, length: i64, time: i64) -> i64 {
    let moment = moment(Timestamp(time));
    match period {
        "DAILY" => moment.day.0,
        "WEEKLY" => moment.week.0,
        "MONTHLY" => moment.month.0,
        "QUARTERLY" => moment.quarter.0,
        _ => time.div_euclid(length) * length,
    }
}

/// When the next one begins.
pub(super) fn next_start(period: &str, length: i64, start: i64) -> i64 {
    let mut time = start;
    while start_of(period, length, time) == start {
        time += if period.ends_with("LY") { DAY } else { length };
    }
    start_of(period, length, time)
}

/// Some periods of rows and ticks. Each period begins with a tick, and has rows that come late.
pub(super) fn happenings(seed: u64, period: &str, length: i64, of_provider: bool) -> Vec<Happening> {
    let mut dice = Dice::new(seed);
    let mut all: Vec<Happening> = Vec::new();
    let mut now = JUNE + dice.roll(20) * HOUR + dice.roll(3600) * SECOND;
    let mut boundary = next_start(period, length, start_of(period, length, now));
    for _ in 0..110 {
        now += dice.roll(length / 9 / SECOND + 2) * SECOND;
        while now >= boundary {
            all.push(Happening::Tick(boundary));
            for late in [dice.roll(HOUR), HOUR - 1, HOUR, 71 * HOUR, 72 * HOUR] {
                let next = next_start(period, length, boundary);
                if boundary + late < next.min(now) && dice.is(60) {
                    let received_at = (boundary + late).max(time_of(all.last()));
                    let then = boundary - 1 - dice.roll(MINUTE);
                    all.push(Happening::Row(row(&mut dice, received_at, then, of_provider, &all)));
                }
            }
            boundary = next_start(period, length, boundary);
        }
        now = now.max(time_of(all.last()));
        if dice.is(35) {
            all.push(Happening::Tick(now));
            continue;
        }
        let then = match dice.roll(20) {
            0 => now - dice.roll(3 * HOUR),
            1 => now + dice.roll(20 * HOUR),
            2 => now + 25 * HOUR + dice.roll(HOUR),
            3..8 if of_provider => now - dice.roll(5 * DAY),
            _ => now - dice.roll(30 * SECOND),
        };
        all.push(Happening::Row(row(&mut dice, now, then, of_provider, &all)));
    }
    all
}

fn time_of(happening: Option<&Happening>) -> i64 {
    match happening {
        Some(Happening::Row(row)) => row.received_at,
        Some(Happening::Tick(now)) => *now,
        None => i64::MIN,
    }
}

const ONE: i128 = 1_000_000_000_000;

fn row(dice: &mut Dice, received_at: i64, event_time: i64, of_provider: bool, before: &[Happening]) -> Row {
    let model = ["gpt-5", "o3", ""][dice.roll(3) as usize];
    let mut row = Row { received_at, event_time, entry: "event", model, ..Row::default() };
    let cost = |dice: &mut Dice| i128::from(dice.roll(4_000_000) + 1) * 1_234_567;
    if of_provider {
        row.entry = "record";
        row.record_kind = if dice.is(50) { "cost" } else { "usage" };
        let names: &[(&str, &str)] = if row.record_kind == "cost" {
            &[("cost", "previous_cost")]
        } else {
            &[
                ("input_tokens", "previous_input_tokens"),
                ("cache_read_tokens", "previous_cache_read_tokens"),
                ("cache_write_tokens", "previous_cache_write_tokens"),
                ("output_tokens", "previous_output_tokens"),
                ("requests", "previous_requests"),
            ]
        };
        let was_read_before = dice.is(30);
        for (after, previous) in names {
            let number = |dice: &mut Dice, most: i64| {
                if *after == "cost" { cost(dice) } else { i128::from(dice.roll(most)) * ONE }
            };
            if dice.is(85) {
                row.numbers.push((after, number(dice, 3_000)));
            }
            if was_read_before && dice.is(85) {
                row.numbers.push((previous, number(dice, 1_000)));
            }
        }
        return row;
    }
    let calls: Vec<&Row> = before
        .iter()
        .filter_map(|happening| if let Happening::Row(row) = happening { Some(row) } else { None })
        .filter(|row| row.entry == "event")
        .collect();
    if !calls.is_empty() && dice.is(12) {
        let call = calls[dice.roll(calls.len() as i64) as usize];
        row.event_time = call.event_time;
        row.model = call.model;
        row.entry = if dice.is(70) { "amend" } else { "void" };
        row.numbers.extend(call.number("cost").map(|cost| ("previous_cost", cost)));
        let after = if row.entry == "void" { Some(0) } else { dice.is(80).then(|| cost(dice)) };
        row.numbers.extend(after.map(|cost| ("cost", cost)));
        // A corrected call has everything else, too; it must not be counted twice.
        row.numbers.push(("total_tokens", 77 * ONE));
        row.numbers.push(("duration_ms", 77 * ONE));
        row.kind = "video";
        row.is_support = true;
        return row;
    }
    row.kind = ["completion", "video", "audio", "image"][dice.roll(4) as usize];
    row.failed = dice.is(30);
    row.is_support = dice.is(60);
    if dice.is(85) {
        row.numbers.push(("cost", cost(dice)));
    }
    for (column, most, chance) in [
        ("total_tokens", 9_000, 85),
        ("input_tokens", 5_000, 85),
        ("output_tokens", 3_000, 85),
        ("cache_read_tokens", 2_000, 70),
        ("time_to_first_token_ms", 900, 70),
        ("duration_ms", 9_000, 85),
    ] {
        if dice.is(chance) {
            row.numbers.push((column, i128::from(dice.roll(most)) * ONE));
        }
    }
    for (column, most) in
        [("images", 9), ("seconds", 500), ("characters", 7_000), ("meters.credits", 90), ("quality_score", 1)]
    {
        if dice.is(70) {
            // With six decimals.
            row.numbers.push((column, i128::from(dice.roll(most * 1_000_000)) * 1_000_000));
        }
    }
    row
}

/// What the rule gets to see.
pub(super) fn steps(happenings: &[Happening], seed: u64) -> Vec<Step> {
    let mut dice = Dice::new(seed ^ 0xf00d);
    let step = |happening: &Happening| match happening {
        Happening::Tick(now) => tick_at(*now),
        Happening::Row(row) => Step::Event(test_event(row, &mut dice)),
    };
    happenings.iter().map(step).collect()
}

fn test_event(row: &Row, dice: &mut Dice) -> TestEvent {
    let mut event =
        event().integer("received_at", row.received_at).integer("event_time", row.event_time).text("entry", row.entry);
    for (column, text) in [("kind", row.kind), ("record_kind", row.record_kind), ("model", row.model)] {
        if !text.is_empty() {
            event = event.text(column, text);
        }
    }
    if row.is_support {
        event = event.text("task_type", "support");
    }
    if row.failed {
        event = match dice.roll(4) {
            0 => event.integer("error_code", 429),
            1 => event.text("error_reason", "overloaded"),
            2 => event.text("stop_reason", "ERROR"),
            _ => event.text("stop_reason", "TIMEOUT"),
        };
    } else {
        event = event.text("stop_reason", "END");
    }
    for (column, number) in &row.numbers {
        event = event.decimal(column, &Decimal::from_pico(*number).to_string());
    }
    event
}
