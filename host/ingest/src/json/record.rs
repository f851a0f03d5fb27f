//! One JSON object whose fields are taken out one by one: typed, with errors that name the field. `null` equals absent;
//! what nobody asked for stays and becomes the event's attributes.

use std::borrow::Cow;
use std::fmt;

use outlay_domain::{Money, Quantity, Timestamp};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Field, RESERVED_NAMES, f, value};
use crate::error::FieldError;
use crate::extras::Extras;

/// A record as it stands in a body, not copied.
#[derive(Clone)]
pub struct Record<'r> {
    known: Box<[Option<&'r RawValue>; Field::COUNT]>,
    other: Vec<(Cow<'r, str>, &'r RawValue)>,
    is_object: bool,
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.fields().map(|(name, raw)| (name, raw.get()))).finish()
    }
}

impl<'r> Record<'r> {
    fn empty(is_object: bool) -> Self {
        Self { known: Box::new([None; Field::COUNT]), other: Vec::new(), is_object }
    }

    pub(crate) fn parse(raw: &'r RawValue) -> Result<Self, serde_json::Error> {
        serde_json::from_str(raw.get())
    }

    /// Fails if it is something else than an object.
    pub(crate) fn check(&self) -> Result<(), FieldError> {
        if !self.is_object {
            return Err(FieldError::new("event", "must be a JSON object"));
        }
        match self.other.iter().find(|(name, _)| name.starts_with(RESERVED_NAMES)) {
            Some(_) => Err(FieldError::new("event", format!("holds a name that begins with `{RESERVED_NAMES}`"))),
            None => Ok(()),
        }
    }

    /// The sender's own id of it.
    pub fn id(&self) -> Option<String> {
        let id = self.peek_text(f!("id")).or_else(|| self.peek_text(f!("transactionId")))?;
        Some(id.chars().take(512).collect())
    }

    /// It is a CloudEvent in the structured form.
    pub fn is_cloud_event(&self) -> bool {
        self.has(f!("specversion"))
    }

    /// Every field that is there.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&str, &'r RawValue)> {
        let known = self.known.iter().enumerate();
        let known = known.filter_map(|(place, raw)| Some((Field(place as u8).name(), (*raw)?)));
        known.chain(self.other.iter().map(|(name, raw)| (name.as_ref(), *raw)))
    }

    /// Takes what has no name that a decoder knows.
    pub(crate) fn take_unasked(&mut self) -> Vec<(Cow<'r, str>, &'r RawValue)> {
        std::mem::take(&mut self.other)
    }

    pub(crate) fn has(&self, field: Field) -> bool {
        self.peek(field).is_some()
    }

    pub(crate) fn peek(&self, field: Field) -> Option<&'r RawValue> {
        self.known[usize::from(field.0)].filter(|raw| raw.get() != "null")
    }

    pub(crate) fn take(&mut self, field: Field) -> Option<&'r RawValue> {
        self.known[usize::from(field.0)].take().filter(|raw| raw.get() != "null")
    }

    /// Blank texts are absent; numbers are taken as texts.
    pub(crate) fn text(&mut self, field: Field) -> Result<Option<Cow<'r, str>>, FieldError> {
        let Some(raw) = self.take(field) else { return Ok(None) };
        text_of(raw).map_err(|problem| FieldError::new(field.name(), problem))
    }

    /// As [`text`](Self::text), and it stays.
    pub(crate) fn peek_text(&self, field: Field) -> Option<Cow<'r, str>> {
        text_of(self.peek(field)?).ok().flatten()
    }

    pub(crate) fn required_text(&mut self, field: Field) -> Result<Cow<'r, str>, FieldError> {
        self.text(field)?.ok_or_else(|| FieldError::new(field.name(), "is required"))
    }

    /// A text under the first of several names that holds one. The others stay.
    pub(crate) fn text_of(&mut self, fields: &[Field]) -> Result<Option<Cow<'r, str>>, FieldError> {
        for &field in fields {
            if let Some(text) = self.text(field)? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    pub(crate) fn flag(&mut self, field: Field) -> Result<Option<bool>, FieldError> {
        let Some(raw) = self.take(field) else { return Ok(None) };
        value::flag(raw).map(Some).ok_or_else(|| FieldError::new(field.name(), "must be true or false"))
    }

    fn number<T>(
        &mut self,
        field: Field,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, FieldError> {
        let Some(raw) = self.take(field) else { return Ok(None) };
        read_number(raw, read).map_err(|problem| FieldError::new(field.name(), problem))
    }

    pub(crate) fn integer(&mut self, field: Field) -> Result<Option<i64>, FieldError> {
        self.number(field, value::integer)
    }

    pub(crate) fn integer_of(&mut self, fields: &[Field]) -> Result<Option<i64>, FieldError> {
        self.first_of(fields).map_or(Ok(None), |field| self.integer(field))
    }

    pub(crate) fn quantity(&mut self, field: Field) -> Result<Option<Quantity>, FieldError> {
        self.number(field, value::quantity)
    }

    pub(crate) fn money(&mut self, field: Field) -> Result<Option<Money>, FieldError> {
        self.number(field, value::money)
    }

    pub(crate) fn money_of(&mut self, fields: &[Field]) -> Result<Option<Money>, FieldError> {
        self.first_of(fields).map_or(Ok(None), |field| self.money(field))
    }

    fn first_of(&self, fields: &[Field]) -> Option<Field> {
        fields.iter().copied().find(|field| self.has(*field))
    }

    /// A point in time under the first of several names. The others stay.
    pub(crate) fn time_of(&mut self, fields: &[Field]) -> Result<Option<Timestamp>, FieldError> {
        let Some(field) = self.first_of(fields) else { return Ok(None) };
        let Some(text) = self.text(field)? else { return Ok(None) };
        let problem = "is not a time in RFC 3339, such as 2026-11-23T14:32:00Z";
        value::time(&text).map(Some).ok_or_else(|| FieldError::new(field.name(), problem))
    }

    /// An object inside.
    pub(crate) fn object(&mut self, field: Field) -> Result<Option<Object<'r>>, FieldError> {
        let Some(raw) = self.take(field) else { return Ok(None) };
        Object::parse(field.name(), raw).map(Some)
    }

    /// Puts everything that nobody took under the attributes. What stands in `attributes` moves up, where its names are
    /// free.
    pub(crate) fn rest(mut self, extras: &mut Extras) -> Result<(), FieldError> {
        let inner = match self.take(f!("attributes")) {
            Some(raw) if raw.get().starts_with('{') => Some(Object::parse("attributes", raw)?),
            Some(raw) => {
                extras.put_raw("attributes", raw)?;
                None
            }
            None => None,
        };
        for (name, raw) in self.fields() {
            extras.put_raw(name, raw)?;
        }
        let Some(inner) = inner else { return Ok(()) };
        let mut taken = Vec::new();
        for (name, raw) in inner.fields {
            if raw.get() == "null" {
                continue;
            }
            if extras.has(&name) {
                taken.push((name, raw));
            } else {
                extras.put_raw(&name, raw)?;
            }
        }
        extras.put_object("attributes", &taken)
    }
}

