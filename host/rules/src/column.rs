//! How each column of a frame is read from an event. `outlay_frame::COLUMNS` says which there are; a test holds the two
//! together.

use std::borrow::Cow;

use outlay_domain::{Dimension, Entry, Event, Money, Quantity, Timestamp, Unpriced, meter};
use outlay_frame::columns::{METER_PREFIX, UNITS};
use outlay_frame::{Form, form};

/// The currency of cost columns. Costs in another are unknown to rules until there are exchange rates.
const REPORTING_CURRENCY: &str = "USD";

/// An entry about an event, with what the ledger added to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'b> {
    pub(crate) seq: u64,
    pub(crate) received_at: Timestamp,
    pub(crate) event: &'b Event,
    pub(crate) entry: &'b Entry,
}

impl Row<'_> {
    /// It is the first that is heard of the event.
    pub(crate) const fn is_new(&self) -> bool {
        matches!(self.entry, Entry::Event(_))
    }

    /// What the call costs with this entry.
    fn cost(&self) -> Option<Money> {
        match self.entry {
            Entry::Void(_) => Some(Money::ZERO),
            _ => self.event.cost.effective,
        }
    }
}

/// A column that a rule reads or filters by.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) form: Form,
    pub(crate) source: Source,
}

impl Column {
    /// None if there is no such column.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(Self { name: name.to_owned(), form: form(name)?, source: Source::named(name)? })
    }
}

