//! `character-stats`: a series of numbers.

use serde_json::{Value, json};

use super::{days, fixture, invalid};
use crate::reply::Reply;
use crate::seen::Seen;

pub(super) const PATH: &str = "/v1/usage/character-stats";

const FIXTURE: &str = include_str!("../../../../connectors/elevenlabs/fixtures/character_stats.json");
const PARAMETERS: &[&str] = &[
    "start_unix",
    "end_unix",
    "include_workspace_metrics",
    "breakdown_type",
    "aggregation_interval",
    "aggregation_bucket_size",
    "metric",
];
/// What the fixture's series is called if it is broken down by model.
const MODEL: &str = "eleven_v3";

pub(super) fn answer(seen: &Seen, now: i64) -> Result<Reply, Reply> {
    if let Some((unknown, _)) = seen.query.iter().find(|(name, _)| !PARAMETERS.contains(&name.as_str())) {
        return Err(invalid(&["query", unknown], "Extra inputs are not permitted"));
    }
    let name = match seen.parameter("breakdown_type").unwrap_or("none") {
        "none" => "All",
        "model" => MODEL,
        _ => return Err(invalid(&["query", "breakdown_type"], "This fake knows none and model.")),
    };
    if seen.parameter("aggregation_interval").unwrap_or("day") != "day" {
        return Err(invalid(&["query", "aggregation_interval"], "This fake knows days."));
    }
    if seen.parameter("metric") != Some("tts_characters") {
        return Err(invalid(&["query", "metric"], "This fake knows characters of text to speech."));
    }
    let time = |name: &str| seen.parameter(name).and_then(|text| text.parse().ok());
    let days: Vec<i64> = days(time("start_unix"), time("end_unix"), now, "query")?.collect();
    let fixture = fixture(FIXTURE);
    // The fixture's two days, one after the other.
    let number = |day: &i64| -> Value {
        let place = usize::try_from(day.rem_euclid(2)).unwrap_or_default();
        fixture["usage"]["All"][place].clone()
    };
    let times: Vec<i64> = days.iter().map(|day| day * 86_400_000).collect();
    let numbers: Vec<Value> = days.iter().map(number).collect();
    Ok(Reply::json(200, &json!({"time": times, "usage": {name: numbers}})))
}
