//! The loop of the 19th: route-planner plans again and again, from 02:26 until somebody notices at 05:38.
//!
//! What it cost is known to the cent: 2,914 calls of claude-opus-4-5 for $2,118.46.

use outlay_domain::Timestamp;

use super::calendar::Calendar;
use super::call::{Call, Meters, Outcome, Sender, Step, What, Whom};
use super::models::{OPUS, Tokens};
use super::workloads::ROUTE_PLANNER;

const CUSTOMER: &str = "Kestrel Freight";
const CALLS: u64 = 2_914;
/// $1,435.20, $441.08, $163.91 and $78.27.
const ALL: Tokens = Tokens { input: 15_654_000, cache_read: 327_820_000, cache_write: 70_572_800, output: 57_408_000 };
/// Calls that were refused between them.
const REFUSED: u64 = 58;
/// Steps of one plan.
const OF_A_PLAN: u64 = 47;
const SEED: u64 = 19;

fn begin(calendar: Calendar) -> Timestamp {
    calendar.at(19, 2, 26)
}

fn end(calendar: Calendar) -> Timestamp {
    Timestamp(calendar.at(19, 5, 40).0 + 12_418_000)
}

pub(crate) fn calls(calendar: Calendar) -> Vec<Call> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let (begin, end) = (begin(calendar), end(calendar));
    let every = (end.0 - begin.0) / CALLS.cast_signed();
    let mut calls = Vec::new();
    let mut left = ALL;
    let mut plan = (String::new(), String::new());
    for number in 0..CALLS {
        let is_last = number + 1 == CALLS;
        let tokens = if is_last { left } else { share(number) };
        left = minus(left, tokens);
        let time =
            if is_last { end } else { Timestamp(begin.0 + every * number.cast_signed() + jitter(every, &mut random)) };
        let id = format!("txn_{:016x}", random.u64(..));
        let is_root = number.is_multiple_of(OF_A_PLAN);
        if is_root {
            plan = (format!("tr_{:012x}", random.u64(..1 << 48)), id.clone());
        }
        let parent = (!is_root).then(|| plan.1.clone());
        calls.push(call(time, id, (&plan.0, parent), answered(tokens, &mut random), Meters::of(tokens)));
        if number % (CALLS / REFUSED) == 7 {
            let id = format!("txn_{:016x}", random.u64(..));
            let at = Timestamp(time.0 + 300_000);
            let parent = Some(plan.1.clone());
            calls.push(call(at, id, (&plan.0, parent), refused(), Meters::of(Tokens::default())));
        }
    }
    calls
}

/// Its part of all, so that two calls after each other have two parts together.
fn share(number: u64) -> Tokens {
    let usual = Tokens {
        input: ALL.input / CALLS,
        cache_read: ALL.cache_read / CALLS,
        cache_write: ALL.cache_write / CALLS,
        output: ALL.output / CALLS,
    };
    // By the same amount once more and once less.
    let mut pair = fastrand::Rng::with_seed(SEED + number / 2);
    let mut one = |usual: u64, hundredths: u64| {
        let by = usual * pair.u64(0..=hundredths) / 100;
        if number.is_multiple_of(2) { usual + by } else { usual - by }
    };
    Tokens {
        input: one(usual.input, 30),
        cache_read: one(usual.cache_read, 12),
        cache_write: one(usual.cache_write, 40),
        output: one(usual.output, 35),
    }
}

fn minus(all: Tokens, part: Tokens) -> Tokens {
    Tokens {
        input: all.input - part.input,
        cache_read: all.cache_read - part.cache_read,
        cache_write: all.cache_write - part.cache_write,
        output: all.output - part.output,
    }
}

fn jitter(every: i64, random: &mut fastrand::Rng) -> i64 {
    random.i64(0..every / 1_000) * 1_000
}

fn answered(tokens: Tokens, random: &mut fastrand::Rng) -> Outcome {
    let wait = random.u64(1_100..2_600);
    let stop_reason = if random.u32(..10) < 3 { "TOKEN_LIMIT" } else { "END" };
    Outcome {
        duration_ms: wait + 1_000 * tokens.output / OPUS.pace,
        time_to_first_token: Some(wait),
        is_streamed: Some(true),
        stop_reason,
        ..Outcome::default()
    }
}

fn refused() -> Outcome {
    Outcome {
        duration_ms: 600,
        is_streamed: Some(true),
        stop_reason: "ERROR",
        error_code: Some(429),
        error_reason: Some("rate limit reached for output tokens per minute"),
        ..Outcome::default()
    }
}

fn call(
    time: Timestamp,
    transaction_id: String,
    (trace, parent): (&str, Option<String>),
    outcome: Outcome,
    meters: Meters,
) -> Call {
    Call {
        sender: Sender::Gateway,
        model_of: Some(OPUS),
        time,
        transaction_id,
        what: What { kind: "completion", provider: Some(OPUS.provider), model: Some(OPUS.name), ..What::default() },
        whom: Whom {
            organization_name: Some(CUSTOMER),
            product_name: ROUTE_PLANNER.product,
            agent: ROUTE_PLANNER.agent,
            agent_version: ROUTE_PLANNER.version,
            environment: "production",
            region: "eu-central-1",
            ..Whom::default()
        },
        step: Step {
            trace_id: Some(trace.to_owned()),
            trace_type: Some("plan-route"),
            task_type: Some("replan"),
            transaction_name: Some(if parent.is_none() { "plan" } else { "replan" }),
            parent_transaction_id: parent,
            ..Step::default()
        },
        outcome,
        meters,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_what_it_should() {
        let calendar = Calendar::ending("2026-11-23T14:32:00Z".parse().unwrap());
        let calls = calls(calendar);
        let answered: Vec<_> = calls.iter().filter(|call| call.outcome.error_code.is_none()).collect();
        assert_eq!(answered.len(), 2_914);
        let sum = |count: fn(Tokens) -> u64| answered.iter().map(|call| count(call.meters.tokens())).sum::<u64>();
        assert_eq!(sum(|tokens| tokens.output), ALL.output);
        assert_eq!(sum(|tokens| tokens.cache_write), ALL.cache_write);
        assert_eq!(sum(|tokens| tokens.cache_read), ALL.cache_read);
        assert_eq!(sum(|tokens| tokens.input), ALL.input);
        assert!(calls.iter().all(|call| call.time >= begin(calendar) && call.time <= end(calendar)));
    }
}
