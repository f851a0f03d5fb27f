//! Tokens: metrics of resources.

use std::collections::BTreeMap;

use outlay_connector::testing::{Host, answer};
use outlay_connector::types::{HttpError, HttpRequest, HttpResponse};
use outlay_connector::{Connector, Entry, Failure, Window};
use serde_json::{Value, json};

use super::{CONTOSO, DAY, LATER, START, SUBSCRIPTION, WINDOW, accounts, settings};
use crate::AzureOpenAi;

const MODELS: &str = include_str!("../../fixtures/metrics.models.json");
const CLASSIC: &str = include_str!("../../fixtures/metrics.classic.json");
const DEPLOYMENTS: &str = include_str!("../../fixtures/deployments.json");

fn parameter<'r>(request: &'r HttpRequest, name: &str) -> &'r str {
    request.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

/// A subscription with one resource, whose metrics are these.
fn monitored(
    models: &'static str,
    classic: &'static str,
) -> impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> {
    move |request| {
        let metrics = parameter(request, "metricnames");
        Ok(match request.request.as_str() {
            "accounts" => answer(200, &accounts(&[("contoso-openai", "OpenAI"), ("speech", "SpeechServices")])),
            "deployments" => answer(200, DEPLOYMENTS),
            _ if metrics.contains("Requests") => answer(200, &by_status(models)),
            _ if metrics.contains("ProcessedPromptTokens") => answer(200, classic),
            _ => answer(200, models),
        })
    }
}

/// The requests of the fixture as if they had succeeded, and as many that were refused.
fn by_status(models: &str) -> String {
    let mut answer: Value = serde_json::from_str(models).unwrap();
    for metric in answer["value"].as_array_mut().unwrap() {
        let mut split = vec![];
        for series in metric["timeseries"].as_array().unwrap() {
            for status in ["200", "429"] {
                let mut series = series.clone();
                series["metadatavalues"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({"name": {"value": "statuscode"}, "value": status}));
                split.push(series);
            }
        }
        metric["timeseries"] = split.into();
    }
    answer.to_string()
}

fn usage(
    now: i64,
    host: impl FnMut(&HttpRequest) -> Result<HttpResponse, HttpError> + 'static,
) -> (Vec<Entry>, Vec<HttpRequest>) {
    let (page, host) = Host::at(now, host).run(|| AzureOpenAi::sync(&settings(), "usage", WINDOW, None, None));
    let page = page.unwrap();
    assert_eq!(page.next, None);
    (page.entries, host.requests)
}

#[test]
fn metrics_become_an_entry_for_each_hour_and_deployment_in_which_something_happened() {
    let (entries, requests) = usage(LATER, monitored(MODELS, CLASSIC));
    let figures: Vec<_> = entries
        .iter()
        .map(|one| {
            let hour = (one.start - START) / 3_600;
            (hour, one.model.as_deref().unwrap(), one.input_tokens, one.output_tokens, one.requests)
        })
        .collect();
    assert_eq!(
        figures,
        [
            (0, "gpt-4o", Some(52_000), Some(8_000), Some(40)),
            (0, "claude-sonnet-4-5", Some(4_000), Some(900), Some(5)),
            (1, "gpt-4o", Some(18_000), Some(2_100), Some(12)),
        ],
        "{entries:?}"
    );
    let first = entries.iter().find(|entry| entry.model.as_deref() == Some("gpt-4o")).unwrap();
    assert_eq!((first.end - first.start, first.open, first.cached_input_tokens), (3_600, false, None));
    assert_eq!(first.project.as_deref(), Some(CONTOSO));
    let raw: Value = serde_json::from_str(&first.raw).unwrap();
    assert_eq!((&raw["deployment"], &raw["model_version"]), (&json!("chat-prod"), &json!("2024-11-20")));
    assert_eq!(first.provider, "azure-openai");

    let asked: Vec<_> = requests.iter().map(|request| request.request.as_str()).collect();
    assert_eq!(asked, ["accounts", "metrics", "metrics"], "speech is not asked, nor the older family");
    let question = &requests[1];
    assert_eq!(question.path_values, [SUBSCRIPTION, "rg-ai", "contoso-openai"]);
    assert_eq!(parameter(question, "timespan"), "2026-10-01T00:00:00Z/2026-10-03T00:00:00Z");
    assert_eq!((parameter(question, "top"), parameter(question, "interval")), ("1000", "PT1H"));
    assert_eq!(
        parameter(question, "$filter"),
        "ModelDeploymentName eq '*' and ModelName eq '*' and ModelVersion eq '*'"
    );
    assert!(parameter(&requests[2], "$filter").ends_with("and StatusCode eq '*'"));
}

