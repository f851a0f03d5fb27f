//! Which entry of the price data a provider and a model name mean.

use std::borrow::Cow;

use crate::catalogue::{Catalogue, Model};
use crate::providers::{LOCAL_RUNTIMES, ROUTERS, canonical_provider, fold};

/// A rule over names in lower case.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    Any(Vec<Matcher>),
    All(Vec<Matcher>),
    Equals(Box<str>),
    StartsWith(Box<str>),
    EndsWith(Box<str>),
    Contains(Box<str>),
    Pattern(Box<fancy_regex::Regex>),
}

impl Matcher {
    pub(crate) fn matches(&self, name: &str) -> bool {
        match self {
            Self::Any(rules) => rules.iter().any(|rule| rule.matches(name)),
            Self::All(rules) => rules.iter().all(|rule| rule.matches(name)),
            Self::Equals(text) => name == &**text,
            Self::StartsWith(text) => name.starts_with(&**text),
            Self::EndsWith(text) => name.ends_with(&**text),
            Self::Contains(text) => name.contains(&**text),
            // A pattern that gives up after too much backtracking does not match.
            Self::Pattern(pattern) => pattern.is_match(name).unwrap_or(false),
        }
    }
}

/// What a provider and a model name mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// Indices of the provider and of its model; not `is_own` if another provider's prices stand in.
    Model {
        provider: usize,
        model: usize,
        is_own: bool,
    },
    UnknownProvider,
    UnknownModel,
}

impl Catalogue {
    pub(crate) fn model(&self, provider: usize, model: usize) -> Option<&Model> {
        self.providers.get(provider)?.models.get(model)
    }

    /// The id of a model, without its provider.
    pub(crate) fn id(&self, resolution: Resolution) -> Option<&str> {
        let Resolution::Model { provider, model, .. } = resolution else { return None };
        self.model(provider, model)?.entry.split_once('/').map(|(_, id)| id)
    }

    pub(crate) fn resolve(&self, provider: &str, model: &str) -> Resolution {
        let provider = canonical_provider(provider);
        let model = fold(model.trim());
        if ROUTERS.contains(&provider.as_str()) {
            return self.routed_model(&model).unwrap_or(Resolution::UnknownModel);
        }
        match self.provider(&provider) {
            None => Resolution::UnknownProvider,
            Some(index) => self.model_of(index, &provider, &model).unwrap_or(Resolution::UnknownModel),
        }
    }

    /// By id, then by the data's own rules for other names.
    fn provider(&self, canonical: &str) -> Option<usize> {
        if LOCAL_RUNTIMES.contains(&canonical) {
            return None;
        }
        let by_id = self.providers.iter().position(|provider| &*provider.id == canonical);
        by_id.or_else(|| {
            let has_name = |rule: &Matcher| rule.matches(canonical);
            self.providers.iter().position(|provider| provider.provider_match.as_ref().is_some_and(has_name))
        })
    }

    /// A model by the name that the provider, or the path of its resource, gives it.
    fn model_of(&self, provider: usize, provider_name: &str, model: &str) -> Option<Resolution> {
        self.named_model(provider, model).or_else(|| {
            let (path, name) = model.rsplit_once('/')?;
            let (first, _) = model.split_once('/')?;
            let is_resource = first.starts_with("arn:") || path.ends_with("models") || path.ends_with("publishers");
            let repeats_provider = canonical_provider(first) == provider_name;
            if is_resource || repeats_provider { self.named_model(provider, name) } else { None }
        })
    }

    /// A model that went through a router, such as `anthropic/claude-sonnet-4-5` or `gpt-4o`: at its seller's list
    /// price if the name begins with a known one, else at its maker's.
    fn routed_model(&self, model: &str) -> Option<Resolution> {
        if let Some((prefix, rest)) = model.split_once('/') {
            let seller = canonical_provider(prefix);
            if LOCAL_RUNTIMES.contains(&seller.as_str()) {
                return None;
            }
            if let Some(provider) = self.provider(&seller) {
                // Some routes have steps in between: `bedrock/us-east-1/anthropic.claude-v2`.
                let last = || self.named_model(provider, rest.rsplit_once('/')?.1);
                return self.named_model(provider, rest).or_else(last);
            }
        }
        let makes = |rule: &Matcher| rule.matches(model);
        let maker = self.providers.iter().position(|provider| provider.model_match.as_ref().is_some_and(makes))?;
        self.named_model(maker, model)
    }

    /// A model by name, then by the name with its compact dates spelled out.
    fn named_model(&self, provider: usize, name: &str) -> Option<Resolution> {
        self.listed_model(provider, name).or_else(|| match spell_out_dates(name) {
            Cow::Borrowed(_) => None,
            Cow::Owned(spelled) => self.listed_model(provider, &spelled),
        })
    }

    fn listed_model(&self, provider: usize, name: &str) -> Option<Resolution> {
        let position = |index: usize| {
            let models = &self.providers.get(index)?.models;
            models.iter().position(|model| model.name_match.matches(name))
        };
        if let Some(model) = position(provider) {
            return Some(Resolution::Model { provider, model, is_own: true });
        }
        self.providers.get(provider)?.fallbacks.iter().find_map(|&fallback| {
            position(fallback).map(|model| Resolution::Model { provider: fallback, model, is_own: false })
        })
    }
}

/// `gpt-5.2-20251211` as `gpt-5.2-2025-12-11`: routers write dates compactly.
fn spell_out_dates(name: &str) -> Cow<'_, str> {
    let mut spelled = String::new();
    let mut copied = 0;
    for (dash, _) in name.match_indices('-') {
        let Some(digits) = name.get(dash + 1..dash + 9) else { continue };
        let ends = name.get(dash + 9..).is_none_or(|rest| rest.is_empty() || rest.starts_with(['-', ':']));
        if !ends || !is_date(digits) {
            continue;
        }
        let parts = [name.get(copied..=dash), digits.get(..4), Some("-"), digits.get(4..6), Some("-"), digits.get(6..)];
        spelled.extend(parts.into_iter().flatten());
        copied = dash + 9;
    }
    if spelled.is_empty() {
        return Cow::Borrowed(name);
    }
    spelled.push_str(name.get(copied..).unwrap_or_default());
    Cow::Owned(spelled)
}

/// Eight digits that name a day of this century.
fn is_date(digits: &str) -> bool {
    digits.starts_with("20")
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && jiff::civil::Date::strptime("%Y%m%d", digits).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_dates_are_spelled_out() {
        for (name, expected) in [
            ("gpt-5.2-20251211", "gpt-5.2-2025-12-11"),
            ("model-20251211:free", "model-2025-12-11:free"),
            ("a-20251211-20240229", "a-2025-12-11-2024-02-29"),
            ("a-20251211-b-20240229-c", "a-2025-12-11-b-2024-02-29-c"),
            ("model-20250230", "model-20250230"),
            ("model-202512110", "model-202512110"),
            ("model-19991231", "model-19991231"),
            ("modèl-2025121é", "modèl-2025121é"),
            ("-", "-"),
            ("", ""),
        ] {
            assert_eq!(spell_out_dates(name), expected, "{name}");
        }
    }
}
