//! OTLP/JSON: the JSON form of the protobuf messages, with hexadecimal ids and numeric enums.
//!
//! Numbers of 64 bits may be texts, `null` means absent, unknown keys are passed over. Like the binary form it is read
//! record by record, without holding the lists around them.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::model::{Id, KeyValue, Scope, Value};
use super::protobuf::MOST_VALUES;
use super::{Record, Step};

/// Walks through a request.
pub(super) fn walk<'b, R: Record<'b>>(body: &'b [u8], take: &mut impl FnMut(Step<'b, R>)) -> Result<(), String> {
    let body = std::str::from_utf8(body).map_err(|_| "it is not UTF-8".to_owned())?;
    if body.trim().is_empty() {
        return Ok(());
    }
    let mut reader = serde_json::Deserializer::from_str(body);
    let walk = Walk { level: Level::Request, take, records: PhantomData };
    walk.deserialize(&mut reader).and_then(|()| reader.end()).map_err(|error| error.to_string())
}

/// The objects that hold a list, from the outside in.
#[derive(Clone, Copy)]
enum Level {
    Request,
    Group,
    Scoped,
}

impl Level {
    /// What stands beside the list and is true of all that is in it; the list.
    const fn names(self, [groups, scopes, records]: [&'static str; 3]) -> (Option<&'static str>, &'static str) {
        match self {
            Self::Request => (None, groups),
            Self::Group => (Some("resource"), scopes),
            Self::Scoped => (Some("scope"), records),
        }
    }
}

/// Walks through one such object, or through the list in it.
struct Walk<'w, R, F> {
    level: Level,
    take: &'w mut F,
    records: PhantomData<R>,
}

impl<'b, R: Record<'b>, F: FnMut(Step<'b, R>)> Walk<'_, R, F> {
    fn head<E: Error>(&mut self, raw: Option<&'b RawValue>) -> Result<(), E> {
        let read = || raw.map_or_else(|| Ok(Scope::default()), |raw| serde_json::from_str::<Scope<'b>>(raw.get()));
        match self.level {
            Level::Request => {}
            Level::Group => (self.take)(Step::Resource(read().map_err(E::custom)?.attributes)),
            Level::Scoped => (self.take)(Step::Scope(read().map_err(E::custom)?)),
        }
        Ok(())
    }

    fn list(&mut self) -> List<'_, R, F> {
        List(Walk { level: self.level, take: &mut *self.take, records: PhantomData })
    }
}

impl<'b, R: Record<'b>, F: FnMut(Step<'b, R>)> DeserializeSeed<'b> for Walk<'_, R, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'b, R: Record<'b>, F: FnMut(Step<'b, R>)> Visitor<'b> for Walk<'_, R, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'b>>(mut self, mut map: A) -> Result<(), A::Error> {
        let (head, list) = self.level.names(R::LISTS);
        let (mut is_begun, mut late) = (head.is_none(), None);
        while let Some(Text(key)) = map.next_key()? {
            if Some(key.as_ref()) == head {
                let raw = map.next_value::<&RawValue>()?;
                self.head(Some(raw).filter(|raw| raw.get() != "null"))?;
                is_begun = true;
            } else if key != list {
                map.next_value::<IgnoredAny>()?;
            } else if is_begun {
                map.next_value_seed(self.list())?;
            } else {
                // What is true of them comes behind them.
                late = Some(map.next_value::<&RawValue>()?);
            }
        }
        if !is_begun {
            self.head(None)?;
        }
        match late {
            Some(raw) => {
                let mut reader = serde_json::Deserializer::from_str(raw.get());
                self.list().deserialize(&mut reader).map_err(A::Error::custom)
            }
            None => Ok(()),
        }
    }
}

struct List<'w, R, F>(Walk<'w, R, F>);

impl<'b, R: Record<'b>, F: FnMut(Step<'b, R>)> DeserializeSeed<'b> for List<'_, R, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'b, R: Record<'b>, F: FnMut(Step<'b, R>)> Visitor<'b> for List<'_, R, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'b>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_seq<A: SeqAccess<'b>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self(Walk { level, take, .. }) = self;
        let inner = match level {
            Level::Request => Level::Group,
            Level::Group => Level::Scoped,
            Level::Scoped => {
                // A record that cannot be read must not end the reading of the others.
                while let Some(text) = seq.next_element::<&RawValue>()? {
                    take(Step::Record(record(text)));
                }
                return Ok(());
            }
        };
        while seq.next_element_seed(Walk { level: inner, take: &mut *take, records: PhantomData })?.is_some() {}
        Ok(())
    }
}

