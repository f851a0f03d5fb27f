//! Characters of text to speech. The answer has the times once, and a list of numbers for each model.

use std::collections::BTreeMap;

use outlay_connector::{Count, Decimal, Entry, Error, Failure, Response, Window, entry, error, now, time};
use serde::Deserialize;
use serde_json::json;

#[derive(Debug, Deserialize)]
struct Answer {
    /// Milliseconds.
    time: Vec<Count>,
    usage: BTreeMap<String, Vec<Option<Decimal>>>,
}

/// What is not broken down has this for a name.
const ALL: &str = "All";

/// Days on which a model was not used are left out.
pub(crate) fn entries(response: &Response, window: Window) -> Result<Vec<Entry>, Error> {
    let answer: Answer = response.json()?;
    let mut entries = vec![];
    for (name, numbers) in answer.usage {
        if numbers.len() != answer.time.len() {
            return Err(error(Failure::Unexpected, "the answer has another number of times than of values"));
        }
        for (Count(milliseconds), number) in answer.time.iter().zip(numbers) {
            let start = i64::try_from(milliseconds / 1_000).unwrap_or(i64::MAX);
            let Some(number) = number.filter(|number| number.as_str() != "0") else { continue };
            if !(window.start..window.end).contains(&start) {
                continue;
            }
            let end = start + time::DAY;
            entries.push(Entry {
                open: end > now(),
                model: (name != ALL && !name.is_empty()).then(|| name.clone()),
                units: Some(number.into_string()),
                unit: Some("characters".into()),
                raw: json!({"model": name}).to_string(),
                ..entry("elevenlabs", start, end)
            });
        }
    }
    Ok(entries)
}
