//! The form of Cloud Monitoring's answers.

use std::collections::BTreeMap;

use outlay_connector::time::from_rfc3339;
use outlay_connector::{Decimal, Error, Failure, Response, error};
use serde::Deserialize;
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    /// Absent when there are no figures.
    #[serde(default)]
    pub(crate) time_series: Vec<Series>,
    #[serde(default)]
    next_page_token: Option<String>,
    #[serde(default)]
    execution_errors: Vec<Value>,
    #[serde(default)]
    unreachable: Vec<Value>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Series {
    metric: Labelled,
    resource: Labelled,
    #[serde(default)]
    pub(crate) points: Vec<Point>,
}

#[derive(Debug, Deserialize)]
struct Labelled {
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Point {
    interval: Interval,
    value: Value64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Interval {
    start_time: Option<String>,
    end_time: String,
}

/// Whole numbers come as texts, others as numbers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Value64 {
    int64_value: Option<Decimal>,
    double_value: Option<Decimal>,
}

pub(crate) fn answer(response: &Response) -> Result<Answer, Error> {
    let answer: Answer = response.json()?;
    if answer.execution_errors.is_empty() && answer.unreachable.is_empty() {
        return Ok(answer);
    }
    // What is missing would be taken for nothing.
    Err(error(Failure::Unavailable, "Cloud Monitoring could not read everything now; the next sync tries again."))
}

impl Answer {
    pub(crate) fn next(&self) -> Option<String> {
        self.next_page_token.clone()
    }
}

impl Series {
    /// What the series was grouped by. Series without a label have been seen.
    pub(crate) fn labels(&self, group_by: &[&str]) -> Labels {
        let value = |name: &str| match name.split_once(".label.") {
            Some(("metric", name)) => self.metric.labels.get(name).cloned(),
            Some((_, name)) => self.resource.labels.get(name).cloned(),
            None => None,
        };
        let short = |name: &&str| name.rsplit('.').next().unwrap_or_default().to_owned();
        Labels(group_by.iter().map(|name| (short(name), value(name))).collect())
    }
}

/// The labels that a series was grouped by, by their short names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels(BTreeMap<String, Option<String>>);

impl Labels {
    /// None if it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref().filter(|text| !text.is_empty())
    }

    pub(crate) fn raw(&self, metric: &str) -> String {
        let label = |(name, value): (&String, &Option<String>)| {
            (name.clone(), value.clone().map_or(Value::Null, Value::String))
        };
        let mut raw: Map<String, Value> = self.0.iter().map(label).collect();
        raw.insert("metric".into(), metric.into());
        Value::Object(raw).to_string()
    }
}

impl Point {
    pub(crate) fn count(&self) -> Result<u64, Error> {
        let number = self.value.int64_value.as_ref().or(self.value.double_value.as_ref());
        number.and_then(Decimal::to_count).ok_or_else(|| {
            error(Failure::Unexpected, "Cloud Monitoring has a count that is no whole number, or is negative")
        })
    }

    /// The buckets of length `step` that the point is about. Points have been seen that end a second early, that have no
    /// beginning, or where beginning and end are the same: they are stamped with the end of their bucket. What decides
    /// is the middle of the point.
    pub(crate) fn period(&self, step: i64) -> Result<(i64, i64), Error> {
        let end = from_rfc3339(&self.interval.end_time)?;
        let start = self.interval.start_time.as_deref().map(from_rfc3339).transpose()?;
        let start = start.filter(|start| *start < end).unwrap_or(end - step);
        let nearest = |seconds: i64| (seconds + step / 2).div_euclid(step) * step;
        let length = nearest(end - start).max(step);
        let start = nearest(i64::midpoint(start, end) - length / 2);
        Ok((start, start + length))
    }
}
