//! The parameters of `timeSeries.list`, checked as Cloud Monitoring checks them.

use std::collections::BTreeMap;

use super::Labels;
use super::figures::Series;
use crate::google::bad;
use crate::paging::Paging;
use crate::reply::Reply;
use crate::time::from_rfc3339;

const PREFIX: &str = "page-";
const MOST_POINTS: usize = 100_000;

/// What becomes of the points of series that look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reducer {
    Sum,
    Max,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct Question<'q> {
    project: &'q str,
    pub(super) metric: &'q str,
    /// `metric` or `resource`, the label, the value.
    labelled: Vec<(String, String, &'q str)>,
    resource_type: Option<&'q str>,
    pub(super) start: i64,
    pub(super) end: i64,
    /// None for samples as they are.
    alignment: Option<i64>,
    reducer: Option<Reducer>,
    /// `metric` or `resource`, and the label.
    pub(super) group_by: Vec<(String, String)>,
    pub(super) page_size: usize,
    /// Points before this page.
    pub(super) offset: usize,
    paging: Paging,
}

impl<'q> Question<'q> {
    pub(super) fn read(project: &'q str, query: &'q [(String, String)]) -> Result<Self, Reply> {
        const KNOWN: &[&str] = &[
            "filter",
            "interval.startTime",
            "interval.endTime",
            "aggregation.alignmentPeriod",
            "aggregation.perSeriesAligner",
            "aggregation.crossSeriesReducer",
            "aggregation.groupByFields",
            "view",
            "pageSize",
            "pageToken",
        ];
        if let Some((unknown, _)) = query.iter().find(|(name, _)| !KNOWN.contains(&name.as_str())) {
            let message = format!(
                "Invalid JSON payload received. Unknown name \"{unknown}\": Cannot bind query parameter. Field '{unknown}' could not be found in request message."
            );
            return Err(bad(&message));
        }
        let one = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let time = |name: &str| {
            let text = one(name).ok_or_else(|| bad(&format!("Field {name} had an invalid value: it is required.")))?;
            from_rfc3339(text).ok_or_else(|| bad(&format!("Invalid value at '{name}' (Timestamp): \"{text}\".")))
        };
        let (start, end) = (time("interval.startTime")?, time("interval.endTime")?);
        if start >= end {
            return Err(bad("Field interval.end_time had an invalid value: it is not after the start time."));
        }
        let filter = one("filter").ok_or_else(|| bad("Field filter had an invalid value: it is required."))?;
        let Filter { metric, resource_type, labelled } = Filter::read(filter)?;
        let is_aligned = match one("aggregation.perSeriesAligner") {
            None | Some("ALIGN_NONE") => false,
            Some("ALIGN_SUM" | "ALIGN_DELTA") => true,
            Some(other) => return Err(bad(&format!("The aligner {other} cannot be applied to DELTA INT64."))),
        };
        let period = one("aggregation.alignmentPeriod").map(|text| {
            let seconds = text.strip_suffix('s').and_then(|text| text.parse::<i64>().ok());
            seconds.filter(|seconds| *seconds >= 60).ok_or_else(|| bad("The alignment period must be at least 60s."))
        });
        let alignment = match (is_aligned, period.transpose()?) {
            (true, None) => return Err(bad("An aligner needs aggregation.alignmentPeriod.")),
            (true, period) => period,
            (false, _) => None,
        };
        let reducer = match one("aggregation.crossSeriesReducer") {
            None | Some("REDUCE_NONE") => None,
            Some(_) if !is_aligned => return Err(bad("A reducer needs aggregation.perSeriesAligner.")),
            Some("REDUCE_SUM") => Some(Reducer::Sum),
            Some("REDUCE_MAX") => Some(Reducer::Max),
            Some(other) => return Err(bad(&format!("Invalid value at 'aggregation.cross_series_reducer': {other}."))),
        };
        let group_by = query.iter().filter(|(name, _)| name == "aggregation.groupByFields").map(|(_, field)| {
            label(field).ok_or_else(|| bad(&format!("Invalid field in aggregation.groupByFields: {field}.")))
        });
        let group_by = group_by.collect::<Result<Vec<_>, Reply>>()?;
        if one("view").is_some_and(|view| view != "FULL") {
            return Err(bad("Invalid value at 'view': only FULL is known here."));
        }
        let page_size = match one("pageSize").map(str::parse::<usize>) {
            None => MOST_POINTS,
            Some(Ok(size)) if (1..=MOST_POINTS).contains(&size) => size,
            Some(_) => return Err(bad("Field page_size had an invalid value.")),
        };
        let mut others: Vec<_> = query.iter().filter(|(name, _)| name != "pageToken").collect();
        others.sort_unstable();
        let paging = Paging::of((project, others));
        let offset = one("pageToken").map(|token| paging.offset_of(token, PREFIX));
        let offset = offset.map(|offset| offset.and_then(|offset| usize::try_from(offset).ok()));
        let offset = offset.map_or(Some(0), |offset| offset).ok_or_else(|| bad("Invalid page token."))?;
        Ok(Self {
            project,
            metric,
            labelled,
            resource_type,
            start,
            end,
            alignment,
            reducer,
            group_by,
            page_size,
            offset,
            paging,
        })
    }