/// Where the values of a column come from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Integer(fn(&Row<'_>) -> Option<i64>),
    Text(for<'b> fn(&Row<'b>) -> Option<Cow<'b, str>>),
    Flag(fn(&Row<'_>) -> Option<bool>),
    Dimension(Dimension),
    /// A meter, with this many decimal places.
    Meter(String, u8),
}

impl Source {
    fn named(name: &str) -> Option<Self> {
        if let Some(dimension) = Dimension::ALL.iter().find(|dimension| dimension.column() == name) {
            return Some(Self::Dimension(*dimension));
        }
        if let Some(name) = name.strip_prefix(METER_PREFIX) {
            return Some(Self::Meter(name.to_owned(), UNITS));
        }
        if meter::TOKEN_COLUMNS.contains(&name) {
            return Some(Self::Meter(name.to_owned(), 0));
        }
        if meter::UNIT_COLUMNS.contains(&name) {
            return Some(Self::Meter(name.to_owned(), UNITS));
        }
        Some(match name {
            "seq" => Self::Integer(|row| i64::try_from(row.seq).ok()),
            "event_time" => Self::Integer(|row| Some(row.event.event_time.0)),
            "received_at" => Self::Integer(|row| Some(row.received_at.0)),
            "retry_number" => Self::Integer(|row| row.event.retry_number),
            "error_code" => Self::Integer(|row| row.event.error_code),
            "duration_ms" => Self::Integer(|row| row.event.duration_ms),
            "time_to_first_token_ms" => Self::Integer(|row| row.event.time_to_first_token_ms),
            "total_tokens" => Self::Integer(|row| total_tokens(row.event)),
            "cost" => Self::Integer(|row| amount(row.event, row.cost())),
            "cost_delta" => Self::Integer(|row| amount(row.event, row.entry.cost_delta())),
            "reported_cost" => Self::Integer(|row| amount(row.event, row.event.cost.reported)),
            "computed_cost" => Self::Integer(|row| amount(row.event, row.event.cost.computed)),
            "event_id" => Self::Text(|row| Some(Cow::Owned(row.event.call_id.to_string()))),
            "transaction_id" => Self::Text(|row| row.event.transaction_id.as_deref().map(Cow::Borrowed)),
            "kind" => Self::Text(|row| Some(Cow::Borrowed(row.event.kind.as_str()))),
            "entry" => Self::Text(|row| {
                Some(Cow::Borrowed(match row.entry {
                    Entry::Amend(_) => "amend",
                    Entry::Void(_) => "void",
                    _ => "event",
                }))
            }),
            "source" => Self::Text(|row| Some(Cow::Borrowed(&row.event.source))),
            "key_id" => Self::Text(|row| Some(Cow::Borrowed(&row.event.key_id))),
            "team" => Self::Text(|row| Some(Cow::Borrowed(&row.event.team))),
            "currency" => Self::Text(|row| Some(Cow::Borrowed(&row.event.cost.currency))),
            "unpriced_reason" => {
                Self::Text(|row| row.event.cost.unpriced.as_ref().map(Unpriced::code).map(Cow::Borrowed))
            }
            "is_streamed" => Self::Flag(|row| row.event.is_streamed),
            _ => return None,
        })
    }
}

/// Money for a frame; unknown if it is in another currency. Beyond what a frame holds it is as large as can be, so that
/// a limit is still exceeded; pricing refuses such amounts before.
fn amount(event: &Event, money: Option<Money>) -> Option<i64> {
    if event.cost.currency != REPORTING_CURRENCY {
        return None;
    }
    money.map(|money| saturated(money.pico()))
}

/// A quantity with some decimal places; what is finer is cut off.
pub(crate) fn scaled(quantity: Quantity, places: u8) -> i64 {
    saturated(quantity.nano() / 10_i128.pow(9_u32.saturating_sub(places.into())))
}

fn saturated(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

/// Every token once; none if no tokens were counted at all.
fn total_tokens(event: &Event) -> Option<i64> {
    let count = |name: &str| event.meters.get(name).map(|&quantity| scaled(quantity, 0));
    let written = count(meter::CACHE_WRITE_TOKENS).or_else(|| {
        let parts = [count(meter::CACHE_WRITE_5M_TOKENS), count(meter::CACHE_WRITE_1H_TOKENS)];
        parts.into_iter().flatten().reduce(i64::saturating_add)
    });
    let others = [
        meter::INPUT_TOKENS,
        meter::CACHE_READ_TOKENS,
        meter::OUTPUT_TOKENS,
        meter::INPUT_AUDIO_TOKENS,
        meter::OUTPUT_AUDIO_TOKENS,
    ];
    others.into_iter().map(count).chain([written]).flatten().reduce(i64::saturating_add)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_frame::{COLUMNS, Kind};

    use super::*;
    use crate::batch::tests::event;

    #[test]
    fn every_column_of_the_frame_can_be_filled() {
        for info in COLUMNS {
            let column = Column::named(info.name).unwrap_or_else(|| panic!("`{}` has no source", info.name));
            let kind = match column.source {
                Source::Integer(_) | Source::Meter(..) => Kind::Integer,
                Source::Text(_) | Source::Dimension(_) => Kind::Text,
                Source::Flag(_) => Kind::Flag,
            };
            assert_eq!(kind, info.form.kind, "{}", info.name);
            if let Source::Meter(_, places) = column.source {
                assert_eq!(places, info.form.places, "{}", info.name);
            }
        }
        for dimension in Dimension::ALL {
            assert!(Column::named(dimension.column()).is_some(), "the frame lacks {}", dimension.column());
        }
        assert!(Column::named("shoe_size").is_none());
    }

    #[test]
    fn tokens_are_counted_once() {
        let total = |meters: &[(&str, u32)]| {
            let mut event = event();
            event.meters = meters.iter().map(|&(name, count)| (name.into(), count.into())).collect();
            total_tokens(&event)
        };
        assert_eq!(total(&[]), None);
        assert_eq!(total(&[("images", 3)]), None);
        assert_eq!(total(&[("input_tokens", 10), ("output_tokens", 5), ("reasoning_tokens", 4)]), Some(15));
        assert_eq!(total(&[("cache_write_tokens", 7), ("cache_write_5m_tokens", 7)]), Some(7));
        assert_eq!(total(&[("cache_write_5m_tokens", 2), ("cache_write_1h_tokens", 3)]), Some(5));
    }

    #[test]
    fn amounts_in_another_currency_are_unknown() {
        let mut event = event();
        event.cost.effective = Some("1.43".parse().unwrap());
        assert_eq!(amount(&event, event.cost.effective), Some(1_430_000_000_000));
        event.cost.currency = "JPY".into();
        assert_eq!(amount(&event, event.cost.effective), None);
    }

    #[test]
    fn quantities_keep_six_places() {
        let scaled = |text: &str, places| super::scaled(text.parse().unwrap(), places);
        assert_eq!((scaled("12.5", 6), scaled("0.0000019", 6), scaled("12.9", 0)), (12_500_000, 1, 12));
        assert_eq!(scaled("1e15", 6), i64::MAX);
    }
}
