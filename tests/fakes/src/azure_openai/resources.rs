//! Resources and their deployments.

use serde_json::{Value, json};

use super::address::GROUP;
use super::{EMPTY_SUBSCRIPTION, bad, check_query, fixture, problem};
use crate::paging::Paging;
use crate::reply::Reply;
use crate::seen::Seen;

/// Has figures in both families of metrics, of the same traffic.
pub(super) const CONTOSO: &str = "contoso-openai";
/// Has figures in the older family only.
pub(super) const OLDER: &str = "contoso-older";
/// Name and kind. The last one has no models.
const ACCOUNTS: &[(&str, &str)] = &[(CONTOSO, "OpenAI"), (OLDER, "AIServices"), ("contoso-speech", "SpeechServices")];

const VERSION: &str = "2024-10-01";
const PAGE: usize = 2;

pub(super) fn accounts(subscription: &str, seen: &Seen) -> Result<Reply, Reply> {
    check_query(seen, VERSION, &["$skiptoken"])?;
    let listed: Vec<Value> = ACCOUNTS
        .iter()
        .filter(|_| subscription != EMPTY_SUBSCRIPTION)
        .map(|(name, kind)| {
            json!({
                "id": id(subscription, name), "name": name, "type": "Microsoft.CognitiveServices/accounts", "kind": kind,
                "location": "eastus2", "sku": {"name": "S0"}, "properties": {"provisioningState": "Succeeded"},
            })
        })
        .collect();
    let paging = Paging::of((subscription, "accounts"));
    let offset = match seen.parameter("$skiptoken") {
        Some(token) => paging.offset_of(token, "").ok_or_else(|| bad("The provided skip token is invalid."))?,
        None => 0,
    };
    let offset = usize::try_from(offset).unwrap_or_default();
    let page: Vec<Value> = listed.iter().skip(offset).take(PAGE).cloned().collect();
    let mut answer = json!({"value": page});
    if offset + PAGE < listed.len() {
        let next = paging.cursor(i64::try_from(offset + PAGE).unwrap_or_default(), "");
        answer["nextLink"] = json!(format!(
            "https://management.azure.com/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/accounts?api-version={VERSION}&%24skiptoken={next}"
        ));
    }
    Ok(Reply::json(200, &answer))
}

pub(super) fn deployments(subscription: &str, account: &str, seen: &Seen) -> Result<Reply, Reply> {
    check_query(seen, VERSION, &[])?;
    must_exist(subscription, account)?;
    let text = fixture!("deployments").replace(&format!("/{CONTOSO}/"), &format!("/{account}/"));
    Ok(Reply::text(200, "application/json", text))
}

pub(super) fn must_exist(subscription: &str, account: &str) -> Result<(), Reply> {
    let is_there = subscription != EMPTY_SUBSCRIPTION && ACCOUNTS.iter().any(|(name, _)| *name == account);
    let message = format!(
        "The Resource 'Microsoft.CognitiveServices/accounts/{account}' under resource group '{GROUP}' was not found."
    );
    if is_there { Ok(()) } else { Err(problem(404, "ResourceNotFound", &message)) }
}

/// In the mixed case in which Azure Resource Manager spells it.
fn id(subscription: &str, account: &str) -> String {
    format!(
        "/subscriptions/{subscription}/resourceGroups/{GROUP}/providers/Microsoft.CognitiveServices/accounts/{account}"
    )
}
