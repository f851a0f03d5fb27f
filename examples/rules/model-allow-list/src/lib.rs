//! Example rule: a call to a model that is not on the list.
//!
//! Keeps no state. It shows a filter that the host checks: where the list has names only, the rule is not called for
//! models that are on it.

use outlay_rule::{Column, Condition, Error, Event, Finding, Manifest, Operator, Rule};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Names; one that ends with `*` stands for all that begin so.
    models: Vec<String>,
    /// Only calls of this environment, if one is named.
    #[serde(default)]
    environment: Option<String>,
}

#[derive(Debug)]
pub struct ModelAllowList {
    names: Vec<String>,
    beginnings: Vec<String>,
    environment: Option<String>,
    model: Column,
}

/// A condition of the host has no more values.
const MOST_MODELS: usize = 1_000;

outlay_rule::export!(ModelAllowList);

impl Rule for ModelAllowList {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("model-allow-list", env!("CARGO_PKG_VERSION"), "Model allow-list")
            .documented(include_str!("../README.md"))
            .reads(&["model", "provider", "agent", "organization", "key_id", "cost"])
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.models.is_empty() {
            return Err(Error::new("name at least one model that is allowed").at("/models"));
        }
        if settings.models.len() > MOST_MODELS {
            return Err(Error::new(format!("at most {MOST_MODELS} models")).at("/models"));
        }
        let (mut names, mut beginnings) = (Vec::new(), Vec::new());
        for (index, model) in settings.models.into_iter().enumerate() {
            let refuse = |message: &str| Err(Error::new(message).at(&format!("/models/{index}")));
            match model.strip_suffix('*') {
                Some(beginning) if beginning.contains('*') => return refuse("a `*` can only stand at the end"),
                Some(beginning) => beginnings.push(beginning.to_owned()),
                None if model.contains('*') => return refuse("a `*` can only stand at the end"),
                None if model.trim().is_empty() => return refuse("an empty text is no model"),
                None => names.push(model),
            }
        }
        let environment = settings.environment.filter(|name| !name.is_empty());
        Ok(Self { names, beginnings, environment, model: Column::named("model") })
    }

    fn filter(&self) -> Vec<Condition> {
        // Names that are on the list do not reach the rule: the host compares each distinct model once a batch.
        let names = Condition::new("model", Operator::NotEquals, self.names.iter());
        let names = (!self.names.is_empty()).then_some(names);
        let environment = self.environment.iter().map(|name| Condition::one_of("environment", [name]));
        names.into_iter().chain(environment).collect()
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        // A call whose model is unknown is neither on the list nor off it.
        let model = event.text(&self.model)?;
        if self.names.iter().any(|name| name == model)
            || self.beginnings.iter().any(|it| model.starts_with(it.as_str()))
        {
            return None;
        }
        let by = ["agent", "organization", "key_id"];
        let by =
            by.iter().filter_map(|&column| Some(format!("{} {}", column.trim_end_matches("_id"), event.text(column)?)));
        let detail: Vec<_> = by.collect();
        let provider = event.text("provider").map(|provider| format!(" of {provider}")).unwrap_or_default();
        let finding = Finding::firing(model, format!("A call went to {model}{provider}, which is not on the list"));
        let finding = finding.detail(detail.join(", "));
        // Unknown is not zero: then the alert has no value.
        Some(match event.cost() {
            Some(cost) => finding.value(cost),
            None => finding,
        })
    }
}

#[cfg(test)]
mod tests;
