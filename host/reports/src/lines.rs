//! What a line of a bill charges for. Every provider words it otherwise, and none promises its words: what is not
//! understood is a charge for nothing in particular, and its difference stays unexplained.

use outlay_domain::{Money, meter};
use outlay_pricing::tier;
use outlay_warehouse::ADJUSTMENTS;

use crate::split::LineKind;

/// Words that name a tier, and its name.
const TIER_WORDS: [(&str, &str); 7] = [
    ("batch", "batch"),
    ("btch", "batch"),
    ("flex", "flex"),
    ("priority", "priority"),
    ("pp", "priority"),
    ("fast", "fast"),
    ("provisioned", "provisioned"),
];

/// What the words of a line say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meaning {
    pub(crate) kind: LineKind,
    pub(crate) meter: Option<String>,
    pub(crate) tier: Option<String>,
}

/// `about` and `tiers` are the values of [`outlay_warehouse::ABOUT`] and [`tier::FIELDS`].
pub(crate) fn meaning(about: &str, tiers: &str, unit: Option<&str>, amount: Money) -> Meaning {
    let words = Words::of(about);
    let tier = tier::named(tiers)
        .or_else(|| TIER_WORDS.iter().find(|(word, _)| words.has(word)).map(|(_, tier)| (*tier).to_owned()));
    // What is sold in credits is no credit.
    let is_in_credits = unit.is_some_and(|unit| unit.trim().eq_ignore_ascii_case("credits"));
    let kind = if words.has("rounding") {
        LineKind::Rounding
    } else if (words.has_any(&ADJUSTMENTS) && !is_in_credits) || amount < Money::ZERO {
        LineKind::Adjustment
    } else {
        LineKind::Charge
    };
    let of_unit = unit.and_then(|unit| Some(scale(unit)?.0)).filter(|meter| *meter != TOKENS);
    let meter = of_unit.map(str::to_owned).or_else(|| words.tokens().map(str::to_owned));
    Meaning { kind, meter, tier }
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
        let mut words = vec![String::new()];
        let mut was_small = false;
        for letter in text.chars() {
            // `InputTokenCount` is three.
            if !letter.is_alphanumeric() || (was_small && letter.is_uppercase()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut()
                && letter.is_alphanumeric()
            {
                word.extend(letter.to_lowercase());
            }
            was_small = letter.is_lowercase();
        }
        words.retain(|word| !word.is_empty());
        Self(words)
    }

    fn has(&self, word: &str) -> bool {
        self.0.iter().any(|one| one == word)
    }

    fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// The meter of tokens that they name.
    fn tokens(&self) -> Option<&'static str> {
        if self.has_any(&["audio", "aud", "image", "images", "img", "video"]) {
            return None;
        }
        if self.has_any(&["cached", "cchd"]) || (self.has("cache") && self.has_any(&["read", "reads", "hit", "hits"])) {
            return Some(meter::CACHE_READ_TOKENS);
        }
        if self.has("cache") && self.has_any(&["write", "writes", "creation", "storage"]) {
            let is_hour = self.has("1h") || (self.has_any(&["1", "one"]) && self.has("hour"));
            return Some(if is_hour { meter::CACHE_WRITE_1H_TOKENS } else { meter::CACHE_WRITE_TOKENS });
        }
        if self.has_any(&["output", "completion", "outp", "otpt", "opt"]) {
            return Some(meter::OUTPUT_TOKENS);
        }
        self.has_any(&["input", "prompt", "inp"]).then_some(meter::INPUT_TOKENS)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
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

    /// What the lines of the connectors' own fixtures charge for, by what they keep of a line in `raw`.
    #[test]
    fn lines_of_every_provider_are_understood() {
        use outlay_warehouse::ABOUT;
        use serde_json::{Value, json};
        let (input, output) = (Some(meter::INPUT_TOKENS), Some(meter::OUTPUT_TOKENS));
        let (read, write) = (Some(meter::CACHE_READ_TOKENS), Some(meter::CACHE_WRITE_TOKENS));
        let check = |lines: Vec<Value>, expected: &[(Option<&str>, Option<&str>)]| {
            let said = |line: &Value, keys: &[&str]| {
                keys.iter().filter_map(|key| line[*key].as_str()).collect::<Vec<_>>().join("\n")
            };
            let got: Vec<_> = lines
                .iter()
                .map(|line| meaning(&said(line, &ABOUT), &said(line, &tier::FIELDS), None, Money::from_pico(1)))
                .collect();
            let seen: Vec<_> = got.iter().map(|one| (one.meter.as_deref(), one.tier.as_deref())).collect();
            assert_eq!(seen, expected, "{lines:?}");
            assert!(got.iter().all(|one| one.kind == LineKind::Charge));
        };
        let read_json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let all = |value: &Value| value.as_array().cloned().unwrap_or_default();

        let page = read_json(include_str!("../../../connectors/bedrock/fixtures/get_cost_and_usage.page1.json"));
        let keys = all(&page["ResultsByTime"][0]["Groups"]).into_iter().map(|group| group["Keys"].clone());
        let lines = keys.map(|keys| json!({"SERVICE": keys[0], "USAGE_TYPE": keys[1]})).take(5).collect();
        check(lines, &[(input, None), (output, None), (read, None), (write, None), (input, None)]);

        let page = read_json(include_str!("../../../connectors/azure-openai/fixtures/cost_query.page1.json"));
        let lines = all(&page["properties"]["rows"]).into_iter().map(|row| json!({"meter": row[4]})).collect();
        check(lines, &[(input, None), (output, None)]);
        let meters = ["gpt 4o 1120 cchd Inp glbl Tokens", "gpt-4o-mini-0718-Btch-Outp-glbl Tokens"];
        check(meters.map(|meter| json!({"meter": meter})).to_vec(), &[(read, None), (output, Some("batch"))]);

        let page = read_json(include_str!("../../../connectors/openai/fixtures/costs.page1.json"));
        let lines = all(&page["data"]).into_iter().flat_map(|bucket| all(&bucket["results"])).take(11).collect();
        let (batch, priority) = (Some("batch"), Some("priority"));
        let of_a_model = [(input, None), (read, None), (output, None)];
        let rest = [(input, batch), (output, batch), (input, None), (None, None), (input, priority)];
        check(lines, &[&of_a_model[..], &of_a_model, &rest].concat());

        let page = read_json(include_str!("../../../connectors/anthropic/fixtures/cost_report.page1.json"));
        let hour = Some(meter::CACHE_WRITE_1H_TOKENS);
        let lines = all(&page["data"][0]["results"]).into_iter().take(6).collect();
        check(lines, &[input, hour, write, read, output, None].map(|meter| (meter, None)));
        let page = read_json(include_str!("../../../connectors/anthropic/fixtures/cost_report.page2.json"));
        check(all(&page["data"][0]["results"]), &[(input, batch), (output, batch)]);

        let page = read_json(include_str!("../../../connectors/vertex/fixtures/bigquery_query.page1.json"));
        let lines =
            all(&page["rows"]).into_iter().map(|row| json!({"service": row["f"][2]["v"], "sku": row["f"][4]["v"]}));
        check(lines.collect(), &[(input, None), (output, None)]);
    }

    #[test]
    fn what_is_sold_in_credits_is_a_charge() {
        check("Copilot AI Credits", "", Some("credits"), (LineKind::Charge, None, None));
        check("Copilot AI Credits", "", None, (LineKind::Adjustment, None, None));
    }

    #[test]
    fn units_have_a_scale() {
        assert_eq!(scale("1000_tokens"), Some((TOKENS, 1_000_000_000_000)));
        assert_eq!(scale("duration_minutes"), Some((meter::SECONDS, 60_000_000_000)));
        assert_eq!(scale("gibibyte_hours"), None);
    }
}
