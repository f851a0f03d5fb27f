//! What was written to a metric: the points of fixtures, day after day.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::question::Question;
use crate::time::{DAY, from_rfc3339};

/// How long figures are kept whole.
const HISTORY_DAYS: i64 = 42;
/// A sample is of one minute, and is there after some more.
const MINUTE: i64 = 60;
const DELAY: i64 = 3 * MINUTE;

/// A metric, and the pages that its figures are taken from.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) metric: &'static str,
    pub(crate) pages: &'static [&'static str],
}

#[derive(Debug)]
pub(super) struct Series {
    pub(super) resource_type: String,
    pub(super) metric_labels: BTreeMap<String, String>,
    pub(super) resource_labels: BTreeMap<String, String>,
    /// Day (since 1970), second of the day, count.
    points: Vec<(i64, i64, u64)>,
}

impl Written {
    pub(super) fn series(&self) -> Vec<Series> {
        let pages = self.pages.iter().flat_map(|page| {
            let page: Value = serde_json::from_str(page).unwrap_or_default();
            page["timeSeries"].as_array().cloned().unwrap_or_default()
        });
        pages.map(|series| Series::of(&series)).collect()
    }

    /// When (the end of the sample) and how much.
    pub(super) fn samples(&self, series: &Series, question: &Question<'_>, now: i64) -> Vec<(i64, u64)> {
        let days: BTreeSet<i64> =
            self.series().iter().flat_map(|one| one.points.iter().map(|(day, ..)| *day)).collect();
        let days: Vec<i64> = days.into_iter().collect();
        let oldest = now.div_euclid(DAY) - HISTORY_DAYS;
        let mut samples = vec![];
        for day in question.start.div_euclid(DAY).max(oldest)..=question.end.div_euclid(DAY) {
            let Ok(index) = usize::try_from(day) else { continue };
            for (_, second, count) in series.points.iter().filter(|(of, ..)| *of == days[index % days.len()]) {
                let end = day * DAY + second + MINUTE;
                if end > question.start && end <= question.end && end + DELAY <= now {
                    samples.push((end, *count));
                }
            }
        }
        samples
    }
}

impl Series {
    fn of(series: &Value) -> Self {
        let labels = |value: &Value| -> BTreeMap<String, String> {
            let labels = value["labels"].as_object().into_iter().flatten();
            labels.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
        };
        let point = |point: &Value| {
            let start = from_rfc3339(point["interval"]["startTime"].as_str()?)?;
            let count = point["value"]["int64Value"].as_str()?.parse().ok()?;
            Some((start.div_euclid(DAY), start.rem_euclid(DAY), count))
        };
        Self {
            resource_type: series["resource"]["type"].as_str().unwrap_or_default().to_owned(),
            metric_labels: labels(&series["metric"]),
            resource_labels: labels(&series["resource"]),
            points: series["points"].as_array().into_iter().flatten().filter_map(point).collect(),
        }
    }
}
