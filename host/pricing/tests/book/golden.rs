//! Sums that another implementation gave.

use std::collections::BTreeMap;

use outlay_domain::{Dimension, Money, meter};
use serde::Deserialize;

use crate::{at, call, price};

#[derive(Deserialize)]
struct Golden {
    timestamp: String,
    cases: Vec<Case>,
}

#[derive(Debug, Deserialize)]
struct Case {
    provider: String,
    model: String,
    /// Inclusive: the input contains what is cached, the cache writes contain those of an hour.
    usage: BTreeMap<String, u64>,
    context: BTreeMap<String, String>,
    input_usd: Money,
    output_usd: Money,
    total_usd: Money,
}

#[test]
fn sums_are_the_golden_ones() {
    let golden: Golden = serde_json::from_str(include_str!("golden_calculations.json")).unwrap();
    assert_eq!(golden.cases.len(), 9);
    for case in golden.cases {
        let count = |name: &str| case.usage.get(name).copied().unwrap_or(0);
        let uncached = count("input_tokens") - count("cache_read_tokens") - count("cache_write_tokens");
        let meters: Vec<(&str, String)> = case
            .usage
            .iter()
            .map(|(name, count)| {
                (name.as_str(), if name == meter::INPUT_TOKENS { uncached } else { *count }.to_string())
            })
            .collect();
        let meters: Vec<(&str, &str)> = meters.iter().map(|(name, count)| (*name, count.as_str())).collect();
        let mut event = call(&case.provider, &case.model, &meters);
        event.event_time = at(&golden.timestamp);
        for (key, value) in &case.context {
            let dimension = if key == "processing" { Dimension::PricingTier } else { Dimension::ServiceTier };
            event.dimensions.set(dimension, value);
        }
        let cost = price(&event);
        let (output, input): (Vec<_>, Vec<_>) = cost.lines.iter().partition(|line| line.meter == meter::OUTPUT_TOKENS);
        let sum = |lines: Vec<&outlay_domain::CostLine>| lines.iter().map(|line| line.amount.unwrap()).sum::<Money>();
        assert_eq!(sum(input), case.input_usd, "{case:?}");
        assert_eq!(sum(output), case.output_usd, "{case:?}");
        assert_eq!((cost.computed, cost.effective), (Some(case.total_usd), Some(case.total_usd)), "{case:?}");
    }
}
