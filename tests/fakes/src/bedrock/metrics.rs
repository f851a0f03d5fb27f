//! CloudWatch: `ListMetrics` and `GetMetricData`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::series::{self, Series};
use super::{only, problem};
use crate::paging::Paging;
use crate::reply::Reply;

/// Small ones, so that there are several. AWS's have 500 metrics, and as many figures as are asked for.
const METRICS_A_PAGE: usize = 4;
const FIGURES_A_PAGE: usize = 400;
const MOST_QUERIES: usize = 500;
const MOST_DATAPOINTS: i64 = 100_800;

fn wrong(message: &str) -> Reply {
    problem(400, "InvalidParameterValueException", message)
}

/// Where a page begins; none if the token is of another question.
fn place(question: &Value, region: &str) -> Result<(Paging, usize), Reply> {
    let mut rest = question.clone();
    let token = rest.as_object_mut().and_then(|members| members.remove("NextToken"));
    let paging = Paging::of((region, rest.to_string()));
    let offset = match token.as_ref().and_then(Value::as_str) {
        None => 0,
        Some(token) => paging
            .offset_of(token, "cw-")
            .ok_or_else(|| problem(400, "InvalidNextToken", "The token is not of this question."))?,
    };
    Ok((paging, usize::try_from(offset).unwrap_or_default()))
}

fn token(paging: &Paging, offset: usize) -> Value {
    json!(paging.cursor(i64::try_from(offset).unwrap_or(i64::MAX), "cw-"))
}

pub(super) fn list(question: &Value, region: &str, _now: i64) -> Result<Reply, Reply> {
    only(question, &["Namespace", "MetricName", "Dimensions", "NextToken", "RecentlyActive", "IncludeLinkedAccounts"])?;
    if question.get("RecentlyActive").is_some_and(|recently| recently != "PT3H") {
        return Err(wrong("RecentlyActive must be PT3H."));
    }
    let (paging, offset) = place(question, region)?;
    let is_asked = |series: &Series| {
        let equals = |name: &str, text: &str| question.get(name).is_none_or(|wanted| wanted == text);
        series.region == region
            && series.is_listed()
            && equals("Namespace", series.namespace)
            && equals("MetricName", &series.metric)
            && question["Dimensions"].as_array().into_iter().flatten().all(|wanted| {
                let has = |(name, value): &(&str, String)| {
                    wanted["Name"] == **name && wanted.get("Value").is_none_or(|wanted| wanted == value)
                };
                series.dimensions.iter().any(has)
            })
    };
    let listed: Vec<Series> = series::all().into_iter().filter(is_asked).collect();
    let metric = |series: &Series| {
        let dimensions: Vec<Value> =
            series.dimensions.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
        json!({"Namespace": series.namespace, "MetricName": series.metric, "Dimensions": dimensions})
    };
    let page: Vec<Value> = listed.iter().skip(offset).take(METRICS_A_PAGE).map(metric).collect();
    let end = offset + page.len();
    let mut answer = json!({"Metrics": page});
    if end < listed.len() {
        answer["NextToken"] = token(&paging, end);
    }
    Ok(Reply::json(200, &answer))
}

/// A metric that is asked for.
struct Query<'q> {
    id: &'q str,
    label: &'q str,
    /// None if there is no such metric, which is no error.
    series: Option<Series>,
    period: i64,
}

