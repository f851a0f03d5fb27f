//! Small calls, one after the other, while the demo is served: so that somebody who looks sees that it lives.

use outlay_domain::Timestamp;

use super::call::{Call, Meters, Outcome, Sender, Step, What, Whom};
use super::company::customer;
use super::models::{GPT_5_NANO, Tokens};

/// Of a usual one.
const TOKENS: Tokens = Tokens { input: 900, cache_read: 300, cache_write: 0, output: 160 };

/// eta-notifier says when a truck comes.
pub(crate) fn call(time: Timestamp, random: &mut fastrand::Rng) -> Call {
    let tokens = TOKENS.vary(random, 30);
    Call {
        sender: Sender::Gateway,
        model_of: Some(GPT_5_NANO),
        time,
        transaction_id: format!("txn_{:016x}", random.u64(..)),
        what: What {
            kind: "completion",
            provider: Some(GPT_5_NANO.provider),
            model: Some(GPT_5_NANO.name),
            ..What::default()
        },
        whom: Whom {
            organization_name: Some(customer(random, &[])),
            product_name: Some("Route Board"),
            agent: Some("eta-notifier"),
            agent_version: Some("1.8.2"),
            environment: "production",
            region: "eu-central-1",
            ..Whom::default()
        },
        step: Step { task_type: Some("notify"), transaction_name: Some("notify"), ..Step::default() },
        outcome: Outcome { duration_ms: random.u64(300..900), stop_reason: "END", ..Outcome::default() },
        meters: Meters::of(tokens),
    }
}
