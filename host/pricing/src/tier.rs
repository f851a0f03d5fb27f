//! In which tier calls were served. Providers say it in several fields, each in its own words; here it is one text, the same
//! for usage, lines of a bill and events.

use serde_json::{Map, Value};

/// The fields of a usage record, or of a line of a bill, that say it.
pub const FIELDS: [&str; 5] = ["service_tier", "tier", "context_window", "speed", "batch"];

pub(crate) const BATCH: &str = "batch";

const STANDARD: [&str; 8] = ["standard", "default", "auto", "on_demand", "ondemand", "normal", "0-200k", "false"];

/// The tier that some of these values name, one a line; none for the standard one.
pub fn named(values: &str) -> Option<String> {
    let mut named: Vec<String> = Vec::new();
    for value in values.split('\n').map(|value| value.trim().to_lowercase()) {
        // A flag.
        let value = if value == "true" { BATCH.to_owned() } else { value };
        let is_standard = value.is_empty() || STANDARD.contains(&value.as_str());
        if !is_standard && !named.contains(&value) {
            named.push(value);
        }
    }
    if named.is_empty() { None } else { Some(named.join(" ")) }
}

/// The tier that a record's own fields name.
pub(crate) fn of_fields(raw: &str) -> Option<String> {
    let fields: Map<String, Value> = serde_json::from_str(raw).ok()?;
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let values = FIELDS.iter().filter_map(|field| fields.get(*field)).filter(|value| !value.is_null()).map(text);
    named(&values.collect::<Vec<_>>().join("\n"))
}

/// How many tokens every call of a bucket of lengths exceeds: of `200k-1m`, 200,000.
pub(crate) fn longer_than(word: &str) -> Option<u64> {
    let thousands: u64 = word.split_once('-')?.0.strip_suffix('k')?.parse().ok()?;
    thousands.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_tiers_are_none() {
        assert_eq!(named("default\n\n\n\nfalse"), None);
        assert_eq!(named("\n\n\n\ntrue").as_deref(), Some("batch"));
        assert_eq!(named("batch\n\n200k-1M\n\ntrue").as_deref(), Some("batch 200k-1m"));
    }

    #[test]
    fn records_say_their_tier() {
        let of = |raw: &str| of_fields(raw);
        assert_eq!(of(r#"{"batch": true, "service_tier": "default", "model": "m"}"#).as_deref(), Some("batch"));
        assert_eq!(of(r#"{"service_tier": "flex", "batch": null}"#).as_deref(), Some("flex"));
        assert_eq!((of(r#"{"service_tier": "standard", "context_window": "0-200k"}"#), of("[]")), (None, None));
    }

    #[test]
    fn buckets_of_lengths_have_a_least_one() {
        assert_eq!(longer_than("200k-1m"), Some(200_000));
        assert_eq!((longer_than("flex"), longer_than("on-demand")), (None, None));
    }
}
