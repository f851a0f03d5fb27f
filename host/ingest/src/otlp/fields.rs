//! The attributes of one record: each name is looked up once, then a known one is a place in a list.

use std::borrow::Cow;

use outlay_domain::{Money, Quantity};

use super::content::{is_content, is_credential};
use super::keys::Key;
use super::model::{KeyValue, Value};
use crate::error::FieldError;
use crate::extras::Extras;
use crate::json::RESERVED_NAMES;

#[derive(Debug)]
pub(crate) struct Fields<'f> {
    known: [Option<&'f Value<'f>>; Key::COUNT],
    other: Vec<&'f KeyValue<'f>>,
}

impl<'f> Fields<'f> {
    /// Of equal names, the last counts; one without a value is absent.
    pub(crate) fn of(attributes: &'f [KeyValue<'f>]) -> Self {
        let mut fields = Self { known: [None; Key::COUNT], other: Vec::new() };
        for attribute in attributes {
            match Key::of(&attribute.key) {
                Some(key) if attribute.value != Value::Empty => fields.put(key, &attribute.value),
                Some(_) => {}
                None => fields.other.push(attribute),
            }
        }
        fields
    }

    fn put(&mut self, key: Key, value: &'f Value<'f>) {
        if let Some(place) = self.known.get_mut(key.place()) {
            *place = Some(value);
        }
    }

    pub(crate) fn peek(&self, key: Key) -> Option<&'f Value<'f>> {
        self.known.get(key.place()).copied().flatten()
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.peek(key).is_some()
    }

    pub(crate) fn has_any(&self, keys: &[Key]) -> bool {
        keys.iter().any(|key| self.has(*key))
    }

    pub(crate) fn take(&mut self, key: Key) -> Option<&'f Value<'f>> {
        self.known.get_mut(key.place()).and_then(Option::take)
    }

    /// Those whose names nobody knows.
    pub(crate) fn other(&self) -> impl Iterator<Item = &'f KeyValue<'f>> {
        self.other.iter().copied()
    }

    /// A text or number that is not blank; it stays.
    pub(crate) fn peek_text(&self, key: Key) -> Option<Cow<'f, str>> {
        self.peek(key)?.text()
    }

    /// The first of several names that holds a text. All of them stay.
    pub(crate) fn peek_text_of(&self, keys: &[Key]) -> Option<Cow<'f, str>> {
        keys.iter().find_map(|key| self.peek_text(*key))
    }

    /// The first of several names that holds a text; the others stay.
    pub(crate) fn text_of(&mut self, keys: &[Key]) -> Option<Cow<'f, str>> {
        let (key, text) = keys.iter().find_map(|key| Some((*key, self.peek_text(*key)?)))?;
        self.take(key);
        Some(text)
    }

    /// A count under the first of several names. Others that repeat it go with it.
    pub(crate) fn quantity(&mut self, keys: &[Key]) -> Result<Option<Quantity>, FieldError> {
        let mut found = None;
        for &key in keys {
            let Some(value) = self.peek(key) else { continue };
            match (found, quantity_of(value).map_err(|problem| FieldError::new(key.name(), problem))?) {
                (None, Some(quantity)) => found = Some(quantity),
                (Some(found), Some(again)) if found != again => continue,
                _ => {}
            }
            self.take(key);
        }
        Ok(found)
    }

    /// An amount; it stays.
    pub(crate) fn money(&self, key: Key) -> Result<Option<Money>, FieldError> {
        let Some(value) = self.peek(key) else { return Ok(None) };
        money_of(value).map_err(|problem| FieldError::new(key.name(), problem))
    }

    /// A whole number. What is none stays as an attribute.
    pub(crate) fn integer(&mut self, keys: &[Key]) -> Option<i64> {
        let (key, number) = keys.iter().find_map(|key| Some((*key, integer_of(self.peek(*key)?)?)))?;
        self.take(key);
        Some(number)
    }

    /// Seconds as milliseconds.
    pub(crate) fn seconds(&mut self, keys: &[Key]) -> Option<i64> {
        let (key, seconds) = keys.iter().find_map(|key| Some((*key, double_of(self.peek(*key)?)?)))?;
        self.take(key);
        Some((seconds * 1000.0).round() as i64)
    }

    pub(crate) fn flag(&mut self, keys: &[Key]) -> Option<bool> {
        let (key, flag) = keys.iter().find_map(|key| Some((*key, flag_of(self.peek(*key)?)?)))?;
        self.take(key);
        Some(flag)
    }

    /// Everything that nobody took and that may be kept, in the order of its names here.
    pub(crate) fn rest(
        &self,
        mut keep: impl FnMut(&'f str, &'f Value<'f>) -> Result<(), FieldError>,
    ) -> Result<(), FieldError> {
        for (place, value) in self.known.iter().enumerate() {
            if let Some(value) = value
                && let Some(key) = Key::at(place).filter(|key| !key.is_withheld())
            {
                keep(key.name(), value)?;
            }
        }
        for attribute in &self.other {
            let key = attribute.key.as_ref();
            let is_kept = !key.is_empty()
                && attribute.value != Value::Empty
                && !key.starts_with(RESERVED_NAMES)
                && !is_content(key)
                && !is_credential(key);
            if is_kept {
                keep(key, &attribute.value)?;
            }
        }
        Ok(())
    }
}

/// Puts a value under the attributes of an event.
pub(crate) fn put(extras: &mut Extras, name: &str, value: &Value<'_>) -> Result<(), FieldError> {
    extras.put(name, value.to_json())
}

/// None for a blank text.
pub(crate) fn quantity_of(value: &Value<'_>) -> Result<Option<Quantity>, String> {
    if let Value::Integer(count) = value
        && let Ok(count) = u32::try_from(*count)
    {
        return Ok(Some(count.into()));
    }
    let Some(text) = number_text(value)? else { return Ok(None) };
    text.parse().map(Some).map_err(|error| format!("must be a quantity: {error}"))
}

fn money_of(value: &Value<'_>) -> Result<Option<Money>, String> {
    let Some(text) = number_text(value)? else { return Ok(None) };
    money(&text).map(Some)
}

pub(crate) fn money(text: &str) -> Result<Money, String> {
    let money: Money = text.parse().map_err(|error| format!("must be an amount: {error}"))?;
    if money.to_frame().is_none() {
        return Err("is beyond ± 9.2 million, the range of one event (cost_out_of_range)".to_owned());
    }
    Ok(money)
}

fn number_text<'v>(value: &'v Value<'_>) -> Result<Option<Cow<'v, str>>, String> {
    match value {
        Value::Text(_) | Value::Integer(_) | Value::Double(_) => Ok(value.text()),
        Value::Empty => Ok(None),
        Value::Flag(_) | Value::Bytes(_) | Value::List(_) | Value::Map(_) => Err("must be a number".to_owned()),
    }
}

fn double_of(value: &Value<'_>) -> Option<f64> {
    let number = match value {
        Value::Integer(number) => *number as f64,
        Value::Double(number) => *number,
        Value::Text(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (number.is_finite() && number >= 0.0).then_some(number)
}

fn integer_of(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Text(text) if text.trim().parse::<i64>().is_ok() => text.trim().parse().ok(),
        other => double_of(other).map(|number| number as i64),
    }
}

fn flag_of(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Flag(flag) => Some(*flag),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("true") => Some(true),
        Value::Text(text) if text.trim().eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}
