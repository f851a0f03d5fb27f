//! Reading a record field by field: typed, with errors that name the field. `null` equals absent; what nobody asked
//! for stays and becomes the event's attributes.

use outlay_domain::{Money, Quantity, Timestamp};
use serde_json::{Map, Value};

/// Longest text that is kept of a field that is no dimension, in bytes.
const LONGEST_ATTRIBUTES: usize = 64 * 1024;

/// A field that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {problem}")]
pub struct FieldError {
    pub field: String,
    /// Continues a sentence that begins with the field's name.
    pub problem: String,
}

impl FieldError {
    pub(crate) fn new(field: &str, problem: impl Into<String>) -> Self {
        Self { field: field.to_owned(), problem: problem.into() }
    }
}

/// A JSON object whose fields are taken out one by one.
#[derive(Debug)]
pub(crate) struct Fields {
    prefix: String,
    map: Map<String, Value>,
}

impl Fields {
    pub(crate) fn of(record: Value) -> Result<Self, FieldError> {
        match record {
            Value::Object(map) => Ok(Self { prefix: String::new(), map }),
            _ => Err(FieldError::new("event", "must be a JSON object")),
        }
    }

    fn error(&self, name: &str, problem: impl Into<String>) -> FieldError {
        FieldError::new(&format!("{}{name}", self.prefix), problem)
    }

    /// Takes a field out; null is absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// A text; numbers and booleans are taken as they are written.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::Bool(flag)) => Ok(Some(flag.to_string())),
            Some(_) => Err(self.error(name, "must be a text")),
        }
    }

    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, FieldError> {
        self.text(name)?.ok_or_else(|| self.error(name, "is required"))
    }

    /// The first of several names that is there; the others are taken out, too.
    pub(crate) fn text_of(&mut self, names: &[&str]) -> Result<Option<String>, FieldError> {
        let mut found = None;
        for name in names {
            let text = self.text(name)?;
            found = found.or(text);
        }
        Ok(found)
    }

    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(_) => Err(self.error(name, "must be true or false")),
        }
    }

    /// The text of a number, or of a text that holds one.
    fn number(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
            Some(_) => Err(self.error(name, "must be a number")),
        }
    }

    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, FieldError> {
        let Some(text) = self.number(name)? else { return Ok(None) };
        if let Ok(number) = text.parse() {
            return Ok(Some(number));
        }
        // Some senders write whole numbers with a fraction: 1200.0. A fraction of a millisecond is dropped.
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
        let (mantissa, scale) =
            digits.parse::<Quantity>().map_err(|_| self.error(name, "must be a whole number"))?.parts();
        let whole = i64::try_from(mantissa / 10_i128.pow(scale)).map_err(|_| self.error(name, "is too large"))?;
        Ok(Some(sign * whole))
    }

    pub(crate) fn quantity(&mut self, name: &str) -> Result<Option<Quantity>, FieldError> {
        let Some(text) = self.number(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error| self.error(name, format!("must be a quantity: {error}")))
    }

    pub(crate) fn money(&mut self, name: &str) -> Result<Option<Money>, FieldError> {
        let Some(text) = self.number(name)? else { return Ok(None) };
        let money: Money = text.parse().map_err(|error| self.error(name, format!("must be an amount: {error}")))?;
        if money.to_frame().is_none() {
            return Err(self.error(name, "is beyond ± 9.2 million, the range of one event (cost_out_of_range)"));
        }
        Ok(Some(money))
    }

    pub(crate) fn time(&mut self, name: &str) -> Result<Option<Timestamp>, FieldError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error| self.error(name, format!("is {error}")))
    }

    /// An object inside, whose errors name it.
    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self { prefix: format!("{}{name}.", self.prefix), map })),
            Some(_) => Err(self.error(name, "must be an object")),
        }
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.map.keys().cloned().collect()
    }

    /// Puts something under the attributes.
    pub(crate) fn keep(&mut self, name: &str, value: impl Into<Value>) {
        self.map.insert(name.to_owned(), value.into());
    }

    /// Moves what is left of another object in here, under its name.
    pub(crate) fn keep_rest(&mut self, name: &str, rest: Self) {
        if !rest.map.is_empty() {
            self.map.insert(name.to_owned(), Value::Object(rest.map));
        }
    }

    /// What nobody took: the text of a JSON object; none if nothing is left.
    pub(crate) fn rest(mut self) -> Result<Option<String>, FieldError> {
        if let Some(Value::Object(attributes)) = self.take("attributes") {
            for (name, value) in attributes {
                self.map.entry(name).or_insert(value);
            }
        }
        self.map.retain(|_, value| !value.is_null());
        if self.map.is_empty() {
            return Ok(None);
        }
        let text = Value::Object(self.map).to_string();
        if text.len() > LONGEST_ATTRIBUTES {
            return Err(FieldError::new("attributes", format!("and unknown fields hold more than {LONGEST_ATTRIBUTES} bytes")));
        }
        Ok(Some(text))
    }
}
