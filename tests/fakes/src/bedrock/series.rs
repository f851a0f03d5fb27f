//! What CloudWatch has figures of: the fixtures, at the same hours of every day.

use serde_json::Value;

use crate::time::DAY;

/// Those that the account has enabled.
pub const REGIONS: &[&str] = &["us-west-2", "us-east-1", "eu-central-1"];

pub(super) const HOUR: i64 = 3_600;
/// Days before today that have figures.
const HISTORY: i64 = 70;

const PAGES: [&str; 2] = [
    include_str!("../../../../connectors/bedrock/fixtures/get_metric_data.page1.json"),
    include_str!("../../../../connectors/bedrock/fixtures/get_metric_data.page2.json"),
];

/// One metric with its dimensions.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) region: &'static str,
    pub(super) namespace: &'static str,
    pub(super) metric: String,
    pub(super) dimensions: Vec<(&'static str, String)>,
    /// By the hour of the day.
    hours: Vec<(i64, u64)>,
    /// It had no figures since.
    until_days_ago: i64,
}

impl Series {
    /// Listed if it had a figure in the last two weeks.
    pub(super) const fn is_listed(&self) -> bool {
        self.until_days_ago < 14
    }

    /// The sums of buckets that begin in the time, up to `now`; buckets without figures are left out.
    pub(super) fn buckets(&self, (start, end): (i64, i64), period: i64, now: i64) -> Vec<(i64, u64)> {
        let today = now.div_euclid(DAY);
        let oldest = (today - HISTORY).max(start.div_euclid(DAY));
        let newest = (today - self.until_days_ago).min(end.div_euclid(DAY));
        let mut buckets: Vec<(i64, u64)> = Vec::new();
        for (hour, figure) in (oldest..=newest)
            .flat_map(|day| self.hours.iter().map(move |(hour, figure)| (day * DAY + hour * HOUR, figure)))
        {
            let bucket = hour.div_euclid(period) * period;
            if bucket < start || bucket >= end || hour > now || !is_kept(bucket, period, now) {
                continue;
            }
            match buckets.last_mut() {
                Some((last, sum)) if *last == bucket => *sum += figure,
                _ => buckets.push((bucket, *figure)),
            }
        }
        buckets
    }
}

/// Minutes are kept for 15 days, five minutes for 63, hours for 455.
const fn is_kept(bucket: i64, period: i64, now: i64) -> bool {
    let age = now - bucket;
    age < 455 * DAY && (age < 63 * DAY || period % HOUR == 0) && (age < 15 * DAY || period % 300 == 0)
}

pub(super) fn all() -> Vec<Series> {
    let claude = claude();
    let mut all = claude.clone();
    // With more dimensions: the same calls once more.
    all.extend(claude.iter().map(|series| {
        let mut series = series.clone();
        series.dimensions.push(("ResolvedServiceTier", "default".to_owned()));
        series
    }));
    let bedrock = |region, model: &str, until_days_ago, figures: &[(&str, u64)]| -> Vec<Series> {
        let series = |(metric, figure): &(&str, u64)| Series {
            region,
            namespace: "AWS/Bedrock",
            metric: (*metric).to_owned(),
            dimensions: vec![("ModelId", model.to_owned())],
            hours: vec![(0, *figure)],
            until_days_ago,
        };
        figures.iter().map(series).collect()
    };
    let calls = &[("Invocations", 1), ("InputTokenCount", 1_000), ("OutputTokenCount", 200)];
    all.extend(bedrock("us-east-1", "amazon.nova-pro-v1:0", 0, calls));
    all.extend(bedrock("us-east-1", "amazon.nova-canvas-v1:0", 0, &[("Invocations", 2), ("OutputImageCount", 3)]));
    all.extend(bedrock("us-west-2", "anthropic.claude-3-haiku-20240307-v1:0", 20, calls));
    for (metric, figure) in [("Inferences", 4), ("TotalInputTokens", 2_600), ("TotalOutputTokens", 810)] {
        let by_model = Series {
            region: "us-west-2",
            namespace: "AWS/BedrockMantle",
            metric: metric.to_owned(),
            dimensions: vec![("Model", "openai.gpt-oss-120b".to_owned())],
            hours: vec![(1, figure)],
            until_days_ago: 0,
        };
        let mut by_project = by_model.clone();
        by_project.dimensions.push(("Project", "proj-fixture".to_owned()));
        all.extend([by_model, by_project]);
    }
    all
}

/// The series of the fixtures, whose labels are `<metric>|<model>`.
fn claude() -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for page in PAGES {
        let page: Value = serde_json::from_str(page).unwrap_or_default();
        for result in page["MetricDataResults"].as_array().into_iter().flatten() {
            let Some((metric, model)) = result["Label"].as_str().and_then(|label| label.split_once('|')) else {
                continue;
            };
            let numbers = |name: &str| -> Vec<u64> {
                let all = result[name].as_array().into_iter().flatten();
                all.filter_map(|number| number.to_string().split('.').next()?.parse().ok()).collect()
            };
            let hour = |time: u64| i64::try_from(time).unwrap_or_default().rem_euclid(DAY) / HOUR;
            let hours = numbers("Timestamps").into_iter().map(hour).zip(numbers("Values"));
            match all.iter_mut().find(|series| series.metric == metric) {
                Some(series) => series.hours.extend(hours),
                None => all.push(Series {
                    region: "us-west-2",
                    namespace: "AWS/Bedrock",
                    metric: metric.to_owned(),
                    dimensions: vec![("ModelId", model.to_owned())],
                    hours: hours.collect(),
                    until_days_ago: 0,
                }),
            }
        }
    }
    all
}
