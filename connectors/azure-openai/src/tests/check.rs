//! What a check finds.

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{Header, HttpError, HttpResponse};
use outlay_connector::{Connector, Error, Failure, Settings};
use serde_json::{Value, json};

use super::{COSTS_1, LATER, accounts, settings};
use crate::AzureOpenAi;

fn checked(
    cost: impl Fn() -> Result<HttpResponse, HttpError> + 'static,
    list: HttpResponse,
) -> Result<Vec<String>, Error> {
    let host = Host::at(LATER, move |request| if request.request == "accounts" { Ok(list.clone()) } else { cost() });
    host.run(|| AzureOpenAi::check(&settings())).0.map(|account| account.notes)
}

#[test]
fn check_says_what_can_be_read_and_what_to_do() {
    let list = || answer(200, &accounts(&[("contoso-openai", "OpenAI")]));
    let works = || Ok(answer(200, COSTS_1));
    assert!(checked(works, list()).unwrap()[0].contains("contoso-openai"));
    assert!(checked(works, answer(200, &accounts(&[]))).unwrap()[0].contains("Reader"));
    let denied = || Ok(answer(403, include_str!("../../fixtures/error.403.json")));
    assert!(checked(denied, list()).unwrap()[1].contains("role Cost Management Reader"));
    assert!(checked(|| Ok(answer(429, "")), list()).unwrap()[1].contains("first sync"));

    let fails = |list: HttpResponse, failure: Failure, expected: &str| {
        let problem = checked(works, list).unwrap_err();
        assert_eq!(problem.failure, failure, "{}", problem.message);
        assert!(problem.message.contains(expected), "{}", problem.message);
    };
    fails(denied().unwrap(), Failure::CredentialsInsufficient, "role Reader");
    let expired = answer(401, include_str!("../../fixtures/error.401.json"));
    fails(expired, Failure::CredentialsInvalid, "app registration");
    let gone = |status, code: &str| answer(status, &json!({"error": {"code": code, "message": "no"}}).to_string());
    fails(gone(404, "SubscriptionNotFound"), Failure::SettingsInvalid, "no such subscription");
    fails(gone(400, "InvalidSubscriptionId"), Failure::SettingsInvalid, "no such subscription");
    fails(gone(401, "InvalidAuthenticationTokenTenant"), Failure::SettingsInvalid, "another tenant");
    fails(answer(503, include_str!("../../fixtures/error.503.json")), Failure::Unavailable, "next sync");
    let headers: Value =
        serde_json::from_str(include_str!("../../fixtures/cost_query.error.429.headers.json")).unwrap();
    let headers = headers.as_object().unwrap().iter();
    let headers = headers.map(|(name, value)| Header { name: name.clone(), value: value.as_str().unwrap().to_owned() });
    let busy = HttpResponse {
        headers: headers.collect(),
        ..answer(429, include_str!("../../fixtures/cost_query.error.429.json"))
    };
    let busy = checked(works, busy).unwrap_err();
    assert_eq!((busy.failure, busy.retry_after), (Failure::RateLimited, Some(47)), "the longest of all");
}

#[test]
fn what_microsoft_says_of_the_app_is_told_apart() {
    let refused = |code: &'static str| {
        let host = Host::at(LATER, move |_| {
            let said = format!("login.microsoftonline.com refuses the credentials (401): {code}: no such thing.");
            Err(HttpError::CredentialsRefused(said))
        });
        host.run(|| AzureOpenAi::check(&settings())).0.unwrap_err()
    };
    let secret_id = refused("AADSTS7000215");
    assert_eq!(secret_id.failure, Failure::CredentialsInvalid);
    assert!(secret_id.message.contains("secret's value, not its ID"), "{}", secret_id.message);
    assert!(refused("AADSTS7000222").message.contains("expired"));
    assert_eq!(refused("AADSTS90002").failure, Failure::SettingsInvalid);
    assert_eq!(refused("AADSTS700016").failure, Failure::SettingsInvalid);
    assert_eq!(refused("AADSTS50034").failure, Failure::CredentialsInvalid);
    assert!(AzureOpenAi::check(&Settings::default()).is_err());
}