fn record<'b, R: Record<'b>>(text: &'b RawValue) -> Result<R, String> {
    if text.get().len() > MOST_VALUES && text.get().bytes().filter(|&byte| byte == b'{').count() > MOST_VALUES {
        return Err("it holds too many values".to_owned());
    }
    R::from_json(text).map_err(|error| error.to_string())
}

/// A text, borrowed where it has no escapes.
#[derive(Default)]
struct Text<'b>(Cow<'b, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Any)
    }
}

/// A value, or the default for `null`.
pub(super) fn optional<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

pub(super) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    optional(deserializer)
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    optional::<Text<'de>, D>(deserializer).map(|Text(text)| text)
}

/// What is no valid id is none.
pub(super) fn id<'de, const DIGITS: usize, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Id<DIGITS>>, D::Error> {
    text(deserializer).map(|text| Id::of_hex(&text))
}

/// A number or the text of one; none for `null`.
fn number<'de, T: std::str::FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    if raw == "null" {
        return Ok(None);
    }
    let text = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(raw);
    text.parse().map(Some).map_err(|_| D::Error::custom(format!("`{text}` is not such a number")))
}

/// Also of other unsigned numbers.
pub(super) fn nanos<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    number(deserializer).map(Option::unwrap_or_default)
}

pub(super) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    number(deserializer)
}

pub(super) fn double<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    number(deserializer)
}

/// A span is not refused over the spelling of its status.
pub(super) fn lenient_code<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let raw = <&'de RawValue>::deserialize(deserializer)?.get();
    Ok(if raw.contains("ERROR") { 2 } else { raw.trim_matches('"').parse().unwrap_or_default() })
}

impl<'de> Deserialize<'de> for KeyValue<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = KeyValue<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an attribute")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entry = KeyValue { key: Cow::Borrowed(""), value: Value::Empty };
                while let Some(Text(key)) = map.next_key()? {
                    match key.as_ref() {
                        "key" => entry.key = map.next_value::<Text<'de>>()?.0,
                        "value" => entry.value = map.next_value::<Option<Value<'de>>>()?.unwrap_or_default(),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(entry)
            }
        }
        deserializer.deserialize_map(Any)
    }
}

/// `{"values": [...]}`
struct Values<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Values<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = Values<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut values = Vec::new();
                while let Some(Text(key)) = map.next_key()? {
                    if key == "values" {
                        values = map.next_value::<Option<Vec<T>>>()?.unwrap_or_default();
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_map(Any(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Value<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value such as {\"stringValue\": \"...\"}")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut value = Value::Empty;
                while let Some(Text(key)) = map.next_key()? {
                    let given = match key.as_ref() {
                        "stringValue" => map.next_value::<Option<Text<'de>>>()?.map(|Text(text)| Value::Text(text)),
                        "boolValue" => map.next_value::<Option<bool>>()?.map(Value::Flag),
                        "intValue" => map.next_value_seed(Number)?.map(Value::Integer),
                        "doubleValue" => map.next_value_seed(Double)?.map(Value::Double),
                        "bytesValue" => map.next_value::<Option<Text<'de>>>()?.map(|Text(text)| Value::Bytes(text)),
                        "arrayValue" => map.next_value::<Option<Values<Value<'de>>>>()?.map(|list| Value::List(list.0)),
                        "kvlistValue" => {
                            map.next_value::<Option<Values<KeyValue<'de>>>>()?.map(|map| Value::Map(map.0))
                        }
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            None
                        }
                    };
                    value = given.unwrap_or(value);
                }
                Ok(value)
            }
        }
        deserializer.deserialize_map(Any)
    }
}

struct Number;

impl<'de> DeserializeSeed<'de> for Number {
    type Value = Option<i64>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        integer(deserializer)
    }
}

struct Double;

impl<'de> DeserializeSeed<'de> for Double {
    type Value = Option<f64>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        double(deserializer)
    }
}