fn text_of(raw: &RawValue) -> Result<Option<Cow<'_, str>>, String> {
    if let Some(text) = value::string(raw) {
        return text.map(|text| Some(text).filter(|text| !text.trim().is_empty()));
    }
    value::number(raw).map(|number| Some(Cow::Borrowed(number))).ok_or_else(|| "must be a text".to_owned())
}

/// A number, or a text that holds one; blank texts are absent.
fn read_number<T>(raw: &RawValue, read: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if let Some(number) = value::number(raw) {
        return read(number).map(Some);
    }
    let text = value::string(raw).ok_or_else(|| "must be a number".to_owned())??;
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { read(text).map(Some) }
}

/// A smaller object inside of a record, by names.
#[derive(Debug)]
pub(crate) struct Object<'r> {
    path: String,
    pub(crate) fields: Vec<(Cow<'r, str>, &'r RawValue)>,
}

impl<'r> Object<'r> {
    pub(crate) fn parse(path: &str, raw: &'r RawValue) -> Result<Self, FieldError> {
        if !raw.get().starts_with('{') {
            return Err(FieldError::new(path, "must be an object"));
        }
        let Fields(fields) = serde_json::from_str(raw.get())
            .map_err(|error| FieldError::new(path, format!("cannot be read: {error}")))?;
        match fields.iter().find(|(name, _)| name.starts_with(RESERVED_NAMES)) {
            Some(_) => Err(FieldError::new(path, format!("holds a name that begins with `{RESERVED_NAMES}`"))),
            None => Ok(Self { path: path.to_owned(), fields }),
        }
    }

    fn error(&self, name: &str, problem: impl Into<String>) -> FieldError {
        FieldError::new(&format!("{}.{name}", self.path), problem)
    }

    /// Of equal names, the last counts.
    pub(crate) fn take(&mut self, name: &str) -> Option<&'r RawValue> {
        let mut found = None;
        self.fields.retain(|(other, raw)| {
            if other == name {
                found = Some(*raw);
            }
            other != name
        });
        found.filter(|raw| raw.get() != "null")
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<Cow<'r, str>>, FieldError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        text_of(raw).map_err(|problem| self.error(name, problem))
    }

    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Object<'r>>, FieldError> {
        let Some(raw) = self.take(name) else { return Ok(None) };
        Object::parse(&format!("{}.{name}", self.path), raw).map(Some)
    }

    /// A quantity under a name of its own.
    pub(crate) fn quantity(&self, name: &str, raw: &RawValue) -> Result<Option<Quantity>, FieldError> {
        if raw.get() == "null" {
            return Ok(None);
        }
        read_number(raw, value::quantity).map_err(|problem| self.error(name, problem))
    }
}

/// A quantity, if the value is a number or a text that holds one.
pub(crate) fn as_quantity(raw: &RawValue) -> Option<Quantity> {
    read_number(raw, value::quantity).ok().flatten()
}

struct Fields<'r>(Vec<(Cow<'r, str>, &'r RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    fields.push((name, map.next_value()?));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(All)
    }
}

impl<'de> Deserialize<'de> for Record<'de> {
    /// Reads whatever value there is, so that one that is no object does not end the reading of the others.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Record<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut record = Record::empty(true);
                while let Some(Name(name)) = map.next_key()? {
                    match Field::of(&name) {
                        Some(field) => record.known[usize::from(field.0)] = Some(map.next_value()?),
                        // How the JSON library tells of a number.
                        None if name == NUMBER => {
                            let _number: IgnoredAny = map.next_value()?;
                            return Ok(Record::empty(false));
                        }
                        None => record.other.push((name, map.next_value()?)),
                    }
                }
                Ok(record)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Record::empty(false))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
            #[allow(clippy::disallowed_types, reason = "the trait's own; the number is not looked at")]
            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
            fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Record::empty(false))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

const NUMBER: &str = "$serde_json::private::Number";

/// A name, borrowed from the body where it has no escapes.
struct Name<'r>(Cow<'r, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Text)
    }
}
