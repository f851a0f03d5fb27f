//! Requests to Azure Resource Manager, and what its errors mean.

use outlay_connector::{DeclaredRequest, Error, Failure, Request, Response, Settings, declare, error};
use serde_json::Value;

/// The one auth scheme: the app's own token.
pub(crate) const APP: &str = "app";

pub(crate) const ACCOUNTS: &str = "accounts";
pub(crate) const DEPLOYMENTS: &str = "deployments";
pub(crate) const METRICS: &str = "metrics";
pub(crate) const COST_QUERY: &str = "cost_query";

const BASE: &str = "https://management.azure.com";
/// More are refused by Azure, by most reports.
const COST_QUERIES_A_MINUTE: u32 = 4;

pub(crate) fn requests() -> Vec<DeclaredRequest> {
    let arm = |id, method, path| declare(id, method, BASE, path, APP);
    vec![
        arm(ACCOUNTS, "GET", "/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/accounts"),
        arm(
            DEPLOYMENTS,
            "GET",
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{account}/deployments",
        ),
        arm(
            METRICS,
            "GET",
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{account}/providers/Microsoft.Insights/metrics",
        ),
        DeclaredRequest {
            per_minute: Some(COST_QUERIES_A_MINUTE),
            ..arm(COST_QUERY, "POST", "/subscriptions/{subscription}/providers/Microsoft.CostManagement/query")
        },
    ]
}

/// Each once, in lower case: letter case does not matter to Azure.
pub(crate) fn subscriptions(settings: &Settings) -> Result<Vec<String>, Error> {
    let mut subscriptions: Vec<String> = vec![];
    for id in settings.list("subscription_ids") {
        let id = id.to_ascii_lowercase();
        if !subscriptions.contains(&id) {
            subscriptions.push(id);
        }
    }
    if subscriptions.is_empty() {
        return Err(error(Failure::SettingsInvalid, "Say which subscriptions are to be read."));
    }
    Ok(subscriptions)
}

/// Says what to do where Azure only says no. `role` is what the request takes.
pub(crate) fn send(request: Request, role: &str) -> Result<Response, Error> {
    advised(request.send_any().map_err(about_the_app)?, role)
}

/// None if what it is asked of is not there: a resource may be deleted after it was listed.
pub(crate) fn send_if_there(request: Request, role: &str) -> Result<Option<Response>, Error> {
    let response = request.send_any().map_err(about_the_app)?;
    if response.status() == 404 { Ok(None) } else { advised(response, role).map(Some) }
}

fn advised(response: Response, role: &str) -> Result<Response, Error> {
    let code = code(&response);
    let lacks = format!(
        "The app may not read this: on the subscription, under Access control (IAM), give it the role {role}. A new role \
         takes some minutes to work."
    );
    response.or_advice("Azure", |status, _said| {
        Some(match (status, code.as_deref()) {
            (401, Some("InvalidAuthenticationTokenTenant")) => {
                (Failure::SettingsInvalid, "The subscription belongs to another tenant than the tenant ID says.")
            }
            (401, _) => (
                Failure::CredentialsInvalid,
                "Azure does not take the app's token; look whether the app registration is still there and enabled.",
            ),
            (403, _) => (Failure::CredentialsInsufficient, &lacks),
            (400, Some("InvalidSubscriptionId")) | (404, Some("SubscriptionNotFound")) => (
                Failure::SettingsInvalid,
                "There is no such subscription, or the app has no role on it; compare the subscription IDs.",
            ),
            (429, _) => (Failure::RateLimited, "Azure asks to wait."),
            (500..=599, _) => (Failure::Unavailable, "Azure has trouble; the next sync tries again."),
            _ => return None,
        })
    })
}

fn code(response: &Response) -> Option<String> {
    let body: Value = serde_json::from_slice(response.body()).ok()?;
    body.pointer("/error/code")?.as_str().map(str::to_owned)
}

/// What Microsoft Entra ID says when it gives no token. Before there is an answer, nothing else is about credentials.
fn about_the_app(problem: Error) -> Error {
    const KNOWN: &[(&str, Failure, &str)] = &[
        ("AADSTS90002", Failure::SettingsInvalid, "There is no such tenant; compare the tenant ID."),
        ("AADSTS900023", Failure::SettingsInvalid, "The tenant ID is not one."),
        (
            "AADSTS700016",
            Failure::SettingsInvalid,
            "The tenant has no app registration with this client ID; compare both IDs.",
        ),
        (
            "AADSTS7000215",
            Failure::CredentialsInvalid,
            "The client secret is wrong. Paste the secret's value, not its ID; if you no longer have it, make a new one.",
        ),
        ("AADSTS7000222", Failure::CredentialsInvalid, "The client secret has expired; make a new one."),
    ];
    if problem.failure != Failure::CredentialsInvalid {
        return problem;
    }
    let is_said = |code: &str| problem.message.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == code);
    match KNOWN.iter().find(|(code, _, _)| is_said(code)) {
        Some((_, failure, advice)) => {
            Error { failure: *failure, message: format!("{advice} {}", problem.message), ..problem }
        }
        None => problem,
    }
}
