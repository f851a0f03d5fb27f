//! Texts that are one of a few words, in shapes where the type in Rust is a text.

use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr, Schema};

type Words = &'static [&'static str];

const SEVERITIES: Words = &["info", "warning", "critical"];
const DELIVERY: Words = &["pending", "delivered", "failed"];
const HAPPENINGS: Words = &[
    "opened",
    "severity",
    "acknowledged",
    "unacknowledged",
    "snoozed",
    "unsnoozed",
    "woke",
    "muted",
    "unmuted",
    "cleared",
    "resolved",
    "noted",
];
const OCCASIONS: Words =
    &["alert.opened", "alert.escalated", "alert.cleared", "alert.woke", "storm.opened", "storm.updated", "storm.ended"];
const CHECK_FAILURES: Words = &[
    "credentials_invalid",
    "credentials_insufficient",
    "settings_invalid",
    "rate_limited",
    "unavailable",
    "unexpected",
];
const MASTER_KEYS: Words = &["data", "user", "folder", "variable", "file", "command", "handed-in"];
const GRAINS: Words = &["project_model", "model", "project", "connection", "provider"];

/// The shape, its field, and what that may say; a line each.
const FIELDS: &[(&str, &str, Words)] = &[
    ("Alert", "severity", SEVERITIES),
    ("Alert", "status", &["open", "cleared", "resolved"]),
    ("AlertView", "severity", SEVERITIES),
    ("Channel", "kind", &["webhook", "slack", "email"]),
    ("ChannelSettings", "tls", &["starttls", "tls", "none"]),
    ("CheckResult", "failure", CHECK_FAILURES),
    ("Connection", "status", &["pending", "connected", "disconnected"]),
    ("ConnectorStream", "kind", &["usage", "cost", "names"]),
    ("Coverage", "kind", &["usage", "cost"]),
    ("CreateKey", "scope", &["metering", "read", "full"]),
    ("Delivery", "status", DELIVERY),
    ("EventResult", "status", &["accepted", "duplicate", "rejected"]),
    ("EventResults", "verdict", &["complete", "partial"]),
    ("HistoryEntry", "severity", SEVERITIES),
    ("HistoryEntry", "what", HAPPENINGS),
    ("Key", "scope", &["metering", "read", "full"]),
    ("LastDelivery", "status", DELIVERY),
    ("LogLine", "level", &["debug", "info", "warn", "error"]),
    ("LoggedDelivery", "status", DELIVERY),
    ("LoggedDelivery", "type", OCCASIONS),
    ("Manifest", "scope", &["stateless", "keyed", "global"]),
    ("MasterKeyAbout", "kind", MASTER_KEYS),
    ("MeterPrice", "tiersBy", &["context", "volume", "graduated"]),
    ("MeteredEvent", "status", &["live", "voided"]),
    ("MeteringResource", "verdict", &["complete", "partial"]),
    ("NewChannel", "kind", &["webhook", "slack", "email"]),
    ("ProjectMapping", "kind", &["key", "credential", "project"]),
    ("ProjectMapping", "source", &["provider", "operator"]),
    ("ReconciledRow", "grain", GRAINS),
    ("Repricing", "state", &["waiting", "running", "done", "undone"]),
    ("Rule", "state", &["live", "starting", "detached", "suspended", "disabled"]),
    ("ServerStatus", "warehouse", &["ready", "behind", "failed"]),
    ("SpendGroup", "basis", &["billed", "metered", "not attributed"]),
    ("Sync", "status", &["running", "done", "partial", "failed", "cancelled"]),
    ("TaskView", "status", &["running", "done", "failed", "cancelled"]),
    ("VaultView", "kind", MASTER_KEYS),
];

/// The same of parameters: path, name, words.
const PARAMETERS: &[(&str, &str, Words)] = &[
    ("/api/v1/alerts", "status", &["open", "acknowledged", "snoozed", "muted", "all"]),
    ("/api/v1/reconciliation", "grain", GRAINS),
];

/// Says in the document which words there are. Those that it has no place for are answered: `shape.field`.
pub(super) fn complete(document: &mut OpenApi) -> Vec<String> {
    let mut lost = Vec::new();
    for (shape, field, words) in FIELDS {
        let shapes = document.components.as_mut().and_then(|components| components.schemas.get_mut(*shape));
        if !shapes.and_then(|shape| property(shape, field)).is_some_and(|schema| set(schema, words)) {
            lost.push(format!("{shape}.{field}"));
        }
    }
    for (path, name, words) in PARAMETERS {
        let get = document.paths.paths.get_mut(*path).and_then(|path| path.get.as_mut());
        let parameters = get.and_then(|operation| operation.parameters.as_mut()).into_iter().flatten();
        let schema = parameters.filter_map(of_query(name)).next().and_then(|parameter| parameter.schema.as_mut());
        if !schema.is_some_and(|schema| set(schema, words)) {
            lost.push(format!("{path}?{name}"));
        }
    }
    lost
}

fn of_query(name: &str) -> impl Fn(&mut RefOr<Parameter>) -> Option<&mut Parameter> {
    move |parameter| match parameter {
        RefOr::T(parameter) if parameter.name == name && parameter.parameter_in == ParameterIn::Query => {
            Some(parameter)
        }
        _ => None,
    }
}

fn property<'s>(shape: &'s mut RefOr<Schema>, name: &str) -> Option<&'s mut RefOr<Schema>> {
    match shape {
        RefOr::T(Schema::Object(object)) => object.properties.get_mut(name),
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().find_map(|item| property(item, name)),
        _ => None,
    }
}

/// Whether there was a plain text to be made exact.
fn set(schema: &mut RefOr<Schema>, words: Words) -> bool {
    let RefOr::T(Schema::Object(object)) = schema else { return false };
    let null = super::always_there::is_null(&object.schema_type).then_some(serde_json::Value::Null);
    object.enum_values = Some(words.iter().map(|word| (*word).into()).chain(null).collect());
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_word_has_its_place() {
        let (_, mut document) = crate::routes().split_for_parts();
        assert_eq!(super::complete(&mut document), Vec::<String>::new());
    }
}