#[test]
fn the_older_family_is_asked_only_where_the_newer_one_has_nothing() {
    const NOTHING: &str =
        r#"{"value": [{"name": {"value": "InputTokens"}, "timeseries": [], "errorCode": "Success"}]}"#;
    let (entries, requests) = usage(LATER, monitored(NOTHING, CLASSIC));
    let figures: Vec<_> =
        entries.iter().map(|one| (one.model.as_deref(), one.input_tokens, one.output_tokens)).collect();
    assert_eq!(figures, [(Some("gpt-4o"), Some(52_000), Some(8_000)), (Some("gpt-4o"), Some(18_000), Some(2_100))]);
    assert!(entries.iter().all(|one| one.requests.is_none() && one.raw.contains("2024-11-20")));
    assert_eq!(requests.last().unwrap().request, "deployments");
    assert_eq!(parameter(&requests[2], "metricnames"), "ProcessedPromptTokens,GeneratedTokens");
    assert_eq!(parameter(&requests[2], "$filter"), "ModelDeploymentName eq '*' and ModelVersion eq '*'");

    let (entries, requests) = usage(LATER, monitored(NOTHING, NOTHING));
    assert_eq!((entries.len(), requests.len()), (0, 3));

    // Series that count nothing are nothing.
    const LISTED: &str = r#"{"value": [{"name": {"value": "InputTokens"}, "timeseries": [
        {"metadatavalues": [{"name": {"value": "modeldeploymentname"}, "value": "chat-prod"}],
         "data": [{"timeStamp": "2026-10-01T00:00:00Z"}, {"timeStamp": "2026-10-01T01:00:00Z", "total": 0.0}]}]}]}"#;
    let (entries, _) = usage(LATER, monitored(LISTED, CLASSIC));
    let inputs: Vec<_> = entries.iter().map(|one| one.input_tokens).collect();
    assert_eq!(inputs, [Some(52_000), Some(18_000)]);
    assert!(usage(LATER, monitored(LISTED, NOTHING)).0.is_empty());
}

#[test]
fn cache_counters_of_anthropic_models_and_other_units_have_their_places() {
    const ANSWER: &str = r#"{"value": [
        {"name": {"value": "InputTokens"}, "timeseries": [{"metadatavalues": [{"name": {"value": "MODELNAME"}, "value": "claude"}],
            "data": [{"timeStamp": "2026-10-01T00:00:00Z", "total": 1.0E3}]}]},
        {"name": {"value": "cacheReadInputTokens"}, "timeseries": [{"metadatavalues": [{"name": {"value": "modelname"}, "value": "claude"}],
            "data": [{"timeStamp": "2026-10-01T00:00:00Z", "total": 70.0}]}]},
        {"name": {"value": "ephemeral5mInputTokens"}, "timeseries": [{"metadatavalues": [{"name": {"value": "modelname"}, "value": "claude"}],
            "data": [{"timeStamp": "2026-10-01T00:00:00Z", "total": 5}]}]},
        {"name": {"value": "ephemeral1hInputTokens"}, "timeseries": [{"metadatavalues": [{"name": {"value": "modelname"}, "value": "claude"}],
            "data": [{"timeStamp": "2026-10-01T00:00:00Z", "total": 2}]}]},
        {"name": {"value": "GeneratedImages"}, "timeseries": [{"metadatavalues": [{"name": {"value": "modelname"}, "value": "gpt-image-1"}],
            "data": [{"timeStamp": "2026-10-01T00:00:00Z", "total": 3.0}]}]}]}"#;
    let (entries, _) = usage(LATER, |request| {
        Ok(match request.request.as_str() {
            "accounts" => answer(200, &accounts(&[("a", "AIServices")])),
            _ if parameter(request, "metricnames") == "ModelRequests" => answer(200, r#"{"value": []}"#),
            _ => answer(200, ANSWER),
        })
    });
    let [claude, image] = &entries[..] else { panic!("{entries:?}") };
    assert_eq!(
        (claude.input_tokens, claude.cached_input_tokens, claude.cache_write_tokens),
        (Some(1_000), Some(70), Some(7))
    );
    assert_eq!((claude.cache_write_5m_tokens, claude.cache_write_1h_tokens, claude.requests), (Some(5), Some(2), None));
    assert_eq!((image.units.as_deref(), image.unit.as_deref(), image.input_tokens), (Some("3"), Some("images"), None));
}

