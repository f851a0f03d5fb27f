//! Cloud Monitoring: what was written to metrics, aligned and grouped.

mod figures;
mod question;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{bad, problem};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::rfc3339;

pub(crate) use figures::Written;
use question::Question;

/// Fewer than are asked for, as servers may, so that pages happen.
const MOST_POINTS: usize = 15;

/// The labels of a series: those of the metric, those of the resource.
type Labels = (BTreeMap<String, String>, BTreeMap<String, String>);
/// By the end of their period: its start and the count. Kept by labels and the resource's type.
type Points = BTreeMap<i64, (i64, u64)>;

pub(super) fn answer(metrics: &[Written], project: &str, seen: &Seen, now: i64) -> Result<Reply, Reply> {
    let question = Question::read(project, &seen.query)?;
    let written = metrics.iter().find(|written| written.metric == question.metric);
    let written = written.ok_or_else(|| {
        problem(404, "NOT_FOUND", &format!("Cannot find metric(s) that match type = \"{}\".", question.metric))
    })?;
    let series = written.series();
    let first = series.first().ok_or_else(|| bad("There is nothing."))?;
    for (scope, label) in &question.group_by {
        let labels = if scope == "metric" { &first.metric_labels } else { &first.resource_labels };
        if !labels.contains_key(label) {
            return Err(bad(&format!("Unknown label in aggregation.groupByFields: {scope}.label.{label}.")));
        }
    }

    let mut grouped: BTreeMap<(Labels, String), Points> = BTreeMap::new();
    for one in series.iter().filter(|one| question.matches(one)) {
        let points = grouped.entry((question.labels(one), one.resource_type.clone())).or_default();
        // Aligned first, then reduced.
        let mut aligned = Points::new();
        for (time, count) in written.samples(one, &question, now) {
            let (start, end) = question.period(time);
            aligned.entry(end).or_insert((start, 0)).1 += count;
        }
        for (end, (start, count)) in aligned {
            let point = points.entry(end).or_insert((start, 0));
            point.1 = question.reduced(point.1, count);
        }
    }
    // Newest first, series after series: a series may go on on the next page.
    let all: Vec<_> = grouped
        .iter()
        .flat_map(|(key, points)| points.iter().rev().map(move |(end, (start, count))| (key, *start, *end, *count)))
        .collect();
    let size = question.page_size.min(MOST_POINTS);
    let mut listed: Vec<(&(Labels, String), Vec<Value>)> = vec![];
    for (key, start, end, count) in all.iter().skip(question.offset).take(size) {
        let point = json!({
            "interval": {"startTime": rfc3339(*start), "endTime": rfc3339(*end)},
            "value": {"int64Value": count.to_string()}
        });
        match listed.last_mut() {
            Some((last, points)) if last == key => points.push(point),
            _ => listed.push((key, vec![point])),
        }
    }
    let listed: Vec<Value> = listed
        .into_iter()
        .map(|(((metric_labels, resource_labels), resource_type), points)| {
            json!({
                "metric": {"type": question.metric, "labels": metric_labels},
                "resource": {"type": resource_type, "labels": resource_labels},
                "metricKind": "DELTA", "valueType": "INT64", "points": points
            })
        })
        .collect();
    let mut answer = json!({"unit": "1"});
    if !listed.is_empty() {
        answer["timeSeries"] = listed.into();
    }
    let end = question.offset + size;
    if end < all.len() {
        answer["nextPageToken"] = question.token(end).into();
    }
    Ok(Reply::json(200, &answer))
}
