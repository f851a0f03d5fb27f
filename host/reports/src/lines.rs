//! What a line of a bill charges for. Every provider words it otherwise, and none promises its words: what is not
//! understood is a charge for nothing in particular, and its difference stays unexplained.

use outlay_domain::{Money, meter};

use crate::split::LineKind;

/// The keys of a record's own fields that say what it is for; by any spelling of their name.
pub(crate) const ABOUT: [&str; 15] = [
    "line_item",
    "description",
    "cost_type",
    "token_type",
    "charge_type",
    "chargeType",
    "record_type",
    "recordType",
    "usage_type",
    "usageType",
    "sku",
    "sku_description",
    "service",
    "credit_type",
    "meter",
];
/// Those that say in which tier it was served.
pub(crate) const TIERS: [&str; 5] = ["service_tier", "tier", "context_window", "speed", "batch"];

const ADJUSTMENTS: [&str; 16] = [
    "tax",
    "taxes",
    "vat",
    "gst",
    "hst",
    "credit",
    "credits",
    "discount",
    "discounts",
    "refund",
    "promotion",
    "promotional",
    "rebate",
    "adjustment",
    "coupon",
    "savings",
];
const STANDARD: [&str; 8] = ["standard", "default", "auto", "on_demand", "ondemand", "normal", "0-200k", "false"];
const TIER_WORDS: [&str; 5] = ["batch", "flex", "priority", "fast", "provisioned"];

/// What the words of a line say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: LineKind,
    pub(crate) meter: Option<String>,
    pub(crate) tier: Option<String>,
}

/// `about` and `tiers` are the values of [`ABOUT`] and [`TIERS`].
pub(crate) fn meaning(about: &str, tiers: &str, unit: Option<&str>, amount: Money) -> Meaning {
    let words = Words::of(about);
    let tier = tier(tiers).or_else(|| TIER_WORDS.iter().find(|word| words.has(word)).map(|word| (*word).to_owned()));
    let kind = if words.has("rounding") {
        LineKind::Rounding
    } else if words.has_any(&ADJUSTMENTS) || amount < Money::ZERO {
        LineKind::Adjustment
    } else {
        LineKind::Charge
    };
    let of_unit = unit.and_then(|unit| Some(scale(unit)?.0)).filter(|meter| *meter != TOKENS);
    let meter = of_unit.map(str::to_owned).or_else(|| words.tokens().map(str::to_owned));
    Meaning { kind, meter, tier }
}

/// The tier that a usage record or a line names; none for the standard one.
pub(crate) fn tier(tiers: &str) -> Option<String> {
    let mut named: Vec<String> = tiers
        .split('\n')
        .map(|value| value.trim().to_lowercase())
        .filter(|value| !value.is_empty() && !STANDARD.contains(&value.as_str()))
        // A flag.
        .map(|value| if value == "true" { "batch".to_owned() } else { value })
        .collect();
    named.dedup();
    if named.is_empty() { None } else { Some(named.join(" ")) }
}

/// A unit, in 10⁻⁹ units.
pub(crate) const ONE: i128 = 1_000_000_000;

/// A unit that stands for tokens of any kind.
const TOKENS: &str = "tokens";

/// The meter that a unit counts, and how many of the meter's units it is, in 10⁻⁹.
pub(crate) fn scale(unit: &str) -> Option<(&'static str, i128)> {
    let unit = unit.trim().to_lowercase().replace([' ', '-'], "_");
    Some(match unit.as_str() {
        "tokens" | "token" => (TOKENS, ONE),
        "1000_tokens" | "1k_tokens" | "thousand_tokens" | "ktokens" => (TOKENS, 1_000 * ONE),
        "1000000_tokens" | "1m_tokens" | "million_tokens" | "mtokens" => (TOKENS, 1_000_000 * ONE),
        "images" | "image" => (meter::IMAGES, ONE),
        "characters" | "character" => (meter::CHARACTERS, ONE),
        "seconds" | "second" | "duration_seconds" => (meter::SECONDS, ONE),
        "minutes" | "minute" | "duration_minutes" => (meter::SECONDS, 60 * ONE),
        "hours" | "hour" | "duration_hours" => (meter::SECONDS, 3_600 * ONE),
        _ => return None,
    })
}

