//! Reads price data in the format of genai-prices: an array of providers with models, match rules and prices.
//!
//! Amounts are taken from the numbers' texts. What is malformed is refused with its place; price keys that this crate
//! does not know are left out, so a meter of that kind stays unpriced.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::arithmetic::Rate;
use crate::catalogue::{Catalogue, DatedPrices, Model, Price, PriceList, Provider, Tier, TiersBy, Variant};
use crate::constraint::Constraint;
use crate::matching::Matcher;
use crate::units::Unit;

/// The longest price data that is read, in bytes.
const LONGEST: usize = 32 * 1024 * 1024;

/// Why a text is not price data.
#[derive(Debug, thiserror::Error)]
pub enum InvalidPriceData {
    #[error("price data is longer than 32 MiB")]
    TooLong,
    #[error("price data is not readable: {0}")]
    Format(#[from] serde_json::Error),
    #[error("`{place}`: {problem}")]
    Content { place: String, problem: Problem },
}

/// What is wrong at one place of the price data.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    #[error("`{0}` is not a pattern")]
    Pattern(String),
    #[error("`{0}` is not a price")]
    Price(String),
    #[error("`{0}` is not a day or a daily time in UTC")]
    Constraint(String),
    #[error("has no prices")]
    NoPrices,
}

#[derive(Deserialize)]
struct RawProvider {
    id: String,
    provider_match: Option<RawMatch>,
    model_match: Option<RawMatch>,
    fallback_model_providers: Option<Vec<String>>,
    #[serde(default)]
    models: Vec<RawModel>,
}

