//! Which models there are: those that CloudWatch lists, and for time that its list does not reach, those that were listed
//! at earlier syncs and those that were typed.

use std::collections::{BTreeMap, BTreeSet};

use outlay_connector::{Error, Failure, Settings, Window, cursor, error, log, time};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::aws::{self, Operation};
use crate::metrics::{self, Counter, Namespace};

pub(crate) const LIST: &str = "list_metrics";
const OPERATION: Operation = Operation {
    request: LIST,
    content_type: "application/x-amz-json-1.0",
    target: "GraniteServiceVersion20100801.ListMetrics",
};
/// Of 500 metrics each.
const MOST_PAGES: usize = 200;
/// CloudWatch lists what had a figure in the last two weeks; a day less, to be safe.
const LISTED: i64 = 13 * time::DAY;
/// Below what the host keeps.
const LARGEST_STATE: usize = 60_000;

/// What has figures of its own in a namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Series {
    pub(crate) region: String,
    /// As it was called: the id of a model or of an inference profile, or an ARN.
    pub(crate) model: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) project: Option<String>,
}

/// With the names of the metrics that are listed of it.
type Listed = BTreeMap<Series, BTreeSet<String>>;

/// Everything that a window is asked about, in order.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) series: Vec<(Series, Vec<(&'static str, Counter)>)>,
    /// For the next sync.
    pub(crate) state: Vec<u8>,
}

/// Tries the key in each region, and says how much there is.
pub(crate) fn check(regions: &[String]) -> Result<Vec<String>, Error> {
    let namespace = &metrics::ALL[0];
    let tried: Vec<_> = regions.iter().map(|region| (region, list(namespace, region))).collect();
    let works = tried.iter().any(|(_, listed)| listed.is_ok());
    let note = |(region, listed): (&String, Result<Listed, Error>)| match listed {
        Err(problem) if works && aws::is_unknown_key(&problem) => {
            let message = format!("The account has not enabled the region {region}: enable it, or leave it out.");
            Err(error(Failure::SettingsInvalid, message))
        }
        Err(problem) => Err(problem),
        Ok(listed) if listed.is_empty() => Ok(format!("{region}: no model was used in the last two weeks.")),
        Ok(listed) => Ok(format!("{region}: models used in the last two weeks: {}.", listed.len())),
    };
    tried.into_iter().map(note).collect()
}

/// What there is to ask about a window.
pub(crate) fn known(
    namespace: &Namespace,
    regions: &[String],
    settings: &Settings,
    (window, now): (Window, i64),
    state: Option<&[u8]>,
) -> Result<Known, Error> {
    let mut all = Listed::new();
    for region in regions {
        all.extend(list(namespace, region)?);
    }
    let remembered = remembered(state, regions, &all);
    let state = remember(all.keys().chain(&remembered))?;
    if window.start < now - LISTED {
        // Projects of their own repeat what a model has; what is typed is a model.
        let typed = if namespace.project.is_none() { settings.list("model_ids") } else { vec![] };
        let typed = regions.iter().flat_map(|region| {
            typed.iter().map(|&model| Series { region: region.clone(), model: model.to_owned(), project: None })
        });
        for series in remembered.into_iter().chain(typed) {
            all.entry(series).or_insert_with(|| names(namespace));
        }
    }
    let metrics = |listed: &BTreeSet<String>| {
        let always = namespace.always.len();
        let is_asked = |(index, (name, _)): &(usize, (&str, Counter))| *index < always || listed.contains(*name);
        namespace.metrics().enumerate().filter(is_asked).map(|(_, metric)| metric).collect()
    };
    let series = all.into_iter().map(|(series, listed)| (series, metrics(&listed))).collect();
    Ok(Known { series, state })
}

fn names(namespace: &Namespace) -> BTreeSet<String> {
    namespace.metrics().map(|(name, _)| name.to_owned()).collect()
}

/// What the last sync knew of these regions and is listed no more.
fn remembered(state: Option<&[u8]>, regions: &[String], listed: &Listed) -> Vec<Series> {
    let before: Vec<Series> = match state.map(serde_json::from_slice) {
        None => vec![],
        Some(Ok(before)) => before,
        Some(Err(_)) => {
            log::warn("what the last sync remembered cannot be read; it is left out");
            vec![]
        }
    };
    let has_projects = |region: &str| listed.keys().any(|series| series.region == region && series.project.is_some());
    let is_wanted = |series: &Series| {
        regions.contains(&series.region)
            && !listed.contains_key(series)
            && (series.project.is_some() || !has_projects(&series.region))
    };
    before.into_iter().filter(is_wanted).collect()
}

/// The first of them, as many as are kept.
fn remember<'s>(series: impl Iterator<Item = &'s Series>) -> Result<Vec<u8>, Error> {
    let mut state = vec![b'['];
    for one in series {
        let json = serde_json::to_vec(one).map_err(|problem| error(Failure::Unexpected, problem.to_string()))?;
        if state.len() + json.len() > LARGEST_STATE {
            log::warn("there are more models than can be remembered");
            break;
        }
        if state.len() > 1 {
            state.push(b',');
        }
        state.extend(json);
    }
    state.push(b']');
    Ok(state)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    #[serde(default)]
    metrics: Vec<Metric>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    metric_name: String,
    #[serde(default)]
    dimensions: Vec<Dimension>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Dimension {
    name: String,
    value: String,
}

fn list(namespace: &Namespace, region: &str) -> Result<Listed, Error> {
    let known = names(namespace);
    let mut listed = Listed::new();
    let mut token: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let mut question = json!({"Namespace": namespace.name});
        if let Some(token) = &token {
            question["NextToken"] = json!(token);
        }
        let answer: Answer = OPERATION.ask(Some(region), &question)?.json()?;
        for metric in answer.metrics.into_iter().filter(|metric| known.contains(&metric.metric_name)) {
            if let Some(series) = metric.series(namespace, region) {
                listed.entry(series).or_default().insert(metric.metric_name);
            }
        }
        token = cursor::next(None, answer.next_token, token.as_deref())?;
        if token.is_none() {
            // The figures of a model are those of its projects together: only one of the two is asked for.
            if listed.keys().any(|series| series.project.is_some()) {
                listed.retain(|series, _| series.project.is_some());
            }
            return Ok(listed);
        }
    }
    Err(error(Failure::Unexpected, format!("CloudWatch lists more than {MOST_PAGES} pages of metrics in {region}")))
}

impl Metric {
    /// None if it has other dimensions than those that tell a series: then it repeats a part of one.
    fn series(&self, namespace: &Namespace, region: &str) -> Option<Series> {
        let value = |name: &str| {
            self.dimensions.iter().find(|dimension| dimension.name == name).map(|dimension| dimension.value.clone())
        };
        let model = value(namespace.model)?;
        let project = namespace.project.and_then(value);
        let told = 1 + usize::from(project.is_some());
        (self.dimensions.len() == told).then(|| Series { region: region.to_owned(), model, project })
    }
}
