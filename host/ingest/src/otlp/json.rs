//! OTLP/JSON: the JSON form of the protobuf messages, with hexadecimal ids and numeric enums.
//!
//! Numbers of 64 bits may be texts, `null` means absent, unknown keys are passed over. Like the binary form it is read
//! record by record: the lists around them are walked over as texts.

use std::borrow::Cow;
use std::fmt;

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
    let problem = |error: serde_json::Error| error.to_string();
    let [groups, scopes, records] = R::LISTS;
    let [all] = fields(body, [groups])?;
    each(all, &mut |group| {
        let [resource, list] = fields(group.get(), ["resource", scopes])?;
        take(Step::Resource(match resource {
            Some(resource) => serde_json::from_str::<Scope<'b>>(resource.get()).map_err(problem)?.attributes,
            None => Vec::new(),
        }));
        each(list, &mut |scoped| {
            let [scope, list] = fields(scoped.get(), ["scope", records])?;
            take(Step::Scope(match scope {
                Some(scope) => serde_json::from_str(scope.get()).map_err(problem)?,
                None => Scope::default(),
            }));
            each(list, &mut |record| {
                take(Step::Record(self::record(record)));
                Ok(())
            })
        })
    })
}

fn record<'b, R: Record<'b>>(text: &'b RawValue) -> Result<R, String> {
    if text.get().bytes().filter(|&byte| byte == b'{').count() > MOST_VALUES {
        return Err("it holds too many values".to_owned());
    }
    R::from_json(text).map_err(|error| error.to_string())
}

/// Some fields of an object. `null` equals absent.
fn fields<'b, const N: usize>(text: &'b str, names: [&str; N]) -> Result<[Option<&'b RawValue>; N], String> {
    struct Fields<'n, const N: usize>([&'n str; N]);
    impl<'b, const N: usize> Visitor<'b> for Fields<'_, N> {
        type Value = [Option<&'b RawValue>; N];
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'b>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = [None; N];
            while let Some(Text(key)) = map.next_key()? {
                let place = self.0.iter().position(|name| *name == key);
                match place.and_then(|place| found.get_mut(place)) {
                    Some(field) => *field = Some(map.next_value::<&RawValue>()?).filter(|raw| raw.get() != "null"),
                    None => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(found)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let found = reader.deserialize_map(Fields(names)).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(found)
}

/// Visits the items of an array.
fn each<'b>(
    list: Option<&'b RawValue>,
    visit: &mut dyn FnMut(&'b RawValue) -> Result<(), String>,
) -> Result<(), String> {
    struct Items<'v, 'b>(&'v mut dyn FnMut(&'b RawValue) -> Result<(), String>);
    impl<'b> Visitor<'b> for Items<'_, 'b> {
        type Value = ();
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an array")
        }
        fn visit_seq<A: SeqAccess<'b>>(self, mut seq: A) -> Result<(), A::Error> {
            while let Some(item) = seq.next_element::<&RawValue>()? {
                (self.0)(item).map_err(A::Error::custom)?;
            }
            Ok(())
        }
    }
    let Some(list) = list else { return Ok(()) };
    serde_json::Deserializer::from_str(list.get()).deserialize_seq(Items(visit)).map_err(|error| error.to_string())
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
pub(super) fn optional<'de, T: Deserialize<'de> + Default, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Option::<T>::deserialize(deserializer).map(Option::unwrap_or_default)
}

pub(super) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    optional(deserializer)
}

pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Cow<'de, str>, D::Error> {
    optional::<Text<'de>, D>(deserializer).map(|Text(text)| text)
}

/// What is no valid id is none.
pub(super) fn id<'de, const DIGITS: usize, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Id<DIGITS>>, D::Error> {
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
        struct Any<T>(std::marker::PhantomData<T>);
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
        deserializer.deserialize_map(Any(std::marker::PhantomData))
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
                        "kvlistValue" => map.next_value::<Option<Values<KeyValue<'de>>>>()?.map(|map| Value::Map(map.0)),
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
