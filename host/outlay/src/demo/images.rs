//! label-maker draws with a model that has no price, since the 18th: 7,412 pictures so far.

use outlay_domain::Timestamp;

use super::calendar::Calendar;
use super::call::{Call, Meters, Outcome, Sender, Step, What, Whom};
use super::company::customer;
use super::models::GEMINI_IMAGE;

const IMAGES: i64 = 7_412;
const SEED: u64 = 18;

/// The last one is drawn shortly before the end.
pub(crate) fn calls(calendar: Calendar) -> Vec<Call> {
    let mut random = fastrand::Rng::with_seed(SEED);
    let (begin, end) = (calendar.at(18, 9, 12), Timestamp(calendar.end().0 - 40_000_000));
    let every = (end.0 - begin.0) / IMAGES;
    (0..IMAGES).map(|number| drawn(Timestamp(begin.0 + every * number), &mut random)).collect()
}

fn drawn(time: Timestamp, random: &mut fastrand::Rng) -> Call {
    Call {
        sender: Sender::Gateway,
        model_of: Some(GEMINI_IMAGE),
        time,
        transaction_id: format!("txn_{:016x}", random.u64(..)),
        what: What {
            kind: "image",
            provider: Some(GEMINI_IMAGE.provider),
            model: Some(GEMINI_IMAGE.name),
            ..What::default()
        },
        whom: Whom {
            organization_name: Some(customer(random, &["Tallyport"])),
            product_name: Some("Labels"),
            agent: Some("label-maker"),
            agent_version: Some("0.5.0"),
            environment: "production",
            region: "eu-central-1",
            ..Whom::default()
        },
        step: Step {
            trace_id: Some(format!("tr_{:012x}", random.u64(..1 << 48))),
            trace_type: Some("label"),
            task_type: Some("label"),
            transaction_name: Some("draw"),
            ..Step::default()
        },
        outcome: Outcome { duration_ms: random.u64(6_000..38_000), stop_reason: "END", ..Outcome::default() },
        meters: Meters { images: Some(1), ..Meters::default() },
    }
}
