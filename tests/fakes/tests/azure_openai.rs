//! The fake Azure refuses what the real one refuses; what rests on it is worth no more than that.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

use std::time::{SystemTime, UNIX_EPOCH};

use fakes::Trouble;
use fakes::azure_openai::{
    CLIENT, CLIENT_SECRET, CLIENT_WITHOUT_COSTS, EMPTY_SUBSCRIPTION, FakeAzure, SUBSCRIPTION, TENANT,
};
use serde_json::{Value, json};

const COST_QUERY: &str = include_str!("../../../connectors/azure-openai/fixtures/cost_query.request.json");
const SCOPE: &str = "https://management.azure.com/.default";

fn client() -> reqwest::Client {
    // Fails if another test was faster; either way there is one.
    let _chosen = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn sent(request: reqwest::RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

async fn token(fake: &FakeAzure, tenant: &str, form: &[(&str, &str)]) -> (u16, Value) {
    sent(client().post(format!("{}/{tenant}/oauth2/v2.0/token", fake.origin())).form(form)).await
}

fn form<'f>(client: &'f str, secret: &'f str) -> [(&'f str, &'f str); 4] {
    [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret), ("scope", SCOPE)]
}

async fn bearer(fake: &FakeAzure, client: &str) -> String {
    let (_, answer) = token(fake, TENANT, &form(client, CLIENT_SECRET)).await;
    answer["access_token"].as_str().unwrap().to_owned()
}

fn day_ago(days: u64) -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    fakes::time::date(i64::try_from((seconds / 86_400 - days) * 86_400).unwrap())
}

fn path(subscription: &str, rest: &str) -> String {
    format!("/subscriptions/{subscription}/{rest}")
}

const ACCOUNT: &str = "resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso-openai";

#[tokio::test]
async fn tokens_are_given_for_the_right_secret_only() {
    let fake = FakeAzure::start().await.unwrap();
    let check = async |tenant: &str, form: &[(&str, &str)], status: u16, expected: &str| {
        let (got, body) = token(&fake, tenant, form).await;
        let said = body["error_description"].as_str().unwrap_or_default();
        assert!(got == status && said.contains(expected), "{form:?}: {got} {body}");
    };
    check(TENANT, &form(CLIENT, "wrong"), 401, "AADSTS7000215").await;
    check(TENANT, &form(TENANT, CLIENT_SECRET), 400, "AADSTS700016").await;
    check(CLIENT, &form(CLIENT, CLIENT_SECRET), 400, "AADSTS90002").await;
    check(TENANT, &form(CLIENT, CLIENT_SECRET)[..3], 400, "'scope'").await;
    let other_scope =
        [&form(CLIENT, CLIENT_SECRET)[..3], &[("scope", "https://graph.microsoft.com/.default")]].concat();
    check(TENANT, &other_scope, 400, "AADSTS70011").await;

    let accounts = format!(
        "{}{}?api-version=2024-10-01",
        fake.origin(),
        path(SUBSCRIPTION, "providers/Microsoft.CognitiveServices/accounts")
    );
    assert_eq!(sent(client().get(&accounts)).await.0, 401);
    assert_eq!(
        sent(client().get(&accounts).bearer_auth("other")).await.1["error"]["code"],
        "InvalidAuthenticationToken"
    );
    let bearer = bearer(&fake, CLIENT).await;
    let (status, first) = sent(client().get(&accounts).bearer_auth(&bearer)).await;
    assert_eq!((status, first["value"].as_array().unwrap().len()), (200, 2));
    let next = first["nextLink"].as_str().unwrap().replace("https://management.azure.com", &fake.origin());
    let (_, second) = sent(client().get(next).bearer_auth(&bearer)).await;
    assert_eq!((second["value"].as_array().unwrap().len(), &second["nextLink"]), (1, &Value::Null));
    fake.forget_tokens();
    let (status, body) = sent(client().get(&accounts).bearer_auth(&bearer)).await;
    assert_eq!((status, &body["error"]["code"]), (401, &json!("ExpiredAuthenticationToken")));
}