#[derive(Deserialize)]
struct RawModel {
    id: String,
    #[serde(rename = "match")]
    name_match: RawMatch,
    prices: Value,
    price_variants: Option<Vec<RawVariant>>,
    /// Of the supplement only.
    #[serde(default)]
    corrects: bool,
    #[serde(default)]
    also: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawMatch {
    Or(Vec<RawMatch>),
    And(Vec<RawMatch>),
    Equals(String),
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    Regex(String),
}

#[derive(Deserialize)]
struct RawVariant {
    when: BTreeMap<String, String>,
    constraint: Option<Value>,
    prices: Value,
}

impl Catalogue {
    pub(crate) fn decode(json: &str) -> Result<Self, InvalidPriceData> {
        if json.len() > LONGEST {
            return Err(InvalidPriceData::TooLong);
        }
        let raw: Vec<RawProvider> = serde_json::from_str(json)?;
        let ids: Vec<String> = raw.iter().map(|provider| provider.id.clone()).collect();
        let mut providers = Vec::with_capacity(raw.len());
        for provider in raw {
            let place = provider.id.clone();
            let in_provider = |problem| InvalidPriceData::Content { place, problem };
            let fallbacks = provider.fallback_model_providers.unwrap_or_default();
            let mut models = Vec::with_capacity(provider.models.len());
            for raw_model in provider.models {
                let entry = format!("{}/{}", provider.id, raw_model.id);
                let decoded = model(&provider.id, &entry, raw_model);
                models.push(decoded.map_err(|problem| InvalidPriceData::Content { place: entry, problem })?);
            }
            let rules =
                (provider.provider_match.map(matcher).transpose(), provider.model_match.map(matcher).transpose());
            let (provider_match, model_match) = match rules {
                (Ok(provider_match), Ok(model_match)) => (provider_match, model_match),
                (Err(problem), _) | (_, Err(problem)) => return Err(in_provider(problem)),
            };
            providers.push(Provider {
                id: provider.id.into(),
                provider_match,
                model_match,
                fallbacks: fallbacks.iter().filter_map(|id| ids.iter().position(|known| known == id)).collect(),
                models,
            });
        }
        Ok(Self { providers })
    }
}

fn model(provider: &str, entry: &str, raw: RawModel) -> Result<Model, Problem> {
    let mut prices = match &raw.prices {
        Value::Array(entries) => entries.iter().map(dated_prices).collect::<Result<Vec<_>, _>>()?,
        listed => vec![DatedPrices { constraint: None, prices: price_list(listed)? }],
    };
    if prices.is_empty() {
        return Err(Problem::NoPrices);
    }
    if raw.id.ends_with(":free") {
        prices.iter_mut().filter(|dated| dated.prices.is_empty()).for_each(|dated| dated.prices = free_tokens());
    }
    let variants = raw.price_variants.unwrap_or_default().into_iter().map(variant).collect::<Result<_, _>>()?;
    // Groq's terms, which the data does not carry.
    let has_least_charge = provider == "groq" && raw.id.starts_with("whisper-large-v3");
    let mut model = Model {
        entry: entry.into(),
        name_match: matcher(raw.name_match)?,
        prices,
        corrections: Vec::new(),
        additions: Vec::new(),
        also: alike(raw.also)?,
        corrects: raw.corrects,
        variants,
        least_seconds: if has_least_charge { 10 } else { 0 },
    };
    model.price_alike();
    Ok(model)
}

/// Models that are listed as free have no price keys. Others without any are unknown, not free.
fn free_tokens() -> PriceList {
    let mut list = PriceList::default();
    if let Some(base) = Rate::parse("0") {
        for unit in [Unit::Input, Unit::CacheRead, Unit::CacheWrite, Unit::CacheWrite1h, Unit::Output] {
            list.insert_if_missing(unit, Price::flat(base.clone(), unit.per()));
        }
    }
    list
}

fn dated_prices(entry: &Value) -> Result<DatedPrices, Problem> {
    let constraint = entry.get("constraint").map(constraint).transpose()?;
    Ok(DatedPrices { constraint, prices: price_list(entry.get("prices").unwrap_or(&Value::Null))? })
}

fn variant(raw: RawVariant) -> Result<Variant, Problem> {
    Ok(Variant {
        when: raw.when.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        constraint: raw.constraint.as_ref().map(constraint).transpose()?,
        prices: price_list(&raw.prices)?,
    })
}

fn price_list(listed: &Value) -> Result<PriceList, Problem> {
    let Value::Object(listed) = listed else { return Err(Problem::NoPrices) };
    let mut list = PriceList::default();
    for unit in Unit::ALL {
        let found = unit
            .price_keys()
            .iter()
            .find_map(|(key, per)| Some((listed.get(*key).filter(|value| !value.is_null())?, *per)));
        if let Some((value, per)) = found {
            list.insert_if_missing(*unit, price(value, per)?);
        }
    }
    Ok(list)
}

fn price(value: &Value, per: u64) -> Result<Price, Problem> {
    let invalid = || Problem::Price(value.to_string());
    let Some(base) = value.get("base") else {
        return Ok(Price::flat(rate(value).ok_or_else(invalid)?, per));
    };
    let tiers = value.get("tiers").and_then(Value::as_array).ok_or_else(invalid)?;
    let mut tiers = tiers
        .iter()
        .map(|tier| Some(Tier { start: tier.get("start")?.as_u64()?, rate: rate(tier.get("price")?)? }))
        .collect::<Option<Vec<_>>>()
        .ok_or_else(invalid)?;
    tiers.sort_by_key(|tier| tier.start);
    Ok(Price { base: rate(base).ok_or_else(invalid)?, per, tiers, tiers_by: TiersBy::Context })
}

fn rate(value: &Value) -> Option<Rate> {
    match value {
        Value::Number(number) => Rate::parse(number.as_str()),
        _ => None,
    }
}

fn constraint(value: &Value) -> Result<Constraint, Problem> {
    Constraint::read(value).ok_or_else(|| Problem::Constraint(value.to_string()))
}

/// Units of a rule that one costs what another does, by their price keys.
fn alike(rules: BTreeMap<String, String>) -> Result<Vec<(Unit, Unit)>, Problem> {
    let unit = |key: &str| Unit::of_price_key(key).ok_or_else(|| Problem::Price(key.to_owned()));
    rules.iter().map(|(key, other)| Ok((unit(key)?, unit(other)?))).collect()
}

fn matcher(raw: RawMatch) -> Result<Matcher, Problem> {
    let each = |rules: Vec<RawMatch>| rules.into_iter().map(matcher).collect::<Result<Vec<_>, _>>();
    let folded = |text: String| text.to_lowercase().into_boxed_str();
    Ok(match raw {
        RawMatch::Or(rules) => Matcher::Any(each(rules)?),
        RawMatch::And(rules) => Matcher::All(each(rules)?),
        RawMatch::Equals(text) => Matcher::Equals(folded(text)),
        RawMatch::StartsWith(text) => Matcher::StartsWith(folded(text)),
        RawMatch::EndsWith(text) => Matcher::EndsWith(folded(text)),
        RawMatch::Contains(text) => Matcher::Contains(folded(text)),
        RawMatch::Regex(text) => {
            let pattern = fancy_regex::Regex::new(&text).map_err(|_| Problem::Pattern(text))?;
            Matcher::Pattern(Box::new(pattern))
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::book::BUNDLED_DATA;

    /// New data may bring price keys or conditions; then this says which.
    #[test]
    fn every_price_key_and_condition_of_the_bundled_data_is_known() {
        // Conditions that no event carries: the standard price holds.
        const OTHER_CONDITIONS: [&str; 2] = ["route", "search_type"];
        let check_prices = |prices: &Value| {
            for key in prices.as_object().unwrap().keys() {
                assert!(Unit::of_price_key(key).is_some(), "{key}");
            }
            if let Some(input_hours) = prices.get("input_audio_hours") {
                assert_eq!(prices.get("audio_hours"), Some(input_hours), "one of them would not be charged");
            }
        };
        let providers: Value = serde_json::from_str(BUNDLED_DATA).unwrap();
        let mut models = 0;
        for model in providers.as_array().unwrap().iter().flat_map(|provider| provider["models"].as_array().unwrap()) {
            models += 1;
            match &model["prices"] {
                Value::Array(entries) => entries.iter().for_each(|entry| check_prices(&entry["prices"])),
                listed => check_prices(listed),
            }
            for variant in model.get("price_variants").and_then(Value::as_array).into_iter().flatten() {
                check_prices(&variant["prices"]);
                for key in variant["when"].as_object().unwrap().keys() {
                    let is_known = ["processing", "service_tier"].contains(&key.as_str());
                    assert!(is_known || OTHER_CONDITIONS.contains(&key.as_str()), "{key}");
                }
            }
        }
        let catalogue = Catalogue::decode(BUNDLED_DATA).unwrap();
        assert_eq!(catalogue.providers.iter().map(|provider| provider.models.len()).sum::<usize>(), models);
        assert!(models > 2000, "{models}");
    }

    #[test]
    fn the_supplement_names_its_sources_and_hides_no_model_of_a_fallback() {
        let list = Catalogue::decode(BUNDLED_DATA).unwrap();
        let supplement: Value = serde_json::from_str(crate::book::SUPPLEMENT).unwrap();
        for provider in supplement.as_array().unwrap() {
            let known = list.providers.iter().find(|known| *known.id == *provider["id"].as_str().unwrap()).unwrap();
            for model in provider["models"].as_array().unwrap() {
                let (id, comment) = (model["id"].as_str().unwrap(), model["price_comments"].as_str().unwrap());
                assert!(comment.contains("https://") && comment.contains("read 20"), "{id}: {comment}");
                let is_listed = known.models.iter().any(|known| known.name_match.matches(id));
                let mut others = known.fallbacks.iter().flat_map(|&other| &list.providers[other].models);
                let corrects = model.get("corrects").is_some();
                assert!(is_listed || corrects || !others.any(|other| other.name_match.matches(id)), "{id}");
                for key in model["prices"].as_object().into_iter().flat_map(|prices| prices.keys()) {
                    assert!(Unit::of_price_key(key).is_some(), "{id}: {key}");
                }
            }
        }
    }

    fn check_refused(model: &str, expected: &str) {
        let json = format!(r#"[{{"id": "p", "models": [{{"id": "m", {model}}}]}}]"#);
        let error = Catalogue::decode(&json).err().map(|error| error.to_string());
        assert!(error.as_deref().is_some_and(|error| error.contains(expected)), "{model}: {error:?}");
    }

    #[test]
    fn malformed_data_is_refused_with_its_place() {
        check_refused(r#""match": {"regex": "("}, "prices": {}"#, "`p/m`: `(` is not a pattern");
        check_refused(r#""match": {"equals": "m"}, "prices": []"#, "`p/m`: has no prices");
        check_refused(r#""match": {"equals": "m"}, "prices": {"input_mtok": "1"}"#, "is not a price");
        check_refused(r#""match": {"equals": "m"}, "prices": {"input_mtok": -1}"#, "is not a price");
        check_refused(r#""match": {"equals": "m"}, "prices": {"input_mtok": {"base": 1}}"#, "is not a price");
        check_refused(
            r#""match": {"equals": "m"}, "prices": [{"constraint": {"start_date": "soon"}, "prices": {}}]"#,
            "is not a day or a daily time in UTC",
        );
        check_refused(r#""match": {"resembles": "m"}, "prices": {}"#, "not readable");
        assert!(matches!(Catalogue::decode("{"), Err(InvalidPriceData::Format(_))));
        assert!(matches!(Catalogue::decode(&" ".repeat(LONGEST + 1)), Err(InvalidPriceData::TooLong)));
    }
}
