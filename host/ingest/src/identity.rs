//! Which call a record is about.

use outlay_domain::{CallId, Kind};

/// How the providers begin the ids of their answers. Such an id alone names the call, whoever reports it.
const RESPONSE_IDS: &[&str] = &["chatcmpl-", "resp_", "msg_", "gen-", "cmpl-", "msg_bdrk_", "req_vrtx_"];

/// The first of: the provider's response id; (source, id); (kind, transaction id); the record itself.
pub(crate) fn call_id(
    team: &str,
    kind: Kind,
    transaction_id: Option<&str>,
    id: Option<&str>,
    record: &str,
) -> CallId {
    let is_response = |id: &&str| RESPONSE_IDS.iter().any(|prefix| id.starts_with(prefix));
    if let Some(response) = transaction_id.filter(is_response).or(id.filter(is_response)) {
        return CallId::of(&["response", team, response]);
    }
    match (id, transaction_id) {
        (Some(id), _) => CallId::of(&["id", team, id]),
        (None, Some(transaction)) => CallId::of(&["transaction", team, kind.as_str(), transaction]),
        (None, None) => CallId::of(&["record", team, record]),
    }
}
