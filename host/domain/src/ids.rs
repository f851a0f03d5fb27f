//! Identities that the ledger gives out or recognises.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The identity of one call: 16 bytes of a hash over what names the call.
///
/// Two arrivals with the same id are the same call. Shown to people as `evt_` and 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallId(pub [u8; 16]);

impl CallId {
    /// Hashes the parts that name a call. Parts are length-prefixed, so `("a", "bc")` differs from `("ab", "c")`.
    pub fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let mut id = [0; 16];
        id.copy_from_slice(&hash.finalize()[..16]);
        Self(id)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = *b"evt_00000000000000000000000000000000";
        for (pair, byte) in text[4..].chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an event id.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("an event id is `evt_` followed by 32 hexadecimal digits")]
pub struct InvalidCallId;

impl FromStr for CallId {
    type Err = InvalidCallId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("evt_").ok_or(InvalidCallId)?.as_bytes();
        if digits.len() != 32 {
            return Err(InvalidCallId);
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(InvalidCallId);
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).map_err(|_| InvalidCallId)?;
        }
        Ok(Self(id))
    }
}

impl Serialize for CallId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for CallId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl serde::de::Visitor<'_> for Bytes {
            type Value = CallId;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("16 bytes")
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<CallId, E> {
                bytes.try_into().map(CallId).map_err(|_| E::invalid_length(bytes.len(), &self))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// A place in the ledger. One machine has one partition, number 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position {
    pub partition: u32,
    /// Of the entry; the first is 1, so that 0 means "before everything".
    pub seq: u64,
}

impl Position {
    /// Before the first entry of partition 0.
    pub const START: Self = Self { partition: 0, seq: 0 };

    /// A place in partition 0.
    pub const fn at(seq: u64) -> Self {
        Self { partition: 0, seq }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_id_round_trips_through_its_text() {
        let id = CallId::of(&["chatcmpl-001"]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("evt_12".parse::<CallId>(), Err(InvalidCallId));
        assert_eq!("evt_ä".parse::<CallId>(), Err(InvalidCallId));
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(CallId::of(&["a", "bc"]), CallId::of(&["ab", "c"]));
    }
}
