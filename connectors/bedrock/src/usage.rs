//! The figures of the models, hour by hour.

use std::collections::{BTreeMap, BTreeSet};

use outlay_connector::{
    Count, Decimal, Entry, Error, Failure, Page, Settings, Window, cursor, entry, error, now, time,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::aws::Operation;
use crate::metrics::{Counter, Namespace};
use crate::regions;
use crate::series::{self, Series};

pub(crate) const GET: &str = "get_metric_data";
const OPERATION: Operation = Operation {
    request: GET,
    content_type: "application/x-amz-json-1.0",
    target: "GraniteServiceVersion20100801.GetMetricData",
};
/// A question may have 500 metrics; a series has eight at most.
const SERIES_A_QUESTION: usize = 60;
const MOST_DATAPOINTS: u32 = 100_800;
const MOST_PAGES: usize = 500;
/// Of one page of ours.
const MOST_ENTRIES: i64 = 50_000;

/// A series, and its metrics in order of precedence.
type Asked = (Series, Vec<(&'static str, Counter)>);

/// By the place of a series among the asked and by the hour: the figure of each of its metrics, by the metric's place.
type Figures = BTreeMap<(usize, i64), BTreeMap<usize, u64>>;

/// All of a series' figures of the window are on one page: an hour's counters come from several metrics.
pub(crate) fn sync(
    namespace: &Namespace,
    settings: &Settings,
    window: Window,
    cursor: Option<&str>,
    state: Option<&[u8]>,
) -> Result<Page, Error> {
    let after: Option<Series> = cursor::read(cursor)?;
    let known = series::known(namespace, &regions(settings)?, settings, (window, now()), state)?;
    let rest: Vec<Asked> =
        known.series.into_iter().filter(|(series, _)| after.as_ref().is_none_or(|after| series > after)).collect();
    let hours = ((window.end - window.start) / time::HOUR).max(1);
    let most = usize::try_from((MOST_ENTRIES / hours).max(1)).unwrap_or(1);
    let (page, later) = rest.split_at(most.min(rest.len()));
    let mut entries = vec![];
    for of_region in page.chunk_by(|(a, _), (b, _)| a.region == b.region) {
        for asked in of_region.chunks(SERIES_A_QUESTION) {
            let figures = read(namespace, asked, window)?;
            let entry =
                |((series, hour), counted)| asked.get(series).map(|asked| into_entry(namespace, asked, hour, counted));
            entries.extend(figures.into_iter().filter_map(entry));
        }
    }
    let next = match page.last() {
        Some((last, _)) if !later.is_empty() => Some(cursor::write(last)?),
        _ => None,
    };
    Ok(Page { entries, names: vec![], next, state: Some(known.state) })
}

fn into_entry(namespace: &Namespace, (series, metrics): &Asked, hour: i64, figures: BTreeMap<usize, u64>) -> Entry {
    let end = hour + time::HOUR;
    let mut entry = Entry { open: end > now(), ..entry("bedrock", hour, end) };
    let mut images = None;
    for (metric, figure) in figures {
        let Some((_, counter)) = metrics.get(metric) else { continue };
        let counted = match counter {
            Counter::Requests => &mut entry.requests,
            Counter::Input => &mut entry.input_tokens,
            Counter::Output => &mut entry.output_tokens,
            Counter::CacheRead => &mut entry.cached_input_tokens,
            Counter::CacheWrite => &mut entry.cache_write_tokens,
            Counter::Images => &mut images,
        };
        counted.get_or_insert(figure);
    }
    entry.units = images.map(|images| images.to_string());
    entry.unit = images.map(|_| "images".into());
    entry.model = Some(model_of(&series.model).to_owned());
    entry.project = Some(series.project.clone().unwrap_or_else(|| series.region.clone()));
    let mut raw = json!({"region": series.region, namespace.model: series.model});
    if let (Some(name), Some(project)) = (namespace.project, &series.project) {
        raw[name] = json!(project);
    }
    entry.raw = raw.to_string();
    entry
}

/// What stands for a model's name in an ARN. Of those that name something of the account (an application inference profile,
/// a custom model) the kind stays with the id. The prefix of a geography (`us.`, `global.`) stays, too: it has its own price.
fn model_of(id: &str) -> &str {
    let Some(resource) = id.strip_prefix("arn:").and_then(|rest| rest.splitn(5, ':').nth(4)) else { return id };
    match resource.split_once('/') {
        Some(("foundation-model" | "inference-profile", name)) if !name.is_empty() => name,
        _ => resource,
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    metric_data_results: Vec<Part>,
    next_token: Option<String>,
}

/// Some of a metric's figures; others may come with the next page.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    id: String,
    #[serde(default)]
    timestamps: Vec<Count>,
    #[serde(default)]
    values: Vec<Decimal>,
    status_code: Option<String>,
}

/// All of one region.
fn read(namespace: &Namespace, asked: &[Asked], window: Window) -> Result<Figures, Error> {
    let Some((Series { region, .. }, _)) = asked.first() else { return Ok(Figures::new()) };
    let places: Vec<(usize, usize)> = asked
        .iter()
        .enumerate()
        .flat_map(|(series, (_, metrics))| (0..metrics.len()).map(move |metric| (series, metric)))
        .collect();
    let mut question = question(namespace, asked, window);
    let mut figures = Figures::new();
    let mut unfinished: BTreeSet<String> = BTreeSet::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let answer: Answer = OPERATION.ask(Some(region), &question)?.json()?;
        for part in answer.metric_data_results {
            match part.status_code.as_deref() {
                Some("InternalError") => {
                    return Err(error(Failure::Unavailable, "CloudWatch has trouble; the next sync tries again."));
                }
                Some("Forbidden") => {
                    let message =
                        "This key may not read metrics: give its user the permission cloudwatch:GetMetricData.";
                    return Err(error(Failure::CredentialsInsufficient, message));
                }
                Some("PartialData") => unfinished.insert(part.id.clone()),
                _ => unfinished.remove(&part.id),
            };
            let place = part.id.strip_prefix('m').and_then(|index| index.parse::<usize>().ok());
            let Some(&(series, metric)) = place.and_then(|index| places.get(index)) else { continue };
            for (hour, figure) in part.figures()? {
                if (window.start..window.end).contains(&hour) {
                    figures.entry((series, hour)).or_default().insert(metric, figure);
                }
            }
        }
        token = cursor::next(None, answer.next_token, token.as_deref())?;
        match &token {
            Some(token) => question["NextToken"] = json!(token),
            None if unfinished.is_empty() => return Ok(figures),
            None => return Err(error(Failure::Unavailable, "CloudWatch ended before all figures had come.")),
        }
    }
    Err(error(Failure::Unexpected, format!("CloudWatch has more than {MOST_PAGES} pages of figures in {region}")))
}

fn question(namespace: &Namespace, asked: &[Asked], window: Window) -> Value {
    let metrics = asked.iter().flat_map(|(series, metrics)| metrics.iter().map(move |(name, _)| (series, *name)));
    let queries: Vec<Value> = metrics
        .enumerate()
        .map(|(index, (series, name))| {
            let mut dimensions = vec![json!({"Name": namespace.model, "Value": series.model})];
            if let (Some(dimension), Some(project)) = (namespace.project, &series.project) {
                dimensions.push(json!({"Name": dimension, "Value": project}));
            }
            json!({
                "Id": format!("m{index}"),
                "MetricStat": {
                    "Metric": {"Namespace": namespace.name, "MetricName": name, "Dimensions": dimensions},
                    "Period": time::HOUR, "Stat": "Sum",
                },
                "Label": format!("{name}|{}", series.model),
                "ReturnData": true,
            })
        })
        .collect();
    json!({
        "MetricDataQueries": queries, "StartTime": window.start, "EndTime": window.end,
        "ScanBy": "TimestampAscending", "MaxDatapoints": MOST_DATAPOINTS,
    })
}

impl Part {
    /// Counts come as `12.0`.
    fn figures(&self) -> Result<Vec<(i64, u64)>, Error> {
        let wrong = |what: &str| error(Failure::Unexpected, format!("CloudWatch's figures of `{}` {what}", self.id));
        if self.timestamps.len() != self.values.len() {
            return Err(wrong("have another number of times than of values"));
        }
        let pair = |(Count(hour), value): (&Count, &Decimal)| {
            let hour = i64::try_from(*hour).map_err(|_| wrong("have a time that cannot be"))?;
            Ok((hour, value.to_count().ok_or_else(|| wrong("are no whole numbers"))?))
        };
        self.timestamps.iter().zip(&self.values).map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_model_is_what_was_called() {
        let check = |id: &str, expected: &str| assert_eq!(model_of(id), expected);
        check("amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0");
        check("global.anthropic.claude-sonnet-4-5-20250929-v1:0", "global.anthropic.claude-sonnet-4-5-20250929-v1:0");
        check(
            "arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        );
        check("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "amazon.nova-pro-v1:0");
        check(
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3",
            "application-inference-profile/a1b2c3",
        );
        check("arn:aws", "arn:aws");
    }
}
