//! Costs by day: a question, and the form of its answer.

use outlay_connector::time::{DAY, date, from_rfc3339};
use outlay_connector::{
    Decimal, Entry, Error, Failure, Page, Request, Settings, Window, cursor, entry, error, now, page,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{send, team};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    #[serde(default)]
    time_series: Vec<Series>,
    /// More groups than xAI tells in one answer.
    #[serde(default)]
    limit_reached: bool,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Series {
    /// What was grouped by: a description.
    #[serde(default)]
    group: Vec<String>,
    #[serde(default)]
    data_points: Vec<Point>,
}

#[derive(Debug, Deserialize)]
struct Point {
    timestamp: String,
    values: Vec<Decimal>,
}

/// Where in a window we are. A part of it that has too much for one answer is asked in halves.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    start: i64,
    days: i64,
}

/// One page of a window: some of its days.
pub(crate) fn read(settings: &Settings, window: Window, cursor: Option<&str>) -> Result<Page, Error> {
    let whole = Place { start: window.start, days: (window.end - window.start + DAY - 1) / DAY };
    let place: Place = cursor::read(cursor)?.unwrap_or(whole);
    let team = team::of(settings)?;
    let end = (place.start + place.days * DAY).min(window.end);
    let part = Window { start: place.start, end };
    let answer = ask(&team, part)?;
    if answer.limit_reached && place.days <= 1 {
        return Err(error(Failure::Unexpected, "a single day has more descriptions than xAI tells in one answer"));
    }
    if answer.limit_reached {
        return Ok(page(vec![], Some(cursor::write(&Place { days: place.days / 2, ..place })?)));
    }
    let next = (end < window.end).then(|| cursor::write(&Place { start: end, ..place })).transpose()?;
    Ok(page(entries(answer, part)?, next))
}

/// Asks for whole days (UTC); the end is not included.
pub(crate) fn ask(team: &str, window: Window) -> Result<Answer, Error> {
    let midnight = |seconds: i64| format!("{} 00:00:00", date(seconds));
    let body = json!({"analyticsRequest": {
        "timeRange": {"startTime": midnight(window.start), "endTime": midnight(window.end), "timezone": "Etc/GMT"},
        "timeUnit": "TIME_UNIT_DAY",
        "values": [{"name": "usd", "aggregation": "AGGREGATION_SUM"}],
        "groupBy": ["description"],
        "filters": [],
    }});
    send(Request::post("usage", &body)?.path(team))?.json()
}

/// Series are dense: days without use have a zero, which is kept, because it is what xAI says.
fn entries(answer: Answer, window: Window) -> Result<Vec<Entry>, Error> {
    let mut entries = vec![];
    for series in answer.time_series {
        let description = series.group.first();
        for point in series.data_points {
            let start = from_rfc3339(&point.timestamp)?.div_euclid(DAY) * DAY;
            if start < window.start || start >= window.end {
                continue;
            }
            let dollars = point.values.into_iter().next();
            let dollars = dollars.ok_or_else(|| error(Failure::Unexpected, "a day has no amount"))?;
            entries.push(Entry {
                open: start + DAY > now(),
                model: description.and_then(|text| model(text)).map(str::to_owned),
                cost: Some(dollars.into_string()),
                currency: Some("USD".into()),
                raw: json!({ "description": description }).to_string(),
                ..entry("xai", start, start + DAY)
            });
        }
    }
    Ok(entries)
}

/// `grok-4-0709` of `Chat grok-4-0709`. A guess; the text itself stays in `raw`.
fn model(description: &str) -> Option<&str> {
    description.split_whitespace().find(|word| word.starts_with("grok-"))
}
