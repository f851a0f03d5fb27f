//! The metrics of one resource: which are asked for, and the form of the answer.
//!
//! Two families of metrics measure the same traffic. The newer one knows all models; where it has nothing of a resource,
//! the older one is asked. They are never added.

use outlay_connector::{Decimal, Error, Failure, Window, error, time};
use serde::Deserialize;

use crate::arm;
use crate::resources::Resource;

const API_VERSION: &str = "2024-02-01";
const NAMESPACE: &str = "Microsoft.CognitiveServices/accounts";
const ROLE: &str = "Monitoring Reader";
/// Series of one answer. Azure sends ten unless it is told otherwise.
const MOST_SERIES: usize = 1_000;

/// What a metric counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Counter {
    Input,
    Output,
    CacheRead,
    CacheWrite5m,
    CacheWrite1h,
    Images,
    Pages,
    Requests,
}

/// Metrics that are asked for together.
#[derive(Debug)]
pub(crate) struct Group {
    metrics: &'static [(&'static str, Counter)],
    dimensions: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) usage: Group,
    /// Split by status: what Azure refused was not used.
    pub(crate) requests: Group,
}

const STATUS: &str = "StatusCode";

pub(crate) const MODELS: Family = Family {
    usage: Group {
        metrics: &[
            ("InputTokens", Counter::Input),
            ("OutputTokens", Counter::Output),
            ("cacheReadInputTokens", Counter::CacheRead),
            ("ephemeral5mInputTokens", Counter::CacheWrite5m),
            ("ephemeral1hInputTokens", Counter::CacheWrite1h),
            ("GeneratedImages", Counter::Images),
            ("TotalPages", Counter::Pages),
        ],
        dimensions: &["ModelDeploymentName", "ModelName", "ModelVersion"],
    },
    requests: Group {
        metrics: &[("ModelRequests", Counter::Requests)],
        dimensions: &["ModelDeploymentName", "ModelName", "ModelVersion", STATUS],
    },
};

/// Does not name the model: that is known of the deployment.
pub(crate) const CLASSIC: Family = Family {
    usage: Group {
        metrics: &[("ProcessedPromptTokens", Counter::Input), ("GeneratedTokens", Counter::Output)],
        dimensions: &["ModelDeploymentName", "ModelVersion"],
    },
    requests: Group {
        metrics: &[("AzureOpenAIRequests", Counter::Requests)],
        dimensions: &["ModelDeploymentName", "ModelVersion", STATUS],
    },
};

/// One metric of one deployment, hour by hour.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) counter: Counter,
    pub(crate) deployment: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) version: Option<String>,
    /// The beginning of an hour, and the count in it.
    pub(crate) points: Vec<(i64, u64)>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    value: Vec<Metric>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metric {
    name: Text,
    #[serde(default)]
    timeseries: Vec<TimeSeries>,
    error_code: Option<String>,
    error_message: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Text {
    value: String,
}

#[derive(Debug, Deserialize)]
struct TimeSeries {
    #[serde(default)]
    metadatavalues: Vec<Dimension>,
    #[serde(default)]
    data: Vec<Point>,
}

#[derive(Debug, Deserialize)]
struct Dimension {
    name: Text,
    value: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Point {
    time_stamp: String,
    /// Absent where nothing was counted. A double.
    total: Option<Decimal>,
}

/// Asks for the metrics of a group in a time. Nothing of a resource that was deleted meanwhile.
pub(crate) fn read(resource: &Resource, group: &Group, span: Window) -> Result<Vec<Series>, Error> {
    let names: Vec<&str> = group.metrics.iter().map(|(name, _)| *name).collect();
    let every: Vec<String> = group.dimensions.iter().map(|dimension| format!("{dimension} eq '*'")).collect();
    let request = resource
        .asked(arm::METRICS)
        .query("api-version", API_VERSION)
        .query("metricnames", names.join(","))
        .query("metricnamespace", NAMESPACE)
        .query("timespan", format!("{}/{}", time::rfc3339(span.start), time::rfc3339(span.end)))
        .query("interval", "PT1H")
        .query("aggregation", "Total")
        .query("$filter", every.join(" and "))
        .query("top", MOST_SERIES)
        // Without this, one metric that lacks a dimension spoils the others.
        .query("ValidateDimensions", "false");
    let Some(response) = arm::send_if_there(request, ROLE)? else { return Ok(vec![]) };
    let answer: Answer = response.json()?;
    let mut series = vec![];
    for metric in answer.value {
        series.extend(metric.series(group, &resource.name)?);
    }
    Ok(series)
}

impl Metric {
    fn series(self, group: &Group, resource: &str) -> Result<Vec<Series>, Error> {
        let name = self.name.value;
        let Some((_, counter)) = group.metrics.iter().find(|(known, _)| known.eq_ignore_ascii_case(&name)) else {
            return Ok(vec![]);
        };
        if let Some(code) = self.error_code.filter(|code| !code.eq_ignore_ascii_case("Success")) {
            let said = self.error_message.unwrap_or_default();
            let message = format!("Azure Monitor could not give {name} of {resource}: {code} {said}");
            return Err(error(Failure::Unavailable, message));
        }
        if self.timeseries.len() >= MOST_SERIES {
            let message =
                format!("{name} of {resource} has {MOST_SERIES} series or more: Azure Monitor does not tell all");
            return Err(error(Failure::Unexpected, message));
        }
        let is_done = |series: &TimeSeries| series.value(STATUS).is_none_or(|status| status.starts_with('2'));
        self.timeseries.into_iter().filter(is_done).map(|series| series.into_series(*counter)).collect()
    }
}

impl TimeSeries {
    /// Names of dimensions come back in lower case.
    fn value(&self, dimension: &str) -> Option<&str> {
        let found = self.metadatavalues.iter().find(|one| one.name.value.eq_ignore_ascii_case(dimension))?;
        found.value.as_deref().filter(|value| !value.is_empty())
    }

    fn into_series(self, counter: Counter) -> Result<Series, Error> {
        let text = |dimension| self.value(dimension).map(str::to_owned);
        let counted = self.data.iter().filter_map(|point| Some((point, whole(point.total.as_ref()?)?)));
        let points = counted.map(|(point, count)| Ok((time::from_rfc3339(&point.time_stamp)?, count)));
        Ok(Series {
            counter,
            deployment: text("ModelDeploymentName"),
            model: text("ModelName"),
            version: text("ModelVersion"),
            points: points.collect::<Result<_, Error>>()?,
        })
    }
}

/// A count that came as a double; a fraction would be an artefact.
fn whole(total: &Decimal) -> Option<u64> {
    let text = total.as_str();
    text.split_once('.').map_or(text, |(whole, _)| whole).parse().ok()
}