    pub(super) fn matches(&self, series: &Series) -> bool {
        self.resource_type.is_none_or(|kind| kind == series.resource_type)
            && self.labelled.iter().all(|(scope, name, value)| {
                let labels = if scope == "metric" { &series.metric_labels } else { &series.resource_labels };
                labels.get(name).is_some_and(|known| known == value)
            })
    }

    /// What is left of a series' labels. The project always is.
    pub(super) fn labels(&self, series: &Series) -> Labels {
        if self.reducer.is_none() {
            return (series.metric_labels.clone(), series.resource_labels.clone());
        }
        let mut labels: Labels = (BTreeMap::new(), BTreeMap::new());
        labels.1.insert("project_id".to_owned(), self.project.to_owned());
        for (scope, name) in &self.group_by {
            let (of, into) = match scope.as_str() {
                "metric" => (&series.metric_labels, &mut labels.0),
                _ => (&series.resource_labels, &mut labels.1),
            };
            into.insert(name.clone(), of.get(name).cloned().unwrap_or_default());
        }
        labels
    }

    /// Of a sample that ends then. Periods are counted back from the end of the question.
    pub(super) fn period(&self, sample_end: i64) -> (i64, i64) {
        match self.alignment {
            None => (sample_end - 60, sample_end),
            Some(length) => {
                let end = self.end - (self.end - sample_end).div_euclid(length) * length;
                (end - length, end)
            }
        }
    }

    /// Of two series' points of one period.
    pub(super) fn reduced(&self, one: u64, other: u64) -> u64 {
        match self.reducer {
            Some(Reducer::Max) => one.max(other),
            _ => one + other,
        }
    }

    pub(super) fn token(&self, offset: usize) -> String {
        self.paging.cursor(i64::try_from(offset).unwrap_or(i64::MAX), PREFIX)
    }
}

/// `metric.label.type` or `metric.labels.type`.
fn label(field: &str) -> Option<(String, String)> {
    let (scope, rest) = field.split_once('.')?;
    let name = rest.strip_prefix("label.").or_else(|| rest.strip_prefix("labels."))?;
    (["metric", "resource"].contains(&scope) && !name.is_empty()).then(|| (scope.to_owned(), name.to_owned()))
}

#[derive(Default)]
struct Filter<'f> {
    metric: &'f str,
    resource_type: Option<&'f str>,
    labelled: Vec<(String, String, &'f str)>,
}

impl<'f> Filter<'f> {
    /// Comparisons joined by `AND`, one of them of the metric's type.
    fn read(text: &'f str) -> Result<Self, Reply> {
        let wrong = || bad(&format!("Field filter had an invalid value of \"{text}\": it could not be parsed."));
        let mut filter = Self::default();
        for part in text.split(" AND ") {
            let (field, value) = part.split_once('=').ok_or_else(wrong)?;
            let value = value.trim().strip_prefix('"').and_then(|value| value.strip_suffix('"')).ok_or_else(wrong)?;
            match field.trim() {
                "metric.type" if filter.metric.is_empty() => filter.metric = value,
                "metric.type" => return Err(bad("The filter must name exactly one metric type.")),
                "resource.type" => filter.resource_type = Some(value),
                other => {
                    let (scope, name) = label(other).ok_or_else(wrong)?;
                    filter.labelled.push((scope, name, value));
                }
            }
        }
        if filter.metric.is_empty() { Err(bad("The filter must name exactly one metric type.")) } else { Ok(filter) }
    }
}
