//! A value as its text stands in a body, read as what a field wants.

use std::borrow::Cow;

use jiff::civil::DateTime;
use outlay_domain::{Money, Quantity, Timestamp};
use serde_json::Value;
use serde_json::value::RawValue;

/// The text of a string; none for other values. An escape that is no character is an error.
pub(crate) fn string<'r>(raw: &'r RawValue) -> Option<Result<Cow<'r, str>, String>> {
    let inner = raw.get().strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(Ok(Cow::Borrowed(inner)));
    }
    let text = serde_json::from_str::<String>(raw.get());
    Some(text.map(Cow::Owned).map_err(|_| "holds an escape that is no character".to_owned()))
}

/// The text of a number; none for other values.
pub(crate) fn number(raw: &RawValue) -> Option<&str> {
    let text = raw.get();
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit()).then_some(text)
}

pub(crate) fn flag(raw: &RawValue) -> Option<bool> {
    match raw.get() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub(crate) fn integer(text: &str) -> Result<i64, String> {
    if let Ok(number) = text.parse() {
        return Ok(number);
    }
    // Some senders write whole numbers with a fraction: 1200.0. A fraction of a millisecond is dropped.
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let quantity = digits.parse::<Quantity>().map_err(|_| "must be a whole number".to_owned())?;
    let whole = quantity.nano() / 1_000_000_000;
    i64::try_from(whole).map(|whole| sign * whole).map_err(|_| "is too large".to_owned())
}

pub(crate) fn quantity(text: &str) -> Result<Quantity, String> {
    text.parse().map_err(|error| format!("must be a quantity: {error}"))
}

pub(crate) fn money(text: &str) -> Result<Money, String> {
    let money: Money = text.parse().map_err(|error| format!("must be an amount: {error}"))?;
    if money.to_frame().is_none() {
        return Err("is beyond ± 9.2 million, the range of one event (cost_out_of_range)".to_owned());
    }
    Ok(money)
}

/// RFC 3339. A time without an offset is UTC.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let naive: DateTime = text.parse().ok()?;
        Some(Timestamp(naive.to_zoned_datetime(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond()))
    })
}

/// The text of a value as it may be kept: whatever reads it again later can read it.
///
/// Numbers and plain texts stay as they are. Escapes are resolved, and what is nested is read and written anew, which
/// bounds its depth.
pub(crate) fn kept(raw: &RawValue) -> Result<Cow<'_, str>, String> {
    let text = raw.get();
    let is_plain = match text.as_bytes().first() {
        Some(b'{' | b'[') => false,
        Some(b'"') => !text.contains('\\'),
        _ => true,
    };
    if is_plain {
        return Ok(Cow::Borrowed(text));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| format!("cannot be kept: {error}"))?;
    if super::imitates_numbers(&value) {
        return Err(format!("holds a name that begins with `{}`", super::RESERVED_NAMES));
    }
    Ok(Cow::Owned(value.to_string()))
}

#[cfg(test)]
mod tests {
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
        let got = ["1200.0", "-3", "1e3", "1.9", "many"].map(|text| integer(text).ok());
        assert_eq!(got, [Some(1200), Some(-3), Some(1000), Some(1), None]);
    }
}