struct Words(Vec<String>);

impl Words {
    fn of(text: &str) -> Self {
        let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
        Self(words.map(str::to_lowercase).collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|one| one == word)
    }

    fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// The meter of tokens that they name.
    fn tokens(&self) -> Option<&'static str> {
        if self.has_any(&["audio", "image", "images", "video"]) {
            return None;
        }
        if self.has("cached") || (self.has("cache") && self.has_any(&["read", "reads", "hit", "hits"])) {
            return Some(meter::CACHE_READ_TOKENS);
        }
        if self.has("cache") && self.has_any(&["write", "writes", "creation", "storage"]) {
            let is_hour = self.has("1h") || (self.has_any(&["1", "one"]) && self.has("hour"));
            return Some(if is_hour { meter::CACHE_WRITE_1H_TOKENS } else { meter::CACHE_WRITE_TOKENS });
        }
        if self.has_any(&["output", "completion"]) {
            return Some(meter::OUTPUT_TOKENS);
        }
        self.has_any(&["input", "prompt"]).then_some(meter::INPUT_TOKENS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(about: &str, tiers: &str, unit: Option<&str>, expected: (LineKind, Option<&str>, Option<&str>)) {
        let got = meaning(about, tiers, unit, Money::from_pico(1));
        assert_eq!((got.kind, got.meter.as_deref(), got.tier.as_deref()), expected, "{about} {tiers}");
    }

    #[test]
    fn lines_say_what_they_charge_for() {
        use LineKind::{Adjustment, Charge, Rounding};
        let (input, output) = (Some(meter::INPUT_TOKENS), Some(meter::OUTPUT_TOKENS));
        let (read, write) = (Some(meter::CACHE_READ_TOKENS), Some(meter::CACHE_WRITE_TOKENS));
        check("gpt-5-2025-08-07, input", "", Some("tokens"), (Charge, input, None));
        check("gpt-5-2025-08-07, cached input", "", Some("tokens"), (Charge, read, None));
        check("gpt-5 batch, output", "", None, (Charge, output, Some("batch")));
        check("tokens\nuncached_input_tokens", "standard\n0-200k", None, (Charge, input, None));
        check("cache_read_input_tokens", "batch\n200k-1M", None, (Charge, read, Some("batch 200k-1m")));
        check("cache_creation.ephemeral_5m_input_tokens", "", None, (Charge, write, None));
        check("cache_creation.ephemeral_1h_input_tokens", "", None, (Charge, Some(meter::CACHE_WRITE_1H_TOKENS), None));
        check("dall-e-3", "", Some("images"), (Charge, Some(meter::IMAGES), None));
        check("gpt-4o audio, input", "", Some("tokens"), (Charge, None, None));
        check("web search", "", None, (Charge, None, None));
        check("Tax", "", None, (Adjustment, None, None));
        check("Volume discount", "", None, (Adjustment, None, None));
        check("Rounding", "", None, (Rounding, None, None));
        check("a service of ours", "flex_discount", None, (Charge, None, Some("flex_discount")));
        assert_eq!(meaning("gpt-5, input", "", None, Money::from_pico(-1)).kind, Adjustment);
    }

    #[test]
    fn standard_tiers_are_none() {
        assert_eq!(tier("default\n\n\n\nfalse"), None);
        assert_eq!(tier("\n\n\n\ntrue").as_deref(), Some("batch"));
        assert_eq!(tier("batch\n\n\n\ntrue").as_deref(), Some("batch"));
    }

    #[test]
    fn units_have_a_scale() {
        assert_eq!(scale("1000_tokens"), Some((TOKENS, 1_000_000_000_000)));
        assert_eq!(scale("duration_minutes"), Some((meter::SECONDS, 60_000_000_000)));
        assert_eq!(scale("gibibyte_hours"), None);
    }
}
