//! `GET /account/info`. The answer repeats the key; the host masks it, and nothing here logs a body.

use outlay_connector::{Count, Decimal, Error, Failure, Request, error};
use serde::Deserialize;
use serde_json::Value;

use crate::spend::Balance;

pub(crate) const REQUEST: &str = "account";

#[derive(Debug)]
pub(crate) struct Info {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) balance: Balance,
}

#[derive(Debug, Deserialize)]
struct Data {
    id: Option<Value>,
    name: Option<String>,
    is_enable: Option<bool>,
    equivalent_in_usd: Option<Decimal>,
    credit_pack_info: Option<Pack>,
    remaining_credits: Option<Count>,
}

#[derive(Debug, Deserialize)]
struct Pack {
    used_credits: Option<Count>,
    available_credits: Option<Count>,
}

pub(crate) fn read() -> Result<Info, Error> {
    let response = Request::get(REQUEST).send_any()?.or_advice("PiAPI", |status, _said| advice(status.into()))?;
    let mut body: Value = response.json()?;
    // Some errors come with status 200, and say what they are in the body.
    if let Some(code) = body.get("code").and_then(Value::as_u64).filter(|code| *code != 200) {
        let said = response.provider_message().unwrap_or_default();
        let (failure, advice) = advice(code).unwrap_or((Failure::Unexpected, "PiAPI answered with an error."));
        return Err(error(failure, format!("{advice} PiAPI says: {said}")));
    }
    // Wrapped or not: both are seen.
    let data = body.get_mut("data").map(Value::take).unwrap_or(body);
    let unreadable = |what: &str| error(Failure::Unexpected, format!("PiAPI's account information {what}"));
    let data: Data = serde_json::from_value(data).map_err(|_| unreadable("is not of the known form"))?;
    if data.is_enable == Some(false) {
        let message = "PiAPI has disabled this account; its support can say why.";
        return Err(error(Failure::CredentialsInsufficient, message));
    }
    let usd = data.equivalent_in_usd.ok_or_else(|| unreadable("has no `equivalent_in_usd`"))?;
    let (used, available) = match data.credit_pack_info {
        Some(pack) => (pack.used_credits, pack.available_credits),
        None => (None, None),
    };
    Ok(Info {
        id: data.id.and_then(|id| match id {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }),
        name: data.name.filter(|name| !name.is_empty()),
        balance: Balance {
            usd,
            used: Count::number(used),
            available: Count::number(available.or(data.remaining_credits)),
        },
    })
}

fn advice(status: u64) -> Option<(Failure, &'static str)> {
    Some(match status {
        401 => (
            Failure::CredentialsInvalid,
            "PiAPI does not know this key. Copy it again from piapi.ai, under Workspace, API Key; keys of other providers \
             do not work there.",
        ),
        403 => (Failure::CredentialsInsufficient, "PiAPI does not let this key see its account; it may be blocked."),
        429 => (Failure::RateLimited, "PiAPI asks to wait."),
        500..=599 => (Failure::Unavailable, "PiAPI has trouble or is under maintenance; the next sync tries again."),
        _ => return None,
    })
}
