//! Metrics as entries: one for each hour, deployment and model.

use std::collections::BTreeMap;

use outlay_connector::time::{DAY, HOUR};
use outlay_connector::{Entry, Error, Page, Settings, Window, entry, log, now, page};
use serde_json::json;

use crate::PROVIDER;
use crate::metrics::{CLASSIC, Counter, Family, MODELS, Series, read};
use crate::resources::{Resource, accounts, deployments};

/// Each takes two to five requests.
const RESOURCES_A_PAGE: usize = 8;
/// How long Azure Monitor keeps metrics.
const KEPT: i64 = 93 * DAY;

/// What entries are made of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cell {
    start: i64,
    deployment: Option<String>,
    model: Option<String>,
    version: Option<String>,
}

type Counts = BTreeMap<Counter, u64>;

/// The cursor is the id of the last resource that was read.
pub(crate) fn sync(settings: &Settings, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let Some(span) = kept(window, now()) else {
        log::warn("Azure Monitor does not keep metrics for so long; nothing is read of this time");
        return Ok(page(vec![], None));
    };
    let mut left = accounts(settings)?;
    left.retain(|resource| cursor.is_none_or(|after| resource.id.as_str() > after));
    let mut entries = vec![];
    for resource in left.iter().take(RESOURCES_A_PAGE) {
        entries.extend(of_resource(resource, span)?);
    }
    let last = left.get(RESOURCES_A_PAGE - 1).filter(|_| left.len() > RESOURCES_A_PAGE);
    Ok(page(entries, last.map(|resource| resource.id.clone())))
}

/// The part of a window of which there can be metrics: what has passed, but not too long ago.
fn kept(window: Window, now: i64) -> Option<Window> {
    let oldest = (now - KEPT + HOUR).div_euclid(HOUR) * HOUR;
    let span = Window { start: window.start.max(oldest), end: window.end.min(now) };
    (span.start < span.end).then_some(span)
}

fn of_resource(resource: &Resource, span: Window) -> Result<Vec<Entry>, Error> {
    let mut cells: BTreeMap<Cell, Counts> = BTreeMap::new();
    let newer = read(resource, &MODELS.usage, span)?;
    // A family may list the deployments of a resource of which it counts nothing.
    let older = if is_counted(&newer) { vec![] } else { read(resource, &CLASSIC.usage, span)? };
    let (family, usage): (&Family, _) = if is_counted(&older) { (&CLASSIC, older) } else { (&MODELS, newer) };
    if usage.is_empty() {
        return Ok(vec![]);
    }
    let requests = read(resource, &family.requests, span)?;
    let models =
        if usage.iter().any(|series| series.model.is_none()) { deployments(resource)? } else { Default::default() };
    for series in usage.into_iter().chain(requests) {
        let Series { counter, deployment, model, version, points } = series;
        let known = deployment.as_ref().and_then(|name| models.get(&name.to_ascii_lowercase()));
        let model = model.or_else(|| known.map(|(model, _)| model.clone()));
        let version = version.or_else(|| known.and_then(|(_, version)| version.clone()));
        for (start, count) in points.into_iter().filter(|(start, _)| (span.start..span.end).contains(start)) {
            let cell = Cell { start, deployment: deployment.clone(), model: model.clone(), version: version.clone() };
            let sum = cells.entry(cell).or_default().entry(counter).or_default();
            *sum = sum.saturating_add(count);
        }
    }
    Ok(cells.into_iter().flat_map(|(cell, counts)| entries(resource, &cell, &counts)).collect())
}

fn is_counted(usage: &[Series]) -> bool {
    usage.iter().flat_map(|series| &series.points).any(|(_, count)| *count > 0)
}

/// None where nothing happened. What is counted in other units than tokens has entries of its own.
fn entries(resource: &Resource, cell: &Cell, counts: &Counts) -> Vec<Entry> {
    let count = |counter| counts.get(&counter).copied();
    let of = |metric: Option<&str>| {
        let end = cell.start + HOUR;
        Entry {
            open: end > now(),
            model: cell.model.clone(),
            project: Some(resource.id.clone()),
            raw: json!({
                "resource": resource.id, "deployment": cell.deployment, "model": cell.model,
                "model_version": cell.version, "metric": metric,
            })
            .to_string(),
            ..entry(PROVIDER, cell.start, end)
        }
    };
    let mut entries = vec![];
    let tokens = Counter::Input..=Counter::CacheWrite1h;
    let is_used = |counter: Counter| tokens.contains(&counter) || counter == Counter::Requests;
    if counts.iter().any(|(counter, count)| is_used(*counter) && *count > 0) {
        let (short, long) = (count(Counter::CacheWrite5m), count(Counter::CacheWrite1h));
        let written = short.into_iter().chain(long).reduce(u64::saturating_add);
        entries.push(Entry {
            input_tokens: count(Counter::Input),
            cached_input_tokens: count(Counter::CacheRead),
            cache_write_tokens: written,
            cache_write_5m_tokens: short,
            cache_write_1h_tokens: long,
            output_tokens: count(Counter::Output),
            requests: count(Counter::Requests),
            ..of(None)
        });
    }
    for (counter, unit, metric) in
        [(Counter::Images, "images", "GeneratedImages"), (Counter::Pages, "pages", "TotalPages")]
    {
        if let Some(units) = count(counter).filter(|count| *count > 0) {
            entries.push(Entry { units: Some(units.to_string()), unit: Some(unit.into()), ..of(Some(metric)) });
        }
    }
    entries
}
