//! Bodies cut into records: one object, an array, or one object a line.

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::MOST_EVENTS;
use crate::error::{BodyError, FieldError};
use crate::json::Record;

/// A record of a body, or why it cannot be read while the others can.
pub type Item<'b> = Result<Record<'b>, FieldError>;

/// The one record of an SDK's request.
pub fn one(body: &[u8]) -> Result<Record<'_>, BodyError> {
    if first(body) != Some(b'{') {
        parse::<serde::de::IgnoredAny>(body)?;
        return Err(BodyError::NotAnObject);
    }
    parse(body)
}

/// The records of an object or an array of them.
pub fn many(body: &[u8]) -> Result<Vec<Item<'_>>, BodyError> {
    match first(body) {
        Some(b'{') => Ok(vec![Ok(parse(body)?)]),
        Some(b'[') => {
            let Records { records, count } = parse(body)?;
            if count > MOST_EVENTS { Err(BodyError::TooMany(count)) } else { Ok(records.into_iter().map(Ok).collect()) }
        }
        _ => {
            parse::<serde::de::IgnoredAny>(body)?;
            Err(BodyError::NeitherObjectNorArray)
        }
    }
}

/// One record a line (NDJSON). A line that is no JSON costs itself only.
pub fn lines(body: &[u8]) -> Result<Vec<Item<'_>>, BodyError> {
    let lines = || body.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let count = lines().count();
    if count > MOST_EVENTS {
        return Err(BodyError::TooMany(count));
    }
    let read =
        |line| serde_json::from_slice(line).map_err(|error| FieldError::new("event", format!("is not JSON: {error}")));
    Ok(lines().map(read).collect())
}

/// The texts of the records of an object or an array; none if it cannot be read.
pub fn texts(body: &[u8]) -> Vec<&str> {
    match first(body) {
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_slice(body).unwrap_or_default();
            items.into_iter().map(RawValue::get).collect()
        }
        _ => std::str::from_utf8(body).into_iter().collect(),
    }
}

/// The names of the fields of an object.
pub fn names(body: &[u8]) -> Result<Vec<String>, BodyError> {
    Ok(one(body)?.fields().map(|(name, _)| name.to_owned()).collect())
}

/// The texts of records of one line each.
pub fn line_texts(body: &[u8]) -> Vec<&str> {
    let lines = body.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    lines.map(|line| std::str::from_utf8(line).unwrap_or_default()).collect()
}

fn first(body: &[u8]) -> Option<u8> {
    body.trim_ascii_start().first().copied()
}

/// Texts that are known to be UTF-8 as a whole need not be checked one by one.
fn parse<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, BodyError> {
    let body = std::str::from_utf8(body).map_err(|error| BodyError::NotJson(error.to_string()))?;
    serde_json::from_str(body).map_err(|error| BodyError::NotJson(error.to_string()))
}

/// An array of records; beyond the limit they are only counted.
struct Records<'b> {
    records: Vec<Record<'b>>,
    count: usize,
}

impl<'de> Deserialize<'de> for Records<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Records<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an array of events")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut all = Records { records: Vec::new(), count: 0 };
                while all.count < MOST_EVENTS {
                    let Some(record) = seq.next_element()? else { return Ok(all) };
                    all.records.push(record);
                    all.count += 1;
                }
                while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {
                    all.count += 1;
                }
                Ok(all)
            }
        }
        deserializer.deserialize_seq(All)
    }
}
