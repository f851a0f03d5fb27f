//! Which call a record is about.

use outlay_domain::{CallId, Kind};
use serde_json::Value;

use crate::json::Record;

/// How the providers begin the ids of their answers. Such an id alone names the call, whoever reports it.
const RESPONSE_IDS: &[&str] = &["chatcmpl-", "cmpl-", "resp_", "msg_", "gen-", "req_vrtx_"];

/// What a record is named by.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Names<'n> {
    pub(crate) team: &'n str,
    pub(crate) kind: Kind,
    /// The id in the provider's response itself.
    pub(crate) response_id: Option<&'n str>,
    /// The sender's own id of the event.
    pub(crate) id: Option<&'n str>,
    pub(crate) transaction_id: Option<&'n str>,
    pub(crate) trace_id: Option<&'n str>,
    pub(crate) span_id: Option<&'n str>,
}

impl Names<'_> {
    /// The first of: the provider's response id; the sender's id; (kind, transaction id); (trace id, span id). Then the
    /// other ones, which are other names of the same call.
    pub(crate) fn call_ids(&self) -> Vec<CallId> {
        let Self { team, kind, response_id, id, transaction_id, trace_id, span_id } = *self;
        let given = || [response_id, transaction_id, id, span_id].into_iter().flatten();
        let responses = given().filter(|id| self.is_response_id(id)).map(|id| of_response(team, id));
        let own = |id: &str| CallId::of(&["id", team, id]);
        let transaction = |id: &str| of_transaction(team, kind, id);
        let other = |id: &&str| !self.is_response_id(id);
        let mut ids: Vec<CallId> = responses.collect();
        ids.extend(id.filter(other).map(own));
        ids.extend(transaction_id.filter(other).map(transaction));
        // `spanId` is another spelling of `transactionId`.
        ids.extend(span_id.filter(other).map(transaction));
        // SDKs post it as `transactionId`.
        ids.extend(response_id.filter(other).map(transaction));
        ids.extend(trace_id.zip(span_id).map(|(trace, span)| of_span(team, trace, span)));
        let mut seen = Vec::with_capacity(ids.len());
        ids.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        ids
    }

    /// Only calls of models have them: a tool's id may begin alike by chance.
    fn is_response_id(&self, id: &str) -> bool {
        !matches!(self.kind, Kind::Tool | Kind::Api | Kind::Custom)
            && RESPONSE_IDS.iter().any(|prefix| id.starts_with(prefix))
    }
}

/// The provider's id of its answer.
pub(crate) fn of_response(team: &str, id: &str) -> CallId {
    CallId::of(&["response", team, id])
}

/// The sender's or provider's id of a call of a kind.
pub(crate) fn of_transaction(team: &str, kind: Kind, id: &str) -> CallId {
    CallId::of(&["transaction", team, kind.as_str(), id])
}

/// A span, by hexadecimal ids in lower case.
pub(crate) fn of_span(team: &str, trace: &str, span: &str) -> CallId {
    CallId::of(&["span", team, trace, span])
}

/// The provider's id of a request, which is another one than that of its answer.
pub(crate) fn of_request(team: &str, id: &str) -> CallId {
    CallId::of(&["request", team, id])
}

/// The names that a call of some kind may go by, if somebody says an id of it and not whose.
pub fn call_names(team: &str, id: &str) -> Vec<CallId> {
    let given = [of_response(team, id), CallId::of(&["id", team, id]), of_request(team, id)];
    given.into_iter().chain(Kind::ALL.iter().map(|kind| of_transaction(team, *kind, id))).collect()
}

/// For a record without any id: what it says, whatever the order of its fields.
pub(crate) fn of_record(team: &str, record: &Record<'_>) -> CallId {
    let mut fields: Vec<(&str, String)> = Vec::new();
    for (name, raw) in record.fields().filter(|(_, raw)| raw.get() != "null") {
        let mut text = String::new();
        // A whole response is not taken apart for its name: it may be as long as a body.
        let is_response = matches!(name, "response" | "stream") && raw.get().starts_with(['{', '[']);
        match serde_json::from_str::<Value>(if is_response { "" } else { raw.get() }) {
            Ok(value) => write_sorted(&value, &mut text),
            Err(_) => text.push_str(raw.get()),
        }
        fields.push((name, text));
    }
    fields.sort_unstable();
    let mut parts = vec!["record", team];
    parts.extend(fields.iter().flat_map(|(name, text)| [*name, text.as_str()]));
    CallId::of(&parts)
}

fn write_sorted(value: &Value, text: &mut String) {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().filter(|(_, value)| !value.is_null()).collect();
            entries.sort_unstable_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in entries {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write_sorted(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_sorted(item, text);
                text.push(',');
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn names<'n>(
        kind: Kind,
        transaction_id: Option<&'n str>,
        id: Option<&'n str>,
        span_id: Option<&'n str>,
    ) -> Vec<CallId> {
        Names { team: "t", kind, response_id: None, id, transaction_id, trace_id: Some("trace"), span_id }.call_ids()
    }

    #[test]
    fn a_response_id_alone_names_the_call() {
        let first = |kind, transaction, id| names(kind, transaction, id, None)[0];
        let completion = first(Kind::Completion, Some("chatcmpl-1"), None);
        for same in [
            first(Kind::Embedding, Some("chatcmpl-1"), None),
            first(Kind::Completion, None, Some("chatcmpl-1")),
            first(Kind::Completion, Some("mine"), Some("chatcmpl-1")),
            first(Kind::Completion, Some("chatcmpl-1"), Some("mine")),
        ] {
            assert_eq!(same, completion);
        }
        assert_ne!(first(Kind::Tool, Some("chatcmpl-1"), None), completion);
        assert_ne!(first(Kind::Completion, Some("chatcmpl-2"), None), completion);
    }

    #[test]
    fn other_ids_are_aliases() {
        let all = names(Kind::Completion, Some("tx"), Some("mine"), Some("span"));
        assert_eq!(all.len(), 4);
        assert_eq!(all[0], names(Kind::Completion, None, Some("mine"), None)[0]);
        assert_eq!(all[1], names(Kind::Completion, Some("tx"), None, None)[0]);
        // By its other spelling the same transaction.
        assert_eq!(all[2], names(Kind::Completion, Some("span"), None, None)[0]);
        assert_eq!(names(Kind::Completion, None, None, Some("span")), all[2..]);
        assert_ne!(all[1], names(Kind::Embedding, Some("tx"), None, None)[0], "the kind counts");
        assert_eq!(names(Kind::Completion, None, None, None), []);
    }

    #[test]
    fn a_record_is_what_it_says() {
        let id = |text: &str| of_record("t", &serde_json::from_str::<Record<'_>>(text).unwrap());
        assert_eq!(id(r#"{"a": 1, "b": {"d": [1], "c": "x"}}"#), id(r#"{"b":{"c":"x","d":[1]},"e":null,"a":1}"#));
        assert_ne!(id(r#"{"a": 1}"#), id(r#"{"a": "1"}"#));
        let empty: Record<'_> = serde_json::from_str("{}").unwrap();
        assert_ne!(of_record("t", &empty), of_record("u", &empty));
    }
}