pub(super) fn data(question: &Value, region: &str, now: i64) -> Result<Reply, Reply> {
    only(
        question,
        &["MetricDataQueries", "StartTime", "EndTime", "ScanBy", "MaxDatapoints", "NextToken", "LabelOptions"],
    )?;
    let time = |name: &str| question[name].as_i64().ok_or_else(|| wrong(&format!("{name} must be a time.")));
    let (start, end) = (time("StartTime")?, time("EndTime")?);
    if start >= end {
        return Err(wrong("The parameter StartTime must be less than the parameter EndTime."));
    }
    let descending = match question["ScanBy"].as_str() {
        None | Some("TimestampDescending") => true,
        Some("TimestampAscending") => false,
        Some(_) => return Err(wrong("ScanBy is unknown.")),
    };
    let most = question.get("MaxDatapoints").map_or(Some(MOST_DATAPOINTS), Value::as_i64);
    let most =
        most.filter(|most| (1..=MOST_DATAPOINTS).contains(most)).ok_or_else(|| wrong("MaxDatapoints is too large."))?;
    let most = usize::try_from(most).unwrap_or(FIGURES_A_PAGE).min(FIGURES_A_PAGE);
    let queries = queries(question, region)?;
    let (paging, offset) = place(question, region)?;

    // Time by time, so that a page may end in the middle of an hour.
    let mut figures: Vec<(i64, usize, u64)> = Vec::new();
    for (index, query) in queries.iter().enumerate() {
        let buckets = query.series.as_ref().map(|series| series.buckets((start, end), query.period, now));
        figures.extend(buckets.into_iter().flatten().map(|(bucket, figure)| (bucket, index, figure)));
    }
    figures.sort_by_key(|(bucket, index, _)| (if descending { -bucket } else { *bucket }, *index));
    let page = figures.get(offset..).unwrap_or_default();
    let (page, later) = page.split_at(most.min(page.len()));
    let decimal = |number: i128| -> Value { serde_json::from_str(&format!("{number}.0")).unwrap_or_default() };
    let result = |(index, query): (usize, &Query<'_>)| {
        let mine: Vec<_> = page.iter().filter(|(_, of, _)| *of == index).collect();
        let is_partial = later.iter().any(|(_, of, _)| *of == index);
        json!({
            "Id": query.id,
            "Label": query.label,
            "Timestamps": mine.iter().map(|(bucket, ..)| decimal((*bucket).into())).collect::<Vec<_>>(),
            "Values": mine.iter().map(|(_, _, figure)| decimal((*figure).into())).collect::<Vec<_>>(),
            "StatusCode": if is_partial { "PartialData" } else { "Complete" },
        })
    };
    let results: Vec<Value> = queries.iter().enumerate().map(result).collect();
    let mut answer = json!({"MetricDataResults": results, "Messages": []});
    if !later.is_empty() {
        answer["NextToken"] = token(&paging, offset + page.len());
    }
    Ok(Reply::json(200, &answer))
}

fn queries<'q>(question: &'q Value, region: &str) -> Result<Vec<Query<'q>>, Reply> {
    let given = question["MetricDataQueries"].as_array().filter(|given| (1..=MOST_QUERIES).contains(&given.len()));
    let given = given.ok_or_else(|| wrong("MetricDataQueries must have 1 to 500 members."))?;
    let all = series::all();
    let mut ids = BTreeSet::new();
    given
        .iter()
        .map(|query| {
            only(query, &["Id", "MetricStat", "Label", "ReturnData"])?;
            let id = query["Id"].as_str().filter(|id| is_id(id)).ok_or_else(|| wrong("An Id is not a name."))?;
            if !ids.insert(id) {
                return Err(wrong(&format!("The Id {id} is used twice.")));
            }
            let stat = &query["MetricStat"];
            only(stat, &["Metric", "Period", "Stat", "Unit"])?;
            only(&stat["Metric"], &["Namespace", "MetricName", "Dimensions"])?;
            if stat["Stat"] != "Sum" {
                return Err(wrong("This fake knows the statistic Sum."));
            }
            let period = stat["Period"].as_i64().filter(|period| *period > 0 && period % 60 == 0);
            let period = period.ok_or_else(|| wrong("Period must be a multiple of 60."))?;
            let is_meant = |series: &&Series| is_metric(series, region, &stat["Metric"]);
            let label = query["Label"].as_str().or_else(|| stat["Metric"]["MetricName"].as_str()).unwrap_or_default();
            Ok(Query { id, label, series: all.iter().find(is_meant).cloned(), period })
        })
        .collect()
}

/// The dimensions are all of its dimensions, no less.
fn is_metric(series: &Series, region: &str, metric: &Value) -> bool {
    let dimensions = metric["Dimensions"].as_array().map_or(&[][..], Vec::as_slice);
    let has = |(name, value): &(&str, String)| {
        dimensions.iter().any(|dimension| dimension["Name"] == **name && dimension["Value"] == **value)
    };
    series.region == region
        && metric["Namespace"] == *series.namespace
        && metric["MetricName"] == *series.metric
        && dimensions.len() == series.dimensions.len()
        && series.dimensions.iter().all(has)
}

/// `^[a-z][A-Za-z0-9_]*$`
fn is_id(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
