//! What was asked and answered in a call, where a team keeps that.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::ask;
use crate::error::ApiError;
use crate::host::Host;

/// Up to 50,000 characters of each, secrets masked; null where the sender sent none.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Prompt {
    system_prompt: Option<String>,
    /// Usually JSON.
    input_messages: Option<String>,
    output_response: Option<String>,
    /// Something was cut off.
    truncated: bool,
}

/// Of the event at this place in the ledger.
pub(crate) async fn of(host: &Host, seq: &str) -> Result<Option<Prompt>, ApiError> {
    let sql =
        "SELECT system_prompt, input_messages, output_response, truncated FROM prompts WHERE seq = ?::BIGINT LIMIT 1";
    let rows = ask(host, sql.to_owned(), vec![seq.into()]).await?;
    let prompt = rows.into_iter().next().map(|row| {
        let text = |place: usize| row.get(place).and_then(Value::as_str).map(str::to_owned);
        Prompt {
            system_prompt: text(0),
            input_messages: text(1),
            output_response: text(2),
            truncated: row.get(3) == Some(&Value::Bool(true)),
        }
    });
    Ok(prompt)
}
