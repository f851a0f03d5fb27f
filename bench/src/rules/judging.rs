//! What judging costs: the time of one thread, everything included from the entries to the findings.

use std::hint::black_box;

use anyhow::Result;
use outlay_domain::{CallId, Dimension, Entry, Event, Kind, Timestamp};
use rule_bench_simple::Spend;
use serde_json::{Value, json};

use super::extism;
use super::world::{Guests, World};
use crate::options::RuleOptions;
use crate::proc::thread_seconds;
use crate::report::{Line, Report, rounded};

const FRAME: usize = 256;
/// How many agents there are, and with how many rules each.
const AGENTS: usize = 100;
/// What each case may take, roughly: a rule may use a tenth of a core for ten seconds, no more.
const SECONDS: f64 = 0.4;
/// Each case is measured so often; the quickest run counts, since what else runs on the machine, which shares its caches, only adds.
const RUNS: usize = 5;

pub(crate) async fn every(guests: &Guests, report: &mut Report) -> Result<()> {
    for (rules, least) in [(100, 400_000.0), (1_000, 30_000.0)] {
        let world = world(guests, rules, false).await?;
        let seconds = per_round(&world, &entries(FRAME))?;
        let each = seconds * 1e9 / (FRAME * rules) as f64;
        let rate = FRAME as f64 / seconds;
        let facts = json!({"eventsPerSecond": rounded(rate), "nanosecondsAnEventAndRule": rounded(each)});
        let lines = vec![Line::at_least("throughput", least, rate, "/s"), Line::info("an event and rule", each, " ns")];
        report.add("on every event", Some(rules), facts, lines)?;
    }
    Ok(())
}

pub(crate) async fn simple(guests: &Guests, options: &RuleOptions, report: &mut Report) -> Result<()> {
    let batch = entries(FRAME);
    let mut lines = Vec::new();
    let mut facts = json!({});
    for rules in [1, 10] {
        let world = world(guests, rules, false).await?;
        let each = per_round(&world, &batch)? * 1e9 / (FRAME * rules) as f64;
        facts[format!("nanosecondsWith{rules}")] = rounded(each);
        let what = format!("an event and rule, {rules} such");
        lines.push(Line::at_most(&what, 20.0, each, " ns"));
    }
    let native = native(&batch);
    facts["native"] = rounded(native);
    lines.push(Line::info("the same as a native closure", native, " ns"));
    match &options.extism {
        Some(place) => {
            let plugin = extism::run(place, &batch)?;
            facts["extism"] = rounded(plugin);
            lines.push(Line::info("the same as an extism plug-in, the frame made before", plugin, " ns"));
        }
        None => lines.push(Line::skipped("the same as an extism plug-in")),
    }
    report.add("simple rule, frames of 256", None, facts, lines)
}

/// A thousand rules, of which ten want an event.
pub(crate) async fn filtered(guests: &Guests, report: &mut Report) -> Result<()> {
    const BATCH: usize = 1_024;
    let rules = 10 * AGENTS;
    let world = world(guests, rules, true).await?;
    let seconds = per_round(&world, &entries(BATCH))?;
    let rate = BATCH as f64 / seconds;
    let lines = vec![
        Line::at_least("throughput", 300_000.0, rate, "/s"),
        Line::info("a rule and batch", seconds * 1e6 / rules as f64, " µs"),
    ];
    report.add("filters admit 10 rules an event", Some(rules), json!({"eventsPerSecond": rounded(rate)}), lines)
}

pub(crate) async fn alone(guests: &Guests, report: &mut Report) -> Result<()> {
    let (with, without) = (world(guests, 10, false).await?, world(guests, 0, false).await?);
    let batch = entries(1);
    let added = (per_round(&with, &batch)? - per_round(&without, &batch)?) * 1e6;
    let line = Line::at_most("added to the answer", 20.0, added, " µs");
    report.add("one event alone", Some(10), json!({"microseconds": rounded(added)}), vec![line])
}

/// So many rules of different agents.
async fn world(guests: &Guests, rules: usize, filtered: bool) -> Result<World> {
    let world = World::with(guests, "rule-bench-simple").await?;
    for number in 0..rules {
        let agent = agent(number % AGENTS);
        world.add(if filtered { settings("nobody", Some(&agent)) } else { settings(&agent, None) }).await?;
    }
    Ok(world)
}

/// Of a rule that never fires.
pub(super) fn settings(except: &str, only: Option<&str>) -> Value {
    json!({"except": except, "only": only, "limit": "100000000000000000"})
}

/// Seconds of this thread that a batch takes.
fn per_round(world: &World, batch: &[Entry]) -> Result<f64> {
    let time = |rounds: u32| -> Result<f64> {
        let began = thread_seconds();
        world.judge(batch, rounds)?;
        Ok((thread_seconds() - began) / f64::from(rounds))
    };
    time(3)?;
    let first = time(10)?;
    let rounds = (SECONDS / RUNS as f64 / first).clamp(3.0, 1e6) as u32;
    let mut quickest = f64::MAX;
    for _ in 0..RUNS {
        quickest = quickest.min(time(rounds)?);
    }
    Ok(quickest)
}

/// Nanoseconds an event.
fn native(batch: &[Entry]) -> f64 {
    let except = agent(3);
    // Never reached, but the compiler must not know.
    let mut spend = Spend::of(black_box(i128::MAX / 2));
    let mut judge = |entry: &Entry| {
        let Entry::Event(event) = entry else { return false };
        let cost = event.cost.effective.filter(|_| event.cost.currency == "USD");
        let is_left_out = event.dimensions.get(Dimension::Agent) == Some(except.as_str());
        spend.take(is_left_out, cost.map(|cost| cost.pico()))
    };
    let rounds = 20_000;
    let mut quickest = f64::MAX;
    for _ in 0..RUNS {
        let began = thread_seconds();
        for _ in 0..rounds {
            assert!(!black_box(batch).iter().any(&mut judge), "nothing is over the limit");
        }
        quickest = quickest.min((thread_seconds() - began) * 1e9 / (rounds * batch.len()) as f64);
    }
    black_box(&spend);
    quickest
}

fn agent(number: usize) -> String {
    format!("agent-{number}")
}

/// Calls of all agents, each with a cost.
fn entries(count: usize) -> Vec<Entry> {
    (0..count).map(|number| Entry::Event(Box::new(call(number)))).collect()
}

fn call(number: usize) -> Event {
    // A prime apart, so that agents follow each other without a pattern.
    let agent = agent(number * 37 % AGENTS);
    let time = Timestamp::from_seconds(1_793_000_000);
    let mut event = Event::bare(CallId::of(&[&number.to_string()]), Kind::Completion, time);
    event.dimensions.set(Dimension::Agent, &agent);
    event.dimensions.set(Dimension::Model, "gpt-5");
    event.meters.insert("input_tokens".into(), 1_200_u32.into());
    event.cost.effective = Some(outlay_domain::Money::from_pico(1_250_000_000 + (number as i128 * 7_919) % 1_000_000));
    event
}

/// The text and the amount of each call, for the same rule elsewhere.
pub(super) fn columns(batch: &[Entry]) -> impl Iterator<Item = (Option<&str>, Option<i64>)> {
    batch.iter().filter_map(Entry::event).map(|event| {
        let cost = event.cost.effective.and_then(|cost| i64::try_from(cost.pico()).ok());
        (event.dimensions.get(Dimension::Agent), cost)
    })
}
