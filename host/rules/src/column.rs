//! How each column of a frame is read from a row. `outlay_frame::COLUMNS` says which there are; a test holds the two
//! together.

use std::borrow::Cow;

use outlay_domain::{Dimension, Unpriced, meter};
use outlay_frame::columns::{METER_PREFIX, MONEY, UNITS};
use outlay_frame::{Form, form};

use crate::calendar::Period;
use crate::quality;
use crate::row::{Row, counted};

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

    pub(crate) const fn is_money(&self) -> bool {
        self.form.places == MONEY
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
    /// The begin of the period that holds the row's time.
    Calendar(Period),
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
        if let Some(period) = Period::of_column(name) {
            return Some(Self::Calendar(period));
        }
        integer(name).map(Self::Integer).or_else(|| text(name)).or_else(|| flag(name))
    }
}

fn integer(name: &str) -> Option<fn(&Row<'_>) -> Option<i64>> {
    Some(match name {
        "seq" => |row| i64::try_from(row.seq).ok(),
        "event_time" => |row| Some(row.event_time().0),
        "received_at" => |row| Some(row.received_at.0),
        "retry_number" => |row| row.event()?.retry_number,
        "error_code" => |row| row.event()?.error_code,
        "duration_ms" => |row| row.event()?.duration_ms,
        "time_to_first_token_ms" => |row| row.event()?.time_to_first_token_ms,
        "quality_score" => |row| quality::score(row.event()?),
        "total_tokens" => |row| row.total_tokens(),
        "cost" => |row| row.amount(row.cost()),
        "cost_delta" => |row| row.amount(row.cost_delta()),
        "reported_cost" => |row| row.amount(row.event()?.cost.reported),
        "computed_cost" => |row| row.amount(row.event()?.cost.computed),
        "period_end" => |row| Some(row.record()?.period_end.0),
        "requests" => |row| counted(row.record()?.requests),
        "previous_requests" => |row| counted(row.record()?.previous?.requests),
        "previous_input_tokens" => |row| counted(row.record()?.previous?.input_tokens),
        "previous_cache_read_tokens" => |row| counted(row.record()?.previous?.cached_input_tokens),
        "previous_cache_write_tokens" => |row| counted(row.record()?.previous?.cache_write_tokens),
        "previous_output_tokens" => |row| counted(row.record()?.previous?.output_tokens),
        "previous_cost" => |row| row.amount(row.previous_cost()),
        _ => return None,
    })
}

fn text(name: &str) -> Option<Source> {
    Some(match name {
        "event_id" => Source::Text(|row| Some(Cow::Owned(row.event()?.call_id.to_string()))),
        "transaction_id" => Source::Text(|row| row.event()?.transaction_id.as_deref().map(Cow::Borrowed)),
        "kind" => Source::Text(|row| Some(Cow::Borrowed(row.event()?.kind.as_str()))),
        "entry" => Source::Text(|row| Some(Cow::Borrowed(row.entry()))),
        "source" => Source::Text(|row| Some(Cow::Borrowed(&row.event()?.source))),
        "key_id" => Source::Text(|row| Some(Cow::Borrowed(&row.event()?.key_id))),
        "team" => Source::Text(|row| Some(Cow::Borrowed(&row.event()?.team))),
        "currency" => Source::Text(|row| row.currency().map(Cow::Borrowed)),
        "unpriced_reason" => {
            Source::Text(|row| row.event()?.cost.unpriced.as_ref().map(Unpriced::code).map(Cow::Borrowed))
        }
        "connection_id" => Source::Text(|row| Some(Cow::Borrowed(&row.window()?.connection_id))),
        "record_kind" => Source::Text(|row| Some(Cow::Borrowed(row.window()?.kind.as_str()))),
        "project" => Source::Text(|row| row.record()?.project.as_deref().map(Cow::Borrowed)),
        _ => return None,
    })
}

fn flag(name: &str) -> Option<Source> {
    Some(match name {
        "is_streamed" => Source::Flag(|row| row.event()?.is_streamed),
        "is_future" => Source::Flag(|row| Some(row.is_future())),
        "is_open" => Source::Flag(|row| Some(row.record()?.open)),
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use outlay_frame::{COLUMNS, Kind};

    use super::*;

    #[test]
    fn every_column_of_the_frame_can_be_filled() {
        for info in COLUMNS {
            let column = Column::named(info.name).unwrap_or_else(|| panic!("`{}` has no source", info.name));
            let kind = match column.source {
                Source::Integer(_) | Source::Meter(..) | Source::Calendar(_) => Kind::Integer,
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
}