#[tokio::test]
async fn metrics_are_split_as_asked_and_wrong_questions_are_refused() {
    let fake = FakeAzure::start().await.unwrap();
    let bearer = bearer(&fake, CLIENT).await;
    let day = day_ago(3);
    let span = format!("{day}T00:00:00Z/{day}T04:00:00Z");
    let right: Vec<(&str, &str)> = vec![
        ("api-version", "2024-02-01"),
        ("metricnames", "InputTokens,ModelRequests"),
        ("metricnamespace", "Microsoft.CognitiveServices/accounts"),
        ("timespan", &span),
        ("interval", "PT1H"),
        ("aggregation", "Total"),
        ("$filter", "ModelName eq '*'"),
    ];
    let ask = async |name: &str, value: &str| {
        let mut query = right.clone();
        query.retain(|(key, _)| *key != name);
        query.push((name, value));
        let url = format!("{}{}/providers/Microsoft.Insights/metrics", fake.origin(), path(SUBSCRIPTION, ACCOUNT));
        sent(client().get(url).query(&query).bearer_auth(&bearer)).await
    };
    let (status, body) = ask("top", "1000").await;
    assert_eq!(status, 200, "{body}");
    let series = body["value"][0]["timeseries"].as_array().unwrap();
    assert_eq!((series.len(), &series[0]["metadatavalues"][0]["name"]["value"]), (2, &json!("modelname")));
    let totals: Vec<String> =
        series[0]["data"].as_array().unwrap().iter().map(|point| point["total"].to_string()).collect();
    assert_eq!(totals, ["52000.0", "18000.0", "0.0", "null"]);
    assert_eq!(body["value"][1]["timeseries"][0]["data"][0]["total"].to_string(), "43.0", "succeeded and refused");
    let (_, body) = ask("$filter", "ModelName eq '*' and StatusCode eq '*'").await;
    assert_eq!(body["error"]["code"], "BadRequest", "tokens have no status");
    let (_, body) = ask("interval", "P1D").await;
    assert_eq!(body["value"][0]["timeseries"][0]["data"][0]["total"].to_string(), "70000.0");
    for (name, value) in [
        ("api-version", "2020-01-01"),
        ("metricnames", "InputTokens,Guesses"),
        ("metricnamespace", "Microsoft.Compute/virtualMachines"),
        ("timespan", "today"),
        ("timespan", "2026-10-02T00:00:00Z/2026-10-01T00:00:00Z"),
        ("interval", "PT2H"),
        ("aggregation", "Average"),
        ("$filter", "ModelName contains 'gpt'"),
        ("colour", "red"),
    ] {
        assert_eq!(ask(name, value).await.0, 400, "{name} {value}");
    }
}

#[tokio::test]
async fn cost_pages_belong_to_one_question() {
    let fake = FakeAzure::start().await.unwrap();
    let bearer_all = bearer(&fake, CLIENT).await;
    let mut question: Value = serde_json::from_str(COST_QUERY).unwrap();
    question["timePeriod"] =
        json!({"from": format!("{}T00:00:00+00:00", day_ago(30)), "to": format!("{}T23:59:59+00:00", day_ago(1))});
    let url = |subscription: &str| {
        format!(
            "{}{}?api-version=2025-03-01",
            fake.origin(),
            path(subscription, "providers/Microsoft.CostManagement/query")
        )
    };
    let ask =
        async |url: &str, question: &Value| sent(client().post(url).bearer_auth(&bearer_all).json(question)).await;
    let (status, first) = ask(&url(SUBSCRIPTION), &question).await;
    assert_eq!((status, first["properties"]["rows"].as_array().unwrap().len()), (200, 25));
    let next =
        first["properties"]["nextLink"].as_str().unwrap().replace("https://management.azure.com", &fake.origin());
    let (_, second) = ask(&next, &question).await;
    assert_eq!(second["properties"]["rows"].as_array().unwrap().len(), 20, "30 days have 45 rows");
    assert_ne!(first["properties"]["columns"], second["properties"]["columns"], "their order is not fixed");
    let mut other = question.clone();
    other["type"] = json!("AmortizedCost");
    assert_eq!(ask(&next, &other).await.0, 400, "the token of another question");
    assert_eq!(ask(&url(EMPTY_SUBSCRIPTION), &question).await.0, 204);

    let change = |pointer: &str, value: Value| {
        let mut changed = question.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    for wrong in [
        change("/timeframe", json!("Yesterday")),
        change("/dataset/granularity", json!("Hourly")),
        change("/dataset/aggregation/totalCost/name", json!("Cost")),
        change("/dataset/grouping/1/name", json!("Model")),
        change("/timePeriod/to", json!("2020-01-01T00:00:00Z")),
        change("/dataset/filter/dimensions/operator", json!("Like")),
        json!({}),
    ] {
        assert_eq!(ask(&url(SUBSCRIPTION), &wrong).await.0, 400, "{wrong}");
    }
    let without = bearer(&fake, CLIENT_WITHOUT_COSTS).await;
    let (status, body) = sent(client().post(url(SUBSCRIPTION)).bearer_auth(without).json(&question)).await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("AuthorizationFailed")));

    fake.answer_next([Trouble::RateLimited { retry_after: None }]);
    let response = client().post(url(SUBSCRIPTION)).bearer_auth(&bearer_all).json(&question).send().await.unwrap();
    let header = response.headers()["x-ms-ratelimit-microsoft.costmanagement-clienttype-retry-after"].to_str().unwrap();
    assert_eq!((response.status().as_u16(), header), (429, "47"));
}
