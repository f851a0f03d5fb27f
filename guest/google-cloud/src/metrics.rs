//! Streams of usage: one metric after another of one project after another, hour by hour (UTC).

use outlay_connector::time::{DAY, HOUR, rfc3339};
use outlay_connector::{
    Entry, Error, Page, Request, Settings, StreamInfo, StreamKind, Window, cursor, daily, entry, last_page, now, page,
};
use serde::{Deserialize, Serialize};

use crate::advice::ask_monitoring;
use crate::form::{TIME_SERIES, projects};
use crate::series::{Labels, answer};

/// The length of a bucket. Hours fit into the days of UTC and of US Pacific time, in which Google bills.
const STEP: i64 = HOUR;
/// Points come after 2 to 4 minutes.
const LATENESS: i64 = 600;
/// Points of one page. Google allows ten times as many; an answer has to fit into a connector's memory.
const PAGE_SIZE: i64 = 10_000;

/// A metric of Cloud Monitoring.
#[derive(Debug)]
pub struct Metric {
    /// Its whole type.
    pub name: &'static str,
    /// What else the filter says, for example `resource.type="consumed_api"`. It may be empty.
    pub narrowed: &'static str,
    /// Never changed: rows under another grouping would have other keys and stand beside the old ones.
    pub group_by: &'static [&'static str],
    /// What becomes of series that then look alike.
    pub reduce: Reduce,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduce {
    Sum,
    /// For quota metrics: each limit counts the same usage again.
    Max,
}

/// A stream that is read from one or more metrics. They count different things, or the same of different calls.
#[derive(Debug)]
pub struct UsageStream {
    pub id: &'static str,
    pub title: &'static str,
    pub metrics: &'static [Metric],
    /// Puts a count, and what its labels say, into an entry that has its period, provider and project.
    pub fill: fn(&Labels, u64, &mut Entry),
}

/// Calls by the code of their answer: only those that were answered well count as requests.
pub fn answered(labels: &Labels, count: u64, entry: &mut Entry) {
    match labels.get("response_code") {
        Some(code) if !code.starts_with('2') => {
            entry.units = Some(count.to_string());
            entry.unit = Some("failed requests".to_owned());
        }
        _ => entry.requests = Some(count),
    }
}

impl Reduce {
    fn name(self) -> &'static str {
        match self {
            Self::Sum => "REDUCE_SUM",
            Self::Max => "REDUCE_MAX",
        }
    }
}

impl UsageStream {
    pub fn info(&self) -> StreamInfo {
        StreamInfo {
            step: STEP as u32,
            re_read: DAY as u32,
            max_window: 7 * DAY as u32,
            lateness: LATENESS as u32,
            // Metrics are kept whole for six weeks.
            backfill: 42 * DAY as u32,
            ..daily(self.id, StreamKind::Usage, self.title)
        }
    }
}

/// Where in a window we are.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Place {
    project: usize,
    metric: usize,
    token: Option<String>,
}

/// One page of a window.
pub(crate) fn read_usage(
    provider: &str,
    stream: &UsageStream,
    settings: &Settings,
    window: Window,
    cursor: Option<&str>,
) -> Result<Page, Error> {
    // Buckets are counted back from the end of the question: it must be a full hour, and is not in the future. The hour
    // that is running is read when it is over.
    let window = Window { start: window.start, end: window.end.min(now().div_euclid(STEP) * STEP) };
    if window.start >= window.end {
        return Ok(last_page(vec![]));
    }
    let place: Place = cursor::read(cursor)?.unwrap_or_default();
    let projects = projects(settings)?;
    let (Some(project), Some(metric)) = (projects.get(place.project), stream.metrics.get(place.metric)) else {
        return Err(cursor::foreign());
    };
    let request = question(metric, project, window).query("pageSize", PAGE_SIZE);
    let request = match &place.token {
        Some(token) => request.query("pageToken", token),
        None => request,
    };
    let mut entries = vec![];
    let mut token = None;
    if let Some(response) = ask_monitoring(request, project)? {
        let answer = answer(&response)?;
        token = cursor::next(None, answer.next(), place.token.as_deref())?;
        for series in &answer.time_series {
            let labels = series.labels(metric.group_by);
            for point in &series.points {
                let (start, end) = point.period(STEP)?;
                if start < window.start || start >= window.end {
                    continue;
                }
                let mut entry = Entry {
                    open: end + LATENESS > now(),
                    project: Some((*project).to_owned()),
                    raw: labels.raw(metric.name),
                    ..entry(provider, start, end)
                };
                (stream.fill)(&labels, point.count()?, &mut entry);
                entries.push(entry);
            }
        }
    }
    let next = place.after(token, stream.metrics.len(), projects.len());
    Ok(page(entries, next.map(|place| cursor::write(&place)).transpose()?))
}

impl Place {
    /// The next page, else the next metric, else the next project.
    fn after(self, token: Option<String>, metrics: usize, projects: usize) -> Option<Self> {
        if token.is_some() {
            return Some(Self { token, ..self });
        }
        if self.metric + 1 < metrics {
            return Some(Self { metric: self.metric + 1, token, ..self });
        }
        (self.project + 1 < projects).then_some(Self { project: self.project + 1, metric: 0, token })
    }
}

pub(crate) fn question(metric: &Metric, project: &str, window: Window) -> Request {
    let and = if metric.narrowed.is_empty() { "" } else { " AND " };
    Request::get(TIME_SERIES)
        .path(project)
        .query("filter", format!("metric.type=\"{}\"{and}{}", metric.name, metric.narrowed))
        .query("interval.startTime", rfc3339(window.start))
        .query("interval.endTime", rfc3339(window.end))
        .query("aggregation.alignmentPeriod", format!("{STEP}s"))
        // Not ALIGN_DELTA, which fills buckets without data by interpolation.
        .query("aggregation.perSeriesAligner", "ALIGN_SUM")
        .query("aggregation.crossSeriesReducer", metric.reduce.name())
        .query_all("aggregation.groupByFields", metric.group_by.iter().copied())
        .query("view", "FULL")
}
