//! Whose key it is.

use outlay_connector::{Decimal, Error, Failure, Request, Settings, error};
use serde::Deserialize;

use crate::send;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Key {
    scope: Option<String>,
    scope_id: Option<String>,
    /// Of older answers.
    team_id: Option<String>,
}

/// The team that the settings name, or else the key's own.
pub(crate) fn of(settings: &Settings) -> Result<String, Error> {
    let key: Key = send(Request::get("key"))?.json()?;
    if let Some(team) = settings.get("team_id") {
        return Ok(team.to_owned());
    }
    let is_of_team = key.scope.as_deref().is_none_or(|scope| scope != "SCOPE_ORGANIZATION");
    let team = key.scope_id.filter(|_| is_of_team).or(key.team_id).filter(|team| !team.is_empty());
    team.ok_or_else(|| {
        error(
            Failure::SettingsInvalid,
            "This management key is of a whole organization: fill in the ID of the team to read.",
        )
    })
}

/// A key that the Management API does not know may be one of the other kind, for programs: that is told from a wrong one.
pub(crate) fn kind_of_key(problem: Error) -> Error {
    if problem.failure != Failure::CredentialsInvalid {
        return problem;
    }
    match Request::get("api_key").send() {
        Ok(_) => error(
            Failure::CredentialsInsufficient,
            "This is an API key for programs; it cannot read costs. Make a management key with the permission Billing: \
             Read (console.x.ai, Settings, Management Keys).",
        ),
        Err(_) => problem,
    }
}

#[derive(Debug, Deserialize)]
struct Balance {
    total: Cents,
}

/// Of credit below zero.
#[derive(Debug, Deserialize)]
struct Cents {
    val: Decimal,
}

/// A sentence about the posted credit. None where it may not be read: costs can do without.
pub(crate) fn balance(team: &str) -> Option<String> {
    let balance: Balance = Request::get("balance").path(team).send().ok()?.json().ok()?;
    let dollars = balance.total.val.shift(-2).ok()?;
    let left = match dollars.as_str() {
        "0" => "0".to_owned(),
        text => text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned),
    };
    Some(format!("Prepaid credit as posted: {left} USD. What the current billing cycle spends is deducted at its end."))
}
