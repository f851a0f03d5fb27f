//! What a sender would post about a case: the metering request as it stands, or a native event with what the provider
//! answered and what only the caller knows of the call.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::Case;

/// A request to Outlay.
#[derive(Debug, Clone, Deserialize)]
pub struct Request {
    pub path: String,
    pub body: Value,
}

/// Facts of the call and the native fields that carry them.
const FIELDS: &[(&str, &str)] = &[
    ("region", "region"),
    ("kind", "kind"),
    ("seconds", "durationSeconds"),
    ("characters", "characterCount"),
    ("inputTokens", "inputTokenCount"),
];

impl Case {
    /// The request that a sender would post.
    pub fn to_post(&self) -> Request {
        if let Some(request) = &self.request {
            return request.clone();
        }
        let mut event = Map::new();
        event.insert("provider".to_owned(), json!(self.provider));
        event.insert("time".to_owned(), json!(self.at));
        for (fact, field) in FIELDS {
            if let Some(value) = self.call.get(*fact) {
                event.insert((*field).to_owned(), value.clone());
            }
        }
        if let Some(images) = self.call.get("images") {
            // Asked for, and perhaps not made: the answer shows those that are charged.
            let is_shown =
                self.response.as_ref().is_some_and(|body| body["data"].is_array() || body["predictions"].is_array());
            let field = if is_shown { "requestedImageCount" } else { "actualImageCount" };
            event.insert(field.to_owned(), images.clone());
        }
        if let Some(model) = self.call.get("model").filter(|_| self.names_more()) {
            event.insert("model".to_owned(), model.clone());
        }
        if let Some(tier) = self.call.get("serviceTier") {
            // What was asked for counts only where the provider does not say what was served.
            let field = if self.says("service_tier") { "requestedServiceTier" } else { "serviceTier" };
            event.insert(field.to_owned(), tier.clone());
        }
        if self.call.get("batch") == Some(&Value::Bool(true)) {
            event.insert("batch".to_owned(), Value::Bool(true));
        }
        if let Some(hours) = self.call.get("sandboxHours") {
            event.insert("meters".to_owned(), json!({ "sandbox_hours": hours }));
        }
        let attributes: Map<String, Value> = ["deployment", "resolution", "quality"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), self.call.get(name)?.clone())))
            .collect();
        if !attributes.is_empty() {
            event.insert("attributes".to_owned(), Value::Object(attributes));
        }
        for (field, body) in [("response", &self.response), ("stream", &self.stream)] {
            if let Some(body) = body {
                event.insert(field.to_owned(), body.clone());
            }
        }
        Request { path: "/v1/events".to_owned(), body: Value::Object(event) }
    }

    /// Whether the caller's name of the model says more than the provider's: a profile of Bedrock, a path of Vertex, what a
    /// deployment of Azure runs. Everywhere else the answer's name is the exact one.
    fn names_more(&self) -> bool {
        let is_of_place = match self.provider.as_str() {
            "aws" => true,
            "google" => self.call.contains_key("region"),
            "azure" => self.call.contains_key("deployment"),
            _ => false,
        };
        is_of_place || !(self.says("model") || self.says("modelVersion"))
    }

    /// Whether the answer has a text of that name, at its top or in the events that it came in.
    fn says(&self, name: &str) -> bool {
        let in_body = |body: &Value| {
            let is_text = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
            let inner = ["response", "message", "usage"]
                .into_iter()
                .any(|outer| is_text(body.get(outer).and_then(|inner| inner.get(name))));
            inner || is_text(body.get(name))
        };
        self.response.as_ref().is_some_and(in_body)
            || self.stream.as_ref().and_then(Value::as_array).is_some_and(|events| events.iter().any(in_body))
    }
}
