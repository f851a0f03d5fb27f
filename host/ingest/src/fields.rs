//! Reading a record field by field: typed, with errors that name the field. `null` equals absent; what nobody asked
//! for stays and becomes the event's attributes.

use jiff::civil::DateTime;
use outlay_domain::{Money, Quantity, Timestamp};
use serde_json::{Map, Value};

/// How much may stay for the attributes, in bytes.
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

    pub(crate) fn error(&self, name: &str, problem: impl Into<String>) -> FieldError {
        FieldError::new(&format!("{}{name}", self.prefix), problem)
    }

    /// Takes a field out; null is absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// The first of several names that is there. The others stay.
    fn first_of<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.has(name))
    }

    /// A text; numbers are taken as they are written.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, FieldError> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(self.error(name, "must be a text")),
        }
    }

    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, FieldError> {
        self.text(name)?.ok_or_else(|| self.error(name, "is required"))
    }

    /// A text under the first of several names that holds one. The others stay.
    pub(crate) fn text_of(&mut self, names: &[&str]) -> Result<Option<String>, FieldError> {
        for name in names {
            if let Some(text) = self.text(name)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
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

    pub(crate) fn integer_of(&mut self, names: &[&str]) -> Result<Option<i64>, FieldError> {
        self.first_of(names).map_or(Ok(None), |name| self.integer(name))
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

    pub(crate) fn money_of(&mut self, names: &[&str]) -> Result<Option<Money>, FieldError> {
        self.first_of(names).map_or(Ok(None), |name| self.money(name))
    }

    /// A point in time under the first of several names. The others stay.
    pub(crate) fn time_of(&mut self, names: &[&str]) -> Result<Option<Timestamp>, FieldError> {
        let Some(name) = self.first_of(names) else { return Ok(None) };
        let Some(text) = self.text(name)? else { return Ok(None) };
        time(&text).map(Some).ok_or_else(|| self.error(name, "is not a time in RFC 3339, such as 2026-11-23T14:32:00Z"))
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
    pub(crate) fn keep_rest(&mut self, name: &str, mut rest: Self) {
        rest.map.retain(|_, value| !value.is_null());
        if !rest.map.is_empty() {
            self.map.insert(name.to_owned(), Value::Object(rest.map));
        }
    }

    /// What nobody took: the text of a JSON object; none if nothing is left. What stands in `attributes` moves up,
    /// where its names are free. `extra` does not count towards the limit.
    pub(crate) fn rest(mut self, extra: Vec<(&str, Value)>) -> Result<Option<String>, FieldError> {
        match self.take("attributes") {
            Some(Value::Object(attributes)) => {
                let mut taken = Map::new();
                for (name, value) in attributes {
                    if self.map.get(&name).is_some_and(|other| *other != value) {
                        taken.insert(name, value);
                    } else {
                        self.map.insert(name, value);
                    }
                }
                if !taken.is_empty() {
                    self.keep("attributes", taken);
                }
            }
            Some(other) => self.keep("attributes", other),
            None => {}
        }
        self.map.retain(|_, value| !value.is_null());
        let mut text = Value::Object(self.map).to_string();
        if text.len() > LONGEST_ATTRIBUTES {
            let problem = format!("and fields without a column hold more than {LONGEST_ATTRIBUTES} bytes");
            return Err(FieldError::new("attributes", problem));
        }
        for (name, value) in extra {
            // Opened again for one more.
            text.truncate(text.len() - 1);
            let comma = if text.len() > 1 { "," } else { "" };
            text += &format!("{comma}{}:{value}}}", Value::from(name));
        }
        Ok(Some(text).filter(|text| text != "{}"))
    }
}

/// RFC 3339. A time without an offset is UTC.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let naive: DateTime = text.parse().ok()?;
        Some(Timestamp(naive.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond()))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn times_have_an_offset_or_are_utc() {
        for (text, expected) in [
            ("2026-11-23T10:00:01Z", Some("2026-11-23T10:00:01.000000Z")),
            ("2026-11-23T10:00:01.738Z", Some("2026-11-23T10:00:01.738000Z")),
            (" 2026-11-23T12:00:01+02:00 ", Some("2026-11-23T10:00:01.000000Z")),
            ("2026-11-23T10:00:01", Some("2026-11-23T10:00:01.000000Z")),
            ("2026-11-23T10:00:01.5", Some("2026-11-23T10:00:01.500000Z")),
            ("yesterday", None),
            ("1795447796", None),
            ("", None),
        ] {
            assert_eq!(time(text).map(|time| time.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers_may_have_a_fraction() {
        let mut fields = Fields::of(json!({"a": 1200.0, "b": "-3", "c": "1e3", "d": 1.9})).unwrap();
        let got = ["a", "b", "c", "d", "e"].map(|name| fields.integer(name).unwrap());
        assert_eq!(got, [Some(1200), Some(-3), Some(1000), Some(1), None]);
    }

    #[test]
    fn attributes_move_up_where_their_names_are_free() {
        let record = json!({"a": 1, "b": null, "attributes": {"a": 2, "c": 3, "d": null}});
        let rest = Fields::of(record).unwrap().rest(vec![("e", json!("\"x\""))]).unwrap().unwrap();
        let rest: Value = serde_json::from_str(&rest).unwrap();
        assert_eq!(rest, json!({"a": 1, "attributes": {"a": 2}, "c": 3, "e": "\"x\""}));
        assert_eq!(Fields::of(json!({"attributes": null})).unwrap().rest(vec![]), Ok(None));
        let only = Fields::of(json!({})).unwrap().rest(vec![("e", json!(1)), ("f", json!(2))]).unwrap();
        assert_eq!(only.as_deref(), Some(r#"{"e":1,"f":2}"#));
        let large = Fields::of(json!({"x": "x".repeat(LONGEST_ATTRIBUTES)})).unwrap().rest(vec![]);
        assert_eq!(large.unwrap_err().field, "attributes");
    }
}
