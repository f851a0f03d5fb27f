//! The attributes of an event: the text of a JSON object, put together name by name.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::FieldError;
use crate::json::kept;

/// How much may stand there, in bytes.
const LONGEST: usize = 64 * 1024;
/// Fewer names are found faster one by one.
const FEW: usize = 24;

/// Under way; the first value of a name stays.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    text: String,
    names: Vec<Box<str>>,
    many: HashSet<Box<str>>,
    /// What did not fit was left out.
    pub(crate) was_cut: bool,
    /// Whether what does not fit is left out, instead of an error.
    pub(crate) is_lenient: bool,
}

impl Extras {
    pub(crate) fn has(&self, name: &str) -> bool {
        if self.many.is_empty() { self.names.iter().any(|known| **known == *name) } else { self.many.contains(name) }
    }

    fn name(&mut self, name: &str) {
        if self.many.is_empty() {
            self.names.push(name.into());
            if self.names.len() > FEW {
                self.many = self.names.drain(..).collect();
            }
        } else {
            self.many.insert(name.into());
        }
    }

    /// `json` is the text of a JSON value that can be read again.
    fn put_json(&mut self, name: &str, json: &str) -> Result<(), FieldError> {
        if json == "null" || self.has(name) {
            return Ok(());
        }
        if self.text.len() + name.len() + json.len() + 8 > LONGEST {
            self.was_cut = true;
            if self.is_lenient {
                return Ok(());
            }
            let problem = format!("and fields without a column hold more than {LONGEST} bytes");
            return Err(FieldError::new("attributes", problem));
        }
        self.name(name);
        self.text.push(if self.text.is_empty() { '{' } else { ',' });
        let is_plain = name.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
        if is_plain {
            self.text.extend(["\"", name, "\":"]);
        } else {
            self.text.push_str(&Value::from(name).to_string());
            self.text.push(':');
        }
        self.text.push_str(json);
        Ok(())
    }

    pub(crate) fn put_raw(&mut self, name: &str, raw: &RawValue) -> Result<(), FieldError> {
        let json = kept(raw).map_err(|problem| FieldError::new(name, problem))?;
        self.put_json(name, &json)
    }

    pub(crate) fn put(&mut self, name: &str, value: impl Into<Value>) -> Result<(), FieldError> {
        self.put_json(name, &value.into().to_string())
    }

    /// An object of what is left of it; nothing if that is nothing.
    pub(crate) fn put_object(&mut self, name: &str, fields: &[(Cow<'_, str>, &RawValue)]) -> Result<(), FieldError> {
        let mut inner = Self { is_lenient: self.is_lenient, ..Self::default() };
        for (name, raw) in fields {
            inner.put_raw(name, raw)?;
        }
        self.put_inner(name, inner)
    }

    pub(crate) fn put_inner(&mut self, name: &str, inner: Self) -> Result<(), FieldError> {
        self.was_cut |= inner.was_cut;
        inner.finish().map_or(Ok(()), |text| self.put_json(name, &text))
    }

    /// The text of a JSON object; none without any name.
    pub(crate) fn finish(mut self) -> Option<String> {
        if self.text.is_empty() {
            return None;
        }
        self.text.push('}');
        Some(self.text)
    }
}