#[test]
fn only_what_azure_monitor_keeps_is_asked_for() {
    let (entries, requests) = usage(START + 90_000, monitored(MODELS, CLASSIC));
    assert_eq!(parameter(&requests[1], "timespan"), "2026-10-01T00:00:00Z/2026-10-02T01:00:00Z", "not what lies ahead");
    assert!(entries.iter().all(|entry| !entry.open));
    let (entries, _) = usage(START + 4_000, monitored(MODELS, CLASSIC));
    assert_eq!(entries.iter().filter(|entry| entry.open).count(), 1, "the second hour is not over");

    let (entries, requests) = usage(START + 100 * DAY, monitored(MODELS, CLASSIC));
    assert_eq!((entries.len(), requests.len()), (0, 0));
    let (_, requests) = usage(START + 93 * DAY + DAY / 2, monitored(MODELS, CLASSIC));
    assert_eq!(parameter(&requests[1], "timespan"), "2026-10-01T13:00:00Z/2026-10-03T00:00:00Z");
}

#[test]
fn a_metric_that_azure_cannot_give_is_not_taken_for_zero() {
    const BROKEN: &str = r#"{"value": [{"name": {"value": "InputTokens"}, "timeseries": [], "errorCode": "Throttled", "errorMessage": "later"}]}"#;
    let host = Host::at(LATER, monitored(BROKEN, CLASSIC));
    let problem = host.run(|| AzureOpenAi::sync(&settings(), "usage", WINDOW, None, None)).0.unwrap_err();
    assert!(problem.message.contains("InputTokens of contoso-openai: Throttled later"), "{}", problem.message);
}

#[test]
fn an_answer_with_as_many_series_as_were_asked_for_is_cut() {
    let series = json!({"metadatavalues": [], "data": []});
    let cut = json!({"value": [{"name": {"value": "InputTokens"}, "timeseries": vec![series; 1_000]}]}).to_string();
    let host = Host::at(LATER, monitored(cut.leak(), CLASSIC));
    let problem = host.run(|| AzureOpenAi::sync(&settings(), "usage", WINDOW, None, None)).0.unwrap_err();
    assert_eq!(problem.failure, Failure::Unexpected);
    assert!(problem.message.contains("InputTokens of contoso-openai has 1000 series"), "{}", problem.message);
}

#[test]
fn many_resources_take_several_pages() {
    let names: Vec<String> = (0..20).map(|number| format!("r{number:02}")).collect();
    let listed = accounts(&names.iter().map(|name| (name.as_str(), "openai")).collect::<Vec<_>>());
    let host = Host::at(LATER, move |request| {
        Ok(if request.request == "accounts" { answer(200, &listed) } else { answer(200, r#"{"value": []}"#) })
    });
    let (pages, host) = host.run(|| {
        let mut cursors = vec![];
        let mut cursor: Option<String> = None;
        loop {
            let page = AzureOpenAi::sync(&settings(), "usage", WINDOW, cursor.as_deref(), None).unwrap();
            cursor = page.next;
            match &cursor {
                Some(next) => cursors.push(next.rsplit('/').next().unwrap().to_owned()),
                None => return cursors,
            }
        }
    });
    assert_eq!(pages, ["r07", "r15"]);
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for request in host.requests.iter().filter(|request| request.request == "metrics") {
        *asked.entry(request.path_values[2].clone()).or_default() += 1;
    }
    assert!(asked.len() == 20 && asked.values().all(|count| *count == 2), "{asked:?}");
}

#[test]
fn resources_have_names() {
    let host = Host::at(LATER, monitored(MODELS, CLASSIC));
    let now = Window { start: LATER, end: LATER };
    let (page, _) = host.run(|| AzureOpenAi::sync(&settings(), "resources", now, None, None));
    let names = page.unwrap().names;
    assert_eq!((names.len(), names[0].id.as_str(), names[0].name.as_str()), (1, CONTOSO, "contoso-openai"));
}
