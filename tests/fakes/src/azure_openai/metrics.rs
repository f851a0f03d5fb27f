//! Azure Monitor: the question, checked as Azure checks it, and the answer.

use serde_json::{Value, json};

use super::figures::{self, Figures};
use super::{HISTORY_DAYS, bad, check_query, resources};
use crate::reply::Reply;
use crate::seen::Seen;
use crate::time::{DAY, from_rfc3339, rfc3339};

const VERSION: &str = "2024-02-01";
const NAMESPACE: &str = "Microsoft.CognitiveServices/accounts";
const PARAMETERS: &[&str] = &[
    "metricnames",
    "metricnamespace",
    "timespan",
    "interval",
    "aggregation",
    "$filter",
    "top",
    "AutoAdjustTimegrain",
    "ValidateDimensions",
];
const INTERVALS: &[(&str, i64)] = &[
    ("PT1M", 60),
    ("PT5M", 300),
    ("PT15M", 900),
    ("PT30M", 1_800),
    ("PT1H", 3_600),
    ("PT6H", 21_600),
    ("PT12H", 43_200),
    ("P1D", 86_400),
];
const MOST_METRICS: usize = 20;
const MOST_BUCKETS: i64 = 100_000;

pub(super) fn answer(subscription: &str, account: &str, seen: &Seen, now: i64) -> Result<Reply, Reply> {
    check_query(seen, VERSION, PARAMETERS)?;
    resources::must_exist(subscription, account)?;
    let given = |name: &str| seen.parameter(name).ok_or_else(|| bad(&format!("The parameter '{name}' is needed.")));
    if given("metricnamespace")? != NAMESPACE {
        return Err(bad("The metric namespace is not one of the resource."));
    }
    if given("aggregation")? != "Total" {
        return Err(bad("These metrics have the aggregation 'Total'."));
    }
    let interval = given("interval")?;
    let known = INTERVALS.iter().find(|(name, _)| *name == interval);
    let (_, width) =
        *known.ok_or_else(|| bad(&format!("Detected invalid time grain input with value '{interval}'.")))?;
    let timespan = given("timespan")?;
    let (start, end) = timespan
        .split_once('/')
        .and_then(|(start, end)| Some((from_rfc3339(start)?, from_rfc3339(end)?)))
        .filter(|(start, end)| start < end)
        .ok_or_else(|| bad(&format!("Invalid time interval input: '{timespan}'.")))?;
    let first = start.div_euclid(width) * width;
    if (end - first) / width > MOST_BUCKETS {
        return Err(bad("The time span has too many buckets."));
    }
    let dimensions = dimensions(seen.parameter("$filter").unwrap_or_default())?;
    let top = seen.parameter("top").map_or(Ok(10), str::parse::<usize>);
    let top = top.map_err(|_| bad("The parameter 'top' must be a number."))?;
    let names: Vec<&str> = given("metricnames")?.split(',').collect();
    if names.len() > MOST_METRICS {
        return Err(bad(&format!("Requested metrics count: {} bigger than allowed max: {MOST_METRICS}", names.len())));
    }
    let is_strict = seen.parameter("ValidateDimensions") != Some("false");

    let time = Time { starts: (first..end).step_by(usize::try_from(width).unwrap_or(1)).collect(), width, now };
    let mut value = vec![];
    for name in names {
        let metric = figures::of(account, name).ok_or_else(|| {
            bad(&format!(
                "Failed to find metric configuration for provider: Microsoft.CognitiveServices, metric: {name}."
            ))
        })?;
        if let Some(unknown) = dimensions.iter().find(|dimension| is_strict && !metric.dimensions.contains(dimension)) {
            return Err(bad(&format!("Metric: {name} does not support requested dimension combination: {unknown}.")));
        }
        let mut series = time.series(&metric, &dimensions);
        if seen.parameter("$filter").is_some() {
            series.truncate(top);
        }
        value.push(json!({
            "id": format!("/subscriptions/{subscription}/resourceGroups/rg-ai/providers/{NAMESPACE}/{account}/providers/Microsoft.Insights/metrics/{name}"),
            "type": "Microsoft.Insights/metrics", "name": {"value": name, "localizedValue": name},
            "displayDescription": name, "unit": "Count", "timeseries": series, "errorCode": "Success",
        }));
    }
    Ok(Reply::json(
        200,
        &json!({
            "cost": 59, "timespan": timespan, "interval": interval, "value": value, "namespace": NAMESPACE,
            "resourceregion": "eastus2",
        }),
    ))
}

/// `A eq '*' and B eq '*'`: by what the answer is split.
fn dimensions(filter: &str) -> Result<Vec<&str>, Reply> {
    let parts = filter.split(" and ").filter(|part| !part.is_empty());
    parts
        .map(|part| part.strip_suffix(" eq '*'").filter(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic())))
        .collect::<Option<_>>()
        .ok_or_else(|| bad(&format!("Invalid $filter: '{filter}'.")))
}

/// Names of dimensions and their values.
type Labels<'l> = Vec<(&'l str, &'l str)>;

/// When the buckets of an answer begin, and how long they are.
struct Time {
    starts: Vec<i64>,
    width: i64,
    now: i64,
}

impl Time {
    /// Series of one metric; those that look alike without the dimensions that were not asked for are one.
    fn series(&self, metric: &Figures, dimensions: &[&str]) -> Vec<Value> {
        let mut merged: Vec<(Labels<'_>, Vec<&[Option<u64>]>)> = vec![];
        for (labels, hours) in &metric.series {
            let kept: Labels<'_> = labels
                .iter()
                .filter(|(name, _)| dimensions.contains(name))
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            match merged.iter_mut().find(|(other, _)| *other == kept) {
                Some((_, all)) => all.push(hours),
                None => merged.push((kept, vec![hours])),
            }
        }
        merged
            .into_iter()
            .map(|(labels, all)| {
                let metadata: Vec<Value> = labels
                    .iter()
                    .map(|(name, value)| {
                        let name = name.to_ascii_lowercase();
                        json!({"name": {"value": name, "localizedValue": name}, "value": value})
                    })
                    .collect();
                let data: Vec<Value> = self.starts.iter().map(|start| self.point(*start, &all)).collect();
                json!({"metadatavalues": metadata, "data": data})
            })
            .collect()
    }

    /// What happens in the first hours of a day happens in their first minute.
    fn point(&self, start: i64, all: &[&[Option<u64>]]) -> Value {
        let mut total = None;
        for (hour, second) in (0_usize..24).zip((0..DAY).step_by(3_600)) {
            let at = start.div_euclid(DAY) * DAY + second;
            let is_there =
                (start..start + self.width).contains(&at) && at < self.now && at > self.now - HISTORY_DAYS * DAY;
            for count in all.iter().filter(|_| is_there).filter_map(|hours| hours.get(hour).copied().flatten()) {
                *total.get_or_insert(0) += count;
            }
        }
        match total {
            // A double, always.
            Some(total) => json!({"timeStamp": rfc3339(start), "total": double(total)}),
            None => json!({"timeStamp": rfc3339(start)}),
        }
    }
}

fn double(count: u64) -> Value {
    serde_json::from_str(&format!("{count}.0")).unwrap_or_default()
}
