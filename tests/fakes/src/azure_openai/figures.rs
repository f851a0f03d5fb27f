//! What the metrics of a resource count on every day: the fixtures.

use serde_json::Value;

use super::fixture;
use super::resources::{CONTOSO, OLDER};

const MODELS: &str = fixture!("metrics.models");
const CLASSIC: &str = fixture!("metrics.classic");

const MODEL_USAGE: &[&str] = &["ApiName", "Region", "ModelDeploymentName", "ModelName", "ModelVersion"];
const MODEL_REQUESTS: &[&str] = &[
    "ApiName",
    "Region",
    "ModelDeploymentName",
    "ModelName",
    "ModelVersion",
    "OperationName",
    "StreamType",
    "StatusCode",
    "IsSpillover",
    "ServiceTierRequest",
    "ServiceTierResponse",
];
/// The older family does not name the model.
const CLASSIC_USAGE: &[&str] =
    &["ApiName", "ModelDeploymentName", "FeatureName", "UsageChannel", "Region", "ModelVersion"];
const CLASSIC_REQUESTS: &[&str] =
    &["ApiName", "ModelDeploymentName", "Region", "ModelVersion", "OperationName", "StreamType", "StatusCode"];

/// All metrics that are documented, with what they can be split by.
const METRICS: &[(&str, &[&str])] = &[
    ("InputTokens", MODEL_USAGE),
    ("OutputTokens", MODEL_USAGE),
    ("TotalTokens", MODEL_USAGE),
    ("AudioInputTokens", MODEL_USAGE),
    ("AudioOutputTokens", MODEL_USAGE),
    ("GeneratedImages", MODEL_USAGE),
    ("TotalPages", MODEL_USAGE),
    ("AnnotatedPages", MODEL_USAGE),
    ("cacheReadInputTokens", MODEL_USAGE),
    ("ephemeral5mInputTokens", MODEL_USAGE),
    ("ephemeral1hInputTokens", MODEL_USAGE),
    ("ModelRequests", MODEL_REQUESTS),
    ("ProcessedPromptTokens", CLASSIC_USAGE),
    ("GeneratedTokens", CLASSIC_USAGE),
    ("TokenTransaction", CLASSIC_USAGE),
    ("AzureOpenAIRequests", CLASSIC_REQUESTS),
];

/// Requests that Azure refused in each hour that has some; the fixtures have those that succeeded.
const REFUSED: u64 = 3;

/// The labels of a series, by the dimension's documented name.
type Labels = Vec<(&'static str, String)>;

/// A metric's series: what each hour of a day counts, from midnight on.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) dimensions: &'static [&'static str],
    pub(super) series: Vec<(Labels, Vec<Option<u64>>)>,
}

/// None if there is no such metric.
pub(super) fn of(account: &str, metric: &str) -> Option<Figures> {
    let (_, dimensions) = METRICS.iter().find(|(name, _)| name.eq_ignore_ascii_case(metric))?;
    let fixtures: &[&str] = match account {
        CONTOSO => &[MODELS, CLASSIC],
        OLDER => &[CLASSIC],
        _ => &[],
    };
    let mut series = vec![];
    for fixture in fixtures {
        let answer: Value = serde_json::from_str(fixture).unwrap_or_default();
        let found = answer["value"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|value| value["name"]["value"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(metric)));
        for one in found.and_then(|value| value["timeseries"].as_array()).into_iter().flatten() {
            series.extend(split(one, dimensions));
        }
    }
    Some(Figures { dimensions, series })
}

/// A series of a fixture, with the labels that it lacks.
fn split(series: &Value, dimensions: &[&'static str]) -> Vec<(Labels, Vec<Option<u64>>)> {
    let mut labels: Labels = vec![];
    for dimension in dimensions {
        let metadata = series["metadatavalues"].as_array().into_iter().flatten();
        let mut values = metadata
            .filter(|one| one["name"]["value"].as_str().is_some_and(|name| name.eq_ignore_ascii_case(dimension)));
        match (values.next().and_then(|one| one["value"].as_str()), *dimension) {
            (Some(value), _) => labels.push((dimension, value.to_owned())),
            (None, "ModelVersion") => labels.push((dimension, "2024-11-20".to_owned())),
            (None, "Region") => labels.push((dimension, "eastus2".to_owned())),
            _ => {}
        }
    }
    let whole = |point: &Value| point["total"].to_string().split('.').next().and_then(|text| text.parse().ok());
    let hours: Vec<Option<u64>> = series["data"].as_array().into_iter().flatten().map(whole).collect();
    if !dimensions.contains(&"StatusCode") {
        return vec![(labels, hours)];
    }
    let refused = hours.iter().map(|hour| hour.map(|count| if count > 0 { REFUSED } else { 0 })).collect();
    let with = |status: &str| labels.iter().cloned().chain([("StatusCode", status.to_owned())]).collect();
    vec![(with("200"), hours), (with("429"), refused)]
}
