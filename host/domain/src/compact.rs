//! Exact decimals in formats for people and for the disk: the decimal's text in JSON, its integer in binary formats.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serializer};

/// `number` is the value in its smallest unit, `text` its decimal.
pub(crate) fn serialize<S: Serializer>(number: i128, text: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        return serializer.collect_str(text);
    }
    match i64::try_from(number) {
        Ok(number) => serializer.serialize_i64(number),
        Err(_) => serializer.serialize_bytes(&number.to_le_bytes()),
    }
}

/// The other way round; `of` makes the value from its smallest unit.
pub(crate) fn deserialize<'de, T, D>(deserializer: D, of: fn(i128) -> T) -> Result<T, D::Error>
where
    T: FromStr<Err: Display>,
    D: Deserializer<'de>,
{
    if deserializer.is_human_readable() {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        return text.parse().map_err(Error::custom);
    }
    deserializer.deserialize_any(Number(of, PhantomData))
}

struct Number<T>(fn(i128) -> T, PhantomData<T>);

impl<T> Visitor<'_> for Number<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or 16 bytes that hold one")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        Ok((self.0)(number.into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        Ok((self.0)(number.into()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<T, E> {
        let bytes = bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))?;
        Ok((self.0)(i128::from_le_bytes(bytes)))
    }
}
